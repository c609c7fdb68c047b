//! What a person reads of one run, line by line. The one place where text is laid out, and where what a terminal
//! would obey is made harmless: every line and cell passes through [`shown`].

use comfy_table::{CellAlignment, ColumnConstraint, ContentArrangement, Table, presets};

use crate::words::text::shown;

use super::voice::{Voice, both, untied};
use super::wrap::{COLUMNS, wrapped};

/// How many of many things a text names.
const NAMED_MOST: usize = 20;

/// Which way a column leans.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lean {
    Left,
    Right,
}

/// Lines in one voice.
#[derive(Debug)]
pub struct Page<'v> {
    pub voice: &'v Voice,
    /// How far lines stand from the left, in columns.
    indent: usize,
    text: String,
}

impl<'v> Page<'v> {
    pub fn new(voice: &'v Voice) -> Page<'v> {
        Page { voice, indent: 0, text: String::new() }
    }

    /// One line; where it is wider than the terminal, what follows stands behind an indent.
    pub fn line(&mut self, line: impl AsRef<str>) {
        self.hanging(line, 2);
    }

    /// One line, and how far what does not fit on it stands from the page's indent.
    fn hanging(&mut self, line: impl AsRef<str>, hang: usize) {
        let line = format!("{:1$}{2}", "", self.indent, shown(line.as_ref()));
        for piece in wrapped(&line, self.voice.columns, self.indent + hang) {
            self.text.push_str(piece.trim_end());
            self.text.push('\n');
        }
    }

    /// A line that is a name: it stays whole, so that it can be copied.
    pub fn name(&mut self, name: impl AsRef<str>) {
        self.put(&untied(&shown(name.as_ref())));
    }

    /// An empty line.
    pub fn gap(&mut self) {
        self.text.push('\n');
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

    /// A line as it is: what comes here is harmless already.
    fn put(&mut self, line: &str) {
        self.text.push_str(format!("{:1$}{line}", "", self.indent).trim_end());
        self.text.push('\n');
    }

    /// What to do now.
    pub fn next(&mut self, act: impl AsRef<str>) {
        let act = act.as_ref();
        let line = both!(self.voice, "Next: {act}", "Hierna: {act}");
        self.line(line);
    }

    /// Aligned columns under a head, within the width of a terminal: a cell that is too wide goes on below itself. The
    /// first column stays whole, since it names the row.
    pub fn table(&mut self, head: &[(String, Lean)], rows: impl IntoIterator<Item = Vec<String>>) {
        let mut table = Table::new();
        // Two columns more than a line has: the last column's padding is trimmed away.
        let columns = (COLUMNS + 2).saturating_sub(self.indent);
        table.set_content_arrangement(ContentArrangement::Dynamic).set_width(columns as u16);
        self.columns(table, head, rows, true);
    }

    /// Aligned columns under a head, one row a line, as wide as they come.
    pub fn wide_table(
        &mut self,
        head: &[(String, Lean)],
        rows: impl IntoIterator<Item = Vec<String>>,
    ) {
        let mut table = Table::new();
        table.set_content_arrangement(ContentArrangement::Disabled);
        self.columns(table, head, rows, false);
    }

    fn columns(
        &mut self,
        mut table: Table,
        head: &[(String, Lean)],
        rows: impl IntoIterator<Item = Vec<String>>,
        names_whole: bool,
    ) {
        table.load_preset(presets::NOTHING);
        table.set_header(head.iter().map(|(title, _)| title));
        for row in rows {
            table.add_row(row.iter().map(|cell| untied(&shown(cell))));
        }
        for (at, (column, (_, lean))) in table.column_iter_mut().zip(head).enumerate() {
            column.set_padding((0, 2));
            column.set_cell_alignment(match lean {
                Lean::Left => CellAlignment::Left,
                Lean::Right => CellAlignment::Right,
            });
            if at == 0 && names_whole {
                column.set_constraint(ColumnConstraint::ContentWidth);
            }
        }
        let lines: Vec<String> = table.lines().collect();
        lines.iter().for_each(|line| self.put(line));
    }

    /// Lines of a name and what it is, the latter aligned.
    pub fn facts(&mut self, facts: &[(String, String)]) {
        let width = facts.iter().map(|(name, _)| name.chars().count()).max().unwrap_or(0);
        for (name, value) in facts {
            let widest = value.split(' ').map(|word| word.chars().count()).max().unwrap_or(0);
            let fits = self.voice.columns.is_none_or(|columns| width + 2 + widest <= columns);
            self.hanging(format!("{name:<width$}  {value}"), if fits { width + 2 } else { 2 });
        }
    }

    /// Names, one a line behind an indent, and how many more there are.
    pub fn some_of(&mut self, names: &[String]) {
        names.iter().take(NAMED_MOST).for_each(|name| self.inside(|page| page.name(name)));
        self.and_more(names.len().saturating_sub(NAMED_MOST));
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

    pub fn into_text(self) -> String {
        self.text
    }
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
    fn a_table_is_no_wider_than_a_terminal_and_loses_nothing() {
        let voice = Voice::new(Lang::En);
        let mut page = Page::new(&voice);
        let row = vec!["20261105-2453e002".to_owned(), "word ".repeat(12), "other ".repeat(12)];
        let head = ["A", "B", "C"].map(|title| (title.to_owned(), Lean::Left));
        page.inside(|page| page.table(&head, vec![row.clone()]));
        let text = page.into_text();
        assert!(text.lines().all(|line| line.chars().count() <= COLUMNS), "{text}");
        assert!(text.lines().count() > 2, "{text}");
        assert!(text.contains("  20261105-2453e002  word"), "{text}");
        assert_eq!((text.matches("word").count(), text.matches("other").count()), (12, 12));
        let mut page = Page::new(&voice);
        page.wide_table(&head, vec![row]);
        assert_eq!(page.into_text().lines().count(), 2);
    }

    #[test]
    fn on_a_terminal_a_fact_goes_on_below_itself_and_a_name_stays_whole() {
        let voice = Voice::new(Lang::En).within(Some(30));
        let mut page = Page::new(&voice);
        page.facts(&[("Basis".into(), "Algemene wet inzake rijksbelastingen".into())]);
        page.some_of(&["a folder with a very long name/and a file.pdf".into()]);
        assert_eq!(
            page.into_text(),
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
