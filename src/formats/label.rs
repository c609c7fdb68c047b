//! A medium's label: which vault, medium and drive, how far the ledger goes, and what the other
//! files must be (format, §2.1).
//!
//! Two slots hold one value. This room knows their names and which of two labels is in force;
//! whether a signature holds is asked before a label comes here.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::entry::{
    Fault, Head, Role, Unknown, Unreadable, check_heads, check_roles, ensure, is_plain_name,
    read_document, whole, write_document,
};
use crate::words::day::Stamp;
use crate::words::digest::Digest;
use crate::words::ids::{DriveId, MediumId, VaultId};
use crate::words::limits::LABEL_BYTES_MAX;

/// What the sealer signs, in namespace `kluis-medium`, each time kluis has written on a medium.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Label {
    pub vault: VaultId,
    pub medium: MediumId,
    pub drive: DriveId,
    /// Sorted, at least one.
    pub roles: Vec<Role>,
    /// Rises by one at each writing.
    pub generation: u64,
    /// Rises by one each time kluis writes on the medium.
    pub contact: u64,
    /// The heads of all ledger chains on the medium, sorted by writer.
    pub heads: Vec<Head>,
    /// SHA-256 by name below the vault's folder.
    pub files: BTreeMap<String, Digest>,
    pub written_at: Stamp,
    /// Names that this version does not know.
    #[serde(flatten)]
    pub unread: Unknown,
}

/// One of the two places for a small file that changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Slot {
    A,
    B,
}

impl Slot {
    /// The slot to write next when this one is in force.
    pub fn other(self) -> Slot {
        match self {
            Slot::A => Slot::B,
            Slot::B => Slot::A,
        }
    }

    pub fn label_name(self) -> &'static str {
        match self {
            Slot::A => "label.a.json",
            Slot::B => "label.b.json",
        }
    }

    pub fn signature_name(self) -> &'static str {
        match self {
            Slot::A => "label.a.json.sig",
            Slot::B => "label.b.json.sig",
        }
    }

    pub fn vault_name(self) -> &'static str {
        match self {
            Slot::A => "vault.a.age",
            Slot::B => "vault.b.age",
        }
    }
}

/// Two labels whose signatures hold have one generation and say different things.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("two different labels have generation {generation}")]
pub struct TwoLabels {
    pub generation: u64,
}

impl Label {
    pub fn to_bytes(&self) -> Vec<u8> {
        write_document(self)
    }

    pub fn read(bytes: &[u8]) -> Result<Label, Unreadable> {
        let label: Label = read_document(bytes, LABEL_BYTES_MAX)?;
        label.check()?;
        Ok(label)
    }

    fn check(&self) -> Result<(), Unreadable> {
        check_roles(&self.roles)?;
        check_heads(&self.heads, "heads")?;
        whole(self.generation, "generation")?;
        whole(self.contact, "contact")?;
        let plain = |name: &String| name.split('/').all(is_plain_name);
        ensure(self.files.keys().all(plain), "files", Fault::Grammar)?;
        let both = [Slot::A, Slot::B].iter().all(|slot| self.files.contains_key(slot.vault_name()));
        ensure(!both, "files", Fault::Disagrees)
    }

    /// The slot of the vault document in force, and its SHA-256.
    pub fn vault_document(&self) -> Option<(Slot, Digest)> {
        [Slot::A, Slot::B]
            .into_iter()
            .find_map(|slot| Some((slot, *self.files.get(slot.vault_name())?)))
    }
}

/// The label in force: of those whose signatures hold, the one of the higher generation.
///
/// A writer raises the generation each time, so two different labels of one generation are a
/// forgery or a clone.
pub fn in_force(a: Option<Label>, b: Option<Label>) -> Result<Option<(Slot, Label)>, TwoLabels> {
    Ok(match (a, b) {
        (None, None) => None,
        (Some(a), None) => Some((Slot::A, a)),
        (None, Some(b)) => Some((Slot::B, b)),
        (Some(a), Some(b)) if a.generation == b.generation && a != b => {
            return Err(TwoLabels { generation: a.generation });
        }
        (Some(a), Some(b)) if a.generation >= b.generation => Some((Slot::A, a)),
        (Some(_), Some(b)) => Some((Slot::B, b)),
    })
}

#[cfg(test)]
mod tests;
