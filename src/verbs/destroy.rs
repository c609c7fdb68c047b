//! `destroy`: every copy on every drive that is here, through the one door; what is not here stays named.
//!
//! Plans first (all bundles are asked for before the first is touched), records the intent, erases copy by copy
//! with evidence, and says exactly what was done and read back.

use std::collections::BTreeSet;
use std::path::Path;

use crate::formats::entry::{BundleDestroyed, Event, Release};
use crate::things::destruction::door::{Now, Refused, ask, would_release};
use crate::things::destruction::erase::EraseProblem;
use crate::things::joining;
use crate::things::ledger::state::{BundleState, Standing, State};
use crate::things::medium::{Accept, MediumProblem};
use crate::things::outbox;
use crate::words::ids::{BundleId, MediumId};

use super::fault::{Fault, Usage, at_home};
use super::session::{Session, World};
use super::statement::make::Signing;

mod begun;
mod beside;
mod chosen;
mod copies;
mod intent;
mod originals;
mod persons;
mod questions;
mod reach;
mod report;
mod request;
pub mod scan;
pub mod space;
mod statements;
mod waive;
mod withdraw;

use begun::nothing_yet;
pub(super) use chosen::as_known;
use chosen::{Chosen, choose};
pub(super) use copies::{Erasing, erase_copy};
use copies::{destroy_copy, erase_keys_apart, untold_first};
use intent::{entries_of, intend};
use persons::TheList;
pub(crate) use persons::{ApprovedReport, UnapprovedReport};
pub(super) use persons::{approver_of, order, refuse_without_second};
use questions::{Answered, confirm};
use reach::{come_back, prove_all, reach_gone, refuse_absent, refuse_read_only, seal_of};
pub use report::Report;
pub(super) use report::outcome_of;
pub(crate) use report::{
    BundleReport, CopyReport, InPlaceDoubt, NotCovered, NotDestroyed, NotErased, WithdrawnReport,
};
use request::check_words;
pub use request::{Request, What};
pub use space::Wanted;
use waive::{waive, waived};

/// Runs the verb on the vault in `home`.
pub fn run(world: &mut World<'_>, home: &Path, request: &Request) -> Result<Report, Fault> {
    check_words(request)?;
    let mut session = Session::open(world, home, "kluis destroy")?;
    // The ledgers of all connected drives are read before anybody decides: a hold may stand on one.
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
    session.older_rule = request.older_rule.is_some();
    let Chosen { mut ids, each_for_itself, list } = choose(session, request)?;
    let list = TheList::of(session, list);
    if request.withdraw {
        return withdraw::withdraw(session, request, &ids, &list);
    }
    if request.approve {
        return approve(session, request, &ids, &list, each_for_itself);
    }
    session.look_elsewhere(&ids, None);
    reach_gone(session, &ids)?;
    statements::drop_unreached(session, request, &mut ids);
    session.read_heirs(&ids)?;
    let unstated = statements::take_unstated(session, &mut ids);
    let waived = waived(session, request)?;
    // What a person waives is put on record when the questions are answered; the door then asks again.
    let mut state = session.vault.state.clone();
    state.unseen.retain(|medium| !waived.contains(medium));
    if !state.unseen.is_empty() {
        let labels = state.unseen.iter().map(|medium| session.label(*medium));
        return Err(Fault::MediaUnseen(labels.collect()));
    }
    let rules = session.rules_now()?;
    let not_covered = NotCovered::ALL.to_vec();
    let mut report = Report { not_covered, ..nothing_yet(session) };
    keep_refused(&mut ids, each_for_itself, &mut report, |id| may_begin(session, &state, id))?;
    if ids.is_empty() {
        if unstated {
            statements::state_alone(session, request, &mut report)?;
        }
        return ended(report);
    }
    if !matches!(request.what, What::Begun) {
        persons::refuse_alone(session, request, &list)?;
    }
    if session.contacts.is_empty() {
        return Err(Fault::NoMedium);
    }
    refuse_read_only(session, &ids)?;
    space::refuse_shared(session, &space::media_of(session, &ids), request.space)?;
    let beside = beside::look_first(session, &ids)?;
    let answered = confirm(session, request, &ids, &beside, each_for_itself)?;
    let identities = session.world.access.open(&session.vault)?;
    let disposer = session.world.access.disposer(&session.vault, &identities)?;
    session.look_inside(&ids, &identities);
    // Asked again with the rules that only an identity opens, before the first is touched.
    keep_refused(&mut ids, each_for_itself, &mut report, |id| {
        let now = Now { state: &state, ..session.now(&rules) };
        Ok(would_release(now, &seal_of(session, id)?).map(drop)?)
    })?;
    waive(session, request, &waived, &disposer)?;
    session.learn(&identities)?;
    if !matches!(request.what, What::Begun) {
        persons::sign(session, request, &list, &disposer)?;
    }
    let signing = Signing { identities: &identities, disposer: &disposer };
    let mut report =
        each(report, &ids, |id| destroy_one(session, request, id, &answered, &signing))?;
    // Before the statements: they say what was done about the free space.
    let reached = report.bundles.iter().flat_map(|bundle| &bundle.copies);
    let media = space::called(session, &reached.map(|copy| copy.medium.clone()).collect());
    report.space = space::clear(session, &media, request.space, &request.by, &disposer)?;
    statements::state(session, request, &signing, &ids, &mut report)?;
    session.note_lost_again();
    ended(report)
}

