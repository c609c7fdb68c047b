//! What stands in a place, before anything there is proven: a drive, and folders of vaults.

use std::path::Path;

use crate::formats::drive::{self, Drive};
use crate::powers::medium::{self, MediumPath, Storage, StorageProblem};
use crate::words::ids::DriveId;
use crate::words::limits::DRIVE_BYTES_MAX;

use crate::things::files::{self, FileProblem};
use crate::things::vault::Vault;

/// Looks at a place without any vault: the drive's id and the vault folders there.
pub fn look(storage: &dyn Storage) -> Result<Option<(DriveId, Vec<String>)>, FileProblem> {
    let path = MediumPath::parse(drive::NAME).map_err(StorageProblem::from)?;
    let bytes = match files::read_bounded(storage, &path, DRIVE_BYTES_MAX) {
        Ok(Some(bytes)) => bytes,
        // A larger one was never written so.
        Ok(None) | Err(FileProblem::TooLarge { .. }) => return Ok(None),
        Err(problem) => return Err(problem),
    };
    let Ok(drive) = Drive::read(&bytes) else { return Ok(None) };
    Ok(Some((drive.drive, vault_folders(storage)?)))
}

/// The drive that a place says it is; nobody vouches for that.
pub fn drive_at(path: &Path) -> Option<DriveId> {
    let storage = medium::open_native(path).ok()?;
    look(&storage).ok()?.map(|(drive, _)| drive)
}

/// The names of all vaults' folders on a drive.
pub fn vault_folders(storage: &dyn Storage) -> Result<Vec<String>, StorageProblem> {
    let listing = storage.list(&MediumPath::root())?;
    Ok(listing
        .entries
        .into_iter()
        .filter(|entry| entry.facts.kind == medium::Kind::Folder)
        .map(|entry| entry.name)
        .filter(|name| name.strip_prefix("kluis-").is_some_and(|hex| hex.len() == 8))
        .collect())
}

/// Something stands there under the name of this vault's folder.
pub fn ours_by_name(vault: &Vault, path: &Path) -> bool {
    path.join(vault.id.folder()).symlink_metadata().is_ok()
}
