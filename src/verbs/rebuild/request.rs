//! What a rebuild is asked for.

use std::path::PathBuf;

use crate::words::digest::Digest;
use crate::words::ids::VaultId;

/// What the user asks for.
#[derive(Debug, Clone)]
pub struct Request {
    /// Where the drives are.
    pub from: Vec<PathBuf>,
    /// The id from the recovery sheet: a forged drive does not have it.
    pub vault: VaultId,
    /// Whether the identity is kept under a passphrase.
    pub passphrase: bool,
    /// Whether the home keeps searchable copies of the indexes.
    pub home_index: bool,
    /// The settings on the drive are taken without a question.
    pub accept_settings: bool,
    /// Lines that are not believed, as in `signer replace`: the sealer's key is replaced at once.
    pub distrust: Vec<String>,
}

/// What the user asks for with `--all`.
#[derive(Debug, Clone)]
pub struct AllRequest {
    /// Where the drives are.
    pub from: Vec<PathBuf>,
    /// The list that says which vaults are ours; without it a person does, from paper.
    pub list: Option<ListGiven>,
    /// Whether the identity is kept under a passphrase, in each of them.
    pub passphrase: bool,
    /// Whether the homes keep searchable copies of the indexes.
    pub home_index: bool,
    /// The settings on the drives are taken without a question.
    pub accept_settings: bool,
}

/// A list of vaults, as it was given.
#[derive(Debug, Clone)]
pub struct ListGiven {
    /// The list.
    pub path: PathBuf,
    /// Its SHA-256 from paper; without it a person is asked for a part of that.
    pub check: Option<Digest>,
}
