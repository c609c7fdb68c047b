//! Dates as they must be typed.

use crate::surface::voice::{Voice, both, tied};
use crate::words::day::GivenDate;

/// What is typed for a date: `before` and the date, and which day that is.
pub fn date_meant(voice: &Voice, before: &str, date: GivenDate) -> String {
    let command = tied(&format!("{before}{date}"));
    match date {
        GivenDate::Day(day) => {
            let meaning = voice.long_day(day);
            both!(voice, "{command} for {meaning}", "{command} voor {meaning}")
        }
        GivenDate::Year(_) | GivenDate::Month(..) => {
            both!(voice, "write {command}", "schrijf {command}")
        }
    }
}
