//! The vaults that a drive says it holds, for somebody who has none of their ids at hand. Nobody vouches for one: which
//! of them are ours, a paper has to say.

use std::path::Path;

use crate::powers::medium::{MediumPath, Storage, StorageProblem};
use crate::things::ledger;
use crate::things::medium::look;
use crate::words::ids::VaultId;

use super::first_line::ids_in;
use super::unproven::Unproven;

/// A vault's folder on a drive.
pub struct VaultFolder {
    pub name: String,
    /// What its id can be: of a whole ledger one, of a damaged one none.
    pub ids: Vec<VaultId>,
}

/// The folders of vaults on a drive, by name.
pub fn vaults_on(path: &Path, storage: &dyn Storage) -> Result<Vec<VaultFolder>, Unproven> {
    let found = look(storage)
        .map_err(|problem| Unproven::File { path: path.to_path_buf(), problem })?
        .ok_or_else(|| Unproven::NotADrive(path.to_path_buf()))?;
    let (_, mut names) = found;
    names.sort();
    let folder = |name: String| {
        let chains = MediumPath::parse(&name)
            .and_then(|folder| folder.join(ledger::FOLDER))
            .map_err(StorageProblem::from);
        // What can't be read there can't tell its id: a list, or another drive, may.
        let ids = chains.ok().and_then(|chains| ids_in(storage, &chains, &name).ok());
        VaultFolder { ids: ids.unwrap_or_default(), name }
    };
    Ok(names.into_iter().map(folder).collect())
}
