//! What a line that doesn't count is still good for, by the kind of its event.

use crate::formats::entry::{Event, Signer};

/// Whether an event is the disposer's word that refuses something, or says that something is gone. It counts even from
/// a chain that is not believed any more.
pub(crate) fn refuses(event: &Event) -> bool {
    match event {
        Event::VaultCreated(_)
        | Event::MediumLost(_)
        | Event::MediumRetired(_)
        | Event::SignerReplaced(_)
        // It makes nothing: without it two lines would stand under one number.
        | Event::ChainMoved(_)
        // Without it signatures of that key would be nobody's. Whom it counts as is asked elsewhere.
        | Event::SignerAdded(_)
        | Event::SignerRetired(_)
        // It removes nobody, and is named until a line that counts answers it (see the state's recipients).
        | Event::RecipientRemoved(_)
        | Event::ApprovalWithdrawn(_)
        | Event::DestructionIntended(_)
        | Event::CopyDestroyed(_)
        | Event::BundleDestroyed(_)
        | Event::HoldPlaced(_)
        // Holds and later ends follow it. What it lets go is proven by the bundles themselves.
        | Event::Succeeded(_)
        | Event::Received(_)
        | Event::Extended(_)
        // A statement that was made stands, whoever is believed since.
        | Event::StatementMade(_) => true,
        Event::TwoPersons(two) => two.wanted,
        // What was taken back opens an end; the event itself closes one.
        Event::EventRecorded(event) => event.reopens(),
        // The words that the format keeps for the disposer.
        Event::Unknown { .. } => event.signer() == Signer::Disposer,
        Event::WriterJoined(_)
        | Event::MediumAdded(_)
        | Event::MediumFound(_)
        | Event::BookYear(_)
        | Event::Sealed(_)
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
        | Event::MediumWaived(_)
        | Event::Scanned(_)
        | Event::SpaceCleared(_)
        | Event::RecipientAdded(_)
        | Event::KeysDrilled(_)
        | Event::LinesVouched(_)
        // They lift what refuses.
        | Event::HoldReviewed(_)
        | Event::HoldReleased(_)
        | Event::Approved(_)
        | Event::ShorteningProposed(_)
        | Event::Shortened(_)
        | Event::DestructionWithdrawn(_) => false,
    }
}

/// Whether a quarantined line is still of use: it asks for a look, or names a drive or a bundle that somebody may
/// miss.
pub(super) fn asks(event: &Event) -> bool {
    match event {
        Event::MediumAdded(_)
        | Event::Sealed(_)
        | Event::Repaired(_)
        | Event::UnfinishedErased(_) => true,
        Event::Verified(verified) => !verified.findings.is_empty(),
        Event::VaultCreated(_)
        | Event::WriterJoined(_)
        | Event::MediumLost(_)
        | Event::MediumFound(_)
        | Event::MediumRetired(_)
        | Event::MediumWaived(_)
        | Event::BookYear(_)
        | Event::Copied(_)
        | Event::KeysWrapped(_)
        | Event::Restored(_)
        | Event::DisclosureClosed(_)
        | Event::Moved(_)
        | Event::ClockConfirmed(_)
        | Event::ClockCorrected(_)
        | Event::ClockProven(_)
        | Event::SignerReplaced(_)
        | Event::LinesVouched(_)
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
        | Event::Unknown { .. } => false,
    }
}
