//! The parts of a statement beside its copies: decision, checks, keys, clock, and what is not covered.

use serde::{Deserialize, Serialize};

use super::fate::ReadBackWord;
use crate::formats::entry::{Depth, Fault, Unreadable, ensure, whole};
use crate::words::day::{ClockState, Day, GivenDate, Time, parse_day};
use crate::words::digest::Digest;
use crate::words::ids::{BundleId, MediumId, Tag, VaultId, WriterId};

/// What is known of the clock.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClockFacts {
    /// The latest entry of the ledger whose clock was believed.
    pub last: Option<Time>,
    /// Whether it was believed when the statement was made.
    pub state: ClockState,
    /// SHA-256 of a time stamp by somebody else.
    pub token: Option<Digest>,
}

/// The salted commitments, one a record, by which a file can be tied to the bundle.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Commitments {
    /// Whether they lie beside the statement.
    pub kept: bool,
    /// Of all of them, as they were sealed.
    pub sha256: Digest,
}

/// Who decided, as they were named when it was ordered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Decision {
    /// Who approved it.
    pub approved_by: Option<String>,
    /// When it was ordered.
    pub at: Time,
    /// Who ordered it.
    pub by: Option<String>,
    /// Whether it was stated that no assessment, objection or claim is open.
    pub no_open_matters: bool,
    /// Where.
    pub place: Option<String>,
    /// In which role.
    pub role: Option<String>,
    /// Who signed the list with it, where the vault wants two persons; sorted by key, each once.
    pub signatures: Vec<Approval>,
}

/// A person's signature under the list on which the bundle stood.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Approval {
    /// When.
    pub at: Time,
    /// By whom, as they said.
    pub by: Option<String>,
    /// The SHA-256 of the list.
    pub list: Digest,
    /// In which role.
    pub role: Option<String>,
    /// The first key of this person, as OpenSSH names it: `SHA256:…`.
    pub signer: String,
}

/// Why it went before an end that it had, or would have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EarlyEnd {
    /// An earlier end was confirmed on this day.
    Shortened(Day),
    /// The order says that a longer rule does not count.
    OlderRule,
    /// What this version does not know.
    Other(String),
}

impl EarlyEnd {
    /// One ground as the document spells it: `shortened`, the proposal and the day, or `older-rule`.
    pub(super) fn read(text: &str) -> EarlyEnd {
        let words: Vec<&str> = text.split(' ').collect();
        match words[..] {
            ["older-rule"] => EarlyEnd::OlderRule,
            ["shortened", _, day] => match parse_day(day) {
                Ok(day) => EarlyEnd::Shortened(day),
                Err(_) => EarlyEnd::Other(text.into()),
            },
            _ => EarlyEnd::Other(text.into()),
        }
    }
}

/// Records of it were given back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Disclosure {
    /// When.
    pub at: Time,
    /// What was asked for and not found, where that is on record.
    pub not_found: Option<u64>,
    /// The tag of its reference.
    #[serde(rename = "ref")]
    pub reference: Option<Tag>,
}

/// The holds were asked for, and none bound the bundle.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HoldsChecked {
    /// When.
    pub at: Time,
    /// How many bound it: nothing is destroyed under one.
    pub found: u64,
    /// The media that were asked beside the home's own chains.
    pub media: Vec<MediumId>,
}

/// What became of the bundle's wrapped keys.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeysFate {
    /// Where they lay.
    pub custody: Custody,
    /// Media that still have them, or may.
    pub elsewhere: Vec<MediumId>,
    /// Media on which they were erased.
    pub erased: Vec<MediumId>,
    /// Media that were physically destroyed with them, as a person said.
    pub gone_with: Vec<MediumId>,
}

/// Where the wrapped keys lay.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Custody {
    /// On the media that hold the bundle.
    WithBundle,
    /// On media that hold keys alone.
    Apart,
}

/// Where the records are of a bundle that went because other bundles hold them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Succession {
    /// The bundles of other vaults that hold some of them. Sorted.
    pub elsewhere: Vec<InOtherVault>,
    /// How many records were left out on a ground.
    pub removed: u64,
    /// The bundles that hold the others. Sorted.
    pub successors: Vec<BundleId>,
}

