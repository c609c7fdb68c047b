//! What came of one client's month: what was sealed on which drives, what went from this PC, and what to do now.

use std::collections::BTreeMap;

use crate::powers::medium::ReadBack;
use crate::surface::errors::{missed_words, say};
use crate::surface::page::Page;
use crate::surface::printed::Printed;
use crate::surface::text::archive::{copy_line, left_lines, remark_lines, sample_lines};
use crate::surface::text::medium::one_device;
use crate::surface::text::{broken_lines, copy_all, problem_lines};
use crate::surface::voice::{Noun, Voice, both, one_or};
use crate::things::copy_to::CopyTo;
use crate::verbs::archive::{BundleReport, CopyReport, LeftReport, Remark, WhyLeft};
use crate::verbs::month::{RefusedReport, Report};

use super::plan::month_plan;

/// The plan, where nobody has seen it yet; then what was done.
pub fn month(voice: &Voice, report: &Report) -> Printed {
    let mut page = Page::new(voice);
    if !report.was_shown {
        page.push(&month_plan(voice, &report.plan));
    }
    if report.dry_run {
        page.line(both!(voice, "Nothing was written.", "Er is niets geschreven."));
        odd_results(&mut page, report);
        return page.into_text();
    }
    bundles(&mut page, &report.bundles);
    drives(&mut page, report);
    odd_results(&mut page, report);
    ending(&mut page, report);
    page.into_text()
}

/// The new bundles below each other, their numbers under one another.
fn bundles(page: &mut Page<'_>, bundles: &[BundleReport]) {
    let voice = page.voice;
    let records = |bundle: &BundleReport| voice.count(bundle.records, Noun::Record);
    let width = bundles.iter().map(|bundle| records(bundle).chars().count()).max().unwrap_or(0);
    for bundle in bundles {
        let (id, bytes) = (bundle.bundle, voice.size(bundle.bytes));
        let records = format!("{:>width$}", records(bundle));
        page.line(both!(
            voice,
            "{id}  {records}, {bytes} sealed",
            "{id}  {records}, {bytes} verzegeld"
        ));
        if !bundle.holds.is_empty() {
            page.under(both!(
                voice,
                "It is under hold {holds} from the start.",
                "Die valt meteen onder vernietigingsstop {holds}.",
                holds = voice.all_of(&bundle.holds)
            ));
        }
    }
}

/// What each drive got, and which was not there.
fn drives(page: &mut Page<'_>, report: &Report) {
    let voice = page.voice;
    let mut got: BTreeMap<&str, Vec<&CopyReport>> = BTreeMap::new();
    for copy in report.bundles.iter().chain(&report.copied).flat_map(|bundle| &bundle.copies) {
        got.entry(&copy.medium).or_default().push(copy);
    }
    for (label, copies) in got {
        match copies.iter().find(|copy| copy.read_back == ReadBack::Cached) {
            Some(cached) => copy_line(page, cached),
            None => page.under(read_back(voice, label, report)),
        }
    }
    for sample in report.bundles.iter().filter_map(|bundle| bundle.sample.as_ref()) {
        if sample.fault.is_some() {
            sample_lines(page, sample);
        }
    }
    let waiting = report.waiting.len() as u64;
    let lacking = report.copies.is_some_and(|copies| copies < report.copies_wanted as usize);
    if !report.plan.away.is_empty() && lacking {
        let away = voice.all_of(&report.plan.away);
        page.under(both!(voice, "{away}: not connected.", "{away}: niet aangesloten."));
    }
    if waiting > 0 {
        page.under(both!(
            voice,
            "{bundles} {wait} on this PC, encrypted, for a further copy.",
            "{bundles} {wachten}, versleuteld, op deze pc op nog een kopie.",
            bundles = voice.count(waiting, Noun::Bundle),
            wait = one_or(waiting, "waits", "wait"),
            wachten = one_or(waiting, "wacht", "wachten")
        ));
    }
}

/// That a drive was read back, and what was tried of the samples that were drawn there.
fn read_back(voice: &Voice, label: &str, report: &Report) -> String {
    let samples = report.bundles.iter().filter_map(|bundle| bundle.sample.as_ref());
    let there: Vec<_> =
        samples.filter(|sample| sample.medium == label && sample.fault.is_none()).collect();
    let records = there.iter().map(|sample| sample.records).sum();
    let same = both!(
        voice,
        "{label}: read back from the drive, and the same.",
        "{label}: teruggelezen van de schijf, gelijk."
    );
    if there.is_empty() {
        return same;
    }
    let records = voice.count(records, Noun::Record);
    match there.iter().all(|sample| sample.key_opened) {
        true => both!(
            voice,
            "{same} Sample: {records}, the same.",
            "{same} Steekproef: {records} gelijk."
        ),
        false => both!(
            voice,
            "{same} Sample: {records}, the same; the bundle's key was not tried.",
            "{same} Steekproef: {records} gelijk; de bundelsleutel is niet geprobeerd."
        ),
    }
}

