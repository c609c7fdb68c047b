//! Identity files: text with `AGE-SECRET-KEY-1…` lines, plain or as an age file under a passphrase
//! (`docs/format.md`, §4.2; C2SP age.md, scrypt). Refuses to know where the file lies and how a
//! passphrase is asked for.

use std::io::{Read, Write};

use age::secrecy::{ExposeSecret, SecretString};
use zeroize::Zeroizing;

use super::header::{NoHeader, header_len, scrypt_work_factor};
use super::paper::{self, Mistyped};
use super::{Identity, armour};
use crate::words::limits::KIB;

/// An identity file, in bytes: room for hundreds of identities with comments.
pub const IDENTITY_FILE_BYTES_MAX: u64 = 64 * KIB;
/// The scrypt work factor that is written, as the logarithm of N: 256 MiB, about a second. The age
/// crate would measure the machine instead, and choose too little on a busy one.
pub const WORK_FACTOR: u8 = 18;
/// The largest scrypt work factor that is read: 1 GiB. More is a trap, not a protection.
pub const WORK_FACTOR_MAX: u8 = 20;

/// Why a file gives no identity. Lines are counted from 1; their text is never repeated, since it
/// may be secret.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{self:?}")]
pub enum IdentityProblem {
    TooLarge {
        bytes: u64,
        bytes_max: u64,
    },
    NotAnIdentity {
        line: usize,
    },
    /// It looks like an identity that was typed from paper.
    Mistyped(Mistyped),
    PluginIdentity {
        line: usize,
    },
    OtherSuite {
        line: usize,
    },
    SshKey,
    Empty,
    BrokenArmour,
    Damaged,
    UnknownVersion,
    NotUnderPassphrase,
    WorkTooLarge {
        work_factor: u8,
        work_factor_max: u8,
    },
    NoPassphrase,
    WrongPassphrase,
}

/// The identity as an age file under `passphrase`: what `identity.age` holds. Takes about a second
/// and 256 MiB.
pub fn seal_identity_file(passphrase: &SecretString, identity: &Identity) -> Vec<u8> {
    let secret = identity.to_secret_string();
    let text = Zeroizing::new(format!(
        "# public key: {}\n{}\n",
        identity.recipient(),
        secret.expose_secret()
    ));
    seal_under(passphrase, text.as_bytes())
}

/// A secret as an age file under `passphrase`. Takes about a second and 256 MiB.
pub fn seal_under(passphrase: &SecretString, secret: &[u8]) -> Vec<u8> {
    let mut recipient = age::scrypt::Recipient::new(passphrase.clone());
    recipient.set_work_factor(WORK_FACTOR);
    let recipient: &dyn age::Recipient = &recipient;
    let encryptor = age::Encryptor::with_recipients([recipient].into_iter())
        .expect("one scrypt recipient alone is what age demands");
    let written = encryptor.wrap_output(Vec::new()).and_then(|mut writer| {
        writer.write_all(secret)?;
        writer.finish()
    });
    written.expect("writing to memory does not fail")
}

/// The identities in an identity file: plain, or under a passphrase, which is then asked for once;
/// armoured or not. A text that has one on a line of its own will do too: the recovery sheet.
///
/// Nothing is asked when the answer would not be used: an oversized or over-costly file is refused
/// first.
pub fn open_identity_file(
    bytes: &[u8],
    passphrase: impl FnOnce() -> Option<SecretString>,
) -> Result<Vec<Identity>, IdentityProblem> {
    check_size(bytes.len() as u64)?;
    let wide = from_utf16(bytes);
    let bytes = wide.as_ref().map_or(bytes, |utf8| utf8);
    if armour::is_armoured(bytes) {
        let inside = armour::open_armour(bytes).ok_or(IdentityProblem::BrokenArmour)?;
        return open_encrypted(&inside, passphrase);
    }
    if bytes.starts_with(b"age-encryption.org/") {
        return open_encrypted(bytes, passphrase);
    }
    match parse_identities(bytes) {
        Err(IdentityProblem::NotAnIdentity { line }) => identities_in_text(bytes, line),
        parsed => parsed,
    }
}

/// The same text in UTF-8, where it is UTF-16 behind a byte order mark: so Windows PowerShell writes what `>` takes
/// from a program.
pub fn from_utf16(bytes: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let unit: fn([u8; 2]) -> u16 = match bytes {
        [0xFF, 0xFE, ..] => u16::from_le_bytes,
        [0xFE, 0xFF, ..] => u16::from_be_bytes,
        _ => return None,
    };
    let units = bytes[2..].chunks_exact(2).map(|pair| unit([pair[0], pair[1]]));
    // As much as it can take, so that no half of a secret is left behind by a move in memory.
    let mut utf8 = Zeroizing::new(Vec::with_capacity(bytes.len() * 2));
    for read in char::decode_utf16(units) {
        let mut buffer = [0; 4];
        let read = read.unwrap_or(char::REPLACEMENT_CHARACTER);
        utf8.extend_from_slice(read.encode_utf8(&mut buffer).as_bytes());
    }
    Some(utf8)
}

