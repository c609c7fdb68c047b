//! What a medium in memory holds: names and bytes, as the system shows them and as they are synced.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::powers::medium::path::MediumPath;
use crate::powers::medium::problem::{Act, StorageProblem};
use crate::powers::medium::storage::{Facts, Kind, ReadBack, StorageFacts};

pub(super) type Names = BTreeMap<MediumPath, Node>;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Node {
    Folder,
    File(u64),
    Other,
}

#[derive(Default)]
pub(super) struct Bytes {
    pub(super) shown: Arc<Vec<u8>>,
    pub(super) synced: Arc<Vec<u8>>,
}

pub(super) struct State {
    pub(super) shown: Names,
    pub(super) synced: Names,
    pub(super) files: BTreeMap<u64, Bytes>,
    /// Whether a file's sync makes its own name safe too, as ext4 and NTFS do and exFAT does not.
    pub(super) names_with_file: bool,
    pub(super) capacity: u64,
    pub(super) facts: StorageFacts,
    pub(super) read_back: ReadBack,
}

/// A path that a test wrote down.
pub(super) fn plain(path: &str) -> MediumPath {
    MediumPath::parse(path).expect("a test names paths that fit the grammar")
}

pub(super) fn is_within(path: &MediumPath, folder: &MediumPath) -> bool {
    path == folder || is_below(path, folder)
}

fn is_below(path: &MediumPath, folder: &MediumPath) -> bool {
    let rest = path.as_str().strip_prefix(folder.as_str());
    path != folder && (folder.is_root() || rest.is_some_and(|rest| rest.starts_with('/')))
}

impl State {
    pub(super) fn new_file(&mut self) -> u64 {
        let id = self.files.len() as u64;
        self.files.insert(id, Bytes::default());
        id
    }

    pub(super) fn bytes(&mut self, id: u64) -> &mut Bytes {
        self.files.entry(id).or_default()
    }

    pub(super) fn put(&mut self, path: &MediumPath, node: Node) {
        self.shown.insert(path.clone(), node);
        self.keep_name(path, node);
    }

    /// Makes a name safe, and those of the folders above.
    pub(super) fn keep_name(&mut self, path: &MediumPath, node: Node) {
        self.synced.insert(path.clone(), node);
        let mut folder = path.parent();
        while let Some(above) = folder.filter(|above| !above.is_root()) {
            self.shown.entry(above.clone()).or_insert(Node::Folder);
            self.synced.insert(above.clone(), Node::Folder);
            folder = above.parent();
        }
    }

    /// Every folder on the way is there, and is one.
    pub(super) fn check_way(&self, path: &MediumPath) -> Result<(), StorageProblem> {
        let mut reached = MediumPath::root();
        for name in path.parent().iter().flat_map(MediumPath::components) {
            reached = reached.join(name)?;
            let path = reached.as_str().into();
            match self.shown.get(&reached) {
                Some(Node::Folder) => {}
                Some(Node::Other) => return Err(StorageProblem::LinkInTheWay { path }),
                Some(Node::File(_)) => return Err(StorageProblem::NotAFolder { path }),
                None => return Err(StorageProblem::Absent { path }),
            }
        }
        Ok(())
    }

    pub(super) fn check_folder(&self, folder: &MediumPath) -> Result<(), StorageProblem> {
        self.check_way(folder)?;
        let path = folder.as_str().into();
        match self.shown.get(folder) {
            _ if folder.is_root() => Ok(()),
            Some(Node::Folder) => Ok(()),
            Some(Node::Other) => Err(StorageProblem::LinkInTheWay { path }),
            Some(Node::File(_)) => Err(StorageProblem::NotAFolder { path }),
            None => Err(StorageProblem::Absent { path }),
        }
    }

    pub(super) fn check_writable(&self, act: Act, path: &MediumPath) -> Result<(), StorageProblem> {
        match self.facts.read_only {
            true => Err(StorageProblem::ReadOnly { act, path: path.as_str().into() }),
            false => Ok(()),
        }
    }

    /// A new name in an existing folder.
    pub(super) fn make(
        &mut self,
        act: Act,
        path: &MediumPath,
        node: Node,
    ) -> Result<(), StorageProblem> {
        self.check_writable(act, path)?;
        self.check_way(path)?;
        if path.is_root() || self.shown.contains_key(path) {
            return Err(StorageProblem::Exists { path: path.as_str().into() });
        }
        self.shown.insert(path.clone(), node);
        Ok(())
    }

    pub(super) fn children<'a>(
        names: &'a Names,
        folder: &MediumPath,
    ) -> Vec<(&'a MediumPath, Node)> {
        let own = names.iter().filter(|(path, _)| path.parent().as_ref() == Some(folder));
        own.map(|(path, node)| (path, *node)).collect()
    }

    pub(super) fn free(&self) -> u64 {
        let used = |node: &Node| match node {
            Node::File(id) => self.files[id].shown.len() as u64,
            _ => 0,
        };
        self.capacity.saturating_sub(self.shown.values().map(used).sum())
    }

    pub(super) fn facts_of(&self, node: Node) -> Facts {
        let (kind, bytes) = match node {
            Node::Folder => (Kind::Folder, 0),
            Node::File(id) => (Kind::File, self.files[&id].shown.len() as u64),
            Node::Other => (Kind::Other, 0),
        };
        Facts { kind, bytes, links: 1, same_device: true }
    }
}

/// The one state that all handles to a medium, and all files open on it, share.
#[derive(Clone)]
pub(super) struct Shared(Arc<Mutex<State>>);

impl Shared {
    pub(super) fn new(state: State) -> Shared {
        Shared(Arc::new(Mutex::new(state)))
    }

    pub(super) fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
