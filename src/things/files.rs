//! Small files on a medium or in the home: read within a bound, written whole and synced; and how a file's bytes go
//! before it is cut or removed.

use std::io::{self, Read, SeekFrom, Write};

use crate::powers::medium::{Act as StorageAct, Kind, MediumPath, Opened, Storage, StorageProblem};
use crate::words::digest::{Digest, Hasher};
use crate::words::limits::{MIB, ZEROED_BYTES_MAX};

/// Reads a file of at most `bytes_max`; nothing if it is not there.
pub fn read_bounded(
    storage: &dyn Storage,
    path: &MediumPath,
    bytes_max: u64,
) -> Result<Option<Vec<u8>>, FileProblem> {
    // Not looked for before: a home has a small file for each bundle, and a status reads all of them.
    let file = match storage.open(path) {
        Err(StorageProblem::Absent { .. }) => return Ok(None),
        file => file?,
    };
    let unread = |source| StorageProblem::of(StorageAct::Read, path.as_str(), source);
    let facts = file.facts().map_err(unread)?;
    if facts.bytes > bytes_max {
        return Err(FileProblem::TooLarge { path: path.clone(), bytes: facts.bytes, bytes_max });
    }
    let mut bytes = Vec::with_capacity(facts.bytes as usize);
    file.take(bytes_max + 1).read_to_end(&mut bytes).map_err(unread)?;
    if bytes.len() as u64 > bytes_max {
        let bytes = bytes.len() as u64;
        return Err(FileProblem::TooLarge { path: path.clone(), bytes, bytes_max });
    }
    Ok(Some(bytes))
}

/// The SHA-256 of a file of at most `bytes_max`, which is read piece by piece; nothing if it is not there.
pub fn digest(
    storage: &dyn Storage,
    path: &MediumPath,
    bytes_max: u64,
) -> Result<Option<Digest>, FileProblem> {
    let Some(facts) = storage.facts(path)? else { return Ok(None) };
    let mut file = storage.open(path)?.take(bytes_max + 1);
    let (mut hasher, mut piece) = (Hasher::new(), vec![0; facts.bytes.clamp(1, MIB) as usize]);
    loop {
        let read = file.read(&mut piece);
        let read = match read {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            read => {
                read.map_err(|error| StorageProblem::of(StorageAct::Read, path.as_str(), error))?
            }
        };
        if read == 0 && hasher.bytes() <= bytes_max {
            return Ok(Some(hasher.finish()));
        }
        if read == 0 || facts.bytes > bytes_max {
            let bytes = facts.bytes.max(hasher.bytes());
            return Err(FileProblem::TooLarge { path: path.clone(), bytes, bytes_max });
        }
        hasher.update(&piece[..read]);
    }
}

/// Reads a file's first bytes, at most `bytes_max`, and says how many more there are; nothing if it is not there.
pub fn read_start(
    storage: &dyn Storage,
    path: &MediumPath,
    bytes_max: u64,
) -> Result<Option<(Vec<u8>, u64)>, StorageProblem> {
    let Some(facts) = storage.facts(path)? else { return Ok(None) };
    let mut bytes = Vec::with_capacity(facts.bytes.min(bytes_max) as usize);
    storage
        .open(path)?
        .take(bytes_max)
        .read_to_end(&mut bytes)
        .map_err(|source| StorageProblem::of(StorageAct::Read, path.as_str(), source))?;
    let more = facts.bytes.saturating_sub(bytes.len() as u64);
    Ok(Some((bytes, more)))
}

/// Removes every plain file of a folder, and then the folder. What is no plain file, or has a foreign name, is left,
/// and the folder with it: on FAT a file of ours may have lost its long name and have a foreign one.
pub fn remove_folder(storage: &dyn Storage, folder: &MediumPath) -> Result<(), StorageProblem> {
    let listing = storage.list(folder)?;
    let mut emptied = listing.foreign == 0;
    for entry in listing.entries {
        if entry.facts.kind == Kind::File && entry.facts.same_device {
            storage.remove_file(&folder.join(&entry.name)?)?;
        } else {
            emptied = false;
        }
    }
    storage.sync_folder(folder)?;
    if emptied {
        storage.remove_folder(folder)?;
        folder.parent().map_or(Ok(()), |parent| storage.sync_folder(&parent))?;
    }
    Ok(())
}

