//! Whether a source might go: by the true order of what one home had heard of, and by what truly lies on the drives.
//! Deliberately simple, and without a line of the program's own fold.

use std::collections::BTreeSet;

use kluis::formats::entry::Role;
use kluis::words::ids::{BundleId, MediumId, WriterId};

use crate::world::{Medium, Tick, Whereabouts};

/// Something that truly happened, and the ledger line that says so.
#[derive(Debug, Clone, Copy)]
pub struct Fact {
    pub tick: Tick,
    pub writer: WriterId,
    pub seq: u64,
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
        whole: bool,
        attached: Option<Tick>,
    },
    Mended,
    Lost,
    Found,
}

/// What the facts say of one bundle on one drive.
#[derive(Default)]
struct Known {
    data: bool,
    keys: bool,
    whole: bool,
    lost: bool,
    not_seen_since_found: bool,
    last_written: Tick,
    reattached: bool,
    last_look: Tick,
}

/// How far copies must be proven.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wanted {
    ReadBack,
    Reattached,
}

/// The drives with data that counts, by these facts in their true order.
pub fn counts(
    facts: &[Fact],
    media: &[Medium],
    bundle: BundleId,
    wanted: Wanted,
    copies: usize,
) -> BTreeSet<MediumId> {
    let known: Vec<(&Medium, Known)> =
        media.iter().map(|medium| (medium, known(facts, medium, bundle))).collect();
    let proven = |medium: &Medium, known: &Known| {
        known.whole
            && !known.lost
            && !known.not_seen_since_found
            && (known.reattached || (wanted == Wanted::ReadBack && !medium.cached))
    };
    let proven: Vec<&(&Medium, Known)> = known.iter().filter(|(m, k)| proven(m, k)).collect();
    let keys = devices(proven.iter().filter(|(_, known)| known.keys).map(|(medium, _)| *medium));
    let opens = |known: &Known| known.keys || keys >= copies;
    let counting = proven.iter().filter(|(_, known)| known.data && opens(known));
    counting.map(|(medium, _)| medium.id).collect()
}

/// How many copies truly open, if what went bad after the last look that these facts tell of is forgiven: nobody could
/// know.
pub fn truly_opens(facts: &[Fact], media: &[Medium], bundle: BundleId, copies: usize) -> usize {
    let sound = |medium: &&Medium| {
        let last = known(facts, medium, bundle).last_look;
        let harmed = medium.spots.get(&bundle).and_then(|spot| spot.harmed);
        let gone = match medium.at {
            Whereabouts::Gone { since } => Some(since),
            Whereabouts::At(_) | Whereabouts::InTheSafe => None,
        };
        medium.spots.contains_key(&bundle)
            && harmed.is_none_or(|harmed| harmed > last)
            && gone.is_none_or(|gone| gone > last)
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

fn known(facts: &[Fact], medium: &Medium, bundle: BundleId) -> Known {
    let mut known = Known::default();
    let about =
        |fact: &&Fact| fact.medium == medium.id && fact.bundle.is_none_or(|of| of == bundle);
    let mut facts: Vec<&Fact> = facts.iter().filter(about).collect();
    facts.sort_by_key(|fact| fact.tick);
    for fact in facts {
        match fact.what {
            What::Wrote { role } => {
                known.data |= role == Role::Data;
                known.keys |= role == Role::Keys;
                known.whole = true;
                known.not_seen_since_found = false;
                known.wrote(fact.tick);
                known.last_look = fact.tick;
            }
            What::Looked { whole, attached } => {
                known.whole = whole;
                if whole {
                    // Who saw it there need not have heard who wrote it.
                    known.data |= medium.holds(Role::Data);
                    known.keys |= medium.holds(Role::Keys);
                    known.not_seen_since_found = false;
                    known.reattached |= attached.is_some_and(|since| since > known.last_written);
                }
                known.last_look = fact.tick;
            }
            What::Mended => known.wrote(fact.tick),
            What::Lost => known.lost = true,
            What::Found => (known.lost, known.not_seen_since_found) = (false, true),
        }
    }
    known
}

impl Known {
    fn wrote(&mut self, tick: Tick) {
        (self.last_written, self.reattached) = (tick, false);
    }
}
