//! What a run of `sweep` did, or would do.

use crate::surface::errors::missed_words;
use crate::surface::page::Page;
use crate::surface::printed::Printed;
use crate::surface::voice::{Noun, Voice, both, one_or};
use crate::verbs::sweep::Report;

use super::archive::left_lines;
use super::{broken_lines, copy_all, until_it_counts};

/// So many places that are gone are named.
const GONE_NAMED_MAX: usize = 3;

/// What went, then what stays and why.
pub fn sweep(voice: &Voice, report: &Report) -> Printed {
    let mut page = Page::new(voice);
    removed(&mut page, report);
    page.some_of(&report.would_go);
    left_lines(&mut page, &both!(voice, "Stays", "Blijft"), &report.stays);
    waiting(&mut page, report);
    for cached in &report.cached {
        let label = &cached.medium;
        page.line(both!(
            voice,
            "{label}: what was read back there came perhaps from this PC's memory.",
            "{label}: wat daar is teruggelezen, kwam misschien uit het geheugen van deze pc."
        ));
        page.next(until_it_counts(voice, label, cached.counts_after));
    }
    gone(&mut page, &report.gone);
    broken_lines(&mut page, &report.broken);
    for missed in &report.missed {
        page.line(format!("{}: {}", missed.medium, missed_words(voice, &missed.why)));
    }
    page.into_text()
}

/// Places that were to go and are not there: a few are named, and many are what was swept long ago.
fn gone(page: &mut Page<'_>, places: &[String]) {
    let voice = page.voice;
    if places.len() > GONE_NAMED_MAX {
        let places = voice.count(places.len() as u64, Noun::Source);
        page.line(both!(
            voice,
            "Not on this PC any more: {places}.",
            "Niet meer op deze pc: {places}."
        ));
        return;
    }
    for place in places {
        page.line(both!(voice, "Not there any more: {place}", "Is er niet meer: {place}"));
    }
}

fn removed(page: &mut Page<'_>, report: &Report) {
    let voice = page.voice;
    let sources = voice.count(report.removed, Noun::Source);
    let bytes = voice.size(report.removed_bytes);
    match (report.removed, report.dry_run) {
        (0, _) if report.nothing_asked => {
            page.line(both!(
                voice,
                "Nothing is to be removed: no file that is still here was archived with --move.",
                "Er is niets te verwijderen: geen bestand dat hier nog staat, is met --move gearchiveerd."
            ));
            if let Some(first) = report.sealed_from.first() {
                page.next(both!(
                    voice,
                    "to remove what was sealed from there: {command}",
                    "verwijderen wat daaruit is verzegeld: {command}",
                    command = voice.kluis(&["sweep", first])
                ));
                page.and_more(report.sealed_from.len() - 1);
            }
        }
        (0, _) if report.stays.is_empty() && report.waiting.is_empty() => page.line(both!(
            voice,
            "There is nothing to remove from this PC.",
            "Er is niets te verwijderen van deze pc."
        )),
        (0, _) => page.line(both!(
            voice,
            "Nothing can be removed from this PC yet.",
            "Er kan nog niets van deze pc worden verwijderd."
        )),
        (_, true) => page.line(both!(
            voice,
            "Would remove {sources} ({bytes}). Nothing was changed.",
            "Dit zou worden verwijderd: {sources} ({bytes}). Er is niets gewijzigd."
        )),
        (_, false) => page.line(both!(
            voice,
            "Removed {sources} ({bytes}) from this PC, each compared with what was sealed first.",
            "{sources} ({bytes}) van deze pc verwijderd, elk na vergelijking met wat verzegeld is."
        )),
    }
}

fn waiting(page: &mut Page<'_>, report: &Report) {
    let (voice, waiting) = (page.voice, report.waiting.len() as u64);
    if waiting == 0 {
        return;
    }
    page.line(both!(
        voice,
        "{bundles} {have} fewer verified copies than this vault wants ({wanted}).",
        "{bundles} {hebben} minder gecontroleerde kopieën dan deze kluis wil ({wanted}).",
        bundles = voice.count(waiting, Noun::Bundle),
        have = one_or(waiting, "has", "have"),
        hebben = one_or(waiting, "heeft", "hebben"),
        wanted = report.copies_wanted
    ));
    for label in &report.wanting.to_repair {
        page.next(voice.kluis(&["repair", label]));
    }
    for label in &report.wanting.to_open {
        page.next(voice.kluis(&["verify", label, "--deep"]));
    }
    for label in &report.wanting.to_verify {
        page.next(voice.kluis(&["verify", label]));
    }
    if let Some(to) = report.wanting.copy_to.as_ref().filter(|_| report.wanting.to_copy) {
        page.next(copy_all(voice, to));
    }
}
