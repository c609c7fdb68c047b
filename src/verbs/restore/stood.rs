//! What an earlier run left in the folder, as this one takes it.

use std::collections::{HashMap, HashSet};
use std::path::PathBuf;

use crate::formats::index::Record;
use crate::powers::target::{Standing, TargetPath};
use crate::words::digest::Digest;
use crate::words::ids::{BundleId, Tag};

/// A record that stands in the folder whole.
pub struct Stood {
    pub bundle: BundleId,
    pub record: Record,
    pub salt: Digest,
    pub path: TargetPath,
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
}
