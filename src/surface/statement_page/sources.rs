//! What was destroyed, on what ground, and where it came from.

use super::words::{clock_word, days, given, letter_of, said, short};
use crate::formats::statement::{CheckResult, EarlyEnd, Statement, Succession};
use crate::rules::retention::{HasEnd, ShownRule};
use crate::surface::voice::{Noun, Voice, both};
use crate::words::lang::Lang;

pub(super) fn what(voice: &Voice, of: &Statement) -> Vec<String> {
    let dated = match (of.records_from, of.records_through) {
        (Some(from), Some(through)) => both!(
            voice,
            ", dated {from} through {through}",
            ", gedateerd {from} t/m {through}",
            from = voice.day(from),
            through = voice.day(through)
        ),
        _ => String::new(),
    };
    let mut lines = vec![];
    if let Some(erasure) = &of.erasure {
        lines.push(both!(
            voice,
            "Erased: {records}, named in the encrypted annex alone; with the bundle in which it lay:",
            "Gewist: {records}, alleen genoemd in de versleutelde bijlage; met de bundel waarin het zat:",
            records = voice.count(erasure.records, Noun::Record)
        ));
    }
    lines.extend([
        format!("{}, {}{dated}", voice.count(of.records, Noun::Record), voice.size(of.bytes)),
        both!(
            voice,
            "Vault {vault}; seal {seal}; sealed in {files}",
            "Kluis {vault}; verzegeling {seal}; verzegeld in {files}",
            vault = short(of.vault.0),
            seal = short(of.seal_sha256),
            files = voice.count(of.payload.len() as u64, Noun::File)
        ),
        both!(
            voice,
            "Category before: {category}",
            "Rubricering vooraf: {category}",
            category = given(voice, &of.category_before)
        ),
    ]);
    if let Some(gone) = of.succeeded.as_ref().filter(|gone| !gone.elsewhere.is_empty()) {
        lines.push(both!(
            voice,
            "Records went into {there}",
            "Stukken gingen naar {there}",
            there = voice.elsewhere(&gone.elsewhere)
        ));
    }
    let here = |gone: &&Succession| !gone.successors.is_empty();
    if let Some(gone) = of.succeeded.as_ref().filter(here) {
        lines.push(both!(
            voice,
            "The records that live on were sealed again in {heirs}",
            "De stukken die blijven zijn opnieuw verzegeld in {heirs}",
            heirs = voice.all_of(&gone.successors)
        ));
    }
    lines
}

pub(super) fn ground(voice: &Voice, of: &Statement) -> Vec<String> {
    let mut lines: Vec<String> = of.rules.iter().map(|rule| rule_line(voice, rule)).collect();
    if let Some(erasure) = &of.erasure {
        let ground = match &erasure.ground {
            Some(ground) => voice.basis(&said(ground)),
            None => both!(voice, "see the encrypted annex", "zie de versleutelde bijlage"),
        };
        let line = match of.kept_through.is_some_and(|last| last < of.decision.at.day()) {
            true => {
                both!(voice, "Erased on this ground: {ground}", "Gewist op deze grond: {ground}")
            }
            false => both!(
                voice,
                "Erased before its end, on this ground: {ground}",
                "Gewist vóór het einde, op deze grond: {ground}"
            ),
        };
        lines.insert(0, line);
    }
    let early = match &of.early_end_ground {
        Some(_) => voice.all_of(of.early_ends().iter().map(|end| early_end(voice, end))),
        None => both!(voice, "no", "nee"),
    };
    lines.push(match of.kept_through {
        Some(day) => both!(
            voice,
            "Kept through {day} (an indication, not legal advice). Earlier end: {early}",
            "Bewaard t/m {day} (indicatie, geen juridisch advies). Eerder einde: {early}",
            day = voice.day(day)
        ),
        None => both!(
            voice,
            "No duty to keep; deleted by the rule's own day. Earlier end: {early}",
            "Geen bewaarplicht; verwijderd volgens de dag van de regel. Eerder einde: {early}"
        ),
    });
    lines.push(both!(
        voice,
        "Holds: none; asked on {days}, of this PC and of each drive before its copy",
        "Stops: geen; getoetst op {days}, op de pc en op elke schijf voor de kopie",
        days = days(voice, of.holds_checked.iter().map(|checked| checked.at.day()))
    ));
    lines
}

