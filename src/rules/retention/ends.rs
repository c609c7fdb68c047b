//! The arithmetic of ends (format, §4.1, "How an end is computed"): from a rule and a date alone.
//!
//! A day that a month does not have becomes that month's last, as the law counts (Regulation 1182/71, art. 3(2)(c)).

use chrono::{Datelike, Days};

use super::{PinnedRule, RuleText};
use crate::rules::book_year::{BookYear, BookYears, is_month_end};
use crate::rules::class::{Period, Starts};
use crate::words::day::{DAY_YEARS, Day, GivenDate, last_of_month};

/// What a rule makes of a date; all none while it has no end.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Ends {
    /// The day that the clock starts from.
    pub clock_start: Option<Day>,
    /// The first day on which it must be deleted.
    pub delete_from: Option<Day>,
    /// The last day on which it must be kept.
    pub keep_through: Option<Day>,
}

/// Why a pinned rule gives no end.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{self:?}")]
pub enum RuleProblem {
    BookYearMissing { day: Day },
    BookYearElsewhere { book_year: BookYear, day: Day },
    NotInYears { period: Period },
    BeyondCalendar { start: Day, period: Period },
}

/// The ends that a pinned rule gives by its own text, whatever it says that they are.
pub fn recompute(rule: &PinnedRule) -> Result<Ends, RuleProblem> {
    compute(&rule.rule, rule.date)
}

/// The last day on which these book years would keep the rule. None where they have no year for its date, or the rule
/// does not count in book years.
pub fn kept_through_by(rule: &PinnedRule, years: &BookYears) -> Option<Day> {
    rule.rule.book_year?;
    let book_year = years.containing(rule.date?.last()).ok()?;
    let text = RuleText { book_year: Some(book_year), ..rule.rule.clone() };
    compute(&text, rule.date).ok()?.keep_through
}

/// The same for a rule that got this last day from an event, and whose date does not show: its clock started at the end
/// of the book year that holds the day so many years before.
pub fn closed_through_by(rule: &PinnedRule, last: Day, years: &BookYears) -> Option<Day> {
    let (Starts::BookYear, Period::Years(period)) = (rule.rule.starts, rule.rule.period) else {
        return None;
    };
    let start = years_before(last, period)?;
    year_end_plus(years.containing(start).ok()?.to(), period)
}

/// The latest day through which these book years may keep a rule of which only the last day is known. The rule is taken
/// to count in book years, for any number of years.
pub fn kept_through_at_most(last: Day, years: &BookYears) -> Day {
    let starts = (1..).map_while(|period| Some((period, years_before(last, period)?)));
    let by_its_year = |(period, start)| year_end_plus(years.containing(start).ok()?.to(), period);
    starts.filter_map(by_its_year).fold(last, Day::max)
}

pub(super) fn compute(rule: &RuleText, date: Option<GivenDate>) -> Result<Ends, RuleProblem> {
    let Some(day) = date.map(GivenDate::last) else {
        return Ok(Ends::default());
    };
    if rule.period == Period::Review {
        return Ok(Ends::default());
    }
    let start = clock_start(rule, day)?;
    let period = rule.period;
    let beyond = RuleProblem::BeyondCalendar { start, period };
    let last = match (rule.starts, period) {
        (Starts::Event, _) => event_plus(start, period, rule.nature.keeps()),
        (_, Period::Years(years)) => year_end_plus(start, years),
        _ => return Err(RuleProblem::NotInYears { period }),
    };
    let (Some(last), Some(after)) = (last, last.and_then(|last| last.succ_opt())) else {
        return Err(beyond);
    };
    if !DAY_YEARS.contains(&after.year()) {
        return Err(beyond);
    }
    Ok(Ends {
        clock_start: Some(start),
        delete_from: rule.nature.deletes().then_some(after),
        keep_through: rule.nature.keeps().then_some(last),
    })
}

fn clock_start(rule: &RuleText, day: Day) -> Result<Day, RuleProblem> {
    match (rule.starts, rule.book_year) {
        (Starts::Event, _) => Ok(day),
        (Starts::CalendarYear, _) => Ok(BookYear::calendar(day).to()),
        (Starts::BookYear, None) => Err(RuleProblem::BookYearMissing { day }),
        (Starts::BookYear, Some(book_year)) if book_year.holds(day) => Ok(book_year.to()),
        (Starts::BookYear, Some(book_year)) => {
            Err(RuleProblem::BookYearElsewhere { book_year, day })
        }
    }
}

/// The last day of a period that an event starts. Where there is a duty to keep the event's own day does not count
/// (BW 2:24 and Wwft art. 33(3): "after"; Regulation 1182/71, art. 3), so that the last is the same day of a later
/// month, or that month's last. A duty to delete alone counts it.
fn event_plus(start: Day, period: Period, keeps: bool) -> Option<Day> {
    let same_day = match period {
        Period::Years(years) => months_on(start, years.checked_mul(12)?),
        Period::Months(months) => months_on(start, months),
        Period::Weeks(weeks) => SameDay::plus(start, u64::from(weeks) * 7),
        Period::Days(days) => SameDay::plus(start, u64::from(days)),
        Period::Review => None,
    };
    match same_day? {
        SameDay::Exists(day) if !keeps => day.pred_opt(),
        SameDay::Exists(day) | SameDay::MonthIsShorter(day) => Some(day),
    }
}

/// The day on which a period has gone by, in a calendar in which it may be missing.
enum SameDay {
    Exists(Day),
    /// The month's last day, in place of one that it does not have.
    MonthIsShorter(Day),
}

impl SameDay {
    fn plus(start: Day, days: u64) -> Option<SameDay> {
        start.checked_add_days(Days::new(days)).map(SameDay::Exists)
    }
}

fn months_on(start: Day, months: u32) -> Option<SameDay> {
    let (year, month) = month_plus(start.year(), start.month(), months)?;
    match Day::from_ymd_opt(year, month, start.day()) {
        Some(day) => Some(SameDay::Exists(day)),
        None => last_of_month(year, month).map(SameDay::MonthIsShorter),
    }
}

fn month_plus(year: i32, month: u32, months: u32) -> Option<(i32, u32)> {
    let count = (month - 1).checked_add(months)?;
    Some((year.checked_add(i32::try_from(count / 12).ok()?)?, count % 12 + 1))
}

/// The day on which a year ended so many years ago. Where that may be 28 or 29 February, it is the later.
pub(super) fn years_before(day: Day, years: u32) -> Option<Day> {
    let year = day.year().checked_sub(i32::try_from(years).ok()?)?;
    if !DAY_YEARS.contains(&year) {
        return None;
    }
    if is_month_end(day) {
        last_of_month(year, day.month())
    } else {
        Day::from_ymd_opt(year, day.month(), day.day())
    }
}

/// The same calendar day so many years later; the last day of February stays the last.
fn year_end_plus(start: Day, years: u32) -> Option<Day> {
    let year = start.year().checked_add(i32::try_from(years).ok()?)?;
    if is_month_end(start) {
        last_of_month(year, start.month())
    } else {
        Day::from_ymd_opt(year, start.month(), start.day())
    }
}
