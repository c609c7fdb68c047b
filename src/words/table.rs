//! A table as a spreadsheet saves it: cells between commas or semicolons (RFC 4180), in UTF-8 or Windows-1252.
//!
//! Refuses to know what stands in it. Its bytes are foreign: whoever reads the file bounds them.

use std::borrow::Cow;

use super::limits::TABLE_CELLS_MAX;

/// One row with something in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The line that it begins on, from 1.
    pub line: u64,
    /// Its cells, without blanks around them; blanks in quotes are part of the cell (RFC 4180, §2).
    pub cells: Vec<String>,
}

/// Why bytes are no table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{self:?}")]
pub enum NotATable {
    /// Neither UTF-8 nor Windows-1252.
    Encoding,
    /// A quote on this line, from 1, is never closed.
    OpenQuote {
        /// The line.
        line: u64,
    },
    /// The row that begins on this line, from 1, has more cells than are read.
    TooWide {
        /// The line.
        line: u64,
    },
}

/// What Windows-1252 has from 0x80 to 0x9f; NUL where it has nothing.
const WINDOWS_1252: [char; 32] = [
    '€', '\0', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\0', 'Ž', '\0', '\0', '‘',
    '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\0', 'ž', 'Ÿ',
];

/// The text of a file: UTF-8, or else Windows-1252.
pub fn text(bytes: &[u8]) -> Result<Cow<'_, str>, NotATable> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let text: Cow<'_, str> = match std::str::from_utf8(bytes) {
        Ok(text) => text.into(),
        Err(_) => bytes.iter().map(|byte| western(*byte)).collect::<String>().into(),
    };
    // UTF-16 has a NUL beside each letter of ours.
    if text.contains('\0') { Err(NotATable::Encoding) } else { Ok(text) }
}

fn western(byte: u8) -> char {
    match byte {
        0x80..=0x9f => WINDOWS_1252[usize::from(byte - 0x80)],
        other => other.into(),
    }
}

/// The rows of a text, one by one.
pub struct Rows<'a> {
    left: &'a str,
    separator: char,
    line: u64,
}

/// The rows of a text; blank ones are passed over. A semicolon in its first line separates, else a comma does.
pub fn rows(text: &str) -> Rows<'_> {
    let first = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    Rows { left: text, separator: if has_semicolon(first) { ';' } else { ',' }, line: 1 }
}

/// Whether a semicolon stands outside of quotes, whichever of the two signs separates.
fn has_semicolon(line: &str) -> bool {
    let (mut quoted, mut begins) = (false, true);
    let mut letters = line.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '"' if quoted && letters.peek() == Some(&'"') => drop(letters.next()),
            '"' if quoted => quoted = false,
            '"' if begins => quoted = true,
            ';' if !quoted => return true,
            _ => {}
        }
        begins = letter == ',' && !quoted;
    }
    false
}

impl Iterator for Rows<'_> {
    type Item = Result<Row, NotATable>;

    fn next(&mut self) -> Option<Self::Item> {
        while !self.left.is_empty() {
            match self.row() {
                Ok(row) if row.cells.iter().all(|cell| cell.trim().is_empty()) => {}
                Ok(row) => return Some(Ok(row)),
                Err(problem) => {
                    self.left = "";
                    return Some(Err(problem));
                }
            }
        }
        None
    }
}

impl Rows<'_> {
    fn row(&mut self) -> Result<Row, NotATable> {
        let mut row = Row { line: self.line, cells: vec![] };
        let (mut cell, mut opened) = (Cell::default(), None);
        let mut letters = self.left.char_indices().peekable();
        let mut end = self.left.len();
        while let Some((at, letter)) = letters.next() {
            let next = letters.peek().map(|(_, next)| *next);
            let line_ends = letter == '\n' || letter == '\r' && next != Some('\n');
            self.line += u64::from(line_ends);
            match letter {
                '"' if opened.is_some() && next == Some('"') => {
                    cell.text.push('"');
                    letters.next();
                }
                '"' if opened.is_some() => {
                    cell.quoted = Some(cell.text.len());
                    opened = None;
                }
                '"' if cell.quoted.is_none() && cell.text.trim().is_empty() => {
                    cell = Cell { quoted: Some(0), ..Cell::default() };
                    opened = Some(self.line);
                }
                letter if opened.is_some() => cell.text.push(letter),
                letter if letter == self.separator => {
                    row.cells.push(std::mem::take(&mut cell).ended());
                    // Another cell begins behind the sign.
                    if row.cells.len() == TABLE_CELLS_MAX {
                        return Err(NotATable::TooWide { line: row.line });
                    }
                }
                _ if line_ends => {
                    end = at + letter.len_utf8();
                    break;
                }
                letter => cell.text.push(letter),
            }
        }
        self.left = &self.left[end..];
        row.cells.push(cell.ended());
        opened.map_or(Ok(row), |line| Err(NotATable::OpenQuote { line }))
    }
}

