//! Which bundles hold the records of which others.
//!
//! What binds passes on by an entry's word alone: a hold on a bundle, and its end, follow its records into whatever
//! bundle anybody names. What lets a bundle go must be proven: each successor has the seal that the entry names, holds
//! together with the others as many records as there were, and was sealed by somebody who knew of the first bundle. So
//! two bundles never succeed each other, whoever says so. The door asks their seals as well.
//!
//! Records may also have gone into a bundle of another vault. Of that one this ledger knows what an entry names; the
//! door asks the other vault itself (`things/destruction/elsewhere`). There, an entry says what end came with them.

use std::collections::{BTreeMap, BTreeSet};

use super::doom::Block;
use super::held::Held;
use super::{BundleState, Standing, State};
use crate::formats::entry::{Elsewhere, Received, Succeeded, Successor};
use crate::rules::retention::End;
use crate::things::ledger::order::At;
use crate::words::day::Time;
use crate::words::ids::BundleId;

/// What all entries say about successors.
#[derive(Default)]
pub(super) struct Heirs {
    told: BTreeMap<BundleId, Vec<Told>>,
    /// For each bundle the bundles from whose records it was made.
    parents: BTreeMap<BundleId, BTreeSet<BundleId>>,
    /// For each bundle the ends that came with records out of another vault.
    received: BTreeMap<BundleId, Vec<(At, Received)>>,
}

/// What one entry says about a bundle's successors, and where.
struct Told {
    at: At,
    time: Time,
    says: Succeeded,
}

/// Bundles that stand in one bundle's place, as one entry says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Succession {
    /// The bundles, each by its seal.
    pub successors: Vec<Successor>,
    /// Those in other vaults.
    pub elsewhere: Vec<Elsewhere>,
    /// How many records were left out on a ground.
    pub removed: u64,
    /// When that was put on record.
    pub recorded: Time,
}

impl Heirs {
    /// Whether the records of one bundle went into the other, without a bundle between.
    pub fn is_parent(&self, parent: BundleId, id: BundleId) -> bool {
        self.parents.get(&id).is_some_and(|parents| parents.contains(&parent))
    }

    pub fn take(&mut self, at: &At, time: Time, succeeded: &Succeeded) {
        for heir in &succeeded.successors {
            self.parents.entry(heir.bundle).or_default().insert(succeeded.bundle);
        }
        let told = Told { at: at.clone(), time, says: succeeded.clone() };
        self.told.entry(succeeded.bundle).or_default().push(told);
    }

    pub fn receive(&mut self, at: &At, received: &Received) {
        self.received.entry(received.bundle).or_default().push((at.clone(), *received));
    }

    /// What entries say of bundles of other vaults from which a bundle's records came.
    pub fn received(&self, id: BundleId) -> Vec<Received> {
        let received = self.received.get(&id).into_iter().flatten();
        received.map(|(_, received)| *received).collect()
    }

    /// The ends that came with records of a bundle out of others in other vaults, each by the bundle that left it.
    pub fn left_from_elsewhere(&self, id: BundleId) -> impl Iterator<Item = (BundleId, End)> {
        let received = self.received.get(&id).into_iter().flatten();
        received.map(|(_, Received { from, keep_through, open, .. })| {
            (from.bundle, End { delete_from: None, keep_through: *keep_through, open: *open })
        })
    }

    /// What an order to destroy a bundle has to know of where its records came from.
    pub fn blocks(&self, id: BundleId) -> impl Iterator<Item = Block> {
        let received = self.received.get(&id).into_iter().flatten();
        received.map(|(at, received)| {
            let through = received.keep_through.filter(|_| !received.open);
            Block { at: at.clone(), through }
        })
    }

