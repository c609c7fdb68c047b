//! Where a bundle can be copied from: any drive in contact with a good copy, or the outbox.

use std::sync::Arc;

use crate::formats::seal::Seal;
use crate::powers::medium::{MediumPath, Storage};
use crate::things::bundle::proof::{Against, Verified, prove};
use crate::things::bundle::{Place, parity};
use crate::things::ledger::state::{BundleState, Copy, Proven};
use crate::things::outbox;
use crate::verbs::fault::{Fault, at_home};
use crate::verbs::session::Session;
use crate::words::ids::{BundleId, MediumId};
use crate::words::limits::KIB;

/// What the outbox is called in a message.
const OUTBOX_NAME: &str = "outbox";
/// The least that must be known of a copy for others to be made from it.
pub const FIT_TO_COPY: Proven = Proven::DriveBack;
/// What a file takes beyond its bytes on a drive with large clusters.
const CLUSTER_BYTES: u64 = 128 * KIB;

/// Where a bundle can be copied from, its seal proven there.
pub struct Source {
    pub seal: Verified<Seal>,
    /// The drive that it lies on; none for the outbox.
    pub medium: Option<MediumId>,
    pub storage: Arc<dyn Storage>,
    pub folder: MediumPath,
}

impl Source {
    pub(super) fn place(&self) -> Place<'_> {
        Place { storage: &*self.storage, folder: &self.folder }
    }

    /// About how many bytes the copy takes on a drive.
    pub fn bytes_needed(&self) -> u64 {
        let files = self.seal.files.len() as u64 + 5;
        let bytes: u64 = self.seal.files.iter().map(|file| file.bytes).sum();
        bytes + parity::bytes_needed(bytes, self.seal.counts.records) + files * CLUSTER_BYTES
    }
}

/// Finds a place to copy from, the best proven first: each file is held against the seal as it is copied. None where no
/// drive with a good copy is here and nothing waits; an error where the only places that are here don't hold.
pub fn find(session: &Session<'_, '_>, bundle: BundleId) -> Result<Option<Source>, Fault> {
    find_but(session, bundle, &[])
}

/// The same, but for those that were tried; none is the outbox.
pub(super) fn find_but(
    session: &Session<'_, '_>,
    bundle: BundleId,
    tried: &[Option<MediumId>],
) -> Result<Option<Source>, Fault> {
    let Some(known) = session.vault.state.bundles.get(&bundle) else { return Ok(None) };
    let mut places = Vec::new();
    for contact in &session.contacts {
        let copy = known.copies.get(&contact.label.medium);
        let proven = copy.map(Copy::proven).filter(|proven| *proven >= FIT_TO_COPY);
        if let Some(proven) = proven
            && !known.destroyed_on.contains_key(&contact.label.medium)
            && !tried.contains(&Some(contact.label.medium))
        {
            let label = contact.name.clone();
            let folder = contact.bundle_folder(bundle);
            let folder = folder.map_err(|problem| Fault::Storage { label, problem })?;
            let place = (contact.name.clone(), contact.storage.clone(), folder);
            let doubted = session.vault.state.unsound.contains(&contact.label.medium);
            places.push(((doubted, std::cmp::Reverse(proven)), place));
        }
    }
    places.sort_by_key(|(order, _)| *order);
    let mut places: Vec<_> = places.into_iter().map(|(_, place)| place).collect();
    let waits = || outbox::waiting(&session.vault).map_err(at_home);
    if !tried.contains(&None) && waits()?.contains_key(&bundle) {
        places.push((
            OUTBOX_NAME.to_owned(),
            session.vault.home.clone(),
            outbox::folder_of(bundle).map_err(at_home)?,
        ));
    }
    let sealers = session.vault.sealers();
    let mut last = None;
    for (label, storage, folder) in places {
        let against = Against { vault: session.vault.id, sealers: &sealers, known: Some(known) };
        match prove(&*storage, &folder, bundle, &against) {
            Ok(seal) => {
                let mut contacts = session.contacts.iter();
                let medium = contacts.find(|contact| contact.name == label);
                let medium = medium.map(|contact| contact.label.medium);
                return Ok(Some(Source { seal, medium, storage, folder }));
            }
            // What a cut-off run has left in the outbox is no place to copy from.
            Err(_) if label == OUTBOX_NAME => {}
            Err(problem) => last = Some(Fault::Seal { label, bundle, problem }),
        }
    }
    last.map_or(Ok(None), Err)
}

/// The drives with a copy of the bundle from which others may be made, by label.
pub fn holders(session: &Session<'_, '_>, bundle: BundleId) -> Vec<String> {
    let known = session.vault.state.bundles.get(&bundle);
    let copies = known.into_iter().flat_map(BundleState::standing_copies);
    let fit = copies.filter(|(_, copy)| copy.proven() >= FIT_TO_COPY);
    let mut labels: Vec<String> = fit.map(|(medium, _)| session.label(medium)).collect();
    labels.sort();
    labels
}