/// The identities on lines of their own in some other text, as the recovery sheet is one; or the one that a person
/// typed from paper. `line` is the first that is no identity: said where the text has none.
fn identities_in_text(text: &[u8], line: usize) -> Result<Vec<Identity>, IdentityProblem> {
    let lines = text.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii).enumerate();
    let found: Result<Vec<Identity>, _> = lines
        .filter(|(_, line)| line.starts_with(b"AGE-SECRET-KEY-1"))
        .map(|(at, line)| parse_line(line, at + 1))
        .collect();
    match found {
        Ok(found) if !found.is_empty() => Ok(found),
        _ => match std::str::from_utf8(text).ok().and_then(typed_from_paper) {
            Some(typed) => typed.map(|one| vec![one]).map_err(IdentityProblem::Mistyped),
            None => Err(IdentityProblem::NotAnIdentity { line }),
        },
    }
}

/// What a person typed from paper, with what stands before the groups there or without.
fn typed_from_paper(text: &str) -> Option<Result<Identity, Mistyped>> {
    paper::read(text).or_else(|| paper::read_groups(text))
}

fn check_size(bytes: u64) -> Result<(), IdentityProblem> {
    let bytes_max = IDENTITY_FILE_BYTES_MAX;
    if bytes > bytes_max { Err(IdentityProblem::TooLarge { bytes, bytes_max }) } else { Ok(()) }
}

fn open_encrypted(
    file: &[u8],
    passphrase: impl FnOnce() -> Option<SecretString>,
) -> Result<Vec<Identity>, IdentityProblem> {
    parse_identities(&open_under(file, passphrase)?)
}

/// The secret in an age file under a passphrase, which is asked for once; nobody is asked for one that would cost too
/// much.
pub fn open_under(
    file: &[u8],
    passphrase: impl FnOnce() -> Option<SecretString>,
) -> Result<Zeroizing<Vec<u8>>, IdentityProblem> {
    check_size(file.len() as u64)?;
    let len = header_len(file).map_err(|problem| match problem {
        NoHeader::UnknownVersion => IdentityProblem::UnknownVersion,
        NoHeader::NotAge | NoHeader::TooLarge { .. } | NoHeader::Io(_) => IdentityProblem::Damaged,
    })?;
    let decryptor = age::Decryptor::new_buffered(file).map_err(|_| IdentityProblem::Damaged)?;
    if !decryptor.is_scrypt() {
        return Err(IdentityProblem::NotUnderPassphrase);
    }
    let work_factor = scrypt_work_factor(&file[..len]).ok_or(IdentityProblem::Damaged)?;
    let too_large = IdentityProblem::WorkTooLarge { work_factor, work_factor_max: WORK_FACTOR_MAX };
    if work_factor > WORK_FACTOR_MAX {
        return Err(too_large);
    }
    let passphrase = passphrase().ok_or(IdentityProblem::NoPassphrase)?;
    let mut identity = age::scrypt::Identity::new(passphrase);
    identity.set_max_work_factor(WORK_FACTOR_MAX);
    let identity: &dyn age::Identity = &identity;
    let mut reader = decryptor.decrypt([identity].into_iter()).map_err(|e| match e {
        age::DecryptError::DecryptionFailed => IdentityProblem::WrongPassphrase,
        age::DecryptError::ExcessiveWork { .. } => too_large,
        _ => IdentityProblem::Damaged,
    })?;
    // As large as the file, so that no secret is left behind by a growing vector.
    let mut text = Zeroizing::new(Vec::with_capacity(file.len()));
    reader.read_to_end(&mut text).map_err(|_| IdentityProblem::Damaged)?;
    Ok(text)
}

/// The identities in the text of an identity file: one a line, empty lines and `#` lines left out,
/// at least one.
pub fn parse_identities(text: &[u8]) -> Result<Vec<Identity>, IdentityProblem> {
    check_size(text.len() as u64)?;
    // Editors on Windows put a byte order mark in front.
    let text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text);
    let mut identities = Vec::new();
    for (at, line) in text.split(|byte| *byte == b'\n').enumerate() {
        let line = line.trim_ascii();
        if !line.is_empty() && !line.starts_with(b"#") {
            identities.push(parse_line(line, at + 1)?);
        }
    }
    if identities.is_empty() { Err(IdentityProblem::Empty) } else { Ok(identities) }
}

fn parse_line(line: &[u8], number: usize) -> Result<Identity, IdentityProblem> {
    let starts = |word: &str| line.starts_with(word.as_bytes());
    if starts("AGE-PLUGIN-") {
        return Err(IdentityProblem::PluginIdentity { line: number });
    }
    if starts("AGE-SECRET-KEY-") && !starts("AGE-SECRET-KEY-1") {
        return Err(IdentityProblem::OtherSuite { line: number });
    }
    if starts("-----BEGIN OPENSSH PRIVATE KEY") || starts("-----BEGIN RSA PRIVATE KEY") {
        return Err(IdentityProblem::SshKey);
    }
    std::str::from_utf8(line)
        .ok()
        .and_then(|text| Identity::parse(text).ok())
        .ok_or(IdentityProblem::NotAnIdentity { line: number })
}

#[cfg(test)]
mod tests;
