//! A bundle's end over all its rules, and what stands between it and a destruction on a given day.
//!
//! Refuses to release: an empty list of bars is a fact about dates and holds; signatures, the
//! clock and the media are asked by the one door to destruction. What can't be computed isn't over.

use chrono::Months;
use serde::{Deserialize, Serialize};

use super::ends::{Ends, recompute};
use super::pinned::{ClassShown, PinnedRule};
use crate::rules::hold::Hold;
use crate::words::day::{Day, day_or_null};

/// When a bundle ends: the latest keep-through, the earliest delete-from, or not yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct End {
    /// The first day on which a rule wants it deleted.
    #[serde(with = "day_or_null")]
    pub delete_from: Option<Day>,
    /// The last day on which a rule wants it kept; due the day after.
    #[serde(with = "day_or_null")]
    pub keep_through: Option<Day>,
    /// A rule has no end yet: nothing may be destroyed.
    pub open: bool,
}

/// What has an end: a rule, whole or as it shows.
pub trait HasEnd {
    /// The later of the end that it states and the end that its text gives.
    fn later_end(&self) -> End;
    /// Which class it is of, as far as that may show.
    fn shown_class(&self) -> ClassShown;
}

impl HasEnd for PinnedRule {
    fn later_end(&self) -> End {
        later(self)
    }

    fn shown_class(&self) -> ClassShown {
        self.class.clone()
    }
}

/// The end over `rules`, each computed again from its text; of two different ends the later holds.
///
/// A rule that can't be computed leaves the end open, and so does the lack of any rule.
pub fn end_of<R: HasEnd>(rules: &[R]) -> End {
    let mut end = End { delete_from: None, keep_through: None, open: rules.is_empty() };
    for rule in rules {
        let ends = rule.later_end();
        end.open |= ends.open;
        end.keep_through = end.keep_through.max(ends.keep_through);
        end.delete_from = [end.delete_from, ends.delete_from].into_iter().flatten().min();
    }
    end
}

/// The later of the end that a rule states and the one that its text gives.
fn later(rule: &PinnedRule) -> End {
    let given = recompute(rule).unwrap_or_default();
    End {
        // A duty to delete is only there if the rule's text gives one.
        delete_from: given.delete_from.max(given.delete_from.and(rule.delete_from)),
        keep_through: given.keep_through.max(rule.keep_through),
        open: given == Ends::default(),
    }
}

/// One thing that forbids destroying a bundle today.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Bar {
    /// A rule has no end yet.
    OpenEnd,
    /// It must be kept through this day; due the day after.
    KeepThrough(Day),
    /// A hold is in force on it.
    Hold(Hold),
}

/// All that forbids destroying a bundle on `today`, given the holds in force on it.
///
/// A maximum bars nothing: what must be deleted by a day may go before it.
pub fn bars(end: &End, holds: &[Hold], today: Day) -> Vec<Bar> {
    let mut bars: Vec<Bar> = holds.iter().cloned().map(Bar::Hold).collect();
    // An end without any day says nothing about when: that is no leave to destroy.
    if end.open || (end.keep_through.is_none() && end.delete_from.is_none()) {
        bars.push(Bar::OpenEnd);
    }
    bars.extend(end.keep_through.filter(|&last| today <= last).map(Bar::KeepThrough));
    bars
}

/// The first day on which the bundle has ended: the day after keep-through, or delete-from where
/// no rule keeps it. None while it is open.
pub fn due_from(end: &End) -> Option<Day> {
    if end.open {
        return None;
    }
    match end.keep_through {
        Some(last) => last.succ_opt(),
        None => end.delete_from,
    }
}

/// True where the bundle has ended and no hold is in force on it.
pub fn is_due(end: &End, holds: &[Hold], today: Day) -> bool {
    due_from(end).is_some_and(|from| from <= today) && bars(end, holds, today).is_empty()
}

/// True where the bundle has ended or does so within twelve months of `today`: a person is asked
/// whether the date given is right.
pub fn ends_within_a_year(end: &End, today: Day) -> bool {
    match (due_from(end), today.checked_add_months(Months::new(12))) {
        (Some(from), Some(limit)) => from <= limit,
        (Some(_), None) => true,
        (None, _) => false,
    }
}

/// A duty to keep that outlasts a duty to delete: for a person to resolve.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conflict {
    pub keeps: ClassShown,
    pub keep_through: Day,
    pub deletes: ClassShown,
    pub delete_from: Day,
}

/// The widest conflict among `rules`, if one keeps on a day on which another wants it gone.
pub fn conflict(rules: &[impl HasEnd]) -> Option<Conflict> {
    let ends = || rules.iter().map(|rule| (rule.shown_class(), rule.later_end()));
    let (keep_through, keeps) = ends()
        .filter_map(|(class, end)| Some((end.keep_through?, class)))
        .max_by_key(|(day, _)| *day)?;
    let (delete_from, deletes) = ends()
        .filter_map(|(class, end)| Some((end.delete_from?, class)))
        .min_by_key(|(day, _)| *day)?;
    (keep_through >= delete_from).then_some(Conflict { keeps, keep_through, deletes, delete_from })
}
