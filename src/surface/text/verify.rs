//! What `verify` read and found.

use std::collections::BTreeSet;

use crate::powers::medium::ReadBack;
use crate::surface::errors::open_words;
use crate::surface::page::Page;
use crate::surface::printed::Printed;
use crate::surface::voice::{Noun, Voice, both, one_or};
use crate::things::finding::Found;
use crate::verbs::verify::{FindingReport, MediumReport, RecordHit, Report};
use crate::words::ids::BundleId;

use super::finding::finding_line;
use super::{broken_lines, no_copy_lines, to_verify, until_it_counts, without_seal};

/// How many records that can't be had are named before the rest is only counted.
const LINES_MAX: usize = 20;

/// The same for findings.
const FINDINGS_MAX: usize = 100;

/// A line a drive, and a line a finding.
pub fn verify(voice: &Voice, report: &Report) -> Printed {
    let mut page = Page::new(voice);
    for medium in &report.media {
        medium_lines(&mut page, medium, report);
    }
    for finding in report.findings.iter().take(FINDINGS_MAX) {
        finding_line(&mut page, finding);
    }
    and_more(&mut page, report.findings.len(), FINDINGS_MAX, Noun::Finding);
    for hit in report.records_hit.iter().take(LINES_MAX) {
        let RecordHit { medium, bundle, record } = hit;
        page.line(both!(
            voice,
            "{medium}, {bundle}: can't be restored from there: {record}",
            "{medium}, {bundle}: daar niet terug te halen: {record}"
        ));
    }
    and_more(&mut page, report.records_hit.len(), LINES_MAX, Noun::Record);
    not_verified(&mut page, report);
    not_opened(&mut page, report);
    to_verify(&mut page, &report.to_verify);
    if report.set_aside > 0 {
        page.line(both!(
            voice,
            "The last entries of a run that was cut off were set aside: they never counted.",
            "De laatste regels van een afgebroken opdracht zijn opzijgezet: die telden nooit mee."
        ));
    }
    without_seal(&mut page, &report.without_seal);
    if report.unrecorded {
        page.line(both!(
            voice,
            "Another run has the vault: what was read here is not on record.",
            "Een andere opdracht heeft de kluis: wat hier is gelezen, staat niet in het logboek."
        ));
        page.next(both!(
            voice,
            "once that run has ended: {verify}",
            "als die opdracht klaar is: {verify}",
            verify = voice.kluis(&["verify"])
        ));
    }
    for label in mendable(report) {
        let repair = voice.kluis(&["repair", &label]);
        page.next(both!(
            voice,
            "mend what can be mended there: {repair}",
            "herstel wat daar te herstellen is: {repair}"
        ));
    }
    other_copies(&mut page, report);
    page.into_text()
}

/// Where the damaged bundles stand besides, or what is left to do where no copy holds.
fn other_copies(page: &mut Page<'_>, report: &Report) {
    let voice = page.voice;
    let lost = |bundle: &BundleId| report.no_copy.iter().any(|lost| lost.bundle == *bundle);
    // What does not belong there says nothing of the copies that do; of what is to be destroyed none is to be kept.
    let of_others = |found: &Found| matches!(found, Found::Stranger(_) | Found::Undestroyed { .. });
    let ours = report.findings.iter().filter(|known| !of_others(&known.found));
    let mut bundles = ours.filter_map(|finding| finding.bundle);
    if let Some(first) = bundles.find(|bundle| !lost(bundle)) {
        page.line(both!(
            voice,
            "Keep the other copies safe: {show} shows which drives hold them.",
            "Bewaar de andere kopieën goed: {show} toont op welke schijven ze staan.",
            show = voice.kluis(&["show", &first.to_string()])
        ));
    }
    if !report.no_copy.is_empty() && !mendable(report).is_empty() {
        page.line(both!(
            voice,
            "If the repair mends none of the copies:",
            "Als herstellen van geen kopie lukt:"
        ));
    }
    no_copy_lines(page, &report.no_copy);
}

/// The drives with a finding that `repair` may mend.
fn mendable(report: &Report) -> BTreeSet<String> {
    let mends = |finding: &&FindingReport| finding.found.what().is_mendable();
    report.findings.iter().filter(mends).map(|finding| finding.medium.clone()).collect()
}

