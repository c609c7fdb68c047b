//! Taking a drive into the vault: what a stranger needs first, then the ledger, and last the label.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use crate::formats::drive::{self, Drive};
use crate::formats::entry::{Event, MediumAdded, Role};
use crate::formats::label::Label;
use crate::powers::medium::{MediumPath, Storage, StorageProblem};
use crate::powers::random::{Random, draw};
use crate::words::day::Stamp;
use crate::words::digest::Digest;
use crate::words::ids::{DriveId, MediumId};
use crate::words::limits::{DRIVE_BYTES_MAX, RESERVE_BYTES};

use super::contact::Contact;
use super::drive_file::drive_by_label;
use super::label::{Labels, read_label};
use super::lock::LOCK;
use super::look::{look, vault_folders};
use super::names::*;
use super::problem::MediumProblem;
use super::sync::{DriveTexts, signers_text};
use crate::things::files::{self, FileProblem};
use crate::things::ledger::{self};
use crate::things::vault::memory::Remembered;
use crate::things::vault::{NOTES, Vault};

/// What a person says of a drive that is taken into the vault.
pub struct NewMedium<'a> {
    /// What a person calls it.
    pub label: &'a str,
    /// What it is to hold.
    pub roles: Vec<Role>,
    /// It may lie on the disk of the PC, or of another medium.
    pub same_disk: bool,
}

impl Contact {
    /// Takes a drive into the vault: what a stranger needs first, then the ledger, and last the label.
    pub fn add(
        vault: &mut Vault,
        path: &Path,
        storage: Arc<dyn Storage>,
        new: NewMedium<'_>,
        stamp: Stamp,
        texts: &DriveTexts,
        random: &mut dyn Random,
    ) -> Result<Contact, MediumProblem> {
        let file = |problem: FileProblem| MediumProblem::File { path: path.into(), problem };
        let stored = |problem: StorageProblem| file(problem.into());
        let folder = vault_folder(vault.id).map_err(stored)?;
        let drive = match look(&*storage).map_err(file)? {
            Some((_, found)) if found.contains(&vault.id.folder()) => {
                if matches!(read_label(vault, &*storage, &folder, path), Ok(Labels::Hold(_))) {
                    return Err(MediumProblem::AlreadyOurs(path.into()));
                }
                // An addition that was cut off left no label, and may be done again; a drive that has bundles
                // was added once, and its label was broken since.
                let drive = look(&*storage).map_err(file)?.map(|(drive, _)| drive);
                if has_bundles(&*storage, &folder).map_err(stored)? {
                    let known = vault.memory.media.values().find(|m| Some(m.drive) == drive);
                    let path = path.to_path_buf();
                    return Err(match known.map(|known| known.label.clone()) {
                        Some(label) => MediumProblem::LabelDamaged { path, label },
                        None => MediumProblem::LabelBroken { path },
                    });
                }
                drive
            }
            Some((drive, _)) => Some(drive),
            // A drive of this vault that lost its file is none to be taken in anew.
            None if drive_by_label(vault, &*storage, path).is_some() => {
                return Err(MediumProblem::NotWhole { path: path.into(), by_label: true });
            }
            None => None,
        };
        let drive = match drive {
            Some(drive) => drive,
            None => make_drive(&*storage, random).map_err(stored)?,
        };
        let begun = begun_before(vault, drive, new.label);
        let medium = begun.unwrap_or_else(|| MediumId::from_random(draw(random)));
        let mut contact = Contact {
            storage,
            path: path.into(),
            folder,
            label: Label {
                vault: vault.id,
                medium,
                drive,
                roles: new.roles.clone(),
                generation: 0,
                other_generation: None,
                contact: 0,
                heads: vec![],
                files: BTreeMap::new(),
                vault_document: None,
                written_at: stamp,
                unread: Default::default(),
            },
            name: new.label.into(),
            broken_slots: vec![],
            slot_missing: false,
            anew: false,
            in_the_way: vec![],
            cut_off: false,
            named: vec![],
            document_known: true,
            damaged_chains: vec![],
            by_replaced: false,
            slot: None,
        };
        contact.lay_out(vault, texts).map_err(stored)?;
        if begun.is_none() {
            vault
                .record(
                    stamp,
                    Event::MediumAdded(MediumAdded {
                        drive,
                        medium,
                        roles: new.roles,
                        same_disk: new.same_disk,
                    }),
                    None,
                )
                .map_err(|problem| MediumProblem::Ledger { path: path.into(), problem })?;
        }
        vault.memory.media.insert(
            medium,
            Remembered {
                label: new.label.into(),
                drive,
                path: path.to_string_lossy().into_owned(),
                contact: 0,
                heads: vec![],
                seen: stamp.time,
                vault_document: None,
                document_there: None,
                being_told: true,
                verifying: None,
                attachment: None,
                attached: None,
                caches_since: None,
                renewed_by: None,
                away: false,
                doubted: false,
                unheard: vec![],
            },
        );
        // The home first: if it forgot lines that a drive has, it would write others under their numbers.
        vault.save().map_err(stored)?;
        contact.tell(vault, stamp).map_err(stored)?;
        vault.save().map_err(stored)?;
        Ok(contact)
    }

