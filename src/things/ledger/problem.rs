//! Why the ledger can't be believed, or can't take an entry.

use crate::formats::chain::{ChainProblem, Contradiction};
use crate::powers::medium::StorageProblem;
use crate::things::files::FileProblem;
use crate::words::ids::WriterId;

use super::state;

/// Why the ledger can't be believed.
#[derive(Debug, thiserror::Error)]
#[error("{self:?}")]
pub enum LedgerProblem {
    Chain {
        writer: WriterId,
        problem: ChainProblem,
    },
    Missing {
        writer: WriterId,
    },
    Contradiction(#[from] Contradiction),
    OtherVault,
    Unsigned {
        writer: WriterId,
        seq: u64,
    },
    Entries(state::Contradiction),
    /// What an act would have to put on record does not fit: the act was not begun.
    NoRoom {
        bytes: u64,
        bytes_max: u64,
    },
    /// Every line names the heads of all other homes' chains: there can't be any number of them.
    TooManyHomes,
    /// More files are named like chains than are read, beside a label that misses the one before it: a hold may stand
    /// in one of those that were not read.
    Crowded {
        files: u64,
    },
    File(#[from] FileProblem),
}

impl LedgerProblem {
    /// Whether bytes of a chain that a signed head names are not there, or others: no contradiction.
    pub fn is_damage(&self) -> bool {
        match self {
            LedgerProblem::Chain { .. } | LedgerProblem::Missing { .. } => true,
            LedgerProblem::File(problem) => problem.is_about_the_file(),
            LedgerProblem::Contradiction(_)
            | LedgerProblem::OtherVault
            | LedgerProblem::Unsigned { .. }
            | LedgerProblem::Entries(_)
            | LedgerProblem::NoRoom { .. }
            | LedgerProblem::Crowded { .. }
            | LedgerProblem::TooManyHomes => false,
        }
    }

    /// Whether lines can't all be true, and nothing is wrong with their bytes.
    pub fn is_contradiction(&self) -> bool {
        match self {
            LedgerProblem::Contradiction(_) | LedgerProblem::Entries(_) => true,
            LedgerProblem::Chain { .. }
            | LedgerProblem::Missing { .. }
            | LedgerProblem::File(_)
            | LedgerProblem::OtherVault
            | LedgerProblem::Unsigned { .. }
            | LedgerProblem::NoRoom { .. }
            | LedgerProblem::Crowded { .. }
            | LedgerProblem::TooManyHomes => false,
        }
    }
}

impl From<StorageProblem> for LedgerProblem {
    fn from(problem: StorageProblem) -> Self {
        LedgerProblem::File(problem.into())
    }
}