/// A bundle of another vault.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InOtherVault {
    /// Which one.
    pub bundle: BundleId,
    /// Whose.
    pub vault: VaultId,
}

/// A line of the ledger.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LedgerPlace {
    /// SHA-256 of the line before it.
    pub prev: Digest,
    /// Its number in its chain.
    pub seq: u64,
    /// Whose chain.
    pub writer: WriterId,
}

/// What no destruction of this program reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NotCovered {
    /// Memory, swap and hibernation files of the PC.
    Memory,
    /// Images and backups of the drives or of the PC.
    Backups,
    /// Records that were restored.
    Restored,
    /// Copies that wait on another PC of this vault.
    Waiting,
    /// What was sent by mail.
    Mail,
    /// What lies in a cloud.
    Cloud,
    /// What was printed.
    Paper,
    /// What a flash drive has remapped.
    OldBlocks,
}

impl NotCovered {
    /// All of it.
    pub const ALL: [NotCovered; 8] = [
        NotCovered::Memory,
        NotCovered::Backups,
        NotCovered::Restored,
        NotCovered::Waiting,
        NotCovered::Mail,
        NotCovered::Cloud,
        NotCovered::Paper,
        NotCovered::OldBlocks,
    ];
}

/// One record of the bundle was erased on a legal ground, before its end; which one stands in the annex alone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Erasure {
    /// The article of law that the ground begins with; the whole ground stands in the annex.
    pub ground: Option<String>,
    /// How many records.
    pub records: u64,
    /// The request of the person whom the record is about, where somebody stated one.
    pub request: Option<PersonsRequest>,
}

/// A request of the person whom the records are about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PersonsRequest {
    /// When it was answered.
    pub answered: Option<GivenDate>,
    /// When it came.
    pub received: Option<GivenDate>,
    /// Whether recipients of the records were told.
    pub told: bool,
}

/// How the bundle was sealed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SealedFacts {
    /// When.
    pub at: Time,
    /// Whether the clock was believed.
    pub clock: ClockState,
    /// The sealer's public key, as OpenSSH names it: `SHA256:…`.
    pub signer: Option<String>,
}

/// A look at a copy before it went.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TransferCheck {
    /// When.
    pub at: Time,
    /// None: it was compared as it was written.
    pub depth: Option<Depth>,
    /// Where.
    pub medium: MediumId,
    /// What came of it.
    pub result: CheckResult,
}

/// What a look at a copy found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CheckResult {
    /// It was as it was sealed.
    Same,
    /// The same, but a cache may have answered.
    SameByCache,
    /// It was written, and not read back.
    NotRead,
    /// It was not as it was sealed.
    Differs,
}

/// What was read back after a copy was overwritten.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Verification {
    /// When.
    pub at: Time,
    /// By whom.
    pub by: Option<String>,
    /// Where.
    pub medium: MediumId,
    /// From where the zeros were read.
    pub result: ReadBackWord,
}

/// What a search of a medium found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Validation {
    /// When.
    pub at: Time,
    /// By whom.
    pub by: Option<String>,
    /// How many bytes were looked at.
    pub bytes: u64,
    /// How many of the sectors were there.
    pub found: u64,
    /// Where, as the person said.
    pub medium: MediumId,
    /// How it was searched.
    pub method: Search,
    /// A file there names the medium's drive too.
    pub recognised: bool,
    /// For how many sectors it was searched.
    pub searched: u64,
    /// How many of the bytes could not be read.
    pub unread: u64,
}

impl Validation {
    pub(super) fn check(&self) -> Result<(), Unreadable> {
        ensure(self.searched > 0 && self.found <= self.searched, "found", Fault::Disagrees)?;
        ensure(self.unread <= self.bytes, "unread", Fault::Disagrees)?;
        // What was not recognised shows that it is the medium only by what it holds.
        ensure(self.recognised || self.found > 0, "recognised", Fault::Disagrees)?;
        [self.bytes, self.searched].into_iter().try_for_each(|n| whole(n, "validation"))
    }
}

/// How a medium is searched for what was destroyed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Search {
    /// For the hashes of the sectors that were there before, from its first byte to its last.
    SectorScan,
}
