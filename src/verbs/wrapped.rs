//! A bundle's wrapped keys on the drives that are here, and in the outbox: found by what the seal says of them. One
//! that is not what was wrapped is told, and the next place is asked.

use crate::formats::entry::Role;
use crate::powers::medium::StorageProblem;
use crate::things::bundle::fixity::FileFault;
use crate::things::bundle::{KEY, KEY_COPY, Place};
use crate::things::files::{self, FileProblem};
use crate::things::ledger::state::BundleState;
use crate::things::medium::{Accept, Contact};
use crate::things::outbox;
use crate::words::digest::Digest;
use crate::words::ids::{BundleId, MediumId};
use crate::words::limits::KEY_FILE_BYTES;

use super::fault::{Fault, at_home};
use super::session::{Broken, Session};

/// What was found of a bundle's keys.
pub struct Wrapped {
    /// The file, where one is here whose bytes are those that were wrapped.
    pub bytes: Option<Vec<u8>>,
    /// The drives whose file is not what was wrapped, as far as they were asked.
    damaged: Vec<(MediumId, Fault)>,
}

impl Wrapped {
    /// Whether no file is here although a drive with the keys is: its files are damaged.
    pub fn is_damaged(&self) -> bool {
        self.bytes.is_none() && !self.damaged.is_empty()
    }

    /// Doubts the drives whose files are damaged, and tells each of them once.
    pub fn tell(&mut self, session: &mut Session<'_, '_>, broken: &mut Vec<Broken>) {
        for (medium, fault) in self.damaged.drain(..) {
            session.doubt(medium);
            let label = Some(session.label(medium));
            if broken.iter().all(|drive| drive.label != label) {
                broken.push(Broken { label, fault });
            }
        }
    }
}

/// Looks for a bundle's wrapped key in any place that is here. No copy is to bring back an older file than the newest,
/// and only the disposer puts one on record that was wrapped anew: without the disposer's key none is found then.
pub fn find(session: &Session<'_, '_>, bundle: BundleId) -> Result<Wrapped, Fault> {
    let mut found = Wrapped { bytes: None, damaged: Vec::new() };
    let Some(known) = session.vault.state.bundles.get(&bundle) else { return Ok(found) };
    let (generation, due) = known.newest_key_file();
    if generation > 1 && session.wraps.is_none() {
        return Ok(found);
    }
    for holder in session.contacts.iter().filter(|contact| contact.has_role(Role::Keys)) {
        let folder = holder.bundle_folder(bundle).map_err(Fault::on(&holder.name))?;
        let (bytes, faults) = read(Place { storage: &*holder.storage, folder: &folder }, due);
        if is_on(known, holder)
            && let Some((file, fault)) = faults.into_iter().next()
            && session.still_there(holder.label.medium).is_ok()
        {
            let label = holder.name.clone();
            let fault = Fault::Damaged { label, bundle, file, fault };
            found.damaged.push((holder.label.medium, fault));
        }
        if bytes.is_some() {
            found.bytes = bytes;
            return Ok(found);
        }
    }
    let folder = outbox::folder_of(bundle).map_err(at_home)?;
    found.bytes = read(Place { storage: &*session.vault.home, folder: &folder }, due).0;
    Ok(found)
}

/// The same, and on drives that are connected and were not named: these are only read, and damaged ones are told.
pub fn find_anywhere(session: &mut Session<'_, '_>, bundle: BundleId) -> Result<Wrapped, Fault> {
    let found = find(session, bundle)?;
    let Some(known) = session.vault.state.bundles.get(&bundle).filter(|_| found.bytes.is_none())
    else {
        return Ok(found);
    };
    let gone = |medium: &&MediumId| known.destroyed_on.contains_key(medium);
    let others: Vec<MediumId> = known.keys_on.keys().filter(|m| !gone(m)).copied().collect();
    let named = session.contacts.ids();
    for medium in others {
        // One that does not hold lends nothing.
        let _ = session.find(medium, Accept::Current);
    }
    let found = find(session, bundle);
    session.contacts.retain(|contact| named.contains(&contact.label.medium));
    found
}

/// The drives with a bundle's keys that are not here, by label.
pub fn holders_away(session: &Session<'_, '_>, known: &BundleState) -> Vec<String> {
    let standing = known.keys_on.keys().filter(|medium| !known.destroyed_on.contains_key(medium));
    let away =
        standing.filter(|medium| !session.contacts.has(**medium) && !session.is_gone(**medium));
    let mut labels: Vec<String> = away.map(|medium| session.label(*medium)).collect();
    labels.sort();
    labels
}

/// The keys of what a drive holds are on no drive that is here.
pub fn keys_absent(session: &Session<'_, '_>) -> Fault {
    let media = session.vault.state.media.iter();
    let fit = media.filter(|(_, known)| known.roles.contains(&Role::Keys) && !known.is_gone());
    let mut labels: Vec<String> = fit.map(|(medium, _)| session.label(*medium)).collect();
    labels.sort();
    Fault::RoleAbsent { role: Role::Keys, named: false, labels }
}

/// Whether the ledger says that the keys stand there.
pub fn is_on(known: &BundleState, contact: &Contact) -> bool {
    let medium = &contact.label.medium;
    known.keys_on.contains_key(medium) && !known.destroyed_on.contains_key(medium)
}

/// The first twin that is what was wrapped, and what is wrong with those before it.
pub fn read(at: Place<'_>, due: Digest) -> (Option<Vec<u8>>, Vec<(String, FileFault)>) {
    let mut faults = Vec::new();
    for name in [KEY, KEY_COPY] {
        match read_one(at, name, due) {
            Ok(bytes) => return (Some(bytes), faults),
            Err(fault) => faults.push((name.to_owned(), fault)),
        }
    }
    (None, faults)
}

/// One twin, if it is what was wrapped; or what is wrong with it.
pub fn read_one(at: Place<'_>, name: &str, due: Digest) -> Result<Vec<u8>, FileFault> {
    let unreadable = |problem: StorageProblem| FileFault::Unreadable(problem);
    let path = at.folder.join(name).map_err(|problem| unreadable(problem.into()))?;
    match files::read_bounded(at.storage, &path, KEY_FILE_BYTES) {
        Ok(Some(bytes)) => match Digest::of(&bytes) {
            found if found == due => Ok(bytes),
            _ if (bytes.len() as u64) < KEY_FILE_BYTES => {
                Err(FileFault::Size { found: bytes.len() as u64 })
            }
            found => Err(FileFault::Bytes { found }),
        },
        Ok(None) => Err(FileFault::Missing),
        Err(FileProblem::TooLarge { bytes, .. }) => Err(FileFault::Size { found: bytes }),
        Err(FileProblem::Storage(problem)) => Err(unreadable(problem)),
    }
}
