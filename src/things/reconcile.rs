//! After a run that was cut off: each folder on a medium is either a sealed bundle that the ledger does not
//! have yet, and is taken in, or unfinished, and is erased. Old or new, never between.

use crate::formats::entry::{self, Event, UnfinishedErased};
use crate::formats::seal::Seal;
use crate::powers::asker::Watcher;
use crate::powers::medium::{Kind, MediumPath, ReadBack, StorageProblem};
use crate::powers::random::{Random, draw};
use crate::powers::signer::Namespace;
use crate::things::bundle::fixity::read_back;
use crate::things::bundle::key_files;
use crate::things::bundle::parity::check::{Standing, check};
use crate::things::bundle::parity::sets_of;
use crate::things::bundle::parity::write::{ParityProblem, protect};
use crate::things::bundle::proof::{
    Against, SealProblem, Verified, files_in_order, prove, prove_unlisted,
};
use crate::things::bundle::{KEY, KEY_COPY, SEAL, SEAL_SIGNATURE};
use crate::things::destruction::neighbours::{Harm, Neighbourhood};
use crate::things::destruction::unfinished;
use crate::things::files;
use crate::things::joining;
use crate::words::day::Stamp;
use crate::words::ids::{BundleId, RunId};
use crate::words::limits::{KEY_FILE_BYTES, SEAL_BYTES_MAX, SIGNATURE_BYTES_MAX};

use super::ledger::LedgerProblem;
use super::medium::{BUNDLES, Contact, Contacts};
use super::recording::{record_copy, record_keys, record_sealed, record_written};
use super::vault::{Vault, sources};

/// What was found and done on one medium.
#[derive(Debug, Default)]
pub struct Reconciled {
    /// Sealed bundles that the ledger did not have, or not on this medium.
    pub taken_in: Vec<BundleId>,
    pub erased: Vec<BundleId>,
}

