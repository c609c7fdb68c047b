//! Which drives of a vault lie on one device: folders of one disk, say. What takes the device takes them all, so
//! that their copies count for one. And which lie on the disk of the PC's own files, as the folder does where a drive
//! should be mounted and is not.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::medium::{Contact, MediumProblem};
use super::vault::{Vault, sources};
use crate::powers::medium::{self, Storage};

/// The devices of the home and of the sources, each with the place that was found there first.
pub struct OwnDisks(BTreeMap<u64, PathBuf>);

impl OwnDisks {
    /// Those of a home, and of every source that the vault has sealed from and that is there now.
    pub fn of(vault: &Vault) -> OwnDisks {
        let mut disks = OwnDisks(BTreeMap::new());
        disks.take(vault.home.describe().device, &vault.root);
        let mut places = sources::all(&*vault.home);
        places.sort();
        places.dedup();
        for place in places {
            disks.take(beneath(&place), &place);
        }
        disks
    }

    fn take(&mut self, device: Option<u64>, place: &Path) {
        if let Some(device) = device {
            self.0.entry(device).or_insert_with(|| place.to_path_buf());
        }
    }

    /// What of the PC's own lies on the same device as this storage.
    pub fn beside(&self, storage: &dyn Storage) -> Option<&Path> {
        Some(self.0.get(&storage.describe().device?)?)
    }

    /// Refuses a medium on one of these, unless a person said that it may lie there.
    pub fn refuse(&self, vault: &Vault, contact: &Contact) -> Result<(), MediumProblem> {
        let known = vault.state.media.get(&contact.label.medium);
        match self.beside(&*contact.storage).filter(|_| known.is_none_or(|known| !known.same_disk))
        {
            Some(beside) => {
                let (path, beside) = (contact.path.clone(), beside.to_path_buf());
                Err(MediumProblem::OwnDisk { path, beside, new: false })
            }
            None => Ok(()),
        }
    }
}

/// The device on which a file or folder lies; none where it is not there, or nothing can be said.
pub fn beneath(path: &Path) -> Option<u64> {
    let folder = if path.is_dir() { path } else { path.is_file().then(|| path.parent())?? };
    medium::open_native(folder).ok()?.describe().device
}

/// Takes down which of the drives in contact lie on one device, and which don't.
pub fn remember(vault: &mut Vault, contacts: &[Contact]) {
    let seen = contacts
        .iter()
        .filter_map(|contact| Some((contact.label.medium, contact.storage.describe().device?)));
    let seen: Vec<_> = seen.collect();
    for (at, (one, device)) in seen.iter().enumerate() {
        for (other, beneath) in &seen[at + 1..] {
            vault.memory.seen_both(*one, *other, device == beneath);
        }
    }
    vault.look_for_together();
}

/// The names of the drives that share a device with another: a list a device, each sorted.
pub fn shared(contacts: &[Contact]) -> Vec<Vec<String>> {
    named_together(
        contacts.iter().map(|contact| (contact.storage.describe().device, contact.name.as_str())),
    )
}

/// A drive whose device is not known shares it with none.
fn named_together<'n>(drives: impl Iterator<Item = (Option<u64>, &'n str)>) -> Vec<Vec<String>> {
    let mut devices: BTreeMap<u64, Vec<String>> = BTreeMap::new();
    for (device, name) in drives {
        if let Some(device) = device {
            devices.entry(device).or_default().push(name.to_owned());
        }
    }
    let mut shared: Vec<Vec<String>> =
        devices.into_values().filter(|names| names.len() > 1).collect();
    shared.iter_mut().for_each(|names| names.sort());
    shared.sort();
    shared
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn drives_of_one_device_are_named_together_and_others_not_at_all() {
        let drives = [(Some(7), "C"), (Some(1), "D"), (None, "X"), (Some(7), "A"), (None, "Y")];
        assert_eq!(named_together(drives.into_iter()), [["A", "C"]]);
        assert!(named_together(drives[1..4].iter().copied()).is_empty());
    }
}
