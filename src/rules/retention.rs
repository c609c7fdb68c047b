//! Retention: what a class makes of a date, and whether a day allows a destruction (format, §4.1).
//!
//! Pure: today, the book years and the holds come in as values. Refuses to know which bundle a rule
//! is on, and how a tag is made. A computed date is an indication, not legal advice.

use super::book_year::{BookYear, BookYearProblem, BookYears};
use super::class::{Class, ClassId, Period, Starts};
use crate::words::day::{Day, GivenDate};
use crate::words::limits::TYPED_BYTES_MAX;

mod end;
mod ends;
mod made;
mod newer;
mod pinned;
mod recorded;
mod shown;

pub use end::Bar;
pub use end::{End, HasEnd, end_of};
pub(crate) use end::{bars, conflict, due_from, ends_within_a_year, is_due};
pub(crate) use ends::{
    Ends, RuleProblem, closed_through_by, kept_through_at_most, kept_through_by,
};
pub(crate) use made::made_until;
pub use newer::NewerRule;
pub(crate) use newer::newer;
pub use pinned::{ClassShown, PinnedRule};
pub(crate) use pinned::{Naming, RuleText, as_shown};
pub(crate) use recorded::recorded;
pub use shown::{Showing, ShownRule};

/// What a person asks for: a class, the event's date, and what the class lets them choose.
#[derive(Debug, Clone)]
pub struct PinRequest<'a> {
    /// The class that was chosen.
    pub class: &'a Class,
    /// The date of the event or the booking; none while the event is still to come.
    pub date: Option<GivenDate>,
    /// A period other than the class's own, where the class offers that.
    pub period: Option<Period>,
    /// Why: for a class or a period that takes a ground.
    pub ground: Option<String>,
}

impl<'a> PinRequest<'a> {
    /// The plain request: this class, this date.
    pub fn new(class: &'a Class, date: Option<GivenDate>) -> Self {
        PinRequest { class, date, period: None, ground: None }
    }
}

/// Why a rule can't be pinned as asked.
#[expect(missing_docs, reason = "surface/errors says each in words")]
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{self:?}")]
pub enum DateProblem {
    InFuture { date: GivenDate, today: Day },
    MayNotBeOpenEnded { class: ClassId, event: String, event_nl: String },
    PeriodNotOffered { class: ClassId, own: Period, asked: Period },
    GroundNeeded { class: ClassId, period: Period },
    GroundTooLong { bytes_max: usize },
    BookYear(#[from] BookYearProblem),
    Rule(#[from] RuleProblem),
}

/// The rule as a seal pins it, with the whole of what its end follows from.
///
/// A date may lie partly ahead (`2026` in November 2026): it counts from its last day. Its first
/// day may not. A class without a date has no end yet, and so has `review` with one.
pub fn pin(
    request: &PinRequest,
    schedule_version: &str,
    book_years: &BookYears,
    today: Day,
) -> Result<PinnedRule, DateProblem> {
    let class = request.class;
    let period = request.period.unwrap_or(class.period);
    if !class.offers(period) {
        let (class, own) = (class.id.clone(), class.period);
        return Err(DateProblem::PeriodNotOffered { class, own, asked: period });
    }
    let ground = ground(request, period)?;
    match request.date {
        Some(date) if date.first() > today => return Err(DateProblem::InFuture { date, today }),
        None if !class.open_ended => {
            let Class { id, event, event_nl, .. } = class.clone();
            return Err(DateProblem::MayNotBeOpenEnded { class: id, event, event_nl });
        }
        _ => {}
    }
    let book_year = match request.date {
        Some(date) => book_year_of(class.starts, period, date, book_years)?,
        None => None,
    };
    let rule = RuleText {
        nature: class.nature,
        period,
        starts: class.starts,
        book_year,
        confidential: class.confidential,
        naming: Some(Naming {
            name_nl: class.name_nl.clone(),
            name_en: class.name_en.clone(),
            event: class.event.clone(),
            basis: class.basis.clone(),
            jurisdiction: class.jurisdiction.clone(),
            ground,
        }),
    };
    let Ends { clock_start, delete_from, keep_through } = ends::compute(&rule, request.date)?;
    Ok(PinnedRule {
        class: ClassShown::Id(class.id.clone()),
        clock_start,
        date: request.date,
        delete_from,
        keep_through,
        rule,
        schedule: schedule_version.to_owned(),
    })
}

/// The book year that a date counts in, where its clock starts at one's end.
fn book_year_of(
    starts: Starts,
    period: Period,
    date: GivenDate,
    years: &BookYears,
) -> Result<Option<BookYear>, BookYearProblem> {
    let counts = starts == Starts::BookYear && period != Period::Review;
    counts.then(|| years.containing(date.last())).transpose()
}

fn ground(request: &PinRequest, period: Period) -> Result<Option<String>, DateProblem> {
    let class = request.class;
    let ground = request.ground.as_ref().or(class.ground.as_ref());
    let ground = ground.map(|text| text.trim()).filter(|text| !text.is_empty());
    // A class's standing ground says why its own period is longer, not why another was chosen.
    let typed = request.ground.as_ref().is_some_and(|text| !text.trim().is_empty());
    if (class.ground_needed && ground.is_none()) || (period != class.period && !typed) {
        return Err(DateProblem::GroundNeeded { class: class.id.clone(), period });
    }
    match ground {
        Some(text) if text.len() > TYPED_BYTES_MAX => {
            Err(DateProblem::GroundTooLong { bytes_max: TYPED_BYTES_MAX })
        }
        ground => Ok(ground.map(str::to_owned)),
    }
}

#[cfg(test)]
mod tests;
