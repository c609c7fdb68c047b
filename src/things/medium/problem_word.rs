//! A problem with a place as one word, for what programs read.

use serde::{Serialize, Serializer};

use super::MediumProblem;

impl MediumProblem {
    /// The word, as `--json` spells it.
    pub fn word(&self) -> &'static str {
        match self {
            MediumProblem::NotADrive(_) => "no-drive",
            MediumProblem::NotWhole { .. } => "not-whole",
            MediumProblem::Renamed { .. } => "renamed",
            MediumProblem::TwoDrives(_) => "two-drives",
            MediumProblem::NoAnswer(_) => "no-answer",
            MediumProblem::InUse(_) => "in-use",
            MediumProblem::OtherVault { .. } => "other-vault",
            MediumProblem::LabelBroken { .. } => "label-broken",
            MediumProblem::LabelDamaged { .. } => "label-damaged",
            MediumProblem::SlotDamaged { .. } => "slot-damaged",
            MediumProblem::SlotBlocked { .. } => "slot-blocked",
            MediumProblem::LabelReplaced { .. } => "label-replaced",
            MediumProblem::OtherDrive { .. } => "other-drive",
            MediumProblem::RolledBack { .. } => "older-state",
            MediumProblem::SlotMissing { .. } => "slot-missing",
            MediumProblem::Twice { .. } => "twice",
            MediumProblem::Overtaken { .. } => "overtaken",
            MediumProblem::Ledger { .. } => "ledger",
            MediumProblem::DamagedChains { .. } => "chains-damaged",
            MediumProblem::LostChains { .. } => "chains-lost",
            MediumProblem::Unjoined { .. } => "unjoined",
            MediumProblem::Unvouched { .. } => "unvouched",
            MediumProblem::OwnDisk { .. } => "own-disk",
            MediumProblem::AmongSources { .. } => "among-sources",
            MediumProblem::AlreadyOurs(_) => "already-ours",
            MediumProblem::File { .. } => "unreadable",
        }
    }
}

impl Serialize for MediumProblem {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.word())
    }
}
