//! Reports as a person reads them: plain lines and aligned columns. Everything that somebody else could have
//! chosen (names, labels, cases) passes through `shown`.

mod archive;
mod book_year;
mod cached;
mod class;
mod copy;
mod destroy;
mod finding;
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
pub use lost::{home_mended, lost_here, unkept};
pub use medium::medium;
pub use rebuild::rebuild;
pub use repair::repair;
pub use restore::restore;
pub use settings::settings;
pub use show::show;
pub use signer::{clock, signer};
pub use sweep::sweep;
pub use verify::verify;

use super::page::Page;
use super::spelled::{count, size};
use super::voice::{Voice, both, one_or};

use comfy_table::{CellAlignment, ContentArrangement, Table, presets};

use crate::surface::errors::{changed_help, harm_words, say};
use crate::verbs::copying::ChangedReport;
use crate::verbs::session::Broken;
use crate::words::ids::BundleId;
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
pub fn destroy_line(voice: &Voice, bundle: BundleId) -> String {
    let (name, role) = (both!(voice, "NAME", "NAAM"), both!(voice, "ROLE", "FUNCTIE"));
    voice.kluis(&["destroy", &bundle.to_string(), "--by", &name, "--role", &role])
}

/// What adds the first drive.
pub fn first_drive(voice: &Voice) -> String {
    let (path, label) = (both!(voice, "PATH", "MAP"), both!(voice, "Drive A", "Schijf A"));
    voice.kluis(&["medium", "add", &path, "--label", &label])
}

/// What it means that the identity lies on the PC in the clear.
pub fn no_passphrase(page: &mut Page<'_>) {
    page.line(both!(
        page.voice,
        "The identity lies there without a passphrase.",
        "De sleutel staat daar zonder wachtwoordzin."
    ));
    page.line(both!(
        page.voice,
        "Whoever can read this PC's disk and one of the drives can read the records.",
        "Wie bij deze pc en een van de schijven kan, kan de stukken lezen."
    ));
}

/// Drives that were not written to in this run, and will be.
pub fn follow(page: &mut Page<'_>, labels: &[String]) {
    if labels.is_empty() {
        return;
    }
    let (voice, many) = (page.voice, labels.len() as u64);
    page.line(both!(
        voice,
        "{drives} {follow} the next time {it} connected.",
        "{drives} {volgt} zodra u die weer aansluit.",
        drives = voice.all_of(labels),
        follow = one_or(many, "follows", "follow"),
        it = one_or(many, "it is", "they are"),
        volgt = one_or(many, "volgt", "volgen")
    ));
}

/// Drives that could not be used while others could, each with what to do about it.
fn broken_lines(page: &mut Page<'_>, drives: &[Broken]) {
    for drive in drives {
        let said = say(page.voice, &drive.fault);
        page.line(&said.message);
        page.under(&said.help);
    }
}

/// The same, as a text of its own.
fn broken(voice: &Voice, drives: &[Broken]) -> String {
    let mut page = Page::new(voice);
    broken_lines(&mut page, drives);
    page.into_text()
}

/// Drives that are only read, since something on them is not as it was left: the first thing of each, and what to do.
pub fn changed(voice: &Voice, changed: &[ChangedReport]) -> String {
    let mut page = Page::new(voice);
    changed_lines(&mut page, changed);
    page.into_text()
}

pub fn changed_lines(page: &mut Page<'_>, changed: &[ChangedReport]) {
    let voice = page.voice;
    for (at, first) in changed.iter().enumerate() {
        if changed[..at].iter().any(|said| said.medium == first.medium) {
            continue;
        }
        let more = changed.iter().filter(|other| other.medium == first.medium).count() as u64 - 1;
        let (label, bundle, what) = (&first.medium, first.bundle, harm_words(voice, &first.what));
        page.line(match more {
            0 => both!(
                voice,
                "{label}, {bundle}: {what}. Nothing is written to this drive.",
                "{label}, {bundle}: {what}. Op deze schijf wordt niets geschreven."
            ),
            more => both!(
                voice,
                "{label}, {bundle}: {what}, and {more} more. Nothing is written to this drive.",
                "{label}, {bundle}: {what}, en nog {more}. Op deze schijf wordt niets geschreven."
            ),
        });
        page.under(changed_help(voice, label));
    }
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
