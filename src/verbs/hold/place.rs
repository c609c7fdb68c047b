//! `hold place`: nothing in its scope goes until it is released.

use std::path::Path;

use chrono::Months;
use serde::Serialize;

use crate::formats::entry::{Event, HoldPlaced, NAMED_MAX};
use crate::powers::random::draw;
use crate::rules::hold::{HoldKind, LEGAL_END_YEARS_MAX, Reference};
use crate::rules::retention::ClassShown;
use crate::rules::scope::{Scope, Years};
use crate::things::ledger::state::Standing;
use crate::things::vault::{HoldWords, Vault};
use crate::verbs::fault::{Fault, Usage};
use crate::verbs::outcome::Outcome;
use crate::verbs::select::{Selection, parse_years, resolve_one};
use crate::verbs::session::{Session, World};
use crate::verbs::telling::{Who, tell_who_is_here};
use crate::words::day::{ClockState, Day};
use crate::words::ids::{BundleId, HoldId};

use super::called::{bound_by, open_all};
use super::words::Said;

/// When a person looks at a hold again, where nobody says otherwise.
const REVIEW_AFTER_MONTHS: u32 = 6;

/// What the user asks for.
#[derive(Debug, Clone)]
pub struct PlaceRequest {
    /// What it is to bind.
    pub selection: Selection,
    /// What people call it.
    pub reference: Reference,
    /// Its ground.
    pub kind: HoldKind,
    /// When somebody looks again.
    pub review: Option<Day>,
    /// The day on which the law ends it, where one does.
    pub ends: Option<Day>,
    /// Why, and by whom.
    pub said: Said,
}

/// What a run of `hold place` did.
#[derive(Debug, Serialize)]
pub struct PlaceReport {
    pub reference: Reference,
    /// Several where more bundles were named than one entry can name.
    pub holds: Vec<HoldId>,
    pub kind: HoldKind,
    pub since: Day,
    pub review: Day,
    pub ends: Option<Day>,
    /// The bundles that it binds now.
    pub bundles: Vec<BundleId>,
    /// Those of them of which a part is gone already.
    pub partly_destroyed: Vec<BundleId>,
    /// Those of them that have no date: nobody can tell whether they are of the years that were named.
    pub undated: Vec<BundleId>,
    /// What is sealed later and fits comes under it too.
    pub binds_later: bool,
    pub clock: ClockState,
    #[serde(flatten)]
    pub who: Who,
}

impl PlaceReport {
    /// How the run ended.
    pub fn outcome(&self) -> Outcome {
        // A hold that holds nothing is hardly what was meant.
        if self.bundles.is_empty() { Outcome::Finding } else { self.who.outcome() }
    }
}

pub(super) fn run(
    world: &mut World<'_>,
    home: &Path,
    request: &PlaceRequest,
) -> Result<PlaceReport, Fault> {
    let mut session = Session::open_in_doubt(world, home, "kluis hold place")?;
    in_session(&mut session, request)
}

/// Runs the verb over the media that are in contact already, and those that can be found.
pub fn in_session(
    session: &mut Session<'_, '_>,
    request: &PlaceRequest,
) -> Result<PlaceReport, Fault> {
    request.said.check()?;
    if request.selection.none() {
        return Err(Usage::NoSelection.into());
    }
    let today = believed_today(session);
    if session.stamp.clock != ClockState::Doubtful {
        request.said.told_by(today)?;
    }
    let ends = legal_end(request, today)?;
    let review = review_day(request, ends, today)?;
    // Nobody types a passphrase for what names nothing.
    scopes(&session.vault, &request.selection)?;
    let (_, disposer) = open_all(session)?;
    let mut holds = Vec::new();
    for scope in scopes(&session.vault, &request.selection)? {
        let hold = HoldId::from_random(draw(session.world.random));
        let words = HoldWords {
            reference: Some(request.reference.clone()),
            kind: Some(request.kind),
            case: request.selection.case.clone(),
            ..request.said.words()
        };
        let note = session.note(words.to_note())?;
        session.vault.memory.hold_references.insert(hold, request.reference.clone());
        let event = Event::HoldPlaced(HoldPlaced { ends, hold, review: Some(review), scope });
        session.record_as_disposer(event, Some(note), &disposer)?;
        holds.push(hold);
    }
    let who = tell_who_is_here(session)?;
    let state = &session.vault.state;
    let standing = |id: &BundleId| state.bundles[id].standing();
    let bound = holds.iter().flat_map(|hold| bound_by(&session.vault, *hold));
    let bundles: Vec<BundleId> = bound.filter(|id| standing(id) != Standing::Destroyed).collect();
    let by_years = request.selection.years.is_some();
    let dateless =
        |id: &&BundleId| state.bundles[*id].rules.iter().all(|rule| rule.date().is_none());
    let undated = bundles.iter().filter(|_| by_years).filter(dateless).copied().collect();
    let partly = bundles.iter().filter(|id| standing(id) == Standing::PartlyDestroyed);
    Ok(PlaceReport {
        partly_destroyed: partly.copied().collect(),
        reference: request.reference.clone(),
        kind: request.kind,
        since: session.stamp.time.day(),
        review,
        ends,
        undated,
        binds_later: holds.iter().all(|hold| state.holds[hold].scope.binds_later_ones()),
        clock: session.stamp.clock,
        holds,
        bundles,
        who,
    })
}

