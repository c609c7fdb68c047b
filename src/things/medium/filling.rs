//! Files that fill a drive to its last byte, so that nothing of what was destroyed stays in its free space: where they
//! stand, and how they go. They are no part of a vault: what a run that was cut off has left of them goes at the next
//! one, before that one needs the room.

use crate::powers::medium::{Kind, MediumPath, Storage, StorageProblem};

use super::contact::Contact;

/// The folder of these files in the vault's own.
pub(crate) const FILLING: &str = "filling";

impl Contact {
    /// Where the files that fill this drive stand.
    pub(crate) fn filling(&self) -> Result<MediumPath, StorageProblem> {
        Ok(self.folder.join(FILLING)?)
    }

    /// Removes what a run that was cut off has left.
    pub(crate) fn clear_filling(&self) -> Result<(), StorageProblem> {
        clear(&*self.storage, &self.filling()?)
    }
}

/// The name of a file that fills a drive.
pub(crate) fn name_of(number: u32) -> String {
    format!("{number:08}.bin")
}

/// Removes all files with such a name, and their folder where nothing else is in it; looks whether they are gone.
pub(crate) fn clear(storage: &dyn Storage, folder: &MediumPath) -> Result<(), StorageProblem> {
    let stands = |folder| storage.facts(folder).map(|facts| facts.map(|facts| facts.kind));
    if stands(folder)? != Some(Kind::Folder) {
        return Ok(());
    }
    let mut others = false;
    for entry in storage.list(folder)?.entries {
        match entry.facts.kind == Kind::File && is_ours(&entry.name) {
            true => storage.remove_file(&folder.join(&entry.name)?)?,
            false => others = true,
        }
    }
    storage.sync_folder(folder)?;
    if !others {
        storage.remove_folder(folder)?;
        if let Some(parent) = folder.parent() {
            storage.sync_folder(&parent)?;
        }
    }
    Ok(())
}

/// Whether it is the name of such a file.
pub(crate) fn is_ours(name: &str) -> bool {
    name.strip_suffix(".bin").is_some_and(|number| {
        number.len() == 8 && number.bytes().all(|digit| digit.is_ascii_digit())
    })
}
