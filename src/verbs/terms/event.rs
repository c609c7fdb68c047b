//! `event record`: what open-ended records waited for took place, or did not take place after all. The event's day
//! stands in the entry's note alone; in the clear stand the ends that follow from it, one a class.
//!
//! A later day lengthens at once. An earlier one would shorten: it is proposed, and counts once it was confirmed.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Serialize;

use crate::formats::entry::{ClassEnd, Event, EventRecorded, NAMED_MAX};
use crate::rules::retention::{
    ClassShown, End, HasEnd, PinnedRule, ShownRule, ends_within_a_year, recorded,
};
use crate::things::ledger::state::{Standing, State};
use crate::things::medium::Accept;
use crate::verbs::fault::{EndProblem, Fault, Usage};
use crate::verbs::list::INDICATION;
use crate::verbs::outcome::{Outcome, Reported};
use crate::verbs::select::resolve_one;
use crate::verbs::session::{Session, World};
use crate::verbs::telling::{Who, tell_who_is_here};
use crate::words::day::{Day, GivenDate};
use crate::words::ids::BundleId;

use super::earlier::{WaitRow, refuse_held, refuse_typed_clock};
use super::redated::propose_all;
use super::{ChangeRow, Words, ask, changes, record, with};

/// What the user asks for.
#[derive(Debug, Clone)]
pub struct Request {
    pub about: About,
    pub what: What,
    pub by: Option<String>,
    pub reason: Option<String>,
    /// Ends that are past or within twelve months are meant.
    pub accept_end: bool,
}

/// Whose event it is. There is no "all": an event without an id would close every case.
#[derive(Debug, Clone)]
pub enum About {
    /// By the case's code: also what is sealed into it later.
    Case(String),
    /// Ids, or unambiguous starts of them.
    Bundles(Vec<String>),
}

/// What is put on record.
#[derive(Debug, Clone, Copy)]
pub enum What {
    TookPlace(GivenDate),
    /// It did not: what it closed is open again.
    Reopened,
}

/// What a run of `event record` did.
#[derive(Debug, Serialize)]
pub struct Report {
    pub case: Option<String>,
    /// The event's day, as it was given; none where it was taken back.
    pub date: Option<GivenDate>,
    pub reopened: bool,
    /// False where the same was on record before, so that nothing was written.
    pub recorded: bool,
    /// The day is earlier than one on record: what waits to be confirmed.
    pub proposed: Vec<WaitRow>,
    pub bundles: Vec<ChangeRow>,
    /// Which drives have it on record.
    #[serde(flatten)]
    pub who: Who,
    pub indication: &'static str,
}

impl Reported for Report {
    fn outcome(&self) -> Outcome {
        self.who.outcome()
    }
}

/// Runs the verb on the vault in `home`.
pub fn run(world: &mut World<'_>, home: &Path, request: &Request) -> Result<Report, Fault> {
    let date = match request.what {
        What::TookPlace(date) => Some(date),
        What::Reopened => None,
    };
    let words = Words {
        by: request.by.as_deref(),
        reason: request.reason.as_deref(),
        date: date.map(|date| date.to_string()),
    };
    words.check()?;
    if matches!(&request.about, About::Bundles(starts) if starts.is_empty()) {
        return Err(EndProblem::NobodysEvent.into());
    }
    let mut session = Session::open(world, home, "kluis event record")?;
    if let Some(date) = date.filter(|date| date.first() > session.today.here()) {
        return Err(EndProblem::EventAhead(date).into());
    }
    // Another home may have sealed into the case, or recorded the event, and told a drive that is here.
    session.find_all(Accept::Current, Ok)?;
    let ids = bundles(&session, &request.about)?;
    let identities = session.world.access.open(&session.vault)?;
    let disposer = session.world.access.disposer(&session.vault, &identities)?;
    session.look_inside(&ids, &identities);
    let ends = match date {
        Some(date) => class_ends(&session, &ids, date, &request.about)?,
        None => Vec::new(),
    };
    let events = entries(&session, &request.about, &ids, &ends);
    let after = with(&session, &events, &disposer)?;
    if let Some(stands) = earlier(&ids, &after, &ends) {
        if !request.accept_end {
            ask_about_these(&session, &ends)?;
        }
        if words.reason.is_none() {
            return Err(stands.into());
        }
        let kept = ids.iter().copied();
        let state = &session.vault.state;
        let kept: Vec<BundleId> =
            kept.filter(|id| state.bundles[id].standing() != Standing::Destroyed).collect();
        let at_once = at_once(&session, &kept, &after, &ends, &events);
        let after = with(&session, &at_once, &disposer)?;
        let rows = changes(&session, &kept, &after);
        let lengthens = rows.iter().any(|row| row.changed);
        if lengthens {
            refuse_held(&session, &kept)?;
            refuse_typed_clock(&session)?;
            ask(&mut session, &rows, &[])?;
            record(&mut session, at_once, &words, &disposer)?;
        }
        let proposed = propose_all(&mut session, events, &kept, &words, &disposer)?;
        return Ok(Report {
            case: request.about.case(),
            date,
            reopened: false,
            recorded: lengthens,
            proposed,
            bundles: rows,
            who: tell_who_is_here(&mut session)?,
            indication: INDICATION,
        });
    }
    let mut rows = changes(&session, &ids, &after);
    let state = &session.vault.state;
    rows.retain(|row| state.bundles[&row.bundle].standing() != Standing::Destroyed);
    // Recorded while an earlier one waits, the same says that the earlier one is not meant.
    let says_new = ids.iter().any(|id| session.vault.state.may_shorten(*id))
        || rows.iter().any(|row| row.changed)
        || session.vault.state.case_ends != after.case_ends;
    if !says_new && date.is_none() {
        return Err(EndProblem::NoEventRecorded.into());
    }
    let mut who = Who::default();
    if says_new {
        if !request.accept_end {
            ask_about_the_end(&session, &rows)?;
            ask(&mut session, &rows, &[])?;
        }
        record(&mut session, events, &words, &disposer)?;
        who = tell_who_is_here(&mut session)?;
    }
    Ok(Report {
        case: request.about.case(),
        date,
        proposed: vec![],
        reopened: date.is_none(),
        recorded: says_new,
        bundles: rows,
        who,
        indication: INDICATION,
    })
}

