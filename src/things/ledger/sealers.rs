//! The sealer's keys over time: which one signs now, which were replaced, and how far what was written under those
//! still counts.
//!
//! The sealer's key lies open on the PC. When somebody else may have it the disposer replaces it (`signer-replaced`),
//! and says up to which line each chain counts. A line that has not seen this entry and stands behind that place, or
//! that is distrusted by its number, is *quarantined*: what the disposer signed there still refuses, and nothing else
//! of it counts. What it found, or mended, asks for another look (see the fold). Implements format §3.4.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader, Read};

use crate::formats::entry::{Distrusted, Entry, Event, Head, Signer, SignerReplaced, Signers};
use crate::powers::medium::{Kind, MediumPath, Storage};
use crate::powers::signer::{Namespace, VerifyingKey};
use crate::words::ids::{BundleId, MediumId, WriterId};
use crate::words::limits::{CHAIN_BYTES_MAX, LEDGER_LINE_BYTES_MAX, WRITERS_MAX};

use super::signed::signed_by;

/// An entry by which a sealer's key was replaced.
#[derive(Debug, Clone, PartialEq)]
pub struct Replacement {
    pub writer: WriterId,
    pub seq: u64,
    follows: Vec<Head>,
    pub fields: SignerReplaced,
}

impl Replacement {
    pub fn of(entry: &Entry) -> Option<Replacement> {
        let Event::SignerReplaced(fields) = &entry.event else { return None };
        let follows = entry.follows.clone();
        Some(Replacement { writer: entry.writer, seq: entry.seq, follows, fields: fields.clone() })
    }

    /// Whether a line had seen this entry, or is it. Each line follows the heads of all chains that its home knew.
    fn seen_by(&self, writer: WriterId, seq: u64, follows: &[Head]) -> bool {
        let under = |head: &Head| head.writer == self.writer && head.count > self.seq;
        (writer == self.writer && seq >= self.seq) || follows.iter().any(under)
    }

    /// How many lines of this chain count.
    fn lines_of(&self, writer: WriterId) -> u64 {
        let head = self.fields.heads.iter().find(|head| head.writer == writer);
        head.map_or(0, |head| head.count)
    }

    fn doubts(&self, writer: WriterId, seq: u64) -> bool {
        let mut lines = self.fields.distrusted.iter().chain(&self.fields.quarantined);
        let within =
            |lines: &Distrusted| lines.writer == writer && (lines.from..=lines.to).contains(&seq);
        seq >= self.lines_of(writer) || lines.any(within)
    }

    /// Whether somebody distrusted, by number, every line under this head.
    fn distrusts_all(&self, head: &Head) -> bool {
        let mut lines = self.fields.distrusted.iter().filter(|l| l.writer == head.writer);
        lines.any(|lines| lines.from == 0 && lines.to >= head.count - 1)
    }
}

/// Of these the ones that no other of them has seen: a later one says anew how far chains count. Of two that are
/// unordered both are asked.
fn latest<'a>(all: impl Iterator<Item = &'a Replacement> + Clone) -> Vec<&'a Replacement> {
    let seen = |one: &Replacement, other: &Replacement| {
        let same = (one.writer, one.seq) == (other.writer, other.seq);
        !same && one.seen_by(other.writer, other.seq, &other.follows)
    };
    let others = all.clone();
    all.filter(|one| !others.clone().any(|other| seen(one, other))).collect()
}

/// All replacements of one ledger.
#[derive(Debug, Clone, Default)]
pub struct Quarantine {
    all: Vec<Replacement>,
}

