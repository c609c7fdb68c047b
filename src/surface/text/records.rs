//! Names of records, one by one: those in a bundle, and those that would be sealed. What a person may be told of a
//! record (what it is kept under, and through which day) stands with each.

use crate::formats::index::{Mtime, Tags};
use crate::rules::retention::PinnedRule;
use crate::surface::page::Page;
use crate::surface::printed::Printed;
use crate::surface::voice::{Noun, Voice, both, one_or};
use crate::verbs::archive::{ItemRow, Listing};
use crate::verbs::show::{RecordRow, RecordsReport, RuleRow};
use crate::words::day::Time;
use crate::words::lang::Lang;

use super::archive::archive;
use super::indication;
use super::list::{due_from, kept_through};

/// What stands above the names in a bundle: how many, where they were read, and why they are kept.
pub fn show_records(voice: &Voice, report: &RecordsReport) -> Printed {
    let mut page = Page::new(voice);
    let bundle = &report.bundle;
    if report.is_gone() {
        page.line(both!(
            voice,
            "{bundle}: destroyed, or being destroyed. Its names went with it.",
            "{bundle}: vernietigd, of deels vernietigd. De namen gingen mee.",
            bundle = bundle.bundle
        ));
        return page.into_text();
    }
    let place = match &report.read_on {
        Some(label) => label.clone(),
        None => both!(voice, "this PC", "deze pc"),
    };
    page.line(both!(
        voice,
        "{bundle}: {matching} of {records} ({size}), by the index on {place}.",
        "{bundle}: {matching} van {records} ({size}), volgens de inhoudsopgave op {place}.",
        matching = voice.number(report.matching),
        records = voice.count(bundle.records, Noun::Record),
        bundle = bundle.bundle,
        size = voice.size(report.matching_bytes)
    ));
    let mut facts: Vec<(String, String)> = Vec::new();
    for rule in &bundle.rules {
        facts.push((both!(voice, "Class", "Bewaarcategorie"), class(voice, rule)));
        facts.extend(basis(voice, rule));
    }
    facts.push((both!(voice, "Kept through", "Bewaren t/m"), kept_through(voice, &bundle.end)));
    facts.push((both!(voice, "Due from", "Te vernietigen vanaf"), due_from(voice, &bundle.end)));
    facts.extend(
        bundle
            .end
            .delete_from
            .map(|day| (both!(voice, "To be deleted from", "Verwijderen vanaf"), voice.day(day))),
    );
    page.facts(&facts);
    page.line(indication(voice));
    for pattern in &report.not_found {
        page.line(both!(voice, "Not found: {pattern}", "Niet gevonden: {pattern}"));
    }
    if report.matching > 0 {
        page.gap();
    }
    page.into_text()
}

fn class(voice: &Voice, rule: &RuleRow) -> String {
    let name = match voice.lang {
        Lang::En => rule.name_en.as_ref(),
        Lang::Nl => rule.name_nl.as_ref(),
    };
    match (&rule.class_id, name) {
        (Some(id), Some(name)) => format!("{name} ({id})"),
        (Some(id), None) => id.clone(),
        (None, _) => {
            both!(voice, "confidential, and not known here", "vertrouwelijk, en hier niet bekend")
        }
    }
}

fn basis(voice: &Voice, rule: &RuleRow) -> Vec<(String, String)> {
    let naming = rule.shown.open().and_then(|rule: &PinnedRule| rule.rule.naming.as_ref());
    let Some(naming) = naming else { return vec![] };
    let mut facts = vec![(both!(voice, "Basis", "Grondslag"), voice.basis(&naming.basis))];
    let ground = naming.ground.clone();
    facts.extend(ground.map(|ground| (both!(voice, "Ground", "Grond"), ground)));
    facts
}

/// One record: its name, and below it its size, its date, what it is kept under and through which day.
pub fn record(voice: &Voice, report: &RecordsReport, row: &RecordRow) -> Printed {
    let mut page = Page::new(voice);
    page.name(row.name.display());
    let mut parts = vec![voice.size(row.bytes)];
    parts.extend(modified(voice, row.modified));
    let rules = &report.bundle.rules;
    parts.extend(rules.iter().filter_map(|rule| rule.class_id.clone()));
    parts.push(both!(
        voice,
        "kept through {end}",
        "bewaren t/m {end}",
        end = kept_through(voice, &report.bundle.end)
    ));
    page.under(parts.join(", "));
    tags(&mut page, &row.tags);
    page.into_text()
}

/// The day on which it was changed last; none where the time is beyond what can be said.
fn modified(voice: &Voice, at: Mtime) -> Option<String> {
    Some(voice.day(Time::from_unix(at.secs())?.day()))
}

fn tags(page: &mut Page<'_>, tags: &Tags) {
    for (key, value) in tags.iter() {
        page.under(format!("{key}={value}"));
    }
}

/// What stands above the names that would be sealed.
pub fn archive_listing(voice: &Voice, listing: &Listing) -> Printed {
    let mut page = Page::new(voice);
    page.push(&archive(voice, &listing.report));
    if !listing.tags.is_empty() {
        let words: Vec<String> =
            listing.tags.iter().map(|(key, value)| format!("{key}={value}")).collect();
        page.line(both!(
            voice,
            "Each gets the {tags} {words}",
            "Elk krijgt {tags} {words}",
            tags = match voice.lang {
                Lang::En => one_or(words.len() as u64, "tag", "tags"),
                Lang::Nl => one_or(words.len() as u64, "het trefwoord", "de trefwoorden"),
            },
            words = voice.all_of(&words)
        ));
    }
    page.gap();
    page.into_text()
}

/// One file that would be sealed, and its name in the bundle where that is not how its path ends.
pub fn item(voice: &Voice, listing: &Listing, row: &ItemRow) -> Printed {
    let mut page = Page::new(voice);
    page.name(&row.source);
    let mut parts = vec![both!(voice, "as {name}", "als {name}", name = row.name.display())];
    parts.push(voice.size(row.bytes));
    parts.extend(row.tags.iter().map(|(key, value)| format!("{key}={value}")));
    let rules = &listing.report.rules;
    parts.extend(rules.iter().map(|rule| rule.class.clone()));
    parts.push(end(voice, listing));
    page.under(parts.join(", "));
    page.into_text()
}

fn end(voice: &Voice, listing: &Listing) -> String {
    let end = &listing.report.end;
    match (end.open, end.keep_through, end.delete_from) {
        (true, _, _) => {
            both!(voice, "kept until its end is known", "bewaren tot het einde bekend is")
        }
        (false, Some(day), _) => {
            both!(voice, "kept through {day}", "bewaren t/m {day}", day = voice.day(day))
        }
        (false, None, Some(day)) => both!(
            voice,
            "to be deleted from {day}",
            "verwijderen vanaf {day}",
            day = voice.day(day)
        ),
        (false, None, None) => both!(voice, "with no end", "zonder einddatum"),
    }
}
