//! Civil dates, and the periods that a person gives as a date (format, §1).
//!
//! Refuses to know what today is: a clock's answer comes in as a value. Each value has one
//! spelling, since a signature covers the spelling: chrono's reader would also take `2025-1-5`.

use std::cmp::Ordering;
use std::fmt;
use std::ops::RangeInclusive;
use std::str::FromStr;

use chrono::Datelike;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

mod time;
mod typed;

pub use chrono::NaiveDate as Day;
pub use time::{ClockState, Stamp, Time};
pub(crate) use typed::{meant, typed_date, typed_day};

/// Years that a day in a document may have; computed ends lie beyond the years that one may give.
pub const DAY_YEARS: RangeInclusive<i32> = 1900..=9999;
/// Years that a person may give: a typo of a digit more or less falls outside.
pub const GIVEN_YEARS: RangeInclusive<i32> = 1900..=2999;

/// The text is no date in the one spelling that is accepted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a date")]
pub struct NotADate(pub String);

/// The day that `text` spells as `YYYY-MM-DD`, years 1900 to 9999.
pub fn parse_day(text: &str) -> Result<Day, NotADate> {
    let not = || NotADate(text.to_owned());
    match parts(text).ok_or_else(not)? {
        (year, Some(month), Some(day)) if DAY_YEARS.contains(&year) => {
            Day::from_ymd_opt(year, month, day).ok_or_else(not)
        }
        _ => Err(not()),
    }
}

/// The last day of a month; `None` where there is no such month.
pub fn last_of_month(year: i32, month: u32) -> Option<Day> {
    let (year, month) = if month == 12 { (year + 1, 1) } else { (year, month + 1) };
    Day::from_ymd_opt(year, month, 1)?.pred_opt()
}

/// A period that a person gives as a date: a year, a month or a day. Ordered by first day, then by
/// last, so that the order agrees with equality.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum GivenDate {
    /// `2025`
    Year(i32),
    /// `2025-11`; the month counts from 1
    Month(i32, u32),
    /// `2025-11-15`
    Day(Day),
}

impl GivenDate {
    /// The period's first day.
    pub fn first(self) -> Day {
        let day = match self {
            GivenDate::Year(year) => Day::from_ymd_opt(year, 1, 1),
            GivenDate::Month(year, month) => Day::from_ymd_opt(year, month, 1),
            GivenDate::Day(day) => Some(day),
        };
        day.expect("a given date names a month that exists: it was parsed")
    }

    /// The period's last day: the one that retention counts from.
    pub fn last(self) -> Day {
        let day = match self {
            GivenDate::Year(year) => Day::from_ymd_opt(year, 12, 31),
            GivenDate::Month(year, month) => last_of_month(year, month),
            GivenDate::Day(day) => Some(day),
        };
        day.expect("a given date names a month that exists: it was parsed")
    }
}

impl Ord for GivenDate {
    fn cmp(&self, other: &Self) -> Ordering {
        // First and last day together tell all periods apart.
        let key = |date: &GivenDate| (date.first(), date.last());
        key(self).cmp(&key(other))
    }
}

impl PartialOrd for GivenDate {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for GivenDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            GivenDate::Year(year) => write!(f, "{year:04}"),
            GivenDate::Month(year, month) => write!(f, "{year:04}-{month:02}"),
            GivenDate::Day(day) => {
                write!(f, "{:04}-{:02}-{:02}", day.year(), day.month(), day.day())
            }
        }
    }
}

impl FromStr for GivenDate {
    type Err = NotADate;
    fn from_str(text: &str) -> Result<Self, NotADate> {
        let not = || NotADate(text.to_owned());
        let (year, month, day) = parts(text).ok_or_else(not)?;
        if !GIVEN_YEARS.contains(&year) {
            return Err(not());
        }
        match (month, day) {
            (None, _) => Ok(GivenDate::Year(year)),
            (Some(month), None) if (1..=12).contains(&month) => Ok(GivenDate::Month(year, month)),
            (Some(_), None) => Err(not()),
            (Some(month), Some(day)) => {
                Day::from_ymd_opt(year, month, day).map(GivenDate::Day).ok_or_else(not)
            }
        }
    }
}

impl Serialize for GivenDate {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for GivenDate {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        String::deserialize(d)?.parse().map_err(serde::de::Error::custom)
    }
}

/// Year, month and day as written; each of fixed width, digits only.
fn parts(text: &str) -> Option<(i32, Option<u32>, Option<u32>)> {
    let number = |part: &str, width: usize| -> Option<u32> {
        let digits = part.len() == width && part.bytes().all(|b| b.is_ascii_digit());
        digits.then(|| part.parse().ok()).flatten()
    };
    let mut pieces = text.split('-');
    let year = number(pieces.next()?, 4)?;
    let month = pieces.next().map(|part| number(part, 2).ok_or(())).transpose().ok()?;
    let day = pieces.next().map(|part| number(part, 2).ok_or(())).transpose().ok()?;
    if pieces.next().is_some() {
        return None;
    }
    Some((i32::try_from(year).ok()?, month, day))
}

/// Serde for a day in its one spelling: `#[serde(with = "day_text")]`.
pub mod day_text {
    use super::{Day, parse_day};
    use chrono::Datelike;
    use serde::{Deserialize, Deserializer, Serializer};

    /// Writes the day as `YYYY-MM-DD`.
    pub fn serialize<S: Serializer>(day: &Day, s: S) -> Result<S::Ok, S::Error> {
        let (year, month, day) = (day.year(), day.month(), day.day());
        s.collect_str(&format_args!("{year:04}-{month:02}-{day:02}"))
    }

