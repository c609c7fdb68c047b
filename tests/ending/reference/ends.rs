//! How long a bundle is kept: by its rules, by events and extensions, and with it what its records stood in before.

use std::collections::BTreeSet;

use kluis::rules::retention::ClassShown;
use kluis::words::day::Day;

use super::{Change, Id, Kept, Proposal, View, What};
use crate::made::POOL;

/// The later of two.
fn later(one: Kept, other: Kept) -> Kept {
    Some(one?.max(other?))
}

/// Whether an end is no later than another one.
pub(super) fn is_within(end: Kept, other: Kept) -> bool {
    other.is_none_or(|other| end.is_some_and(|end| end <= other))
}

impl View<'_> {
    /// The last day through which a bundle is kept at least, and with it what its records stood in before and is not
    /// bound no more.
    pub fn kept_through(&self, bundle: usize) -> Kept {
        let bound = self.bound_by(bundle);
        let own = bound.iter().map(|one| self.kept_by_itself_through(*one));
        let received = bound.iter().flat_map(|one| self.received(*one));
        // What a person wanted goes with the records, whatever else binds no more.
        let family = self.family(bundle);
        let extended = family.iter().map(|one| Some(self.extended_through(*one)));
        own.chain(received).chain(extended).reduce(later).unwrap()
    }

    /// A bundle, and those that its records stood in before by whose ends it is bound.
    pub(super) fn bound_by(&self, bundle: usize) -> BTreeSet<usize> {
        let (mut bound, mut next) = (BTreeSet::new(), vec![bundle]);
        while let Some(one) = next.pop() {
            if bound.insert(one) {
                let parents = self.parents(one).into_iter();
                next.extend(parents.filter(|parent| self.freed_from(one, *parent).is_none()));
            }
        }
        bound.retain(|one| *one == bundle || self.is_sealed(*one));
        bound
    }

    /// The end that was named, where a bundle was made from another one and is bound by it no more: as long as that
    /// leaves nothing later.
    pub(super) fn freed_from(&self, heir: usize, from: usize) -> Option<Kept> {
        let left = self.left_by(heir, from)?;
        let named = self.earlier_of(heir).into_iter().filter_map(|(proposed, _)| {
            match &self.proposal(proposed).change {
                Change::Inherited { heir: one, from: other, kept } => {
                    ((*one, *other) == (heir, from)).then_some(*kept)
                }
                Change::Event { .. } => None,
            }
        });
        named.filter(|named| is_within(left, *named)).reduce(later)
    }

    /// What a bundle leaves to one that was made from it.
    fn left_by(&self, heir: usize, from: usize) -> Option<Kept> {
        let here = self.parents(heir).contains(&from);
        let family = here.then(|| self.family(from)).into_iter().flatten();
        let own = family.map(|one| self.kept_by_itself_through(one));
        let there = self.all().filter_map(|(_, fact)| match fact.what {
            What::Received { bundle, from: one, kept } => {
                (bundle == heir && one == from).then_some(kept)
            }
            _ => None,
        });
        own.chain(there).reduce(later)
    }

    /// The ends that came with its records out of the other vault and that bind it.
    fn received(&self, bundle: usize) -> Vec<Kept> {
        let all = self.all().filter_map(|(_, fact)| match fact.what {
            What::Received { bundle: one, from, kept } if one == bundle => Some((from, kept)),
            _ => None,
        });
        let binds = all.filter(|(from, _)| self.freed_from(bundle, *from).is_none());
        binds.map(|(_, kept)| kept).collect()
    }

    fn extended_through(&self, bundle: usize) -> Option<Day> {
        let all = self.all().filter_map(|(_, fact)| match &fact.what {
            What::Extended { bundle: one, through } if *one == bundle => Some(*through),
            _ => None,
        });
        all.max()
    }

    fn kept_by_itself_through(&self, bundle: usize) -> Kept {
        let made = &POOL.bundles[bundle];
        let mut through = made.through.max(self.extended_through(bundle));
        if made.open.is_empty() {
            return Some(through);
        }
        let given = self.given(bundle);
        for class in &made.open {
            let of_class = || given.iter().filter(|(_, of, _)| of == class);
            let is_open = self.all().any(|(back, fact)| {
                matches!(fact.what, What::Reopened { about } if about.is(bundle))
                    && !of_class().any(|(id, ..)| self.has_seen(*id, back))
            });
            match of_class().map(|(_, _, last)| *last).max() {
                Some(last) if !is_open => through = through.max(Some(last)),
                _ => return None,
            }
        }
        Some(through)
    }

    /// The ends that events give, and earlier ends that count, without those that the latter replaced.
    fn given(&self, bundle: usize) -> Vec<(Id, ClassShown, Day)> {
        let mut given = vec![];
        for (id, fact) in self.all() {
            if let What::Happened { about, ends } = &fact.what
                && about.is(bundle)
            {
                given.extend(ends.iter().map(|(class, last)| (id, class.clone(), *last)));
            }
        }
        let earlier = self.earlier_of(bundle);
        let changes = earlier.iter().filter_map(|(proposed, _)| {
            let Proposal { change: Change::Event { ends, replaces, .. }, .. } =
                self.proposal(*proposed)
            else {
                return None;
            };
            Some((*proposed, ends, replaces))
        });
        let changes: Vec<_> = changes.collect();
        for (proposed, ends, _) in &changes {
            given.extend(ends.iter().map(|(class, last)| (*proposed, class.clone(), *last)));
        }
        given.retain(|(id, class, last)| {
            let replaced = |(proposed, _, replaces): &(Id, _, &Vec<(ClassShown, Day)>)| {
                self.has_seen(*proposed, *id)
                    && replaces.iter().any(|(of, end)| (of, end) == (class, last))
            };
            !changes.iter().any(replaced)
        });
        given
    }
}
