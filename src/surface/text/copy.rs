//! What a run of `copy` did.

use crate::verbs::copy::Report;
use crate::words::text::shown;

use super::archive::copy_line;
use super::{count, size};

/// Each bundle that was copied, then what was not and why.
pub fn copy(report: &Report) -> String {
    let mut text = String::new();
    for bundle in &report.bundles {
        let records = count(bundle.records, "record", "records");
        text.push_str(&format!("Copied {}: {records}, {}.\n", bundle.bundle, size(bundle.bytes)));
        bundle.copies.iter().for_each(|copy| text.push_str(&copy_line(copy)));
    }
    if !report.already_there.is_empty() {
        text.push_str(&format!(
            "{} on {} already.\n",
            count(report.already_there.len() as u64, "bundle is", "bundles are"),
            shown(&report.to)
        ));
    }
    if let [first, ..] = report.uncounted[..] {
        text.push_str(&format!(
            "{} there not as it stands; why: kluis show {first}\n",
            count(report.uncounted.len() as u64, "copy counts", "copies count"),
        ));
    }
    for bundle in &report.cleared {
        text.push_str(&format!("{bundle}: left unfinished by an earlier run, and removed.\n"));
    }
    for missed in &report.missed {
        text.push_str(&format!("{}: {}\n", shown(&missed.medium), shown(&missed.why)));
    }
    for gone in &report.not_here {
        if gone.media.is_empty() {
            let bundle = gone.bundle;
            text.push_str(&format!(
                "{bundle}: no drive is known to hold a good copy; what is known of each: kluis show {bundle}\n"
            ));
            continue;
        }
        text.push_str(&format!(
            "{}: no good copy is here; plug in {}, and run it again.\n",
            gone.bundle,
            shown(&gone.media.join(" or "))
        ));
    }
    if report.bundles.is_empty() && report.already_there.is_empty() && report.not_here.is_empty() {
        text.push_str("Nothing was copied.\n");
    }
    text
}