/// A cell on its way.
#[derive(Default)]
struct Cell {
    text: String,
    /// How many bytes of the text stood in quotes, where it began with them.
    quoted: Option<usize>,
}

impl Cell {
    /// Its text, without the blanks around it that stood outside of quotes.
    fn ended(self) -> String {
        match self.quoted {
            Some(bytes) => {
                let (inside, behind) = self.text.split_at(bytes);
                format!("{inside}{}", behind.trim_end())
            }
            None => self.text.trim().to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::csv::cell;
    use proptest::prelude::*;

    fn read(bytes: &[u8]) -> Result<Vec<Vec<String>>, NotATable> {
        let text = text(bytes)?;
        rows(&text).map(|row| row.map(|row| row.cells)).collect()
    }

    #[test]
    fn commas_and_semicolons_separate_and_quotes_keep_together() {
        for (bytes, cells) in [
            (&b"a,b\r\nc, d \n"[..], vec![vec!["a", "b"], vec!["c", "d"]]),
            (b"a;b,c\n\n ; \nd", vec![vec!["a", "b,c"], vec!["d"]]),
            (b"\"a;b\",c\n", vec![vec!["a;b", "c"]]),
            (b"a,\"b;\"\"c\"\"\"\n", vec![vec!["a", "b;\"c\""]]),
            (b"\"a \"\"b\"\"\",\"c\nd\"\re", vec![vec!["a \"b\"", "c\nd"], vec!["e"]]),
            (b" \" a \" , b ,\"c \" d \n\" \",\n", vec![vec![" a ", "b", "c  d"]]),
            (b"5\" pipe;x", vec![vec!["5\" pipe", "x"]]),
            (b"\xef\xbb\xbfcaf\xc3\xa9", vec![vec!["café"]]),
            (b"caf\xe9;\x80 5", vec![vec!["café", "€ 5"]]),
            (b"", vec![]),
        ] {
            assert_eq!(read(bytes).unwrap(), cells, "{bytes:?}");
        }
    }

    #[test]
    fn a_row_knows_its_line_and_what_is_no_table_is_said() {
        let lines: Vec<u64> = rows("a\r\n\r\n\"b\nc\"\nd").map(|row| row.unwrap().line).collect();
        assert_eq!(lines, [1, 3, 5]);
        assert_eq!(read(b"a\nb,\"c\nd\n"), Err(NotATable::OpenQuote { line: 2 }));
        assert_eq!(read(b"a\0b\0"), Err(NotATable::Encoding));
        assert_eq!(read(b"\xff\xfea\0"), Err(NotATable::Encoding));
        assert_eq!(read(b"\x81"), Err(NotATable::Encoding));
    }

    #[test]
    fn a_row_with_too_many_cells_is_no_table() {
        let most = format!("a\n{}", vec!["b"; TABLE_CELLS_MAX].join(","));
        assert_eq!(read(most.as_bytes()).unwrap()[1].len(), TABLE_CELLS_MAX);
        assert_eq!(read(format!("{most},").as_bytes()), Err(NotATable::TooWide { line: 2 }));
    }

    proptest! {
        #[test]
        fn what_was_written_as_cells_comes_back(
            cells in prop::collection::vec("[a-z ;,\"\n\ré]{0,7}[a-z] ?", 1..4),
        ) {
            let line = cells.iter().map(|text| cell(text)).collect::<Vec<_>>().join(",");
            let rows = read(format!("{line}\r\n").as_bytes()).unwrap();
            let cells: Vec<String> =
                cells.iter().map(|text| crate::words::csv::text(text).into_owned()).collect();
            prop_assert_eq!(rows, vec![cells]);
        }

        #[test]
        fn any_bytes_end_in_rows_or_a_problem(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = read(&bytes);
        }
    }
}
