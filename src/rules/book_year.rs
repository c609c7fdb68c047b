//! Book years: a list, because the first one may be long or short and a year's end may move
//! (BW 2:10a; format, §4.1).
//!
//! Refuses to guess: a day outside the list is an answer for a person, never a made-up year. Only
//! where there is no list at all do calendar years hold.

use std::str::FromStr;

use chrono::{Datelike, Months};
use serde::{Deserialize, Serialize};

use crate::words::day::{Day, day_text, last_of_month};

/// The longest book year, in months: a first or moved one may run over a year, below two.
pub const BOOK_YEAR_MONTHS_MAX: u32 = 24;

/// One book year; both days belong to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "Span", into = "Span")]
pub struct BookYear {
    from: Day,
    to: Day,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Span {
    #[serde(with = "day_text")]
    from: Day,
    #[serde(with = "day_text")]
    to: Day,
}

/// Why a list of book years can't be used, or has no answer for a day.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{self:?}")]
pub enum BookYearProblem {
    Backwards { from: Day, to: Day },
    TooLong { from: Day, to: Day },
    Overlap { a: BookYear, b: BookYear },
    Gap { before: Day, after: Day },
    Outside { day: Day, first: Day, last: Day },
}

impl BookYear {
    /// The book year from one day through another.
    pub fn new(from: Day, to: Day) -> Result<BookYear, BookYearProblem> {
        if to < from {
            return Err(BookYearProblem::Backwards { from, to });
        }
        match from.checked_add_months(Months::new(BOOK_YEAR_MONTHS_MAX)) {
            Some(limit) if to < limit => Ok(BookYear { from, to }),
            _ => Err(BookYearProblem::TooLong { from, to }),
        }
    }

    /// The calendar year that holds `day`.
    pub fn calendar(day: Day) -> BookYear {
        let year = day.year();
        let at = |month, nth| Day::from_ymd_opt(year, month, nth);
        match (at(1, 1), at(12, 31)) {
            (Some(from), Some(to)) => BookYear { from, to },
            _ => unreachable!("the year of a day that exists has a first and a last day"),
        }
    }

    /// Its first day.
    pub fn from(&self) -> Day {
        self.from
    }

    /// Its last day.
    pub fn to(&self) -> Day {
        self.to
    }

    /// True where `day` lies in it.
    pub fn holds(&self, day: Day) -> bool {
        (self.from..=self.to).contains(&day)
    }
}

impl TryFrom<Span> for BookYear {
    type Error = BookYearProblem;
    fn try_from(span: Span) -> Result<Self, BookYearProblem> {
        BookYear::new(span.from, span.to)
    }
}

impl From<BookYear> for Span {
    fn from(year: BookYear) -> Span {
        Span { from: year.from, to: year.to }
    }
}

/// A vault's book years: in order, each from the day after the one before. Empty: calendar years.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<BookYear>", into = "Vec<BookYear>")]
pub struct BookYears(Vec<BookYear>);

impl BookYears {
    /// The list of these years, in whatever order they come; the same one twice is one, since two
    /// homes of a vault may each have recorded it.
    pub fn new(mut years: Vec<BookYear>) -> Result<BookYears, BookYearProblem> {
        years.sort();
        years.dedup();
        for pair in years.windows(2) {
            let (a, b) = (pair[0], pair[1]);
            if b.from <= a.to {
                return Err(BookYearProblem::Overlap { a, b });
            }
            if a.to.succ_opt() != Some(b.from) {
                return Err(BookYearProblem::Gap { before: a.to, after: b.from });
            }
        }
        Ok(BookYears(years))
    }

    /// The list with one more year at either end.
    pub fn with(&self, year: BookYear) -> Result<BookYears, BookYearProblem> {
        let mut years = self.0.clone();
        years.push(year);
        BookYears::new(years)
    }

