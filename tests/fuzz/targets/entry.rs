//! A ledger line is refused, or writes the bytes that it was read from.
#![no_main]

use kluis::formats::entry::Entry;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    if let Ok(read) = Entry::read(bytes) {
        assert_eq!(read.line(), bytes);
    }
});
