//! Tags for files one by one, from a table that a person hands over: in one column a name or a pattern, in each other
//! one the values of a key.
//!
//! Of several rows that fit a file the first that gives a key counts, and before what is given for all files. Files
//! that fit the same rows hold the same tags in memory; what one may get is bounded, as its line in an index spells it.

use std::collections::{BTreeMap, HashMap};

use crate::formats::index::Tags;
use crate::powers::asker::Watcher;
use crate::powers::sources::{Found, Roots};
use crate::things::bundle::pack::Item;
use crate::things::search::patterns::{ByName, Patterns};
use crate::verbs::fault::{Fault, TableProblem, Usage};
use crate::verbs::session::Session;
use crate::verbs::tables::{Table, read_bounded};
use crate::words::limits::{REQUEST_BYTES_MAX, REQUEST_ROWS_MAX, TAGS_BYTES_MAX};
use crate::words::table::Row;
use crate::words::typed::{folded, normal};

use super::request::Request;

/// What stands above the column of names.
const NAMES: [&str; 9] =
    ["bestand", "bestandsnaam", "file", "filename", "match", "naam", "name", "pad", "path"];

/// Such a table.
pub(super) struct TagTable {
    patterns: ByName,
    /// Of each pattern, by its place.
    tags: Vec<Vec<(String, String)>>,
}

/// The one that is asked for, if any.
pub(super) fn of(session: &Session<'_, '_>, request: &Request) -> Result<Option<TagTable>, Usage> {
    let given = given(&request.tags)?;
    let Some(path) = &request.tags_from else { return Ok(None) };
    let bytes = read_bounded(path, REQUEST_BYTES_MAX)?;
    let why = |why| Usage::Table { path: path.clone(), why };
    let (names, tags) = of_table(&bytes, given).map_err(why)?;
    let patterns = Patterns::read(&names, session.world.users_folder.as_deref())?;
    Ok(Some(TagTable { patterns: patterns.into(), tags }))
}

/// How many bytes the tags have that every record gets.
fn given(tags: &BTreeMap<String, String>) -> Result<usize, Usage> {
    let mut bytes = 0;
    for (key, value) in tags {
        if [key, value].into_iter().any(|text| has_control(text)) {
            return Err(Usage::BadTag(format!("{key}={value}")));
        }
        bytes += spelled(key) + spelled(value) + BETWEEN;
    }
    if bytes > TAGS_BYTES_MAX { Err(Usage::TagsTooLong) } else { Ok(bytes) }
}

/// The quotes, the colon and the comma of a key and its value.
const BETWEEN: usize = 6;

/// How many bytes a text has in a line of an index, which is ASCII alone.
fn spelled(text: &str) -> usize {
    let bytes = |c: char| match c {
        '"' | '\\' => 2,
        ' '..='~' => 1,
        _ => 6 * c.len_utf16(),
    };
    text.chars().map(bytes).sum()
}

fn has_control(text: &str) -> bool {
    text.chars().any(char::is_control)
}

/// The rows that no file fits of all that were found, sealed already or not.
pub(super) fn unmet(
    session: &Session<'_, '_>,
    table: Option<&TagTable>,
    roots: &Roots,
    all: &[Found],
) -> Result<Vec<String>, Fault> {
    let Some(table) = table else { return Ok(Vec::new()) };
    for found in all {
        table.meet(&roots.name_of(found).display(), session.world.watcher)?;
    }
    Ok(table.patterns.unmet())
}

type Read = (Vec<String>, Vec<Vec<(String, String)>>);

