//! Salted commitments, one a record (format, §4.8): disclosing one salt ties one file to the seal,
//! without any key, and says nothing about the others.
//!
//! Refuses to know the records: it sees their number and their SHA-256.

use std::fmt;
use std::io::{self, BufRead, Write};

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use zeroize::{Zeroize, ZeroizeOnDrop};

use crate::rules::retention::PinnedRule;
use crate::words::canonical;
use crate::words::digest::{Digest, Hasher, hex, unhex};

/// A line of `records.commit` with its LF, in bytes: so record n's line starts at n times this.
pub const LINE_BYTES: u64 = 65;

/// A bundle's commitment secret; spelled as 64 hex in its index, shown nowhere, wiped when dropped.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct CommitmentSecret([u8; 32]);

impl CommitmentSecret {
    /// The secret made of random bytes that the caller drew.
    pub fn from_random(bytes: [u8; 32]) -> Self {
        CommitmentSecret(bytes)
    }

    /// Salt n: HMAC of n in decimal. Disclosing it opens line n and no other.
    pub fn salt(&self, n: u64) -> Digest {
        Digest::hmac(&self.0, n.to_string().as_bytes())
    }

    /// The commitment to record n.
    pub fn line(&self, n: u64, sha256: &Digest) -> Digest {
        line(&self.salt(n), sha256)
    }

    /// The commitment to the bundle's rule n, by its canonical line without the LF (format, §4.8).
    pub fn rule(&self, n: usize, rule: &PinnedRule) -> Digest {
        let value = serde_json::to_value(rule).expect("a rule has string keys");
        let mut text = canonical::line(&value);
        text.pop();
        line(&Digest::hmac(&self.0, format!("rule {n}").as_bytes()), &Digest::of(&text))
    }

    /// Writes `records.commit`: a line for each record's SHA-256, in the order of n.
    pub fn write<'a>(
        &self,
        hashes: impl IntoIterator<Item = &'a Digest>,
        out: &mut impl Write,
    ) -> io::Result<()> {
        for (n, sha256) in (0..).zip(hashes) {
            writeln!(out, "{}", self.line(n, sha256))?;
        }
        Ok(())
    }

    /// Compares a whole `records.commit` with the records' hashes, in bounded memory.
    pub fn check<'a>(
        &self,
        hashes: impl IntoIterator<Item = &'a Digest>,
        lines: &mut impl BufRead,
    ) -> Result<(), NotCommitted> {
        let mut line = [0; LINE_BYTES as usize];
        let mut records = 0;
        for sha256 in hashes {
            lines.read_exact(&mut line).map_err(|source| match source.kind() {
                io::ErrorKind::UnexpectedEof => NotCommitted::Lines { records },
                _ => NotCommitted::Io(source),
            })?;
            if read_line(&line) != Some(self.line(records, sha256)) {
                return Err(NotCommitted::Record { n: records });
            }
            records += 1;
        }
        match lines.fill_buf() {
            Ok([]) => Ok(()),
            Ok(_) => Err(NotCommitted::Lines { records }),
            Err(source) => Err(NotCommitted::Io(source)),
        }
    }
}

impl fmt::Debug for CommitmentSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CommitmentSecret(..)")
    }
}

impl Serialize for CommitmentSecret {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        let mut text = hex(&self.0);
        let done = s.serialize_str(&text);
        text.zeroize();
        done
    }
}

impl<'de> Deserialize<'de> for CommitmentSecret {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let mut text = String::deserialize(d)?;
        let bytes = unhex(&text).ok().and_then(|bytes| bytes.try_into().ok());
        text.zeroize();
        bytes.map(CommitmentSecret).ok_or_else(|| serde::de::Error::custom("not 64 hex digits"))
    }
}

/// How a `records.commit` contradicts the records.
#[expect(missing_docs, reason = "the variants' fields are what their lines speak of")]
#[derive(Debug, thiserror::Error)]
#[error("{self:?}")]
pub enum NotCommitted {
    /// Line `n`, counted from 0, is not this record's.
    Record { n: u64 },
    /// The file has another number of lines than the bundle has records.
    Lines { records: u64 },
    /// The file could not be read.
    Io(io::Error),
}

