//! An earlier end as the ledger knows it: proposed, waiting, confirmed or withdrawn.

use super::State;
use crate::formats::entry::{NoteRef, ShorteningProposed};
use crate::rules::clock::after_the_wait;
use crate::things::ledger::persons::Person;
use crate::words::day::{Day, Stamp, Time};
use crate::words::digest::Digest;
use crate::words::ids::BundleId;

/// One proposal of an earlier end.
#[derive(Debug, Clone)]
pub struct Shortening {
    /// The bundles that it is about, as far as whoever proposed it knew them.
    pub bundles: Vec<BundleId>,
    /// Who proposed it.
    pub by: Option<Person>,
    /// Another person signed for the vault then: one other than who proposed it confirms it, or nobody.
    pub among_several: bool,
    /// What it says.
    pub fields: ShorteningProposed,
    /// Where a person's words on it stand.
    pub note: Option<NoteRef>,
    /// When it was proposed, and what the clock was worth.
    pub proposed: Stamp,
    /// How it stands.
    pub standing: ShorteningStanding,
    /// Those of the bundles for which it does not count: something came that it had not seen.
    pub undone: Vec<BundleId>,
}

/// How a proposal stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ShorteningStanding {
    /// Nobody has confirmed it yet.
    Waiting,
    /// It counts since then.
    Confirmed(Time),
    /// It was taken back.
    Withdrawn,
}

impl State {
    /// Whether an earlier end of a bundle waits, and may come to count.
    pub fn may_shorten(&self, id: BundleId) -> bool {
        let about = |one: &Shortening| one.bundles.contains(&id) && !one.undone.contains(&id);
        self.shortenings.values().any(|one| one.waits() && about(one))
    }

    /// The proposals by which a bundle has an earlier end, each with when that was confirmed.
    pub fn shortened(&self, id: BundleId) -> impl Iterator<Item = (Digest, Time)> {
        self.shortenings.iter().filter_map(move |(name, one)| match one.standing {
            ShorteningStanding::Confirmed(at)
                if one.bundles.contains(&id) && !one.undone.contains(&id) =>
            {
                Some((*name, at))
            }
            _ => None,
        })
    }
}

impl Shortening {
    /// The first day on which it may be confirmed.
    pub fn from_day(&self) -> Day {
        after_the_wait(self.proposed.time.day())
    }

    /// Whether a person has to do something about it still.
    pub fn waits(&self) -> bool {
        self.standing == ShorteningStanding::Waiting
    }
}
