//! What came of it: a drive taken in, all of them listed, or what became of one.

use serde::Serialize;

use super::fate::FateReport;
use crate::formats::entry::Role;
use crate::powers::medium::{InPlace, Renewal, WhyNotInPlace};
use crate::things::copy_to::CopyTo;
use crate::things::ledger::state::Fate;
use crate::verbs::fault::Fault;
use crate::verbs::outcome::{Outcome, Reported};
use crate::words::day::Time;
use crate::words::digest::Digest;
use crate::words::ids::{BundleId, DriveId, MediumId};

/// What a run of `medium` did or found.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub enum Report {
    /// Of `medium add`.
    Add(AddReport),
    /// Of `medium list`.
    List(ListReport),
    /// Of `medium lost`, `found` and `retire`.
    Fate(Box<FateReport>),
}

/// The drive that was taken in.
#[derive(Debug, Serialize)]
pub struct AddReport {
    pub label: String,
    pub medium: MediumId,
    pub drive: DriveId,
    pub roles: Vec<Role>,
    /// Whether bundles get parity there.
    pub parity: bool,
    pub path: String,
    pub file_system: String,
    pub free_bytes: Option<u64>,
    /// Why writing over a file leaves its old bytes there, where that is known: copies on this drive can be
    /// removed, and not overwritten.
    pub not_in_place: Option<WhyNotInPlace>,
    /// What writing over a file hits there.
    #[serde(skip)]
    pub in_place: InPlace,
    /// How many other vaults are on the drive.
    pub other_vaults: usize,
    /// It may lie on the disk of this PC, or of another drive: `--same-disk` said so.
    pub same_disk: bool,
    /// Drives of this vault on the device that this one lies on: their copies are lost together.
    pub same_device: Vec<String>,
    /// A person said of each of these drives that it may lie on another's disk.
    #[serde(skip)]
    pub meant: bool,
    /// How many drives the vault has now.
    pub drives: usize,
    /// How many bundles have fewer verified copies than the vault wants.
    pub wanting: usize,
    /// Where copies that are wanted can go.
    #[serde(skip)]
    pub copy_to: CopyTo,
    /// The letter that a further drive can be called by.
    #[serde(skip)]
    pub further: char,
    pub copies_wanted: u32,
    /// SHA-256 of the reader that was written there, to be compared with the recovery sheet.
    pub reader: Option<Digest>,
}

/// The drives of `medium list`.
#[derive(Debug, Serialize)]
pub struct ListReport {
    pub media: Vec<Row>,
    /// Places that look like a drive of this vault and don't hold.
    pub doubtful: Vec<Doubtful>,
    pub copies_wanted: u32,
    /// Bundles that wait in the outbox for more copies, and their bytes.
    pub waiting: Vec<BundleId>,
    /// Where copies that are wanted can go.
    #[serde(skip)]
    pub copy_to: CopyTo,
    pub waiting_bytes: u64,
}

/// One drive.
#[derive(Debug, Serialize)]
pub struct Row {
    pub label: String,
    pub medium: MediumId,
    pub drive: Option<DriveId>,
    pub roles: Vec<Role>,
    /// Where it was seen last.
    pub path: String,
    pub present: bool,
    /// Where it is now.
    pub present_at: Option<String>,
    pub free_bytes: Option<u64>,
    /// It is here in an older state than it was left in: a rollback or a clone, whose copies don't count.
    pub older_state: bool,
    /// Its label is damaged, or a slot of it is missing.
    pub label_damaged: bool,
    /// A run saw something wrong there: nothing on it counts before it was verified.
    pub to_verify: bool,
    /// Chains there are not what its own label names.
    pub ledger_damaged: bool,
    pub last_seen: Option<Time>,
    pub last_verified: Option<Time>,
    /// That time lies ahead of this PC's clock: one of the two clocks was wrong.
    pub verified_ahead: bool,
    /// Bundles on it that did not hold when it was verified last.
    pub faulty: usize,
    /// Those that it has copies of; whose keys, where it holds keys alone.
    pub bundles: usize,
    /// Sizes of the records of these bundles, in bytes; 0 where it holds keys alone.
    pub bytes: u64,
    /// What became of it, if it was ever lost, found or retired.
    pub fate: Option<Fate>,
    /// Copies on it that were not verified yet since the drive was taken out and came back.
    pub unverified: usize,
    /// When the oldest of these was written.
    pub oldest_unverified: Option<Time>,
    /// It is time to verify it.
    pub overdue: bool,
    /// Copies that let no source go yet, since they may all along have been read from a cache.
    pub cached: usize,
    /// After what a verification lets these count; none where there are none.
    pub counts_after: Option<Renewal>,
    /// Bundles that are being destroyed, and stand there still.
    pub undestroyed: Vec<BundleId>,
}

/// A path that looks like a drive of this vault and was not proven to be one.
#[derive(Debug, Serialize)]
pub struct Doubtful {
    /// Where it is.
    pub path: String,
    /// Why it was not proven.
    pub problem: crate::things::medium::MediumProblem,
}

impl Reported for Report {
    fn outcome(&self) -> Outcome {
        match self {
            Report::Add(_) => Outcome::Done,
            Report::List(list) => list.outcome(),
            Report::Fate(fate) => fate.outcome(),
        }
    }

    fn faults(&self) -> Vec<&Fault> {
        match self {
            Report::Add(_) | Report::List(_) => Vec::new(),
            Report::Fate(fate) => fate.broken.iter().map(|drive| &drive.fault).collect(),
        }
    }
}

impl ListReport {
    fn outcome(&self) -> Outcome {
        let older =
            self.media.iter().any(|row| row.older_state || row.label_damaged || row.ledger_damaged);
        let overdue = self.media.iter().any(|row| row.overdue || row.to_verify);
        let undestroyed = self.media.iter().any(|row| !row.undestroyed.is_empty());
        let found = older || overdue || undestroyed || !self.doubtful.is_empty();
        if found { Outcome::Finding } else { Outcome::Done }
    }
}
