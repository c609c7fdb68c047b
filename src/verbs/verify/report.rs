//! What a verification tells: findings, what the worst of them makes of the run, and what of them goes into the
//! ledger.

use std::collections::{BTreeMap, BTreeSet};

use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};

use crate::formats::entry::{Depth, Finding, Verified};
use crate::powers::medium::{ReadBack, Renewal};
use crate::things::bundle::open::OpenProblem;
use crate::things::finding::{Found, Weight};
use crate::things::medium::Contact;
use crate::verbs::fault::Fault;
use crate::verbs::outcome::{Outcome, Reported};
use crate::verbs::session::Broken;
use crate::verbs::wanting::NoCopy;
use crate::verbs::without_seal::WithoutSeal;
use crate::words::ids::BundleId;
use crate::words::limits::{LINE_BUNDLES_MAX, LINE_FINDINGS_MAX};

/// One thing that is not as it was sealed.
#[derive(Debug)]
pub struct FindingReport {
    pub medium: String,
    pub bundle: Option<BundleId>,
    /// The file, where one is meant.
    pub file: Option<String>,
    pub found: Found,
}

impl Serialize for FindingReport {
    /// With the finding's word beside what is known of it.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = serializer.serialize_struct("FindingReport", 5)?;
        fields.serialize_field("medium", &self.medium)?;
        fields.serialize_field("bundle", &self.bundle)?;
        fields.serialize_field("file", &self.file)?;
        fields.serialize_field("what", &self.found.what())?;
        fields.serialize_field("detail", &self.found)?;
        fields.end()
    }
}

impl FindingReport {
    /// Whether the ledger keeps it: it is about a bundle, and of a kind that a copy is worse with.
    pub(super) fn goes_on_record(&self) -> bool {
        self.bundle.is_some() && self.found.what().in_ledger().is_some()
    }
}

/// What was read of one drive.
#[derive(Debug, Clone, Serialize)]
pub struct MediumReport {
    pub medium: String,
    pub bundles: u64,
    pub files: u64,
    pub bytes: u64,
    /// Records opened and hashed; 0 without `--deep`.
    pub records: u64,
    pub read_back: ReadBack,
    /// Copies that hold and let no source go yet, since they may all along have been read from a cache.
    pub cached: usize,
    /// After what a verification lets these count; none where there are none.
    pub counts_after: Option<Renewal>,
    /// Bundles that a run had read which was cut off within the last day: not read again.
    pub taken_over: u64,
    /// It may be a clone of the drive: what was on record of the drive stands.
    pub clone: bool,
}

/// What a run of `verify` found.
#[derive(Debug, Serialize)]
pub struct Report {
    /// The client's name; the surface shows it for every verb alike.
    #[serde(skip)]
    pub vault: String,
    /// Whether bundles were opened.
    pub deep: bool,
    /// What was read of each drive.
    pub media: Vec<MediumReport>,
    /// Drives that were named or met, and could not be verified.
    pub unverified: Vec<Broken>,
    /// Drives of this vault that hold copies and were not here; none where drives were named.
    pub absent: Vec<String>,
    /// Other drives that count for nothing before they were verified.
    pub to_verify: Vec<String>,
    /// What is not as it was left.
    pub findings: Vec<FindingReport>,
    /// The names of records that damage has hit; only with `--deep`.
    pub records_hit: Vec<RecordHit>,
    /// Bundles that `--deep` could not open for want of a key or of an identity: their files were compared alone.
    pub unopened: Vec<UnopenedReport>,
    /// How many chains in the home have bytes behind their heads that nobody signed for.
    pub set_aside: u64,
    /// Bundles among the findings of which nobody here has a seal.
    pub without_seal: Vec<WithoutSeal>,
    /// Another run had the vault: nothing of this is on record, and no drive was told.
    pub unrecorded: bool,
    /// Those of which no copy is known to hold now.
    #[serde(skip)]
    pub no_copy: Vec<NoCopy>,
}

/// A bundle that was not opened, and why.
#[derive(Debug, Serialize)]
pub struct UnopenedReport {
    pub medium: String,
    pub bundle: BundleId,
    #[serde(rename = "detail")]
    pub problem: OpenProblem,
}

/// A record that can't be had from this copy any more.
#[derive(Debug, Clone, Serialize)]
pub struct RecordHit {
    pub medium: String,
    pub bundle: BundleId,
    pub record: String,
}