/// How long the line is that [`checked`] puts before the bytes.
pub const CHECK_BYTES: usize = 65;

/// The bytes behind a line with their SHA-256: for a file that nothing else vouches for, so that rot in it is noticed.
pub fn checked(bytes: &[u8]) -> Vec<u8> {
    [format!("{}\n", Digest::of(bytes)).as_bytes(), bytes].concat()
}

/// The bytes behind that line, if they are those that it stands for.
pub fn unchecked(bytes: &[u8]) -> Option<&[u8]> {
    let (line, rest) = bytes.split_at_checked(CHECK_BYTES)?;
    (line == format!("{}\n", Digest::of(rest)).as_bytes()).then_some(rest)
}

/// Writes a new file and syncs it.
pub fn write_new(
    storage: &dyn Storage,
    path: &MediumPath,
    bytes: &[u8],
) -> Result<(), StorageProblem> {
    write_through(storage.create(path)?, path, bytes)
}

/// Writes a file that may be there already, through a handle that follows no link, and syncs it. The old bytes are cut
/// off first, and may stay on the medium: not for what a destruction must reach, see [`write_in_place`].
pub fn write_over(
    storage: &dyn Storage,
    path: &MediumPath,
    bytes: &[u8],
) -> Result<(), StorageProblem> {
    write_through(storage.create_or_replace(path)?, path, bytes)
}

/// Writes a file that may be there already over its own bytes, and syncs it: the same blocks are hit, so that a
/// destruction later reaches all that ever stood there.
pub fn write_in_place(
    storage: &dyn Storage,
    path: &MediumPath,
    bytes: &[u8],
) -> Result<(), StorageProblem> {
    begin_in_place(storage, path, bytes)?.finish()
}

/// The same, not synced yet.
pub fn begin_in_place<'a>(
    storage: &'a dyn Storage,
    path: &MediumPath,
    bytes: &[u8],
) -> Result<Over<'a>, StorageProblem> {
    let mut over = Over::open(storage, path)?;
    over.write_all(bytes).map_err(|source| over.problem(source))?;
    Ok(over)
}

/// A file that is written from its start without being cut first.
pub struct Over<'a> {
    storage: &'a dyn Storage,
    path: MediumPath,
    file: Box<dyn Opened>,
    /// How long it was, and how far it is written.
    was: u64,
    at: u64,
}

impl<'a> Over<'a> {
    /// Opens the file as it is, or makes it.
    pub fn open(storage: &'a dyn Storage, path: &MediumPath) -> Result<Over<'a>, StorageProblem> {
        let (file, was) = match storage.facts(path)? {
            None => (storage.create(path)?, 0),
            Some(facts) => (storage.open_for_overwrite(path)?, facts.bytes),
        };
        Ok(Over { storage, path: path.clone(), file, was, at: 0 })
    }

    /// Overwrites what is left of the old bytes with zeros, syncs the file, and only then cuts it.
    pub fn finish(mut self) -> Result<(), StorageProblem> {
        if self.was > self.at {
            zero(&mut *self.file, &self.path, self.at, self.was)?;
        }
        synced(&mut *self.file, &self.path)?;
        drop(self.file);
        match self.was > self.at {
            true => synced(&mut *self.storage.append(&self.path, self.at)?, &self.path),
            false => Ok(()),
        }
    }

    fn problem(&self, source: io::Error) -> StorageProblem {
        StorageProblem::of(StorageAct::Write, self.path.as_str(), source)
    }
}

impl Write for Over<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.file.write(bytes)?;
        self.at += written as u64;
        Ok(written)
    }
    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// Cuts a file to so many bytes. What is cut off is overwritten with zeros and synced before: it may be ciphertext.
