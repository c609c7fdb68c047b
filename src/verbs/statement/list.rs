//! Which bundles were destroyed, or are being, and what was stated of them.

use std::path::Path;

use serde::Serialize;

use crate::formats::entry::StatementKind;
use crate::things::ledger::state::Standing;
use crate::verbs::fault::Fault;
use crate::verbs::list::{RuleRow, rule_rows};
use crate::verbs::outcome::Outcome;
use crate::verbs::session::World;
use crate::words::day::Time;
use crate::words::digest::Digest;
use crate::words::ids::BundleId;

#[derive(Debug, Serialize)]
pub struct ListReport {
    pub bundles: Vec<Row>,
}

#[derive(Debug, Serialize)]
pub struct Row {
    pub bundle: BundleId,
    /// Class and given date of each rule, as this PC may show them.
    pub rules: Vec<RuleRow>,
    /// Whether every copy is accounted for now.
    pub accounted: bool,
    /// Of the newest statement; none where none was made.
    pub kind: Option<StatementKind>,
    pub made: Option<Time>,
    pub statement: Option<Digest>,
    /// One of its records was erased on a legal ground, and the others live on.
    pub erasure: bool,
    /// How many were made of it.
    pub count: u64,
}

pub(super) fn run(world: &mut World<'_>, home: &Path) -> Result<ListReport, Fault> {
    let vault = world.look(home, "kluis statement")?;
    let state = &vault.state;
    let touched = state.bundles.iter().filter(|(id, known)| {
        known.standing() != Standing::Kept || known.erased || state.statements.contains_key(id)
    });
    let row = |(id, known): (&BundleId, &crate::things::ledger::state::BundleState)| {
        let made = state.statements.get(id).map_or(&[][..], Vec::as_slice);
        let newest = made.last();
        Row {
            bundle: *id,
            rules: rule_rows(&vault, known),
            accounted: known.standing() == Standing::Destroyed,
            kind: newest.map(|made| made.kind),
            made: newest.map(|made| made.made),
            statement: newest.map(|made| made.sha256),
            erasure: known.successions.last().is_some_and(|last| last.removed > 0),
            count: made.len() as u64,
        }
    };
    Ok(ListReport { bundles: touched.map(row).collect() })
}

impl ListReport {
    pub(super) fn outcome(&self) -> Outcome {
        let open = |row: &Row| {
            !row.accounted || row.kind.is_none_or(|kind| kind == StatementKind::Interim)
        };
        if self.bundles.iter().any(open) { Outcome::Finding } else { Outcome::Done }
    }
}
