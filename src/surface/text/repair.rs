//! What `repair` mended, what it could not, and what is left to mend later damage from.

use std::collections::BTreeSet;

use crate::surface::errors::{join_line, parity_words};
use crate::surface::page::Page;
use crate::surface::printed::Printed;
use crate::surface::voice::{Noun, Voice, both, one_or};
use crate::things::finding::{Found, KeyFound, What};
use crate::verbs::repair::{MendReport, MendedFrom, Report};
use crate::verbs::verify::FindingReport;
use crate::words::ids::BundleId;
use crate::words::limits::ASIDE_FILES_MAX;

use super::finding::finding_line;
use super::verify::read;
use super::{no_copy_lines, not_told};

/// A line a file, then what remains.
pub fn repair(voice: &Voice, report: &Report) -> Printed {
    let mut page = Page::new(voice);
    page.line(both!(
        voice,
        "{medium}: {bundles}, {read}: {files} mended.",
        "{medium}: {bundles}, {read}: {files} hersteld.",
        medium = report.medium,
        bundles = voice.count(report.bundles, Noun::Bundle),
        read = read(voice, report.files, report.bytes, report.read_back),
        files = voice.count(report.mended.len() as u64, Noun::File)
    ));
    report.mended.iter().for_each(|mended| mended_line(&mut page, mended));
    set_aside(&mut page, report);
    disowned(&mut page, report);
    report.findings.iter().for_each(|finding| finding_line(&mut page, finding));
    redundancy(&mut page, report);
    not_told(&mut page, &report.untold, &report.broken, &report.changed);
    remains(&mut page, report);
    page.into_text()
}

fn set_aside(page: &mut Page<'_>, report: &Report) {
    let voice = page.voice;
    if let Some(first) = report.set_aside.first() {
        let files = report.set_aside.len() as u64;
        page.line(both!(
            voice,
            "Set aside in this vault's folder, since {it} for nothing: {files}, {first} first.",
            "Opzijgezet in de map van deze kluis, omdat {het} niet {telt}: {files}, als eerste {first}.",
            it = one_or(files, "it counts", "they count"),
            het = one_or(files, "het", "ze"),
            telt = one_or(files, "telt", "tellen"),
            files = voice.count(files, Noun::File)
        ));
    }
    if report.set_aside_dropped > 0 {
        page.line(both!(
            voice,
            "{more} more {were} not kept: this PC keeps {ASIDE_FILES_MAX} of a kind.",
            "Nog {more} niet bewaard: deze pc bewaart er {ASIDE_FILES_MAX} van elke soort.",
            more = voice.number(report.set_aside_dropped),
            were = one_or(report.set_aside_dropped, "was", "were")
        ));
    }
}

/// What a person said is not ours, and how to take that back.
fn disowned(page: &mut Page<'_>, report: &Report) {
    let voice = page.voice;
    if !report.confirmed.is_empty() {
        page.line(both!(
            voice,
            "Confirmed as not yours, and said no more: {bundles}",
            "Bevestigd: niet van u, en voortaan niet meer genoemd: {bundles}",
            bundles = voice.all_of(&report.confirmed)
        ));
    }
    if !report.disowned.is_empty() {
        page.line(both!(
            voice,
            "Left on {drive} and not listed: {bundles}. If that was wrong: {join}",
            "Blijft op {drive} staan, en staat in geen lijst: {bundles}. Was dat onjuist: {join}",
            drive = report.medium,
            bundles = voice.all_of(&report.disowned),
            join = join_line(voice, &report.medium)
        ));
    }
}

fn mended_line(page: &mut Page<'_>, mended: &MendReport) {
    let voice = page.voice;
    let from = match (mended.from, mended.slices) {
        (MendedFrom::Copy, _) => match &mended.medium {
            Some(label) => {
                both!(voice, "from the copy on {label}", "uit de kopie op {label}")
            }
            None => both!(voice, "from another copy", "uit een andere kopie"),
        },
        (MendedFrom::Parity, Some(slices)) => both!(
            voice,
            "from parity, {slices}",
            "uit herstelgegevens, {slices}",
            slices = voice.count(slices, Noun::Slice)
        ),
        (MendedFrom::Parity, None) => both!(voice, "from parity", "uit herstelgegevens"),
        (MendedFrom::Twin, _) => both!(voice, "from its twin", "uit het gelijke bestand ernaast"),
        (MendedFrom::Home, _) => both!(voice, "from this PC", "van deze pc"),
        (MendedFrom::Label, _) => both!(
            voice,
            "written anew from the signed label",
            "opnieuw geschreven uit het ondertekende label"
        ),
        (MendedFrom::Ledger, _) => both!(
            voice,
            "made anew from this PC's ledger: a replaced key had signed it",
            "opnieuw gemaakt uit het logboek van deze pc: het was met een vervangen sleutel ondertekend"
        ),
        (MendedFrom::Derived, _) => both!(voice, "written anew", "opnieuw geschreven"),
    };
    let bundle = mended.bundle.map(|bundle| format!("{bundle}, ")).unwrap_or_default();
    page.under(format!("{bundle}{}: {from}", mended.file));
}

