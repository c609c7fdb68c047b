//! Which holds bind which bundles.
//!
//! A hold binds what fits its scope, whenever it was sealed: placing needs no order. A release lifts a hold that it
//! has seen, from a bundle that was sealed before the release or in sight of it. Of a bundle whose sealing neither
//! saw the release nor was seen by it the hold is not lifted: it may be one that the hold was meant for (design,
//! "Ledger": a block is lifted only by an entry that has seen it).

use std::collections::BTreeMap;

use super::doom::Block;
use super::{BundleState, Contradiction, HoldState};
use crate::formats::entry::{Entry, HoldPlaced, HoldReleased, HoldReviewed};
use crate::rules::hold::Hold;
use crate::things::ledger::order::{At, Frontier};
use crate::words::day::{Day, Time};
use crate::words::ids::{BundleId, HoldId};

/// A bundle, and those whose records went into it.
pub(super) type Family<'b> = [(BundleId, &'b BundleState)];

/// What all entries say about holds.
#[derive(Default)]
pub(super) struct Held {
    placed: BTreeMap<HoldId, Placed>,
    reviews: BTreeMap<HoldId, Frontier<Day>>,
    releases: BTreeMap<HoldId, Vec<(At, Time)>>,
    sealings: BTreeMap<BundleId, Vec<At>>,
}

/// One hold, by the entry that placed it; a chain that was moved may hold that entry twice.
struct Placed {
    at: Vec<At>,
    state: HoldState,
}

impl Held {
    pub fn place(&mut self, at: &At, entry: &Entry, placed: &HoldPlaced) -> Option<Contradiction> {
        let state = HoldState {
            ends: placed.ends,
            note: entry.note,
            placed: entry.time,
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

    pub fn release(&mut self, at: &At, time: Time, released: &HoldReleased) {
        for hold in &released.holds {
            self.releases.entry(*hold).or_default().push((at.clone(), time));
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

    /// The holds in force on a bundle. One that fits a bundle whose records went into it binds it too.
    pub fn on(&self, id: BundleId, family: &Family<'_>) -> Vec<Hold> {
        let binding = self.fitting(family).filter(|(hold, placed)| {
            let mut releases = self.releases_of(**hold, placed);
            !releases.any(|(release, _)| self.is_ordered_with(release, id))
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
    ) -> impl Iterator<Item = &'s (At, Time)> {
        let all = self.releases.get(&hold).map_or(&[][..], Vec::as_slice);
        all.iter().filter(|(release, _)| placed.at.iter().all(|at| release.has_seen(at)))
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
            let released = self.releases_of(*hold, placed).map(|(_, time)| *time);
            state.released = released.min();
            // Of reviews that no home has ordered the one that comes first.
            let reviews = self.reviews.get(hold).into_iter().flat_map(Frontier::facts);
            state.review = reviews.min().copied().or(state.review);
            (*hold, state)
        });
        states.collect()
    }
}
