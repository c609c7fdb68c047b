//! What is said of a record that was sealed as it is, by what it says of itself.

use chrono::Datelike;

use crate::formats::index::Record;

use super::report::{Remark, RemarkReport};
use super::years::Fitting;

/// All that is to be said of it; `fitting` are the years of the dates given.
pub(super) fn remarks(record: &Record, fitting: Option<&Fitting>) -> Vec<RemarkReport> {
    let Some(document) = record.document.as_deref() else { return Vec::new() };
    let books = document.audit_file.as_deref();
    let is_older = books.is_some_and(|books| books.version.as_deref() == Some("3.2"));
    let year = document.own_day().map(|day| day.year());
    let is_other = fitting.zip(year).is_some_and(|(fitting, year)| !fitting.has(year));
    let all = [
        (document.encrypted, Remark::Encrypted),
        (is_older, Remark::OlderAuditFile),
        (is_other, Remark::OtherYear),
    ];
    let path = || record.true_name().display();
    let such = all.into_iter().filter(|(is, _)| *is);
    such.map(|(_, what)| RemarkReport { path: path(), what }).collect()
}
