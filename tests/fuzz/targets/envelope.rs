//! No header makes the reader panic, and no damage makes it give bytes that were not sealed.
//!
//! The first two input bytes of every three say where in a real file the third is put.
#![no_main]

use std::io::Cursor;
use std::sync::LazyLock;

use kluis::powers::envelope::{decrypt_small, encrypt_small, header_len, salvaging};
use kluis::powers::identity::Identity;

const CHUNK: usize = 65_536;
const PLAIN_MAX: u64 = 1 << 20;

static OWNER: LazyLock<Identity> = LazyLock::new(Identity::generate);
static PLAIN: LazyLock<Vec<u8>> = LazyLock::new(|| (0..CHUNK + 100).map(|n| n as u8).collect());
static SEALED: LazyLock<Vec<u8>> =
    LazyLock::new(|| encrypt_small(&[OWNER.recipient()], &PLAIN).expect("memory takes it"));

fn damaged(bytes: &[u8]) -> Vec<u8> {
    let mut file = SEALED.clone();
    for piece in bytes.chunks_exact(3) {
        let at = usize::from(u16::from_le_bytes([piece[0], piece[1]]));
        file[at] = piece[2];
    }
    file
}

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let owners = [OWNER.clone()];
    let _ = decrypt_small(&owners, bytes, PLAIN_MAX);
    let file = damaged(bytes);
    if let Ok(plain) = decrypt_small(&owners, &file, PLAIN_MAX) {
        assert_eq!(*plain, *PLAIN);
    }
    let header = &SEALED[..header_len(&SEALED).expect("it was just sealed")];
    let mut reader = salvaging(&owners, header, Cursor::new(file), PLAIN.len() as u64)
        .expect("the header is whole");
    for (n, sealed) in PLAIN.chunks(CHUNK).enumerate() {
        if let Ok(chunk) = reader.chunk(n as u64) {
            assert_eq!(chunk, sealed);
        }
    }
});