pub fn cut(storage: &dyn Storage, path: &MediumPath, bytes: u64) -> Result<(), StorageProblem> {
    let mut file = storage.open_for_overwrite(path)?;
    let facts = file.facts();
    let was = facts.map_err(|e| StorageProblem::of(StorageAct::Look, path.as_str(), e))?.bytes;
    if was <= bytes {
        return Ok(());
    }
    zero(&mut *file, path, bytes, was)?;
    synced(&mut *file, path)?;
    drop(file);
    synced(&mut *storage.append(path, bytes)?, path)
}

/// Overwrites a file with zeros, syncs it and removes it; nothing if it is not there.
pub fn erase(storage: &dyn Storage, path: &MediumPath) -> Result<(), StorageProblem> {
    let Some(facts) = storage.facts(path)? else { return Ok(()) };
    let mut file = storage.open_for_overwrite(path)?;
    zero(&mut *file, path, 0, facts.bytes)?;
    synced(&mut *file, path)?;
    drop(file);
    storage.remove_file(path)
}

/// Writes zeros from one byte up to another, at most [`ZEROED_BYTES_MAX`] of them.
fn zero(
    file: &mut dyn Opened,
    path: &MediumPath,
    from: u64,
    to: u64,
) -> Result<(), StorageProblem> {
    let problem = |source| StorageProblem::of(StorageAct::Write, path.as_str(), source);
    file.seek(SeekFrom::Start(from)).map_err(problem)?;
    let mut left = (to - from).min(ZEROED_BYTES_MAX);
    let piece = vec![0; left.min(MIB) as usize];
    while left > 0 {
        let now = left.min(MIB);
        file.write_all(&piece[..now as usize]).map_err(problem)?;
        left -= now;
    }
    Ok(())
}

fn synced(file: &mut dyn Opened, path: &MediumPath) -> Result<(), StorageProblem> {
    file.sync().map_err(|source| StorageProblem::of(StorageAct::Sync, path.as_str(), source))
}

fn write_through(
    mut file: Box<dyn Opened>,
    path: &MediumPath,
    bytes: &[u8],
) -> Result<(), StorageProblem> {
    file.write_all(bytes)
        .map_err(|source| StorageProblem::of(StorageAct::Write, path.as_str(), source))?;
    synced(&mut *file, path)
}

/// Inside an [`io::Error`]: what the system has no word for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{self:?}")]
pub enum OwnCause {
    ReadsOtherwise,
    EntriesLost,
    TooManyRecipients,
    TooLarge {
        bytes_max: u64,
    },
    /// A file of this PC whose bytes are with a cloud service alone.
    InTheCloud,
}

impl From<OwnCause> for io::Error {
    fn from(cause: OwnCause) -> io::Error {
        io::Error::other(cause)
    }
}

/// Why a small file can't be had.
#[derive(Debug, thiserror::Error)]
#[error("{self:?}")]
pub enum FileProblem {
    Storage(#[from] StorageProblem),
    TooLarge { path: MediumPath, bytes: u64, bytes_max: u64 },
}

impl FileProblem {
    /// Whether what stands there is no file of its own: a pipe, a device, a link, a folder. No writing mends that.
    pub fn is_no_file(&self) -> bool {
        match self {
            FileProblem::TooLarge { .. } => false,
            FileProblem::Storage(problem) => matches!(
                problem,
                StorageProblem::NotRegular { .. }
                    | StorageProblem::NotAFolder { .. }
                    | StorageProblem::LinkInTheWay { .. }
                    | StorageProblem::OtherDevice { .. }
            ),
        }
    }

    /// Whether this file is at fault and not the whole medium: then another file may do in its place.
    pub fn is_about_the_file(&self) -> bool {
        match self {
            FileProblem::TooLarge { .. } => true,
            FileProblem::Storage(problem) => matches!(
                problem,
                StorageProblem::NotRegular { .. }
                    | StorageProblem::NotAFolder { .. }
                    | StorageProblem::LinkInTheWay { .. }
                    | StorageProblem::OtherDevice { .. }
                    | StorageProblem::InUse { .. }
                    | StorageProblem::Io { .. }
            ),
        }
    }
}
