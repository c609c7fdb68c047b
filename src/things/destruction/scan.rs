//! Searches a bare drive, or an image of one, for the sectors of destroyed bundles.
//!
//! What it does not find proves little by itself: another drive has none of them either, and on a drive that is
//! encrypted as a whole no sector looks as the file system wrote it. So it also looks whether the drive is the one that
//! is meant, by its id as its own files say it.

use std::collections::{BTreeMap, BTreeSet};

use memchr::memmem::Finder;

use crate::powers::asker::{Act, Watcher};
use crate::powers::raw::Raw;
use crate::words::ids::{BundleId, DriveId};

use super::sectors::{SECTOR_BYTES, SectorHash, hash_of};

/// How many places of a bundle are named.
pub const PLACES_MAX: usize = 8;

/// What a scan found.
#[derive(Debug)]
pub struct Scan {
    /// How many bytes it looked at, those included that could not be read.
    pub bytes: u64,
    /// How many could not be read.
    pub unread: u64,
    /// Whether a file stands there that says it is this drive.
    pub recognised: bool,
    pub bundles: BTreeMap<BundleId, Found>,
}

/// What it found of one bundle.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize)]
pub struct Found {
    /// How many different sectors were looked for.
    pub sectors: u64,
    /// How many of them stand there still.
    pub found: u64,
    /// Where, in bytes from the start: the first few.
    pub places: Vec<u64>,
}

/// Why a scan did not come to its end.
#[derive(Debug)]
pub enum Unscanned {
    Interrupted,
    Io(std::io::Error),
}

/// Looks for the sectors of these bundles from the first byte to the last, in bounded memory.
pub fn scan(
    raw: &mut Raw,
    wanted: &BTreeMap<BundleId, BTreeSet<SectorHash>>,
    drive: DriveId,
    watcher: &dyn Watcher,
) -> Result<Scan, Unscanned> {
    let mut looked_for = LookedFor::new(wanted);
    let mut own = Recognised::new(drive);
    let (mut at, mut unread) = (0, 0);
    watcher.begin(Act::Scanning, raw.bytes().unwrap_or(0));
    while let Some(chunk) = raw.chunk(at).map_err(Unscanned::Io)? {
        if watcher.interrupted() {
            return Err(Unscanned::Interrupted);
        }
        own.look(chunk.bytes);
        for (number, sector) in chunk.bytes.chunks_exact(SECTOR_BYTES).enumerate() {
            looked_for.look(sector, at + (number * SECTOR_BYTES) as u64);
        }
        let bytes = chunk.bytes.len() as u64;
        (at, unread) = (at + bytes, unread + chunk.unread);
        watcher.advance(bytes);
    }
    watcher.end();
    Ok(Scan { bytes: at, unread, recognised: own.seen, bundles: looked_for.bundles })
}

/// The sectors that are looked for, sorted.
struct LookedFor {
    sectors: Vec<(SectorHash, BundleId)>,
    seen: Vec<bool>,
    bundles: BTreeMap<BundleId, Found>,
}

impl LookedFor {
    fn new(wanted: &BTreeMap<BundleId, BTreeSet<SectorHash>>) -> LookedFor {
        let pairs = wanted.iter().flat_map(|(id, hashes)| hashes.iter().map(|hash| (*hash, *id)));
        let mut sectors: Vec<(SectorHash, BundleId)> = pairs.collect();
        sectors.sort_unstable();
        let found = |hashes: &BTreeSet<SectorHash>| Found {
            sectors: hashes.len() as u64,
            ..Found::default()
        };
        LookedFor {
            seen: vec![false; sectors.len()],
            sectors,
            bundles: wanted.iter().map(|(id, hashes)| (*id, found(hashes))).collect(),
        }
    }

