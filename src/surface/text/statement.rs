//! Statements of destruction on the screen: which there are, what one says, and whether it holds.

use crate::formats::statement::{CopyFate, FateWord, StatementKind};
use crate::surface::page::{Lean, Page};
use crate::surface::printed::Printed;
use crate::surface::voice::{Noun, Voice, both};
use crate::verbs::statement::{
    Answer, ListReport, Report, Row, ShowReport, Stated, Unstated, VerifyProblem, VerifyReport,
};
use crate::words::ids::BundleId;

use super::list::{classes, dates};

/// What `statement` says.
pub fn statement(voice: &Voice, report: &Report) -> Printed {
    let mut page = Page::new(voice);
    match report {
        Report::List(report) => list(&mut page, report),
        Report::Show(report) => show(&mut page, report),
        Report::Verify(report) => verify(&mut page, report),
    }
    page.into_text()
}

/// Statements that a run has made, and those that it could not make.
pub fn made_lines(page: &mut Page<'_>, stated: &[Stated], unstated: &[Unstated]) {
    let voice = page.voice;
    for one in stated {
        page.line(both!(
            voice,
            "{bundle}: {kind} made.",
            "{bundle}: {kind} gemaakt.",
            bundle = one.bundle,
            kind = kind(voice, one.kind, one.erasure)
        ));
    }
    if let Some(one) = stated.first() {
        page.next(show_line(voice, one.bundle));
    }
    for one in unstated {
        page.line(both!(
            voice,
            "{bundle}: the statement could not be made: {why}",
            "{bundle}: de verklaring kon niet worden gemaakt: {why}",
            bundle = one.bundle,
            why = crate::surface::errors::say(voice, &one.why).message
        ));
        page.next(show_line(voice, one.bundle));
    }
}

/// How many records stand in no new bundle.
pub(super) fn left_out(page: &mut Page<'_>, removed: u64) {
    let voice = page.voice;
    if removed > 0 {
        page.line(both!(
            voice,
            "Left out, on the ground that is in the ledger: {records}.",
            "Weggelaten, op de grond die in het logboek staat: {records}.",
            records = voice.count(removed, Noun::Record)
        ));
    }
}

fn show_line(voice: &Voice, bundle: BundleId) -> String {
    let to = both!(voice, "statements", "verklaringen");
    voice.kluis(&["statement", "show", &bundle.to_string(), "--to", &to])
}

/// What a statement is called. That of a record which was erased has a name of its own: the others live on.
fn kind(voice: &Voice, kind: StatementKind, erasure: bool) -> String {
    let of = match erasure {
        false => both!(voice, "statement of destruction", "verklaring van vernietiging"),
        true => both!(voice, "statement of erasure", "verklaring van wissing"),
    };
    match kind {
        StatementKind::Final => of,
        StatementKind::Interim => both!(voice, "interim {of}", "tussentijdse {of}"),
        StatementKind::Supplement => {
            both!(voice, "supplement to the {of}", "aanvulling op de {of}")
        }
    }
}

fn list(page: &mut Page<'_>, report: &ListReport) {
    let voice = page.voice;
    if report.bundles.is_empty() {
        page.line(both!(
            voice,
            "Nothing was destroyed, so there is no statement.",
            "Er is niets vernietigd, en dus is er geen verklaring."
        ));
        return;
    }
    let head = [
        (both!(voice, "BUNDLE", "BUNDEL"), Lean::Left),
        (both!(voice, "CLASS", "BEWAARCATEGORIE"), Lean::Left),
        (both!(voice, "DATE", "PERIODE"), Lean::Left),
        (both!(voice, "MADE", "GEMAAKT"), Lean::Left),
        (both!(voice, "STATEMENT", "VERKLARING"), Lean::Left),
        (both!(voice, "COPIES", "KOPIEËN"), Lean::Left),
    ];
    page.table(&head, report.bundles.iter().map(|row| cells(voice, row)));
    if let Some(open) = report.bundles.iter().find(|row| row.kind.is_none()) {
        page.next(show_line(voice, open.bundle));
    }
}

