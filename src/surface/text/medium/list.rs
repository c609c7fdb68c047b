//! All drives of a vault, and what is to be done about each.

use crate::surface::errors::medium_problem;
use crate::surface::page::{Lean, Page};
use crate::surface::voice::{Noun, Voice, both, one_or};
use crate::things::ledger::state::Fate;
use crate::verbs::medium::{ListReport, Row};
use crate::words::day::Time;

use super::super::{copy_all, destroy_line, first_drive, problem_lines, until_it_counts};
use super::parts::{has_data, roles};

pub(super) fn list(page: &mut Page<'_>, report: &ListReport, wide: bool) {
    let voice = page.voice;
    if report.media.is_empty() {
        page.line(both!(voice, "No drives yet.", "Er zijn nog geen schijven."));
        page.next(first_drive(voice));
    } else if wide {
        page.table(&wide_head(voice), report.media.iter().map(|of| wide_row(voice, of)));
    } else {
        page.table(&head(voice), report.media.iter().map(|of| row(voice, of)));
    }
    report.media.iter().for_each(|row| verified(page, row));
    report.media.iter().filter(|row| row.overdue).for_each(|row| overdue(page, row));
    report.media.iter().for_each(|row| to_do(page, row));
    let waiting = report.waiting.len() as u64;
    if waiting > 0 {
        page.line(both!(
            voice,
            "{bundles} {wait} on this PC, encrypted ({size}), for a further drive.",
            "{bundles} ({size}) {wachten}, versleuteld, op deze pc op nog een schijf.",
            bundles = voice.count(waiting, Noun::Bundle),
            wait = one_or(waiting, "waits", "wait"),
            wachten = one_or(waiting, "wacht", "wachten"),
            size = voice.size(report.waiting_bytes)
        ));
        page.next(copy_all(voice, &report.copy_to));
    }
    for doubtful in &report.doubtful {
        page.gap();
        problem_lines(page, medium_problem(voice, &doubtful.problem));
    }
}

fn head(voice: &Voice) -> [(String, Lean); 6] {
    [
        (both!(voice, "DRIVE", "SCHIJF"), Lean::Left),
        (both!(voice, "NOW", "NU"), Lean::Left),
        (both!(voice, "BUNDLES", "BUNDELS"), Lean::Right),
        (both!(voice, "FREE", "VRIJ"), Lean::Right),
        (both!(voice, "LAST SEEN", "LAATST GEZIEN"), Lean::Left),
        (both!(voice, "VERIFIED", "GECONTROLEERD"), Lean::Left),
    ]
}

fn wide_head(voice: &Voice) -> [(String, Lean); 9] {
    [
        (both!(voice, "DRIVE", "SCHIJF"), Lean::Left),
        (both!(voice, "NOW", "NU"), Lean::Left),
        (both!(voice, "PATH", "MAP"), Lean::Left),
        (both!(voice, "ROLES", "INHOUD"), Lean::Left),
        (both!(voice, "BUNDLES", "BUNDELS"), Lean::Right),
        (both!(voice, "SIZE", "GROOTTE"), Lean::Right),
        (both!(voice, "FREE", "VRIJ"), Lean::Right),
        (both!(voice, "LAST SEEN", "LAATST GEZIEN"), Lean::Left),
        (both!(voice, "VERIFIED", "GECONTROLEERD"), Lean::Left),
    ]
}

fn row(voice: &Voice, row: &Row) -> Vec<String> {
    let day = |time: Option<Time>| match time {
        Some(time) => voice.day(time.day()),
        None => both!(voice, "never", "nooit"),
    };
    vec![
        row.label.clone(),
        now(voice, row),
        voice.number(row.bundles as u64),
        size(voice, row.free_bytes),
        day(row.last_seen),
        day(row.last_verified),
    ]
}

fn wide_row(voice: &Voice, row: &Row) -> Vec<String> {
    vec![
        row.label.clone(),
        now(voice, row),
        row.present_at.clone().unwrap_or_else(|| row.path.clone()),
        roles(voice, &row.roles),
        voice.number(row.bundles as u64),
        size(voice, has_data(&row.roles).then_some(row.bytes)),
        size(voice, row.free_bytes),
        time_or_never(voice, row.last_seen),
        time_or_never(voice, row.last_verified),
    ]
}

fn size(voice: &Voice, bytes: Option<u64>) -> String {
    bytes.map_or_else(|| "-".into(), |bytes| voice.size(bytes))
}

/// Whether it is connected.
fn now(voice: &Voice, row: &Row) -> String {
    match (row.fate, row.present) {
        (Some(Fate::Retired), _) => both!(voice, "retired", "uit gebruik"),
        (Some(Fate::Lost), true) => both!(voice, "lost, and connected", "vermist, en aangesloten"),
        (Some(Fate::Lost), false) => both!(voice, "lost", "vermist"),
        (Some(Fate::Found) | None, false) => both!(voice, "not connected", "niet aangesloten"),
        (Some(Fate::Found) | None, true) => both!(voice, "connected", "aangesloten"),
    }
}

/// What its last verification found, where that is not simply good.
fn verified(page: &mut Page<'_>, row: &Row) {
    let (voice, label) = (page.voice, &row.label);
    let when = time_or_never(voice, row.last_verified);
    if row.verified_ahead {
        page.line(both!(
            voice,
            "{label} was verified on {when}, ahead of this PC's clock.",
            "{label} is gecontroleerd op {when}, later dan de klok van deze pc."
        ));
    }
    let faulty = row.faulty as u64;
    if faulty > 0 {
        page.line(both!(
            voice,
            "{label}, verified on {when}: {bundles} {fail}.",
            "{label}, gecontroleerd op {when}: {bundles} beschadigd.",
            bundles = voice.count(faulty, Noun::Bundle),
            fail = one_or(faulty, "is damaged", "are damaged")
        ));
        if row.fate.is_none_or(|fate| fate == Fate::Found) {
            page.next(voice.kluis(&["repair", label]));
        }
    }
}

