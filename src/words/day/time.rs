//! Instants as the documents spell them (format, §1: *time*), and what the clock was worth then.
//!
//! Refuses to know the time: whoever has a clock makes a [`Time`] from what it says.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, NaiveDateTime};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{Day, parse_day};

/// The last second of the year 9999.
const UNIX_SECONDS_MAX: i64 = 253_402_300_799;

/// What the clock was worth when a time was written down.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ClockState {
    /// The clock agrees with what the ledger knows.
    Ok,
    /// A person confirmed the date.
    Typed,
    /// Nobody vouches for it: it raises no floor and counts as no last event.
    Doubtful,
}

/// A UTC instant at whole seconds, from 1970 to 9999.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Time {
    unix_seconds: i64,
}

/// The text is no instant spelled `YYYY-MM-DDTHH:MM:SSZ`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a time")]
pub struct NotATime(pub String);

impl Time {
    /// The instant so many seconds after 1970 began; `None` before that, and after the year 9999.
    pub fn from_unix(seconds: i64) -> Option<Time> {
        (0..=UNIX_SECONDS_MAX).contains(&seconds).then_some(Time { unix_seconds: seconds })
    }

    /// Seconds since 1970 began, without leap seconds.
    pub fn unix(self) -> i64 {
        self.unix_seconds
    }

    /// The day it is then, in UTC.
    pub fn day(self) -> Day {
        self.civil().date()
    }

    fn civil(self) -> NaiveDateTime {
        DateTime::from_timestamp(self.unix_seconds, 0)
            .expect("chrono reaches far past the year 9999, which a Time stays within")
            .naive_utc()
    }
}

impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Chrono's `Debug` is ISO 8601, and several times as fast as its patterns.
        write!(f, "{:?}Z", self.civil())
    }
}

impl fmt::Debug for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

impl FromStr for Time {
    type Err = NotATime;
    fn from_str(text: &str) -> Result<Self, NotATime> {
        read(text).ok_or_else(|| NotATime(text.to_owned()))
    }
}

fn read(text: &str) -> Option<Time> {
    let (day, clock) = text.strip_suffix('Z')?.split_once('T')?;
    let day = parse_day(day).ok()?;
    let bytes = clock.as_bytes();
    if bytes.len() != 8 || bytes[2] != b':' || bytes[5] != b':' {
        return None;
    }
    let two = |at: usize| -> Option<u32> {
        let digits = &bytes[at..at + 2];
        let digit = |b: u8| b.is_ascii_digit().then(|| u32::from(b - b'0'));
        Some(digit(digits[0])? * 10 + digit(digits[1])?)
    };
    let civil = day.and_hms_opt(two(0)?, two(3)?, two(6)?)?;
    Time::from_unix(civil.and_utc().timestamp())
}

impl Serialize for Time {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Time {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        String::deserialize(d)?.parse().map_err(serde::de::Error::custom)
    }
}

/// A time together with what the clock was worth: `{"clock": …, "time": …}`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Stamp {
    /// What the clock was worth.
    pub clock: ClockState,
    /// What it showed.
    pub time: Time,
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn known_instants_come_out() {
        for (seconds, text) in [
            (0, "1970-01-01T00:00:00Z"),
            (951_782_400, "2000-02-29T00:00:00Z"),
            (1_793_577_599, "2026-11-01T23:59:59Z"),
            (UNIX_SECONDS_MAX, "9999-12-31T23:59:59Z"),
        ] {
            let time = Time::from_unix(seconds).unwrap();
            assert_eq!(time.to_string(), text);
            assert_eq!(text.parse(), Ok(time));
            assert_eq!(time.day().to_string(), text[..10]);
        }
        assert_eq!(Time::from_unix(-1), None);
        assert_eq!(Time::from_unix(UNIX_SECONDS_MAX + 1), None);
    }

    #[test]
    fn another_spelling_of_a_time_is_refused() {
        for text in [
            "",
            "Z",
            "2026-11-01",
            "2026-11-01T23:59:59",
            "2026-11-01 23:59:59Z",
            "2026-11-01t23:59:59Z",
            "2026-11-01T23:59:59+00:00",
            "2026-11-01T23:59:60Z",
            "2026-11-01T24:00:00Z",
            "2026-11-01T3:59:59Z",
            "2026-11-01T23:59:59.5Z",
            "2026-11-1T23:59:59Z",
            "1969-12-31T23:59:59Z",
            "2026-11-01T+3:59:59Z",
            "2026-11-01T2é:5:59Z",
        ] {
            assert!(text.parse::<Time>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_stamp_is_spelled_as_the_format_has_it() {
        let stamp = Stamp { clock: ClockState::Doubtful, time: Time::from_unix(0).unwrap() };
        let json = r#"{"clock":"doubtful","time":"1970-01-01T00:00:00Z"}"#;
        assert_eq!(serde_json::to_string(&stamp).unwrap(), json);
        assert_eq!(serde_json::from_str::<Stamp>(json).unwrap(), stamp);
        assert!(serde_json::from_str::<Stamp>(&json.replace("doubtful", "Doubtful")).is_err());
    }

    proptest! {
        #[test]
        fn every_time_reads_back_as_itself_and_keeps_its_order(
            a in 0..=UNIX_SECONDS_MAX, b in 0..=UNIX_SECONDS_MAX
        ) {
            let (a, b) = (Time::from_unix(a).unwrap(), Time::from_unix(b).unwrap());
            prop_assert_eq!(a.to_string().parse(), Ok(a));
            prop_assert_eq!(a.unix().cmp(&b.unix()), a.to_string().cmp(&b.to_string()));
        }
    }
}
