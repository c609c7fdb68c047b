//! The trait that all storage on a medium is reached through, and the facts that it gives.
//!
//! Refuses to know what any file means. `native` implements it for real drives, `memory` and
//! `faulty` for tests.

use std::collections::BTreeSet;
use std::io::{self, Read, Seek, Write};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::discarded::Discarded;
use super::in_place::InPlace;
use super::path::MediumPath;
use super::problem::StorageProblem;

/// What stands at a path. A link or reparse point is `Other`, whatever it points to. What a listing names and a damaged
/// file system can't say anything about is `Unreadable`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A regular file.
    File,
    /// A folder.
    Folder,
    /// A link, a device, a FIFO, a socket.
    Other,
    /// A damaged file system can't say.
    Unreadable,
}

/// What the file system says of one entry, without opening it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Facts {
    /// What stands there.
    pub kind: Kind,
    /// Length in bytes; 0 unless it is a file.
    pub bytes: u64,
    /// How many names it has; over 1, overwriting it reaches more than this name.
    pub links: u64,
    /// Whether it lies on the medium itself, not on something mounted there.
    pub same_device: bool,
}

impl Facts {
    pub(super) const UNREADABLE: Facts =
        Facts { kind: Kind::Unreadable, bytes: 0, links: 0, same_device: false };
}

/// One entry of a folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// One component of a [`MediumPath`].
    pub name: String,
    /// What the file system says of it.
    pub facts: Facts,
}

/// A folder's entries.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Listing {
    /// Sorted by name.
    pub entries: Vec<Entry>,
    /// How many more there are whose names don't fit the grammar of a [`MediumPath`].
    pub foreign: usize,
}

impl Listing {
    /// The entry called `name`.
    pub fn get(&self, name: &str) -> Option<&Entry> {
        let found = self.entries.binary_search_by(|entry| entry.name.as_str().cmp(name));
        found.ok().map(|at| &self.entries[at])
    }
}

/// How bytes were read back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ReadBack {
    /// From the medium, past this machine's caches.
    PastCache,
    /// Perhaps from a cache; proves nothing about the medium.
    Cached,
}

/// What is known of a medium's file system. The texts come from the system and are for display
/// only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StorageFacts {
    /// As the system names it: `ext4`, `exfat`, `vfat`, `ntfs3`, `NTFS` …
    pub file_system: String,
    /// Whether it is mounted so that nothing can be written.
    pub read_only: bool,
    /// Of the file system; [`Opened::in_place`] knows more of one file.
    pub in_place: InPlace,
    /// Whether the drive can be taken out; none where the system doesn't say.
    pub removable: Option<bool>,
    /// What the drive says of itself.
    pub hardware: Hardware,
    /// What it lies on; empty where the system says nothing. Media that share one of these are lost together.
    pub devices: BTreeSet<Device>,
    /// In which attachment it is; none where the system tells none from another.
    pub attachment: Option<Attachment>,
}

/// What a drive says of itself; none where the system does not tell.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Hardware {
    /// Who made it.
    pub make: Option<String>,
    /// Which model it is.
    pub model: Option<String>,
    /// Its number.
    pub serial: Option<String>,
}

/// What is lost as a whole, as the system names it now. Another start of the system may give the names anew.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Device {
    /// A whole disk, or a volume where the system doesn't say on which disk it lies.
    Disk(u64),
    /// A disk or a pool of disks that the system knows by a name.
    Named(String),
    /// Another machine, which holds a share.
    Server(String),
    /// The memory of this PC: what lies there is gone when it is switched off.
    Memory,
    /// The system has a disk below, and doesn't show which: it may be any disk of this PC.
    OutOfSight,
}

/// The attachment of a drive to this PC, by the system's own numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    /// Names this start of the system: no cache outlives it.
    pub start: String,
    /// The number that the disk got when it came; none where there is no disk that could be taken out.
    pub disk: Option<String>,
    /// What makes the system give it new numbers.
    pub renewed_by: Renewal,
}

/// What surely empties every cache of this PC that may answer for a drive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Renewal {
    /// Taking the disk out, so that the system numbers it anew; a restart too.
    TakingOut,
    /// A restart of the system alone: an image on this PC, a share.
    Restart,
    /// Nothing that is known: what the drive is reached through may keep files of its own, or lies in memory.
    Unknown,
}

