//! What a run of `archive` did, or would do.

mod by_document;
mod dates;
mod drives;
mod left;
mod remarks;
mod sealed;

use crate::rules::retention::End;
use crate::surface::errors::missed_words;
use crate::surface::page::Page;
use crate::surface::printed::Printed;
use crate::surface::voice::{Noun, Voice, both, one_or};
use crate::verbs::archive::{AlreadyReport, ElsewhereReport, Report, RuleReport};
use crate::words::day::Day;
use crate::words::lang::Lang;

use super::medium::one_device;
use super::{broken_lines, indication, to_verify};

pub use by_document::archive_by_document;
use dates::date_lines;
use drives::{away_lines, waiting_lines};
use left::LINES_MAX;
pub(super) use left::left_lines;
pub(super) use remarks::remark_lines;
use sealed::bundle_lines;
pub(super) use sealed::{copy_line, sample_lines};

/// The rules and the end first, then what was sealed where, then what was not and why.
pub fn archive(voice: &Voice, report: &Report) -> Printed {
    let mut page = Page::new(voice);
    report.rules.iter().for_each(|rule| rule_lines(&mut page, rule));
    if report.files > 0 {
        end_lines(&mut page, &report.end, report.due_from);
    }
    date_lines(&mut page, report);
    if report.dry_run {
        page.line(both!(
            voice,
            "Would seal {files} ({bytes}). Nothing was written.",
            "Dit zou worden verzegeld: {files} ({bytes}). Er is niets geschreven.",
            files = voice.count(report.files, Noun::File),
            bytes = voice.size(report.bytes)
        ));
    }
    for bundle in &report.bundles {
        bundle_lines(&mut page, bundle, report.copies_wanted);
    }
    for bundle in &report.copied {
        page.line(both!(
            voice,
            "Copied {id}, sealed before, onto a drive that lacked it.",
            "{id}, eerder verzegeld, gekopieerd naar een schijf waar die nog niet op stond.",
            id = bundle.bundle
        ));
        bundle.copies.iter().for_each(|copy| copy_line(&mut page, copy));
    }
    for shared in &report.shared {
        page.line(both!(
            voice,
            "Also a source of {vault}: {path}",
            "Ook een bron van {vault}: {path}",
            vault = shared.vault,
            path = shared.path
        ));
    }
    report.already.iter().for_each(|already| already_lines(&mut page, already, report));
    report.elsewhere.iter().for_each(|elsewhere| elsewhere_lines(&mut page, elsewhere));
    broken_lines(&mut page, &report.broken);
    to_verify(&mut page, &report.to_verify);
    for missed in &report.missed {
        page.line(format!("{}: {}", missed.medium, missed_words(voice, &missed.why)));
    }
    put_in_order(&mut page, report);
    left_lines(&mut page, &both!(voice, "Not sealed", "Niet verzegeld"), &report.left);
    remark_lines(&mut page, &report.remarks, None);
    unmet_lines(&mut page, &report.tags_unmet);
    if report.asked_to_move {
        moved_lines(&mut page, report);
    }
    for drives in &report.unmeant {
        if let Some((last, others)) = drives.split_last() {
            one_device(&mut page, others, last, false);
        }
    }
    waiting_lines(&mut page, report);
    away_lines(&mut page, report);
    page.into_text()
}

fn rule_lines(page: &mut Page<'_>, rule: &RuleReport) {
    let voice = page.voice;
    let (name, note) = match voice.lang {
        Lang::En => (&rule.name_en, &rule.note),
        Lang::Nl => (&rule.name_nl, &rule.note_nl),
    };
    let date_of = rule.date_of.as_ref().map(|(nl, en)| match voice.lang {
        Lang::En => en,
        Lang::Nl => nl,
    });
    let date = match rule.date {
        Some(date) => {
            let date = both!(voice, "date {date}", "datum {date}", date = voice.given(date));
            date_of.map_or(date.clone(), |of| format!("{date} ({of})"))
        }
        None => {
            both!(voice, "open: its event is still to come", "open: de gebeurtenis moet nog komen")
        }
    };
    page.line(format!("{} ({name}), {date}; {}", rule.class, voice.basis(&rule.basis)));
    if rule.date.is_some() && date_of.is_some() {
        page.under(both!(
            voice,
            "where that is still to come: --open-ended --case CODE instead of --date",
            "moet dat nog komen: --open-ended --case CODE in plaats van --date"
        ));
    }
    if rule.hardly_suits {
        page.line(both!(
            voice,
            "Records of this class must go within weeks: a drive in a safe hardly suits them.",
            "Stukken van deze categorie moeten binnen weken weg: een schijf in een brandkast past daar slecht bij."
        ));
    }
    if let Some(note) = note {
        page.line(both!(voice, "Note: {note}", "Let op: {note}"));
    }
}

