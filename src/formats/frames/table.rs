//! The sizes of frames, the seek table that lists them, and which of them hold a range (format,
//! §4.4, §5).

use std::ops::Range;

use serde::{Deserialize, Serialize};

const TABLE_MAGIC: [u8; 4] = 0x184D_2A5E_u32.to_le_bytes();
const TABLE_END: [u8; 4] = 0x8F92_EAB1_u32.to_le_bytes();
/// The skippable frame's own header, in bytes.
const TABLE_HEADER_BYTES: u64 = 8;
/// What ends a seek table: number of frames, descriptor, magic number; in bytes.
pub const TABLE_FOOTER_BYTES: usize = 9;
/// Frames of one seek table: enough for 12 TiB, and 32 MiB of table.
pub const FRAMES_MAX: u64 = 1 << 22;

/// A frame's size as stored and as it was; `[compressed, decompressed]` in JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "(u32, u32)", into = "(u32, u32)")]
pub struct FrameSize {
    /// Bytes as stored.
    pub compressed: u32,
    /// Bytes once decompressed.
    pub decompressed: u32,
}

impl From<(u32, u32)> for FrameSize {
    fn from((compressed, decompressed): (u32, u32)) -> Self {
        FrameSize { compressed, decompressed }
    }
}

impl From<FrameSize> for (u32, u32) {
    fn from(size: FrameSize) -> Self {
        (size.compressed, size.decompressed)
    }
}

/// Consecutive frames that hold a range of plain bytes, and where they start.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FrameSpan {
    /// Numbers of the frames.
    pub frames: Range<usize>,
    /// Where the first of them starts among the compressed bytes.
    pub compressed_at: u64,
    /// Where the first of them starts among the plain bytes.
    pub plain_at: u64,
}

/// The frames that hold `bytes` plain bytes from `start`; none if they are not all there. An empty
/// range has no frames.
pub fn span(frames: &[FrameSize], start: u64, bytes: u64) -> Option<FrameSpan> {
    let end = start.checked_add(bytes)?;
    let (mut compressed, mut plain) = (0, 0);
    let mut from: Option<FrameSpan> = None;
    for (number, frame) in frames.iter().enumerate() {
        let next = plain + u64::from(frame.decompressed);
        if from.is_none() && next > start {
            from = Some(FrameSpan {
                frames: number..number,
                compressed_at: compressed,
                plain_at: plain,
            });
        }
        if let Some(span) = &mut from {
            if plain >= end || bytes == 0 {
                return from;
            }
            span.frames.end = number + 1;
        }
        compressed += u64::from(frame.compressed);
        plain = next;
    }
    if plain < end {
        return None;
    }
    let empty = || FrameSpan {
        frames: frames.len()..frames.len(),
        compressed_at: compressed,
        plain_at: plain,
    };
    Some(from.unwrap_or_else(empty))
}

/// Why bytes do not end in a seek table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{self:?}")]
pub enum NoSeekTable {
    Absent,
    TooManyFrames(u32),
    Cut,
}

/// The length of a seek table over `frames` frames, in bytes.
pub fn seek_table_len(frames: usize) -> u64 {
    TABLE_HEADER_BYTES + 8 * frames as u64 + TABLE_FOOTER_BYTES as u64
}

/// The seek table: a skippable frame that stock zstd steps over.
pub fn seek_table(frames: &[FrameSize]) -> Vec<u8> {
    let len = seek_table_len(frames.len());
    let count = u32::try_from(frames.len()).expect("a bundle has fewer frames than 2^29");
    let mut table = Vec::with_capacity(len as usize);
    table.extend_from_slice(&TABLE_MAGIC);
    table.extend_from_slice(&((len - TABLE_HEADER_BYTES) as u32).to_le_bytes());
    for frame in frames {
        table.extend_from_slice(&frame.compressed.to_le_bytes());
        table.extend_from_slice(&frame.decompressed.to_le_bytes());
    }
    table.extend_from_slice(&count.to_le_bytes());
    table.push(0);
    table.extend_from_slice(&TABLE_END);
    table
}

/// The length in bytes of the seek table that `tail`, at least its last nine bytes, ends.
pub fn seek_table_len_at(tail: &[u8]) -> Result<u64, NoSeekTable> {
    let footer = tail.last_chunk::<TABLE_FOOTER_BYTES>().ok_or(NoSeekTable::Absent)?;
    let [a, b, c, d, 0, magic @ ..] = *footer else {
        return Err(NoSeekTable::Absent);
    };
    if magic != TABLE_END {
        return Err(NoSeekTable::Absent);
    }
    let count = u32::from_le_bytes([a, b, c, d]);
    if u64::from(count) > FRAMES_MAX {
        return Err(NoSeekTable::TooManyFrames(count));
    }
    Ok(seek_table_len(count as usize))
}

