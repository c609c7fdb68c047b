//! What stands in a folder that a run began and did not finish.
//!
//! Owns what was found there and how it compares with what should be there; nothing here writes. Refuses to know
//! which of it should be there.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{DRAFT, TargetProblem, system};
use crate::words::digest::{Digest, Hasher};
use crate::words::limits::MIB;

/// Files and folders of a target, by their paths beneath it.
pub struct Standing {
    pub(super) path: PathBuf,
    pub(super) root: Arc<system::Root>,
    /// Each with its size.
    pub files: BTreeMap<PathBuf, u64>,
    pub folders: BTreeSet<PathBuf>,
}

impl Standing {
    /// Looks through the whole folder. No link is followed: one is refused.
    pub fn read(path: &Path, shared: bool) -> Result<Standing, TargetProblem> {
        let (standing, odd) = Standing::look(path, shared)?;
        match odd.into_iter().next() {
            Some(odd) => Err(TargetProblem::Odd(path.join(odd))),
            None => Ok(standing),
        }
    }

    /// The same, with what is neither a file nor a folder named beside it. Nothing of that is followed.
    pub fn read_beside(path: &Path) -> Result<(Standing, BTreeSet<PathBuf>), TargetProblem> {
        Standing::look(path, false)
    }

    fn look(path: &Path, shared: bool) -> Result<(Standing, BTreeSet<PathBuf>), TargetProblem> {
        let root = system::Root::open(path, shared);
        let root = root.map_err(|source| TargetProblem::Io { path: path.into(), source })?;
        let mut standing = Standing {
            path: path.into(),
            root: Arc::new(root),
            files: BTreeMap::new(),
            folders: BTreeSet::new(),
        };
        let mut odd = BTreeSet::new();
        let mut left = vec![PathBuf::new()];
        while let Some(folder) = left.pop() {
            let at = path.join(&folder);
            let io = |source| TargetProblem::Io { path: at.clone(), source };
            for entry in fs::read_dir(&at).map_err(io)? {
                let entry = entry.map_err(io)?;
                let (facts, below) =
                    (entry.metadata().map_err(io)?, folder.join(entry.file_name()));
                if facts.is_dir() {
                    standing.folders.insert(below.clone());
                    left.push(below);
                } else if facts.is_file() {
                    standing.files.insert(below, facts.len());
                } else {
                    odd.insert(below);
                }
            }
        }
        Ok((standing, odd))
    }

    /// Removes a file that stands there. No link is followed on the way.
    pub fn remove(&self, path: &Path) -> Result<(), TargetProblem> {
        let removed = self.root.remove_below(path);
        removed.map_err(|source| TargetProblem::Io { path: self.path.join(path), source })
    }

    /// Whether a path is that of a file that was never whole.
    pub fn is_draft(path: &Path) -> bool {
        path.to_str().and_then(|name| name.strip_prefix(DRAFT)).is_some_and(|number| {
            !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit())
        })
    }

    /// The SHA-256 of a file; none where `stop` says so. The file is synced too, where the whole target can't be synced
    /// at once.
    pub fn digest(&self, path: &Path, stop: &dyn Fn() -> bool) -> io::Result<Option<Digest>> {
        let mut file = self.open(path)?;
        let mut hasher = Hasher::new();
        let mut buffer = vec![0; MIB as usize];
        loop {
            let got = file.read(&mut buffer)?;
            if got == 0 {
                break;
            }
            if stop() {
                return Ok(None);
            }
            hasher.update(&buffer[..got]);
        }
        if !system::SYNCS_AT_ONCE {
            file.sync_all()?;
        }
        Ok(Some(hasher.finish()))
    }

    /// Opens a file for comparing it with what should be there.
    pub fn part(&self, path: &Path) -> io::Result<Part> {
        Ok(Part { file: self.open(path)?, alike: true, is_part: true })
    }

    /// Opens a file for reading.
    pub fn open(&self, path: &Path) -> io::Result<File> {
        self.root.read(path)
    }
}

/// A file that may be a part of what should be there: its first bytes, and then nothing but zeros. A system that went
/// down before all was written leaves such a file.
pub struct Part {
    file: File,
    alike: bool,
    is_part: bool,
}

impl Part {
    /// Compares the file with the next bytes of what should be there.
    pub fn compare(&mut self, bytes: &[u8]) -> io::Result<()> {
        let mut there = Vec::with_capacity(bytes.len());
        (&self.file).take(bytes.len() as u64).read_to_end(&mut there)?;
        let alike = there.iter().zip(bytes).take_while(|(there, sealed)| there == sealed).count();
        let from = if self.alike { alike } else { 0 };
        self.alike &= alike == there.len();
        self.is_part &= there[from..].iter().all(|byte| *byte == 0);
        Ok(())
    }

    /// Whether it is a part, once all that should be there was compared.
    pub fn was_part(mut self) -> io::Result<bool> {
        Ok(self.is_part && self.file.read(&mut [0])? == 0)
    }
}
