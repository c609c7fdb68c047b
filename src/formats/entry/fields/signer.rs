//! Fields of the events about persons: whose signature counts, where two are wanted, and what somebody approved.

use serde::{Deserialize, Serialize};

use super::hold::NAMED_MAX;
use super::vault::is_ed25519;
use crate::formats::entry::unreadable::{Fault, Unreadable, ensure, rising};
use crate::words::day::{Day, day_or_null};
use crate::words::digest::Digest;
use crate::words::ids::BundleId;

/// This key signs as a disposer from here on. What its person is called stands in the entry's note.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignerAdded {
    /// The public key.
    pub key: String,
    /// A key of the same person, which signs no more from here on; none for another person's first key.
    pub replaces: Option<String>,
}

/// This disposer's key signs no more from here on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignerRetired {
    pub key: String,
}

/// Whether a release, a destruction and a shorter end take the signatures of two persons.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TwoPersons {
    pub wanted: bool,
}

/// A person approves that these bundles are destroyed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Approved {
    /// Sorted by bundle. A long list takes several entries.
    pub bundles: Vec<ApprovedBundle>,
    /// The SHA-256 of the whole list (format, §3.3, "Two persons").
    pub list: Digest,
}

/// One bundle on a list, as the person saw it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ApprovedBundle {
    pub bundle: BundleId,
    /// The last day through which it was kept.
    #[serde(with = "day_or_null")]
    pub keep_through: Option<Day>,
    /// SHA-256 of its seal.
    pub seal: Digest,
}

/// A list that somebody approved is approved no more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApprovalWithdrawn {
    pub list: Digest,
}

impl SignerAdded {
    pub(in crate::formats::entry) fn check(&self) -> Result<(), Unreadable> {
        ensure(is_ed25519(&self.key), "key", Fault::Grammar)?;
        let Some(replaces) = &self.replaces else { return Ok(()) };
        ensure(is_ed25519(replaces), "replaces", Fault::Grammar)?;
        ensure(*replaces != self.key, "replaces", Fault::Disagrees)
    }
}

impl SignerRetired {
    pub(in crate::formats::entry) fn check(&self) -> Result<(), Unreadable> {
        ensure(is_ed25519(&self.key), "key", Fault::Grammar)
    }
}

impl Approved {
    pub(in crate::formats::entry) fn check(&self) -> Result<(), Unreadable> {
        ensure(!self.bundles.is_empty(), "bundles", Fault::Missing)?;
        ensure(self.bundles.len() <= NAMED_MAX, "bundles", Fault::OutOfRange)?;
        rising(self.bundles.iter().map(|one| one.bundle), "bundles")
    }
}
