//! `clock correct`: a time that lies ahead stands in the ledger, by a clock that was wrong or by a thief, and every run
//! is asked about it. A person says what day it is, and the disposer signs that; from then on such entries raise no
//! floor.

use std::path::Path;

use serde::Serialize;

use crate::formats::entry::{ClockCorrected, Event};
use crate::rules::clock::BEHIND_SECONDS_MAX;
use crate::words::day::{Day, Time};

use super::fault::Fault;
use super::outcome::{Outcome, Reported};
use super::session::{Session, World};
use super::telling::{Who, tell_who_is_here};

pub mod request;
pub mod token;

/// What a run of `clock correct` did.
#[derive(Debug, Serialize)]
pub struct Report {
    pub day: Day,
    /// The time ahead that counts no more; none where nothing lay ahead, and nothing was recorded.
    pub removed: Option<Time>,
    /// Which drives have it on record.
    #[serde(flatten)]
    pub who: Who,
}

impl Reported for Report {
    fn outcome(&self) -> Outcome {
        self.who.outcome()
    }
}

/// Runs the verb on the vault in `home`. The clock's question is asked when the session opens.
pub fn run(world: &mut World<'_>, home: &Path) -> Result<Report, Fault> {
    let last = {
        let vault = crate::things::vault::Vault::open(home, "kluis clock correct")?;
        vault.state.last_believed
    };
    let mut session = Session::open(world, home, "kluis clock correct")?;
    let now = session.stamp.time;
    let ahead = last.filter(|last| last.unix() > now.unix() + BEHIND_SECONDS_MAX);
    let day = session.today.here();
    let mut report = Report { day, removed: ahead, who: Who::default() };
    if ahead.is_none() {
        return Ok(report);
    }
    let identities = session.world.access.open(&session.vault)?;
    let disposer = session.world.access.disposer(&session.vault, &identities)?;
    let event = Event::ClockCorrected(ClockCorrected { day });
    session.record_as_disposer(event, None, &disposer)?;
    report.who = tell_who_is_here(&mut session)?;
    Ok(report)
}
