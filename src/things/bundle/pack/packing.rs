//! What is packed, where to, what came of it, and why nothing may.

use std::ops::RangeInclusive;
use std::path::PathBuf;

use super::item::Item;
use crate::formats::bag::BagRule;
use crate::formats::frames::FrameSize;
use crate::formats::index::{Record, Tags};
use crate::powers::asker::Watcher;
use crate::powers::identity::Recipient;
use crate::powers::medium::{MediumPath, Storage, StorageProblem};
use crate::powers::sources::SourceProblem;
use crate::things::bundle::Place;
use crate::things::bundle::fixity::Written;
use crate::things::bundle::open::{Payload, RecordDamage};
use crate::words::day::{Day, Time};
use crate::words::ids::{BundleId, VaultId};
use crate::words::names::SafePath;

/// What is packed, sorted by safe path.
pub enum Input<'a> {
    /// Files, read while they are packed.
    Files {
        /// Sorted by safe path.
        items: &'a [Item],
        /// The days of which each of them was when its end was told; none where that did not tell it. One that is of
        /// another day by now has changed, and is left out.
        own_days: Option<RangeInclusive<Day>>,
        /// Whether the words that documents show are kept.
        texts: bool,
    },
    /// Records out of a bundle that is open.
    Sealed {
        /// Which ones.
        records: &'a [Record],
        /// The payload that they are in.
        payload: &'a mut Payload,
    },
}

impl Input<'_> {
    /// The sum of their sizes, as far as it is known before they are read.
    pub fn bytes(&self) -> u64 {
        match self {
            Input::Files { items, .. } => items.iter().map(|item| item.bytes).sum(),
            Input::Sealed { records, .. } => records.iter().map(|record| record.size).sum(),
        }
    }
}

/// Where a payload goes and what is said about it.
pub struct Packing<'a> {
    /// The medium.
    pub storage: &'a dyn Storage,
    /// The bundle's folder on it, which is there.
    pub folder: &'a MediumPath,
    /// Folders on other drives that get the same volumes while this one does.
    pub beside: &'a [Place<'a>],
    /// The bundle's own.
    pub recipient: &'a Recipient,
    /// Where a volume ends.
    pub volume_bytes: u64,
    /// The bundle.
    pub bundle: BundleId,
    /// The vault that it is of.
    pub vault: VaultId,
    /// When it is sealed, for the bag and the times of its own files.
    pub sealed_at: Time,
    /// What the bag says of the rules.
    pub rules: &'a [BagRule],
    /// The tags of each record that comes from a file.
    pub tags: &'a Tags,
    /// Who is told, and may stop it.
    pub watcher: &'a dyn Watcher,
}

/// A payload that was written, not yet read back.
pub struct Packed {
    /// Each record, in order.
    pub records: Vec<Record>,
    /// The frames of the payload, in order.
    pub frames: Vec<FrameSize>,
    /// The tar's size.
    pub tar_bytes: u64,
    /// The size of what was encrypted.
    pub plain_bytes: u64,
    /// The age header and nonce, as they stand in the first volume.
    pub header: Vec<u8>,
    /// The volumes, in order.
    pub volumes: Vec<Written>,
    /// The same of each drive beside this one, where it has all of them.
    pub beside: Vec<Option<Vec<Written>>>,
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
    /// Of the medium.
    Storage(#[from] StorageProblem),
    /// A frame could not be compressed.
    Compression(std::io::Error),
    /// A record of the bundle that is read is not what was sealed.
    Record {
        /// Which one.
        path: SafePath,
        /// In what it differs.
        damage: RecordDamage,
    },
    /// A person stopped it.
    Interrupted,
}