    /// Reads `YYYY-MM-DD`, and nothing else.
    pub fn deserialize<'de, D: Deserializer<'de>>(d: D) -> Result<Day, D::Error> {
        parse_day(&String::deserialize(d)?).map_err(serde::de::Error::custom)
    }
}

/// Serde for a day or null: `#[serde(with = "day_or_null")]`. An absent field is refused.
pub mod day_or_null {
    use super::{Day, day_text};
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    #[derive(Serialize, Deserialize)]
    #[serde(transparent)]
    struct Spelled(#[serde(with = "day_text")] Day);

    /// Writes the day, or null.
    pub fn serialize<S: Serializer>(day: &Option<Day>, s: S) -> Result<S::Ok, S::Error> {
        day.map(Spelled).serialize(s)
    }

    /// Reads a day, or null.
    pub fn deserialize<'de, D: Deserializer<'de>>(d: D) -> Result<Option<Day>, D::Error> {
        Ok(Option::<Spelled>::deserialize(d)?.map(|spelled| spelled.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(text: &str) -> Day {
        parse_day(text).unwrap()
    }

    #[test]
    fn a_given_date_spans_its_whole_period() {
        for (text, first, last) in [
            ("2025", "2025-01-01", "2025-12-31"),
            ("2025-11", "2025-11-01", "2025-11-30"),
            ("2025-12", "2025-12-01", "2025-12-31"),
            ("2024-02", "2024-02-01", "2024-02-29"),
            ("2025-02", "2025-02-01", "2025-02-28"),
            ("2024-02-29", "2024-02-29", "2024-02-29"),
        ] {
            let date: GivenDate = text.parse().unwrap();
            assert_eq!((date.first(), date.last()), (day(first), day(last)), "{text}");
            assert_eq!(date.to_string(), text);
        }
    }

    #[test]
    fn a_date_in_another_spelling_or_that_does_not_exist_is_refused() {
        for text in [
            "",
            "25",
            "02025",
            "2025-",
            "2025-1",
            "2025-13",
            "2025-00",
            "2025-1-5",
            "2025-02-29",
            "2025-11-31",
            "2025-11-15-",
            " 2025",
            "2025 ",
            "+2025",
            "-2025",
            "1899",
            "3000",
            "15-11-2025",
            "2025/11/15",
            "２０２５",
            "2025-11-15T00:00:00Z",
        ] {
            assert_eq!(text.parse::<GivenDate>(), Err(NotADate(text.to_owned())), "{text}");
        }
        for text in ["2025", "2025-11", "2025-1-5", "10000-01-01", "1899-12-31", "2025-02-29"] {
            assert_eq!(parse_day(text), Err(NotADate(text.to_owned())), "{text}");
        }
    }

    #[test]
    fn a_day_in_json_is_read_in_one_spelling_only_and_must_be_there() {
        #[derive(Debug, PartialEq, Serialize, Deserialize)]
        struct Pair {
            #[serde(with = "day_text")]
            sure: Day,
            #[serde(with = "day_or_null")]
            maybe: Option<Day>,
        }
        let read = serde_json::from_str::<Pair>;
        let text = r#"{"sure":"2025-01-05","maybe":null}"#;
        assert_eq!(serde_json::to_string(&read(text).unwrap()).unwrap(), text);
        assert!(read(r#"{"sure":"2025-01-05","maybe":"2025-02-28"}"#).is_ok());
        assert!(read(r#"{"sure":"2025-1-5","maybe":null}"#).is_err());
        assert!(read(r#"{"sure":"2025-01-05","maybe":"2025-2-8"}"#).is_err());
        assert!(read(r#"{"sure":"2025-01-05"}"#).is_err());
    }

    #[test]
    fn given_dates_are_ordered_by_their_first_day_and_never_equal_by_accident() {
        let dates: Vec<GivenDate> = ["2024-12-31", "2025-01-01", "2025-01", "2025", "2025-02"]
            .map(|text| text.parse().unwrap())
            .to_vec();
        let mut sorted = dates.clone();
        sorted.reverse();
        sorted.sort();
        assert_eq!(sorted, dates);
        sorted.dedup_by(|a, b| (*a).cmp(b) == Ordering::Equal);
        assert_eq!(sorted.len(), dates.len());
    }

    proptest! {
        #[test]
        fn every_given_date_reads_back_as_itself(
            year in 1900..=2999_i32, month in 1..=12_u32, nth in 1..=31_u32
        ) {
            let mut dates = vec![GivenDate::Year(year), GivenDate::Month(year, month)];
            dates.extend(Day::from_ymd_opt(year, month, nth).map(GivenDate::Day));
            for date in dates {
                prop_assert_eq!(date.to_string().parse(), Ok(date));
                prop_assert!(date.first() <= date.last());
                let json = serde_json::to_string(&date).unwrap();
                prop_assert_eq!(serde_json::from_str::<GivenDate>(&json).unwrap(), date);
            }
        }

        #[test]
        fn no_text_makes_the_readers_of_dates_fall_over(text in "\\PC{0,12}") {
            if let Ok(date) = text.parse::<GivenDate>() {
                prop_assert_eq!(date.to_string(), text.clone());
            }
            if let Ok(day) = parse_day(&text) {
                prop_assert_eq!(GivenDate::Day(day).to_string(), text);
            }
        }
    }
}
