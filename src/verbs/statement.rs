//! `statement`: the statements of destruction that were made: which there are, what one says, and whether it holds.

use std::path::{Path, PathBuf};

use serde::Serialize;

use super::fault::Fault;
use super::outcome::{Outcome, Reported};
use super::session::World;

mod list;
pub(in crate::verbs) mod make;
mod proof;
mod show;
mod verify;
pub(in crate::verbs) mod written;

pub use list::{ListReport, Row};
pub use make::{Stated, Unstated};
pub use proof::Answer;
pub use show::ShowReport;
pub use verify::{VerifyProblem, VerifyReport};

/// What the user asks for.
#[derive(Debug, Clone)]
pub enum Request {
    List,
    Show {
        bundle: String,
        /// Where its files are written too.
        to: Option<PathBuf>,
    },
    Verify {
        /// A bundle, or a statement's file.
        what: PathBuf,
        /// Whether this very file was one of the records, by the proof that it was given back with.
        file: Option<(PathBuf, PathBuf)>,
    },
}

#[derive(Debug, Serialize)]
#[serde(untagged)]
pub enum Report {
    List(ListReport),
    Show(Box<ShowReport>),
    Verify(VerifyReport),
}

/// Runs the verb on the vault in `home`.
pub fn run(world: &mut World<'_>, home: &Path, request: &Request) -> Result<Report, Fault> {
    Ok(match request {
        Request::List => Report::List(list::run(world, home)?),
        Request::Show { bundle, to } => {
            Report::Show(Box::new(show::run(world, home, bundle, to.as_deref())?))
        }
        Request::Verify { what, file } => {
            Report::Verify(verify::run(world, home, what, file.as_ref())?)
        }
    })
}

impl Reported for Report {
    fn outcome(&self) -> Outcome {
        match self {
            Report::List(report) => report.outcome(),
            Report::Show(report) => report.outcome(),
            Report::Verify(report) => report.outcome(),
        }
    }
}
