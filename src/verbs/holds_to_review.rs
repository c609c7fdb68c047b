//! Holds that a person is to look at again: their review day is here, or their legal end has passed. Neither releases
//! anything.

use serde::Serialize;

use crate::rules::hold::Hold;
use crate::things::vault::Vault;
use crate::words::day::Day;
use crate::words::ids::HoldId;

/// A hold that a person is to look at again.
#[derive(Debug, Serialize)]
pub struct ReviewRow {
    pub hold: HoldId,
    pub name: String,
    pub review: Option<Day>,
    pub ends: Option<Day>,
    /// How many bundles it keeps.
    pub bundles: u64,
}

/// The holds that keep something, or were not released, and that a person is to look at again.
pub(super) fn to_review(vault: &Vault, today: Day) -> Vec<ReviewRow> {
    let keeps = |hold: HoldId| {
        let bundles = vault.state.bundles.values();
        bundles.filter(|bundle| bundle.holds.iter().any(|on| on.id == hold)).count() as u64
    };
    let holds = vault.state.holds.iter().filter_map(|(id, state)| {
        let hold = Hold {
            reference: vault.memory.hold_references.get(id).cloned(),
            ..state.in_force(*id)
        };
        let bundles = keeps(*id);
        let in_force = state.released.is_none() || bundles > 0;
        // A legal end may have passed before the review day is here.
        let review = hold.review.filter(|review| *review <= today);
        let row = ReviewRow { hold: *id, name: hold.name(), review, ends: hold.ends, bundles };
        (in_force && hold.review_is_due(today)).then_some(row)
    });
    holds.collect()
}
