//! All that was given to somebody else, in a table, and what ends that which stands outside the vault still.

use crate::formats::entry::ClosedHow;
use crate::surface::page::{Lean, Page};
use crate::surface::printed::Printed;
use crate::surface::voice::{Voice, both};
use crate::verbs::restore::{DisclosuresReport, ListRow};

use super::disclosed::outside;

/// What `restore list` found.
pub fn disclosures(voice: &Voice, report: &DisclosuresReport) -> Printed {
    let mut page = Page::new(voice);
    if report.disclosures.is_empty() {
        page.line(both!(
            voice,
            "Nothing was given to somebody else.",
            "Er is niets aan een ander verstrekt."
        ));
        return page.into_text();
    }
    let head = [
        (both!(voice, "REFERENCE", "KENMERK"), Lean::Left),
        (both!(voice, "GIVEN", "VERSTREKT"), Lean::Left),
        (both!(voice, "RECORDS", "STUKKEN"), Lean::Right),
        (both!(voice, "CLOSED", "AFGESLOTEN"), Lean::Left),
        (both!(voice, "FOR", "AAN"), Lean::Left),
    ];
    page.table(&head, report.disclosures.iter().map(|row| cells(voice, row)));
    page.gap();
    for one in report.disclosures.iter().filter(|one| one.row.closed.is_none()) {
        outside(&mut page, &one.row);
    }
    if report.hidden {
        page.line(both!(
            voice,
            "To whom is encrypted: --passphrase-file FILE or --identity FILE shows it.",
            "Aan wie is versleuteld: --passphrase-file BESTAND of --identity BESTAND toont het."
        ));
    }
    page.into_text()
}

fn cells(voice: &Voice, one: &ListRow) -> Vec<String> {
    let whom = match one.hidden {
        true => both!(voice, "(encrypted)", "(versleuteld)"),
        false => one.whom.clone().unwrap_or_default(),
    };
    let given = voice.day(one.row.given.day());
    vec![one.row.name.clone(), given, voice.number(one.row.records), closed(voice, one), whom]
}

fn closed(voice: &Voice, one: &ListRow) -> String {
    let Some(time) = one.row.closed else { return both!(voice, "not closed", "niet afgesloten") };
    let day = voice.day(time.day());
    match one.how {
        None | Some(ClosedHow::Deleted) => both!(voice, "{day}, removed", "{day}, verwijderd"),
        Some(ClosedHow::Gone) => both!(voice, "{day}, gone", "{day}, weg"),
        Some(ClosedHow::Returned) => both!(voice, "{day}, given back", "{day}, terug"),
    }
}
