//! Fields of the event by which other bundles stand in one bundle's place.

use serde::{Deserialize, Serialize};

use super::hold::check_named;
use crate::formats::entry::unreadable::{Fault, Unreadable, ensure};
use crate::words::digest::Digest;
use crate::words::ids::BundleId;

/// Each record of a bundle was read, and stands with the same bytes in one of these bundles; or it was left out on a
/// ground that the entry's note gives.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Succeeded {
    pub bundle: BundleId,
    /// How many of its records were left out: one at most, so that a false word about it costs no more.
    pub removed: u64,
    /// SHA-256 of its `seal.json`.
    pub seal: Digest,
    /// Sorted by bundle. None where no record is left.
    pub successors: Vec<Successor>,
}

/// A bundle that holds records of another one, named by its seal too: no other bundle can take its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Successor {
    pub bundle: BundleId,
    /// SHA-256 of its `seal.json`.
    pub seal: Digest,
}

impl Succeeded {
    pub(in crate::formats::entry) fn check(&self) -> Result<(), Unreadable> {
        ensure(self.removed <= 1, "removed", Fault::OutOfRange)?;
        let bundles: Vec<BundleId> = self.successors.iter().map(|one| one.bundle).collect();
        ensure(!bundles.contains(&self.bundle), "successors", Fault::Disagrees)?;
        match bundles.is_empty() {
            true => ensure(self.removed > 0, "successors", Fault::Missing),
            false => check_named(&bundles, "successors"),
        }
    }
}
