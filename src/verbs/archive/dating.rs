//! The dates that files give as their own, and which of them come to one end.
//!
//! Refuses to guess: a file that gives no date, or one that has not come yet, is left where it is. The clock of a class
//! whose event may come long after its records never starts by a document's date: its term would be too short.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::path::Path;

use crate::formats::document::{self, START_BYTES_MAX};
use crate::powers::sources::{self, Found, Roots, SourceProblem, WHOLE_BYTES_MAX, Walk, Whole};
use crate::rules::class::Starts;
use crate::rules::retention::{DateProblem, End};
use crate::verbs::fault::{Fault, Usage};
use crate::verbs::session::Session;
use crate::words::day::{Day, GivenDate};

use super::plan::find;
use super::report::{LeftReport, WhyLeft};
use super::request::{Request, RuleAsked};
use super::rules::ruled;

/// What is asked of archiving, group by group, and what is left out of all of them.
pub(super) struct Dated {
    /// Sorted by their end.
    pub groups: Vec<Request>,
    pub left: Vec<LeftReport>,
}

/// Files that have one end, and the last day that one of them gives: from every other one follows the same end.
struct Group {
    last: Day,
    request: Request,
}

/// Reads what each file says of itself, and puts those together that have one end.
pub(super) fn dated(session: &Session<'_, '_>, request: &Request) -> Result<Dated, Fault> {
    refuse_late_events(session, request)?;
    let (roots, Walk { found, left, .. }, _) = find(session, request)?;
    let mut left: Vec<LeftReport> =
        left.iter().map(|(path, why)| LeftReport::of(path, why)).collect();
    let mut ends: BTreeMap<Day, Option<EndKey>> = BTreeMap::new();
    let mut groups: BTreeMap<EndKey, Group> = BTreeMap::new();
    let mut buffer = Vec::new();
    for found in &found {
        let path = roots.path_of(found);
        let day = match own_day(&roots, found, &mut buffer) {
            Ok(day) => day,
            Err(problem) => {
                left.push(LeftReport::unread(&path, &problem));
                continue;
            }
        };
        let end = match day.map(|day| (day, ends.entry(day))) {
            None => None,
            Some((_, Entry::Occupied(known))) => *known.get(),
            Some((day, Entry::Vacant(unknown))) => *unknown.insert(end_of(session, request, day)?),
        };
        let Some((day, end)) = day.zip(end) else {
            left.push(LeftReport::undated(&path));
            continue;
        };
        let group = groups.entry(end).or_insert_with(|| Group {
            last: day,
            request: Request { among: Some(Default::default()), ..request.clone() },
        });
        group.last = group.last.max(day);
        group.request.among.get_or_insert_default().insert(path);
    }
    let groups = groups.into_values().map(|Group { last, request: asked }| Request {
        rule: RuleAsked { date: Some(GivenDate::Day(last)), ..request.rule.clone() },
        ..asked
    });
    Ok(Dated { groups: groups.collect(), left })
}

/// An end, as it is sorted: what has none comes last.
type EndKey = (bool, Option<Day>, Option<Day>);

/// The end that a date comes to; none where that has not come yet.
fn end_of(session: &Session<'_, '_>, request: &Request, day: Day) -> Result<Option<EndKey>, Fault> {
    let rule = RuleAsked { date: Some(GivenDate::Day(day)), ..request.rule.clone() };
    match ruled(session, &Request { rule, ..request.clone() }) {
        Ok(ruled) => {
            let End { open, keep_through, delete_from } = ruled.end;
            Ok(Some((open, keep_through, delete_from)))
        }
        Err(Fault::Usage(Usage::Date(DateProblem::InFuture { .. }))) => Ok(None),
        Err(fault) => Err(fault),
    }
}

fn refuse_late_events(session: &Session<'_, '_>, request: &Request) -> Result<(), Usage> {
    let id = &request.rule.class;
    match session.vault.schedule.get(id) {
        Some(class) if class.open_ended || class.starts == Starts::Event => {
            let (class, event) = (id.clone(), class.event.clone());
            let event_nl = session.vault.schedule.get(id).map(|class| class.event_nl.clone());
            Err(Usage::NotByDocument { class, event, event_nl: event_nl.unwrap_or_default() })
        }
        // An unknown one is told where its rule is asked for.
        Some(_) | None => Ok(()),
    }
}

/// The day that a file gives as its own.
fn own_day(
    roots: &Roots,
    found: &Found,
    buffer: &mut Vec<u8>,
) -> Result<Option<Day>, SourceProblem> {
    let path = roots.path_of(found);
    buffer.clear();
    let whole = match found.bytes > WHOLE_BYTES_MAX {
        true => Whole::TooLarge,
        false => sources::read_whole(&path, buffer)?,
    };
    let document = match whole {
        Whole::Read(_) => document::read(buffer),
        Whole::TooLarge => {
            read_start(&path, buffer)?;
            document::read_start(buffer)
        }
    };
    Ok(document.and_then(|document| document.own_day()))
}

fn read_start(path: &Path, buffer: &mut Vec<u8>) -> Result<(), SourceProblem> {
    let mut reading = sources::stream(path)?;
    buffer.resize(START_BYTES_MAX, 0);
    let mut read = 0;
    while read < buffer.len() {
        let got = reading.next(&mut buffer[read..]).map_err(|_| SourceProblem::Changed)?;
        if got == 0 {
            break;
        }
        read += got;
    }
    buffer.truncate(read);
    Ok(())
}

impl LeftReport {
    fn undated(path: &Path) -> LeftReport {
        let path = path.to_string_lossy().into_owned();
        LeftReport { path, why: WhyLeft::Undated, detail: None }
    }
}
