//! One more copy of a sealed bundle: what `archive` and `copy` do alike. From any drive that is here and holds a
//! good copy, or from the outbox, byte for byte, recorded after the fact.

mod changed;
mod order;
mod source;

use crate::formats::entry::Role;
use crate::powers::medium::{ReadBack, Storage};
use crate::things::bundle::Place;
use crate::things::bundle::begun::{Begun, Uncommitted};
use crate::things::bundle::fixity::FileFault;
use crate::things::bundle::parity::write::ParityProblem;
use crate::things::bundle::proof::{Against, prove};
use crate::things::bundle::replicate::{CopyProblem, Replica, VolumesThere, replicate};
use crate::things::bundle::write::write_keys;
use crate::things::destruction::unfinished;
use crate::things::ledger::state::{BundleState, Proven};
use crate::things::medium::{BUNDLES, Contact};
use crate::things::outbox;
use crate::things::recording::{record_copy, record_newest_keys};
use crate::words::digest::Digest;
use crate::words::ids::{BundleId, MediumId};

use super::fault::{Fault, at_home};
use super::session::{Broken, Session};

pub use changed::{
    ChangedReport, leave_changed_untouched, leave_out_changed, look_first, refuse_lost,
    refuse_without_any,
};
pub use order::put_in_order;
use source::find_but;
pub use source::{FIT_TO_COPY, Source, find, holders};

/// What came of making a copy that could be begun.
pub enum Made {
    Copied {
        how: ReadBack,
        /// Why the seal has no parity there, where it should have.
        unprotected: Option<ParityProblem>,
    },
    /// It did not come about, and what was written of it is removed.
    Missed(CopyProblem),
    /// The same, since no copy that is here is what was sealed.
    NoSource,
}

/// Whether a drive that is here lacks its copy of a bundle, or its keys where it holds keys alone.
pub fn lacks(known: &BundleState, contact: &Contact) -> bool {
    let medium = contact.label.medium;
    match contact.has_role(Role::Data) {
        true => !known.copies.contains_key(&medium),
        false => !known.keys_on.contains_key(&medium),
    }
}

/// What came of making a copy from whichever source gave it.
pub struct Tried {
    pub made: Made,
    /// Where it came from, if it was not the source that was given.
    pub other: Option<Source>,
    /// Sources that are not what was sealed, each with what to do about it.
    pub damaged: Vec<Broken>,
}

/// Makes a copy from a source. A source that is not what was sealed is doubted and reported, and the next one is tried:
/// those that nobody doubts first. What this run has begun there is gone on with.
pub fn copy_from_any(
    session: &mut Session<'_, '_>,
    source: &Source,
    key_file: Option<&[u8]>,
    to: MediumId,
    mut there: Option<VolumesThere>,
) -> Result<Tried, Fault> {
    let bundle = source.seal.bundle;
    let (mut tried, mut damaged, mut other) = (Vec::new(), Vec::new(), None::<Source>);
    loop {
        let from = other.as_ref().unwrap_or(source);
        let made = copy_to(session, from, key_file, to, there.take())?;
        let Made::Missed(CopyProblem::Source { name, fault }) = made else {
            return Ok(Tried { made, other, damaged });
        };
        tried.push(from.medium);
        damaged.push(source_fault(session, bundle, from.medium, name, fault));
        let next = find_but(session, bundle, &tried).unwrap_or_else(|fault| {
            damaged.push(Broken { label: None, fault });
            None
        });
        if next.is_none() {
            return Ok(Tried { made: Made::NoSource, other: None, damaged });
        }
        other = next;
    }
}

/// What is wrong with a source. One that was pulled out is not damaged.
fn source_fault(
    session: &Session<'_, '_>,
    bundle: BundleId,
    medium: Option<MediumId>,
    file: String,
    fault: FileFault,
) -> Broken {
    let Some(medium) = medium else {
        let labels = holders(session, bundle);
        return Broken { label: None, fault: Fault::OutboxDamaged { bundle, file, fault, labels } };
    };
    let label = session.label(medium);
    let fault = match session.still_there(medium) {
        Err(gone) if session.contacts.has(medium) => gone,
        Ok(()) | Err(_) => Fault::Damaged { label: label.clone(), bundle, file, fault },
    };
    Broken { label: Some(label), fault }
}

