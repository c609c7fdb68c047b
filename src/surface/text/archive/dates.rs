//! What makes the date given look wrong, and asks nothing more.

use crate::surface::page::Page;
use crate::surface::voice::{Noun, both, tied};
use crate::verbs::archive::{FileTimeReport, Report};

use super::left::LINES_MAX;

/// Files that are far older, records that are newer and were accepted, and names that say another year.
pub(super) fn date_lines(page: &mut Page<'_>, report: &Report) {
    let voice = page.voice;
    if let Some(stale) = &report.stale {
        page.line(both!(
            voice,
            "Look at the date again: the newest of these files, {path}, was last changed on {day}.",
            "Kijk de datum na: het nieuwste van deze bestanden, {path}, is op {day} voor het laatst gewijzigd.",
            path = stale.path,
            day = voice.day(stale.modified)
        ));
    }
    events(page, report);
    newer(page, &report.newer);
    other_years(page, report);
}

/// That the event which these wait for is on record already.
fn events(page: &mut Page<'_>, report: &Report) {
    let voice = page.voice;
    for rule in &report.rules {
        let Some(event) = &rule.event else { continue };
        let class = &rule.class;
        if event.open {
            let date = both!(voice, "DATE", "DATUM");
            page.line(both!(
                voice,
                "The event of this case is on record, and gives {class} no end yet: record it once more.",
                "De gebeurtenis van dit dossier is vastgelegd, maar geeft {class} nog geen einde: leg die nog eens vast."
            ));
            page.next(voice.kluis(&["event", "record", "--case", &event.case, "--date", &date]));
            continue;
        }
        page.line(match (event.keep_through, event.delete_from) {
            (Some(day), _) => both!(
                voice,
                "The event of this case is on record: {class} is kept through {day}.",
                "De gebeurtenis van dit dossier is vastgelegd: {class} bewaart u tot en met {day}.",
                day = voice.day(day)
            ),
            (None, Some(day)) => both!(
                voice,
                "The event of this case is on record: {class} is to be deleted from {day}.",
                "De gebeurtenis van dit dossier is vastgelegd: {class} verwijdert u vanaf {day}.",
                day = voice.day(day)
            ),
            (None, None) => continue,
        });
    }
}

fn newer(page: &mut Page<'_>, newer: &[FileTimeReport]) {
    if newer.is_empty() {
        return;
    }
    let voice = page.voice;
    page.line(both!(
        voice,
        "Newer than the date given, and accepted: {files}.",
        "Nieuwer dan de datum die u gaf, en aanvaard: {files}.",
        files = voice.count(newer.len() as u64, Noun::File)
    ));
    let named = |file: &FileTimeReport| format!("{} ({})", file.path, voice.day(file.modified));
    page.some_of(&newer.iter().map(named).collect::<Vec<_>>());
}

fn other_years(page: &mut Page<'_>, report: &Report) {
    let voice = page.voice;
    let dates = report.rules.iter().filter_map(|rule| rule.date).map(|date| voice.given(date));
    let dates = voice.all_of(dates.collect::<Vec<_>>());
    for other in report.other_years.iter().take(LINES_MAX) {
        page.line(both!(
            voice,
            "Look at the date again: it is {dates}, and names in {path} say {years} ({files}).",
            "Kijk de datum na: die is {dates}, en namen in {path} zeggen {years} ({files}).",
            path = tied(&other.path),
            years = voice.all_of(&other.years),
            files = voice.count(other.files, Noun::File)
        ));
    }
    page.and_more(report.other_years.len().saturating_sub(LINES_MAX));
}
