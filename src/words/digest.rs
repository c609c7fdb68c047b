//! SHA-256 values (FIPS 180-4), the only fixity that kluis knows, and HMAC over it (RFC 2104).

use std::fmt;
use std::io::{self, Write};
use std::str::FromStr;

use ring::digest::{Context, SHA256};
use serde::de::{Error, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A SHA-256 value; written as 64 lower-case hex digits.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Digest(pub [u8; 32]);

impl Digest {
    /// The value that stands before the first line of a ledger chain.
    pub const ZERO: Digest = Digest([0; 32]);

    /// The SHA-256 of `bytes`.
    pub fn of(bytes: &[u8]) -> Digest {
        Digest::taken(&ring::digest::digest(&SHA256, bytes))
    }

    /// HMAC-SHA-256 of `message` under `secret`.
    pub fn hmac(secret: &[u8], message: &[u8]) -> Digest {
        let key = ring::hmac::Key::new(ring::hmac::HMAC_SHA256, secret);
        let mut bytes = [0; 32];
        bytes.copy_from_slice(ring::hmac::sign(&key, message).as_ref());
        Digest(bytes)
    }

    fn taken(digest: &ring::digest::Digest) -> Digest {
        let mut bytes = [0; 32];
        bytes.copy_from_slice(digest.as_ref());
        Digest(bytes)
    }

    /// Its 64 hex digits.
    pub fn digits(&self) -> [u8; 64] {
        let mut digits = [0; 64];
        for (pair, byte) in digits.chunks_exact_mut(2).zip(self.0) {
            pair.copy_from_slice(&pair_of(byte));
        }
        digits
    }

    /// Runs `with` on its 64 hex digits.
    fn spelled<T>(&self, with: impl FnOnce(&str) -> T) -> T {
        with(std::str::from_utf8(&self.digits()).expect("hex digits are ASCII"))
    }

    /// The first eight hex digits, as folder names show them.
    pub fn short(&self) -> String {
        hex(&self.0[..4])
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.spelled(|digits| f.write_str(digits))
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

/// The text is not lower-case hex of the length asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotHex;

impl FromStr for Digest {
    type Err = NotHex;
    fn from_str(text: &str) -> Result<Self, NotHex> {
        let digits: &[u8; 64] = text.as_bytes().try_into().map_err(|_| NotHex)?;
        let mut bytes = [0; 32];
        for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
            *byte = byte_of(pair)?;
        }
        Ok(Digest(bytes))
    }
}

impl Serialize for Digest {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        self.spelled(|digits| s.serialize_str(digits))
    }
}

impl<'de> Deserialize<'de> for Digest {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        d.deserialize_str(Digits)
    }
}

/// Reads a digest where it stands: an index has a million of them.
struct Digits;

impl Visitor<'_> for Digits {
    type Value = Digest;
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("64 hex digits")
    }
    fn visit_str<E: Error>(self, text: &str) -> Result<Digest, E> {
        text.parse().map_err(|_| E::custom("not 64 hex digits"))
    }
}

/// A running SHA-256 that also counts; writing to it never fails.
#[derive(Clone)]
pub struct Hasher {
    state: Context,
    bytes: u64,
}

impl Default for Hasher {
    fn default() -> Self {
        Hasher { state: Context::new(&SHA256), bytes: 0 }
    }
}

impl Hasher {
    /// A hasher that has taken in nothing.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes in more bytes.
    pub fn update(&mut self, bytes: &[u8]) {
        self.state.update(bytes);
        self.bytes += bytes.len() as u64;
    }

    /// How many bytes went in.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// The SHA-256 of all that was taken in.
    pub fn finish(self) -> Digest {
        Digest::taken(&self.state.finish())
    }
}

impl Write for Hasher {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.update(bytes);
        Ok(bytes.len())
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Lower-case hex of `bytes`.
pub fn hex(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() * 2);
    text.extend(bytes.iter().flat_map(|byte| pair_of(*byte)).map(char::from));
    text
}

/// The bytes behind lower-case hex; upper case is refused, so that a value has one spelling.
pub fn unhex(text: &str) -> Result<Vec<u8>, NotHex> {
    let pairs = text.as_bytes().chunks_exact(2);
    if !pairs.remainder().is_empty() {
        return Err(NotHex);
    }
    pairs.map(byte_of).collect()
}

/// The two digits of a byte.
fn pair_of(byte: u8) -> [u8; 2] {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    [DIGITS[usize::from(byte >> 4)], DIGITS[usize::from(byte & 15)]]
}

/// The byte of two digits.
fn byte_of(pair: &[u8]) -> Result<u8, NotHex> {
    const NONE: u8 = 16;
    const VALUES: [u8; 256] = {
        let mut values = [NONE; 256];
        let mut value = 0;
        while value < NONE {
            let digit = if value < 10 { b'0' + value } else { b'a' + value - 10 };
            values[digit as usize] = value;
            value += 1;
        }
        values
    };
    let (high, low) = (VALUES[usize::from(pair[0])], VALUES[usize::from(pair[1])]);
    if high < NONE && low < NONE { Ok(high << 4 | low) } else { Err(NotHex) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_published_vectors_come_out() {
        // FIPS 180-4 example "abc"; RFC 4231 test case 2.
        assert_eq!(
            Digest::of(b"abc").to_string(),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
        assert_eq!(
            Digest::hmac(b"Jefe", b"what do ya want for nothing?").to_string(),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        );
    }

    #[test]
    fn a_digest_has_one_spelling() {
        let digest = Digest::of(b"x");
        assert_eq!(digest.to_string().parse(), Ok(digest));
        assert_eq!(digest.to_string().to_uppercase().parse::<Digest>(), Err(NotHex));
        assert_eq!("ab".parse::<Digest>(), Err(NotHex));
        assert_eq!(unhex("abc"), Err(NotHex));
    }
}
