//! A drive that is lost, found again, or retired.
//!
//! *Lost* and *retired* take copies out of the count, and are the disposer's: they need an owner's identity. *Found*
//! is the sealer's: it counts nothing before the copies were verified.

mod lose;
mod report;
mod retire;

use std::ffi::OsStr;
use std::path::Path;

use crate::formats::entry::{Event, MediumFound};
use crate::powers::places::{Look, look};
use crate::powers::real_path;
use crate::things::copy_to::CopyTo;
use crate::things::ledger::state::Fate;
use crate::things::medium::{Accept, Contact, MediumProblem, drive_at};
use crate::things::vault::Vault;
use crate::things::vault::memory::Remembered;
use crate::verbs::copying::{self};
use crate::verbs::fault::{Fault, Usage};
use crate::verbs::named::{Named, drive_folder};
use crate::verbs::other_homes::OtherHome;
use crate::verbs::session::{Session, World};
use crate::words::day::Day;
use crate::words::ids::{DriveId, MediumId};
use crate::words::limits::TYPED_BYTES_MAX;

use super::loss::loss;
use super::remains::{self};

use lose::disposer;
use lose::{kept_on, lose, said_lost, wanting};
pub(crate) use report::{FateReport, NotErased};
pub use report::{FateRequest, What, Which};
use retire::retire;

/// The drive that a vault calls so; none where it knows no such label or path.
pub fn drive_called(home: &Path, name: &OsStr) -> Result<Option<DriveId>, Fault> {
    let mut vault = Vault::open(home, "kluis medium")?;
    let medium = medium_called(&mut vault, name)?.ok();
    Ok(medium.map(|medium| vault.state.media[&medium].drive))
}

/// Why no vault knows a drive by this name.
pub fn unknown(name: &OsStr) -> Fault {
    match Named::read(name) {
        Ok(Named::Path(path)) if look(path) == Look::Folder => {
            MediumProblem::NotADrive(path.into()).into()
        }
        Ok(Named::Path(path)) => Usage::NotAFolder(path.into()).into(),
        Ok(Named::Label(label)) => Usage::NoSuchMedium(label.into()).into(),
        Err(usage) => usage.into(),
    }
}

/// The medium that is meant, in whatever state it is; or why there is none. The outer fault ends the run.
pub(in crate::verbs) fn medium_called(
    vault: &mut Vault,
    name: &OsStr,
) -> Result<Result<MediumId, Fault>, Fault> {
    let named = match Named::read(name)? {
        Named::Label(label) if vault.memory.by_label(label).is_none() => {
            drive_folder(name).map_or(Named::Label(label), Named::Path)
        }
        named => named,
    };
    let medium = match named {
        Named::Path(path) => match Contact::open(vault, path, Accept::Older) {
            Ok(contact) => Some(contact.label.medium),
            Err(problem) => match seems_to_be(vault, path) {
                Some(medium) => Some(medium),
                None if path.is_dir() => return Ok(Err(problem.into())),
                None => None,
            },
        },
        Named::Label(label) => vault.memory.by_label(label).map(|(id, _)| id),
    };
    let known = medium.filter(|medium| vault.state.media.contains_key(medium));
    Ok(known.ok_or_else(|| unknown(name)))
}

/// The medium at a place that can't be opened: by the drive that it says it is, or else the one that was there last.
/// None where several were.
fn seems_to_be(vault: &Vault, path: &Path) -> Option<MediumId> {
    let here = look(path) == Look::Folder;
    let drive = if here { drive_at(path) } else { None };
    if let Some(drive) = drive {
        let mut media = vault.state.media.iter();
        return media.find(|(_, known)| known.drive == drive).map(|(medium, _)| *medium);
    }
    // What is not there, or does not answer, is known by its name alone.
    let place = if here { real_path::of(path) } else { std::path::absolute(path) }.ok()?;
    let there = |known: &Remembered| Path::new(&known.path) == place;
    let mut media = vault.memory.media.iter().filter(|(_, known)| there(known));
    match (media.next(), media.next()) {
        (Some((medium, _)), None) => Some(*medium),
        _ => None,
    }
}

pub(super) fn run(
    world: &mut World<'_>,
    home: &Path,
    request: &FateRequest,
) -> Result<FateReport, Fault> {
    let mut session = Session::open(world, home, "kluis medium")?;
    in_session(&mut session, request)
}

