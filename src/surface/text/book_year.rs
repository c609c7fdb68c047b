//! Book years.

use crate::verbs::book_year::Report;

use super::{Lean, table};

/// What was added, the list, and the next one.
pub fn book_year(report: &Report) -> String {
    let mut text = String::new();
    if let Some(year) = report.added {
        let done = if report.already_there { "was there already" } else { "is added" };
        text.push_str(&format!("The book year from {} to {} {done}.\n", year.from(), year.to()));
        if !report.waiting.is_empty() {
            let waiting: Vec<String> =
                report.waiting.iter().map(|label| crate::words::text::shown(label)).collect();
            text.push_str(&format!("At their next contact: {}.\n", waiting.join(", ")));
        }
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
