//! What `repair` mended in the home, and what is left to do.

use crate::surface::page::Page;
use crate::surface::printed::Printed;
use crate::surface::voice::{Noun, Voice, both};
use crate::verbs::repair::home::Report;

use super::{broken_lines, follow};

/// What came back, then what comes next.
pub fn repair_home(voice: &Voice, report: &Report) -> Printed {
    let mut page = Page::new(voice);
    if report.memory_anew {
        page.line(both!(
            voice,
            "All that this PC knew of the state of the drives was lost. No copy counts here until its drive was verified.",
            "Alles wat deze pc van de staat van de schijven wist, was weg. Een kopie telt hier pas als de schijf is nagekeken."
        ));
    }
    for one in &report.settings_accepted {
        page.line(both!(
            voice,
            "{setting} = {now} counts from here on.",
            "{setting} = {now} telt vanaf nu.",
            setting = one.setting,
            now = voice.setting(&one.now)
        ));
    }
    if report.two_persons_waits {
        page.line(both!(
            voice,
            "You signed that one person is enough. Two are needed until another person signs that too.",
            "U hebt getekend dat één persoon volstaat. Er zijn er twee nodig tot een ander dat ook tekent."
        ));
        let name = both!(voice, "NAME", "NAAM");
        page.next(both!(
            voice,
            "the other person: {repair}",
            "de ander: {repair}",
            repair = voice.kluis(&["repair", "--accept-settings", "--signer", &name])
        ));
    }
    came_back(&mut page, report);
    if !report.lacking.is_empty() {
        page.line(both!(
            voice,
            "{bundles}: their records are not known here, and no connected drive gave them: {first} first.",
            "{bundles}: de stukken daarin zijn hier niet bekend, en geen aangesloten schijf gaf ze: als eerste {first}.",
            bundles = voice.count(report.lacking.len() as u64, Noun::Bundle),
            first = report.lacking.first().map(ToString::to_string).unwrap_or_default()
        ));
        page.next(both!(
            voice,
            "connect a drive with them, and again: {repair}",
            "sluit een schijf aan waar ze op staan, dan opnieuw: {repair}",
            repair = voice.kluis(&["repair"])
        ));
    }
    if !report.moves_forgotten.is_empty() {
        page.line(both!(
            voice,
            "Of {bundles} it is not known any more from which folder which files were to go (archive --move).",
            "Van {bundles} is niet meer bekend uit welke map welke bestanden weg mochten (archive --move).",
            bundles = voice.count(report.moves_forgotten.len() as u64, Noun::Bundle)
        ));
        let folder = both!(voice, "FOLDER", "MAP");
        page.next(both!(
            voice,
            "to remove them all the same, name their folder: {sweep}",
            "wilt u ze toch verwijderen, noem dan hun map: {sweep}",
            sweep = voice.kluis(&["sweep", &folder])
        ));
    }
    broken_lines(&mut page, &report.broken);
    follow(&mut page, &report.untold);
    if !report.to_verify.is_empty() {
        page.next(both!(
            voice,
            "read the drives again: {verify}",
            "kijk de schijven weer na: {verify}",
            verify = voice.kluis(&["verify"])
        ));
    }
    page.into_text()
}

fn came_back(page: &mut Page<'_>, report: &Report) {
    let voice = page.voice;
    if !report.learned.is_empty() {
        page.line(both!(
            voice,
            "Read again from the drives: the records of {bundles}.",
            "Opnieuw gelezen van de schijven: de stukken van {bundles}.",
            bundles = voice.count(report.learned.len() as u64, Noun::Bundle)
        ));
    }
    let small = report.seals + report.notes;
    if small > 0 {
        page.line(both!(
            voice,
            "Taken from the drives again: {files} beside the ledger.",
            "Weer overgenomen van de schijven: {files} naast het logboek.",
            files = voice.count(small, Noun::File)
        ));
    }
    if !report.memory_anew && report.learned.is_empty() && small == 0 && report.lacking.is_empty() {
        page.line(both!(
            voice,
            "Nothing else was damaged in this vault's folder.",
            "Verder was niets beschadigd in de map van deze kluis."
        ));
    }
}
