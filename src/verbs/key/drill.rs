//! `key drill`: proves that an identity still opens what it must, before it is needed: on each drive that is connected,
//! of each class at least one bundle, its wrapped key and the first piece of its payload. Reads only, and puts on
//! record what opened.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use chrono::Days;
use serde::Serialize;

use crate::formats::entry::{Event, KeysDrilled, Role};
use crate::powers::identity::Identity;
use crate::rules::retention::ClassShown;
use crate::things::bundle::open::{BundlePlace, bundle_identity, open_first_piece};
use crate::things::ledger::state::{BundleState, RecipientState, Standing};
use crate::things::medium::Accept;
use crate::things::vault::Vault;
use crate::things::vault::keys::NoIdentity;
use crate::verbs::fault::Fault;
use crate::verbs::session::{Session, World};
use crate::verbs::telling::{Who, tell_who_is_here};
use crate::words::day::{Day, Time};
use crate::words::digest::Digest;
use crate::words::ids::{BundleId, MediumId};

use super::wrapping::NotWrapped;

/// How long a drill holds.
const DRILL_DAYS: u64 = 366;
/// How many bundles one entry names.
const NAMED_MAX: usize = 1_000;

/// What a run of `key drill` proved.
#[derive(Debug, Serialize)]
pub struct DrillReport {
    /// Its name.
    pub vault: String,
    /// What was opened on which drive.
    pub drilled: Vec<Drilled>,
    /// Which drives took part.
    #[serde(flatten)]
    pub who: Who,
}

/// What one recipient's identity opened on one drive.
#[derive(Debug, Serialize)]
pub struct Drilled {
    /// What the recipient is called.
    pub name: String,
    /// The drive, by label.
    pub medium: String,
    /// So many classes have a bundle among those that opened.
    pub classes: u64,
    /// So many bundles opened.
    pub bundles: u64,
    /// Of so many a piece of the payload was opened too; of the others only keys lie on connected drives.
    pub payloads: u64,
    /// Bundles whose keys wait to be wrapped to this recipient.
    pub waiting: u64,
    /// Those that did not open, and why.
    pub failed: Vec<NotWrapped>,
}

/// Runs the drill with the identities that the run is given, or the vault's own.
pub(super) fn run(world: &mut World<'_>, home: &Path, all: bool) -> Result<DrillReport, Fault> {
    let mut session = Session::open(world, home, "kluis key drill")?;
    session.find_all(Accept::Current, Ok)?;
    let identities = session.world.access.open(&session.vault)?;
    session.hear()?;
    session.learn(&identities)?;
    let standing = &session.vault.state.recipients;
    let ours: Vec<Identity> = identities
        .into_iter()
        .filter(|identity| standing.contains(&identity.recipient().digest()))
        .collect();
    if ours.is_empty() {
        return Err(NoIdentity::NotARecipient.into());
    }
    let with_keys = |medium: &MediumId| {
        session.contacts.get(*medium).is_some_and(|contact| contact.has_role(Role::Keys))
    };
    let media: Vec<MediumId> = session.contacts.ids().into_iter().filter(with_keys).collect();
    if media.is_empty() {
        let all = session.vault.state.media.iter().filter(|(_, known)| !known.is_gone());
        let labels = all.map(|(medium, _)| session.label(*medium)).collect();
        return Err(Fault::MediaAbsent(labels));
    }
    let mut drilled = Vec::new();
    for identity in &ours {
        for medium in &media {
            drilled.push(on_drive(&mut session, *medium, identity, all)?);
        }
    }
    let who = tell_who_is_here(&mut session)?;
    let vault = session.vault.config.name.clone();
    Ok(DrillReport { vault, drilled, who })
}

fn on_drive(
    session: &mut Session<'_, '_>,
    medium: MediumId,
    identity: &Identity,
    all: bool,
) -> Result<Drilled, Fault> {
    let recipient = identity.recipient().digest();
    let (chosen, waiting) = chosen(&session.vault, medium, &recipient, all);
    let mut done = Drilled {
        name: session.vault.name_of_recipient(&recipient),
        medium: session.label(medium),
        classes: 0,
        bundles: 0,
        payloads: 0,
        waiting,
        failed: vec![],
    };
    let (mut opened, mut classes) = (Vec::new(), BTreeSet::new());
    for bundle in chosen {
        if session.world.watcher.interrupted() {
            return Err(Fault::Interrupted);
        }
        match open(session, medium, bundle, identity) {
            Ok(payload) => {
                done.payloads += u64::from(payload);
                opened.push(bundle);
                classes.extend(classes_of(&session.vault.state.bundles[&bundle]));
            }
            Err(why) => done.failed.push(NotWrapped { bundle, why }),
        }
    }
    done.bundles = opened.len() as u64;
    done.classes = classes.len() as u64;
    for bundles in opened.chunks(NAMED_MAX) {
        let bundles = bundles.to_vec();
        session.record(Event::KeysDrilled(KeysDrilled { bundles, medium, recipient }), None)?;
    }
    Ok(done)
}

