//! Independent zstd frames and the seek table behind them (format, §4.4).
//!
//! Three separate steps, so that each may run on its own thread: cutting a stream into frames,
//! compressing one frame, listing their sizes. Refuses to know what is in the frames.

mod compress;
mod cut;
mod effort;
mod table;

pub use compress::{FrameCompressor, FrameDecompressor};
pub(crate) use compress::{FrameDamage, stored_bytes_max};
pub(crate) use cut::{Frame, FrameCutter};
pub use effort::FramePacker;
pub use table::{FrameSize, read_seek_table, seek_table};
pub(crate) use table::{NoSeekTable, TABLE_FOOTER_BYTES, seek_table_len, seek_table_len_at, span};

#[cfg(test)]
pub(super) mod tests {
    use std::io::Write;
    use std::process::{Command, Stdio};

    use super::*;

    /// What stock zstd makes of `bytes`.
    pub(crate) fn stock_zstd(bytes: &[u8]) -> Vec<u8> {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(bytes).unwrap();
        let output = Command::new("zstd")
            .args(["-d", "-c"])
            .arg(file.path())
            .stderr(Stdio::inherit())
            .output()
            .expect("this test needs the zstd tool");
        assert!(output.status.success());
        output.stdout
    }

    #[cfg_attr(windows, ignore = "stock zstd is a program of Unix")]
    #[test]
    fn stock_zstd_joins_the_frames_and_steps_over_the_table() {
        let plain: Vec<u8> = (0..3_000_000u32).flat_map(u32::to_le_bytes).collect();
        let mut compressor = FrameCompressor::new(3).unwrap();
        let (mut stream, mut sizes) = (Vec::new(), Vec::new());
        let mut pack = |frame: Frame| {
            let packed = compressor.compress(&frame)?;
            sizes.push((packed.len() as u32, frame.len() as u32).into());
            stream.extend(packed);
            std::io::Result::Ok(())
        };
        let mut cutter = FrameCutter::new();
        cutter.push(&plain, &mut pack).unwrap();
        pack(cutter.finish().unwrap()).unwrap();
        stream.extend(seek_table(&sizes));
        assert_eq!(stock_zstd(&stream), plain);

        let span = span(&sizes, 9_000_000, 10).unwrap();
        assert_eq!(span.frames, 2..3);
        let end = span.compressed_at as usize + sizes[2].compressed as usize;
        let frame = &stream[span.compressed_at as usize..end];
        let read = FrameDecompressor::new().unwrap().decompress(frame, 4 << 20).unwrap();
        let at = 9_000_000 - span.plain_at as usize;
        assert_eq!(read[at..at + 10], plain[9_000_000..9_000_010]);
    }
}
