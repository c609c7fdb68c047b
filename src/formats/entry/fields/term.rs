//! Fields of the events that give a bundle an end, or a later one: an event that took place, an
//! extension.

use serde::{Deserialize, Serialize};

use super::hold::check_named;
use crate::formats::entry::unreadable::{Fault, Unreadable, ensure, rising};
use crate::rules::retention::ClassShown;
use crate::words::day::{Day, day_or_null};
use crate::words::ids::{BundleId, Tag};

/// The event that open-ended records waited for took place, or did not take place after all. Its day stands
/// in the note: here stand only the ends that follow from it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventRecorded {
    /// These bundles; sorted. None where it is about a case.
    pub bundles: Option<Vec<BundleId>>,
    /// All bundles of this case, those that are sealed later included.
    pub case: Option<Tag>,
    /// What follows for each class; sorted by class. Empty: the event is open again.
    pub ends: Vec<ClassEnd>,
}

/// The end that an event gives the open rules of one class.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClassEnd {
    pub class: ClassShown,
    #[serde(with = "day_or_null")]
    pub delete_from: Option<Day>,
    #[serde(with = "day_or_null")]
    pub keep_through: Option<Day>,
}

/// These bundles are kept through this day at least.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Extended {
    /// Sorted.
    pub bundles: Vec<BundleId>,
    pub keep_through: Day,
}

impl EventRecorded {
    /// Whether it takes back that the event took place.
    pub fn reopens(&self) -> bool {
        self.ends.is_empty()
    }

    /// Whether it is about this bundle.
    pub fn is_about(&self, bundle: BundleId, case: Option<Tag>) -> bool {
        match (&self.bundles, self.case) {
            (Some(bundles), _) => bundles.contains(&bundle),
            (None, wanted) => wanted.is_some() && case == wanted,
        }
    }

    pub(in crate::formats::entry) fn check(&self) -> Result<(), Unreadable> {
        ensure(self.bundles.is_some() != self.case.is_some(), "case", Fault::Disagrees)?;
        if let Some(bundles) = &self.bundles {
            check_named(bundles, "bundles")?;
        }
        rising(self.ends.iter().map(|end| &end.class), "ends")?;
        let says = |end: &ClassEnd| end.delete_from.is_some() || end.keep_through.is_some();
        ensure(self.ends.iter().all(says), "ends", Fault::Missing)
    }
}

impl Extended {
    pub(in crate::formats::entry) fn check(&self) -> Result<(), Unreadable> {
        check_named(&self.bundles, "bundles")
    }
}
