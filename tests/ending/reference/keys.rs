//! Which facts count: those by keys that were not retired then, whose lines were not put aside when the sealer's key
//! was replaced. Of all others what refuses counts, and nothing else.

use std::collections::BTreeSet;

use super::{Fact, Id, Known, View, What};
use crate::made::KEYS;

/// A key that signs no more: by which fact, and who signed that.
struct Retired {
    by: Id,
    signer: usize,
    key: usize,
}

impl What {
    fn refuses(&self) -> bool {
        match self {
            What::Succeeded { .. }
            | What::Received { .. }
            | What::HoldPlaced { .. }
            | What::Reopened { .. }
            | What::Extended { .. }
            | What::Ordered { .. }
            | What::CopyDestroyed { .. }
            | What::Destroyed { .. }
            | What::Lost { .. }
            | What::TwoWanted
            | What::Withdrawn { .. }
            | What::KeyAdded { .. }
            | What::KeyRetired { .. }
            | What::SealerReplaced => true,
            What::Sealed { .. }
            | What::Copied { .. }
            | What::HoldReleased { .. }
            | What::Happened { .. }
            | What::Approved { .. }
            | What::Proposed(_)
            | What::Confirmed { .. }
            | What::DaySaid
            | What::Other => false,
        }
    }
}

