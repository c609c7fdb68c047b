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
    if let Some(year) = report.added.or(report.years_added.first().copied()) {
        page.line(added_line(voice, report, year));
        added(&mut page, report);
        page.gap();
    } else if report.already_there && !report.book_years.is_empty() {
        page.line(both!(
            voice,
            "That day lies in one of these already: nothing was added.",
            "Die dag valt al in een van deze jaren: er is niets toegevoegd."
        ));
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

fn added_line(voice: &Voice, report: &Report, first: BookYear) -> String {
    let last = report.years_added.last().unwrap_or(&first);
    let (from, to) = (voice.day(first.from()), voice.day(last.to()));
    match (report.already_there, report.years_added.len() as u64) {
        (true, _) => both!(
            voice,
            "The book year from {from} through {to} was there already.",
            "Het boekjaar van {from} tot en met {to} stond er al."
        ),
        (false, 0 | 1) => both!(
            voice,
            "The book year from {from} through {to} is added.",
            "Het boekjaar van {from} tot en met {to} is toegevoegd."
        ),
        (false, years) => both!(
            voice,
            "{years} book years from {from} through {to} are added.",
            "{years} boekjaren van {from} tot en met {to} zijn toegevoegd.",
            years = voice.number(years)
        ),
    }
}

fn added(page: &mut Page<'_>, report: &Report) {
    let voice = page.voice;
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
            "For older records add the year before: {command}; or all of them: {all}",
            "Voeg voor oudere stukken het jaar ervóór toe: {command}; of alle jaren: {all}",
            command = add(voice, previous),
            all = voice.kluis(&["book-year", "add", "--back-to", &both!(voice, "DAY", "DAG")])
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
