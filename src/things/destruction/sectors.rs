//! Hashes of a copy's sectors, taken before it is overwritten: what a scan of the bare drive looks for afterwards.
//!
//! A file system gives a file whole sectors of 512 bytes, whatever its blocks are. All sectors of the key files are
//! taken, and of the others [`SAMPLE_MAX`], evenly spread: blocks that stay are many sectors in a row.

use std::collections::BTreeSet;
use std::io::{Read, SeekFrom};

use crate::powers::medium::{Act, MediumPath, Storage, StorageProblem};
use crate::words::digest::Digest;
use crate::words::limits::KEY_FILE_BYTES;

use super::erase::names::{KEY_RANK_MAX, PARITY_RANK, rank};

/// The least that a file system gives to a file.
pub const SECTOR_BYTES: usize = 512;
/// How many sectors of a copy are taken beside those of its keys.
pub const SAMPLE_MAX: u64 = 4096;
/// So many bytes of a SHA-256 stand for a sector.
pub const HASH_BYTES: usize = 16;

/// What stands for one sector: the first half of its SHA-256. That one of the 2^37 sectors of the largest drive hits
/// one of some thousands by chance has the odds of 2^-79; and who made one hit on purpose would only raise an alarm.
pub type SectorHash = [u8; HASH_BYTES];

/// The hash of one sector; none of one repeated byte, which stands on every drive.
pub fn hash_of(sector: &[u8]) -> Option<SectorHash> {
    let first = sector.first()?;
    if sector.iter().all(|byte| byte == first) {
        return None;
    }
    let mut hash = [0; HASH_BYTES];
    hash.copy_from_slice(&Digest::of(sector).0[..HASH_BYTES]);
    Some(hash)
}

/// Takes the sectors of these files of a bundle's folder, as they stand now: keys, ciphertext, commitments and parity.
/// What is readable for all anyway is left out, and so is the rest of a file behind its last whole sector.
pub(super) fn sample(
    storage: &dyn Storage,
    folder: &MediumPath,
    names: &[String],
) -> Result<BTreeSet<SectorHash>, StorageProblem> {
    let mut files = Vec::new();
    let mut all = 0;
    for name in names {
        let Some(rank) = rank(name).filter(|rank| *rank <= PARITY_RANK) else { continue };
        let path = folder.join(name)?;
        let is_key = rank <= KEY_RANK_MAX;
        // Whoever had the drive may have made a key file longer than can be read.
        let most = if is_key { KEY_FILE_BYTES } else { u64::MAX };
        let bytes = storage.facts(&path)?.map_or(0, |facts| facts.bytes).min(most);
        let sectors = bytes / SECTOR_BYTES as u64;
        all += if is_key { 0 } else { sectors };
        files.push((path, sectors, is_key));
    }
    let step = all.div_ceil(SAMPLE_MAX).max(1);
    let (mut hashes, mut next) = (BTreeSet::new(), 0);
    for (path, sectors, is_key) in files {
        // Counted through all files, so that each of them has its share.
        let (from, step) = if is_key { (0, 1) } else { (next, step) };
        let wanted = (from..sectors).step_by(step.try_into().unwrap_or(usize::MAX));
        if !is_key {
            let last = wanted.clone().last().map_or(from, |last| last + step);
            next = last.saturating_sub(sectors);
        }
        take(storage, &path, wanted, &mut hashes)?;
    }
    Ok(hashes)
}

fn take(
    storage: &dyn Storage,
    path: &MediumPath,
    wanted: impl Iterator<Item = u64>,
    hashes: &mut BTreeSet<SectorHash>,
) -> Result<(), StorageProblem> {
    let problem = |source| StorageProblem::of(Act::Read, path.as_str(), source);
    let mut file = storage.open(path)?;
    let (mut sector, mut at) = ([0; SECTOR_BYTES], 0);
    for number in wanted {
        if at != number {
            file.seek(SeekFrom::Start(number * SECTOR_BYTES as u64)).map_err(problem)?;
        }
        file.read_exact(&mut sector).map_err(problem)?;
        hashes.extend(hash_of(&sector));
        at = number + 1;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::powers::medium::memory::Memory;
    use crate::things::bundle::{INDEX, KEY, KEY_COPY, README};

    fn drive(files: &[(&str, Vec<u8>)]) -> (Memory, MediumPath, Vec<String>) {
        let (storage, folder) = (Memory::new(), MediumPath::parse("b").unwrap());
        storage.make_folder(&folder).unwrap();
        for (name, bytes) in files {
            let mut file = storage.create(&folder.join(name).unwrap()).unwrap();
            std::io::Write::write_all(&mut file, bytes).unwrap();
        }
        (storage, folder, files.iter().map(|(name, _)| (*name).to_owned()).collect())
    }

    /// So many sectors, none like another.
    fn sectors(from: u32, many: u32) -> Vec<u8> {
        let sector = |n: u32| [n.to_le_bytes(); SECTOR_BYTES / 4].concat();
        (from..from + many).flat_map(sector).map(|byte| byte ^ 0xa5).collect()
    }

    #[test]
    fn all_sectors_of_the_keys_and_a_spread_of_the_others_are_taken() {
        let (keys, payload) = (sectors(1 << 20, 32), sectors(1 << 24, 10_000));
        let (storage, folder, names) = drive(&[
            (KEY, keys.clone()),
            (KEY_COPY, keys.clone()),
            (INDEX, sectors(1 << 28, 3)),
            ("payload-00000.age", payload.clone()),
            (README, sectors(7, 20)),
        ]);
        let taken = sample(&storage, &folder, &names).unwrap();
        let of = |bytes: &[u8]| -> Vec<usize> {
            let hashes = bytes.chunks(SECTOR_BYTES).map(|sector| hash_of(sector).unwrap());
            let hit = hashes.enumerate().filter(|(_, hash)| taken.contains(hash));
            hit.map(|(number, _)| number).collect()
        };
        assert_eq!(of(&keys).len(), 32);
        assert!(of(&sectors(7, 20)).is_empty(), "a README tells nothing");
        let hit = of(&payload);
        assert!(hit.windows(2).all(|two| two[1] - two[0] == 3), "evenly spread");
        assert!(*hit.last().unwrap() >= 9_997, "up to the end");
        assert!(taken.len() as u64 <= SAMPLE_MAX + 32);
    }

    #[test]
    fn a_sector_of_one_byte_and_what_is_no_whole_sector_are_left_out() {
        let (storage, folder, names) = drive(&[
            (INDEX, [vec![0; SECTOR_BYTES], sectors(9, 1), vec![7; 100]].concat()),
            ("payload-00000.age", vec![0xff; 4 * SECTOR_BYTES]),
        ]);
        assert_eq!(sample(&storage, &folder, &names).unwrap().len(), 1);
    }
}