impl<'a> View<'a> {
    pub fn new(facts: &'a [Fact], known: &'a Known) -> View<'a> {
        let (retired, whose) = (vec![], [None; KEYS]);
        let counting = known.iter().copied().collect();
        let mut view = View { facts, known, counting, retired, whose };
        view.whose = std::array::from_fn(|key| view.whose_is(key, None));
        view.retire();
        view.whose = std::array::from_fn(|key| view.whose_is(key, None));
        let all = std::mem::take(&mut view.counting).into_iter();
        let counts =
            |id: &Id| facts[*id].what.refuses() || !(view.is_fallen(*id) || view.is_put_aside(*id));
        view.counting = all.filter(counts).collect();
        view
    }

    /// The person who signed a fact, where its key signed for anybody.
    pub(super) fn by(&self, fact: Id) -> Option<usize> {
        let key = self.facts[fact].key.filter(|_| !self.is_fallen(fact))?;
        self.whose_is(key, Some(fact))
    }

    fn is_fallen(&self, fact: Id) -> bool {
        let unseen = |key: usize| {
            let mut retired = self.retired.iter().filter(|(_, one)| *one == key);
            retired.any(|(by, _)| *by != fact && !self.has_seen(*by, fact))
        };
        let key = self.facts[fact].key;
        key.is_some_and(|key| unseen(key) || self.whose_is(key, Some(fact)).is_none())
    }

    /// Whether something that gave an end counts no more: an event, an earlier end's confirmation, or the sealing of a
    /// bundle whose end another one has.
    pub fn lost_a_ground(&self) -> bool {
        let gives = |id: &&Id| {
            let what = &self.facts[**id].what;
            matches!(what, What::Happened { .. } | What::Confirmed { .. } | What::Sealed { .. })
        };
        self.known.iter().filter(gives).any(|id| self.counting.binary_search(id).is_err())
    }

    /// The entries that add a key, each with the key that signed it and the one that it replaces.
    fn additions(&self, key: usize) -> impl Iterator<Item = (Id, usize, Option<usize>)> {
        self.known.iter().filter_map(move |id| match self.facts[*id].what {
            What::KeyAdded { key: one, replaces } if one == key => {
                Some((*id, self.facts[*id].key?, replaces))
            }
            _ => None,
        })
    }

    /// The number of a person: the first key makes one. What one person adds alone where two are wanted is that
    /// person's, and so is what replaces a key of theirs. What a retired key adds is nobody's. Of a key that signs a
    /// fact those entries say so which that has seen.
    fn whose_is(&self, key: usize, signs: Option<Id>) -> Option<usize> {
        if key == 0 {
            return Some(0);
        }
        let (mut by, mut own) = (BTreeSet::new(), false);
        for (id, signer, replaces) in self.additions(key) {
            if signer == key || signs.is_some_and(|fact| !self.has_seen(fact, id)) {
                continue;
            }
            let unseen = |(back, one): &(Id, usize)| *one == signer && !self.has_seen(*back, id);
            if self.retired.iter().any(|one| one.0 != id && unseen(one)) {
                continue;
            }
            let Some(person) = self.whose_is(signer, Some(id)) else { continue };
            if replaces.is_some_and(|old| self.whose_is(old, Some(id)) == Some(person)) {
                return Some(person);
            }
            own |= !self.wanted_two_at(id);
            by.insert(person);
        }
        match by.len() {
            0 => None,
            1 if !own => by.first().copied(),
            _ => Some(key),
        }
    }

    pub(super) fn wanted_two_at(&self, fact: Id) -> bool {
        self.known.iter().any(|id| {
            matches!(self.facts[*id].what, What::TwoWanted)
                && *id != fact
                && !self.has_seen(*id, fact)
        })
    }

    /// Finds out which keys sign no more: never all of them.
    fn retire(&mut self) {
        let said = self.known.iter().filter_map(|id| {
            let Fact { key: signer, what, .. } = &self.facts[*id];
            let (by, signer) = (*id, (*signer)?);
            match *what {
                What::KeyRetired { key } => Some(Retired { by, signer, key }),
                What::KeyAdded { replaces: Some(key), .. } => {
                    let own = self.whose[signer].is_some() && self.whose[signer] == self.whose[key];
                    own.then_some(Retired { by, signer, key })
                }
                _ => None,
            }
        });
        let all: Vec<Retired> = said.collect();
        let as_kept = |kept: &[&Retired]| kept.iter().map(|one| (one.by, one.key)).collect();
        let mut kept: Vec<&Retired> =
            all.iter().filter(|one| !self.knew_that_it_was(&all, one.signer, one.by)).collect();
        self.retired = as_kept(&kept);
        if self.leaves_somebody() {
            return;
        }
        let gone: BTreeSet<usize> = kept.iter().map(|one| one.key).collect();
        kept.retain(|one| {
            let whose = self.whose_is(one.signer, Some(one.by));
            one.signer == one.key || (whose.is_some() && !gone.contains(&one.signer))
        });
        self.retired = as_kept(&kept);
        if !self.leaves_somebody() {
            self.retired.clear();
        }
    }

    fn leaves_somebody(&self) -> bool {
        let signs = |key: &usize| self.retired.iter().all(|(_, gone)| gone != key);
        (0..KEYS).filter(signs).any(|key| self.whose_is(key, None).is_some())
    }

    /// Whether a key, or the one that added it, was retired in sight of what it signs there.
    fn knew_that_it_was(&self, all: &[Retired], key: usize, at: Id) -> bool {
        let seen = |one: &&Retired| one.by != at && self.has_seen(at, one.by);
        all.iter().filter(seen).any(|one| one.key == key)
            || (key != 0
                && self
                    .additions(key)
                    .all(|(id, signer, _)| signer == key || self.knew_that_it_was(all, signer, id)))
    }

    /// The persons who can sign.
    pub(super) fn unretired(&self) -> BTreeSet<usize> {
        let keys = (0..KEYS).filter(|key| self.retired.iter().all(|(_, gone)| gone != key));
        keys.filter_map(|key| self.whose[key]).collect()
    }

    /// Whether whoever signed a fact was the only person, as far as he knew, and two were not wanted.
    pub(super) fn was_alone(&self, fact: Id) -> bool {
        self.persons_at(fact) < 2 && !self.wanted_two_at(fact)
    }

    /// How many persons signed for the vault, as far as whoever signed a fact knew.
    pub(super) fn persons_at(&self, fact: Id) -> usize {
        let seen = |id: Id| self.has_seen(fact, id);
        let known = |key: usize| key == 0 || self.additions(key).any(|(id, ..)| seen(id));
        let gone = |key: usize| self.retired.iter().any(|(by, one)| *one == key && seen(*by));
        let keys = (0..KEYS).filter(|key| known(*key) && !gone(*key));
        let whose = |key: usize| self.whose_is(key, Some(fact));
        keys.filter_map(whose).collect::<BTreeSet<usize>>().len()
    }

    /// Whether the latest of those replacements of the sealer's key that a fact had not seen did not know it either.
    fn is_put_aside(&self, fact: Id) -> bool {
        let all: Vec<Id> = self
            .known
            .iter()
            .copied()
            .filter(|id| {
                matches!(self.facts[*id].what, What::SealerReplaced)
                    && !self.is_fallen(*id)
                    && *id != fact
                    && !self.has_seen(fact, *id)
            })
            .collect();
        let latest = |one: &&Id| !all.iter().any(|other| self.has_seen(*other, **one));
        all.iter().filter(latest).any(|one| !self.has_seen(*one, fact))
    }
}
