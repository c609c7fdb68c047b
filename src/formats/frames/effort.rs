//! How hard zstd tries, found out frame by frame: PDFs and photos are compressed already, and nothing is spent on them.
//! Refuses to know what is in a frame.

use std::io;

use zstd::zstd_safe::min_c_level;

use super::compress::FrameCompressor;

/// zstd's default.
const LEVEL: i32 = 3;
/// Costs half as much. What shrinks to a quarter anyway loses little by it.
const FAST_LEVEL: i32 = 1;
/// A frame is judged by so many pieces, spread over it evenly.
const PIECES: usize = 16;
const PIECE_BYTES: usize = 4 << 10;
/// Smaller frames are not worth a look.
const JUDGED_BYTES_MIN: usize = 4 * PIECES * PIECE_BYTES;
/// From this share on, in percent, compression is given up.
const STORED_PERCENT: usize = 99;
const FAST_PERCENT: usize = 25;
/// From this share on a sample doesn't tell which level is better: noise hides the text between it.
const TOLD_PERCENT: usize = 50;

/// Compresses frames, each as hard as is worth it; one a thread.
pub struct FramePacker {
    compressor: FrameCompressor,
    sample: Vec<u8>,
    packed: Vec<u8>,
}

impl FramePacker {
    /// A packer that may serve any number of frames; fails where memory does.
    pub fn new() -> io::Result<Self> {
        let sample = Vec::with_capacity(PIECES * PIECE_BYTES);
        Ok(FramePacker { compressor: FrameCompressor::new(LEVEL)?, sample, packed: Vec::new() })
    }

    /// Replaces what is in `out` by one frame that holds `plain`, with checksum and content size.
    pub fn pack_into(&mut self, plain: &[u8], out: &mut Vec<u8>) -> io::Result<()> {
        let level = self.level(plain)?;
        self.compressor.set_level(level)?;
        self.compressor.compress_into(plain, out)
    }

    fn level(&mut self, plain: &[u8]) -> io::Result<i32> {
        if plain.len() < JUDGED_BYTES_MIN {
            return Ok(LEVEL);
        }
        self.sample.clear();
        let step = (plain.len() - PIECE_BYTES) / (PIECES - 1);
        for piece in 0..PIECES {
            self.sample.extend_from_slice(&plain[piece * step..][..PIECE_BYTES]);
        }
        let fast = self.sampled(FAST_LEVEL)?;
        Ok(match fast * 100 / self.sample.len() {
            STORED_PERCENT.. => min_c_level(),
            TOLD_PERCENT.. => LEVEL,
            // Lines of hashes and amounts: short matches, which the other level takes, cost more there than they save.
            FAST_PERCENT.. if self.sampled(LEVEL)? < fast => LEVEL,
            _ => FAST_LEVEL,
        })
    }

    /// How many bytes the sample takes at a level.
    fn sampled(&mut self, level: i32) -> io::Result<usize> {
        self.compressor.set_level(level)?;
        self.compressor.compress_into(&self.sample, &mut self.packed)?;
        Ok(self.packed.len())
    }
}

#[cfg(test)]
mod tests {
    use super::super::FrameDecompressor;
    use super::super::tests::stock_zstd;
    use super::*;

    fn noise(len: usize) -> Vec<u8> {
        let mut state = 88_172_645_463_325_252_u64;
        let next = |_| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            state as u8
        };
        (0..len).map(next).collect()
    }

    fn lines(len: usize) -> Vec<u8> {
        (0..).flat_map(|n| format!("{n};{};levering\n", n % 977).into_bytes()).take(len).collect()
    }

    #[test]
    fn nothing_is_spent_on_noise_and_little_on_lines() {
        let mut packer = FramePacker::new().unwrap();
        assert_eq!(packer.level(&noise(4 << 20)).unwrap(), min_c_level());
        assert_eq!(packer.level(&lines(4 << 20)).unwrap(), FAST_LEVEL);
        let half: Vec<u8> = noise(1 << 20).into_iter().map(|byte| byte & 15).collect();
        assert_eq!(packer.level(&half).unwrap(), LEVEL);
        assert_eq!(packer.level(&noise(1000)).unwrap(), LEVEL);
    }

    #[test]
    fn hashes_are_packed_at_the_level_that_makes_them_smaller_and_so_is_prose() {
        let hashes = (0..50_000_u32).flat_map(|n| {
            let sha256 = crate::words::digest::Digest::of(&n.to_le_bytes());
            format!("{sha256}  data/2025/{n:06}.xml\n").into_bytes()
        });
        let prose = [
            include_bytes!("../../../docs/format.md").as_slice(),
            include_bytes!("../../../docs/commands.md"),
            include_bytes!("../../../docs/decisions.md"),
        ]
        .concat();
        let mut packer = FramePacker::new().unwrap();
        for (plain, wanted) in [(hashes.collect(), FAST_LEVEL), (prose, LEVEL)] {
            assert_eq!(packer.level(&plain).unwrap(), wanted);
            let sizes = [FAST_LEVEL, LEVEL].map(|level| {
                let frame = FrameCompressor::new(level).unwrap().compress(&plain).unwrap();
                (frame.len(), level)
            });
            assert_eq!(sizes.into_iter().min().map(|(_, level)| level), Some(wanted));
        }
    }

    #[cfg_attr(windows, ignore = "stock zstd is a program of Unix")]
    #[test]
    fn a_frame_of_any_effort_is_a_frame_to_every_reader() {
        let mut packer = FramePacker::new().unwrap();
        let mut decompressor = FrameDecompressor::new().unwrap();
        let mixed = [noise(3 << 20), lines(1 << 20)].concat();
        for plain in [noise(4 << 20), lines(4 << 20), mixed, noise((1 << 20) + 7), noise(5)] {
            let mut frame = Vec::new();
            packer.pack_into(&plain, &mut frame).unwrap();
            assert!(frame.len() as u64 <= super::super::stored_bytes_max(plain.len() as u64));
            assert!(decompressor.decompress(&frame, 4 << 20).unwrap() == plain);
            assert_eq!(decompressor.unlike_the_format(), 0);
            assert!(stock_zstd(&frame) == plain);
        }
    }
}