    fn look(&mut self, sector: &[u8], place: u64) {
        let Some(hash) = hash_of(sector) else { return };
        let first = self.sectors.partition_point(|(other, _)| *other < hash);
        let same = self.sectors[first..].iter().take_while(|(other, _)| *other == hash).count();
        for at in first..first + same {
            let found = self.bundles.entry(self.sectors[at].1).or_default();
            found.found += u64::from(!std::mem::replace(&mut self.seen[at], true));
            if found.places.len() < PLACES_MAX {
                found.places.push(place);
            }
        }
    }
}

/// Looks for the drive's id as its label and `kluis-drive.json` spell it. A ledger and a statement name other drives
/// too: the one without a space, the other deeper within.
struct Recognised {
    spelled: Finder<'static>,
    bytes: usize,
    /// The end of the chunk before: the text may stand across.
    before: Vec<u8>,
    seen: bool,
}

impl Recognised {
    fn new(drive: DriveId) -> Recognised {
        let spelled = format!("\n \"drive\": \"{drive}\"");
        let bytes = spelled.len();
        Recognised {
            spelled: Finder::new(&spelled).into_owned(),
            bytes,
            before: vec![],
            seen: false,
        }
    }

    fn look(&mut self, chunk: &[u8]) {
        if self.seen {
            return;
        }
        let reach = chunk.len().min(self.bytes - 1);
        self.before.extend_from_slice(&chunk[..reach]);
        self.seen =
            [&self.before[..], chunk].iter().any(|in_it| self.spelled.find(in_it).is_some());
        self.before = chunk[chunk.len() - reach..].to_vec();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::powers::asker::Unwatched;
    use crate::powers::raw::CHUNK_BYTES;

    const BUNDLE: &str = "20261031-7f3ca2b1";

    fn look(image: &[u8], sectors: &[&[u8]]) -> Scan {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("image");
        std::fs::write(&path, image).unwrap();
        let hashes = sectors.iter().map(|sector| hash_of(sector).unwrap()).collect();
        let wanted = BTreeMap::from([(BUNDLE.parse().unwrap(), hashes)]);
        let drive = "00112233445566778899aabbccddeeff".parse().unwrap();
        scan(&mut Raw::open(&path).unwrap(), &wanted, drive, &Unwatched).unwrap()
    }

    fn sector(seed: u8) -> Vec<u8> {
        (0..SECTOR_BYTES).map(|n| (n as u8).wrapping_mul(seed)).collect()
    }

    #[test]
    fn each_sector_counts_once_and_its_places_are_named() {
        let mut image = vec![0; CHUNK_BYTES as usize + 4096];
        for at in [512, 2048, CHUNK_BYTES as usize] {
            image[at..at + SECTOR_BYTES].copy_from_slice(&sector(3));
        }
        // Not where a sector begins, and so no sector of a file.
        image[5000..5000 + SECTOR_BYTES].copy_from_slice(&sector(5));
        let scan = look(&image, &[&sector(3), &sector(5), &sector(7)]);
        let found = &scan.bundles[&BUNDLE.parse().unwrap()];
        let places = vec![512, 2048, CHUNK_BYTES];
        assert_eq!(*found, Found { sectors: 3, found: 1, places });
        assert_eq!((scan.bytes, scan.unread, scan.recognised), (image.len() as u64, 0, false));
    }

    #[test]
    fn a_drive_is_recognised_where_its_name_stands_across_two_chunks() {
        let name = b"\n \"drive\": \"00112233445566778899aabbccddeeff\"";
        for at in [0, 100, CHUNK_BYTES as usize - 20, CHUNK_BYTES as usize] {
            let mut image = vec![b' '; CHUNK_BYTES as usize * 2];
            image[at..at + name.len()].copy_from_slice(name);
            assert!(look(&image, &[&sector(3)]).recognised, "{at}");
        }
        let other = b"\"drive\":\"00112233445566778899aabbccddeeff\"";
        assert!(!look(other, &[&sector(3)]).recognised, "a ledger names it so");
        let other = b"\n   \"drive\": \"00112233445566778899aabbccddeeff\"";
        assert!(!look(other, &[&sector(3)]).recognised, "a statement names it so");
    }
}
