//! Which earlier ends count: proposed, and confirmed thirty days later by whoever may, for bundles of which the
//! proposal knew all that keeps them.

use kluis::words::day::{ClockState, Day};

use super::{Change, Id, Proposal, View, What};
use crate::made::POOL;

const WAIT_DAYS: i64 = 30;
/// Two PCs never agree exactly.
const SECONDS: i64 = 600;

impl Proposal {
    fn is_about(&self, bundle: usize) -> bool {
        match &self.change {
            Change::Event { about, .. } => about.is(bundle),
            Change::Inherited { heir, .. } => *heir == bundle,
        }
    }

    /// How long a bundle is to be kept by it at most.
    fn last(&self, bundle: usize) -> Option<Day> {
        match &self.change {
            Change::Event { ends, .. } => ends.iter().map(|(_, last)| *last).max(),
            Change::Inherited { .. } => POOL.bundles[bundle].through,
        }
    }
}

impl View<'_> {
    pub(super) fn proposal(&self, fact: Id) -> &Proposal {
        let What::Proposed(proposal) = &self.facts[fact].what else { panic!("no proposal") };
        proposal
    }

    /// Whether a bundle has an earlier end.
    pub fn is_shortened(&self, bundle: usize) -> bool {
        self.family(bundle).iter().any(|one| !self.earlier_of(*one).is_empty())
    }

    /// The earlier ends that count for a bundle: where each was proposed, and where it was confirmed.
    pub(super) fn earlier_of(&self, bundle: usize) -> Vec<(Id, Id)> {
        let mut confirmed = self.confirmations();
        confirmed.retain(|(proposed, confirmation)| {
            self.proposal(*proposed).is_about(bundle)
                && self.may_be_confirmed(*proposed, *confirmation)
                && self.took_back(*confirmation).is_empty()
                && self.counts_for(bundle, *proposed, *confirmation)
        });
        confirmed
    }

    fn confirmations(&self) -> Vec<(Id, Id)> {
        let mut pairs = vec![];
        for (confirmation, fact) in self.all() {
            let What::Confirmed { proposal } = &fact.what else { continue };
            let named = self.all().filter(
                |(_, fact)| matches!(&fact.what, What::Proposed(one) if one.name == *proposal),
            );
            pairs.extend(named.map(|(proposed, _)| (proposed, confirmation)));
        }
        pairs
    }

    /// Thirty days lie between them, by clocks that were believed; another person confirms it, or the only one, who was
    /// that when it was proposed too.
    fn may_be_confirmed(&self, proposed: Id, confirmation: Id) -> bool {
        let (first, then) = (&self.facts[proposed], &self.facts[confirmation]);
        let waited = (then.stamp.time.day() - first.stamp.time.day()).num_days() >= WAIT_DAYS;
        let believed = [first, then].iter().all(|fact| fact.stamp.clock == ClockState::Ok);
        let right = match (self.by(proposed), self.by(confirmation)) {
            (Some(one), Some(other)) => {
                let sole = self.persons_at(proposed) < 2 && self.was_alone(confirmation);
                one != other || sole
            }
            _ => false,
        };
        waited && believed && right && self.has_seen(confirmation, proposed)
    }

    /// What takes a confirmation back: a withdrawal that had not seen it, or an earlier day that somebody says in sight
    /// of it.
    fn took_back(&self, confirmation: Id) -> Vec<Id> {
        let then = &self.facts[confirmation];
        let What::Confirmed { proposal } = &then.what else { return vec![] };
        let takes = |id: Id| match &self.facts[id].what {
            What::Withdrawn { list } if list == proposal => !self.has_seen(id, confirmation),
            what => {
                let stamp = self.facts[id].stamp;
                let said = stamp.clock == ClockState::Typed || matches!(what, What::DaySaid);
                said && self.has_seen(id, confirmation)
                    && stamp.time.unix() < then.stamp.time.unix() - SECONDS
            }
        };
        self.counting.iter().copied().filter(|id| takes(*id)).collect()
    }

    /// Whether a fact took back a confirmation of an earlier end of this bundle.
    pub(super) fn takes_back_an_end_of(&self, fact: Id, bundle: usize) -> bool {
        self.confirmations().into_iter().any(|(proposed, confirmation)| {
            self.proposal(proposed).is_about(bundle) && self.took_back(confirmation).contains(&fact)
        })
    }

    /// The proposal knew the bundle, no hold bound it then, and nothing that keeps it came unseen.
    fn counts_for(&self, bundle: usize, proposed: Id, confirmation: Id) -> bool {
        let sealings = self.sealings(bundle);
        let knew = sealings.iter().any(|seal| self.has_seen(proposed, *seal))
            || sealings.iter().all(|seal| self.has_seen(*seal, confirmation));
        let last = self.proposal(proposed).last(bundle);
        let family = self.family(bundle);
        let unseen = |id: Id| {
            !self.has_seen(proposed, id)
                && !self.has_seen(id, confirmation)
                && family.iter().any(|one| self.keeps(id, *one, last))
        };
        knew && self.was_free(bundle, proposed) && !self.counting.iter().any(|id| unseen(*id))
    }

    /// Whether no hold that a fact had seen bound a bundle, by the releases that it had seen.
    fn was_free(&self, bundle: usize, fact: Id) -> bool {
        let seen = |id: Id| self.has_seen(fact, id);
        self.held_by(bundle, seen).is_empty()
    }
}
