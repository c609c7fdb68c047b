//! What came of erasing one copy, and why it may not come about.

use std::collections::BTreeSet;

use crate::formats::entry::FileFacts;
use crate::powers::medium::{InPlace, ReadBack, StorageProblem};
use crate::words::digest::Digest;

/// What was done to one copy, for the ledger and the user.
#[derive(Debug, Default)]
pub struct Evidence {
    /// The files as they were found before.
    pub files: Vec<FileFacts>,
    /// How the zeros were read back; none where no file was left to overwrite.
    pub read_back: Option<ReadBack>,
    /// What the worst of these files lets be said of overwriting; none likewise.
    pub in_place: Option<InPlace>,
    /// Names in the folder that are not the format's: left alone, and the folder with them.
    pub foreign: Vec<String>,
    /// How many more there are whose names don't even fit the format's spelling.
    pub foreign_more: u64,
    /// Bytes that lay so far behind what was sealed that they were cut off without being overwritten.
    pub beyond: u64,
}

/// Why a copy was not erased, or not all of it.
#[derive(Debug, thiserror::Error)]
#[error("{self:?}")]
pub enum EraseProblem {
    Storage(#[from] StorageProblem),
    /// Nothing was erased: the name is there and is not a file of this bundle's own.
    NotItsOwn {
        name: String,
    },
    Differs {
        name: String,
    },
    AnotherBundles {
        name: String,
    },
    ReadsOtherwise {
        name: String,
    },
    StillThere {
        name: String,
    },
    /// The bundle's own folder is gone, and another one beside it may be it.
    Moved {
        /// The folder that has its seal; none where one has a name that is not spelled as the format's are.
        name: Option<String>,
    },
    OtherMedium,
    /// A person asked to stop. What was erased until then is gone, and the next run goes on.
    Interrupted,
}

/// What must not be touched, and what is expected beside the files as they were sealed.
pub struct Bounds {
    /// The SHA-256 of every file of the medium's other bundles.
    pub others: BTreeSet<Digest>,
    /// The SHA-256 of key files that an identity has opened and that hold the bundle's own: they are the bundle's,
    /// whatever any entry says of them.
    pub own_keys: BTreeSet<Digest>,
    /// Whether files that differ from the seal are erased all the same.
    pub damaged: bool,
    /// Whether an earlier run had begun: then a file may be half zeros already.
    pub begun: bool,
}
