//! The target: the only door to the folder that a restore writes into.
//!
//! Owns that nothing is ever written outside it, that nothing there is replaced, and that no file
//! has its name before it is whole: each is written under a temporary name in the target's root,
//! hashed on the way, given its time, and only then renamed. Folders are made one by one; one that
//! this run did not make under that very name is not entered, so that a link, or a folder whose
//! name a file system takes for the same, is met as a name that is taken.
//!
//! Lasting: a few files are synced together at the end. Where there are more, Linux syncs the
//! target's file system once, and other systems sync each file before it is renamed: a sync a file
//! would cost hours at 100,000 files. Until [`Target::finish`] returns, nothing is certain.
//!
//! Refuses to know what the files mean and which name they should have; it is given names to try.

mod path;
#[cfg(test)]
mod tests;
#[cfg(unix)]
mod unix;
#[cfg(windows)]
mod windows;

#[cfg(unix)]
use unix as system;
#[cfg(windows)]
use windows as system;

use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use crate::powers::medium::{Storage, open_native};
use crate::powers::private;
use crate::words::digest::{Digest, Hasher};

pub use path::TargetPath;

/// So many files are held open to be synced together; beyond, the whole file system is cheaper.
const HELD_MAX: usize = 16;

/// Why the target did not take something.
#[derive(Debug, thiserror::Error)]
#[error("{self:?}")]
pub enum TargetProblem {
    NotEmpty(PathBuf),
    NotAFolder(PathBuf),
    Io { path: PathBuf, source: io::Error },
}

/// What the system says to a name.
enum Refusal {
    /// It can't have such a name, or something is there that is not ours: another name may do.
    ThisName,
    Io(io::Error),
}

/// A folder that was new or empty, open for writing into.
pub struct Target {
    path: PathBuf,
    root: Arc<system::Root>,
    folders: system::Folders,
    drafts: u64,
    held: Vec<File>,
    /// More files than can be held were written.
    overflowed: bool,
}

/// What stands in the way of a folder as a target, looked at before anything is done.
pub fn look(path: &Path) -> Result<(), TargetProblem> {
    let io = |source| TargetProblem::Io { path: path.into(), source };
    match std::fs::read_dir(path) {
        Ok(mut entries) => match entries.next() {
            None => Ok(()),
            Some(Ok(_)) => Err(TargetProblem::NotEmpty(path.into())),
            Some(Err(source)) => Err(io(source)),
        },
        // A link that leads nowhere is there all the same.
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            match std::fs::symlink_metadata(path) {
                Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
                Ok(_) => Err(TargetProblem::NotAFolder(path.into())),
                Err(source) => Err(io(source)),
            }
        }
        Err(error) if error.kind() == io::ErrorKind::NotADirectory => {
            Err(TargetProblem::NotAFolder(path.into()))
        }
        Err(source) => Err(io(source)),
    }
}

/// How many bytes a file can have in this folder, or in the one in which it would be made, where
/// the file system is known to end it early.
pub fn file_bytes_max(path: &Path) -> Option<u64> {
    let absolute = std::path::absolute(path).ok()?;
    let there = absolute.ancestors().find(|folder| folder.is_dir())?;
    open_native(there).ok()?.describe().file_bytes_max()
}

