//! The label of a medium: read from two slots, proven by the sealers that count, and the newest that holds is in force.

use std::path::Path;

use crate::formats::label::{COUNTER_BELIEVED_MAX, Label};
use crate::powers::medium::{MediumPath, Storage, StorageProblem};
use crate::powers::signer::Namespace;
use crate::words::ids::BundleId;
use crate::words::limits::LABEL_BYTES_MAX;

use super::look::look;
use super::names::vault_folder;
use super::problem::MediumProblem;
use super::unvouched::unvouched;
use crate::things::files::FileProblem;
use crate::things::ledger::sealers::{Sealers, disposers_in, said_in};
use crate::things::ledger::{self};
use crate::things::slots::{self, Slot, Slotted};
use crate::things::vault::Vault;

impl Slotted for Label {
    const STEM: &'static str = "label";
    const BYTES_MAX: u64 = LABEL_BYTES_MAX;
    const OVERWRITES: bool = false;
    fn generation(&self) -> u64 {
        self.generation
    }
    fn to_bytes(&self) -> Vec<u8> {
        Label::to_bytes(self)
    }
    fn read(bytes: &[u8]) -> Option<Label> {
        Label::read(bytes).ok()
    }
}

/// The label in force, and what stands beside it.
pub struct ReadLabel {
    /// None where no slot holds one.
    pub slot: Option<Slot>,
    pub label: Label,
    pub broken: Vec<Slot>,
    /// The generation in the other slot.
    pub other: Option<u64>,
    /// A key that was replaced signed it.
    pub by_replaced: bool,
    pub in_the_way: Vec<String>,
}

/// What the two slots give.
pub enum Labels {
    Hold(Box<ReadLabel>),
    /// No signature holds, and nothing contradicts: the slots are damaged, or gone.
    Damaged {
        in_the_way: Vec<String>,
    },
}

/// The label whose lines somebody may vouch for: the one in force, or else the newest that a key which was replaced has
/// signed; none where the slots are damaged.
pub fn label_to_vouch(
    vault: &Vault,
    storage: &dyn Storage,
    folder: &MediumPath,
    path: &Path,
) -> Result<Option<Label>, MediumProblem> {
    match read_label(vault, storage, folder, path) {
        Ok(Labels::Hold(read)) => return Ok(Some(read.label)),
        Ok(Labels::Damaged { .. }) => return Ok(None),
        Err(MediumProblem::LabelReplaced { .. }) => {}
        Err(problem) => return Err(problem),
    }
    let file = |problem| MediumProblem::File { path: path.into(), problem };
    let chains = folder.join(ledger::FOLDER).map_err(StorageProblem::from);
    let sealers = sealers_there(vault, storage, &chains.map_err(|problem| file(problem.into()))?);
    let newest = newest_by_replaced(storage, folder, &sealers).map_err(file)?;
    let broken = || MediumProblem::LabelBroken { path: path.into() };
    let label = newest.filter(|label| label.vault == vault.id).ok_or_else(broken)?;
    Ok(Some(label))
}

/// The newest label there that a key which was replaced has signed, whatever it says.
fn newest_by_replaced(
    storage: &dyn Storage,
    folder: &MediumPath,
    sealers: &Sealers,
) -> Result<Option<Label>, FileProblem> {
    let by_replaced = |bytes: &[u8], signature: &[u8]| {
        sealers.signed_by_replaced(Namespace::Medium, bytes, signature)
    };
    let slots = slots::read::<Label>(storage, folder, &by_replaced)?;
    Ok(slots.in_force.map(|(_, label)| label))
}

/// The bundles on a drive that a replaced key has sealed, and that no entry here speaks of.
pub fn unvouched_there(
    vault: &Vault,
    storage: &dyn Storage,
) -> Result<Vec<BundleId>, StorageProblem> {
    let chains = vault_folder(vault.id)?.join(ledger::FOLDER)?;
    unvouched(vault, storage, &sealers_there(vault, storage, &chains))
}

/// Whether the generation in the other slot is the one that the label in force names. Each drive has two from the
/// first run on.
pub fn names_other(label: &Label, other: Option<u64>) -> bool {
    other.is_some() && label.other_generation == other
}

