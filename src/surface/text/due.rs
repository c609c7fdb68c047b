//! What waits for a person, the most pressing first, each with the command that does it.

mod each;
mod occasion;

pub use each::{DUE, due_row};
pub use occasion::occasion;

use super::disclosed::outside;
use super::half_signed::half_signed;
use super::key::{doubted, to_drill, waiting};
use super::list::{class_names, dates, kept_through};
use super::newer::newer;
use super::review::review;
use super::status::to_sweep;
use super::terms::proposed;
use super::{copy_all, destroy_line, indication, lost, resume, to_verify};
use crate::surface::page::{Lean, Page};
use crate::surface::printed::Printed;
use crate::surface::voice::{Noun, Voice, both, one_or};
use crate::verbs::due::{BegunRow, HeldRow, LongerRow, OverdueRow, Report, SucceededRow};
use crate::verbs::list::Row;
use crate::verbs::outcome::{Outcome, Reported};

/// What `due` found.
pub fn due(voice: &Voice, report: &Report) -> Printed {
    let mut page = Page::new(voice);
    match report.due.len() as u64 {
        0 => page.line(both!(voice, "Nothing is to be destroyed.", "Er is niets te vernietigen.")),
        number => page.line(both!(
            voice,
            "{bundles} to be destroyed",
            "{bundles} te vernietigen",
            bundles = voice.count(number, Noun::Bundle)
        )),
    }
    table(&mut page, &report.due);
    report.held.iter().for_each(|row| held(&mut page, row));
    newer(&mut page, &report.newer);
    report.longer.iter().for_each(|row| longer(&mut page, row));
    report.overdue.iter().for_each(|row| overdue(&mut page, row));
    report.begun.iter().for_each(|row| begun(&mut page, row));
    if let Some(first) = report.begun.first() {
        page.next(go_on(voice, report.begun.len(), first));
    }
    report.succeeded.iter().for_each(|row| succeeded(&mut page, row));
    soon(&mut page, report);
    report.holds_to_review.iter().for_each(|row| review(&mut page, row));
    let half = report.half_signed.iter().filter(|row| !row.is_earlier_end());
    half.for_each(|row| half_signed(&mut page, row));
    report.waits.iter().for_each(|row| proposed(&mut page, row));
    report.disclosures.iter().for_each(|row| outside(&mut page, row));
    lost(&mut page, &report.lost);
    copies(&mut page, report);
    waiting(&mut page, &report.to_wrap);
    to_drill(&mut page, &report.to_drill);
    doubted(&mut page, &report.recipients_doubted);
    verifications(&mut page, report);
    to_sweep(&mut page, report.to_sweep);
    if report.to_sweep > 0 {
        page.next(voice.kluis(&["sweep"]));
    }
    if report.open > 0 {
        page.line(both!(
            voice,
            "{bundles} {wait} for an event, and {have} no end until it is recorded.",
            "{bundles} {wachten} op een gebeurtenis en {hebben} geen einde tot die is vastgelegd.",
            bundles = voice.count(report.open, Noun::Bundle),
            wait = one_or(report.open, "waits", "wait"),
            have = one_or(report.open, "has", "have"),
            wachten = one_or(report.open, "wacht", "wachten"),
            hebben = one_or(report.open, "heeft", "hebben")
        ));
    }
    page.line(indication(voice));
    match report.due.first() {
        Some(_) => listed(&mut page, report),
        None if report.outcome() == Outcome::Done => {
            page.line(both!(voice, "Nothing waits.", "Er is niets te doen."));
        }
        None => {}
    }
    if let Some(file) = &report.calendar {
        page.push(&calendar(voice, &file.to_string_lossy()));
    }
    if report.list_asked && report.list.is_none() {
        page.line(both!(
            voice,
            "No list was written, since nothing is to be destroyed.",
            "Er is geen lijst geschreven, want er is niets te vernietigen."
        ));
    }
    page.into_text()
}

/// The calendar that was written.
pub fn calendar(voice: &Voice, file: &str) -> Printed {
    let mut page = Page::new(voice);
    page.line(both!(
        voice,
        "Written: {file}, for your calendar.",
        "Geschreven: {file}, voor uw agenda."
    ));
    page.into_text()
}

/// The list of one of several clients, where one was written.
pub fn due_list(voice: &Voice, report: &Report) -> Printed {
    let mut page = Page::new(voice);
    if report.list.is_some() {
        listed(&mut page, report);
    }
    page.into_text()
}

