//! What becomes of a bundle's records: which of them go into which new bundle, under which rules. Everything is decided
//! before anything is written.

use crate::formats::index::{Meta, Record};
use crate::formats::seal::Seal;
use crate::powers::asker::{EndChange, Question, yes_or_no};
use crate::powers::identity::Identity;
use crate::rules::retention::{Bar, End, PinnedRule};
use crate::things::bundle::open::open_index;
use crate::things::bundle::proof::Verified;
use crate::things::destruction::door::Refused;
use crate::things::ledger::state::Standing;
use crate::things::search::patterns::Patterns;
use crate::verbs::archive::rules::{Ruled, as_before, ruled_anew};
use crate::verbs::fault::{EndProblem, Fault, ResealProblem, Usage};
use crate::verbs::restore::Media;
use crate::verbs::select::{class_of, resolve_one};
use crate::verbs::session::Session;
use crate::words::ids::{BundleId, MediumId};

use super::report::Role;
use super::request::{Request, What};

/// The old bundle, opened, and what its records become.
pub(super) struct Planned {
    pub old: BundleId,
    pub seal: Verified<Seal>,
    pub identity: Identity,
    /// The drives that it is read from, the likeliest to hold first.
    pub from: Vec<MediumId>,
    pub parts: Vec<Part>,
    /// The rules that the old one is under, whole.
    pub rules: Vec<PinnedRule>,
    /// Records that stand in no new bundle.
    pub removed: u64,
}

/// One new bundle.
pub(super) struct Part {
    pub role: Role,
    pub ruled: Ruled,
    /// As the old bundle's index has them, sorted by safe path.
    pub records: Vec<Record>,
}

/// The bundle that is meant, where it is not destroyed. One whose destruction was begun can only be gone on with.
pub(super) fn old_bundle(session: &Session<'_, '_>, request: &Request) -> Result<BundleId, Fault> {
    let id = resolve_one(&session.vault, &request.bundle)?;
    let known = session.vault.state.bundles.get(&id).ok_or(Refused::Unknown(id))?;
    // No list that two persons signed names a record.
    if matches!(request.what, What::Without { .. }) && session.vault.two_persons() {
        return Err(ResealProblem::TakesTwoPersons(id).into());
    }
    // One record can't go while a hold wants to see it: nothing is begun.
    if matches!(request.what, What::Without { .. }) && !known.holds.is_empty() {
        let bars = known.holds.iter().cloned().map(Bar::Hold).collect();
        return Err(Refused::Barred { bundle: id, bars }.into());
    }
    match known.standing() {
        Standing::Destroyed => Err(Usage::AlreadyDestroyed(id).into()),
        _ if known.intended.is_some() && session.vault.state.heritage(id).is_none() => {
            Err(Refused::UnderDestruction(id).into())
        }
        Standing::Kept | Standing::PartlyDestroyed => Ok(id),
    }
}

/// Opens the bundle and divides its records.
pub(super) fn plan(
    session: &mut Session<'_, '_>,
    request: &Request,
    old: BundleId,
    identities: &[Identity],
) -> Result<Planned, Fault> {
    let mut media = Media::new(session);
    let opened = media.open_now(old, identities)?;
    let with_copy = media.with_copy(old);
    let from: Vec<MediumId> =
        with_copy.into_iter().filter(|medium| session.contacts.has(*medium)).collect();
    let (label, place) = {
        let contact = session.in_contact(opened.first)?;
        let folder = contact.bundle_folder(old).map_err(Fault::on(&contact.name))?;
        (contact.name.clone(), (contact.storage.clone(), folder))
    };
    let place = crate::things::bundle::open::BundlePlace { storage: place.0, folder: place.1 };
    let closed = |problem| Fault::Open { label: label.clone(), bundle: old, problem };
    let mut index = open_index(&opened.seal, &place, &opened.identity).map_err(closed)?;
    let meta = index.meta().map_err(|problem| closed(problem.into()))?;
    let records = index.records().collect::<Result<Vec<Record>, _>>();
    let records = records.map_err(|problem| closed(problem.into()))?;
    let rules = meta.whole_rules(&opened.seal.rules, opened.seal.hides_times());
    let rules = rules.ok_or(EndProblem::RulesUnread(old))?;
    let (parts, removed) = divide(session, request, &opened.seal, &meta, &rules, records)?;
    match &request.what {
        What::Under { .. } => show_ends(session, old, &parts)?,
        What::Without { record } => ask_to_erase(session, old, record)?,
    }
    let (seal, identity) = (opened.seal, opened.identity);
    Ok(Planned { old, seal, identity, from, parts, rules, removed })
}

