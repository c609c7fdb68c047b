//! Fields of the events about holds: placed, looked at again, released. What a person calls a hold, its
//! kind and its reason stand in the entry's note.

use serde::{Deserialize, Serialize};

use crate::formats::entry::unreadable::{Fault, Unreadable, ensure, rising};
use crate::rules::scope::Scope;
use crate::words::day::{Day, day_or_null};
use crate::words::ids::HoldId;

/// How many bundles or holds one entry names at most; more take several entries.
pub const NAMED_MAX: usize = 1_000;

/// Nothing in its scope is to be destroyed until it is released.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HoldPlaced {
    /// The day by law on which its ground ends. It releases nothing.
    #[serde(with = "day_or_null")]
    pub ends: Option<Day>,
    pub hold: HoldId,
    /// When a person is to look at it again. It releases nothing.
    #[serde(with = "day_or_null")]
    pub review: Option<Day>,
    pub scope: Scope,
}

/// A person looked whether a hold is still needed, and looks again on that day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HoldReviewed {
    pub hold: HoldId,
    pub review: Day,
}

/// These holds bind no more what was sealed before this, or is sealed in sight of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HoldReleased {
    /// Sorted.
    pub holds: Vec<HoldId>,
}

impl HoldPlaced {
    pub(in crate::formats::entry) fn check(&self) -> Result<(), Unreadable> {
        let Scope { bundles, classes, years, .. } = &self.scope;
        if let Some(bundles) = bundles {
            check_named(bundles, "scope")?;
        }
        if let Some(classes) = classes {
            check_named(classes, "scope")?;
        }
        ensure(years.is_none_or(|years| years.from <= years.to), "scope", Fault::OutOfRange)
    }
}

impl HoldReleased {
    pub(in crate::formats::entry) fn check(&self) -> Result<(), Unreadable> {
        check_named(&self.holds, "holds")
    }
}

/// A sorted list of at least one, and not more than one entry may name.
pub(super) fn check_named<T: Ord>(named: &[T], field: &'static str) -> Result<(), Unreadable> {
    ensure(!named.is_empty(), field, Fault::Missing)?;
    ensure(named.len() <= NAMED_MAX, field, Fault::OutOfRange)?;
    rising(named, field)
}
