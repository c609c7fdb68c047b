//! Ends that became earlier: a person proposes it, and after a wait another person confirms it.
//!
//! A proposal changes nothing. Its confirmation counts where it has seen the proposal, comes a wait later by two
//! entries whose clocks were believed, and is another person's wherever there is one. It lifts the facts that the
//! proposal names and had seen, and no others. What the proposal had not seen (a hold, a later end, an event that was
//! taken back) undoes it for that bundle, unless it came in sight of the confirmation: then it counts by itself. A
//! withdrawal that the confirmation had not seen undoes it, and so does a person who says afterwards that it was an
//! earlier day.

use std::collections::BTreeMap;

use super::doom::Block;
use super::held::{Family, Held};
use super::{BundleState, Shortening, ShorteningStanding};
use crate::formats::entry::{ClassEnd, Entry, NoteRef, Shortened, ShorteningProposed};
use crate::rules::clock::{BEHIND_SECONDS_MAX, after_the_wait};
use crate::things::ledger::order::At;
use crate::things::ledger::persons::{Person, Persons};
use crate::words::day::{ClockState, Day, Stamp, Time};
use crate::words::digest::Digest;
use crate::words::ids::BundleId;

/// What all entries say about earlier ends.
#[derive(Default)]
pub(super) struct Shortenings {
    proposed: BTreeMap<Digest, Proposed>,
    confirmed: Vec<Confirmed>,
    withdrawn: Vec<(At, Digest)>,
    /// Where a person said what day it was.
    said: Vec<(At, Time)>,
}

/// One proposal; a chain that was moved may hold it twice.
struct Proposed {
    at: Vec<At>,
    stamp: Stamp,
    who: Option<Person>,
    /// Another person signed for the vault too. Who proposes it may have retired that one since.
    among_several: bool,
    note: Option<NoteRef>,
    fields: ShorteningProposed,
    /// Two entries of one name say different things: neither counts.
    disagrees: bool,
}

struct Confirmed {
    at: At,
    stamp: Stamp,
    who: Option<Person>,
    /// No other person could have confirmed it.
    sole: bool,
    proposal: Digest,
}

/// A proposal that is confirmed.
#[derive(Clone)]
pub(super) struct Earlier {
    /// Where it was proposed.
    pub proposed: Vec<At>,
    /// Where it was confirmed.
    pub at: At,
    pub time: Time,
    pub fields: ShorteningProposed,
}

impl Earlier {
    /// Whether an end that an entry gave counts no more.
    pub fn replaces(&self, end: &ClassEnd, given: &At) -> bool {
        self.fields.replaces.contains(end) && self.saw(given)
    }

    fn saw(&self, fact: &At) -> bool {
        self.proposed.iter().all(|at| at.has_seen(fact))
    }

    /// Whether what keeps a bundle came where it undoes this: unseen by the proposal, and not in sight of what follows.
    fn is_undone_by(&self, block: &Block, last: Option<Day>) -> bool {
        block.is_beyond(last) && !self.saw(&block.at) && !block.at.has_seen(&self.at)
    }
}

impl Shortenings {
    pub fn propose(
        &mut self,
        at: &At,
        entry: &Entry,
        persons: &Persons,
        fields: &ShorteningProposed,
    ) {
        let stamp = Stamp { clock: entry.clock, time: entry.time };
        let known = self.proposed.entry(fields.proposal).or_insert_with(|| Proposed {
            at: vec![],
            stamp,
            who: persons.who(entry).cloned(),
            among_several: false,
            note: entry.note,
            fields: fields.clone(),
            disagrees: false,
        });
        known.at.push(at.clone());
        known.among_several |= persons.had_another(entry);
        known.disagrees |= known.fields != *fields;
    }

    pub fn confirm(&mut self, at: &At, entry: &Entry, persons: &Persons, fields: &Shortened) {
        self.confirmed.push(Confirmed {
            at: at.clone(),
            stamp: Stamp { clock: entry.clock, time: entry.time },
            who: persons.who(entry).cloned(),
            sole: persons.is_enough_alone(entry) && !persons.had_another(entry),
            proposal: fields.proposal,
        });
    }

    pub fn withdraw(&mut self, at: &At, proposal: Digest) {
        self.withdrawn.push((at.clone(), proposal));
    }

    /// A person says what day it is.
    pub fn say_day(&mut self, at: &At, time: Time) {
        self.said.push((at.clone(), time));
    }

    /// Those that were confirmed as they must be, whatever became of the bundles since.
    pub fn confirmed(&self) -> Vec<Earlier> {
        let counts = self.confirmed.iter().filter_map(|confirmed| {
            let proposed = self.proposed.get(&confirmed.proposal)?;
            let counts =
                proposed.may_be_confirmed_by(confirmed) && self.undoing(confirmed).next().is_none();
            counts.then(|| Earlier {
                proposed: proposed.at.clone(),
                at: confirmed.at.clone(),
                time: confirmed.stamp.time,
                fields: proposed.fields.clone(),
            })
        });
        counts.collect()
    }

