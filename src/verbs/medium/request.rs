//! What is asked of the drives of a vault.

use std::path::PathBuf;

use super::fate::FateRequest;
use crate::formats::entry::Role;

/// What the user asks for.
#[derive(Debug, Clone)]
pub enum Request {
    /// Take a drive into the vault.
    Add(AddRequest),
    /// List all drives.
    List,
    /// Say what became of one.
    Fate(FateRequest),
}

/// A drive to take into the vault.
#[derive(Debug, Clone)]
pub struct AddRequest {
    pub path: PathBuf,
    pub label: String,
    /// Empty: what the vault's custody gives.
    pub roles: Vec<Role>,
    /// Bundles get no parity there.
    pub no_parity: bool,
    /// It is meant to lie on the disk of this PC, or of another drive: for trials.
    pub same_disk: bool,
}
