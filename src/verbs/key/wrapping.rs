//! Bundles' keys, wrapped anew to the recipients of now on each drive that is connected and has others.
//!
//! On a drive the files are written over in place, the copy first, or the original where only the copy opens; it
//! is read back before the one that opened follows. So whatever ends the run, one of the two opens, and what no
//! entry names yet is wrapped once more by the next run. Where a drive can be read through a cache alone, that is as
//! far as the drive is believed that it has synced: it is said, and the keys count like a copy that was read so.
//! Payloads stay as they are, and so does what a bundle is: its own identity. A bundle that somebody has ordered to
//! destroy is left alone.
//!
//! What the ledger says of a drive is not all: an image that was put back, a run that was cut off or a home whose lines
//! count no more leave key files there that no entry names, and that may open for whoever was removed. So both files
//! of each bundle on a connected drive are read, and where neither is what it must be they are wrapped too. One that is
//! right mends the other without anybody's key: that is `repair`.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::formats::entry::{Event, FileFacts, KeysWrapped};
use crate::formats::seal::Seal;
use crate::powers::envelope::key_file;
use crate::powers::identity::Identity;
use crate::powers::medium::{ReadBack, Renewal};
use crate::powers::signer::SigningKey;
use crate::things::bundle::fixity::{FileFault, read_back};
use crate::things::bundle::open::{BundlePlace, OpenProblem, bundle_identity, opening_twin};
use crate::things::bundle::proof::Verified;
use crate::things::bundle::{KEY, KEY_COPY, Place, file_of};
use crate::things::files;
use crate::things::ledger::state::{BundleState, RecipientState};
use crate::things::medium::Contact;
use crate::things::outbox;
use crate::things::recording::entry_read_back;
use crate::things::vault::Vault;
use crate::verbs::archive::apply::copy_report;
use crate::verbs::fault::{Fault, Usage, at_home};
use crate::verbs::session::Session;
use crate::verbs::wrapped;
use crate::words::digest::Digest;
use crate::words::ids::{BundleId, MediumId};

use super::generation::next_generation;

/// How many bundles are wrapped before that goes on record.
const BATCH: usize = 64;

/// What was wrapped anew on one drive.
#[derive(Debug, Serialize)]
pub struct WrappedOn {
    /// The drive, by label.
    pub medium: String,
    /// So many bundles' keys.
    pub bundles: u64,
    /// What must happen to the drive before a verification proves that both files of each are there: they were perhaps
    /// read from a cache. None where they came from the drive.
    pub counts_after: Option<Renewal>,
    /// Those that stay as they were, and why.
    pub failed: Vec<NotWrapped>,
}

/// A bundle whose keys stay as they were on a drive.
#[derive(Debug, Serialize)]
pub struct NotWrapped {
    /// Which.
    pub bundle: BundleId,
    /// What was in the way.
    pub why: Fault,
}

/// A bundle's keys that wait on drives to be wrapped anew.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Pending {
    /// The drive, by label.
    pub medium: String,
    /// So many bundles.
    pub bundles: u64,
}

/// What waits on which drive, by label.
pub fn pending(vault: &Vault) -> Vec<Pending> {
    let waits = vault.state.wraps_pending();
    let row = |(medium, bundles): (&MediumId, &Vec<BundleId>)| Pending {
        medium: vault.memory.label(*medium),
        bundles: bundles.len() as u64,
    };
    let mut pending: Vec<Pending> = waits.iter().map(row).collect();
    pending.sort_by(|a, b| a.medium.cmp(&b.medium));
    pending
}

/// A key file, and its number.
struct Anew {
    bytes: Vec<u8>,
    generation: u64,
}

