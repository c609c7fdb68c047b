//! What binds each bundle: holds and ends of its own, and of the bundles whose records went into it.

use std::collections::BTreeMap;

use super::Fold;
use crate::formats::entry::InheritedEnd;
use crate::rules::retention::End;
use crate::things::ledger::state::BundleState;
use crate::things::ledger::state::doom::Block;
use crate::things::ledger::state::heirs::{covers, inherited, latest};
use crate::things::ledger::state::held::Family;
use crate::things::ledger::state::shortenings::Earlier;
use crate::words::ids::BundleId;

/// The steps from a bundle to one that it was made from by which it inherits no end, and the end that was named.
type Cuts = BTreeMap<(BundleId, BundleId), End>;

impl Fold<'_> {
    /// Says of each bundle what binds it; gives what an order to destroy it has to know, and an approval of one.
    pub(super) fn bind(&mut self) -> BTreeMap<BundleId, Vec<Block>> {
        for (id, bundle) in &mut self.state.bundles {
            bundle.extended = self.terms.extended(*id);
            bundle.successions = self.heirs.of(*id, bundle, &self.held);
            bundle.ancestors = self.heirs.ancestors(*id);
            bundle.received = self.heirs.received(*id);
        }
        let blocks = self.blocks();
        let earlier = self.earlier(&blocks);
        let of = |id: &BundleId| earlier.get(id).map_or(&[][..], Vec::as_slice);
        let bundles = &self.state.bundles;
        let closed = |(id, bundle): (&BundleId, &BundleState)| {
            (*id, self.terms.closed(*id, bundle, bundles, &self.held, of(id)))
        };
        let mut closed: BTreeMap<BundleId, _> = bundles.iter().map(closed).collect();
        for (id, bundle) in &mut self.state.bundles {
            bundle.closed = closed.remove(id).unwrap_or_default();
        }
        let cuts = self.cuts(&earlier);
        let inherits = |id: &BundleId| self.inherits(*id, &cuts);
        let holds = |id: &BundleId, bundle| self.held.on(*id, &self.family(*id, bundle));
        let bundles = &self.state.bundles;
        let bound = bundles.iter().map(|(id, bundle)| (*id, (holds(id, bundle), inherits(id))));
        let bound: Vec<_> = bound.collect();
        for (id, (holds, (left, freed))) in bound {
            let Some(bundle) = self.state.bundles.get_mut(&id) else { continue };
            (bundle.holds, bundle.inherits, bundle.freed) = (holds, left, freed);
        }
        self.state.shortenings = self.shortenings.end(&self.state.bundles, &self.held, &blocks);
        blocks
    }

    /// A bundle, and those whose records went into it.
    fn family<'s>(
        &'s self,
        id: BundleId,
        bundle: &'s BundleState,
    ) -> Vec<(BundleId, &'s BundleState)> {
        let known = |id: &BundleId| Some((*id, self.state.bundles.get(id)?));
        let before = bundle.ancestors.iter().filter_map(known);
        std::iter::once((id, bundle)).chain(before).collect()
    }

    fn blocks(&self) -> BTreeMap<BundleId, Vec<Block>> {
        let any = !self.approvals.is_empty() || !self.shortenings.is_empty();
        let asked = self.state.bundles.iter();
        let asked = asked.filter(|(id, _)| any || self.dooms.contains_key(id));
        let blocks = asked.map(|(id, bundle)| {
            let family = self.family(*id, bundle);
            let family: &Family<'_> = &family;
            let mut blocks = self.held.blocks(family);
            for (id, one) in family {
                blocks.extend(self.terms.blocks(*id, one));
                blocks.extend(self.heirs.blocks(*id));
                blocks.extend(self.shortenings.blocks(*id, one));
            }
            (*id, blocks)
        });
        blocks.collect()
    }

    /// The earlier ends that count for each bundle.
    fn earlier(&self, blocks: &BTreeMap<BundleId, Vec<Block>>) -> BTreeMap<BundleId, Vec<Earlier>> {
        let confirmed = self.shortenings.confirmed();
        if confirmed.is_empty() {
            return BTreeMap::new();
        }
        let earlier = self.state.bundles.iter().map(|(id, bundle)| {
            let blocks = blocks.get(id).map_or(&[][..], Vec::as_slice);
            let family = self.family(*id, bundle);
            (*id, self.shortenings.on(&confirmed, (*id, bundle), &family, &self.held, blocks))
        });
        earlier.collect()
    }

    /// An end that was named as it stood counts no more. One that is later now had not been seen.
    fn cuts(&self, earlier: &BTreeMap<BundleId, Vec<Earlier>>) -> Cuts {
        let mut cuts = Cuts::new();
        for (id, earlier) in earlier {
            for named in earlier.iter().flat_map(|one| &one.fields.inherited) {
                let InheritedEnd { bundle, keep_through, open } = *named;
                let end = End { delete_from: None, keep_through, open };
                let parent = self.heirs.is_parent(bundle, *id);
                let here = self.left_by(bundle).filter(|_| parent);
                let there = self.heirs.left_from_elsewhere(*id).filter(|(one, _)| *one == bundle);
                let left = latest(here.into_iter().chain(there.map(|(_, left)| left)));
                if left.is_some_and(|left| covers(end, left)) {
                    cuts.insert((*id, bundle), end);
                }
            }
        }
        cuts
    }

    /// What a bundle leaves to those that its records went into, its own ancestors' ends included.
    fn left_by(&self, id: BundleId) -> Option<End> {
        let bundle = self.state.bundles.get(&id)?;
        inherited(self.family(id, bundle).into_iter().map(|(_, one)| one))
    }

    /// The end that a bundle inherits, and the ancestors whose end it does not, each with the end that was named.
    /// An extension was a person's word on the records, and goes with them always.
    fn inherits(&self, id: BundleId, cuts: &Cuts) -> (Option<End>, BTreeMap<BundleId, End>) {
        let bundles = &self.state.bundles;
        let all = &bundles[&id].ancestors;
        let binding = match cuts.is_empty() {
            true => all.clone(),
            false => {
                self.heirs.ancestors_but(id, |heir, parent| cuts.contains_key(&(heir, parent)))
            }
        };
        let here = binding.iter().filter_map(|one| bundles.get(one)).map(BundleState::end_now);
        let holders = binding.iter().copied().chain([id]);
        let there = holders.flat_map(|one| {
            let left = self.heirs.left_from_elsewhere(one);
            left.filter(move |(from, _)| !cuts.contains_key(&(one, *from))).map(|(_, left)| left)
        });
        let mut left = latest(here.chain(there));
        let of = |heir: &BundleId| *heir == id || all.contains(heir);
        let named = cuts.iter().filter(|((heir, _), _)| of(heir)).map(|(_, end)| *end);
        let Some(named) = latest(named) else { return (left, BTreeMap::new()) };
        let mut freed: BTreeMap<BundleId, End> =
            all.difference(&binding).map(|one| (*one, named)).collect();
        let elsewhere = cuts.iter().filter(|((heir, from), _)| *heir == id && !all.contains(from));
        freed.extend(elsewhere.map(|((_, from), end)| (*from, *end)));
        let extended = freed.keys().filter_map(|one| bundles.get(one)?.extended);
        if let Some(last) = extended.map(|longer| longer.keep_through).max() {
            let end =
                left.get_or_insert(End { delete_from: None, keep_through: None, open: false });
            end.keep_through = end.keep_through.max(Some(last));
        }
        (left, freed)
    }
}
