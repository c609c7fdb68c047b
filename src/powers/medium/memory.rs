//! A test double: a medium in memory that forgets what was not synced.
//!
//! It keeps two states side by side: what the system shows, and what is on the medium. A file's
//! sync brings its bytes over, a folder's sync its names; [`Memory::power_cut`] throws the rest
//! away. Tests read and damage it past the [`Storage`] trait, by plain paths.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Cursor, Read, Seek, SeekFrom, Write};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::path::MediumPath;
use super::problem::{Act, StorageProblem};
use super::storage::{
    BytesBack, Entry, Facts, InPlace, Kind, Listing, Opened, ReadBack, Storage, StorageFacts,
};

/// What becomes of unsynced changes when the power goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unsynced {
    /// Names and bytes fall back to what was synced.
    Lost,
    /// Names are as they were last seen, bytes fall back: new files are found empty.
    NamesKept,
    /// Everything had reached the medium after all.
    Kept,
}

/// A medium in memory. Clones are handles to the same one.
#[derive(Clone)]
pub struct Memory(Arc<Mutex<State>>);

type Names = BTreeMap<MediumPath, Node>;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Node {
    Folder,
    File(u64),
    Other,
}

#[derive(Default)]
struct Bytes {
    shown: Arc<Vec<u8>>,
    synced: Arc<Vec<u8>>,
}

struct State {
    shown: Names,
    synced: Names,
    files: BTreeMap<u64, Bytes>,
    /// Whether a file's sync makes its own name safe too, as ext4 and NTFS do and exFAT does not.
    names_with_file: bool,
    capacity: u64,
    facts: StorageFacts,
    read_back: ReadBack,
}

impl Default for Memory {
    fn default() -> Memory {
        Memory::new()
    }
}

impl Memory {
    /// An empty medium on which a file's sync makes its name safe too.
    pub fn new() -> Memory {
        Memory::made(true)
    }

    /// An empty medium on which only a folder's sync makes names safe.
    pub fn strict() -> Memory {
        Memory::made(false)
    }

    fn made(names_with_file: bool) -> Memory {
        Memory(Arc::new(Mutex::new(State {
            shown: Names::new(),
            synced: Names::new(),
            files: BTreeMap::new(),
            names_with_file,
            capacity: u64::MAX,
            facts: StorageFacts {
                file_system: "memory".to_owned(),
                read_only: false,
                in_place: InPlace::Yes,
                removable: Some(true),
                devices: BTreeSet::new(),
                attachment: None,
            },
            read_back: ReadBack::PastCache,
        })))
    }

    /// Takes the power away and plugs the medium in again.
    pub fn power_cut(&self, unsynced: Unsynced) {
        let mut state = self.state();
        let state = &mut *state;
        if unsynced == Unsynced::Lost {
            let synced = &state.synced;
            let reachable = |path: &MediumPath| {
                let mut folder = path.parent();
                while let Some(above) = folder.filter(|above| !above.is_root()) {
                    if synced.get(&above) != Some(&Node::Folder) {
                        return false;
                    }
                    folder = above.parent();
                }
                true
            };
            let found = synced.iter().filter(|(path, _)| reachable(path));
            state.shown = found.map(|(path, node)| (path.clone(), *node)).collect();
        }
        state.synced = state.shown.clone();
        for bytes in state.files.values_mut() {
            match unsynced {
                Unsynced::Kept => bytes.synced = bytes.shown.clone(),
                _ => bytes.shown = bytes.synced.clone(),
            }
        }
    }

    /// How many bytes all files together may hold.
    pub fn set_capacity(&self, bytes: u64) {
        self.state().capacity = bytes;
    }

    /// What [`Storage::describe`] answers; a read-only medium refuses changes.
    pub fn set_facts(&self, facts: StorageFacts) {
        self.state().facts = facts;
    }

    /// What [`Storage::read_back`] says of its bytes.
    pub fn set_read_back(&self, certain: ReadBack) {
        self.state().read_back = certain;
    }

    /// The bytes of a file as the system shows them.
    pub fn bytes(&self, path: &str) -> Option<Vec<u8>> {
        let state = self.state();
        let Some(Node::File(id)) = state.shown.get(&plain(path)) else {
            return None;
        };
        Some(state.files[id].shown.to_vec())
    }

