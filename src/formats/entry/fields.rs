//! The fields of each event (format, §3.3), and what must hold within them.
//!
//! They stand in the order of their names, so that serde writes a line's canonical bytes at once.

#[expect(missing_docs, reason = "format §3.3 describes the fields")]
mod bundle;
#[expect(missing_docs, reason = "format §3.3 describes the fields")]
mod destruction;
#[expect(missing_docs, reason = "format §3.3 describes the fields")]
mod disclosure;
#[expect(missing_docs, reason = "format §3.3 describes the fields")]
mod hold;
#[expect(missing_docs, reason = "format §3.3 describes the fields")]
mod medium;
mod recipient;
#[expect(missing_docs, reason = "format §3.3 describes the fields")]
mod shortening;
#[expect(missing_docs, reason = "format §3.3 describes the fields")]
mod signer;
#[expect(missing_docs, reason = "format §3.3 describes the fields")]
mod space;
#[expect(missing_docs, reason = "format §3.3 describes the fields")]
mod succession;
#[expect(missing_docs, reason = "format §3.3 describes the fields")]
mod term;
#[expect(missing_docs, reason = "format §3.3 describes the fields")]
mod vault;

pub use bundle::{
    Copied, CopyState, Depth, Finding, GENERATION_MAX, KeysWrapped, Moved, ReadBack, Repaired,
    Restored, Sealed, UnfinishedErased, Verified,
};
pub use destruction::{
    BundleDestroyed, CopyDestroyed, DestructionIntended, DestructionWithdrawn, FileFacts,
    FilesFound, HARDWARE_TEXT_BYTES_MAX, Hardware, InPlace, Method, Neighbours, Release, Scanned,
    StatementKind, StatementMade,
};
pub use disclosure::{ClosedHow, DisclosureClosed};
pub use hold::{HoldPlaced, HoldReleased, HoldReviewed, NAMED_MAX};
pub(in crate::formats) use medium::check_roles;
pub use medium::{
    MediumAdded, MediumFound, MediumLost, MediumRetired, MediumWaived, Physical, Role,
};
pub use recipient::{KeysDrilled, RecipientAdded, RecipientRemoved};
pub use shortening::{InheritedEnd, Shortened, ShorteningProposed};
pub use signer::{
    ApprovalWithdrawn, Approved, ApprovedBundle, SignerAdded, SignerRetired, TwoPersons,
};
pub use space::{SpaceCleared, SpaceMethod};
pub use succession::{Elsewhere, Received, ReceivedFrom, Succeeded, Successor};
pub use term::{ClassEnd, EventRecorded, Extended};
pub use vault::{
    BookYear, ChainMoved, ClockConfirmed, ClockCorrected, ClockProven, Distrusted, LinesVouched,
    SignerReplaced, Signers, VaultCreated, WriterJoined,
};
