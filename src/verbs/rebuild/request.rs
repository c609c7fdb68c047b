//! What a rebuild is asked for.

use std::path::PathBuf;

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
