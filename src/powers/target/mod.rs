//! The target: the only door to the folder that a restore writes into.
//!
//! Owns that nothing is ever written outside it, that nothing there is replaced, and that no file has its name before
//! it is whole: each is written under a temporary name in the target's root, hashed on the way, given its time, and
//! only then renamed. Whatever a system says to a name, the next one is tried. Folders are made one by one; one that
//! this run did not make under that very name is not entered, so that a link, or a folder whose name a file system
//! takes for the same, is met as a name that is taken.
//!
//! Lasting: a few files are synced together at the end. Where there are more, Linux syncs the
//! target's file system once, and other systems sync each file before it is renamed: a sync a file
//! would cost hours at 100,000 files. Until [`Target::sync`] returns, nothing is certain.
//!
//! A folder that a run began and did not finish is told by a paper in it, whose name the caller knows, and can be gone
//! on with (`standing`).
//!
//! Refuses to know what the files mean and which name they should have; it is given names to try.

mod draft;
mod path;
mod standing;
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
use std::io::{self, Write as _};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use crate::powers::medium::{Storage, open_native};
use crate::powers::private;
pub use draft::{Draft, Drafts, Ready};
pub use path::TargetPath;
pub use standing::Standing;

/// So many files are held open to be synced together; beyond, the whole file system is cheaper.
const HELD_MAX: usize = 16;
/// How the name of a file begins that is not whole.
const DRAFT: &str = ".kluis-unfinished-";

/// Why the target did not take something.
#[derive(Debug, thiserror::Error)]
#[error("{self:?}")]
pub enum TargetProblem {
    NotEmpty(PathBuf),
    NotAFolder(PathBuf),
    /// Neither a file nor a folder; runs make nothing else.
    Odd(PathBuf),
    Io {
        path: PathBuf,
        source: io::Error,
    },
}

/// Why a name was refused. Drivers give many reasons for a name that they can't have.
enum Refusal {
    /// Something is there that is not ours.
    Taken,
    Io(io::Error),
}

/// A file that has its name.
#[derive(Debug, PartialEq, Eq)]
pub struct Kept {
    pub name: TargetPath,
    /// It has the time that it was given, but for what the file system rounds.
    pub timed: bool,
}

/// What a folder is as a target.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// New or empty.
    Free,
    /// A run began here, and did not finish.
    Begun,
}

/// A folder that was new or empty, or is gone on with, open for writing into.
pub struct Target {
    drafts: Drafts,
    folders: system::Folders,
    held: Vec<File>,
    /// Windows opens this file system too, and only files with names of its own.
    windows_names: bool,
    /// More files than can be held were written.
    overflowed: bool,
}

/// What stands in the way of a folder as a target, looked at before anything is done. A file called `begun` in it says
/// that a run began there and did not finish; so does a folder with nothing but files that never had their names.
pub fn look(path: &Path, begun: &str) -> Result<Place, TargetProblem> {
    let is_file = |path: PathBuf| std::fs::symlink_metadata(path).is_ok_and(|it| it.is_file());
    let only_drafts = || {
        std::fs::read_dir(path).is_ok_and(|mut entries| {
            entries
                .all(|entry| entry.is_ok_and(|it| Standing::is_draft(Path::new(&it.file_name()))))
        })
    };
    let is_begun = || is_file(path.join(begun)) || only_drafts();
    match look_free(path) {
        Ok(()) => Ok(Place::Free),
        Err(TargetProblem::NotEmpty(_)) if is_begun() => Ok(Place::Begun),
        Err(problem) => Err(problem),
    }
}

