//! `reseal` and `erase`: the records of a bundle are sealed again under the right rules, proven there, and the old
//! bundle is destroyed as *succeeded*.
//!
//! First the new bundles stand (read out of a copy that holds, compared record by record, read back, opened again),
//! then it goes on record whose place they take, and last the old one goes, through the one door. A run that is cut off
//! leaves the old, the new or both, and the same command goes on. The new ones are kept as long as the old one at
//! least, whatever their rules say: holds and ends follow the records (`things/ledger/state/heirs`). Where the right
//! rules end sooner, that is proposed, and counts once it was confirmed (`verbs/terms/shorten`). `erase` is the same
//! with one record left out, on a ground that a person typed. Records of another client go into that client's vault
//! (`into`).

mod begin;
mod into;
mod making;
mod planning;
mod proving;
mod replacing;
#[expect(missing_docs, reason = "docs/commands.md describes the fields")]
mod report;
#[expect(missing_docs, reason = "docs/commands.md describes the options")]
mod request;

use std::path::Path;

use super::destroy::approver_of;
use super::fault::Fault;
use super::session::{Session, World};
use super::statement::make::Signing;

use begin::{look_first, open};
use making::make;
use planning::{old_bundle, open_old, plan};
use replacing::{as_destroyed, go_on, replace};
pub use report::{IntoReport, NewReport, NotProposed, Report, Role, WhyKept};
pub use request::{Asked, Into, Request, Rules, What};

/// Runs the verb on the vault in `home`.
pub fn run(world: &mut World<'_>, home: &Path, request: &Request) -> Result<Report, Fault> {
    request.check()?;
    let verb = match request.what {
        What::Under { .. } => "kluis reseal",
        What::Without { .. } => "kluis erase",
    };
    if let Some(into) = &request.into {
        return into::run(world, home, into, request);
    }
    let mut session = open(world, home, verb)?;
    in_session(&mut session, request)
}

/// Runs the verb over the media that are in contact already.
pub fn in_session(session: &mut Session<'_, '_>, request: &Request) -> Result<Report, Fault> {
    look_first(session)?;
    let id = old_bundle(session, request)?;
    let identities = session.world.access.open(&session.vault)?;
    let disposer = session.world.access.disposer(&session.vault, &identities)?;
    let approver = approver_of(session, &as_destroyed(request, id), &disposer)?;
    let signing = Signing { identities: &identities, disposer: &disposer };
    session.learn(&identities)?;
    session.look_inside(&[id], &identities);
    session.look_elsewhere(&[id], None);
    let mut report = Report::of(session, id);
    if session.vault.state.bundles[&id].intended.is_some() {
        go_on(session, request, id, &signing, &mut report)?;
        return Ok(report);
    }
    let (old, records) = open_old(session, id, &identities)?;
    let planned = plan(session, request, &old, records)?;
    report.removed = planned.removed;
    make(session, &old, &planned.parts, &identities, &mut report)?;
    let signing = (&signing, approver.as_ref());
    replace(session, request, (&old, &planned), signing, &mut report)?;
    Ok(report)
}
