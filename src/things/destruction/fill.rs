//! Fills the free space of a drive, so that nothing stays there of what was destroyed: bytes that no drive can pack or
//! leave out, to the last that it takes; then read back, and removed.
//!
//! It reaches the blocks that the file system calls free and gives to this user. It does not reach the ends of blocks
//! behind living files, the journal and the file system's own tables, or what the drive keeps for itself.

use std::io::{self, Read};

use crate::powers::asker::{Act, Watcher};
use crate::powers::medium::{self, MediumPath, Opened, ReadBack, Storage, StorageProblem};
use crate::powers::random::{Random, draw};
use crate::things::medium::Contact;
use crate::things::medium::filling::{clear, name_of};
use crate::words::limits::{GIB, MIB};

/// So much is written at once, and held in memory.
const PIECE: usize = MIB as usize;
/// A file ends there: FAT ends one at four times this.
const FILE_BYTES_MAX: u64 = GIB;
/// Where the drive takes no more at once it is asked for less, down to this.
const SECTOR: usize = 512;

/// What was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Filled {
    /// How many bytes were written, and read back.
    pub bytes: u64,
    /// From where they were read.
    pub read_back: ReadBack,
    /// Free bytes that the drive took nothing for: the file system keeps them back, or counts what it can't give.
    pub left: u64,
}

/// Why the free space was not filled, or not known to be.
#[derive(Debug)]
pub enum Unfilled {
    /// A person asked to stop.
    Interrupted,
    /// The drive gives other bytes than were written.
    ReadsOtherwise,
    /// Something stood in the way.
    Storage(StorageProblem),
}

impl From<StorageProblem> for Unfilled {
    fn from(problem: StorageProblem) -> Unfilled {
        Unfilled::Storage(problem)
    }
}

/// Fills the drive, reads all of it back, and removes the files. However it ends, they are removed, unless the drive is
/// gone: then the next run does that.
pub fn fill(
    contact: &Contact,
    random: &mut dyn Random,
    watcher: &dyn Watcher,
) -> Result<Filled, Unfilled> {
    fill_in(&*contact.storage, &contact.filling()?, random, watcher)
}

fn fill_in(
    storage: &dyn Storage,
    folder: &MediumPath,
    random: &mut dyn Random,
    watcher: &dyn Watcher,
) -> Result<Filled, Unfilled> {
    clear(storage, folder)?;
    let noise = Noise::drawn(random);
    let filled = filled(storage, folder, &noise, watcher);
    let cleared = clear(storage, folder);
    let filled = filled?;
    cleared?;
    Ok(filled)
}

fn filled(
    storage: &dyn Storage,
    folder: &MediumPath,
    noise: &Noise,
    watcher: &dyn Watcher,
) -> Result<Filled, Unfilled> {
    storage.make_folders(folder)?;
    watcher.begin(Act::Filling, known(storage.free_bytes()?));
    let files = written(storage, folder, noise, watcher)?;
    watcher.end();
    // The room that is left is looked at while the drive is full.
    let left = known(storage.free_bytes()?).saturating_add(storage.kept_back_bytes()?);
    let bytes = files.iter().sum();
    watcher.begin(Act::ReadingBack, bytes);
    let mut read_back = ReadBack::PastCache;
    for (number, bytes) in (0..).zip(&files) {
        let path = folder.join(&name_of(number)).map_err(StorageProblem::from)?;
        let (reader, how) = storage.read_back(&path)?;
        if how == ReadBack::Cached {
            read_back = how;
        }
        compare(reader, number, *bytes, noise, &path, watcher)?;
    }
    watcher.end();
    Ok(Filled { bytes, read_back, left })
}

/// What is free, where the file system says.
fn known(free: u64) -> u64 {
    if free == u64::MAX { 0 } else { free }
}

