//! What lies on the PC is for its user alone, whatever the umask: folders 0700, files 0600.
//!
//! New files below a home get their modes from `medium`, which opened it as private; here is what stands around
//! them, and what an earlier run or another program has left open. Windows has lists in the place of modes
//! (`windows`); below a folder that is closed there, all that is new is closed too.

#[cfg(any(windows, test))]
mod sddl;
#[cfg(windows)]
mod windows;

use std::fs::File;
use std::io;
use std::path::Path;

#[cfg(windows)]
use windows as system;

#[cfg(windows)]
pub(super) use windows::{is_closed, new_folder};

/// Makes a folder, and those above it that are missing, for this user alone; one that is there stays as it is.
pub fn make_folders(path: &Path) -> io::Result<()> {
    system::make_folders(path)
}

/// Closes a folder to everybody else.
pub fn close(folder: &Path) -> io::Result<()> {
    system::close(folder)
}

/// Makes a new file for this user alone.
pub fn new_file(path: &Path) -> io::Result<File> {
    system::new_file(path)
}

/// Closes a folder of this user's to everybody else, and all in it where it was open: what lies in a closed one nobody
/// else reaches, whatever its own mode. What can't be closed stays as it is: it belongs to somebody else, or the file
/// system has no modes.
pub fn close_all(root: &Path) {
    system::close_all(root);
}

#[cfg(unix)]
mod system {
    use std::fs::{DirBuilder, File, OpenOptions, Permissions};
    use std::io;
    use std::os::fd::OwnedFd;
    use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};
    use std::path::Path;

    use rustix::fs::{
        AtFlags, CWD, Dir, FileType, Mode, OFlags, RawMode, fchmod, fstat, openat, statat,
    };

    /// The bits by which somebody else may do something.
    const OTHERS: RawMode = 0o077;

    pub fn make_folders(path: &Path) -> io::Result<()> {
        DirBuilder::new().recursive(true).mode(0o700).create(path)
    }

    pub fn close(path: &Path) -> io::Result<()> {
        std::fs::set_permissions(path, Permissions::from_mode(0o700))
    }

    pub fn new_file(path: &Path) -> io::Result<File> {
        OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)
    }

    pub fn close_all(root: &Path) {
        let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
        match openat(CWD, root, flags, Mode::empty()) {
            Ok(folder) if is_open(&folder) => close_below(folder),
            Ok(_) | Err(_) => {}
        }
    }

    /// Goes down by handles: no link is followed.
    fn close_below(folder: OwnedFd) {
        close_one(&folder, 0o700);
        let Ok(entries) = Dir::read_from(&folder) else { return };
        for entry in entries.flatten() {
            let name = entry.file_name();
            if name == c"." || name == c".." {
                continue;
            }
            let Ok(facts) = statat(&folder, name, AtFlags::SYMLINK_NOFOLLOW) else { continue };
            let kind = FileType::from_raw_mode(facts.st_mode);
            let (flags, mode) = match kind {
                FileType::Directory => (OFlags::DIRECTORY, 0o700),
                FileType::RegularFile if facts.st_mode & OTHERS != 0 => (OFlags::NONBLOCK, 0o600),
                _ => continue,
            };
            let flags = flags | OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
            let Ok(opened) = openat(&folder, name, flags, Mode::empty()) else { continue };
            match kind {
                FileType::Directory => close_below(opened),
                _ => close_one(&opened, mode),
            }
        }
    }

    fn close_one(opened: &OwnedFd, mode: RawMode) {
        if is_open(opened) {
            let _ = fchmod(opened, Mode::from_raw_mode(mode));
        }
    }

    /// Whether somebody else may do something there.
    fn is_open(opened: &OwnedFd) -> bool {
        fstat(opened).is_ok_and(|facts| facts.st_mode & OTHERS != 0)
    }
}