/// Reads the seek table that `tail` ends in.
pub fn read_seek_table(tail: &[u8]) -> Result<Vec<FrameSize>, NoSeekTable> {
    let len = seek_table_len_at(tail)?;
    let start = usize::try_from(len).ok().and_then(|len| tail.len().checked_sub(len));
    let table = &tail[start.ok_or(NoSeekTable::Cut)?..];
    let inner = (len - TABLE_HEADER_BYTES) as u32;
    if table[..4] != TABLE_MAGIC || table[4..8] != inner.to_le_bytes() {
        return Err(NoSeekTable::Absent);
    }
    let entries = &table[8..table.len() - TABLE_FOOTER_BYTES];
    let number = |at: &[u8]| u32::from_le_bytes([at[0], at[1], at[2], at[3]]);
    let size = |entry: &[u8]| (number(entry), number(&entry[4..])).into();
    Ok(entries.chunks_exact(8).map(size).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_table_has_the_published_bytes() {
        // zstd's contrib/seekable_format/zstd_seekable_compression_format.md, without checksums.
        let table = seek_table(&[(0x0102_0304, 5).into()]);
        let expected = [
            0x5e, 0x2a, 0x4d, 0x18, 17, 0, 0, 0, 4, 3, 2, 1, 5, 0, 0, 0, 1, 0, 0, 0, 0, 0xb1, 0xea,
            0x92, 0x8f,
        ];
        assert_eq!(table, expected);
        assert_eq!(table.len() as u64, seek_table_len(1));
    }

    #[test]
    fn a_table_that_does_not_fit_is_refused() {
        let table = seek_table(&[(1, 2).into(), (3, 4).into()]);
        assert_eq!(read_seek_table(&table[1..]), Err(NoSeekTable::Cut));
        assert_eq!(read_seek_table(&table[..table.len() - 1]), Err(NoSeekTable::Absent));
        assert_eq!(read_seek_table(b""), Err(NoSeekTable::Absent));
        let mut many = table.clone();
        let count = many.len() - TABLE_FOOTER_BYTES;
        many[count..count + 4].copy_from_slice(&u32::MAX.to_le_bytes());
        assert_eq!(seek_table_len_at(&many), Err(NoSeekTable::TooManyFrames(u32::MAX)));
        for at in (0..8).chain(table.len() - TABLE_FOOTER_BYTES..table.len()) {
            let mut changed = table.clone();
            changed[at] ^= 1;
            assert!(read_seek_table(&changed).is_err(), "byte {at}");
        }
    }

    #[test]
    fn a_range_lies_in_the_frames_that_hold_it() {
        let frames: Vec<FrameSize> = [(10, 100), (20, 0), (30, 50), (40, 7)].map(Into::into).into();
        let at =
            |frames, compressed_at, plain_at| Some(FrameSpan { frames, compressed_at, plain_at });
        for (start, bytes, expected) in [
            (0, 1, at(0..1, 0, 0)),
            (0, 100, at(0..1, 0, 0)),
            (99, 2, at(0..3, 0, 0)),
            (100, 50, at(2..3, 30, 100)),
            (0, 157, at(0..4, 0, 0)),
            (156, 1, at(3..4, 60, 150)),
            (156, 2, None),
            (157, 0, at(4..4, 100, 157)),
            (158, 0, None),
            (20, 0, at(0..0, 0, 0)),
            (u64::MAX, 1, None),
        ] {
            assert_eq!(span(&frames, start, bytes), expected, "{start} {bytes}");
        }
    }

    proptest! {
        #[test]
        fn tables_come_back_from_a_longer_tail(
            before in any::<Vec<u8>>(),
            sizes in any::<Vec<(u32, u32)>>(),
        ) {
            let sizes: Vec<FrameSize> = sizes.into_iter().map(Into::into).collect();
            let tail = [before, seek_table(&sizes)].concat();
            prop_assert_eq!(seek_table_len_at(&tail), Ok(seek_table_len(sizes.len())));
            prop_assert_eq!(read_seek_table(&tail).unwrap(), sizes);
        }
    }
}
