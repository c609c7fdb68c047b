//! What `ledger join` took in.

use crate::surface::errors::join_line;
use crate::surface::page::Page;
use crate::surface::text::{broken_lines, changed_lines, follow};
use crate::surface::voice::{Noun, both};
use crate::verbs::ledger::JoinReport;

pub(super) fn join(page: &mut Page<'_>, report: &JoinReport) {
    let voice = page.voice;
    if report.moved.is_empty() && report.vouched == 0 && report.by_seal.is_empty() {
        page.line(both!(
            voice,
            "{drive} has nothing that has to be joined: this PC knows all of its entries.",
            "{drive} heeft niets dat samengevoegd moet worden: deze pc kent al zijn regels.",
            drive = report.medium
        ));
        return;
    }
    if !report.moved.is_empty() {
        let entries = report.moved.iter().map(|row| row.entries).sum();
        page.line(both!(
            voice,
            "{drive} and this PC had each written on without the other. Both count now: {entries} got a chain of their \
             own.",
            "{drive} en deze pc waren los van elkaar verder gegaan. Nu telt alles: {entries} kregen een eigen keten.",
            entries = voice.count(entries, Noun::Entry),
            drive = report.medium
        ));
    }
    if report.vouched > 0 {
        page.line(both!(
            voice,
            "{drive}: you vouch for {entries} by a replaced key. They count like any others now.",
            "{drive}: u staat in voor {entries} van een vervangen sleutel. Die tellen nu als alle andere.",
            entries = voice.count(report.vouched, Noun::Entry),
            drive = report.medium
        ));
    }
    if !report.by_seal.is_empty() {
        page.line(both!(
            voice,
            "{drive}: you vouch for {bundles} that a replaced key sealed: by their seals they are on record again.",
            "{drive}: u staat in voor {bundles} van een vervangen sleutel: door de verzegeling staan ze weer in het logboek.",
            bundles = voice.count(report.by_seal.len() as u64, Noun::Bundle),
            drive = report.medium
        ));
    }
    if !report.bundles.is_empty() {
        page.line(both!(
            voice,
            "Back on record: {bundles}",
            "Weer in het logboek: {bundles}",
            bundles = voice.all_of(&report.bundles)
        ));
    }
    for bundle in &report.without_keys {
        page.line(both!(
            voice,
            "{bundle} was not taken back: its keys are on no drive that is connected. Connect that one too: {join}",
            "{bundle} is niet teruggehaald: de bundelsleutels staan op geen aangesloten schijf. Sluit die ook aan: {join}",
            join = join_line(voice, &report.medium)
        ));
    }
    if !report.damaged.is_empty() {
        page.line(both!(
            voice,
            "Not as sealed: {bundles}. To mend what can be mended there: {repair}",
            "Niet zoals verzegeld: {bundles}. Om te herstellen wat daar te herstellen is: {repair}",
            bundles = voice.all_of(&report.damaged),
            repair = voice.kluis(&["repair", &report.medium])
        ));
    }
    follow(page, &report.who.waiting);
    changed_lines(page, &report.who.changed);
    broken_lines(page, &report.who.broken);
    page.line(both!(
        voice,
        "Now let this PC look at what stands there: {verify}",
        "Laat deze pc nu kijken wat daar staat: {verify}",
        verify = voice.kluis(&["verify"])
    ));
}
