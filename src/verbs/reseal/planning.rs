//! What becomes of a bundle's records: which of them go into which new bundle, under which rules. Everything is decided
//! before anything is written.

use crate::formats::index::Record;
use crate::formats::seal::Seal;
use crate::powers::asker::{EndChange, Question, yes_or_no};
use crate::powers::identity::Identity;
use crate::rules::retention::{Bar, End, PinnedRule};
use crate::things::bundle::open::{BundlePlace, open_index};
use crate::things::bundle::proof::Verified;
use crate::things::destruction::door::Refused;
use crate::things::ledger::state::Standing;
use crate::things::search::patterns::Patterns;
use crate::things::statements::cites_the_law;
use crate::verbs::archive::rules::{Ruled, as_before, ruled_anew};
use crate::verbs::destroy::refuse_without_second;
use crate::verbs::fault::{EndProblem, Fault, ResealProblem, SaidNo, Usage};
use crate::verbs::restore::Media;
use crate::verbs::select::{class_of, resolve_one};
use crate::verbs::session::Session;
use crate::words::ids::{BundleId, MediumId, Tag, VaultId};

use super::begin::place;
use super::report::Role;
use super::request::{Request, What};

/// The old bundle, opened.
pub(super) struct OldBundle {
    pub id: BundleId,
    pub seal: Verified<Seal>,
    pub identity: Identity,
    /// Where it is read from, the likeliest to hold first.
    pub from: Vec<OldCopy>,
    /// The rules that it is under, whole.
    pub rules: Vec<PinnedRule>,
    /// Its case, where it has one.
    pub case: Option<(Tag, String)>,
    /// Its end as it stands.
    pub end: End,
    /// The vault that it is of, where that is not the one that seals.
    pub of_another: Option<VaultId>,
}

/// A copy of it that is here.
#[derive(Clone)]
pub(super) struct OldCopy {
    pub medium: MediumId,
    pub label: String,
    pub place: BundlePlace,
}

