//! Holds: placing one, looking at it again, releasing it, and what holds there are.
//!
//! Placing needs neither a drive nor a sound clock, since it can only keep more. A release takes both as they come,
//! but not a clock in doubt. Neither destroys anything, nor lets an order to destroy go on that a hold had stopped.

use std::path::Path;

use serde::Serialize;

use super::fault::Fault;
use super::outcome::{Outcome, Reported};
use super::session::World;
use crate::words::day::Day;

mod called;
mod half_released;
mod list;
mod place;
mod release;
mod review;
mod show;
mod standing;
mod words;

pub(super) use half_released::half_released;
pub(crate) use list::{ListReport, Row};
pub(crate) use place::PlaceReport;
pub use place::{PlaceRequest, in_session as place_in_session};
pub(crate) use release::ReleaseReport;
pub use release::in_session as release_in_session;
pub(crate) use review::ReviewReport;
pub(crate) use show::{ActRow, Did, ScopeShown, ShowReport, Shown};
pub(crate) use standing::{StandsReport, that_stand};
pub use words::Said;

/// What the user asks for.
#[expect(missing_docs, reason = "the variants' fields are what their lines speak of")]
#[derive(Debug, Clone)]
pub enum Request {
    /// Put bundles under a hold.
    Place(PlaceRequest),
    /// `hold` is a reference, or the start of a hold's id.
    Review { hold: String, review: Day, said: Said },
    /// End a hold.
    Release { hold: String, said: Said },
    /// List holds.
    List {
        /// Whether released ones are listed too.
        released: bool,
    },
    /// Show one hold.
    Show {
        /// Its reference, or the start of its id.
        hold: String,
    },
}

/// What a run of `hold` did or found.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub enum Report {
    /// Of `hold place`.
    Place(PlaceReport),
    /// Of `hold review`.
    Review(ReviewReport),
    /// Of `hold release`.
    Release(ReleaseReport),
    /// Of `hold list`.
    List(ListReport),
    /// Of `hold show`.
    Show(ShowReport),
}

impl Reported for Report {
    fn outcome(&self) -> Outcome {
        match self {
            Report::Place(report) => report.outcome(),
            Report::Review(report) => report.who.outcome(),
            Report::Release(report) => report.who.outcome(),
            Report::List(report) => report.outcome(),
            Report::Show(report) => report.outcome(),
        }
    }
}

/// Runs the verb on the vault in `home`.
pub fn run(world: &mut World<'_>, home: &Path, request: &Request) -> Result<Report, Fault> {
    match request {
        Request::Place(request) => place::run(world, home, request).map(Report::Place),
        Request::Review { hold, review, said } => {
            review::run(world, home, hold, *review, said).map(Report::Review)
        }
        Request::Release { hold, said } => {
            release::run(world, home, hold, said).map(Report::Release)
        }
        Request::List { released } => list::run(world, home, *released).map(Report::List),
        Request::Show { hold } => show::run(world, home, hold).map(Report::Show),
    }
}
