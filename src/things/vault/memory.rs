//! What a home remembers between runs: its chains' heads, and each medium as it last left it. An older state
//! found on a medium is a rollback or a clone.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::formats::entry::Head;
use crate::powers::medium::{Attachment, ReadBack, Renewal};
use crate::rules::hold::Reference;
use crate::things::slots::Slotted;
use crate::words::canonical;
use crate::words::day::{Day, Time};
use crate::words::digest::Digest;
use crate::words::ids::{BundleId, DisclosureId, DriveId, HoldId, MediumId, VaultId, WriterId};
use crate::words::limits::{DECLINED_MAX, DOCUMENT_BYTES_MAX};
use crate::words::typed::folded;

/// The home's own label, in two slots, signed by the sealer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Memory {
    format: u64,
    critical: Vec<String>,
    pub vault: VaultId,
    pub writer: WriterId,
    pub generation: u64,
    pub heads: Vec<Head>,
    pub media: BTreeMap<MediumId, Remembered>,
    /// Pairs of media that were seen on one device, and on two since in no run that had both. The smaller id stands
    /// first.
    #[serde(default)]
    pub together: BTreeSet<(MediumId, MediumId)>,
    /// The home wrote each line of its own chain itself from this line on. The lines before came back from a drive.
    #[serde(default)]
    pub wrote_from_seq: u64,
    /// Whether the home keeps searchable copies of the indexes.
    pub home_index: bool,
    /// What a person calls each hold. On media it is encrypted, in the hold's note.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub hold_references: BTreeMap<HoldId, Reference>,
    /// What the person behind each signer's public key is called.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub signer_names: BTreeMap<String, String>,
    /// What each recipient is called. On media it is encrypted, in the vault document.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub recipient_names: BTreeMap<Digest, String>,
    /// What this home gave to somebody else: what it is called, and where it stands.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub disclosures: BTreeMap<DisclosureId, Given>,
    /// Bundles of which a person here has confirmed that they are left out: nothing more is said of them.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub declined: BTreeSet<BundleId>,
    /// The day, in UTC, on which this home first knew of each earlier end that was proposed.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub proposals_seen: BTreeMap<Digest, Day>,
}

/// A disclosure, as this home made it. On media its reference is encrypted, in the entry's note.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Given {
    pub reference: Option<Reference>,
    /// The folder; none once it is closed.
    pub folder: Option<String>,
    /// SHA-256 of the list of what was written there; none where the run did not come so far.
    pub list: Option<Digest>,
}

/// One medium, as this home last left it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Remembered {
    pub label: String,
    pub drive: DriveId,
    /// Where it was seen last.
    pub path: String,
    pub contact: u64,
    pub heads: Vec<Head>,
    pub seen: Time,
    /// The vault document there, so that it is written again only when it changed.
    pub vault_document: Option<Digest>,
    /// SHA-256 of the encrypted vault document that this home last wrote or read there: another one in force is
    /// another home's, and may know labels and cases that this home does not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document_there: Option<Digest>,
    /// A run has begun to write there and has not come to its end: what it left half-written is no damage.
    #[serde(default)]
    pub being_told: bool,
    /// The attachment that it was last seen in, where the system tells one from another.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attachment: Option<String>,
    /// The heads that this home knew when it first saw it attached as it is, where it had been gone before or in
    /// another attachment: what was written under them lay there before it came.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attached: Option<Vec<Head>>,
    /// The heads under which no cache of this PC can know what was written, where the caches were seen to be new.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub caches_since: Option<Vec<Head>>,
    /// What empties the caches of this PC before it, as it was attached last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub renewed_by: Option<Renewal>,
    /// A run looked for it everywhere and did not find it.
    #[serde(default)]
    pub away: bool,
    /// A run saw something wrong there, or an older state of it, and no verification has looked since: nothing on it
    /// counts here, connected or not.
    #[serde(default)]
    pub doubted: bool,
    /// Heads that its signed label names and whose lines could not be read there. While this home
    /// has not heard them from elsewhere, the medium may know of a hold that this home does not.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unheard: Vec<Head>,
    /// A verification that was cut off.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verifying: Option<Verifying>,
}