/// The day from which a review and an end are counted: today, or where the clock is in doubt the last one that is
/// known. A review then comes too early rather than never.
fn believed_today(session: &Session<'_, '_>) -> Day {
    match (session.stamp.clock, session.vault.state.last_believed) {
        (ClockState::Doubtful, Some(last)) => last.day(),
        _ => session.today.to_refuse(),
    }
}

fn legal_end(request: &PlaceRequest, today: Day) -> Result<Option<Day>, Usage> {
    let kind = request.kind;
    let Some(ends) = request.ends else {
        return if kind.needs_legal_end() { Err(Usage::NoLegalEnd(kind)) } else { Ok(None) };
    };
    if !kind.needs_legal_end() {
        return Err(Usage::LegalEndUnknown(kind));
    }
    let last = today.checked_add_months(Months::new(LEGAL_END_YEARS_MAX * 12));
    if ends < today || last.is_some_and(|last| ends > last) {
        return Err(Usage::LegalEndTooFar { ends, last: last.unwrap_or(Day::MAX) });
    }
    Ok(Some(ends))
}

fn review_day(request: &PlaceRequest, ends: Option<Day>, today: Day) -> Result<Day, Usage> {
    if let Some(review) = request.review {
        return if review > today { Ok(review) } else { Err(Usage::ReviewInThePast(review)) };
    }
    let later = today.checked_add_months(Months::new(REVIEW_AFTER_MONTHS)).unwrap_or(Day::MAX);
    Ok(ends.map_or(later, |ends| ends.min(later)))
}

/// What the hold is on: one scope, or several where more bundles are named than one entry can name.
pub(super) fn scopes(vault: &Vault, selection: &Selection) -> Result<Vec<Scope>, Fault> {
    selection.check_class(vault)?;
    let years = selection.years.as_deref().map(parse_years).transpose()?;
    let scope = Scope {
        bundles: None,
        case: selection.case.as_ref().map(|code| vault.tag("case", code)),
        classes: selection.class.as_ref().map(|class| {
            let by_id = ClassShown::Id(class.clone());
            let open = vault.schedule.get(class).is_some_and(|known| !known.confidential);
            let mut shown = vec![ClassShown::Tag(vault.tag("class", class.as_str()))];
            let mut rules = vault.state.bundles.values().flat_map(|bundle| &bundle.rules);
            // A confidential class is not to be read on a drive, but where a seal says it already.
            if open || rules.any(|rule| rule.class() == by_id) {
                shown.push(by_id);
            }
            shown.sort();
            shown
        }),
        years: years.map(|(from, to)| Years { from, to }),
    };
    let mut named = Vec::new();
    for start in &selection.bundles {
        named.push(resolve_one(vault, start)?);
    }
    named.sort();
    named.dedup();
    if named.is_empty() {
        return Ok(vec![scope]);
    }
    let chunks = named.chunks(NAMED_MAX);
    Ok(chunks.map(|some| Scope { bundles: Some(some.to_vec()), ..scope.clone() }).collect())
}
