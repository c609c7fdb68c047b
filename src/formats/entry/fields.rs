//! The fields of each event (format, §3.3), and what must hold within them.
//!
//! They stand in the order of their names, so that serde writes a line's canonical bytes at once.

use serde::{Deserialize, Serialize};

use super::fault_word::FaultWord;
use super::head::{Head, check_heads};
use super::spelled::{base64_text, hex32};
use super::unreadable::{Fault, Unreadable, counter, ensure, rising, whole};
use crate::rules::retention::{End, PinnedRule};
use crate::words::day::Day;
use crate::words::digest::Digest;
use crate::words::ids::{BundleId, DriveId, MediumId, RunId, Tag, VaultId, WriterId};

/// A vault begins: its nonce, its first signers, and whom it is encrypted to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VaultCreated {
    #[serde(with = "hex32")]
    pub nonce: [u8; 32],
    /// SHA-256 of each recipient's string, sorted.
    pub recipients: Vec<Digest>,
    pub signers: Signers,
}

/// Public keys of the two signers, `ssh-ed25519` and base64, without a comment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signers {
    pub disposer: String,
    pub sealer: String,
}

/// Another home begins a chain of its own in the same vault.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WriterJoined {
    pub vault: VaultId,
}

/// The vault comes on a drive.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MediumAdded {
    pub drive: DriveId,
    pub medium: MediumId,
    pub roles: Vec<Role>,
    /// A person said that it may lie on the disk of the PC, or of another medium: for trials.
    pub same_disk: bool,
}

/// What a medium holds: bundles, or the wrapped keys to bundles, or both.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    Data,
    Keys,
}

/// A medium is missing: its copies don't count, and whoever has it has what it holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MediumLost {
    pub drive: DriveId,
    pub medium: MediumId,
    /// The first day on which it was missing, as a person said.
    pub since: Day,
}

/// A medium that was missing is back; its copies count again once they were verified.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MediumFound {
    pub drive: DriveId,
    pub medium: MediumId,
}

/// A medium is used no more: its copies don't count.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MediumRetired {
    pub drive: DriveId,
    /// Its copies are to be destroyed; each one that was has its own entry.
    pub erase: bool,
    pub medium: MediumId,
}

/// A home that has never seen this medium stops waiting for it: what is known there alone, a hold among it, was
/// answered for by a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MediumWaived {
    pub medium: MediumId,
}

/// A book year from its first day through its last.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BookYear {
    pub from: Day,
    pub to: Day,
}

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
    pub rules: Vec<PinnedRule>,
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
    /// The heads that this home knew when it saw the medium attached anew, where it saw that: what was written under
    /// them was read from a drive that had been taken out since.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attached: Option<Vec<Head>>,
    /// How many more bundles something was found in than `findings` names; none of them is in `bundles`.
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

/// A person confirmed that today is this day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClockConfirmed {
    pub day: Day,
}

/// A person said what day it is: entries that lie ahead of this one, and have not seen it, raise no floor.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClockCorrected {
    pub day: Day,
}

/// A sealer's key is used no more, since somebody else may have it. What was sealed and recorded before stands; lines
/// that have not seen this one count only as far as is said here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignerReplaced {
    /// Lines up to the heads that are not believed all the same.
    pub distrusted: Vec<Distrusted>,
    /// How far the chains count, sorted by writer; of a chain that is not here no line counts.
    pub heads: Vec<Head>,
    /// The sealer's public key from here on.
    pub new: String,
    /// The public key that was replaced.
    pub old: String,
    /// Lines up to the heads that an earlier replacement has quarantined: they stay so.
    pub quarantined: Vec<Distrusted>,
}

/// The disposer vouches for lines that a key which was replaced wrote: a drive was seen too late, and its chains count
/// up to here. Without heads, what stands on that drive and no line that counts speaks of is nobody's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinesVouched {
    /// Up to where the chains count, sorted by writer.
    pub heads: Vec<Head>,
    /// Where they stand.
    pub medium: MediumId,
}

/// Lines of one chain, by number, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Distrusted {
    pub from: u64,
    pub to: u64,
    pub writer: WriterId,
}

