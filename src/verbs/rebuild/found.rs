//! The vaults that lie on the drives that were named, by their own account or by a list.

use std::path::PathBuf;

use crate::formats::vault_list::Listed;
use crate::things::first_contact::{VaultFolder, vaults_on};
use crate::things::vault::rebuilding::Open;
use crate::verbs::fault::Fault;
use crate::verbs::session::Broken;
use crate::words::ids::VaultId;

use super::drives::open_all;

/// What lies on the drives.
pub(super) struct Found {
    /// Each vault, and the drives that have its folder.
    pub vaults: Vec<(VaultId, Vec<PathBuf>)>,
    /// Folders whose vault nothing tells.
    pub nameless: Vec<(PathBuf, String)>,
    /// Drives that could not be looked at.
    pub broken: Vec<Broken>,
}

/// Looks for vaults. Of a folder whose ledger is damaged another drive, or the list, may tell the id.
pub(super) fn find(from: &[PathBuf], listed: &[Listed], open: Open<'_>) -> Result<Found, Fault> {
    let (drives, mut broken) = open_all(from, open)?;
    let mut folders: Vec<(PathBuf, VaultFolder)> = Vec::new();
    for (path, storage) in drives {
        match vaults_on(&path, &*storage) {
            Ok(there) => folders.extend(there.into_iter().map(|folder| (path.clone(), folder))),
            Err(problem) => broken.push(Broken { label: None, fault: problem.into() }),
        }
    }
    let mut ids: Vec<VaultId> = folders.iter().flat_map(|(_, there)| there.ids.clone()).collect();
    let named = |vault: &VaultId| folders.iter().any(|(_, there)| there.name == vault.folder());
    ids.extend(listed.iter().map(|one| one.vault).filter(named));
    let mut vaults: Vec<(VaultId, Vec<PathBuf>)> = Vec::new();
    for vault in ids {
        if vaults.iter().any(|(known, _)| *known == vault) {
            continue;
        }
        let name = vault.folder();
        let on = folders.iter().filter(|(_, there)| there.name == name);
        let mut on: Vec<PathBuf> = on.map(|(path, _)| path.clone()).collect();
        on.dedup();
        vaults.push((vault, on));
    }
    let is_known = |name: &str| vaults.iter().any(|(vault, _)| vault.folder() == name);
    let nameless = folders.into_iter().filter(|(_, there)| !is_known(&there.name));
    let nameless = nameless.map(|(path, there)| (path, there.name)).collect();
    Ok(Found { vaults, nameless, broken })
}
