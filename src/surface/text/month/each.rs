//! What came of the month of several clients, a row each.

use crate::surface::each::Layout;
use crate::surface::page::{Lean, Page};
use crate::surface::printed::Printed;
use crate::surface::text::copy_all;
use crate::surface::voice::{Noun, Voice, both, one_or};
use crate::verbs::month::Report;

use super::done::{odd_results, removed, waits_for_copies};
use super::plan::odd_lines;
use super::plans::no_source;

/// What came of it.
pub const MONTHS: Layout =
    Layout { head: months_head, foot: |_, _, _| None, asked_for: false, columns_max: None };

fn months_head(voice: &Voice) -> Vec<(String, Lean)> {
    let head = [
        both!(voice, "CLIENT", "CLIËNT"),
        both!(voice, "RESULT", "RESULTAAT"),
        both!(voice, "NEXT", "HIERNA"),
    ];
    head.map(|title| (title, Lean::Left)).into()
}

/// What came of a client's month, and what to do now.
pub fn month_row(voice: &Voice, report: &Report) -> Vec<String> {
    let plan = &report.plan;
    if !report.acted {
        let words = match (plan.sources, &report.refused[..]) {
            (0, _) => no_source(voice),
            (_, []) => both!(voice, "nothing to seal", "niets te verzegelen"),
            (_, [_, ..]) => both!(voice, "not sealed: see below", "niet verzegeld: zie hieronder"),
        };
        return vec![words, "-".into()];
    }
    let mut words = Vec::new();
    if let Some(copies) = report.copies {
        let wanted = report.copies_wanted;
        words.push(both!(voice, "{copies} of {wanted} copies", "{copies} van {wanted} kopieën"));
    }
    if report.removed > 0 {
        words.push(removed(voice, report));
    }
    if !report.waiting.is_empty() {
        let bundles = voice.count(report.waiting.len() as u64, Noun::Bundle);
        words.push(both!(voice, "waiting: {bundles}", "wacht: {bundles}"));
    }
    let waiting = waits_for_copies(report).count() as u64;
    if waiting > 0 {
        words.push(both!(
            voice,
            "{files} {stay}",
            "{files} {blijven} staan",
            files = voice.count(waiting, Noun::Source),
            stay = one_or(waiting, "stays", "stay"),
            blijven = one_or(waiting, "blijft", "blijven")
        ));
    }
    let lacking = report.copies.is_some_and(|copies| copies < report.copies_wanted as usize);
    let next = match (&report.stopped, lacking) {
        (Some(_), _) => voice.kluis(&["month", &plan.month.to_string()]),
        (None, true) => copy_all(voice, &report.copy_to),
        (None, false) => "-".into(),
    };
    vec![words.join(", "), next]
}

/// What of a client's month needs more words than a row has: what stays on this PC, unless it was shown before, and
/// what did not come about.
pub fn month_details(voice: &Voice, report: &Report) -> Printed {
    let mut page = Page::new(voice);
    if !report.was_shown {
        odd_lines(&mut page, &report.plan);
    }
    odd_results(&mut page, report);
    page.into_text()
}
