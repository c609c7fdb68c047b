//! Reading headers back, for salvage (format, §6): the index is the truth, a header only a hint.

use super::{BLOCK, Mtime, checksum, digits, padding};
use crate::words::limits::PATH_BYTES_MAX;

/// Bytes of pax records that we are ready to read: the longest path with every byte escaped, and
/// the rest.
const EXTENDED_BYTES_MAX: u64 = 4 * PATH_BYTES_MAX as u64;

/// What a header block says, before the pax records in front of it are taken into account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Header {
    /// A regular file; `path` may be cut.
    File { path: Vec<u8>, size: u64, mtime: Mtime },
    /// Pax records for the next header follow, this many bytes.
    Extended { size: u64 },
}

/// Why a block is no header that kluis writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{self:?}")]
pub enum NoHeader {
    Foreign,
    Sum,
    NotRegular(u8),
    Number,
    Records,
}

/// Reads one header block.
pub fn read_header(block: &[u8; BLOCK]) -> Result<Header, NoHeader> {
    let header = tar::Header::from_byte_slice(block);
    if header.as_ustar().is_none() {
        return Err(NoHeader::Foreign);
    }
    if !header.cksum().is_ok_and(|sum| sum == checksum(header)) {
        return Err(NoHeader::Sum);
    }
    let size = header.entry_size().map_err(|_| NoHeader::Number)?;
    match header.as_old().linkflag[0] {
        b'0' => {
            let secs = header.mtime().map_err(|_| NoHeader::Number)?;
            let secs = i64::try_from(secs).map_err(|_| NoHeader::Number)?;
            let mtime = Mtime::new(secs, 0).ok_or(NoHeader::Number)?;
            // The whole of a longer path stands in a pax record, and not in the field for its start.
            let name = &header.as_old().name;
            let path = name.split(|b| *b == 0).next().unwrap_or_default().to_vec();
            Ok(Header::File { path, size, mtime })
        }
        b'x' if size <= EXTENDED_BYTES_MAX => Ok(Header::Extended { size }),
        b'x' => Err(NoHeader::Number),
        kind => Err(NoHeader::NotRegular(kind)),
    }
}

/// A member as its headers name it. Nothing in it may be believed before its bytes match a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    pub path: String,
    pub size: u64,
    pub mtime: Mtime,
    /// How many bytes its headers took; the data follow.
    pub header_bytes: usize,
}

/// Reads a member's headers from the start of `bytes`; none while more bytes are needed.
pub fn read_member(bytes: &[u8]) -> Result<Option<Member>, NoHeader> {
    let Some(first) = bytes.first_chunk() else {
        return Ok(None);
    };
    let (records, at, block) = match read_header(first)? {
        Header::Extended { size } => {
            let end = BLOCK + size as usize;
            let at = end + padding(size);
            let (Some(records), Some(rest)) = (bytes.get(BLOCK..end), bytes.get(at..)) else {
                return Ok(None);
            };
            let Some(block) = rest.first_chunk() else {
                return Ok(None);
            };
            (records, at, read_header(block)?)
        }
        file => (&bytes[..0], 0, file),
    };
    let Header::File { path, mut size, mut mtime } = block else {
        return Err(NoHeader::NotRegular(b'x'));
    };
    let mut path = String::from_utf8(path).ok();
    let mut rest = records;
    while !rest.is_empty() {
        let (key, value);
        (key, value, rest) = read_record(rest).ok_or(NoHeader::Records)?;
        match key {
            "path" => path = Some(value.into()),
            "size" => size = digits(value.as_bytes()).ok_or(NoHeader::Records)?,
            "mtime" => mtime = Mtime::from_decimal(value).ok_or(NoHeader::Records)?,
            _ => {}
        }
    }
    let path = path.ok_or(NoHeader::Records)?;
    Ok(Some(Member { path, size, mtime, header_bytes: at + BLOCK }))
}

/// Key and value of the first pax record, and what follows it.
fn read_record(bytes: &[u8]) -> Option<(&str, &str, &[u8])> {
    let space = bytes.iter().take(8).position(|b| *b == b' ')?;
    let len = usize::try_from(digits(&bytes[..space])?).ok()?;
    let record = bytes.get(space + 1..len)?.strip_suffix(b"\n")?;
    let (key, value) = std::str::from_utf8(record).ok()?.split_once('=')?;
    Some((key, value, &bytes[len..]))
}

#[cfg(test)]
mod tests {
    use super::super::member_header;
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn every_one_byte_change_of_a_header_is_found_or_changes_nothing() {
        let path = "b/data/été.txt";
        let header = member_header(path, 12, Mtime::new(-5, 1).unwrap());
        let good = read_member(&header).unwrap().unwrap();
        let blocks = (0..BLOCK).chain(header.len() - BLOCK..header.len());
        for at in blocks {
            let mut changed = header.clone();
            changed[at] ^= 1;
            assert!(!matches!(read_member(&changed), Ok(Some(read)) if read != good), "byte {at}");
        }
    }

    #[test]
    fn a_cut_header_asks_for_more() {
        let header = member_header(&"a/".repeat(300), 1, Mtime::default());
        for len in [0, 511, 512, 1024, header.len() - 1] {
            assert_eq!(read_member(&header[..len]), Ok(None), "{len}");
        }
        assert!(read_member(&header).unwrap().is_some());
    }

    #[test]
    fn what_is_no_regular_file_is_refused() {
        for kind in [b'1', b'2', b'3', b'5', b'g', b'L', 0] {
            let block = super::super::block("a", 0, 0, kind);
            assert_eq!(read_member(&block), Err(NoHeader::NotRegular(kind)));
        }
        assert_eq!(read_member(&[0; BLOCK]), Err(NoHeader::Foreign));
        let bomb = super::super::block("a", EXTENDED_BYTES_MAX + 1, 0, b'x');
        assert_eq!(read_member(&bomb), Err(NoHeader::Number));
        let twice = [super::super::block("a", 0, 0, b'x'); 2].concat();
        assert_eq!(read_member(&twice), Err(NoHeader::NotRegular(b'x')));
    }

    proptest! {
        #[test]
        fn members_come_back(
            path in "[a-zé/]{1,300}",
            size in any::<u64>(),
            secs in -(1i64 << 60)..1 << 60,
            nanos in 0..1_000_000_000u32,
        ) {
            let mtime = Mtime::new(secs, nanos).unwrap();
            let header = member_header(&path, size, mtime);
            prop_assert_eq!(header.len() % BLOCK, 0);
            let member = Member { path, size, mtime, header_bytes: header.len() };
            prop_assert_eq!(read_member(&header), Ok(Some(member)));
        }

        #[test]
        fn foreign_blocks_never_panic(mut bytes in prop::collection::vec(any::<u8>(), 1536..2048)) {
            bytes[257..263].copy_from_slice(b"ustar\0");
            bytes[124..136].copy_from_slice(b"00000000700\0");
            bytes[156] = b'x';
            let block: &[u8; BLOCK] = bytes.first_chunk().unwrap();
            let sum = format!("{:06o}\0 ", checksum(tar::Header::from_byte_slice(block)));
            bytes[148..156].copy_from_slice(sum.as_bytes());
            prop_assert!(!matches!(read_member(&bytes), Ok(Some(_))));
        }
    }
}
