//! Which lists persons have approved, and for which bundles such a word stands.
//!
//! An approval is of a list by its hash: another list is another hash, and nothing joins. It stands while its signer
//! does, while nobody has withdrawn it, and while the bundle is what it was: a hold or a later end that it had not
//! seen ends it for good, as with an order to destroy. Where a record of the bundle was left out of those that stand in
//! its place, it counts only if it had seen that. Of a withdrawal and an approval that no home has ordered the
//! withdrawal stands.

use std::collections::BTreeMap;

use super::BundleState;
use super::doom::{Block, Intent};
use crate::formats::entry::{Approved, ApprovedBundle};
use crate::things::ledger::order::At;
use crate::things::ledger::persons::{Person, Persons};
use crate::words::day::Time;
use crate::words::digest::Digest;
use crate::words::ids::BundleId;

/// Who approves a list, and since when.
pub type Approvers = BTreeMap<Digest, BTreeMap<Person, Time>>;

#[derive(Default)]
pub(super) struct Approvals {
    given: Vec<Given>,
    withdrawn: Vec<(At, Digest)>,
}

struct Given {
    at: At,
    time: Time,
    who: Person,
    fields: Approved,
}

impl Approvals {
    /// Somebody approves a list; what nobody signed is nobody's word.
    pub fn approve(&mut self, at: &At, time: Time, who: Option<&Person>, fields: &Approved) {
        let Some(who) = who.cloned() else { return };
        self.given.push(Given { at: at.clone(), time, who, fields: fields.clone() });
    }

    pub fn withdraw(&mut self, at: &At, list: Digest) {
        self.withdrawn.push((at.clone(), list));
    }

    /// Those that nobody withdrew, of persons who sign still.
    fn standing<'s>(&'s self, persons: &'s Persons) -> impl Iterator<Item = &'s Given> {
        let unretired = persons.unretired();
        let withdrawn = |given: &Given| {
            let mut all = self.withdrawn.iter().filter(|(_, list)| *list == given.fields.list);
            all.any(|(at, _)| !given.at.has_seen(at))
        };
        self.given.iter().filter(move |given| unretired.contains(&given.who) && !withdrawn(given))
    }

    /// The lists, whatever became of their bundles since.
    pub fn lists(&self, persons: &Persons) -> Approvers {
        let mut lists = Approvers::new();
        for given in self.standing(persons) {
            given.put(&mut lists);
        }
        lists
    }

    /// Who approves, by which list, that this bundle is destroyed as it stands.
    pub fn of(
        &self,
        id: BundleId,
        bundle: &BundleState,
        (blocks, removals): (&[Block], &[&At]),
        persons: &Persons,
    ) -> Approvers {
        let mut lists = Approvers::new();
        let end = bundle.end_now().keep_through;
        for given in self.standing(persons) {
            let Some(one) = given.bundle(id) else { continue };
            let (at, time, keep_through) = (given.at.clone(), given.time, one.keep_through);
            let order = Intent { at, time, keep_through, who: None };
            // A later end may come without a block: with records of another bundle, say.
            let is_same = one.seal == bundle.seal && end <= keep_through;
            let knew = removals.iter().all(|removal| given.at.has_seen(removal));
            if is_same && knew && !blocks.iter().any(|block| block.voids(&order)) {
                given.put(&mut lists);
            }
        }
        lists
    }

    /// Whether another person than the one who ordered it approved the bundle's destruction, knowing of the order.
    pub fn waive(&self, id: BundleId, seal: Digest, order: &Intent, persons: &Persons) -> bool {
        self.knew(id, seal, order, &order.at, persons)
    }

    /// Whether another person than the one who ordered it approved the bundle's destruction, knowing of an entry.
    pub fn knew(
        &self,
        id: BundleId,
        seal: Digest,
        order: &Intent,
        of: &At,
        persons: &Persons,
    ) -> bool {
        self.standing(persons).any(|given| {
            let other = order.who.as_ref().is_some_and(|who| *who != given.who);
            other && given.at.has_seen(of) && given.bundle(id).is_some_and(|one| one.seal == seal)
        })
    }

    pub fn is_empty(&self) -> bool {
        self.given.is_empty()
    }
}

impl Given {
    /// Adds this person's word to those that stand.
    fn put(&self, lists: &mut Approvers) {
        let who = lists.entry(self.fields.list).or_default();
        let first = who.entry(self.who.clone()).or_insert(self.time);
        *first = (*first).min(self.time);
    }

    fn bundle(&self, id: BundleId) -> Option<&ApprovedBundle> {
        // The format has them sorted.
        let at = self.fields.bundles.binary_search_by_key(&id, |one| one.bundle).ok()?;
        self.fields.bundles.get(at)
    }
}

impl BundleState {
    /// How many persons approve one and the same list on which it stands.
    pub fn persons(&self) -> usize {
        self.approved.values().map(BTreeMap::len).max().unwrap_or(0)
    }
}
