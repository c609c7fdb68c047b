//! The ledger: one line an entry, and what its proof found.

mod asides;
mod event;
mod join;
mod kept;
mod recipients;
mod signers;
mod verify;

use serde_json::Value;

use super::hold::hold_kind;
use crate::rules::hold::HoldKind;
use crate::surface::page::Page;
use crate::surface::printed::Printed;
use crate::surface::voice::{Noun, Voice, both};
use crate::things::vault::notes::NoteUnread;
use crate::verbs::ledger::{Line, Report, ShowReport};
use crate::words::day::{ClockState, GivenDate, parse_day};

/// The entries, or the proof.
pub fn ledger(voice: &Voice, report: &Report) -> Printed {
    let mut page = Page::new(voice);
    match report {
        Report::Show(report) => show(&mut page, report),
        Report::Verify(report) => verify::verify(&mut page, report),
        Report::Join(report) => join::join(&mut page, report),
    }
    page.into_text()
}

fn show(page: &mut Page<'_>, report: &ShowReport) {
    let voice = page.voice;
    report.entries.iter().for_each(|line| entry(page, line, report));
    page.gap();
    page.line(format!("{}.", voice.count(report.entries.len() as u64, Noun::Entry)));
    if !report.notes_shown && report.entries.iter().any(|line| line.note.is_some()) {
        page.line(both!(
            voice,
            "Notes are encrypted. To read them: {command}",
            "Notities zijn versleuteld. Ze lezen: {command}",
            command = voice.kluis(&["ledger", "show", "--notes"])
        ));
    }
    asides::asides(page, &report.set_aside, report.set_aside_more);
}

fn entry(page: &mut Page<'_>, line: &Line, report: &ShowReport) {
    let voice = page.voice;
    let clock = match line.clock {
        ClockState::Ok => String::new(),
        ClockState::Typed => both!(voice, " (date confirmed)", " (datum bevestigd)"),
        ClockState::Doubtful => both!(voice, " (clock in doubt)", " (klok onzeker)"),
    };
    let note = match line.note {
        Some(_) => both!(voice, ", with a note", ", met notitie"),
        None => String::new(),
    };
    let what = event::sentence(voice, &line.what, &report.labels);
    page.line(format!("{}{clock}  {what}{note}", voice.time(line.time)));
    page.inside(|page| {
        for (name, value) in line.note_text.iter().flatten() {
            page.under(note_line(voice, name, value));
        }
        if let Some(why) = line.note_unread {
            page.under(note_unread(voice, why));
        }
    });
}

/// One name of a note and its text, as the person typed it.
fn note_line(voice: &Voice, name: &str, value: &Value) -> String {
    let value = match name {
        "told" => who_was_told(voice, value),
        "kind" => value.as_str().map_or_else(|| value.to_string(), |word| kind(voice, word)),
        "answer-by" | "answered" | "asked-on" | "date" | "received" => {
            value.as_str().map_or_else(|| value.to_string(), |text| dated(voice, text))
        }
        _ => value.as_str().map_or_else(|| value.to_string(), str::to_owned),
    };
    let name = note_name(voice, name);
    // A list of files, which nobody reads here.
    match value.lines().count() as u64 {
        lines @ 2.. => both!(
            voice,
            "{name}: {lines} lines; --json shows them",
            "{name}: {lines} regels; --json toont ze",
            lines = voice.number(lines)
        ),
        _ => format!("{name}: {value}"),
    }
}

/// What kind of hold it was.
fn kind(voice: &Voice, word: &str) -> String {
    word.parse().map_or_else(|_| word.to_owned(), |kind: HoldKind| hold_kind(voice, kind))
}

/// A date, as this language writes it.
fn dated(voice: &Voice, text: &str) -> String {
    text.parse().map_or_else(|_| text.to_owned(), |date: GivenDate| voice.given(date))
}

/// People and days.
fn who_was_told(voice: &Voice, value: &Value) -> String {
    let one = |told: &Value| {
        let on = parse_day(told.get("on")?.as_str()?).ok()?;
        let (who, day) = (told.get("who")?.as_str()?, voice.day(on));
        Some(both!(voice, "{who} on {day}", "{who} op {day}"))
    };
    let all = value.as_array().into_iter().flatten();
    let said: Option<Vec<String>> = all.map(one).collect();
    said.map_or_else(|| value.to_string(), |said| said.join(", "))
}

/// What a text in a note is called. A note of a later version may have others: those are said as they are.
fn note_name(voice: &Voice, name: &str) -> String {
    match name {
        "answer-by" => both!(voice, "answer by", "antwoord uiterlijk"),
        "answered" => both!(voice, "answered", "beantwoord"),
        "approved_by" => both!(voice, "approved by", "goedgekeurd door"),
        "asked-on" => both!(voice, "asked on", "gevraagd op"),
        "by" => both!(voice, "by", "door"),
        "case" => both!(voice, "case", "dossier"),
        "date" => both!(voice, "date", "datum"),
        "files" => both!(voice, "files", "bestanden"),
        "for" => both!(voice, "for", "voor"),
        "given" => both!(voice, "given", "verstrekt"),
        "ground" => both!(voice, "ground", "grond"),
        "kind" => both!(voice, "kind", "grond"),
        "list" => both!(voice, "list (SHA-256)", "lijst (SHA-256)"),
        "name" => both!(voice, "name", "naam"),
        "not-found" => both!(voice, "not found", "niet gevonden"),
        "officer" => both!(voice, "officer", "functionaris"),
        "older_rule" => both!(voice, "longer rule does not count", "langere regel telt niet"),
        "path" => both!(voice, "record", "stuk"),
        "place" => both!(voice, "place", "plaats"),
        "power" => both!(voice, "power", "bevoegdheid"),
        "reason" => both!(voice, "reason", "reden"),
        "received" => both!(voice, "received", "ontvangen"),
        "ref" => both!(voice, "ref", "kenmerk"),
        "role" => both!(voice, "role", "functie"),
        "rules" => both!(voice, "rules", "regels"),
        "source" => both!(voice, "source", "bron"),
        "subject" => both!(voice, "data subject", "betrokkene"),
        "told" => both!(voice, "told", "ingelicht"),
        "withheld" => both!(voice, "withheld", "achtergehouden"),
        "witness" => both!(voice, "witness", "getuige"),
        other => other.replace('_', " "),
    }
}

fn note_unread(voice: &Voice, why: NoteUnread) -> String {
    match why {
        NoteUnread::NotHere => {
            both!(voice, "its note is not in this home", "de notitie staat niet op deze pc")
        }
        NoteUnread::Unopened => both!(
            voice,
            "this identity does not open its note",
            "deze sleutel opent de notitie niet"
        ),
        NoteUnread::Other => both!(
            voice,
            "its note is not the one that was recorded",
            "de notitie is niet die is vastgelegd"
        ),
    }
}
