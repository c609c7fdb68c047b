//! Bundles on a drive that a replaced key has sealed, and that nobody here knows: whose they are is said by a person.

use std::path::Path;

use crate::formats::entry::{Event, LinesVouched};
use crate::powers::medium::open_native;
use crate::things::medium::{disowned, unvouched_there};
use crate::verbs::fault::{Fault, at_home};
use crate::verbs::session::{Session, at};
use crate::words::ids::BundleId;

/// Who says that bundles are not ours, and why.
#[derive(Debug, Clone)]
pub struct Disowning {
    pub by: String,
    pub reason: String,
}

impl Disowning {
    pub(super) fn texts(&self) -> [(&'static str, &str); 2] {
        [("--by", &self.by), ("--reason", &self.reason)]
    }
}

/// The bundles on a drive that a replaced key sealed, and that no entry here speaks of.
pub(super) fn unvouched_on(session: &Session<'_, '_>, path: &Path) -> Result<Vec<BundleId>, Fault> {
    let storage = open_native(path).map_err(at(path))?;
    unvouched_there(&session.vault, &storage).map_err(at(path))
}

/// The bundles on the drive in contact that a replaced key sealed and no line that counts speaks of, and that nobody
/// here has confirmed to be none of ours.
pub(super) fn not_confirmed(session: &Session<'_, '_>) -> Result<Vec<BundleId>, Fault> {
    let Some(contact) = session.contacts.first() else { return Ok(vec![]) };
    let seals = disowned(&session.vault, &*contact.storage, &session.vault.signing());
    let seals = seals.map_err(|problem| Fault::Storage { label: contact.name.clone(), problem })?;
    let known = |bundle: &BundleId| session.vault.memory.declined.contains(bundle);
    Ok(seals.iter().map(|seal| seal.bundle).filter(|bundle| !known(bundle)).collect())
}

/// Puts on record, once more, that what stands there is not ours: `list` says no more of it. The first word was given
/// before anybody had looked at what it leaves out.
pub(super) fn confirm(
    session: &mut Session<'_, '_>,
    disowning: &Disowning,
) -> Result<Vec<BundleId>, Fault> {
    let bundles = not_confirmed(session)?;
    if !bundles.is_empty() {
        session.vault.memory.decline(bundles.iter().copied());
        disown(session, disowning)?;
    }
    Ok(bundles)
}

/// Puts on record that what stands there and nobody knows is not ours.
pub(super) fn disown(session: &mut Session<'_, '_>, disowning: &Disowning) -> Result<(), Fault> {
    let Some(medium) = session.contacts.first().map(|contact| contact.label.medium) else {
        return Err(Fault::NoMedium);
    };
    let identities = session.world.access.open(&session.vault)?;
    let disposer = session.world.access.disposer(&session.vault, &identities)?;
    let note = session.note_who_and_why(&disowning.by, &disowning.reason)?;
    let event = Event::LinesVouched(LinesVouched { heads: vec![], medium });
    session.record_as_disposer(event, Some(note), &disposer)?;
    // Before anything is taken from the drive.
    session.vault.save().map_err(at_home)
}
