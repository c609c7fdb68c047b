//! Where a medium is: in its last place, or in another where drives may be. Also drives whose file or labels count for
//! nothing, found by what the ledger says of them.

use std::cell::Cell;
use std::collections::BTreeSet;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::powers::medium::{self, Storage};
use crate::powers::places::{Look, ask, ask_all, look, look_for, places};
use crate::powers::real_path;
use crate::things::medium::{
    Accept, Contact, MediumProblem, drive_at, drive_by_label, renamed_folder,
};
use crate::things::vault::Vault;
use crate::words::ids::{DriveId, MediumId};

use crate::verbs::fault::Fault;

use super::{Session, at};

impl Session<'_, '_> {
    /// The medium that a place seems to be: by the drive that it says it is, or else the one that was last there.
    pub(super) fn last_at(&self, path: &Path) -> Option<MediumId> {
        // One that does not answer is asked nothing more.
        if look(path) != Look::Folder {
            return None;
        }
        let drive = drive_at(path);
        let mut media = self.vault.state.media.iter();
        let there = media.find(|(_, known)| Some(known.drive) == drive).map(|(medium, _)| *medium);
        let mut remembered = self.vault.memory.media.iter();
        there.or_else(|| {
            let last = |known: &str| {
                let known = Path::new(known);
                look(known) == Look::Folder && medium::same_folder(known, path)
            };
            remembered.find(|(_, known)| last(&known.path)).map(|(medium, _)| *medium)
        })
    }

    /// All media of the vault, by label.
    pub(super) fn all_media(&self) -> Vec<MediumId> {
        let remembered = self.vault.memory.media.keys();
        // Another home may have taken in drives that this one has not seen.
        let all: BTreeSet<MediumId> =
            remembered.chain(self.vault.state.media.keys()).copied().collect();
        let mut known: Vec<(String, MediumId)> =
            all.into_iter().map(|medium| (self.label(medium), medium)).collect();
        known.sort();
        known.into_iter().map(|(_, medium)| medium).collect()
    }

    /// Finds one medium by its id: where it was last, or wherever a drive is mounted now. What else is met on the way
    /// stays as it is; one that does not hold is a problem only if the medium is nowhere else. One that is lost or
    /// retired is not taken, unless in order to verify it.
    pub fn find(&mut self, medium: MediumId, accept: Accept) -> Result<bool, Fault> {
        if self.contacts.has(medium) {
            return Ok(true);
        }
        let known = self.vault.state.media.get(&medium);
        let drive = known.map(|known| known.drive);
        let gone = self.is_gone(medium) && accept.is_current();
        let remembered = self.vault.memory.media.get(&medium).map(|m| PathBuf::from(&m.path));
        let folder = self.vault.id.folder();
        let mut passed = None;
        // Two drives may have changed places. Nothing else is looked at where it is where it was.
        let others = self.vault.memory.media.values().map(|m| PathBuf::from(&m.path));
        let others: Vec<PathBuf> =
            others.filter(|path| Some(path) != remembered.as_ref()).collect();
        let own = look_for(remembered, &folder);
        let unknown = Cell::new(!own.unknown.is_empty());
        let places = std::iter::once_with(|| {
            let elsewhere = look_for(others.into_iter().chain(places()), &folder);
            // Where this user may not look, the system has its own, as under /boot/efi.
            let barred = Look::Fails(ErrorKind::PermissionDenied);
            let open = elsewhere.unknown.iter().any(|(_, look)| *look != barred);
            unknown.set(unknown.get() || open);
            elsewhere.holding
        });
        for path in own.holding.into_iter().chain(places.flatten()) {
            let Some(there) = ask(&path, drive_at) else {
                unknown.set(true);
                continue;
            };
            if gone {
                if there.is_some() && there == drive {
                    self.note_lost(medium);
                }
                continue;
            }
            if there != drive && there.is_some_and(|there| self.is_of_a_medium(there)) {
                continue;
            }
            self.locks.take(&path, self.vault.id)?;
            match Contact::open(&mut self.vault, &path, accept) {
                Ok(contact) => {
                    if contact.label.medium != medium {
                        continue;
                    }
                    if let Err(problem) = self.refuse_own_disk(&contact) {
                        // The drive itself may be mounted elsewhere.
                        passed.get_or_insert(problem);
                        continue;
                    }
                    self.refuse_twin(&contact, accept)?;
                    self.leave_in_doubt(&contact, accept);
                    self.add(contact)?;
                    return Ok(true);
                }
                Err(MediumProblem::NotADrive(_) | MediumProblem::OtherVault { .. }) => {}
                Err(problem) if there != drive => drop(passed.get_or_insert(problem)),
                Err(problem) => return Err(problem.into()),
            }
        }
        if gone {
            return Ok(false);
        }
        if let Some(problem) = passed {
            return Err(problem.into());
        }
        if let Some(problem) = self.renamed(medium) {
            return Err(problem.into());
        }
        // Looked for, and nowhere: when it is found again it is attached anew. Not where a place could not be asked: it
        // may have been there all the time.
        if !unknown.get()
            && let Some(known) = self.vault.memory.media.get_mut(&medium)
        {
            known.away = true;
        }
        Ok(false)
    }

