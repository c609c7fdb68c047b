//! Writes zeros over a file through its one handle, and reads them back.

use std::io::{Read, SeekFrom};

use super::problem::EraseProblem;
use crate::powers::asker::Watcher;
use crate::powers::medium::{Act, MediumPath, Opened, StorageProblem};
use crate::words::digest::{Digest, Hasher};
use crate::words::limits::MIB;

/// The least that a drive writes at once.
const SECTOR_BYTES: u64 = 512;

/// Whether zeros were written over it in part: it starts with one, or a whole sector is blank. Nothing that is sealed
/// looks so.
pub(super) fn has_zeros(
    file: &mut dyn Opened,
    path: &MediumPath,
    watcher: &dyn Watcher,
) -> Result<bool, EraseProblem> {
    let problem = |source| StorageProblem::of(Act::Read, path.as_str(), source);
    file.seek(SeekFrom::Start(0)).map_err(problem)?;
    let mut sector = Vec::with_capacity(SECTOR_BYTES as usize);
    let mut file = std::io::BufReader::with_capacity(MIB as usize, file);
    let mut first = true;
    loop {
        stop_if_asked(watcher)?;
        sector.clear();
        (&mut file).take(SECTOR_BYTES).read_to_end(&mut sector).map_err(problem)?;
        let blank = sector.len() as u64 == SECTOR_BYTES && sector.iter().all(|byte| *byte == 0);
        if blank || (first && sector.first() == Some(&0)) {
            return Ok(true);
        }
        if sector.is_empty() {
            return Ok(false);
        }
        first = false;
    }
}

/// Hashes a file's first bytes, as many as there are up to `most`.
pub(super) fn hash(
    file: &mut dyn Opened,
    most: u64,
    path: &MediumPath,
    watcher: &dyn Watcher,
) -> Result<(u64, Digest), EraseProblem> {
    let mut hasher = Hasher::new();
    let mut file = file.take(most);
    let mut piece = vec![0; MIB as usize];
    loop {
        stop_if_asked(watcher)?;
        let got = file
            .read(&mut piece)
            .map_err(|source| StorageProblem::of(Act::Read, path.as_str(), source))?;
        if got == 0 {
            return Ok((hasher.bytes(), hasher.finish()));
        }
        hasher.update(&piece[..got]);
    }
}

pub(super) fn zeros(bytes: u64) -> Digest {
    let mut hasher = Hasher::new();
    let piece = vec![0; MIB as usize];
    let mut left = bytes;
    while left > 0 {
        let now = left.min(MIB);
        hasher.update(&piece[..now as usize]);
        left -= now;
    }
    hasher.finish()
}

pub(super) fn overwrite(
    file: &mut dyn Opened,
    bytes: u64,
    path: &MediumPath,
    watcher: &dyn Watcher,
) -> Result<(), EraseProblem> {
    let write = |source| StorageProblem::of(Act::Write, path.as_str(), source);
    file.seek(SeekFrom::Start(0)).map_err(write)?;
    let piece = vec![0; MIB as usize];
    let mut left = bytes;
    while left > 0 {
        stop_if_asked(watcher)?;
        let now = left.min(MIB);
        file.write_all(&piece[..now as usize]).map_err(write)?;
        watcher.advance(now);
        left -= now;
    }
    file.sync().map_err(|source| StorageProblem::of(Act::Sync, path.as_str(), source))?;
    Ok(())
}

pub(super) fn is_zeros(
    reader: &mut dyn Read,
    bytes: u64,
    path: &MediumPath,
    watcher: &dyn Watcher,
) -> Result<bool, EraseProblem> {
    let mut piece = vec![0; MIB as usize];
    let mut seen = 0;
    loop {
        stop_if_asked(watcher)?;
        let got = reader
            .read(&mut piece)
            .map_err(|source| StorageProblem::of(Act::ReadBack, path.as_str(), source))?;
        if got == 0 {
            return Ok(seen == bytes);
        }
        if piece[..got].iter().any(|byte| *byte != 0) {
            return Ok(false);
        }
        seen += got as u64;
    }
}

pub(super) fn stop_if_asked(watcher: &dyn Watcher) -> Result<(), EraseProblem> {
    if watcher.interrupted() { Err(EraseProblem::Interrupted) } else { Ok(()) }
}