/// How many of a kind were not named, where some were not.
fn and_more(page: &mut Page<'_>, all: usize, named: usize, noun: Noun) {
    if all > named {
        page.line(both!(
            page.voice,
            "… and {more} more; --json names them all.",
            "… en nog {more}; --json geeft ze alle.",
            more = page.voice.count((all - named) as u64, noun)
        ));
    }
}

/// What was read of a drive, how, and whether all of it was as sealed.
fn medium_lines(page: &mut Page<'_>, medium: &MediumReport, report: &Report) {
    let voice = page.voice;
    let found = report.findings.iter().filter(|finding| finding.medium == medium.medium).count();
    let verdict = match found {
        0 => both!(voice, "all as sealed", "alles zoals verzegeld"),
        found => voice.count(found as u64, Noun::Finding),
    };
    let records = match medium.records {
        0 => String::new(),
        records => both!(
            voice,
            ", {records} opened and compared",
            ", {records} geopend en vergeleken",
            records = voice.count(records, Noun::Record)
        ),
    };
    let before = match medium.taken_over {
        0 => String::new(),
        before => both!(
            voice,
            " ({before} of them by the run that was cut off)",
            " (waarvan {before} door de afgebroken opdracht)",
            before = voice.number(before)
        ),
    };
    page.line(format!(
        "{}: {}{before}, {}{records}: {verdict}.",
        medium.medium,
        voice.count(medium.bundles, Noun::Bundle),
        read(voice, medium.files, medium.bytes, medium.read_back)
    ));
    if medium.clone {
        page.under(both!(
            voice,
            "It may be a clone of {label}, or an older state of it: what is on record of {label} stands as it was.",
            "Dit kan een kloon van {label} zijn, of een oudere toestand ervan: wat van {label} in het logboek staat, blijft zo.",
            label = medium.medium
        ));
        page.inside(|page| {
            page.next(both!(
                voice,
                "connect the drive alone, so that it can be written, and: {verify}",
                "sluit alleen de schijf zelf aan, zodat erop geschreven kan worden, dan {verify}",
                verify = voice.kluis(&["verify", &medium.medium])
            ));
        });
    }
    if let Some(after) = medium.counts_after {
        let cached = medium.cached as u64;
        page.under(both!(
            voice,
            "{copies} there {does} not count yet: nothing is removed from this PC for {it}.",
            "{copies} daar {tellen} nog niet mee: daarvoor gaat er niets van deze pc weg.",
            copies = voice.count(cached, Noun::Copy),
            does = one_or(cached, "does", "do"),
            it = one_or(cached, "it", "them"),
            tellen = one_or(cached, "telt", "tellen")
        ));
        page.inside(|page| page.next(until_it_counts(voice, &medium.medium, after)));
    }
}

/// How many files were read, and from where.
pub(super) fn read(voice: &Voice, files: u64, bytes: u64, how: ReadBack) -> String {
    let (files, bytes) = (voice.count(files, Noun::File), voice.size(bytes));
    match how {
        ReadBack::PastCache => both!(
            voice,
            "{files} ({bytes}) read from the drive",
            "{files} ({bytes}) van de schijf gelezen"
        ),
        ReadBack::Cached => both!(
            voice,
            "{files} ({bytes}) read, though perhaps from this PC's memory",
            "{files} ({bytes}) gelezen, maar misschien uit het geheugen van deze pc"
        ),
    }
}

/// Drives that are connected and could not be verified, and those that are not connected.
fn not_verified(page: &mut Page<'_>, report: &Report) {
    let voice = page.voice;
    broken_lines(page, &report.unverified);
    for label in &report.absent {
        page.line(both!(
            voice,
            "{label}: not connected, not verified.",
            "{label}: niet aangesloten, niet gecontroleerd."
        ));
    }
}

fn not_opened(page: &mut Page<'_>, report: &Report) {
    let voice = page.voice;
    for unopened in report.unopened.iter().take(LINES_MAX) {
        page.line(both!(
            voice,
            "{medium}, {bundle}: not opened: {problem}. Its files were compared with the seal.",
            "{medium}, {bundle}: niet geopend: {problem}. De bestanden zijn met de verzegeling vergeleken.",
            medium = unopened.medium,
            bundle = unopened.bundle,
            problem = open_words(voice, &unopened.problem)
        ));
    }
    and_more(page, report.unopened.len(), LINES_MAX, Noun::Bundle);
}
