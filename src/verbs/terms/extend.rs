//! `extend`: bundles are kept for longer than their rules say, by a person's word. It never shortens, and goes on
//! record only for bundles that it keeps for longer.

use std::path::Path;

use serde::Serialize;

use crate::formats::entry::{Event, Extended, NAMED_MAX};
use crate::things::medium::Accept;
use crate::verbs::fault::{EndProblem, Fault, Usage};
use crate::verbs::list::INDICATION;
use crate::verbs::outcome::{Outcome, Reported};
use crate::verbs::select::Selection;
use crate::verbs::session::{Session, World};
use crate::verbs::telling::{Who, tell_who_is_here};
use crate::words::day::Day;
use crate::words::ids::BundleId;

use super::{ChangeRow, Words, ask, changes, record, with};

/// What the user asks for.
#[derive(Debug, Clone)]
pub struct Request {
    pub selection: Selection,
    pub through: Day,
    pub reason: String,
    pub by: Option<String>,
}

/// What a run of `extend` did.
#[derive(Debug, Serialize)]
pub struct Report {
    pub through: Day,
    /// Each selected bundle; one that is kept as long or longer anyway is not changed.
    pub bundles: Vec<ChangeRow>,
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
    let (by, reason) = (request.by.as_deref(), Some(request.reason.as_str()));
    let words = Words { by, reason, date: None };
    words.check()?;
    let mut session = Session::open(world, home, "kluis extend")?;
    if request.through < session.today.here() {
        return Err(EndProblem::ThroughPast(request.through).into());
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
    let longer: Vec<BundleId> =
        ids.iter().copied().filter(|id| lengthens(&session, *id, request.through)).collect();
    let keep_through = request.through;
    let events: Vec<Event> = longer
        .chunks(NAMED_MAX)
        .map(|ids| Event::Extended(Extended { bundles: ids.to_vec(), keep_through }))
        .collect();
    let after = with(&session, &events, &disposer)?;
    let bundles = changes(&session, &ids, &after);
    let mut who = Who::default();
    if !events.is_empty() {
        ask(&mut session, &bundles)?;
        record(&mut session, events, &words, &disposer)?;
        who = tell_who_is_here(&mut session)?;
    }
    Ok(Report { through: request.through, bundles, who, indication: INDICATION })
}

/// Whether the bundle is kept for longer by this day. One with an open end may come to have an earlier one.
fn lengthens(session: &Session<'_, '_>, id: BundleId, through: Day) -> bool {
    session.vault.state.bundles[&id].end_now().keep_through < Some(through)
}
