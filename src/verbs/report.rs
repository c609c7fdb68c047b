//! `report`: how one vault stands, as a page for its owner. What ends when, copies and drives, holds, what is due, how
//! the vault grew, and the terms by class that a record of processing names (AVG art. 30(1)(f)).
//!
//! Reads what this PC knows, and no drive; asks for no passphrase.

use std::path::Path;

use crate::rules::clock::Today;
use crate::things::ledger::state::{Proven, Standing};
use crate::words::ids::BundleId;

use super::cases::Codes;
use super::due;
use super::fault::Fault;
use super::inside;
use super::list::{INDICATION, Known};
use super::page_file::{self, To};
use super::session::World;

mod gathered;
mod shown;
mod terms;

pub(crate) use shown::{DrillShown, EndsIn, MediumHealth, Report, Term};

/// What the user asks for.
#[derive(Debug, Clone)]
pub struct Request {
    /// Where the page goes; none is written without it.
    pub to: Option<To>,
}

/// Runs the verb on the vault in `home`; `page` words the page.
pub fn run(
    world: &mut World<'_>,
    home: &Path,
    request: &Request,
    page: &dyn Fn(&Report) -> String,
) -> Result<Report, Fault> {
    let vault = world.look(home, "kluis report")?;
    let (today, now) = (world.clock.today(), world.clock.now());
    let kept = |id: &&BundleId| vault.state.bundles[*id].standing() == Standing::Kept;
    let kept: Vec<BundleId> = vault.state.bundles.keys().filter(kept).copied().collect();
    let inside = inside::read_unasked(&vault, &mut world.access, &kept)?;
    // Cases are not shown, so that their codes need not be known.
    let codes = Codes::default();
    let what =
        Known { vault: &vault, today: Today::new(today, now), codes: &codes, inside: &inside };
    let due = due::look(what, now, &due::Request::default())?;
    let wanted = vault.config.copies as usize;
    let counted = kept
        .iter()
        .filter(|id| !due.lost.contains(id) && vault.state.heritage(**id).is_none())
        .map(|id| vault.counted(&vault.state.bundles[id], Proven::ReadBack).copies.min(wanted));
    let copies = counted.min();
    let known = || kept.iter().map(|id| &vault.state.bundles[id]);
    let mut report = Report {
        vault: vault.config.name.clone(),
        id: vault.id,
        today,
        bundles: kept.len() as u64,
        records: known().map(|bundle| bundle.records).sum(),
        bytes: known().map(|bundle| bundle.bytes).sum(),
        copies,
        copies_wanted: vault.config.copies,
        ends: gathered::ends(&vault, &inside, &kept),
        growth: gathered::growth(&vault),
        media: gathered::media(&vault),
        drills: gathered::drills(&vault, today),
        holds: gathered::holds(&vault, today),
        due: due.due.iter().map(|row| row.bundle).collect(),
        terms: terms::terms(&vault, &inside, &kept),
        copies_wanting: due.copies_wanting,
        lost: due.lost,
        overdue: due.overdue,
        begun: due.begun,
        disclosures: due.disclosures,
        to_verify: due.to_verify,
        page: None,
        indication: INDICATION,
    };
    if let Some(to) = &request.to {
        report.page = Some(page_file::write(&vault, to, &page(&report))?);
    }
    Ok(report)
}
