//! How a vault stands: alone as facts, among others as a row.

use crate::surface::each::{Layout, waits_at};
use crate::surface::page::{Lean, Page};
use crate::surface::printed::Printed;
use crate::surface::voice::{Noun, Voice, both, one_or};
use crate::verbs::status::{Report, Waiting, Waits};

use super::copy_all;
use super::half_signed::half_signed;
use super::month::{gone_lines, unfit_lines};

/// All vaults, a line each, no wider than a terminal is.
pub const STATUS: Layout = Layout { head, foot: waits_at, asked_for: true, columns_max: Some(80) };

fn head(voice: &Voice) -> Vec<(String, Lean)> {
    vec![
        (both!(voice, "CLIENT", "CLIËNT"), Lean::Left),
        (both!(voice, "MONTH", "MAAND"), Lean::Left),
        (both!(voice, "COPIES", "KOPIEËN"), Lean::Left),
        (both!(voice, "HOLDS", "STOPS"), Lean::Right),
        (both!(voice, "DESTROY", "VERNIETIGEN"), Lean::Right),
        (both!(voice, "TO DO", "TE DOEN"), Lean::Left),
    ]
}

/// One vault's row, behind its client.
pub fn status_row(voice: &Voice, report: &Report) -> Vec<String> {
    let number = |number: u64| if number == 0 { "-".into() } else { voice.number(number) };
    let to_do = to_do(voice, report);
    vec![
        last_month(voice, report),
        copies(report),
        number(report.holds),
        number(report.due),
        if to_do.is_empty() { "-".into() } else { to_do.join(", ") },
    ]
}

fn last_month(voice: &Voice, report: &Report) -> String {
    report.last_month.map_or_else(|| "-".into(), |month| voice.given(month.date()))
}

fn copies(report: &Report) -> String {
    copies_of(report.copies, report.copies_wanted)
}

/// The fewest copies of a bundle beside how many are wanted.
pub fn copies_of(copies: Option<usize>, wanted: u32) -> String {
    copies.map_or_else(|| "-".into(), |copies| format!("{copies}/{wanted}"))
}

/// What is to be done, in a few words each, the most pressing first. What is to be typed stands below the table, since
/// it names the client too, and has no room in a row.
fn to_do(voice: &Voice, report: &Report) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    if !report.to_repair.is_empty() {
        let drives = voice.all_of(&report.to_repair);
        all.push(both!(voice, "repair {drives}", "herstel {drives}"));
    }
    if !report.to_fetch.is_empty() {
        let drives = voice.all_of(&report.to_fetch);
        all.push(both!(voice, "fetch {drives}", "haal {drives}"));
    }
    if report.drive_needed {
        all.push(both!(voice, "add a drive", "voeg een schijf toe"));
    }
    if !report.to_verify.is_empty() {
        let drives = voice.all_of(&report.to_verify);
        all.push(both!(voice, "verify {drives}", "controleer {drives}"));
    }
    if let Some(month) = report.month_waits {
        let month = voice.given(month.date());
        all.push(both!(voice, "seal {month}", "verzegel {month}"));
    }
    if !report.unfit.is_empty() {
        all.push(both!(voice, "files fit nowhere", "bestanden passen nergens"));
    }
    if !report.sources_gone.is_empty() {
        all.push(both!(voice, "a source is gone", "een bronmap is weg"));
    }
    if !report.keys_lacking.is_empty() {
        let keys = voice.all_of(&report.keys_lacking);
        all.push(both!(voice, "let {keys} open it", "laat {keys} dit openen"));
    }
    if report.to_sweep > 0 {
        all.push(both!(voice, "remove sources", "haal bestanden van de pc"));
    }
    if is_for_due(report) {
        all.push(both!(voice, "see what is due", "bekijk wat wacht"));
    }
    all
}

/// Whether something waits of which `due` alone says more. Two drives on one device count as one copy, say.
fn is_for_due(report: &Report) -> bool {
    let said = !report.to_repair.is_empty()
        || !report.to_fetch.is_empty()
        || report.drive_needed
        || !report.to_verify.is_empty();
    report.due > 0 || !report.waits.is_empty() || (report.copies_wanting > 0 && !said)
}

/// What is to be typed for one of several vaults.
pub fn status_next(voice: &Voice, report: &Report) -> Printed {
    let mut page = Page::new(voice);
    next(&mut page, report);
    page.into_text()
}

