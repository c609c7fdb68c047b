//! Puts on record that the new bundles stand in the old one's place, and lets the old one go through the door.

use std::collections::BTreeMap;
use std::path::Path;

use crate::formats::entry::{
    ClassEnd, Elsewhere, Event, EventRecorded, InheritedEnd, NoteRef, ShorteningProposed,
    Succeeded, Successor,
};
use crate::powers::signer::SigningKey;
use crate::rules::retention::{ClassShown, End, HasEnd};
use crate::things::ledger::state::Proven;
use crate::things::statements::{ANSWERED, GROUND, PATH, RECEIVED, TOLD};
use crate::verbs::destroy;
use crate::verbs::fault::Fault;
use crate::verbs::list::end_by_now;
use crate::verbs::session::Session;
use crate::verbs::statement::make::{Signing, make_owed};
use crate::verbs::terms::Words;
use crate::verbs::terms::earlier::propose;
use crate::words::digest::Digest;
use crate::words::ids::BundleId;

use super::planning::{OldBundle, Part, Planned};
use super::report::{NotProposed, Report, Role, WhyKept};
use super::request::{Request, What};

/// Records the succession, once, and destroys the old bundle.
pub(super) fn replace(
    session: &mut Session<'_, '_>,
    request: &Request,
    (old, planned): (&OldBundle, &Planned),
    (signing, approver): (&Signing<'_>, Option<&SigningKey>),
    report: &mut Report,
) -> Result<(), Fault> {
    succeed(session, request, old.id, (vec![], planned.removed), signing.disposer, report)?;
    if planned.removed > 0 {
        // Signed once that is on record: who approves it knows what goes.
        let signed = as_destroyed(request, old.id);
        destroy::order(session, &signed, old.id, signing.disposer, approver)?;
    }
    close(session, request, old, &planned.parts, signing.disposer, report)?;
    refresh(session, report);
    propose_earlier(session, request, old.id, &planned.parts, signing.disposer, report)?;
    go_on(session, request, old.id, signing, report)
}

/// Puts on record, once, in which bundles of this vault and of others the records stand.
pub(super) fn succeed(
    session: &mut Session<'_, '_>,
    request: &Request,
    old: BundleId,
    (elsewhere, removed): (Vec<Elsewhere>, u64),
    disposer: &SigningKey,
    report: &Report,
) -> Result<(), Fault> {
    let state = &session.vault.state;
    let seal_of = |bundle: BundleId| Successor { bundle, seal: state.bundles[&bundle].seal };
    let here = report.new.iter().filter(|new| new.vault.is_none());
    let mut successors: Vec<Successor> = here.map(|new| seal_of(new.bundle)).collect();
    successors.sort();
    let seal = state.bundles[&old].seal;
    let succeeded = Succeeded { bundle: old, elsewhere, removed, seal, successors };
    let on_record = state.bundles[&old].successions.iter();
    let mut on_record = on_record.map(|one| (&one.successors, &one.elsewhere, one.removed));
    let says = (&succeeded.successors, &succeeded.elsewhere, succeeded.removed);
    if !on_record.any(|known| known == says) {
        let note = note(session, request)?;
        session.record_as_disposer(Event::Succeeded(succeeded), Some(note), disposer)?;
        session.tell()?;
    }
    Ok(())
}

/// Where the right rules end before the old bundle does, the new one inherits the later end: the earlier one is
/// proposed, and counts once it was confirmed. Never under a hold.
pub(super) fn propose_earlier(
    session: &mut Session<'_, '_>,
    request: &Request,
    old: BundleId,
    parts: &[Part],
    disposer: &SigningKey,
    report: &mut Report,
) -> Result<(), Fault> {
    for (part, new) in parts.iter().zip(&report.new) {
        let bundles = &session.vault.state.bundles;
        let known = &bundles[&new.bundle];
        let (own, Some(left)) = (known.own_end(bundles), known.inherits) else { continue };
        let is_later = left.open || left.keep_through > own.keep_through;
        if part.role == Role::Rest || own.open || !is_later {
            continue;
        }
        if !known.holds.is_empty() {
            report.not_proposed = Some(NotProposed::Held);
            continue;
        }
        let End { keep_through, open, .. } = left;
        let fields = ShorteningProposed {
            bundles: Some(vec![new.bundle]),
            case: None,
            ends: vec![],
            inherited: vec![InheritedEnd { bundle: old, keep_through, open }],
            proposal: Digest::ZERO,
            replaces: vec![],
        };
        let (by, reason) = (request.by.as_deref(), Some(request.reason.as_str()));
        match propose(session, fields, &Words { by, reason, date: None }, disposer) {
            Ok(row) => {
                report.proposed = Some(row);
                session.tell()?;
            }
            Err(Fault::Usage(_)) => report.not_proposed = Some(NotProposed::Clock),
            Err(fault) => return Err(fault),
        }
    }
    Ok(())
}

/// What an event gave to a rule of the old bundle, it gives to the same rule of a new one: of a confidential class, or
/// without a case, nothing else says so.
pub(super) fn close(
    session: &mut Session<'_, '_>,
    request: &Request,
    old: &OldBundle,
    parts: &[Part],
    disposer: &SigningKey,
    report: &Report,
) -> Result<(), Fault> {
    let new = report.new.iter().filter(|new| new.vault.is_none());
    for (part, new) in parts.iter().zip(new) {
        let ends = given_ends(session, old, part, new.bundle);
        if !ends.is_empty() {
            let bundles = Some(vec![new.bundle]);
            let event = Event::EventRecorded(EventRecorded { bundles, case: None, ends });
            let note = note(session, request)?;
            session.record_as_disposer(event, Some(note), disposer)?;
        }
    }
    Ok(())
}

/// The ends that events gave to those rules of the old bundle which wait for one in the new one.
fn given_ends(
    session: &Session<'_, '_>,
    old: &OldBundle,
    part: &Part,
    new: BundleId,
) -> Vec<ClassEnd> {
    let bundles = &session.vault.state.bundles;
    let (before, after) = (&bundles[&old.id], &bundles[&new]);
    let mut ends: BTreeMap<ClassShown, ClassEnd> = BTreeMap::new();
    for (at, rule) in part.ruled.whole.iter().enumerate() {
        let open = after.rules[at].later_end().open && after.closed[at].is_none();
        let same = old.rules.iter().position(|old| old == rule);
        let Some(Some(closing)) = same.filter(|_| open).map(|old| before.closed[old]) else {
            continue;
        };
        let class = after.rules[at].class();
        let End { delete_from, keep_through, .. } = closing.end;
        ends.insert(class.clone(), ClassEnd { class, delete_from, keep_through });
    }
    ends.into_values().collect()
}

/// Destroys the old bundle, where its successors have copies enough and nothing else keeps it.
pub(super) fn go_on(
    session: &mut Session<'_, '_>,
    request: &Request,
    old: BundleId,
    signing: &Signing<'_>,
    report: &mut Report,
) -> Result<(), Fault> {
    let held = !session.vault.state.bundles[&old].holds.is_empty();
    let heirs = session.vault.state.heritage(old).unwrap_or_default().heirs;
    let copies = |id: &BundleId| {
        let known = &session.vault.state.bundles[id];
        session.vault.counted(known, Proven::ReadBack).copies
    };
    let wanted = (session.vault.config.copies as usize).max(1);
    if !held && heirs.iter().any(|id| copies(id) < wanted) {
        report.kept = Some(WhyKept::TooFewCopies);
        return Ok(());
    }
    if !held && session.elsewhere().iter().any(|there| !there.is_seen()) {
        report.kept = Some(WhyKept::TooFewThere);
        return Ok(());
    }
    match destroy::destroy_succeeded(session, old, &as_destroyed(request, old), signing) {
        Ok(mut done) => {
            // Of what lives on no file on this PC is to go.
            match &request.what {
                What::Under { .. } => done.originals.clear(),
                What::Without { record, .. } => {
                    done.originals.retain(|path| Path::new(path).ends_with(record));
                }
            }
            report.destroyed = Some(done);
            (report.statements, report.unstated) = make_owed(session, &[old], signing)?;
            if !report.statements.is_empty() {
                session.tell()?;
            }
        }
        Err(Fault::Interrupted) => return Err(Fault::Interrupted),
        Err(fault) => report.kept = Some(WhyKept::Fault(fault)),
    }
    Ok(())
}

/// How the old bundle is destroyed.
pub(super) fn as_destroyed(request: &Request, old: BundleId) -> destroy::Request {
    destroy::Request {
        approved_by: request.approved_by.clone(),
        approver_passphrase_file: request.approver_passphrase_file.clone(),
        ..destroy::Request::of_succeeded(old, request.by.as_deref(), &request.reason)
    }
}

/// Ends and holds as they are once the succession is on record: both follow the records.
pub(super) fn refresh(session: &Session<'_, '_>, report: &mut Report) {
    for new in report.new.iter_mut().filter(|new| new.vault.is_none()) {
        let known = &session.vault.state.bundles[&new.bundle];
        new.end =
            end_by_now(&session.vault, session.all_inside(), (new.bundle, known), session.today);
        new.holds = crate::rules::hold::names_of(&known.holds);
    }
}

pub(super) fn note(session: &mut Session<'_, '_>, request: &Request) -> Result<NoteRef, Fault> {
    let mut text = serde_json::Map::new();
    match &request.what {
        What::Under { .. } => text.insert("reason".into(), request.reason.clone().into()),
        What::Without { record, asked } => {
            text.insert(PATH.into(), record.clone().into());
            for (name, date) in [(RECEIVED, asked.received), (ANSWERED, asked.answered)] {
                text.extend(date.map(|date| (name.to_owned(), date.to_string().into())));
            }
            text.extend(asked.told.then(|| (TOLD.to_owned(), true.into())));
            text.insert(GROUND.into(), request.reason.clone().into())
        }
    };
    if let Some(by) = &request.by {
        text.insert("by".into(), by.clone().into());
    }
    session.note(text)
}
