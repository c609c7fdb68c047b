//! Signing and verifying keys: Ed25519, in OpenSSH's text forms, no other kind.

use std::fmt;
use std::str::FromStr;

use ssh_key::private::{Ed25519Keypair, KeypairData};
use ssh_key::{HashAlg, LineEnding, PrivateKey, PublicKey};
use zeroize::Zeroizing;

use super::{Namespace, SignatureProblem, signature};
use crate::powers::random::{Random, draw};

/// The secret key of a signer. Its memory is overwritten when dropped; `Debug` shows the public
/// half.
#[derive(Clone)]
pub struct SigningKey(PrivateKey);

/// Why a text is no signing key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{self:?}")]
pub enum NotASigningKey {
    Malformed,
    NotEd25519,
    UnderPassphrase,
}

impl SigningKey {
    /// A new key, from 32 bytes that `random` gives.
    pub fn generate(random: &mut dyn Random) -> SigningKey {
        let seed = Zeroizing::new(draw::<32>(random));
        SigningKey(KeypairData::from(Ed25519Keypair::from_seed(&seed)).try_into().expect(
            "a key pair that was just made is not encrypted, and its halves belong together",
        ))
    }

    /// The key in an OpenSSH private key file's text.
    pub fn from_openssh(text: &str) -> Result<SigningKey, NotASigningKey> {
        let key = PrivateKey::from_openssh(text).map_err(|_| NotASigningKey::Malformed)?;
        if key.is_encrypted() {
            return Err(NotASigningKey::UnderPassphrase);
        }
        match key.key_data() {
            KeypairData::Ed25519(_) => Ok(SigningKey(key)),
            _ => Err(NotASigningKey::NotEd25519),
        }
    }

    /// The text of an OpenSSH private key file, without a passphrase of its own.
    pub fn to_openssh(&self) -> Zeroizing<String> {
        self.0.to_openssh(LineEnding::LF).expect("an unencrypted Ed25519 key always has this form")
    }

    /// The public half.
    pub fn public(&self) -> VerifyingKey {
        VerifyingKey::without_comment(self.0.public_key())
    }

    /// The armoured signature over `bytes`: the content of a `.sig` file.
    pub fn sign(&self, namespace: Namespace, bytes: &[u8]) -> String {
        signature::sign(&self.0, namespace, bytes)
    }

    /// The signature over `bytes` as the SSHSIG blob, the bytes inside the armour: what a ledger
    /// line holds.
    pub fn sign_blob(&self, namespace: Namespace, bytes: &[u8]) -> Vec<u8> {
        signature::blob(&self.sign(namespace, bytes))
            .expect("the armour that was just made can be taken off")
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SigningKey({})", self.public())
    }
}

/// The public key of a signer, written `ssh-ed25519 AAAA…` without a comment.
#[derive(Clone, PartialEq, Eq)]
pub struct VerifyingKey(PublicKey);

/// The text is no `ssh-ed25519 AAAA…`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a key")]
pub struct NotAVerifyingKey;

impl VerifyingKey {
    fn without_comment(key: &PublicKey) -> VerifyingKey {
        VerifyingKey(PublicKey::new(key.key_data().clone(), ""))
    }

    /// The key as OpenSSH names it in short: `SHA256:…`.
    pub fn fingerprint(&self) -> String {
        self.0.fingerprint(HashAlg::Sha256).to_string()
    }

    /// Holds if `armoured` is this key's signature over `bytes` in `namespace`.
    pub fn verify(
        &self,
        namespace: Namespace,
        bytes: &[u8],
        armoured: &[u8],
    ) -> Result<(), SignatureProblem> {
        signature::verify(&self.0, namespace, bytes, armoured)
    }

    /// Holds if the SSHSIG blob `blob` is this key's signature over `bytes` in `namespace`.
    pub fn verify_blob(
        &self,
        namespace: Namespace,
        bytes: &[u8],
        blob: &[u8],
    ) -> Result<(), SignatureProblem> {
        signature::verify(&self.0, namespace, bytes, signature::armour(blob).as_bytes())
    }
}

/// A comment behind the key is dropped; options before it are refused.
impl FromStr for VerifyingKey {
    type Err = NotAVerifyingKey;

    fn from_str(text: &str) -> Result<VerifyingKey, NotAVerifyingKey> {
        let key = PublicKey::from_openssh(text).map_err(|_| NotAVerifyingKey)?;
        let ed25519 = key.key_data().ed25519().is_some() && !text.contains(['\n', '\r']);
        if ed25519 { Ok(VerifyingKey::without_comment(&key)) } else { Err(NotAVerifyingKey) }
    }
}

impl fmt::Display for VerifyingKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.to_openssh().expect("an Ed25519 public key always has a text form"))
    }
}

impl fmt::Debug for VerifyingKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "VerifyingKey({self})")
    }
}
