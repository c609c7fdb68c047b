//! The vaults that lie on the drives that were named, by their own account or by a list.

use std::collections::{BTreeMap, BTreeSet};
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
    let mut on: BTreeMap<&str, BTreeSet<&PathBuf>> = BTreeMap::new();
    for (path, there) in &folders {
        on.entry(&there.name).or_default().insert(path);
    }
    let mut ids: BTreeSet<VaultId> =
        folders.iter().flat_map(|(_, there)| there.ids.iter().copied()).collect();
    ids.extend(listed.iter().map(|one| one.vault).filter(|id| on.contains_key(&*id.folder())));
    let drives_of = |vault: VaultId| {
        let on = on.get(&*vault.folder()).into_iter().flatten();
        (vault, on.map(|path| PathBuf::clone(path)).collect())
    };
    let known: BTreeSet<String> = ids.iter().map(VaultId::folder).collect();
    let vaults = ids.into_iter().map(drives_of).collect();
    let nameless = folders.into_iter().filter(|(_, there)| !known.contains(&there.name));
    let nameless = nameless.map(|(path, there)| (path, there.name)).collect();
    Ok(Found { vaults, nameless, broken })
}
