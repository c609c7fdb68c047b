//! Which sets a bundle has: their names, files, slices, and how many of these may be lost.

use crate::formats::entry::FileFacts;
use crate::formats::par2::RECOVERY_HEADER_BYTES;
use crate::formats::seal::Seal;
use crate::things::bundle::file_of;
use crate::things::bundle::fixity::Expected;
use crate::things::bundle::proof::{Verified, files_in_order};
use crate::things::bundle::volumes::volume_bytes_for;
use crate::things::bundle::{COMMITMENTS, INDEX, SEAL, SEAL_SIGNATURE, SUMS};
use crate::words::digest::Digest;
use crate::words::limits::{GIB, KIB, MIB};

/// The parity of index, commitments, sums, seal and signature.
pub const SEAL_SET: &str = "seal.par2";
/// Volumes in one set.
const VOLUMES_MAX: usize = 20;
/// A payload set's largest volume has so many slices: what making parity costs is the payload's bytes times about as
/// many recovery slices, and a damaged spot costs one of them.
const SLICES_PER_VOLUME: u64 = 32;
const SLICE_BYTES_MIN: u64 = 512;
/// Recovery slices of a payload set, at the least, and as a share of its slices.
const RECOVERY_MIN: u64 = 8;
const RECOVERY_PERCENT: u64 = 5;
/// What an age header, tags and a seek table add to a small payload, and more.
const HEADER_BYTES: u64 = 4 * KIB;
/// A slice's MD5 and CRC in a set's critical packets.
const CHECK_BYTES: u64 = 20;
/// The seal's set has about so many slices, of a multiple of so many bytes: a bad sector costs a few of them.
const SEAL_SLICES: u64 = 128;
const SEAL_SLICE_STEP: u64 = 512;

/// A set as it must be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetPlan<F = FileFacts> {
    /// The name of its file in the bundle's folder.
    pub name: String,
    /// The files that it protects, in order.
    pub files: Vec<F>,
    /// The size of a slice, the unit that damage costs.
    pub slice_bytes: u64,
    /// How many recovery slices it has: so many damaged slices can be mended.
    pub recovery: u64,
}

impl SetPlan {
    /// A set whose files are known by its own packets alone.
    pub(super) fn unproven(name: &str, files: Vec<(String, u64)>) -> SetPlan {
        let facts = |(name, bytes)| FileFacts { bytes, name, sha256: Digest::ZERO };
        let files = files.into_iter().map(facts).collect();
        SetPlan { name: name.into(), files, slice_bytes: SEAL_SLICE_STEP, recovery: 0 }
    }
}

impl<F: Expected> SetPlan<F> {
    /// More than its file can ever have, damaged or not: what lies behind is not read, since whoever had the medium
    /// could have put there as much as he liked.
    pub fn file_bytes_max(&self) -> u64 {
        let files: u64 = self.files.iter().map(Expected::bytes).sum();
        let slices = (self.slices() + self.recovery).saturating_mul(self.slice_bytes + KIB);
        files.saturating_add(slices).saturating_mul(2).saturating_add(4 * MIB).min(GIB)
    }

    /// How many slices its files have.
    pub fn slices(&self) -> u64 {
        self.files.iter().map(|file| file.bytes().div_ceil(self.slice_bytes)).sum()
    }

    /// The names and sizes of its files.
    pub fn names(&self) -> Vec<(&str, u64)> {
        self.files.iter().map(|file| (file.name(), file.bytes())).collect()
    }
}

/// The payload's sets: as few as there can be, of consecutive volumes, as equal as they can be.
pub fn payload_sets<F: Expected + Clone>(volumes: &[F]) -> Vec<SetPlan<F>> {
    let sets = volumes.len().div_ceil(VOLUMES_MAX);
    let mut rest = volumes;
    let mut plans = Vec::with_capacity(sets);
    for left in (1..=sets).rev() {
        let (these, others) = rest.split_at(rest.len().div_ceil(left));
        rest = others;
        plans.push(payload_set(these));
    }
    plans
}

fn payload_set<F: Expected + Clone>(volumes: &[F]) -> SetPlan<F> {
    let number = |file: Option<&F>| {
        let name = file.map_or("", Expected::name);
        name.trim_start_matches("payload-").trim_end_matches(".age").to_owned()
    };
    let largest = volumes.iter().map(Expected::bytes).max().unwrap_or_default();
    let slice_bytes = slice_bytes_for(largest);
    let mut plan = SetPlan {
        name: format!("payload-{}-{}.par2", number(volumes.first()), number(volumes.last())),
        files: volumes.to_vec(),
        slice_bytes,
        recovery: 0,
    };
    let share = (plan.slices() * RECOVERY_PERCENT).div_ceil(100);
    plan.recovery = RECOVERY_MIN.max(share).max(largest.div_ceil(slice_bytes) + 1);
    plan
}

/// A 32nd of the largest volume, as a power of two.
fn slice_bytes_for(volume_bytes: u64) -> u64 {
    volume_bytes.div_ceil(SLICES_PER_VOLUME).next_power_of_two().max(SLICE_BYTES_MIN)
}

