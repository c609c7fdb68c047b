//! What can stand in the way at a medium, with the act and the path; the surface makes the
//! sentences.

use std::fmt;
use std::io;
use std::path::PathBuf;

use super::path::{MediumPath, NotAMediumPath};
use super::system::says_gone;

/// What was being done when a problem showed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    Find,
    List,
    Look,
    Open,
    Create,
    Read,
    ReadBack,
    Write,
    Sync,
    MakeFolder,
    Remove,
    Measure,
}

impl Act {
    fn word(self) -> &'static str {
        match self {
            Act::Find => "find",
            Act::List => "list",
            Act::Look => "look at",
            Act::Open => "open",
            Act::Create => "create",
            Act::Read => "read",
            Act::ReadBack => "read back",
            Act::Write => "write",
            Act::Sync => "sync",
            Act::MakeFolder => "make the folder",
            Act::Remove => "remove",
            Act::Measure => "measure the room on",
        }
    }
}

impl fmt::Display for Act {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// Why a medium did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum StorageProblem {
    #[error("{path} is not there", path = path.display())]
    Absent { path: PathBuf },
    #[error("{path} is there already", path = path.display())]
    Exists { path: PathBuf },
    #[error("the medium is full: could not {act} {path}", path = path.display())]
    Full { act: Act, path: PathBuf },
    #[error("the medium is read-only: could not {act} {path}", path = path.display())]
    ReadOnly { act: Act, path: PathBuf },
    /// The file system, or a limit of the system, ends a file there.
    #[error("no file may be so large there: could not {act} {path}", path = path.display())]
    TooLarge { act: Act, path: PathBuf },
    /// This user may not. Another one may, and so may this one on another PC.
    #[error("no permission: could not {act} {path}", path = path.display())]
    Denied { act: Act, path: PathBuf },
    #[error("the medium went away: could not {act} {path}", path = path.display())]
    Gone { act: Act, path: PathBuf },
    /// A FIFO, a device, a socket, or a folder where a file is due.
    #[error("{path} is no regular file", path = path.display())]
    NotRegular { path: PathBuf },
    #[error("{path} is no folder", path = path.display())]
    NotAFolder { path: PathBuf },
    /// A symbolic link, a junction or another reparse point; `path` is the component that it stands
    /// at.
    #[error("{path} is a link, and links on a medium are not followed", path = path.display())]
    LinkInTheWay { path: PathBuf },
    /// Something else is mounted there, so that it is not on this medium.
    #[error("{path} lies on another device", path = path.display())]
    OtherDevice { path: PathBuf },
    #[error("{path} has {links} names, so its bytes are not only its own", path = path.display())]
    HardLinked { path: PathBuf, links: u64 },
    #[error("{path} is not empty", path = path.display())]
    FolderNotEmpty { path: PathBuf },
    #[error("{path} holds more than {most} entries", path = path.display())]
    TooManyEntries { path: PathBuf, most: usize },
    /// An append was asked for behind the file's end: bytes that were there are missing.
    #[error("{path} ends at byte {bytes}, not at {at} as expected", path = path.display())]
    Shorter { path: PathBuf, bytes: u64, at: u64 },
    #[error(transparent)]
    Name(#[from] NotAMediumPath),
    #[error("could not {act} {path}", path = path.display())]
    Io { act: Act, path: PathBuf, source: io::Error },
}

impl StorageProblem {
    /// The problem behind an I/O error that an [`Opened`](super::Opened) gave during `act`; `path`
    /// as shown to a person.
    pub fn of(act: Act, path: impl Into<PathBuf>, source: io::Error) -> StorageProblem {
        let path = path.into();
        if is_gone(&source) {
            return StorageProblem::Gone { act, path };
        }
        match source.kind() {
            io::ErrorKind::NotFound => StorageProblem::Absent { path },
            io::ErrorKind::AlreadyExists => StorageProblem::Exists { path },
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
                StorageProblem::Full { act, path }
            }
            io::ErrorKind::PermissionDenied => StorageProblem::Denied { act, path },
            io::ErrorKind::ReadOnlyFilesystem => StorageProblem::ReadOnly { act, path },
            io::ErrorKind::FileTooLarge => StorageProblem::TooLarge { act, path },
            io::ErrorKind::DirectoryNotEmpty => StorageProblem::FolderNotEmpty { path },
            io::ErrorKind::NotADirectory => StorageProblem::NotAFolder { path },
            io::ErrorKind::IsADirectory => StorageProblem::NotRegular { path },
            _ => StorageProblem::Io { act, path, source },
        }
    }
}

/// Inside an [`io::Error`]: the medium went away, for storages that have no error number to say so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the medium went away")]
pub struct MediumGone;

/// The I/O error that says that the medium went away.
pub fn gone() -> io::Error {
    io::Error::other(MediumGone)
}

fn is_gone(error: &io::Error) -> bool {
    error.get_ref().is_some_and(|inner| inner.is::<MediumGone>())
        || error.raw_os_error().is_some_and(says_gone)
}

/// Where an act takes place: what a problem needs to say beside its cause.
#[derive(Clone, Copy)]
pub(super) struct Site<'a> {
    pub act: Act,
    pub root: &'a std::path::Path,
    pub path: &'a MediumPath,
}

impl Site<'_> {
    /// The path as a person knows it, from the root of the system.
    pub fn shown(&self) -> PathBuf {
        match self.path.is_root() {
            true => self.root.to_owned(),
            false => self.root.join(self.path.as_str()),
        }
    }

    pub fn problem(&self, error: impl Into<io::Error>) -> StorageProblem {
        StorageProblem::of(self.act, self.shown(), error.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_state_of_the_medium_is_told_from_a_plain_failure() {
        let of = |error| StorageProblem::of(Act::Write, "x", error);
        assert!(matches!(of(gone()), StorageProblem::Gone { .. }));
        assert!(matches!(of(io::ErrorKind::StorageFull.into()), StorageProblem::Full { .. }));
        assert!(matches!(
            of(io::ErrorKind::ReadOnlyFilesystem.into()),
            StorageProblem::ReadOnly { .. }
        ));
        assert!(matches!(
            of(io::ErrorKind::PermissionDenied.into()),
            StorageProblem::Denied { act: Act::Write, .. }
        ));
        assert!(matches!(of(io::ErrorKind::FileTooLarge.into()), StorageProblem::TooLarge { .. }));
        let io = of(io::Error::other("torn"));
        assert_eq!(io.to_string(), "could not write x");
        assert_eq!(std::error::Error::source(&io).unwrap().to_string(), "torn");
    }

    #[cfg(unix)]
    #[test]
    fn an_unplugged_drive_is_gone() {
        for code in [rustix::io::Errno::NODEV, rustix::io::Errno::NXIO, rustix::io::Errno::NOTCONN]
        {
            let problem = StorageProblem::of(Act::Sync, "x", code.into());
            assert!(matches!(problem, StorageProblem::Gone { act: Act::Sync, .. }), "{code}");
        }
    }
}
