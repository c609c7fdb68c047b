//! Rules that the schedule has made longer since a bundle was sealed, as a person is shown them.

use serde::Serialize;

use crate::rules::retention::{NewerRule, PinnedRule};
use crate::things::destruction::door::RulesNow;
use crate::things::ledger::state::BundleState;
use crate::words::day::Day;
use crate::words::ids::BundleId;

/// One rule of one bundle.
#[derive(Debug, Clone, Serialize)]
pub struct NewerRow {
    pub bundle: BundleId,
    /// The last day through which it is kept as it stands.
    pub kept_through: Option<Day>,
    #[serde(flatten)]
    pub newer: NewerRule,
}

/// What the schedule of now makes longer of a bundle, the longest first.
pub fn newer_rows(
    known: &BundleState,
    bundle: BundleId,
    inside: &[PinnedRule],
    rules: &RulesNow,
) -> Vec<NewerRow> {
    let kept_through = known.end_now().keep_through;
    let newer = known.newer_rules(inside, &rules.schedule, &rules.years);
    newer.into_iter().map(|newer| NewerRow { bundle, kept_through, newer }).collect()
}
