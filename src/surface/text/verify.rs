//! What `verify` read and found.

use crate::surface::voice::Voice;
use std::collections::BTreeSet;

use crate::surface::errors::word;
use crate::verbs::verify::{FindingReport, MediumReport, Report};
use crate::words::text::shown;

use super::{broken, count, size, until_it_counts};

/// How many records that can't be had are named before the rest is only counted.
const LINES_MAX: usize = 20;

/// The same for findings.
const FINDINGS_MAX: usize = 100;

/// A line a drive, and a line a finding.
pub fn verify(voice: &Voice, report: &Report) -> String {
    let mut text: String =
        report.media.iter().map(|medium| medium_line(voice, medium, report)).collect();
    for finding in report.findings.iter().take(FINDINGS_MAX) {
        text.push_str(&finding_line(voice, finding));
    }
    if report.findings.len() > FINDINGS_MAX {
        let more = report.findings.len() - FINDINGS_MAX;
        text.push_str(&format!("… and {more} more findings; --json names them all.\n"));
    }
    for hit in report.records_hit.iter().take(LINES_MAX) {
        text.push_str(&format!(
            "{}, {}: can't be had from here: {}\n",
            shown(&hit.medium),
            hit.bundle,
            shown(&hit.record)
        ));
    }
    if report.records_hit.len() > LINES_MAX {
        let more = report.records_hit.len() - LINES_MAX;
        text.push_str(&format!("… and {more} more records; --json names them all.\n"));
    }
    text.push_str(&broken(voice, &report.unverified));
    for bundle in report.unopened.iter().take(LINES_MAX) {
        text.push_str(&format!(
            "{}, {}: not opened: {}. Its files were compared with the seal.\n",
            shown(&bundle.medium),
            bundle.bundle,
            shown(&bundle.detail)
        ));
    }
    if report.unopened.len() > LINES_MAX {
        let more = report.unopened.len() - LINES_MAX;
        text.push_str(&format!("… and {more} more bundles; --json names them all.\n"));
    }
    for label in &report.absent {
        text.push_str(&format!("{}: not here, not verified.\n", shown(label)));
    }
    if report.set_aside > 0 {
        text.push_str("What a cut-off run left half-written was set aside: it never counted.\n");
    }
    for label in mendable(voice, report) {
        text.push_str(&format!("What can be mended there: kluis repair {}\n", word(&label)));
    }
    if !report.findings.is_empty() {
        text.push_str("Keep the other copies safe: kluis list shows which drives hold them.\n");
    }
    text
}

/// The drives with a finding that `repair` may mend.
fn mendable(_voice: &Voice, report: &Report) -> BTreeSet<String> {
    let mends = |finding: &&FindingReport| finding.found.what().is_mendable();
    report.findings.iter().filter(mends).map(|finding| finding.medium.clone()).collect()
}

fn medium_line(voice: &Voice, medium: &MediumReport, report: &Report) -> String {
    let found = report.findings.iter().filter(|finding| finding.medium == medium.medium).count();
    let verdict = match found {
        0 => "all as sealed".to_owned(),
        found => count(found as u64, "finding", "findings"),
    };
    let how = match medium.read_back {
        "past-cache" => "read from the drive",
        _ => "read, though perhaps from this PC's memory",
    };
    let records = match medium.records {
        0 => String::new(),
        records => format!(", {} opened and compared", count(records, "record", "records")),
    };
    let before = match medium.taken_over {
        0 => String::new(),
        _ => format!(" ({} of them by the run that was cut off)", medium.taken_over),
    };
    let cached = match medium.counts_after {
        None => String::new(),
        Some(after) => format!(
            "  {} no source go yet. Next: {}\n",
            count(medium.cached as u64, "copy there lets", "copies there let"),
            until_it_counts(voice, &medium.medium, after)
        ),
    };
    format!(
        "{}: {}{before}, {} of {} {how}{records}: {verdict}.\n{cached}",
        shown(&medium.medium),
        count(medium.bundles, "bundle", "bundles"),
        size(medium.bytes),
        count(medium.files, "file", "files"),
    )
}

/// Where something was found, and what.
pub fn finding_line(_voice: &Voice, finding: &FindingReport) -> String {
    let bundle = finding.bundle.map(|bundle| format!(", {bundle}")).unwrap_or_default();
    let file = finding.file.as_ref().map(|file| format!(", {}", shown(file))).unwrap_or_default();
    format!("{}{bundle}{file}: {}\n", shown(&finding.medium), shown(&finding.found.to_string()))
}