    /// Puts a file there, synced, with the folders that it needs.
    pub fn put(&self, path: &str, bytes: &[u8]) {
        let mut state = self.state();
        let id = state.new_file();
        let bytes = Arc::new(bytes.to_vec());
        state.files.insert(id, Bytes { shown: bytes.clone(), synced: bytes });
        state.put(&plain(path), Node::File(id));
    }

    /// Puts a link, device or the like there, synced, with the folders that it needs.
    pub fn put_other(&self, path: &str) {
        self.state().put(&plain(path), Node::Other);
    }

    /// Changes the bytes of a file, on the medium too; false if there is no such file.
    pub fn patch(&self, path: &str, change: impl FnOnce(&mut Vec<u8>)) -> bool {
        let mut state = self.state();
        let Some(Node::File(id)) = state.shown.get(&plain(path)).copied() else {
            return false;
        };
        let bytes = state.bytes(id);
        change(Arc::make_mut(&mut bytes.shown));
        bytes.synced = bytes.shown.clone();
        true
    }

    /// Removes a file or a whole folder, on the medium too; false if nothing was there.
    pub fn remove(&self, path: &str) -> bool {
        let mut state = self.state();
        let path = plain(path);
        let there = state.shown.contains_key(&path);
        state.shown.retain(|name, _| !is_within(name, &path));
        state.synced.retain(|name, _| !is_within(name, &path));
        there
    }

    /// The paths of all files, sorted.
    pub fn paths(&self) -> Vec<String> {
        let state = self.state();
        let files = state.shown.iter().filter(|(_, node)| matches!(node, Node::File(_)));
        files.map(|(path, _)| path.to_string()).collect()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn opened(&self, id: u64, at: u64) -> Box<dyn Opened> {
        Box::new(MemoryFile { medium: self.clone(), id, at })
    }

    /// The file at `path`, or why it can't be opened.
    fn file(&self, path: &MediumPath) -> Result<u64, StorageProblem> {
        let state = self.state();
        state.check_way(path)?;
        match state.shown.get(path) {
            Some(Node::File(id)) => Ok(*id),
            Some(Node::Other) => Err(StorageProblem::LinkInTheWay { path: path.as_str().into() }),
            Some(Node::Folder) => Err(StorageProblem::NotRegular { path: path.as_str().into() }),
            None => Err(StorageProblem::Absent { path: path.as_str().into() }),
        }
    }
}

/// A path that a test wrote down.
fn plain(path: &str) -> MediumPath {
    MediumPath::parse(path).expect("a test names paths that fit the grammar")
}

fn is_within(path: &MediumPath, folder: &MediumPath) -> bool {
    path == folder || is_below(path, folder)
}

fn is_below(path: &MediumPath, folder: &MediumPath) -> bool {
    let rest = path.as_str().strip_prefix(folder.as_str());
    path != folder && (folder.is_root() || rest.is_some_and(|rest| rest.starts_with('/')))
}

impl State {
    fn new_file(&mut self) -> u64 {
        let id = self.files.len() as u64;
        self.files.insert(id, Bytes::default());
        id
    }

    fn bytes(&mut self, id: u64) -> &mut Bytes {
        self.files.entry(id).or_default()
    }

    fn put(&mut self, path: &MediumPath, node: Node) {
        self.shown.insert(path.clone(), node);
        self.keep_name(path, node);
    }

    /// Makes a name safe, and those of the folders above.
    fn keep_name(&mut self, path: &MediumPath, node: Node) {
        self.synced.insert(path.clone(), node);
        let mut folder = path.parent();
        while let Some(above) = folder.filter(|above| !above.is_root()) {
            self.shown.entry(above.clone()).or_insert(Node::Folder);
            self.synced.insert(above.clone(), Node::Folder);
            folder = above.parent();
        }
    }

