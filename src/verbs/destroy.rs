//! `destroy`: every copy on every drive that is here, through the one door; what is not here stays named.
//!
//! Plans first (all bundles are asked for before the first is touched), records the intent, erases copy by copy
//! with evidence, and says exactly what was done and read back.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::formats::entry::{BundleDestroyed, DestructionIntended, Event, Role};
use crate::formats::seal::Seal;
use crate::powers::signer::SigningKey;
use crate::things::bundle::proof::{Against, Verified, prove};
use crate::things::destruction::door::{Now, Refused, ask};
use crate::things::destruction::erase::EraseProblem;
use crate::things::joining;
use crate::things::ledger::state::{BundleState, Standing};
use crate::things::medium::{Accept, Contact, MediumProblem};
use crate::things::vault::keys::open_disposer;
use crate::words::ids::{BundleId, MediumId};
use crate::words::limits::TYPED_BYTES_MAX;

use super::fault::{Fault, Usage, at_home};
use super::list::INDICATION;
use super::select;
use super::session::{Session, World};

mod beside;
mod copies;
mod originals;
mod questions;
mod report;
mod waive;
mod withdraw;

pub(super) use copies::{Erasing, erase_copy};
use copies::{destroy_copy, erase_keys_apart, untold_first};
use questions::{Answered, confirm};
pub use report::{
    BundleReport, CopyReport, InPlaceDoubt, NotCovered, NotErased, Report, WithdrawnReport,
};
use waive::{waive, waived};

/// What the user asks for.
#[derive(Debug, Clone)]
pub struct Request {
    pub bundles: Vec<String>,
    pub by: String,
    pub role: String,
    pub approved_by: Option<String>,
    pub no_open_matters: bool,
    pub damaged: bool,
    /// Drives that this home has never seen, and that are not waited for any more.
    pub waive: Vec<String>,
    /// Why not, or why it is taken back.
    pub reason: Option<String>,
    /// Takes back what was intended, instead.
    pub withdraw: bool,
}

/// Runs the verb on the vault in `home`.
pub fn run(world: &mut World<'_>, home: &Path, request: &Request) -> Result<Report, Fault> {
    check_words(request)?;
    let mut session = Session::open(world, home, "kluis destroy")?;
    // The ledgers of all drives that are here are heard before anybody decides: a hold may stand on one.
    session.contact_all(Accept::Current).map_err(|fault| match fault {
        Fault::Medium(problem) if !matches!(problem, MediumProblem::InUse(_)) => {
            Fault::Unheard(problem)
        }
        fault => fault,
    })?;
    in_session(&mut session, request)
}