/// Makes a copy on a drive, and records it. One that fails is told, and undoes no other.
pub fn copy_to(
    session: &mut Session<'_, '_>,
    source: &Source,
    key_file: Option<&[u8]>,
    to: MediumId,
    there: Option<VolumesThere>,
) -> Result<Made, Fault> {
    let bundle = source.seal.bundle;
    let target = session.in_contact(to)?;
    let stored = |problem| Fault::Storage { label: target.name.clone(), problem };
    let folder = target.bundle_folder(bundle).map_err(stored)?;
    let place = Place { storage: &*target.storage, folder: &folder };
    let keys = key_file.filter(|_| target.has_role(Role::Keys));
    let watcher = session.world.watcher;
    let parity = session.vault.config.has_parity_on(&target.name);
    match replicate(&source.seal, source.place(), place, there, keys, parity, watcher) {
        Ok(Replica { read_back: how, unprotected }) => {
            let sealers = session.vault.sealers();
            let known = session.vault.state.bundles.get(&bundle);
            let against = Against { vault: session.vault.id, sealers: &sealers, known };
            prove(&*target.storage, &folder, bundle, &against).map_err(|problem| Fault::Seal {
                label: target.name.clone(),
                bundle,
                problem,
            })?;
            if let Some(keys) = keys {
                record(session, bundle, keys, to, how)?;
            }
            let stamp = session.stamp;
            let (vault, target) = session.vault_and(to)?;
            record_copy(vault, bundle, target, how, stamp)?;
            Ok(Made::Copied { how, unprotected })
        }
        Err(Uncommitted { problem, begun }) => {
            clean_up(target, begun);
            if let (CopyProblem::Source { .. }, Some(medium)) = (&problem, source.medium) {
                session.doubt(medium);
            }
            match problem {
                CopyProblem::Interrupted => Err(Fault::Interrupted),
                problem => Ok(Made::Missed(problem)),
            }
        }
    }
}

/// Writes the wrapped keys alone onto a drive that holds keys and nothing else, and records them. What a run that
/// was cut off has left there is removed first.
pub fn copy_keys(
    session: &mut Session<'_, '_>,
    bundle: BundleId,
    key_file: &[u8],
    to: MediumId,
) -> Result<Made, Fault> {
    let target = session.in_contact(to)?;
    let stored = |problem| Fault::Storage { label: target.name.clone(), problem };
    let folder = target.bundle_folder(bundle).map_err(stored)?;
    let bundles = target.folder.join(BUNDLES).map_err(Fault::on(&target.name))?;
    if target.storage.facts(&folder).map_err(stored)?.is_some()
        && let Some(left) = unfinished::look(&*target.storage, &bundles, bundle).map_err(stored)?
    {
        let _ = unfinished::erase(&*target.storage, left);
    }
    let made = target.storage.make_folders(&bundles);
    let begun = match made.and_then(|()| Begun::make(&*target.storage, &folder)) {
        Ok(begun) => begun,
        Err(problem) => return Ok(Made::Missed(problem.into())),
    };
    let twins = match write_keys(&*target.storage, &folder, key_file) {
        Ok(twins) => twins,
        Err(problem) => {
            clean_up(target, Some(begun));
            return Ok(Made::Missed(problem.into()));
        }
    };
    let watcher = session.world.watcher;
    let fixity =
        crate::things::bundle::fixity::read_back(&*target.storage, &folder, &twins, watcher);
    if let Some((name, fault)) = fixity.faults.into_iter().next() {
        clean_up(target, Some(begun));
        return Ok(Made::Missed(CopyProblem::ReadBack { name, fault }));
    }
    let Some(how) = fixity.how else {
        clean_up(target, Some(begun));
        return Err(Fault::Interrupted);
    };
    record(session, bundle, key_file, to, how)?;
    Ok(Made::Copied { how, unprotected: None })
}

/// Puts on record that the keys stand on one more drive.
fn record(
    session: &mut Session<'_, '_>,
    bundle: BundleId,
    key_file: &[u8],
    to: MediumId,
    how: ReadBack,
) -> Result<(), Fault> {
    let (stamp, disposer) = (session.stamp, session.wraps.clone());
    let (vault, target) = session.vault_and(to)?;
    let by = (stamp, disposer.as_ref());
    Ok(record_newest_keys(vault, bundle, Digest::of(key_file), target, how, by)?)
}

/// Removes what an unsuccessful copy left; where that fails too, the next run finds it unfinished.
fn clean_up(target: &Contact, begun: Option<Begun>) {
    if let Some(begun) = begun {
        let _ = unfinished::erase(&*target.storage, begun.into());
    }
}

/// Lets a bundle wait in the outbox, where fewer copies of it are verified than the vault wants; removes it from
/// there where enough are. Says whether it waits. At custody `apart` it waits without its keys: the PC is no place
/// for both.
pub fn let_wait(
    session: &mut Session<'_, '_>,
    source: &Source,
    key_file: Option<&[u8]>,
) -> Result<bool, Fault> {
    let bundle = source.seal.bundle;
    let vault = &session.vault;
    if vault.has_copies(bundle, Proven::ReadBack) {
        outbox::remove(vault, bundle).map_err(at_home)?;
        return Ok(false);
    }
    if outbox::waiting(vault).map_err(at_home)?.contains_key(&bundle) {
        return Ok(true);
    }
    let apart = vault.config.custody == crate::things::vault::config::Custody::Apart;
    let keys = key_file.filter(|_| !apart);
    match outbox::put(vault, &source.seal, source.place(), keys, session.world.watcher) {
        Ok(waits) => Ok(waits),
        Err(CopyProblem::Interrupted) => Err(Fault::Interrupted),
        Err(CopyProblem::Source { .. }) => {
            source.medium.into_iter().for_each(|medium| session.doubt(medium));
            Ok(false)
        }
        // The PC's disk is full, say: the bundle stands on its drive, and just does not wait here.
        Err(_) => Ok(false),
    }
}
