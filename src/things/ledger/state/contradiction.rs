//! What two entries say that can't both be true.

use crate::words::ids::{BundleId, HoldId, MediumId, NoteId};

/// Two entries that can't both be true.
#[expect(missing_docs, reason = "the variants' fields are what their lines speak of")]
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{self:?}")]
pub enum Contradiction {
    /// One bundle id was sealed twice, with different seals.
    TwoSeals(BundleId),
    /// One seal was put on record twice, and not with the same rules, end, case or counts.
    TwoAccounts(BundleId),
    /// One hold was placed twice, and not on the same.
    TwoHolds(HoldId),
    /// One medium was taken in twice, as two drives or with two sets of roles.
    TwoMedia(MediumId),
    /// An entry speaks of a bundle that was never sealed.
    NoSuchBundle { bundle: BundleId, event: String },
    /// Two entries name one note, and not the same file.
    TwoNotes(NoteId),
    /// An entry names another key file than the seal, or the disposer, did for that generation.
    TwoKeyFiles { bundle: BundleId, generation: u64 },
}
