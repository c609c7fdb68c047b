//! The time of day, as an argument: the binary hands in the system's clock, a test hands in a day.

use chrono::{Local, Utc};

use crate::words::day::{Day, Time};

/// The last second of the year 9999, in seconds since 1970.
const SECONDS_MAX: i64 = 253_402_300_799;

/// Tells the instant and the civil date. Retention asks for days only, by `rules/clock`'s `Today`.
pub trait Clock: Sync {
    /// The instant, in UTC.
    fn now(&self) -> Time;
    /// The civil date where the user is.
    fn today(&self) -> Day;
}

/// The system's clock and time zone.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Time {
        // A clock outside the years 1970 to 9999 shows as the nearer end, and is then doubted.
        let seconds = Utc::now().timestamp().clamp(0, SECONDS_MAX);
        Time::from_unix(seconds).expect("the seconds were clamped to years that a time holds")
    }
    fn today(&self) -> Day {
        Local::now().date_naive()
    }
}

/// A clock that stands still where a test or a demonstration put it.
#[derive(Debug, Clone, Copy)]
pub struct FixedClock(pub Time);

impl Clock for FixedClock {
    fn now(&self) -> Time {
        self.0
    }
    fn today(&self) -> Day {
        self.0.day()
    }
}