/// Runs the verb over the media that are in contact already.
pub fn in_session(session: &mut Session<'_, '_>, request: &Request) -> Result<Report, Fault> {
    let mut ids = Vec::new();
    for prefix in &request.bundles {
        let id = select::resolve_one(&session.vault, prefix)?;
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    if request.withdraw {
        return withdraw::withdraw(session, request, &ids);
    }
    reach_gone(session, &ids)?;
    let waived = waived(session, request)?;
    // What a person waives is put on record when the questions are answered; the door then asks again.
    let mut state = session.vault.state.clone();
    state.unseen.retain(|medium| !waived.contains(medium));
    if !state.unseen.is_empty() {
        let labels = state.unseen.iter().map(|medium| session.label(*medium));
        return Err(Fault::MediaUnseen(labels.collect()));
    }
    let years = session.book_years()?;
    for id in &ids {
        let standing = session.vault.state.bundles.get(id).map(|bundle| bundle.standing());
        if standing == Some(Standing::Destroyed) && come_back(session, *id).next().is_none() {
            // What the drives have told of it is kept.
            if session.vault.ledger.heads() != session.vault.memory.heads {
                session.vault.save().map_err(at_home)?;
            }
            return Err(Usage::AlreadyDestroyed(*id).into());
        }
        let seal = seal_of(session, *id)?;
        ask(Now { state: &state, ..session.now(&years) }, &seal)?;
        refuse_absent(session, *id)?;
    }
    if session.contacts.is_empty() {
        return Err(Fault::NoMedium);
    }
    refuse_read_only(session, &ids)?;
    let beside = beside::look_first(session, &ids)?;
    let answered = confirm(session, request, &ids, &beside)?;
    let identities = session.world.access.open(&session.vault)?;
    let disposer = open_disposer(&session.vault, &identities)?;
    waive(session, request, &waived, &disposer)?;
    session.learn(&identities)?;
    let mut report = Report {
        vault: session.vault.config.name.clone(),
        bundles: vec![],
        withdrawn: vec![],
        not_covered: NotCovered::ALL.to_vec(),
        indication: INDICATION,
    };
    for id in ids {
        let done = destroy_one(session, request, id, &answered, &disposer)?;
        report.bundles.push(done);
    }
    Ok(report)
}

/// The bundle's seal, proven: on this PC, or on a drive that is here. Without it nobody knows until when it is kept.
fn seal_of(session: &Session<'_, '_>, id: BundleId) -> Result<Verified<Seal>, Fault> {
    if let Some(seal) = session.any_seal(id) {
        return Ok(seal);
    }
    let known = session.vault.state.bundles.get(&id).ok_or(Refused::Unknown(id))?;
    let sealers = session.vault.sealers();
    let against = Against { vault: session.vault.id, sealers: &sealers, known: Some(known) };
    for (medium, _) in known.standing_copies() {
        let Some(at) = here(session, medium) else { continue };
        let contact = &session.contacts[at];
        let label = contact.name.clone();
        let folder = contact.bundle_folder(id).map_err(Fault::on(&label))?;
        let proof = prove(&*contact.storage, &folder, id, &against);
        return proof.map_err(|problem| Fault::Seal { label, bundle: id, problem });
    }
    let labels = known.standing_copies().map(|(medium, _)| session.label(medium)).collect();
    Err(Fault::NoneOfThese(vec![labels]))
}

/// A destruction of which nothing can be done here is not begun: until it goes on, the bundle would be given back no
/// more.
fn refuse_absent(session: &Session<'_, '_>, id: BundleId) -> Result<(), Fault> {
    let Some(known) = session.vault.state.bundles.get(&id) else { return Ok(()) };
    let copies = known.standing_copies().map(|(medium, _)| medium);
    let media: Vec<MediumId> = copies.chain(known.standing_keys()).collect();
    let begun = known.intended.is_some() || known.destroyed.is_some();
    if begun || media.is_empty() || media.iter().any(|medium| here(session, *medium).is_some()) {
        return Ok(());
    }
    let labels = media.into_iter().map(|medium| session.label(medium)).collect();
    Err(Fault::NoneOfThese(vec![labels]))
}

/// Brings drives into contact that are lost or retired and all the same here, where they hold one of these bundles:
/// it is to be destroyed on every copy.
fn reach_gone(session: &mut Session<'_, '_>, ids: &[BundleId]) -> Result<(), Fault> {
    let known = ids.iter().filter_map(|id| session.vault.state.bundles.get(id));
    let media: BTreeSet<MediumId> = known
        .flat_map(|known| known.standing_copies().map(|(on, _)| on).chain(known.standing_keys()))
        .filter(|on| session.is_gone(*on))
        .collect();
    for medium in media {
        session.find(medium, Accept::Older)?;
    }
    // Beside its clone a drive can't be told from it, and neither is erased from.
    let untouched = &session.untouched;
    session.contacts.retain(|contact| !untouched.contains(&contact.label.medium));
    Ok(())
}

/// A drive that can't be written is refused before the intent is recorded: from then on the bundle would be given
/// back no more, and not destroyed either.
fn refuse_read_only(session: &Session<'_, '_>, ids: &[BundleId]) -> Result<(), Fault> {
    let holds = |contact: &&Contact| {
        let on = contact.label.medium;
        let bundles = ids.iter().filter_map(|id| session.vault.state.bundles.get(id));
        bundles
            .flat_map(|known| {
                known.standing_copies().map(|(on, _)| on).chain(known.standing_keys())
            })
            .any(|medium| medium == on)
    };
    let locked = |contact: &&Contact| contact.storage.describe().read_only;
    match session.contacts.iter().filter(holds).find(locked) {
        Some(contact) => Err(Fault::ReadOnly { label: contact.name.clone() }),
        None => Ok(()),
    }
}

fn check_words(request: &Request) -> Result<(), Fault> {
    let role = Some(&request.role).filter(|_| !request.withdraw);
    let words = [("--by", Some(&request.by)), ("--role", role)];
    let more =
        [("--approved-by", request.approved_by.as_ref()), ("--reason", request.reason.as_ref())];
    for (option, text) in words.into_iter().chain(more) {
        let Some(text) = text else { continue };
        if text.trim().is_empty() || text.len() > TYPED_BYTES_MAX {
            return Err(Usage::BadText(option).into());
        }
    }
    Ok(())
}

fn destroy_one(
    session: &mut Session<'_, '_>,
    request: &Request,
    id: BundleId,
    answered: &Answered,
    disposer: &SigningKey,
) -> Result<BundleReport, Fault> {
    let seal = seal_of(session, id)?;
    let known = session.vault.state.bundles.get(&id).cloned().ok_or(Refused::Unknown(id))?;
    let mut media: Vec<MediumId> = known.standing_copies().map(|(medium, _)| medium).collect();
    media.extend(come_back(session, id));
    let years = session.book_years()?;
    let intent = {
        let released = ask(session.now(&years), &seal)?;
        released.intent(media.clone(), answered.no_open_matters())
    };
    session.vault.ledger.has_room_for(session.stamp, &entries_of(&intent, &known))?;
    let mut report = BundleReport {
        bundle: id,
        records: known.records,
        bytes: known.bytes,
        kept_through: intent.keep_through,
        copies: vec![],
        remaining: vec![],
        failed: vec![],
        differs: false,
        untold: vec![],
        originals: originals::standing(session, id)?,
        complete: false,
    };
    let seals = prove_all(session, request, id, &media)?;
    let begun = known.intended.is_some();
    let how = Erasing { disposer, damaged: request.damaged, begun };
    intend(session, request, intent, disposer)?;
    let mut untold = session.tell()?;
    for medium in &media {
        if here(session, *medium).is_none() {
            report.remaining.push(session.label(*medium));
            continue;
        }
        let label = session.label(*medium);
        if let Some(why) = untold_first(&mut untold, &label) {
            report.failed.push((label, why));
            continue;
        }
        match destroy_copy(session, &how, *medium, seals.get(medium).unwrap_or(&seal)) {
            Ok(copy) => {
                report.copies.push(copy);
                session.tell()?;
            }
            Err(fault @ (Fault::Refused(_) | Fault::Interrupted)) => return Err(fault),
            Err(fault) => {
                let differs =
                    matches!(fault, Fault::Erase { problem: EraseProblem::Differs { .. }, .. });
                report.differs |= differs;
                report.failed.push((session.label(*medium), NotErased::Fault(fault)));
            }
        }
    }
    for medium in known.standing_keys().filter(|medium| here(session, *medium).is_none()) {
        report.remaining.push(session.label(medium));
    }
    erase_keys_apart(session, &how, &seal, &mut untold, &mut report)?;
    // A run that was cut off may have destroyed all copies, and not have come to this.
    let begun = session.vault.state.bundles.get(&id);
    if begun.is_some_and(|bundle| bundle.erased) {
        joining::forget(&session.vault, id).map_err(at_home)?;
    }
    let standing = session
        .vault
        .state
        .bundles
        .get(&id)
        .map_or(0, |bundle| bundle.standing_copies().count() + bundle.standing_keys().count());
    if standing == 0 && report.failed.is_empty() {
        let media = known.copies.keys().copied().collect();
        let event = Event::BundleDestroyed(BundleDestroyed { bundle: id, media });
        session.record_as_disposer(event, None, disposer)?;
        report.complete = true;
    }
    report.untold = session.tell()?.into_iter().map(|(label, _)| label).collect();
    Ok(report)
}

/// The longest entries that a destruction may come to: they are known to fit before anything is erased.
fn entries_of(intent: &DestructionIntended, known: &BundleState) -> Vec<Event> {
    let (bundle, keys) = (intent.bundle, known.keys_on.keys().copied());
    let media: BTreeSet<MediumId> = known.copies.keys().copied().chain(keys).collect();
    let mut entries = vec![
        Event::DestructionIntended(intent.clone()),
        Event::BundleDestroyed(BundleDestroyed { bundle, media: media.iter().copied().collect() }),
    ];
    entries.extend(media.iter().map(|on| Event::CopyDestroyed(copies::longest(bundle, *on))));
    entries
}

/// Drives on which a copy was destroyed and is there again: somebody put back an old state of the drive.
fn come_back(session: &Session<'_, '_>, id: BundleId) -> impl Iterator<Item = MediumId> {
    let known = session.vault.state.bundles.get(&id);
    session.contacts.iter().filter_map(move |contact| {
        let medium = contact.label.medium;
        let destroyed = known.is_some_and(|known| known.destroyed_on.contains_key(&medium));
        let there = contact.bundle_folder(id).and_then(|folder| contact.storage.facts(&folder));
        (destroyed && contact.has_role(Role::Data) && matches!(there, Ok(Some(_))))
            .then_some(medium)
    })
}

fn here(session: &Session<'_, '_>, medium: MediumId) -> Option<usize> {
    session.contacts.iter().position(|contact| contact.label.medium == medium)
}

/// Proves the seal of every copy that is here before anything is recorded: a forged one stops it all. One that a
/// cut-off run has erased already is not there, and no reason to stop.
fn prove_all(
    session: &Session<'_, '_>,
    request: &Request,
    id: BundleId,
    media: &[MediumId],
) -> Result<BTreeMap<MediumId, Verified<Seal>>, Fault> {
    let sealers = session.vault.sealers();
    let known = session.vault.state.bundles.get(&id);
    let mut seals = BTreeMap::new();
    let years = session.book_years()?;
    for medium in media {
        let Some(at) = here(session, *medium) else { continue };
        let contact = &session.contacts[at];
        let label = || contact.name.clone();
        let folder = contact
            .bundle_folder(id)
            .map_err(|problem| Fault::Storage { label: label(), problem })?;
        let against = Against { vault: session.vault.id, sealers: &sealers, known };
        match prove(&*contact.storage, &folder, id, &against) {
            Ok(seal) => {
                ask(session.now(&years), &seal)?;
                seals.insert(*medium, seal);
            }
            // A run that was cut off may have overwritten it: the home's copy of the seal says what was there.
            Err(problem) => match session.seal_at_home(id) {
                Some(seal) if known.is_some_and(|known| known.intended.is_some()) => {
                    ask(session.now(&years), &seal)?;
                    seals.insert(*medium, seal);
                }
                at_home => {
                    let there = contact.storage.facts(&folder);
                    if !matches!(there, Ok(None)) {
                        return Err(Fault::Seal { label: label(), bundle: id, problem });
                    }
                    // Its whole folder is gone, and no run of this program took it away.
                    if !request.damaged {
                        let problem = EraseProblem::Differs { name: id.to_string() };
                        return Err(Fault::Erase { label: label(), bundle: id, problem });
                    }
                    if let Some(seal) = at_home {
                        ask(session.now(&years), &seal)?;
                        seals.insert(*medium, seal);
                    }
                }
            },
        }
    }
    Ok(seals)
}

fn intend(
    session: &mut Session<'_, '_>,
    request: &Request,
    intent: DestructionIntended,
    disposer: &SigningKey,
) -> Result<(), Fault> {
    let mut text = serde_json::Map::new();
    text.insert("by".into(), request.by.clone().into());
    text.insert("role".into(), request.role.clone().into());
    if let Some(name) = &request.approved_by {
        text.insert("approved_by".into(), name.clone().into());
    }
    let note = session.note(text)?;
    session.record_as_disposer(Event::DestructionIntended(intent), Some(note), disposer)
}
