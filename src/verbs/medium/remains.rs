//! What is still there on a drive whose copies were destroyed: looked for, not remembered.

use serde::Serialize;

use crate::powers::medium::{Kind, Listing, MediumPath, StorageProblem};
use crate::things::medium::{BUNDLES, Contact, look};

/// What a drive holds after `retire --erase`.
#[derive(Debug, Serialize)]
pub struct Remains {
    /// The vault's folder on it.
    pub folder: String,
    /// The names in that folder.
    pub names: Vec<String>,
    /// The names below `bundles`: copies that could not be destroyed, or what is not kluis's own.
    pub bundles: Vec<String>,
    /// How many other vaults are on the drive.
    pub other_vaults: usize,
}

/// Looks. None where the drive can't be read any more.
pub(super) fn look_for(contact: &Contact) -> Option<Remains> {
    let names = |path: &MediumPath| -> Result<Vec<String>, StorageProblem> {
        let Listing { entries, foreign, .. } = contact.storage.list(path)?;
        let shown = entries.into_iter().map(|entry| match entry.facts.kind {
            Kind::Folder => format!("{}/", entry.name),
            _ => entry.name,
        });
        let mut names: Vec<String> = shown.collect();
        names.extend((0..foreign).map(|_| "a name that is not the format's".to_owned()));
        names.sort();
        Ok(names)
    };
    let ours = contact.folder.as_str().to_owned();
    let found = look(&*contact.storage).ok()??.1;
    Some(Remains {
        names: names(&contact.folder).ok()?,
        bundles: names(&contact.folder.join(BUNDLES).ok()?).ok()?,
        other_vaults: found.iter().filter(|name| **name != ours).count(),
        folder: ours,
    })
}
