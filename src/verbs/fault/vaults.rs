//! Why vaults on a drive are not taken for ours.

use std::path::PathBuf;

use super::Fault;
use crate::formats::vault_list::NotAVaultList;

/// Why vaults on a drive are not taken for ours.
#[derive(Debug, thiserror::Error)]
#[error("{self:?}")]
pub enum VaultsFault {
    /// Neither a list nor a person says which vaults are ours.
    Unvouched,
    /// What is blank in a vault's id was not typed as it is on the drive.
    NotTyped,
    /// The file is no list of vaults.
    NotAList(PathBuf, NotAVaultList),
    /// Nobody is there to type the list's check number.
    CheckNeeded(PathBuf),
    /// Each vault has a key of its own, and a sheet for all of them was asked for without one that opens them.
    OfficeKeyUnnamed,
    /// Its check number is another than the paper has.
    NotTheList(PathBuf),
}

impl From<VaultsFault> for Fault {
    fn from(fault: VaultsFault) -> Self {
        Fault::Usage(fault.into())
    }
}
