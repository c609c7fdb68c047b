//! `hold review`: a person found that a hold is needed still, and looks again on a later day.

use std::path::Path;

use serde::Serialize;

use crate::formats::entry::{Event, HoldReviewed};
use crate::verbs::fault::{Fault, Usage};
use crate::verbs::session::{Session, World};
use crate::verbs::telling::{Who, tell_who_is_here};
use crate::words::day::Day;
use crate::words::ids::HoldId;

use super::called::{of_one_act, open_all};
use super::words::Said;

/// What a run of `hold review` did.
#[derive(Debug, Serialize)]
pub struct ReviewReport {
    /// Its reference, or the start of its id.
    pub name: String,
    pub holds: Vec<HoldId>,
    pub review: Day,
    #[serde(flatten)]
    pub who: Who,
}

pub(super) fn run(
    world: &mut World<'_>,
    home: &Path,
    hold: &str,
    review: Day,
    said: &Said,
) -> Result<ReviewReport, Fault> {
    said.check()?;
    let mut session = Session::open(world, home, "kluis hold review")?;
    said.told_by(session.today.here())?;
    if review <= session.today.to_refuse() {
        return Err(Usage::ReviewInThePast(review).into());
    }
    let (_, disposer) = open_all(&mut session)?;
    let holds = of_one_act(&session.vault, hold)?;
    let name = session.vault.name_of_hold(holds[0]);
    for hold in &holds {
        let note = session.note(said.words().to_note())?;
        let event = Event::HoldReviewed(HoldReviewed { hold: *hold, review });
        session.record_as_disposer(event, Some(note), &disposer)?;
    }
    let who = tell_who_is_here(&mut session)?;
    Ok(ReviewReport { name, holds, review, who })
}