    /// What entries say of a bundle's successors, but for what can't be: another seal, or one that was sealed by
    /// somebody who did not know of the bundle.
    pub fn of(&self, id: BundleId, bundle: &BundleState, held: &Held) -> Vec<Succession> {
        let told = self.told.get(&id).map_or(&[][..], Vec::as_slice);
        let can_be = |says: &Succeeded| {
            says.seal == bundle.seal
                && says.successors.iter().all(|heir| held.was_sealed_after(heir.bundle, id))
        };
        let can_be = told.iter().filter(|told| can_be(&told.says));
        let made = can_be.map(|Told { time, says, .. }| Succession {
            successors: says.successors.clone(),
            elsewhere: says.elsewhere.clone(),
            removed: says.removed,
            recorded: *time,
        });
        made.collect()
    }

    /// Where it was put on record that a record was left out, of this bundle or of one that its records went into:
    /// whoever approves that the bundle goes has to know that such a record goes with it.
    pub fn removals(&self, id: BundleId) -> Vec<&At> {
        let (mut found, mut next) = (Vec::new(), vec![id]);
        let mut asked = BTreeSet::from([id]);
        while let Some(one) = next.pop() {
            for Told { at, says, .. } in self.told.get(&one).into_iter().flatten() {
                found.extend((says.removed > 0).then_some(at));
                let heirs = says.successors.iter().map(|heir| heir.bundle);
                next.extend(heirs.filter(|heir| asked.insert(*heir)));
            }
        }
        found
    }

    /// All bundles whose records went into this one, by whoever's word.
    pub fn ancestors(&self, id: BundleId) -> BTreeSet<BundleId> {
        self.ancestors_but(id, |_, _| false)
    }

    /// The same, without those that are only found by a step that is cut: from a bundle to one that it was made from.
    pub fn ancestors_but(
        &self,
        id: BundleId,
        cut: impl Fn(BundleId, BundleId) -> bool,
    ) -> BTreeSet<BundleId> {
        let mut found = BTreeSet::new();
        let mut next = vec![id];
        while let Some(one) = next.pop() {
            let parents = self.parents.get(&one).into_iter().flatten();
            let parents = parents.filter(|parent| !cut(one, **parent));
            next.extend(parents.filter(|parent| found.insert(**parent)).copied());
        }
        found.remove(&id);
        found
    }
}

/// The latest end among a bundle's ancestors: it is kept as long as each of them.
pub(super) fn inherited<'b>(ancestors: impl Iterator<Item = &'b BundleState>) -> Option<End> {
    latest(ancestors.map(BundleState::end_now))
}

/// The latest of these ends.
pub(super) fn latest(ends: impl Iterator<Item = End>) -> Option<End> {
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
    /// The pairs of bundles (from, into) by which the records went, step by step: each seal has to say the same.
    pub steps: Vec<(BundleId, BundleId)>,
    /// Those that went into another vault, each from which bundle.
    pub elsewhere: Vec<(BundleId, Elsewhere)>,
    /// How many records were left out on a ground: they stand in none of these.
    pub removed: u64,
}

impl BundleState {
    /// Whether it is kept as long as a bundle whose records went into it, or a shorter time was confirmed.
    pub fn is_kept_as_long(&self, as_that: BundleId, end: End) -> bool {
        let kept = self.end_now();
        let freed = self.freed.get(&as_that).is_some_and(|named| covers(*named, end));
        kept.open || freed || (!end.open && kept.keep_through >= end.keep_through)
    }

    /// Its end without what it inherits, but for extensions.
    pub fn own_end(&self, all: &BTreeMap<BundleId, BundleState>) -> End {
        let before = self.ancestors.iter().filter_map(|id| all.get(id)?.extended);
        let extended = before.chain(self.extended).max_by_key(|longer| longer.keep_through);
        BundleState { inherits: None, extended, ..self.clone() }.end_now()
    }
}

/// Whether an end is no later than the one that was named: nothing is later than one that is open.
pub(super) fn covers(named: End, end: End) -> bool {
    named.open || (!end.open && end.keep_through <= named.keep_through)
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
        all.removed = by.removed;
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
                    all.elsewhere.extend(further.elsewhere);
                    all.removed = all.removed.checked_add(further.removed)?;
                }
            }
        }
        for named in &by.elsewhere {
            records = records.checked_add(named.records)?;
            all.elsewhere.push((id, named.clone()));
        }
        (records == known.records).then_some(all)
    }
}
