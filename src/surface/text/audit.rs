//! What `audit` found of what was asked for, and gave.

use crate::surface::page::Page;
use crate::surface::printed::Printed;
use crate::surface::voice::{Noun, Voice, both};
use crate::verbs::audit::Report;

use super::restore::{Ends, laid_out};

/// How much of what was asked for was found, and then what was given.
pub fn audit(voice: &Voice, report: &Report) -> Printed {
    let mut page = Page::new(voice);
    let asked = voice.number(report.asked);
    match report.found {
        _ if report.asked == 0 => {}
        Some(found) => page.line(both!(
            voice,
            "Asked for: {asked}. Found: {found}, in {bundles}.",
            "Gevraagd: {asked}. Gevonden: {found}, in {bundles}.",
            found = voice.number(found),
            bundles = voice.count(report.given.bundles.len() as u64, Noun::Bundle)
        )),
        None => page.line(both!(
            voice,
            "Asked for: {asked}. What is not found can't be said before the other drives were here.",
            "Gevraagd: {asked}. Wat er niet is, valt pas te zeggen als de andere schijven er zijn geweest."
        )),
    }
    if !report.columns_unread.is_empty() {
        page.line(both!(
            voice,
            "Columns of the list that were not read: {columns}",
            "Kolommen van de lijst die niet gelezen zijn: {columns}",
            columns = voice.all_of(&report.columns_unread)
        ));
    }
    page.push(&laid_out(voice, &report.given, Ends::Audit));
    page.into_text()
}
