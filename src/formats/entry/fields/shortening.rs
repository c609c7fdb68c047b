//! Fields of the events by which an end becomes earlier: a person proposes it, and after the wait another confirms.

use serde::{Deserialize, Serialize};

use super::hold::check_named;
use super::term::ClassEnd;
use crate::formats::entry::unreadable::{Fault, Unreadable, ensure, rising};
use crate::words::day::{Day, day_or_null};
use crate::words::digest::Digest;
use crate::words::ids::{BundleId, Tag};

/// A person proposes that an end becomes earlier. It changes nothing until it is confirmed. Each fact that is to count
/// no more is named: ends that an event gave, or ends that bundles inherited. Why stands in the entry's note.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShorteningProposed {
    /// These bundles; sorted.
    pub bundles: Option<Vec<BundleId>>,
    /// All bundles of this case.
    pub case: Option<Tag>,
    /// What the event gives to each class instead; sorted by class. Empty where ends are inherited.
    pub ends: Vec<ClassEnd>,
    /// The ends that the bundles inherited and that are to bind them no more; sorted by bundle.
    pub inherited: Vec<InheritedEnd>,
    /// What it is called; drawn at random.
    pub proposal: Digest,
    /// The ends that events gave and that are to count no more; sorted.
    pub replaces: Vec<ClassEnd>,
}

/// The end that a bundle leaves to those that its records went into.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InheritedEnd {
    /// The bundle that leaves it.
    pub bundle: BundleId,
    #[serde(with = "day_or_null")]
    pub keep_through: Option<Day>,
    /// It has no end yet.
    pub open: bool,
}

/// A proposal is confirmed: from here on the earlier end counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shortened {
    pub proposal: Digest,
}

impl ShorteningProposed {
    pub(in crate::formats::entry) fn check(&self) -> Result<(), Unreadable> {
        ensure(self.bundles.is_some() || self.case.is_some(), "case", Fault::Missing)?;
        if let Some(bundles) = &self.bundles {
            check_named(bundles, "bundles")?;
        }
        rising(self.ends.iter().map(|end| &end.class), "ends")?;
        rising(self.replaces.iter(), "replaces")?;
        rising(self.inherited.iter().map(|end| end.bundle), "inherited")?;
        for (ends, name) in [(&self.ends, "ends"), (&self.replaces, "replaces")] {
            let says = |end: &ClassEnd| end.delete_from.is_some() || end.keep_through.is_some();
            ensure(ends.iter().all(says), name, Fault::Missing)?;
        }
        match self.inherited.is_empty() {
            true => {
                ensure(!self.ends.is_empty(), "ends", Fault::Missing)?;
                ensure(!self.replaces.is_empty(), "replaces", Fault::Missing)
            }
            // Whoever inherits is named: nothing of a case inherits as a whole.
            false => {
                ensure(self.case.is_none(), "case", Fault::Disagrees)?;
                ensure(self.ends.is_empty(), "ends", Fault::Disagrees)?;
                ensure(self.replaces.is_empty(), "replaces", Fault::Disagrees)
            }
        }
    }
}