pub fn read_label(
    vault: &Vault,
    storage: &dyn Storage,
    folder: &MediumPath,
    path: &Path,
) -> Result<Labels, MediumProblem> {
    let file = |problem| MediumProblem::File { path: path.into(), problem };
    let chains = folder
        .join(ledger::FOLDER)
        .map_err(|problem| file(StorageProblem::from(problem).into()))?;
    let sealers = sealers_there(vault, storage, &chains);
    let current = |bytes: &[u8], signature: &[u8]| {
        sealers.signed_by_current(Namespace::Medium, bytes, signature)
    };
    let mut slots = slots::read::<Label>(storage, folder, &current).map_err(file)?;
    let (mut replaced, mut by_replaced) = (false, false);
    if !sealers.replaced().is_empty() {
        let seen = std::cell::Cell::new(false);
        let in_use = slots.in_force.is_some();
        // Beside a label by a key in use the other one says its generation, and no more.
        let any = |bytes: &[u8], signature: &[u8]| {
            if current(bytes, signature) {
                return true;
            }
            let by_replaced = sealers.signed_by_replaced(Namespace::Medium, bytes, signature);
            seen.set(seen.get() || by_replaced);
            by_replaced && (in_use || says_what_counts(vault, &sealers, bytes))
        };
        let both = slots::read::<Label>(storage, folder, &any).map_err(file)?;
        replaced = seen.get();
        match &slots.in_force {
            Some((slot, label)) => {
                let by_current = slots.other.is_some();
                slots.other = both.generation_in(slot.other());
                slots.broken = both.broken.into_iter().filter(|broken| broken != slot).collect();
                // One that was put there since, by a key that counts for nothing.
                if !by_current && slots.other.is_some() && !names_other(label, slots.other) {
                    slots.broken.push(slot.other());
                }
            }
            None => {
                by_replaced = both.in_force.is_some();
                slots = both;
            }
        }
    }
    // What counts is not the newest there: an honest home may have written on, and sealed.
    let behind = by_replaced
        && slots.in_force.as_ref().is_some_and(|(slot, _)| slots.broken.contains(&slot.other()))
        && newest_by_replaced(storage, folder, &sealers).map_err(file)?.is_some_and(|newest| {
            slots.in_force.as_ref().is_some_and(|(_, label)| label.generation < newest.generation)
        });
    if behind && !unvouched(vault, storage, &sealers).map_err(|p| file(p.into()))?.is_empty() {
        slots.in_force = None;
    }
    let (broken, other, in_the_way) = (slots.broken, slots.other, slots.in_the_way);
    match slots.in_force {
        Some((slot, label)) if label.vault == vault.id => {
            let slot = Some(slot);
            let read = ReadLabel { slot, label, broken, other, in_the_way, by_replaced };
            Ok(Labels::Hold(Box::new(read)))
        }
        None if replaced => {
            let drive = look(storage).ok().flatten().map(|(drive, _)| drive);
            let known = vault.state.media.values().any(|known| Some(known.drive) == drive);
            Err(MediumProblem::LabelReplaced { path: path.into(), known })
        }
        None if !slots.twins && !is_of_another(vault, storage, folder).map_err(file)? => {
            Ok(Labels::Damaged { in_the_way })
        }
        _ => Err(MediumProblem::LabelBroken { path: path.into() }),
    }
}

/// Whether a label there reads as one of another vault, whoever signed it: rot flips bits, and writes no such label.
fn is_of_another(
    vault: &Vault,
    storage: &dyn Storage,
    folder: &MediumPath,
) -> Result<bool, FileProblem> {
    let read = slots::read::<Label>(storage, folder, &|_, _| true)?;
    Ok(read.in_force.is_some_and(|(_, label)| label.vault != vault.id))
}

/// The sealers as far as this home and the chains there know them: another home may have replaced one, and have signed
/// the label there with the new key.
pub fn sealers_there(vault: &Vault, storage: &dyn Storage, chains: &MediumPath) -> Sealers {
    let disposers = disposers_in(&[(storage, chains)], vault.disposers());
    let there = said_in(storage, chains, &disposers);
    Sealers::of(&vault.state.signers, vault.state.quarantine.clone().with(there.iter()))
}

/// Whether a label by a key that was replaced says nothing that the ledger here does not say: the drive may be one
/// that was absent when the key was replaced. It may be forged all the same, so that nothing but its medium is used.
fn says_what_counts(vault: &Vault, sealers: &Sealers, bytes: &[u8]) -> bool {
    let Ok(label) = Label::read(bytes) else { return false };
    let known = vault.state.media.get(&label.medium);
    known.is_some_and(|known| known.drive == label.drive && known.roles == label.roles)
        && !label.heads.is_empty()
        && label.contact <= COUNTER_BELIEVED_MAX
        && sealers.reach(&vault.ledger.resolve(&label.heads))
        && vault.ledger.holds_all(&label.heads)
}
