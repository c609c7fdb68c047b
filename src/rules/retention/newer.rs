//! What a class, as the schedule has it now, makes of a rule that was pinned before: a longer period, or nothing.
//!
//! A newer rule that is shorter changes nothing. Refuses to know bundles: whether a person took the longer period over
//! is asked elsewhere.

use chrono::{Days, Months};
use serde::Serialize;

use super::end::End;
use super::ends::{compute, years_before};
use super::pinned::{PinnedRule, RuleText};
use crate::rules::book_year::{BookYear, BookYears, is_month_end};
use crate::rules::class::{Class, ClassId, Period, Starts};
use crate::words::day::{Day, GivenDate, last_of_month};

/// A rule that the schedule of now makes longer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NewerRule {
    /// The class.
    pub class: ClassId,
    /// The period that was pinned.
    pub was: Period,
    /// The period of now.
    pub is: Period,
    /// The last day on which it is to be kept by that; none where no period ends it any more.
    pub keep_through: Option<Day>,
}

impl NewerRule {
    /// Whether it keeps a bundle for longer than this.
    pub fn lengthens(&self, end: &End) -> bool {
        self.keep_through.is_none() || self.keep_through > end.keep_through
    }
}

/// The end that a class of now gives the date of a rule, or of the event that closed it. None where the rule is no
/// other, where it has no end yet (the event gives it one), and where a person chose its period: one that the class
/// offers is taken for chosen, since the ground for it stands in the index alone.
pub fn newer(
    rule: &PinnedRule,
    closed: Option<End>,
    class: &Class,
    years: &BookYears,
) -> Option<NewerRule> {
    let pinned = &rule.rule;
    let same =
        (class.period, class.starts, class.nature) == (pinned.period, pinned.starts, pinned.nature);
    let chosen = class.period != pinned.period && class.offers(pinned.period);
    if same || chosen || !class.nature.keeps() || pinned.period == Period::Review {
        return None;
    }
    let date = match (rule.date, closed) {
        (Some(date), _) => date,
        (None, Some(end)) => GivenDate::Day(latest_start(pinned, &end)?),
        (None, None) => return None,
    };
    let book_year = || years.containing(date.last()).ok().or(pinned.book_year);
    let text = RuleText {
        nature: class.nature,
        period: class.period,
        starts: class.starts,
        book_year: match class.starts {
            // A clock that an event started stands at a year's end already.
            Starts::BookYear if rule.date.is_none() && pinned.starts != Starts::Event => {
                BookYear::new(date.last(), date.last()).ok()
            }
            Starts::BookYear => book_year().or(Some(BookYear::calendar(date.last()))),
            Starts::CalendarYear | Starts::Event => None,
        },
        ..pinned.clone()
    };
    // What can't be computed has no end.
    let keep_through = compute(&text, Some(date)).ok().and_then(|ends| ends.keep_through);
    let newer =
        NewerRule { class: class.id.clone(), was: pinned.period, is: class.period, keep_through };
    let own = compute(pinned, rule.date).ok().and_then(|ends| ends.keep_through);
    let stands = closed.map_or(own, |end| end.keep_through);
    (newer.keep_through.is_none() || newer.keep_through > stands).then_some(newer)
}

/// The latest day on which the clock of a rule may have started that has this end.
fn latest_start(rule: &RuleText, end: &End) -> Option<Day> {
    let last = end.keep_through.or(end.delete_from)?;
    let months = match (rule.starts, rule.period) {
        (Starts::BookYear | Starts::CalendarYear, Period::Years(years)) => {
            return years_before(last, years);
        }
        (_, Period::Years(years)) => years.checked_mul(12)?,
        (_, Period::Months(months)) => months,
        (_, Period::Weeks(weeks)) => {
            return last.checked_sub_days(Days::new(u64::from(weeks) * 7));
        }
        (_, Period::Days(days)) => return last.checked_sub_days(Days::new(days.into())),
        (_, Period::Review) => return None,
    };
    let start = last.checked_sub_months(Months::new(months))?;
    // A shorter month's last day may stand for a later one.
    match is_month_end(last) {
        true => {
            use chrono::Datelike;
            last_of_month(start.year(), start.month())
        }
        false => Some(start),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::retention::{PinRequest, pin};
    use crate::rules::schedule::Schedule;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    fn schedule(own: &str) -> Schedule {
        Schedule::shipped().with_own(own).unwrap()
    }

    fn pinned(schedule: &Schedule, class: &str, date: Option<&str>) -> PinnedRule {
        let class = schedule.get(&class.parse().unwrap()).unwrap();
        let request = PinRequest::new(class, date.map(|date| date.parse().unwrap()));
        pin(&request, "2026.1", &BookYears::default(), day("2026-01-05")).unwrap()
    }

    fn through(own: &str, rule: &PinnedRule, closed: Option<&str>) -> Option<Option<Day>> {
        let ClassShownId(id) = id_of(rule);
        let closed = closed.map(|last| End {
            delete_from: None,
            keep_through: Some(day(last)),
            open: false,
        });
        let now = schedule(own);
        let found = newer(rule, closed, now.get(&id).unwrap(), &BookYears::default());
        found.map(|newer| newer.keep_through)
    }

    struct ClassShownId(ClassId);

    fn id_of(rule: &PinnedRule) -> ClassShownId {
        match &rule.class {
            crate::rules::retention::ClassShown::Id(id) => ClassShownId(id.clone()),
            crate::rules::retention::ClassShown::Tag(_) => panic!("a rule in the clear"),
        }
    }

    #[test]
    fn a_longer_period_counts_from_the_same_date() {
        let shipped = Schedule::shipped();
        let own = |period: &str| format!("[[class]]\nid = \"nl-payroll\"\nperiod = \"{period}\"");
        let payroll = pinned(&shipped, "nl-payroll", Some("2018-05"));
        assert_eq!(through(&own("P10Y"), &payroll, None), Some(Some(day("2028-12-31"))));
        assert_eq!(through("", &payroll, None), None, "the same rule");
        assert_eq!(through(&own("review"), &payroll, None), Some(None), "no end any more");
        // Sealed under the longer one: what is shorter now changes nothing.
        let long = pinned(&schedule(&own("P10Y")), "nl-payroll", Some("2018-05"));
        assert_eq!(through("", &long, None), None);
    }

    #[test]
    fn what_an_event_closed_counts_from_the_latest_day_that_it_may_have_had() {
        let shipped = Schedule::shipped();
        let own = |class: &str, period: &str| {
            format!("[[class]]\nid = \"{class}\"\nperiod = \"{period}\"")
        };
        let contract = pinned(&shipped, "nl-contract", None);
        let longer = own("nl-contract", "P10Y");
        assert_eq!(through(&longer, &contract, None), None, "its event gives it an end");
        let closed = through(&longer, &contract, Some("2030-12-31"));
        assert_eq!(closed, Some(Some(day("2033-12-31"))));
        let wwft = pinned(&shipped, "nl-wwft-cdd", None);
        let grounded = own("nl-wwft-cdd", "P6Y") + "\nground = \"order\"";
        for (closed, longer) in [("2030-06-15", "2031-06-15"), ("2027-02-28", "2028-02-28")] {
            assert_eq!(through(&grounded, &wwft, Some(closed)), Some(Some(day(longer))));
        }
    }

    #[test]
    fn a_period_that_a_person_may_choose_is_taken_for_chosen() {
        let shipped = Schedule::shipped();
        let mut chosen = pinned(&shipped, "nl-admin-other", Some("2018"));
        chosen.rule.period = Period::Years(5);
        assert_eq!(through("", &chosen, None), None);
    }
}
