//! `key.age`: a bundle's own identity, to the vault's recipients, always of the same size
//! (`docs/format.md`, §4.2).

use age::secrecy::ExposeSecret;
use std::io::Write;
use zeroize::Zeroizing;

use super::{RECIPIENTS_MAX, Unopened, Unsealed, decrypt_small, encrypting, plain_bytes};
use crate::powers::identity::{Identity, IdentityProblem, Recipient, parse_identities};
use crate::words::limits::KEY_FILE_BYTES;

/// A line of padding, its LF included.
const PADDING_LINE_BYTES: usize = 64;

/// Why a file is not the key of a bundle.
#[derive(Debug, thiserror::Error)]
#[error("{self:?}")]
pub enum KeyProblem {
    Size { expected: u64, found: u64 },
    Unopened(#[from] Unopened),
    Content(IdentityProblem),
    Several { count: usize },
}

/// `key.age` for a bundle whose identity is `bundle`: exactly 16,384 bytes, whatever the number of
/// recipients.
///
/// age adds a stanza of random size to each header, so the padding is measured after the header is
/// written.
pub fn key_file(recipients: &[Recipient], bundle: &Identity) -> Result<Vec<u8>, Unsealed> {
    let size = KEY_FILE_BYTES as usize;
    let mut writer = encrypting(recipients, Vec::with_capacity(size))?;
    let secret = bundle.to_secret_string();
    let text = secret.expose_secret();
    let room = KEY_FILE_BYTES
        .checked_sub(writer.header().len() as u64)
        .and_then(plain_bytes)
        .and_then(|plain| (plain as usize).checked_sub(text.len() + 1))
        .filter(|room| *room != 1)
        .ok_or(Unsealed::TooManyRecipients {
            given: recipients.len(),
            recipients_max: RECIPIENTS_MAX,
        })?;
    let mut plain = Zeroizing::new(Vec::with_capacity(text.len() + 1 + room));
    plain.extend_from_slice(text.as_bytes());
    plain.push(b'\n');
    pad(&mut plain, room);
    writer.write_all(&plain)?;
    let file = writer.finish()?;
    assert_eq!(file.len(), size, "the padding was computed from the header as written");
    Ok(file)
}

/// `room` bytes of lines of `#`; none is a bare LF, so the last may have one byte more than the
/// others.
fn pad(plain: &mut Vec<u8>, mut room: usize) {
    while room > 0 {
        let line = if room == PADDING_LINE_BYTES + 1 { room } else { room.min(PADDING_LINE_BYTES) };
        plain.extend(std::iter::repeat_n(b'#', line - 1));
        plain.push(b'\n');
        room -= line;
    }
}

/// The bundle's identity, if one of `identities` opens its `key.age`.
///
/// Whether it is the bundle's that the seal names is the caller's to ask:
/// `identity.recipient().digest()`.
pub fn open_key_file(file: &[u8], identities: &[Identity]) -> Result<Identity, KeyProblem> {
    let found = file.len() as u64;
    if found != KEY_FILE_BYTES {
        return Err(KeyProblem::Size { expected: KEY_FILE_BYTES, found });
    }
    let text = decrypt_small(identities, file, KEY_FILE_BYTES)?;
    let mut held = parse_identities(&text).map_err(KeyProblem::Content)?;
    match (held.len(), held.pop()) {
        (1, Some(identity)) => Ok(identity),
        (count, _) => Err(KeyProblem::Several { count }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::powers::envelope::encrypt_small;

    fn recipients(count: usize) -> (Vec<Identity>, Vec<Recipient>) {
        let identities: Vec<_> = (0..count).map(|_| Identity::generate()).collect();
        let recipients = identities.iter().map(Identity::recipient).collect();
        (identities, recipients)
    }

    #[test]
    fn a_key_file_has_one_size_whatever_age_adds() {
        let bundle = Identity::generate();
        let (identities, all) = recipients(RECIPIENTS_MAX);
        for count in [1, 2, 3, 80, 159, 160] {
            for _ in 0..40 {
                let file = key_file(&all[..count], &bundle).unwrap();
                assert_eq!(file.len() as u64, KEY_FILE_BYTES);
                let opened = open_key_file(&file, &identities[count - 1..count]).unwrap();
                assert_eq!(opened.recipient(), bundle.recipient());
            }
        }
    }

    #[test]
    fn too_many_recipients_are_counted() {
        let (_, all) = recipients(RECIPIENTS_MAX + 1);
        assert!(matches!(
            key_file(&all, &Identity::generate()),
            Err(Unsealed::TooManyRecipients { given: 161, recipients_max: 160 })
        ));
        assert!(matches!(key_file(&[], &Identity::generate()), Err(Unsealed::NoRecipients)));
    }

    #[test]
    fn padding_is_lines_of_hashes_of_any_length() {
        for room in (0..400).filter(|room| *room != 1) {
            let mut plain = Vec::new();
            pad(&mut plain, room);
            assert_eq!(plain.len(), room);
            let text = String::from_utf8(plain).unwrap();
            assert!(text.lines().all(|line| !line.is_empty() && line.bytes().all(|b| b == b'#')));
            assert!(room == 0 || text.ends_with('\n'));
        }
    }

    #[test]
    fn a_key_file_of_another_size_is_refused_unopened() {
        let (identities, all) = recipients(1);
        let mut file = key_file(&all, &Identity::generate()).unwrap();
        file.push(0);
        assert!(matches!(
            open_key_file(&file, &identities),
            Err(KeyProblem::Size { expected: 16_384, found: 16_385 })
        ));
    }

    #[test]
    fn a_stranger_s_identity_does_not_open_a_key() {
        let (_, all) = recipients(2);
        let file = key_file(&all, &Identity::generate()).unwrap();
        assert!(matches!(
            open_key_file(&file, &[Identity::generate()]),
            Err(KeyProblem::Unopened(Unopened::NoIdentity))
        ));
    }

    /// A file of a key's size around `text`; age's random stanza makes several tries necessary.
    fn key_sized(recipients: &[Recipient], text: &str) -> Vec<u8> {
        let mut padding = 15_800;
        loop {
            let plain = format!("{text}\n{}\n", "#".repeat(padding));
            let file = encrypt_small(recipients, plain.as_bytes()).unwrap();
            if file.len() as u64 == KEY_FILE_BYTES {
                return file;
            }
            padding = padding + KEY_FILE_BYTES as usize - file.len();
        }
    }

    #[test]
    fn a_key_that_holds_anything_else_is_refused() {
        let (identities, all) = recipients(1);
        let secret = Identity::generate().to_secret_string();
        let secret = secret.expose_secret();
        let content = |text: &str| open_key_file(&key_sized(&all, text), &identities).unwrap_err();
        for (text, problem) in [
            ("AGE-PLUGIN-X-1QQQQ", IdentityProblem::PluginIdentity { line: 1 }),
            ("-----BEGIN OPENSSH PRIVATE KEY-----", IdentityProblem::SshKey),
            ("# nothing", IdentityProblem::Empty),
            ("\nhello", IdentityProblem::NotAnIdentity { line: 2 }),
        ] {
            assert!(matches!(content(text), KeyProblem::Content(found) if found == problem));
        }
        let two = format!("{secret}\n{secret}");
        assert!(matches!(content(&two), KeyProblem::Several { count: 2 }));
    }
}