/// Writes files until the drive takes no more; how long each is.
fn written(
    storage: &dyn Storage,
    folder: &MediumPath,
    noise: &Noise,
    watcher: &dyn Watcher,
) -> Result<Vec<u64>, Unfilled> {
    let mut files = Vec::new();
    for number in 0..=u32::MAX {
        let path = folder.join(&name_of(number)).map_err(StorageProblem::from)?;
        let mut file = match storage.create(&path) {
            Err(StorageProblem::Full { .. }) => break,
            file => file?,
        };
        let bytes = write_file(&mut *file, number, noise, &path, watcher)?;
        files.push(bytes);
        // A file system may hold room back for what it has not written yet: the next file takes what it gives free.
        if bytes == 0 {
            break;
        }
    }
    storage.sync_folder(folder)?;
    Ok(files)
}

/// Writes one file as far as the drive takes it; how many bytes.
fn write_file(
    file: &mut dyn Opened,
    number: u32,
    noise: &Noise,
    path: &MediumPath,
    watcher: &dyn Watcher,
) -> Result<u64, Unfilled> {
    let (mut at, mut most, mut piece) = (0, PIECE, noise.piece(number, 0));
    while at < FILE_BYTES_MAX {
        if watcher.interrupted() {
            return Err(Unfilled::Interrupted);
        }
        let within = (at % MIB) as usize;
        if within == 0 {
            piece = noise.piece(number, at);
        }
        let end = PIECE.min(within + most);
        match file.write(&piece[within..end]) {
            Ok(n) if n > 0 => {
                at += n as u64;
                watcher.advance(n as u64);
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) if !is_full(&error, path) => return Err(of(path, error).into()),
            Ok(_) | Err(_) if most > SECTOR => most /= 2,
            Ok(_) | Err(_) => break,
        }
    }
    match file.sync() {
        Err(error) if !is_full(&error, path) => Err(of(path, error).into()),
        _ => Ok(at),
    }
}

fn of(path: &MediumPath, error: io::Error) -> StorageProblem {
    StorageProblem::of(medium::Act::Write, path.as_str(), error)
}

fn is_full(error: &io::Error, path: &MediumPath) -> bool {
    let again = match error.raw_os_error() {
        Some(code) => io::Error::from_raw_os_error(code),
        None => error.kind().into(),
    };
    matches!(of(path, again), StorageProblem::Full { .. } | StorageProblem::TooLarge { .. })
}

/// Whether what a file reads as is what was written to it.
fn compare(
    mut reader: impl Read,
    number: u32,
    bytes: u64,
    noise: &Noise,
    path: &MediumPath,
    watcher: &dyn Watcher,
) -> Result<(), Unfilled> {
    let mut found = vec![0; PIECE];
    for at in (0..bytes).step_by(PIECE) {
        if watcher.interrupted() {
            return Err(Unfilled::Interrupted);
        }
        let here = (bytes - at).min(MIB) as usize;
        match reader.read_exact(&mut found[..here]) {
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => {
                return Err(Unfilled::ReadsOtherwise);
            }
            read => read
                .map_err(|error| StorageProblem::of(medium::Act::ReadBack, path.as_str(), error))?,
        }
        if found[..here] != noise.piece(number, at)[..here] {
            return Err(Unfilled::ReadsOtherwise);
        }
        watcher.advance(here as u64);
    }
    Ok(())
}

/// What the drive is filled with: drawn at random, so that nothing can pack it, and in each sector the number of file
/// and sector, so that a drive which has less room than it says gives itself away.
struct Noise(Vec<u8>);

impl Noise {
    fn drawn(random: &mut dyn Random) -> Noise {
        let mut bytes = Vec::with_capacity(PIECE);
        while bytes.len() < PIECE {
            bytes.extend(draw::<4096>(random));
        }
        Noise(bytes)
    }

    /// The piece of a file that begins at this byte, a multiple of [`PIECE`].
    fn piece(&self, number: u32, at: u64) -> Vec<u8> {
        let mut piece = self.0.clone();
        for (nth, sector) in (at / SECTOR as u64..).zip(piece.chunks_exact_mut(SECTOR)) {
            sector[..4].copy_from_slice(&number.to_be_bytes());
            sector[4..12].copy_from_slice(&nth.to_be_bytes());
        }
        piece
    }
}

#[cfg(test)]
mod tests;
