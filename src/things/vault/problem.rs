//! Why a home can't be opened or written.

use std::path::PathBuf;

use super::config::ConfigProblem;
use crate::powers::envelope::Unsealed;
use crate::powers::identity::NotARecipient;
use crate::powers::medium::StorageProblem;
use crate::things::files::FileProblem;
use crate::things::ledger::LedgerProblem;
use crate::words::ids::BundleId;

/// Why a home can't be opened or written.
#[derive(Debug, thiserror::Error)]
#[error("{self:?}")]
pub enum VaultProblem {
    NoVault(PathBuf),
    NotEmpty(PathBuf),
    InUse {
        by: String,
    },
    Config {
        path: PathBuf,
        problem: ConfigProblem,
    },
    Recipients {
        path: PathBuf,
        line: usize,
        problem: NotARecipient,
    },
    RecipientsDiffer,
    /// It is not what it was, or not there.
    Broken(PathBuf),
    /// What this home knew of the records in these is damaged or lost: a file would be sealed twice, or seem changed.
    MarksLost {
        bundles: Vec<BundleId>,
    },
    /// Neither copy of the home's memory holds: nothing is known of the drives any more.
    MemoryLost(PathBuf),
    TooManyRecipients(Unsealed),
    /// Its bytes are not what the home's signed memory names: a drive may have it whole.
    DamagedLedger {
        path: PathBuf,
        problem: LedgerProblem,
    },
    Ledger(#[from] LedgerProblem),
    File(#[from] FileProblem),
    Io {
        path: PathBuf,
        source: std::io::Error,
    },
}

impl VaultProblem {
    /// Whether bytes of the home are not what they were, and a spare or a drive may have them.
    pub fn is_damage(&self) -> bool {
        matches!(self, VaultProblem::Broken(_) | VaultProblem::DamagedLedger { .. })
    }

    /// Whether the settings can't be read.
    pub fn is_settings(&self) -> bool {
        matches!(self, VaultProblem::Config { .. })
    }
}

impl From<StorageProblem> for VaultProblem {
    fn from(problem: StorageProblem) -> Self {
        VaultProblem::File(problem.into())
    }
}
