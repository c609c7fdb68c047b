//! Which lines do not count, since a sealer's key was replaced.
//!
//! The sealer's key lies open on the PC. When somebody else may have it the disposer replaces it (`signer-replaced`),
//! and says up to which line each chain counts. A line that has not seen this entry and stands behind that place, or
//! that is distrusted by its number, is *quarantined*: what the disposer signed there still refuses, and nothing else
//! of it counts. What it found, or mended, asks for another look (see the fold).
//!
//! A drive that was seen too late may have honest lines behind that place. The disposer vouches for them
//! (`lines-vouched`): they are held no more by a replacement that this entry has seen. Implements format §3.4.

mod brings;
mod kinds;

use std::collections::BTreeSet;

use crate::formats::entry::{Distrusted, Entry, Event, Head, LinesVouched, SignerReplaced};
use crate::words::ids::{BundleId, MediumId, WriterId};

use super::persons::Persons;
use brings::Brings;
use kinds::asks;
pub(super) use kinds::refuses;

/// An entry by which a sealer's key was replaced.
#[derive(Debug, Clone, PartialEq)]
pub struct Replacement {
    /// Whose chain it stands in.
    pub writer: WriterId,
    /// Its number there.
    pub seq: u64,
    follows: Vec<Head>,
    /// What it says.
    pub fields: SignerReplaced,
}

impl Replacement {
    /// The replacement that an entry is, if it is one.
    pub fn of(entry: &Entry) -> Option<Replacement> {
        let Event::SignerReplaced(fields) = &entry.event else { return None };
        let follows = entry.follows.clone();
        Some(Replacement { writer: entry.writer, seq: entry.seq, follows, fields: fields.clone() })
    }

    /// Whether another one had seen this one.
    fn was_seen_by(&self, other: &Replacement) -> bool {
        let same = (self.writer, self.seq) == (other.writer, other.seq);
        !same && self.seen_by(other.writer, other.seq, &other.follows)
    }

    /// Whether a line had seen this entry, or is it. Each line follows the heads of all chains that its home knew.
    fn seen_by(&self, writer: WriterId, seq: u64, follows: &[Head]) -> bool {
        let under = |head: &Head| head.writer == self.writer && head.count > self.seq;
        (writer == self.writer && seq >= self.seq) || follows.iter().any(under)
    }

    /// How many lines of this chain count.
    pub(super) fn lines_of(&self, writer: WriterId) -> u64 {
        lines_under(&self.fields.heads, writer)
    }

    fn doubts(&self, writer: WriterId, seq: u64) -> bool {
        let mut lines = self.fields.distrusted.iter().chain(&self.fields.quarantined);
        seq >= self.lines_of(writer) || lines.any(|lines| is_within(lines, writer, seq))
    }

    fn names(&self, writer: WriterId, seq: u64) -> bool {
        self.fields.distrusted.iter().any(|lines| is_within(lines, writer, seq))
    }

    /// Whether somebody distrusted, by number, every line under this head.
    pub(super) fn distrusts_all(&self, head: &Head) -> bool {
        let mut lines = self.fields.distrusted.iter().filter(|l| l.writer == head.writer);
        lines.any(|lines| lines.from == 0 && lines.to >= head.count - 1)
    }
}

/// An entry by which the disposer vouches for lines.
#[derive(Debug, Clone, PartialEq)]
struct Vouching {
    writer: WriterId,
    seq: u64,
    follows: Vec<Head>,
    heads: Vec<Head>,
}

impl Vouching {
    fn of(entry: &Entry) -> Option<Vouching> {
        let Event::LinesVouched(LinesVouched { heads, .. }) = &entry.event else { return None };
        let (follows, heads) = (entry.follows.clone(), heads.clone());
        Some(Vouching { writer: entry.writer, seq: entry.seq, follows, heads })
    }

    /// Whether so many lines of a chain count by this, although that replacement doubts them. It says nothing against a
    /// replacement that it has not seen.
    fn covers(&self, one: &Replacement, writer: WriterId, lines: u64) -> bool {
        lines <= lines_under(&self.heads, writer)
            && one.seen_by(self.writer, self.seq, &self.follows)
    }
}

fn lines_under(heads: &[Head], writer: WriterId) -> u64 {
    heads.iter().find(|head| head.writer == writer).map_or(0, |head| head.count)
}

fn is_within(lines: &Distrusted, writer: WriterId, seq: u64) -> bool {
    lines.writer == writer && (lines.from..=lines.to).contains(&seq)
}

/// The replacements that no other of them has seen: a later one says anew how far chains count. Of two unordered ones
/// both are asked.
fn latest<'a>(all: impl Iterator<Item = &'a Replacement> + Clone) -> Vec<&'a Replacement> {
    let others = all.clone();
    all.filter(|one| !others.clone().any(|other| one.was_seen_by(other))).collect()
}

/// The disposer's words on which lines count: all of one ledger.
#[derive(Debug, Clone, Default)]
pub struct Quarantine {
    all: Vec<Replacement>,
    /// Those that count.
    vouched: Vec<Vouching>,
    /// Those that stand in lines which are held themselves: they say nothing.
    held: Vec<Vouching>,
}

