//! `demo`: the month, the audit, a hold and the destruction, on an administration that never was.
//!
//! Owns the story: which command lines run, why, and which exit code each must have. They are the
//! real ones, run in process by whoever gives the [`Stage`], so that what a person sees here is what
//! the program does. All of it stays in one folder.

pub mod administration;

mod place;
mod stage;
mod story;

pub use stage::{DemoProblem, Shown, Stage};

use std::path::Path;

use crate::surface::voice::Voice;
use crate::words::day::Day;

/// Plays in `dir`, which is new or empty, or in a new temporary folder.
pub fn run(
    dir: Option<&Path>,
    today: Day,
    voice: &Voice,
    stage: &mut dyn Stage,
) -> Result<Shown, DemoProblem> {
    let place = place::Place::open(dir)?;
    story::tell(place, today, voice, stage)
}