impl Quarantine {
    pub fn of<'a>(entries: impl Iterator<Item = &'a Entry>) -> Quarantine {
        Quarantine { all: entries.filter_map(Replacement::of).collect() }
    }

    /// Whether an entry says anything: of those that are quarantined only what refuses does.
    pub fn counts(&self, entry: &Entry) -> bool {
        !self.holds(entry) || refuses(&entry.event)
    }

    /// The bundles of which quarantined lines say that they were sealed.
    pub fn bundles_sealed<'a>(
        &self,
        entries: impl Iterator<Item = &'a Entry>,
    ) -> BTreeSet<BundleId> {
        if self.all.is_empty() {
            return BTreeSet::new();
        }
        let sealed = |entry: &Entry| match &entry.event {
            Event::Sealed(sealed) if self.holds(entry) => Some(sealed.bundle),
            _ => None,
        };
        entries.filter_map(sealed).collect()
    }

    /// The media that quarantined lines took in: without those that somebody distrusts by number, and those that are
    /// lost or retired since.
    pub fn media_added<'a>(
        &self,
        entries: impl Iterator<Item = &'a Entry> + Clone,
    ) -> BTreeSet<MediumId> {
        if self.all.is_empty() {
            return BTreeSet::new();
        }
        let added = |entry: &Entry| match &entry.event {
            Event::MediumAdded(added) if self.holds(entry) && !self.names(entry) => {
                Some(added.medium)
            }
            _ => None,
        };
        let gone = |entry: &Entry| match &entry.event {
            Event::MediumLost(lost) => Some(lost.medium),
            Event::MediumRetired(gone) => Some(gone.medium),
            _ => None,
        };
        let back = |entry: &Entry| match &entry.event {
            Event::MediumFound(found) => Some(found.medium),
            _ => None,
        };
        let mut media: BTreeSet<MediumId> = entries.clone().filter_map(added).collect();
        let back: BTreeSet<MediumId> = entries.clone().filter_map(back).collect();
        for medium in entries.filter_map(gone).filter(|medium| !back.contains(medium)) {
            media.remove(&medium);
        }
        media
    }

    /// Whether a line is quarantined.
    pub fn holds(&self, entry: &Entry) -> bool {
        if self.all.is_empty() {
            return false;
        }
        let unseen = |one: &&Replacement| !one.seen_by(entry.writer, entry.seq, &entry.follows);
        let asked = latest(self.all.iter().filter(unseen));
        asked.iter().any(|one| one.doubts(entry.writer, entry.seq))
    }

    /// Whether somebody distrusted this line by its number.
    pub fn names(&self, entry: &Entry) -> bool {
        let named = |one: &Replacement| {
            let mut lines = one.fields.distrusted.iter().filter(|l| l.writer == entry.writer);
            lines.any(|lines| (lines.from..=lines.to).contains(&entry.seq))
        };
        self.all.iter().any(named)
    }

    /// Whether nothing of a chain counts in any way: every line is quarantined, none refuses, and none asks for a look
    /// but such as somebody distrusted by number. Such a chain is dropped.
    pub fn is_void<'a>(&self, mut chain: impl Iterator<Item = &'a Entry>) -> bool {
        let void = |entry: &Entry| {
            self.holds(entry)
                && !refuses(&entry.event)
                && (self.names(entry) || !asks(&entry.event))
        };
        !self.all.is_empty() && chain.all(void)
    }

    /// Whether somebody distrusted, by number, every line under this head.
    pub fn distrusts_all(&self, head: &Head) -> bool {
        self.all.iter().any(|one| one.distrusts_all(head))
    }

    /// Whether somebody distrusted any line by number.
    pub fn names_any(&self) -> bool {
        self.all.iter().any(|one| !one.fields.distrusted.is_empty())
    }

    /// Whether a head may be missed, where no line of its chain is here: of a chain that somebody distrusted whole,
    /// or that a replacement does not know. A line that has seen that replacement (`by`) was written by a home that
    /// did know the chain.
    pub fn excuses(&self, head: &Head, by: Option<&Entry>) -> bool {
        let unseen =
            |one: &Replacement| by.is_none_or(|by| !one.seen_by(by.writer, by.seq, &by.follows));
        let unknown = |one: &Replacement| one.lines_of(head.writer) == 0 && unseen(one);
        self.all.iter().any(|one| one.distrusts_all(head) || unknown(one))
    }

    pub fn into_replacements(self) -> Vec<Replacement> {
        self.all
    }
}

