//! One more copy of a sealed bundle: what `archive` and `copy` do alike. From any drive that is here and holds a
//! good copy, or from the outbox, byte for byte, recorded after the fact.

use std::sync::Arc;

use serde::Serialize;

use crate::formats::entry::Role;
use crate::formats::seal::Seal;
use crate::powers::medium::{MediumPath, ReadBack, Storage};
use crate::things::bundle::Place;
use crate::things::bundle::begun::{Begun, Uncommitted};
use crate::things::bundle::fixity::FileFault;
use crate::things::bundle::parity;
use crate::things::bundle::parity::write::ParityProblem;
use crate::things::bundle::proof::{Against, Verified, prove};
use crate::things::bundle::replicate::{CopyProblem, Replica, replicate};
use crate::things::bundle::write::write_keys;
use crate::things::destruction::neighbours::{HarmKind, Look, Neighbourhood, doubt};
use crate::things::destruction::unfinished;
use crate::things::ledger::state::{BundleState, Copy, Proven};
use crate::things::medium::{BUNDLES, Contact};
use crate::things::outbox;
use crate::things::reconcile::{self, Means};
use crate::things::recording::{record_copy, record_keys};
use crate::words::digest::Digest;
use crate::words::ids::{BundleId, MediumId};
use crate::words::limits::KIB;

use super::fault::{Fault, at_home};
use super::session::{Broken, Session};

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
    fn place(&self) -> Place<'_> {
        Place { storage: &*self.storage, folder: &self.folder }
    }

    /// About how many bytes the copy takes on a drive.
    pub fn bytes_needed(&self) -> u64 {
        let files = self.seal.files.len() as u64 + 5;
        let bytes: u64 = self.seal.files.iter().map(|file| file.bytes).sum();
        bytes + parity::bytes_needed(bytes, self.seal.counts.records) + files * CLUSTER_BYTES
    }
}

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

/// Finds a place to copy from, the best proven first: each file is held against the seal as it is copied. None where no
/// drive with a good copy is here and nothing waits; an error where the only places that are here don't hold.
pub fn find(session: &Session<'_, '_>, bundle: BundleId) -> Result<Option<Source>, Fault> {
    find_but(session, bundle, &[])
}

