//! What was given to somebody else, and what of it stands outside the vault still.
//!
//! A disclosure has an id that was drawn at random, so that none of this needs an order: all lines about one id are
//! taken together.

use std::collections::BTreeSet;

use super::State;
use crate::formats::entry::{ClosedHow, DisclosureClosed, Entry, Restored};
use crate::words::day::Time;
use crate::words::ids::{BundleId, DisclosureId, Tag};

/// Records that were given to somebody else in one run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Disclosure {
    /// The bundles that they came from.
    pub bundles: BTreeSet<BundleId>,
    pub given: Time,
    pub records: u64,
    pub bytes: u64,
    /// The tag of its reference.
    pub reference: Option<Tag>,
    /// How many of the names that were asked for no record fits.
    pub not_found: u64,
    /// Nothing of it stands outside any more.
    pub closed: Option<Closed>,
}

/// How a disclosure ended, and when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Closed {
    pub time: Time,
    pub how: ClosedHow,
}

impl State {
    /// A bundle, and those whose records went into it: what was disclosed of them may stand in it.
    pub fn with_ancestors(&self, bundle: BundleId) -> BTreeSet<BundleId> {
        let before = self.bundles.get(&bundle).into_iter().flat_map(|known| &known.ancestors);
        before.copied().chain([bundle]).collect()
    }

    /// What was disclosed of a bundle, and of those that it was made from, the earliest first.
    pub fn disclosures_of(&self, bundle: BundleId) -> Vec<(DisclosureId, &Disclosure)> {
        let family = self.with_ancestors(bundle);
        let of_it =
            self.disclosures.iter().filter(|(_, given)| !given.bundles.is_disjoint(&family));
        let mut all: Vec<_> = of_it.map(|(id, given)| (*id, given)).collect();
        all.sort_by_key(|(id, given)| (given.given, *id));
        all
    }

    pub(super) fn take_given(&mut self, entry: &Entry, given: &Restored) {
        let Some(id) = given.disclosure else { return };
        let disclosure = self.disclosures.entry(id).or_insert_with(|| Disclosure {
            bundles: BTreeSet::new(),
            given: entry.time,
            records: 0,
            bytes: 0,
            reference: given.reference,
            not_found: 0,
            closed: None,
        });
        disclosure.bundles.extend(&given.bundles);
        disclosure.given = disclosure.given.min(entry.time);
        // A list that goes on in further lines has its counts in the first.
        disclosure.records = disclosure.records.max(given.records);
        disclosure.bytes = disclosure.bytes.max(given.bytes);
        disclosure.not_found = disclosure.not_found.max(given.not_found);
    }

    pub(super) fn take_closed(&mut self, entry: &Entry, closed: &DisclosureClosed) {
        let now = Closed { time: entry.time, how: closed.how };
        for id in &closed.disclosures {
            let Some(known) = self.disclosures.get_mut(id) else { continue };
            let first = |before: &Closed| (before.time, before.how) <= (now.time, now.how);
            known.closed = known.closed.filter(first).or(Some(now));
        }
    }
}
