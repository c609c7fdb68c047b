//! What came of a repair: what was mended from where, and what was not.

use serde::Serialize;

use crate::powers::medium::ReadBack;
use crate::things::bundle::parity::write::ParityProblem;
use crate::things::finding::Found;
use crate::verbs::copying::ChangedReport;
use crate::verbs::fault::Fault;
use crate::verbs::outcome::{Outcome, Reported};
use crate::verbs::session::Broken;
use crate::verbs::verify::{self, FindingReport, RecordHit};
use crate::verbs::wanting::NoCopy;
use crate::words::ids::BundleId;

/// One file that is again as it was sealed, or as it was derived.
#[derive(Debug, Clone, Serialize)]
pub struct MendReport {
    pub bundle: Option<BundleId>,
    pub file: String,
    pub from: MendedFrom,
    /// The drive whose copy it was taken from.
    pub medium: Option<String>,
    /// How many slices were brought back by parity.
    pub slices: Option<u64>,
}

impl MendReport {
    /// A file beside the bundles, written whole.
    pub(super) fn of_file(file: String, from: MendedFrom) -> MendReport {
        MendReport { bundle: None, file, from, medium: None, slices: None }
    }
}

/// Where the right bytes came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum MendedFrom {
    /// Another drive's copy.
    Copy,
    Parity,
    /// The other file of two that are alike.
    Twin,
    /// What this PC keeps.
    Home,
    /// The signed label.
    Label,
    /// This PC's ledger, where a key that was replaced had signed the file.
    Ledger,
    /// Made again, as it was made at first.
    Derived,
}

/// What is left to mend later damage from.
#[derive(Debug, Serialize)]
pub struct SetReport {
    pub bundle: BundleId,
    pub file: String,
    /// How many damaged slices this set mends; 0 without one.
    pub slices: u64,
    pub slice_bytes: u64,
    pub made_anew: bool,
    /// Why it could not be made.
    pub problem: Option<ParityProblem>,
}

/// What a run of `repair` found, did and left.
#[derive(Debug, Serialize)]
pub struct Report {
    /// The client's name; the surface shows it for every verb alike.
    #[serde(skip)]
    pub vault: String,
    /// The drive's label.
    pub medium: String,
    /// How many bundles were read.
    pub bundles: u64,
    /// How many files.
    pub files: u64,
    /// The sum of their sizes.
    pub bytes: u64,
    /// Whether that reading went past the cache.
    pub read_back: ReadBack,
    /// What was mended.
    pub mended: Vec<MendReport>,
    /// Files in the home that have what was found there and counts for nothing, since the key that signed it was
    /// replaced.
    pub set_aside: Vec<String>,
    /// How many more such files there were than the home keeps.
    pub set_aside_dropped: u64,
    /// Bundles there that a replaced key sealed and no entry speaks of, and of which no person here has confirmed that
    /// they are not ours: they stay where they are.
    pub disowned: Vec<BundleId>,
    /// Those of which a person has confirmed it in this run.
    pub confirmed: Vec<BundleId>,
    /// Parity that was made again, or could not be.
    pub redundancy: Vec<SetReport>,
    /// What could not be mended.
    pub findings: Vec<FindingReport>,
    /// Records that can't be had from this drive any more; only where an identity could be opened.
    pub records_hit: Vec<RecordHit>,
    /// How many records the damaged bundles still give; none where no identity could be opened.
    pub records_left: Option<u64>,
    /// Bundles that could not be mended, and of which no copy is known to hold.
    #[serde(skip)]
    pub no_copy: Vec<NoCopy>,
    /// Drives that are absent, and whose copies of what could not be mended may be good.
    pub elsewhere: Vec<String>,
    /// What is not as it was left on other drives that are here: these were only read.
    pub changed: Vec<ChangedReport>,
    /// Other drives that are here and don't hold, or whose copy is damaged: they lent nothing.
    #[serde(rename = "bad_drives")]
    pub broken: Vec<Broken>,
    /// Drives that were not told.
    pub untold: Vec<String>,
}

impl Reported for Report {
    fn outcome(&self) -> Outcome {
        let unmade = self.redundancy.iter().any(|set| set.problem.is_some());
        let changed = |label: &String| self.changed.iter().any(|there| there.medium == *label);
        let well = self.changed.is_empty() && self.broken.is_empty();
        let own = match (unmade || !self.untold.iter().all(changed), well) {
            (true, _) => Outcome::PartlyDone,
            (false, false) => Outcome::Finding,
            (false, true) => Outcome::Done,
        };
        verify::worst(&self.findings).max(own)
    }
}

impl Report {
    /// Another drive that was to lend what is damaged here, and has it damaged too: said once a drive.
    pub(super) fn lends_nothing(&mut self, fault: Fault, label: String) {
        let label = Some(label);
        if self.broken.iter().all(|drive| drive.label != label) {
            self.broken.push(Broken { label, fault });
        }
    }

    pub(super) fn find(&mut self, bundle: Option<BundleId>, file: Option<String>, found: Found) {
        let medium = self.medium.clone();
        self.findings.push(FindingReport { medium, bundle, file, found });
    }
}