/// The same, but for those that were tried; none is the outbox.
fn find_but(
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

/// Makes a copy from a source. Where that is not what was sealed it is doubted and told, and the next one is tried:
/// those that nobody doubts first.
pub fn copy_from_any(
    session: &mut Session<'_, '_>,
    source: &Source,
    key_file: Option<&[u8]>,
    to: usize,
) -> Result<Tried, Fault> {
    let bundle = source.seal.bundle;
    let (mut tried, mut damaged, mut other) = (Vec::new(), Vec::new(), None::<Source>);
    loop {
        let from = other.as_ref().unwrap_or(source);
        let made = copy_to(session, from, key_file, to)?;
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
    let at = session.contacts.iter().position(|contact| contact.label.medium == medium);
    let fault = match at.map(|at| session.still_there(at)) {
        Some(Err(gone)) => gone,
        Some(Ok(())) | None => Fault::Damaged { label: label.clone(), bundle, file, fault },
    };
    Broken { label: Some(label), fault }
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

/// Makes a copy on a drive, and records it. One that fails is told, and undoes no other.
pub fn copy_to(
    session: &mut Session<'_, '_>,
    source: &Source,
    key_file: Option<&[u8]>,
    to: usize,
) -> Result<Made, Fault> {
    let bundle = source.seal.bundle;
    let target = &session.contacts[to];
    let stored = |problem| Fault::Storage { label: target.name.clone(), problem };
    let folder = target.bundle_folder(bundle).map_err(stored)?;
    let place = Place { storage: &*target.storage, folder: &folder };
    let keys = key_file.filter(|_| target.has_role(Role::Keys));
    let watcher = session.world.watcher;
    let parity = session.vault.config.has_parity_on(&target.name);
    match replicate(&source.seal, source.place(), place, keys, parity, watcher) {
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
                let digest = Digest::of(keys);
                record_keys(&mut session.vault, bundle, digest, target, how, session.stamp)?;
            }
            record_copy(&mut session.vault, bundle, target, how, session.stamp)?;
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
    to: usize,
) -> Result<Made, Fault> {
    let target = &session.contacts[to];
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
    let how = fixity.how.unwrap_or(ReadBack::Cached);
    record_keys(&mut session.vault, bundle, Digest::of(key_file), target, how, session.stamp)?;
    Ok(Made::Copied { how, unprotected: None })
}

/// Removes what an unsuccessful copy left; where that fails too, the next run finds it unfinished.
fn clean_up(target: &Contact, begun: Option<Begun>) {
    if let Some(begun) = begun {
        let _ = unfinished::erase(&*target.storage, begun.into());
    }
}

/// Looks at every standing bundle of each drive that is here, before anything is written to it: its seal, its keys,
/// the size of each file, and its first and last block. What changed them (ransomware, say) may be at work still; what
/// a verification has put on record is known, and keeps nobody.
pub fn look_first(session: &mut Session<'_, '_>, except: Option<MediumId>) -> Result<(), Fault> {
    let looked_at = |contact: &&Contact| Some(contact.label.medium) != except;
    for contact in session.contacts.iter().filter(looked_at) {
        let stored = |problem| Fault::Storage { label: contact.name.clone(), problem };
        let harms =
            Neighbourhood::of(&session.vault, contact).map_err(stored)?.unrecorded(Look::Through);
        if !harms.is_empty() {
            let label = contact.name.clone();
            doubt(&mut session.vault, contact.label.medium, &harms);
            return Err(Fault::Changed { label, harms });
        }
    }
    Ok(())
}

/// The same; but drives that were not named are left out of this run instead.
pub fn leave_out_changed(
    session: &mut Session<'_, '_>,
    named: Option<MediumId>,
) -> Result<Vec<Broken>, Fault> {
    session.leave_out(|vault, contact| {
        if Some(contact.label.medium) == named {
            return Ok(None);
        }
        let label = || contact.name.clone();
        let standing = match Neighbourhood::of(vault, contact) {
            Ok(standing) => standing,
            Err(problem) => return Ok(Some(Fault::Storage { label: label(), problem })),
        };
        let harms = standing.unrecorded(Look::Through);
        Ok((!harms.is_empty()).then(|| Fault::Changed { label: label(), harms }))
    })
}

/// Refuses a run for which only drives are left that can't be used.
pub fn refuse_without_any(
    session: &Session<'_, '_>,
    broken: Vec<Broken>,
) -> Result<Vec<Broken>, Fault> {
    match session.contacts.is_empty() {
        true => broken.into_iter().next().map_or(Ok(Vec::new()), |first| Err(first.fault)),
        false => Ok(broken),
    }
}

/// Refuses to write bundles onto a drive that can't be told of them: entries there can't be read, and are known nowhere
/// else here. It may lend what it has.
pub fn refuse_lost<'a>(
    session: &Session<'_, '_>,
    targets: impl IntoIterator<Item = &'a Contact>,
) -> Result<(), Fault> {
    match targets.into_iter().find_map(|contact| contact.lost(&session.vault)) {
        Some(problem) => Err(problem.into()),
        None => Ok(()),
    }
}

/// Something on a drive that is not what was left there, so that the drive is only read in this run.
#[derive(Debug, Serialize)]
pub struct ChangedReport {
    pub medium: String,
    pub bundle: BundleId,
    pub what: HarmKind,
}

/// Looks at the drives that are here before they are told of what a run did, but for one. Where something changed that
/// no verification has put on record, the drive stays untouched: it hears at its next contact, once it was looked at.
pub fn leave_changed_untouched(
    session: &mut Session<'_, '_>,
    except: Option<MediumId>,
) -> Result<Vec<ChangedReport>, Fault> {
    let mut found = Vec::new();
    for contact in &session.contacts {
        let medium = contact.label.medium;
        if Some(medium) == except {
            continue;
        }
        let stored = |problem| Fault::Storage { label: contact.name.clone(), problem };
        let standing = Neighbourhood::of(&session.vault, contact).map_err(stored)?;
        let harms = standing.unrecorded(Look::Glance);
        // One that was pulled out can't be told, and that is said then.
        if harms.is_empty() || harms.iter().any(|harm| harm.what.is_gone()) {
            continue;
        }
        session.untouched.insert(medium);
        doubt(&mut session.vault, medium, &harms);
        found.extend(harms.into_iter().map(|harm| ChangedReport {
            medium: contact.name.clone(),
            bundle: harm.bundle,
            what: harm.what,
        }));
    }
    Ok(found)
}

/// What was found of a run that was cut off.
#[derive(Debug, Default)]
pub struct PutInOrder {
    pub erased: Vec<BundleId>,
    /// A bundle stood on a drive, and only now in the ledger.
    pub taken_in: bool,
}

/// Takes in or erases what a run that was cut off has left in the outbox and on the drives; on `only` one of these,
/// where one was named.
pub fn put_in_order(
    session: &mut Session<'_, '_>,
    only: Option<usize>,
) -> Result<PutInOrder, Fault> {
    // Data first: a bundle that is taken in there needs its keys, wherever they are.
    let mut order: Vec<usize> = (0..session.contacts.len()).collect();
    order.sort_by_key(|at| !session.contacts[*at].has_role(Role::Data));
    let mut found = PutInOrder::default();
    for at in order.into_iter().filter(|at| only.is_none_or(|only| only == *at)) {
        let contact = &session.contacts[at];
        let done = reconcile::reconcile(
            &mut session.vault,
            &session.contacts,
            contact,
            &mut Means {
                stamp: session.stamp,
                random: session.world.random,
                watcher: session.world.watcher,
            },
        )
        .map_err(|problem| Fault::Unreconciled { label: contact.name.clone(), problem })?;
        found.erased.extend(done.erased);
        found.taken_in |= !done.taken_in.is_empty();
    }
    outbox::clear(&session.vault).map_err(at_home)?;
    Ok(found)
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
