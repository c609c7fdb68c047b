//! What lies below a vault's folder on a drive, by its name.

use crate::powers::medium::{MediumPath, StorageProblem};
use crate::words::ids::VaultId;

/// The bundles' folders, one each.
pub const BUNDLES: &str = "bundles";
pub const RESERVE: &str = "reserve.bin";
pub const ALLOWED_SIGNERS: &str = "allowed_signers";
pub const SPEC: &str = "spec";
pub const STATEMENTS: &str = "statements";

pub fn vault_folder(vault: VaultId) -> Result<MediumPath, StorageProblem> {
    Ok(MediumPath::parse(&vault.folder())?)
}