/// Lines of a chain stand in another chain from here on: the home that wrote them was put back to an earlier state, and
/// has written others under their numbers since.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChainMoved {
    /// How many lines both branches of the chain have in common: the line of this number is the first that moved.
    pub after: u64,
    /// The number of the first line in `lines`: a branch that is too long for one entry is split over several.
    pub from: u64,
    /// SHA-256 of each line, its LF excluded.
    pub lines: Vec<Digest>,
    /// The chain in which they stand, behind its first line.
    pub to: WriterId,
    /// The chain in which they stand no more.
    pub writer: WriterId,
}

/// A bundle is about to be destroyed on these media.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DestructionIntended {
    pub bundle: BundleId,
    /// All chains at hand were asked for holds on it, and none of theirs binds.
    pub holds_checked: bool,
    /// The last day on which it was kept; none when every rule only says from when to delete.
    pub keep_through: Option<Day>,
    pub media: Vec<MediumId>,
    /// A person said that no assessment, objection or claim is open.
    pub no_open_matters: bool,
    /// SHA-256 of `seal.json`.
    pub seal: Digest,
}

/// A destruction that was intended is not to be: nothing was erased for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DestructionWithdrawn {
    pub bundle: BundleId,
}

/// A bundle's copy on one medium was destroyed, and looked for again; or was found gone when it was to be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CopyDestroyed {
    pub bundle: BundleId,
    /// The files as found before.
    pub files: FilesFound,
    pub medium: MediumId,
    pub method: Method,
    pub neighbours: Neighbours,
    /// How many more bundles don't hold than the list names.
    #[serde(default, skip_serializing_if = "is_none")]
    pub neighbours_more: u64,
    /// Where the zeros were read from; none when nothing was left to overwrite.
    pub read_back: Option<ReadBack>,
}

/// What was done to a copy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Method {
    OverwrittenAndUnlinked,
    /// None of its files was there: an earlier run was cut off before it could say so.
    FoundGone,
}

/// How the medium's other bundles were found afterwards.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "NeighboursText", into = "NeighboursText")]
pub enum Neighbours {
    Intact,
    /// At least one finding.
    Faults(Vec<Finding>),
}

/// The same as it is written: the word `intact`, or a list.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum NeighboursText {
    Word(Intact),
    Findings(Vec<Finding>),
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Intact {
    Intact,
}

impl From<NeighboursText> for Neighbours {
    fn from(text: NeighboursText) -> Self {
        match text {
            NeighboursText::Word(Intact::Intact) => Neighbours::Intact,
            NeighboursText::Findings(findings) => Neighbours::Faults(findings),
        }
    }
}

impl From<Neighbours> for NeighboursText {
    fn from(neighbours: Neighbours) -> Self {
        match neighbours {
            Neighbours::Intact => NeighboursText::Word(Intact::Intact),
            Neighbours::Faults(findings) => NeighboursText::Findings(findings),
        }
    }
}

/// So many files and bytes, and the SHA-256 of their list: one line a file, `SHA-256, two spaces, bytes, two spaces,
/// name`, in the order of erasing. The list itself stands in the entry's note, where it could be kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FilesFound {
    pub bytes: u64,
    pub count: u64,
    pub sha256: Digest,
}

impl FilesFound {
    /// What stands for these files in a ledger line, and their list.
    pub fn of(files: &[FileFacts]) -> (FilesFound, String) {
        let line = |file: &FileFacts| format!("{}  {}  {}\n", file.sha256, file.bytes, file.name);
        let list: String = files.iter().map(line).collect();
        let found = FilesFound {
            // Larger than any drive, and the largest number that a line can have.
            bytes: files
                .iter()
                .fold(0, |sum: u64, file| sum.saturating_add(file.bytes))
                .min(1 << 53),
            count: files.len() as u64,
            sha256: Digest::of(list.as_bytes()),
        };
        (found, list)
    }
}

fn is_false(flag: &bool) -> bool {
    !flag
}

fn is_none(count: &u64) -> bool {
    *count == 0
}

/// One file by name, size in bytes, and SHA-256.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileFacts {
    pub bytes: u64,
    pub name: String,
    pub sha256: Digest,
}

/// Every copy of a bundle is accounted for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BundleDestroyed {
    pub bundle: BundleId,
    pub media: Vec<MediumId>,
}