    /// Years of twelve months that end on `end` in each of the years `first` to `last`.
    pub fn regular(end: YearEnd, first: i32, last: i32) -> Result<BookYears, BookYearProblem> {
        let years = (first..=last).filter_map(|year| {
            let from = end.in_year(year - 1)?.succ_opt()?;
            Some(BookYear::new(from, end.in_year(year)?))
        });
        BookYears::new(years.collect::<Result<_, _>>()?)
    }

    /// The years in order.
    pub fn years(&self) -> &[BookYear] {
        &self.0
    }

    /// The book year that holds `day`; with no list its calendar year.
    pub fn containing(&self, day: Day) -> Result<BookYear, BookYearProblem> {
        let (Some(first), Some(last)) = (self.0.first(), self.0.last()) else {
            return Ok(BookYear::calendar(day));
        };
        let found = self.0.iter().find(|year| year.holds(day));
        found.copied().ok_or(BookYearProblem::Outside { day, first: first.from, last: last.to })
    }

    /// The twelve months after the last year of the list: what a person most likely adds next.
    pub fn next(&self) -> Option<BookYear> {
        let last = self.0.last()?.to;
        let end = YearEnd { month: last.month(), day: last.day(), month_end: is_month_end(last) };
        BookYear::new(last.succ_opt()?, end.in_year(last.year() + 1)?).ok()
    }

    /// The twelve months before the first year of the list: what is added for records that are older.
    pub fn previous(&self) -> Option<BookYear> {
        let to = self.0.first()?.from.pred_opt()?;
        let end = YearEnd { month: to.month(), day: to.day(), month_end: is_month_end(to) };
        BookYear::new(end.in_year(to.year() - 1)?.succ_opt()?, to).ok()
    }
}

impl TryFrom<Vec<BookYear>> for BookYears {
    type Error = BookYearProblem;
    fn try_from(years: Vec<BookYear>) -> Result<Self, BookYearProblem> {
        BookYears::new(years)
    }
}

impl From<BookYears> for Vec<BookYear> {
    fn from(years: BookYears) -> Self {
        years.0
    }
}

/// The day of the year that book years end on, given as `MM-DD`; the end of February follows the
/// leap years.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct YearEnd {
    month: u32,
    day: u32,
    month_end: bool,
}

/// The text is no day of a year spelled `MM-DD`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a day")]
pub struct NotAYearEnd(pub String);

impl YearEnd {
    fn in_year(self, year: i32) -> Option<Day> {
        if self.month_end {
            last_of_month(year, self.month)
        } else {
            Day::from_ymd_opt(year, self.month, self.day)
        }
    }
}

impl FromStr for YearEnd {
    type Err = NotAYearEnd;
    fn from_str(text: &str) -> Result<Self, NotAYearEnd> {
        // Read in a year with and a year without 29 February: both spellings mean its end.
        let read = |year: &str| crate::words::day::parse_day(&format!("{year}-{text}")).ok();
        let day = read("2025").or_else(|| read("2024"));
        let day = day.ok_or_else(|| NotAYearEnd(text.to_owned()))?;
        Ok(YearEnd { month: day.month(), day: day.day(), month_end: is_month_end(day) })
    }
}

