//! What is packed, where to, what came of it, and why nothing may.

use std::path::{Path, PathBuf};

use crate::formats::bag::BagRule;
use crate::formats::frames::FrameSize;
use crate::formats::index::{Record, Tags};
use crate::powers::asker::Watcher;
use crate::powers::identity::Recipient;
use crate::powers::medium::{MediumPath, Storage, StorageProblem};
use crate::powers::sources::SourceProblem;
use crate::things::bundle::fixity::Written;
use crate::things::bundle::open::{Payload, RecordDamage};
use crate::words::day::Time;
use crate::words::ids::{BundleId, VaultId};
use crate::words::names::{SafePath, TrueName};

/// One file to be sealed. Kept small: there may be a million.
#[derive(Debug)]
pub struct Item {
    pub source: Box<Path>,
    pub path: SafePath,
    /// The true name, where it differs from the safe path.
    pub name: Option<TrueName>,
    /// The size that it had when it was found, for choosing how to read it.
    pub bytes: u64,
    /// Nobody but its owner can read it.
    pub private: bool,
}

/// What is packed, sorted by safe path.
pub enum Input<'a> {
    Files(&'a [Item]),
    /// Records out of a bundle that is open.
    Sealed {
        records: &'a [Record],
        payload: &'a mut Payload,
    },
}

impl Input<'_> {
    pub fn bytes(&self) -> u64 {
        match self {
            Input::Files(items) => items.iter().map(|item| item.bytes).sum(),
            Input::Sealed { records, .. } => records.iter().map(|record| record.size).sum(),
        }
    }
}

/// Where a payload goes and what is said about it.
pub struct Packing<'a> {
    pub storage: &'a dyn Storage,
    pub folder: &'a MediumPath,
    pub recipient: &'a Recipient,
    pub volume_bytes: u64,
    pub bundle: BundleId,
    pub vault: VaultId,
    pub sealed_at: Time,
    pub rules: &'a [BagRule],
    pub tags: &'a Tags,
    pub watcher: &'a dyn Watcher,
}

/// A payload that was written, not yet read back.
pub struct Packed {
    pub records: Vec<Record>,
    pub frames: Vec<FrameSize>,
    pub tar_bytes: u64,
    pub plain_bytes: u64,
    /// The age header and nonce, as they stand in the first volume.
    pub header: Vec<u8>,
    pub volumes: Vec<Written>,
    /// Files that could not be read as one moment's bytes; nothing of them is in the payload.
    pub left: Vec<(PathBuf, SourceProblem)>,
}

/// Why no payload came about.
#[derive(Debug, thiserror::Error)]
#[error("{self:?}")]
pub enum PackProblem {
    /// A file read as a stream changed on the way; its bytes are in the payload already, so that the run
    /// starts again without it or with its new size.
    Unstable(PathBuf),
    Storage(#[from] StorageProblem),
    Compression(std::io::Error),
    /// A record of the bundle that is read is not what was sealed.
    Record {
        path: SafePath,
        damage: RecordDamage,
    },
    Interrupted,
}