impl VaultCreated {
    pub(super) fn check(&self) -> Result<(), Unreadable> {
        rising(&self.recipients, "recipients")?;
        let plain = is_ed25519(&self.signers.disposer) && is_ed25519(&self.signers.sealer);
        ensure(plain, "signers", Fault::Grammar)
    }
}

impl Verified {
    pub(super) fn check(&self) -> Result<(), Unreadable> {
        check_heads(self.attached.as_deref().unwrap_or_default(), "attached")?;
        whole(self.beyond, "beyond")?;
        let before = self.findings.iter().any(|finding| finding.as_before);
        ensure(!before, "findings", Fault::Disagrees)?;
        check_findings(&self.findings, "findings")
    }
}

impl SignerReplaced {
    pub(super) fn check(&self) -> Result<(), Unreadable> {
        check_heads(&self.heads, "heads")?;
        for (lines, field) in [(&self.distrusted, "distrusted"), (&self.quarantined, "quarantined")]
        {
            rising(lines.iter().map(|lines| (lines.writer, lines.from)), field)?;
            for lines in lines {
                whole(lines.to, field)?;
                ensure(lines.from <= lines.to, field, Fault::OutOfRange)?;
            }
        }
        ensure(is_ed25519(&self.old), "old", Fault::Grammar)?;
        ensure(is_ed25519(&self.new), "new", Fault::Grammar)?;
        ensure(self.old != self.new, "new", Fault::Disagrees)
    }
}

impl LinesVouched {
    pub(super) fn check(&self) -> Result<(), Unreadable> {
        check_heads(&self.heads, "heads")
    }
}

impl ChainMoved {
    pub(super) fn check(&self) -> Result<(), Unreadable> {
        whole(self.after, "after")?;
        whole(self.from, "from")?;
        ensure(0 < self.after, "after", Fault::OutOfRange)?;
        ensure(self.after <= self.from, "from", Fault::OutOfRange)?;
        ensure(!self.lines.is_empty(), "lines", Fault::Missing)?;
        ensure(self.to != self.writer, "to", Fault::Disagrees)
    }
}

impl CopyDestroyed {
    pub(super) fn check(&self) -> Result<(), Unreadable> {
        let gone = self.method == Method::FoundGone;
        ensure((self.files.count == 0) == gone, "files", Fault::Disagrees)?;
        ensure(self.read_back.is_none() == gone, "read_back", Fault::Disagrees)?;
        whole(self.files.count, "files")?;
        whole(self.files.bytes, "files")?;
        whole(self.neighbours_more, "neighbours_more")?;
        match &self.neighbours {
            Neighbours::Intact => Ok(()),
            Neighbours::Faults(faults) => {
                ensure(!faults.is_empty(), "neighbours", Fault::Missing)?;
                check_findings(faults, "neighbours")
            }
        }
    }
}

/// Roles: at least one, sorted.
pub(in crate::formats) fn check_roles(roles: &[Role]) -> Result<(), Unreadable> {
    ensure(!roles.is_empty(), "roles", Fault::Missing)?;
    rising(roles, "roles")
}

impl KeysWrapped {
    /// The twins are the same bytes.
    pub(super) fn check(&self) -> Result<(), Unreadable> {
        counter(self.generation, "generation")?;
        ensure(self.generation > 0, "generation", Fault::OutOfRange)?;
        ensure(self.key == self.key_copy, "key_copy", Fault::Disagrees)?;
        rising(&self.recipients, "recipients")
    }
}

fn check_findings(findings: &[Finding], field: &'static str) -> Result<(), Unreadable> {
    findings.iter().try_for_each(|finding| finding.fault.check(field))
}

/// Whether `text` is a public Ed25519 key as OpenSSH spells it, without a comment (RFC 8709,
/// section 4).
fn is_ed25519(text: &str) -> bool {
    const WIRE_START: &[u8] = b"\0\0\0\x0bssh-ed25519\0\0\0\x20";
    text.strip_prefix("ssh-ed25519 ")
        .and_then(base64_text::decode)
        .is_some_and(|wire| wire.starts_with(WIRE_START) && wire.len() == WIRE_START.len() + 32)
}
