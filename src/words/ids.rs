//! Opaque names: the only ones that stand in the clear on a medium. Each has one grammar and one spelling.

use std::fmt;
use std::str::FromStr;

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::digest::{Digest, hex, unhex};

/// The text does not fit the grammar of the id that was expected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotAnId;

macro_rules! hex_id {
    ($(#[$doc:meta])* $name:ident, $bytes:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(pub [u8; $bytes]);

        impl $name {
            /// The id made of random bytes that the caller drew.
            pub fn from_random(bytes: [u8; $bytes]) -> Self {
                Self(bytes)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&hex(&self.0))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{self}")
            }
        }

        impl FromStr for $name {
            type Err = NotAnId;
            fn from_str(text: &str) -> Result<Self, NotAnId> {
                let bytes = unhex(text).map_err(|_| NotAnId)?;
                Ok(Self(bytes.try_into().map_err(|_| NotAnId)?))
            }
        }

        as_text!($name);
    };
}

macro_rules! as_text {
    ($name:ident) => {
        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
                s.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
                let text = String::deserialize(d)?;
                text.parse()
                    .map_err(|_| serde::de::Error::custom(concat!("not a ", stringify!($name))))
            }
        }
    };
}

hex_id!(
    /// A medium of one vault: 32 hex.
    MediumId,
    16
);
hex_id!(
    /// A physical drive, shared by all vaults on it: 32 hex.
    DriveId,
    16
);
hex_id!(
    /// A home as the writer of one ledger chain: 16 hex.
    WriterId,
    8
);
hex_id!(
    /// One run of a command: 16 hex.
    RunId,
    8
);
hex_id!(
    /// A note: 32 hex.
    NoteId,
    16
);
hex_id!(
    /// A hold: 32 hex.
    HoldId,
    16
);
hex_id!(
    /// A disclosure: 32 hex.
    DisclosureId,
    16
);
hex_id!(
    /// A keyed hash that stands in for a confidential word (format, §2.3): 32 hex.
    Tag,
    16
);

impl Tag {
    /// The tag of `word`, of the given kind (`class`, `case`, `ref`), under the vault's tag secret.
    pub fn of(secret: &[u8; 32], kind: &str, word: &str) -> Tag {
        let digest = Digest::hmac(secret, format!("{kind}:{word}").as_bytes());
        let mut tag = [0; 16];
        tag.copy_from_slice(&digest.0[..16]);
        Tag(tag)
    }
}

/// A vault: the SHA-256 of the first writer's first ledger line.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct VaultId(pub Digest);

impl VaultId {
    /// The vault's folder on a medium: `kluis-` and the id's first eight hex digits.
    pub fn folder(&self) -> String {
        format!("kluis-{}", self.0.short())
    }
}

impl fmt::Display for VaultId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for VaultId {
    type Err = NotAnId;
    fn from_str(text: &str) -> Result<Self, NotAnId> {
        text.parse().map(VaultId).map_err(|_| NotAnId)
    }
}

/// Why what a person typed from paper is no vault id. Letters are counted from 1, without spaces.
#[expect(missing_docs, reason = "the variants' fields are what their lines speak of")]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MistypedId {
    /// This letter is no hex digit.
    Letter { at: usize, letter: char },
    /// Too few letters, or too many.
    Length { letters: usize, wanted: usize },
}

/// Hex digits as a person types them from paper: in capitals or not, in groups or not. `O` is read as `0`, and `I` and
/// `L` as `1`.
pub fn typed_hex(text: &str) -> String {
    let plain = |letter: char| match letter.to_ascii_lowercase() {
        'o' => '0',
        'i' | 'l' => '1',
        other => other,
    };
    text.chars().filter(|c| !is_between(*c)).map(plain).collect()
}

/// Whether it only sets groups apart.
fn is_between(letter: char) -> bool {
    letter.is_whitespace() || letter == '-'
}