fn cells(voice: &Voice, row: &Row) -> Vec<String> {
    let none = || both!(voice, "none", "geen");
    vec![
        row.bundle.to_string(),
        classes(voice, &row.rules),
        dates(voice, &row.rules),
        row.made.map_or_else(String::new, |made| voice.day(made.day())),
        row.kind.map_or_else(none, |of| {
            let of = match of {
                StatementKind::Final => both!(voice, "final", "definitief"),
                StatementKind::Interim => both!(voice, "interim", "tussentijds"),
                StatementKind::Supplement => both!(voice, "supplement", "aanvulling"),
            };
            match row.erasure {
                false => of,
                true => both!(voice, "of erasure, {of}", "van wissing, {of}"),
            }
        }),
        match row.accounted {
            true => both!(voice, "accounted for", "verantwoord"),
            false => both!(voice, "not all accounted for", "niet alle verantwoord"),
        },
    ]
}

fn show(page: &mut Page<'_>, report: &ShowReport) {
    let (voice, bundle) = (page.voice, report.bundle);
    let Some(of) = report.kind else {
        page.line(both!(
            voice,
            "{bundle}: no destruction was ordered, so there is no statement.",
            "{bundle}: vernietigen is niet besloten, en dus is er geen verklaring."
        ));
        return;
    };
    let Some(read) = &report.read else {
        damaged(page, bundle);
        return;
    };
    page.line(format!("{bundle}: {}.", kind(voice, of, read.erasure.is_some())));
    let names = read.copies.iter().zip(&report.labels);
    page.inside(|page| {
        for (copy, label) in names {
            page.line(fate(voice, copy, label));
            copy.free_space.iter().for_each(|done| page.under(voice.free_space(done)));
        }
    });
    if let Some(succeeded) = &read.succeeded {
        if !succeeded.successors.is_empty() {
            page.line(both!(
                voice,
                "Its records went into {heirs}.",
                "De stukken gingen naar {heirs}.",
                heirs = voice.all_of(&succeeded.successors)
            ));
        }
        if !succeeded.elsewhere.is_empty() {
            page.line(both!(
                voice,
                "Records went into {there}.",
                "Stukken gingen naar {there}.",
                there = voice.elsewhere(&succeeded.elsewhere)
            ));
        }
    }
    if let Some(erasure) = &read.erasure {
        page.line(both!(
            voice,
            "Erased: {records}, which the encrypted annex names. Ground: {ground}.",
            "Gewist: {records}, genoemd in de versleutelde bijlage. Grond: {ground}.",
            records = voice.count(erasure.records, Noun::Record),
            ground = match &erasure.ground {
                Some(ground) => voice.basis(ground),
                None => both!(voice, "there too", "ook daar"),
            }
        ));
    }
    if !report.accounted {
        page.line(both!(
            voice,
            "Partly destroyed, until every copy is accounted for.",
            "Deels vernietigd, tot elke kopie is verantwoord."
        ));
    }
    page.line(both!(voice, "Its files:", "De bestanden:"));
    for file in &report.files {
        page.under(file.to_string_lossy());
    }
}

fn fate(voice: &Voice, copy: &CopyFate, label: &str) -> String {
    let on = copy.at.map_or_else(String::new, |at| voice.day(at.day()));
    match copy.fate {
        FateWord::Destroyed => both!(
            voice,
            "{label}: overwritten and read back on {on}: {files}, {bytes}",
            "{label}: overschreven en teruggelezen op {on}: {files}, {bytes}",
            files = voice.count(copy.files, Noun::File),
            bytes = voice.size(copy.bytes)
        ),
        FateWord::FoundGone => {
            both!(voice, "{label}: found gone on {on}", "{label}: stond er op {on} niet meer")
        }
        FateWord::Lost => both!(
            voice,
            "{label}: lost, not overwritten: it may be readable to whoever has a key",
            "{label}: vermist, niet overschreven: kan leesbaar zijn voor wie een sleutel heeft"
        ),
        FateWord::MediumDestroyed => both!(
            voice,
            "{label}: the drive was physically destroyed ({how}), as a person said",
            "{label}: de schijf is zelf vernietigd ({how}), naar iemand zegt",
            how = copy.physical.map_or_else(String::new, |how| voice.physical(how))
        ),
        FateWord::Present => both!(voice, "{label}: not destroyed", "{label}: niet vernietigd"),
    }
}