    fn lay_out(&mut self, vault: &Vault, texts: &DriveTexts) -> Result<(), StorageProblem> {
        for name in [ledger::FOLDER, NOTES, STATEMENTS, BUNDLES, SPEC] {
            self.storage.make_folders(&self.folder.join(name)?)?;
        }
        files::write_over(&*self.storage, &self.folder.join(LOCK)?, &[])?;
        files::write_over(
            &*self.storage,
            &self.folder.join(RESERVE)?,
            &vec![0; RESERVE_BYTES as usize],
        )?;
        let signers = signers_text(vault);
        for (name, text) in texts
            .files
            .iter()
            .map(|(name, text)| (*name, text))
            .chain([(ALLOWED_SIGNERS, &signers)])
        {
            files::write_over(&*self.storage, &self.folder.join(name)?, text.as_bytes())?;
            self.label.files.insert(name.into(), Digest::of(text.as_bytes()));
        }
        self.storage.sync_folder(&self.folder.join("spec")?)?;
        self.storage.sync_folder(&self.folder)?;
        self.storage.sync_folder(&MediumPath::root())
    }
}

/// The medium that an addition which was cut off has put into the ledger for this drive, and never told it.
fn begun_before(vault: &Vault, drive: DriveId, label: &str) -> Option<MediumId> {
    let mut known = vault.memory.media.iter();
    known
        .find(|(_, known)| known.drive == drive && known.label == label && known.contact == 0)
        .map(|(medium, _)| *medium)
}

fn has_bundles(storage: &dyn Storage, folder: &MediumPath) -> Result<bool, StorageProblem> {
    match storage.list(&folder.join(BUNDLES)?) {
        Ok(listing) => Ok(!listing.entries.is_empty()),
        Err(StorageProblem::Absent { .. }) => Ok(false),
        Err(problem) => Err(problem),
    }
}

/// Gives a drive its id. One that can't be read and that no vault's label can name, since no vault is there, was
/// being written when a run was cut off.
fn make_drive(storage: &dyn Storage, random: &mut dyn Random) -> Result<DriveId, StorageProblem> {
    let drive = DriveId::from_random(draw(random));
    let (path, bytes) = (MediumPath::parse(drive::NAME)?, Drive::new(drive).to_bytes());
    let small = storage.facts(&path)?.is_none_or(|facts| facts.bytes <= DRIVE_BYTES_MAX);
    match small && vault_folders(storage)?.is_empty() {
        true => files::write_over(storage, &path, &bytes)?,
        false => files::write_new(storage, &path, &bytes)?,
    }
    storage.sync_folder(&MediumPath::root())?;
    Ok(drive)
}
