//! No bytes are a signature over what was never signed, and no key text makes the reader panic.
#![no_main]

use std::sync::LazyLock;

use kluis::powers::random::OsRandom;
use kluis::powers::signer::{Namespace, SigningKey, VerifyingKey};

static SIGNER: LazyLock<SigningKey> = LazyLock::new(|| SigningKey::generate(&mut OsRandom));
static SIGNATURE: LazyLock<String> = LazyLock::new(|| SIGNER.sign(Namespace::Seal, b"signed"));

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let public = SIGNER.public();
    assert!(public.verify(Namespace::Seal, b"never signed", bytes).is_err());
    assert!(public.verify_blob(Namespace::Seal, b"never signed", bytes).is_err());
    let mut changed = SIGNATURE.clone().into_bytes();
    for pair in bytes.chunks_exact(2) {
        let at = usize::from(pair[0]) % changed.len();
        changed[at] = pair[1];
    }
    assert!(public.verify(Namespace::Seal, b"never signed", &changed).is_err());
    assert!(public.verify(Namespace::Ledger, b"signed", &changed).is_err());
    if let Some(key) = std::str::from_utf8(bytes).ok().and_then(|t| t.parse::<VerifyingKey>().ok())
    {
        assert!(key.to_string().parse::<VerifyingKey>() == Ok(key));
    }
});
