//! SSHSIG signatures (PROTOCOL.sshsig): armour, blob, and what must hold before one counts.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ssh_key::{Algorithm, HashAlg, LineEnding, PrivateKey, PublicKey, SshSig};

use super::Namespace;
use crate::words::limits::SIGNATURE_BYTES_MAX;

const BEGIN: &str = "-----BEGIN SSH SIGNATURE-----";
const END: &str = "-----END SSH SIGNATURE-----";
/// The width that OpenSSH writes, and the only one that is read.
const LINE_BYTES: usize = 70;

/// Why a signature does not count.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{self:?}")]
pub enum SignatureProblem {
    TooLarge { bytes: u64, bytes_max: u64 },
    Malformed,
    OtherAlgorithm,
    OtherNamespace { expected: &'static str },
    OtherKey,
    NotOverTheseBytes,
}

pub(super) fn sign(key: &PrivateKey, namespace: Namespace, bytes: &[u8]) -> String {
    key.sign(namespace.as_str(), HashAlg::Sha512, bytes)
        .and_then(|signature| signature.to_pem(LineEnding::LF))
        .expect("an unencrypted Ed25519 key signs anything")
}

/// `bytes` are bounded by the caller, `armoured` here.
pub(super) fn verify(
    key: &PublicKey,
    namespace: Namespace,
    bytes: &[u8],
    armoured: &[u8],
) -> Result<(), SignatureProblem> {
    let (size, bytes_max) = (armoured.len() as u64, SIGNATURE_BYTES_MAX);
    if size > bytes_max {
        return Err(SignatureProblem::TooLarge { bytes: size, bytes_max });
    }
    let signature = SshSig::from_pem(armoured).map_err(|_| SignatureProblem::Malformed)?;
    // One spelling: the crate alone would pass over inner lengths that are wrong, which OpenSSH
    // refuses.
    let canonical = signature.to_pem(LineEnding::LF).map_err(|_| SignatureProblem::Malformed)?;
    if canonical.as_bytes() != armoured {
        return Err(SignatureProblem::Malformed);
    }
    let of_the_format = signature.algorithm() == Algorithm::Ed25519
        && signature.hash_alg() == HashAlg::Sha512
        && signature.version() == SshSig::VERSION
        && signature.reserved().is_empty();
    if !of_the_format {
        return Err(SignatureProblem::OtherAlgorithm);
    }
    if signature.namespace() != namespace.as_str() {
        return Err(SignatureProblem::OtherNamespace { expected: namespace.as_str() });
    }
    if signature.public_key() != key.key_data() {
        return Err(SignatureProblem::OtherKey);
    }
    key.verify(namespace.as_str(), bytes, &signature)
        .map_err(|_| SignatureProblem::NotOverTheseBytes)
}

/// Whether the armour is written to its end. A write that was cut off leaves less, or zeros.
pub fn is_written_whole(armoured: &[u8]) -> bool {
    let whole = armoured.strip_suffix(b"\n").unwrap_or(armoured);
    whole.starts_with(BEGIN.as_bytes()) && whole.ends_with(END.as_bytes())
}

/// The blob in OpenSSH's armour.
pub(super) fn armour(blob: &[u8]) -> String {
    let base64 = STANDARD.encode(blob);
    let mut text = String::from(BEGIN);
    for (at, letter) in base64.chars().enumerate() {
        if at % LINE_BYTES == 0 {
            text.push('\n');
        }
        text.push(letter);
    }
    format!("{text}\n{END}\n")
}

/// The bytes inside the armour.
pub(super) fn blob(armoured: &str) -> Option<Vec<u8>> {
    let inside = armoured.trim().strip_prefix(BEGIN)?.strip_suffix(END)?;
    STANDARD.decode(inside.lines().collect::<String>()).ok()
}
