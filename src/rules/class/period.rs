//! How long a class runs: ISO 8601 durations of one unit, or `review` for what has no end by itself
//! (format, §4.1).
//!
//! Refuses to know calendars: what a period makes of a date is `retention`'s.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A length of time in one unit, 1 to 9,999 of it (years to 999), or none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Period {
    Years(u32),
    Months(u32),
    Weeks(u32),
    Days(u32),
    /// No end by itself: a person reviews it, and until then nothing may be destroyed.
    Review,
}

/// The text is no period of one unit, like `P7Y`, `P1M`, `P4W` or `P10D`, nor `review`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a period")]
pub struct NotAPeriod(pub String);

impl Period {
    /// True where no date on which both start gives this one an earlier end than `other`.
    ///
    /// Months against days is answered by the shortest of the one and the longest of the other.
    pub fn is_surely_at_least(self, other: Period) -> bool {
        match (self, other) {
            (Period::Review, _) => true,
            (_, Period::Review) => false,
            _ => match (self.months(), other.months()) {
                (Some(own), Some(its)) => own >= its,
                _ => self.days_min() >= other.days_max(),
            },
        }
    }

    /// True for whole years and for `review`: all that may start at a year's end.
    pub fn is_in_years(self) -> bool {
        matches!(self, Period::Years(_) | Period::Review)
    }

    fn months(self) -> Option<u32> {
        match self {
            Period::Years(years) => Some(years * 12),
            Period::Months(months) => Some(months),
            Period::Weeks(_) | Period::Days(_) | Period::Review => None,
        }
    }

    /// The fewest days it can be; not asked of `review`.
    fn days_min(self) -> u32 {
        match self {
            Period::Weeks(weeks) => weeks * 7,
            Period::Days(days) => days,
            // 28 days in the shortest month; over longer runs no month averages less.
            _ => self.months().map_or(u32::MAX, |months| months * 28),
        }
    }

    /// No fewer than the most days it can be; not asked of `review`.
    fn days_max(self) -> u32 {
        match self {
            Period::Weeks(weeks) => weeks * 7,
            Period::Days(days) => days,
            _ => self.months().map_or(u32::MAX, |months| months * 31),
        }
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Period::Years(n) => write!(f, "P{n}Y"),
            Period::Months(n) => write!(f, "P{n}M"),
            Period::Weeks(n) => write!(f, "P{n}W"),
            Period::Days(n) => write!(f, "P{n}D"),
            Period::Review => f.write_str("review"),
        }
    }
}

impl FromStr for Period {
    type Err = NotAPeriod;
    fn from_str(text: &str) -> Result<Self, NotAPeriod> {
        read(text).ok_or_else(|| NotAPeriod(text.to_owned()))
    }
}

fn read(text: &str) -> Option<Period> {
    if text == "review" {
        return Some(Period::Review);
    }
    let body = text.strip_prefix('P')?;
    let unit = body.chars().last().filter(char::is_ascii)?;
    let digits = &body[..body.len() - 1];
    let plain = (1..=4).contains(&digits.len())
        && digits.bytes().all(|b| b.is_ascii_digit())
        && !digits.starts_with('0');
    let n: u32 = plain.then(|| digits.parse().ok()).flatten()?;
    match unit {
        'Y' if n <= 999 => Some(Period::Years(n)),
        'M' => Some(Period::Months(n)),
        'W' => Some(Period::Weeks(n)),
        'D' => Some(Period::Days(n)),
        _ => None,
    }
}

impl Serialize for Period {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Period {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        String::deserialize(d)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_period_has_one_spelling() {
        for text in ["P7Y", "P999Y", "P1M", "P4W", "P9999D", "review"] {
            assert_eq!(text.parse::<Period>().unwrap().to_string(), text);
        }
        for text in [
            "", "P", "PY", "P0Y", "P07Y", "P1000Y", "P10000D", "P-1Y", "P+1Y", "P1Y2M", "p7y",
            "7Y", "P7", "PT1H", "P1é", "Review", "P7Y ",
        ] {
            assert_eq!(text.parse::<Period>(), Err(NotAPeriod(text.to_owned())), "{text}");
        }
    }

    #[test]
    fn a_period_is_called_as_long_only_where_it_surely_is() {
        let at_least = |a: &str, b: &str| {
            let (a, b): (Period, Period) = (a.parse().unwrap(), b.parse().unwrap());
            a.is_surely_at_least(b)
        };
        for (longer, shorter) in [
            ("P7Y", "P7Y"),
            ("P7Y", "P84M"),
            ("P84M", "P7Y"),
            ("P4W", "P28D"),
            ("review", "P999Y"),
            ("review", "review"),
            ("P2M", "P4W"),
            ("P1M", "P4W"),
            ("P5W", "P1M"),
        ] {
            assert!(at_least(longer, shorter), "{longer} {shorter}");
        }
        for (shorter, longer) in [
            ("P6Y", "P7Y"),
            ("P83M", "P7Y"),
            ("P4W", "P1M"),
            ("P30D", "P1M"),
            ("P1M", "P29D"),
            ("P7Y", "review"),
            ("P365D", "P1Y"),
        ] {
            assert!(!at_least(shorter, longer), "{shorter} {longer}");
        }
    }
}
