//! Words that the tests below share.

use super::ends::recompute;
use super::pinned::with_year_alone;
use super::*;
use crate::rules::book_year::BookYear;
use crate::rules::class::Nature;
use crate::rules::hold::Hold;
use crate::rules::schedule::Schedule;
use crate::words::day::{ClockState, parse_day};
use crate::words::ids::HoldId;
use crate::words::ids::Tag;

mod asked;
mod dates;
mod properties;
mod recorded;
mod spelled;
mod standing;

fn day(text: &str) -> Day {
    parse_day(text).unwrap()
}

fn given(text: &str) -> GivenDate {
    text.parse().unwrap()
}

fn class(id: &str) -> Class {
    let schedule = Schedule::shipped();
    schedule.get(&id.parse().unwrap()).unwrap_or_else(|| panic!("{id}")).clone()
}

fn calendar() -> BookYears {
    BookYears::default()
}

/// Book years that end on 30 June, for long enough.
fn to_june() -> BookYears {
    BookYears::regular("06-30".parse().unwrap(), 2015, 2040).unwrap()
}

/// A rule pinned on a day by which everything in these tests has happened.
fn pinned(id: &str, date: Option<&str>, years: &BookYears) -> PinnedRule {
    let class = class(id);
    pin(&PinRequest::new(&class, date.map(given)), "2026.1", years, day("2040-01-01")).unwrap()
}

fn hold() -> Hold {
    let reference = "AUDIT-1".parse().ok();
    Hold {
        clock: ClockState::Ok,
        ends: None,
        id: HoldId([1; 16]),
        reference,
        review: None,
        since: day("2026-01-01"),
    }
}

fn rule_text(starts: Starts, nature: Nature, period: Period) -> RuleText {
    RuleText { nature, period, starts, book_year: None, confidential: false, naming: None }
}
