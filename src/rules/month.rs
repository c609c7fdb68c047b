//! A month of records: which one is over, and which one the name of a folder or a file says.
//!
//! Refuses to guess: a name that says two months says none, and digits that may be a number of something else are no
//! date. Pure; what today is comes in as a value.

use std::fmt;

use chrono::Datelike;
use serde::{Serialize, Serializer};

use crate::words::day::{Day, GIVEN_YEARS, GivenDate};

mod names;

pub use names::{of_file, of_folders};

/// A month of a year. Ordered in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month {
    year: i32,
    /// From 1.
    month: u32,
}

impl Month {
    /// A month that a person may give; `month` counts from 1.
    pub fn new(year: i32, month: u32) -> Option<Month> {
        let exists = GIVEN_YEARS.contains(&year) && (1..=12).contains(&month);
        exists.then_some(Month { year, month })
    }

    /// The month in which a day lies.
    pub fn of(day: Day) -> Month {
        Month { year: day.year(), month: day.month() }
    }

    /// The month in which a date lies; none of a date that is a whole year.
    pub fn of_date(date: GivenDate) -> Option<Month> {
        match date {
            GivenDate::Year(_) => None,
            GivenDate::Month(year, month) => Some(Month { year, month }),
            GivenDate::Day(day) => Some(Month::of(day)),
        }
    }

    /// The last month that is over on a day.
    pub fn last_whole(today: Day) -> Month {
        let Month { year, month } = Month::of(today);
        match month {
            1 => Month { year: year - 1, month: 12 },
            _ => Month { year, month: month - 1 },
        }
    }

    /// Whether its last day is past on a day.
    pub fn is_over(self, today: Day) -> bool {
        self < Month::of(today)
    }

    /// Its year.
    pub fn year(self) -> i32 {
        self.year
    }

    /// Its place in the year, from 0.
    pub fn month0(self) -> usize {
        self.month as usize - 1
    }

    /// The same as a date that a person gives.
    pub fn date(self) -> GivenDate {
        GivenDate::Month(self.year, self.month)
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.date().fmt(f)
    }
}

impl Serialize for Month {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::day::parse_day;

    #[test]
    fn a_month_is_over_the_day_after_its_last() {
        let day = |text| parse_day(text).unwrap();
        let october = Month::new(2026, 10).unwrap();
        for (today, over, last) in [
            ("2026-10-31", false, "2026-09"),
            ("2026-11-01", true, "2026-10"),
            ("2027-01-31", true, "2026-12"),
        ] {
            assert_eq!(october.is_over(day(today)), over, "{today}");
            assert_eq!(Month::last_whole(day(today)).to_string(), last, "{today}");
        }
        assert!(Month::new(2026, 13).is_none() && Month::new(1899, 1).is_none());
    }
}
