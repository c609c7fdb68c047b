//! What makes a date doubtful: an end that is past or near, records that are newer than it, and files that are far
//! older. A mistyped year is the costliest typo.
//!
//! Owns which of these is a question, which needs an answer on the command line, and which is only told.

use super::report::FileTimeReport;
use super::request::Request;
use crate::formats::index::Mtime;
use crate::powers::sources::Walk;
use crate::rules::retention::{End, PinnedRule, conflict, ends_within_a_year, made_until};
use crate::verbs::fault::{Fault, Usage};
use crate::verbs::session::Session;
use crate::words::day::{Day, GivenDate, Time};

/// How many newer records the question names; the report has them all.
pub const NAMED_MOST: usize = 5;

/// Asks whether an end that contradicts another one is meant. No other answer of a person settles it.
pub fn ask_about_conflict(request: &Request, rules: &[PinnedRule]) -> Result<(), Fault> {
    match conflict(rules).filter(|_| !request.accept_end) {
        None => Ok(()),
        Some(conflict) => {
            let (keep_through, delete_from) = (conflict.keep_through, conflict.delete_from);
            Err(Usage::Conflict { keep_through, delete_from }.into())
        }
    }
}

/// The question whether an end that is past or near is meant.
pub(super) fn about_the_end(
    session: &Session<'_, '_>,
    request: &Request,
    end: &End,
) -> Option<Usage> {
    if request.accept_end {
        return None;
    }
    let today = session.today.to_refuse();
    if let Some(delete_from) = end.delete_from.filter(|day| *day <= today) {
        return Some(Usage::DeletionIsDue { delete_from });
    }
    let near = !end.open && ends_within_a_year(end, today);
    let keep_through = end.keep_through.filter(|_| near)?;
    Some(Usage::EndIsNear { keep_through, past: keep_through < today })
}

/// Asks about the end and about newer records, both at once where both are doubtful: a person answers one refusal.
/// Gives the newer records that were accepted.
pub fn ask(
    session: &Session<'_, '_>,
    request: &Request,
    walk: &Walk,
    rules: &[PinnedRule],
    end: &End,
) -> Result<Vec<FileTimeReport>, Fault> {
    let newer = ask_about_newer(request, walk, rules);
    match (about_the_end(session, request, end), newer) {
        (None, newer) => Ok(newer?),
        (Some(end), Ok(_)) => Err(end.into()),
        (Some(end), Err(newer)) => {
            Err(Usage::EndAndNewer { end: end.into(), newer: newer.into() }.into())
        }
    }
}

/// Asks whether records are meant that are newer than papers of the date given are made. Gives those that were
/// accepted.
///
/// Closing work is the smaller part of a year's records. Where more than half are newer it is none, or the whole folder
/// was copied or exported: that is asked about once.
fn ask_about_newer(
    request: &Request,
    walk: &Walk,
    rules: &[PinnedRule],
) -> Result<Vec<FileTimeReport>, Usage> {
    let Some(made) = made_until(rules) else { return Ok(Vec::new()) };
    let count = |limit: Day| {
        let days = walk.found.iter().filter_map(|found| day_of(found.mtime));
        days.filter(|modified| *modified > limit).count()
    };
    let of = walk.found.len();
    let most = count(made.most) * 2 > of;
    let limit = if most { made.most } else { made.closing };
    let newer = walk.found.iter().filter_map(|found| {
        let modified = day_of(found.mtime).filter(|modified| *modified > limit)?;
        Some((found.path(), modified))
    });
    if request.accept_newer {
        return Ok(newer.map(FileTimeReport::new).collect());
    }
    match count(limit) {
        0 => Ok(Vec::new()),
        count => Err(Usage::NewerThanDate {
            some: newer.take(NAMED_MOST).collect(),
            count: count as u64,
            of: of as u64,
            limit,
            date: made.date,
        }),
    }
}

/// The newest file, where it is more than a year older than the earliest date given: files that lie for years
/// are filed so, and a year that was typed too high looks the same.
pub fn stale(walk: &Walk, rules: &[PinnedRule]) -> Option<FileTimeReport> {
    let first = rules.iter().filter_map(|rule| rule.date).map(GivenDate::first).min()?;
    let newest = walk.found.iter().max_by_key(|found| found.mtime)?;
    let modified = far_older(newest.mtime, first)?;
    Some(FileTimeReport::new((newest.path(), modified)))
}

/// The day of a time that lies more than a year before this day.
pub fn far_older(newest: Mtime, first: Day) -> Option<Day> {
    let year = chrono::Days::new(366);
    day_of(newest).filter(|day| day.checked_add_days(year).is_some_and(|day| day < first))
}

/// The day of such a time, where it is one.
pub(super) fn day_of(mtime: Mtime) -> Option<Day> {
    Time::from_unix(mtime.secs()).map(Time::day)
}
