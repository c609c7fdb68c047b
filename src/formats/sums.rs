//! `SHA256SUMS`: the sums of a bundle's volumes, index and commitments, as `sha256sum` writes and
//! checks them (format, §4.9). Also the names of those files.
//!
//! The seal covers these bytes; this reader is for a bundle whose seal is lost, and only finds
//! accidents.

use super::entry::{FileFacts, Unreadable};
use crate::words::canonical::NotCanonical;
use crate::words::digest::Digest;
use crate::words::limits::VOLUMES_MAX;

/// The file's name.
pub const NAME: &str = "SHA256SUMS";
/// The encrypted index.
pub const INDEX_NAME: &str = "index.age";
/// The commitments, one a record.
pub const COMMITMENTS_NAME: &str = "records.commit";

/// A line for a volume, LF included, in bytes; the two other lines are shorter.
const LINE_BYTES: u64 = 64 + 2 + 17 + 1;
const BYTES_MAX: u64 = LINE_BYTES * (VOLUMES_MAX + 2);

/// The name of payload volume `n`, from 0.
pub fn volume_name(n: u64) -> String {
    format!("payload-{n:05}.age")
}

/// The sums of one bundle's files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sums {
    /// One a payload volume, in order.
    pub volumes: Vec<Digest>,
    /// The hash of `index.age`.
    pub index: Digest,
    /// The hash of `records.commit`.
    pub commitments: Digest,
}

impl Sums {
    /// The sums that stand in a seal's list of files; nothing when a name is missing or unknown
    /// there.
    pub fn of(files: &[FileFacts]) -> Option<Sums> {
        let find = |name: &str| {
            let at = files.binary_search_by(|file| file.name.as_str().cmp(name)).ok()?;
            Some(files[at].sha256)
        };
        let volumes = (files.len() as u64).checked_sub(3)?;
        find(NAME)?;
        Some(Sums {
            volumes: (0..volumes).map(|n| find(&volume_name(n))).collect::<Option<_>>()?,
            index: find(INDEX_NAME)?,
            commitments: find(COMMITMENTS_NAME)?,
        })
    }

    /// The files' names and sums in the order of the lines.
    pub fn lines(&self) -> impl Iterator<Item = (String, Digest)> + '_ {
        let volumes = (0..).zip(&self.volumes).map(|(n, sum)| (volume_name(n), *sum));
        volumes.chain([
            (INDEX_NAME.to_owned(), self.index),
            (COMMITMENTS_NAME.to_owned(), self.commitments),
        ])
    }

    /// The bytes of `SHA256SUMS`, as `sha256sum -c` reads them.
    pub fn to_bytes(&self) -> Vec<u8> {
        let lines = self.lines().map(|(name, sum)| format!("{sum}  {name}\n"));
        lines.collect::<String>().into_bytes()
    }

    /// Reads the very bytes that [`Sums::to_bytes`] writes, and no others.
    pub fn read(bytes: &[u8]) -> Result<Sums, Unreadable> {
        super::entry::capped(bytes, BYTES_MAX)?;
        let text = str::from_utf8(bytes).map_err(|_| NotCanonical::Bytes)?;
        let sums = text
            .lines()
            .map(|line| line.split_once("  ").and_then(|(sum, _)| sum.parse().ok()))
            .collect::<Option<Vec<Digest>>>()
            .ok_or(NotCanonical::Bytes)?;
        let [volumes @ .., index, commitments] = sums.as_slice() else {
            return Err(NotCanonical::Bytes.into());
        };
        let sums = Sums { volumes: volumes.to_vec(), index: *index, commitments: *commitments };
        let same = !volumes.is_empty() && sums.to_bytes() == bytes;
        if same { Ok(sums) } else { Err(NotCanonical::Bytes.into()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sums(volumes: u8) -> Sums {
        Sums {
            volumes: (0..volumes).map(|n| Digest([n; 32])).collect(),
            index: Digest([0xaa; 32]),
            commitments: Digest([0xbb; 32]),
        }
    }

    #[test]
    fn the_lines_are_those_of_sha256sum() {
        let text = String::from_utf8(sums(2).to_bytes()).unwrap();
        let lines: Vec<_> = text.lines().collect();
        assert_eq!(lines.len(), 4);
        assert_eq!(lines[1], format!("{}  payload-00001.age", "01".repeat(32)));
        assert_eq!(lines[2], format!("{}  index.age", "aa".repeat(32)));
        assert_eq!(lines[3], format!("{}  records.commit", "bb".repeat(32)));
    }

    #[test]
    fn sums_come_back_and_a_changed_byte_is_another_sum_or_refused() {
        let bytes = sums(3).to_bytes();
        assert_eq!(Sums::read(&bytes), Ok(sums(3)));
        for at in 0..bytes.len() {
            for flip in [0x01, 0x20, 0x80] {
                let mut changed = bytes.clone();
                changed[at] ^= flip;
                if let Ok(read) = Sums::read(&changed) {
                    assert_ne!(read, sums(3), "byte {at}");
                    assert_eq!(read.to_bytes(), changed);
                }
            }
        }
    }

    #[test]
    fn a_list_without_volumes_or_cut_short_is_refused() {
        let bytes = sums(2).to_bytes();
        assert!(Sums::read(&bytes[..bytes.len() - 1]).is_err());
        assert!(Sums::read(&sums(0).to_bytes()).is_err());
        assert!(Sums::read(b"").is_err());
        assert!(Sums::read(&[b'\n'; 10]).is_err());
    }

    #[test]
    fn the_cap_lets_the_largest_bundle_in() {
        assert_eq!(volume_name(VOLUMES_MAX - 1).len(), 17);
        let line = sums(1).to_bytes().iter().position(|b| *b == b'\n').unwrap() as u64 + 1;
        assert_eq!(line, LINE_BYTES);
    }
}
