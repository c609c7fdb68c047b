//! The vaults of a list of clients, and what comes next for all of them.

use crate::surface::errors::say;
use crate::surface::page::Page;
use crate::surface::printed::Printed;
use crate::surface::voice::{Noun, Voice, both};
use crate::verbs::init_all::Report;

use super::rebuild_all::already_here;
use super::{no_passphrase, problem_lines};

/// What was made, where the sheets are, and the next commands.
pub fn init_all(voice: &Voice, report: &Report) -> Printed {
    let mut page = Page::new(voice);
    let count = |number: usize| voice.count(number as u64, Noun::Vault);
    page.line(both!(
        voice,
        "Made: {vaults}.",
        "Gemaakt: {vaults}.",
        vaults = count(report.vaults.len())
    ));
    page.some_of(&report.vaults.iter().map(|vault| vault.name.clone()).collect::<Vec<_>>());
    already_here(&mut page, &report.already_here);
    if let Some(fault) = &report.stopped {
        page.line(both!(
            voice,
            "It stopped there; the same command makes the rest.",
            "Daar stopte het; dezelfde opdracht maakt de rest."
        ));
        problem_lines(&mut page, say(voice, fault));
    }
    if report.vaults.is_empty() {
        return page.into_text();
    }
    if report.vaults.iter().any(|vault| !vault.passphrase) {
        no_passphrase(&mut page);
    }
    page.line(both!(
        voice,
        "Print the recovery sheets in {folder}, and remove the files: each opens one of these vaults.",
        "Druk de herstelbladen in {folder} af, en verwijder de bestanden: elk opent een van deze kluizen.",
        folder = report.sheets
    ));
    let (path, label) = (both!(voice, "PATH", "MAP"), both!(voice, "Drive A", "Schijf A"));
    page.next(voice.kluis(&["medium", "add", &path, "--label", &label, "--each"]));
    page.into_text()
}
