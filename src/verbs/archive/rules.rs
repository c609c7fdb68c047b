//! The rules of a run: the classes that were named, pinned to their dates, and what of them shows on a drive.

use crate::rules::class::{Class, ClassId};
use crate::rules::retention::{
    ClassShown, End, PinRequest, PinnedRule, Showing, ShownRule, as_shown, end_of, pin,
};
use crate::verbs::fault::{Fault, Usage};
use crate::verbs::session::Session;
use crate::words::ids::Tag;
use crate::words::limits::TYPED_BYTES_MAX;

use super::doubts;
use super::report::{EventReport, RuleReport};
use super::request::{Request, RuleAsked};

/// The rules of new bundles, and the end that follows from them.
#[derive(Debug)]
pub(in crate::verbs) struct Ruled {
    /// Whole, for the index, and as they show on a drive.
    pub whole: Vec<PinnedRule>,
    pub shown: Vec<Showing>,
    pub end: End,
    /// The same with what the case's events, as they are on record, make of it.
    pub end_now: End,
    pub case: Option<(Tag, String)>,
    pub reports: Vec<RuleReport>,
}

/// The rules that were asked for, and a question about an end that is past or near: for records that are sealed
/// already.
pub(in crate::verbs) fn ruled_anew(
    session: &Session<'_, '_>,
    request: &Request,
) -> Result<Ruled, Fault> {
    let ruled = ruled(session, request)?;
    match doubts::about_the_end(session, request, &ruled.end) {
        None => Ok(ruled),
        Some(doubt) => Err(doubt.into()),
    }
}

/// The rules that were asked for.
pub(super) fn ruled(session: &Session<'_, '_>, request: &Request) -> Result<Ruled, Fault> {
    let (whole, mut reports) = pin_from(session, request, 0)?;
    doubts::ask_about_conflict(request, &whole)?;
    let case = case_of(session, request)?;
    let ruled = as_before(session, whole, case);
    if let Some(case) = &ruled.case {
        for (at, report) in reports.iter_mut().enumerate() {
            report.event = event_of(session, case, &ruled.whole[at], &ruled.shown[at]);
        }
    }
    let end_now = end_with_events(&ruled.whole, &reports);
    Ok(Ruled { end_now, reports, ..ruled })
}

/// Rules that other bundles are under already.
pub(in crate::verbs) fn as_before(
    session: &Session<'_, '_>,
    whole: Vec<PinnedRule>,
    case: Option<(Tag, String)>,
) -> Ruled {
    let end = end_of(&whole);
    let about_one = case.is_some() || whole.iter().any(|rule| rule.rule.confidential);
    let shown = whole.iter().map(|rule| shown(session, rule, about_one)).collect();
    Ruled { whole, shown, end, end_now: end, case, reports: Vec::new() }
}

/// Refuses further rules that can't be pinned: no date of the first one changes that.
pub(super) fn refuse_also(session: &Session<'_, '_>, request: &Request) -> Result<(), Fault> {
    pin_from(session, request, 1).map(drop)
}

/// Pins the rules, but for so many of the first.
fn pin_from(
    session: &Session<'_, '_>,
    request: &Request,
    skipped: usize,
) -> Result<(Vec<PinnedRule>, Vec<RuleReport>), Fault> {
    let years = session.vault.config.book_years().map_err(Usage::BookYear)?;
    let mut rules = Vec::new();
    let mut reports = Vec::new();
    let all = std::iter::once(&request.rule).chain(&request.also).enumerate();
    for (number, asked) in all.skip(skipped) {
        let class = class(session, &asked.class)?;
        let first = number == 0;
        let ask = PinRequest {
            class,
            date: asked.date,
            period: request.period.filter(|_| first),
            ground: request.ground.clone().filter(|_| first),
        };
        let version = session.vault.schedule.version_for(class);
        let why = |problem| match first {
            true => Usage::Date(problem),
            false => Usage::AlsoDate { class: asked.class.clone(), problem },
        };
        let rule = pin(&ask, &version, &years, session.today.here()).map_err(why)?;
        reports.push(rule_report(class, asked, &rule));
        rules.push(rule);
    }
    Ok((rules, reports))
}

