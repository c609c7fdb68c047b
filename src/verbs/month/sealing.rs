//! Carries a month's plan out: class by class through `archive`, then what may go by `sweep`. What ends it halfway is
//! told beside what was done.

use std::collections::BTreeSet;

use crate::things::copy_to::CopyTo;
use crate::things::ledger::state::Proven;
use crate::verbs::archive::apply::apply;
use crate::verbs::archive::{self, plan as archiving};
use crate::verbs::fault::{Fault, Usage};
use crate::verbs::session::Session;
use crate::verbs::sweep;
use crate::words::ids::BundleId;

use super::planning::Ready;
use super::report::Report;

/// Seals, copies and removes.
pub fn seal(
    session: &mut Session<'_, '_>,
    groups: Vec<Ready>,
    report: &mut Report,
) -> Result<(), Fault> {
    let already = groups.iter().flat_map(|ready| &ready.plan.already);
    let mut bundles: BTreeSet<BundleId> = already.map(|sealed| sealed.bundle).collect();
    let mut others_came = false;
    for ready in groups {
        let before = session.vault.state.bundles.len();
        match seal_group(session, ready, others_came) {
            Ok(None) => {}
            Ok(Some(done)) => {
                // A drive brought some that an earlier run had sealed: they may be those of the next class.
                let made = done.bundles.len();
                others_came |= session.vault.state.bundles.len() != before + made;
                report.take(done);
            }
            Err(fault) if !report.acted => return Err(fault),
            Err(fault) => {
                report.stopped = Some(fault);
                break;
            }
        }
    }
    if report.stopped.is_none()
        && let Err(fault) = remove(session, report)
    {
        report.stopped = Some(fault);
    }
    bundles.extend(report.bundles.iter().map(|sealed| sealed.bundle));
    let vault = &session.vault;
    let known = bundles.iter().filter_map(|bundle| vault.state.bundles.get(bundle));
    report.copies = known.map(|known| vault.counted(known, Proven::ReadBack).copies).min();
    report.copy_to = CopyTo::of(vault);
    // A drive that is named with a problem is not named as absent too.
    let broken = &report.broken;
    let is_broken = |label: &String| broken.iter().any(|drive| drive.label.as_ref() == Some(label));
    report.plan.away.retain(|label| !is_broken(label));
    Ok(())
}

/// Seals one class, planned anew where bundles have come since it was planned. None where nothing is left of it.
fn seal_group(
    session: &mut Session<'_, '_>,
    Ready { request, mut plan }: Ready,
    anew: bool,
) -> Result<Option<archive::Report>, Fault> {
    if anew {
        plan = match archiving::plan(session, &request) {
            Ok(plan) => plan,
            Err(Fault::Usage(Usage::NothingToSeal)) => return Ok(None),
            Err(fault) => return Err(fault),
        };
    }
    apply(session, &request, plan).map(Some)
}

/// Removes what may go, of this month and of those before.
fn remove(session: &mut Session<'_, '_>, report: &mut Report) -> Result<(), Fault> {
    let request = sweep::Request { paths: vec![], dry_run: false };
    let swept = sweep::in_session(session, &request)?;
    report.removed += swept.removed;
    report.removed_bytes += swept.removed_bytes;
    // It looks at all that is to go, and has the last word on what stays.
    report.stays = swept.stays;
    report.missed.extend(swept.missed);
    report.broken.extend(swept.broken);
    Ok(())
}
