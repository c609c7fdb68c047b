//! Two persons, where the vault wants two: who released, who approved which list, and which homes have answered.

use std::collections::BTreeSet;

use kluis::words::day::Day;
use kluis::words::digest::Digest;
use kluis::words::ids::WriterId;

use super::{Fact, Id, View, What};

impl<'a> View<'a> {
    pub fn wants_two(self) -> bool {
        self.all().any(|(_, fact)| matches!(fact.what, What::TwoWanted))
    }

    /// Whether acts are enough: one that stands before two were wanted, or those of two persons.
    pub(super) fn are_enough(self, acts: impl Iterator<Item = (Id, &'a Fact)>) -> bool {
        let mut persons = BTreeSet::new();
        for (act, fact) in acts {
            let mut wanted = self.all().filter(|(_, fact)| matches!(fact.what, What::TwoWanted));
            if wanted.all(|(_, wanted)| wanted.seen.contains(&act)) {
                return true;
            }
            persons.insert(fact.by);
        }
        persons.len() > 1
    }

    /// Approvals of a bundle that nobody has withdrawn: the list, and for which last day.
    fn approvals(self, bundle: usize) -> Vec<(Id, Digest, Option<Day>)> {
        let mut found = vec![];
        for (id, fact) in self.all() {
            let What::Approved { list, bundles } = &fact.what else { continue };
            let withdrawn = self.all().any(|(back, other)| {
                matches!(other.what, What::Withdrawn { list: one } if one == *list)
                    && !self.has_seen(id, back)
            });
            let one = bundles.iter().find(|(one, _)| *one == bundle);
            found.extend(one.filter(|_| !withdrawn).map(|(_, through)| (id, *list, *through)));
        }
        found
    }

    /// How many persons approve one list on which a bundle stands as it is kept now.
    pub fn persons_for(self, bundle: usize) -> usize {
        let (family, kept) = (self.family(bundle), self.kept_through(bundle));
        let mut given = self.approvals(bundle);
        given.retain(|(id, _, through)| {
            let unseen = |(block, fact): (Id, &Fact)| {
                !self.has_seen(*id, block)
                    && family.iter().any(|one| self.keeps(&fact.what, *one, *through))
            };
            kept.is_none_or(|last| last <= *through) && !self.all().any(unseen)
        });
        let persons = |list: &Digest| {
            let same = given.iter().filter(|(_, one, _)| one == list);
            same.map(|(id, ..)| self.facts[*id].by).collect::<BTreeSet<usize>>().len()
        };
        given.iter().map(|(_, list, _)| persons(list)).max().unwrap_or(0)
    }

    /// Whether each home that anybody knows of wrote something in sight of an order to destroy it, but for the one
    /// that asks.
    pub fn is_answered(self, bundle: usize, asks: WriterId) -> bool {
        let homes: BTreeSet<WriterId> = self.all().map(|(_, fact)| fact.writer).collect();
        let answers = |home: &WriterId, order: Id| {
            self.all()
                .any(|(id, fact)| fact.writer == *home && (id == order || self.has_seen(id, order)))
        };
        let all = |order: &Id| homes.iter().all(|home| *home == asks || answers(home, *order));
        self.orders(bundle).iter().any(all)
    }

    /// Whether another person than the one who ordered it approved it and knew of the order.
    pub fn is_waived(self, bundle: usize) -> bool {
        let given = self.approvals(bundle);
        self.orders(bundle).iter().any(|order| {
            let mut given = given.iter().map(|(id, ..)| *id);
            given.any(|id| self.has_seen(id, *order) && self.facts[id].by != self.facts[*order].by)
        })
    }

    /// Whether something of it was erased for an order that stands.
    pub fn is_begun(self, bundle: usize) -> bool {
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
