//! What became of records that were sealed again, and of the bundle that they stood in.

use crate::surface::errors::{copy_all, missed_words, say};
use crate::surface::page::Page;
use crate::surface::printed::Printed;
use crate::surface::voice::{Noun, Voice, both};
use crate::things::destruction::door::Refused;
use crate::verbs::fault::Fault;
use crate::verbs::list::EndRow;
use crate::verbs::reseal::{IntoReport, NewReport, NotProposed, Report, Role, WhyKept};

use super::archive::copy_line;
use super::destroy::{bundle_lines, not_covered};
use super::statement::{left_out, made_lines};
use super::terms::proposed;
use super::{broken_lines, indication};

/// The new bundles first, then the old one.
pub fn reseal(voice: &Voice, report: &Report) -> Printed {
    let mut page = Page::new(voice);
    for new in &report.new {
        match (&new.vault, &report.into) {
            (Some(_), Some(into)) => there_lines(&mut page, new, into),
            _ => new_lines(&mut page, new, report.copies_wanted),
        }
    }
    let bundle = report.bundle;
    if !report.new.is_empty() && report.removed > 0 {
        page.line(both!(
            voice,
            "Every other record of {bundle} stands in {new}, compared one by one.",
            "Elk ander stuk van {bundle} staat in {new}, één voor één vergeleken.",
            new = voice.all_of(report.new.iter().map(|new| new.bundle))
        ));
    } else if !report.new.is_empty() {
        page.line(both!(
            voice,
            "Every record of {bundle} stands in {new}, compared one by one.",
            "Elk stuk van {bundle} staat in {new}, één voor één vergeleken.",
            new = voice.all_of(report.new.iter().map(|new| new.bundle))
        ));
    }
    left_out(&mut page, report.removed);
    for missed in &report.missed {
        page.line(format!("{}: {}", missed.medium, missed_words(voice, &missed.why)));
    }
    if let Some(destroyed) = &report.destroyed {
        bundle_lines(&mut page, destroyed);
        not_covered(&mut page);
    }
    made_lines(&mut page, &report.statements, &report.unstated);
    if let Some(kept) = &report.kept {
        kept_lines(&mut page, report, kept);
    }
    match &report.into {
        // What went into another vault is proposed there.
        Some(into) => {
            let there = voice.of_vault(&into.spelled);
            let mut lines = Page::new(&there);
            proposed_lines(&mut lines, report);
            page.push(&lines.into_text());
        }
        None => proposed_lines(&mut page, report),
    }
    broken_lines(&mut page, &report.broken);
    page.line(indication(voice));
    page.into_text()
}

/// What becomes of an end that is earlier by the right rules.
fn proposed_lines(page: &mut Page<'_>, report: &Report) {
    let voice = page.voice;
    if let Some(waits) = &report.proposed {
        proposed(page, waits);
    }
    match report.not_proposed {
        Some(NotProposed::Held) => page.line(both!(
            voice,
            "By its own rules it ends earlier. Under a hold that is not proposed: run this again after the release.",
            "Volgens de eigen regels eindigt het eerder. Onder een stop kan dat niet worden voorgesteld: doe het na de opheffing."
        )),
        Some(NotProposed::Clock) => page.line(both!(
            voice,
            "By its own rules it ends earlier. That was not proposed, since the date had to be confirmed in this run.",
            "Volgens de eigen regels eindigt het eerder. Dat is niet voorgesteld, want de datum moest worden bevestigd."
        )),
        None => {}
    }
}

/// A new bundle in another client's vault.
fn there_lines(page: &mut Page<'_>, new: &NewReport, into: &IntoReport) {
    let voice = page.voice;
    let (client, id) = (&into.vault, into.id.to_string());
    page.line(both!(
        voice,
        "In the vault of {client} ({id}):",
        "In de kluis van {client} ({id}):",
        id = &id[..8]
    ));
    new_lines(page, new, into.copies_wanted);
}

