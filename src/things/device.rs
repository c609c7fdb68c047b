//! Which drives of a vault lie on one device: folders of one disk, say. What takes the device takes them all, so
//! that their copies count for one. And which lie on the PC's own disk: the folder of a drive that is not mounted
//! does.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::medium::{Beside, Contact, Contacts, MediumProblem};
use super::vault::{Vault, sources};
use crate::powers::medium::{self, Device, Storage};
use crate::powers::places::ask_all;

/// The devices of the home, of the sources and of the system, each with the place that was found there first.
pub struct OwnDisks(BTreeMap<Device, PathBuf>);

impl OwnDisks {
    /// Those of a home, of every source that the vault has sealed from and that is there now, and of the system: an
    /// unmounted mount point may lie there, whatever file system the home has.
    pub fn of(vault: &Vault) -> OwnDisks {
        let mut disks = OwnDisks(BTreeMap::new());
        disks.take(vault.home.describe().devices, &vault.root);
        let mut places = sources::all(&*vault.home);
        places.sort();
        places.dedup();
        // What does not answer is not known: a drive on the same device would not answer either.
        for (place, devices) in ask_all(places, beneath) {
            disks.take(devices.unwrap_or_default(), &place);
        }
        let system = medium::system_root();
        disks.take(beneath(&system), &system);
        disks
    }

    fn take(&mut self, devices: BTreeSet<Device>, place: &Path) {
        for device in devices.into_iter().filter(is_seen) {
            self.0.entry(device).or_insert_with(|| place.to_path_buf());
        }
    }

    /// What of the PC's own lies on the same device as this storage. A disk that the system doesn't show may be the
    /// PC's own, and memory is the PC's own.
    pub fn beside(&self, storage: &dyn Storage) -> Option<Beside> {
        let devices = storage.describe().devices;
        if devices.contains(&Device::Memory) {
            return Some(Beside::Memory);
        }
        let own = devices.iter().find_map(|device| self.0.get(device)).cloned();
        own.map(Beside::Own).or(devices.contains(&Device::OutOfSight).then_some(Beside::Unseen))
    }

    /// Refuses a medium on one of these, unless a person said that it may lie there.
    pub fn refuse(&self, vault: &Vault, contact: &Contact) -> Result<(), MediumProblem> {
        let known = vault.state.media.get(&contact.label.medium);
        match self.beside(&*contact.storage).filter(|_| known.is_none_or(|known| !known.same_disk))
        {
            Some(beside) => {
                Err(MediumProblem::OwnDisk { path: contact.path.clone(), beside, new: None })
            }
            None => Ok(()),
        }
    }
}

fn is_seen(device: &Device) -> bool {
    *device != Device::OutOfSight
}

/// The devices on which a file or folder lies; none where it is not there, or nothing can be said.
pub fn beneath(path: &Path) -> BTreeSet<Device> {
    let folder = match path.is_dir() {
        true => Some(path),
        false => path.is_file().then(|| path.parent()).flatten(),
    };
    let storage = folder.and_then(|folder| medium::open_native(folder).ok());
    storage.map(|storage| storage.describe().devices).unwrap_or_default()
}

/// Whether two things have a device in common that the system shows.
pub fn share(one: &BTreeSet<Device>, other: &BTreeSet<Device>) -> bool {
    one.intersection(other).any(is_seen)
}

/// Whether two things are known to lie on two devices: what the system doesn't show is no proof of that.
pub fn are_two(one: &BTreeSet<Device>, other: &BTreeSet<Device>) -> bool {
    let known = !one.is_empty() && !other.is_empty();
    known && one.is_disjoint(other) && one.union(other).all(is_seen)
}

/// Takes down which of the drives in contact lie on one device, and which don't.
pub fn remember(vault: &mut Vault, contacts: &Contacts) {
    let seen: Vec<_> = contacts
        .iter()
        .map(|contact| (contact.label.medium, contact.storage.describe().devices))
        .filter(|(_, devices)| !devices.is_empty())
        .collect();
    for (at, (one, devices)) in seen.iter().enumerate() {
        for (other, beneath) in &seen[at + 1..] {
            let together = !devices.is_disjoint(beneath);
            if together || are_two(devices, beneath) {
                vault.memory.seen_both(*one, *other, together);
            }
        }
    }
    vault.look_for_together();
}

/// The names of the drives that share a device with another: a list a device, each sorted.
pub fn shared(contacts: &Contacts) -> Vec<Vec<String>> {
    named_together(
        contacts.iter().map(|contact| (contact.storage.describe().devices, contact.name.as_str())),
    )
}

/// The same, without the lists in which a person said of every drive that it may lie there.
pub fn unmeant(vault: &Vault, contacts: &Contacts) -> Vec<Vec<String>> {
    let meant = |name: &String| {
        let mut named = contacts.iter().filter(|contact| contact.name == *name);
        let known = |at: &Contact| vault.state.media.get(&at.label.medium);
        named.all(|contact| known(contact).is_some_and(|state| state.same_disk))
    };
    shared(contacts).into_iter().filter(|names| !names.iter().all(meant)).collect()
}

/// A drive of which no device is known shares it with none. One that lies on several stands in each list, and each
/// list is named once.
fn named_together<'n>(
    drives: impl Iterator<Item = (BTreeSet<Device>, &'n str)>,
) -> Vec<Vec<String>> {
    let mut devices: BTreeMap<Device, Vec<String>> = BTreeMap::new();
    for (on, name) in drives {
        for device in on {
            devices.entry(device).or_default().push(name.to_owned());
        }
    }
    let mut shared: Vec<Vec<String>> =
        devices.into_values().filter(|names| names.len() > 1).collect();
    shared.iter_mut().for_each(|names| names.sort());
    shared.sort();
    shared.dedup();
    shared
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn drives_of_one_device_are_named_together_and_others_not_at_all() {
        let on = |disks: &[u64]| disks.iter().map(|disk| Device::Disk(*disk)).collect();
        let drives = [(on(&[7]), "C"), (on(&[1]), "D"), (on(&[]), "X"), (on(&[7]), "A")];
        assert_eq!(named_together(drives.iter().cloned()), [["A", "C"]]);
        assert!(named_together(drives[1..].iter().cloned()).is_empty());
        // An array over two disks, and a folder on one of them.
        let drives = [(on(&[3, 4]), "Array"), (on(&[4]), "Folder"), (on(&[3, 4]), "Other")];
        let shared = named_together(drives.into_iter());
        assert_eq!(shared, [vec!["Array", "Folder", "Other"], vec!["Array", "Other"]]);
    }
}
