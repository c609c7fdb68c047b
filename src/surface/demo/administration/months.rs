//! The first and the last day of a month.

use chrono::{Days, Months, NaiveDate};

pub fn month_start(year: i32, month: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, 1).expect("a month of a year around today exists")
}

/// Gives the month's last day.
pub fn month_end(year: i32, month: u32) -> NaiveDate {
    month_start(year, month) + Months::new(1) - Days::new(1)
}
