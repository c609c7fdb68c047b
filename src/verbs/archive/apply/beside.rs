//! The other drives of a run, which get a bundle's volumes while the first does. What stands there is no copy before
//! [`copying`](crate::verbs::copying) has made one of it, and what is not made one is erased, whatever ends the run.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::powers::medium::{MediumPath, Storage};
use crate::things::bundle::Place;
use crate::things::bundle::begun::Begun;
use crate::things::bundle::fixity::Fixity;
use crate::things::bundle::replicate::VolumesThere;
use crate::things::bundle::write;
use crate::things::destruction::unfinished;
use crate::things::device;
use crate::verbs::session::Session;
use crate::words::ids::{BundleId, MediumId};

/// The bundle's folders on the other drives.
#[derive(Default)]
pub(in crate::verbs) struct Beside {
    begun: BTreeMap<MediumId, OnDrive>,
}

struct OnDrive {
    storage: Arc<dyn Storage>,
    folder: MediumPath,
    parity: bool,
    begun: Begun,
    /// Its volumes, read back.
    read: Option<Fixity>,
}

impl Beside {
    /// Makes the bundle's folder on each of the others that is known to be another device: on one and the same, two
    /// would only be in each other's way. A drive that does not take it is told when its copy is made.
    pub(super) fn begin(
        session: &Session<'_, '_>,
        bundle: BundleId,
        first: MediumId,
        others: &[MediumId],
    ) -> Beside {
        let mut beside = Beside::default();
        let Some(first) = session.contacts.get(first) else { return beside };
        let mut taken = vec![first.storage.describe().devices];
        for contact in others.iter().filter_map(|other| session.contacts.get(*other)) {
            let devices = contact.storage.describe().devices;
            if !taken.iter().all(|other| device::are_two(other, &devices)) {
                continue;
            }
            let storage = Arc::clone(&contact.storage);
            let parity = session.vault.config.has_parity_on(&contact.name);
            let Ok(folder) = contact.bundle_folder(bundle) else { continue };
            let Ok(begun) = Begun::make(&*storage, &folder) else { continue };
            beside.begun.insert(
                contact.label.medium,
                OnDrive { storage, folder, parity, begun, read: None },
            );
            taken.push(devices);
        }
        beside
    }

    /// The folders, in a fixed order.
    pub(super) fn places(&self) -> Vec<write::Beside<'_>> {
        self.begun.values().map(OnDrive::place).collect()
    }

    /// Keeps what was read back of each, in the order of [`Beside::places`].
    pub(super) fn keep(&mut self, read: Vec<Option<Fixity>>) {
        self.begun.values_mut().zip(read).for_each(|(on, read)| on.read = read);
    }

    /// What stands on a drive, for whoever makes it a copy. Where not all volumes do, what does is erased.
    pub(super) fn take(&mut self, drive: MediumId) -> Option<VolumesThere> {
        let mut on = self.begun.remove(&drive)?;
        match on.read.take() {
            Some(read) => Some(VolumesThere { begun: on.begun, read }),
            None => {
                on.erase();
                None
            }
        }
    }
}

impl OnDrive {
    fn place(&self) -> write::Beside<'_> {
        let place = Place { storage: &*self.storage, folder: &self.folder };
        write::Beside { place, parity: self.parity }
    }

    /// Where that fails too, the next run finds it unfinished.
    fn erase(self) {
        let _ = unfinished::erase(&*self.storage, self.begun.into());
    }
}

impl Drop for Beside {
    fn drop(&mut self) {
        std::mem::take(&mut self.begun).into_values().for_each(OnDrive::erase);
    }
}
