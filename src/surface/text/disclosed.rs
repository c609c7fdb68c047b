//! What was given to somebody else: in a line, what waits to be closed, and what closing did.

use crate::formats::entry::ClosedHow;
use crate::surface::page::Page;
use crate::surface::printed::Printed;
use crate::surface::voice::{Noun, Voice, both, one_or};
use crate::verbs::disclosed::DisclosureRow;
use crate::verbs::restore::{CloseReport, FolderReport};

use super::not_told;

/// How often a bundle's records were given to somebody else, and the last time.
pub fn disclosed(voice: &Voice, rows: &[DisclosureRow]) -> String {
    let Some(last) = rows.last() else { return both!(voice, "never", "nooit") };
    let (day, name) = (voice.day(last.given.day()), &last.name);
    let mut line = match rows.len() as u64 {
        1 => both!(voice, "on {day} ({name})", "op {day} ({name})"),
        times => both!(
            voice,
            "{times} times, last on {day} ({name})",
            "{times} keer, laatst op {day} ({name})",
            times = voice.number(times)
        ),
    };
    let not_found: u64 = rows.iter().map(|row| row.not_found).sum();
    if not_found > 0 {
        let number = voice.number(not_found);
        let words =
            both!(voice, "asked and not found: {number}", "gevraagd en niet gevonden: {number}");
        line = format!("{line}; {words}");
    }
    if rows.iter().any(|row| row.closed.is_none()) {
        line = format!("{line}; {}", both!(voice, "not closed", "niet afgesloten"));
    }
    line
}

/// A disclosure that stands outside the vault still, and what ends that.
pub fn outside(page: &mut Page<'_>, row: &DisclosureRow) {
    let voice = page.voice;
    let (name, day) = (&row.name, voice.day(row.given.day()));
    let records = voice.count(row.records, Noun::Record);
    page.line(match &row.folder {
        Some(folder) => both!(
            voice,
            "Outside the vault: {name} of {day}, {records}, in {folder}.",
            "Buiten de kluis: {name} van {day}, {records}, in {folder}."
        ),
        None => both!(
            voice,
            "Outside the vault: {name} of {day}, {records}, given on another PC.",
            "Buiten de kluis: {name} van {day}, {records}, verstrekt op een andere pc."
        ),
    });
    page.next(voice.kluis(&["restore", "close", name]));
}

/// What `restore close` did.
pub fn close(voice: &Voice, report: &CloseReport) -> Printed {
    let mut page = Page::new(voice);
    report.folders.iter().for_each(|folder| emptied(&mut page, folder, &report.name));
    let name = &report.name;
    if !report.elsewhere.is_empty() {
        page.line(both!(
            voice,
            "{name} was given on another PC: close it there, or say here what became of it.",
            "{name} is op een andere pc verstrekt: sluit die daar af, of zeg hier wat ervan geworden is."
        ));
        page.next(voice.kluis(&["restore", "close", name, "--gone"]));
    }
    if !report.closed.is_empty() {
        page.line(match report.said {
            None | Some(ClosedHow::Deleted) => {
                both!(
                    voice,
                    "{name} is closed, on record.",
                    "{name} is afgesloten, en dat staat in het logboek."
                )
            }
            Some(ClosedHow::Gone) => both!(
                voice,
                "{name} is closed: the records are gone, as you say. Nothing was removed.",
                "{name} is afgesloten: de stukken zijn weg, zegt u. Er is niets verwijderd."
            ),
            Some(ClosedHow::Returned) => both!(
                voice,
                "{name} is closed: the records were given back, as you say. Nothing was removed.",
                "{name} is afgesloten: de stukken zijn terug, zegt u. Er is niets verwijderd."
            ),
        });
    } else if report.folders.is_empty() && report.elsewhere.is_empty() {
        page.line(both!(voice, "{name} was closed before.", "{name} was al afgesloten."));
    }
    not_told(&mut page, &report.waiting, &report.broken, &report.changed);
    page.into_text()
}

fn emptied(page: &mut Page<'_>, report: &FolderReport, name: &str) {
    let (voice, folder) = (page.voice, &report.folder);
    if report.gone || report.list_damaged {
        page.line(match report.gone {
            true => both!(
                voice,
                "{folder} is not there any more: whether the records are gone, only you can say.",
                "{folder} is er niet meer: of de stukken weg zijn, kunt alleen u zeggen."
            ),
            false => both!(
                voice,
                "{folder}: the list of what was written there is damaged or not there. Nothing was removed.",
                "{folder}: de lijst van wat daar is geschreven is beschadigd of ontbreekt. Er is niets verwijderd."
            ),
        });
        page.next(voice.kluis(&["restore", "close", name, "--gone"]));
        return;
    }
    if !report.still.is_empty() {
        page.line(both!(
            voice,
            "In {folder} records stand that are not gone, so {name} is not closed:",
            "In {folder} staan nog stukken die niet weg zijn, dus {name} is niet afgesloten:"
        ));
        page.some_of(&report.still);
        page.next(voice.kluis(&["restore", "close", name]));
        return;
    }
    page.line(both!(
        voice,
        "Removed {files} ({bytes}) from {folder}, each the same as it was given.",
        "{files} ({bytes}) uit {folder} verwijderd, elk gelijk aan wat is verstrekt.",
        files = voice.count(report.files, Noun::File),
        bytes = voice.size(report.bytes)
    ));
    if report.missing > 0 {
        page.under(both!(
            voice,
            "{files} {were} gone already",
            "{files} {waren} al weg",
            files = voice.count(report.missing, Noun::File),
            were = one_or(report.missing, "was", "were"),
            waren = one_or(report.missing, "was", "waren")
        ));
    }
    if !report.changed.is_empty() {
        page.line(both!(
            voice,
            "Not what was given any more, or not to be removed: these stay, and {name} is not closed.",
            "Niet meer wat is verstrekt, of niet te verwijderen: dit blijft staan, en {name} is niet afgesloten."
        ));
        page.some_of(&report.changed);
        page.next(both!(
            voice,
            "remove them yourself, then {close}",
            "verwijder ze zelf, dan {close}",
            close = voice.kluis(&["restore", "close", name])
        ));
    }
    if !report.others.is_empty() {
        page.line(both!(
            voice,
            "Not written by kluis: these stay, and may be copies.",
            "Niet door kluis geschreven: dit blijft staan, en kan een kopie zijn."
        ));
        page.some_of(&report.others);
    }
}
