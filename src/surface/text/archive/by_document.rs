//! What a run of `archive` did, or would do, with files under the dates that they give as their own.

use crate::surface::errors::say;
use crate::surface::page::Page;
use crate::surface::printed::Printed;
use crate::surface::text::{broken_lines, problem_lines};
use crate::surface::voice::{Noun, Voice, both, one_or, tied};
use crate::verbs::archive::by_document::Report;
use crate::verbs::archive::{EarlierReport, WhyLeft};

use super::left::{OF_A_REASON_MOST, left_lines};

/// One end after the other; then what was left, and what ended the run.
pub fn archive_by_document(voice: &Voice, report: &Report) -> Printed {
    let mut page = Page::new(voice);
    for group in &report.groups {
        page.push(&super::archive(voice, group));
        page.gap();
    }
    left_lines(&mut page, &both!(voice, "Not sealed", "Niet verzegeld"), &report.left);
    earlier_lines(&mut page, &report.earlier);
    super::unmet_lines(&mut page, &report.tags_unmet);
    broken_lines(&mut page, &report.broken);
    if report.left.iter().any(|left| is_by_its_date(left.why)) {
        let (path, date) = (both!(voice, "FILE…", "BESTAND…"), both!(voice, "DATE", "DATUM"));
        page.next(both!(
            voice,
            "give those their date yourself: {command}",
            "geef die zelf hun datum: {command}",
            command = voice.kluis(&["archive", &path, "--class", "ID", "--date", &date])
        ));
    }
    if report.left.iter().any(|left| left.why == WhyLeft::FarEarlier) {
        page.next(both!(
            voice,
            "where a date that lies so far back is right: the same command with --accept-newer",
            "klopt een datum die zo ver terug ligt: dezelfde opdracht met --accept-newer erbij"
        ));
    }
    if let Some(fault) = &report.stopped {
        page.line(both!(
            voice,
            "It stopped there: what is named above was done, and the rest was not.",
            "Daar stopte het: wat hierboven staat is gedaan, de rest niet."
        ));
        problem_lines(&mut page, say(voice, fault));
    }
    page.into_text()
}

/// Whether a person can date what was left for that.
fn is_by_its_date(why: WhyLeft) -> bool {
    use WhyLeft::{BySender, FarEarlier, OutsideBookYears, Undated};
    matches!(why, Undated | BySender | FarEarlier | OutsideBookYears)
}

/// Files whose own date a mistyped year may be: their term would be too short.
fn earlier_lines(page: &mut Page<'_>, earlier: &[EarlierReport]) {
    if earlier.is_empty() {
        return;
    }
    let (voice, count) = (page.voice, earlier.len() as u64);
    page.line(both!(
        voice,
        "Look at these dates again: {files} {give} a date in an earlier year than the one in which {they} last changed.",
        "Kijk deze datums na: {files} {noemen} een datum in een eerder jaar dan het jaar van de laatste wijziging.",
        files = voice.count(count, Noun::File),
        give = one_or(count, "gives", "give"),
        they = one_or(count, "it was", "they were"),
        noemen = one_or(count, "noemt", "noemen")
    ));
    for EarlierReport { path, own, modified } in earlier.iter().take(OF_A_REASON_MOST) {
        let (path, own, modified) = (tied(path), voice.day(*own), voice.day(*modified));
        page.under(both!(
            voice,
            "{path}: dated {own}, last changed {modified}",
            "{path}: datum {own}, laatst gewijzigd {modified}"
        ));
    }
    page.and_more(earlier.len().saturating_sub(OF_A_REASON_MOST));
}
