//! A record's time, in its three spellings: the system's, pax' real number, the index's floored
//! pair (format, §4.5, §4.7).

use std::fmt;
use std::str::FromStr;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use chrono::{DateTime, Datelike};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::digits;

/// When a file was last changed: seconds since 1970, floored, and the nanoseconds above them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Mtime {
    secs: i64,
    nanos: u32,
}

impl Mtime {
    /// The time `nanos` nanoseconds (under a thousand million) after `secs` seconds.
    pub fn new(secs: i64, nanos: u32) -> Option<Mtime> {
        (nanos < 1_000_000_000).then_some(Mtime { secs, nanos })
    }

    /// Seconds since 1970, floored.
    pub fn secs(&self) -> i64 {
        self.secs
    }

    /// Nanoseconds after [`secs`](Self::secs), also before 1970.
    pub fn nanos(&self) -> u32 {
        self.nanos
    }

    /// The time as the system has it, if it can.
    pub fn to_system(&self) -> Option<SystemTime> {
        let whole = Duration::from_secs(self.secs.unsigned_abs());
        let base = if self.secs < 0 {
            UNIX_EPOCH.checked_sub(whole)
        } else {
            UNIX_EPOCH.checked_add(whole)
        };
        base?.checked_add(Duration::from_nanos(self.nanos.into()))
    }

    /// The instant as ISO 8601 spells it, in UTC, to the whole second before it; decimal seconds where no year of four
    /// digits has it.
    pub fn to_iso(&self) -> String {
        let time = DateTime::from_timestamp(self.secs, 0);
        match time.filter(|time| (0..=9999).contains(&time.year())) {
            Some(time) => time.format("%Y-%m-%dT%H:%M:%SZ").to_string(),
            None => self.decimal(),
        }
    }

    /// Decimal seconds as pax writes them: the real number, so half a second before 1970 is `-0.5`.
    pub(super) fn decimal(&self) -> String {
        let (sign, secs, nanos) = match (self.secs, self.nanos) {
            (secs, nanos) if secs >= 0 => ("", secs.unsigned_abs(), nanos),
            (secs, 0) => ("-", secs.unsigned_abs(), 0),
            (secs, nanos) => ("-", (secs + 1).unsigned_abs(), 1_000_000_000 - nanos),
        };
        let text = format!("{sign}{secs}.{nanos:09}");
        text.trim_end_matches('0').trim_end_matches('.').into()
    }

    pub(super) fn from_decimal(text: &str) -> Option<Mtime> {
        let (negative, text) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (secs, fraction) = text.split_once('.').unwrap_or((text, "0"));
        let secs = i64::try_from(digits(secs.as_bytes())?).ok()?;
        let nine = format!("{fraction:0<9}");
        digits(fraction.as_bytes())?;
        let nanos = digits(&nine.as_bytes()[..9])? as u32;
        match (negative, nanos) {
            (false, _) => Mtime::new(secs, nanos),
            (true, 0) => Mtime::new(-secs, 0),
            (true, _) => Mtime::new(-secs - 1, 1_000_000_000 - nanos),
        }
    }
}

impl From<SystemTime> for Mtime {
    /// The time, or the nearest that 64 bits of seconds can say.
    fn from(time: SystemTime) -> Self {
        let clamp = |secs: u64| i64::try_from(secs).unwrap_or(i64::MAX);
        match time.duration_since(UNIX_EPOCH) {
            Ok(after) => Mtime { secs: clamp(after.as_secs()), nanos: after.subsec_nanos() },
            Err(before) => {
                let before = before.duration();
                let secs = -clamp(before.as_secs());
                match before.subsec_nanos() {
                    0 => Mtime { secs, nanos: 0 },
                    nanos => Mtime { secs: secs.saturating_sub(1), nanos: 1_000_000_000 - nanos },
                }
            }
        }
    }
}

/// As the index spells it (format, §4.7): floored seconds, a dot, nine digits of nanoseconds after
/// them.
impl fmt::Display for Mtime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{:09}", self.secs, self.nanos)
    }
}

/// The text is not a time as the index spells it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a time")]
pub struct NotAnMtime;

impl FromStr for Mtime {
    type Err = NotAnMtime;
    fn from_str(text: &str) -> Result<Self, NotAnMtime> {
        let (secs, nanos) = text.split_once('.').ok_or(NotAnMtime)?;
        let secs = secs.parse().map_err(|_| NotAnMtime)?;
        let nanos = digits(nanos.as_bytes()).ok_or(NotAnMtime)?;
        let time = u32::try_from(nanos).ok().and_then(|nanos| Mtime::new(secs, nanos));
        // One time, one spelling: no plus sign, no leading zeros, nine digits.
        time.filter(|time| time.to_string() == text).ok_or(NotAnMtime)
    }
}

impl Serialize for Mtime {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Mtime {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        String::deserialize(d)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn each_time_has_its_spellings() {
        for (secs, nanos, decimal, index) in [
            (0, 0, "0", "0.000000000"),
            (1_700_000_000, 120_000_000, "1700000000.12", "1700000000.120000000"),
            (10, 0, "10", "10.000000000"),
            (-1, 0, "-1", "-1.000000000"),
            (-1, 500_000_000, "-0.5", "-1.500000000"),
            (-2, 1, "-1.999999999", "-2.000000001"),
        ] {
            let time = Mtime::new(secs, nanos).unwrap();
            assert_eq!(time.decimal(), decimal);
            assert_eq!(time.to_string(), index);
        }
        assert_eq!(Mtime::new(0, 1_000_000_000), None);
    }

    #[test]
    fn another_spelling_is_refused() {
        for text in ["", "1", "1.5", "+1.000000000", "01.000000000", "-0.000000000", "1.0000000000"]
        {
            assert_eq!(text.parse::<Mtime>(), Err(NotAnMtime), "{text}");
        }
        for text in ["", "-", ".5", "1.x", "1.", "--1", "9223372036854775808"] {
            assert_eq!(Mtime::from_decimal(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn times_come_back(secs in any::<i64>(), nanos in 0..1_000_000_000u32) {
            let time = Mtime::new(secs, nanos).unwrap();
            prop_assert_eq!(time.to_string().parse(), Ok(time));
            if secs > i64::MIN {
                prop_assert_eq!(Mtime::from_decimal(&time.decimal()), Some(time));
            }
            if let Some(system) = time.to_system() {
                // Windows counts in hundreds of nanoseconds.
                let back = Mtime::from(system);
                prop_assert_eq!(back.secs(), secs);
                prop_assert_eq!(back.nanos() / 100, nanos / 100);
            }
        }
    }
}
