//! An identity file gives at least one identity or is refused; no passphrase is guessed.
#![no_main]

use kluis::powers::identity::open_identity_file;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    if let Ok(identities) = open_identity_file(bytes, || None) {
        assert!(!identities.is_empty());
    }
});
