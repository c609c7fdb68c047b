//! One frame in, one frame out (format, §4.4; RFC 8878). Refuses to know where frames are stored.

use std::io;

use zstd::bulk::{Compressor, Decompressor};
use zstd::zstd_safe::{compress_bound, find_frame_compressed_size, get_frame_content_size};

use crate::words::limits::KIB;

/// Magic number of a zstd frame, as its first bytes stand in a file.
const MAGIC: [u8; 4] = 0xFD2F_B528_u32.to_le_bytes();
/// The largest window that stock zstd takes without being asked to.
const WINDOW_BYTES_MAX: u64 = 1 << 27;

/// How many bytes a frame of at most `plain_bytes_max` may take. Bytes that don't compress grow by less than this.
pub const fn stored_bytes_max(plain_bytes_max: u64) -> u64 {
    plain_bytes_max + plain_bytes_max / 256 + KIB
}

/// Compresses frames one by one, and keeps its working memory between them; one a thread.
pub struct FrameCompressor(Compressor<'static>);

impl FrameCompressor {
    /// A compressor at zstd's `level`.
    pub fn new(level: i32) -> io::Result<Self> {
        let mut compressor = Compressor::new(level)?;
        compressor.include_checksum(true)?;
        compressor.include_contentsize(true)?;
        Ok(FrameCompressor(compressor))
    }

    /// From the next frame on zstd's `level` is this one.
    pub(super) fn set_level(&mut self, level: i32) -> io::Result<()> {
        self.0.set_compression_level(level)
    }

    /// Replaces what is in `out` by one frame that holds `plain`, with checksum and content size.
    pub fn compress_into(&mut self, plain: &[u8], out: &mut Vec<u8>) -> io::Result<()> {
        out.clear();
        out.reserve(compress_bound(plain.len()));
        self.0.compress_to_buffer(plain, out)?;
        Ok(())
    }

    /// One frame that holds `plain`, with checksum and content size.
    pub fn compress(&mut self, plain: &[u8]) -> io::Result<Vec<u8>> {
        let mut out = Vec::new();
        self.compress_into(plain, &mut out)?;
        Ok(out)
    }
}

/// Why bytes are not one sound frame.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{self:?}")]
pub enum FrameDamage {
    NoFrame,
    MoreThanOne,
    SizeMissing,
    TooLarge {
        stated: u64,
        allowed: usize,
    },
    /// It decompresses to another size than it states.
    OtherSize,
    /// In the words of zstd.
    Corrupt(String),
}

/// Whether a frame's header is one that the format allows: with a checksum, without a dictionary, and with a window of
/// at most 2^27 bytes, beyond which stock zstd refuses it (RFC 8878, 3.1.1.1).
fn is_as_specified(frame: &[u8]) -> bool {
    let Some(descriptor) = frame.get(MAGIC.len()) else { return false };
    let single_segment = descriptor & 0b0010_0000 != 0;
    let window_bytes = match frame.get(MAGIC.len() + 1) {
        _ if single_segment => 0,
        None => return false,
        Some(window) => {
            let base = 1_u64 << (10 + (window >> 3));
            base + base / 8 * u64::from(window & 0b111)
        }
    };
    descriptor & 0b100 != 0 && descriptor & 0b11 == 0 && window_bytes <= WINDOW_BYTES_MAX
}

/// Decompresses frames one by one, and keeps its working memory between them.
pub struct FrameDecompressor {
    inner: Decompressor<'static>,
    unlike: u64,
}

impl FrameDecompressor {
    /// A decompressor that may serve any number of frames; fails where memory does.
    pub fn new() -> io::Result<Self> {
        Ok(FrameDecompressor { inner: Decompressor::new()?, unlike: 0 })
    }

    /// How many of the frames that were decompressed so far have no checksum, ask for a dictionary or need a window
    /// that is too large. They give their bytes all the same.
    pub fn unlike_the_format(&self) -> u64 {
        self.unlike
    }

    /// Replaces what is in `out` by the content of exactly one frame, of at most `plain_max` bytes.
    ///
    /// Memory is asked for only after the stated size was found within `plain_max`.
    pub fn decompress_into(
        &mut self,
        bytes: &[u8],
        plain_max: usize,
        out: &mut Vec<u8>,
    ) -> Result<(), FrameDamage> {
        out.clear();
        if !bytes.starts_with(&MAGIC) {
            return Err(FrameDamage::NoFrame);
        }
        match find_frame_compressed_size(bytes) {
            Ok(len) if len == bytes.len() => {}
            Ok(_) => return Err(FrameDamage::MoreThanOne),
            Err(_) => return Err(FrameDamage::NoFrame),
        }
        let stated = get_frame_content_size(bytes)
            .map_err(|_| FrameDamage::NoFrame)?
            .ok_or(FrameDamage::SizeMissing)?;
        let wanted = usize::try_from(stated).ok().filter(|wanted| *wanted <= plain_max);
        let wanted = wanted.ok_or(FrameDamage::TooLarge { stated, allowed: plain_max })?;
        out.reserve_exact(wanted);
        let corrupt = |e: io::Error| FrameDamage::Corrupt(e.to_string());
        let len = self.inner.decompress_to_buffer(bytes, out).map_err(corrupt)?;
        self.unlike += u64::from(!is_as_specified(bytes));
        if len == wanted { Ok(()) } else { Err(FrameDamage::OtherSize) }
    }

    /// The content of exactly one frame, of at most `plain_max` bytes.
    pub fn decompress(&mut self, bytes: &[u8], plain_max: usize) -> Result<Vec<u8>, FrameDamage> {
        let mut out = Vec::new();
        self.decompress_into(bytes, plain_max, &mut out)?;
        Ok(out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::io::Write;

    fn frame(plain: &[u8]) -> Vec<u8> {
        FrameCompressor::new(3).unwrap().compress(plain).unwrap()
    }

    fn refused(bytes: &[u8], plain_max: usize) -> FrameDamage {
        FrameDecompressor::new().unwrap().decompress(bytes, plain_max).unwrap_err()
    }

    #[test]
    fn a_frame_has_checksum_and_size_and_a_small_window() {
        let bytes = frame(&vec![1; 4 << 20]);
        // RFC 8878, 3.1.1.1: a content size of four bytes, a window of its own, checksum, no
        // dictionary.
        assert_eq!(bytes[4], 0b1000_0100);
        assert!(10 + (bytes[5] >> 3) < 27);
        assert_eq!(get_frame_content_size(&bytes).unwrap(), Some(4 << 20));
    }

    #[test]
    fn a_frame_unlike_the_format_gives_its_bytes_and_is_counted() {
        let plain = vec![b'a'; 300];
        let mut bare = Compressor::new(3).unwrap();
        bare.include_contentsize(true).unwrap();
        let mut decompressor = FrameDecompressor::new().unwrap();
        assert_eq!(decompressor.decompress(&frame(&plain), 300).unwrap(), plain);
        assert_eq!(decompressor.unlike_the_format(), 0);
        assert_eq!(decompressor.decompress(&bare.compress(&plain).unwrap(), 300).unwrap(), plain);
        assert_eq!(decompressor.unlike_the_format(), 1);
        let header = |descriptor: u8, window: u8| [&MAGIC[..], &[descriptor, window]].concat();
        assert!(is_as_specified(&header(0b1000_0100, 17 << 3)), "a window of 2^27");
        assert!(!is_as_specified(&header(0b1000_0100, 17 << 3 | 1)), "a larger one");
        assert!(!is_as_specified(&header(0b1000_0101, 0)), "a dictionary");
        assert!(is_as_specified(&header(0b1010_0100, 0xff)), "a segment without a window");
    }

    #[test]
    fn a_bomb_is_refused_before_memory_is_asked_for() {
        let bomb = frame(&vec![0; 64 << 20]);
        assert!(bomb.len() < 8 << 10);
        let allowed = 4 << 20;
        assert_eq!(refused(&bomb, allowed), FrameDamage::TooLarge { stated: 64 << 20, allowed });
        let mut out = Vec::new();
        let mut decompressor = FrameDecompressor::new().unwrap();
        assert!(decompressor.decompress_into(&bomb, allowed, &mut out).is_err());
        assert_eq!(out.capacity(), 0);
    }

    #[test]
    fn a_frame_that_understates_its_size_does_not_overflow() {
        let mut bytes = frame(&vec![b'a'; 1000]);
        // Single segment, two bytes of size less 256 (RFC 8878, 3.1.1.1.4).
        assert_eq!(bytes[5..7], 744u16.to_le_bytes());
        bytes[5..7].copy_from_slice(&1u16.to_le_bytes());
        assert!(matches!(refused(&bytes, 4096), FrameDamage::Corrupt(_)));
        bytes[5..7].copy_from_slice(&1000u16.to_le_bytes());
        assert!(matches!(refused(&bytes, 4096), FrameDamage::Corrupt(_)));
    }

    #[test]
    fn only_exactly_one_frame_with_a_size_is_read() {
        let one = frame(b"one");
        let skippable = crate::formats::frames::seek_table(&[]);
        assert_eq!(refused(&[one.clone(), one.clone()].concat(), 9), FrameDamage::MoreThanOne);
        assert_eq!(refused(&[&one[..], b"x"].concat(), 9), FrameDamage::MoreThanOne);
        assert_eq!(refused(&one[..one.len() - 1], 9), FrameDamage::NoFrame);
        assert_eq!(refused(&skippable, 9), FrameDamage::NoFrame);
        assert_eq!(refused(b"", 9), FrameDamage::NoFrame);
        assert_eq!(refused(b"a tar, say", 9), FrameDamage::NoFrame);
        let mut stream = zstd::stream::Encoder::new(Vec::new(), 3).unwrap();
        stream.write_all(&[1; 300_000]).unwrap();
        assert_eq!(refused(&stream.finish().unwrap(), 1 << 20), FrameDamage::SizeMissing);
    }

    #[test]
    fn every_one_byte_change_is_found() {
        let plain: Vec<u8> = (0..2000u32).flat_map(|n| (n * n).to_le_bytes()).collect();
        let bytes = frame(&plain);
        let mut decompressor = FrameDecompressor::new().unwrap();
        for at in 0..bytes.len() {
            let mut changed = bytes.clone();
            changed[at] ^= 0x10;
            let read = decompressor.decompress(&changed, 1 << 20);
            assert!(read.is_err() || read.unwrap() == plain, "byte {at}");
        }
    }

    proptest! {
        #[test]
        fn frames_come_back_from_used_buffers(
            many in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..5000), 1..5),
        ) {
            let mut compressor = FrameCompressor::new(1).unwrap();
            let mut decompressor = FrameDecompressor::new().unwrap();
            let (mut packed, mut plain) = (Vec::new(), Vec::new());
            for bytes in many {
                compressor.compress_into(&bytes, &mut packed).unwrap();
                decompressor.decompress_into(&packed, bytes.len(), &mut plain).unwrap();
                prop_assert_eq!(&plain, &bytes);
            }
        }

        #[test]
        fn foreign_bytes_never_panic_or_grow(tail in any::<Vec<u8>>()) {
            let bytes = [&MAGIC[..], &tail].concat();
            let mut out = Vec::new();
            let read = FrameDecompressor::new().unwrap().decompress_into(&bytes, 1000, &mut out);
            prop_assert!(out.capacity() <= 1000 && (read.is_err() || out.len() <= 1000));
        }
    }
}
