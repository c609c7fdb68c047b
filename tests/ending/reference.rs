//! What must hold of a destruction, by the facts that a machine and its drives had heard of: simple, and without a
//! line of the program's own fold. A fact has seen those that its writer knew when he wrote it.
//!
//! `keys` says which facts count and whose they are, `ends` how long a bundle is kept, `earlier` which earlier ends
//! count, `heirs` where records went, `persons` what two persons have signed.

use std::collections::BTreeSet;

use kluis::rules::retention::ClassShown;
use kluis::words::day::{Day, Stamp};
use kluis::words::digest::Digest;
use kluis::words::ids::{HoldId, WriterId};

use crate::made::{KEYS, POOL};

mod earlier;
mod ends;
mod heirs;
mod keys;
mod persons;

/// A fact's number.
pub type Id = usize;
/// The facts that somebody knows.
pub type Known = BTreeSet<Id>;

/// Something that a person or the program put on record.
#[derive(Debug, Clone)]
pub struct Fact {
    pub seen: Known,
    pub writer: WriterId,
    pub stamp: Stamp,
    /// The key that signed it, if any had to.
    pub key: Option<usize>,
    pub what: What,
}

/// A last day; none while a bundle has no end yet.
pub type Kept = Option<Option<Day>>;

#[derive(Debug, Clone)]
pub enum What {
    Sealed {
        bundle: usize,
    },
    /// A copy was written on a medium.
    Copied {
        bundle: usize,
        medium: usize,
        /// It was read back, past the cache.
        proven: bool,
    },
    /// The records of a bundle stand in these, and in these of the other vault, of which the entry says what is so.
    Succeeded {
        bundle: usize,
        into: Vec<usize>,
        there: Vec<(usize, bool)>,
    },
    /// Its records come from a bundle of the other vault, which was kept so long.
    Received {
        bundle: usize,
        from: usize,
        kept: Kept,
    },
    HoldPlaced {
        hold: HoldId,
        on: On,
    },
    HoldReleased {
        holds: Vec<HoldId>,
    },
    /// The event of these took place: the last day for each class.
    Happened {
        about: About,
        ends: Vec<(ClassShown, Day)>,
    },
    /// It did not take place after all.
    Reopened {
        about: About,
    },
    Extended {
        bundle: usize,
        through: Day,
    },
    Ordered {
        bundle: usize,
        through: Option<Day>,
    },
    CopyDestroyed {
        bundle: usize,
        medium: usize,
    },
    /// On each medium, as somebody says.
    Destroyed {
        bundle: usize,
    },
    Lost {
        medium: usize,
    },
    /// Two persons are wanted from here on.
    TwoWanted,
    /// A list of bundles, each with the last day through which it was kept.
    Approved {
        list: Digest,
        bundles: Vec<(usize, Option<Day>)>,
    },
    Withdrawn {
        list: Digest,
    },
    /// An earlier end.
    Proposed(Proposal),
    Confirmed {
        proposal: Digest,
    },
    /// Somebody says what day it is.
    DaySaid,
    KeyAdded {
        key: usize,
        replaces: Option<usize>,
    },
    KeyRetired {
        key: usize,
    },
    /// Lines count as far as whoever says so knows them.
    SealerReplaced,
    /// What bears on no bundle's end.
    Other,
}

/// An earlier end as a person proposes it.
#[derive(Debug, Clone)]
pub struct Proposal {
    pub name: Digest,
    pub change: Change,
}

#[derive(Debug, Clone)]
pub enum Change {
    /// An event gives these ends, and no longer those.
    Event { about: About, ends: Vec<(ClassShown, Day)>, replaces: Vec<(ClassShown, Day)> },
    /// What a bundle leaves, as it is here, binds the one that was made from it no more.
    Inherited { heir: usize, from: usize, kept: Kept },
}

/// Whose event it is.
#[derive(Debug, Clone, Copy)]
pub enum About {
    Case,
    Bundle(usize),
}

/// What a hold is on.
#[derive(Debug, Clone)]
pub enum On {
    All,
    Bundle(usize),
    Case,
    Class(ClassShown),
    Years(i32, i32),
}

impl On {
    fn binds(&self, bundle: usize) -> bool {
        let made = &POOL.bundles[bundle];
        match self {
            On::All => true,
            On::Bundle(wanted) => *wanted == bundle,
            On::Case => made.in_case(),
            On::Class(class) => made.classes.contains(class),
            // What shows no date may be of any year.
            On::Years(from, to) => {
                made.years.iter().any(|year| year.is_none_or(|year| (*from..=*to).contains(&year)))
            }
        }
    }
}

impl About {
    pub fn is(self, bundle: usize) -> bool {
        match self {
            About::Case => POOL.bundles[bundle].in_case(),
            About::Bundle(wanted) => wanted == bundle,
        }
    }
}

