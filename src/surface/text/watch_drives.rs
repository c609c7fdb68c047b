//! What was done on drives that were connected, while nobody looked.

use std::collections::BTreeSet;
use std::path::PathBuf;

use crate::surface::errors::say;
use crate::surface::page::Page;
use crate::surface::printed::Printed;
use crate::surface::voice::{Voice, both, one_or, tied};
use crate::verbs::watch_drives::{Act, Report, Stopped};

use super::{broken_lines, changed_lines, problem_lines, status};

/// That a run waits, and how it ends.
pub fn waits_for_drives(voice: &Voice) -> Printed {
    let mut page = Page::new(voice);
    page.line(both!(
        voice,
        "No drive is connected. Waiting for one; Ctrl-C stops that.",
        "Er is geen schijf aangesloten. Er wordt gewacht; Ctrl-C stopt dat."
    ));
    page.into_text()
}

/// That nothing was to be done on the drives of these clients.
pub fn nothing_waited(voice: &Voice, clients: &BTreeSet<String>) -> Printed {
    let mut page = Page::new(voice);
    page.line(both!(
        voice,
        "Nothing waited that can be done without you: {clients}.",
        "Er was niets te doen zonder u: {clients}.",
        clients = voice.all_of(clients)
    ));
    page.into_text()
}

/// That another run has these vaults, so that nothing could be done for them.
pub fn waits_for_vaults(voice: &Voice, clients: &BTreeSet<String>) -> Printed {
    let mut page = Page::new(voice);
    page.line(both!(
        voice,
        "In use by another run, and tried again: {clients}.",
        "In gebruik door een andere opdracht; het wordt opnieuw geprobeerd: {clients}.",
        clients = voice.all_of(clients)
    ));
    page.into_text()
}

/// That these places do not answer, so that no drive is seen there.
pub fn silent_places(voice: &Voice, places: &[PathBuf]) -> Printed {
    let mut page = Page::new(voice);
    page.line(both!(
        voice,
        "Not looked at before it answers: {places}.",
        "Hier wordt pas gekeken als er antwoord komt: {places}.",
        places = voice.all_of(places.iter().map(|place| tied(&place.to_string_lossy())))
    ));
    page.into_text()
}

/// Which drives were there, what was done as the verb itself says it, and what is left for a person.
pub fn watch_drives(voice: &Voice, report: &Report) -> Printed {
    let mut page = Page::new(voice);
    connected(&mut page, &report.drives);
    broken_lines(&mut page, &report.who.broken);
    changed_lines(&mut page, &report.who.changed);
    report.wrapped.iter().for_each(|wrapped| page.push(&super::key(voice, wrapped)));
    report.copied.iter().for_each(|copied| page.push(&super::copy(voice, copied)));
    report.verified.iter().for_each(|verified| page.push(&super::verify(voice, verified)));
    report.swept.iter().for_each(|swept| page.push(&super::sweep(voice, swept)));
    report.stopped.iter().for_each(|stopped| not_done(&mut page, stopped));
    if report.is_quiet() && !report.drives.is_empty() {
        page.line(both!(
            voice,
            "Nothing waited that can be done without you.",
            "Er was niets te doen zonder u."
        ));
    }
    if let Some(left) = report.left.as_ref().filter(|left| left.is_waiting()) {
        page.line(both!(voice, "Left for you:", "Dit moet u zelf nog doen:"));
        page.inside(|page| status::left(page, left));
    }
    page.into_text()
}

fn connected(page: &mut Page<'_>, drives: &[String]) {
    let (voice, many) = (page.voice, drives.len() as u64);
    if many > 0 {
        page.line(both!(
            voice,
            "{drives} {are} connected.",
            "{drives} {zijn} aangesloten.",
            drives = voice.all_of(drives),
            are = one_or(many, "is", "are"),
            zijn = one_or(many, "is", "zijn")
        ));
    }
}

/// An act that came to nothing, and why.
fn not_done(page: &mut Page<'_>, stopped: &Stopped) {
    let voice = page.voice;
    page.line(match stopped.act {
        Act::Wrap => both!(
            voice,
            "The bundles' keys were not all wrapped anew:",
            "Niet alle bundelsleutels zijn vernieuwd:"
        ),
        Act::Copy => both!(voice, "Not all was copied:", "Niet alles is gekopieerd:"),
        Act::Verify => both!(voice, "Not all was verified:", "Niet alles is gecontroleerd:"),
        Act::Sweep => both!(
            voice,
            "Not all that may go was removed from this PC:",
            "Niet alles wat weg mag, is van deze pc verwijderd:"
        ),
        Act::Look => {
            both!(voice, "What is left is not known:", "Wat er nog te doen is, is niet bekend:")
        }
    });
    page.inside(|page| problem_lines(page, say(voice, &stopped.problem)));
}