/// Runs the verb over the media that are in contact already, and those that can be found.
pub fn in_session(
    session: &mut Session<'_, '_>,
    request: &FateRequest,
) -> Result<FateReport, Fault> {
    let medium = match &request.which {
        Which::Named(name) => Some(medium_called(&mut session.vault, name)??),
        Which::Drive(drive) => {
            let mut media = session.vault.state.media.iter();
            media.find(|(_, known)| known.drive == *drive).map(|(medium, _)| *medium)
        }
    };
    let mut report = FateReport {
        label: medium.map(|medium| session.label(medium)),
        medium,
        drive: DriveId([0; 16]),
        fate: None,
        destroyed: None,
        wanting: vec![],
        copy_to: CopyTo::Further('A'),
        erased: vec![],
        failed: vec![],
        remains: None,
        loss: None,
        other_vaults: vec![],
        broken: vec![],
        changed: vec![],
        untold: vec![],
        statements: vec![],
        unstated: vec![],
    };
    let Some(medium) = medium else {
        if let Which::Drive(drive) = request.which {
            report.drive = drive;
        }
        return Ok(report);
    };
    report.drive = session.vault.state.media[&medium].drive;
    let fate = session.vault.state.media[&medium].fate.map(|(_, fate)| fate);
    // A drive that can't be read any more is one to be given up: whatever its state, it keeps nobody.
    let mut broken = Vec::new();
    match &request.what {
        What::Lost { since, reason, by, destroyed } => {
            check_words(session, *since, reason, by)?;
            broken = session.contact_those_that_hold(Accept::Current)?;
            session.contacts.remove(medium);
            broken.extend(copying::leave_out_changed(session, None)?);
            // A drive that was lost may turn out to have been destroyed.
            let is_news = !said_lost(session, medium, destroyed.is_some());
            if fate != Some(Fate::Lost) || is_news {
                let (when, who) = ((*since, *destroyed), (&**reason, &**by));
                (report.statements, report.unstated) =
                    lose(session, medium, report.drive, when, who)?;
            }
            report.fate = Some(Fate::Lost);
            report.destroyed = *destroyed;
            if destroyed.is_none() {
                let kept = kept_on(session, medium);
                report.loss = Some(Box::new(loss(session, medium, *since, &kept)));
            }
        }
        What::Found => {
            if matches!(fate, Some(Fate::Lost)) {
                broken = session.contact_those_that_hold(Accept::Current)?;
                report.changed = copying::leave_changed_untouched(session, None)?;
                report.untold.extend(report.changed.iter().map(|there| there.medium.clone()));
                report.untold.dedup();
                let event = MediumFound { drive: report.drive, medium };
                let disposer = disposer(session)?;
                session.record_as_disposer(Event::MediumFound(event), None, &disposer)?;
                report.fate = Some(Fate::Found);
                session.world.lost_here.clear();
            }
        }
        What::Retire { erase } => {
            broken = session.contact_those_that_hold(Accept::Current)?;
            broken.extend(copying::leave_out_changed(session, Some(medium))?);
            let label = session.label(medium);
            match retire(session, medium, *erase, &mut report) {
                // What is wrong with another drive says more than that too few others hold.
                Err(fault @ Fault::TooFewOthers { .. }) => {
                    let mut others =
                        broken.into_iter().filter(|b| b.label.as_ref() != Some(&label));
                    return Err(others.next().map_or(fault, |other| other.fault));
                }
                retired => retired?,
            }
        }
    }
    report.wanting = wanting(session, medium);
    report.copy_to = CopyTo::of(&session.vault);
    if matches!(request.which, Which::Named(_)) && report.fate.is_some() {
        report.other_vaults = other_vaults(session, report.drive);
    }
    let told = session.tell()?;
    report.untold.extend(told.into_iter().map(|(label, _)| label));
    let given_up = session.label(medium);
    broken.retain(|drive| drive.label.as_ref() != Some(&given_up));
    report.untold.extend(broken.iter().filter_map(|drive| drive.label.clone()));
    report.broken.extend(broken);
    if matches!(request.what, What::Retire { erase: true }) {
        let mut here = session.contacts.iter();
        let contact = here.find(|contact| contact.label.medium == medium);
        report.remains = contact.and_then(remains::look_for);
    }
    Ok(report)
}

/// The other vaults on this PC that know this drive, by name.
fn other_vaults(session: &Session<'_, '_>, drive: DriveId) -> Vec<String> {
    let has_it = |home: &OtherHome| home.memory.media.values().any(|known| known.drive == drive);
    OtherHome::all(session).filter(has_it).map(|home| home.config.name).collect()
}

fn check_words(session: &Session<'_, '_>, since: Day, reason: &str, by: &str) -> Result<(), Usage> {
    for (option, text) in [("--reason", reason), ("--by", by)] {
        if text.trim().is_empty() || text.len() > TYPED_BYTES_MAX {
            return Err(Usage::BadText(option));
        }
    }
    if since > session.today.here() { Err(Usage::LostInTheFuture(since)) } else { Ok(()) }
}
