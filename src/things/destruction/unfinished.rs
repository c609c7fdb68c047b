//! Folders that a run left without a seal: erased, keys first, and only where every sealed bundle beside them
//! is whole, since a broken file system can make a sealed bundle look unfinished.

use std::io::Write;

use crate::powers::medium::{Act, Kind, MediumPath, Storage, StorageProblem};
use crate::things::bundle::{KEY, KEY_COPY, SEAL, SEAL_SIGNATURE};
use crate::things::ledger::state::State;
use crate::words::ids::BundleId;
use crate::words::limits::KEY_FILE_BYTES;

/// A folder named like a bundle that carries no seal and that the ledger does not know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unfinished {
    pub bundle: BundleId,
    /// Whether a key had been written there.
    pub key_written: bool,
}

/// Finds unfinished folders. One with a seal or a signature is never among them, nor one that the ledger names.
pub fn find(
    storage: &dyn Storage,
    bundles: &MediumPath,
    state: &State,
) -> Result<Vec<Unfinished>, StorageProblem> {
    let mut found = Vec::new();
    for entry in storage.list(bundles)?.entries {
        let Ok(bundle) = entry.name.parse::<BundleId>() else { continue };
        if entry.facts.kind != Kind::Folder || state.bundles.contains_key(&bundle) {
            continue;
        }
        let listing = storage.list(&bundles.join(&entry.name)?)?;
        let there = |name: &str| listing.get(name).is_some();
        if there(SEAL) && there(SEAL_SIGNATURE) {
            continue;
        }
        found.push(Unfinished { bundle, key_written: there(KEY) || there(KEY_COPY) });
    }
    Ok(found)
}

/// Erases an unfinished folder: keys overwritten first, then every plain file removed. What is no plain file is
/// left, and the folder with it.
pub fn erase(
    storage: &dyn Storage,
    bundles: &MediumPath,
    unfinished: Unfinished,
) -> Result<(), StorageProblem> {
    let folder = bundles.join(&unfinished.bundle.to_string())?;
    for name in [KEY, KEY_COPY] {
        let path = folder.join(name)?;
        if let Some(facts) = storage.facts(&path)? {
            let mut file = storage.open_for_overwrite(&path)?;
            file.write_all(&vec![0; facts.bytes.min(KEY_FILE_BYTES) as usize])
                .map_err(|source| StorageProblem::of(Act::Write, path.as_str(), source))?;
            file.sync().map_err(|source| StorageProblem::of(Act::Sync, path.as_str(), source))?;
        }
    }
    let mut emptied = true;
    for entry in storage.list(&folder)?.entries {
        if entry.facts.kind == Kind::File && entry.facts.same_device {
            storage.remove_file(&folder.join(&entry.name)?)?;
        } else {
            emptied = false;
        }
    }
    storage.sync_folder(&folder)?;
    if emptied {
        storage.remove_folder(&folder)?;
        storage.sync_folder(bundles)?;
    }
    Ok(())
}