fn divide(
    session: &Session<'_, '_>,
    request: &Request,
    seal: &Verified<Seal>,
    meta: &Meta,
    before: &[PinnedRule],
    records: Vec<Record>,
) -> Result<(Vec<Part>, u64), Fault> {
    match &request.what {
        What::Under { rules, matching } => {
            let right = ruled_anew(session, &rules.as_archived(meta.case.as_deref()))?;
            let patterns = Patterns::read(matching, session.world.users_folder.as_deref())?;
            let all = patterns.is_empty();
            let (chosen, rest): (Vec<Record>, Vec<Record>) =
                records.into_iter().partition(|record| all || patterns.want(record));
            if chosen.is_empty() {
                let bundle = seal.bundle;
                return Err(ResealProblem::NoneMatch { bundle, matching: matching.clone() }.into());
            }
            let role = if rest.is_empty() { Role::All } else { Role::Matched };
            let mut parts = vec![Part { role, ruled: right, records: chosen }];
            if !rest.is_empty() {
                let case = seal.case.zip(meta.case.clone());
                let ruled = as_before(session, before.to_vec(), case);
                parts.push(Part { role: Role::Rest, ruled, records: rest });
            }
            Ok((parts, 0))
        }
        What::Without { record } => {
            let (gone, rest): (Vec<Record>, Vec<Record>) =
                records.into_iter().partition(|one| is_called(one, record));
            if gone.len() != 1 {
                let (bundle, record) = (seal.bundle, record.clone());
                return Err(ResealProblem::NoRecord { bundle, record }.into());
            }
            let ruled = as_before(session, before.to_vec(), seal.case.zip(meta.case.clone()));
            let mut parts = vec![Part { role: Role::Rest, ruled, records: rest }];
            parts.retain(|part| !part.records.is_empty());
            Ok((parts, 1))
        }
    }
}

/// Whether a record is called so: by its whole path, as it was or as it is safe everywhere. A pattern is not enough to
/// erase by.
fn is_called(record: &Record, path: &str) -> bool {
    record.path.as_str() == path || record.true_name().display() == path
}

/// Asks a person at a terminal whether this record is to be erased. In a script the ground on the line is the answer.
fn ask_to_erase(session: &mut Session<'_, '_>, old: BundleId, record: &str) -> Result<(), Usage> {
    if !session.world.access.asker.can_ask() {
        return Ok(());
    }
    let question = Question::EraseRecord {
        bundle: old.to_string(),
        client: session.vault.config.name.clone(),
        kept_through: session.vault.state.bundles[&old].end_now().keep_through,
        record: record.to_owned(),
    };
    match session.world.access.asker.ask(&question).as_ref().and_then(yes_or_no) {
        Some(true) => Ok(()),
        Some(false) | None => Err(Usage::NotTyped),
    }
}

/// Shows a person at a terminal what the new bundles are kept through, and asks. In a script the words on the line are
/// the answer.
fn show_ends(
    session: &mut Session<'_, '_>,
    old: BundleId,
    parts: &[Part],
) -> Result<(), EndProblem> {
    if !session.world.access.asker.can_ask() {
        return Ok(());
    }
    let before = session.vault.state.bundles[&old].end_now();
    let change = |part: &Part| EndChange {
        bundle: old.to_string(),
        classes: part
            .ruled
            .shown
            .iter()
            .map(|rule| class_of(&session.vault, &rule.class()).map(|class| class.to_string()))
            .collect(),
        before,
        after: at_least(part.ruled.end_now, before),
        newer: None,
    };
    let changes: Vec<EndChange> = parts.iter().map(change).collect();
    let asker = &mut session.world.access.asker;
    asker.show_ends(&changes);
    match asker.ask(&Question::Ends).as_ref().and_then(yes_or_no) {
        Some(true) => Ok(()),
        Some(false) | None => Err(EndProblem::NotConfirmed),
    }
}

/// The end that follows from new rules for records that were kept as long as this before.
fn at_least(end: End, before: End) -> End {
    End {
        delete_from: end.delete_from,
        keep_through: end.keep_through.max(before.keep_through),
        open: end.open || before.open,
    }
}
