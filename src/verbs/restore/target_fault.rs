//! What a problem with the target is to the run.

use std::io;
use std::path::Path;

use crate::powers::target::TargetProblem;
use crate::verbs::fault::{Fault, Usage};

impl From<TargetProblem> for Fault {
    fn from(problem: TargetProblem) -> Fault {
        match problem {
            TargetProblem::NotEmpty(path) => Usage::TargetNotEmpty(path).into(),
            TargetProblem::NotAFolder(path) => Usage::NotAFolder(path).into(),
            TargetProblem::Odd(path) => Usage::TargetHolds(path).into(),
            TargetProblem::Io { path, source } => at(&path, source),
        }
    }
}

/// A full disk is told from other faults.
pub fn at(path: &Path, source: io::Error) -> Fault {
    match source.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
            Fault::TargetFull { to: path.to_path_buf(), room: None }
        }
        _ => Fault::Io { path: path.to_path_buf(), source },
    }
}
