//! The home's outbox: sealed bundles that wait, encrypted as on a drive, until enough copies of them are verified,
//! so that two drives never need to be plugged in together.
//!
//! It is neither a medium nor a copy: no ledger entry speaks of it, and nothing counts for being there.

use std::collections::BTreeMap;

use crate::formats::seal::Seal;
use crate::powers::asker::Watcher;
use crate::powers::medium::{Kind, MediumPath, StorageProblem};
use crate::things::bundle::proof::Verified;
use crate::things::bundle::replicate::{CopyProblem, replicate};
use crate::things::bundle::{KEY, KEY_COPY, Place, SEAL, SEAL_SIGNATURE};
use crate::things::files;
use crate::things::ledger::state::{BundleState, Proven, Standing};
use crate::things::vault::Vault;
use crate::words::ids::BundleId;

/// The folder in a home.
pub const OUTBOX: &str = "outbox";

/// The folder of a bundle that waits.
pub fn folder_of(bundle: BundleId) -> Result<MediumPath, StorageProblem> {
    Ok(MediumPath::parse(OUTBOX)?.join(&bundle.to_string())?)
}

/// The bundles that wait, and how many bytes each takes.
pub fn waiting(vault: &Vault) -> Result<BTreeMap<BundleId, u64>, StorageProblem> {
    let mut waiting = BTreeMap::new();
    for (bundle, bytes, sealed) in folders(vault)? {
        if sealed {
            waiting.insert(bundle, bytes);
        }
    }
    Ok(waiting)
}

/// Every folder there, its bytes, and whether its last files are there.
fn folders(vault: &Vault) -> Result<Vec<(BundleId, u64, bool)>, StorageProblem> {
    let outbox = MediumPath::parse(OUTBOX)?;
    if vault.home.facts(&outbox)?.is_none() {
        return Ok(vec![]);
    }
    let mut found = Vec::new();
    for entry in vault.home.list(&outbox)?.entries {
        let Ok(bundle) = entry.name.parse::<BundleId>() else { continue };
        if entry.facts.kind != Kind::Folder {
            continue;
        }
        let files = match vault.home.list(&outbox.join(&entry.name)?) {
            // Another run has taken it away since.
            Err(StorageProblem::Absent { .. }) => continue,
            files => files?,
        };
        let bytes = files.entries.iter().map(|file| file.facts.bytes).sum();
        found.push((
            bundle,
            bytes,
            [SEAL, SEAL_SIGNATURE].iter().all(|name| files.get(name).is_some()),
        ));
    }
    Ok(found)
}

/// Puts a bundle into the outbox, in the order in which it is written to a drive. False where it would take more
/// room than the settings give.
pub fn put(
    vault: &Vault,
    seal: &Verified<Seal>,
    from: Place<'_>,
    key_file: Option<&[u8]>,
    watcher: &dyn Watcher,
) -> Result<bool, CopyProblem> {
    let used: u64 = folders(vault)?.iter().map(|(_, bytes, _)| bytes).sum();
    let needed: u64 = seal.files.iter().map(|file| file.bytes).sum();
    let room = vault.config.outbox_bytes.saturating_sub(used);
    if needed > room || vault.home.free_bytes()? < needed.saturating_mul(2) {
        return Ok(false);
    }
    vault.home.make_folders(&MediumPath::parse(OUTBOX).map_err(StorageProblem::from)?)?;
    let folder = folder_of(seal.bundle)?;
    let to = Place { storage: &*vault.home, folder: &folder };
    // What waits for a drive gets its parity there.
    let put = replicate(seal, from, to, None, key_file, false, watcher);
    if put.is_err() {
        // What is left is found and removed by the next run.
        let _ = remove(vault, seal.bundle);
    }
    put.map(|_| true).map_err(|failed| failed.problem)
}

/// Removes a bundle from the outbox: each file is overwritten, its keys first.
pub fn remove(vault: &Vault, bundle: BundleId) -> Result<(), StorageProblem> {
    let (home, folder) = (&*vault.home, folder_of(bundle)?);
    if home.facts(&folder)?.is_none() {
        return Ok(());
    }
    for name in [KEY, KEY_COPY] {
        files::erase(home, &folder.join(name)?)?;
    }
    for entry in home.list(&folder)?.entries {
        if entry.facts.kind == Kind::File && entry.facts.links == 1 {
            files::erase(home, &folder.join(&entry.name)?)?;
        }
    }
    files::remove_folder(home, &folder)
}

/// Removes what need not wait any more: bundles of which enough copies are verified, what a run that was cut off has
/// left, and what goes with a destruction where `may_go` says that it may. A bundle that no entry which counts speaks
/// of stays: somebody may vouch for it yet.
pub fn clear(vault: &Vault, may_go: &dyn Fn(BundleId) -> bool) -> Result<(), StorageProblem> {
    for (bundle, _, sealed) in folders(vault)? {
        let known = vault.state.bundles.get(&bundle).map(BundleState::standing);
        let goes = match known {
            _ if !sealed => true,
            None => false,
            Some(Standing::Kept) => vault.has_copies(bundle, Proven::ReadBack),
            Some(Standing::PartlyDestroyed | Standing::Destroyed) => may_go(bundle),
        };
        if goes {
            remove(vault, bundle)?;
        }
    }
    Ok(())
}
