//! Where the demonstration plays, what it leaves behind, and why it may end early.

use std::path::PathBuf;

use crate::powers::target::TargetProblem;

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