    /// Every folder on the way is there, and is one.
    fn check_way(&self, path: &MediumPath) -> Result<(), StorageProblem> {
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

    fn check_folder(&self, folder: &MediumPath) -> Result<(), StorageProblem> {
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

    fn check_writable(&self, act: Act, path: &MediumPath) -> Result<(), StorageProblem> {
        match self.facts.read_only {
            true => Err(StorageProblem::ReadOnly { act, path: path.as_str().into() }),
            false => Ok(()),
        }
    }

    /// A new name in an existing folder.
    fn make(&mut self, act: Act, path: &MediumPath, node: Node) -> Result<(), StorageProblem> {
        self.check_writable(act, path)?;
        self.check_way(path)?;
        if path.is_root() || self.shown.contains_key(path) {
            return Err(StorageProblem::Exists { path: path.as_str().into() });
        }
        self.shown.insert(path.clone(), node);
        Ok(())
    }

    fn children<'a>(names: &'a Names, folder: &MediumPath) -> Vec<(&'a MediumPath, Node)> {
        let own = names.iter().filter(|(path, _)| path.parent().as_ref() == Some(folder));
        own.map(|(path, node)| (path, *node)).collect()
    }

    fn free(&self) -> u64 {
        let used = |node: &Node| match node {
            Node::File(id) => self.files[id].shown.len() as u64,
            _ => 0,
        };
        self.capacity.saturating_sub(self.shown.values().map(used).sum())
    }

    fn facts_of(&self, node: Node) -> Facts {
        let (kind, bytes) = match node {
            Node::Folder => (Kind::Folder, 0),
            Node::File(id) => (Kind::File, self.files[&id].shown.len() as u64),
            Node::Other => (Kind::Other, 0),
        };
        Facts { kind, bytes, links: 1, same_device: true }
    }
}

impl Storage for Memory {
    fn describe(&self) -> StorageFacts {
        self.state().facts.clone()
    }

    fn list(&self, folder: &MediumPath) -> Result<Listing, StorageProblem> {
        let state = self.state();
        state.check_folder(folder)?;
        let children = State::children(&state.shown, folder).into_iter();
        let entry = |(path, node): (&MediumPath, Node)| {
            let name = path.file_name()?.to_owned();
            Some(Entry { name, facts: state.facts_of(node) })
        };
        let mut entries: Vec<Entry> = children.filter_map(entry).collect();
        entries.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(Listing { entries, foreign: 0 })
    }

    fn facts(&self, path: &MediumPath) -> Result<Option<Facts>, StorageProblem> {
        let state = self.state();
        match state.check_way(path) {
            Err(StorageProblem::Absent { .. }) => return Ok(None),
            other => other?,
        }
        let node = match path.is_root() {
            true => Some(Node::Folder),
            false => state.shown.get(path).copied(),
        };
        Ok(node.map(|node| state.facts_of(node)))
    }

    fn open(&self, path: &MediumPath) -> Result<Box<dyn Opened>, StorageProblem> {
        Ok(self.opened(self.file(path)?, 0))
    }

    fn open_for_overwrite(&self, path: &MediumPath) -> Result<Box<dyn Opened>, StorageProblem> {
        let id = self.file(path)?;
        self.state().check_writable(Act::Open, path)?;
        Ok(self.opened(id, 0))
    }

    fn create(&self, path: &MediumPath) -> Result<Box<dyn Opened>, StorageProblem> {
        let mut state = self.state();
        let id = state.new_file();
        state.make(Act::Create, path, Node::File(id))?;
        Ok(self.opened(id, 0))
    }

    fn create_or_replace(&self, path: &MediumPath) -> Result<Box<dyn Opened>, StorageProblem> {
        match self.file(path) {
            Err(StorageProblem::Absent { .. }) => self.create(path),
            Err(problem) => Err(problem),
            Ok(id) => {
                let mut state = self.state();
                state.check_writable(Act::Create, path)?;
                state.bytes(id).shown = Arc::default();
                Ok(self.opened(id, 0))
            }
        }
    }

    fn append(&self, path: &MediumPath, at: u64) -> Result<Box<dyn Opened>, StorageProblem> {
        if at == 0 {
            return self.create_or_replace(path);
        }
        let id = self.file(path)?;
        let mut state = self.state();
        state.check_writable(Act::Write, path)?;
        let shown = &mut state.bytes(id).shown;
        let bytes = shown.len() as u64;
        if bytes < at {
            return Err(StorageProblem::Shorter { path: path.as_str().into(), bytes, at });
        }
        Arc::make_mut(shown).truncate(at as usize);
        Ok(self.opened(id, at))
    }