/// What somebody knows, as far as it counts, of all facts there are.
pub struct View<'a> {
    facts: &'a [Fact],
    known: &'a Known,
    counting: Vec<Id>,
    /// Each key that was retired, and by which fact.
    retired: Vec<(Id, usize)>,
    whose: [Option<usize>; KEYS],
}

impl<'a> View<'a> {
    fn all(&self) -> impl Iterator<Item = (Id, &'a Fact)> {
        self.counting.iter().map(|id| (*id, &self.facts[*id]))
    }

    fn has_seen(&self, id: Id, other: Id) -> bool {
        self.facts[id].seen.contains(&other)
    }

    fn sealings(&self, bundle: usize) -> Vec<Id> {
        let of = |fact: &Fact| matches!(fact.what, What::Sealed { bundle: one } if one == bundle);
        self.all().filter(|(_, fact)| of(fact)).map(|(id, _)| id).collect()
    }

    pub fn is_sealed(&self, bundle: usize) -> bool {
        !self.sealings(bundle).is_empty()
    }

    /// The holds that bind a bundle: those that fit, and that no release lifts which lists the hold, has seen it, and
    /// is ordered with the bundle's seal.
    pub fn holds_on(&self, bundle: usize) -> BTreeSet<HoldId> {
        self.held_by(bundle, |_| true)
    }

    /// The same by such facts alone.
    fn held_by(&self, bundle: usize, such: impl Fn(Id) -> bool) -> BTreeSet<HoldId> {
        let (sealings, family) = (self.sealings(bundle), self.family(bundle));
        let is_ordered = |release: Id| {
            let before = sealings.iter().any(|seal| self.has_seen(release, *seal));
            before || sealings.iter().all(|seal| self.has_seen(*seal, release))
        };
        let binding = self.all().filter_map(|(id, fact)| match &fact.what {
            What::HoldPlaced { hold, on } if family.iter().any(|one| on.binds(*one)) => {
                Some((id, *hold))
            }
            _ => None,
        });
        let released = |id: Id, hold: HoldId| {
            let releases = self.all().filter(|(release, fact)| {
                matches!(&fact.what, What::HoldReleased { holds } if holds.contains(&hold))
                    && such(*release)
                    && fact.seen.contains(&id)
                    && is_ordered(*release)
            });
            self.are_enough(releases.map(|(id, _)| id))
        };
        let binding = binding.filter(|(id, hold)| such(*id) && !released(*id, *hold));
        binding.map(|(_, hold)| hold).collect()
    }

    /// Whether an order to destroy a bundle stands: it has seen all that keeps the bundle for longer than it says.
    pub fn is_ordered(&self, bundle: usize) -> bool {
        !self.orders(bundle).is_empty()
    }

    /// Those that stand.
    fn orders(&self, bundle: usize) -> Vec<Id> {
        let family = self.family(bundle);
        let stands = |(order, fact): &(Id, &Fact)| {
            let What::Ordered { bundle: one, through } = fact.what else { return false };
            let keeps = |block: Id| family.iter().any(|one| self.keeps(block, *one, through));
            one == bundle && self.all().all(|(id, _)| self.has_seen(*order, id) || !keeps(id))
        };
        self.all().filter(stands).map(|(order, _)| order).collect()
    }

    /// Whether a fact keeps a bundle beyond a last day.
    fn keeps(&self, fact: Id, bundle: usize, through: Option<Day>) -> bool {
        let waits = &POOL.bundles[bundle].open;
        match &self.facts[fact].what {
            _ if self.takes_back_an_end_of(fact, bundle) => true,
            What::Received { bundle: one, kept, .. } => {
                *one == bundle && kept.is_none_or(|last| last.is_none() || last > through)
            }
            What::HoldPlaced { on, .. } => on.binds(bundle),
            What::Extended { bundle: one, through: longer } => {
                *one == bundle && Some(*longer) > through
            }
            What::Reopened { about } => about.is(bundle) && !waits.is_empty(),
            What::Happened { about, ends } => {
                let mut longer = ends
                    .iter()
                    .filter(|(class, last)| waits.contains(class) && Some(*last) > through);
                about.is(bundle) && longer.next().is_some()
            }
            _ => false,
        }
    }

    /// Whether each medium that ever got a copy is accounted for: destroyed there, or lost.
    pub fn is_accounted(&self, bundle: usize) -> bool {
        let copies = self.all().filter_map(|(_, fact)| match fact.what {
            What::Copied { bundle: one, medium, .. } if one == bundle => Some(medium),
            _ => None,
        });
        let gone = |medium: usize| {
            self.all().any(|(_, fact)| match fact.what {
                What::CopyDestroyed { bundle: one, medium: on } => one == bundle && on == medium,
                What::Lost { medium: lost } => lost == medium,
                _ => false,
            })
        };
        copies.into_iter().all(gone)
    }
}