/// What did not come about, and what is doubtful.
pub(super) fn odd_results(page: &mut Page<'_>, report: &Report) {
    let voice = page.voice;
    report.refused.iter().for_each(|refused| refused_lines(page, refused));
    left_lines(page, &both!(voice, "Not sealed", "Niet verzegeld"), &report.left);
    // What the plan had said of dates, a person has seen.
    let seen = report.was_shown && !report.plan.other_dates.is_empty();
    let unseen = report.remarks.iter().filter(|it| !(seen && it.what == Remark::OtherYear));
    remark_lines(page, &unseen.cloned().collect::<Vec<_>>(), Some(report.plan.month));
    stays(page, report, false);
    broken_lines(page, &report.broken);
    for missed in &report.missed {
        page.line(format!("{}: {}", missed.medium, missed_words(voice, &missed.why)));
    }
    for drives in &report.unmeant {
        if let Some((last, others)) = drives.split_last() {
            one_device(page, others, last, false);
        }
    }
    if let Some(fault) = &report.stopped {
        page.line(both!(
            voice,
            "It stopped there: what is named above was done, and the rest was not.",
            "Daar stopte het: wat hierboven staat is gedaan, de rest niet."
        ));
        problem_lines(page, say(voice, fault));
    }
}

/// Sources that were asked to go and stay for want of copies.
pub(super) fn waits_for_copies(report: &Report) -> impl Iterator<Item = &LeftReport> {
    report.stays.iter().filter(|stays| stays.why == WhyLeft::TooFewCopies)
}

/// Sources that were asked to go and stay: for want of copies, or for another reason.
fn stays(page: &mut Page<'_>, report: &Report, for_copies: bool) {
    let other = report.stays.iter().filter(|stays| stays.why != WhyLeft::TooFewCopies);
    let such: Vec<LeftReport> = match for_copies {
        true => waits_for_copies(report).cloned().collect(),
        false => other.cloned().collect(),
    };
    left_lines(page, &both!(page.voice, "Stays", "Blijft"), &such);
}

fn refused_lines(page: &mut Page<'_>, refused: &RefusedReport) {
    let voice = page.voice;
    page.line(both!(
        voice,
        "{folders} ({files}) {stay}, until this is answered:",
        "{folders} ({files}) {blijven} staan, tot dit is beantwoord:",
        folders = voice.all_of(&refused.folders),
        files = voice.count(refused.files, Noun::File),
        stay = one_or(refused.files, "stays", "stay"),
        blijven = one_or(refused.files, "blijft", "blijven")
    ));
    page.inside(|page| problem_lines(page, say(voice, &refused.fault)));
}

/// How many files went from this PC.
pub(super) fn removed(voice: &Voice, report: &Report) -> String {
    both!(
        voice,
        "{files} removed",
        "{files} verwijderd",
        files = voice.count(report.removed, Noun::Source)
    )
}

/// How many copies there are, what that let go, and what comes next.
fn ending(page: &mut Page<'_>, report: &Report) {
    let voice = page.voice;
    let (wanted, Some(copies)) = (report.copies_wanted, report.copies) else { return };
    let lacking = copies < wanted as usize;
    let some_wait = !report.stays.is_empty();
    page.line(match lacking && some_wait {
        true => both!(
            voice,
            "{copies} of {wanted} copies: nothing can be removed from this PC yet.",
            "{copies} van {wanted} kopieën: er kan nog niets van deze pc worden verwijderd."
        ),
        false => both!(voice, "{copies} of {wanted} copies.", "{copies} van {wanted} kopieën."),
    });
    if report.removed > 0 {
        page.line(both!(
            voice,
            "Removed {files} ({bytes}) from this PC, each compared with what was sealed first.",
            "{files} ({bytes}) van deze pc verwijderd, elk na vergelijking met wat verzegeld is.",
            files = voice.count(report.removed, Noun::Source),
            bytes = voice.size(report.removed_bytes)
        ));
    }
    if !lacking {
        // Of what was sealed before: this month has its copies.
        stays(page, report, true);
        return;
    }
    let command = copy_all(voice, &report.copy_to);
    page.next(match &report.copy_to {
        CopyTo::Drive(label) if report.plan.away.contains(label) => {
            both!(voice, "plug in {label}, then {command}", "sluit {label} aan, dan {command}")
        }
        CopyTo::Drive(_) | CopyTo::Further(_) => command,
    });
}
