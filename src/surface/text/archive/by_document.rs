//! What a run of `archive` did, or would do, with files under the dates that they give as their own.

use crate::surface::errors::say;
use crate::surface::page::Page;
use crate::surface::printed::Printed;
use crate::surface::text::problem_lines;
use crate::surface::voice::{Voice, both};
use crate::verbs::archive::WhyLeft;
use crate::verbs::archive::by_document::Report;

use super::left::left_lines;

/// One end after the other; then what was left, and what ended the run.
pub fn archive_by_document(voice: &Voice, report: &Report) -> Printed {
    let mut page = Page::new(voice);
    for group in &report.groups {
        page.push(&super::archive(voice, group));
        page.gap();
    }
    left_lines(&mut page, &both!(voice, "Not sealed", "Niet verzegeld"), &report.left);
    if report.left.iter().any(|left| left.why == WhyLeft::Undated) {
        let (path, date) = (both!(voice, "FILE…", "BESTAND…"), both!(voice, "DATE", "DATUM"));
        page.next(both!(
            voice,
            "give those their date yourself: {command}",
            "geef die zelf hun datum: {command}",
            command = voice.kluis(&["archive", &path, "--class", "ID", "--date", &date])
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
