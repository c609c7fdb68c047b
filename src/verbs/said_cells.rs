//! What a document says of itself, as cells of a table for a spreadsheet: nothing in them is reckoned with.

use crate::formats::document::{Document, Kind};
use crate::words::csv::cell;
use crate::words::day::Day;

/// Its kind, number, day, supplier, customer, currency, amount, account, and the days that it is about.
pub(crate) fn said_cells(document: &Document) -> [String; 10] {
    let text = |text: Option<&str>| text.map(cell).unwrap_or_default();
    let day = |day: Option<Day>| day.map(|day| day.to_string()).unwrap_or_default();
    let amount = document.amount.as_ref();
    [
        document.kind.map_or("", Kind::word).to_owned(),
        text(document.number.as_deref()),
        day(document.issued),
        text(document.supplier.name.as_deref()),
        text(document.customer.name.as_deref()),
        amount.map(|amount| amount.currency.to_string()).unwrap_or_default(),
        amount.map(|amount| amount.value.to_string()).unwrap_or_default(),
        text(document.account.as_deref()),
        day(document.period.map(|period| period.from)),
        day(document.period.map(|period| period.to)),
    ]
}