/// The weakest set speaks for all of them.
fn redundancy(page: &mut Page<'_>, report: &Report) {
    let voice = page.voice;
    let made = report.redundancy.iter().filter(|set| set.made_anew).count() as u64;
    if made > 0 {
        page.line(both!(
            voice,
            "Made anew: {sets}.",
            "Opnieuw gemaakt: {sets}.",
            sets = voice.count(made, Noun::ParitySet)
        ));
    }
    for set in &report.redundancy {
        if let Some(problem) = &set.problem {
            page.line(both!(
                voice,
                "{bundle}, {file}: no parity: {problem}",
                "{bundle}, {file}: geen herstelgegevens: {problem}",
                bundle = set.bundle,
                file = set.file,
                problem = parity_words(voice, problem)
            ));
        }
    }
    let weakest =
        report.redundancy.iter().filter(|set| set.slices > 0).min_by_key(|set| set.slices);
    if let Some(set) = weakest {
        page.line(both!(
            voice,
            "Each set of parity mends at least {slices} of {bytes} that {are} damaged later.",
            "Elke set herstelgegevens herstelt minstens {slices} van {bytes} bij latere schade.",
            slices = voice.count(set.slices, Noun::Slice),
            bytes = voice.size(set.slice_bytes),
            are = one_or(set.slices, "is", "are")
        ));
    }
    let without = report.redundancy.iter().filter(|set| set.slices == 0).count() as u64;
    if without > 0 {
        page.line(both!(
            voice,
            "Without parity: {sets}.",
            "Zonder herstelgegevens: {sets}.",
            sets = voice.count(without, Noun::FileSet)
        ));
    }
}

/// What nothing mended, and what to type.
fn remains(page: &mut Page<'_>, report: &Report) {
    let voice = page.voice;
    if report.findings.iter().any(|finding| finding.found.what() == What::Unlisted) {
        page.line(both!(
            voice,
            "What does not belong there was left as it was: look at it, and move it away.",
            "Wat daar niet hoort, is zo gelaten: bekijk het, en haal het weg."
        ));
    }
    let lost = || report.findings.iter().filter(|finding| finding.found.what().is_loss());
    let bundles: BTreeSet<BundleId> = lost().filter_map(|finding| finding.bundle).collect();
    let Some(first) = bundles.first().map(BundleId::to_string) else { return };
    for hit in &report.records_hit {
        page.line(both!(
            voice,
            "{bundle}: lost on this drive: {record}",
            "{bundle}: op deze schijf verloren: {record}",
            bundle = hit.bundle,
            record = hit.record
        ));
    }
    let keys_alone = lost().all(|finding| finding.found.what() == What::Key);
    match report.records_left {
        None if keys_alone => {}
        Some(0) => page.line(both!(
            voice,
            "No record of it can be restored from this drive any more.",
            "Van deze schijf is geen stuk ervan meer terug te halen."
        )),
        Some(left) => {
            page.line(both!(
                voice,
                "{records} can still be restored from this drive.",
                "Van deze schijf {zijn} nog {records} terug te halen.",
                records = voice.count(left, Noun::Record),
                zijn = one_or(left, "is", "zijn")
            ));
            let (dir, text) = (both!(voice, "DIR", "MAP"), both!(voice, "TEXT", "TEKST"));
            page.next(voice.kluis(&["restore", &first, "--to", &dir, "--reason", &text]));
        }
        None => page.next(both!(
            voice,
            "which records are lost, with an identity: {verify}",
            "welke stukken verloren zijn, met een sleutel: {verify}",
            verify = voice.kluis(&["verify", &report.medium, "--deep"])
        )),
    }
    let not_mended = |finding: &FindingReport| match &finding.found {
        Found::Key(KeyFound::NotMended { found }) => {
            matches!(**found, KeyFound::Other | KeyFound::Earlier)
        }
        _ => false,
    };
    if report.findings.iter().any(not_mended) {
        page.next(both!(
            voice,
            "make its keys anew, with the owner's key: {wrap}",
            "maak de bundelsleutels opnieuw, met de sleutel van de eigenaar: {wrap}",
            wrap = voice.kluis(&["key", "wrap"])
        ));
    }
    let show = voice.kluis(&["show", &first]);
    if report.elsewhere.is_empty() {
        page.line(both!(
            voice,
            "No other drive is known to hold it: what is named here is lost to this vault.",
            "Van geen andere schijf is bekend dat die het heeft: wat hier staat, is voor deze kluis verloren."
        ));
        no_copy_lines(page, &report.no_copy);
    } else {
        page.next(both!(
            voice,
            "plug in {drives} too, and give the same command again: that may mend it; {show} shows each copy",
            "sluit ook {drives} aan, en geef dezelfde opdracht: dat kan het herstellen; {show} toont elke kopie",
            drives = voice.any_of(&report.elsewhere)
        ));
    }
}
