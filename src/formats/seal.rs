//! The seal: a bundle's manifest, immutable, the same bytes on every medium (format, §4.1).
//!
//! Owns the seal's fields and what must agree within them. Refuses to know whether its signature
//! holds, whether the files are as it says, and what its rules come to (`rules::retention`: readers
//! compute ends again).

mod check;

use serde::{Deserialize, Serialize};

use super::entry::{Head, Unknown, Unreadable, base64_text, read_document, write_document};
use crate::rules::retention::{End, ShownRule};
use crate::words::day::{Stamp, Time};
use crate::words::digest::Digest;
use crate::words::ids::{BundleId, Tag, VaultId};
use crate::words::limits::SEAL_BYTES_MAX;

pub use super::entry::FileFacts;

/// The file's name; its presence, with the signature's, makes a folder a bundle.
pub const NAME: &str = "seal.json";
/// The file with the signature over the seal's bytes.
pub const SIGNATURE_NAME: &str = "seal.json.sig";

/// What the sealer signs for a bundle, in namespace `kluis-seal`.
#[expect(missing_docs, reason = "format §4.1 describes the fields")]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Seal {
    pub algorithms: Algorithms,
    pub vault: VaultId,
    pub bundle: BundleId,
    pub sealed_at: Stamp,
    /// Name and version of the program that sealed.
    pub program: String,
    /// Every rule that the bundle is under; at least one.
    pub rules: Vec<ShownRule>,
    pub end: End,
    pub case: Option<Tag>,
    pub newest_mtime: Option<Time>,
    pub counts: Counts,
    pub payload: Payload,
    /// All immutable files but the seal itself, sorted by name.
    pub files: Vec<FileFacts>,
    pub headers: Headers,
    /// SHA-256 of `key.age`, and of `key-copy.age`, as they were when the bundle was sealed: generation 1.
    pub key_file: Digest,
    /// SHA-256 of `README.txt` beside the seal: for people, and no part of the bundle.
    pub readme: Digest,
    /// SHA-256 of the bundle's recipient string, which appears nowhere in the clear.
    pub recipient: Digest,
    /// The ledger heads that this seal follows, sorted by writer.
    pub heads: Vec<Head>,
    pub supersedes: Vec<BundleId>,
    /// Names that this version does not know.
    #[serde(flatten)]
    pub unread: Unknown,
}

/// The names of the algorithms that a reader needs. Format 1 has one set; any other is refused.
#[expect(missing_docs, reason = "format §4.1 describes the fields")]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Algorithms {
    pub commitment: String,
    pub compression: String,
    pub encryption: String,
    pub fixity: String,
    pub signature: String,
    pub suite: String,
}

impl Default for Algorithms {
    fn default() -> Self {
        Algorithms {
            commitment: "hmac-sha256".into(),
            compression: "zstd".into(),
            encryption: "age-v1".into(),
            fixity: "sha256".into(),
            signature: "sshsig-ed25519".into(),
            suite: "x25519".into(),
        }
    }
}

/// How many records, and the sum of their sizes in bytes.
#[expect(missing_docs, reason = "format §4.1 describes the fields")]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Counts {
    pub bytes: u64,
    pub records: u64,
}

/// The payload's sizes, in bytes, and its number of volumes.
#[expect(missing_docs, reason = "format §4.1 describes the fields")]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Payload {
    /// Decrypted: the zstd frames and their seek table.
    pub plain_bytes: u64,
    /// Decrypted and decompressed.
    pub tar_bytes: u64,
    /// Of every volume but the last: a power of two.
    pub volume_bytes: u64,
    pub volumes: u64,
}

/// The first bytes of each age file, header and nonce: a hit there would otherwise cost the whole
/// file.
#[expect(missing_docs, reason = "format §4.1 describes the fields")]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Headers {
    #[serde(with = "base64_text")]
    pub index: Vec<u8>,
    #[serde(with = "base64_text")]
    pub payload: Vec<u8>,
}

impl Seal {
    /// The canonical bytes, which are signed and whose SHA-256 the ledger holds.
    pub fn to_bytes(&self) -> Vec<u8> {
        write_document(self)
    }

    /// Reads the canonical bytes of a seal whose fields agree with each other.
    pub fn read(bytes: &[u8]) -> Result<Seal, Unreadable> {
        let seal: Seal = read_document(bytes, SEAL_BYTES_MAX)?;
        seal.check()?;
        Ok(seal)
    }

    /// Whether it may be about one person, contract or asset. If so, it shows no time of its records.
    pub fn hides_times(&self) -> bool {
        let confidential = |rule: &ShownRule| matches!(rule, ShownRule::Sealed(_));
        self.case.is_some() || self.rules.iter().any(confidential)
    }

    /// The facts of the file with this name.
    pub fn file(&self, name: &str) -> Option<&FileFacts> {
        let at = self.files.binary_search_by(|file| file.name.as_str().cmp(name)).ok()?;
        self.files.get(at)
    }
}

/// The sealed files, from the bytes of a seal whose hash was proven: nothing is checked again. For a quick look at
/// many bundles.
pub fn files_of(proven: &[u8]) -> Option<Vec<FileFacts>> {
    #[derive(Deserialize)]
    struct Files {
        files: Vec<FileFacts>,
    }
    serde_json::from_slice(proven).ok().map(|Files { files }| files)
}

#[cfg(test)]
mod tests;