/// Whether an event refuses something, or says that something is gone, and is the disposer's word: from a chain that
/// is not believed any more it counts all the same.
fn refuses(event: &Event) -> bool {
    match event {
        Event::VaultCreated(_)
        | Event::MediumLost(_)
        | Event::MediumRetired(_)
        | Event::SignerReplaced(_)
        // It makes nothing: without it two lines would stand under one number.
        | Event::ChainMoved(_)
        | Event::DestructionIntended(_)
        | Event::CopyDestroyed(_)
        | Event::BundleDestroyed(_) => true,
        // A hold, an extension: the words that the format keeps for the disposer.
        Event::Unknown { .. } => event.signer() == Signer::Disposer,
        Event::WriterJoined(_)
        | Event::MediumAdded(_)
        | Event::MediumFound(_)
        | Event::BookYear(_)
        | Event::Sealed(_)
        | Event::Copied(_)
        | Event::KeysWrapped(_)
        | Event::Verified(_)
        | Event::Restored(_)
        | Event::Moved(_)
        | Event::Repaired(_)
        | Event::UnfinishedErased(_)
        | Event::ClockConfirmed(_)
        | Event::ClockCorrected(_)
        | Event::MediumWaived(_)
        // It lifts what refuses.
        | Event::DestructionWithdrawn(_) => false,
    }
}

/// Whether a quarantined line is of use all the same: it asks for a look, or tells of a drive or a bundle that somebody
/// may miss.
fn asks(event: &Event) -> bool {
    match event {
        Event::MediumAdded(_)
        | Event::Sealed(_)
        | Event::Repaired(_)
        | Event::UnfinishedErased(_) => true,
        Event::Verified(verified) => !verified.findings.is_empty(),
        Event::VaultCreated(_)
        | Event::WriterJoined(_)
        | Event::MediumLost(_)
        | Event::MediumFound(_)
        | Event::MediumRetired(_)
        | Event::MediumWaived(_)
        | Event::BookYear(_)
        | Event::Copied(_)
        | Event::KeysWrapped(_)
        | Event::Restored(_)
        | Event::Moved(_)
        | Event::ClockConfirmed(_)
        | Event::ClockCorrected(_)
        | Event::SignerReplaced(_)
        | Event::ChainMoved(_)
        | Event::DestructionIntended(_)
        | Event::DestructionWithdrawn(_)
        | Event::CopyDestroyed(_)
        | Event::BundleDestroyed(_)
        | Event::Unknown { .. } => false,
    }
}

/// The keys under which labels and seals are proven.
///
/// A label by a key in use holds. One by a key that was replaced proves nothing: whoever stole that key may have
/// written it. A home that has the ledger takes such a label for the one that stood there before, if it says nothing
/// that the ledger does not say (`things/medium/cut_back`); it writes the label anew at once, takes no settings and
/// no text from it, and its counters only as what the next ones must exceed.
#[derive(Debug, Clone)]
pub struct Sealers {
    current: Vec<VerifyingKey>,
    replaced: Vec<VerifyingKey>,
    replacements: Vec<Replacement>,
}

impl Sealers {
    /// From the vault's first signers, and all replacements that are known, each perhaps more than once.
    pub fn of(first: &[Signers], known: impl IntoIterator<Item = Replacement>) -> Sealers {
        let mut replacements: Vec<Replacement> = Vec::new();
        for one in known {
            let known = replacements.iter().any(|r| (r.writer, r.seq) == (one.writer, one.seq));
            if !known {
                replacements.push(one);
            }
        }
        let old = |key: &str| replacements.iter().any(|one| one.fields.old == key);
        let all = first.iter().map(|pair| &pair.sealer);
        let mut all: Vec<&String> = all.chain(replacements.iter().map(|r| &r.fields.new)).collect();
        all.sort();
        all.dedup();
        let (replaced, current): (Vec<_>, Vec<_>) = all.into_iter().partition(|key| old(key));
        let keys = |texts: Vec<&String>| texts.iter().filter_map(|key| key.parse().ok()).collect();
        Sealers { current: keys(current), replaced: keys(replaced), replacements }
    }

    /// Keys that nobody replaced; two where two homes replaced one without knowing of each other.
    pub fn current(&self) -> &[VerifyingKey] {
        &self.current
    }

