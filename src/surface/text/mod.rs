//! Reports as a person reads them: plain lines and aligned columns. Everything that somebody else could have
//! chosen (names, labels, cases) passes through `shown`.

mod archive;
mod book_year;
mod cached;
mod class;
mod copy;
mod destroy;
mod init;
mod ledger;
mod list;
mod lost;
mod medium;
mod rebuild;
mod repair;
mod restore;
mod settings;
mod show;
mod signer;
mod sweep;
mod verify;

pub use archive::archive;
pub use book_year::book_year;
use cached::until_it_counts;
pub use class::class;
pub use copy::copy;
pub use destroy::destroy;
pub use init::init;
pub use ledger::ledger;
pub use list::list;
pub use lost::{lost_here, unkept};
pub use medium::medium;
pub use rebuild::rebuild;
pub use repair::repair;
pub use restore::restore;
pub use settings::settings;
pub use show::show;
pub use signer::{clock, signer};
pub use sweep::sweep;
pub use verify::verify;

use super::spelled::{count, size, time};
use super::voice::{Voice, both};

use comfy_table::{CellAlignment, ContentArrangement, Table, presets};

use crate::surface::errors::changed_help;
use crate::verbs::copying::ChangedReport;
use crate::words::text::shown;

/// Which way a column leans.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lean {
    Left,
    Right,
}

/// Aligned columns under a head, one row a line.
pub fn table(head: &[(&str, Lean)], rows: impl IntoIterator<Item = Vec<String>>) -> String {
    let mut table = Table::new();
    table.load_preset(presets::NOTHING).set_content_arrangement(ContentArrangement::Disabled);
    table.set_header(head.iter().map(|(title, _)| *title));
    for row in rows {
        table.add_row(row.iter().map(|cell| shown(cell)));
    }
    for (column, (_, lean)) in table.column_iter_mut().zip(head) {
        column.set_padding((0, 2));
        column.set_cell_alignment(match lean {
            Lean::Left => CellAlignment::Left,
            Lean::Right => CellAlignment::Right,
        });
    }
    table.lines().map(|line| format!("{}\n", line.trim_end())).collect()
}

/// Lines of a name and what it is, the latter aligned.
pub fn facts(facts: &[(&str, String)]) -> String {
    let width = facts.iter().map(|(name, _)| name.chars().count()).max().unwrap_or(0);
    let line = |(name, value): &(&str, String)| format!("{name:<width$}  {}\n", shown(value));
    facts.iter().map(line).collect()
}

/// Said wherever a computed date is shown.
pub fn indication(voice: &Voice) -> String {
    both!(
        voice,
        "The dates are an indication, not legal advice.",
        "De datums zijn een indicatie, geen juridisch advies."
    )
}

/// How many of many things a text names.
const NAMED_MOST: usize = 20;

/// Names, one a line behind an indent, and how many more there are.
pub fn some_of(indent: &str, names: &[String]) -> String {
    let named = names.iter().take(NAMED_MOST);
    let mut text: String = named.map(|name| format!("{indent}{}\n", shown(name))).collect();
    if names.len() > NAMED_MOST {
        let more = names.len() - NAMED_MOST;
        text.push_str(&format!("{indent}and {more} more: --json has them all\n"));
    }
    text
}

/// What goes on with a destruction that was not ended.
pub fn destroy_line(_voice: &Voice, bundle: crate::words::ids::BundleId) -> String {
    format!("kluis destroy {bundle} --by NAME --role ROLE")
}

/// Drives that are only read, since something on them is not as it was left: the first thing of each, and what to do.
pub fn changed(voice: &Voice, changed: &[ChangedReport]) -> String {
    let mut text = String::new();
    for (at, first) in changed.iter().enumerate() {
        if changed[..at].iter().any(|said| said.medium == first.medium) {
            continue;
        }
        let more = changed.iter().filter(|other| other.medium == first.medium).count() as u64 - 1;
        let more = if more > 0 { format!(", and {more} more") } else { String::new() };
        text.push_str(&format!(
            "{}, {}: {}{more}: nothing is written to this drive.\n  {}\n",
            shown(&first.medium),
            first.bundle,
            shown(&first.what.to_string()),
            changed_help(voice, &first.medium)
        ));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hostile_cell_stays_on_its_line() {
        let rows =
            vec![vec!["a\nkluis: help: rm".to_owned(), "1".into()], vec!["é".into(), "10".into()]];
        let text = table(&[("NAME", Lean::Left), ("N", Lean::Right)], rows);
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines.len(), 3, "{text}");
        assert!(lines[1].starts_with("a\\u{a}kluis: help: rm"), "{text}");
        assert_eq!(lines[1].chars().count(), lines[2].chars().count(), "{text}");
        assert!(!facts(&[("a", "\u{1b}[2J".into())]).contains('\u{1b}'));
    }
}