impl Target {
    /// Makes the folder, or takes an empty one. A folder made here is its owner's alone.
    ///
    /// `path` itself is the user's own word and may lead over links; what lies beneath may not.
    pub fn open(path: &Path) -> Result<Target, TargetProblem> {
        look(path)?;
        let io = |source| TargetProblem::Io { path: path.into(), source };
        private::make_folders(path).map_err(io)?;
        let root = Arc::new(system::Root::open(path).map_err(io)?);
        // Looked at again through the path that was opened.
        look(path)?;
        Ok(Target {
            path: path.into(),
            folders: system::Folders::default(),
            root,
            drafts: 0,
            held: Vec::new(),
            overflowed: false,
        })
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Begins a file under a temporary name in the root.
    pub fn begin(&mut self) -> Result<Draft, TargetProblem> {
        self.drafts += 1;
        let name = format!(".kluis-unfinished-{}", self.drafts);
        let file = self
            .root
            .create(&name)
            .map_err(|source| TargetProblem::Io { path: self.path.join(&name), source })?;
        Ok(Draft { file: Some(file), hasher: Hasher::new(), name, root: Arc::clone(&self.root) })
    }

    /// Gives a draft its time and the first of the names that the system takes and nothing has;
    /// says which, or none of them. A time that the system can't hold is left as it is.
    pub fn keep<'p>(
        &mut self,
        mut draft: Draft,
        modified: Option<SystemTime>,
        names: &'p [TargetPath],
    ) -> Result<Option<&'p TargetPath>, TargetProblem> {
        let Some(file) = draft.file.take() else {
            return Ok(None);
        };
        if let Some(modified) = modified {
            // A record older or newer than the file system's own years keeps its bytes all the
            // same; its time stands in the proof.
            let _ = file.set_modified(modified);
        }
        self.hold(file)
            .map_err(|source| TargetProblem::Io { path: self.path.join(&draft.name), source })?;
        for name in names {
            match self.folders.place(&self.root, &draft.name, name) {
                Ok(()) => {
                    draft.placed();
                    return Ok(Some(name));
                }
                Err(Refusal::ThisName) => {}
                Err(Refusal::Io(source)) => {
                    return Err(TargetProblem::Io { path: self.path.join(name.as_path()), source });
                }
            }
        }
        Ok(None)
    }

    /// Writes a whole small file under one name, which must be free.
    pub fn put(&mut self, name: &TargetPath, bytes: &[u8]) -> Result<(), TargetProblem> {
        let mut draft = self.begin()?;
        let written = draft.write_all(bytes);
        written.map_err(|source| TargetProblem::Io { path: self.path.clone(), source })?;
        match self.keep(draft, None, std::slice::from_ref(name))? {
            Some(_) => Ok(()),
            None => {
                let source = io::ErrorKind::AlreadyExists.into();
                Err(TargetProblem::Io { path: self.path.join(name.as_path()), source })
            }
        }
    }

    /// Returns once everything is on the target's disk, as far as it tells the truth.
    pub fn finish(mut self) -> Result<(), TargetProblem> {
        let path = self.path;
        let io = |source| TargetProblem::Io { path: path.clone(), source };
        if self.overflowed && system::SYNCS_AT_ONCE {
            return self.root.sync_all().map_err(io);
        }
        self.held.extend(self.folders.handles(&self.root).map_err(io)?);
        sync_together(&self.held).map_err(io)
    }

    fn hold(&mut self, file: File) -> io::Result<()> {
        if self.held.len() < HELD_MAX {
            self.held.push(file);
            return Ok(());
        }
        self.overflowed = true;
        if system::SYNCS_AT_ONCE { Ok(()) } else { file.sync_all() }
    }
}

/// Journals take several syncs at once for little more than one.
fn sync_together(files: &[File]) -> io::Result<()> {
    for files in files.chunks(HELD_MAX) {
        std::thread::scope(|scope| {
            let syncs: Vec<_> = files.iter().map(|file| scope.spawn(|| file.sync_all())).collect();
            syncs.into_iter().try_for_each(|sync| sync.join().expect("a sync does not panic"))
        })?;
    }
    Ok(())
}

/// A file that has no name yet; dropped, it is gone.
pub struct Draft {
    /// Absent once its name is being given.
    file: Option<File>,
    hasher: Hasher,
    name: String,
    root: Arc<system::Root>,
}

impl Draft {
    /// How many bytes were written, and their SHA-256.
    pub fn sum(&self) -> (u64, Digest) {
        (self.hasher.bytes(), self.hasher.clone().finish())
    }

    fn placed(mut self) {
        self.name.clear();
    }
}

impl Write for Draft {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let Some(file) = &mut self.file else {
            return Err(io::ErrorKind::BrokenPipe.into());
        };
        let written = file.write(bytes)?;
        self.hasher.update(&bytes[..written]);
        Ok(written)
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        drop(self.file.take());
        if !self.name.is_empty() {
            // What can't be removed keeps a name that says what it is.
            let _ = self.root.remove(&self.name);
        }
    }
}
