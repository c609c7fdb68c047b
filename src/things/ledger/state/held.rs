//! Which holds bind which bundles.
//!
//! A hold binds what fits its scope, whenever it was sealed: placing needs no order. A release lifts a hold that it
//! has seen, from a bundle that was sealed before the release or in sight of it. Of a bundle whose sealing neither
//! saw the release nor was seen by it the hold is not lifted: it may be one that the hold was meant for (design,
//! "Ledger": a block is lifted only by an entry that has seen it).

use std::collections::{BTreeMap, BTreeSet};

use super::doom::Block;
use super::{BundleState, Contradiction, HoldState};
use crate::formats::entry::{Entry, HoldPlaced, HoldReleased, HoldReviewed};
use crate::rules::hold::Hold;
use crate::things::ledger::order::{At, Frontier};
use crate::things::ledger::persons::Person;
use crate::words::day::{Day, Time};
use crate::words::ids::{BundleId, HoldId};

/// A bundle, and those whose records went into it.
pub(super) type Family<'b> = [(BundleId, &'b BundleState)];

/// Whether these releases lift a hold: one where that is enough, else those of two persons.
fn is_enough<'r>(releases: impl Iterator<Item = &'r Release>) -> bool {
    let (mut persons, mut alone) = (BTreeSet::new(), false);
    for release in releases {
        alone |= release.signed.alone;
        persons.extend(&release.signed.who);
    }
    alone || persons.len() > 1
}

/// When a hold was lifted: by the release that made it enough.
fn completed<'r>(releases: impl Iterator<Item = &'r Release>) -> Option<Time> {
    let mut all: Vec<&Release> = releases.collect();
    all.sort_by_key(|release| release.time);
    let enough = (1..=all.len()).find(|first| is_enough(all[..*first].iter().copied()))?;
    Some(all[enough - 1].time)
}

/// What all entries say about holds.
#[derive(Default)]
pub(super) struct Held {
    placed: BTreeMap<HoldId, Placed>,
    reviews: BTreeMap<HoldId, Frontier<Day>>,
    releases: BTreeMap<HoldId, Vec<Release>>,
    sealings: BTreeMap<BundleId, Vec<At>>,
}

/// A person's word that a hold is to bind no more.
struct Release {
    at: At,
    time: Time,
    signed: Signed,
}

/// Who signed an act, and whether one person's signature is enough where it stands.
pub(super) struct Signed {
    pub who: Option<Person>,
    pub alone: bool,
}

/// One hold, by the entry that placed it; a chain that was moved may hold that entry twice.
struct Placed {
    at: Vec<At>,
    state: HoldState,
}

impl Held {
    pub fn place(&mut self, at: &At, entry: &Entry, placed: &HoldPlaced) -> Option<Contradiction> {
        let state = HoldState {
            clock: entry.clock,
            ends: placed.ends,
            note: entry.note,
            placed: entry.time,
            release_signed: BTreeMap::new(),
            released: None,
            review: placed.review,
            scope: placed.scope.clone(),
        };
        let known = self.placed.entry(placed.hold);
        let known = known.or_insert_with(|| Placed { at: Vec::new(), state });
        known.at.push(at.clone());
        let same = known.state.scope == placed.scope
            && (known.state.ends, known.state.review) == (placed.ends, placed.review);
        (!same).then_some(Contradiction::TwoHolds(placed.hold))
    }

    pub fn review(&mut self, at: &At, reviewed: &HoldReviewed) {
        self.reviews.entry(reviewed.hold).or_default().put(at, reviewed.review);
    }

    pub fn release(&mut self, at: &At, time: Time, signed: Signed, released: &HoldReleased) {
        for hold in &released.holds {
            let (at, signed) = (at.clone(), Signed { who: signed.who.clone(), ..signed });
            self.releases.entry(*hold).or_default().push(Release { at, time, signed });
        }
    }

    pub fn seal(&mut self, at: &At, bundle: BundleId) {
        self.sealings.entry(bundle).or_default().push(at.clone());
    }

    /// Whether whoever wrote an entry knew of a bundle.
    pub fn was_seen(&self, bundle: BundleId, by: &At) -> bool {
        let sealings = self.sealings.get(&bundle).map_or(&[][..], Vec::as_slice);
        sealings.iter().any(|sealed| by.has_seen(sealed))
    }

