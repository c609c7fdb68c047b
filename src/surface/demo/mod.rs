//! `demo`: the month, the audit and the destruction, on an administration that never was.
//!
//! Owns the story: which command lines run, why, and which exit code each must have. They are the
//! real ones, run in process by whoever gives the [`Stage`], so that what a person sees here is what
//! the program does. All of it stays in one folder.

pub mod administration;

mod place;
mod story;

use std::path::{Path, PathBuf};

use crate::powers::target::TargetProblem;
use crate::surface::voice::Voice;
use crate::words::day::Day;

/// Where the demonstration is shown and its commands run.
pub trait Stage {
    /// Shows a paragraph, or a command line.
    fn say(&mut self, text: &str);
    /// Runs one command line, given without the program's name; its output goes where `say` goes.
    /// Gives its exit code.
    fn run(&mut self, args: &[&str]) -> i32;
}

/// Why the demonstration ended early.
#[derive(Debug)]
pub enum DemoProblem {
    Folder(TargetProblem),
    NotUtf8(PathBuf),
    /// A command did not end as it must.
    Unexpected {
        command: String,
        expected: i32,
        found: i32,
    },
    /// A command that seals left no new bundle on the first drive.
    NothingSealed,
    /// What was restored is not what was archived.
    Differs(PathBuf),
}

impl From<TargetProblem> for DemoProblem {
    fn from(problem: TargetProblem) -> Self {
        DemoProblem::Folder(problem)
    }
}

/// What the demonstration left behind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// The folder with everything in it.
    pub folder: PathBuf,
    /// Commands that ran, each with the exit code that was due.
    pub commands: usize,
}

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
