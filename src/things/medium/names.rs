//! What lies below a vault's folder on a drive, by its name.

use crate::powers::medium::{MediumPath, StorageProblem};
use crate::words::ids::VaultId;

/// The bundles' folders, one each.
pub const BUNDLES: &str = "bundles";
/// Room that is given up when the drive is full.
pub const RESERVE: &str = "reserve.bin";
/// The signers' public keys, for strangers.
pub const ALLOWED_SIGNERS: &str = "allowed_signers";
/// The format and the reader.
pub const SPEC: &str = "spec";
pub(crate) use crate::things::vault::STATEMENTS;

pub fn vault_folder(vault: VaultId) -> Result<MediumPath, StorageProblem> {
    Ok(MediumPath::parse(&vault.folder())?)
}