impl VaultId {
    /// The id as it stands on paper: in capitals or not, in groups or not. `O` is read as `0`, and `I` and `L` as `1`:
    /// an id has none of them.
    pub fn read_typed(text: &str) -> Result<VaultId, MistypedId> {
        let letters: Vec<char> = text.chars().filter(|c| !is_between(*c)).collect();
        let plain = typed_hex(text);
        if let Some(at) = plain.chars().position(|letter| !letter.is_ascii_hexdigit()) {
            return Err(MistypedId::Letter { at: at + 1, letter: letters[at] });
        }
        let wanted = 2 * Digest::ZERO.0.len();
        plain.parse().map_err(|_| MistypedId::Length { letters: letters.len(), wanted })
    }
}

/// How many letters the id of a bundle has.
pub const BUNDLE_ID_CHARS: usize = 17;

/// A bundle: the day of sealing and a random number, `YYYYMMDD-` and 8 hex.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct BundleId {
    day: NaiveDate,
    number: [u8; 4],
}

impl BundleId {
    /// The id of a bundle sealed on `day`; years 0 to 9999, which every clock we accept is within.
    pub fn new(day: NaiveDate, number: [u8; 4]) -> Self {
        BundleId { day, number }
    }
}

impl fmt::Display for BundleId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let day = self.day;
        let (year, month, day) = (day.year(), day.month(), day.day());
        write!(f, "{year:04}{month:02}{day:02}-{}", hex(&self.number))
    }
}

impl fmt::Debug for BundleId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

impl FromStr for BundleId {
    type Err = NotAnId;
    fn from_str(text: &str) -> Result<Self, NotAnId> {
        let (day, number) = text.split_once('-').ok_or(NotAnId)?;
        if day.len() != 8 || !day.bytes().all(|b| b.is_ascii_digit()) {
            return Err(NotAnId);
        }
        let part = |range: std::ops::Range<usize>| day[range].parse::<u32>().map_err(|_| NotAnId);
        let (year, month, day) = (part(0..4)?, part(4..6)?, part(6..8)?);
        let day = NaiveDate::from_ymd_opt(year as i32, month, day).ok_or(NotAnId)?;
        let number = unhex(number).map_err(|_| NotAnId)?;
        Ok(BundleId { day, number: number.try_into().map_err(|_| NotAnId)? })
    }
}

as_text!(BundleId);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_vault_id_is_read_however_it_was_copied_from_paper() {
        let id = VaultId(Digest::of(b"vault"));
        let text = id.to_string();
        let groups: Vec<String> =
            text.as_bytes().chunks(4).map(|group| String::from_utf8_lossy(group).into()).collect();
        for typed in [
            text.to_uppercase(),
            groups.join(" "),
            groups.join("-"),
            text.replace('0', "O"),
            text.replace('1', "l"),
            format!(" {text}\n"),
        ] {
            assert_eq!(VaultId::read_typed(&typed), Ok(id), "{typed}");
        }
        let wrong = format!("{} g{}", &text[..8], &text[9..]);
        let why = VaultId::read_typed(&wrong);
        assert_eq!(why, Err(MistypedId::Letter { at: 9, letter: 'g' }));
        let why = VaultId::read_typed(&text[1..]);
        assert_eq!(why, Err(MistypedId::Length { letters: 63, wanted: 64 }));
    }

    #[test]
    fn a_bundle_id_has_one_spelling() {
        let id: BundleId = "20261031-7f3ca2b1".parse().unwrap();
        assert_eq!(id.to_string(), "20261031-7f3ca2b1");
        for wrong in [
            "20261331-7f3ca2b1",
            "20261031-7F3CA2B1",
            "20261031-7f3ca2b",
            "+0261031-7f3ca2b1",
            "../../etc",
            "",
        ] {
            assert_eq!(wrong.parse::<BundleId>(), Err(NotAnId), "{wrong}");
        }
    }

    #[test]
    fn a_tag_hides_the_word_and_keeps_kinds_apart() {
        let secret = [7; 32];
        assert_ne!(Tag::of(&secret, "class", "a"), Tag::of(&secret, "case", "a"));
        assert_ne!(Tag::of(&secret, "class", "a"), Tag::of(&[8; 32], "class", "a"));
    }
}