fn damaged(page: &mut Page<'_>, bundle: BundleId) {
    let voice = page.voice;
    page.line(both!(
        voice,
        "{bundle}: the statement on this PC is not the one on record.",
        "{bundle}: de verklaring op deze pc is niet de verklaring die is vastgelegd."
    ));
    page.next(both!(
        voice,
        "plug in a drive of this vault, and run {repair}",
        "sluit een schijf van deze kluis aan, dan {repair}",
        repair = voice.kluis(&["repair"])
    ));
}

fn verify(page: &mut Page<'_>, report: &VerifyReport) {
    let voice = page.voice;
    let bundle = report.bundle.map_or_else(String::new, |bundle| format!("{bundle}: "));
    match report.problem {
        Some(VerifyProblem::None) => page.line(both!(
            voice,
            "{bundle}there is no statement.",
            "{bundle}er is geen verklaring."
        )),
        Some(VerifyProblem::Damaged) => {
            if let Some(bundle) = report.bundle {
                damaged(page, bundle);
            }
        }
        Some(VerifyProblem::Signature) => page.line(both!(
            voice,
            "The disposer of this vault did not sign these bytes.",
            "De beheerder van deze kluis heeft deze bytes niet ondertekend."
        )),
        Some(VerifyProblem::Other) => page.line(both!(
            voice,
            "It is signed, and speaks of another vault or bundle.",
            "De handtekening klopt, maar de verklaring gaat over een andere kluis of bundel."
        )),
        Some(VerifyProblem::Page) => page.line(both!(
            voice,
            "This page is not the one that belongs to a statement on record here. What counts is the signed JSON beside it.",
            "Deze pagina hoort bij geen verklaring die hier is vastgelegd. Wat telt, is de ondertekende JSON die ernaast ligt."
        )),
        Some(VerifyProblem::Unrecorded) => page.line(both!(
            voice,
            "{bundle}signed by the disposer, and not on record here: another PC may have made it.",
            "{bundle}ondertekend door de beheerder, en hier niet vastgelegd: een andere pc kan die hebben gemaakt."
        )),
        None => holds(page, report, &bundle),
    }
    for name in report.damaged.iter().filter(|_| report.problem.is_none()) {
        page.under(both!(
            voice,
            "{name} is missing, or not as it was recorded",
            "{name} ontbreekt, of is niet zoals vastgelegd"
        ));
    }
    if let Some(answer) = report.file {
        page.line(answer_line(voice, answer));
    }
}

fn holds(page: &mut Page<'_>, report: &VerifyReport, bundle: &str) {
    let voice = page.voice;
    let of = report.kind.map_or_else(String::new, |of| kind(voice, of, report.erasure));
    page.line(both!(
        voice,
        "{bundle}{of}: signed by the disposer, and on record.",
        "{bundle}{of}: ondertekend door de beheerder, en vastgelegd."
    ));
    if !report.accounted {
        page.under(both!(
            voice,
            "not final: a copy is not accounted for",
            "niet definitief: een kopie is niet verantwoord"
        ));
    }
    if let Some(called) = &report.called {
        page.under(both!(
            voice,
            "the name of this file says another one: by its contents it is {called}",
            "de naam van dit bestand noemt een andere: naar de inhoud is het {called}"
        ));
    }
    if report.later.is_some() {
        page.under(both!(
            voice,
            "a later statement of this bundle was made",
            "over deze bundel is later nog een verklaring gemaakt"
        ));
    }
}

fn answer_line(voice: &Voice, answer: Answer) -> String {
    match answer {
        Answer::Yes { n } => both!(
            voice,
            "Exactly this file was in the bundle: record {n}.",
            "Precies dit bestand zat in de bundel: stuk {n}.",
            n = voice.number(n + 1)
        ),
        Answer::NotInProof => both!(
            voice,
            "This proof speaks of no such file in this bundle.",
            "Dit bewijs gaat niet over zo'n bestand in deze bundel."
        ),
        Answer::NotCommitted => both!(
            voice,
            "This file was not in the bundle as the proof says.",
            "Dit bestand zat niet in de bundel zoals het bewijs zegt."
        ),
        Answer::NoCommitments => both!(
            voice,
            "Whether this file was in the bundle can't be told: what proves it is not beside the statement as it was sealed.",
            "Of dit bestand in de bundel zat, is niet te zeggen: wat het bewijst, ligt niet bij de verklaring zoals \
             verzegeld."
        ),
    }
}

#[cfg(test)]
mod tests;