/// Destroys a bundle whose records stand in others, as far as its drives are here. Nobody is asked about open matters:
/// no record goes, or each that does goes on a ground that is on record.
pub(super) fn destroy_succeeded(
    session: &mut Session<'_, '_>,
    id: BundleId,
    request: &Request,
    signing: &Signing<'_>,
) -> Result<BundleReport, Fault> {
    reach_gone(session, &[id])?;
    session.read_heirs(&[id])?;
    let rules = session.rules_now()?;
    let seal = seal_of(session, id)?;
    if ask(session.now(&rules), &seal)?.release() != Release::Succeeded {
        return Err(Refused::NotSucceeded(id).into());
    }
    refuse_absent(session, id)?;
    refuse_read_only(session, &[id])?;
    beside::look_first(session, &[id])?;
    destroy_one(session, request, id, &Answered::not_asked(), signing)
}

/// Signs as the second person; the same is asked as of who destroys.
fn approve(
    session: &mut Session<'_, '_>,
    request: &Request,
    ids: &[BundleId],
    list: &TheList,
    together: bool,
) -> Result<Report, Fault> {
    for id in ids {
        refuse_gone(session, *id)?;
    }
    if ids.is_empty() {
        // Everything on the list has gone: nobody signs for that.
        return Ok(nothing_yet(session));
    }
    session.read_heirs(ids)?;
    let rules = session.rules_now()?;
    for id in ids {
        let Some(seal) = session.any_seal(*id) else { continue };
        // Who approves that says so too.
        if let Err(refused @ Refused::LongerRule { .. }) = would_release(session.now(&rules), &seal)
        {
            return Err(refused.into());
        }
    }
    confirm(session, request, ids, &[], together)?;
    let approved = Some(persons::approve(session, request, list)?);
    Ok(Report { approved, ..nothing_yet(session) })
}

/// Acts on one bundle after the other. What keeps one of them, since it is held now or changed in between, keeps no
/// other.
fn each(
    mut report: Report,
    ids: &[BundleId],
    mut act: impl FnMut(BundleId) -> Result<BundleReport, Fault>,
) -> Result<Report, Fault> {
    for id in ids {
        match act(*id) {
            Ok(done) => report.bundles.push(done),
            Err(Fault::Interrupted) => return Err(Fault::Interrupted),
            Err(why) => report.not_destroyed.push(NotDestroyed { bundle: *id, why }),
        }
    }
    Ok(report)
}

/// Leaves out what may not go; where it was named by a person, and not by a list, that ends the run.
fn keep_refused(
    ids: &mut Vec<BundleId>,
    each_for_itself: bool,
    report: &mut Report,
    mut may: impl FnMut(BundleId) -> Result<(), Fault>,
) -> Result<(), Fault> {
    let mut left = Vec::new();
    for id in ids.drain(..) {
        match may(id) {
            Ok(()) => left.push(id),
            Err(why @ (Fault::Refused(_) | Fault::NoneOfThese(_))) if each_for_itself => {
                report.not_destroyed.push(NotDestroyed { bundle: id, why });
            }
            Err(why) => return Err(why),
        }
    }
    *ids = left;
    Ok(())
}

/// Where the only bundle was not destroyed, its fault ends the run; of several, each is named.
fn ended(mut report: Report) -> Result<Report, Fault> {
    match (report.bundles.len(), report.not_destroyed.len()) {
        (0, 1) => Err(report.not_destroyed.swap_remove(0).why),
        _ => Ok(report),
    }
}

/// Whether a bundle may go, and whether something can be done about it here, before anybody is asked.
fn may_begin(session: &mut Session<'_, '_>, state: &State, id: BundleId) -> Result<(), Fault> {
    refuse_gone(session, id)?;
    let rules = session.rules_now()?;
    let seal = seal_of(session, id)?;
    match would_release(Now { state, ..session.now(&rules) }, &seal) {
        // Those rules are read once an identity is open, and then it is asked again.
        Ok(_) | Err(Refused::RulesUnread { .. }) => refuse_absent(session, id),
        Err(refused) => Err(refused.into()),
    }
}

