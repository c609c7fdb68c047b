//! Records that were sealed again: what binds the old bundle binds the new ones, and the old one may go once the new
//! ones stand.

use std::collections::BTreeSet;

use kluis::words::ids::WriterId;

use super::ends::is_within;
use super::{Kept, On, View, What};
use crate::made::POOL;

/// On so many media each new bundle has to stand.
const COPIES: usize = 2;

impl View<'_> {
    fn successions(&self) -> Vec<(usize, &[usize])> {
        let all = self.all().filter_map(|(_, fact)| match &fact.what {
            What::Succeeded { bundle, into, .. } => Some((*bundle, &into[..])),
            _ => None,
        });
        all.collect()
    }

    /// The bundles from which one was made, by whoever's word.
    pub(super) fn parents(&self, bundle: usize) -> BTreeSet<usize> {
        let all = self.successions().into_iter().filter(|(_, into)| into.contains(&bundle));
        all.map(|(from, _)| from).collect()
    }

    /// Whether anybody says that its records stand in other bundles.
    pub fn is_succeeded(&self, bundle: usize) -> bool {
        self.successions().iter().any(|(from, _)| *from == bundle)
    }

    /// A bundle and all that its records stood in before, by whoever's word: as far as it is known that these were
    /// sealed.
    pub(super) fn family(&self, bundle: usize) -> BTreeSet<usize> {
        let successions = self.successions();
        let mut family = BTreeSet::from([bundle]);
        loop {
            let more =
                successions.iter().filter(|(_, into)| into.iter().any(|one| family.contains(one)));
            let more: Vec<usize> =
                more.map(|(from, _)| *from).filter(|from| !family.contains(from)).collect();
            if more.is_empty() {
                family.retain(|one| *one == bundle || self.is_sealed(*one));
                return family;
            }
            family.extend(more);
        }
    }

    /// Whether no hold that binds it fits the bundle itself.
    pub fn is_held_by_descent_alone(&self, bundle: usize) -> bool {
        let binding = self.holds_on(bundle);
        let fits = |on: &On| on.binds(bundle);
        let itself = self.all().any(|(_, fact)| match &fact.what {
            What::HoldPlaced { hold, on } => binding.contains(hold) && fits(on),
            _ => false,
        });
        !binding.is_empty() && !itself
    }

    /// Whether each record of a bundle stands in others: such as were made from it by somebody who knew it, that hold
    /// as many records together, that are kept as long, and of which each stands on media enough, as this home has seen
    /// itself. One that is to go, or went, has successors itself. Of the other vault its home here is asked, if it is.
    pub fn stands_elsewhere(
        &self,
        bundle: usize,
        home: WriterId,
        there: Option<(&View<'_>, WriterId)>,
    ) -> bool {
        self.goes_on(bundle, bundle, home, there)
    }

    /// The same of the records of a bundle that stand in another one by now.
    fn goes_on(
        &self,
        first: usize,
        bundle: usize,
        home: WriterId,
        there: Option<(&View<'_>, WriterId)>,
    ) -> bool {
        let kept = self.kept_through(first);
        let stand = |heir: &usize| {
            let made = POOL.bundles[*heir].made_from == Some(bundle);
            let stands = self.stands(*heir, home) && self.is_kept_as_long(*heir, first, kept);
            made && self.was_sealed_in_sight_of(*heir, bundle)
                && (stands || self.goes_on(first, *heir, home, there))
        };
        let stand_there = |(heir, told_true): &(usize, bool)| {
            let made = POOL.bundles[*heir].made_from == Some(bundle) && *told_true;
            there.is_some_and(|(view, witness)| {
                made && view.stands(*heir, witness) && view.is_kept_as_long(*heir, bundle, kept)
            })
        };
        let records = |heir: &usize| POOL.bundles[*heir].sealed.records;
        self.all().any(|(_, fact)| match &fact.what {
            What::Succeeded { bundle: from, into, there } if *from == bundle => {
                let all = into.iter().chain(there.iter().map(|(heir, _)| heir));
                all.map(records).sum::<u64>() == records(&bundle)
                    && into.iter().all(stand)
                    && there.iter().all(stand_there)
            }
            _ => false,
        })
    }

    /// Whether a bundle is kept as long as another one whose records went into it, or a person has confirmed that it
    /// need not be.
    fn is_kept_as_long(&self, heir: usize, from: usize, kept: Kept) -> bool {
        let freed = self.freed(heir, from).is_some_and(|named| is_within(kept, named));
        freed || is_within(kept, self.kept_through(heir))
    }

    /// The latest of the ends that were named, where a bundle is bound by another one no more.
    fn freed(&self, heir: usize, from: usize) -> Option<Kept> {
        if self.bound_by(heir).contains(&from) {
            return None;
        }
        let family = self.family(heir);
        let steps = family.iter().flat_map(|one| {
            let parents = self.parents(*one).into_iter().chain([from]);
            parents.filter_map(|parent| self.freed_from(*one, parent))
        });
        steps.reduce(|one, other| if is_within(one, other) { other } else { one })
    }

    fn was_sealed_in_sight_of(&self, heir: usize, bundle: usize) -> bool {
        let (old, new) = (self.sealings(bundle), self.sealings(heir));
        !new.is_empty() && new.iter().all(|new| old.iter().any(|old| self.has_seen(*new, *old)))
    }

    /// Whether nobody has ordered its end, and this home has proven it on media enough: not those where it was
    /// destroyed, nor those that were said to be lost after the copy was made there.
    fn stands(&self, bundle: usize, home: WriterId) -> bool {
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

    fn still_counts(&self, bundle: usize, medium: usize) -> bool {
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
