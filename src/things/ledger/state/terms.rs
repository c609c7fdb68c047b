//! What entries add to a bundle's end: events that took place, and extensions. Neither shortens what another entry
//! says: the latest end wins, and an event that was taken back leaves the end open until an entry that has seen that
//! records it again.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use super::doom::Block;
use super::held::Held;
use super::shortenings::Earlier;
use super::{BundleState, Closing, Extension};
use crate::formats::entry::{ClassEnd, EventRecorded, Extended};
use crate::rules::retention::{ClassShown, End, HasEnd, ShownRule};
use crate::things::ledger::order::At;
use crate::words::day::Time;
use crate::words::ids::{BundleId, Tag};

/// What all entries say about ends.
#[derive(Default)]
pub(super) struct Terms {
    events: Vec<Told<EventRecorded>>,
    extensions: Vec<Told<Extended>>,
}

/// What one entry says, where it stands, and when it was written.
#[derive(Clone)]
struct Told<T> {
    at: At,
    time: Time,
    says: T,
}

impl Terms {
    pub fn record(&mut self, at: &At, time: Time, event: &EventRecorded) {
        self.events.push(Told { at: at.clone(), time, says: event.clone() });
    }

    pub fn extend(&mut self, at: &At, time: Time, extended: &Extended) {
        self.extensions.push(Told { at: at.clone(), time, says: extended.clone() });
    }

    /// The end that events give each rule of a bundle that waits for one, by the place of the rule.
    ///
    /// An event says an end for a class, reckoned from the rules that its writer knew. A rule that he did not know may
    /// keep for longer: it is closed only where he knew one like it in that case, and else by recording the event
    /// again.
    pub fn closed(
        &self,
        id: BundleId,
        bundle: &BundleState,
        all: &BTreeMap<BundleId, BundleState>,
        held: &Held,
        earlier: &[Earlier],
    ) -> Vec<Option<Closing>> {
        let about = corrected(self.about(id, bundle), earlier);
        let about: Vec<&Told<EventRecorded>> = about.iter().map(Cow::as_ref).collect();
        let knew = |told: &Told<EventRecorded>, rule: &ShownRule| {
            let like = |other: &BundleState| other.rules.iter().any(|one| one.is_like(rule));
            let mut others = all.iter().filter(|(_, other)| other.case == bundle.case);
            held.was_seen(id, &told.at)
                || (bundle.case.is_some()
                    && others.any(|(other, state)| held.was_seen(*other, &told.at) && like(state)))
        };
        let of_rule = |rule: &ShownRule| {
            let class = waits(rule)?;
            let counts = |told: &&&Told<EventRecorded>| told.says.reopens() || knew(told, rule);
            closing(&about.iter().filter(counts).copied().collect::<Vec<_>>(), &class)
        };
        bundle.rules.iter().map(of_rule).collect()
    }

    /// The end that events of each case give each class: what is sealed into it next is closed by that.
    pub fn of_cases(&self, earlier: &[Earlier]) -> BTreeMap<Tag, BTreeMap<ClassShown, Closing>> {
        let cases: BTreeSet<Tag> = self.events.iter().filter_map(|told| told.says.case).collect();
        let ends = |case: &Tag| {
            let of_case = |told: &&Told<EventRecorded>| told.says.case == Some(*case);
            let earlier = earlier.iter().filter(|one| one.fields.case == Some(*case));
            let earlier: Vec<Earlier> = earlier.cloned().collect();
            let about = corrected(self.events.iter().filter(of_case), &earlier);
            let about: Vec<&Told<EventRecorded>> = about.iter().map(Cow::as_ref).collect();
            let classes = about.iter().flat_map(|told| &told.says.ends).map(|end| &end.class);
            classes.filter_map(|class| Some((class.clone(), closing(&about, class)?))).collect()
        };
        let ends = cases.into_iter().map(|case| (case, ends(&case)));
        ends.filter(|(_, ends): &(Tag, BTreeMap<_, _>)| !ends.is_empty()).collect()
    }

    /// The last day through which somebody wants it kept, whatever its rules say, and since when that is on record.
    pub fn extended(&self, id: BundleId) -> Option<Extension> {
        let about = self.extensions_of(id).map(|told| {
            let (keep_through, recorded) = (told.says.keep_through, told.time);
            Extension { keep_through, recorded }
        });
        about.max_by_key(|longer| (longer.keep_through, std::cmp::Reverse(longer.recorded)))
    }

    /// What an order to destroy the bundle has to know.
    pub fn blocks(&self, id: BundleId, bundle: &BundleState) -> Vec<Block> {
        let block = |at: &At, through| Block { at: at.clone(), through };
        let extended =
            self.extensions_of(id).map(|told| block(&told.at, Some(told.says.keep_through)));
        let waiting: Vec<ClassShown> = bundle.rules.iter().filter_map(waits).collect();
        let events = self.about(id, bundle).filter(|_| !waiting.is_empty());
        let events = events.filter_map(|told| {
            if told.says.reopens() {
                return Some(block(&told.at, None));
            }
            let ends = told.says.ends.iter().filter(|end| waiting.contains(&end.class));
            let last = ends.filter_map(|end| end.keep_through).max()?;
            Some(block(&told.at, Some(last)))
        });
        extended.chain(events).collect()
    }

