//! A drive's document is refused, or writes the bytes that it was read from.
#![no_main]

use kluis::formats::drive::Drive;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    if let Ok(read) = Drive::read(bytes) {
        assert_eq!(read.to_bytes(), bytes);
    }
});