impl About {
    fn case(&self) -> Option<String> {
        match self {
            About::Case(code) => Some(code.trim().to_owned()),
            About::Bundles(_) => None,
        }
    }
}

/// The bundles that are meant and not destroyed.
fn bundles(session: &Session<'_, '_>, about: &About) -> Result<Vec<BundleId>, Fault> {
    let state = &session.vault.state;
    match about {
        About::Case(code) => {
            let case = Some(session.vault.tag("case", code.trim()));
            let of_case = state.bundles.iter().filter(|(_, bundle)| bundle.case == case);
            let kept = of_case.filter(|(_, bundle)| bundle.standing() != Standing::Destroyed);
            let ids: Vec<BundleId> = kept.map(|(id, _)| *id).collect();
            match ids.is_empty() {
                true => Err(EndProblem::NoBundleOfCase(code.trim().to_owned()).into()),
                false => Ok(with_ancestors(state, ids)),
            }
        }
        About::Bundles(starts) => {
            let mut ids = Vec::new();
            for start in starts {
                let id = resolve_one(&session.vault, start)?;
                if state.bundles[&id].standing() == Standing::Destroyed {
                    return Err(Usage::AlreadyDestroyed(id).into());
                }
                if with_ancestors(state, vec![id]).iter().all(|id| !waits(state, *id)) {
                    return Err(EndProblem::NotOpenEnded(id).into());
                }
                ids.push(id);
            }
            Ok(with_ancestors(state, ids))
        }
    }
}

/// These bundles, and those whose records went into them and that wait still: their ends count on.
fn with_ancestors(state: &State, ids: Vec<BundleId>) -> Vec<BundleId> {
    let before = ids.iter().flat_map(|id| &state.bundles[id].ancestors).copied();
    let mut all: Vec<BundleId> = before.filter(|id| waits(state, *id)).chain(ids.clone()).collect();
    all.sort();
    all.dedup();
    all
}

fn waits(state: &State, id: BundleId) -> bool {
    let known = state.bundles.get(&id);
    known.is_some_and(|known| known.rules.iter().any(|rule| rule.later_end().open))
}

/// The ends that follow for each class of which a rule waits: of several rules of one class the latest keep-through,
/// and the earliest delete-from.
fn class_ends(
    session: &Session<'_, '_>,
    ids: &[BundleId],
    date: GivenDate,
    about: &About,
) -> Result<Vec<ClassEnd>, Fault> {
    let (years, today) = (session.book_years()?, session.today.here());
    let mut ends: BTreeMap<ClassShown, ClassEnd> = BTreeMap::new();
    let mut waits = false;
    for id in ids {
        for (class, rule) in waiting(session, *id)? {
            if !rule.waits_for_an_event() {
                continue;
            }
            waits = true;
            let of = recorded(&rule, date, &years, today).map_err(Usage::Date)?;
            let known = ends.entry(class.clone()).or_insert(ClassEnd {
                class,
                delete_from: of.delete_from,
                keep_through: of.keep_through,
            });
            known.keep_through = known.keep_through.max(of.keep_through);
            known.delete_from = [known.delete_from, of.delete_from].into_iter().flatten().min();
        }
    }
    if let (false, About::Bundles(_), Some(id)) = (waits, about, ids.first()) {
        return Err(EndProblem::NotOpenEnded(*id).into());
    }
    if ends.is_empty() {
        return Err(EndProblem::NothingWaits.into());
    }
    Ok(ends.into_values().collect())
}