/// The commitment under a salt that was disclosed: SHA-256 of both values as hex.
pub fn line(salt: &Digest, sha256: &Digest) -> Digest {
    let mut hasher = Hasher::new();
    hasher.update(hex(&salt.0).as_bytes());
    hasher.update(hex(&sha256.0).as_bytes());
    hasher.finish()
}

/// Reads one line of `records.commit`, with its LF.
pub fn read_line(line: &[u8; LINE_BYTES as usize]) -> Option<Digest> {
    let text = line.strip_suffix(b"\n")?;
    std::str::from_utf8(text).ok()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::process::Command;

    fn three() -> (CommitmentSecret, Vec<Digest>, Vec<u8>) {
        let secret = CommitmentSecret::from_random([3; 32]);
        let hashes = vec![Digest::of(b"a"), Digest::of(b"b"), Digest::of(b"c")];
        let mut lines = Vec::new();
        secret.write(&hashes, &mut lines).unwrap();
        (secret, hashes, lines)
    }

    #[test]
    fn every_line_answers_its_record_and_no_other() {
        let (secret, hashes, lines) = three();
        assert_eq!(lines.len() as u64, 3 * LINE_BYTES);
        secret.check(&hashes, &mut &lines[..]).unwrap();
        assert_ne!(secret.line(0, &hashes[0]), secret.line(1, &hashes[0]));

        let swapped = [hashes[1], hashes[0], hashes[2]];
        let wrong = secret.check(&swapped, &mut &lines[..]).unwrap_err();
        assert!(matches!(wrong, NotCommitted::Record { n: 0 }));
        let other = CommitmentSecret::from_random([4; 32]);
        let wrong = other.check(&hashes, &mut &lines[..]).unwrap_err();
        assert!(matches!(wrong, NotCommitted::Record { n: 0 }));
    }

    #[test]
    fn a_line_too_many_or_too_few_is_found() {
        let (secret, hashes, lines) = three();
        for (hashes, lines) in
            [(&hashes[..2], &lines[..]), (&hashes[..], &lines[..130]), (&hashes[..], &lines[..194])]
        {
            let wrong = secret.check(hashes, &mut &lines[..]).unwrap_err();
            assert!(matches!(wrong, NotCommitted::Lines { .. }), "{wrong}");
        }
    }

    #[test]
    fn every_one_byte_change_is_found() {
        let (secret, hashes, lines) = three();
        for at in 0..lines.len() {
            let mut changed = lines.clone();
            changed[at] ^= 0x20;
            assert!(secret.check(&hashes, &mut &changed[..]).is_err(), "byte {at}");
        }
    }

    #[test]
    fn the_command_in_the_format_gives_the_same_line() {
        let secret = CommitmentSecret::from_random([9; 32]);
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("file"), b"an invoice\n").unwrap();
        let script = "printf %s%s \"$salt\" \"$(sha256sum < file | cut -c1-64)\" | sha256sum";
        let output = Command::new("sh")
            .args(["-c", script])
            .env("salt", secret.salt(7).to_string())
            .current_dir(dir.path())
            .output()
            .expect("this test needs sh and sha256sum");
        let expected = secret.line(7, &Digest::of(b"an invoice\n")).to_string();
        assert_eq!(String::from_utf8_lossy(&output.stdout).get(..64), Some(&expected[..]));
    }

    #[test]
    fn the_secret_is_spelled_in_the_index_only() {
        let secret = CommitmentSecret::from_random([0xab; 32]);
        assert!(!format!("{secret:?}").contains("ab"));
        let json = serde_json::to_string(&secret).unwrap();
        assert_eq!(json, format!("\"{}\"", "ab".repeat(32)));
        assert_eq!(serde_json::from_str::<CommitmentSecret>(&json).unwrap(), secret);
        assert!(serde_json::from_str::<CommitmentSecret>("\"ab\"").is_err());
    }
}
