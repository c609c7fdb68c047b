//! What a document says of itself, as cells of a table for a spreadsheet: nothing in them is reckoned with.

use crate::formats::document::{Document, Kind};
use crate::words::csv::cell;
use crate::words::day::Day;

/// Its kind, number, day, supplier, customer, currency, amount, account, the days that it is about, whose books it is and
/// of which year.
pub(crate) fn said_cells(document: &Document) -> [String; 12] {
    let text = |text: Option<&str>| text.map(cell).unwrap_or_default();
    let day = |day: Option<Day>| day.map(|day| day.to_string()).unwrap_or_default();
    let amount = document.amount.as_ref();
    let books = document.audit_file.as_deref();
    let currency = amount.map(|amount| &amount.currency);
    let currency = currency.or(books.and_then(|books| books.currency.as_ref()));
    [
        document.kind.map_or("", Kind::word).to_owned(),
        text(document.number.as_deref()),
        day(document.issued),
        text(document.supplier.name.as_deref()),
        text(document.customer.name.as_deref()),
        currency.map(ToString::to_string).unwrap_or_default(),
        amount.map(|amount| amount.value.to_string()).unwrap_or_default(),
        text(document.account.as_deref()),
        day(document.period.map(|period| period.from)),
        day(document.period.map(|period| period.to)),
        text(books.and_then(|books| books.company.name.as_deref())),
        text(books.and_then(|books| books.fiscal_year.as_deref())),
    ]
}
