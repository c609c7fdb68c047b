//! A drive whose `kluis-drive.json` is missing or damaged: what a vault's signed label says of it, and the file
//! written anew.
//!
//! The file is not signed, so that whoever could change it could as well have written it whole; nothing is believed
//! here that contact would not believe. A file that can be read and names another drive is no damage: then the folder
//! may have been copied from there.

use std::io::Read;
use std::path::Path;
use std::sync::Arc;

use crate::formats::drive::{self, Drive};
use crate::powers::medium::{Act, MediumPath, Storage, StorageProblem};
use crate::things::files;
use crate::things::vault::Vault;
use crate::words::ids::DriveId;
use crate::words::limits::DRIVE_BYTES_MAX;

use super::label::{Labels, read_label};
use super::look::ours_by_name;
use super::{Accept, Contact, MediumProblem, look, vault_folder};

/// The drive's id by this vault's label there, if its signature holds under the ledger's signers and the ledger does
/// not say otherwise.
pub fn drive_by_label(vault: &Vault, storage: &dyn Storage, path: &Path) -> Option<DriveId> {
    let folder = vault_folder(vault.id).ok()?;
    let Ok(Labels::Hold(read)) = read_label(vault, storage, &folder, path) else { return None };
    let label = read.label;
    let known = vault.state.media.get(&label.medium);
    known.is_none_or(|known| known.drive == label.drive).then_some(label.drive)
}

/// How many bits of an id damage may have turned over. Two drives' ids are random: they never come so close.
const BITS_MAX: u32 = 8;

/// Whether the id in a drive's file is the one that the label names, but for some bits.
pub(super) fn is_damaged(found: DriveId, named: DriveId) -> bool {
    let bits = found.0.iter().zip(named.0).map(|(found, named)| (found ^ named).count_ones());
    (1..=BITS_MAX).contains(&bits.sum())
}

/// Why a place without a drive's file is no drive of this vault.
pub(super) fn unread(vault: &Vault, storage: &dyn Storage, path: &Path) -> MediumProblem {
    match ours_by_name(vault, path) {
        true => {
            let by_label = drive_by_label(vault, storage, path).is_some();
            MediumProblem::NotWhole { path: path.into(), by_label }
        }
        false => MediumProblem::NotADrive(path.into()),
    }
}

impl Contact {
    /// Opens a medium whose drive's file can't be read, by its label alone: for `repair`, which writes that file.
    pub fn open_by_label(
        vault: &mut Vault,
        path: &Path,
        storage: Arc<dyn Storage>,
    ) -> Result<Contact, MediumProblem> {
        let file = |problem| MediumProblem::File { path: path.into(), problem };
        let named = drive_by_label(vault, &*storage, path);
        if let Some((found, _)) = look(&*storage).map_err(file)?
            && !named.is_some_and(|named| is_damaged(found, named))
        {
            return Contact::open_storage(vault, path, storage, Accept::ToMend);
        }
        match named {
            Some(drive) => Contact::open_drive(vault, path, storage, Accept::ToMend, drive),
            None => Err(unread(vault, &*storage, path)),
        }
    }

    /// Writes the drive's file as the label names the drive, over what is there, and reads it back.
    pub fn write_drive_file(&self) -> Result<(), StorageProblem> {
        let path = MediumPath::parse(drive::NAME)?;
        let bytes = Drive::new(self.label.drive).to_bytes();
        files::write_over(&*self.storage, &path, &bytes)?;
        self.storage.sync_folder(&MediumPath::root())?;
        let problem = |source| StorageProblem::of(Act::ReadBack, drive::NAME, source);
        let (reader, _) = self.storage.read_back(&path)?;
        let mut found = Vec::new();
        reader.take(DRIVE_BYTES_MAX).read_to_end(&mut found).map_err(problem)?;
        match found == bytes {
            true => Ok(()),
            false => Err(problem(files::OwnCause::ReadsOtherwise.into())),
        }
    }
}