impl Attachment {
    /// A word for it that no other attachment has.
    pub fn word(&self) -> String {
        match &self.disk {
            Some(disk) => format!("{}/{disk}", self.start),
            None => self.start.clone(),
        }
    }

    /// Whether every cache that may answer now is newer than the attachment of this word.
    pub fn caches_are_newer_than(&self, word: &str) -> bool {
        let (start, disk) = match word.split_once('/') {
            Some((start, disk)) => (start, Some(disk)),
            None => (word, None),
        };
        match self.renewed_by {
            Renewal::Unknown => false,
            _ if start != self.start => true,
            Renewal::Restart => false,
            Renewal::TakingOut => disk.is_some() && disk != self.disk.as_deref(),
        }
    }
}

impl StorageFacts {
    /// Whether Windows opens what is on it: its own file systems, and shares of its kind. A FUSE driver on a block
    /// device is one of those for NTFS or exFAT.
    pub fn is_read_by_windows(&self) -> bool {
        const KINDS: [&str; 12] = [
            "vfat", "msdos", "fat", "fat32", "exfat", "ntfs", "ntfs3", "fuseblk", "cifs", "smb3",
            "smbfs", "refs",
        ];
        KINDS.contains(&self.file_system.to_ascii_lowercase().as_str())
    }

    /// How many bytes a file can have, where the file system is known to end it early: FAT counts
    /// them in 32 bits.
    pub fn file_bytes_max(&self) -> Option<u64> {
        let fat = ["vfat", "msdos", "FAT", "FAT32"].contains(&self.file_system.as_str());
        fat.then_some(u32::MAX.into())
    }
}

/// A file of a medium, open. Writes are buffered by the system until [`Opened::sync`].
pub trait Opened: Read + Write + Seek + Send {
    /// Returns once all written bytes are on the medium, as far as the drive tells the truth.
    fn sync(&mut self) -> io::Result<()>;
    /// What the file system says of this open file.
    fn facts(&self) -> io::Result<Facts>;
    /// Whether writing over this very file hits the blocks that hold it.
    fn in_place(&self) -> InPlace;
}

/// What [`Storage::read_back`] gives: the bytes, and whether they came past the cache.
pub type BytesBack = (Box<dyn Read + Send>, ReadBack);

/// A medium. Paths are beneath its root; links and reparse points are never followed, other mounts
/// never entered.
///
/// Every open refuses what is no regular file ([`StorageProblem::NotRegular`]), a link anywhere on
/// the path ([`StorageProblem::LinkInTheWay`]), another mount ([`StorageProblem::OtherDevice`]),
/// and never waits.
pub trait Storage: Send + Sync {
    /// What is known of the file system.
    fn describe(&self) -> StorageFacts;

    /// The entries of a folder, at most
    /// [`FOLDER_ENTRIES_MAX`](crate::words::limits::FOLDER_ENTRIES_MAX).
    fn list(&self, folder: &MediumPath) -> Result<Listing, StorageProblem>;

    /// What stands at `path`; none if nothing does, or if a folder on the way is missing.
    fn facts(&self, path: &MediumPath) -> Result<Option<Facts>, StorageProblem>;

    /// Opens a file to read.
    fn open(&self, path: &MediumPath) -> Result<Box<dyn Opened>, StorageProblem>;

    /// Opens an existing file to be read and overwritten through one handle; refuses one that has
    /// other names.
    fn open_for_overwrite(&self, path: &MediumPath) -> Result<Box<dyn Opened>, StorageProblem>;

    /// Makes a new file, never an existing one ([`StorageProblem::Exists`]).
    fn create(&self, path: &MediumPath) -> Result<Box<dyn Opened>, StorageProblem>;

    /// Makes a new file, or empties the existing one; refuses one that has other names.
    fn create_or_replace(&self, path: &MediumPath) -> Result<Box<dyn Opened>, StorageProblem>;

    /// Opens a file to write on from byte `at`, and cuts off what is behind; makes it if `at` is 0.
    /// A file that ends before `at` is [`StorageProblem::Shorter`] and stays as it is.
    fn append(&self, path: &MediumPath, at: u64) -> Result<Box<dyn Opened>, StorageProblem>;

    /// Makes one folder in an existing one; [`StorageProblem::Exists`] if anything is there.
    fn make_folder(&self, path: &MediumPath) -> Result<(), StorageProblem>;