/// Refuses what was destroyed, unless a drive that was lost is back with it.
fn refuse_gone(session: &mut Session<'_, '_>, id: BundleId) -> Result<(), Fault> {
    let standing = session.vault.state.bundles.get(&id).map(|bundle| bundle.standing());
    if standing != Some(Standing::Destroyed) || come_back(session, id).next().is_some() {
        return Ok(());
    }
    // What the drives have told of it is kept.
    if session.vault.ledger.heads() != session.vault.memory.heads {
        session.vault.save().map_err(at_home)?;
    }
    Err(Usage::AlreadyDestroyed(id).into())
}

fn destroy_one(
    session: &mut Session<'_, '_>,
    request: &Request,
    id: BundleId,
    answered: &Answered,
    signing: &Signing<'_>,
) -> Result<BundleReport, Fault> {
    let seal = seal_of(session, id)?;
    let known = session.vault.state.bundles.get(&id).cloned().ok_or(Refused::Unknown(id))?;
    let standing = known.standing_copies().map(|(medium, _)| medium);
    let media: BTreeSet<MediumId> = standing.chain(come_back(session, id)).collect();
    let media: Vec<MediumId> = media.into_iter().collect();
    let rules = session.rules_now()?;
    let intent = {
        let released = ask(session.now(&rules), &seal)?;
        released.intent(media.clone(), answered.no_open_matters())
    };
    session.vault.ledger.has_room_for(session.stamp, &entries_of(&intent, &known))?;
    let mut report = BundleReport {
        bundle: id,
        records: known.records,
        bytes: known.bytes,
        kept_through: intent.keep_through,
        copies: vec![],
        lost: known.lost_copies().map(|on| session.label(on)).collect(),
        remaining: vec![],
        failed: vec![],
        differs: false,
        untold: vec![],
        originals: originals::standing(session, id)?,
        complete: false,
    };
    let seals = prove_all(session, request, id, &media)?;
    let begun = known.intended.is_some();
    let how = Erasing { signing, damaged: request.damaged, begun };
    intend(session, request, intent, signing.disposer)?;
    let mut untold = session.tell()?;
    statements::keep_commitments(session, &seal)?;
    for medium in &media {
        if !session.contacts.has(*medium) {
            if known.lost_copies().any(|lost| lost == *medium) {
                continue;
            }
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
            Err(Fault::Interrupted) => return Err(Fault::Interrupted),
            // Refused at the first copy, nothing of it has gone.
            Err(refused @ Fault::Refused(_)) if report.copies.is_empty() => return Err(refused),
            Err(fault) => {
                let differs =
                    matches!(fault, Fault::Erase { problem: EraseProblem::Differs { .. }, .. });
                report.differs |= differs;
                report.failed.push((session.label(*medium), NotErased::Fault(fault)));
            }
        }
    }
    let lost: Vec<MediumId> = known.lost_copies().collect();
    report.lost.retain(|label| report.copies.iter().all(|copy| copy.medium != *label));
    let away = |medium: &MediumId| !session.contacts.has(*medium) && !lost.contains(medium);
    for medium in known.standing_keys().filter(away) {
        report.remaining.push(session.label(medium));
    }
    erase_keys_apart(session, &how, &seal, &mut untold, &mut report)?;
    let bundle = session.vault.state.bundles.get(&id);
    let gone = bundle.is_some_and(|bundle| !bundle.destroyed_on.is_empty());
    let lost_alone = bundle.is_some_and(BundleState::stands_on_lost_media_alone);
    if !gone && lost_alone {
        // Nothing was asked for a copy, and the order itself may wait for somebody's answer.
        ask(session.now(&rules), &seal)?;
    }
    // A run that was cut off may have destroyed all copies, and not have come to this.
    if bundle.is_some_and(|bundle| bundle.erased) || lost_alone {
        joining::forget(&session.vault, id).map_err(at_home)?;
        outbox::remove(&session.vault, id).map_err(at_home)?;
    }
    let waits = bundle.is_some_and(|bundle| bundle.unaccounted().next().is_some());
    if !waits && (gone || lost_alone) && report.failed.is_empty() {
        let media = known.copies.keys().copied().collect();
        let event = Event::BundleDestroyed(BundleDestroyed { bundle: id, media });
        session.record_as_disposer(event, None, signing.disposer)?;
        report.complete = true;
    }
    report.untold = session.tell()?.into_iter().map(|(label, _)| label).collect();
    Ok(report)
}

#[cfg(test)]
mod tests;
