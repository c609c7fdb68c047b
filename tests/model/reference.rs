//! Whether a source might go: by the true order of what one home had heard of, and by what truly lies on the drives.
//! Deliberately simple, and without a line of the program's own fold.

use std::collections::BTreeSet;

use kluis::formats::entry::{Distrusted, Head, Role};
use kluis::words::ids::{BundleId, MediumId};

use crate::world::{Medium, Seen, Tick, Whereabouts};

/// Something that truly happened, and the ledger line that says so.
#[derive(Debug, Clone, Copy)]
pub struct Fact {
    pub tick: Tick,
    pub line: Head,
    /// The replacements of a sealer's key that its writer knew of, one bit each.
    pub knew: u64,
    pub medium: MediumId,
    /// None for what is said of the whole drive.
    pub bundle: Option<BundleId>,
    pub what: What,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    Wrote {
        role: Role,
    },
    /// `attached`: when the drive had been plugged in as it was, where that home had seen it come.
    Looked {
        deep: bool,
        seen: Seen,
        attached: Option<Tick>,
    },
    Mended,
    Lost,
    Found,
}

/// A sealer's key was replaced, on record: lines that did not know of this count up to these heads, without those that
/// are distrusted.
#[derive(Debug, Clone)]
pub struct Replaced {
    pub line: Head,
    pub knew: u64,
    pub old: usize,
    pub heads: Vec<Head>,
    pub distrusted: Vec<Distrusted>,
    /// Lines that did not count before, and that nobody has named.
    pub quarantined: Vec<Distrusted>,
}

/// The disposer vouched, on record, for lines up to these heads, against the replacements that this line knew of.
#[derive(Debug, Clone)]
pub struct Vouched {
    pub line: Head,
    pub knew: u64,
    pub heads: Vec<Head>,
}

/// A fact that one home has heard of.
#[derive(Debug, Clone, Copy)]
pub struct Heard {
    fact: Fact,
    /// Its line is quarantined, as far as this home knows.
    quarantined: bool,
    /// The same, and somebody has named that line.
    named: bool,
}

/// The facts whose lines a home holds.
pub fn heard(
    facts: &[Fact],
    replaced: &[Replaced],
    vouched: &[Vouched],
    holds: impl Fn(&Head) -> bool,
) -> Vec<Heard> {
    let known = known_replacements(replaced, &holds);
    let vouched = counting_words(vouched, &known, &holds);
    let held = facts.iter().filter(|fact| holds(&fact.line));
    let heard = |fact: &Fact| {
        let quarantined = is_quarantined(&fact.line, fact.knew, &known, &vouched);
        let named = quarantined && known.iter().any(|(_, one)| one.names(&fact.line));
        Heard { fact: *fact, quarantined, named }
    };
    held.map(heard).collect()
}

/// The replacements whose lines a home holds, each with its bit.
pub fn known_replacements<'r>(
    replaced: &'r [Replaced],
    holds: &dyn Fn(&Head) -> bool,
) -> Vec<(u64, &'r Replaced)> {
    let bits = replaced.iter().enumerate().map(|(number, one)| (1 << number, one));
    bits.filter(|(_, one)| holds(&one.line)).collect()
}

/// Those of which none of the others knew.
pub fn latest<'r>(replaced: &[(u64, &'r Replaced)]) -> Vec<(u64, &'r Replaced)> {
    let superseded = |bit: u64| replaced.iter().any(|(_, other)| other.knew & bit != 0);
    replaced.iter().filter(|(bit, _)| !superseded(*bit)).copied().collect()
}

/// The words that a home holds and that stand in no quarantined line; one may vouch for the line of another.
pub fn counting_words<'v>(
    vouched: &'v [Vouched],
    known: &[(u64, &Replaced)],
    holds: &dyn Fn(&Head) -> bool,
) -> Vec<&'v Vouched> {
    let mut counting: Vec<&Vouched> = Vec::new();
    loop {
        let fresh = vouched.iter().find(|word| {
            let new = !counting.iter().any(|known| known.line == word.line);
            new && holds(&word.line) && !is_quarantined(&word.line, word.knew, known, &counting)
        });
        match fresh {
            Some(word) => counting.push(word),
            None => return counting,
        }
    }
}

