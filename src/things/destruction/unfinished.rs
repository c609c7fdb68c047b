//! Folders that a run left without a seal: erased, keys first, and only where every sealed bundle beside them
//! is whole, since a broken file system can make a sealed bundle look unfinished.

use crate::powers::medium::{MediumPath, Storage, StorageProblem};
use crate::powers::signer::is_written_whole;
use crate::things::bundle::begun::Begun;
use crate::things::bundle::{KEY, KEY_COPY, SEAL, SEAL_SIGNATURE};
use crate::things::files::{self, FileProblem};
use crate::words::ids::BundleId;
use crate::words::limits::SIGNATURE_BYTES_MAX;

/// Proof that a folder holds no bundle that anybody committed: [`look`] saw it, or this run began it itself.
#[derive(Debug)]
pub struct Unfinished {
    folder: MediumPath,
}

impl From<Begun> for Unfinished {
    fn from(begun: Begun) -> Self {
        Unfinished { folder: begun.into_folder() }
    }
}

/// Looks into a folder named like a bundle that holds no proven seal, and that the ledger does not place here. One with
/// both a seal and a whole signature is never unfinished: it may be a bundle that was tampered with, and is left for a
/// person to look at. A signature that ends early is one that was being written: the seal was synced before, the bundle
/// was never committed.
pub fn look(
    storage: &dyn Storage,
    bundles: &MediumPath,
    bundle: BundleId,
) -> Result<Option<Unfinished>, StorageProblem> {
    let folder = bundles.join(&bundle.to_string())?;
    let listing = match storage.list(&folder) {
        Ok(listing) => listing,
        Err(gone @ StorageProblem::Gone { .. }) => return Err(gone),
        // The file system is damaged there: for a person to look at as well.
        Err(_) => return Ok(None),
    };
    let there = |name: &str| listing.get(name).is_some();
    let sealed = there(SEAL) && there(SEAL_SIGNATURE) && !is_cut_off(storage, &folder)?;
    Ok((!sealed).then_some(Unfinished { folder }))
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
/// has a name that none of ours can have, is left, and the folder with it. Gives whether a key had been written there.
pub fn erase(storage: &dyn Storage, unfinished: Unfinished) -> Result<bool, StorageProblem> {
    let folder = unfinished.folder;
    let mut key_written = false;
    for name in [KEY, KEY_COPY] {
        let path = folder.join(name)?;
        key_written |= storage.facts(&path)?.is_some();
        files::erase(storage, &path)?;
    }
    files::remove_folder(storage, &folder)?;
    Ok(key_written)
}
