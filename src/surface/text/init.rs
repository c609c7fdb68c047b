//! A new vault, and what a person does next.

use crate::surface::page::Page;
use crate::surface::printed::Printed;
use crate::surface::voice::{Voice, both};
use crate::things::vault::config::Custody;
use crate::verbs::init::Report;
use crate::verbs::passphrase::Report as PassphraseReport;

use super::{first_drive, no_passphrase};

/// What was made, where it lies, and the next command.
pub fn init(voice: &Voice, report: &Report) -> Printed {
    let mut page = Page::new(voice);
    let name = &report.name;
    page.line(both!(voice, "The vault of {name} is made.", "De kluis van {name} is gemaakt."));
    page.gap();
    page.facts(&facts(voice, report));
    page.gap();
    if !report.passphrase {
        no_passphrase(&mut page);
    }
    if let Some(paper) = &report.paper {
        page.line(both!(
            voice,
            "Print {paper} and remove the file: it opens this vault.",
            "Druk {paper} af en verwijder het bestand: daarmee gaat deze kluis open."
        ));
    }
    page.next(first_drive(voice));
    page.into_text()
}

/// The new passphrase, and the file with the paper identity that must not stay.
pub fn passphrase(voice: &Voice, report: &PassphraseReport) -> Printed {
    let mut page = Page::new(voice);
    page.line(both!(
        voice,
        "The identity is under the new passphrase: {path}",
        "De sleutel zit onder de nieuwe wachtwoordzin: {path}",
        path = report.identity
    ));
    page.line(both!(
        voice,
        "The old one still opens copies of that file: backups of this PC, for example.",
        "De oude opent nog wel kopieën van dat bestand, bijvoorbeeld in een reservekopie van deze pc."
    ));
    opened_by(&mut page, report.opened_by.as_deref(), true);
    page.into_text()
}

/// That the file into which somebody typed the sheet is to go; another may be the only one there is.
pub(super) fn opened_by(page: &mut Page<'_>, file: Option<&str>, from_paper: bool) {
    let voice = page.voice;
    match (file, from_paper) {
        (None, _) => {}
        (Some(file), true) => page.line(both!(
            voice,
            "Remove {file} now: whoever has it opens this vault.",
            "Verwijder {file} nu: wie het heeft, opent deze kluis."
        )),
        (Some(file), false) => page.line(both!(
            voice,
            "Keep {file} off this PC, on paper or on a stick in the safe: whoever has it opens this vault.",
            "Laat {file} niet op deze pc staan, maar op papier of op een stick in de kluis: wie het heeft, opent deze \
             kluis."
        )),
    }
}

fn facts(voice: &Voice, report: &Report) -> Vec<(String, String)> {
    let custody = match report.custody {
        Custody::WithBundle => both!(voice, "beside each bundle", "bij elke bundel"),
        Custody::Apart => both!(voice, "on drives of their own", "op eigen schijven"),
    };
    let custody = format!("{} ({custody})", report.custody);
    let mut rows = vec![
        (both!(voice, "Vault id", "Kluisnummer"), report.vault.to_string()),
        (both!(voice, "Home", "Map op deze pc"), report.home.clone()),
        (both!(voice, "Identity", "Sleutel"), report.identity.clone()),
        (both!(voice, "Copies wanted", "Gewenste kopieën"), report.copies.to_string()),
        (both!(voice, "Bundles' keys", "Bundelsleutels"), custody),
        (both!(voice, "Book years", "Boekjaren"), book_years(voice, report)),
    ];
    if let Some(paper) = &report.paper {
        rows.push((both!(voice, "Recovery sheet", "Herstelblad"), paper.clone()));
    }
    rows
}

fn book_years(voice: &Voice, report: &Report) -> String {
    match (report.book_years.first(), report.book_years.last()) {
        (Some(first), Some(last)) => both!(
            voice,
            "from {from} through {to}, ending on {en}",
            "van {from} tot en met {to}, einde op {nl}",
            from = voice.day(first.from()),
            to = voice.day(last.to()),
            en = last.to().format("%m-%d"),
            nl = last.to().format("%d-%m")
        ),
        _ => both!(voice, "calendar years", "kalenderjaren"),
    }
}
