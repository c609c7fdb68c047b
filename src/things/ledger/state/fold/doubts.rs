//! What lines that don't count ask for: a look at what they found or did.

use super::Fold;
use crate::formats::entry::{Depth, Entry, Event};
use crate::things::ledger::order::At;
use crate::things::ledger::state::spot::Doubt;
use crate::words::ids::{BundleId, MediumId};

impl Fold<'_> {
    /// What a quarantined line found, or did, may be true: it takes nothing away for good, and asks for a look.
    pub(super) fn take_doubt(&mut self, at: &At, entry: &Entry) {
        match &entry.event {
            Event::Verified(verified) => {
                for found in &verified.findings {
                    let inside = verified.depth == Depth::Deep && found.fault.is_inside();
                    self.doubt(at, found.bundle, verified.medium, inside);
                }
            }
            Event::Repaired(repaired) => {
                self.doubt(at, repaired.bundle, repaired.medium, false);
                self.spot(repaired.bundle, repaired.medium).writes.put(at, ());
            }
            Event::UnfinishedErased(erased) => {
                self.doubt(at, erased.bundle, erased.medium, false);
            }
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
            | Event::Unknown { .. } => {}
        }
    }

    fn doubt(&mut self, at: &At, bundle: BundleId, medium: MediumId, inside: bool) {
        self.spot(bundle, medium).doubts.push(Doubt { at: at.clone(), inside });
    }
}
