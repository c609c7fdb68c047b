//! Book years.

use crate::surface::voice::Voice;
use crate::verbs::book_year::Report;

use super::{Lean, count, table};

/// How many bundles are named; `--json` has them all.
const BUNDLES_MAX: usize = 10;

/// What was added, the list, and the next one.
pub fn book_year(voice: &Voice, report: &Report) -> String {
    let mut text = String::new();
    if let Some(year) = report.added {
        let done = if report.already_there { "was there already" } else { "is added" };
        text.push_str(&format!("The book year from {} to {} {done}.\n", year.from(), year.to()));
        if !report.waiting.is_empty() {
            let waiting: Vec<String> =
                report.waiting.iter().map(|label| crate::words::text::shown(label)).collect();
            text.push_str(&format!("At their next contact: {}.\n", waiting.join(", ")));
        }
        text.push_str(&super::changed(voice, &report.changed));
        text.push_str(&consequences(voice, report));
        text.push('\n');
    }
    if report.book_years.is_empty() {
        text.push_str("Calendar years.\n");
        return text;
    }
    let row = |year: &crate::rules::book_year::BookYear| {
        vec![year.from().to_string(), year.to().to_string()]
    };
    let rows = report.book_years.iter().map(row);
    text.push_str(&table(&[("FROM", Lean::Left), ("TO", Lean::Left)], rows));
    if let Some(next) = report.next {
        text.push_str(&format!("\nNext: kluis book-year add {} {}\n", next.from(), next.to()));
    }
    text
}

/// What the list means for what was sealed before, and for what is still to be.
fn consequences(_voice: &Voice, report: &Report) -> String {
    let mut text = String::new();
    let sealed = &report.sealed_otherwise;
    if !sealed.is_empty() {
        let named: Vec<String> = sealed.iter().take(BUNDLES_MAX).map(|id| id.to_string()).collect();
        let more = sealed.len() - named.len();
        text.push_str(&format!(
            "{} sealed under another year, as the calendar's, with a date in this one; the end stays as \
             sealed, and kluis destroy refuses what this year keeps for longer: {}{}\n",
            count(sealed.len() as u64, "bundle was", "bundles were"),
            named.join(", "),
            if more > 0 { format!(" and {more} more") } else { String::new() },
        ));
    }
    let years = &report.book_years;
    if let (Some(first), Some(last)) = (years.first(), years.last()) {
        text.push_str(&format!(
            "Classes that count in book years now take dates from {} through {} only.\n",
            first.from(),
            last.to()
        ));
    }
    if let Some(previous) = report.previous {
        text.push_str(&format!(
            "For older records add the year before: kluis book-year add {} {}\n",
            previous.from(),
            previous.to()
        ));
    }
    text
}
