//! What stands in a place, before anything there is proven: a drive, and folders of vaults.

use std::path::Path;

use crate::formats::drive::{self, Drive};
use crate::formats::label::{Label, Slot};
use crate::powers::medium::{self, MediumPath, Storage, StorageProblem};
use crate::words::ids::{DriveId, VaultId};
use crate::words::limits::{DRIVE_BYTES_MAX, LABEL_BYTES_MAX};

use crate::things::files::{self, FileProblem};
use crate::things::slots;
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

/// What the vault's folder is called on this drive, where somebody gave it another name: by a label in it, which nobody
/// vouches for. It lets nothing count: it only says what a person is to put right.
pub fn renamed_folder(path: &Path, drive: DriveId, vault: VaultId) -> Option<String> {
    let storage = medium::open_native(path).ok()?;
    let (there, named) = look(&storage).ok()??;
    if there != drive || named.contains(&vault.folder()) {
        return None;
    }
    // Whoever renamed it may have given it a name that no path of ours can have.
    let entries = std::fs::read_dir(path).ok()?.take(ENTRIES_MAX).flatten();
    let folders = entries.filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir()));
    let mut ours = folders.filter(|entry| holds_label(&entry.path(), drive, vault));
    ours.next().map(|entry| entry.file_name().to_string_lossy().into_owned())
}

/// So many names at a drive's root are looked at.
const ENTRIES_MAX: usize = 1_000;

fn holds_label(folder: &Path, drive: DriveId, vault: VaultId) -> bool {
    let Ok(storage) = medium::open_native(folder) else { return false };
    let says = |slot: &Slot| {
        let path = MediumPath::parse(&slots::name_of::<Label>(*slot)).ok()?;
        let bytes = files::read_bounded(&storage, &path, LABEL_BYTES_MAX).ok()??;
        Label::read(&bytes).ok()
    };
    let ours = |label: Label| label.vault == vault && label.drive == drive;
    Slot::BOTH.iter().any(|slot| says(slot).is_some_and(ours))
}

/// Something stands there under the name of this vault's folder.
pub fn ours_by_name(vault: &Vault, path: &Path) -> bool {
    path.join(vault.id.folder()).symlink_metadata().is_ok()
}
