//! `destroy --fill` and `--trim`: what is done about the free space of a drive once the copies there are gone, and what
//! goes on record of it.

use std::collections::BTreeSet;
use std::path::Path;

use serde::Serialize;

use crate::formats::entry::{self, Event, HARDWARE_TEXT_BYTES_MAX, SpaceCleared, SpaceMethod};
use crate::powers::medium::{self, Discarded, ReadBack};
use crate::powers::signer::SigningKey;
use crate::things::destruction::fill::{Filled, Unfilled, fill};
use crate::things::medium::{Accept, Contact};
use crate::things::recording::{entry_file_system, entry_read_back};
use crate::verbs::fault::{Fault, SpaceFault, Usage};
use crate::verbs::outcome::{Outcome, Reported};
use crate::verbs::session::{Session, World};
use crate::verbs::telling::{Who, tell_who_is_here};
use crate::words::ids::{BundleId, MediumId};
use crate::words::limits::TYPED_BYTES_MAX;

/// What is to be done about free space.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Wanted {
    /// It is written over.
    pub fill: bool,
    /// The drive is told that it holds nothing.
    pub trim: bool,
}

/// What the user asks for, where nothing is destroyed now.
#[derive(Debug, Clone)]
pub struct Request {
    /// On which drive, by label or path.
    pub medium: String,
    /// What is to be done there.
    pub wanted: Wanted,
    /// Who does it.
    pub by: String,
}

/// What was done about the free space of one drive.
#[derive(Debug, Serialize)]
pub struct SpaceReport {
    /// The drive, by label.
    pub medium: String,
    /// As the system names it.
    pub file_system: String,
    /// What was tried.
    pub method: SpaceMethod,
    /// How many bytes were written and read back, or named to the drive as free.
    pub bytes: u64,
    /// Free bytes that were not reached.
    pub left: Option<u64>,
    /// From where they were read; none where nothing was written.
    pub read_back: Option<ReadBack>,
    /// Why it was not done.
    pub problem: Option<Fault>,
}

/// What was done, on one drive or more.
#[derive(Debug, Serialize)]
pub struct Report {
    /// Each act.
    pub space: Vec<SpaceReport>,
    /// Which drives have it on record.
    #[serde(flatten)]
    pub who: Who,
}

impl Reported for Report {
    fn outcome(&self) -> Outcome {
        outcome_of(&self.space).max(self.who.outcome())
    }

    fn faults(&self) -> Vec<&Fault> {
        self.space.iter().filter_map(|done| done.problem.as_ref()).collect()
    }
}

/// What was asked for and not done makes a run partly done.
pub(super) fn outcome_of(space: &[SpaceReport]) -> Outcome {
    match space.iter().all(|done| done.problem.is_none()) {
        true => Outcome::Done,
        false => Outcome::PartlyDone,
    }
}

/// Runs it alone, on one drive of the vault in `home`.
pub fn run(world: &mut World<'_>, home: &Path, request: &Request) -> Result<Report, Fault> {
    if request.by.trim().is_empty() || request.by.len() > TYPED_BYTES_MAX {
        return Err(Usage::BadText("--by").into());
    }
    let mut session = Session::open(world, home, "kluis destroy")?;
    session.contact(&[&request.medium], Accept::Current)?;
    let media = session.contacts.ids();
    refuse_shared(&session, &media, request.wanted)?;
    in_session(&mut session, request, &media)
}

/// The same on the drives that are in contact already.
pub fn in_session(
    session: &mut Session<'_, '_>,
    request: &Request,
    media: &[MediumId],
) -> Result<Report, Fault> {
    let identities = session.world.access.open(&session.vault)?;
    let disposer = session.world.access.disposer(&session.vault, &identities)?;
    let space = clear(session, media, request.wanted, &request.by, &disposer)?;
    Ok(Report { space, who: tell_who_is_here(session)? })
}

/// Refuses drives that share their room with this PC's own files: to fill one would stop whatever writes there.
pub(super) fn refuse_shared(
    session: &Session<'_, '_>,
    media: &[MediumId],
    wanted: Wanted,
) -> Result<(), Fault> {
    let own = [session.vault.root.clone(), medium::system_root(), std::env::temp_dir()];
    let shares = |contact: &&Contact| own.iter().any(|own| medium::shares_room(&contact.path, own));
    let mut meant = session.contacts.iter().filter(|there| media.contains(&there.label.medium));
    match meant.find(shares).filter(|_| wanted != Wanted::default()) {
        Some(contact) => Err(SpaceFault::OwnRoom { label: contact.name.clone() }.into()),
        None => Ok(()),
    }
}

