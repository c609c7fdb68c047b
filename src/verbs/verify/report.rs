//! What a verification tells: findings, what the worst of them makes of the run, and what of them goes into the
//! ledger.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Serialize, Serializer};

use crate::formats::entry::{Depth, Finding, Verified};
use crate::powers::medium::Renewal;
use crate::things::bundle::fixity::FileFault;
use crate::things::ledger::state::is_inside;
use crate::things::medium::Contact;
use crate::verbs::fault::Fault;
use crate::verbs::outcome::{Outcome, Reported};
use crate::verbs::session::Broken;
use crate::words::ids::BundleId;
use crate::words::limits::{FAULT_BYTES_MAX, LINE_BUNDLES_MAX, LINE_FINDINGS_MAX};

/// The word for damage to parity.
pub(super) const PARITY: &str = "parity";

/// One thing that is not as it was sealed.
#[derive(Debug, Clone, Serialize)]
pub struct FindingReport {
    pub medium: String,
    pub bundle: Option<BundleId>,
    /// The file, where one is meant.
    pub file: Option<String>,
    /// `missing`, `bytes`, `seal`, `key`, `text`, `label`, `chain`, `unlisted`, `unfinished`, `undestroyed`, `untold`, `parity`, …
    pub what: &'static str,
    pub detail: String,
}

impl FindingReport {
    /// Whether the ledger keeps it: it is about a bundle. Parity is no part of a bundle, nor is what strangers put
    /// beside it: the copy is as good without.
    pub(super) fn goes_on_record(&self) -> bool {
        self.bundle.is_some() && ![PARITY, "unlisted"].contains(&self.what)
    }
}

#[derive(Debug, Clone, Serialize)]
pub struct MediumReport {
    pub medium: String,
    pub bundles: u64,
    pub files: u64,
    pub bytes: u64,
    /// Records opened and hashed; 0 without `--deep`.
    pub records: u64,
    pub read_back: &'static str,
    /// Copies that hold and let no source go yet, since they may all along have been read from a cache.
    pub cached: usize,
    /// After what a verification lets these count; none where there are none.
    pub counts_after: Option<Renewal>,
    /// Bundles that a run had read which was cut off within the last day: not read again.
    pub taken_over: u64,
}

#[derive(Debug, Serialize)]
pub struct Report {
    /// The client's name; the surface shows it for every verb alike.
    #[serde(skip)]
    pub vault: String,
    pub deep: bool,
    pub media: Vec<MediumReport>,
    /// Drives that were named or met, and could not be verified.
    pub unverified: Vec<Unverified>,
    /// Drives of this vault that hold copies and were not here; none where drives were named.
    pub absent: Vec<String>,
    pub findings: Vec<FindingReport>,
    /// The names of records that damage has hit; only with `--deep`.
    pub records_hit: Vec<RecordHit>,
    /// Bundles that `--deep` could not open for want of a key or of an identity: their files were compared alone.
    pub unopened: Vec<UnopenedReport>,
    pub set_aside: u64,
}

/// A bundle that was not opened, and why.
#[derive(Debug, Clone, Serialize)]
pub struct UnopenedReport {
    pub medium: String,
    pub bundle: BundleId,
    pub detail: String,
}

/// A drive that could not be verified, while others were.
#[derive(Debug, Serialize)]
pub struct Unverified {
    /// What it is called, where that is known.
    pub medium: Option<String>,
    #[serde(serialize_with = "as_text")]
    pub problem: Fault,
}

impl From<Broken> for Unverified {
    fn from(broken: Broken) -> Unverified {
        Unverified { medium: broken.label, problem: broken.fault }
    }
}

fn as_text<S: Serializer>(problem: &Fault, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(problem)
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
        let unopened = if self.unopened.is_empty() { Outcome::Done } else { Outcome::PartlyDone };
        worst(&self.findings).max(unverified).max(unopened)
    }

    fn faults(&self) -> Vec<&Fault> {
        self.unverified.iter().map(|drive| &drive.problem).collect()
    }
}

/// What the worst of some findings makes of a run.
pub(in crate::verbs) fn worst(findings: &[FindingReport]) -> Outcome {
    let outcome = |finding: &FindingReport| match finding.what {
        "seal" | "label" => Outcome::Seal,
        "ledger" => Outcome::Ledger,
        "unlisted" | "unfinished" | "undestroyed" | "untold" => Outcome::Finding,
        _ => Outcome::Fixity,
    };
    findings.iter().map(outcome).max().unwrap_or_default()
}

/// Findings about bundles as the ledger keeps them.
pub(in crate::verbs) fn entry_findings(findings: &[FindingReport]) -> Vec<Finding> {
    let kept = findings.iter().filter(|finding| finding.goes_on_record());
    kept.filter_map(|finding| {
        let fault = match &finding.file {
            Some(file) => format!("{}: {file}", finding.what),
            None => finding.what.to_owned(),
        };
        Some(Finding { bundle: finding.bundle?, fault })
    })
    .collect()
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
        if is_inside(&known.fault) && !is_inside(&found.fault) {
            *known = found.clone();
        }
    }
    let mut named: Vec<Finding> = named.into_values().collect();
    for found in &mut named {
        while found.fault.len() > FAULT_BYTES_MAX {
            found.fault.pop();
        }
    }
    named
}

pub(super) fn push(
    report: &mut Report,
    contact: &Contact,
    bundle: Option<BundleId>,
    file: Option<String>,
    what: &'static str,
    detail: String,
) {
    report.findings.push(FindingReport {
        medium: contact.name.clone(),
        bundle,
        file,
        what,
        detail,
    });
}

/// What is wrong with a file, in a word and in a sentence.
pub(in crate::verbs) fn fault_words(fault: &FileFault) -> (&'static str, String) {
    match fault {
        FileFault::Missing => ("missing", "it is not there".to_owned()),
        FileFault::NotAFile => ("bytes", "it is no file".to_owned()),
        FileFault::Size { found } => ("bytes", format!("its size is not what was sealed: {found}")),
        FileFault::Bytes { .. } => ("bytes", "its bytes are not what was sealed".to_owned()),
        FileFault::Unreadable(problem) => ("bytes", problem.to_string()),
    }
}

#[cfg(test)]
#[path = "report_tests.rs"]
mod tests;
