//! Why a drive is not believed.

use std::path::{Path, PathBuf};

use crate::powers::envelope::Unopened;
use crate::things::files::FileProblem;
use crate::things::ledger::state::Contradiction;
use crate::things::ledger::{Ledger, LedgerProblem};
use crate::words::ids::WriterId;

/// Why a drive can't be believed to be of the vault whose id was typed.
#[derive(Debug, thiserror::Error)]
#[error("{self:?}")]
pub enum Unproven {
    NotADrive(PathBuf),
    OtherVault {
        path: PathBuf,
        found: Vec<String>,
    },
    /// No chain there begins with the line that the id stands for.
    OtherLedger {
        path: PathBuf,
    },
    NoLabel {
        path: PathBuf,
    },
    OtherDrive {
        path: PathBuf,
    },
    Ledger {
        path: PathBuf,
        problem: LedgerProblem,
    },
    /// Entries of its ledger contradict each other: these speak of it.
    Contradicting {
        path: PathBuf,
        problem: Contradiction,
        lines: Vec<(WriterId, u64)>,
    },
    /// It has other lines than the drives before it under the same numbers: a home was put back to an earlier state.
    Forked {
        path: PathBuf,
        first: PathBuf,
    },
    /// Lines of its ledger are damaged, and no other drive that was named has them.
    LostLines {
        path: PathBuf,
    },
    /// Neither vault document is the one that the label names.
    OtherDocument {
        path: PathBuf,
    },
    Closed {
        path: PathBuf,
        problem: Unopened,
    },
    /// The document is signed for, and does not fit the ledger or can't be read.
    Unfit {
        path: PathBuf,
        what: Unfit,
    },
    File {
        path: PathBuf,
        problem: FileProblem,
    },
}

/// In what a vault document does not fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unfit {
    Unreadable,
    OtherVault,
    RecipientUnreadable,
    OtherRecipients,
    SealerUnreadable,
    DisposerUnreadable,
    OtherSigners,
}

/// Names the lines that contradict each other.
pub fn contradicting(path: &Path, ledger: &Ledger, problem: LedgerProblem) -> Unproven {
    let path = path.to_path_buf();
    match problem {
        LedgerProblem::Entries(problem) => {
            Unproven::Contradicting { path, lines: ledger.lines_about(&problem), problem }
        }
        problem => Unproven::Ledger { path, problem },
    }
}
