//! A bundle's key file gives one identity or is refused, also when its envelope is in order.
#![no_main]

use std::sync::LazyLock;

use kluis::powers::envelope::{encrypt_small, open_key_file};
use kluis::powers::identity::Identity;

static OWNER: LazyLock<Identity> = LazyLock::new(Identity::generate);

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let owners = [OWNER.clone()];
    let _ = open_key_file(bytes, &owners);
    if let Ok(file) = encrypt_small(&[OWNER.recipient()], bytes) {
        let _ = open_key_file(&file, &owners);
    }
});
