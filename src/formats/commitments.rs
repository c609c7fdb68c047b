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

/// A commitment's bytes in `records.commit`: so that to record n starts at n times this.
pub const COMMITMENT_BYTES: u64 = 32;

/// A bundle's commitment secret; spelled as 64 hex in its index, shown nowhere, wiped when dropped.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct CommitmentSecret([u8; 32]);

impl CommitmentSecret {
    /// The secret made of random bytes that the caller drew.
    pub fn from_random(bytes: [u8; 32]) -> Self {
        CommitmentSecret(bytes)
    }

    /// Salt n: HMAC of n in decimal. Disclosing it opens commitment n and no other.
    pub fn salt(&self, n: u64) -> Digest {
        Digest::hmac(&self.0, n.to_string().as_bytes())
    }

    /// The commitment to record n.
    pub fn commitment(&self, n: u64, sha256: &Digest) -> Digest {
        commitment(&self.salt(n), sha256)
    }

    /// The commitment to the bundle's rule n, by its canonical line without the LF (format, §4.8).
    pub fn rule(&self, n: usize, rule: &PinnedRule) -> Digest {
        let value = serde_json::to_value(rule).expect("a rule has string keys");
        let mut text = canonical::line(&value);
        text.pop();
        commitment(&Digest::hmac(&self.0, format!("rule {n}").as_bytes()), &Digest::of(&text))
    }

    /// Writes `records.commit`: a commitment to each record's SHA-256, in the order of n.
    pub fn write<'a>(
        &self,
        hashes: impl IntoIterator<Item = &'a Digest>,
        out: &mut impl Write,
    ) -> io::Result<()> {
        for (n, sha256) in (0..).zip(hashes) {
            out.write_all(&self.commitment(n, sha256).0)?;
        }
        Ok(())
    }

    /// Compares a whole `records.commit` with the records' hashes, in bounded memory.
    pub fn check<'a>(
        &self,
        hashes: impl IntoIterator<Item = &'a Digest>,
        file: &mut impl BufRead,
    ) -> Result<(), NotCommitted> {
        let mut found = Digest::ZERO;
        let mut records = 0;
        for sha256 in hashes {
            file.read_exact(&mut found.0).map_err(|source| match source.kind() {
                io::ErrorKind::UnexpectedEof => NotCommitted::Count { records },
                _ => NotCommitted::Io(source),
            })?;
            if found != self.commitment(records, sha256) {
                return Err(NotCommitted::Record { n: records });
            }
            records += 1;
        }
        match file.fill_buf() {
            Ok([]) => Ok(()),
            Ok(_) => Err(NotCommitted::Count { records }),
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
    /// Commitment `n`, counted from 0, is not to this record.
    Record { n: u64 },
    /// The file has another number of commitments than the bundle has records.
    Count { records: u64 },
    /// The file could not be read.
    Io(io::Error),
}

/// The commitment under a salt that was disclosed: SHA-256 of both values as hex.
pub fn commitment(salt: &Digest, sha256: &Digest) -> Digest {
    let mut hasher = Hasher::new();
    hasher.update(hex(&salt.0).as_bytes());
    hasher.update(hex(&sha256.0).as_bytes());
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::process::Command;

    fn three() -> (CommitmentSecret, Vec<Digest>, Vec<u8>) {
        let secret = CommitmentSecret::from_random([3; 32]);
        let hashes = vec![Digest::of(b"a"), Digest::of(b"b"), Digest::of(b"c")];
        let mut file = Vec::new();
        secret.write(&hashes, &mut file).unwrap();
        (secret, hashes, file)
    }

    #[test]
    fn every_commitment_answers_its_record_and_no_other() {
        let (secret, hashes, file) = three();
        assert_eq!(file.len() as u64, 3 * COMMITMENT_BYTES);
        secret.check(&hashes, &mut &file[..]).unwrap();
        assert_ne!(secret.commitment(0, &hashes[0]), secret.commitment(1, &hashes[0]));

        let swapped = [hashes[1], hashes[0], hashes[2]];
        let wrong = secret.check(&swapped, &mut &file[..]).unwrap_err();
        assert!(matches!(wrong, NotCommitted::Record { n: 0 }));
        let other = CommitmentSecret::from_random([4; 32]);
        let wrong = other.check(&hashes, &mut &file[..]).unwrap_err();
        assert!(matches!(wrong, NotCommitted::Record { n: 0 }));
    }

    #[test]
    fn a_commitment_too_many_or_too_few_is_found() {
        let (secret, hashes, file) = three();
        for (hashes, file) in
            [(&hashes[..2], &file[..]), (&hashes[..], &file[..64]), (&hashes[..], &file[..95])]
        {
            let wrong = secret.check(hashes, &mut &file[..]).unwrap_err();
            assert!(matches!(wrong, NotCommitted::Count { .. }), "{wrong}");
        }
    }

    #[test]
    fn every_one_byte_change_is_found() {
        let (secret, hashes, file) = three();
        for at in 0..file.len() {
            let mut changed = file.clone();
            changed[at] ^= 0x20;
            assert!(secret.check(&hashes, &mut &changed[..]).is_err(), "byte {at}");
        }
    }

    #[cfg_attr(windows, ignore = "sh, sha256sum, dd and od are programs of Unix")]
    #[test]
    fn the_commands_in_the_format_give_the_same_commitment() {
        let secret = CommitmentSecret::from_random([9; 32]);
        let dir = tempfile::tempdir().unwrap();
        let files: Vec<String> = (0..12).map(|n| format!("invoice {n}\n")).collect();
        let hashes: Vec<Digest> = files.iter().map(|file| Digest::of(file.as_bytes())).collect();
        let mut file = Vec::new();
        secret.write(&hashes, &mut file).unwrap();
        std::fs::write(dir.path().join("file"), &files[10]).unwrap();
        std::fs::write(dir.path().join("records.commit"), &file).unwrap();
        let format = include_str!("../../docs/format.md");
        let section = format.split_once("\n### 4.8 ").unwrap().1.split_once("\n### ").unwrap().0;
        let commands: Vec<&str> = section.lines().filter(|line| line.contains(" | ")).collect();
        assert_eq!(commands.len(), 2, "{commands:?}");
        for command in commands {
            let output = Command::new("sh")
                .args(["-c", command])
                .env("salt", secret.salt(10).to_string())
                .env("n", "10")
                .current_dir(dir.path())
                .output()
                .expect("this test needs sh, sha256sum, dd and od");
            let printed = String::from_utf8_lossy(&output.stdout);
            let expected = secret.commitment(10, &hashes[10]).to_string();
            assert_eq!(printed.trim_end().trim_end_matches("  -"), expected, "{command}");
        }
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
