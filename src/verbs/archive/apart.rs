//! Sources and drives lie apart: not one in the other, and not on one device, or what takes the PC's files takes their
//! copies too.

use std::path::{Path, PathBuf};

use crate::powers::places::holding;
use crate::powers::real_path;
use crate::powers::sources::{Roots, is_our_folder};
use crate::things::device;
use crate::things::medium::{Beside, MediumProblem};
use crate::verbs::fault::Usage;
use crate::verbs::session::Session;

/// Refuses sources in the home, or in a drive or home of whichever vault. Gives the folders that are not walked into.
pub fn refuse_ours(session: &Session<'_, '_>, roots: &Roots) -> Result<Vec<PathBuf>, Usage> {
    let home = real_path::of(&session.vault.root).unwrap_or_else(|_| session.vault.root.clone());
    let mut ours = vec![home];
    ours.extend(session.contacts.iter().map(|contact| contact.path.join(contact.folder.as_str())));
    let within = |path: &Path| path.ancestors().any(is_our_folder);
    let is_ours = |path: &Path| ours.iter().any(|own| path.starts_with(own)) || within(path);
    match roots.paths().find(|path| is_ours(path)) {
        Some(path) => Err(Usage::SourceIsOurs(path.to_path_buf())),
        None => Ok(ours),
    }
}

/// Refuses sources in or around a drive, connected or where one was last; and those on the device of a drive that was
/// not meant to lie there.
pub fn check(session: &Session<'_, '_>, roots: &Roots) -> Result<(), MediumProblem> {
    let vault = &session.vault;
    let folder = vault.id.folder();
    let last = vault.memory.media.values().map(|known| PathBuf::from(&known.path));
    let last = holding(last, &folder);
    let places = session.contacts.iter().map(|contact| &contact.path).chain(&last);
    for place in places {
        let meets = |root: &&Path| root.starts_with(place) || place.starts_with(root);
        if let Some(root) = roots.paths().find(meets) {
            let (path, source_path) = (place.clone(), root.to_path_buf());
            return Err(MediumProblem::AmongSources { path, source_path });
        }
    }
    for root in roots.paths() {
        let devices = device::beneath(root);
        let beside = session.contacts.iter().find(|contact| {
            let known = vault.state.media.get(&contact.label.medium);
            known.is_none_or(|known| !known.same_disk)
                && device::share(&contact.storage.describe().devices, &devices)
        });
        if let Some(contact) = beside {
            let (path, beside) = (contact.path.clone(), Beside::Own(root.to_path_buf()));
            return Err(MediumProblem::OwnDisk { path, beside, new: None });
        }
    }
    Ok(())
}