/// The rules of a bundle without an end of their own, whole, each with the class that it shows by. A confidential
/// class's stands in the bundle's index alone.
fn waiting(
    session: &Session<'_, '_>,
    id: BundleId,
) -> Result<Vec<(ClassShown, PinnedRule)>, Fault> {
    let bundle = &session.vault.state.bundles[&id];
    let open = bundle.rules.iter().enumerate().filter(|(_, rule)| rule.later_end().open);
    let inside = session.inside_of(id);
    let whole = |(number, rule): (usize, &ShownRule)| {
        let whole = rule.open().or_else(|| inside.get(number)).cloned();
        Some((rule.class(), whole?))
    };
    // Of one that is destroyed nobody can read them any more: where no other rule is of that class, it stays open.
    if bundle.standing() == Standing::Destroyed {
        return Ok(open.filter_map(whole).collect());
    }
    let rules: Option<Vec<_>> = open.map(whole).collect();
    rules.ok_or_else(|| unread(session, id))
}

/// What to connect, or to mend, where a bundle's index could not be read.
fn unread(session: &Session<'_, '_>, id: BundleId) -> Fault {
    let bundle = &session.vault.state.bundles[&id];
    let here = |medium| session.contacts.iter().any(|contact| contact.label.medium == medium);
    let mut away: Vec<String> = bundle
        .standing_copies()
        .filter(|(medium, _)| !here(*medium))
        .map(|(medium, _)| session.label(medium))
        .collect();
    away.sort();
    match away.is_empty() {
        true => EndProblem::RulesUnread(id).into(),
        false => Fault::NoneOfThese(vec![away]),
    }
}

fn entries(
    session: &Session<'_, '_>,
    about: &About,
    ids: &[BundleId],
    ends: &[ClassEnd],
) -> Vec<Event> {
    let entry =
        |bundles, case| Event::EventRecorded(EventRecorded { bundles, case, ends: ends.to_vec() });
    let state = &session.vault.state;
    let case = match about {
        About::Case(code) => Some(session.vault.tag("case", code.trim())),
        About::Bundles(_) => None,
    };
    // A bundle may have been of another case before it was sealed again.
    let named = ids.iter().filter(|id| case.is_none() || state.bundles[id].case != case);
    let named: Vec<BundleId> = named.copied().collect();
    let of_case = case.map(|case| entry(None, Some(case)));
    let of_bundles = named.chunks(NAMED_MAX).map(|ids| entry(Some(ids.to_vec()), None));
    of_case.into_iter().chain(of_bundles).collect()
}

/// The first end on record that is later than the one asked for: it takes two people and a wait.
fn earlier(ids: &[BundleId], after: &State, ends: &[ClassEnd]) -> Option<EndProblem> {
    for id in ids {
        let bundle = &after.bundles[id];
        for (rule, closed) in bundle.rules.iter().zip(&bundle.closed) {
            let (Some(closed), class) = (closed, rule.class()) else { continue };
            let Some(asked) = ends.iter().find(|end| end.class == class) else { continue };
            let in_force = (closed.end.keep_through, closed.end.delete_from);
            if in_force > (asked.keep_through, asked.delete_from) {
                let (keep_through, delete_from) = in_force;
                return Some(EndProblem::EarlierEnd { bundle: *id, keep_through, delete_from });
            }
        }
    }
    None
}

/// What is recorded while the rest of it is proposed: of two bundles of a case it may lengthen one, which counts at
/// once. One that is open since an event was taken back would be closed by that very event again: it stays open until
/// the proposal is confirmed.
fn at_once(
    session: &Session<'_, '_>,
    kept: &[BundleId],
    after: &State,
    ends: &[ClassEnd],
    events: &[Event],
) -> Vec<Event> {
    let rows = changes(session, kept, after);
    let (stays_open, counts): (Vec<&ChangeRow>, Vec<&ChangeRow>) = rows
        .iter()
        .filter(|row| row.changed)
        .partition(|row| row.before.open && earlier(&[row.bundle], after, ends).is_some());
    if stays_open.is_empty() {
        return events.to_vec();
    }
    let counts: Vec<BundleId> = counts.iter().map(|row| row.bundle).collect();
    entries(session, &About::Bundles(vec![]), &counts, ends)
}

/// Ends that are past or near are asked about: a mistyped year is the costliest typo.
fn ask_about_the_end(session: &Session<'_, '_>, rows: &[ChangeRow]) -> Result<(), Usage> {
    let changed = rows.iter().filter(|row| row.changed && !row.end.open);
    ask_about(session, changed.map(|row| (row.end.keep_through, row.end.delete_from)))
}

fn ask_about_these(session: &Session<'_, '_>, ends: &[ClassEnd]) -> Result<(), Usage> {
    ask_about(session, ends.iter().map(|end| (end.keep_through, end.delete_from)))
}

fn ask_about(
    session: &Session<'_, '_>,
    ends: impl Iterator<Item = (Option<Day>, Option<Day>)>,
) -> Result<(), Usage> {
    let today = session.today.to_refuse();
    for (keep_through, delete_from) in ends {
        if let Some(delete_from) = delete_from.filter(|day| *day <= today) {
            return Err(Usage::DeletionIsDue { delete_from });
        }
        let end = End { delete_from, keep_through, open: false };
        if let Some(keep_through) = keep_through.filter(|_| ends_within_a_year(&end, today)) {
            return Err(Usage::EndIsNear { keep_through, past: keep_through < today });
        }
    }
    Ok(())
}