fn time_or_never(voice: &Voice, time: Option<Time>) -> String {
    match time {
        Some(time) => voice.time(time),
        None => both!(voice, "never", "nooit"),
    }
}

/// Why it is time to verify a drive, and what that takes.
fn overdue(page: &mut Page<'_>, row: &Row) {
    let (voice, label, unverified) = (page.voice, &row.label, row.unverified as u64);
    let since = row.oldest_unverified.map(|since| voice.day(since.day()));
    let data = has_data(&row.roles);
    page.line(match since {
        Some(day) if data => both!(
            voice,
            "{label} is overdue: {copies} not verified since it was taken out and came back, the oldest of {day}.",
            "{label} moet gecontroleerd worden: {kopie} na terugkeer nog niet gecontroleerd, de oudste van {day}.",
            copies = format!(
                "{} {}",
                voice.count(unverified, Noun::Copy),
                one_or(unverified, "is", "are")
            ),
            kopie = format!(
                "{} {}",
                voice.count(unverified, Noun::Copy),
                one_or(unverified, "is", "zijn")
            )
        ),
        Some(day) => both!(
            voice,
            "{label} is overdue: the keys of {bundles} were never verified, the oldest of {day}.",
            "{label} moet gecontroleerd worden: sleutels van {bundles} nog nooit gecontroleerd, de oudste van {day}.",
            bundles = voice.count(unverified, Noun::Bundle)
        ),
        None => both!(voice, "{label} is overdue.", "{label} moet gecontroleerd worden."),
    });
    let verify = voice.kluis(&["verify", label]);
    page.next(match (row.present, row.oldest_unverified.is_some() && data) {
        (true, true) => both!(
            voice,
            "take it out, plug it in again, then {verify}",
            "haal die eruit, sluit die weer aan, dan {verify}"
        ),
        (true, false) => verify,
        (false, _) => both!(voice, "plug it in, then {verify}", "sluit die aan, dan {verify}"),
    });
}

/// What is to be done about a drive besides verifying it in time.
fn to_do(page: &mut Page<'_>, row: &Row) {
    let (voice, label) = (page.voice, &row.label);
    if row.present {
        state(page, row);
    } else if row.to_verify {
        let verify = voice.kluis(&["verify", label]);
        page.next(both!(
            voice,
            "{label}: plug it in, then {verify}",
            "{label}: sluit die aan, dan {verify}"
        ));
    }
    if let Some(after) = row.counts_after {
        let cached = row.cached as u64;
        page.line(both!(
            voice,
            "{label}: {copies} may have been read from this PC's memory, and {lets} no source go yet.",
            "{label}: {copies} {zijn} misschien uit het geheugen van deze pc gelezen: er kan nog geen bron weg.",
            copies = voice.count(cached, Noun::Copy),
            lets = one_or(cached, "lets", "let"),
            zijn = one_or(cached, "is", "zijn")
        ));
        page.next(until_it_counts(voice, label, after));
    }
    if let [first, ..] = row.undestroyed[..] {
        let many = row.undestroyed.len() as u64;
        page.line(both!(
            voice,
            "{label}: {bundles} that {are} being destroyed, or {were}, {are} still there.",
            "{label}: {bundles} die {worden} vernietigd, of elders al vernietigd {zijn}, {staan} er nog.",
            bundles = voice.count(many, Noun::Bundle),
            are = one_or(many, "is", "are"),
            were = one_or(many, "was", "were"),
            worden = one_or(many, "wordt", "worden"),
            zijn = one_or(many, "is", "zijn"),
            staan = one_or(many, "staat", "staan")
        ));
        page.next(both!(
            voice,
            "plug it in, then {destroy}",
            "sluit die aan, dan {destroy}",
            destroy = destroy_line(voice, first)
        ));
    }
}

/// What puts the state of a connected drive in order.
fn state(page: &mut Page<'_>, row: &Row) {
    let (voice, label) = (page.voice, &row.label);
    let command = |verb: &[&str]| voice.kluis(&[verb, &[label.as_str()]].concat());
    let act = match row.fate {
        Some(Fate::Retired) => return,
        Some(Fate::Lost) => both!(
            voice,
            "{label}: if it is back: {found}",
            "{label}: als die terug is: {found}",
            found = command(&["medium", "found"])
        ),
        Some(Fate::Found) | None => match worse(page, row) {
            Some(verb) => command(&[verb]),
            None => return,
        },
    };
    page.next(act);
}

/// Says in what state a drive is that is not as it was left, and gives the verb that mends that.
fn worse(page: &mut Page<'_>, row: &Row) -> Option<&'static str> {
    let (voice, label) = (page.voice, &row.label);
    let (words, verb) = if row.older_state {
        (
            both!(voice, "{label} is in an older state.", "{label} is in een oudere toestand."),
            "verify",
        )
    } else if row.label_damaged {
        (
            both!(voice, "{label}: its label is damaged.", "{label}: het label is beschadigd."),
            "repair",
        )
    } else if row.ledger_damaged {
        (
            both!(voice, "{label}: its ledger is damaged.", "{label}: het logboek is beschadigd."),
            "repair",
        )
    } else if row.to_verify {
        (to_be_verified(voice, label), "verify")
    } else {
        return None;
    };
    page.line(words);
    Some(verb)
}

fn to_be_verified(voice: &Voice, label: &str) -> String {
    both!(voice, "{label} is to be verified first.", "{label} moet eerst gecontroleerd worden.")
}
