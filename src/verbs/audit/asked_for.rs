//! The list of what somebody asks for, as a table: a number or a name a row.
//!
//! A head is known by its words. Without one the first column counts, and each of its texts may be a number or a name.

use std::collections::HashSet;
use std::path::Path;

use crate::things::search::wishes::Wish;
use crate::verbs::fault::{TableProblem, Usage};
use crate::verbs::tables::{Table, head, read_bounded};
use crate::words::limits::{REQUEST_BYTES_MAX, REQUEST_ROWS_MAX};
use crate::words::table::Row;
use crate::words::typed::normal;

/// What stands above a column of numbers, by its letters alone: `Factuur nr.` too.
const NUMBERS: [&str; 13] = [
    "factuurnummer",
    "factuurnummers",
    "factuurnr",
    "factnr",
    "factuur",
    "stuknummer",
    "boekstuk",
    "boekstuknummer",
    "documentnummer",
    "afschriftnummer",
    "invoice",
    "invoicenumber",
    "documentnumber",
];
/// The same where it may also count the rows; it does where another column names documents, or two stand there.
const MAYBE_NUMBERS: [&str; 5] = ["nummer", "nummers", "number", "nr", "no"];
/// What stands above a column that counts the rows.
const COUNTERS: [&str; 9] =
    ["volgnr", "volgnummer", "regel", "regelnr", "regelnummer", "rij", "line", "row", "rownumber"];
/// What stands above a column of names.
const NAMES: [&str; 17] = [
    "naam",
    "relatie",
    "relatienaam",
    "klant",
    "klantnaam",
    "leverancier",
    "debiteur",
    "crediteur",
    "bedrijf",
    "btwnummer",
    "kvknummer",
    "name",
    "relation",
    "customer",
    "supplier",
    "vatnumber",
    "chambernumber",
];
/// What stands above a column that says nothing of which document is meant.
const BESIDE: [&str; 14] = [
    "datum",
    "factuurdatum",
    "bedrag",
    "totaal",
    "valuta",
    "btw",
    "omschrijving",
    "opmerking",
    "date",
    "invoicedate",
    "amount",
    "total",
    "currency",
    "description",
];

/// What a list asks for.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct AskedFor {
    /// Each thing once, in order.
    pub wishes: Vec<Wish>,
    /// Columns that say nothing here: what stands above them, or their numbers.
    pub columns_unread: Vec<String>,
}

/// Reads such a list.
pub(super) fn read(path: &Path) -> Result<AskedFor, Usage> {
    let bytes = read_bounded(path, REQUEST_BYTES_MAX)?;
    of_table(&bytes).map_err(|why| Usage::Table { path: path.to_path_buf(), why })
}

/// Which columns count.
enum Columns {
    First,
    Named { number: Option<usize>, name: Option<usize> },
}

fn of_table(bytes: &[u8]) -> Result<AskedFor, TableProblem> {
    let table = Table::read(bytes)?;
    let mut rows = table.rows().peekable();
    let (mut columns, mut asked) = (Columns::First, AskedFor::default());
    if let Some(Ok(Row { cells, .. })) = rows.peek() {
        let column = |words: &[&str]| cells.iter().position(|cell| words.contains(&&*head(cell)));
        let maybe = || MAYBE_NUMBERS.iter().find_map(|word| column(&[word]));
        let (number, name) = (column(&NUMBERS).or_else(maybe), column(&NAMES));
        if number.is_some() || name.is_some() {
            let unread = cells.iter().enumerate();
            let unread = unread.filter(|(at, _)| ![number, name].contains(&Some(*at)));
            let unread = unread.map(|(_, cell)| cell.clone()).filter(|cell| !cell.is_empty());
            asked.columns_unread = unread.collect();
            // A column that nobody understands may say which of several is meant: without it more would be given.
            let says_nothing = |cell: &String| {
                let head = head(cell);
                [&BESIDE[..], &COUNTERS, &MAYBE_NUMBERS].iter().any(|all| all.contains(&&*head))
            };
            let doubtful = !asked.columns_unread.iter().all(says_nothing);
            if doubtful && (number.is_none() || name.is_none()) {
                return Err(TableProblem::ColumnsUnread(asked.columns_unread));
            }
            columns = Columns::Named { number, name };
            rows.next();
        }
    }
    let (mut known, mut widest) = (HashSet::new(), 1);
    for row in rows {
        let Row { cells, .. } = row?;
        let last = cells.iter().rposition(|cell| !cell.is_empty());
        widest = widest.max(last.map_or(0, |last| last + 1));
        let Some(wish) = wish(&cells, &columns).filter(|wish| known.insert(wish.clone())) else {
            continue;
        };
        if asked.wishes.len() == REQUEST_ROWS_MAX {
            return Err(TableProblem::TooManyRows { rows_max: REQUEST_ROWS_MAX });
        }
        asked.wishes.push(wish);
    }
    if matches!(columns, Columns::First) && widest > 1 {
        let others = (2..=widest).map(|number| number.to_string()).collect();
        return Err(TableProblem::ColumnsUnread(others));
    }
    if asked.wishes.is_empty() { Err(TableProblem::Nothing) } else { Ok(asked) }
}

