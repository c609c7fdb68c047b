//! Fields of the event that ends a disclosure: what was given back stands outside the vault no longer.

use serde::{Deserialize, Serialize};

use super::hold::check_named;
use crate::formats::entry::unreadable::{Unreadable, whole};
use crate::words::ids::DisclosureId;

/// What became of the records that were given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ClosedHow {
    /// This program removed the files that it had written, as far as they had the bytes still.
    Deleted,
    /// A person says that they are gone.
    Gone,
    /// A person says that they were given back.
    Returned,
}

/// Nothing of these disclosures stands outside the vault any more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DisclosureClosed {
    /// Sorted.
    pub disclosures: Vec<DisclosureId>,
    /// How many files were removed.
    pub files: u64,
    pub how: ClosedHow,
}

impl DisclosureClosed {
    pub(in crate::formats::entry) fn check(&self) -> Result<(), Unreadable> {
        whole(self.files, "files")?;
        check_named(&self.disclosures, "disclosures")
    }
}
