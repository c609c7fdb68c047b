//! Opening a medium of this vault: the drive, its label proven, its ledger joined into the home's.

use std::path::Path;
use std::sync::Arc;

use crate::formats::entry::Head;
use crate::powers::medium::{self, Storage, StorageProblem};
use crate::words::ids::DriveId;

use super::anew::label_from_home;
use super::contact::{Accept, Contact};
use super::drive_file::{is_damaged, unread};
use super::label::{Labels, ReadLabel, names_other, read_label};
use super::look::{look, ours_by_name, renamed_folder};
use super::names::vault_folder;
use super::problem::MediumProblem;
use super::state::{knows_document, older};
use crate::things::files::FileProblem;
use crate::things::ledger::moved::{Moves, moves_in};
use crate::things::ledger::{self, Ledger, LedgerProblem};
use crate::things::slots::Slot;
use crate::things::vault::Vault;

impl Contact {
    /// Opens a medium of this vault, proves its label, and joins its ledger into the home's.
    pub fn open(vault: &mut Vault, path: &Path, accept: Accept) -> Result<Contact, MediumProblem> {
        let file = |problem: FileProblem| MediumProblem::File { path: path.into(), problem };
        let storage: Arc<dyn Storage> =
            Arc::new(medium::open_native(path).map_err(|problem| file(problem.into()))?);
        Contact::open_storage(vault, path, storage, accept)
    }

    /// Opens a medium through a storage that is open already.
    pub fn open_storage(
        vault: &mut Vault,
        path: &Path,
        storage: Arc<dyn Storage>,
        accept: Accept,
    ) -> Result<Contact, MediumProblem> {
        let at = || path.to_path_buf();
        let file = |problem: FileProblem| MediumProblem::File { path: at(), problem };
        let Some((drive, found)) = look(&*storage).map_err(file)? else {
            return Err(unread(vault, &*storage, path));
        };
        let folder = vault.id.folder();
        if !found.contains(&folder) {
            let ours = ours_by_name(vault, path);
            return Err(match renamed_folder(path, drive, vault.id) {
                _ if ours => MediumProblem::NotWhole { path: at(), by_label: false },
                Some(found) => MediumProblem::Renamed { path: at(), found, folder },
                None => MediumProblem::OtherVault { path: at(), found },
            });
        }
        Contact::open_drive(vault, path, storage, accept, drive)
    }

    /// Proves the label of a medium on this drive, and joins its ledger.
    pub fn open_drive(
        vault: &mut Vault,
        path: &Path,
        storage: Arc<dyn Storage>,
        accept: Accept,
        drive: DriveId,
    ) -> Result<Contact, MediumProblem> {
        let at = || path.to_path_buf();
        let file = |problem: FileProblem| MediumProblem::File { path: at(), problem };
        let folder = vault_folder(vault.id).map_err(|problem| file(problem.into()))?;
        let ReadLabel { slot, label, broken: broken_slots, other, in_the_way, by_replaced } =
            match read_label(vault, &*storage, &folder, path)? {
                Labels::Hold(read) => *read,
                Labels::Damaged { in_the_way } => {
                    let label = label_from_home(vault, &*storage, &folder, drive);
                    let label = label.ok_or_else(|| MediumProblem::LabelBroken { path: at() })?;
                    let broken = Slot::BOTH.to_vec();
                    ReadLabel {
                        slot: None,
                        label,
                        broken,
                        other: None,
                        in_the_way,
                        by_replaced: false,
                    }
                }
            };
        let anew = slot.is_none();
        if label.drive != drive {
            return Err(match is_damaged(drive, label.drive) {
                true => MediumProblem::NotWhole { path: at(), by_label: true },
                false => MediumProblem::OtherDrive { path: at() },
            });
        }
        let remembered = vault.memory.media.get(&label.medium).cloned();
        let cut_off = remembered.as_ref().is_some_and(|known| known.being_told);
        let left_so =
            remembered.as_ref().is_some_and(|known| cut_off && label.contact >= known.contact);
        let slot_missing =
            anew || !in_the_way.is_empty() || (!names_other(&label, other) && !left_so);
        let chains = folder
            .join(ledger::FOLDER)
            .map_err(|problem| file(StorageProblem::from(problem).into()))?;
        let heads = vault.ledger.resolve(&label.heads);
        let is_older = |vault: &Vault, heads: &[Head]| match accept.is_current() && !anew {
            true => older(vault, &label, heads, path, slot_missing),
            false => None,
        };
        let first_look = is_older(vault, &heads);
        // Lines that this home has may have moved, by the word of the drive itself.
        let moves = match first_look {
            Some(MediumProblem::Overtaken { .. }) => {
                moves_in(&*storage, &chains, &vault.disposers())
            }
            _ => Moves::default(),
        };
        if let Some(problem) = first_look.filter(|_| moves.is_empty()) {
            // Put back to an older state, it may lack what was sealed since.
            vault.doubt(label.medium);
            return Err(problem);
        }
        // Settings that nobody vouches for are written over, and not read.
        let document_known = by_replaced || knows_document(vault, &label);
        let ledger_problem = |problem| MediumProblem::Ledger { path: at(), problem };
        let disposers = vault.disposers();
        let find = |ledger: &Ledger| {
            ledger.find_in(&*storage, &chains, &label.heads, &disposers, &|_| vec![])
        };
        let found = match find(&vault.ledger) {
            Err(LedgerProblem::Contradiction(_)) => {
                find(&vault.ledger.to_read(&moves_in(&*storage, &chains, &disposers)))
            }
            found => found,
        }
        .map_err(ledger_problem)?;
        let cut_off = remembered.as_ref().is_some_and(|known| known.being_told);
        let left_so =
            remembered.as_ref().is_some_and(|known| cut_off && label.contact >= known.contact);
        let slot_missing = !names_other(&label, other) && !left_so;
        if slot_missing && found.unread > 0 {
            return Err(ledger_problem(LedgerProblem::Crowded { files: found.unread }));
        }
        match vault.join(found.ledger) {
            // Entries may follow others that can't be read there: without those they are no ledger.
            Err(_) if !found.lost.is_empty() => {}
            joined => {
                if joined.map_err(ledger_problem)? {
                    vault.keep_heard();
                }
            }
        }
        if !moves.is_empty()
            && let Some(problem) = is_older(vault, &found.reached)
        {
            vault.doubt(label.medium);
            return Err(problem);
        }
        let mut label = label;
        label.heads = found.whole;
        vault.asides.extend(found.asides);
        let name = remembered.map_or_else(|| label.medium.to_string(), |known| known.label);
        Ok(Contact {
            storage,
            path: at(),
            folder,
            label,
            name,
            broken_slots,
            slot_missing,
            anew,
            in_the_way,
            cut_off,
            named: found.reached,
            document_known,
            damaged_chains: found.damaged,
            by_replaced,
            slot,
        })
    }
}
