//! What a ledger entry can say: one variant an event of format §3.3, and whose word each of them
//! is.
//!
//! Refuses to know what an event changes; that is the ledger's fold. The events' fields are in
//! `fields`.

use serde::de::MapAccess;
use serde::{Serialize, Serializer};
use serde_json::Value;

use super::fields::{
    ApprovalWithdrawn, Approved, BookYear, BundleDestroyed, ChainMoved, ClockConfirmed,
    ClockCorrected, ClockProven, Copied, CopyDestroyed, DestructionIntended, DestructionWithdrawn,
    DisclosureClosed, EventRecorded, Extended, HoldPlaced, HoldReleased, HoldReviewed, KeysDrilled,
    KeysWrapped, LinesVouched, MediumAdded, MediumFound, MediumLost, MediumRetired, MediumWaived,
    Moved, Received, RecipientAdded, RecipientRemoved, Repaired, Restored, Scanned, Sealed,
    Shortened, ShorteningProposed, SignerAdded, SignerReplaced, SignerRetired, SpaceCleared,
    StatementMade, Succeeded, TwoPersons, UnfinishedErased, VaultCreated, Verified, WriterJoined,
    check_roles,
};
use super::head::Head;
use super::unreadable::{Fault, Unreadable, ensure, whole};
use crate::words::ids::BundleId;

/// Who has to sign for an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signer {
    /// No signature of its own: the sealer's on the label covers the chain's head.
    Sealer,
    /// The entry carries the disposer's signature.
    Disposer,
}

/// Disposer's events that this version has no words for (format, §3.3).
const RESERVED: [&str; 1] = ["hold-amended"];

