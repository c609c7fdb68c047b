//! Why a place is no medium of this vault, or none that can be used now.

use std::path::{Path, PathBuf};

use crate::words::ids::{BundleId, WriterId};

use crate::things::files::FileProblem;
use crate::things::ledger::LedgerProblem;

/// Why a place is no medium of this vault.
#[derive(Debug, thiserror::Error)]
#[error("{self:?}")]
pub enum MediumProblem {
    NotADrive(PathBuf),
    /// The vault's folder is there, and what makes it a drive is not; whether the label there can tell what that was.
    NotWhole {
        path: PathBuf,
        by_label: bool,
    },
    /// The vault's folder is there under another name.
    Renamed {
        path: PathBuf,
        found: String,
        folder: String,
    },
    /// Another vault's label that holds names another drive.
    TwoDrives(PathBuf),
    /// Its driver did not say in time whether anything is there.
    NoAnswer(PathBuf),
    /// Another home of this vault writes to it now.
    InUse(PathBuf),
    OtherVault {
        path: PathBuf,
        found: Vec<String>,
    },
    /// Labels that contradict each other, or one on a drive that this vault does not know.
    LabelBroken {
        path: PathBuf,
    },
    /// Neither label holds, and this home knows the medium by its drive's id.
    LabelDamaged {
        path: PathBuf,
        label: String,
    },
    /// One of the two does not hold. What another home wrote there last may be hidden by that.
    SlotDamaged {
        path: PathBuf,
        label: String,
        file: String,
    },
    /// What stands in the place of a label is no file.
    SlotBlocked {
        path: PathBuf,
        label: String,
        file: String,
    },
    /// It was signed by a sealer's key that was replaced, and says what does not count; whether lines that count speak
    /// of a medium on this drive.
    LabelReplaced {
        path: PathBuf,
        known: bool,
    },
    OtherDrive {
        path: PathBuf,
    },
    RolledBack {
        path: PathBuf,
        label: String,
        known: u64,
        found: u64,
    },
    /// One slot of its label is missing or older than the other one says: whoever removed a label may have hidden
    /// entries of another home.
    SlotMissing {
        path: PathBuf,
        label: String,
    },
    Twice {
        path: PathBuf,
        other: PathBuf,
        label: String,
    },
    /// Its label lacks entries about this very medium, which was told of them: there are two of it.
    Overtaken {
        path: PathBuf,
        label: String,
    },
    Ledger {
        path: PathBuf,
        problem: LedgerProblem,
    },
    /// What it brings can't be taken in, whoever vouches for it.
    Unjoined {
        path: PathBuf,
        problem: LedgerProblem,
    },
    /// Bundles stand there that a key which was replaced has sealed, and no entry here speaks of them: cut back, that
    /// drive would forget them.
    Unvouched {
        path: PathBuf,
        bundles: Vec<BundleId>,
        /// How many more are not named.
        more: u64,
    },
    /// Chains there are not what the medium's own label names.
    DamagedChains {
        path: PathBuf,
        label: String,
        chains: Vec<WriterId>,
    },
    /// Lines there can't be read, and neither this home nor another medium that is here has them.
    LostChains {
        path: PathBuf,
        label: String,
        lost: Vec<LostLines>,
    },
    /// Perhaps a drive is not mounted there.
    OwnDisk {
        path: PathBuf,
        beside: Beside,
        new: Option<String>,
    },
    /// A drive's place is archived, or holds what is.
    AmongSources {
        path: PathBuf,
        source_path: PathBuf,
    },
    AlreadyOurs(PathBuf),
    File {
        path: PathBuf,
        problem: FileProblem,
    },
}

/// With what of the PC's own a medium shares its fate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Beside {
    /// What lies on the same disk.
    Own(PathBuf),
    /// The system doesn't show on which disk the medium lies: it may be the PC's own.
    Unseen,
    /// The medium lies in the PC's memory.
    Memory,
}

impl MediumProblem {
    /// The place that it is about.
    pub fn path(&self) -> &Path {
        match self {
            MediumProblem::NotADrive(path)
            | MediumProblem::NotWhole { path, .. }
            | MediumProblem::Renamed { path, .. }
            | MediumProblem::TwoDrives(path)
            | MediumProblem::NoAnswer(path)
            | MediumProblem::InUse(path)
            | MediumProblem::OtherVault { path, .. }
            | MediumProblem::LabelBroken { path }
            | MediumProblem::LabelDamaged { path, .. }
            | MediumProblem::SlotDamaged { path, .. }
            | MediumProblem::SlotBlocked { path, .. }
            | MediumProblem::LabelReplaced { path, .. }
            | MediumProblem::OtherDrive { path }
            | MediumProblem::RolledBack { path, .. }
            | MediumProblem::SlotMissing { path, .. }
            | MediumProblem::Twice { path, .. }
            | MediumProblem::Overtaken { path, .. }
            | MediumProblem::Ledger { path, .. }
            | MediumProblem::Unjoined { path, .. }
            | MediumProblem::Unvouched { path, .. }
            | MediumProblem::DamagedChains { path, .. }
            | MediumProblem::LostChains { path, .. }
            | MediumProblem::OwnDisk { path, .. }
            | MediumProblem::AmongSources { path, .. }
            | MediumProblem::AlreadyOurs(path)
            | MediumProblem::File { path, .. } => path,
        }
    }
}

/// Lines of one chain that can't be read, by number: from the first to the last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LostLines {
    pub writer: WriterId,
    pub first: u64,
    pub last: u64,
}