/// The bundles to open on a drive, sorted: the newest of each class, or all; and how many wait to be wrapped.
fn chosen(
    vault: &Vault,
    medium: MediumId,
    recipient: &Digest,
    all: bool,
) -> (BTreeSet<BundleId>, u64) {
    let there = vault.state.bundles.iter().filter(|(_, known)| {
        known.intended.is_none()
            && known.standing() == Standing::Kept
            && known.wrapped_on().any(|on| on == medium)
    });
    let (ready, waiting): (Vec<_>, Vec<_>) =
        there.partition(|(_, known)| known.opens_on(medium, recipient));
    // Of one day a bundle's id tells nothing: it is drawn.
    let mut newest: BTreeMap<ClassShown, (Time, BundleId)> = BTreeMap::new();
    for (id, known) in &ready {
        let sealed = (known.sealed_at.time, **id);
        for class in classes_of(known) {
            let one = newest.entry(class).or_insert(sealed);
            *one = sealed.max(*one);
        }
    }
    let chosen = match all {
        true => ready.iter().map(|(id, _)| **id).collect(),
        false => newest.into_values().map(|(_, id)| id).collect(),
    };
    (chosen, waiting.len() as u64)
}

fn classes_of(known: &BundleState) -> impl Iterator<Item = ClassShown> + '_ {
    known.rules.iter().map(|rule| rule.class())
}

/// Opens a bundle's key on a drive, and of its payload the first piece where a connected drive has it; says whether one
/// has.
fn open(
    session: &Session<'_, '_>,
    medium: MediumId,
    bundle: BundleId,
    identity: &Identity,
) -> Result<bool, Fault> {
    let contact = session.in_contact(medium)?;
    let label = || contact.name.clone();
    let open = |problem| Fault::Open { label: label(), bundle, problem };
    let no_seal = crate::things::bundle::open::OpenProblem::NoKey;
    let seal = session.any_seal(bundle).ok_or_else(|| open(no_seal))?;
    let at = |contact: &crate::things::medium::Contact| {
        let folder = contact.bundle_folder(bundle).map_err(Fault::on(&contact.name))?;
        Ok::<_, Fault>(BundlePlace { storage: contact.storage.clone(), folder })
    };
    let one = std::slice::from_ref(identity);
    let own = bundle_identity(&seal, &at(contact)?, one).map_err(open)?;
    let known = &session.vault.state.bundles[&bundle];
    let has = |on: MediumId| known.standing_copies().any(|(copy, _)| copy == on);
    let holder = match has(medium) {
        true => Some(contact),
        false => session.contacts.iter().find(|contact| has(contact.label.medium)),
    };
    let Some(holder) = holder else { return Ok(false) };
    open_first_piece(&seal, &at(holder)?, &own).map_err(|problem| Fault::Open {
        label: holder.name.clone(),
        bundle,
        problem,
    })?;
    Ok(true)
}

/// Whether nobody has shown for a year that a recipient's identity still opens what it must. Asked of those that were
/// added, of those with which a drill was made once, and of the two that a vault came with while it has no other.
pub fn is_due(vault: &Vault, known: &RecipientState, today: Day) -> bool {
    due_from(vault, known).is_some_and(|from| today >= from)
}

/// The day from which on it is time for a drill; none of those of whom nobody asks one, or where nothing is kept.
pub fn due_from(vault: &Vault, known: &RecipientState) -> Option<Day> {
    let last = known.drilled.unwrap_or(known.since).day();
    let from = last.checked_add_days(Days::new(DRILL_DAYS)).unwrap_or(Day::MAX);
    let keeps = || vault.state.bundles.values().any(|it| it.standing() == Standing::Kept);
    let added = |known: &RecipientState| known.stands() && known.note.is_some();
    let asked = known.drilled.is_some()
        || known.note.is_some()
        || !vault.state.recipients_ever.values().any(added);
    (known.stands() && asked && keeps()).then_some(from)
}

/// The recipients of whom it is time to show that, by name.
pub fn to_drill(vault: &Vault, today: Day) -> Vec<String> {
    let due = vault.state.recipients_ever.iter().filter(|(_, known)| is_due(vault, known, today));
    let mut names: Vec<String> =
        due.map(|(recipient, _)| vault.name_of_recipient(recipient)).collect();
    names.sort();
    names
}