fn wish(cells: &[String], columns: &Columns) -> Option<Wish> {
    let cell = |at: &Option<usize>| {
        let text = cells.get((*at)?).map(|text| normal(text.trim()))?;
        (!text.is_empty()).then_some(text)
    };
    match columns {
        Columns::First => cell(&Some(0)).map(Wish::Either),
        Columns::Named { number, name } => match (cell(number), cell(name)) {
            (Some(number), Some(relation)) => Some(Wish::Both { number, relation }),
            (Some(number), None) => Some(Wish::Number(number)),
            (None, Some(name)) => Some(Wish::Relation(name)),
            (None, None) => None,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str) -> (Vec<String>, Vec<String>) {
        let AskedFor { wishes, columns_unread } = of_table(text.as_bytes()).unwrap();
        (wishes.iter().map(|wish| format!("{wish:?}")).collect(), columns_unread)
    }

    #[test]
    fn a_row_asks_for_a_number_a_name_or_both() {
        for (text, wishes, unread) in [
            ("HR-1\r\nRad\r\nHR-1\r\n", vec!["Either(\"HR-1\")", "Either(\"Rad\")"], vec![]),
            ("sep=;\nHR-1;\nHR-2;;;\n", vec!["Either(\"HR-1\")", "Either(\"HR-2\")"], vec![]),
            ("Fact. nr.;Bedrag\nHR-1;5,00\n", vec!["Number(\"HR-1\")"], vec!["Bedrag"]),
            ("Factuurnummer\nHR-1\n", vec!["Number(\"HR-1\")"], vec![]),
            ("naam\nRad\n", vec!["Relation(\"Rad\")"], vec![]),
            (
                "Nr;Factuurnummer;Bedrag\n1;HR-1;5,00\n",
                vec!["Number(\"HR-1\")"],
                vec!["Nr", "Bedrag"],
            ),
            ("No.,Invoice number\n1,HR-1\n", vec!["Number(\"HR-1\")"], vec!["No."]),
            ("Nr.;Nummer\n1;HR-1\n", vec!["Number(\"HR-1\")"], vec!["Nr."]),
            ("Volgnr;Nr\n1;HR-1\n", vec!["Number(\"HR-1\")"], vec!["Volgnr"]),
            ("Nr;Naam\nHR-1;Rad\n", vec![r#"Both { number: "HR-1", relation: "Rad" }"#], vec![]),
            (
                "Datum,Nummer,Leverancier\n1-1,HR-1,Rad\n,HR-2,\n2-2,,Zon\n3-3,,\n",
                vec![
                    "Both { number: \"HR-1\", relation: \"Rad\" }",
                    "Number(\"HR-2\")",
                    "Relation(\"Zon\")",
                ],
                vec!["Datum"],
            ),
        ] {
            let strings = |all: Vec<&str>| all.into_iter().map(str::to_owned).collect::<Vec<_>>();
            assert_eq!(said(text), (strings(wishes), strings(unread)), "{text}");
        }
    }

    #[test]
    fn a_column_that_may_say_which_is_meant_and_is_not_understood_refuses_the_list() {
        for (text, columns) in [
            ("HR-1;5,00\nHR-2;x;\n", &["2"][..]),
            ("Ons kenmerk;Relatie\n471102;Rad\n", &["Ons kenmerk"]),
            ("Factuurnummer;Wie\n471102;Rad\n", &["Wie"]),
        ] {
            let columns = columns.iter().map(|column| (*column).to_owned()).collect();
            assert_eq!(
                of_table(text.as_bytes()),
                Err(TableProblem::ColumnsUnread(columns)),
                "{text}"
            );
        }
    }

    #[test]
    fn a_text_that_a_comma_takes_apart_asks_for_nothing() {
        for text in [
            "Naam\r\nJansen, P.\r\n",
            "Naam,\nJansen, P.\n",
            "Nummer\n2025,0117\n",
            "Verzoek btw 2026;;\nFactuurnummer;Relatie\n471102;Rad\n",
            "HR-1\n2025,0117\n",
        ] {
            assert_eq!(of_table(text.as_bytes()), Err(TableProblem::Beyond(2)), "{text}");
        }
        let (wishes, _) = said("Naam\n\"Jansen, P.\"\n");
        assert_eq!(wishes, ["Relation(\"Jansen, P.\")"]);
    }

    #[test]
    fn a_list_that_asks_for_nothing_or_too_much_is_said() {
        for text in ["", "\n;;\n", "nummer\n"] {
            assert_eq!(of_table(text.as_bytes()), Err(TableProblem::Nothing), "{text}");
        }
        let many: String = (0..=REQUEST_ROWS_MAX).map(|n| format!("{n}\n")).collect();
        let why = TableProblem::TooManyRows { rows_max: REQUEST_ROWS_MAX };
        assert_eq!(of_table(many.as_bytes()), Err(why));
    }
}
