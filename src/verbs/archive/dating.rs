//! The dates that files give as their own, and which of them come to one end.
//!
//! Refuses to guess: a file that gives no date, or one that has not come yet, is left where it is. So is an e-mail,
//! which anybody sends under any date. An invoice's date is its supplier's word too: it counts where the file was last
//! changed in that year or the next one, and beyond that a person has to accept it. The clock of a class whose event
//! may come long after its records never starts by a document's date: its term would be too short.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::path::{Path, PathBuf};

use chrono::Datelike;

use crate::formats::document::{self, Document, Kind, START_BYTES_MAX};
use crate::powers::sources::{self, Found, SourceProblem, WHOLE_BYTES_MAX, Walk, Whole};
use crate::rules::retention::{DateProblem, End};
use crate::verbs::fault::{Fault, Usage};
use crate::verbs::session::Session;
use crate::words::day::{Day, GivenDate};

use super::doubts::day_of;
use super::plan::{Plan, Sources};
use super::report::{EarlierReport, LeftReport, WhyLeft};
use super::request::{Among, Request, RuleAsked};
use super::rules::{is_late_event, refuse_also, ruled};
use super::years::Fitting;

/// So many ends has one run at the most: each is a bundle of its own, on every drive.
const ENDS_MAX: usize = 40;
/// So much of a file tells text from what is none.
const BEGINNING_BYTES: usize = 512;

/// What is asked of archiving, group by group, and what is left out of all of them.
pub(super) struct Dated {
    /// Sorted by their end.
    pub groups: Vec<Group>,
    pub left: Vec<LeftReport>,
    /// Those whose own date a mistyped year may be.
    pub earlier: Vec<EarlierReport>,
}

/// Files that have one end.
pub(super) struct Group {
    /// Under the last day that one of them gives: from every other one follows the same end.
    pub request: Request,
    pub sources: Sources,
}

/// The files of one end, and from the first to the last day that they give.
struct Days {
    first: Day,
    last: Day,
    found: Vec<Found>,
}

/// Refuses a class that no document dates, and further rules that can't be meant, before a file is read.
pub(super) fn refuse_rules(session: &Session<'_, '_>, request: &Request) -> Result<(), Fault> {
    let id = &request.rule.class;
    match session.vault.schedule.get(id) {
        Some(class) if !class.is_dated_by_documents() => {
            let (class, event, event_nl) =
                (id.clone(), class.event.clone(), class.event_nl.clone());
            Err(Usage::NotByDocument { class, event, event_nl }.into())
        }
        Some(_) => refuse_also(session, request),
        None => Err(Usage::NoSuchClass(id.to_string()).into()),
    }
}

/// Reads what each file says of itself, and puts those together that have one end.
pub(super) fn dated(
    session: &Session<'_, '_>,
    request: &Request,
    (roots, walk, shared): Sources,
) -> Result<Dated, Fault> {
    let Walk { found, left, attributes } = walk;
    let mut left: Vec<LeftReport> =
        left.iter().map(|(path, why)| LeftReport::of(path, why)).collect();
    let mut ends: BTreeMap<Day, Result<EndKey, WhyLeft>> = BTreeMap::new();
    let mut groups: BTreeMap<EndKey, Days> = BTreeMap::new();
    let (mut earlier, mut buffer) = (Vec::new(), Vec::new());
    for found in found {
        if session.world.watcher.interrupted() {
            return Err(Fault::Interrupted);
        }
        let path = found.path();
        let day = match own_day(&found, &mut buffer) {
            Ok(day) => day,
            Err(problem) => {
                left.push(LeftReport::unread(&path, &problem));
                continue;
            }
        };
        let end = match day.map(|day| (day, ends.entry(day))) {
            Err(why) => Err(why),
            Ok((day, _)) if !request.accept_newer && is_far_earlier(&found, day) => {
                earlier.extend(is_earlier(&path, &found, day));
                Err(WhyLeft::FarEarlier)
            }
            Ok((day, Entry::Occupied(known))) => known.get().map(|end| (day, end)),
            Ok((day, Entry::Vacant(unknown))) => {
                unknown.insert(end_of(session, request, day, &path)?).map(|end| (day, end))
            }
        };
        let (day, end) = match end {
            Ok(dated) => dated,
            Err(why) => {
                let path = path.to_string_lossy().into_owned();
                left.push(LeftReport { path, why, detail: None });
                continue;
            }
        };
        earlier.extend(is_earlier(&path, &found, day));
        let group = groups.entry(end).or_insert(Days { first: day, last: day, found: vec![] });
        (group.first, group.last) = (group.first.min(day), group.last.max(day));
        group.found.push(found);
    }
    if groups.len() > ENDS_MAX {
        return Err(Usage::TooManyEnds { ends: groups.len(), ends_max: ENDS_MAX }.into());
    }
    let mut lost: BTreeMap<PathBuf, Vec<String>> = BTreeMap::new();
    for (path, name) in attributes {
        lost.entry(path).or_default().push(name);
    }
    let group = |Days { first, last, found }: Days| {
        let files: Among = found.iter().map(|found| found.path()).collect();
        let lost = files.files.iter().filter_map(|path| lost.remove_entry(path));
        let attributes = lost
            .flat_map(|(path, names)| names.into_iter().map(move |name| (path.clone(), name)))
            .collect();
        let walk = Walk { found, left: vec![], attributes };
        let rule = RuleAsked { date: Some(GivenDate::Day(last)), ..request.rule.clone() };
        let among = Some(Among { own_days: Some(first..=last), ..files });
        let sources = (roots.clone(), walk, shared.clone());
        Group { request: Request { rule, among, ..request.clone() }, sources }
    };
    Ok(Dated { groups: groups.into_values().map(group).collect(), left, earlier })
}

