//! Tables that a person hands to a verb: a file's bytes, bounded, and its rows.

use std::borrow::Cow;
use std::fs::File;
use std::io::Read;
use std::path::Path;

use crate::words::limits::TABLE_CELLS_MAX;
use crate::words::table::{self, NotATable, Row};
use crate::words::typed::folded;

use super::fault::{TableProblem, Usage};

/// All bytes of a file, if there are no more than that.
pub(super) fn read_bounded(path: &Path, bytes_max: u64) -> Result<Vec<u8>, Usage> {
    let unreadable = |source| Usage::Source { path: path.to_path_buf(), source };
    // Before it is opened: that of a pipe waits until somebody writes.
    let kind = std::fs::metadata(path).map_err(unreadable)?;
    if kind.is_dir() {
        return Err(unreadable(std::io::ErrorKind::IsADirectory.into()));
    }
    if !kind.is_file() {
        return Err(Usage::Table { path: path.to_path_buf(), why: TableProblem::NoFile });
    }
    let file = File::open(path).map_err(unreadable)?;
    let mut bytes = Vec::new();
    file.take(bytes_max + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    match bytes.len() as u64 > bytes_max {
        true => {
            let why = TableProblem::TooLarge { bytes_max };
            Err(Usage::Table { path: path.to_path_buf(), why })
        }
        false => Ok(bytes),
    }
}

/// A table's text.
pub(super) struct Table<'a>(Cow<'a, str>);

impl Table<'_> {
    pub(super) fn read(bytes: &[u8]) -> Result<Table<'_>, TableProblem> {
        Ok(Table(table::text(bytes)?))
    }

    /// Its rows, one by one. What stands beyond the cells of the first one is in no column: a text with a comma that
    /// is not in quotes, as a rule, of which the first half would mean something else.
    pub(super) fn rows(&self) -> impl Iterator<Item = Result<Row, TableProblem>> {
        // A spreadsheet may say in front which sign stands between cells.
        let says_sign = |row: &Result<Row, _>| match row {
            Ok(Row { cells, .. }) => cells.first().is_some_and(|cell| cell.starts_with("sep=")),
            Err(_) => false,
        };
        let rows = table::rows(&self.0).map(|row| row.map_err(TableProblem::from));
        let mut columns = None;
        rows.skip_while(says_sign).map(move |row| {
            let row = row?;
            let filled = row.cells.iter().rposition(|cell| !cell.is_empty());
            let filled = filled.map_or(0, |last| last + 1);
            match filled > *columns.get_or_insert(filled) {
                true => Err(TableProblem::Beyond(row.line)),
                false => Ok(row),
            }
        })
    }
}

/// The letters and digits of what stands above a column.
pub(super) fn head(cell: &str) -> String {
    folded(cell).chars().filter(|c| c.is_alphanumeric()).collect()
}

impl From<NotATable> for TableProblem {
    fn from(problem: NotATable) -> TableProblem {
        match problem {
            NotATable::Encoding => TableProblem::Encoding,
            NotATable::OpenQuote { line } => TableProblem::OpenQuote(line),
            NotATable::TooWide { line } => {
                TableProblem::TooWide { line, cells_max: TABLE_CELLS_MAX }
            }
        }
    }
}
