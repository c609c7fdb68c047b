//! Fields of the events by which other bundles stand in one bundle's place, in this vault or in another one.

use serde::{Deserialize, Serialize};

use super::hold::check_named;
use super::vault::is_ed25519;
use crate::formats::entry::unreadable::{Fault, Unreadable, ensure, rising, whole};
use crate::words::day::{Day, day_or_null};
use crate::words::digest::Digest;
use crate::words::ids::{BundleId, VaultId};

/// Each record of a bundle was read, and stands with the same bytes in one of these bundles; or it was left out on a
/// ground that the entry's note gives.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Succeeded {
    pub bundle: BundleId,
    /// Those in other vaults; sorted.
    pub elsewhere: Vec<Elsewhere>,
    /// How many of its records were left out: one at most, so that a false word about it costs no more.
    pub removed: u64,
    /// SHA-256 of its `seal.json`.
    pub seal: Digest,
    /// Those in this vault; sorted by bundle.
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

/// The same in another vault, of which this one's ledger knows nothing else.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Elsewhere {
    pub bundle: BundleId,
    /// How many records it holds.
    pub records: u64,
    /// SHA-256 of its `seal.json`.
    pub seal: Digest,
    /// The public key of that vault's sealer, whose signature the seal has.
    pub sealer: String,
    pub vault: VaultId,
}

/// A bundle of this vault holds records that stood in a bundle of another vault: it is kept as long as that one at
/// least. Why stands in the entry's note.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Received {
    pub bundle: BundleId,
    pub from: ReceivedFrom,
    /// The last day through which the other one was kept.
    #[serde(with = "day_or_null")]
    pub keep_through: Option<Day>,
    /// The other one had no end yet.
    pub open: bool,
}

/// A bundle of another vault.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReceivedFrom {
    pub bundle: BundleId,
    /// SHA-256 of its `seal.json`.
    pub seal: Digest,
    pub vault: VaultId,
}

impl Succeeded {
    pub(in crate::formats::entry) fn check(&self) -> Result<(), Unreadable> {
        ensure(self.removed <= 1, "removed", Fault::OutOfRange)?;
        let bundles: Vec<BundleId> = self.successors.iter().map(|one| one.bundle).collect();
        ensure(!bundles.contains(&self.bundle), "successors", Fault::Disagrees)?;
        rising(self.elsewhere.iter(), "elsewhere")?;
        for one in &self.elsewhere {
            whole(one.records, "elsewhere")?;
            ensure(is_ed25519(&one.sealer), "elsewhere", Fault::Grammar)?;
        }
        match bundles.is_empty() {
            true => {
                let some = self.removed > 0 || !self.elsewhere.is_empty();
                ensure(some, "successors", Fault::Missing)
            }
            false => check_named(&bundles, "successors"),
        }
    }
}
