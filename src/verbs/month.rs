//! `month`: seals one month's records from the sources of `kluis.toml`, through the door of `archive`; then what may go
//! from this PC goes, through that of `sweep`.
//!
//! `sources` finds what lies there, `planning` works out what would be sealed under what, `sealing` does it. Nothing is
//! written before a person said yes, or `--yes`.

mod planning;
mod report;
mod request;
mod sealing;
pub(in crate::verbs) mod sources;

use std::path::Path;

use crate::powers::asker::{MonthActs, MonthPlan, Question, yes_or_no};
use crate::rules::month::Month;
use crate::things::ledger::state::Standing;
use crate::things::medium::{Accept, Contact};
use crate::things::vault::CONFIG;
use crate::things::vault::known::Known;
use crate::words::ids::MediumId;

use super::archive::{self, plan::unfit};
use super::fault::{Fault, Usage, at_home};
use super::session::{Session, World};

use planning::Planned;

pub(crate) use report::RefusedReport;
pub use report::Report;
pub use request::Request;

/// Runs the verb on the vault in `home`.
pub fn run(world: &mut World<'_>, home: &Path, request: &Request) -> Result<Report, Fault> {
    let mut session = Session::open(world, home, "kluis month")?;
    let month = which(&session, request)?;
    if session.vault.config.source.is_empty() && !request.each {
        return Err(Usage::NoSources(session.vault.root.join(CONFIG)).into());
    }
    let broken = session.contact_those_that_hold(Accept::Current)?;
    let broken = archive::admit(&mut session, broken, false)?;
    let users_folder = session.world.users_folder.clone();
    let vault = &session.vault;
    let kept = vault.state.bundles.iter();
    let kept = kept.filter(|(_, bundle)| bundle.standing() == Standing::Kept).map(|(id, _)| *id);
    let known = Known::of(vault, &kept.collect::<Vec<_>>()).map_err(at_home)?;
    let places = (users_folder.as_deref(), &session.contacts);
    let of = (month, session.today.here());
    let found = sources::look(vault, &known, places, session.world.watcher, of)?;
    let planned = planning::plan(&session, month, request, &known, found)?;
    let Planned { plan, groups, refused, left } = planned;
    let mut report = Report::of(&session, plan, refused, left, broken);
    if request.dry_run || report.plan.is_nothing() {
        report.dry_run = request.dry_run;
        return Ok(report);
    }
    if report.plan.files > 0 {
        let unfit = look_at_media(&session, &report.plan)?;
        report.broken.extend(archive::leave_out_unfit(&mut session, unfit, false)?);
        report.plan.here = planning::here(&session);
    }
    report.was_shown = confirm(&mut session, &report.plan, request)?;
    sealing::seal(&mut session, groups, &mut report)?;
    Ok(report)
}

/// The month that is meant. One that is not over gets more records yet.
fn which(session: &Session<'_, '_>, request: &Request) -> Result<Month, Usage> {
    let today = session.today.here();
    let last = Month::last_whole(today);
    match request.month {
        None => Ok(last),
        Some(month) if month.is_over(today) => Ok(month),
        Some(month) => Err(Usage::MonthNotOver { month, last }),
    }
}

/// The drives that are read-only or too full for all of the month. Refuses a run without any drive.
fn look_at_media(
    session: &Session<'_, '_>,
    plan: &MonthPlan,
) -> Result<Vec<(MediumId, Fault)>, Fault> {
    if session.contacts.is_empty() {
        return Err(Fault::NoMedium);
    }
    let wrong = |contact: &Contact| {
        Some((contact.label.medium, unfit(session, contact, plan.bytes, plan.files)?))
    };
    Ok(session.contacts.iter().filter_map(wrong).collect())
}

/// Shows the plan and asks; says whether it was shown.
fn confirm(
    session: &mut Session<'_, '_>,
    plan: &MonthPlan,
    request: &Request,
) -> Result<bool, Usage> {
    if request.yes {
        return Ok(false);
    }
    let asker = &mut session.world.access.asker;
    asker.show_month(plan);
    let (here, away) = (plan.here.clone(), plan.away.clone());
    let answer = asker.ask(&Question::Month { here, away, acts: MonthActs::of([plan]) });
    match answer.as_ref().and_then(yes_or_no) {
        Some(true) => Ok(true),
        Some(false) | None => Err(Usage::MonthNotConfirmed),
    }
}