/// The drives here on which a copy or the keys of one of these bundles stand.
pub(super) fn media_of(session: &Session<'_, '_>, ids: &[BundleId]) -> Vec<MediumId> {
    let mut here = session.contacts.ids();
    here.retain(|on| {
        let mut known = ids.iter().filter_map(|id| session.vault.state.bundles.get(id));
        known.any(|known| known.copies.contains_key(on) || known.keys_on.contains_key(on))
    });
    here
}

/// The drives here that are called so.
pub(super) fn called(session: &Session<'_, '_>, labels: &BTreeSet<String>) -> Vec<MediumId> {
    let here = session.contacts.iter().filter(|there| labels.contains(&there.name));
    here.map(|there| there.label.medium).collect()
}

/// Does what is wanted on each of these drives, and puts it on record. What keeps one drive keeps no other; a person
/// who stops it stops all.
pub(super) fn clear(
    session: &mut Session<'_, '_>,
    media: &[MediumId],
    wanted: Wanted,
    by: &str,
    disposer: &SigningKey,
) -> Result<Vec<SpaceReport>, Fault> {
    let methods = [(wanted.fill, SpaceMethod::Filled), (wanted.trim, SpaceMethod::Trimmed)];
    let mut reports = Vec::new();
    for medium in media {
        for (_, method) in methods.iter().filter(|(wanted, _)| *wanted) {
            let longest = Event::SpaceCleared(longest(*medium));
            session.vault.ledger.has_room_for(session.stamp, &[longest])?;
            let contact = session.in_contact(*medium)?;
            let (label, file_system) =
                (contact.name.clone(), contact.storage.describe().file_system);
            let done = match method {
                SpaceMethod::Filled => filled(session, *medium),
                SpaceMethod::Trimmed => trimmed(contact),
            };
            let (filled, problem) = match done {
                Ok((bytes, left, read_back)) => (Some((bytes, left, read_back)), None),
                Err(fault) => (None, Some(fault)),
            };
            let (bytes, left, read_back) = filled.unwrap_or_default();
            let stopped = matches!(problem, Some(Fault::Interrupted));
            if problem.is_none() {
                let cleared = SpaceCleared {
                    bytes,
                    file_system: entry_file_system(&file_system),
                    left,
                    medium: *medium,
                    method: *method,
                    read_back: read_back.map(entry_read_back),
                };
                let text = serde_json::Map::from_iter([("by".to_owned(), by.into())]);
                let note = session.note(text)?;
                session.record_as_disposer(Event::SpaceCleared(cleared), Some(note), disposer)?;
                session.tell()?;
            }
            let (medium, method) = (label, *method);
            reports.push(SpaceReport {
                medium,
                file_system,
                method,
                bytes,
                left,
                read_back,
                problem,
            });
            if stopped {
                return Ok(reports);
            }
        }
    }
    Ok(reports)
}

/// Bytes that were reached, those that were not as far as that is known, and from where they were read back.
type Reached = (u64, Option<u64>, Option<ReadBack>);

fn filled(session: &mut Session<'_, '_>, medium: MediumId) -> Result<Reached, Fault> {
    let Some(contact) = session.contacts.get(medium) else {
        return Err(Fault::MediaAbsent(vec![session.label(medium)]));
    };
    let label = contact.name.clone();
    match fill(contact, session.world.random, session.world.watcher) {
        Ok(Filled { bytes, read_back, left }) => Ok((bytes, Some(left), Some(read_back))),
        Err(Unfilled::Interrupted) => Err(Fault::Interrupted),
        Err(Unfilled::ReadsOtherwise) => Err(SpaceFault::ReadsOtherwise { label }.into()),
        Err(Unfilled::Storage(problem)) => Err(Fault::Storage { label, problem }),
    }
}

fn trimmed(contact: &Contact) -> Result<Reached, Fault> {
    let label = contact.name.clone();
    match contact.storage.discard_free() {
        Ok(Discarded::Told(bytes)) => Ok((bytes, None, None)),
        Ok(Discarded::Denied) => Err(SpaceFault::TrimDenied { label }.into()),
        Ok(Discarded::NoWay) => Err(SpaceFault::NoTrim { label }.into()),
        Err(problem) => Err(Fault::Storage { label, problem }),
    }
}

/// The longest entry that this may come to: known to fit before the first byte is written.
fn longest(medium: MediumId) -> SpaceCleared {
    SpaceCleared {
        bytes: 1 << 53,
        // Six bytes a letter, where a text has letters that ASCII lacks.
        file_system: "\u{1}".repeat(HARDWARE_TEXT_BYTES_MAX),
        left: Some(1 << 53),
        medium,
        method: SpaceMethod::Filled,
        read_back: Some(entry::ReadBack::PastCache),
    }
}