    pub fn replaced(&self) -> &[VerifyingKey] {
        &self.replaced
    }

    /// All keys that ever signed: a seal that the ledger names holds under any of them.
    pub fn all(&self) -> Vec<VerifyingKey> {
        self.current.iter().chain(&self.replaced).cloned().collect()
    }

    /// Whether bytes are signed by a key in use.
    pub fn signed_by_current(&self, namespace: Namespace, bytes: &[u8], signature: &[u8]) -> bool {
        self.current.iter().any(|key| key.verify(namespace, bytes, signature).is_ok())
    }

    /// Whether no line under these heads stands behind the place up to which its chain counts.
    pub fn reach(&self, heads: &[Head]) -> bool {
        latest(self.replacements.iter())
            .iter()
            .all(|one| heads.iter().all(|head| head.count <= one.lines_of(head.writer)))
    }

    /// The heads that the disposer signed when a key was replaced: of each chain the longest, without the chains that
    /// are distrusted whole.
    pub fn heads(&self) -> Vec<Head> {
        let mut longest: BTreeMap<WriterId, Head> = BTreeMap::new();
        let void = |head: &Head| self.replacements.iter().any(|one| one.distrusts_all(head));
        let signed = self.replacements.iter().flat_map(|one| &one.fields.heads);
        for head in signed.filter(|head| !void(head)) {
            let known = longest.entry(head.writer).or_insert(*head);
            if head.count > known.count {
                *known = *head;
            }
        }
        longest.into_values().collect()
    }

    /// Whether bytes are signed by a key that was replaced.
    pub fn signed_by_replaced(&self, namespace: Namespace, bytes: &[u8], signature: &[u8]) -> bool {
        self.replaced.iter().any(|key| key.verify(namespace, bytes, signature).is_ok())
    }
}

/// How the word stands in a canonical line.
const WORD: &str = "\"event\":\"signer-replaced\"";

/// The replacements that stand in a folder of chains, each proven by the disposer's signature: asked before a label
/// there can be, since its key may be one that this home has not heard of. What can't be read says nothing, and neither
/// does what lies beyond as many files as a vault has homes, or beyond as many bytes as one chain has.
pub fn replacements_in(
    storage: &dyn Storage,
    folder: &MediumPath,
    disposers: &[VerifyingKey],
) -> Vec<Replacement> {
    let signed = signed_lines(storage, folder, disposers, WORD);
    signed.iter().filter_map(Replacement::of).collect()
}

/// The lines with this word in a folder of chains that a disposer has signed.
pub(super) fn signed_lines(
    storage: &dyn Storage,
    folder: &MediumPath,
    disposers: &[VerifyingKey],
    word: &str,
) -> Vec<Entry> {
    let Ok(listing) = storage.list(folder) else { return Vec::new() };
    let (mut found, mut left) = (Vec::new(), CHAIN_BYTES_MAX);
    let files = listing.entries.iter().filter(|entry| entry.facts.kind == Kind::File);
    let is_chain = |name: &str| {
        name.strip_suffix(".jsonl").is_some_and(|writer| writer.parse::<WriterId>().is_ok())
    };
    for entry in files.filter(|entry| is_chain(&entry.name)).take(WRITERS_MAX) {
        let Ok(path) = folder.join(&entry.name) else { continue };
        let Ok(file) = storage.open(&path) else { continue };
        let mut lines = BufReader::new(file);
        let mut line = Vec::new();
        loop {
            line.clear();
            let line_max = LEDGER_LINE_BYTES_MAX.min(left);
            let read = lines.by_ref().take(line_max).read_until(b'\n', &mut line);
            left -= line.len() as u64;
            if read.is_err() || !line.ends_with(b"\n") {
                break;
            }
            let speaks = std::str::from_utf8(&line).is_ok_and(|line| line.contains(word));
            if !speaks {
                continue;
            }
            let Ok(entry) = Entry::read(&line) else { continue };
            found.extend(Some(entry).filter(|entry| signed_by(entry, disposers)));
        }
    }
    found
}

#[cfg(test)]
mod tests;
