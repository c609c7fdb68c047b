//! Fields of the events about recipients: whom bundles are sealed to, from when on and until when.

use serde::{Deserialize, Serialize};

use super::hold::NAMED_MAX;
use crate::formats::entry::unreadable::{Fault, Unreadable, ensure, rising};
use crate::words::digest::Digest;
use crate::words::ids::{BundleId, MediumId};

/// What is sealed from here on is sealed to this recipient too. Its string, and what it is called, stand in the
/// entry's note: in the clear it appears nowhere.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecipientAdded {
    /// SHA-256 of the recipient's string.
    pub recipient: Digest,
}

/// What is sealed from here on is not sealed to this recipient.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecipientRemoved {
    /// SHA-256 of the recipient's string.
    pub recipient: Digest,
}

/// The identity of this recipient opened these bundles by their keys on a medium. It says that nobody need look for a
/// while, and proves nothing about the medium.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeysDrilled {
    /// Sorted, at least one.
    pub bundles: Vec<BundleId>,
    /// Where the keys lay.
    pub medium: MediumId,
    /// SHA-256 of the recipient's string.
    pub recipient: Digest,
}

impl KeysDrilled {
    pub(in crate::formats::entry) fn check(&self) -> Result<(), Unreadable> {
        ensure(!self.bundles.is_empty(), "bundles", Fault::Missing)?;
        ensure(self.bundles.len() <= NAMED_MAX, "bundles", Fault::OutOfRange)?;
        rising(&self.bundles, "bundles")
    }
}
