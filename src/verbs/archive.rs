//! `archive`: finds the files, works out the end, seals them onto the media, and, if asked, removes the sources.
//!
//! `plan` reads and decides, and is all of `--dry-run`. `apply` seals onto the first medium, copies to the
//! others, records, and last removes what is safe to remove.

pub(in crate::verbs) mod apart;
pub(in crate::verbs) mod apply;
mod belonging;
pub mod by_document;
pub(in crate::verbs) mod dating;
pub(in crate::verbs) mod doubts;
mod listing;
pub(in crate::verbs) mod moving;
pub(in crate::verbs) mod plan;
mod remarks;
mod report;
mod request;
pub(in crate::verbs) mod rules;
mod sample;
mod tagging;
mod years;

use std::path::Path;

use crate::formats::entry::Role;
use crate::things::medium::{Accept, Contact};
use crate::things::vault::Vault;
use crate::words::ids::MediumId;

use super::copying;
use super::fault::Fault;
use super::session::{Broken, Session, World};
use super::wanting::to_verify;
use crate::things::copy_to::CopyTo;

pub(crate) use listing::{ItemRow, Listing};
pub use report::Report;
pub(crate) use report::{
    AlreadyReport, BundleReport, CopyReport, EarlierReport, ElsewhereReport, FileTimeReport,
    LeftReport, MissedReport, Remark, RemarkReport, RuleReport, WhyLeft, WhyMissed,
};
pub use request::{Request, RuleAsked};
pub(crate) use sample::{SampleFault, SampleReport};

/// Runs the verb on the vault in `home`.
pub fn run(world: &mut World<'_>, home: &Path, request: &Request) -> Result<Report, Fault> {
    let mut session = Session::open(world, home, "kluis archive")?;
    let broken = if request.to.is_empty() {
        session.contact_those_that_hold(Accept::Current)?
    } else {
        session.contact(&request.to, Accept::Current)?;
        vec![]
    };
    archive(&mut session, request, broken)
}

/// Runs the verb over the media that are in contact already.
pub fn in_session(session: &mut Session<'_, '_>, request: &Request) -> Result<Report, Fault> {
    archive(session, request, vec![])
}

/// Archives onto the media in contact. Where none was named, one that does not hold keeps nobody from the others.
fn archive(
    session: &mut Session<'_, '_>,
    request: &Request,
    broken: Vec<Broken>,
) -> Result<Report, Fault> {
    let mut broken = admit(session, broken, !request.to.is_empty())?;
    let plan = plan::plan(session, request)?;
    let report = carry_out(session, request, plan, &mut broken)?;
    Ok(Report { broken, ..report })
}

/// Carries a plan out, or shows it. Drives that could not be used are with the `broken` from then on.
fn carry_out(
    session: &mut Session<'_, '_>,
    request: &Request,
    mut plan: plan::Plan,
    broken: &mut Vec<Broken>,
) -> Result<Report, Fault> {
    let unfit = std::mem::take(&mut plan.unfit);
    broken.extend(leave_out_unfit(session, unfit, !request.to.is_empty())?);
    let mut report = match request.dry_run {
        true => {
            let mut report = plan.report(session, request);
            report.items = plan.items;
            report
        }
        false => apply::apply(session, request, plan)?,
    };
    // A drive that is named with a problem is not named as absent too.
    report.away.retain(|label| broken.iter().all(|drive| drive.label.as_ref() != Some(label)));
    broken.append(&mut report.broken);
    let sealed = report.already.iter().map(|already| already.bundle);
    let sealed = sealed.chain(report.bundles.iter().map(|sealed| sealed.bundle));
    let known = sealed.filter_map(|bundle| session.vault.state.bundles.get(&bundle));
    let to_verify = to_verify(&session.vault, known);
    let copy_to = CopyTo::of(&session.vault);
    Ok(Report { to_verify, copy_to, ..report })
}

/// Looks at the media in contact before anything is written to them. Those that changed, or can't be told of a bundle,
/// are left out of the run and given, or end it where they were `named`.
pub(in crate::verbs) fn admit(
    session: &mut Session<'_, '_>,
    mut broken: Vec<Broken>,
    named: bool,
) -> Result<Vec<Broken>, Fault> {
    session.settle_recipients()?;
    if !named {
        broken.extend(copying::leave_out_changed(session, None)?);
        let lost = |vault: &Vault, contact: &Contact| Ok(contact.lost(vault).map(Fault::from));
        broken.extend(session.leave_out(lost)?);
    }
    copying::look_first(session, None)?;
    copying::refuse_lost(session, &session.contacts)?;
    copying::refuse_without_any(session, broken)
}

/// Leaves read-only and full drives out of this run, which goes on with the others: nothing is written there, and what
/// stands there counts as before. Where one of them was named, or the others don't suffice, its fault ends the run.
pub(in crate::verbs) fn leave_out_unfit(
    session: &mut Session<'_, '_>,
    unfit: Vec<(MediumId, Fault)>,
    named: bool,
) -> Result<Vec<Broken>, Fault> {
    let fit = |contact: &Contact| unfit.iter().all(|(medium, _)| *medium != contact.label.medium);
    let has = |role: Role| session.contacts.iter().any(|on| fit(on) && on.has_role(role));
    if named || !has(Role::Data) || !has(Role::Keys) {
        return unfit.into_iter().next().map_or(Ok(Vec::new()), |(_, fault)| Err(fault));
    }
    let gone: Vec<MediumId> = unfit.iter().map(|(medium, _)| *medium).collect();
    session.contacts.retain(|contact| !gone.contains(&contact.label.medium));
    let broken = |(medium, fault)| Broken { label: Some(session.label(medium)), fault };
    Ok(unfit.into_iter().map(broken).collect())
}
