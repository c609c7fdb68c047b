//! Which bundle or medium a line brings, and which medium it takes away or gives back. A new event has to be put in one
//! of the two lists.

use crate::formats::entry::Event;
use crate::words::ids::{BundleId, MediumId};

/// What a line says of what there is.
pub(super) enum Brings {
    /// This bundle was sealed.
    Bundle(BundleId),
    /// This medium was taken in.
    Medium(MediumId),
    /// This medium is lost or retired.
    Gone(MediumId),
    /// This medium was lost, and is found.
    Back(MediumId),
    /// It speaks of what is known from another line.
    Nothing,
}

impl Brings {
    pub(super) fn of(event: &Event) -> Brings {
        match event {
            Event::Sealed(sealed) => Brings::Bundle(sealed.bundle),
            Event::MediumAdded(added) => Brings::Medium(added.medium),
            Event::MediumLost(lost) => Brings::Gone(lost.medium),
            Event::MediumRetired(retired) => Brings::Gone(retired.medium),
            Event::MediumFound(found) => Brings::Back(found.medium),
            Event::VaultCreated(_)
            | Event::WriterJoined(_)
            | Event::BookYear(_)
            | Event::Copied(_)
            | Event::KeysWrapped(_)
            | Event::Verified(_)
            | Event::Restored(_)
            | Event::DisclosureClosed(_)
            | Event::Moved(_)
            | Event::Repaired(_)
            | Event::UnfinishedErased(_)
            | Event::ClockConfirmed(_)
            | Event::ClockCorrected(_)
            | Event::ClockProven(_)
            | Event::SignerReplaced(_)
            | Event::LinesVouched(_)
            | Event::ChainMoved(_)
            | Event::MediumWaived(_)
            | Event::DestructionIntended(_)
            | Event::DestructionWithdrawn(_)
            | Event::CopyDestroyed(_)
            | Event::BundleDestroyed(_)
            | Event::HoldPlaced(_)
            | Event::HoldReviewed(_)
            | Event::HoldReleased(_)
            | Event::Scanned(_)
            | Event::SpaceCleared(_)
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
            | Event::Unknown { .. } => Brings::Nothing,
        }
    }

    pub(super) fn bundle(self) -> Option<BundleId> {
        match self {
            Brings::Bundle(bundle) => Some(bundle),
            Brings::Medium(_) | Brings::Gone(_) | Brings::Back(_) | Brings::Nothing => None,
        }
    }
}
