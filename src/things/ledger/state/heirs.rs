//! Which bundles hold the records of which others.
//!
//! What binds passes on by an entry's word alone: a hold on a bundle, and its end, follow its records into whatever
//! bundle anybody names. What lets a bundle go must be proven: each successor has the seal that the entry names, holds
//! together with the others as many records as there were, and was sealed by somebody who knew of the first bundle. So
//! two bundles never succeed each other, whoever says so. The door asks their seals as well.

use std::collections::{BTreeMap, BTreeSet};

use super::held::Held;
use super::{BundleState, Standing, State};
use crate::formats::entry::{Succeeded, Successor};
use crate::rules::retention::End;
use crate::words::day::Time;
use crate::words::ids::BundleId;

/// What all entries say about successors.
#[derive(Default)]
pub(super) struct Heirs {
    told: BTreeMap<BundleId, Vec<(Time, Succeeded)>>,
    /// Of each bundle those whose records it was made from.
    parents: BTreeMap<BundleId, BTreeSet<BundleId>>,
}

/// Bundles that stand in one bundle's place, as one entry says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Succession {
    /// The bundles, each by its seal.
    pub successors: Vec<Successor>,
    /// How many records were left out on a ground.
    pub removed: u64,
    /// When that was put on record.
    pub recorded: Time,
}

impl Heirs {
    pub fn take(&mut self, time: Time, succeeded: &Succeeded) {
        for heir in &succeeded.successors {
            self.parents.entry(heir.bundle).or_default().insert(succeeded.bundle);
        }
        self.told.entry(succeeded.bundle).or_default().push((time, succeeded.clone()));
    }

    /// What entries say of a bundle's successors, but for what can't be: another seal, or one that was sealed by
    /// somebody who did not know of the bundle.
    pub fn of(&self, id: BundleId, bundle: &BundleState, held: &Held) -> Vec<Succession> {
        let told = self.told.get(&id).map_or(&[][..], Vec::as_slice);
        let can_be = |says: &Succeeded| {
            says.seal == bundle.seal
                && says.successors.iter().all(|heir| held.was_sealed_after(heir.bundle, id))
        };
        let can_be = told.iter().filter(|(_, says)| can_be(says));
        let made = can_be.map(|(time, says)| Succession {
            successors: says.successors.clone(),
            removed: says.removed,
            recorded: *time,
        });
        made.collect()
    }

    /// All bundles whose records went into this one, by whoever's word.
    pub fn ancestors(&self, id: BundleId) -> BTreeSet<BundleId> {
        let mut found = BTreeSet::new();
        let mut next = vec![id];
        while let Some(one) = next.pop() {
            let parents = self.parents.get(&one).into_iter().flatten();
            next.extend(parents.filter(|parent| found.insert(**parent)).copied());
        }
        found.remove(&id);
        found
    }
}

/// The later of what ancestors leave to a bundle: it is kept as long as each of them.
pub(super) fn inherited<'b>(ancestors: impl Iterator<Item = &'b BundleState>) -> Option<End> {
    let ends = ancestors.map(BundleState::end_now);
    ends.reduce(|one, other| End {
        delete_from: None,
        keep_through: one.keep_through.max(other.keep_through),
        open: one.open || other.open,
    })
}

/// Where the records of a bundle are now.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Heritage {
    /// The bundles that hold them.
    pub heirs: BTreeSet<BundleId>,
    /// From which bundle into which they went, step by step: each seal has to say the same.
    pub steps: Vec<(BundleId, BundleId)>,
}

impl State {
    /// Where the records of this bundle are now, if the ledger accounts for each of them that was not left out on a
    /// ground. A successor that is destroyed has successors of its own, or nothing of this is proven.
    pub fn heritage(&self, id: BundleId) -> Option<Heritage> {
        let known = self.bundles.get(&id)?;
        known.successions.iter().find_map(|succession| self.heritage_by(id, known, succession))
    }

    fn heritage_by(&self, id: BundleId, known: &BundleState, by: &Succession) -> Option<Heritage> {
        let (mut all, mut records) = (Heritage::default(), by.removed);
        for named in &by.successors {
            let heir = self.bundles.get(&named.bundle).filter(|heir| heir.seal == named.seal)?;
            records = records.checked_add(heir.records)?;
            all.steps.push((id, named.bundle));
            match heir.standing() {
                Standing::Kept => drop(all.heirs.insert(named.bundle)),
                Standing::PartlyDestroyed | Standing::Destroyed => {
                    let further = self.heritage(named.bundle)?;
                    all.heirs.extend(further.heirs);
                    all.steps.extend(further.steps);
                }
            }
        }
        (records == known.records).then_some(all)
    }
}
