//! A frame never grows past its bound, and a seek table writes the bytes that it was read from.
#![no_main]

use kluis::formats::frames::{FrameDecompressor, read_seek_table, seek_table};

const PLAIN_MAX: usize = 1 << 20;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let mut decompressor = FrameDecompressor::new().expect("memory for a decompressor");
    if let Ok(plain) = decompressor.decompress(bytes, PLAIN_MAX) {
        assert!(plain.len() <= PLAIN_MAX);
    }
    if let Ok(sizes) = read_seek_table(bytes) {
        assert!(bytes.ends_with(&seek_table(&sizes)));
    }
});
