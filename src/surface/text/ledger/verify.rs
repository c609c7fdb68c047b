//! What the proof of the chains found, here and on the drives.

use crate::surface::errors::medium_problem;
use crate::surface::page::Page;
use crate::surface::voice::{Noun, both, one_or};
use crate::things::ledger::state::UnknownEvent;
use crate::verbs::ledger::{ChainRow, MediumRow, VerifyReport};

use super::super::problem_lines;
use super::asides::asides;

/// How much of a writer's id names it.
const WRITER_DIGITS: usize = 8;

pub(super) fn verify(page: &mut Page<'_>, report: &VerifyReport) {
    let voice = page.voice;
    page.line(both!(
        voice,
        "This PC: {entries} in {chains} hold.",
        "Deze pc: {entries} in {chains} kloppen.",
        entries = voice.count(report.entries, Noun::Entry),
        chains = voice.count(report.chains.len() as u64, Noun::Chain)
    ));
    page.inside(|page| report.chains.iter().for_each(|chain| chain_line(page, chain)));
    asides(page, &report.set_aside, report.set_aside_more);
    report.media.iter().for_each(|medium| medium_line(page, medium));
    for label in &report.absent {
        page.line(both!(
            voice,
            "{label}: not connected, not looked at.",
            "{label}: niet aangesloten, niet nagekeken."
        ));
    }
    unknown(page, &report.unknown_events);
    for stray in &report.strays {
        page.line(both!(
            voice,
            "Entry {seq} of writer {writer} ({event}) is about {about}, which no entry put on record: it has no effect.",
            "Regel {seq} van schrijver {writer} ({event}) gaat over {about}, en geen regel heeft dat vastgelegd: \
             ze telt niet.",
            seq = stray.seq,
            writer = stray.writer,
            event = stray.event,
            about = stray.about
        ));
    }
    if report.quarantined > 0 {
        page.line(both!(
            voice,
            "{entries} under a replaced key {are} quarantined: {list}",
            "{entries} onder een vervangen sleutel {staan} apart: {list}",
            entries = voice.count(report.quarantined, Noun::Entry),
            are = one_or(report.quarantined, "is", "are"),
            staan = one_or(report.quarantined, "staat", "staan"),
            list = voice.kluis(&["signer", "list"])
        ));
    }
}

/// Whose chain it is and what was checked of it.
fn chain_line(page: &mut Page<'_>, chain: &ChainRow) {
    let voice = page.voice;
    let whose = match chain.own {
        true => both!(voice, "this PC's", "van deze pc"),
        false => both!(voice, "another PC's", "van een andere pc"),
    };
    let last = match chain.last {
        Some(last) => {
            both!(voice, ", the last of {time}", ", de laatste van {time}", time = voice.time(last))
        }
        None => String::new(),
    };
    page.line(both!(
        voice,
        "{whose} ({writer}): {entries}{last}; each follows the one before, {signed} signed by the disposer",
        "{whose} ({writer}): {entries}{last}; elk sluit aan op de vorige, {signed} ondertekend door de beheerder",
        writer = &chain.head.writer.to_string()[..WRITER_DIGITS],
        entries = voice.count(chain.head.count, Noun::Entry),
        signed = voice.number(chain.signed)
    ));
}

fn medium_line(page: &mut Page<'_>, medium: &MediumRow) {
    let voice = page.voice;
    let name = medium.label.as_ref().unwrap_or(&medium.path);
    match (&medium.problem, medium.behind) {
        (Some(problem), _) => problem_lines(page, medium_problem(voice, problem)),
        (None, 0) => page.line(both!(voice, "{name}: holds.", "{name}: klopt.")),
        (None, behind) => page.line(both!(
            voice,
            "{name}: holds; {entries} behind this PC.",
            "{name}: klopt; loopt {entries} achter op deze pc.",
            entries = voice.count(behind, Noun::Entry)
        )),
    }
}

fn unknown(page: &mut Page<'_>, events: &[UnknownEvent]) {
    if events.is_empty() {
        return;
    }
    let voice = page.voice;
    let named = |UnknownEvent { event, writer, seq }: &UnknownEvent| {
        both!(
            voice,
            "{event} (writer {writer}, entry {seq})",
            "{event} (schrijver {writer}, regel {seq})"
        )
    };
    page.line(both!(
        voice,
        "This version does not know: {events}. Until it does, nothing can be destroyed here.",
        "Deze versie kent niet: {events}. Zolang dat zo is, is hier niets te vernietigen.",
        events = voice.all_of(events.iter().map(named))
    ));
    page.next(both!(
        voice,
        "if nobody on your side wrote it: {replace}",
        "heeft niemand bij u dat geschreven: {replace}",
        replace = voice.kluis(&[
            "signer",
            "replace",
            "--distrust",
            &both!(voice, "WRITER:LINE", "SCHRIJVER:REGEL")
        ])
    ));
}
