//! What a person reads of one run, line by line. The one place where text is laid out. What a terminal would obey is
//! harmless in the end, since all of it becomes [`Printed`].

use crate::words::text::shown;

use super::printed::Printed;
pub use super::table::Lean;
use super::table::{LaidOut, laid_out};
use super::voice::{Voice, both, untied};
use super::wrap::wrapped;

/// How many of many things a text names.
const NAMED_MOST: usize = 20;

/// Lines in one voice.
#[derive(Debug)]
pub struct Page<'v> {
    pub voice: &'v Voice,
    /// How far lines stand from the left, in columns.
    indent: usize,
    text: Printed,
}

impl<'v> Page<'v> {
    pub fn new(voice: &'v Voice) -> Page<'v> {
        Page { voice, indent: 0, text: Printed::default() }
    }

    /// One line; where it is wider than the terminal, what follows stands behind an indent.
    pub fn line(&mut self, line: impl AsRef<str>) {
        self.hanging(line, 2);
    }

    /// One line, and how far what does not fit on it stands from the page's indent.
    fn hanging(&mut self, line: impl AsRef<str>, hang: usize) {
        let line = format!("{:1$}{2}", "", self.indent, shown(line.as_ref()));
        for piece in wrapped(&line, self.voice.columns, self.indent + hang) {
            self.text.line(&piece);
        }
    }

    /// A line that is a name: it stays whole, so that it can be copied.
    pub fn name(&mut self, name: impl AsRef<str>) {
        self.put(&untied(&shown(name.as_ref())));
    }

    /// An empty line.
    pub fn gap(&mut self) {
        self.text.line("");
    }

    /// A line that belongs to the one above it.
    pub fn under(&mut self, line: impl AsRef<str>) {
        self.inside(|page| page.line(line));
    }

    /// Lines that belong to the one above them.
    pub fn inside(&mut self, write: impl FnOnce(&mut Page<'v>)) {
        self.indent += 2;
        write(self);
        self.indent -= 2;
    }

    /// A line that is not wrapped.
    fn put(&mut self, line: &str) {
        self.text.line(&format!("{:1$}{line}", "", self.indent));
    }

    /// Text that was laid out elsewhere.
    pub fn push(&mut self, other: &Printed) {
        self.text.push(other);
    }

    /// What to do now.
    pub fn next(&mut self, act: impl AsRef<str>) {
        let act = act.as_ref();
        let line = both!(self.voice, "Next: {act}", "Hierna: {act}");
        self.line(line);
    }

    /// Aligned columns under a head, within the width of the terminal; where there is no room for them, each row is a
    /// block: its name, and below it what the head says and what stands there.
    pub fn table(&mut self, head: &[(String, Lean)], rows: impl IntoIterator<Item = Vec<String>>) {
        let rows = cells(rows);
        let whole = laid_out(head, &rows, self.room());
        self.rows(head, &rows, &whole);
    }

    /// The same where one column may be long, and is better read below its row than cut into many lines: it
    /// stands there where the table would else take more than two lines a row.
    pub fn table_over(
        &mut self,
        head: &[(String, Lean)],
        rows: impl IntoIterator<Item = Vec<String>>,
        long: usize,
    ) {
        let rows = cells(rows);
        let whole = laid_out(head, &rows, self.room());
        if matches!(&whole, LaidOut::Lines(lines) if lines.len() <= 2 * (rows.len() + 1)) {
            return self.rows(head, &rows, &whole);
        }
        let parted = |row: &Vec<String>| {
            let mut row = row.clone();
            let under = row.remove(long);
            (row, under)
        };
        let mut rest = head.to_vec();
        let (title, _) = rest.remove(long);
        let (above, below): (Vec<_>, Vec<_>) = rows.iter().map(parted).unzip();
        let room = self.room().unwrap_or(usize::MAX);
        match laid_out(&rest, &above, None) {
            LaidOut::Lines(lines) if lines.iter().all(|line| fits(line, room)) => {
                let below = std::iter::once(title).chain(below);
                lines.iter().zip(below).for_each(|(line, under)| {
                    self.put(line);
                    self.under(under);
                });
            }
            _ => self.rows(head, &rows, &whole),
        }
    }

    fn rows(&mut self, head: &[(String, Lean)], rows: &[Vec<String>], laid_out: &LaidOut) {
        match laid_out {
            LaidOut::Lines(lines) => lines.iter().for_each(|line| self.put(line)),
            LaidOut::TooWide => rows.iter().for_each(|row| self.block(head, row)),
        }
    }

    /// How many columns are left behind the indent.
    fn room(&self) -> Option<usize> {
        self.voice.columns.map(|columns| columns.saturating_sub(self.indent))
    }

    fn block(&mut self, head: &[(String, Lean)], row: &[String]) {
        let named = |((title, _), cell): (&(String, Lean), &String)| (small(title), cell.clone());
        let facts = head.iter().zip(row).skip(1).map(named);
        let facts: Vec<_> = facts.filter(|(_, cell)| !cell.is_empty()).collect();
        self.name(row.first().map_or("", String::as_str));
        self.inside(|page| page.facts(&facts));
    }

    /// Lines of a name and what it is, the latter aligned.
    pub fn facts(&mut self, facts: &[(String, String)]) {
        let width = facts.iter().map(|(name, _)| name.chars().count()).max().unwrap_or(0);
        for (name, value) in facts {
            let widest = value.split(' ').map(|word| word.chars().count()).max().unwrap_or(0);
            let start = self.indent + width + 2;
            let fits = self.voice.columns.is_none_or(|columns| start + widest <= columns);
            self.hanging(format!("{name:<width$}  {value}"), if fits { width + 2 } else { 2 });
        }
    }

    /// Names, one a line behind an indent, and how many more there are.
    pub fn some_of(&mut self, names: &[String]) {
        self.first_of(names, NAMED_MOST);
    }

    /// The same, with so many named.
    pub fn first_of(&mut self, names: &[String], most: usize) {
        names.iter().take(most).for_each(|name| self.inside(|page| page.name(name)));
        self.and_more(names.len().saturating_sub(most));
    }

    /// How many were not named, where some were not.
    pub fn and_more(&mut self, more: usize) {
        if more > 0 {
            let more = self.voice.number(more as u64);
            let line = both!(
                self.voice,
                "and {more} more: --json has them all",
                "en nog {more}: --json geeft ze alle"
            );
            self.under(line);
        }
    }

    pub fn into_text(self) -> Printed {
        self.text
    }
}

/// The cells as a terminal may have them.
fn cells(rows: impl IntoIterator<Item = Vec<String>>) -> Vec<Vec<String>> {
    let shown_row = |row: Vec<String>| row.iter().map(|cell| untied(&shown(cell))).collect();
    rows.into_iter().map(shown_row).collect()
}

fn fits(line: &str, columns: usize) -> bool {
    line.chars().count() <= columns
}

/// A table's title in the middle of a page: `KEPT THROUGH` as `Kept through`.
fn small(title: &str) -> String {
    let mut chars = title.chars();
    let first = chars.next().map(String::from).unwrap_or_default();
    first + &chars.as_str().to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::lang::Lang;

    #[test]
    fn a_hostile_value_stays_on_its_line() {
        let voice = Voice::new(Lang::En);
        let mut page = Page::new(&voice);
        let rows =
            vec![vec!["a\nkluis: help: rm".to_owned(), "1".into()], vec!["é".into(), "10".into()]];
        page.table(&[("NAME".into(), Lean::Left), ("N".into(), Lean::Right)], rows);
        page.facts(&[("a".into(), "\u{1b}[2J".into())]);
        page.line("x\ny");
        let text = page.into_text();
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines.len(), 5, "{text}");
        assert!(lines[1].starts_with("a\\u{a}kluis: help: rm"), "{text}");
        assert_eq!(lines[1].chars().count(), lines[2].chars().count(), "{text}");
        assert!(!text.contains('\u{1b}'), "{text}");
        assert_eq!(lines[4], "x\\u{a}y");
    }

    #[test]
    fn a_table_without_room_is_a_block_a_row() {
        let row =
            vec!["20261105-2453e002".to_owned(), "nl-admin-basis".into(), "".into(), "2/2".into()];
        let head =
            ["BUNDLE", "CLASS", "CASE", "COPIES"].map(|title| (title.to_owned(), Lean::Left));
        for (columns, lines) in [
            (
                None,
                "  BUNDLE             CLASS           CASE  COPIES\n  20261105-2453e002  nl-admin-basis        2/2\n",
            ),
            (
                Some(60),
                "  BUNDLE             CLASS           CASE  COPIES\n  20261105-2453e002  nl-admin-basis        2/2\n",
            ),
            (Some(40), "  20261105-2453e002\n    Class   nl-admin-basis\n    Copies  2/2\n"),
        ] {
            let voice = Voice::new(Lang::En).within(columns);
            let mut page = Page::new(&voice);
            page.inside(|page| page.table(&head, vec![row.clone()]));
            assert_eq!(&*page.into_text(), lines);
        }
    }

    #[test]
    fn a_row_whose_class_is_long_takes_two_lines() {
        let row = ["20261105-2453e002", "nl-employment-contract", "11-2026", "2/2"];
        let rows = || [row.map(str::to_owned).to_vec()];
        let head =
            ["BUNDLE", "CLASS", "DATE", "COPIES"].map(|title| (title.to_owned(), Lean::Left));
        let one_line = "BUNDLE             CLASS                   DATE     COPIES\n\
                        20261105-2453e002  nl-employment-contract  11-2026  2/2\n";
        let two_lines = "BUNDLE             DATE     COPIES\n  CLASS\n\
                         20261105-2453e002  11-2026  2/2\n  nl-employment-contract\n";
        for (columns, expected) in [(None, one_line), (Some(80), one_line), (Some(50), two_lines)] {
            let voice = Voice::new(Lang::En).within(columns);
            let mut page = Page::new(&voice);
            page.table_over(&head, rows(), 1);
            assert_eq!(&*page.into_text(), expected);
        }
    }

    #[test]
    fn on_a_terminal_a_fact_goes_on_below_itself_and_a_name_stays_whole() {
        let voice = Voice::new(Lang::En).within(Some(30));
        let mut page = Page::new(&voice);
        page.facts(&[("Basis".into(), "Algemene wet inzake rijksbelastingen".into())]);
        page.some_of(&["a folder with a very long name/and a file.pdf".into()]);
        assert_eq!(
            &*page.into_text(),
            "Basis  Algemene wet inzake\n       rijksbelastingen\n  a folder with a very long name/and a file.pdf\n"
        );
    }

    #[test]
    fn what_is_not_named_is_counted() {
        let voice = Voice::new(Lang::Nl);
        let mut page = Page::new(&voice);
        page.some_of(&vec!["x".to_owned(); NAMED_MOST + 3]);
        assert!(page.into_text().ends_with("  x\n  en nog 3: --json geeft ze alle\n"));
    }
}