/// One vault.
pub fn status(voice: &Voice, report: &Report) -> Printed {
    let mut page = Page::new(voice);
    let number = |number: u64| if number == 0 { "-".into() } else { voice.number(number) };
    page.facts(&[
        (both!(voice, "Last month sealed", "Laatste maand verzegeld"), last_month(voice, report)),
        (both!(voice, "Bundles", "Bundels"), number(report.bundles)),
        (both!(voice, "Copies", "Kopieën"), copies(report)),
        (both!(voice, "Waiting on this PC", "Wacht op deze pc"), number(report.waiting)),
        (both!(voice, "Holds", "Stops"), number(report.holds)),
        (both!(voice, "To destroy", "Te vernietigen"), number(report.due)),
    ]);
    what_waits(&mut page, report);
    report.half_signed.iter().for_each(|row| half_signed(&mut page, row));
    if !report.is_waiting() {
        page.line(both!(voice, "Nothing waits.", "Er is niets te doen."));
    }
    next(&mut page, report);
    page.into_text()
}

/// What is left for a person, and what to type.
pub(super) fn left(page: &mut Page<'_>, report: &Report) {
    what_waits(page, report);
    next(page, report);
}

fn what_waits(page: &mut Page<'_>, report: &Report) {
    report.waits.iter().for_each(|waits| page.line(waiting(page.voice, *waits)));
    unfit_lines(page, &report.unfit);
    gone_lines(page, &report.sources_gone);
    to_sweep(page, report.to_sweep);
}

/// That sources may go from this PC.
pub(super) fn to_sweep(page: &mut Page<'_>, sources: u64) {
    if sources > 0 {
        page.line(both!(
            page.voice,
            "May go from this PC, once a drive with their bundles is connected: {files}.",
            "{mogen} van deze pc, zodra een schijf met de bundels is aangesloten: {files}.",
            mogen = one_or(sources, "Mag", "Mogen"),
            files = page.voice.count(sources, Noun::Source)
        ));
    }
}

fn waiting(voice: &Voice, Waits { what, number }: Waits) -> String {
    let bundles = voice.count(number, Noun::Bundle);
    match what {
        Waiting::Lost => both!(voice, "Lost: {bundles}.", "Verloren: {bundles}."),
        Waiting::Begun => {
            both!(voice, "Partly destroyed: {bundles}.", "Deels vernietigd: {bundles}.")
        }
        Waiting::Overdue => {
            both!(voice, "Late to delete: {bundles}.", "Te laat met verwijderen: {bundles}.")
        }
        Waiting::Longer => {
            both!(voice, "To keep longer by now: {bundles}.", "Nu langer te bewaren: {bundles}.")
        }
        Waiting::Succeeded => both!(
            voice,
            "Sealed again, and the old copies stand still: {bundles}.",
            "Opnieuw verzegeld, en de oude kopieën staan er nog: {bundles}."
        ),
        Waiting::HoldsToReview => both!(
            voice,
            "To review: {holds}.",
            "Te herbeoordelen: {holds}.",
            holds = voice.count(number, Noun::Hold)
        ),
        Waiting::EarlierEnds => both!(
            voice,
            "Earlier ends to confirm: {number}.",
            "Eerdere einden te bevestigen: {number}."
        ),
        Waiting::Signatures => both!(
            voice,
            "For another person to sign: {number}.",
            "Door een ander te tekenen: {number}."
        ),
        Waiting::Disclosures => both!(
            voice,
            "To close: {given}.",
            "Af te sluiten: {given}.",
            given = voice.count(number, Noun::Disclosure)
        ),
        Waiting::ToDrill => {
            both!(voice, "Keys to try: {number}.", "Sleutels te proberen: {number}.")
        }
        Waiting::RecipientsDoubted => {
            both!(voice, "Recipients in doubt: {number}.", "Sleutelhouders in twijfel: {number}.")
        }
        Waiting::ToWrap => both!(
            voice,
            "Keys to wrap anew: on {drives}.",
            "Bundelsleutels te vernieuwen: op {drives}.",
            drives = voice.count(number, Noun::Drive)
        ),
    }
}

/// What to type.
fn next(page: &mut Page<'_>, report: &Report) {
    let voice = page.voice;
    report.to_repair.iter().for_each(|label| page.next(voice.kluis(&["repair", label])));
    if !report.to_fetch.is_empty() || report.drive_needed {
        page.next(copy_all(voice, &report.copy_to));
    }
    report.to_verify.iter().for_each(|label| page.next(voice.kluis(&["verify", label])));
    match report.month_waits {
        Some(month) => page.next(voice.kluis(&["month", &month.to_string()])),
        // It names what stays, and does nothing.
        None if !report.unfit.is_empty() => page.next(voice.kluis(&["month", "--dry-run"])),
        None => {}
    }
    for name in &report.keys_lacking {
        let (name, file) = (voice.recipient(name), both!(voice, "FILE", "BESTAND"));
        page.next(voice.kluis(&["key", "add", &name, "--recipient-file", &file]));
    }
    if report.to_sweep > 0 {
        page.next(voice.kluis(&["sweep"]));
    }
    if is_for_due(report) {
        page.next(voice.kluis(&["due"]));
    }
}
