//! Bundles on a drive that a replaced key has sealed and that no line that counts speaks of: somebody said that they
//! are not ours, and a person knows better.
//!
//! The seal says all that an entry would: whose vault it is, what it holds, until when. A person vouches for it, its
//! files and keys are read back, and it is on record again.

use std::path::Path;

use crate::formats::entry::{Entry, Event, LinesVouched, Role};
use crate::formats::seal::Seal;
use crate::powers::asker::{Incoming, IncomingBundle};
use crate::powers::signer::SigningKey;
use crate::rules::retention::HasEnd;
use crate::things::bundle::Place;
use crate::things::bundle::proof::Verified;
use crate::things::ledger::LedgerProblem;
use crate::things::ledger::state::Contradiction;
use crate::things::medium::{Accept, Contact, MediumProblem, disowned};
use crate::things::reconcile::{Means, TakenBack, take_back};
use crate::things::set_aside;
use crate::verbs::fault::{Fault, at_home};
use crate::verbs::session::Session;
use crate::verbs::wrapped;
use crate::words::day::Day;
use crate::words::ids::{BundleId, MediumId};

use super::asking::{ask, shown};
use super::request::JoinRequest;

/// What came of it.
#[derive(Default)]
pub(super) struct Came {
    pub taken: Vec<BundleId>,
    pub damaged: Vec<BundleId>,
    pub without_keys: Vec<BundleId>,
}

/// The seals of such bundles on the drive in contact there; none where no drive is in contact.
pub(super) fn standing(
    session: &Session<'_, '_>,
    path: &Path,
) -> Result<Vec<Verified<Seal>>, Fault> {
    let Some(contact) = session.contacts.iter().find(|contact| contact.path == *path) else {
        return Ok(vec![]);
    };
    let seals = disowned(&session.vault, &*contact.storage, &session.vault.signing());
    seals.map_err(|problem| Fault::Storage { label: contact.name.clone(), problem })
}

/// Takes them back, once a person has looked at them.
pub(super) fn take(
    session: &mut Session<'_, '_>,
    request: &JoinRequest,
    path: &Path,
    disposer: &SigningKey,
) -> Result<Came, Fault> {
    let seals = standing(session, path)?;
    let mut here = session.contacts.iter().filter(|_| !seals.is_empty());
    let Some(contact) = here.find(|contact| contact.path == *path) else {
        return Ok(Came::default());
    };
    let (medium, name) = (contact.label.medium, contact.name.clone());
    // Nothing on a drive in doubt is taken for what was left there.
    if let Some(problem) = contact.older(&session.vault) {
        return Err(problem.into());
    }
    for seal in &seals {
        refuse_other_words(session, path, seal)?;
    }
    if !request.vouch {
        ask(session, incoming(session, &name, &seals))?;
    }
    // At custody apart another drive has the keys.
    session.find_all(Accept::Current, Ok)?;
    let mut came = Came::default();
    for seal in &seals {
        let contact = session.contacts.get(medium);
        let contact = contact.ok_or_else(|| Fault::MediaAbsent(vec![name.clone()]))?;
        let mut means = Means {
            stamp: session.stamp,
            random: session.world.random,
            watcher: session.world.watcher,
        };
        let done = take_back(&mut session.vault, &session.contacts, contact, seal, &mut means);
        let done = done.map_err(|problem| Fault::Unreconciled { label: name.clone(), problem })?;
        if session.world.watcher.interrupted() {
            return Err(Fault::Interrupted);
        }
        match done {
            TakenBack::Whole => came.taken.push(seal.bundle),
            TakenBack::Damaged => {
                came.taken.push(seal.bundle);
                came.damaged.push(seal.bundle);
            }
            TakenBack::WithoutKeys => came.without_keys.push(seal.bundle),
        }
    }
    if came.taken.is_empty() {
        return Err(keys_wanting(session, medium, &seals));
    }
    let note = session.note_who_and_why(&request.by, &request.reason)?;
    let own = session.vault.writer();
    let heads = session.vault.ledger.heads().into_iter().filter(|head| head.writer == own);
    let event = LinesVouched { heads: heads.collect(), medium };
    session.record_as_disposer(Event::LinesVouched(event), Some(note), disposer)?;
    session.vault.save().map_err(at_home)?;
    Ok(came)
}

/// Why none could be taken: keys that should stand beside the bundles are damaged, or their drive is not here.
fn keys_wanting(session: &Session<'_, '_>, on: MediumId, seals: &[Verified<Seal>]) -> Fault {
    let damaged = |(contact, seal): (&Contact, &Verified<Seal>)| {
        let folder = contact.bundle_folder(seal.bundle).ok()?;
        let place = Place { storage: &*contact.storage, folder: &folder };
        let (file, fault) = wrapped::read(place, seal.key_file).1.into_iter().next()?;
        Some(Fault::Damaged { label: contact.name.clone(), bundle: seal.bundle, file, fault })
    };
    let contact = session.contacts.get(on).filter(|contact| contact.has_role(Role::Keys));
    let keys =
        contact.into_iter().flat_map(|contact| seals.iter().map(move |seal| (contact, seal)));
    let first = keys.filter_map(damaged).next();
    first.unwrap_or_else(|| wrapped::keys_absent(session))
}

/// Refuses a bundle of which a line that was set aside says that it has another seal: one of the two is a thief's, and
/// nothing here tells which.
fn refuse_other_words(
    session: &Session<'_, '_>,
    path: &Path,
    seal: &Verified<Seal>,
) -> Result<(), Fault> {
    let lines = set_aside::lines(&session.vault).map_err(at_home)?;
    let other = |entry: &Entry| match &entry.event {
        Event::Sealed(sealed) => sealed.bundle == seal.bundle && sealed.seal != seal.sha256(),
        _ => false,
    };
    match lines.iter().any(other) {
        false => Ok(()),
        true => {
            let problem = LedgerProblem::Entries(Contradiction::TwoSeals(seal.bundle));
            Err(MediumProblem::Unjoined { path: path.into(), problem }.into())
        }
    }
}

/// The last day that the seal or any of its rules says.
fn kept_through(seal: &Seal) -> Option<Day> {
    let rules = seal.rules.iter().map(|rule| rule.later_end().keep_through);
    rules.max().flatten().max(seal.end.keep_through)
}

/// What would come back.
fn incoming(session: &Session<'_, '_>, name: &str, seals: &[Verified<Seal>]) -> Incoming {
    let bundle = |seal: &Verified<Seal>| IncomingBundle {
        bundle: seal.bundle.to_string(),
        rules: seal.rules.iter().map(|rule| shown(session, rule)).collect(),
        kept_through: kept_through(seal),
        records: seal.counts.records,
        bytes: seal.counts.bytes,
    };
    let bundles = seals.iter().map(bundle).collect();
    Incoming { medium: name.to_owned(), entries: 0, bundles, media: vec![] }
}
