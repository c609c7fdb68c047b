//! A ledger line is refused, or is canonical and writes the bytes that it was read from.
//!
//! The reader has a short way for lines that it knows wholly: it must let in no more than the long.
#![no_main]

use kluis::formats::entry::Entry;
use kluis::words::canonical::read_line;
use serde_json::Value;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    if let Ok(read) = Entry::read(bytes) {
        assert_eq!(read.line(), bytes);
        read_line::<Value>(bytes).expect("what is let in is canonical");
    }
});