/// What its records become.
pub(super) struct Planned {
    pub parts: Vec<Part>,
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
    if matches!(request.what, What::Without { .. }) {
        refuse_without_second(session, request.approved_by.as_deref())?;
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

/// Opens the bundle, and reads what it holds.
pub(super) fn open_old(
    session: &mut Session<'_, '_>,
    id: BundleId,
    identities: &[Identity],
) -> Result<(OldBundle, Vec<Record>), Fault> {
    let mut media = Media::new(session);
    let opened = media.open_now(id, identities)?;
    let mut from = Vec::new();
    for medium in media.with_copy(id) {
        if session.contacts.has(medium) {
            let label = session.label(medium);
            from.push(OldCopy { medium, label, place: place(session, medium, id)? });
        }
    }
    let first = place(session, opened.first, id)?;
    let label = session.label(opened.first);
    let closed = |problem| Fault::Open { label: label.clone(), bundle: id, problem };
    let mut index = open_index(&opened.seal, &first, &opened.identity).map_err(closed)?;
    let meta = index.meta().map_err(|problem| closed(problem.into()))?;
    let records = index.records().collect::<Result<Vec<Record>, _>>();
    let records = records.map_err(|problem| closed(problem.into()))?;
    let rules = meta.whole_rules(&opened.seal.rules, opened.seal.hides_times());
    let rules = rules.ok_or(EndProblem::RulesUnread(id))?;
    let case = opened.seal.case.zip(meta.case);
    let end = session.vault.state.bundles[&id].end_now();
    let (seal, identity) = (opened.seal, opened.identity);
    let old = OldBundle { id, seal, identity, from, rules, case, end, of_another: None };
    Ok((old, records))
}

/// Divides the records, and asks a person at a terminal.
pub(super) fn plan(
    session: &mut Session<'_, '_>,
    request: &Request,
    old: &OldBundle,
    records: Vec<Record>,
) -> Result<Planned, Fault> {
    match &request.what {
        What::Under { rules, matching } => {
            let case = old.case.as_ref().map(|(_, case)| case.as_str());
            let right = ruled_anew(session, &rules.as_archived(case))?;
            let (chosen, rest) = chosen(session, old.id, matching, records)?;
            let role = if rest.is_empty() { Role::All } else { Role::Matched };
            let mut parts = vec![Part { role, ruled: right, records: chosen }];
            parts.extend(rest_of(session, old, rest));
            show_ends(session, old, &parts)?;
            Ok(Planned { parts, removed: 0 })
        }
        What::Without { record, .. } => {
            let (gone, rest): (Vec<Record>, Vec<Record>) =
                records.into_iter().partition(|one| is_called(one, record));
            if gone.len() != 1 {
                let (bundle, record) = (old.id, record.clone());
                return Err(ResealProblem::NoRecord { bundle, record }.into());
            }
            let parts = rest_of(session, old, rest).into_iter().collect();
            ask_to_erase(session, old.id, record, &request.reason)?;
            Ok(Planned { parts, removed: 1 })
        }
    }
}

/// The records that fit one of the patterns, or all where there is none; and the rest.
pub(super) fn chosen(
    session: &Session<'_, '_>,
    bundle: BundleId,
    matching: &[String],
    records: Vec<Record>,
) -> Result<(Vec<Record>, Vec<Record>), Fault> {
    let patterns = Patterns::read(matching, session.world.users_folder.as_deref())?;
    let all = patterns.is_empty();
    let (chosen, rest): (Vec<Record>, Vec<Record>) =
        records.into_iter().partition(|record| all || patterns.want(record));
    match chosen.is_empty() {
        true => Err(ResealProblem::NoneMatch { bundle, matching: matching.to_vec() }.into()),
        false => Ok((chosen, rest)),
    }
}

/// What stays under its own rules; none where nothing does.
pub(super) fn rest_of(
    session: &Session<'_, '_>,
    old: &OldBundle,
    rest: Vec<Record>,
) -> Option<Part> {
    let ruled = as_before(session, old.rules.clone(), old.case.clone());
    (!rest.is_empty()).then_some(Part { role: Role::Rest, ruled, records: rest })
}

/// Whether a record is called so: by its whole path, as it was or as it is safe everywhere. A pattern is not enough to
/// erase by.
fn is_called(record: &Record, path: &str) -> bool {
    record.path.as_str() == path || record.true_name().display() == path
}

/// Asks a person at a terminal whether this record is to be erased. In a script the ground on the line is the answer:
/// of what must be kept it has to cite the law.
fn ask_to_erase(
    session: &mut Session<'_, '_>,
    old: BundleId,
    record: &str,
    ground: &str,
) -> Result<(), Fault> {
    let end = session.vault.state.bundles[&old].end_now();
    let kept_through = end.keep_through;
    if !session.world.access.asker.can_ask() {
        let is_kept = end.open || kept_through >= Some(session.today.to_permit());
        return match is_kept && !cites_the_law(ground) {
            true => Err(ResealProblem::GroundWithoutLaw { bundle: old, kept_through }.into()),
            false => Ok(()),
        };
    }
    let question = Question::EraseRecord {
        bundle: old.to_string(),
        client: session.vault.config.name.clone(),
        kept_through,
        record: record.to_owned(),
    };
    match session.world.access.asker.ask(&question).as_ref().and_then(yes_or_no) {
        Some(true) => Ok(()),
        Some(false) | None => Err(SaidNo::Erase { bundle: old, record: record.to_owned() }.into()),
    }
}

/// Shows a person at a terminal what the new bundles are kept through, and asks. In a script the words on the line are
/// the answer.
pub(super) fn show_ends(
    session: &mut Session<'_, '_>,
    old: &OldBundle,
    parts: &[Part],
) -> Result<(), Fault> {
    if !session.world.access.asker.can_ask() {
        return Ok(());
    }
    let before = old.end;
    let change = |part: &Part| EndChange {
        bundle: old.id.to_string(),
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
        Some(false) | None => Err(SaidNo::Reseal(old.id).into()),
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
