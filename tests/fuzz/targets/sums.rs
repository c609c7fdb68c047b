//! A list of sums is refused, or writes the bytes that it was read from.
#![no_main]

use kluis::formats::sums::Sums;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    if let Ok(read) = Sums::read(bytes) {
        assert_eq!(read.to_bytes(), bytes);
    }
});
