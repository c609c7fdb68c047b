//! A key on paper: where the sheet lies, what it opens, and what it does not.

use crate::surface::errors::say;
use crate::surface::page::{Lean, Page};
use crate::surface::printed::Printed;
use crate::surface::voice::{Noun, Voice, both};
use crate::verbs::key::PaperReport;

use super::problem_lines;

/// What the sheet opens, and what to do with it.
pub fn key_paper(voice: &Voice, report: &PaperReport) -> Printed {
    let mut page = Page::new(voice);
    let head = [
        (both!(voice, "CLIENT", "CLIËNT"), Lean::Left),
        (both!(voice, "VAULT ID", "KLUISNUMMER"), Lean::Left),
    ];
    let row = |one: &crate::verbs::key::Opens| vec![one.name.clone(), one.vault.to_string()];
    page.table(&head, report.vaults.iter().map(row));
    page.line(both!(
        voice,
        "{page}: a sheet for the key {key}, which opens {vaults}.",
        "{page}: een blad voor de sleutel {key}, die {vaults} opent.",
        page = report.page,
        key = report.recipient.short(),
        vaults = voice.count(report.vaults.len() as u64, Noun::Vault)
    ));
    for one in report.vaults.iter().filter(|one| one.pending > 0) {
        let of_it = voice.of_vault(&one.name);
        page.line(both!(
            voice,
            "{name}: the keys of {bundles} on drives do not open with it yet.",
            "{name}: de sleutels van {bundles} op schijven gaan er nog niet mee open.",
            name = one.name,
            bundles = voice.count(one.pending, Noun::Bundle)
        ));
        page.next(of_it.kluis(&["key", "wrap"]));
    }
    if !report.closed.is_empty() {
        let (name, file) = (both!(voice, "NAME", "NAAM"), both!(voice, "FILE", "BESTAND"));
        page.line(both!(
            voice,
            "Not opened by it, and not on the sheet: {vaults}.",
            "Gaan er niet mee open, en staan niet op het blad: {vaults}.",
            vaults = voice.all_of(&report.closed)
        ));
        page.under(both!(
            voice,
            "{add} lets it in everywhere; then make a new sheet",
            "{add} laat hem overal toe; maak dan een nieuw blad",
            add = voice.kluis(&["key", "add", &name, "--recipient-file", &file, "--each"])
        ));
    }
    for one in &report.failed {
        page.line(&one.home);
        let said = say(voice, &one.why);
        page.inside(|page| problem_lines(page, said));
    }
    if let Some(list) = &report.list {
        page.line(both!(
            voice,
            "{list}: the list of these vaults. Keep a copy elsewhere than on this PC; the sheet has its number.",
            "{list}: de lijst van deze kluizen. Bewaar een kopie buiten deze pc; het blad heeft het nummer."
        ));
    }
    page.line(both!(
        voice,
        "Print {page} from a browser, and remove the file: whoever has it and a drive can read all of this.",
        "Druk {page} af vanuit een browser, en verwijder het bestand: wie dat en een schijf heeft, kan dit alles lezen.",
        page = report.page
    ));
    page.into_text()
}
