//! Rows under a head, within so many columns: no word is cut in two and nothing is left out. Where even the longest
//! words do not fit beside each other, each row is a block of its own.

use comfy_table::{CellAlignment, ColumnConstraint, ContentArrangement, Table, Width, presets};

/// Which way a column leans.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lean {
    Left,
    Right,
}

/// What stands between two columns.
const GAP: usize = 2;

/// How rows can be laid out.
#[derive(Debug, PartialEq, Eq)]
pub enum LaidOut {
    /// The table's lines.
    Lines(Vec<String>),
    /// There is no room for a table.
    TooWide,
}

/// The rows as a table of at most `columns`, one row a line where that is None. The first column stays whole, since it
/// names the row; a cell of another that is too wide goes on below itself.
pub fn laid_out(head: &[(String, Lean)], rows: &[Vec<String>], columns: Option<usize>) -> LaidOut {
    let Some(widths) = widths(head, rows, columns) else { return LaidOut::TooWide };
    let mut table = Table::new();
    table.set_content_arrangement(ContentArrangement::Disabled).load_preset(presets::NOTHING);
    table.set_header(head.iter().map(|(title, _)| title));
    rows.iter().for_each(|row| {
        table.add_row(row);
    });
    for ((column, (_, lean)), width) in table.column_iter_mut().zip(head).zip(widths) {
        let width = u16::try_from(width + GAP).unwrap_or(u16::MAX);
        column.set_padding((0, GAP as u16));
        column.set_constraint(ColumnConstraint::Absolute(Width::Fixed(width)));
        column.set_cell_alignment(match lean {
            Lean::Left => CellAlignment::Left,
            Lean::Right => CellAlignment::Right,
        });
    }
    LaidOut::Lines(table.lines().map(|line| line.trim_end().to_owned()).collect())
}

/// How wide each column becomes: as wide as its widest cell where there is room, else the widest give way first, down
/// to their longest word. None where that is not enough.
fn widths(
    head: &[(String, Lean)],
    rows: &[Vec<String>],
    columns: Option<usize>,
) -> Option<Vec<usize>> {
    let cells = |at: usize| {
        let below = rows.iter().filter_map(move |row| row.get(at));
        std::iter::once(&head[at].0).chain(below)
    };
    let whole = |at: usize| cells(at).map(|cell| width(cell)).max().unwrap_or(0);
    let word = |at: usize| cells(at).flat_map(|cell| cell.split(' ')).map(width).max().unwrap_or(0);
    let mut widths: Vec<usize> = (0..head.len()).map(whole).collect();
    let Some(columns) = columns else { return Some(widths) };
    let least: Vec<usize> =
        (0..head.len()).map(|at| if at == 0 { whole(0) } else { word(at) }).collect();
    let room = columns.saturating_sub(GAP * head.len().saturating_sub(1));
    while widths.iter().sum::<usize>() > room {
        let gives = (0..widths.len()).filter(|at| widths[*at] > least[*at]);
        let widest = gives.max_by_key(|at| widths[*at])?;
        widths[widest] -= 1;
    }
    Some(widths)
}

fn width(text: &str) -> usize {
    text.chars().count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(columns: Option<usize>) -> LaidOut {
        let head = [
            ("BUNDLE".to_owned(), Lean::Left),
            ("NAME".to_owned(), Lean::Left),
            ("SIZE".to_owned(), Lean::Right),
        ];
        let rows = [
            vec![
                "20261105 2453e002".to_owned(),
                "Arbeidstijdregistratie van nu".into(),
                "1".into(),
            ],
            vec!["b".to_owned(), "é".into(), "1.406".into()],
        ];
        laid_out(&head, &rows, columns)
    }

    fn lines(columns: Option<usize>) -> Vec<String> {
        match table(columns) {
            LaidOut::Lines(lines) => lines,
            LaidOut::TooWide => panic!("no room in {columns:?}"),
        }
    }

    #[test]
    fn without_a_width_each_row_is_one_line() {
        assert_eq!(
            lines(None),
            [
                "BUNDLE             NAME                            SIZE",
                "20261105 2453e002  Arbeidstijdregistratie van nu      1",
                "b                  é                              1.406"
            ]
        );
        assert_eq!(lines(Some(80)), lines(None));
    }

    #[test]
    fn a_cell_goes_on_below_itself_and_no_word_is_cut() {
        assert_eq!(
            lines(Some(50)),
            [
                "BUNDLE             NAME                       SIZE",
                "20261105 2453e002  Arbeidstijdregistratie        1",
                "                   van nu",
                "b                  é                         1.406"
            ]
        );
        assert_eq!(lines(Some(48)).iter().map(|line| width(line)).max(), Some(48));
        assert_eq!(table(Some(47)), LaidOut::TooWide);
    }
}