/// What a verification had done of a medium when it was cut off. Bundles in which something was found are not in it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Verifying {
    pub begun: Time,
    /// The medium's contact counter: once something was written there, none of this holds.
    pub contact: u64,
    /// Something of it may have been read from a cache.
    pub cached: bool,
    /// Bundles whose files were read and compared.
    pub read: BTreeSet<BundleId>,
    /// Bundles whose records were opened and compared.
    pub opened: BTreeSet<BundleId>,
}

impl Remembered {
    /// Takes down that it is connected: in which attachment, and what this home knew by then, the medium's own lines
    /// included.
    pub fn is_here(&mut self, attachment: Option<Attachment>, heads: &[Head]) {
        let known = self.attachment.as_deref();
        let other = match (&attachment, known) {
            (Some(attachment), Some(known)) => attachment.word() != known,
            _ => false,
        };
        if self.away || other {
            self.attached = Some(heads.to_vec());
            // What was read before it came says nothing of it since.
            self.verifying = None;
        }
        self.away = false;
        let Some(attachment) = attachment else { return };
        if known.is_some_and(|known| attachment.caches_are_newer_than(known)) {
            // They were emptied at some time after the last contact: what another home of this PC wrote since may be
            // in them.
            self.caches_since = Some(self.heads.clone());
            self.verifying = None;
        }
        self.renewed_by = Some(attachment.renewed_by);
        self.attachment = Some(attachment.word());
    }

    /// The heads under which a copy was written that a verification now proves after re-attachment. For what was
    /// perhaps read from a cache these are the ones that were known when that cache was new.
    pub fn proven_since(&self, read_back: ReadBack) -> Option<&[Head]> {
        match read_back {
            ReadBack::PastCache => self.attached.as_deref(),
            ReadBack::Cached => self.caches_since.as_deref(),
        }
    }

    /// What lets copies count that were read back from a cache.
    pub fn counts_after(&self) -> Renewal {
        self.renewed_by.unwrap_or(Renewal::Unknown)
    }

    /// A medium that this home has not been in contact with yet.
    pub fn unseen(medium: MediumId, drive: DriveId, added: Time) -> Remembered {
        Remembered {
            label: medium.to_string(),
            drive,
            path: String::new(),
            contact: 0,
            heads: vec![],
            seen: added,
            vault_document: None,
            document_there: None,
            being_told: false,
            verifying: None,
            attachment: None,
            attached: None,
            caches_since: None,
            renewed_by: None,
            away: false,
            doubted: false,
            unheard: vec![],
        }
    }

    /// Whether this home was ever in contact with it.
    pub fn is_seen(&self) -> bool {
        self.contact > 0
    }
}

impl Memory {
    /// What a person calls a medium; its id where nobody gave it a name here.
    pub fn label(&self, medium: MediumId) -> String {
        self.media.get(&medium).map_or_else(|| medium.to_string(), |known| known.label.clone())
    }

    /// A memory that knows no drive yet.
    pub fn new(vault: VaultId, writer: WriterId, home_index: bool) -> Memory {
        Memory {
            format: 1,
            critical: vec![],
            vault,
            writer,
            generation: 0,
            heads: vec![],
            wrote_from_seq: 0,
            media: BTreeMap::new(),
            together: BTreeSet::new(),
            home_index,
            hold_references: BTreeMap::new(),
            signer_names: BTreeMap::new(),
            recipient_names: BTreeMap::new(),
            disclosures: BTreeMap::new(),
            declined: BTreeSet::new(),
            proposals_seen: BTreeMap::new(),
        }
    }

