//! Folders that a run left without a seal: erased, keys first, and only where every sealed bundle beside them
//! is whole, since a broken file system can make a sealed bundle look unfinished.

use crate::powers::medium::{Kind, MediumPath, Storage, StorageProblem};
use crate::powers::signer::is_written_whole;
use crate::things::bundle::{KEY, KEY_COPY, SEAL, SEAL_SIGNATURE};
use crate::things::files::{self, FileProblem};
use crate::words::ids::BundleId;
use crate::words::limits::SIGNATURE_BYTES_MAX;

/// A folder named like a bundle that carries no seal that holds, and that the ledger does not place here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unfinished {
    pub bundle: BundleId,
    /// Whether a key had been written there.
    pub key_written: bool,
}

/// Looks into folders that hold no proven seal. One with both a seal and a whole signature is never unfinished: it
/// may be a bundle that was tampered with, and is left for a person to look at. A signature that ends early is one
/// that was being written: the seal was synced before, the bundle was never committed.
pub fn find(
    storage: &dyn Storage,
    bundles: &MediumPath,
    folders: &[BundleId],
) -> Result<Vec<Unfinished>, StorageProblem> {
    let mut found = Vec::new();
    for &bundle in folders {
        let folder = bundles.join(&bundle.to_string())?;
        let listing = match storage.list(&folder) {
            Ok(listing) => listing,
            Err(gone @ StorageProblem::Gone { .. }) => return Err(gone),
            // The file system is damaged there: for a person to look at as well.
            Err(_) => continue,
        };
        let there = |name: &str| listing.get(name).is_some();
        if there(SEAL) && there(SEAL_SIGNATURE) && !is_cut_off(storage, &folder)? {
            continue;
        }
        found.push(Unfinished { bundle, key_written: there(KEY) || there(KEY_COPY) });
    }
    Ok(found)
}

/// Whether the signature was cut off while it was written. What is no plain small file was not written by us.
fn is_cut_off(storage: &dyn Storage, folder: &MediumPath) -> Result<bool, StorageProblem> {
    match files::read_bounded(storage, &folder.join(SEAL_SIGNATURE)?, SIGNATURE_BYTES_MAX) {
        Ok(signature) => Ok(!signature.is_some_and(|bytes| is_written_whole(&bytes))),
        Err(FileProblem::Storage(problem @ StorageProblem::Gone { .. })) => Err(problem),
        Err(_) => Ok(false),
    }
}

/// Erases an unfinished folder: keys overwritten first, then every plain file removed. What is no plain file, or
/// has a name that none of ours can have, is left, and the folder with it.
pub fn erase(
    storage: &dyn Storage,
    bundles: &MediumPath,
    bundle: BundleId,
) -> Result<(), StorageProblem> {
    let folder = bundles.join(&bundle.to_string())?;
    for name in [KEY, KEY_COPY] {
        files::erase(storage, &folder.join(name)?)?;
    }
    let listing = storage.list(&folder)?;
    // On FAT a file of ours may have lost its long name and have a foreign one.
    let mut emptied = listing.foreign == 0;
    for entry in listing.entries {
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