    /// Removes one name of a regular file.
    fn remove_file(&self, path: &MediumPath) -> Result<(), StorageProblem>;

    /// Removes an empty folder.
    fn remove_folder(&self, path: &MediumPath) -> Result<(), StorageProblem>;

    /// Returns once names made in and removed from this folder are on the medium.
    fn sync_folder(&self, folder: &MediumPath) -> Result<(), StorageProblem>;

    /// How many bytes this user may still write; `u64::MAX` where the file system doesn't say.
    fn free_bytes(&self) -> Result<u64, StorageProblem>;

    /// How many bytes are free and may be written by the system alone; 0 where the file system keeps none back, or
    /// doesn't say.
    fn kept_back_bytes(&self) -> Result<u64, StorageProblem> {
        Ok(0)
    }

    /// Tells the drive that all free blocks of the file system hold nothing.
    fn discard_free(&self) -> Result<Discarded, StorageProblem> {
        Ok(Discarded::NoWay)
    }

    /// Reads a file from the medium rather than from memory, and says whether that is certain. The
    /// file is to be synced before. The bytes stream at the drive's speed in bounded memory.
    fn read_back(&self, path: &MediumPath) -> Result<BytesBack, StorageProblem>;

    /// Makes every folder of `path` that isn't there yet, and syncs the folders that hold the new
    /// ones.
    fn make_folders(&self, path: &MediumPath) -> Result<(), StorageProblem> {
        let mut folder = MediumPath::root();
        for name in path.components() {
            let below = folder.join(name)?;
            if !self.facts(&below)?.is_some_and(|facts| facts.kind == Kind::Folder) {
                self.make_folder(&below)?;
                self.sync_folder(&folder)?;
            }
            folder = below;
        }
        Ok(())
    }
}

/// Passes every call on to what a pointer points to, so that storages can be shared, boxed and
/// wrapped.
macro_rules! storage_behind {
    ($pointer:ty) => {
        impl<S: Storage + ?Sized> Storage for $pointer {
            fn describe(&self) -> StorageFacts {
                (**self).describe()
            }
            fn list(&self, folder: &MediumPath) -> Result<Listing, StorageProblem> {
                (**self).list(folder)
            }
            fn facts(&self, path: &MediumPath) -> Result<Option<Facts>, StorageProblem> {
                (**self).facts(path)
            }
            fn open(&self, path: &MediumPath) -> Result<Box<dyn Opened>, StorageProblem> {
                (**self).open(path)
            }
            fn open_for_overwrite(
                &self,
                path: &MediumPath,
            ) -> Result<Box<dyn Opened>, StorageProblem> {
                (**self).open_for_overwrite(path)
            }
            fn create(&self, path: &MediumPath) -> Result<Box<dyn Opened>, StorageProblem> {
                (**self).create(path)
            }
            fn create_or_replace(
                &self,
                path: &MediumPath,
            ) -> Result<Box<dyn Opened>, StorageProblem> {
                (**self).create_or_replace(path)
            }
            fn append(
                &self,
                path: &MediumPath,
                at: u64,
            ) -> Result<Box<dyn Opened>, StorageProblem> {
                (**self).append(path, at)
            }
            fn make_folder(&self, path: &MediumPath) -> Result<(), StorageProblem> {
                (**self).make_folder(path)
            }
            fn remove_file(&self, path: &MediumPath) -> Result<(), StorageProblem> {
                (**self).remove_file(path)
            }
            fn remove_folder(&self, path: &MediumPath) -> Result<(), StorageProblem> {
                (**self).remove_folder(path)
            }
            fn sync_folder(&self, folder: &MediumPath) -> Result<(), StorageProblem> {
                (**self).sync_folder(folder)
            }
            fn free_bytes(&self) -> Result<u64, StorageProblem> {
                (**self).free_bytes()
            }
            fn kept_back_bytes(&self) -> Result<u64, StorageProblem> {
                (**self).kept_back_bytes()
            }
            fn discard_free(&self) -> Result<Discarded, StorageProblem> {
                (**self).discard_free()
            }
            fn read_back(&self, path: &MediumPath) -> Result<BytesBack, StorageProblem> {
                (**self).read_back(path)
            }
        }
    };
}

storage_behind!(&S);
storage_behind!(Box<S>);
storage_behind!(Arc<S>);
