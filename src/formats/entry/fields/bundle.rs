//! Fields of the events about a bundle and its copies: sealed, copied, verified, restored, moved, repaired.

use serde::{Deserialize, Serialize};

use crate::formats::entry::fault_word::FaultWord;
use crate::formats::entry::head::{Head, check_heads};
use crate::formats::entry::unreadable::{Fault, Unreadable, ensure, rising, whole};
use crate::rules::retention::{End, ShownRule};
use crate::words::digest::Digest;
use crate::words::ids::{BundleId, DisclosureId, MediumId, RunId, Tag};

/// A bundle exists; all but `run` is as in its seal.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Sealed {
    pub bundle: BundleId,
    pub bytes: u64,
    pub case: Option<Tag>,
    pub end: End,
    /// SHA-256 of `key.age`, and of `key-copy.age`, in generation 1.
    pub key_file: Digest,
    pub records: u64,
    pub rules: Vec<ShownRule>,
    pub run: RunId,
    /// SHA-256 of `seal.json`: another seal for this bundle, however well signed, is none.
    pub seal: Digest,
}

/// A bundle stands on a medium.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Copied {
    pub bundle: BundleId,
    pub medium: MediumId,
    pub read_back: ReadBack,
    pub state: CopyState,
}

/// How far a copy was proven when the entry was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CopyState {
    Written,
    ReadBack,
}

/// Where the bytes came from that were compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ReadBack {
    /// From the medium itself.
    PastCache,
    /// Perhaps from memory; this proves nothing about the medium, and lets no source go.
    Cached,
}

/// The highest number that a generation of a key file can have.
pub const GENERATION_MAX: u64 = 1 << 52;

/// A bundle's identity was encrypted to these recipients. Generation 1 was sealed, and the seal names its hash; a
/// later one replaces it, and is the disposer's word.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeysWrapped {
    pub bundle: BundleId,
    pub generation: u64,
    /// SHA-256 of `key.age`.
    pub key: Digest,
    /// SHA-256 of `key-copy.age`.
    pub key_copy: Digest,
    pub media: Vec<MediumId>,
    /// Where the files came from when they were compared, the worst of all media.
    pub read_back: ReadBack,
    /// SHA-256 of each recipient's string, sorted.
    pub recipients: Vec<Digest>,
}

/// Bundles on a medium were checked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verified {
    /// The heads that this home knew when it saw the medium attached anew; none where it did not see that. What was
    /// written under these heads was now read from a drive that had been taken out since.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attached: Option<Vec<Head>>,
    /// How many more bundles have something wrong than `findings` names; none of them is in `bundles`.
    #[serde(default, skip_serializing_if = "is_none")]
    pub beyond: u64,
    pub bundles: Vec<BundleId>,
    pub depth: Depth,
    pub findings: Vec<Finding>,
    pub medium: MediumId,
    /// Where the bytes came from, the worst of all files.
    pub read_back: ReadBack,
}

/// How deep a check went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Depth {
    /// Each file against the seal, without an identity.
    Fixity,
    /// Each record too, decrypted.
    Deep,
}

/// What is wrong with one bundle on a medium.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Finding {
    /// It was found just before the erasure too; only among `neighbours`.
    #[serde(default, skip_serializing_if = "is_false")]
    pub as_before: bool,
    pub bundle: BundleId,
    pub fault: FaultWord,
}

/// Records were given back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Restored {
    pub bundles: Vec<BundleId>,
    pub bytes: u64,
    /// Given to somebody else; absent where a person looked for their own use.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub disclosure: Option<DisclosureId>,
    /// How many of the names that were asked for no record fits.
    #[serde(default, skip_serializing_if = "is_none")]
    pub not_found: u64,
    pub records: u64,
    /// The reference's tag.
    #[serde(rename = "ref", default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<Tag>,
}

/// Sources were removed after the read-back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moved {
    pub bundle: BundleId,
    pub bytes: u64,
    pub files: u64,
}

/// Files of a bundle on a medium were mended, each read back and as it was sealed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Repaired {
    pub bundle: BundleId,
    pub files: u64,
    pub medium: MediumId,
    /// Parity sets that were made anew.
    pub parity: u64,
}

/// A bundle's folder without a seal was erased.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnfinishedErased {
    pub bundle: BundleId,
    /// Whether a key had been written there.
    pub key_written: bool,
    pub medium: MediumId,
}

pub(super) fn is_none(count: &u64) -> bool {
    *count == 0
}

impl Verified {
    pub(in crate::formats::entry) fn check(&self) -> Result<(), Unreadable> {
        check_heads(self.attached.as_deref().unwrap_or_default(), "attached")?;
        whole(self.beyond, "beyond")?;
        let before = self.findings.iter().any(|finding| finding.as_before);
        ensure(!before, "findings", Fault::Disagrees)?;
        check_findings(&self.findings, "findings")
    }
}

impl KeysWrapped {
    /// The twins are the same bytes.
    pub(in crate::formats::entry) fn check(&self) -> Result<(), Unreadable> {
        let fits = (1..=GENERATION_MAX).contains(&self.generation);
        ensure(fits, "generation", Fault::OutOfRange)?;
        ensure(self.key == self.key_copy, "key_copy", Fault::Disagrees)?;
        rising(&self.recipients, "recipients")
    }
}

pub(super) fn check_findings(findings: &[Finding], field: &'static str) -> Result<(), Unreadable> {
    findings.iter().try_for_each(|finding| finding.fault.check(field))
}

fn is_false(flag: &bool) -> bool {
    !flag
}