    /// Takes down that a person has confirmed that these are left out; no more of them than the memory has room for.
    pub fn decline(&mut self, bundles: impl IntoIterator<Item = BundleId>) {
        let room = DECLINED_MAX.saturating_sub(self.declined.len());
        let new: Vec<BundleId> =
            bundles.into_iter().filter(|bundle| !self.declined.contains(bundle)).collect();
        self.declined.extend(new.into_iter().take(room));
    }

    /// Takes down whether two media that are connected lie on one device.
    pub fn seen_both(&mut self, one: MediumId, other: MediumId, together: bool) {
        let pair = (one.min(other), one.max(other));
        match together {
            true => self.together.insert(pair),
            false => self.together.remove(&pair),
        };
    }

    /// The media that lie on one device, directly or by a third one: a set a device. Leaves out those of `gone`.
    pub fn devices(&self, gone: impl Fn(MediumId) -> bool) -> Vec<BTreeSet<MediumId>> {
        let mut devices: Vec<BTreeSet<MediumId>> = Vec::new();
        for (one, other) in self.together.iter().filter(|(a, b)| !gone(*a) && !gone(*b)) {
            let touches = |set: &BTreeSet<MediumId>| set.contains(one) || set.contains(other);
            let (joined, mut rest): (Vec<_>, Vec<_>) = devices.into_iter().partition(touches);
            rest.push(joined.into_iter().flatten().chain([*one, *other]).collect());
            devices = rest;
        }
        devices
    }

    /// The medium that a person calls so; labels are unique in a vault.
    pub fn by_label(&self, label: &str) -> Option<(MediumId, &Remembered)> {
        let exact = self.media.iter().find(|(_, m)| m.label == label);
        // No two are added that differ by their letters' case alone; another home may have.
        let alike = || self.media.iter().find(|(_, m)| folded(&m.label) == folded(label));
        exact.or_else(alike).map(|(id, m)| (*id, m))
    }
}

