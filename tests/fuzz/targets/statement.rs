//! A statement is refused, or writes the bytes that it was read from, and says the same as itself.
#![no_main]

use kluis::formats::statement::Statement;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    if let Ok(read) = Statement::read(bytes) {
        assert_eq!(read.to_bytes(), bytes);
        assert_eq!(read.says(), read.says());
    }
});