macro_rules! events {
    ($($(#[$doc:meta])* $variant:ident = $name:literal by $signer:ident;)*) => {
        /// One thing that happened. Every variant has the fields of its row in format §3.3.
        #[expect(missing_docs, reason = "the struct of each variant's name has its line")]
        #[derive(Debug, Clone, PartialEq)]
        pub enum Event {
            $($(#[$doc])* $variant($variant),)*
            /// A word that this version does not know, with its fields as they were read.
            Unknown { event: String, fields: Value },
        }

        impl Event {
            /// The event's word.
            pub fn name(&self) -> &str {
                match self {
                    $(Event::$variant(_) => $name,)*
                    Event::Unknown { event, .. } => event,
                }
            }

            /// Who has to sign for it. Keys that replace those which were sealed are the disposer's. An unknown word
            /// counts as the sealer's, unless the format reserves it for the disposer: the word alone
            /// does not tell. See [`Event::is_known`].
            pub fn signer(&self) -> Signer {
                match self {
                    Event::KeysWrapped(wrapped) if wrapped.generation > 1 => Signer::Disposer,
                    $(Event::$variant(_) => Signer::$signer,)*
                    Event::Unknown { event, .. } if RESERVED.contains(&event.as_str()) => {
                        Signer::Disposer
                    }
                    Event::Unknown { .. } => Signer::Sealer,
                }
            }

            /// Reads the fields that belong to the word `event`.
            pub(super) fn read<'de, A: MapAccess<'de>>(
                event: String,
                map: &mut A,
            ) -> Result<Event, A::Error> {
                Ok(match event.as_str() {
                    $($name => Event::$variant(map.next_value()?),)*
                    _ => Event::Unknown { event, fields: map.next_value()? },
                })
            }
        }

        impl Serialize for Event {
            /// The fields alone; the word stands beside them in the line.
            fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
                match self {
                    $(Event::$variant(fields) => fields.serialize(s),)*
                    Event::Unknown { fields, .. } => fields.serialize(s),
                }
            }
        }
    };
}

events! {
    /// The vault's first line; its SHA-256 is the vault id.
    VaultCreated = "vault-created" by Disposer;
    /// The first line of every later writer.
    WriterJoined = "writer-joined" by Sealer;
    MediumAdded = "medium-added" by Sealer;
    MediumLost = "medium-lost" by Disposer;
    MediumFound = "medium-found" by Disposer;
    MediumRetired = "medium-retired" by Disposer;
    BookYear = "book-year" by Sealer;
    Sealed = "sealed" by Sealer;
    Copied = "copied" by Sealer;
    KeysWrapped = "keys-wrapped" by Sealer;
    Verified = "verified" by Sealer;
    Restored = "restored" by Sealer;
    DisclosureClosed = "disclosure-closed" by Sealer;
    Moved = "moved" by Sealer;
    Repaired = "repaired" by Sealer;
    UnfinishedErased = "unfinished-erased" by Sealer;
    ClockConfirmed = "clock-confirmed" by Sealer;
    ClockCorrected = "clock-corrected" by Disposer;
    ClockProven = "clock-proven" by Disposer;
    SignerReplaced = "signer-replaced" by Disposer;
    LinesVouched = "lines-vouched" by Disposer;
    ChainMoved = "chain-moved" by Disposer;
    MediumWaived = "medium-waived" by Disposer;
    DestructionIntended = "destruction-intended" by Disposer;
    DestructionWithdrawn = "destruction-withdrawn" by Disposer;
    CopyDestroyed = "copy-destroyed" by Disposer;
    BundleDestroyed = "bundle-destroyed" by Disposer;
    Scanned = "scanned" by Disposer;
    SpaceCleared = "space-cleared" by Disposer;
    HoldPlaced = "hold-placed" by Disposer;
    HoldReviewed = "hold-reviewed" by Disposer;
    HoldReleased = "hold-released" by Disposer;
    EventRecorded = "event-recorded" by Disposer;
    Extended = "extended" by Disposer;
    SignerAdded = "signer-added" by Disposer;
    SignerRetired = "signer-retired" by Disposer;
    RecipientAdded = "recipient-added" by Disposer;
    RecipientRemoved = "recipient-removed" by Disposer;
    KeysDrilled = "keys-drilled" by Sealer;
    TwoPersons = "two-persons" by Disposer;
    Approved = "approved" by Disposer;
    ApprovalWithdrawn = "approval-withdrawn" by Disposer;
    Succeeded = "succeeded" by Disposer;
    Received = "received" by Disposer;
    StatementMade = "statement-made" by Disposer;
    ShorteningProposed = "shortening-proposed" by Disposer;
    Shortened = "shortened" by Disposer;
}

impl Event {
    /// Whether this version knows what the event means.
    ///
    /// A reader destroys nothing while the ledger holds even one event that it does not know: it may
    /// be a hold. An unknown word does not tell a disposer's event from a sealer's, so none is harmless.
    pub fn is_known(&self) -> bool {
        !matches!(self, Event::Unknown { .. })
    }

    /// The one bundle that it is about: where that lies, or what becomes of it. None where it is about several.
    pub fn bundle(&self) -> Option<BundleId> {
        match self {
            Event::Sealed(fields) => Some(fields.bundle),
            Event::Copied(fields) => Some(fields.bundle),
            Event::KeysWrapped(fields) => Some(fields.bundle),
            Event::Moved(fields) => Some(fields.bundle),
            Event::Repaired(fields) => Some(fields.bundle),
            Event::UnfinishedErased(fields) => Some(fields.bundle),
            Event::DestructionIntended(fields) => Some(fields.bundle),
            Event::DestructionWithdrawn(fields) => Some(fields.bundle),
            Event::CopyDestroyed(fields) => Some(fields.bundle),
            Event::BundleDestroyed(fields) => Some(fields.bundle),
            Event::Succeeded(fields) => Some(fields.bundle),
            Event::Received(fields) => Some(fields.bundle),
            Event::VaultCreated(_)
            | Event::WriterJoined(_)
            | Event::MediumAdded(_)
            | Event::MediumLost(_)
            | Event::MediumFound(_)
            | Event::MediumRetired(_)
            | Event::MediumWaived(_)
            | Event::BookYear(_)
            | Event::Scanned(_)
            | Event::SpaceCleared(_)
            | Event::Verified(_)
            | Event::Restored(_)
            | Event::DisclosureClosed(_)
            | Event::ClockConfirmed(_)
            | Event::ClockCorrected(_)
            | Event::ClockProven(_)
            | Event::SignerReplaced(_)
            | Event::LinesVouched(_)
            | Event::ChainMoved(_)
            | Event::HoldPlaced(_)
            | Event::HoldReviewed(_)
            | Event::HoldReleased(_)
            | Event::EventRecorded(_)
            | Event::Extended(_)
            | Event::SignerAdded(_)
            | Event::SignerRetired(_)
            | Event::RecipientAdded(_)
            | Event::RecipientRemoved(_)
            | Event::KeysDrilled(_)
            | Event::TwoPersons(_)
            | Event::Approved(_)
            | Event::ApprovalWithdrawn(_)
            | Event::StatementMade(_)
            | Event::ShorteningProposed(_)
            | Event::Shortened(_)
            | Event::Unknown { .. } => None,
        }
    }

    /// The heads that its fields name. Each of them stands for others where lines moved.
    pub fn heads_mut(&mut self) -> Option<&mut Vec<Head>> {
        match self {
            Event::Verified(fields) => fields.attached.as_mut(),
            Event::SignerReplaced(fields) => Some(&mut fields.heads),
            Event::LinesVouched(fields) => Some(&mut fields.heads),
            Event::VaultCreated(_)
            | Event::WriterJoined(_)
            | Event::MediumAdded(_)
            | Event::MediumLost(_)
            | Event::MediumFound(_)
            | Event::MediumRetired(_)
            | Event::MediumWaived(_)
            | Event::BookYear(_)
            | Event::Sealed(_)
            | Event::Copied(_)
            | Event::KeysWrapped(_)
            | Event::Restored(_)
            | Event::DisclosureClosed(_)
            | Event::Moved(_)
            | Event::Repaired(_)
            | Event::UnfinishedErased(_)
            | Event::ClockConfirmed(_)
            | Event::ClockCorrected(_)
            | Event::ClockProven(_)
            | Event::ChainMoved(_)
            | Event::DestructionIntended(_)
            | Event::DestructionWithdrawn(_)
            | Event::CopyDestroyed(_)
            | Event::BundleDestroyed(_)
            | Event::Scanned(_)
            | Event::SpaceCleared(_)
            | Event::HoldPlaced(_)
            | Event::HoldReviewed(_)
            | Event::HoldReleased(_)
            | Event::EventRecorded(_)
            | Event::Extended(_)
            | Event::SignerAdded(_)
            | Event::SignerRetired(_)
            | Event::RecipientAdded(_)
            | Event::RecipientRemoved(_)
            | Event::KeysDrilled(_)
            | Event::TwoPersons(_)
            | Event::Approved(_)
            | Event::ApprovalWithdrawn(_)
            | Event::Succeeded(_)
            | Event::Received(_)
            | Event::StatementMade(_)
            | Event::ShorteningProposed(_)
            | Event::Shortened(_)
            | Event::Unknown { .. } => None,
        }
    }

    /// Whether a chain starts with it; such an event stands nowhere else.
    pub fn opens_a_chain(&self) -> bool {
        matches!(self, Event::VaultCreated(_) | Event::WriterJoined(_))
    }

    /// Demands what the shape alone does not: ranges, sorted lists, grammars.
    pub(super) fn check(&self) -> Result<(), Unreadable> {
        match self {
            Event::VaultCreated(fields) => fields.check(),
            Event::MediumAdded(fields) => check_roles(&fields.roles),
            Event::BookYear(fields) => ensure(fields.from <= fields.to, "to", Fault::OutOfRange),
            Event::Sealed(fields) => {
                ensure(!fields.rules.is_empty(), "rules", Fault::Missing)?;
                whole(fields.bytes, "bytes")?;
                whole(fields.records, "records")
            }
            Event::KeysWrapped(fields) => fields.check(),
            Event::KeysDrilled(fields) => fields.check(),
            Event::Verified(fields) => fields.check(),
            Event::DisclosureClosed(fields) => fields.check(),
            Event::Restored(fields) => {
                whole(fields.bytes, "bytes")?;
                whole(fields.not_found, "not_found")?;
                whole(fields.records, "records")
            }
            Event::Moved(fields) => {
                whole(fields.bytes, "bytes")?;
                whole(fields.files, "files")
            }
            Event::Repaired(fields) => {
                whole(fields.files, "files")?;
                whole(fields.parity, "parity")
            }
            Event::SignerReplaced(fields) => fields.check(),
            Event::LinesVouched(fields) => fields.check(),
            Event::ChainMoved(fields) => fields.check(),
            Event::HoldPlaced(fields) => fields.check(),
            Event::HoldReleased(fields) => fields.check(),
            Event::EventRecorded(fields) => fields.check(),
            Event::Extended(fields) => fields.check(),
            Event::SignerAdded(fields) => fields.check(),
            Event::SignerRetired(fields) => fields.check(),
            Event::Approved(fields) => fields.check(),
            Event::Succeeded(fields) => fields.check(),
            Event::StatementMade(fields) => fields.check(),
            Event::ShorteningProposed(fields) => fields.check(),
            Event::CopyDestroyed(fields) => fields.check(),
            Event::Scanned(fields) => fields.check(),
            Event::SpaceCleared(fields) => fields.check(),
            Event::Unknown { event, fields } => {
                let letter = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
                let word = (1..=64).contains(&event.len()) && event.bytes().all(letter);
                ensure(word, "event", Fault::Grammar)?;
                ensure(fields.is_object(), "fields", Fault::Grammar)
            }
            Event::WriterJoined(_)
            | Event::MediumLost(_)
            | Event::MediumFound(_)
            | Event::MediumRetired(_)
            | Event::Copied(_)
            | Event::UnfinishedErased(_)
            | Event::ClockConfirmed(_)
            | Event::ClockCorrected(_)
            | Event::ClockProven(_)
            | Event::MediumWaived(_)
            | Event::DestructionIntended(_)
            | Event::DestructionWithdrawn(_)
            | Event::HoldReviewed(_)
            | Event::RecipientAdded(_)
            | Event::RecipientRemoved(_)
            | Event::TwoPersons(_)
            | Event::ApprovalWithdrawn(_)
            | Event::Received(_)
            | Event::Shortened(_)
            | Event::BundleDestroyed(_) => Ok(()),
        }
    }
}
