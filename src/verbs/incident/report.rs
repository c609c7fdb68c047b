//! What is known of a drive that is lost or stolen.

use std::path::PathBuf;

use serde::Serialize;

use crate::formats::entry::{Physical, Role};
use crate::things::copy_to::CopyTo;
use crate::things::ledger::state::Fate;
use crate::verbs::disclosed::DisclosureRow;
use crate::verbs::list::StandingRow;
use crate::verbs::medium::loss::{Encryption, OtherCopy};
use crate::verbs::outcome::{Outcome, Reported};
use crate::words::day::{Day, GivenDate, Time};
use crate::words::digest::Digest;
use crate::words::ids::{BundleId, DriveId, MediumId, VaultId};

/// What came of one run.
#[derive(Debug, Serialize)]
pub struct Report {
    /// The vault's name.
    pub vault: String,
    /// None where this vault is not on that drive.
    pub incident: Option<Box<Incident>>,
    /// The page that was written.
    pub page: Option<PathBuf>,
}

/// What is known here of the drive, and of what lay there.
#[derive(Debug, Serialize)]
pub struct Incident {
    #[serde(skip)]
    pub client: String,
    #[serde(skip)]
    pub vault: VaultId,
    pub label: String,
    pub medium: MediumId,
    pub drive: DriveId,
    pub made: Day,
    /// The day on which somebody here knew of it first.
    pub known_since: Day,
    /// Three days later: 72 hours end on it at the hour at which it became known.
    pub notify_by: Day,
    /// What became of it by the ledger.
    pub fate: Option<Fate>,
    /// Missing since that day, as a person put on record.
    pub since: Option<Day>,
    /// How it was physically destroyed, as a person put on record.
    pub destroyed: Option<Physical>,
    pub roles: Vec<Role>,
    pub added: Time,
    pub last_seen: Option<Time>,
    pub last_verified: Option<Time>,
    pub records: u64,
    pub bytes: u64,
    /// By class; a bundle under two rules counts in both.
    pub classes: Vec<ClassThere>,
    /// The bundles whose data, or whose keys, lay there and were not destroyed there.
    pub bundles: Vec<BundleThere>,
    pub encryption: Encryption,
    /// SHA-256 of each recipient whose identity opens a bundle's key.
    pub recipients: Vec<Digest>,
    /// How the vault's identity lies on this PC.
    pub identity_here: IdentityHere,
    /// Wrapped keys of these bundles lay on that drive.
    pub keys_there: bool,
    /// The other drives with their keys, by label.
    pub keys_elsewhere: Vec<String>,
    pub copies_wanted: u32,
    /// Kept bundles of which no other copy counts: without that drive nothing gives them back for sure.
    pub sole: Vec<BundleId>,
    /// Kept bundles with fewer copies than are wanted, once that drive is gone.
    pub short: Vec<BundleId>,
    /// Bundles whose destruction was ordered, and not carried out there.
    pub ordered: Vec<BundleId>,
    /// Bundles that were destroyed elsewhere, and lay there still.
    pub outlived: Vec<BundleId>,
    /// Bundles that were destroyed there.
    pub gone: Vec<GoneThere>,
    /// What was given of these bundles to somebody else.
    pub disclosures: Vec<DisclosureRow>,
    /// Where the missing copies can go.
    #[serde(skip)]
    pub copy_to: CopyTo,
}

/// The bundles of one class that lay there.
#[derive(Debug, Serialize)]
pub struct ClassThere {
    /// None for those that are confidential.
    pub class: Option<String>,
    /// What the class is called, in English and in Dutch.
    #[serde(skip)]
    pub names: Option<(String, String)>,
    pub bundles: u64,
    pub records: u64,
    pub bytes: u64,
}

/// A bundle that lay there.
#[derive(Debug, Serialize)]
pub struct BundleThere {
    pub bundle: BundleId,
    pub rules: Vec<RuleThere>,
    pub standing: StandingRow,
    pub records: u64,
    pub bytes: u64,
    pub sealed: Time,
    /// A hold is in force on it.
    pub held: bool,
    /// It waits in the outbox, so that a copy stands on this PC.
    pub here: bool,
    /// Its other copies; its keys, where that drive held keys alone.
    pub others: Vec<OtherCopy>,
}

/// A rule as the drive itself shows it.
#[derive(Debug, Serialize)]
pub struct RuleThere {
    /// None where it is confidential.
    pub class: Option<String>,
    #[serde(skip)]
    pub names: Option<(String, String)>,
    pub date: Option<GivenDate>,
}

/// A bundle that was destroyed on that drive.
#[derive(Debug, Serialize)]
pub struct GoneThere {
    pub bundle: BundleId,
    pub at: Time,
}

/// How the vault's identity lies on this PC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum IdentityHere {
    /// Under a passphrase.
    UnderPassphrase,
    /// In the clear.
    InTheClear,
    NotHere,
}

impl Report {
    /// The vault is not on that drive.
    pub(super) fn elsewhere(vault: String) -> Report {
        Report { vault, incident: None, page: None }
    }
}

impl Incident {
    /// Whether a person has put on record that it is gone.
    pub fn is_on_record(&self) -> bool {
        self.fate == Some(Fate::Lost)
    }

    /// Whether a command is left to type.
    pub fn is_waiting(&self) -> bool {
        !self.is_on_record() || !self.short.is_empty() || !self.ordered.is_empty()
    }
}

impl Reported for Report {
    fn outcome(&self) -> Outcome {
        match &self.incident {
            Some(incident) if incident.is_waiting() => Outcome::Finding,
            Some(_) | None => Outcome::Done,
        }
    }
}