/// Why a medium is not in order.
#[derive(Debug, thiserror::Error)]
#[error("{self:?}")]
pub enum NotReconciled {
    /// Something is unfinished, and a bundle beside it is harmed: then nothing is erased.
    Harmed(Harm),
    Storage(#[from] StorageProblem),
    Ledger(#[from] LedgerProblem),
}

/// What putting in order needs from the run that it is part of.
pub struct Means<'a> {
    pub stamp: Stamp,
    pub random: &'a mut dyn Random,
    pub watcher: &'a dyn Watcher,
}

/// Puts one of the media in contact in order; the others may hold its bundles' keys.
pub fn reconcile(
    vault: &mut Vault,
    contacts: &Contacts,
    contact: &Contact,
    means: &mut Means<'_>,
) -> Result<Reconciled, NotReconciled> {
    let bundles = contact.folder.join(BUNDLES).map_err(StorageProblem::from)?;
    let mut done = Reconciled::default();
    let mut leftover = Vec::new();
    for id in strange_folders(vault, contact, &bundles)? {
        let folder = bundles.join(&id.to_string()).map_err(StorageProblem::from)?;
        match seal_there(vault, contact, &folder, id) {
            Ok(seal) => {
                if take_in(vault, contacts, contact, &folder, &seal, means)? {
                    done.taken_in.push(id);
                } else {
                    leftover.push(id);
                }
            }
            // It was sealed under a key that was replaced, and no line that counts names it: neither ours nor litter.
            Err(_) if sealed_by_replaced(vault, contact, &folder) => {}
            Err(_) if keys_of_another(vault, contact, &folder, id) => {}
            Err(_) => leftover.push(id),
        }
    }
    let mut unfinished = Vec::new();
    for id in leftover {
        let found = unfinished::look(&*contact.storage, &bundles, id)?;
        unfinished.extend(found.map(|found| (id, found)));
    }
    if unfinished.is_empty() {
        return Ok(done);
    }
    if let Some(harm) = Neighbourhood::of(vault, contact)?.check(None).into_iter().next() {
        return Err(NotReconciled::Harmed(harm));
    }
    for (bundle, unfinished) in unfinished {
        let key_written = unfinished::erase(&*contact.storage, unfinished)?;
        if !vault.state.bundles.contains_key(&bundle) {
            joining::forget_unsealed(vault, bundle)?;
        }
        done.erased.push(bundle);
        if key_written {
            let medium = contact.label.medium;
            let event = UnfinishedErased { bundle, key_written, medium };
            vault.record(means.stamp, Event::UnfinishedErased(event), None)?;
        }
    }
    Ok(done)
}

/// The folders named like bundles that the ledger does not say are on this medium.
fn strange_folders(
    vault: &Vault,
    contact: &Contact,
    bundles: &MediumPath,
) -> Result<Vec<BundleId>, StorageProblem> {
    let medium = contact.label.medium;
    let listing = contact.storage.list(bundles)?;
    Ok(listing
        .entries
        .iter()
        .filter(|entry| entry.facts.kind == Kind::Folder)
        .filter_map(|entry| entry.name.parse::<BundleId>().ok())
        .filter(|id| {
            let known = vault.state.bundles.get(id);
            // A medium that holds keys alone has no seals: what the ledger knows is in place there.
            known.is_none_or(|known| {
                contact.has_role(entry::Role::Data)
                    && known.intended.is_none()
                    && !known.copies.contains_key(&medium)
            })
        })
        .collect())
}

fn seal_there(
    vault: &Vault,
    contact: &Contact,
    folder: &MediumPath,
    id: BundleId,
) -> Result<Verified<Seal>, SealProblem> {
    let signing = vault.signing();
    let known = vault.state.bundles.get(&id);
    // What no ledger vouches for must be signed by a key that nobody else has.
    let sealers = if known.is_some() { signing.all() } else { signing.current().to_vec() };
    let against = Against { vault: vault.id, sealers: &sealers, known };
    match known {
        Some(_) => prove(&*contact.storage, folder, id, &against),
        None => prove_unlisted(&*contact.storage, folder, id, &against),
    }
}

/// Whether a folder's seal is signed by a key that was replaced: it is neither taken in nor erased.
pub fn sealed_by_replaced(vault: &Vault, contact: &Contact, folder: &MediumPath) -> bool {
    let read = |name: &str, bytes_max| {
        let path = folder.join(name).ok()?;
        files::read_bounded(&*contact.storage, &path, bytes_max).ok().flatten()
    };
    let (seal, signature) = (read(SEAL, SEAL_BYTES_MAX), read(SEAL_SIGNATURE, SIGNATURE_BYTES_MAX));
    let (Some(seal), Some(signature)) = (seal, signature) else { return false };
    vault.signing().signed_by_replaced(Namespace::Seal, &seal, &signature)
}

/// Whether a folder on a drive of keys alone holds keys that a run of this home did not leave. No seal stands there to
/// say whose they are: another home may have sealed that bundle, and this one not have heard of it, or not believe it.
/// They are erased by nobody. Keys are this home's own litter only where it wrote down, before it wrote them, from
/// where the records came, and no line at all says that the bundle was sealed.
pub fn keys_of_another(
    vault: &Vault,
    contact: &Contact,
    folder: &MediumPath,
    id: BundleId,
) -> bool {
    if contact.has_role(entry::Role::Data) {
        return false;
    }
    // What can't be looked at may be whole.
    let whole = |name: &str| match folder.join(name).map(|path| contact.storage.facts(&path)) {
        Ok(Ok(facts)) => facts.is_some_and(|facts| facts.bytes == KEY_FILE_BYTES),
        _ => true,
    };
    let began = sources::path_of(id).and_then(|path| vault.home.facts(&path));
    let sealed = |event: &Event| matches!(event, Event::Sealed(sealed) if sealed.bundle == id);
    let own =
        matches!(began, Ok(Some(_))) && !vault.ledger.entries().any(|entry| sealed(&entry.event));
    !own && [KEY, KEY_COPY].into_iter().any(whole)
}

/// Reads a sealed bundle back and records what is true of it. False if it does not hold.
fn take_in(
    vault: &mut Vault,
    contacts: &Contacts,
    contact: &Contact,
    folder: &MediumPath,
    seal: &Verified<Seal>,
    means: &mut Means<'_>,
) -> Result<bool, NotReconciled> {
    let fixity = read_back(&*contact.storage, folder, &files_in_order(seal), means.watcher);
    let Some(how) = fixity.how.filter(|_| fixity.faults.is_empty()) else { return Ok(false) };
    let listed = vault.state.bundles.contains_key(&seal.bundle);
    let asked = |other: &&Contact| match contact.has_role(entry::Role::Keys) {
        true => other.label.medium == contact.label.medium,
        false => !listed && other.has_role(entry::Role::Keys),
    };
    let keys = keys_among(contacts.iter().filter(asked), seal, means.watcher)?;
    // Without its keys a bundle is not kept: it is left for a person to look at.
    let keys_elsewhere = listed && !contact.has_role(entry::Role::Keys);
    if keys.is_empty() && !keys_elsewhere {
        return Ok(false);
    }
    record(vault, contact, seal, &keys, Some(how), means)?;
    Ok(true)
}

/// What came of taking a bundle back by its own seal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TakenBack {
    Whole,
    /// Files of it are not what was sealed: it is on record, and `repair` can go about it.
    Damaged,
    /// Its keys are on no medium that is here: nothing was recorded.
    WithoutKeys,
}

