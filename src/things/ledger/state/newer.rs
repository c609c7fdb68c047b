//! Rules that the schedule has made longer since a bundle was sealed. The ledger has the rules that were pinned; what
//! the schedule says now comes in.

use super::{BundleState, State};
use crate::rules::book_year::BookYears;
use crate::rules::retention::{ClassShown, NewerRule, PinnedRule, ShownRule, newer};
use crate::rules::schedule::Schedule;

impl BundleState {
    /// Its rules that keep it for longer by the schedule of now than it is kept: the longest first. Of a confidential
    /// class it takes the rule itself, from the index.
    pub fn newer_rules(
        &self,
        inside: &[PinnedRule],
        schedule: &Schedule,
        years: &BookYears,
    ) -> Vec<NewerRule> {
        let end = self.end_now();
        if end.open {
            return Vec::new();
        }
        let rules = self.rules.iter().enumerate().filter_map(|(at, shown)| {
            let rule = shown.open().or_else(|| inside.get(at))?;
            let ClassShown::Id(class) = &rule.class else { return None };
            let closed = self.closed.get(at).copied().flatten().map(|closing| closing.end);
            newer(rule, closed, schedule.get(class)?, years)
        });
        let mut longer: Vec<NewerRule> = rules.filter(|newer| newer.lengthens(&end)).collect();
        longer.sort_by_key(|newer| {
            (newer.keep_through.is_some(), std::cmp::Reverse(newer.keep_through))
        });
        longer
    }
}

impl State {
    /// The schedule under which something was sealed that is later than this one.
    pub fn sealed_under_later_than(&self, schedule: &Schedule) -> Option<String> {
        let rules = self.bundles.values().flat_map(|bundle| &bundle.rules);
        let mut under = rules.filter_map(ShownRule::open).map(|rule| &rule.schedule);
        under.find(|version| schedule.is_older_than(version)).cloned()
    }
}