    /// A medium's drive is connected, and the vault's folder there has another name: what it knows is not heard, and
    /// nobody may think that it is away.
    fn renamed(&self, medium: MediumId) -> Option<MediumProblem> {
        let (drive, vault) = (self.vault.state.media.get(&medium)?.drive, self.vault.id);
        let last = self.vault.memory.media.get(&medium).map(|known| PathBuf::from(&known.path));
        let asked = ask_all(last.into_iter().chain(places()), move |place| {
            renamed_folder(place, drive, vault)
        });
        let (path, found) = asked.into_iter().find_map(|(path, found)| Some((path, found??)))?;
        Some(MediumProblem::Renamed { path, found, folder: vault.folder() })
    }

    pub(super) fn contact_at(&mut self, path: &Path, accept: Accept) -> Result<(), Fault> {
        let path =
            real_path::of(path).map_err(|source| Fault::Io { path: path.to_path_buf(), source })?;
        self.locks.take(&path, self.vault.id)?;
        let contact = match Contact::open(&mut self.vault, &path, accept) {
            Err(problem @ MediumProblem::LabelReplaced { .. }) => {
                self.note_place(&path);
                return Err(problem.into());
            }
            contact => contact?,
        };
        self.refuse_twin(&contact, accept)?;
        self.refuse_own_disk(&contact)?;
        let medium = contact.label.medium;
        if accept.is_current() {
            self.refuse_gone(medium)?;
        }
        self.leave_in_doubt(&contact, accept);
        self.add(contact)
    }

    /// Remembers where a drive is that counts for nothing yet: what it may have is said until somebody vouches for it.
    fn note_place(&mut self, path: &Path) {
        let Some(drive) = drive_at(path) else { return };
        let mut media = self.vault.state.media.iter();
        let medium = media.find(|(_, known)| known.drive == drive).map(|(medium, _)| *medium);
        let place = path.to_string_lossy().into_owned();
        let remembered = medium.and_then(|medium| self.vault.memory.media.get_mut(&medium));
        if let Some(known) = remembered.filter(|known| known.path != place) {
            known.path = place;
            self.vault.keep_heard();
        }
    }

    /// A drive whose labels are in doubt is only read until all of it was: a new label would end the doubt unseen.
    /// Where none holds `repair` alone writes it, since what the label must name is written anew with it.
    pub(super) fn leave_in_doubt(&mut self, contact: &Contact, accept: Accept) {
        let read_only = match accept {
            Accept::Current => contact.slot_missing,
            Accept::Older => contact.anew || !contact.in_the_way.is_empty(),
            Accept::ToMend => false,
        };
        if read_only {
            self.untouched.insert(contact.label.medium);
        }
    }

    /// Writes the file anew that says which drive this is, where the vault's signed label does, and every other label
    /// that holds says the same; `others` are the homes by which those can be proven. With `wanted` it must be this
    /// medium. The drive is in contact only when it is then opened like any other.
    pub fn name_drive_by_label(
        &mut self,
        path: &Path,
        wanted: Option<MediumId>,
        others: &[PathBuf],
    ) -> Result<(), Fault> {
        let storage: Arc<dyn Storage> = Arc::new(medium::open_native(path).map_err(at(path))?);
        let contact = Contact::open_by_label(&mut self.vault, path, storage)?;
        let medium = contact.label.medium;
        if wanted.is_some_and(|wanted| wanted != medium) {
            return Err(MediumProblem::NotWhole { path: path.into(), by_label: true }.into());
        }
        self.refuse_gone(medium)?;
        self.refuse_twin(&contact, Accept::ToMend)?;
        self.refuse_own_disk(&contact)?;
        for home in others.iter().filter(|home| !medium::same_folder(home, &self.vault.root)) {
            // One that is in use, or does not hold, says nothing.
            let Ok(other) = Vault::open(home, "kluis repair") else { continue };
            let named = drive_by_label(&other, &*contact.storage, path);
            if named.is_some_and(|named| named != contact.label.drive) {
                return Err(MediumProblem::TwoDrives(path.into()).into());
            }
        }
        if contact.storage.describe().read_only {
            return Err(Fault::ReadOnly { label: contact.name });
        }
        contact
            .write_drive_file()
            .map_err(|problem| Fault::Storage { label: contact.name.clone(), problem })
    }

    /// Brings a drive into contact whose labels count for nothing since the key that signed them was replaced: by what
    /// the ledger says of it. Both labels are made anew at the end of the run.
    pub fn cut_back(&mut self, path: &Path) -> Result<(), Fault> {
        self.locks.take(path, self.vault.id)?;
        let storage: Arc<dyn Storage> = Arc::new(medium::open_native(path).map_err(at(path))?);
        let contact = Contact::open_cut_back(&mut self.vault, path, storage)?;
        self.refuse_gone(contact.label.medium)?;
        self.refuse_twin(&contact, Accept::ToMend)?;
        self.refuse_own_disk(&contact)?;
        self.add(contact)
    }

    /// Whether one of this vault's media is on this drive.
    pub(super) fn is_of_a_medium(&self, drive: DriveId) -> bool {
        self.vault.state.media.values().any(|known| known.drive == drive)
    }
}
