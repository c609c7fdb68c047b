//! The end that an event gives a rule that waited for it: as if its date had been known at the sealing, by the book
//! years as they stand now.

use super::ends::{Ends, compute};
use super::{DateProblem, PinnedRule, RuleText, book_year_of};
use crate::rules::book_year::BookYears;
use crate::rules::class::Period;
use crate::words::day::{Day, GivenDate};

impl PinnedRule {
    /// Whether an event can give it an end: it has no date, and a period to count from one.
    pub fn waits_for_an_event(&self) -> bool {
        self.date.is_none() && self.rule.period != Period::Review
    }
}

/// The ends of a rule whose event took place on this date. A date may lie partly ahead; its first day may not.
pub fn recorded(
    rule: &PinnedRule,
    date: GivenDate,
    years: &BookYears,
    today: Day,
) -> Result<Ends, DateProblem> {
    if date.first() > today {
        return Err(DateProblem::InFuture { date, today });
    }
    let text = &rule.rule;
    let book_year = book_year_of(text.starts, text.period, date, years)?;
    Ok(compute(&RuleText { book_year, ..text.clone() }, Some(date))?)
}
