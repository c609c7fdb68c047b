//! A medium of this vault that is plugged in and proven, what it says of itself, and what the home remembers of it.

use std::path::PathBuf;
use std::sync::Arc;

use crate::formats::entry::{Head, Role};
use crate::formats::label::{COUNTER_BELIEVED_MAX, Label};
use crate::powers::medium::{MediumPath, Storage, StorageProblem};
use crate::words::ids::WriterId;

use super::problem::MediumProblem;
use super::state::older;
use crate::things::bundle::folder_name;
use crate::things::slots::{self, Slot};
use crate::things::vault::Vault;
use crate::things::vault::memory::Remembered;

/// Whether a medium in an older state than the home remembers is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Accept {
    /// It is refused: its copies don't count until it was verified again.
    Current,
    /// The same; but a slot of its label may be missing, since all of the drive is read and the slot written anew.
    ToMend,
    /// It is taken, in order to verify it.
    Older,
}

impl Accept {
    /// Whether only a medium in the state that the home remembers will do.
    pub fn is_current(self) -> bool {
        match self {
            Accept::Current | Accept::ToMend => true,
            Accept::Older => false,
        }
    }
}

/// A medium of this vault that is plugged in and proven.
pub struct Contact {
    /// The drive's root.
    pub storage: Arc<dyn Storage>,
    /// Where it is mounted.
    pub path: PathBuf,
    /// The vault's folder below the medium's root.
    pub folder: MediumPath,
    /// The label that held.
    pub label: Label,
    /// What a person calls it.
    pub name: String,
    /// Slots of its label that don't hold: a run that was cut off leaves one, and so does whoever changes it.
    pub broken_slots: Vec<Slot>,
    /// The other slot of its label is not the one that the label in force names, and no run of this home that was
    /// cut off explains it.
    pub slot_missing: bool,
    /// No label holds: this one is what the home knows of the medium, and nobody signed it yet.
    pub anew: bool,
    /// Files of its label in whose place stands what is no file.
    pub in_the_way: Vec<String>,
    /// The run before was cut off while it wrote here.
    pub cut_off: bool,
    /// The heads that its label named when it was read, or that this run has written.
    pub(super) named: Vec<Head>,
    /// The vault document in force there is one that this home wrote, or has read.
    pub(super) document_known: bool,
    /// Chains there that are not what its own label names: the file is damaged, or missing.
    pub damaged_chains: Vec<WriterId>,
    /// A key that was replaced signed its label: no counter, settings or text of it are used.
    pub(super) by_replaced: bool,
    pub(super) slot: Option<Slot>,
}

impl Contact {
    /// Why it is no current state of this medium, by what the home remembers and what all chains say. Asked again
    /// when further media were joined: one of them may tell what was written here.
    pub fn older(&self, vault: &Vault) -> Option<MediumProblem> {
        self.slot_problem().or_else(|| older(vault, &self.label, &self.named, &self.path, false))
    }

    /// What is wrong with its label.
    pub fn slot_problem(&self) -> Option<MediumProblem> {
        if !self.slot_missing {
            return None;
        }
        let (path, label) = (self.path.clone(), self.name.clone());
        Some(match (self.in_the_way.first(), self.broken_slots.first()) {
            (Some(file), _) => {
                let file = format!("{}/{file}", self.folder.as_str());
                MediumProblem::SlotBlocked { path, label, file }
            }
            (None, _) if self.anew => MediumProblem::LabelDamaged { path, label },
            (None, Some(slot)) => {
                MediumProblem::SlotDamaged { path, label, file: slots::name_of::<Label>(*slot) }
            }
            (None, None) => MediumProblem::SlotMissing { path, label },
        })
    }

    /// Remembers that this home has seen the medium, and in which state.
    pub fn remember(&self, vault: &mut Vault) {
        let medium = self.label.medium;
        let older = self.older(vault).is_some();
        let lost = self.lost_heads(vault);
        let added = vault.state.media.get(&medium).map_or(self.label.written_at.time, |m| m.added);
        let unseen = || Remembered::unseen(medium, self.label.drive, added);
        let known = vault.memory.media.entry(medium).or_insert_with(unseen);
        let counted = !self.by_replaced && self.label.contact <= COUNTER_BELIEVED_MAX;
        if !older && counted && self.label.contact > known.contact {
            known.contact = self.label.contact;
            known.heads = self.named.clone();
        }
        known.unheard = lost;
        vault.look_for_unseen();
    }

    /// The slot of the label in force.
    pub fn slot(&self) -> Slot {
        self.slot.unwrap_or(Slot::A)
    }

    /// The heads that its label names.
    pub fn named(&self) -> &[Head] {
        &self.named
    }

    /// Whether the vault document in force there is another home's, and was not read here yet.
    pub fn document_unread(&self) -> bool {
        !self.document_known
    }

    /// The document was read, and what it says was taken over.
    pub fn document_was_read(&mut self) {
        self.document_known = true;
    }

    /// The folder of a bundle on this medium.
    pub fn bundle_folder(
        &self,
        bundle: crate::words::ids::BundleId,
    ) -> Result<MediumPath, StorageProblem> {
        Ok(self.folder.join(&folder_name(bundle))?)
    }

    /// Whether it holds bundles, or keys.
    pub fn has_role(&self, role: Role) -> bool {
        self.label.roles.contains(&role)
    }
}
