//! A drive that is lost or stolen: in short, and what to type. The page has the rest.

use super::copy_all_lines;
use super::medium::{encryption, has_data};
use crate::surface::page::Page;
use crate::surface::printed::Printed;
use crate::surface::voice::{Noun, Voice, both, one_or};
use crate::things::ledger::state::Fate;
use crate::verbs::incident::{Incident, Report};

/// What is known of the drive.
pub fn incident(voice: &Voice, report: &Report) -> Printed {
    let mut page = Page::new(voice);
    let Some(known) = &report.incident else {
        page.line(both!(
            voice,
            "This vault is not on that drive.",
            "Deze kluis staat niet op die schijf."
        ));
        return page.into_text();
    };
    page.facts(&incident_facts(voice, known));
    for (why, acts) in incident_next(voice, known) {
        page.line(why);
        acts.iter().for_each(|act| page.next(act));
    }
    match &report.page {
        Some(file) => page.line(both!(
            voice,
            "Written: {file}. A person answers the questions on it.",
            "Geschreven: {file}. De vragen daarop beantwoordt een mens.",
            file = file.to_string_lossy()
        )),
        None => page.next(both!(
            voice,
            "the whole page: {incident}",
            "de hele pagina: {incident}",
            incident = voice.kluis(&["incident", &known.label, "--to", "incident.html"])
        )),
    }
    page.into_text()
}

/// The drive and the loss in short.
pub fn incident_facts(voice: &Voice, known: &Incident) -> Vec<(String, String)> {
    vec![
        (both!(voice, "Drive", "Schijf"), known.label.clone()),
        (both!(voice, "On record", "In het logboek"), on_record(voice, known)),
        (both!(voice, "72 hours end", "72 uur voorbij"), seventy_two_hours(voice, known)),
        (both!(voice, "On it", "Stond erop"), what_was_there(voice, known)),
        (
            both!(voice, "Encrypted", "Versleuteld"),
            both!(
                voice,
                "all of it: {how}",
                "alles: {how}",
                how = encryption(voice, known.encryption)
            ),
        ),
        (both!(voice, "Elsewhere", "Elders"), elsewhere(voice, known)),
    ]
}

fn on_record(voice: &Voice, known: &Incident) -> String {
    match (known.fate, known.since, known.destroyed) {
        (Some(Fate::Lost), _, Some(how)) => both!(
            voice,
            "physically destroyed: {how}",
            "zelf vernietigd: {how}",
            how = voice.physical(how)
        ),
        (Some(Fate::Lost), Some(since), None) => {
            both!(voice, "lost since {day}", "vermist sinds {day}", day = voice.day(since))
        }
        (Some(Fate::Lost), None, None) => both!(voice, "lost", "vermist"),
        (Some(Fate::Retired), ..) => both!(voice, "out of use", "uit gebruik"),
        (Some(Fate::Found), ..) => both!(voice, "found again", "teruggevonden"),
        (None, ..) => both!(voice, "in use", "in gebruik"),
    }
}

fn seventy_two_hours(voice: &Voice, known: &Incident) -> String {
    both!(
        voice,
        "on {end}, at the hour at which you knew on {from}; weekends count",
        "op {end}, op het uur waarop u het op {from} wist; het weekend telt mee",
        end = voice.day(known.notify_by),
        from = voice.day(known.known_since)
    )
}

fn what_was_there(voice: &Voice, known: &Incident) -> String {
    let bundles = voice.count(known.bundles.len() as u64, Noun::Bundle);
    match has_data(&known.roles) {
        true => format!(
            "{bundles}, {}, {}",
            voice.count(known.records, Noun::Record),
            voice.size(known.bytes)
        ),
        false => {
            both!(voice, "keys of {bundles}, no data", "bundelsleutels van {bundles}, geen data")
        }
    }
}

fn elsewhere(voice: &Voice, known: &Incident) -> String {
    let (sole, short) = (known.sole.len() as u64, known.short.len() as u64);
    if sole > 0 {
        return both!(
            voice,
            "no other copy that counts of {bundles}",
            "geen andere kopie die telt van {bundles}",
            bundles = voice.count(sole, Noun::Bundle)
        );
    }
    match short {
        0 => both!(voice, "copies enough of all", "van alles genoeg kopieën"),
        _ => both!(
            voice,
            "another copy of all; of {bundles} fewer copies than this vault wants ({wanted})",
            "van alles een andere kopie; van {bundles} minder kopieën dan deze kluis wil ({wanted})",
            wanted = known.copies_wanted,
            bundles = voice.count(short, Noun::Bundle)
        ),
    }
}

/// What is to be done with kluis, and what to type, one command after the other.
pub fn incident_next(voice: &Voice, known: &Incident) -> Vec<(String, Vec<String>)> {
    let mut next = Vec::new();
    if !known.is_on_record() {
        let (text, name) = (both!(voice, "TEXT", "TEKST"), both!(voice, "NAME", "NAAM"));
        let since = known.known_since.to_string();
        let line =
            ["medium", "lost", &known.label, "--since", &since, "--reason", &text, "--by", &name];
        next.push((
            both!(
                voice,
                "Its copies count until the loss is on record.",
                "De kopieën erop tellen mee tot het verlies is vastgelegd."
            ),
            vec![voice.kluis(&line)],
        ));
    }
    if known.destroyed.is_none() {
        next.push(key_gone_along(voice));
    }
    if !known.short.is_empty() {
        let short = known.short.len() as u64;
        next.push((
            both!(
                voice,
                "{bundles} {need} a further copy.",
                "{bundles} {need_nl} nog een kopie nodig.",
                bundles = voice.count(short, Noun::Bundle),
                need = one_or(short, "needs", "need"),
                need_nl = one_or(short, "heeft", "hebben")
            ),
            copy_all_lines(voice, &known.copy_to),
        ));
    }
    if known.is_on_record() && known.destroyed.is_none() {
        next.push((
            both!(voice, "If it turns up:", "Als de schijf terugkomt:"),
            vec![voice.kluis(&["medium", "found", &known.label])],
        ));
    }
    next
}

/// What closes to a key that whoever has the drive may have too. Of that drive itself nothing can be taken back.
fn key_gone_along(voice: &Voice) -> (String, Vec<String>) {
    let name = both!(voice, "NAME", "NAAM");
    let why = both!(
        voice,
        "If a key, or the recovery sheet, went along: close the other drives to it, and what you seal from now on. That \
         takes nothing back from this drive. {list} has the names.",
        "Is er een sleutel of het herstelblad meegenomen: sluit de andere schijven ervoor af, en wat u voortaan verzegelt. \
         Van deze schijf neemt dat niets terug. {list} geeft de namen.",
        list = voice.kluis(&["key", "list"])
    );
    (why, vec![voice.kluis(&["key", "remove", &name]), voice.kluis(&["key", "wrap"])])
}
