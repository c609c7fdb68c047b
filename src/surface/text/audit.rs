//! What `audit` found of what was asked for, and gave.

use crate::surface::errors::say;
use crate::surface::page::Page;
use crate::surface::printed::Printed;
use crate::surface::voice::{Noun, Voice, both, tied, word};
use crate::verbs::audit::Report;
use crate::verbs::restore::Packed;

use super::problem_lines;
use super::restore::{Ends, laid_out};
use super::subject::confidential;

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
    let ends = if report.of_subject { Ends::Subject } else { Ends::Audit };
    page.push(&laid_out(voice, &report.given, ends));
    confidential(&mut page, &report.confidential);
    if let Some(packed) = &report.packed {
        pack(&mut page, packed);
    }
    if let Some(fault) = &report.unpacked {
        problem_lines(&mut page, say(voice, fault));
        page.line(both!(
            voice,
            "The records stand in the folder, and the one file does not exist.",
            "De stukken staan in de map; het ene bestand is er niet."
        ));
    }
    if report.lacks_some {
        page.line(both!(
            voice,
            "The one file was not made: not all that was asked for could be given.",
            "Het ene bestand is niet gemaakt: niet alles wat gevraagd is, kon worden verstrekt."
        ));
    }
    page.into_text()
}

/// The one file, and what opens it.
fn pack(page: &mut Page<'_>, packed: &Packed) {
    let voice = page.voice;
    let (file, size) = (&packed.file, voice.size(packed.bytes));
    page.line(both!(
        voice,
        "The same as one encrypted file: {file} ({size}); its SHA-256 stands in {sums}.",
        "Hetzelfde als één versleuteld bestand: {file} ({size}); de SHA-256 staat in {sums}.",
        sums = packed.sums
    ));
    let key = both!(voice, "-i KEY.txt ", "-i SLEUTEL.txt ");
    let key = if packed.recipients.is_some() { key } else { String::new() };
    page.under(both!(
        voice,
        "it opens with: {line}",
        "het opent met: {line}",
        line = tied(&format!("age -d {key}{} | tar x", word(file)))
    ));
    page.under(both!(
        voice,
        "closing the disclosure removes the folder, and not this file",
        "wie de verstrekking afsluit, verwijdert de map en niet dit bestand"
    ));
}