/// The end over all rules, with what events on record make of those that wait for one.
fn end_with_events(rules: &[PinnedRule], reports: &[RuleReport]) -> End {
    let mut all = End { delete_from: None, keep_through: None, open: rules.is_empty() };
    for (rule, report) in rules.iter().zip(reports) {
        let end = match &report.event {
            Some(event) => {
                let EventReport { open, keep_through, delete_from, .. } = *event;
                End { delete_from, keep_through, open }
            }
            None => end_of(std::slice::from_ref(rule)),
        };
        all.open |= end.open;
        all.keep_through = all.keep_through.max(end.keep_through);
        all.delete_from = [all.delete_from, end.delete_from].into_iter().flatten().min();
    }
    all
}

/// Whether the event of one of the classes may come long after its records.
pub(super) fn is_late_event(session: &Session<'_, '_>, request: &Request) -> bool {
    let asked = std::iter::once(&request.rule).chain(&request.also);
    let mut classes = asked.filter_map(|asked| session.vault.schedule.get(&asked.class));
    classes.any(|class| class.open_ended)
}

fn rule_report(class: &Class, asked: &RuleAsked, rule: &PinnedRule) -> RuleReport {
    RuleReport {
        class: class.id.to_string(),
        name_nl: class.name_nl.clone(),
        name_en: class.name_en.clone(),
        basis: class.basis.clone(),
        date: asked.date,
        clock_start: rule.clock_start,
        keep_through: rule.keep_through,
        delete_from: rule.delete_from,
        note: class.note.clone(),
        note_nl: class.note_nl.clone(),
        hardly_suits: class.hardly_suits_a_safe(),
        date_of: class.open_ended.then(|| (class.event_nl.clone(), class.event.clone())),
        event: None,
    }
}

/// What the events of this case, as they are on record, make of a rule that waits for one.
fn event_of(
    session: &Session<'_, '_>,
    (tag, case): &(Tag, String),
    rule: &PinnedRule,
    shown: &Showing,
) -> Option<EventReport> {
    if !rule.waits_for_an_event() || !session.vault.state.case_ends.contains_key(tag) {
        return None;
    }
    // An event closes what is like a rule that its writer knew, and nothing of which that can't be seen.
    let given = match shown {
        Showing::Open(rule) => closed_like(session, *tag, &ShownRule::Open(rule.clone())),
        Showing::Tag(_) => None,
    };
    Some(EventReport {
        case: case.clone(),
        open: given.is_none(),
        keep_through: given.and_then(|end| end.keep_through),
        delete_from: given.and_then(|end| end.delete_from),
    })
}

/// The end that an event of this case gave a rule like this one.
fn closed_like(session: &Session<'_, '_>, case: Tag, rule: &ShownRule) -> Option<End> {
    let bundles = session.vault.state.bundles.values();
    let rules = bundles
        .filter(|bundle| bundle.case == Some(case))
        .flat_map(|bundle| bundle.rules.iter().zip(&bundle.closed));
    let closed = rules.filter(|(known, _)| known.is_like(rule)).filter_map(|(_, closed)| *closed);
    closed.map(|closing| closing.end).max_by_key(|end| (end.keep_through, end.delete_from))
}

/// A rule as it may stand on a drive: a confidential class by its tag, and never a person's own words. A bundle that is
/// about one person or contract shows no more of a date than its end needs.
fn shown(session: &Session<'_, '_>, rule: &PinnedRule, about_one: bool) -> Showing {
    if let ClassShown::Id(id) = &rule.class
        && rule.rule.confidential
    {
        return Showing::Tag(session.vault.tag("class", id.as_str()));
    }
    Showing::Open(as_shown(rule.clone(), about_one))
}

pub(in crate::verbs) fn case_of(
    session: &Session<'_, '_>,
    request: &Request,
) -> Result<Option<(Tag, String)>, Fault> {
    let Some(code) = &request.case else { return Ok(None) };
    let code = code.trim();
    if code.is_empty() || code.len() > TYPED_BYTES_MAX || code.chars().any(char::is_control) {
        return Err(Usage::BadText("--case").into());
    }
    Ok(Some((session.vault.tag("case", code), code.to_owned())))
}

/// A class by its id, or the usage fault that names it.
fn class<'a>(session: &'a Session<'_, '_>, id: &ClassId) -> Result<&'a Class, Fault> {
    let found = session.vault.schedule.get(id);
    found.ok_or_else(|| Usage::NoSuchClass(id.to_string()).into())
}