/// Refuses what is no folder, or not empty.
pub fn look_free(path: &Path) -> Result<(), TargetProblem> {
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
        Err(error) if error.kind() == io::ErrorKind::NotADirectory || path.is_file() => {
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

/// How many bytes can still be written into this folder, or into the one in which it would be made.
pub fn free_bytes(path: &Path) -> Option<u64> {
    let absolute = std::path::absolute(path).ok()?;
    let there = absolute.ancestors().find(|folder| folder.is_dir())?;
    open_native(there).ok()?.free_bytes().ok()
}

impl Target {
    /// Makes the folder, or takes an empty one. What is made here is its owner's alone, unless it is shared.
    ///
    /// `path` itself is the user's own word and may lead over links; what lies beneath may not.
    pub fn open(path: &Path, shared: bool) -> Result<Target, TargetProblem> {
        look_free(path)?;
        let io = |source| TargetProblem::Io { path: path.into(), source };
        match shared {
            true => std::fs::create_dir_all(path).map_err(io)?,
            false => private::make_folders(path).map_err(io)?,
        }
        let root = Arc::new(system::Root::open(path, shared).map_err(io)?);
        // Looked at again through the path that was opened.
        look_free(path)?;
        Ok(Target::new(path, root, system::Folders::default(), false))
    }

    /// Takes a folder that holds what an earlier run has made. The caller removes what is not to stay.
    pub fn go_on(standing: Standing) -> Target {
        let Standing { path, root, folders, .. } = standing;
        // Nobody knows whether the run before has synced what it made.
        Target::new(&path, root, system::Folders::standing(folders), true)
    }

    fn new(
        path: &Path,
        root: Arc<system::Root>,
        folders: system::Folders,
        overflowed: bool,
    ) -> Target {
        let windows_names =
            open_native(path).is_ok_and(|storage| storage.describe().is_read_by_windows());
        let (drafts, held) = (Drafts::new(path, root), Vec::new());
        Target { drafts, folders, held, windows_names, overflowed }
    }

    /// What begins files in this folder, on any thread.
    pub fn drafts(&self) -> Drafts {
        self.drafts.clone()
    }

    /// Where the folder is.
    pub fn path(&self) -> &Path {
        self.drafts.path()
    }

    /// Begins a file under a temporary name in the root.
    pub fn begin(&mut self) -> Result<Draft, TargetProblem> {
        self.begin_as(false)
    }

    /// The same; a private one is its owner's alone where the target is shared, too.
    pub fn begin_as(&mut self, private: bool) -> Result<Draft, TargetProblem> {
        self.drafts.begin(private)
    }

    /// Gives a draft its time and the first of the names that the system takes and nothing has; none where all of them
    /// are taken.
    pub fn keep(
        &mut self,
        draft: Draft,
        modified: Option<SystemTime>,
        names: &[TargetPath],
    ) -> Result<Option<Kept>, TargetProblem> {
        let ready = draft.ready(modified)?;
        self.place(ready, modified, names)
    }

    /// Gives a file that has all its bytes and its time, which was `modified`, the first of the names that the system
    /// takes and nothing has; none where all of them are taken.
    pub fn place(
        &mut self,
        mut ready: Ready,
        modified: Option<SystemTime>,
        names: &[TargetPath],
    ) -> Result<Option<Kept>, TargetProblem> {
        let fits = |name: &&TargetPath| !self.windows_names || name.is_plain_on_windows();
        let mut refused = None;
        for name in names.iter().filter(fits) {
            match self.folders.place(self.drafts.root(), ready.name(), name) {
                Ok(()) => {
                    self.hold(&mut ready);
                    ready.placed();
                    let timed = modified.is_none_or(|at| self.has_time(name, at));
                    return Ok(Some(Kept { name: name.clone(), timed }));
                }
                Err(Refusal::Taken) => {}
                Err(Refusal::Io(source)) => {
                    refused = Some(self.drafts.problem(name.as_path(), source));
                }
            }
        }
        refused.map_or(Ok(None), Err)
    }

    /// Whether the file system is sure to keep this time: read back from it, and on those of Windows within the years
    /// of FAT, since a driver may know a time in memory that its disk can't have.
    pub fn has_time(&self, name: &TargetPath, modified: SystemTime) -> bool {
        // FAT counts in steps of two seconds.
        const ROUNDED_MOST: Duration = Duration::from_secs(2);
        /// From 1980 through 2107, in seconds since 1970.
        const YEARS_OF_FAT: Range<u64> = 315_532_800..4_354_819_200;
        let since_1970 = modified.duration_since(SystemTime::UNIX_EPOCH).map(|it| it.as_secs());
        if self.windows_names && !since_1970.is_ok_and(|at| YEARS_OF_FAT.contains(&at)) {
            return false;
        }
        let facts = std::fs::symlink_metadata(self.path().join(name.as_path()));
        let Ok(there) = facts.and_then(|facts| facts.modified()) else { return false };
        let apart = there.duration_since(modified).or_else(|_| modified.duration_since(there));
        apart.is_ok_and(|apart| apart <= ROUNDED_MOST)
    }

    /// Whether nobody but its owner can read it, by its mode or its list.
    pub fn is_private(&self, name: &TargetPath) -> bool {
        system::is_private(&self.path().join(name.as_path()))
    }

    /// Writes a whole small file under one name, which must be free.
    pub fn put(&mut self, name: &TargetPath, bytes: &[u8]) -> Result<(), TargetProblem> {
        let mut draft = self.begin()?;
        let written = draft.write_all(bytes);
        written.map_err(|source| self.drafts.whole(source))?;
        match self.keep(draft, None, std::slice::from_ref(name))? {
            Some(_) => Ok(()),
            None => {
                let source = io::ErrorKind::AlreadyExists.into();
                Err(self.drafts.problem(name.as_path(), source))
            }
        }
    }

    /// Gives a draft a name of our own in the root, in the place of what has it.
    pub fn keep_over(&mut self, draft: Draft, name: &str) -> Result<(), TargetProblem> {
        let mut ready = draft.ready(None)?;
        self.hold(&mut ready);
        let renamed = self.drafts.root().rename_over(ready.name(), name);
        renamed.map_err(|source| self.drafts.problem(Path::new(name), source))?;
        ready.placed();
        Ok(())
    }

    /// Writes a whole small file under a name of our own in the root, in the place of what has it.
    pub fn put_over(&mut self, name: &str, bytes: &[u8]) -> Result<(), TargetProblem> {
        let mut draft = self.begin()?;
        let written = draft.write_all(bytes);
        written.map_err(|source| self.drafts.whole(source))?;
        self.keep_over(draft, name)
    }

    /// Removes a file that this run or an earlier one has made.
    pub fn remove(&self, path: &Path) -> Result<(), TargetProblem> {
        let removed = self.drafts.root().remove_below(path);
        removed.map_err(|source| self.drafts.problem(path, source))
    }

    /// Returns once everything is on the target's disk, as far as it tells the truth.
    pub fn sync(&mut self) -> Result<(), TargetProblem> {
        let root = self.drafts.root();
        let io = |source| self.drafts.whole(source);
        if self.overflowed && system::SYNCS_AT_ONCE {
            return root.sync_all().map_err(io);
        }
        let mut held = std::mem::take(&mut self.held);
        held.extend(self.folders.handles(root).map_err(io)?);
        sync_together(&held).map_err(io)
    }

    fn hold(&mut self, ready: &mut Ready) {
        let file = ready.take_file();
        self.overflowed |= file.is_none();
        self.held.extend(file);
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
