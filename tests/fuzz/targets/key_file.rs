//! A bundle's key file gives one identity or is refused, also when its envelope is in order.
//!
//! The second reading seals the input, padded as a key file is to the only size that is read.
#![no_main]

use std::io::Write;
use std::sync::LazyLock;

use kluis::powers::envelope::{encrypting, open_key_file, plain_bytes};
use kluis::powers::identity::Identity;
use kluis::words::limits::KEY_FILE_BYTES;

static OWNER: LazyLock<Identity> = LazyLock::new(Identity::generate);

fn sealed(bytes: &[u8]) -> Vec<u8> {
    let mut writer = encrypting(&[OWNER.recipient()], Vec::new()).expect("memory takes it");
    let room = plain_bytes(KEY_FILE_BYTES - writer.header().len() as u64).expect("it has room");
    let mut plain = bytes.to_vec();
    plain.resize(room as usize, b'#');
    writer.write_all(&plain).expect("memory takes it");
    writer.finish().expect("memory takes it")
}

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let owners = [OWNER.clone()];
    let _ = open_key_file(bytes, &owners);
    let file = sealed(bytes);
    assert_eq!(file.len() as u64, KEY_FILE_BYTES);
    let _ = open_key_file(&file, &owners);
});