/// True for the last day of a month.
pub(super) fn is_month_end(day: Day) -> bool {
    last_of_month(day.year(), day.month()) == Some(day)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::day::parse_day;

    fn day(text: &str) -> Day {
        parse_day(text).unwrap()
    }

    fn year(from: &str, to: &str) -> BookYear {
        BookYear::new(day(from), day(to)).unwrap()
    }

    #[test]
    fn without_a_list_calendar_years_hold() {
        let years = BookYears::default();
        let found = years.containing(day("2024-02-29"));
        assert_eq!(found, Ok(year("2024-01-01", "2024-12-31")));
        assert_eq!(years.next(), None);
    }

    #[test]
    fn a_day_outside_the_list_is_refused_and_says_what_there_is() {
        let list = vec![year("2025-10-01", "2026-12-31"), year("2027-01-01", "2027-12-31")];
        let years = BookYears::new(list).unwrap();
        assert_eq!(years.containing(day("2025-11-15")), Ok(years.years()[0]));
        assert_eq!(years.containing(day("2026-12-31")), Ok(years.years()[0]));
        assert_eq!(years.containing(day("2027-01-01")), Ok(years.years()[1]));
        for outside in ["2025-09-30", "2028-01-01"] {
            let (first, last) = (day("2025-10-01"), day("2027-12-31"));
            let expected = BookYearProblem::Outside { day: day(outside), first, last };
            assert_eq!(years.containing(day(outside)), Err(expected));
        }
        assert_eq!(years.next(), Some(year("2028-01-01", "2028-12-31")));
    }

    #[test]
    fn gaps_and_overlaps_are_refused_whatever_the_order() {
        let (a, b) = (year("2025-01-01", "2025-12-31"), year("2026-01-01", "2026-06-30"));
        assert_eq!(BookYears::new(vec![b, a, b]).unwrap().years(), [a, b]);
        let late = year("2026-01-02", "2026-12-31");
        let gap = BookYearProblem::Gap { before: a.to(), after: late.from() };
        assert_eq!(BookYears::new(vec![late, a]), Err(gap));
        let early = year("2025-12-31", "2026-12-31");
        let overlap = BookYearProblem::Overlap { a, b: early };
        assert_eq!(BookYears::new(vec![a]).unwrap().with(early), Err(overlap));
    }

    #[test]
    fn a_book_year_is_a_day_to_24_months_long() {
        let new = |from, to| BookYear::new(day(from), day(to));
        assert!(new("2025-01-01", "2025-01-01").is_ok());
        assert!(new("2025-01-01", "2026-12-31").is_ok());
        let (from, to) = (day("2025-01-01"), day("2027-01-01"));
        assert_eq!(BookYear::new(from, to), Err(BookYearProblem::TooLong { from, to }));
        assert_eq!(BookYear::new(to, from), Err(BookYearProblem::Backwards { from: to, to: from }));
    }

    #[test]
    fn regular_years_join_and_the_end_of_february_follows_the_leap_years() {
        for (end, lasts) in [
            ("06-30", ["2023-06-30", "2024-06-30", "2025-06-30"]),
            ("02-28", ["2023-02-28", "2024-02-29", "2025-02-28"]),
            ("02-29", ["2023-02-28", "2024-02-29", "2025-02-28"]),
            ("12-31", ["2023-12-31", "2024-12-31", "2025-12-31"]),
        ] {
            let years = BookYears::regular(end.parse().unwrap(), 2023, 2025).unwrap();
            let ends: Vec<String> = years.years().iter().map(|y| y.to().to_string()).collect();
            assert_eq!(ends, lasts);
        }
        let leap = BookYears::regular("02-28".parse().unwrap(), 2023, 2023).unwrap();
        assert_eq!(leap.next(), Some(year("2023-03-01", "2024-02-29")));
        for wrong in ["", "13-01", "6-30", "02-30", "2025-06-30", "06-31"] {
            assert_eq!(wrong.parse::<YearEnd>(), Err(NotAYearEnd(wrong.to_owned())), "{wrong}");
        }
    }

    #[test]
    fn lists_are_checked_when_read() {
        let read = serde_json::from_str::<BookYears>;
        let text = r#"[{"from":"2025-01-01","to":"2025-12-31"}]"#;
        assert_eq!(serde_json::to_string(&read(text).unwrap()).unwrap(), text);
        assert!(read(r#"[{"from":"2025-12-31","to":"2025-01-01"}]"#).is_err());
        assert!(read(r#"[{"from":"2025-1-1","to":"2025-12-31"}]"#).is_err());
        let gap = text.replace(']', r#",{"from":"2026-02-01","to":"2026-12-31"}]"#);
        assert!(read(&gap).is_err());
    }
}