/// The list that was written, or what writes it.
fn listed(page: &mut Page<'_>, report: &Report) {
    let voice = page.voice;
    let Some(written) = &report.list else {
        let name = both!(voice, "list.json", "lijst.json");
        page.next(voice.kluis(&["due", "--list", &name]));
        return;
    };
    let list = written.list.to_string_lossy();
    page.line(both!(
        voice,
        "Written: {list} and {paper}. Print, review, and take out of the list what stays.",
        "Geschreven: {list} en {paper}. Druk af, beoordeel, en haal uit de lijst wat blijft.",
        paper = written.page.to_string_lossy()
    ));
    let (name, role) = (both!(voice, "NAME", "NAAM"), both!(voice, "ROLE", "FUNCTIE"));
    page.next(voice.kluis(&["destroy", "--list", &list, "--by", &name, "--role", &role]));
}

/// Bundles by their end; a column of its own where some are to be deleted from a day on.
fn table(page: &mut Page<'_>, rows: &[Row]) {
    if rows.is_empty() {
        return;
    }
    let voice = page.voice;
    let deletes = rows.iter().any(|row| row.end.delete_from.is_some());
    let mut head = vec![
        (both!(voice, "BUNDLE", "BUNDEL"), Lean::Left),
        (both!(voice, "CLASS", "BEWAARCATEGORIE"), Lean::Left),
        (both!(voice, "DATE", "PERIODE"), Lean::Left),
        (both!(voice, "RECORDS", "STUKKEN"), Lean::Right),
        (both!(voice, "KEPT THROUGH", "BEWAREN T/M"), Lean::Left),
    ];
    if deletes {
        head.push((both!(voice, "DELETE FROM", "VERWIJDEREN VANAF"), Lean::Left));
    }
    let cells = rows.iter().map(|row| {
        let mut cells = vec![
            row.bundle.to_string(),
            class_names(voice, row),
            dates(voice, &row.rules),
            voice.number(row.records),
            kept_through(voice, &row.end),
        ];
        if deletes {
            cells.push(row.end.delete_from.map_or_else(|| "-".into(), |day| voice.day(day)));
        }
        cells
    });
    page.table_over(&head, cells, 1);
}

fn held(page: &mut Page<'_>, row: &HeldRow) {
    page.line(both!(
        page.voice,
        "The term is over, and a hold keeps it: {bundle} ({holds})",
        "Termijn voorbij, onder stop: {bundle} ({holds})",
        bundle = row.bundle,
        holds = row.holds.join(", ")
    ));
}

/// A book year that became longer since: the door refuses until the later day, and the ledger should have it too.
fn longer(page: &mut Page<'_>, row: &LongerRow) {
    let voice = page.voice;
    page.line(both!(
        voice,
        "{bundle} was to be kept through {old}; by the book years of now it is kept through {day}.",
        "{bundle} zou u bewaren tot en met {old}; volgens de boekjaren van nu is dat tot en met {day}.",
        bundle = row.bundle,
        old = row.kept_through.map_or_else(|| "-".into(), |day| voice.day(day)),
        day = voice.day(row.keep_through)
    ));
    page.next(extend_through(voice, row));
}

/// What puts the later day on record.
fn extend_through(voice: &Voice, row: &LongerRow) -> String {
    let (bundle, day) = (row.bundle.to_string(), row.keep_through.to_string());
    let reason = both!(voice, "longer book year", "langer boekjaar");
    voice.kluis(&["extend", &bundle, "--through", &day, "--reason", &reason])
}

/// A duty to delete that another duty or a hold stands against: a person decides.
fn overdue(page: &mut Page<'_>, row: &OverdueRow) {
    let voice = page.voice;
    let why = match (&row.holds[..], row.kept_through) {
        ([_, ..], _) => both!(
            voice,
            "{a_hold} {holds} {keeps} it",
            "{stop} {holds} {houdt} die vast",
            holds = voice.all_of(&row.holds),
            a_hold = one_or(row.holds.len() as u64, "hold", "holds"),
            keeps = one_or(row.holds.len() as u64, "keeps", "keep"),
            stop = one_or(row.holds.len() as u64, "vernietigingsstop", "vernietigingsstops"),
            houdt = one_or(row.holds.len() as u64, "houdt", "houden")
        ),
        ([], Some(last)) => both!(
            voice,
            "another rule keeps it through {day}",
            "een andere regel bewaart die tot en met {day}",
            day = voice.day(last)
        ),
        ([], None) => {
            both!(voice, "another rule has no end yet", "een andere regel heeft nog geen einde")
        }
    };
    page.line(both!(
        voice,
        "{bundle} should have been deleted from {day} on, and {why}.",
        "{bundle} had vanaf {day} verwijderd moeten worden, en {why}.",
        bundle = row.bundle,
        day = voice.day(row.delete_from)
    ));
    page.next(voice.kluis(&["show", &row.bundle.to_string()]));
}

