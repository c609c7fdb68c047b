//! Records that were sealed again: what binds the old bundle binds the new ones, and the old one may go once the new
//! ones stand.

use std::collections::BTreeSet;

use kluis::words::ids::WriterId;

use super::{On, View, What};
use crate::made::POOL;

/// On so many media each new bundle has to stand.
const COPIES: usize = 2;

impl View<'_> {
    fn successions(self) -> Vec<(usize, Vec<usize>)> {
        let all = self.all().filter_map(|(_, fact)| match &fact.what {
            What::Succeeded { bundle, into } => Some((*bundle, into.clone())),
            _ => None,
        });
        all.collect()
    }

    /// Whether anybody says that its records stand in other bundles.
    pub fn is_succeeded(self, bundle: usize) -> bool {
        self.successions().iter().any(|(from, _)| *from == bundle)
    }

    /// A bundle and all that its records stood in before, by whoever's word.
    pub(super) fn family(self, bundle: usize) -> BTreeSet<usize> {
        let successions = self.successions();
        let mut family = BTreeSet::from([bundle]);
        loop {
            let more =
                successions.iter().filter(|(_, into)| into.iter().any(|one| family.contains(one)));
            let more: Vec<usize> =
                more.map(|(from, _)| *from).filter(|from| !family.contains(from)).collect();
            if more.is_empty() {
                return family;
            }
            family.extend(more);
        }
    }

    /// Whether no hold that binds it fits the bundle itself.
    pub fn is_held_by_descent_alone(self, bundle: usize) -> bool {
        let binding = self.holds_on(bundle);
        let fits = |on: &On| on.binds(bundle);
        let itself = self.all().any(|(_, fact)| match &fact.what {
            What::HoldPlaced { hold, on } => binding.contains(hold) && fits(on),
            _ => false,
        });
        !binding.is_empty() && !itself
    }

    /// Whether each record of a bundle stands in others: such as were made from it by somebody who knew it, that hold
    /// as many records together, and of which each stands on media enough, as this home has seen itself. One that is to
    /// go, or went, has successors itself.
    pub fn stands_elsewhere(self, bundle: usize, home: WriterId) -> bool {
        let stand = |heir: &usize| {
            let made = POOL.bundles[*heir].made_from == Some(bundle);
            made && self.was_sealed_in_sight_of(*heir, bundle)
                && (self.stands(*heir, home) || self.stands_elsewhere(*heir, home))
        };
        let records = |heir: &usize| POOL.bundles[*heir].sealed.records;
        self.successions().iter().any(|(from, into)| {
            *from == bundle
                && into.iter().map(records).sum::<u64>() == records(&bundle)
                && into.iter().all(stand)
        })
    }

    fn was_sealed_in_sight_of(self, heir: usize, bundle: usize) -> bool {
        let (old, new) = (self.sealings(bundle), self.sealings(heir));
        !new.is_empty() && new.iter().all(|new| old.iter().any(|old| self.has_seen(*new, *old)))
    }

    /// Whether nobody has ordered its end, and this home has proven it on media enough: not those where it was
    /// destroyed, nor those that were said to be lost after the copy was made there.
    fn stands(self, bundle: usize, home: WriterId) -> bool {
        let mut on = BTreeSet::new();
        for (_, fact) in self.all() {
            if let What::Copied { bundle: one, medium, proven: true } = fact.what
                && one == bundle
                && fact.writer == home
            {
                on.insert(medium);
            }
        }
        on.retain(|medium| self.still_counts(bundle, *medium));
        on.len() >= COPIES && !self.is_ordered(bundle)
    }

    fn still_counts(self, bundle: usize, medium: usize) -> bool {
        let written_since = |lost: usize| {
            self.all().any(|(copy, fact)| match fact.what {
                What::Copied { bundle: one, medium: on, .. } => {
                    one == bundle && on == medium && self.has_seen(copy, lost)
                }
                _ => false,
            })
        };
        self.all().all(|(id, fact)| match fact.what {
            What::CopyDestroyed { bundle: one, medium: on } => one != bundle || on != medium,
            What::Lost { medium: lost } => lost != medium || written_since(id),
            _ => true,
        })
    }
}