    fn make_folder(&self, path: &MediumPath) -> Result<(), StorageProblem> {
        self.state().make(Act::MakeFolder, path, Node::Folder)
    }

    fn remove_file(&self, path: &MediumPath) -> Result<(), StorageProblem> {
        self.file(path)?;
        let mut state = self.state();
        state.check_writable(Act::Remove, path)?;
        state.shown.remove(path);
        Ok(())
    }

    fn remove_folder(&self, path: &MediumPath) -> Result<(), StorageProblem> {
        let mut state = self.state();
        state.check_writable(Act::Remove, path)?;
        state.check_folder(path)?;
        if path.is_root() || !State::children(&state.shown, path).is_empty() {
            return Err(StorageProblem::FolderNotEmpty { path: path.as_str().into() });
        }
        state.shown.remove(path);
        Ok(())
    }

    fn sync_folder(&self, folder: &MediumPath) -> Result<(), StorageProblem> {
        let mut state = self.state();
        let state = &mut *state;
        state.check_folder(folder)?;
        for (path, _) in State::children(&state.synced.clone(), folder) {
            if !state.shown.contains_key(path) {
                state.synced.retain(|name, _| !is_within(name, path));
            }
        }
        for (path, node) in State::children(&state.shown, folder) {
            state.synced.insert(path.clone(), node);
        }
        Ok(())
    }

    fn free_bytes(&self) -> Result<u64, StorageProblem> {
        Ok(self.state().free())
    }

    /// The bytes that are on the medium, so that a missing sync shows.
    fn read_back(&self, path: &MediumPath) -> Result<BytesBack, StorageProblem> {
        let id = self.file(path)?;
        let mut state = self.state();
        let synced = state.bytes(id).synced.to_vec();
        Ok((Box::new(Cursor::new(synced)), state.read_back))
    }
}

struct MemoryFile {
    medium: Memory,
    id: u64,
    at: u64,
}

impl Read for MemoryFile {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let mut state = self.medium.state();
        let shown = &state.bytes(self.id).shown;
        let from = shown.len().min(self.at as usize);
        let n = (&shown[from..]).read(into)?;
        self.at += n as u64;
        Ok(n)
    }
}

impl Write for MemoryFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut state = self.medium.state();
        if state.facts.read_only {
            return Err(io::ErrorKind::ReadOnlyFilesystem.into());
        }
        let at = self.at as usize;
        let len = state.bytes(self.id).shown.len();
        let room = match state.capacity {
            u64::MAX => bytes.len() as u64,
            _ => state.free() + len.saturating_sub(at) as u64,
        };
        let n = bytes.len().min(usize::try_from(room).unwrap_or(usize::MAX));
        if n == 0 && !bytes.is_empty() {
            return Err(io::ErrorKind::StorageFull.into());
        }
        let shown = Arc::make_mut(&mut state.bytes(self.id).shown);
        shown.resize(len.max(at + n), 0);
        shown[at..at + n].copy_from_slice(&bytes[..n]);
        self.at += n as u64;
        Ok(n)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Seek for MemoryFile {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let len = self.medium.state().bytes(self.id).shown.len() as u64;
        let at = match to {
            SeekFrom::Start(at) => Some(at),
            SeekFrom::End(by) => len.checked_add_signed(by),
            SeekFrom::Current(by) => self.at.checked_add_signed(by),
        };
        self.at = at.ok_or(io::ErrorKind::InvalidInput)?;
        Ok(self.at)
    }
}

impl Opened for MemoryFile {
    fn sync(&mut self) -> io::Result<()> {
        let mut state = self.medium.state();
        let bytes = state.bytes(self.id);
        bytes.synced = bytes.shown.clone();
        if state.names_with_file {
            let node = Node::File(self.id);
            let own = state.shown.iter().find(|(_, shown)| **shown == node);
            if let Some(path) = own.map(|(path, _)| path.clone()) {
                state.keep_name(&path, node);
            }
        }
        Ok(())
    }

    fn facts(&self) -> io::Result<Facts> {
        Ok(self.medium.state().facts_of(Node::File(self.id)))
    }

    fn in_place(&self) -> InPlace {
        self.medium.state().facts.in_place
    }
}

#[cfg(test)]
mod tests;
