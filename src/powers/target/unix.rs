//! Linux and macOS: everything is reached from the root's handle, one component at a time, and no
//! link is followed.

use std::collections::{BTreeSet, HashSet};
use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::io;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use rustix::fs::{AtFlags, CWD, Mode, OFlags, mkdirat, openat, renameat, statat, unlinkat};
use rustix::fs::{RenameFlags, renameat_with};
use rustix::io::Errno;

use super::{Refusal, TargetPath};

/// Whether one call syncs all that was written (syncfs(2)).
pub(super) const SYNCS_AT_ONCE: bool = cfg!(target_os = "linux");

const FOLDER: OFlags =
    OFlags::RDONLY.union(OFlags::DIRECTORY).union(OFlags::NOFOLLOW).union(OFlags::CLOEXEC);

/// The root's handle, and whether others may read what is made beneath it.
pub(super) struct Root(OwnedFd, bool);

impl Root {
    pub fn open(path: &Path, shared: bool) -> io::Result<Root> {
        let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
        Ok(Root(openat(CWD, path, flags, Mode::empty())?, shared))
    }

    pub fn create(&self, name: &str, private: bool) -> io::Result<File> {
        let flags =
            OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        let mode = if self.1 && !private { 0o666 } else { 0o600 };
        Ok(openat(&self.0, name, flags, Mode::from_raw_mode(mode))?.into())
    }

    pub fn remove(&self, name: &str) -> io::Result<()> {
        Ok(unlinkat(&self.0, name, AtFlags::empty())?)
    }

    pub fn rename_over(&self, from: &str, to: &str) -> io::Result<()> {
        Ok(renameat(&self.0, from, &self.0, to)?)
    }

    pub fn remove_below(&self, path: &Path) -> io::Result<()> {
        let name = path.file_name().unwrap_or_default();
        Ok(unlinkat(self.folder_of(path)?, name, AtFlags::empty())?)
    }

    /// Opens a file for reading.
    pub fn read(&self, path: &Path) -> io::Result<File> {
        let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
        let name = path.file_name().unwrap_or_default();
        Ok(openat(self.folder_of(path)?, name, flags, Mode::empty())?.into())
    }

    fn folder_of(&self, path: &Path) -> io::Result<OwnedFd> {
        let mut folder = self.0.try_clone()?;
        for part in path.parent().unwrap_or(Path::new("")) {
            folder = openat(&folder, part, FOLDER, Mode::empty())?;
        }
        Ok(folder)
    }

    #[cfg(target_os = "linux")]
    pub fn sync_all(&self) -> io::Result<()> {
        Ok(rustix::fs::syncfs(&self.0)?)
    }

    #[cfg(not(target_os = "linux"))]
    pub fn sync_all(&self) -> io::Result<()> {
        Ok(())
    }
}

/// Whether a file's mode lets nobody but its owner read it.
pub(super) fn is_private(path: &Path) -> bool {
    path.symlink_metadata().is_ok_and(|facts| facts.mode() & 0o044 == 0)
}

/// The folders that this run made or found to be its own, and open handles to those on the way to the last file.
#[derive(Default)]
pub(super) struct Folders {
    made: HashSet<PathBuf>,
    standing: BTreeSet<PathBuf>,
    way: Vec<(OsString, OwnedFd)>,
}

impl Folders {
    /// Those that an earlier run has made.
    pub fn standing(standing: BTreeSet<PathBuf>) -> Folders {
        Folders { standing, ..Folders::default() }
    }

    /// Renames a file of the root to its path, making folders; nothing is replaced.
    pub fn place(&mut self, root: &Root, from: &str, to: &TargetPath) -> Result<(), Refusal> {
        let to = to.as_path();
        let name = to.file_name().unwrap_or_default();
        let folder = self.go_to(root, to.parent().unwrap_or(Path::new("")))?;
        rename_to_free(root.0.as_fd(), from, folder, name)
    }

    /// Handles to the root and all folders made, to be synced; only called when they are few.
    pub fn handles(&self, root: &Root) -> io::Result<Vec<File>> {
        let mut handles = vec![File::from(root.0.try_clone()?)];
        for path in &self.made {
            let mut folder = root.0.try_clone()?;
            for part in path {
                folder = openat(&folder, part, FOLDER, Mode::empty())?;
            }
            handles.push(folder.into());
        }
        Ok(handles)
    }

    fn go_to<'a>(&'a mut self, root: &'a Root, path: &Path) -> Result<BorrowedFd<'a>, Refusal> {
        let parts: Vec<&OsStr> = path.iter().collect();
        let shared =
            self.way.iter().zip(&parts).take_while(|((name, _), part)| name == *part).count();
        self.way.truncate(shared);
        let mut reached: PathBuf = parts[..shared].iter().collect();
        for part in &parts[shared..] {
            reached.push(part);
            let above = self.way.last().map_or(root.0.as_fd(), |(_, folder)| folder.as_fd());
            if !self.made.contains(&reached) && !self.standing.contains(&reached) {
                let mode = if root.1 { 0o777 } else { 0o700 };
                mkdirat(above, *part, Mode::from_raw_mode(mode)).map_err(refusal)?;
                self.made.insert(reached.clone());
            }
            let folder = openat(above, *part, FOLDER, Mode::empty())
                .map_err(|error| Refusal::Io(error.into()))?;
            self.way.push(((*part).to_owned(), folder));
        }
        Ok(self.way.last().map_or(root.0.as_fd(), |(_, folder)| folder.as_fd()))
    }
}

fn rename_to_free(
    root: BorrowedFd<'_>,
    from: &str,
    folder: BorrowedFd<'_>,
    name: &OsStr,
) -> Result<(), Refusal> {
    match renameat_with(root, from, folder, name, RenameFlags::NOREPLACE) {
        // Some file systems don't know the flag and say "invalid"; others say that of the name.
        Err(error)
            if [Errno::INVAL, Errno::NOSYS, Errno::OPNOTSUPP, Errno::NOTSUP].contains(&error) =>
        {
            if statat(folder, name, AtFlags::SYMLINK_NOFOLLOW).is_ok() {
                return Err(Refusal::Taken);
            }
            renameat(root, from, folder, name).map_err(refusal)
        }
        other => other.map_err(refusal),
    }
}

fn refusal(error: Errno) -> Refusal {
    match error {
        Errno::EXIST | Errno::NOTEMPTY | Errno::ISDIR => Refusal::Taken,
        other => Refusal::Io(other.into()),
    }
}