impl Quarantine {
    /// What all replacements in these entries put under quarantine.
    pub fn of<'a>(entries: impl Iterator<Item = &'a Entry> + Clone) -> Quarantine {
        // What a key says that was retired, or that nobody added, makes no sealer and vouches for nothing.
        let persons = Persons::of(entries.clone());
        Quarantine::default().with(entries.filter(|entry| !persons.is_fallen(entry)))
    }

    /// The same, and what these entries say, each of which may be known already.
    pub fn with<'a>(mut self, entries: impl Iterator<Item = &'a Entry>) -> Quarantine {
        for entry in entries {
            if let Some(one) = Replacement::of(entry)
                && !self.all.iter().any(|r| (r.writer, r.seq) == (one.writer, one.seq))
            {
                self.all.push(one);
            }
            if let Some(one) = Vouching::of(entry) {
                let mut known = self.vouched.iter().chain(&self.held);
                if !known.any(|v| (v.writer, v.seq) == (one.writer, one.seq)) {
                    self.held.push(one);
                }
            }
        }
        self.settle();
        self
    }

    /// Finds out which vouchings count. One may vouch for the line of another.
    fn settle(&mut self) {
        let mut open = std::mem::take(&mut self.held);
        open.append(&mut self.vouched);
        loop {
            let is_held = |one: &Vouching| self.is_held(one.writer, one.seq, &one.follows);
            let (held, counting): (Vec<_>, Vec<_>) = open.into_iter().partition(is_held);
            open = held;
            if counting.is_empty() {
                break;
            }
            self.vouched.extend(counting);
        }
        self.held = open;
    }

    /// The entries by which a key was replaced.
    pub fn replacements(&self) -> &[Replacement] {
        &self.all
    }

    /// Those of them that no other has seen.
    pub(super) fn latest(&self) -> Vec<&Replacement> {
        latest(self.all.iter())
    }

    /// Whether somebody vouches for so many lines of a chain, against that replacement.
    pub(super) fn vouches(&self, one: &Replacement, writer: WriterId, lines: u64) -> bool {
        self.vouched.iter().any(|vouching| vouching.covers(one, writer, lines))
    }

    /// The heads that the disposer signed: how far chains count.
    pub(super) fn heads(&self) -> impl Iterator<Item = &Head> {
        let replaced = self.all.iter().flat_map(|one| &one.fields.heads);
        replaced.chain(self.vouched.iter().flat_map(|one| &one.heads))
    }

    /// Whether an entry counts: a quarantined one only where it refuses something.
    pub fn counts(&self, entry: &Entry) -> bool {
        !self.holds(entry) || refuses(&entry.event)
    }

    /// The bundles of which quarantined lines say that they were sealed: of all such lines, or only of those that
    /// nobody distrusts by number.
    pub fn bundles_sealed<'a>(
        &self,
        entries: impl Iterator<Item = &'a Entry>,
        unnamed: bool,
    ) -> BTreeSet<BundleId> {
        if self.all.is_empty() {
            return BTreeSet::new();
        }
        let meant = |entry: &&Entry| self.holds(entry) && !(unnamed && self.names(entry));
        entries.filter(meant).filter_map(|entry| Brings::of(&entry.event).bundle()).collect()
    }

    /// The media that quarantined lines took in: without those that somebody distrusts by number, and those that are
    /// lost or retired since.
    pub fn media_added<'a>(&self, entries: impl Iterator<Item = &'a Entry>) -> BTreeSet<MediumId> {
        if self.all.is_empty() {
            return BTreeSet::new();
        }
        let (mut media, mut gone, mut back) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
        for entry in entries {
            match Brings::of(&entry.event) {
                Brings::Medium(medium) if self.holds(entry) && !self.names(entry) => {
                    media.insert(medium);
                }
                Brings::Gone(medium) => drop(gone.insert(medium)),
                Brings::Back(medium) => drop(back.insert(medium)),
                Brings::Medium(_) | Brings::Bundle(_) | Brings::Nothing => {}
            }
        }
        media.retain(|medium| back.contains(medium) || !gone.contains(medium));
        media
    }

    /// Whether a line is quarantined.
    pub fn holds(&self, entry: &Entry) -> bool {
        self.is_held(entry.writer, entry.seq, &entry.follows)
    }

    fn is_held(&self, writer: WriterId, seq: u64, follows: &[Head]) -> bool {
        if self.all.is_empty() {
            return false;
        }
        let unseen = |one: &&Replacement| !one.seen_by(writer, seq, follows);
        // What a person distrusts by its number nobody vouches for.
        let vouched = |one| self.vouches(one, writer, seq + 1) && !self.is_named(writer, seq);
        let asked = latest(self.all.iter().filter(unseen));
        asked.into_iter().any(|one| one.doubts(writer, seq) && !vouched(one))
    }

    /// Whether somebody distrusted this line by its number.
    pub fn names(&self, entry: &Entry) -> bool {
        self.is_named(entry.writer, entry.seq)
    }

    fn is_named(&self, writer: WriterId, seq: u64) -> bool {
        self.all.iter().any(|one| one.names(writer, seq))
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

    /// Whether another home distrusted this line by its number.
    pub fn is_named_by_others(&self, entry: &Entry, own: WriterId) -> bool {
        let mut others = self.all.iter().filter(|one| one.writer != own);
        others.any(|one| one.names(entry.writer, entry.seq))
    }

    /// Whether somebody distrusted any line by number.
    pub fn names_any(&self) -> bool {
        self.all.iter().any(|one| !one.fields.distrusted.is_empty())
    }

    /// Whether a head may be missed, where no line of its chain is here: of a chain that somebody distrusted whole,
    /// or that a replacement does not know and nobody vouches for. A line that has seen that replacement (`by`) was
    /// written by a home that did know the chain.
    pub fn excuses(&self, head: &Head, by: Option<&Entry>) -> bool {
        let unseen =
            |one: &Replacement| by.is_none_or(|by| !one.seen_by(by.writer, by.seq, &by.follows));
        let unknown = |one: &Replacement| {
            one.lines_of(head.writer) == 0 && unseen(one) && !self.vouches(one, head.writer, 1)
        };
        self.all.iter().any(|one| one.distrusts_all(head) || unknown(one))
    }
}

#[cfg(test)]
mod tests;