impl Reported for Report {
    fn outcome(&self) -> Outcome {
        let unverified = match self.unverified.is_empty() {
            true => Outcome::Done,
            false => Outcome::Finding,
        };
        let unrecorded = if self.unrecorded { Outcome::PartlyDone } else { Outcome::Done };
        let unopened = if self.unopened.is_empty() { Outcome::Done } else { Outcome::PartlyDone };
        let clone = match self.media.iter().any(|medium| medium.clone) {
            true => Outcome::Finding,
            false => Outcome::Done,
        };
        let unsure = unverified.max(unopened).max(clone).max(unrecorded);
        worst(&self.findings).max(unsure)
    }

    fn faults(&self) -> Vec<&Fault> {
        self.unverified.iter().map(|drive| &drive.fault).collect()
    }
}

/// What the worst of some findings makes of a run.
pub(in crate::verbs) fn worst(findings: &[FindingReport]) -> Outcome {
    let outcome = |finding: &FindingReport| match finding.found.what().weight() {
        Weight::Notice => Outcome::Finding,
        Weight::Fixity => Outcome::Fixity,
        Weight::Seal => Outcome::Seal,
        Weight::Ledger => Outcome::Ledger,
    };
    findings.iter().map(outcome).max().unwrap_or_default()
}

/// Findings about bundles as the ledger keeps them.
pub(in crate::verbs) fn entry_findings(findings: &[FindingReport]) -> Vec<Finding> {
    let entry = |finding: &FindingReport| {
        let fault = finding.found.what().in_ledger()?;
        Some(Finding { as_before: false, bundle: finding.bundle?, fault })
    };
    findings.iter().filter_map(entry).collect()
}

/// A verification of which some bundles were not opened, apart: these were compared with their seals and no more.
pub(super) fn by_depth(whole: Verified, unopened: &BTreeSet<BundleId>) -> Vec<Verified> {
    let (shallow, opened): (Vec<BundleId>, Vec<BundleId>) =
        whole.bundles.iter().partition(|bundle| unopened.contains(bundle));
    if shallow.is_empty() {
        return vec![whole];
    }
    if opened.is_empty() {
        return vec![Verified { depth: Depth::Fixity, ..whole }];
    }
    let (of_shallow, rest) =
        whole.findings.iter().cloned().partition(|found| unopened.contains(&found.bundle));
    let compared = Verified {
        beyond: 0,
        bundles: shallow,
        depth: Depth::Fixity,
        findings: of_shallow,
        ..whole.clone()
    };
    vec![compared, Verified { bundles: opened, findings: rest, ..whole }]
}

/// A verification as it goes on record: a list of bundles that is too long for one line is split over several, each
/// with what was found in its bundles; what was found in folders that are no bundle of this drive is named up to a
/// bound, and counted beyond, with what had no name before.
pub(super) fn parts(whole: Verified) -> Vec<Verified> {
    let Verified { attached, beyond, bundles, depth, findings, medium, read_back } = whole;
    let listed: BTreeSet<BundleId> = bundles.into_iter().collect();
    let (own, mut strange): (Vec<Finding>, Vec<Finding>) =
        one_each(&findings).into_iter().partition(|found| listed.contains(&found.bundle));
    let part = |bundles: &[BundleId]| {
        // Both are sorted.
        let from = bundles.first().map_or(0, |first| own.partition_point(|f| f.bundle < *first));
        let to = bundles.last().map_or(0, |last| own.partition_point(|f| f.bundle <= *last));
        let (attached, bundles) = (attached.clone(), bundles.to_vec());
        Verified {
            attached,
            beyond: 0,
            bundles,
            depth,
            findings: own[from..to].to_vec(),
            medium,
            read_back,
        }
    };
    let bundles: Vec<BundleId> = listed.iter().copied().collect();
    let mut parts: Vec<Verified> = bundles.chunks(LINE_BUNDLES_MAX).map(part).collect();
    if parts.is_empty() {
        parts.push(part(&[]));
    }
    parts[0].beyond = beyond + strange.len().saturating_sub(LINE_FINDINGS_MAX) as u64;
    strange.truncate(LINE_FINDINGS_MAX);
    parts[0].findings.extend(strange);
    parts
}

/// One finding a bundle: one about its files before one about what they hold, and the first of its kind.
fn one_each(findings: &[Finding]) -> Vec<Finding> {
    let mut named: BTreeMap<BundleId, Finding> = BTreeMap::new();
    for found in findings {
        let known = named.entry(found.bundle).or_insert_with(|| found.clone());
        if known.fault.is_inside() && !found.fault.is_inside() {
            *known = found.clone();
        }
    }
    named.into_values().collect()
}

pub(super) fn push(
    report: &mut Report,
    contact: &Contact,
    bundle: Option<BundleId>,
    file: Option<String>,
    found: Found,
) {
    report.findings.push(FindingReport { medium: contact.name.clone(), bundle, file, found });
}

#[cfg(test)]
#[path = "report_tests.rs"]
mod tests;
