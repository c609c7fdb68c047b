//! `extend`: bundles are kept for longer than their rules say, through a day that a person names, or as the schedule
//! says by now. It never shortens, and goes on record only for bundles that it keeps for longer.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Serialize;

use crate::formats::entry::{Event, Extended, NAMED_MAX};
use crate::powers::identity::Identity;
use crate::rules::schedule::Schedule;
use crate::things::medium::Accept;
use crate::verbs::fault::{EndProblem, Fault, Usage};
use crate::verbs::list::INDICATION;
use crate::verbs::outcome::{Outcome, Reported};
use crate::verbs::select::Selection;
use crate::verbs::session::{Session, World};
use crate::verbs::telling::{Who, tell_who_is_here};
use crate::words::day::Day;
use crate::words::ids::BundleId;

use super::newer::{NewerRow, newer_rows};
use super::{ChangeRow, Words, ask, changes, record, with};

/// What the user asks for.
#[derive(Debug, Clone)]
pub struct Request {
    pub selection: Selection,
    /// The last day; none where the schedule of now says it.
    pub through: Option<Day>,
    /// Why; not needed where the schedule says it.
    pub reason: Option<String>,
    pub by: Option<String>,
}

/// What a run of `extend` did.
#[derive(Debug, Serialize)]
pub struct Report {
    pub through: Option<Day>,
    /// Each selected bundle; one that is kept as long or longer anyway is not changed. By the schedule, only what it
    /// keeps for longer.
    pub bundles: Vec<ChangeRow>,
    /// The rules that the schedule of now makes longer, where it was asked.
    pub newer: Vec<NewerRow>,
    /// Which drives have it on record.
    #[serde(flatten)]
    pub who: Who,
    pub indication: &'static str,
}

impl Reported for Report {
    fn outcome(&self) -> Outcome {
        self.who.outcome()
    }
}

/// Runs the verb on the vault in `home`.
pub fn run(world: &mut World<'_>, home: &Path, request: &Request) -> Result<Report, Fault> {
    let by_schedule = || format!("schedule {}", Schedule::shipped().version);
    let reason = request.reason.clone().unwrap_or_else(by_schedule);
    let words = Words { by: request.by.as_deref(), reason: Some(&reason), date: None };
    words.check()?;
    let mut session = Session::open(world, home, "kluis extend")?;
    if let Some(past) = request.through.filter(|day| *day < session.today.here()) {
        return Err(EndProblem::ThroughPast(past).into());
    }
    if request.selection.none() {
        return Err(Usage::NoSelection.into());
    }
    // What another home sealed, or began to destroy, may be known on a drive alone.
    session.find_all(Accept::Current, Ok)?;
    let mut ids = request.selection.resolve(&session.vault, true)?;
    let identities = session.world.access.open(&session.vault)?;
    request.selection.leave_out(&session.vault, &mut ids, &identities);
    if ids.is_empty() {
        return Err(EndProblem::NothingFits.into());
    }
    for id in &ids {
        let known = &session.vault.state.bundles[id];
        if known.destroyed.is_some() {
            return Err(Usage::AlreadyDestroyed(*id).into());
        }
        if known.intended.is_some() {
            return Err(EndProblem::BeingDestroyed { bundle: *id, erased: known.erased }.into());
        }
    }
    let disposer = session.world.access.disposer(&session.vault, &identities)?;
    let (longer, newer) = match request.through {
        Some(day) => (ids.iter().map(|id| (*id, day)).collect(), Vec::new()),
        None => by_schedule_of_now(&mut session, &mut ids, &identities)?,
    };
    let events = extensions(&session, &longer);
    let after = with(&session, &events, &disposer)?;
    let bundles = changes(&session, &ids, &after);
    let mut who = Who::default();
    if !events.is_empty() {
        ask(&mut session, &bundles, &newer)?;
        record(&mut session, events, &words, &disposer)?;
        who = tell_who_is_here(&mut session)?;
    }
    Ok(Report { through: request.through, bundles, newer, who, indication: INDICATION })
}

/// Bundles, each with the last day through which it is to be kept.
type Longer = Vec<(BundleId, Day)>;

/// Each bundle that the schedule of now keeps for longer, the last day by it, and the rules; no other bundle stays
/// among `ids`. What stands in an index alone is read, as far as one is here.
fn by_schedule_of_now(
    session: &mut Session<'_, '_>,
    ids: &mut Vec<BundleId>,
    identities: &[Identity],
) -> Result<(Longer, Vec<NewerRow>), Fault> {
    session.look_inside(ids, identities);
    let rules = session.rules_now()?;
    let rows = ids.iter().flat_map(|id| {
        let inside = session.inside_of(*id);
        newer_rows(&session.vault.state.bundles[id], *id, inside, &rules)
    });
    let rows: Vec<NewerRow> = rows.collect();
    let days = rows.iter().filter_map(|row| Some((row.bundle, row.newer.keep_through?)));
    let days: Longer = days.collect();
    ids.retain(|id| days.iter().any(|(longer, _)| longer == id));
    Ok((days, rows))
}

/// The entries that keep these through these days, one a day; none for a bundle that is kept as long anyway. An open
/// end may come to be earlier, and so may one for which an earlier one waits.
fn extensions(session: &Session<'_, '_>, longer: &[(BundleId, Day)]) -> Vec<Event> {
    let mut days: BTreeMap<BundleId, Day> = BTreeMap::new();
    for (id, day) in longer {
        let last = days.entry(*id).or_insert(*day);
        *last = (*last).max(*day);
    }
    let mut through: BTreeMap<Day, Vec<BundleId>> = BTreeMap::new();
    for (id, day) in days {
        let state = &session.vault.state;
        let is_longer = state.bundles[&id].end_now().keep_through < Some(day);
        // An earlier end is proposed: whoever wants it kept says so now.
        if is_longer || state.may_shorten(id) {
            through.entry(day).or_default().push(id);
        }
    }
    let entries = through.into_iter().flat_map(|(keep_through, ids)| {
        let chunks: Vec<Vec<BundleId>> = ids.chunks(NAMED_MAX).map(<[_]>::to_vec).collect();
        chunks.into_iter().map(move |bundles| Event::Extended(Extended { bundles, keep_through }))
    });
    entries.collect()
}
