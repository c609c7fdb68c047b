//! Why records are not sealed again.

use super::Fault;
use crate::words::day::Day;
use crate::words::ids::BundleId;

/// Why no new bundle stands in an old one's place.
#[derive(Debug, thiserror::Error)]
#[error("{self:?}")]
pub enum ResealProblem {
    /// No record of the bundle fits a pattern.
    NoneMatch { bundle: BundleId, matching: Vec<String> },
    /// The vault to go into is the one that the bundle is of.
    SameVault,
    /// No record of the bundle has this path.
    NoRecord { bundle: BundleId, record: String },
    /// The record must be kept, and the ground to erase it cites no law.
    GroundWithoutLaw { bundle: BundleId, kept_through: Option<Day> },
    /// Its records stand in these already, and not as was asked now.
    ResealedOtherwise { bundle: BundleId, successors: Vec<BundleId> },
    /// The new bundle does not give back what it was made from: the old one stays.
    NewDoesNotHold { old: BundleId, new: BundleId, label: String },
}

impl From<ResealProblem> for Fault {
    fn from(problem: ResealProblem) -> Self {
        Fault::Usage(problem.into())
    }
}