/// `given` is how many bytes the tags have that every record gets.
fn of_table(bytes: &[u8], given: usize) -> Result<Read, TableProblem> {
    let table = Table::read(bytes)?;
    let mut rows = table.rows();
    let Row { line: head_line, cells: head } =
        rows.next().transpose()?.ok_or(TableProblem::Nothing)?;
    let is_name = |cell: &String| NAMES.contains(&folded(cell).as_str());
    let column = head.iter().position(is_name).ok_or(TableProblem::NoNames)?;
    let keys: Vec<String> = head.iter().map(|cell| normal(cell)).collect();
    for (at, key) in keys.iter().enumerate().filter(|(_, key)| !key.is_empty()) {
        if has_control(key) {
            return Err(TableProblem::ControlInTag(head_line));
        }
        if spelled(key) > TAGS_BYTES_MAX {
            return Err(TableProblem::TagsTooLong(head_line));
        }
        if keys[..at].contains(key) {
            return Err(TableProblem::TwiceInHead(key.clone()));
        }
    }
    let (mut names, mut tags) = (Vec::new(), Vec::new());
    // Several rows may fit one record: of each key the longest value.
    let mut longest = vec![0; keys.len()];
    for row in rows {
        let Row { line, cells } = row?;
        if names.len() == REQUEST_ROWS_MAX {
            return Err(TableProblem::TooManyRows { rows_max: REQUEST_ROWS_MAX });
        }
        let name = cells.get(column).filter(|name| !name.is_empty());
        let mut own = Vec::new();
        for (at, value) in cells.iter().enumerate().filter(|(at, _)| *at != column) {
            match keys.get(at).filter(|key| !key.is_empty()) {
                _ if value.is_empty() => {}
                Some(_) if has_control(value) => return Err(TableProblem::ControlInTag(line)),
                Some(key) => {
                    let value = normal(value);
                    longest[at] = spelled(&value).max(longest[at]);
                    own.push((key.clone(), value));
                }
                None => return Err(TableProblem::NoTag(line)),
            }
        }
        let such = longest.iter().zip(&keys).filter(|(value, _)| **value > 0);
        let bytes = such.map(|(value, key)| value + spelled(key) + BETWEEN).sum::<usize>();
        if given + bytes > TAGS_BYTES_MAX {
            return Err(TableProblem::TagsTooLong(line));
        }
        names.push(name.ok_or(TableProblem::NoTag(line))?.clone());
        tags.push(own);
    }
    if names.is_empty() { Err(TableProblem::Nothing) } else { Ok((names, tags)) }
}

impl TagTable {
    /// Gives each file its tags: those of the table, and below them what is given for all.
    pub fn tag(
        &self,
        items: &mut [Item],
        given: &BTreeMap<String, String>,
        watcher: &dyn Watcher,
    ) -> Result<(), Fault> {
        let mut made: HashMap<Vec<usize>, Tags> = HashMap::new();
        for item in items {
            let rows = self.places(&item.name().display(), watcher)?;
            if rows.is_empty() {
                // What is given for all of them stands for it.
                continue;
            }
            let tags = made.entry(rows).or_insert_with_key(|rows| self.tags_of(rows, given));
            item.tags = tags.clone();
        }
        Ok(())
    }

    fn tags_of(&self, rows: &[usize], given: &BTreeMap<String, String>) -> Tags {
        let mut tags = given.clone();
        // The first row comes last, so that it counts.
        for (key, value) in rows.iter().rev().flat_map(|at| &self.tags[*at]) {
            tags.insert(key.clone(), value.clone());
        }
        Tags::from(tags)
    }

    /// Counts those rows as met that fit a file and that no file has met yet.
    fn meet(&self, name: &str, watcher: &dyn Watcher) -> Result<(), Fault> {
        match watcher.interrupted() {
            true => Err(Fault::Interrupted),
            false => {
                self.patterns.meet(name);
                Ok(())
            }
        }
    }

