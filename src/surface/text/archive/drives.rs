//! Which drives a bundle still waits for.

use crate::surface::page::Page;
use crate::surface::text::copy_all;
use crate::surface::voice::{Noun, both, one_or};
use crate::things::copy_to::CopyTo;
use crate::verbs::archive::{BundleReport, Report};

pub(super) fn waiting_lines(page: &mut Page<'_>, report: &Report) {
    let (voice, waiting) = (page.voice, report.waiting.len() as u64);
    if waiting == 0 {
        return;
    }
    page.line(both!(
        voice,
        "{bundles} {wait} on this PC, encrypted, for a further copy.",
        "{bundles} {wachten}, versleuteld, op deze pc op nog een kopie.",
        bundles = voice.count(waiting, Noun::Bundle),
        wait = one_or(waiting, "waits", "wait"),
        wachten = one_or(waiting, "wacht", "wachten")
    ));
    page.next(both!(
        voice,
        "plug in {drive}, then {command}",
        "sluit {drive} aan, dan {command}",
        drive = match &report.copy_to {
            CopyTo::Drive(label) => label.clone(),
            CopyTo::Further(_) => both!(voice, "a further drive", "nog een schijf"),
        },
        command = copy_all(voice, &report.copy_to)
    ));
}

/// Which drives to fetch, where this vault wants more copies than there are drives here.
pub(super) fn away_lines(page: &mut Page<'_>, report: &Report) {
    let few = |bundle: &BundleReport| bundle.copies.len() < report.copies_wanted as usize;
    let wanting = report.dry_run || report.bundles.iter().any(few) || !report.not_moved.is_empty();
    if !wanting || report.away.is_empty() {
        return;
    }
    let (voice, away) = (page.voice, report.away.join(", "));
    if report.drives_named {
        page.line(both!(
            voice,
            "Not named with --to: {away}. Without --to every connected drive gets its copy.",
            "Niet genoemd met --to: {away}. Zonder --to krijgt elke aangesloten schijf een kopie."
        ));
        return;
    }
    page.line(both!(voice, "Not connected: {away}.", "Niet aangesloten: {away}."));
    if report.dry_run {
        page.next(both!(
            voice,
            "plug it in first, or name where it is with --to PATH",
            "sluit die eerst aan, of noem met --to MAP waar die staat"
        ));
        return;
    }
    if report.waiting.is_empty() {
        page.next(both!(
            voice,
            "plug it in beside one that is, and give the same command again: it makes the missing copies",
            "sluit die aan naast een schijf die er al is, en geef dezelfde opdracht: die maakt de kopieën die nog \
             ontbreken"
        ));
    }
    let verify = voice.kluis(&["verify", &both!(voice, "PATH", "MAP")]);
    page.line(both!(
        voice,
        "A drive that is connected all the same is found by its path: {verify}",
        "Een schijf die toch is aangesloten, vindt kluis met de map: {verify}"
    ));
}
