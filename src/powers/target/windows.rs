//! Windows: by path, from the root's true one; each folder is looked at before it is entered.
//!
//! There is no handle to open beneath, so that somebody who plants a junction between a look and a
//! rename wins. The target is the user's own new folder; on a drive nothing is ever written so.

use std::collections::{BTreeSet, HashSet};
use std::fs::{self, File};
use std::io;
use std::os::windows::fs::MetadataExt;
use std::path::{Path, PathBuf};

use super::{Refusal, TargetPath};
use crate::powers::in_use::patiently;
use crate::powers::private;
use crate::powers::real_path;

/// Whether one call syncs all that was written.
pub(super) const SYNCS_AT_ONCE: bool = false;

/// FILE_ATTRIBUTE_REPARSE_POINT: links, junctions, mount points.
const REPARSE_POINT: u32 = 0x400;

/// The root's true path, in the form that has no bound on length, and whether others may read what is made beneath it.
pub(super) struct Root(PathBuf, bool);

impl Root {
    pub fn open(path: &Path, shared: bool) -> io::Result<Root> {
        real_path::of(path).map(|path| Root(real_path::exact(&path), shared))
    }

    pub fn create(&self, name: &str, private: bool) -> io::Result<File> {
        match self.1 && !private {
            true => File::options().write(true).create_new(true).open(self.0.join(name)),
            false => private::new_file(&self.0.join(name)),
        }
    }

    pub fn remove(&self, name: &str) -> io::Result<()> {
        patiently(|| fs::remove_file(self.0.join(name)))
    }

    pub fn rename_over(&self, from: &str, to: &str) -> io::Result<()> {
        patiently(|| fs::rename(self.0.join(from), self.0.join(to)))
    }

    pub fn remove_below(&self, path: &Path) -> io::Result<()> {
        patiently(|| fs::remove_file(self.0.join(path)))
    }

    /// Opens a file for reading, and for syncing, which takes a handle that may write.
    pub fn read(&self, path: &Path) -> io::Result<File> {
        let path = self.0.join(path);
        let found = fs::symlink_metadata(&path)?;
        if !found.is_file() || found.file_attributes() & REPARSE_POINT != 0 {
            return Err(io::ErrorKind::InvalidInput.into());
        }
        patiently(|| File::options().read(true).write(true).open(&path))
    }

    pub fn sync_all(&self) -> io::Result<()> {
        Ok(())
    }
}

/// Whether a file's list of who may do what lets nobody but its owner read it.
pub(super) fn is_private(path: &Path) -> bool {
    private::is_closed(path)
}

/// The folders that this run made or found to be its own.
#[derive(Default)]
pub(super) struct Folders {
    made: HashSet<PathBuf>,
    standing: BTreeSet<PathBuf>,
}

impl Folders {
    /// Those that an earlier run has made.
    pub fn standing(standing: BTreeSet<PathBuf>) -> Folders {
        Folders { standing, ..Folders::default() }
    }

    /// Renames a file of the root to its path, making folders; nothing is replaced.
    pub fn place(&mut self, root: &Root, from: &str, to: &TargetPath) -> Result<(), Refusal> {
        let to = to.as_path();
        let mut reached = PathBuf::new();
        for part in to.parent().unwrap_or(Path::new("")) {
            reached.push(part);
            let folder = root.0.join(&reached);
            if !self.made.contains(&reached) && !self.standing.contains(&reached) {
                match root.1 {
                    true => fs::create_dir(&folder).map_err(refusal)?,
                    false => private::new_folder(&folder).map_err(refusal)?,
                }
                self.made.insert(reached.clone());
            }
            let found = fs::symlink_metadata(&folder).map_err(Refusal::Io)?;
            if !found.is_dir() || found.file_attributes() & REPARSE_POINT != 0 {
                return Err(Refusal::Io(io::ErrorKind::NotADirectory.into()));
            }
        }
        let path = root.0.join(to);
        match fs::symlink_metadata(&path) {
            Ok(_) => Err(Refusal::Taken),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                patiently(|| fs::rename(root.0.join(from), &path)).map_err(refusal)
            }
            Err(error) => Err(refusal(error)),
        }
    }

    /// Folders can't be synced here; NTFS journals their names.
    pub fn handles(&self, _: &Root) -> io::Result<Vec<File>> {
        Ok(Vec::new())
    }
}

fn refusal(error: io::Error) -> Refusal {
    match error.kind() {
        io::ErrorKind::AlreadyExists => Refusal::Taken,
        _ => Refusal::Io(error),
    }
}
