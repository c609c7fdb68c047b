//! Whether the rules as they stand now keep a bundle for longer than those that it was sealed under: the book years of
//! the settings, and the classes of the schedule. A part of the door: what permits must be proven.

use std::collections::BTreeMap;

use crate::rules::book_year::BookYears;
use crate::rules::clock::Today;
use crate::rules::retention::{
    HasEnd, NewerRule, PinnedRule, ShownRule, closed_through_by, kept_through_at_most,
    kept_through_by,
};
use crate::rules::schedule::Schedule;
use crate::things::ledger::state::{BundleState, State};
use crate::words::day::Day;
use crate::words::ids::BundleId;

/// What the settings and this version of the program say of ends now.
#[derive(Debug)]
pub struct RulesNow {
    /// The book years.
    pub years: BookYears,
    /// The classes.
    pub schedule: Schedule,
    /// A person said, on record, that a class's longer period of now does not count for what is to be destroyed.
    pub older_rule: bool,
}

impl RulesNow {
    /// Calendar years, and the classes as this version of the program ships them.
    pub fn shipped() -> RulesNow {
        let years = BookYears::default();
        RulesNow { years, schedule: Schedule::shipped(), older_rule: false }
    }
}

/// What keeps a bundle for longer.
pub(super) enum Longer {
    /// The book years of now, through this day.
    BookYear(Day),
    /// A rule that nobody has read, perhaps, through this day.
    Unread(Day),
    /// Its class as it is now. A person takes that over, or says that it does not count.
    Rule(NewerRule),
    /// A class, perhaps, in a schedule that is later than this program's.
    Schedule(String),
}

/// What is known of the bundles, and of the rules of now.
#[derive(Clone, Copy)]
pub(super) struct About<'a> {
    pub state: &'a State,
    pub inside: &'a BTreeMap<BundleId, Vec<PinnedRule>>,
    pub rules: &'a RulesNow,
    pub today: Today,
}

impl About<'_> {
    /// The first thing that keeps the bundle for longer.
    pub fn ask(self, bundle: BundleId, known: &BundleState) -> Result<(), Longer> {
        let family = family(self.state, self.inside, bundle, known);
        let today = self.today.to_permit();
        let last = last_by(&self.rules.years, &family).filter(|last| *last >= today);
        if let Some(kept_through) = last {
            return Err(Longer::BookYear(kept_through));
        }
        let schedule = &self.rules.schedule;
        if let Some(sealed_under) = self.state.sealed_under_later_than(schedule) {
            return Err(Longer::Schedule(sealed_under));
        }
        let inside = self.inside.get(&bundle).map_or(&[][..], Vec::as_slice);
        let newer = known.newer_rules(inside, schedule, &self.rules.years);
        let mut keeps =
            newer.into_iter().filter(|newer| newer.keep_through.is_none_or(|last| last >= today));
        if let Some(newer) = keeps.next().filter(|_| !self.rules.older_rule) {
            return Err(Longer::Rule(newer));
        }
        match perhaps_longer_by(self, &family) {
            Some(kept_through) => Err(Longer::Unread(kept_through)),
            None => Ok(()),
        }
    }
}

/// The last day by the book years of now, where that is later than what is on record: what the door will say of rules
/// that show, and of those that were read inside. Whoever shows an end shows this one.
pub fn longer_by_book_years(
    state: &State,
    inside: &BTreeMap<BundleId, Vec<PinnedRule>>,
    years: &BookYears,
    bundle: BundleId,
    known: &BundleState,
) -> Option<Day> {
    let last = last_by(years, &family(state, inside, bundle, known));
    last.filter(|last| known.end_now().keep_through.is_none_or(|recorded| recorded < *last))
}

/// The last day by these book years. Book years that were changed since the sealing may give a later end. The seal says
/// the shorter one for ever, and is not changed by that; but who destroys by it would be fined by the other.
fn last_by(years: &BookYears, family: &[Member<'_>]) -> Option<Day> {
    let last = family.iter().flat_map(|(one, inside)| {
        let rules = one.rules.iter().filter_map(ShownRule::open).chain(*inside);
        let dated = rules.filter_map(|rule| kept_through_by(rule, years));
        let closed = closed(one, inside);
        dated.chain(closed.filter_map(|(rule, last)| closed_through_by(rule?, last, years)))
    });
    last.max()
}

/// A bundle whose rules count, and those of them that stand in its index, as far as they were read.
type Member<'a> = (&'a BundleState, &'a [PinnedRule]);

/// A bundle, and those whose records went into it and whose end it inherits: their rules count on.
fn family<'a>(
    state: &'a State,
    inside: &'a BTreeMap<BundleId, Vec<PinnedRule>>,
    bundle: BundleId,
    known: &'a BundleState,
) -> Vec<Member<'a>> {
    let bound_by = known.ancestors.iter().filter(|one| !known.freed.contains_key(one));
    let ids = std::iter::once(&bundle).chain(bound_by);
    let member = |id: &BundleId| {
        let inside = inside.get(id).map_or(&[][..], Vec::as_slice);
        Some((state.bundles.get(id)?, inside))
    };
    ids.filter_map(member).collect()
}

/// The last day that an event gave to each rule which waited for it, and the rule where it is known.
fn closed<'a>(
    known: &'a BundleState,
    inside: &'a [PinnedRule],
) -> impl Iterator<Item = (Option<&'a PinnedRule>, Day)> {
    let given = known.closed.iter().enumerate();
    given.filter_map(|(at, closing)| {
        let last = closing.as_ref()?.end.keep_through?;
        Some((known.rules.get(at)?.open().or_else(|| inside.get(at)), last))
    })
}

/// The last day that the book years of now may give a sealed rule which nobody has read, where it is not over. What
/// permits must be proven: such a rule is taken for the one that they make the longest.
fn perhaps_longer_by(now: About<'_>, family: &[Member<'_>]) -> Option<Day> {
    let (years, today) = (&now.rules.years, now.today);
    let unread = family.iter().filter(|(_, inside)| inside.is_empty());
    let ends = unread.flat_map(|(one, inside)| {
        let sealed = one.rules.iter().filter(|rule| rule.open().is_none());
        let ends = sealed.filter_map(|rule| rule.later_end().keep_through);
        let closed = closed(one, inside).filter(|(rule, _)| rule.is_none());
        ends.chain(closed.map(|(_, last)| last))
    });
    let last = ends.map(|last| kept_through_at_most(last, years)).max();
    last.filter(|last| *last >= today.to_permit())
}
