//! What a document says of itself, as cells of a table for a spreadsheet, where nothing in them is reckoned with; and
//! whether it is an audit file.

use crate::formats::document::{Document, Kind};
use crate::formats::index::Record;
use crate::words::csv::cell;
use crate::words::day::Day;

/// Whether a record is an audit file, by what it says of itself, or by its name where it says nothing.
pub(crate) fn is_audit_file(record: &Record) -> bool {
    let said = record.document.as_ref().and_then(|document| document.kind);
    let name = record.path.as_str().to_ascii_lowercase();
    said == Some(Kind::AuditFile) || name.ends_with(".xaf")
}

/// Its kind, number, day, supplier, customer, currency, amount, account, the days that it is about; whose books it is
/// and of which year; who wrote it, and about what.
pub(crate) fn said_cells(document: &Document) -> [String; 14] {
    let text = |text: Option<&str>| text.map(cell).unwrap_or_default();
    let day = |day: Option<Day>| day.map(|day| day.to_string()).unwrap_or_default();
    let amount = document.amount.as_ref();
    let books = document.audit_file.as_deref();
    let mail = document.mail.as_deref();
    let sender = mail.map(|mail| &mail.sender);
    let sender = sender.and_then(|from| from.name.as_deref().or(from.address.as_deref()));
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
        text(sender),
        text(mail.and_then(|mail| mail.subject.as_deref())),
    ]
}
