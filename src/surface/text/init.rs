//! A new vault, and what a person does next.

use crate::surface::voice::Voice;
use crate::verbs::init::Report;
use crate::words::text::shown;

use super::facts;

/// What was made, where it lies, and the next command.
pub fn init(voice: &Voice, report: &Report) -> String {
    let mut text = format!("The vault of {} is made.\n\n", shown(&report.name));
    let mut rows = vec![
        ("Vault id", report.vault.to_string()),
        ("Home", report.home.clone()),
        ("Identity", report.identity.clone()),
        ("Copies wanted", report.copies.to_string()),
        ("Custody", report.custody.to_string()),
        ("Book years", book_years(voice, report)),
    ];
    if let Some(paper) = &report.paper {
        rows.push(("Recovery sheet", paper.clone()));
    }
    text.push_str(&facts(&rows));
    text.push('\n');
    if !report.passphrase {
        text.push_str(
            "The identity lies there without a passphrase: whoever reads this PC's disk and a drive \
             can read\nthe records.\n",
        );
    }
    if let Some(paper) = &report.paper {
        text.push_str(&format!(
            "Print {} and remove the file: it opens this vault.\n",
            shown(paper)
        ));
    }
    text.push_str("Next: kluis medium add PATH --label \"Drive A\"\n");
    text
}

fn book_years(_voice: &Voice, report: &Report) -> String {
    match (report.book_years.first(), report.book_years.last()) {
        (Some(first), Some(last)) => {
            format!("from {} to {}, ending {}", first.from(), last.to(), last.to().format("%m-%d"))
        }
        _ => "calendar years".into(),
    }
}