fn new_lines(page: &mut Page<'_>, new: &NewReport, wanted: u32) {
    let voice = page.voice;
    let (bundle, records) = (new.bundle, voice.count(new.records, Noun::Record));
    let confidential = || both!(voice, "(confidential)", "(vertrouwelijk)");
    let classes: Vec<String> =
        new.classes.iter().map(|class| class.clone().unwrap_or_else(confidential)).collect();
    let (classes, end) = (classes.join(" + "), end_words(voice, &new.end));
    page.line(match (new.stood, new.role) {
        (true, _) => both!(
            voice,
            "{bundle} was sealed before: {records}, {classes}, {end}.",
            "{bundle} was al verzegeld: {records}, {classes}, {end}."
        ),
        (false, Role::All | Role::Matched) => both!(
            voice,
            "Sealed {bundle}: {records}, {classes}, {end}.",
            "{bundle} verzegeld: {records}, {classes}, {end}."
        ),
        (false, Role::Rest) => both!(
            voice,
            "Sealed {bundle}, the rest under its own rules: {records}, {classes}, {end}.",
            "{bundle} verzegeld, de rest met de eigen regels: {records}, {classes}, {end}."
        ),
    });
    if !new.holds.is_empty() {
        page.under(both!(
            voice,
            "It is under hold {holds}.",
            "Die valt onder vernietigingsstop {holds}.",
            holds = voice.all_of(&new.holds)
        ));
    }
    new.copies.iter().for_each(|copy| copy_line(page, copy));
    let verified = new.copies_verified;
    if verified < wanted as usize {
        page.under(both!(
            voice,
            "{verified} of {wanted} copies that this vault wants.",
            "{verified} van {wanted} kopieën die deze kluis wil."
        ));
    }
}

fn end_words(voice: &Voice, end: &EndRow) -> String {
    match (end.open, end.keep_through.map(|day| voice.day(day))) {
        (true, _) => both!(voice, "open-ended", "open einde"),
        (false, Some(day)) => {
            both!(voice, "kept through {day}", "bewaren tot en met {day}")
        }
        (false, None) => match end.delete_from.map(|day| voice.day(day)) {
            Some(day) => both!(voice, "to be deleted from {day}", "verwijderen vanaf {day}"),
            None => both!(voice, "without an end", "zonder einde"),
        },
    }
}

fn kept_lines(page: &mut Page<'_>, report: &Report, kept: &WhyKept) {
    let (voice, bundle) = (page.voice, report.bundle);
    match kept {
        WhyKept::TooFewCopies => {
            page.line(both!(
                voice,
                "{bundle} stays until its records have {wanted} copies that count in the new place.",
                "{bundle} blijft tot de stukken op de nieuwe plek {wanted} kopieën hebben die tellen.",
                wanted = report.copies_wanted
            ));
            page.next(both!(
                voice,
                "{copy}, then the same command again",
                "{copy}, daarna dezelfde opdracht",
                copy = copy_all(voice, &report.copy_to)
            ));
        }
        WhyKept::TooFewThere => {
            let Some(into) = &report.into else {
                page.line(both!(
                    voice,
                    "{bundle} stays until the other vault has enough copies of its records.",
                    "{bundle} blijft tot de andere kluis genoeg kopieën van de stukken heeft."
                ));
                return;
            };
            page.line(both!(
                voice,
                "{bundle} stays until its records have {wanted} copies that count in the vault of {client}.",
                "{bundle} blijft tot de stukken in de kluis van {client} {wanted} kopieën hebben die tellen.",
                wanted = into.copies_wanted,
                client = into.vault
            ));
            page.next(both!(
                voice,
                "{copy}, then the same command again",
                "{copy}, daarna dezelfde opdracht",
                copy = copy_all(&voice.of_vault(&into.spelled), &into.copy_to)
            ));
        }
        WhyKept::Fault(fault) => {
            let said = say(voice, fault);
            page.line(both!(
                voice,
                "The old bundle stays: {why}",
                "De oude bundel blijft: {why}",
                why = said.message
            ));
            page.next(said.help);
            if let Fault::Refused(Refused::PersonsLack { .. }) = fault {
                let (name, role) = (both!(voice, "NAME", "NAAM"), both!(voice, "ROLE", "FUNCTIE"));
                let old = bundle.to_string();
                page.next(voice.kluis(&["destroy", &old, "--by", &name, "--role", &role]));
            }
        }
    }
}
