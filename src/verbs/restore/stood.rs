//! What an earlier run left in the folder, as this one takes it.

use std::collections::{HashMap, HashSet};
use std::path::PathBuf;

use crate::formats::index::Record;
use crate::formats::seal::Seal;
use crate::powers::identity::Identity;
use crate::powers::target::{Standing, TargetPath};
use crate::things::bundle::proof::Verified;
use crate::words::digest::Digest;
use crate::words::ids::{BundleId, Tag};

use super::given_file::GivenFile;

/// A record that stands in the folder whole.
pub struct Stood {
    pub bundle: BundleId,
    pub record: Record,
    pub salt: Digest,
    pub path: TargetPath,
}

/// Bundles that are asked for and of which no drive is here, and what opens the home's copies of their indexes.
pub struct Absent<'a> {
    pub bundles: Vec<BundleId>,
    pub identities: &'a [Identity],
}

/// What an earlier run left beside the records of a bundle whose drive is not here.
pub struct Away {
    pub seal: Verified<Seal>,
    /// They stand there as they were sealed.
    pub commitments: GivenFile,
}

/// Records that are not read, since they stand there already.
#[derive(Default)]
pub struct Skipped(HashMap<BundleId, (HashSet<u64>, u64)>);

impl Skipped {
    pub fn add(&mut self, stood: &Stood) {
        let (records, bytes) = self.0.entry(stood.bundle).or_default();
        records.insert(stood.record.n);
        *bytes += stood.record.size;
    }

    pub fn has(&self, bundle: BundleId, n: u64) -> bool {
        self.0.get(&bundle).is_some_and(|(records, _)| records.contains(&n))
    }

    pub fn bytes_of(&self, bundle: BundleId) -> u64 {
        self.0.get(&bundle).map_or(0, |(_, bytes)| *bytes)
    }

    pub fn bytes(&self) -> u64 {
        self.0.values().map(|(_, bytes)| bytes).sum()
    }
}

/// What an earlier run left; nothing where the folder is new or empty.
pub struct Earlier {
    /// A keyed hash of the words that go on record.
    pub words: Tag,
    /// The folder, where a run goes on.
    pub folder: Option<Standing>,
    pub stood: Vec<Stood>,
    pub skipped: Skipped,
    /// Files that this run makes anew.
    pub anew: Vec<PathBuf>,
    /// Which records the ledger says were given out with these words.
    pub on_record: HashSet<(BundleId, u64)>,
    /// Bundles whose drives are not here, as far as they are proven.
    pub away: Vec<Away>,
    /// Those of them of which all that is asked for stands there.
    pub whole: Vec<BundleId>,
}

impl Earlier {
    /// Takes a record that stands there whole.
    pub fn take(&mut self, stood: Stood) {
        self.skipped.add(&stood);
        self.stood.push(stood);
    }
}