    /// What takes back a confirmation: a withdrawal that it had not seen, or a person who says in sight of it that it
    /// is an earlier day. So nothing is won by a clock that was set ahead.
    fn undoing<'s>(&'s self, confirmed: &'s Confirmed) -> impl Iterator<Item = &'s At> {
        let withdrawn = self.withdrawn.iter().filter(|(at, proposal)| {
            *proposal == confirmed.proposal && !at.has_seen(&confirmed.at)
        });
        let earlier = self.said.iter().filter(|(at, now)| {
            at.has_seen(&confirmed.at)
                && now.unix() < confirmed.stamp.time.unix() - BEHIND_SECONDS_MAX
        });
        withdrawn.map(|(at, _)| at).chain(earlier.map(|(at, _)| at))
    }

    /// Those of them that count for a bundle.
    pub fn on(
        &self,
        confirmed: &[Earlier],
        (id, bundle): (BundleId, &BundleState),
        family: &Family<'_>,
        held: &Held,
        blocks: &[Block],
    ) -> Vec<Earlier> {
        let counts = |earlier: &&Earlier| {
            let last = last_day(&earlier.fields, bundle);
            is_about(&earlier.fields, id, bundle)
                && (is_known(&earlier.proposed, id, held)
                    || held.was_sealed_in_sight_of(id, &earlier.at))
                && held.was_free(id, family, &earlier.proposed)
                && !blocks.iter().any(|block| earlier.is_undone_by(block, last))
        };
        confirmed.iter().filter(counts).cloned().collect()
    }

    /// What an order to destroy the bundle has to know: that a confirmation which it relied on was taken back.
    pub fn blocks(&self, id: BundleId, bundle: &BundleState) -> Vec<Block> {
        let about = self.confirmed.iter().filter(|confirmed| {
            let proposed = self.proposed.get(&confirmed.proposal);
            proposed.is_some_and(|proposed| is_about(&proposed.fields, id, bundle))
        });
        let undoing = about.flat_map(|confirmed| self.undoing(confirmed));
        undoing.map(|at| Block { at: at.clone(), through: None }).collect()
    }

    /// All proposals, and how each stands. `asked` gives each bundle with its family, and what keeps it.
    pub fn end(
        &self,
        bundles: &BTreeMap<BundleId, BundleState>,
        held: &Held,
        blocks: &BTreeMap<BundleId, Vec<Block>>,
    ) -> BTreeMap<Digest, Shortening> {
        let confirmed = self.confirmed();
        let state = |(name, proposed): (&Digest, &Proposed)| {
            let about = bundles.iter().filter(|(id, bundle)| {
                is_about(&proposed.fields, **id, bundle) && is_known(&proposed.at, **id, held)
            });
            let about: Vec<_> = about.collect();
            let by = confirmed.iter().find(|earlier| earlier.fields.proposal == *name);
            let undone = |(id, bundle): &&(&BundleId, &BundleState)| {
                let last = last_day(&proposed.fields, bundle);
                let undoes = |block: &Block| {
                    block.is_beyond(last)
                        && !proposed.at.iter().all(|at| at.has_seen(&block.at))
                        && !by.is_some_and(|earlier| block.at.has_seen(&earlier.at))
                };
                blocks.get(*id).is_some_and(|blocks| blocks.iter().any(undoes))
            };
            let withdrawn = self.withdrawn.iter().any(|(_, proposal)| proposal == name);
            let standing = match by {
                Some(earlier) => ShorteningStanding::Confirmed(earlier.time),
                None if withdrawn => ShorteningStanding::Withdrawn,
                None => ShorteningStanding::Waiting,
            };
            let undone: Vec<BundleId> = about.iter().filter(undone).map(|(id, _)| **id).collect();
            let shortening = Shortening {
                bundles: about.iter().map(|(id, _)| **id).collect(),
                by: proposed.who.clone(),
                among_several: proposed.among_several,
                fields: proposed.fields.clone(),
                note: proposed.note,
                proposed: proposed.stamp,
                standing,
                undone,
            };
            (*name, shortening)
        };
        self.proposed.iter().map(state).collect()
    }

    pub fn is_empty(&self) -> bool {
        self.proposed.is_empty()
    }
}

impl Proposed {
    fn may_be_confirmed_by(&self, confirmed: &Confirmed) -> bool {
        let another = match (&self.who, &confirmed.who) {
            (Some(one), Some(other)) => one != other || (confirmed.sole && !self.among_several),
            (None, _) | (_, None) => false,
        };
        let believed =
            [self.stamp, confirmed.stamp].iter().all(|stamp| stamp.clock == ClockState::Ok);
        another
            && believed
            && !self.disagrees
            && self.at.iter().all(|at| confirmed.at.has_seen(at))
            && confirmed.stamp.time.day() >= after_the_wait(self.stamp.time.day())
    }
}

/// The last day by which a bundle is kept once the proposal counts, as far as the proposal goes.
fn last_day(fields: &ShorteningProposed, bundle: &BundleState) -> Option<Day> {
    match fields.inherited.is_empty() {
        true => fields.ends.iter().filter_map(|end| end.keep_through).max(),
        false => bundle.end.keep_through,
    }
}

fn is_about(fields: &ShorteningProposed, id: BundleId, bundle: &BundleState) -> bool {
    let named = fields.bundles.as_ref().is_some_and(|bundles| bundles.contains(&id));
    named || (fields.case.is_some() && fields.case == bundle.case)
}

fn is_known(proposed: &[At], id: BundleId, held: &Held) -> bool {
    proposed.iter().all(|at| held.was_seen(id, at))
}
