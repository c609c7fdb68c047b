//! Book years.

use crate::rules::book_year::BookYear;
use crate::surface::page::{Lean, Page};
use crate::surface::printed::Printed;
use crate::surface::voice::{Noun, Voice, both, one_or};
use crate::verbs::book_year::Report;

use super::not_on_record;

/// How many bundles are named; `--json` has them all.
const BUNDLES_MAX: usize = 10;

/// What was added, the list, and the next one.
pub fn book_year(voice: &Voice, report: &Report) -> Printed {
    let mut page = Page::new(voice);
    if let Some(year) = report.added {
        added(&mut page, report, year);
        page.gap();
    }
    if report.book_years.is_empty() {
        page.line(both!(voice, "Calendar years.", "Kalenderjaren."));
        return page.into_text();
    }
    let head = [
        (both!(voice, "FROM", "VAN"), Lean::Left),
        (both!(voice, "THROUGH", "TOT EN MET"), Lean::Left),
    ];
    let row = |year: &BookYear| vec![voice.day(year.from()), voice.day(year.to())];
    page.table(&head, report.book_years.iter().map(row));
    if let Some(next) = report.next {
        page.gap();
        page.next(add(voice, next));
    }
    page.into_text()
}

/// The command that adds a book year.
fn add(voice: &Voice, year: BookYear) -> String {
    voice.kluis(&["book-year", "add", &year.from().to_string(), &year.to().to_string()])
}

fn added(page: &mut Page<'_>, report: &Report, year: BookYear) {
    let voice = page.voice;
    let (from, to) = (voice.day(year.from()), voice.day(year.to()));
    page.line(match report.already_there {
        true => both!(
            voice,
            "The book year from {from} through {to} was there already.",
            "Het boekjaar van {from} tot en met {to} stond er al."
        ),
        false => both!(
            voice,
            "The book year from {from} through {to} is added.",
            "Het boekjaar van {from} tot en met {to} is toegevoegd."
        ),
    });
    not_on_record(page, &report.who);
    sealed_otherwise(page, report);
    let years = &report.book_years;
    if let (Some(first), Some(last)) = (years.first(), years.last()) {
        page.line(both!(
            voice,
            "Classes that count in book years now take dates from {from} through {to} only.",
            "Categorieën die in boekjaren tellen, nemen nu alleen datums van {from} tot en met {to}.",
            from = voice.day(first.from()),
            to = voice.day(last.to())
        ));
    }
    if let Some(previous) = report.previous {
        page.line(both!(
            voice,
            "For older records add the year before: {command}",
            "Voeg voor oudere stukken het jaar ervóór toe: {command}",
            command = add(voice, previous)
        ));
    }
}

/// What the year means for what was sealed before it was known.
fn sealed_otherwise(page: &mut Page<'_>, report: &Report) {
    let (voice, sealed) = (page.voice, &report.sealed_otherwise);
    if sealed.is_empty() {
        return;
    }
    let many = sealed.len() as u64;
    page.line(both!(
        voice,
        "{bundles} with a date in this year {were} sealed under another year, as the calendar's.",
        "{bundles} met een datum in dit jaar {zijn} onder een ander jaar verzegeld, zoals een kalenderjaar.",
        bundles = voice.count(many, Noun::Bundle),
        were = one_or(many, "was", "were"),
        zijn = one_or(many, "is", "zijn")
    ));
    let named: Vec<String> = sealed.iter().take(BUNDLES_MAX).map(ToString::to_string).collect();
    page.under(named.join(", "));
    page.and_more(sealed.len() - named.len());
    page.under(both!(
        voice,
        "Their ends stay as they were sealed, and {destroy} refuses what this year keeps for longer.",
        "De einddatums blijven zoals verzegeld; {destroy} weigert wat volgens dit jaar langer bewaard moet blijven.",
        destroy = voice.kluis(&["destroy"])
    ));
}
