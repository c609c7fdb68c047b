//! `reseal` and `erase`: the records of a bundle are sealed again under the right rules, proven there, and the old
//! bundle is destroyed as *succeeded*.
//!
//! First the new bundles stand (read out of a copy that holds, compared record by record, read back, opened again),
//! then it goes on record whose place they take, and last the old one goes, through the one door. A run that is cut off
//! leaves the old, the new or both, and the same command goes on. The new ones are kept as long as the old one at
//! least, whatever their rules say: holds and ends follow the records (`things/ledger/state/heirs`). Where the right
//! rules end sooner, that is proposed, and counts once it was confirmed (`verbs/terms/shorten`). `erase` is the same
//! with one record left out, on a ground that a person typed.

mod making;
mod planning;
mod proving;
mod replacing;
#[expect(missing_docs, reason = "docs/commands.md describes the fields")]
mod report;
#[expect(missing_docs, reason = "docs/commands.md describes the options")]
mod request;

use std::path::Path;

use crate::things::medium::{Accept, MediumProblem};
use crate::things::vault::keys::open_disposer;

use super::copying;
use super::fault::Fault;
use super::list::INDICATION;
use super::session::{Session, World};
use super::statement::make::Signing;

use making::make;
use planning::{old_bundle, plan};
use replacing::{go_on, replace};
pub use report::{NewReport, NotProposed, Proposed, Report, Role, WhyKept};
pub use request::{Request, Rules, What};

/// Runs the verb on the vault in `home`.
pub fn run(world: &mut World<'_>, home: &Path, request: &Request) -> Result<Report, Fault> {
    request.check()?;
    let verb = match request.what {
        What::Under { .. } => "kluis reseal",
        What::Without { .. } => "kluis erase",
    };
    let mut session = Session::open(world, home, verb)?;
    // The ledgers of all drives that are here are heard before anybody decides: a hold may stand on one.
    session.contact_all(Accept::Current).map_err(|fault| match fault {
        Fault::Medium(problem) if !matches!(problem, MediumProblem::InUse(_)) => {
            Fault::Unheard(problem)
        }
        fault => fault,
    })?;
    in_session(&mut session, request)
}

/// Runs the verb over the media that are in contact already.
pub fn in_session(session: &mut Session<'_, '_>, request: &Request) -> Result<Report, Fault> {
    session.vault.check_recipients()?;
    copying::look_first(session, None)?;
    copying::refuse_lost(session, &session.contacts)?;
    copying::put_in_order(session, None)?;
    let old = old_bundle(session, request)?;
    let identities = session.world.access.open(&session.vault)?;
    let disposer = open_disposer(&session.vault, &identities)?;
    let signing = Signing { identities: &identities, disposer: &disposer };
    session.learn(&identities)?;
    session.look_inside(&[old], &identities);
    let mut report = Report {
        vault: session.vault.config.name.clone(),
        bundle: old,
        records: session.vault.state.bundles[&old].records,
        removed: 0,
        new: vec![],
        destroyed: None,
        kept: None,
        proposed: None,
        not_proposed: None,
        statements: vec![],
        unstated: vec![],
        copies_wanted: session.vault.config.copies,
        copy_to: crate::things::copy_to::CopyTo::of(&session.vault),
        missed: vec![],
        broken: vec![],
        indication: INDICATION,
    };
    if session.vault.state.bundles[&old].intended.is_some() {
        go_on(session, request, old, &signing, &mut report)?;
        return Ok(report);
    }
    let planned = plan(session, request, old, &identities)?;
    make(session, &planned, &identities, &mut report)?;
    replace(session, request, &planned, &signing, &mut report)?;
    Ok(report)
}
