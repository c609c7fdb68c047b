//! Which media a run takes: none that is lost or retired, none on the PC's own disk, no clone beside its drive. What
//! one of them knows is remembered at once.

use std::path::PathBuf;

use crate::powers::medium::{self, Storage};
use crate::powers::places::{holding, places};
use crate::things::device::{self, OwnDisks};
use crate::things::joining;
use crate::things::ledger::state::Fate;
use crate::things::medium::{Accept, Contact, MediumProblem};
use crate::words::ids::MediumId;

use crate::verbs::fault::{Fault, at_home};

use super::Session;

impl Session<'_, '_> {
    /// Notes that a lost drive is plugged in, and which bundles were destroyed meanwhile, for the surface to tell.
    pub(super) fn note_lost(&mut self, medium: MediumId) {
        let fate = self.vault.state.media.get(&medium).and_then(|known| known.fate);
        if matches!(fate, Some((_, Fate::Lost))) {
            let outlived = self.vault.state.outlived_on(medium);
            self.world.lost_here.insert(self.label(medium), outlived);
        }
    }

    /// The same once more, where a run has destroyed something on such drives.
    pub(in crate::verbs) fn note_lost_again(&mut self) {
        for medium in self.contacts.ids() {
            self.note_lost(medium);
        }
    }

    /// Whether a medium is lost or retired.
    pub fn is_gone(&self, medium: MediumId) -> bool {
        self.vault.state.media.get(&medium).is_some_and(|known| known.is_gone())
    }

    pub(super) fn refuse_gone(&self, medium: MediumId) -> Result<(), Fault> {
        match self.vault.state.media.get(&medium).and_then(|known| known.fate) {
            Some((_, fate @ (Fate::Lost | Fate::Retired))) => {
                Err(Fault::MediumGone { label: self.label(medium), retired: fate == Fate::Retired })
            }
            _ => Ok(()),
        }
    }

    /// A folder on the PC's own disk is no drive, though one was copied there: perhaps the drive is not mounted.
    pub(super) fn refuse_own_disk(&mut self, contact: &Contact) -> Result<(), MediumProblem> {
        let own = self.own_disks.get_or_insert_with(|| OwnDisks::of(&self.vault));
        match own.refuse(&self.vault, contact) {
            Err(_) if self.gives_back => {
                self.untouched.insert(contact.label.medium);
                Ok(())
            }
            result => result,
        }
    }

    /// A clone that is plugged in beside its drive can't be told from it: neither is written to.
    pub(super) fn refuse_twin(&mut self, contact: &Contact, accept: Accept) -> Result<(), Fault> {
        let folder = self.vault.id.folder();
        let medium = contact.label.medium;
        let last = self.vault.memory.media.get(&medium).map(|known| PathBuf::from(&known.path));
        for other in holding(last.into_iter().chain(places()), &folder) {
            if medium::same_folder(&other, &contact.path) {
                continue;
            }
            if let Ok(twin) = Contact::open(&mut self.vault, &other, Accept::Older)
                && twin.label.medium == medium
            {
                if accept == Accept::Older {
                    self.untouched.insert(medium);
                    self.twins.insert(medium);
                    return Ok(());
                }
                let (path, label) = (contact.path.clone(), contact.name.clone());
                return Err(MediumProblem::Twice { path, other, label }.into());
            }
        }
        Ok(())
    }

    /// A medium is in contact once, however often it was named. What it knows and can't tell, this home keeps in mind
    /// at once: whatever becomes of this run, nothing may be destroyed before it is heard.
    pub fn add(&mut self, contact: Contact) -> Result<(), Fault> {
        let medium = contact.label.medium;
        if !self.contacts.has(medium) {
            // A clone that is only read is not remembered: the next run would take it for the drive.
            if !self.untouched.contains(&medium) {
                // What a filling that was cut off has left takes the room that this run may need. Where it can't go
                // now, the drive can't be told either, and that is said then.
                if !self.vault.is_beside() {
                    let _ = contact.clear_filling();
                }
                let heads = self.vault.ledger.heads();
                if let Some(known) = self.vault.memory.media.get_mut(&medium) {
                    known.is_here(contact.storage.describe().attachment, &heads);
                }
                contact.remember(&mut self.vault);
            }
            self.contacts.add(contact);
            self.note_lost(medium);
            device::remember(&mut self.vault, &self.contacts);
            // One medium may have what another has lost.
            for contact in &mut self.contacts {
                contact.hear_again(&mut self.vault);
            }
            self.name_holds(medium);
            let lost = |contact: &Contact| contact.lost(&self.vault).is_some();
            if self.contacts.iter().any(lost) {
                self.vault.look_for_unseen();
                self.vault.save().map_err(at_home)?;
            }
        }
        Ok(())
    }

    /// Takes the notes about holds and disclosures that this home can't name from a medium, and reads them where no
    /// passphrase is needed: a hold that bars something in this run is to be named. What can't be taken is left.
    fn name_holds(&mut self, medium: MediumId) {
        let Some(contact) = self.contacts.get(medium) else { return };
        if self.vault.unnamed_holds().is_empty() && self.vault.unnamed_disclosures().is_empty() {
            return;
        }
        let _ = joining::take_names(&self.vault, contact);
        if let Some(identities) = self.world.access.open_unasked(&self.vault)
            && self.vault.learn_references(&identities)
        {
            self.vault.keep_heard();
        }
    }
}
