//! What `repair` mended, what it could not, and what is left to mend later damage from.

use crate::surface::voice::Voice;
use std::collections::BTreeSet;

use crate::things::finding::What;
use crate::verbs::repair::{MendReport, Report};
use crate::words::ids::BundleId;
use crate::words::limits::ASIDE_FILES_MAX;
use crate::words::text::shown;

use super::verify::finding_line;
use super::{count, size};

/// A line a file, then what remains.
pub fn repair(voice: &Voice, report: &Report) -> String {
    let how = match report.read_back {
        "past-cache" => "read from the drive",
        _ => "read, though perhaps from this PC's memory",
    };
    let mut text = format!(
        "{}: {}, {} {how}: {} mended.\n",
        shown(&report.medium),
        count(report.bundles, "bundle", "bundles"),
        size(report.bytes),
        count(report.mended.len() as u64, "file", "files"),
    );
    report.mended.iter().for_each(|mended| text.push_str(&mended_line(voice, mended)));
    set_aside(voice, report, &mut text);
    report.findings.iter().for_each(|finding| text.push_str(&finding_line(voice, finding)));
    redundancy(voice, report, &mut text);
    text.push_str(&super::changed(voice, &report.changed));
    for label in &report.untold {
        text.push_str(&format!(
            "{}: could not be told; it hears at its next contact.\n",
            shown(label)
        ));
    }
    remains(voice, report, &mut text);
    text
}

fn set_aside(_voice: &Voice, report: &Report, text: &mut String) {
    if let Some(first) = report.set_aside.first() {
        let files = count(report.set_aside.len() as u64, "file", "files");
        text.push_str(&format!(
            "Set aside, since it counts for nothing: {files} in the vault's home, {} first.\n",
            shown(first)
        ));
    }
    if report.set_aside_dropped > 0 {
        text.push_str(&format!(
            "{} more were not kept: the home keeps {ASIDE_FILES_MAX} of a kind.\n",
            report.set_aside_dropped
        ));
    }
}

fn mended_line(_voice: &Voice, mended: &MendReport) -> String {
    let from = match (mended.from, &mended.medium, mended.slices) {
        (_, Some(medium), _) => format!("from the copy on {}", shown(medium)),
        ("parity", _, Some(slices)) => {
            format!("from parity, {}", count(slices, "slice", "slices"))
        }
        ("parity", ..) => "from parity".to_owned(),
        ("twin", ..) => "from its twin".to_owned(),
        ("home", ..) => "from this PC".to_owned(),
        ("label", ..) => "written anew from the signed label".to_owned(),
        ("ledger", ..) => {
            "made anew from this PC's ledger: a replaced key had signed it".to_owned()
        }
        _ => "written anew".to_owned(),
    };
    let bundle = mended.bundle.map(|bundle| format!("{bundle}, ")).unwrap_or_default();
    format!("  {bundle}{}: {from}\n", shown(&mended.file))
}

/// The weakest set speaks for all of them.
fn redundancy(_voice: &Voice, report: &Report, text: &mut String) {
    let made = report.redundancy.iter().filter(|set| set.made_anew).count() as u64;
    if made > 0 {
        text.push_str(&format!("Parity made anew: {}.\n", count(made, "set", "sets")));
    }
    for set in report.redundancy.iter().filter(|set| set.problem.is_some()) {
        let why = set.problem.as_deref().unwrap_or_default();
        text.push_str(&format!(
            "{}, {}: no parity: {}\n",
            set.bundle,
            shown(&set.file),
            shown(why)
        ));
    }
    let weakest =
        report.redundancy.iter().filter(|set| set.slices > 0).min_by_key(|set| set.slices);
    if let Some(set) = weakest {
        text.push_str(&format!(
            "Redundancy left: every set with parity mends {} of {} at least.\n",
            count(set.slices, "damaged slice", "damaged slices"),
            size(set.slice_bytes),
        ));
    }
    let without = report.redundancy.iter().filter(|set| set.slices == 0).count() as u64;
    if without > 0 {
        text.push_str(&format!("Without parity: {}.\n", count(without, "set", "sets")));
    }
}

/// What nothing mended, and what to type.
fn remains(_voice: &Voice, report: &Report, text: &mut String) {
    if report.findings.iter().any(|finding| finding.found.what() == What::Unlisted) {
        text.push_str(
            "What does not belong there was left as it is: look at it, and move it away.\n",
        );
    }
    let lost = report.findings.iter().filter(|finding| finding.found.what().is_loss());
    let bundles: BTreeSet<BundleId> = lost.filter_map(|finding| finding.bundle).collect();
    let Some(first) = bundles.first() else { return };
    for hit in &report.records_hit {
        text.push_str(&format!("{}: lost on this drive: {}\n", hit.bundle, shown(&hit.record)));
    }
    let mut lost = report.findings.iter().filter(|finding| finding.found.what().is_loss());
    let keys_alone = lost.all(|finding| finding.found.what() == What::Key);
    match report.records_left {
        None if keys_alone => {}
        Some(left) => text.push_str(&format!(
            "Still to be had from this drive: {}. kluis restore {first} --to DIR --reason TEXT\n",
            count(left, "record", "records"),
        )),
        None => text.push_str("Which records are lost: kluis verify --deep, with an identity.\n"),
    }
    text.push_str(&match &report.elsewhere[..] {
        [] => format!(
            "No other drive is known to hold it: what is named here is lost to this vault. What is \
             known of each copy: kluis show {first}\n"
        ),
        labels => format!(
            "{} may mend this one: plug it in too, and run this again; kluis show {first}\n",
            shown(&labels.join(" or "))
        ),
    });
}
