//! How a vault stands: in short. The page has the rest.

use super::status::copies_of;
use crate::surface::page::Page;
use crate::surface::printed::Printed;
use crate::surface::voice::{Noun, Voice, both};
use crate::verbs::report::Report;

/// The vault in short, and where its page is.
pub fn report(voice: &Voice, report: &Report) -> Printed {
    let mut page = Page::new(voice);
    page.facts(&report_facts(voice, report));
    match &report.page {
        Some(file) => page.line(both!(
            voice,
            "Written: {file}. It names the client in the clear.",
            "Geschreven: {file}. De naam van de cliënt staat er leesbaar in.",
            file = file.to_string_lossy()
        )),
        None => {
            let name = both!(voice, "report.html", "rapport.html");
            page.next(both!(
                voice,
                "the page: {report}",
                "de pagina: {report}",
                report = voice.kluis(&["report", "--to", &name])
            ));
        }
    }
    if report.is_waiting() {
        page.next(both!(
            voice,
            "what waits: {due}",
            "wat er te doen is: {due}",
            due = voice.kluis(&["due"])
        ));
    }
    page.into_text()
}

/// The vault in short.
pub fn report_facts(voice: &Voice, report: &Report) -> Vec<(String, String)> {
    let number = |number: usize| if number == 0 { "-".into() } else { voice.number(number as u64) };
    let held: u64 = report.ends.iter().map(|ends| ends.held).sum();
    let kept = format!(
        "{}, {}, {}",
        voice.count(report.bundles, Noun::Bundle),
        voice.count(report.records, Noun::Record),
        voice.size(report.bytes)
    );
    vec![
        (both!(voice, "Kept", "Bewaard"), kept),
        (both!(voice, "Copies", "Kopieën"), copies_of(report.copies, report.copies_wanted)),
        (both!(voice, "Too few copies", "Te weinig kopieën"), number(report.copies_wanting.len())),
        (both!(voice, "Lost", "Verloren"), number(report.lost.len())),
        (both!(voice, "Under a hold", "Onder een stop"), number(held as usize)),
        (both!(voice, "To destroy", "Te vernietigen"), number(report.due.len())),
        (both!(voice, "Late to delete", "Te laat met verwijderen"), number(report.overdue.len())),
        (both!(voice, "Last drill of a key", "Laatste sleuteloefening"), last_drill(voice, report)),
        (both!(voice, "Drives to verify", "Te controleren schijven"), {
            let labels = voice.all_of(&report.to_verify);
            if labels.is_empty() { "-".into() } else { labels }
        }),
    ]
}

/// The last drill of any key, and the first day on which one is due again.
fn last_drill(voice: &Voice, report: &Report) -> String {
    let last = report.drills.iter().filter_map(|drill| drill.drilled).max();
    let next = report.drills.iter().filter_map(|drill| drill.due_from).min();
    let last = last.map_or_else(|| "-".into(), |time| voice.day(time.day()));
    match next {
        Some(next) => both!(
            voice,
            "{last}; the next from {next} on",
            "{last}; de volgende vanaf {next}",
            next = voice.day(next)
        ),
        None => last,
    }
}