/// Takes in a bundle that a person vouches for and no line that counts speaks of: its seal says what an entry would.
pub fn take_back(
    vault: &mut Vault,
    contacts: &Contacts,
    contact: &Contact,
    seal: &Verified<Seal>,
    means: &mut Means<'_>,
) -> Result<TakenBack, NotReconciled> {
    let folder = contact.bundle_folder(seal.bundle)?;
    let holders = contacts.iter().filter(|other| other.has_role(entry::Role::Keys));
    let keys = keys_among(holders, seal, means.watcher)?;
    if keys.is_empty() {
        return Ok(TakenBack::WithoutKeys);
    }
    let fixity = read_back(&*contact.storage, &folder, &files_in_order(seal), means.watcher);
    let how = fixity.how.filter(|_| fixity.faults.is_empty());
    record(vault, contact, seal, &keys, how, means)?;
    Ok(if how.is_some() { TakenBack::Whole } else { TakenBack::Damaged })
}

/// Records a bundle, its keys, and the copy on a medium: as written there, where it was not read back whole.
fn record(
    vault: &mut Vault,
    contact: &Contact,
    seal: &Verified<Seal>,
    keys: &[(ReadBack, &Contact)],
    how: Option<ReadBack>,
    means: &mut Means<'_>,
) -> Result<(), NotReconciled> {
    let stamp = means.stamp;
    record_sealed(vault, seal, RunId::from_random(draw(means.random)), stamp)?;
    for (how, holder) in keys {
        record_keys(vault, seal.bundle, seal.key_file, holder, *how, stamp)?;
    }
    let Some(how) = how else {
        record_written(vault, seal.bundle, contact, stamp)?;
        return Ok(());
    };
    if vault.config.has_parity_on(&contact.name) {
        let folder = contact.bundle_folder(seal.bundle)?;
        complete_parity(contact, &folder, seal, means.watcher)?;
    }
    record_copy(vault, seal.bundle, contact, how, stamp)?;
    Ok(())
}

/// Which of these media have both key files as they were sealed, and where those were read from.
fn keys_among<'a>(
    holders: impl Iterator<Item = &'a Contact>,
    seal: &Verified<Seal>,
    watcher: &dyn Watcher,
) -> Result<Vec<(ReadBack, &'a Contact)>, StorageProblem> {
    let mut keys = Vec::new();
    for holder in holders {
        let folder = holder.bundle_folder(seal.bundle)?;
        keys.extend(twins(holder, &folder, seal, watcher).map(|how| (how, holder)));
    }
    Ok(keys)
}

/// Makes the parity that the cut-off run had not come to. A bundle that gets none stands all the same.
fn complete_parity(
    contact: &Contact,
    folder: &MediumPath,
    seal: &Verified<Seal>,
    watcher: &dyn Watcher,
) -> Result<(), StorageProblem> {
    for plan in sets_of(seal) {
        let (standing, _) = check(&*contact.storage, folder, &plan)?;
        let whole = matches!(standing, Standing::Whole { .. });
        let made = (!whole).then(|| protect(&*contact.storage, folder, &plan, watcher));
        if let Some(Err(ParityProblem::Storage(gone @ StorageProblem::Gone { .. }))) = made {
            return Err(gone);
        }
    }
    Ok(())
}

/// Where both key twins were read from, if they are as they were sealed.
fn twins(
    contact: &Contact,
    folder: &MediumPath,
    seal: &Verified<Seal>,
    watcher: &dyn Watcher,
) -> Option<ReadBack> {
    let found = read_back(&*contact.storage, folder, &key_files(seal.key_file), watcher);
    found.how.filter(|_| found.holds())
}