/// What is written on a drive for one bundle.
struct Planned {
    bundle: BundleId,
    file: Anew,
    /// The two names, in the order in which they are written: the one that opens last.
    order: [&'static str; 2],
}

/// Wraps anew what waits on each drive that is connected and may be written to.
pub fn wrap_anew(
    session: &mut Session<'_, '_>,
    identities: &[Identity],
    disposer: &SigningKey,
) -> Result<Vec<WrappedOn>, Fault> {
    let mut done = Vec::new();
    let pending = session.vault.state.wraps_pending();
    for medium in session.contacts.ids() {
        let contact = session.in_contact(medium)?;
        let read_only = contact.storage.describe().read_only;
        if read_only || session.untouched.contains(&medium) || session.is_gone(medium) {
            continue;
        }
        let on_record = pending.get(&medium).into_iter().flatten().copied();
        let bundles: BTreeSet<BundleId> =
            on_record.chain(unlike_the_ledger(session, contact)).collect();
        let bundles: Vec<BundleId> = bundles.into_iter().collect();
        if bundles.is_empty() {
            continue;
        }
        let mut on = WrappedOn {
            medium: contact.name.clone(),
            bundles: 0,
            counts_after: None,
            failed: vec![],
        };
        for batch in bundles.chunks(BATCH) {
            wrap_batch(session, medium, batch, identities, disposer, &mut on)?;
        }
        done.push(on);
    }
    Ok(done)
}

/// The bundles of which neither key file on a drive is the one that the ledger names, and one is there at least; where
/// somebody was ever removed also where one of the two is another: it may open for whoever that was.
fn unlike_the_ledger(session: &Session<'_, '_>, contact: &Contact) -> Vec<BundleId> {
    let medium = contact.label.medium;
    let nobody_went = session.vault.state.recipients_ever.values().all(RecipientState::stands);
    let such = |(bundle, known): (&BundleId, &BundleState)| {
        let folder = contact.bundle_folder(*bundle).ok()?;
        let at = Place { storage: &*contact.storage, folder: &folder };
        let due = known.key_file_on(medium).1;
        let twins = [KEY, KEY_COPY].map(|name| wrapped::read_one(at, name, due));
        let is_other = |twin: &Result<_, FileFault>| {
            matches!(twin, Err(FileFault::Bytes { .. } | FileFault::Size { .. }))
        };
        let is_right = nobody_went && twins.iter().any(Result::is_ok);
        (!is_right && twins.iter().any(is_other)).then_some(*bundle)
    };
    let bundles = session.vault.state.bundles.iter();
    let wrapped = bundles.filter(|(_, known)| known.may_be_wrapped_on(medium));
    wrapped.filter_map(such).collect()
}

/// The drives that are here and hold keys which none of these identities opens, whatever the ledger says of them, and
/// which no other drive here lends.
pub(super) fn closed_to(
    session: &Session<'_, '_>,
    identities: &[Identity],
) -> Result<BTreeSet<MediumId>, Fault> {
    let mut closed = BTreeSet::new();
    for contact in &session.contacts {
        let medium = contact.label.medium;
        for bundle in unlike_the_ledger(session, contact) {
            let Some(seal) = session.any_seal(bundle) else { continue };
            let folder = contact.bundle_folder(bundle).map_err(Fault::on(&contact.name))?;
            let place = BundlePlace { storage: contact.storage.clone(), folder };
            if opening_twin(&seal, &place, identities).is_err()
                && elsewhere(session, medium, &seal, identities).is_none()
            {
                closed.insert(medium);
                break;
            }
        }
    }
    Ok(closed)
}

fn wrap_batch(
    session: &mut Session<'_, '_>,
    medium: MediumId,
    batch: &[BundleId],
    identities: &[Identity],
    disposer: &SigningKey,
    on: &mut WrappedOn,
) -> Result<(), Fault> {
    let mut planned = Vec::new();
    for bundle in batch {
        match plan(session, medium, *bundle, identities) {
            Ok(one) => planned.push(one),
            Err(why) => on.failed.push(NotWrapped { bundle: *bundle, why }),
        }
    }
    // Longest as they can be: what is done can then be put on record.
    let all: Vec<Event> =
        planned.iter().map(|one| event(session, one, medium, ReadBack::PastCache)).collect();
    session.vault.ledger.has_room_for(session.stamp, &all)?;
    let (mut events, mut interrupted) = (Vec::new(), false);
    for one in &planned {
        if session.world.watcher.interrupted() {
            interrupted = true;
            break;
        }
        match write(session, medium, one) {
            Ok(how) => {
                on.counts_after =
                    on.counts_after.or(copy_report(session, medium, how).counts_after);
                events.push(event(session, one, medium, how));
            }
            Err(Fault::Interrupted) => interrupted = true,
            Err(why) => on.failed.push(NotWrapped { bundle: one.bundle, why }),
        }
    }
    on.bundles += events.len() as u64;
    if !events.is_empty() {
        let (stamp, vault) = (session.stamp, &mut session.vault);
        vault.record_all_as_disposer(stamp, events, disposer)?;
        vault.save().map_err(at_home)?;
    }
    match interrupted {
        true => Err(Fault::Interrupted),
        false => Ok(()),
    }
}

/// The file that a bundle gets on a drive: the newest, where that is to the recipients of now and stands on a
/// drive that is here, whoever opens what lies on this one; or else one more.
fn plan(
    session: &mut Session<'_, '_>,
    medium: MediumId,
    bundle: BundleId,
    identities: &[Identity],
) -> Result<Planned, Fault> {
    let contact = session.in_contact(medium)?;
    let label = contact.name.clone();
    let open = |problem| Fault::Open { label: label.clone(), bundle, problem };
    let seal = session.any_seal(bundle).ok_or_else(|| open(OpenProblem::NoKey))?;
    let folder = contact.bundle_folder(bundle).map_err(Fault::on(&label))?;
    let place = BundlePlace { storage: contact.storage.clone(), folder };
    let opened = opening_twin(&seal, &place, identities);
    let order = match &opened {
        Ok((KEY_COPY, _)) => [KEY, KEY_COPY],
        _ => [KEY_COPY, KEY],
    };
    let known = &session.vault.state.bundles[&bundle];
    if let Some(file) = newest_here(session, known, bundle, &seal, identities) {
        return Ok(Planned { bundle, file, order });
    }
    let identity = match opened {
        Ok((_, identity)) => identity,
        Err(problem) => {
            elsewhere(session, medium, &seal, identities).ok_or_else(|| open(problem))?
        }
    };
    let recipients = &session.vault.recipients;
    let bytes =
        key_file(recipients, &identity).map_err(|_| Usage::TooManyRecipients(recipients.len()))?;
    let generation = next_generation(&known.key_files, session.world.random);
    Ok(Planned { bundle, file: Anew { bytes, generation }, order })
}

/// A bundle's identity out of its keys on another drive that is here, in any generation.
fn elsewhere(
    session: &Session<'_, '_>,
    medium: MediumId,
    seal: &Verified<Seal>,
    identities: &[Identity],
) -> Option<Identity> {
    let open = |holder: &Contact| {
        let folder = holder.bundle_folder(seal.bundle).ok()?;
        let place = BundlePlace { storage: holder.storage.clone(), folder };
        bundle_identity(seal, &place, identities).ok()
    };
    session.contacts.others(medium).find_map(open)
}

/// The newest file, if it was wrapped to the recipients of now and stands on a drive that is here.
fn newest_here(
    session: &Session<'_, '_>,
    known: &BundleState,
    bundle: BundleId,
    seal: &Verified<Seal>,
    identities: &[Identity],
) -> Option<Anew> {
    let (generation, due) = known.newest_key_file();
    if generation == 1 || !known.is_wrapped_to(generation, &session.vault.state.recipients) {
        return None;
    }
    let read = |holder: &Contact| {
        let folder = holder.bundle_folder(bundle).ok()?;
        wrapped::read(Place { storage: &*holder.storage, folder: &folder }, due).0
    };
    let bytes = session.contacts.iter().find_map(read)?;
    let opened = crate::powers::envelope::open_key_file(&bytes, identities).ok()?;
    (opened.recipient().digest() == seal.recipient).then_some(Anew { bytes, generation })
}

/// Writes both files on a drive, each read back before the next is touched; gives how they were read.
fn write(
    session: &Session<'_, '_>,
    medium: MediumId,
    planned: &Planned,
) -> Result<ReadBack, Fault> {
    let contact = session.in_contact(medium)?;
    let label = || contact.name.clone();
    let stored = |problem| Fault::Storage { label: label(), problem };
    let folder = contact.bundle_folder(planned.bundle).map_err(stored)?;
    let bytes = &planned.file.bytes;
    let mut worst = ReadBack::PastCache;
    for name in planned.order {
        let file: FileFacts = file_of(name, bytes);
        let path = folder.join(name).map_err(Fault::on(&contact.name))?;
        files::write_in_place(&*contact.storage, &path, bytes).map_err(stored)?;
        contact.storage.sync_folder(&folder).map_err(stored)?;
        let found = read_back(&*contact.storage, &folder, &[file], session.world.watcher);
        if let Some((file, fault)) = found.faults.into_iter().next() {
            let bundle = planned.bundle;
            return Err(Fault::Damaged { label: label(), bundle, file, fault });
        }
        match found.how {
            None => return Err(Fault::Interrupted),
            Some(ReadBack::Cached) => worst = ReadBack::Cached,
            Some(ReadBack::PastCache) => {}
        }
    }
    in_outbox(session, planned);
    Ok(worst)
}

/// What waits in the outbox has no entry: the same file goes there, if there is one. Where that fails, another drive
/// gives the newer one.
fn in_outbox(session: &Session<'_, '_>, planned: &Planned) {
    let home = &*session.vault.home;
    let Ok(folder) = outbox::folder_of(planned.bundle) else { return };
    for name in [KEY_COPY, KEY] {
        let Ok(path) = folder.join(name) else { return };
        if home.facts(&path).is_ok_and(|facts| facts.is_some()) {
            let _ = files::write_in_place(home, &path, &planned.file.bytes);
        }
    }
}

fn event(session: &Session<'_, '_>, one: &Planned, medium: MediumId, how: ReadBack) -> Event {
    let key = Digest::of(&one.file.bytes);
    Event::KeysWrapped(KeysWrapped {
        bundle: one.bundle,
        generation: one.file.generation,
        key,
        key_copy: key,
        media: vec![medium],
        read_back: entry_read_back(how),
        recipients: session.vault.state.recipients.iter().copied().collect(),
    })
}
