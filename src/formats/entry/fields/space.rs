//! Fields of the event about the free space of a drive.

use serde::{Deserialize, Serialize};

use super::bundle::ReadBack;
use super::destruction::HARDWARE_TEXT_BYTES_MAX;
use crate::formats::entry::unreadable::{Fault, Unreadable, ensure, whole};
use crate::words::ids::MediumId;

/// The free space of a drive was filled, or named to the drive as free. Which bundles that is about follows from what
/// was destroyed there before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SpaceCleared {
    /// How many bytes were written and read back, or named.
    pub bytes: u64,
    /// As the system names it.
    pub file_system: String,
    /// Free bytes that were not reached; none where only the drive knows.
    pub left: Option<u64>,
    pub medium: MediumId,
    pub method: SpaceMethod,
    /// From where they were read; none where nothing was written.
    pub read_back: Option<ReadBack>,
}

/// What was done about the free space.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SpaceMethod {
    /// Written over with new files, to the last byte that the drive gave; these were removed again.
    Filled,
    /// The drive was told that these blocks hold nothing. What it did then, it alone knows.
    Trimmed,
}

impl SpaceCleared {
    pub(in crate::formats::entry) fn check(&self) -> Result<(), Unreadable> {
        whole(self.bytes, "bytes")?;
        whole(self.left.unwrap_or(0), "left")?;
        let filled = self.method == SpaceMethod::Filled;
        ensure(self.left.is_some() == filled, "left", Fault::Disagrees)?;
        ensure(self.read_back.is_some() == filled, "read_back", Fault::Disagrees)?;
        let fits = self.file_system.len() <= HARDWARE_TEXT_BYTES_MAX;
        ensure(fits, "file_system", Fault::OutOfRange)
    }
}
