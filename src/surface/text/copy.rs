//! What a run of `copy` did.

use crate::surface::errors::{missed_words, say};
use crate::surface::page::Page;
use crate::surface::printed::Printed;
use crate::surface::voice::{Noun, Voice, both, one_or, tied};
use crate::verbs::copy::Report;

use super::archive::copy_line;
use super::broken_lines;

/// Each bundle that was copied, then what was not and why.
pub fn copy(voice: &Voice, report: &Report) -> Printed {
    let mut page = Page::new(voice);
    for bundle in &report.bundles {
        page.line(both!(
            voice,
            "Copied {id}: {records}, {bytes}.",
            "{id} gekopieerd: {records}, {bytes}.",
            id = bundle.bundle,
            records = voice.count(bundle.records, Noun::Record),
            bytes = voice.size(bundle.bytes)
        ));
        bundle.copies.iter().for_each(|copy| copy_line(&mut page, copy));
    }
    there_already(&mut page, report);
    for bundle in &report.cleared {
        page.line(both!(
            voice,
            "{bundle}: left unfinished by an earlier run, and removed.",
            "{bundle}: door een eerdere opdracht onaf achtergelaten, en verwijderd."
        ));
    }
    broken_lines(&mut page, &report.broken);
    for missed in &report.missed {
        page.line(format!("{}: {}", missed.medium, missed_words(voice, &missed.why)));
    }
    not_here(&mut page, report);
    unsigned(&mut page, report);
    if report.bundles.is_empty() && report.already_there.is_empty() && report.not_here.is_empty() {
        page.line(both!(voice, "Nothing was copied.", "Er is niets gekopieerd."));
    }
    if report.to_sweep > 0 {
        let sweep = voice.kluis(&["sweep"]);
        page.next(both!(
            voice,
            "their sources may be removed now: {sweep}",
            "de bronnen ervan mogen nu van deze pc: {sweep}"
        ));
    }
    page.into_text()
}

fn there_already(page: &mut Page<'_>, report: &Report) {
    let (voice, label) = (page.voice, &report.to);
    let already = report.already_there.len() as u64;
    if already > 0 {
        page.line(both!(
            voice,
            "{bundles} {are} on {label} already.",
            "{bundles} {staan} al op {label}.",
            bundles = voice.count(already, Noun::Bundle),
            are = one_or(already, "is", "are"),
            staan = one_or(already, "staat", "staan")
        ));
    }
    for bundle in &report.destroyed_there {
        page.line(both!(
            voice,
            "{bundle} was destroyed on {label}, and that stays on record. Copy it to another drive.",
            "{bundle} is op {label} vernietigd, en dat blijft vastgelegd. Kopieer de bundel naar een andere schijf."
        ));
    }
    if let [first, ..] = report.uncounted[..] {
        let uncounted = report.uncounted.len() as u64;
        page.line(both!(
            voice,
            "{copies} there {count} as it stands.",
            "{copies} daar {tellen} zo niet mee.",
            copies = voice.count(uncounted, Noun::Copy),
            count = one_or(uncounted, "does not count", "do not count"),
            tellen = one_or(uncounted, "telt", "tellen")
        ));
        let show = voice.kluis(&["show", &first.to_string()]);
        page.next(match report.damaged {
            true => voice.kluis(&["repair", label]),
            false => both!(voice, "why that is: {show}", "waarom: {show}"),
        });
    }
}

/// Bundles that wait for whoever signs for their keys.
fn unsigned(page: &mut Page<'_>, report: &Report) {
    let voice = page.voice;
    let Some(why) = report.unsigned_why.as_ref().filter(|_| !report.unsigned.is_empty()) else {
        return;
    };
    page.line(both!(
        voice,
        "Not copied, since their keys were wrapped anew and the disposer signs for those: {bundles}.",
        "Niet gekopieerd, want hun bundelsleutels zijn opnieuw gemaakt en daarvoor tekent de beheerder: {bundles}.",
        bundles = voice.all_of(report.unsigned.iter().map(|id| tied(&id.to_string())))
    ));
    let said = say(voice, why);
    page.under(said.message);
    page.next(said.help);
}

fn not_here(page: &mut Page<'_>, report: &Report) {
    let voice = page.voice;
    for gone in &report.not_here {
        let bundle = gone.bundle;
        if gone.media.is_empty() {
            page.line(both!(
                voice,
                "{bundle}: no drive is known to hold a good copy.",
                "{bundle}: van geen schijf is bekend dat er een goede kopie op staat."
            ));
            let show = voice.kluis(&["show", &bundle.to_string()]);
            page.next(both!(
                voice,
                "what is known of each copy: {show}",
                "wat van elke kopie bekend is: {show}"
            ));
            continue;
        }
        page.line(both!(
            voice,
            "{bundle}: no good copy is connected; plug in {drives}, and give the same command again.",
            "{bundle}: er is geen goede kopie aangesloten; sluit {drives} aan en geef dezelfde opdracht.",
            drives = voice.any_of(&gone.media)
        ));
    }
}
