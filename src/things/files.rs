//! Small files on a medium or in the home: read within a bound, written whole and synced.

use std::io::{Read, Write};

use crate::powers::medium::{Act as StorageAct, MediumPath, Storage, StorageProblem};
use crate::words::limits::MIB;

/// Reads a file of at most `bytes_max`; nothing if it is not there.
pub fn read_bounded(
    storage: &dyn Storage,
    path: &MediumPath,
    bytes_max: u64,
) -> Result<Option<Vec<u8>>, FileProblem> {
    let Some(facts) = storage.facts(path)? else { return Ok(None) };
    if facts.bytes > bytes_max {
        return Err(FileProblem::TooLarge { path: path.clone(), bytes: facts.bytes, bytes_max });
    }
    let file = storage.open(path)?;
    let mut bytes = Vec::with_capacity(facts.bytes as usize);
    file.take(bytes_max + 1)
        .read_to_end(&mut bytes)
        .map_err(|source| StorageProblem::of(StorageAct::Read, path.as_str(), source))?;
    if bytes.len() as u64 > bytes_max {
        let bytes = bytes.len() as u64;
        return Err(FileProblem::TooLarge { path: path.clone(), bytes, bytes_max });
    }
    Ok(Some(bytes))
}

/// Writes a new file and syncs it.
pub fn write_new(
    storage: &dyn Storage,
    path: &MediumPath,
    bytes: &[u8],
) -> Result<(), StorageProblem> {
    write_through(storage.create(path)?, path, bytes)
}

/// Writes a file that may be there already, through a handle that follows no link, and syncs it.
pub fn write_over(
    storage: &dyn Storage,
    path: &MediumPath,
    bytes: &[u8],
) -> Result<(), StorageProblem> {
    write_through(storage.create_or_replace(path)?, path, bytes)
}

/// Overwrites a small file with zeros, syncs it and removes it; nothing if it is not there.
pub fn erase(storage: &dyn Storage, path: &MediumPath) -> Result<(), StorageProblem> {
    let Some(facts) = storage.facts(path)? else { return Ok(()) };
    let mut file = storage.open_for_overwrite(path)?;
    let piece = vec![0; facts.bytes.min(MIB) as usize];
    let mut left = facts.bytes;
    while left > 0 {
        let now = left.min(MIB);
        file.write_all(&piece[..now as usize])
            .map_err(|source| StorageProblem::of(StorageAct::Write, path.as_str(), source))?;
        left -= now;
    }
    file.sync().map_err(|source| StorageProblem::of(StorageAct::Sync, path.as_str(), source))?;
    drop(file);
    storage.remove_file(path)
}

fn write_through(
    mut file: Box<dyn crate::powers::medium::Opened>,
    path: &MediumPath,
    bytes: &[u8],
) -> Result<(), StorageProblem> {
    file.write_all(bytes)
        .map_err(|source| StorageProblem::of(StorageAct::Write, path.as_str(), source))?;
    file.sync().map_err(|source| StorageProblem::of(StorageAct::Sync, path.as_str(), source))
}

/// Why a small file can't be had.
#[derive(Debug, thiserror::Error)]
pub enum FileProblem {
    #[error(transparent)]
    Storage(#[from] StorageProblem),
    #[error("{path} has {bytes} bytes, and at most {bytes_max} are read")]
    TooLarge { path: MediumPath, bytes: u64, bytes_max: u64 },
}

impl FileProblem {
    /// Whether this file is at fault and not the whole medium: then another file may do in its place.
    pub fn is_about_the_file(&self) -> bool {
        match self {
            FileProblem::TooLarge { .. } => true,
            FileProblem::Storage(problem) => matches!(
                problem,
                StorageProblem::NotRegular { .. }
                    | StorageProblem::LinkInTheWay { .. }
                    | StorageProblem::OtherDevice { .. }
                    | StorageProblem::Io { .. }
            ),
        }
    }
}
