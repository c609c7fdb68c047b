//! What must hold of a destruction, by the facts that a machine and its drives had heard of: simple, and without a
//! line of the program's own fold. A fact has seen those that its writer knew when he wrote it.

use std::collections::BTreeSet;

use kluis::rules::retention::ClassShown;
use kluis::words::day::Day;
use kluis::words::digest::Digest;
use kluis::words::ids::{HoldId, WriterId};

use crate::made::POOL;

mod heirs;
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
    /// The person who signed it, if anybody had to.
    pub by: usize,
    pub what: What,
}

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
    /// The records of a bundle stand in these.
    Succeeded {
        bundle: usize,
        into: Vec<usize>,
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
    /// What bears on no bundle's end.
    Other,
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
    fn is(self, bundle: usize) -> bool {
        match self {
            About::Case => POOL.bundles[bundle].in_case(),
            About::Bundle(wanted) => wanted == bundle,
        }
    }
}

/// All facts there are, and which of them somebody knows.
#[derive(Clone, Copy)]
pub struct View<'a> {
    pub facts: &'a [Fact],
    pub known: &'a Known,
}

impl<'a> View<'a> {
    fn all(self) -> impl Iterator<Item = (Id, &'a Fact)> {
        self.known.iter().map(move |id| (*id, &self.facts[*id]))
    }

    fn has_seen(self, id: Id, other: Id) -> bool {
        self.facts[id].seen.contains(&other)
    }

    fn sealings(self, bundle: usize) -> Vec<Id> {
        let of = |fact: &Fact| matches!(fact.what, What::Sealed { bundle: one } if one == bundle);
        self.all().filter(|(_, fact)| of(fact)).map(|(id, _)| id).collect()
    }

    pub fn is_sealed(self, bundle: usize) -> bool {
        !self.sealings(bundle).is_empty()
    }

    /// The holds that bind a bundle: those that fit, and that no release lifts which lists the hold, has seen it, and
    /// is ordered with the bundle's seal.
    pub fn holds_on(self, bundle: usize) -> BTreeSet<HoldId> {
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
                    && fact.seen.contains(&id)
                    && is_ordered(*release)
            });
            self.are_enough(releases)
        };
        binding.filter(|(id, hold)| !released(*id, *hold)).map(|(_, hold)| hold).collect()
    }

    /// The last day through which a bundle is kept at least, and with it what its records stood in before; none while
    /// any of them is open.
    pub fn kept_through(self, bundle: usize) -> Option<Option<Day>> {
        let ends = self.family(bundle).into_iter().map(|one| self.kept_by_itself_through(one));
        ends.reduce(|one, other| Some(one?.max(other?))).unwrap()
    }

    fn kept_by_itself_through(self, bundle: usize) -> Option<Option<Day>> {
        let made = &POOL.bundles[bundle];
        let mut through = made.through;
        for (_, fact) in self.all() {
            if let What::Extended { bundle: one, through: longer } = &fact.what
                && *one == bundle
            {
                through = through.max(Some(*longer));
            }
        }
        for class in &made.open {
            let happened = || {
                self.all().filter_map(|(id, fact)| match &fact.what {
                    What::Happened { about, ends } if about.is(bundle) => {
                        let end = ends.iter().find(|(of, _)| of == class);
                        end.map(|(_, last)| (id, *last))
                    }
                    _ => None,
                })
            };
            let is_open = self.all().any(|(back, fact)| {
                matches!(fact.what, What::Reopened { about } if about.is(bundle))
                    && !happened().any(|(id, _)| self.has_seen(id, back))
            });
            let last = happened().map(|(_, last)| last).max();
            match last {
                Some(last) if !is_open => through = through.max(Some(last)),
                _ => return None,
            }
        }
        Some(through)
    }

    /// Whether an order to destroy a bundle stands: it has seen all that keeps the bundle for longer than it says.
    pub fn is_ordered(self, bundle: usize) -> bool {
        !self.orders(bundle).is_empty()
    }

    /// Those that stand.
    fn orders(self, bundle: usize) -> Vec<Id> {
        let family = self.family(bundle);
        let stands = |(order, fact): &(Id, &Fact)| {
            let What::Ordered { bundle: one, through } = fact.what else { return false };
            let keeps =
                |block: &Fact| family.iter().any(|one| self.keeps(&block.what, *one, through));
            one == bundle
                && self.all().all(|(id, block)| self.has_seen(*order, id) || !keeps(block))
        };
        self.all().filter(stands).map(|(order, _)| order).collect()
    }

    fn keeps(self, what: &What, bundle: usize, through: Option<Day>) -> bool {
        let waits = &POOL.bundles[bundle].open;
        match what {
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
    pub fn is_accounted(self, bundle: usize) -> bool {
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