impl Slotted for Memory {
    const STEM: &'static str = "home";
    const BYTES_MAX: u64 = DOCUMENT_BYTES_MAX;
    const OVERWRITES: bool = true;
    fn generation(&self) -> u64 {
        self.generation
    }
    fn to_bytes(&self) -> Vec<u8> {
        canonical::document(self)
    }
    fn read(bytes: &[u8]) -> Option<Memory> {
        canonical::read_document(bytes).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn attached(word: &str, renewed_by: Renewal) -> Option<Attachment> {
        let (start, disk) = word.split_once('/').map_or((word, None), |(s, d)| (s, Some(d)));
        Some(Attachment { start: start.into(), disk: disk.map(str::to_owned), renewed_by })
    }

    fn time(hour: u32) -> Time {
        format!("2026-11-21T{hour:02}:00:00Z").parse().unwrap()
    }

    /// What a home knows when its own chain has so many lines.
    fn heads(count: u64) -> Vec<Head> {
        let (sha256, writer) = (Digest([count as u8; 32]), WriterId([1; 8]));
        vec![Head { bytes: count * 100, count, sha256, writer }]
    }

    type Since = Option<Vec<Head>>;

    /// From where on it is attached and its caches are new, after it was seen so with 10, 20, 30 … lines on record.
    /// Each run writes one line more, of which it tells the medium.
    fn seen(words: &[&str], renewed_by: Renewal) -> (Since, Since) {
        let mut known = Remembered::unseen(MediumId([1; 16]), DriveId([2; 16]), time(0));
        for (at, word) in words.iter().enumerate() {
            let lines = (at as u64 + 1) * 10;
            known.is_here(attached(word, renewed_by), &heads(lines));
            known.heads = heads(lines + 1);
        }
        let since = |read_back| known.proven_since(read_back).map(<[Head]>::to_vec);
        (since(ReadBack::PastCache), since(ReadBack::Cached))
    }

    #[test]
    fn what_renews_an_attachment_and_what_the_caches_before_it() {
        use Renewal::{Restart, TakingOut, Unknown};
        let (second, third) = (Some(heads(20)), Some(heads(30)));
        // What was written when it was last seen before is older than the caches; what was written since is not.
        let after = |lines: u64| Some(heads(lines + 1));
        for (words, renewed_by, expected) in [
            (&["x/1"][..], TakingOut, (None, None)),
            (&["x/1", "x/1"], TakingOut, (None, None)),
            (&["x/1", "x/2"], TakingOut, (second.clone(), after(10))),
            (&["x/1", "y/1", "y/1"], TakingOut, (second.clone(), after(10))),
            (&["x/1", "y/1", "y/5"], TakingOut, (third.clone(), after(20))),
            // It had no number before: whether it was taken out is not known.
            (&["x", "x/2"], TakingOut, (second.clone(), None)),
            (&["x/1", "x/2"], Restart, (second.clone(), None)),
            (&["x", "x"], Restart, (None, None)),
            (&["x", "y"], Restart, (second.clone(), after(10))),
            (&["x/1", "x/2", "y/1"], Restart, (third, after(20))),
            (&["x", "y"], Unknown, (second, None)),
        ] {
            assert_eq!(seen(words, renewed_by), expected, "{words:?} {renewed_by:?}");
        }
    }

    #[test]
    fn media_stay_together_until_both_are_seen_on_two_devices() {
        let [a, b, c, d] = [1, 2, 3, 4].map(|id| MediumId([id; 16]));
        let mut memory = Memory::new(VaultId(Digest([0; 32])), WriterId([0; 8]), false);
        let devices = |memory: &Memory| memory.devices(|_| false);
        memory.seen_both(b, a, true);
        memory.seen_both(c, d, true);
        assert_eq!(devices(&memory), [BTreeSet::from([a, b]), BTreeSet::from([c, d])]);
        memory.seen_both(d, a, true);
        assert_eq!(devices(&memory), [BTreeSet::from([a, b, c, d])]);
        // What lay together by a medium that is lost lies together no more.
        assert_eq!(memory.devices(|medium| medium == d), [BTreeSet::from([a, b])]);
        memory.seen_both(a, d, false);
        memory.seen_both(a, b, false);
        assert_eq!(devices(&memory), [BTreeSet::from([c, d])]);
    }

    #[test]
    fn a_drive_that_was_looked_for_in_vain_is_attached_anew_and_its_caches_are_not() {
        let mut known = Remembered::unseen(MediumId([1; 16]), DriveId([2; 16]), time(0));
        known.is_here(attached("x", Renewal::Restart), &heads(1));
        known.heads = heads(2);
        known.away = true;
        known.is_here(attached("x", Renewal::Restart), &heads(3));
        assert_eq!(known.proven_since(ReadBack::PastCache), Some(&heads(3)[..]));
        assert_eq!(known.proven_since(ReadBack::Cached), None);
        assert_eq!(known.counts_after(), Renewal::Restart);
        // Where the system says nothing of attachments what was known before stays.
        known.is_here(None, &heads(4));
        known.is_here(attached("y", Renewal::Restart), &heads(5));
        assert_eq!(known.proven_since(ReadBack::Cached), Some(&heads(2)[..]));
    }

    #[test]
    fn a_verification_that_was_cut_off_is_forgotten_when_the_drive_comes_back() {
        let mut known = Remembered::unseen(MediumId([1; 16]), DriveId([2; 16]), time(0));
        known.is_here(attached("x/1", Renewal::Restart), &heads(1));
        let verifying = Verifying {
            begun: time(1),
            contact: 0,
            cached: false,
            read: BTreeSet::new(),
            opened: BTreeSet::new(),
        };
        known.verifying = Some(verifying);
        known.is_here(attached("x/1", Renewal::Restart), &heads(2));
        assert!(known.verifying.is_some());
        known.is_here(attached("x/2", Renewal::Restart), &heads(3));
        assert!(known.verifying.is_none());
    }
}