fn end_lines(page: &mut Page<'_>, end: &End, due_from: Option<Day>) {
    let voice = page.voice;
    match (end.open, end.keep_through) {
        (true, _) => page.line(both!(
            voice,
            "Kept until its end is known: nothing here can be destroyed until the event is on record.",
            "Bewaren tot het einde bekend is: tot de gebeurtenis is vastgelegd, is hiervan niets te vernietigen."
        )),
        (false, Some(day)) => {
            let day = voice.day(day);
            page.line(match due_from.map(|due| voice.day(due)) {
                Some(due) => both!(
                    voice,
                    "Kept through {day}; may be destroyed from {due}.",
                    "Bewaren tot en met {day}; te vernietigen vanaf {due}."
                ),
                None => both!(voice, "Kept through {day}.", "Bewaren tot en met {day}."),
            });
        }
        (false, None) => {}
    }
    if let Some(day) = end.delete_from.map(|day| voice.day(day)) {
        page.line(both!(voice, "Must be deleted from {day}.", "Verwijderen vanaf {day}."));
    }
    if !end.open {
        page.line(indication(voice));
    }
}

/// How long what stands there is kept.
fn until(voice: &Voice, end: &End) -> String {
    match (end.open, end.keep_through, end.delete_from) {
        (true, _, _) => {
            both!(voice, "kept until its end is known", "te bewaren tot het einde bekend is")
        }
        (false, Some(day), _) => {
            both!(voice, "kept through {day}", "te bewaren tot en met {day}", day = voice.day(day))
        }
        (false, None, Some(day)) => both!(
            voice,
            "to be deleted from {day}",
            "te verwijderen vanaf {day}",
            day = voice.day(day)
        ),
        (false, None, None) => both!(voice, "with no end", "zonder einddatum"),
    }
}

/// That a record is kept twice, each time until another day.
fn elsewhere_lines(page: &mut Page<'_>, elsewhere: &ElsewhereReport) {
    let voice = page.voice;
    page.line(both!(
        voice,
        "{files} of these {stand} in {id} too, {until}: the records are in both bundles.",
        "{files} hiervan {staan} ook in {id}, {until}: de stukken zitten in beide bundels.",
        files = voice.count(elsewhere.files, Noun::File),
        stand = one_or(elsewhere.files, "stands", "stand"),
        staan = one_or(elsewhere.files, "staat", "staan"),
        id = elsewhere.bundle,
        until = until(voice, &elsewhere.end)
    ));
}

/// Where files stand that are not sealed again, until when, and whether the copies there are enough.
fn already_lines(page: &mut Page<'_>, already: &AlreadyReport, report: &Report) {
    let voice = page.voice;
    let until = until(voice, &already.end);
    page.line(both!(
        voice,
        "{files} {stand} in {id} already, {until}: not sealed again.",
        "{files} {staan} al in {id}, {until}: niet opnieuw verzegeld.",
        files = voice.count(already.files, Noun::File),
        stand = one_or(already.files, "stands", "stand"),
        staan = one_or(already.files, "staat", "staan"),
        id = already.bundle
    ));
    if !already.damaged_on.is_empty() {
        page.under(both!(
            voice,
            "{copies} of {wanted} copies that this vault wants; damaged: the one on {drives}.",
            "{copies} van {wanted} kopieën die deze kluis wil; beschadigd: die op {drives}.",
            copies = already.copies,
            wanted = report.copies_wanted,
            drives = voice.all_of(&already.damaged_on)
        ));
    }
}

/// What an earlier run that was cut off had left.
fn put_in_order(page: &mut Page<'_>, report: &Report) {
    let voice = page.voice;
    for bundle in &report.cleared {
        page.line(both!(
            voice,
            "{bundle}: left unfinished by an earlier run, and removed.",
            "{bundle}: door een eerdere opdracht onaf achtergelaten, en verwijderd."
        ));
    }
    if report.set_aside > 0 {
        page.line(both!(
            voice,
            "The last entries of a run that was cut off were set aside: they never counted.",
            "De laatste regels van een afgebroken opdracht zijn opzijgezet: die telden nooit mee."
        ));
    }
}

/// Rows of the table of tags that nothing fits.
fn unmet_lines(page: &mut Page<'_>, rows: &[String]) {
    if !rows.is_empty() {
        page.line(both!(
            page.voice,
            "No file fits these rows of the table of tags:",
            "Op deze rijen van de tabel met trefwoorden past geen bestand:"
        ));
        page.some_of(rows);
    }
}

fn moved_lines(page: &mut Page<'_>, report: &Report) {
    let voice = page.voice;
    if report.moved > 0 {
        page.line(both!(
            voice,
            "Removed {files} ({bytes}) from this PC, each compared with what was sealed first.",
            "{files} ({bytes}) van deze pc verwijderd, elk na vergelijking met wat verzegeld is.",
            files = voice.count(report.moved, Noun::Source),
            bytes = voice.size(report.moved_bytes)
        ));
    }
    left_lines(page, &both!(voice, "Stays", "Blijft"), &report.not_moved);
    for (path, name) in report.attributes_lost.iter().take(LINES_MAX) {
        page.line(both!(
            voice,
            "{path}: its attribute {name} is not kept.",
            "{path}: de eigenschap {name} wordt niet bewaard."
        ));
    }
}
