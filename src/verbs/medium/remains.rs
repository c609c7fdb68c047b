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
    /// How many more have a name that the format does not have.
    pub names_foreign: usize,
    /// The names below `bundles`: copies that could not be destroyed, or what is not kluis's own.
    pub bundles: Vec<String>,
    pub bundles_foreign: usize,
    /// How many other vaults are on the drive.
    pub other_vaults: usize,
}

/// Looks. None where the drive can't be read any more.
pub(super) fn look_for(contact: &Contact) -> Option<Remains> {
    let look_into = |path: &MediumPath| -> Result<(Vec<String>, usize), StorageProblem> {
        let Listing { entries, foreign, .. } = contact.storage.list(path)?;
        let shown = entries.into_iter().map(|entry| match entry.facts.kind {
            Kind::Folder => format!("{}/", entry.name),
            _ => entry.name,
        });
        let mut names: Vec<String> = shown.collect();
        names.sort();
        Ok((names, foreign))
    };
    let ours = contact.folder.as_str().to_owned();
    let found = look(&*contact.storage).ok()??.1;
    let (names, names_foreign) = look_into(&contact.folder).ok()?;
    let (bundles, bundles_foreign) = look_into(&contact.folder.join(BUNDLES).ok()?).ok()?;
    Some(Remains {
        names,
        names_foreign,
        bundles,
        bundles_foreign,
        other_vaults: found.iter().filter(|name| **name != ours).count(),
        folder: ours,
    })
}
