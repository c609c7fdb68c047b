//! Which drive is meant, what becomes of it, and what came of that.

use std::ffi::OsString;

use serde::{Serialize, Serializer};

use crate::formats::entry::Physical;
use crate::things::copy_to::CopyTo;
use crate::things::ledger::state::Fate;
use crate::verbs::copying::ChangedReport;
use crate::verbs::destroy::CopyReport;
use crate::verbs::fault::Fault;
use crate::verbs::medium::loss::LossReport;
use crate::verbs::medium::remains::Remains;
use crate::verbs::outcome::Outcome;
use crate::verbs::session::Broken;
use crate::verbs::statement::{Stated, Unstated};
use crate::words::day::Day;
use crate::words::ids::{BundleId, DriveId, MediumId};

/// Which drive is meant.
#[derive(Debug, Clone)]
pub enum Which {
    /// By its label, or a path on it.
    Named(OsString),
    /// By its own id, in whichever vault: `--each`.
    Drive(DriveId),
}

/// What the user asks for.
#[derive(Debug, Clone)]
pub struct FateRequest {
    /// Which drive.
    pub which: Which,
    /// What became of it.
    pub what: What,
}

/// What became of a drive.
#[expect(missing_docs, reason = "the variants' fields are what their lines speak of")]
#[derive(Debug, Clone)]
pub enum What {
    /// It is missing.
    Lost { since: Day, reason: String, by: String, destroyed: Option<Physical> },
    /// It is back.
    Found,
    /// It is used no more; `erase` destroys what lies on it first.
    Retire { erase: bool },
}

/// What became of a drive, and what that means.
#[derive(Debug, Serialize)]
pub struct FateReport {
    /// None where this vault is not on that drive.
    pub label: Option<String>,
    pub medium: Option<MediumId>,
    pub drive: DriveId,
    /// `lost`, `found` or `retired`; none where nothing changed.
    pub fate: Option<Fate>,
    /// How it was physically destroyed, as a person said.
    pub destroyed: Option<Physical>,
    /// Bundles that were on it, and of which fewer copies are verified now than the vault wants.
    pub wanting: Vec<BundleId>,
    /// Where copies that are wanted can go.
    #[serde(skip)]
    pub copy_to: CopyTo,
    /// Copies that were destroyed there.
    pub erased: Vec<ErasedReport>,
    /// Copies that could not be, and why.
    pub failed: Vec<FailedReport>,
    /// What is still there on a drive whose copies were destroyed.
    pub remains: Option<Remains>,
    /// What a lost drive held, and what there is elsewhere.
    pub loss: Option<Box<LossReport>>,
    /// Other vaults on this PC that have that drive too, and were not asked.
    pub other_vaults: Vec<String>,
    /// Other drives that are here and could not be used: nothing was written there, and nothing on them counts.
    #[serde(rename = "bad_drives")]
    pub broken: Vec<Broken>,
    /// What is not as it was left on drives that are here: these were only read.
    pub changed: Vec<ChangedReport>,
    pub untold: Vec<String>,
    /// Statements of destructions that waited for this drive alone.
    pub statements: Vec<Stated>,
    /// Statements that could not be made.
    pub unstated: Vec<Unstated>,
}

#[derive(Debug, Serialize)]
pub struct ErasedReport {
    pub bundle: BundleId,
    #[serde(flatten)]
    pub copy: CopyReport,
}

#[derive(Debug, Serialize)]
pub struct FailedReport {
    pub bundle: BundleId,
    pub why: NotErased,
}

/// Why a copy could not be destroyed.
#[derive(Debug)]
pub enum NotErased {
    /// Its seal is neither on this PC nor on a drive that is connected.
    NoSeal,
    Fault(Fault),
}

impl Serialize for NotErased {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(match self {
            NotErased::NoSeal => "no-seal",
            NotErased::Fault(fault) => fault.word(),
        })
    }
}

impl FateReport {
    /// How the run ended.
    pub fn outcome(&self) -> Outcome {
        let harmed = |erased: &ErasedReport| !erased.copy.neighbours_harmed.is_empty();
        let left = |erased: &ErasedReport| !erased.copy.left.is_empty();
        if self.erased.iter().any(harmed) {
            Outcome::Fixity
        } else if !self.failed.is_empty() || !self.unstated.is_empty() {
            Outcome::PartlyDone
        } else if !self.wanting.is_empty()
            || self.erased.iter().any(left)
            || !self.changed.is_empty()
        {
            Outcome::Finding
        } else {
            Outcome::Done
        }
    }
}
