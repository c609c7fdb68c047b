//! Until when the papers of a date are made (docs/decisions.md, "Dates"): a record that is newer hints at a mistyped
//! year.
//!
//! Refuses to know what a file's time is worth: exports and copies carry new ones.

use chrono::{Datelike, Months};

use super::PinnedRule;
use crate::rules::class::Starts;
use crate::words::day::{Day, GivenDate, last_of_month};

/// In how many months a book year is closed: accounts are drawn up within five (BW 2:101 and 2:210).
const CLOSING_MONTHS: u32 = 5;

/// The last days on which papers of a date are made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct MadeUntil {
    /// Most of them: the end of the next month or, where that is later, of the year that the clock starts after.
    pub most: Day,
    /// The closing work, which is the smaller part. The same day where the date does not reach the year's end.
    pub closing: Day,
    pub date: GivenDate,
}

/// The tightest answer over these rules. None where none of them has a date.
pub fn made_until(rules: &[PinnedRule]) -> Option<MadeUntil> {
    rules.iter().filter_map(of_rule).min()
}

fn of_rule(rule: &PinnedRule) -> Option<MadeUntil> {
    let date = rule.date?;
    let next_month = month_end_after(date.last(), 1);
    let year_end = rule.clock_start.filter(|_| rule.rule.starts != Starts::Event);
    let most = year_end.map_or(next_month, |end| end.max(next_month));
    let closing = match year_end {
        Some(end) if date.last() >= end => month_end_after(end, CLOSING_MONTHS).max(most),
        _ => most,
    };
    Some(MadeUntil { most, closing, date })
}

/// The last day of the month that is so many months after the one of `day`.
fn month_end_after(day: Day, months: u32) -> Day {
    let first = day.with_day(1).expect("each month has a first day");
    let in_month = first.checked_add_months(Months::new(months));
    in_month.and_then(|day| last_of_month(day.year(), day.month())).unwrap_or(day)
}

#[cfg(test)]
mod tests {
    use super::super::{PinRequest, pin};
    use super::*;
    use crate::rules::book_year::{BookYear, BookYears};
    use crate::rules::schedule::Schedule;
    use crate::words::day::parse_day;

    fn day(text: &str) -> Day {
        parse_day(text).unwrap()
    }

    fn rule(class: &str, date: &str, years: &BookYears) -> PinnedRule {
        let schedule = Schedule::shipped();
        let class = schedule.get(&class.parse().unwrap()).unwrap();
        let request = PinRequest::new(class, Some(date.parse().unwrap()));
        pin(&request, &schedule.version, years, day("2030-01-01")).unwrap()
    }

    #[test]
    fn papers_are_made_until_the_end_of_the_next_month_and_closing_work_for_five() {
        let calendar = BookYears::default();
        let to_june = BookYear::new(day("2024-07-01"), day("2025-06-30")).unwrap();
        let to_june = BookYears::new(vec![to_june]).unwrap();
        for (class, date, years, most, closing) in [
            // Within the book year nothing is too new; at its end a month, and five to close it.
            ("nl-admin-basis", "2025-01", &calendar, "2025-12-31", "2025-12-31"),
            ("nl-admin-basis", "2025-12", &calendar, "2026-01-31", "2026-05-31"),
            ("nl-admin-basis", "2025", &calendar, "2026-01-31", "2026-05-31"),
            ("nl-admin-basis", "2025-05", &to_june, "2025-06-30", "2025-06-30"),
            ("nl-admin-basis", "2025-06", &to_june, "2025-07-31", "2025-11-30"),
            ("nl-payroll", "2025-06", &to_june, "2025-12-31", "2025-12-31"),
            // An event starts its own clock: no year is closed.
            ("nl-wwft-cdd", "2025-11-15", &calendar, "2025-12-31", "2025-12-31"),
            ("nl-wwft-cdd", "2025-12-31", &calendar, "2026-01-31", "2026-01-31"),
        ] {
            let date_given = date.parse().unwrap();
            let (most, closing) = (day(most), day(closing));
            let expected = MadeUntil { most, closing, date: date_given };
            assert_eq!(made_until(&[rule(class, date, years)]), Some(expected), "{class} {date}");
        }
    }

    #[test]
    fn of_several_rules_the_tightest_counts() {
        let calendar = BookYears::default();
        let rules =
            [rule("nl-asset", "2028-03", &calendar), rule("nl-admin-basis", "2025-11", &calendar)];
        assert_eq!(made_until(&rules).map(|made| made.most), Some(day("2025-12-31")));
        assert_eq!(made_until(&[]), None);
    }
}