/// The set over everything sealed but the payload, with as many recovery slices as slices.
pub fn seal_set(sealed: &[FileFacts], commit: [&FileFacts; 2]) -> SetPlan {
    let beside = sealed.iter().filter(|file| !file.name.starts_with("payload-"));
    let files: Vec<FileFacts> = beside.chain(commit).cloned().collect();
    let bytes: u64 = files.iter().map(|file| file.bytes).sum();
    let slice_bytes = (bytes / SEAL_SLICES).max(1).next_multiple_of(SEAL_SLICE_STEP);
    let mut plan = SetPlan { name: SEAL_SET.into(), files, slice_bytes, recovery: 0 };
    plan.recovery = plan.slices();
    plan
}

/// The names of the files in the seal's set.
pub(super) fn seal_files() -> [&'static str; 5] {
    [INDEX, COMMITMENTS, SUMS, SEAL, SEAL_SIGNATURE]
}

/// All sets of a bundle.
pub fn sets_of(seal: &Verified<Seal>) -> Vec<SetPlan> {
    let volumes: Vec<FileFacts> =
        files_in_order(seal).into_iter().filter(|f| f.name.starts_with("payload-")).collect();
    let mut sets = payload_sets(&volumes);
    let seal_file = file_of(SEAL, seal.bytes());
    let signature = file_of(SEAL_SIGNATURE, seal.signature());
    sets.push(seal_set(&seal.files, [&seal_file, &signature]));
    sets
}

/// About how many bytes the parity of a bundle of so many bytes and records needs; generous, like the bundle's own.
pub fn bytes_needed(payload_bytes: u64, records: u64) -> u64 {
    let volume = volume_bytes_for(payload_bytes);
    let sets = payload_bytes.div_ceil(volume).max(1).div_ceil(VOLUMES_MAX as u64);
    let largest = volume.min(payload_bytes + HEADER_BYTES);
    let slice = slice_bytes_for(largest);
    let largest = largest + 2 * slice;
    let share = payload_bytes / 100 * RECOVERY_PERCENT + slice;
    let payload = (sets * largest.max(RECOVERY_MIN * slice)).max(share);
    let seal = 512 * records + 128 * KIB;
    // Of a slice: its header where it mends, and twice its sums where it may be mended.
    let headers = (payload / slice + SEAL_SLICES) * RECOVERY_HEADER_BYTES as u64
        + (payload_bytes / slice + sets) * 2 * CHECK_BYTES;
    payload + payload / 100 + seal + headers
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::things::bundle::volume_name;
    use crate::words::digest::Digest;

    fn volumes(count: u64, bytes: u64, last: u64) -> Vec<FileFacts> {
        let file = |n| FileFacts {
            bytes: if n + 1 == count { last } else { bytes },
            name: volume_name(n),
            sha256: Digest::ZERO,
        };
        (0..count).map(file).collect()
    }

    #[test]
    fn a_set_survives_the_loss_of_its_largest_volume() {
        for (count, bytes, last) in [
            (1, MIB, 300),
            (1, MIB, 50_000),
            (3, MIB, MIB),
            (16, MIB, 7),
            (20, 4 * MIB, 4 * MIB),
            (21, 64 * MIB, 5),
            (61, 64 * MIB, 64 * MIB),
        ] {
            let volumes = volumes(count, bytes, last);
            let sets = payload_sets(&volumes);
            let all: Vec<&FileFacts> = sets.iter().flat_map(|set| &set.files).collect();
            assert!(all.iter().copied().eq(&volumes), "every volume once, in order");
            for set in &sets {
                assert!(set.files.len() <= 20);
                assert!(set.recovery >= 8 && set.recovery * 20 >= set.slices());
                let largest = set.files.iter().map(|file| file.bytes).max().unwrap();
                assert!(set.recovery * set.slice_bytes > largest);
            }
            let made: u64 = sets.iter().map(|set| set.recovery * set.slice_bytes).sum();
            let payload = volumes.iter().map(|file| file.bytes).sum();
            assert!(bytes_needed(payload, 100) >= made, "{count} of {bytes}");
        }
    }

    #[test]
    fn a_name_says_which_volumes_are_covered() {
        let sets = payload_sets(&volumes(41, MIB, MIB));
        let names: Vec<&str> = sets.iter().map(|set| set.name.as_str()).collect();
        let expected =
            ["payload-00000-00013.par2", "payload-00014-00027.par2", "payload-00028-00040.par2"];
        assert_eq!(names, expected);
        assert_eq!(payload_sets(&volumes(1, MIB, 5))[0].name, "payload-00000-00000.par2");
    }

    #[test]
    fn slices_grow_with_the_set() {
        let set = |count, bytes, last| {
            let plan = payload_sets(&volumes(count, bytes, last)).swap_remove(0);
            (plan.slice_bytes, plan.recovery)
        };
        // A month of one small invoice is not protected by more than it needs: all of it, and a slice.
        assert_eq!(set(1, MIB, 300), (512, 8));
        assert_eq!(set(1, MIB, 50_000), (2 * KIB, 26));
        assert_eq!(set(2, MIB, 9), (32 * KIB, 33));
        assert_eq!(set(16, 4 * MIB, 4 * MIB), (128 * KIB, 33));
        assert_eq!(set(16, 64 * MIB, 64 * MIB), (2 * MIB, 33));
        assert_eq!(set(20, 64 * MIB, 64 * MIB), (2 * MIB, 33));
    }
}