fn succeeded(page: &mut Page<'_>, row: &SucceededRow) {
    let voice = page.voice;
    page.line(both!(
        voice,
        "{bundle} was sealed again as {bundles}, and its old copies stand still: {drives}.",
        "{bundle} is opnieuw verzegeld als {bundles}, en de oude kopieën staan er nog: {drives}.",
        bundle = row.bundle,
        bundles = voice.all_of(&row.stands_in),
        drives = voice.all_of(&row.on)
    ));
    page.next(destroy_line(voice, row.bundle));
}

fn begun(page: &mut Page<'_>, row: &BegunRow) {
    let voice = page.voice;
    page.line(both!(
        voice,
        "{bundle} is partly destroyed; not accounted for: {drives}.",
        "{bundle} is deels vernietigd; nog niet verantwoord: {drives}.",
        bundle = row.bundle,
        drives = voice.all_of(&row.remaining)
    ));
    if !row.unheard.is_empty() {
        page.under(both!(
            voice,
            "Nothing is overwritten yet: {homes} may not have heard of it.",
            "Er is nog niets overschreven: {homes} weet er misschien niet van.",
            homes = voice.all_of(row.unheard.iter().map(|home| home[..8].to_owned()))
        ));
    }
}

/// What goes on with all destructions that were begun.
fn go_on(voice: &Voice, begun: usize, first: &BegunRow) -> String {
    if begun == 1 {
        return destroy_line(voice, first.bundle);
    }
    resume(voice)
}

fn soon(page: &mut Page<'_>, report: &Report) {
    let Some(days) = report.within_days else { return };
    let voice = page.voice;
    let days = voice.count(days.into(), Noun::Day);
    match report.soon.len() as u64 {
        0 => page.line(both!(
            voice,
            "Nothing else ends within {days}.",
            "Verder eindigt er niets binnen {days}."
        )),
        number => {
            page.line(both!(
                voice,
                "{bundles} {end} within {days}:",
                "{bundles} {eindigen} binnen {days}:",
                bundles = voice.count(number, Noun::Bundle),
                end = one_or(number, "ends", "end"),
                eindigen = one_or(number, "eindigt", "eindigen")
            ));
            table(page, &report.soon);
        }
    }
}

fn copies(page: &mut Page<'_>, report: &Report) {
    let voice = page.voice;
    let few = report.copies_wanting.len() as u64;
    if few == 0 {
        return;
    }
    page.line(both!(
        voice,
        "{bundles} {have} fewer than the {wanted} copies that this vault wants.",
        "{bundles} {hebben} minder dan de {wanted} kopieën die deze kluis wil.",
        bundles = voice.count(few, Noun::Bundle),
        have = one_or(few, "has", "have"),
        hebben = one_or(few, "heeft", "hebben"),
        wanted = report.copies_wanted
    ));
    let wanting = &report.wanting;
    for label in &wanting.to_repair {
        page.next(voice.kluis(&["repair", label]));
    }
    for label in &wanting.to_open {
        page.next(voice.kluis(&["verify", label, "--deep"]));
    }
    to_verify(page, &wanting.to_verify);
    if let Some(copy_to) = wanting.copy_to.as_ref().filter(|_| wanting.to_copy) {
        page.next(copy_all(voice, copy_to));
    }
}

/// Drives that nobody has verified for too long.
fn verifications(page: &mut Page<'_>, report: &Report) {
    let voice = page.voice;
    if report.to_verify.is_empty() {
        return;
    }
    page.line(both!(
        voice,
        "It is time to verify {drives}.",
        "Het is tijd om {drives} te controleren.",
        drives = voice.all_of(&report.to_verify)
    ));
    for label in &report.to_verify {
        page.next(voice.kluis(&["verify", label]));
    }
}
