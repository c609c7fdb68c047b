//! Two persons, where the vault wants two: who released, who approved which list, and which homes have answered.

use std::collections::BTreeSet;

use kluis::words::day::Day;
use kluis::words::digest::Digest;
use kluis::words::ids::WriterId;

use super::{Fact, Id, View, What};

impl<'a> View<'a> {
    pub fn wants_two(&self) -> bool {
        self.all().any(|(_, fact)| matches!(fact.what, What::TwoWanted))
    }

    /// Whether acts are enough: one that stands before two were wanted, or those of two persons.
    pub(super) fn are_enough(&self, acts: impl Iterator<Item = Id>) -> bool {
        let mut persons = BTreeSet::new();
        for act in acts {
            if !self.wanted_two_at(act) {
                return true;
            }
            persons.extend(self.by(act));
        }
        persons.len() > 1
    }

    /// Approvals of a bundle that nobody has withdrawn: the list, and for which last day.
    fn approvals(&self, bundle: usize) -> Vec<(Id, Digest, Option<Day>)> {
        let mut found = vec![];
        for (id, fact) in self.all() {
            let What::Approved { list, bundles } = &fact.what else { continue };
            let withdrawn = self.all().any(|(back, other)| {
                matches!(other.what, What::Withdrawn { list: one } if one == *list)
                    && !self.has_seen(id, back)
            });
            let stands = self.by(id).is_some_and(|who| self.unretired().contains(&who));
            let one = bundles.iter().find(|(one, _)| *one == bundle);
            found.extend(
                one.filter(|_| stands && !withdrawn).map(|(_, through)| (id, *list, *through)),
            );
        }
        found
    }

    /// How many persons approve one list on which a bundle stands as it is kept now.
    pub fn persons_for(&self, bundle: usize) -> usize {
        let (family, kept) = (self.family(bundle), self.kept_through(bundle));
        let mut given = self.approvals(bundle);
        given.retain(|(id, _, through)| {
            let unseen = |(block, _): (Id, &Fact)| {
                !self.has_seen(*id, block)
                    && family.iter().any(|one| self.keeps(block, *one, *through))
            };
            kept.is_none_or(|last| last <= *through) && !self.all().any(unseen)
        });
        let persons = |list: &Digest| {
            let same = given.iter().filter(|(_, one, _)| one == list);
            same.filter_map(|(id, ..)| self.by(*id)).collect::<BTreeSet<usize>>().len()
        };
        given.iter().map(|(_, list, _)| persons(list)).max().unwrap_or(0)
    }

    /// Whether each home that anybody knows of wrote something in sight of an order to destroy it, but for the one
    /// that asks, and for those that have written nothing since the sealer's key was replaced.
    pub fn is_answered(&self, bundle: usize, asks: WriterId) -> bool {
        let homes: BTreeSet<WriterId> = self.all().map(|(_, fact)| fact.writer).collect();
        let knows = |home: &WriterId, what: Id| {
            self.all()
                .any(|(id, fact)| fact.writer == *home && (id == what || self.has_seen(id, what)))
        };
        let all = |order: &Id| {
            let gone = |home: &WriterId| {
                let mut replaced = self.all().filter(|(id, fact)| {
                    matches!(fact.what, What::SealerReplaced)
                        && self.counts_against(bundle, *order, *id)
                });
                replaced.any(|(id, _)| !knows(home, id))
            };
            homes.iter().all(|home| *home == asks || gone(home) || knows(home, *order))
        };
        self.orders(bundle).iter().any(all)
    }

    /// Nobody gets rid of a home by his own word: another person than who ordered it replaced the sealer's key, or
    /// approved knowing of that.
    fn counts_against(&self, bundle: usize, order: Id, replaced: Id) -> bool {
        let by = self.by(replaced);
        (by.is_some() && by != self.by(order)) || self.knew(bundle, order, replaced)
    }

    /// Whether another person than the one who ordered it approved it and knew of a fact.
    fn knew(&self, bundle: usize, order: Id, fact: Id) -> bool {
        let Some(who) = self.by(order) else { return false };
        let mut given = self.approvals(bundle).into_iter();
        given.any(|(id, ..)| self.has_seen(id, fact) && self.by(id) != Some(who))
    }

    /// Whether another person than the one who ordered it approved it and knew of the order.
    pub fn is_waived(&self, bundle: usize) -> bool {
        self.orders(bundle).iter().any(|order| self.knew(bundle, *order, *order))
    }

    /// Whether something of it was erased for an order that stands.
    pub fn is_begun(&self, bundle: usize) -> bool {
        let orders = self.orders(bundle);
        self.all().any(|(id, fact)| {
            let gone = match fact.what {
                What::CopyDestroyed { bundle: one, .. } | What::Destroyed { bundle: one } => one,
                _ => return false,
            };
            gone == bundle && orders.iter().any(|order| self.has_seen(id, *order))
        })
    }
}
