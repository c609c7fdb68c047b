//! What entries add to a bundle's end: events that took place, and extensions. Neither shortens what another entry
//! says: the latest end wins, and an event that was taken back leaves the end open until an entry that has seen that
//! records it again.

use super::BundleState;
use crate::formats::entry::{ClassEnd, EventRecorded, Extended};
use crate::rules::retention::{End, HasEnd};
use crate::things::ledger::order::At;
use crate::words::day::Day;
use crate::words::ids::BundleId;

/// What all entries say about ends.
#[derive(Default)]
pub(super) struct Terms {
    events: Vec<(At, EventRecorded)>,
    extensions: Vec<Extended>,
}

impl Terms {
    pub fn record(&mut self, at: &At, event: &EventRecorded) {
        self.events.push((at.clone(), event.clone()));
    }

    pub fn extend(&mut self, extended: &Extended) {
        self.extensions.push(extended.clone());
    }

    /// The end that events give each rule of a bundle that waits for one, by the place of the rule.
    pub fn closed(&self, id: BundleId, bundle: &BundleState) -> Vec<Option<End>> {
        let about: Vec<&(At, EventRecorded)> =
            self.events.iter().filter(|(_, event)| event.is_about(id, bundle.case)).collect();
        let closing = |rule: &_| closing(&about, rule);
        bundle.rules.iter().map(closing).collect()
    }

    /// The last day through which somebody wants it kept, whatever its rules say.
    pub fn extended(&self, id: BundleId) -> Option<Day> {
        let about = self.extensions.iter().filter(|extended| extended.bundles.contains(&id));
        about.map(|extended| extended.keep_through).max()
    }
}

fn closing<R: HasEnd>(about: &[&(At, EventRecorded)], rule: &R) -> Option<End> {
    if !rule.later_end().open {
        return None;
    }
    let class = rule.shown_class();
    let end_for = |event: &EventRecorded| -> Option<ClassEnd> {
        event.ends.iter().find(|end| end.class == class).cloned()
    };
    let recorded = || about.iter().filter_map(|(at, event)| Some((at, end_for(event)?)));
    let mut reopened = about.iter().filter(|(_, event)| event.reopens()).map(|(at, _)| at);
    if reopened.any(|back| !recorded().any(|(at, _)| at.has_seen(back))) {
        return None;
    }
    let keep_through = recorded().filter_map(|(_, end)| end.keep_through).max();
    let delete_from = recorded().filter_map(|(_, end)| end.delete_from).min();
    recorded().next()?;
    Some(End { delete_from, keep_through, open: false })
}
