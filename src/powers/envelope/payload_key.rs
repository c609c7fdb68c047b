//! The key of one file's payload, and its chunks one by one (C2SP age.md, "Payload"; `docs/format.md`, §5).
//!
//! The age crate draws the file key, writes and reads headers and checks their MAC: nothing of that is done here. It is
//! watched while it wraps or unwraps the file key, and the chunks are `ring`'s, which is twice as fast and lets each
//! chunk be opened or sealed on a thread of its own. The crate's own streams are the tests' oracle.

use std::cell::RefCell;

use age::secrecy::ExposeSecret;
use age_core::format::{FileKey, Stanza};
use ring::aead::{Aad, CHACHA20_POLY1305, LessSafeKey, Nonce, UnboundKey};
use ring::hkdf::{HKDF_SHA256, Salt};
use zeroize::Zeroizing;

use super::chunks::TAG_BYTES;
use super::{RECIPIENTS_MAX, Unopened, Unsealed};
use crate::powers::identity::header::NONCE_BYTES;
use crate::powers::identity::{Identity, Recipient, header::header_len};

const FILE_KEY_BYTES: usize = 16;

/// What seals and opens the chunks of one file; for any number of threads.
pub struct PayloadKey(LessSafeKey);

/// A chunk's bytes are not those that were sealed at its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{self:?}")]
pub struct Altered;

impl PayloadKey {
    fn derive(file_key: &[u8; FILE_KEY_BYTES], nonce: &[u8]) -> PayloadKey {
        let extracted = Salt::new(HKDF_SHA256, nonce).extract(file_key);
        let key = extracted
            .expand(&[b"payload"], &CHACHA20_POLY1305)
            .expect("a key is far shorter than what HKDF can give");
        PayloadKey(LessSafeKey::new(UnboundKey::from(key)))
    }

    /// Encrypts a chunk where it stands, and gives its tag. `last` ends the file; no two chunks of a file may have
    /// the same place.
    pub fn seal(&self, index: u64, last: bool, chunk: &mut [u8]) -> [u8; TAG_BYTES as usize] {
        let sealed = self.0.seal_in_place_separate_tag(nonce(index, last), Aad::empty(), chunk);
        let tag = sealed.expect("a chunk is far shorter than what the cipher takes");
        let mut bytes = [0; TAG_BYTES as usize];
        bytes.copy_from_slice(tag.as_ref());
        bytes
    }

    /// Decrypts a chunk with its tag where it stands, and gives its plain bytes.
    pub fn open<'c>(
        &self,
        index: u64,
        last: bool,
        chunk: &'c mut [u8],
    ) -> Result<&'c mut [u8], Altered> {
        self.0.open_in_place(nonce(index, last), Aad::empty(), chunk).map_err(|_| Altered)
    }
}

/// Eleven bytes of a counter, big endian, and whether the chunk is the last.
fn nonce(index: u64, last: bool) -> Nonce {
    let mut bytes = [0; 12];
    bytes[3..11].copy_from_slice(&index.to_be_bytes());
    bytes[11] = u8::from(last);
    Nonce::assume_unique_for_key(bytes)
}

/// Begins a file to `recipients`: its header and nonce, and the key of its payload.
pub fn begin(recipients: &[Recipient]) -> Result<(Vec<u8>, PayloadKey), Unsealed> {
    let given = recipients.len();
    if given == 0 {
        return Err(Unsealed::NoRecipients);
    }
    if given > RECIPIENTS_MAX {
        return Err(Unsealed::TooManyRecipients { given, recipients_max: RECIPIENTS_MAX });
    }
    let kept = RefCell::new(Zeroizing::new([0; FILE_KEY_BYTES]));
    let watched: Vec<Wrapping<'_>> =
        recipients.iter().map(|recipient| Wrapping { recipient, kept: &kept }).collect();
    let encryptor = age::Encryptor::with_recipients(watched.iter().map(|one| one as _))
        .expect("X25519 recipients, at least one, never contradict each other");
    let mut header = Vec::new();
    encryptor.wrap_output(&mut header)?;
    let nonce = &header[header.len() - NONCE_BYTES..];
    let key = PayloadKey::derive(&kept.borrow(), nonce);
    Ok((header, key))
}

/// The key of the payload behind `header`, which is header and nonce and nothing else.
pub fn payload_key(identities: &[Identity], header: &[u8]) -> Result<PayloadKey, Unopened> {
    if header_len(header)? != header.len() {
        return Err(Unopened::NotAge);
    }
    let decryptor = age::Decryptor::new_buffered(header)?;
    if decryptor.is_scrypt() {
        return Err(Unopened::UnderPassphrase);
    }
    let nonce = &header[header.len() - NONCE_BYTES..];
    let kept = RefCell::new(None);
    let watched: Vec<Unwrapping<'_>> =
        identities.iter().map(|identity| Unwrapping { identity, nonce, kept: &kept }).collect();
    // The MAC over the header is checked in here.
    decryptor.decrypt(watched.iter().map(|one| one as _))?;
    kept.into_inner().ok_or(Unopened::NoIdentity)
}

/// A recipient that is watched while the file key is wrapped to it.
struct Wrapping<'a> {
    recipient: &'a Recipient,
    kept: &'a RefCell<Zeroizing<[u8; FILE_KEY_BYTES]>>,
}

type Wrapped = (Vec<Stanza>, std::collections::HashSet<String>);

impl age::Recipient for Wrapping<'_> {
    fn wrap_file_key(&self, file_key: &FileKey) -> Result<Wrapped, age::EncryptError> {
        self.kept.borrow_mut().copy_from_slice(file_key.expose_secret());
        self.recipient.as_age().wrap_file_key(file_key)
    }
}

/// An identity that is watched while it unwraps the file key.
struct Unwrapping<'a> {
    identity: &'a Identity,
    nonce: &'a [u8],
    kept: &'a RefCell<Option<PayloadKey>>,
}

impl age::Identity for Unwrapping<'_> {
    fn unwrap_stanza(&self, stanza: &Stanza) -> Option<Result<FileKey, age::DecryptError>> {
        let unwrapped = self.identity.as_age().unwrap_stanza(stanza);
        if let Some(Ok(file_key)) = &unwrapped {
            let key = PayloadKey::derive(file_key.expose_secret(), self.nonce);
            self.kept.replace(Some(key));
        }
        unwrapped
    }
}
