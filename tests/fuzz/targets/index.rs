//! An index is walked to its end or refused, whatever its frames, directory and table say.
//!
//! The second reading wraps the input in frames with right sums, which chance would never find.
#![no_main]

use std::io::Cursor;

use kluis::formats::frames::{FrameCompressor, FrameSize, seek_table};
use kluis::formats::index::IndexReader;
use kluis::words::names::SafePath;

fn walk(plain: &[u8]) {
    let Ok(mut reader) = IndexReader::open(Cursor::new(plain), plain.len() as u64) else { return };
    let _ = reader.meta();
    let records: Vec<_> = reader.records().map_while(Result::ok).collect();
    assert!(records.is_sorted_by(|a, b| a.path < b.path));
    if let Ok(path) = SafePath::parse("a/b") {
        let _ = reader.find(&path);
    }
    let _ = reader.range("a").count();
}

fn framed(bytes: &[u8]) -> Vec<u8> {
    let mut compressor = FrameCompressor::new(1).expect("a level that zstd has");
    let (mut out, mut sizes) = (Vec::new(), Vec::new());
    for part in bytes.split(|byte| *byte == 0xFF) {
        let frame = compressor.compress(part).expect("memory takes all that is written");
        sizes.push(FrameSize { compressed: frame.len() as u32, decompressed: part.len() as u32 });
        out.extend(frame);
    }
    out.extend(seek_table(&sizes));
    out
}

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    walk(bytes);
    walk(&framed(bytes));
});