fn is_quarantined(
    line: &Head,
    knew: u64,
    known: &[(u64, &Replaced)],
    vouched: &[&Vouched],
) -> bool {
    let unknown: Vec<_> = known.iter().filter(|(bit, _)| knew & bit == 0).copied().collect();
    let named = known.iter().any(|(_, one)| one.names(line));
    let asked = latest(&unknown);
    asked.iter().any(|(bit, one)| {
        !one.lets_count(line) && (named || !vouched.iter().any(|word| word.covers(*bit, line)))
    })
}

impl Vouched {
    /// Whether so many lines of a chain count by this, against that replacement.
    pub fn covers(&self, bit: u64, line: &Head) -> bool {
        let head = self.heads.iter().find(|head| head.writer == line.writer);
        self.knew & bit != 0 && head.is_some_and(|head| line.count <= head.count)
    }
}

impl Replaced {
    /// How many lines of a chain count.
    pub fn lines_of(&self, line: &Head) -> u64 {
        let head = self.heads.iter().find(|head| head.writer == line.writer);
        head.map_or(0, |head| head.count)
    }

    fn lets_count(&self, line: &Head) -> bool {
        let within = line.count <= self.lines_of(line);
        within && !self.names(line) && !has_line(&self.quarantined, line)
    }

    fn names(&self, line: &Head) -> bool {
        has_line(&self.distrusted, line)
    }
}

fn has_line(lines: &[Distrusted], line: &Head) -> bool {
    let mut lines = lines.iter().filter(|lines| lines.writer == line.writer);
    lines.any(|lines| (lines.from..=lines.to).contains(&(line.count - 1)))
}

/// What the facts say of one bundle on one drive.
#[derive(Default)]
struct Known {
    /// Data, or keys, were seen there; and somebody is known to have written them.
    data: bool,
    keys: bool,
    data_written: bool,
    keys_written: bool,
    whole: bool,
    wrong_inside: bool,
    /// A quarantined line found something, or wrote, and nobody has looked since.
    doubtful: bool,
    doubtful_inside: bool,
    lost: bool,
    not_seen_since_found: bool,
    last_written: Tick,
    reattached: bool,
    last_look: Tick,
    /// The last look that tells what sound files hold.
    last_look_inside: Tick,
}

/// How far copies must be proven.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wanted {
    ReadBack,
    Reattached,
}

/// Whether a home must have heard who wrote a copy, or it is enough that somebody saw it there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Evidence {
    Seen,
    SeenAndWritten,
}

/// The drives with data that counts, by these facts in their true order.
pub fn counts(
    facts: &[Heard],
    media: &[&Medium],
    bundle: BundleId,
    wanted: Wanted,
    copies: usize,
    evidence: Evidence,
) -> BTreeSet<MediumId> {
    let known: Vec<(&Medium, Known)> =
        media.iter().map(|medium| (*medium, known(facts, medium, bundle))).collect();
    let proven = |medium: &Medium, known: &Known| {
        known.whole
            && !(known.wrong_inside || known.doubtful || known.doubtful_inside)
            && !(known.lost || known.not_seen_since_found)
            && (known.reattached || (wanted == Wanted::ReadBack && !medium.cached))
    };
    let has_data = |known: &Known| match evidence {
        Evidence::Seen => known.data,
        Evidence::SeenAndWritten => known.data_written,
    };
    let has_keys = |known: &Known| match evidence {
        Evidence::Seen => known.keys,
        Evidence::SeenAndWritten => known.keys_written,
    };
    let proven: Vec<&(&Medium, Known)> = known.iter().filter(|(m, k)| proven(m, k)).collect();
    let keys =
        devices(proven.iter().filter(|(_, known)| has_keys(known)).map(|(medium, _)| *medium));
    let opens = |known: &Known| has_keys(known) || keys >= copies;
    let counting = proven.iter().filter(|(_, known)| has_data(known) && opens(known));
    counting.map(|(medium, _)| medium.id).collect()
}

