//! What can stand in the way at a medium, with the act and the path; the surface makes the
//! sentences.

use std::io;
use std::path::PathBuf;

use super::path::{MediumPath, NotAMediumPath};
use super::system::says_gone;
use crate::powers::in_use::is_in_use;

/// What was being done when a problem showed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// Looking for the medium's root.
    Find,
    /// Listing a folder.
    List,
    /// Asking what stands at a path.
    Look,
    /// Opening a file.
    Open,
    /// Making a file.
    Create,
    /// Reading through the cache.
    Read,
    /// Reading past the cache.
    ReadBack,
    /// Writing.
    Write,
    /// Making sure that what was written has reached the drive.
    Sync,
    /// Making a folder.
    MakeFolder,
    /// Removing a file or a folder.
    Remove,
    /// Asking how much room is left.
    Measure,
    /// Telling the drive which blocks are free.
    Discard,
}

/// Why a medium did not do what it was asked.
#[expect(missing_docs, reason = "surface/errors says each in words")]
#[derive(Debug, thiserror::Error)]
#[error("{self:?}")]
pub enum StorageProblem {
    Absent {
        path: PathBuf,
    },
    Exists {
        path: PathBuf,
    },
    Full {
        act: Act,
        path: PathBuf,
    },
    ReadOnly {
        act: Act,
        path: PathBuf,
    },
    /// The file system, or a limit of the system, ends a file there.
    TooLarge {
        act: Act,
        path: PathBuf,
    },
    /// This user may not. Another one may, and so may this one on another PC.
    Denied {
        act: Act,
        path: PathBuf,
    },
    /// Another program has it open, and lets nobody at it.
    InUse {
        act: Act,
        path: PathBuf,
    },
    Gone {
        act: Act,
        path: PathBuf,
    },
    /// A FIFO, a device, a socket, or a folder where a file is due.
    NotRegular {
        path: PathBuf,
    },
    NotAFolder {
        path: PathBuf,
    },
    /// A symbolic link, a junction or another reparse point; `path` is the component that it stands
    /// at.
    LinkInTheWay {
        path: PathBuf,
    },
    /// Something else is mounted there, so that it is not on this medium.
    OtherDevice {
        path: PathBuf,
    },
    HardLinked {
        path: PathBuf,
        links: u64,
    },
    FolderNotEmpty {
        path: PathBuf,
    },
    TooManyEntries {
        path: PathBuf,
        most: usize,
    },
    /// An append was asked for behind the file's end: bytes that were there are missing.
    Shorter {
        path: PathBuf,
        bytes: u64,
        at: u64,
    },
    Name(#[from] NotAMediumPath),
    Io {
        act: Act,
        path: PathBuf,
        source: io::Error,
    },
}

impl StorageProblem {
    /// Its word in JSON.
    pub fn word(&self) -> &'static str {
        match self {
            StorageProblem::Absent { .. } => "absent",
            StorageProblem::Exists { .. } => "exists",
            StorageProblem::Full { .. } => "full",
            StorageProblem::ReadOnly { .. } => "read-only",
            StorageProblem::TooLarge { .. } => "too-large",
            StorageProblem::Denied { .. } => "denied",
            StorageProblem::InUse { .. } => "in-use",
            StorageProblem::Gone { .. } => "gone",
            StorageProblem::NotRegular { .. } => "not-regular",
            StorageProblem::NotAFolder { .. } => "not-a-folder",
            StorageProblem::LinkInTheWay { .. } => "link",
            StorageProblem::OtherDevice { .. } => "other-device",
            StorageProblem::HardLinked { .. } => "hard-linked",
            StorageProblem::FolderNotEmpty { .. } => "folder-not-empty",
            StorageProblem::TooManyEntries { .. } => "too-many-entries",
            StorageProblem::Shorter { .. } => "shorter",
            StorageProblem::Name(_) => "name",
            StorageProblem::Io { .. } => "io",
        }
    }

    /// The problem behind an I/O error that an [`Opened`](super::Opened) gave during `act`; `path`
    /// as shown to a person.
    pub fn of(act: Act, path: impl Into<PathBuf>, source: io::Error) -> StorageProblem {
        let path = path.into();
        if is_gone(&source) {
            return StorageProblem::Gone { act, path };
        }
        if is_in_use(&source) {
            return StorageProblem::InUse { act, path };
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
#[error("gone")]
pub struct MediumGone;

#[cfg(any(test, feature = "test-media"))]
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
        assert!(matches!(of(io::ErrorKind::ResourceBusy.into()), StorageProblem::InUse { .. }));
        let io = of(io::Error::other("torn"));
        assert_eq!(io.word(), "io");
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
