//! A vault document is refused, or writes the bytes that it was read from.
#![no_main]

use kluis::formats::vault_document::VaultDocument;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    if let Ok(read) = VaultDocument::read(bytes) {
        assert_eq!(read.to_bytes().as_slice(), bytes);
    }
});