    /// The rows that fit a file. Ten thousand patterns beside many files take long: a person may stop it at each.
    fn places(&self, name: &str, watcher: &dyn Watcher) -> Result<Vec<usize>, Fault> {
        match watcher.interrupted() {
            true => Err(Fault::Interrupted),
            false => Ok(self.patterns.places(name)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::powers::asker::{Act, Unwatched};
    use crate::things::bundle::pack::items_below;

    #[test]
    fn a_row_has_a_name_and_a_value_under_each_key() {
        let expected = (
            vec!["2025/11/*.pdf".to_owned(), "loon".to_owned()],
            vec![
                vec![("klant".to_owned(), "Café".to_owned()), ("nr".to_owned(), "7".to_owned())],
                vec![("nr".to_owned(), "8".to_owned())],
            ],
        );
        for text in [
            "klant;Pad;nr\nCafé;2025/11/*.pdf;7\n;loon;8\n",
            "sep=,\r\nbestand,klant,nr,\r\n2025/11/*.pdf,Cafe\u{301},7,\r\n\r\nloon,,8\r\n",
        ] {
            assert_eq!(of_table(text.as_bytes(), 0).as_ref(), Ok(&expected), "{text}");
        }
    }

    struct Stopped;

    impl Watcher for Stopped {
        fn begin(&self, _: Act, _: u64) {}
        fn advance(&self, _: u64) {}
        fn end(&self) {}
        fn interrupted(&self) -> bool {
            true
        }
    }

    #[test]
    fn a_person_may_stop_it_at_each_file() {
        let patterns = Patterns::read(&["*".to_owned()], None).unwrap();
        let table = TagTable { patterns: patterns.into(), tags: vec![vec![]] };
        assert_eq!(table.places("a", &Unwatched).unwrap(), [0]);
        assert!(matches!(table.places("a", &Stopped), Err(Fault::Interrupted)));
        assert!(matches!(table.meet("a", &Stopped), Err(Fault::Interrupted)));
    }

    #[test]
    fn files_that_fit_the_same_rows_hold_the_same_tags_once() {
        let (names, tags) = of_table("pad;klant\n*.pdf;Café\n1.pdf;Eén\n".as_bytes(), 0).unwrap();
        let patterns = Patterns::read(&names, None).unwrap();
        let table = TagTable { patterns: patterns.into(), tags };
        let folder = tempfile::tempdir().unwrap();
        for name in ["1.pdf", "2.pdf", "3.pdf", "4.txt"] {
            std::fs::write(folder.path().join(name), name).unwrap();
        }
        let mut items = items_below(folder.path()).unwrap();
        table.tag(&mut items, &BTreeMap::new(), &Unwatched).unwrap();
        let value = |at: usize| items[at].tags.get("klant");
        assert_eq!([value(0), value(1), value(3)], [Some("Café"), Some("Café"), None]);
        let place = |at: usize| value(at).map(str::as_ptr);
        assert_eq!(place(1), place(2));
    }

    #[test]
    fn what_can_t_be_meant_is_said_with_its_line() {
        for (text, why) in [
            ("", TableProblem::Nothing),
            ("pad;klant\n", TableProblem::Nothing),
            ("klant;nr\na;b\n", TableProblem::NoNames),
            ("pad;klant;klant\na;b;c\n", TableProblem::TwiceInHead("klant".into())),
            ("pad;klant\na;b;c\n", TableProblem::Beyond(2)),
            ("pad;;klant\na;b;c\n", TableProblem::NoTag(2)),
            ("pad;klant\na;b\n;c\n", TableProblem::NoTag(3)),
            ("pad;klant\na;\"b\n", TableProblem::OpenQuote(2)),
            ("pad;kl\u{1}ant\na;b\n", TableProblem::ControlInTag(1)),
            ("pad;klant\na;b\u{7f}\n", TableProblem::ControlInTag(2)),
            ("pad;klant\na;\"b\nc\"\n", TableProblem::ControlInTag(2)),
        ] {
            assert_eq!(of_table(text.as_bytes(), 0), Err(why), "{text}");
        }
        let long = format!("pad;klant\na;{}\n", "x".repeat(TAGS_BYTES_MAX));
        assert_eq!(of_table(long.as_bytes(), 0), Err(TableProblem::TagsTooLong(2)));
        let long = format!("pad;{}\na;b\n", "k".repeat(TAGS_BYTES_MAX + 1));
        assert_eq!(of_table(long.as_bytes(), 0), Err(TableProblem::TagsTooLong(1)));
        // A line of an index spells each of these in six bytes.
        let long = format!("pad;klant\na;{}\n", "é".repeat(TAGS_BYTES_MAX / 6));
        assert_eq!(of_table(long.as_bytes(), 0), Err(TableProblem::TagsTooLong(2)));
        // Each row gives one key alone, and a file may fit all of them.
        let keys: Vec<String> = (0..16).map(|key| format!("k{key:02}")).collect();
        let value = "x".repeat(TAGS_BYTES_MAX / 16 - keys[0].len() - BETWEEN);
        let row = |at: usize| format!("a{}{value}\n", ";".repeat(at + 1));
        let wide = format!("pad;{}\n", keys.join(";")) + &(0..16).map(row).collect::<String>();
        assert!(of_table(wide.as_bytes(), 0).is_ok());
        assert_eq!(of_table(wide.as_bytes(), 1), Err(TableProblem::TagsTooLong(17)));
        let tag = |value: &str| given(&BTreeMap::from([("k".to_owned(), value.to_owned())]));
        assert_eq!(tag("aé\"").unwrap(), 1 + 9 + BETWEEN);
        assert!(matches!(tag("a\nb"), Err(Usage::BadTag(_))));
        assert!(matches!(tag(&"x".repeat(TAGS_BYTES_MAX)), Err(Usage::TagsTooLong)));
        let many = "pad;klant\n".to_owned() + &"a;b\n".repeat(REQUEST_ROWS_MAX + 1);
        let problem = TableProblem::TooManyRows { rows_max: REQUEST_ROWS_MAX };
        assert_eq!(of_table(many.as_bytes(), 0), Err(problem));
    }
}