fn rule_line(voice: &Voice, rule: &ShownRule) -> String {
    let ends = |day| both!(voice, "keep through {day}", "bewaren t/m {day}", day = voice.day(day));
    let Some(open) = rule.open() else {
        let through = rule.later_end().keep_through.map_or_else(String::new, ends);
        return both!(
            voice,
            "A confidential class; which one is in the encrypted annex; {through}",
            "Vertrouwelijke categorie; welke, staat in de versleutelde bijlage; {through}"
        );
    };
    let mut words = Vec::new();
    if let Some(naming) = &open.rule.naming {
        words.push(said(match voice.lang {
            Lang::En => &naming.name_en,
            Lang::Nl => &naming.name_nl,
        }));
        words.push(voice.basis(&said(&naming.basis)));
    }
    words.push(both!(
        voice,
        "schedule {schedule}",
        "bewaarschema {schedule}",
        schedule = said(&open.schedule)
    ));
    words.extend(match (open.rule.book_year, open.clock_start) {
        (Some(year), _) => Some(both!(
            voice,
            "book year through {day}",
            "boekjaar t/m {day}",
            day = voice.day(year.to())
        )),
        (None, Some(day)) => Some(both!(voice, "from {day}", "vanaf {day}", day = voice.day(day))),
        (None, None) => None,
    });
    words.push(voice.period(open.rule.period));
    words.extend(open.keep_through.map(ends));
    words.join(", ")
}

fn early_end(voice: &Voice, end: &EarlyEnd) -> String {
    match end {
        EarlyEnd::Shortened(day) => both!(
            voice,
            "an earlier end that was confirmed on {day}",
            "een eerder einde, bevestigd op {day}",
            day = voice.day(*day)
        ),
        EarlyEnd::OlderRule => both!(
            voice,
            "the longer rule of now does not count, as was stated",
            "de langere regel van nu telt niet, zoals is verklaard"
        ),
        EarlyEnd::Other(text) => said(text),
    }
}

pub(super) fn origin(voice: &Voice, of: &Statement) -> Vec<String> {
    let checks: Vec<String> = of
        .transfer_checks
        .iter()
        .map(|check| {
            let result = check_words(voice, check.result);
            format!("{} {} {result}", letter_of(of, check.medium), voice.day(check.at.day()))
        })
        .collect();
    let given_back = match of.disclosures.is_empty() {
        true => both!(
            voice,
            "Given to others: never, as far as this vault's ledger says",
            "Verstrekt: nooit, voor zover het logboek van deze kluis zegt"
        ),
        false => both!(
            voice,
            "Given to others: {days}; not found: {count}. What was given is outside the vault",
            "Verstrekt: {days}; niet gevonden: {count}. Wat is verstrekt, is buiten de kluis",
            days = days(voice, of.disclosures.iter().map(|back| back.at.day())),
            count =
                voice.number(of.disclosures.iter().filter_map(|back| back.not_found).sum::<u64>())
        ),
    };
    vec![
        both!(
            voice,
            "Sealed {at}, clock {clock}, key {key}",
            "Verzegeld {at}, klok {clock}, sleutel {key}",
            at = voice.time(of.sealed.at),
            clock = clock_word(voice, of.sealed.clock),
            key = given(voice, &of.sealed.signer)
        ),
        both!(
            voice,
            "Checks after the transfer: {checks}",
            "Controle na overbrenging: {checks}",
            checks = checks.join("; ")
        ),
        both!(
            voice,
            "Unchanged since it was sealed, as far as these checks go; before that: not proven",
            "Ongewijzigd sinds de verzegeling, voor zover gecontroleerd; daarvoor niet bewezen"
        ),
        given_back,
    ]
}

fn check_words(voice: &Voice, result: CheckResult) -> String {
    match result {
        CheckResult::Same => both!(voice, "the same", "gelijk"),
        CheckResult::SameByCache => {
            both!(voice, "the same, perhaps from memory", "gelijk, misschien uit het geheugen")
        }
        CheckResult::NotRead => both!(voice, "not read back", "niet teruggelezen"),
        CheckResult::Differs => both!(voice, "not the same", "niet gelijk"),
    }
}
