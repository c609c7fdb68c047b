//! A medium's label: which vault, medium and drive, how far the ledger goes, and what the other
//! files must be (format, §2.1).
//!
//! Two slots hold one value; `things::slots` tells which is true, and asks whether its signature
//! holds before a label comes here.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::entry::{
    Fault, Head, Role, Unknown, Unreadable, check_heads, check_roles, counter, ensure,
    is_plain_name, read_document, write_document,
};
use crate::words::day::Stamp;
use crate::words::digest::Digest;
use crate::words::ids::{DriveId, MediumId, VaultId};
use crate::words::limits::LABEL_BYTES_MAX;

/// Counters rise by one at a time, and never come near this. One above it was forged: what is written next starts again
/// at one, so that no label can use up all numbers.
pub const COUNTER_BELIEVED_MAX: u64 = 1 << 51;

/// What the sealer signs, in namespace `kluis-medium`, each time kluis has written on a medium.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Label {
    /// The vault whose folder this is.
    pub vault: VaultId,
    /// The medium: this vault's place on the drive.
    pub medium: MediumId,
    /// The physical drive; `kluis-drive.json` must say the same.
    pub drive: DriveId,
    /// Sorted, at least one.
    pub roles: Vec<Role>,
    /// Rises by one at each writing.
    pub generation: u64,
    /// The generation in the other slot when this was written; none where that slot had never been written. It tells
    /// that a slot was removed.
    pub other_generation: Option<u64>,
    /// Rises by one each time kluis writes on the medium.
    pub contact: u64,
    /// The heads of all ledger chains on the medium, sorted by writer.
    pub heads: Vec<Head>,
    /// SHA-256 by name below the vault's folder.
    pub files: BTreeMap<String, Digest>,
    /// The vault document in force, one of `files`; none before the first was written.
    pub vault_document: Option<String>,
    /// When this generation was written, and what the clock was worth.
    pub written_at: Stamp,
    /// Names that this version does not know.
    #[serde(flatten)]
    pub unread: Unknown,
}

/// One of the two places for a small file that changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Slot {
    /// `label.a.json`, `vault.a.age`.
    A,
    /// `label.b.json`, `vault.b.age`.
    B,
}

impl Slot {
    /// Both, in the order in which they are looked for.
    pub const BOTH: [Slot; 2] = [Slot::A, Slot::B];

    /// The slot to write next when this one is in force.
    pub fn other(self) -> Slot {
        match self {
            Slot::A => Slot::B,
            Slot::B => Slot::A,
        }
    }

    /// The name of the vault document in this slot.
    pub fn vault_name(self) -> &'static str {
        match self {
            Slot::A => "vault.a.age",
            Slot::B => "vault.b.age",
        }
    }
}

impl Label {
    /// The canonical bytes, which the signature is over.
    pub fn to_bytes(&self) -> Vec<u8> {
        write_document(self)
    }

    /// Reads a label; anything but canonical bytes of format 1 is refused.
    pub fn read(bytes: &[u8]) -> Result<Label, Unreadable> {
        let label: Label = read_document(bytes, LABEL_BYTES_MAX)?;
        label.check()?;
        Ok(label)
    }

    fn check(&self) -> Result<(), Unreadable> {
        check_roles(&self.roles)?;
        check_heads(&self.heads, "heads")?;
        counter(self.generation, "generation")?;
        let older = self.other_generation.is_none_or(|other| other < self.generation);
        ensure(older, "other_generation", Fault::OutOfRange)?;
        counter(self.contact, "contact")?;
        let plain = |name: &String| name.split('/').all(is_plain_name);
        ensure(self.files.keys().all(plain), "files", Fault::Grammar)?;
        let any = Slot::BOTH.iter().any(|slot| self.files.contains_key(slot.vault_name()));
        let named = self.vault_document.is_some();
        let held = self.in_force().is_some();
        ensure(any == held && named == held, "vault_document", Fault::Disagrees)
    }

    /// The slot of the vault document in force, and its SHA-256. The other slot's stays listed, so
    /// that a change there is noticed too.
    pub fn in_force(&self) -> Option<(Slot, Digest)> {
        let slot = Slot::BOTH.into_iter().find(|slot| {
            self.vault_document.as_ref().is_some_and(|name| name == slot.vault_name())
        })?;
        Some((slot, *self.files.get(slot.vault_name())?))
    }
}

#[cfg(test)]
mod tests;