    fn about<'s>(
        &'s self,
        id: BundleId,
        bundle: &'s BundleState,
    ) -> impl Iterator<Item = &'s Told<EventRecorded>> {
        self.events.iter().filter(move |told| told.says.is_about(id, bundle.case))
    }

    fn extensions_of(&self, id: BundleId) -> impl Iterator<Item = &Told<Extended>> {
        self.extensions.iter().filter(move |told| told.says.bundles.contains(&id))
    }
}

/// Events as they count: without the ends that a confirmed proposal replaced, and with those that it gives.
fn corrected<'s>(
    about: impl Iterator<Item = &'s Told<EventRecorded>>,
    earlier: &[Earlier],
) -> Vec<Cow<'s, Told<EventRecorded>>> {
    let earlier: Vec<&Earlier> =
        earlier.iter().filter(|one| !one.fields.replaces.is_empty()).collect();
    let mut all: Vec<Cow<'s, Told<EventRecorded>>> = about.map(Cow::Borrowed).collect();
    if earlier.is_empty() {
        return all;
    }
    for one in &earlier {
        let Some(at) = one.proposed.last().cloned() else { continue };
        let (bundles, case) = (one.fields.bundles.clone(), one.fields.case);
        let says = EventRecorded { bundles, case, ends: one.fields.ends.clone() };
        all.push(Cow::Owned(Told { at, time: one.time, says }));
    }
    let replaced = |told: &Told<EventRecorded>, end: &ClassEnd| {
        earlier.iter().any(|one| one.replaces(end, &told.at))
    };
    // One of which no end is left would read as if it were taken back.
    let mut corrected = Vec::new();
    for told in all {
        let ends: Vec<ClassEnd> =
            told.says.ends.iter().filter(|end| !replaced(&told, end)).cloned().collect();
        if ends.len() == told.says.ends.len() {
            corrected.push(told);
        } else if !ends.is_empty() {
            let mut told = told.into_owned();
            told.says.ends = ends;
            corrected.push(Cow::Owned(told));
        }
    }
    corrected
}

/// The class of a rule that has no end of its own.
fn waits<R: HasEnd>(rule: &R) -> Option<ClassShown> {
    rule.later_end().open.then(|| rule.shown_class())
}

fn closing(about: &[&Told<EventRecorded>], class: &ClassShown) -> Option<Closing> {
    let end_for = |event: &EventRecorded| -> Option<ClassEnd> {
        event.ends.iter().find(|end| end.class == *class).cloned()
    };
    let recorded = || about.iter().filter_map(|told| Some((told, end_for(&told.says)?)));
    let mut reopened = about.iter().filter(|told| told.says.reopens());
    if reopened.any(|back| !recorded().any(|(told, _)| told.at.has_seen(&back.at))) {
        return None;
    }
    // Of one event both days: a duty to delete counts from the event that keeps it longest.
    let (told, end) = recorded().max_by_key(|(told, end)| {
        (end.keep_through, end.delete_from, std::cmp::Reverse(told.time))
    })?;
    let ClassEnd { delete_from, keep_through, .. } = end;
    Some(Closing { end: End { delete_from, keep_through, open: false }, recorded: told.time })
}

impl BundleState {
    /// Its end as all that is known gives it: its rules, the events that they waited for, extensions, and the ends of
    /// the bundles that its records stood in before.
    pub fn end_now(&self) -> End {
        self.end_by(self.end, &self.rules)
    }

    /// The end by these rules, which are the bundle's own as a seal or its index has them, and what that says itself;
    /// with the events that they waited for, and extensions. Of two ends the later holds.
    pub fn end_by<R: HasEnd>(&self, said: End, rules: &[R]) -> End {
        let mut end = End { open: rules.is_empty(), ..said };
        let mut waits = false;
        for (number, rule) in rules.iter().enumerate() {
            let own = rule.later_end();
            waits |= own.open;
            let closed = self.closed.get(number).copied().flatten().filter(|_| own.open);
            let given = closed.map_or(own, |closing| closing.end);
            end.open |= given.open;
            end.keep_through = end.keep_through.max(given.keep_through);
            end.delete_from = [end.delete_from, given.delete_from].into_iter().flatten().min();
        }
        // What it says itself, and none of its rules, no event has closed.
        end.open |= said.open && !waits;
        end.keep_through = end.keep_through.max(self.extended.map(|longer| longer.keep_through));
        if let Some(left) = self.inherits {
            end.keep_through = end.keep_through.max(left.keep_through);
            end.open |= left.open;
        }
        end
    }
}