    /// Whether whoever sealed one bundle knew of the other.
    pub fn was_sealed_after(&self, later: BundleId, first: BundleId) -> bool {
        let sealings = self.sealings.get(&later).map_or(&[][..], Vec::as_slice);
        !sealings.is_empty() && sealings.iter().all(|sealed| self.was_seen(first, sealed))
    }

    /// Whether whoever sealed a bundle knew of an entry.
    pub fn was_sealed_in_sight_of(&self, bundle: BundleId, entry: &At) -> bool {
        let sealings = self.sealings.get(&bundle).map_or(&[][..], Vec::as_slice);
        !sealings.is_empty() && sealings.iter().all(|sealed| sealed.has_seen(entry))
    }

    /// Whether no hold that these entries had seen was in force on a bundle, by the releases that they had seen.
    pub fn was_free(&self, id: BundleId, family: &Family<'_>, by: &[At]) -> bool {
        let seen = |at: &At| by.iter().all(|by| by.has_seen(at));
        let mut seen_holds = self.fitting(family).filter(|(_, placed)| placed.at.iter().any(&seen));
        !seen_holds.any(|(hold, placed)| {
            let releases = self.releases_of(*hold, placed);
            let releases =
                releases.filter(|one| seen(&one.at) && self.is_ordered_with(&one.at, id));
            !is_enough(releases)
        })
    }

    /// The holds in force on a bundle. One that fits a bundle whose records went into it binds it too.
    pub fn on(&self, id: BundleId, family: &Family<'_>) -> Vec<Hold> {
        let binding = self.fitting(family).filter(|(hold, placed)| {
            let releases = self.releases_of(**hold, placed);
            !is_enough(releases.filter(|release| self.is_ordered_with(&release.at, id)))
        });
        binding.map(|(hold, placed)| placed.state.in_force(*hold)).collect()
    }

    /// Where each hold that fits a bundle was placed, in force or not: a destruction that was ordered without having
    /// seen it is void for good.
    pub fn blocks(&self, family: &Family<'_>) -> Vec<Block> {
        let placed = self.fitting(family).flat_map(|(_, placed)| placed.at.iter().cloned());
        placed.map(|at| Block { at, through: None }).collect()
    }

    fn fitting<'s>(
        &'s self,
        family: &'s Family<'s>,
    ) -> impl Iterator<Item = (&'s HoldId, &'s Placed)> {
        let fits = move |(_, placed): &(&HoldId, &Placed)| {
            let scope = &placed.state.scope;
            family.iter().any(|(id, bundle)| scope.binds(*id, bundle.case, &bundle.rules))
        };
        self.placed.iter().filter(fits)
    }

    /// The releases of a hold that have seen it.
    fn releases_of<'s>(
        &'s self,
        hold: HoldId,
        placed: &'s Placed,
    ) -> impl Iterator<Item = &'s Release> {
        let all = self.releases.get(&hold).map_or(&[][..], Vec::as_slice);
        let all = all.iter().filter(|release| placed.at.iter().all(|at| release.at.has_seen(at)));
        // Who finds that a hold is needed still takes back a release that another person had yet to sign.
        let saw = move |release: &&Release| {
            let mut reviews = self.reviews.get(&hold).into_iter().flat_map(Frontier::placed);
            release.signed.alone || reviews.all(|(at, _)| release.at.has_seen(at))
        };
        all.filter(saw)
    }

    /// Whether a release knew of the bundle, or whoever sealed it knew of the release.
    fn is_ordered_with(&self, release: &At, bundle: BundleId) -> bool {
        let sealings = self.sealings.get(&bundle).map_or(&[][..], Vec::as_slice);
        sealings.iter().any(|sealed| release.has_seen(sealed))
            || (!sealings.is_empty() && sealings.iter().all(|sealed| sealed.has_seen(release)))
    }

    /// All holds that were ever placed.
    pub fn end(self) -> BTreeMap<HoldId, HoldState> {
        let states = self.placed.iter().map(|(hold, placed)| {
            let mut state = placed.state.clone();
            let releases = || self.releases_of(*hold, placed);
            state.released = completed(releases());
            if state.released.is_none() {
                for release in releases() {
                    let Some(who) = release.signed.who.clone() else { continue };
                    let first = state.release_signed.entry(who).or_insert(release.time);
                    *first = (*first).min(release.time);
                }
            }
            // Of reviews that no home has ordered the one that comes first.
            let reviews = self.reviews.get(hold).into_iter().flat_map(Frontier::facts);
            state.review = reviews.min().copied().or(state.review);
            (*hold, state)
        });
        states.collect()
    }
}