/// An end, as it is sorted: what has none comes last.
type EndKey = (bool, Option<Day>, Option<Day>);

/// The end that a date comes to, or why it has none yet; `path` is the first that gives it.
fn end_of(
    session: &Session<'_, '_>,
    request: &Request,
    day: Day,
    path: &Path,
) -> Result<Result<EndKey, WhyLeft>, Fault> {
    let date = GivenDate::Day(day);
    let rule = RuleAsked { date: Some(date), ..request.rule.clone() };
    match ruled(session, &Request { rule, ..request.clone() }) {
        Ok(ruled) => {
            let End { open, keep_through, delete_from } = ruled.end;
            Ok(Ok((open, keep_through, delete_from)))
        }
        Err(Fault::Usage(Usage::Date(DateProblem::InFuture { .. }))) => Ok(Err(WhyLeft::Undated)),
        Err(Fault::Usage(Usage::Date(DateProblem::BookYear(_)))) => {
            Ok(Err(WhyLeft::OutsideBookYears))
        }
        Err(Fault::Usage(doubt)) => {
            let (some, doubt) = (path.to_path_buf(), doubt.into());
            Err(Usage::OfDocuments { date, some, count: 1, doubt }.into())
        }
        Err(fault) => Err(fault),
    }
}

/// The day from which a file's term may be counted as its document says, or why there is none. `buffer` holds what was
/// read of the file before, and is used again.
pub(in crate::verbs) fn own_day(
    found: &Found,
    buffer: &mut Vec<u8>,
) -> Result<Result<Day, WhyLeft>, SourceProblem> {
    let document = read(&found.path(), found.bytes, buffer)?;
    Ok(day_to_count(document.as_ref()))
}

/// The files of a plan that give a day of their own in a year that does not fit the date given, and that day. What
/// can't be read is told once it is to be sealed.
pub(in crate::verbs) fn of_other_years(
    session: &Session<'_, '_>,
    request: &Request,
    plan: &Plan,
) -> Result<Vec<(PathBuf, Day)>, Fault> {
    let late_event = is_late_event(session, request);
    let Some(fitting) = Fitting::of(&plan.ruled.whole, late_event) else { return Ok(vec![]) };
    let (mut others, mut buffer) = (Vec::new(), Vec::new());
    for item in &plan.items {
        if session.world.watcher.interrupted() {
            return Err(Fault::Interrupted);
        }
        let path = item.source();
        if !may_say_a_day(&path) {
            continue;
        }
        let document = read(&path, item.bytes, &mut buffer).ok().flatten();
        let own = document.and_then(|document| document.own_day());
        others.extend(own.filter(|day| !fitting.has(day.year())).map(|day| (path, day)));
    }
    Ok(others)
}

/// Whether a file begins as a PDF or as text does: photos are not read for it.
fn may_say_a_day(path: &Path) -> bool {
    let mut start = [0; BEGINNING_BYTES];
    let read = sources::stream(path).map(|mut reading| reading.next(&mut start));
    matches!(read, Ok(Ok(got)) if start.starts_with(b"%PDF-") || !start[..got].contains(&0))
}

fn day_to_count(document: Option<&Document>) -> Result<Day, WhyLeft> {
    match document {
        None => Err(WhyLeft::Undated),
        Some(document) if document.kind == Some(Kind::Email) => Err(WhyLeft::BySender),
        Some(document) => document.term_day().ok_or(WhyLeft::Undated),
    }
}

/// A file that lies more than one calendar year before the one in which it was last changed: a mistyped year, or one
/// that somebody else chose, would cost its term so many years.
fn is_far_earlier(found: &Found, own: Day) -> bool {
    day_of(found.mtime).is_some_and(|modified| own.year() + 1 < modified.year())
}

/// A file of an earlier year than the one in which it was last changed: a year may be mistyped in it.
fn is_earlier(path: &Path, found: &Found, own: Day) -> Option<EarlierReport> {
    let modified = day_of(found.mtime).filter(|modified| own.year() < modified.year())?;
    Some(EarlierReport { path: path.to_string_lossy().into_owned(), own, modified })
}

/// What a file says of itself.
fn read(path: &Path, bytes: u64, buffer: &mut Vec<u8>) -> Result<Option<Document>, SourceProblem> {
    buffer.clear();
    let whole = match bytes > WHOLE_BYTES_MAX {
        true => Whole::TooLarge,
        false => sources::read_whole(path, buffer)?,
    };
    Ok(match whole {
        Whole::Read(_) => document::read(buffer),
        Whole::TooLarge => {
            read_start(path, buffer)?;
            document::read_start(buffer)
        }
    })
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
