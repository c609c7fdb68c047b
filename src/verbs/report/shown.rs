//! How a vault stands, as values: what the page and `--json` say.

use std::path::PathBuf;

use serde::Serialize;

use crate::formats::entry::Role;
use crate::rules::class::{Nature, Period, Starts};
use crate::things::ledger::state::Fate;
use crate::verbs::disclosed::DisclosureRow;
use crate::verbs::due::{BegunRow, OverdueRow};
use crate::verbs::outcome::{Outcome, Reported};
use crate::words::day::{Day, Time};
use crate::words::digest::Digest;
use crate::words::ids::{BundleId, HoldId, MediumId, VaultId};

/// How a vault stands.
#[derive(Debug, Serialize)]
pub struct Report {
    /// The vault's name.
    pub vault: String,
    #[serde(skip)]
    pub id: VaultId,
    pub today: Day,
    /// How many bundles are kept, and what is in them.
    pub bundles: u64,
    pub records: u64,
    pub bytes: u64,
    /// The fewest verified copies that one of them has, no more than are wanted; none without a bundle.
    pub copies: Option<usize>,
    pub copies_wanted: u32,
    /// Bundles with fewer.
    pub copies_wanting: Vec<BundleId>,
    /// Bundles of which no copy is known to be left.
    pub lost: Vec<BundleId>,
    /// What ends in which year, the earliest first; what has no end yet comes last.
    pub ends: Vec<EndsIn>,
    /// What was sealed in which year.
    pub growth: Vec<SealedIn>,
    pub media: Vec<MediumHealth>,
    /// When each recipient's key was last seen to open what it must.
    pub drills: Vec<DrillShown>,
    /// Holds in force.
    pub holds: Vec<HoldShown>,
    /// Bundles that have ended and that no hold keeps.
    pub due: Vec<BundleId>,
    /// Bundles that should have been deleted by now, and are kept.
    pub overdue: Vec<OverdueRow>,
    /// Destructions that were ordered and not ended.
    pub begun: Vec<BegunRow>,
    /// What was given to somebody else and is not closed.
    pub disclosures: Vec<DisclosureRow>,
    /// Drives that it is time to verify, by label.
    pub to_verify: Vec<String>,
    /// Terms by class.
    pub terms: Vec<Term>,
    /// The page that was written.
    pub page: Option<PathBuf>,
    pub indication: &'static str,
}

/// The kept bundles that may be destroyed, or are to be deleted, from a day of one year on.
#[derive(Debug, Default, PartialEq, Eq, Serialize)]
pub struct EndsIn {
    /// None for those that wait for an event.
    pub year: Option<i32>,
    pub bundles: u64,
    pub records: u64,
    pub bytes: u64,
    /// How many of them are under a hold.
    pub held: u64,
}

/// The bundles that were sealed in one year, by its clock.
#[derive(Debug, Default, PartialEq, Eq, Serialize)]
pub struct SealedIn {
    pub year: i32,
    pub bundles: u64,
    pub records: u64,
    pub bytes: u64,
    /// How many of them are destroyed.
    pub destroyed: u64,
}

/// A drive, as far as this PC knows.
#[derive(Debug, Serialize)]
pub struct MediumHealth {
    pub label: String,
    pub medium: MediumId,
    pub roles: Vec<Role>,
    pub fate: Option<Fate>,
    pub last_seen: Option<Time>,
    pub last_verified: Option<Time>,
    /// The bundles whose data, or on a drive for keys alone whose keys, stand there.
    pub bundles: u64,
    pub bytes: u64,
    /// How many of them something is known to be wrong with there.
    pub faulty: u64,
}

/// When a recipient's key was last seen to open what it must.
#[derive(Debug, Serialize)]
pub struct DrillShown {
    pub name: String,
    /// SHA-256 of its string.
    pub recipient: Digest,
    pub drilled: Option<Time>,
    /// The next drill is due from this day on; none of a key of which nobody asks one.
    pub due_from: Option<Day>,
    pub overdue: bool,
}

/// A hold in force.
#[derive(Debug, Serialize)]
pub struct HoldShown {
    pub hold: HoldId,
    pub name: String,
    pub since: Day,
    pub review: Option<Day>,
    pub ends: Option<Day>,
    /// Its review day is here, or its legal end has passed.
    pub overdue: bool,
    pub bundles: u64,
}

/// How long the kept bundles of one class are kept, and why.
#[derive(Debug, Serialize)]
pub struct Term {
    /// None where it is confidential and not known here.
    pub class: Option<String>,
    /// What the class is called, in English and in Dutch.
    #[serde(skip)]
    pub names: Option<(String, String)>,
    pub confidential: bool,
    /// The periods that bundles were sealed under; of a confidential class, that of the schedule.
    pub periods: Vec<Period>,
    /// Where the clock starts.
    pub starts: Option<Starts>,
    pub nature: Option<Nature>,
    pub basis: Option<String>,
    pub bundles: u64,
    pub records: u64,
    /// How many of them wait for an event.
    pub open: u64,
    /// The first and the last day on which one of them ends.
    pub earliest: Option<Day>,
    pub latest: Option<Day>,
}

impl Report {
    /// Whether something is left to do.
    pub fn is_waiting(&self) -> bool {
        !self.copies_wanting.is_empty()
            || !self.lost.is_empty()
            || !self.due.is_empty()
            || !self.overdue.is_empty()
            || !self.begun.is_empty()
            || !self.disclosures.is_empty()
            || !self.to_verify.is_empty()
            || self.holds.iter().any(|hold| hold.overdue)
            || self.drills.iter().any(|drill| drill.overdue)
    }
}

impl Reported for Report {
    fn outcome(&self) -> Outcome {
        if self.is_waiting() { Outcome::Finding } else { Outcome::Done }
    }
}
