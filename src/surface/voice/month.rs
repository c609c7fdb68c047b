//! Months by their names.

use super::Voice;
use crate::rules::month::Month;
use crate::words::lang::Lang;

const EN: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

const NL: [&str; 12] = [
    "januari",
    "februari",
    "maart",
    "april",
    "mei",
    "juni",
    "juli",
    "augustus",
    "september",
    "oktober",
    "november",
    "december",
];

impl Voice {
    /// The name of a month, counted from 0.
    pub(super) fn name_of_month(&self, month0: usize) -> &'static str {
        match self.lang {
            Lang::En => EN[month0],
            Lang::Nl => NL[month0],
        }
    }

    /// A month as people write it: `October 2026`, `oktober 2026`.
    pub fn month(&self, month: Month) -> String {
        format!("{} {}", self.name_of_month(month.month0()), month.year())
    }
}