/// How many copies truly open, if what went bad after the last look that these facts tell of is forgiven: nobody could
/// know.
pub fn truly_opens(facts: &[Heard], media: &[Medium], bundle: BundleId, copies: usize) -> usize {
    let sound = |medium: &&Medium| {
        let Some(spot) = medium.spots.get(&bundle) else { return false };
        let known = known(facts, medium, bundle);
        let gone = match medium.at {
            Whereabouts::Gone { since } => Some(since),
            Whereabouts::At(_) | Whereabouts::InTheSafe => None,
        };
        let forgiven = |since: Option<Tick>, look: Tick| since.is_none_or(|since| since > look);
        forgiven(spot.harmed, known.last_look)
            && forgiven(spot.inside, known.last_look_inside)
            && forgiven(gone, known.last_look)
    };
    let sound: Vec<&Medium> = media.iter().filter(sound).collect();
    let keys = devices(sound.iter().filter(|medium| medium.holds(Role::Keys)).copied());
    let opens = |medium: &&&Medium| {
        medium.holds(Role::Data) && (medium.holds(Role::Keys) || keys >= copies)
    };
    devices(sound.iter().filter(opens).copied())
}

/// On how many devices these media lie.
pub fn devices<'m>(media: impl Iterator<Item = &'m Medium>) -> usize {
    media.map(|medium| medium.device).collect::<BTreeSet<usize>>().len()
}

fn known(facts: &[Heard], medium: &Medium, bundle: BundleId) -> Known {
    let mut known = Known::default();
    let about = |heard: &&Heard| {
        heard.fact.medium == medium.id && heard.fact.bundle.is_none_or(|of| of == bundle)
    };
    let mut facts: Vec<&Heard> = facts.iter().filter(about).collect();
    facts.sort_by_key(|heard| heard.fact.tick);
    for Heard { fact, quarantined, named } in facts {
        match (quarantined, named) {
            (true, true) if fact.what != What::Lost => {}
            (true, _) => known.take_quarantined(fact),
            (false, _) => known.take(fact, medium),
        }
    }
    known
}

impl Known {
    fn take(&mut self, fact: &Fact, medium: &Medium) {
        match fact.what {
            What::Wrote { role } => {
                match role {
                    Role::Data => (self.data, self.data_written) = (true, true),
                    Role::Keys => (self.keys, self.keys_written) = (true, true),
                }
                (self.whole, self.doubtful) = (true, false);
                self.not_seen_since_found = false;
                self.wrote(fact.tick);
                self.last_look = fact.tick;
            }
            What::Looked { deep, seen, attached } => {
                let whole = seen != Seen::Damaged;
                (self.whole, self.doubtful) = (whole, false);
                if whole {
                    // Who saw it there need not have heard who wrote it.
                    self.data |= medium.holds(Role::Data);
                    self.keys |= medium.holds(Role::Keys);
                    self.not_seen_since_found = false;
                }
                if whole && deep {
                    (self.wrong_inside, self.doubtful_inside) = (seen != Seen::Whole, false);
                    self.last_look_inside = fact.tick;
                }
                if seen == Seen::Whole {
                    self.reattached |= attached.is_some_and(|since| since > self.last_written);
                }
                self.last_look = fact.tick;
            }
            What::Mended => self.wrote(fact.tick),
            What::Lost => self.lost = true,
            What::Found => (self.lost, self.not_seen_since_found) = (false, true),
        }
    }

    /// What such a line did or found asks for another look, and a loss stands; it says nothing else.
    fn take_quarantined(&mut self, fact: &Fact) {
        match fact.what {
            What::Looked { seen: Seen::Damaged, .. } => self.doubtful = true,
            What::Looked { seen: Seen::WrongInside, .. } => self.doubtful_inside = true,
            What::Mended => {
                self.doubtful = true;
                self.wrote(fact.tick);
            }
            What::Lost => self.lost = true,
            What::Wrote { .. } | What::Looked { seen: Seen::Whole, .. } | What::Found => {}
        }
    }

    fn wrote(&mut self, tick: Tick) {
        (self.last_written, self.reattached) = (tick, false);
    }
}
