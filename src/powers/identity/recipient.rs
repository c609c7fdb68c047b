//! The public half: `age1…` in its one spelling (C2SP age.md, X25519), and its hash, which is all
//! that a medium shows.

use std::fmt;
use std::str::FromStr;

use crate::words::digest::Digest;

/// Whom a file is encrypted to: an X25519 point, written `age1…`.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Recipient(age::x25519::Recipient);

/// Why a text is no recipient that kluis encrypts to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{self:?}")]
pub enum NotARecipient {
    /// No `age1…` with a checksum that holds, or not in lower case.
    Malformed,
    /// `age1name1…`, `age1pq1…`: needs a program or a suite that this version does not have.
    OtherSuite,
    /// `ssh-…`: age can encrypt to ssh keys, kluis seals no vault to one.
    SshKey,
    /// An ssh key of another kind than ed25519, for a parcel.
    OtherSshKey,
    /// A point of low order: whatever is encrypted to it is open to everyone.
    LowOrder,
}

impl Recipient {
    pub(super) fn of(identity: &age::x25519::Identity) -> Recipient {
        Recipient(identity.to_public())
    }

    /// The SHA-256 of the recipient's text: what seals and ledgers hold in its place.
    pub fn digest(&self) -> Digest {
        Digest::of(self.to_string().as_bytes())
    }

    /// The recipient as the age crate takes it.
    pub(in crate::powers) fn as_age(&self) -> &dyn age::Recipient {
        &self.0
    }
}

impl FromStr for Recipient {
    type Err = NotARecipient;

    fn from_str(text: &str) -> Result<Recipient, NotARecipient> {
        if text.starts_with("ssh-") {
            return Err(NotARecipient::SshKey);
        }
        let Ok(recipient) = text.parse::<age::x25519::Recipient>() else {
            let named = text.strip_prefix("age1").is_some_and(|rest| rest.contains('1'));
            return Err(if named { NotARecipient::OtherSuite } else { NotARecipient::Malformed });
        };
        if recipient.to_string() != text {
            return Err(NotARecipient::Malformed);
        }
        if LOW_ORDER.contains(&point(text)) {
            return Err(NotARecipient::LowOrder);
        }
        Ok(Recipient(recipient))
    }
}

impl fmt::Display for Recipient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Shows the hash: a bundle's recipient never appears in the clear, not even in a log.
impl fmt::Debug for Recipient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Recipient({})", self.digest().short())
    }
}

/// The 32 bytes behind a recipient's text, whose checksum the age crate has verified, without the
/// bit that X25519 ignores (RFC 7748, section 5).
fn point(text: &str) -> [u8; 32] {
    const LETTERS: &[u8; 32] = b"qpzry9x8gf2tvdw0s3jn54khce6mua7l";
    let mut point = [0; 32];
    let (mut held, mut bits, mut at) = (0u32, 0, 0);
    for letter in text.bytes().skip("age1".len()) {
        let five = LETTERS.iter().position(|l| *l == letter).unwrap_or(0);
        held = (held << 5 | five as u32) & 0xfff;
        bits += 5;
        if bits >= 8 && at < point.len() {
            bits -= 8;
            point[at] = (held >> bits) as u8;
            at += 1;
        }
    }
    point[31] &= 0x7f;
    point
}

/// The points of low order and their other encodings (RFC 7748, section 6.1: the shared secret
/// would be zero). The age crate takes a zero secret for a broken random source, and ends the
/// program.
const LOW_ORDER: [[u8; 32]; 7] = [
    filled(0, 0, 0),
    filled(1, 0, 0),
    [
        0xe0, 0xeb, 0x7a, 0x7c, 0x3b, 0x41, 0xb8, 0xae, 0x16, 0x56, 0xe3, 0xfa, 0xf1, 0x9f, 0xc4,
        0x6a, 0xda, 0x09, 0x8d, 0xeb, 0x9c, 0x32, 0xb1, 0xfd, 0x86, 0x62, 0x05, 0x16, 0x5f, 0x49,
        0xb8, 0x00,
    ],
    [
        0x5f, 0x9c, 0x95, 0xbc, 0xa3, 0x50, 0x8c, 0x24, 0xb1, 0xd0, 0xb1, 0x55, 0x9c, 0x83, 0xef,
        0x5b, 0x04, 0x44, 0x5c, 0xc4, 0x58, 0x1c, 0x8e, 0x86, 0xd8, 0x22, 0x4e, 0xdd, 0xd0, 0x9f,
        0x11, 0x57,
    ],
    filled(0xec, 0xff, 0x7f),
    filled(0xed, 0xff, 0x7f),
    filled(0xee, 0xff, 0x7f),
];

const fn filled(first: u8, middle: u8, last: u8) -> [u8; 32] {
    let mut point = [middle; 32];
    point[0] = first;
    point[31] = last;
    point
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::powers::identity::Identity;

    #[test]
    fn a_recipient_has_one_spelling() {
        let recipient = Identity::generate().recipient();
        let text = recipient.to_string();
        assert_eq!(text.parse::<Recipient>().unwrap(), recipient);
        assert_eq!(recipient.digest(), Digest::of(text.as_bytes()));
        for wrong in [text.to_uppercase(), format!("{text} "), text.replace("age1", "age2")] {
            assert_eq!(wrong.parse::<Recipient>(), Err(NotARecipient::Malformed), "{wrong}");
        }
    }

    #[test]
    fn other_kinds_are_named() {
        for (text, what) in [
            (
                "age1yubikey1q2w7u3vpya839jxxuq8g0sedh3d740d4xvn639sqhr95ejj8vu3hyfumptt",
                NotARecipient::OtherSuite,
            ),
            ("age1pq1qqqqqqqq", NotARecipient::OtherSuite),
            ("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIH", NotARecipient::SshKey),
            ("AGE-SECRET-KEY-1", NotARecipient::Malformed),
            ("", NotARecipient::Malformed),
        ] {
            assert_eq!(text.parse::<Recipient>(), Err(what), "{text}");
        }
    }

    #[test]
    fn a_point_that_protects_nothing_is_refused() {
        for text in [
            "age1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq5cu47z",
            "age1qyqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqj7vrya",
            "age1ur4h5lpmgxu2u9jku0a0r87ydtdqnr0tnsetrlvxvgz3vh6fhqqqzyt4v9",
            "age1t7wft09r2zxzfvwsk92eeql0tvzyghxytqwgapkcyf8dm5ylz9ts6wm9s8",
            "age1anlllllllllllllllllllllllllllllllllllllllllllllllals4n2t7m",
            "age1ahlllllllllllllllllllllllllllllllllllllllllllllllalsn46ayy",
            "age1amlllllllllllllllllllllllllllllllllllllllllllllllalselrwrv",
            // The third again, with the bit that X25519 ignores.
            "age1ur4h5lpmgxu2u9jku0a0r87ydtdqnr0tnsetrlvxvgz3vh6fhzqqxqejhu",
        ] {
            assert_eq!(text.parse::<Recipient>(), Err(NotARecipient::LowOrder), "{text}");
        }
    }
}
