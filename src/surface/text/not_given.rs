//! What somebody asked for that is known, and could not be given: which record or bundle, and why.

use crate::surface::errors::{record_words, say};
use crate::surface::page::Page;
use crate::surface::voice::{Noun, Voice, both};
use crate::verbs::delivered::{Ending, NotGivenReport};
use crate::verbs::fault::Fault;
use crate::verbs::restore::Report;
use crate::words::ids::BundleId;

/// How many names stand on the page for one bundle; `--json` has more.
const NAMED_MOST: usize = 100;

/// At the end of a run: bundles that no drive here has. What failed stands above.
pub(super) fn not_given(page: &mut Page<'_>, report: &Report) {
    let failed = |it: &&NotGivenReport| report.failed.iter().any(|f| f.bundle == it.bundle);
    for missing in report.not_given.iter().filter(|it| !failed(it)) {
        page.line(away(page.voice, missing));
        names(page, missing);
    }
}

/// Below a bundle that failed: what of it was asked for.
pub(super) fn names(page: &mut Page<'_>, missing: &NotGivenReport) {
    let names: Vec<String> = missing.names.iter().map(|name| name.display()).collect();
    page.some_of(&names);
}

/// A bundle whose drives are away, or lost.
fn away(voice: &Voice, NotGivenReport { bundle, on, records, .. }: &NotGivenReport) -> String {
    let what = records.map(|records| voice.count(records, Noun::Record));
    let drives = voice.all_of(on);
    match what {
        Some(records) => both!(
            voice,
            "Not given: {records} of {bundle}, on {drives}; no such drive was here.",
            "Niet verstrekt: {records} uit {bundle}, op {drives}; zo'n schijf was er niet."
        ),
        None => both!(
            voice,
            "Not given: {bundle}, on {drives}; no such drive was here, and its index can't be read on this PC.",
            "Niet verstrekt: {bundle}, op {drives}; zo'n schijf was er niet, en deze pc kan de index niet lezen."
        ),
    }
}

/// The same for the page that goes with what was given: a line for each record or bundle.
pub fn not_given_lines(voice: &Voice, ending: &Ending<'_>) -> Vec<String> {
    let mut lines = Vec::new();
    for (bundle, name, why) in &ending.damaged {
        let (name, why) = (name.display(), record_words(voice, why));
        lines.push(format!("{bundle}: {name}: {why}"));
    }
    lines.extend(ending.failed.iter().map(|(bundle, why)| failed_words(voice, *bundle, why)));
    for missing in ending.not_given {
        if !ending.failed.iter().any(|(bundle, _)| *bundle == missing.bundle) {
            lines.push(away(voice, missing));
        }
        let names = missing.names.iter().take(NAMED_MOST);
        lines.extend(names.map(|name| format!("{}: {}", missing.bundle, name.display())));
        let unnamed = missing.records.unwrap_or(0).saturating_sub(NAMED_MOST as u64);
        if unnamed > 0 {
            let (bundle, more) = (missing.bundle, voice.count(unnamed, Noun::Record));
            lines.push(both!(voice, "{bundle}: {more} more", "{bundle}: nog {more}"));
        }
    }
    lines
}

/// Which bundle, and what stands in its way.
pub(super) fn failed_words(voice: &Voice, bundle: BundleId, why: &Fault) -> String {
    let message = say(voice, why).message;
    match why.names_its_bundle() {
        true => message,
        false => format!("{bundle}: {message}"),
    }
}

/// What mends a copy in which records were found damaged.
pub(super) fn repairs(page: &mut Page<'_>, report: &Report) {
    let voice = page.voice;
    let mut drives: Vec<&String> = report.damaged.iter().map(|damaged| &damaged.medium).collect();
    drives.sort();
    drives.dedup();
    if drives.is_empty() {
        return;
    }
    page.line(both!(
        voice,
        "Mend what can be mended, or bring a drive with another copy, and give the same command into a new folder.",
        "Herstel wat te herstellen is, of haal een schijf met een andere kopie; dan dezelfde opdracht, met een nieuwe map."
    ));
    drives.iter().for_each(|label| page.next(voice.kluis(&["repair", label])));
}
