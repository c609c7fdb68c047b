//! A drive that is lost, found again, or retired.
//!
//! *Lost* and *retired* take copies out of the count, and are the disposer's: they need an owner's identity. *Found*
//! is the sealer's: it counts nothing before the copies were verified.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::path::Path;

use serde::{Serialize, Serializer};

use crate::formats::entry::{Event, MediumFound, MediumLost, MediumRetired};
use crate::powers::asker::Act;
use crate::powers::places::{Look, look};
use crate::powers::signer::SigningKey;
use crate::things::destruction::door::ask_for_copy;
use crate::things::destruction::spare::{HeldNow, HoldsNow, holds_now, others_suffice};
use crate::things::ledger::state::{Fate, Proven, Standing};
use crate::things::medium::{Accept, Contact, MediumProblem, drive_at};
use crate::things::vault::Vault;
use crate::things::vault::keys::open_disposer;
use crate::things::vault::memory::Remembered;
use crate::verbs::copying::{self, ChangedReport};
use crate::verbs::destroy::{CopyReport, Erasing, erase_copy};
use crate::verbs::fault::{Fault, Usage};
use crate::verbs::named::Named;
use crate::verbs::other_homes::OtherHome;
use crate::verbs::outcome::Outcome;
use crate::verbs::session::{Broken, Session, World};
use crate::words::day::Day;
use crate::words::ids::{BundleId, DriveId, MediumId};
use crate::words::limits::TYPED_BYTES_MAX;

use super::loss::{LossReport, loss};
use super::remains::{self, Remains};

/// Which drive is meant.
#[derive(Debug, Clone)]
pub enum Which {
    /// By its label, or a path on it.
    Named(OsString),
    /// By its own id, in whichever vault: `--each`.
    Drive(DriveId),
}

#[derive(Debug, Clone)]
pub struct FateRequest {
    pub which: Which,
    pub what: What,
}

#[derive(Debug, Clone)]
pub enum What {
    Lost { since: Day, reason: String, by: String },
    Found,
    Retire { erase: bool },
}

#[derive(Debug, Serialize)]
pub struct FateReport {
    /// None where this vault is not on that drive.
    pub label: Option<String>,
    pub medium: Option<MediumId>,
    pub drive: DriveId,
    /// `lost`, `found` or `retired`; none where nothing changed.
    pub fate: Option<Fate>,
    /// Bundles that were on it, and of which fewer copies are verified now than the vault wants.
    pub wanting: Vec<BundleId>,
    /// Copies that were destroyed there.
    pub erased: Vec<ErasedReport>,
    /// Copies that could not be, and why.
    pub failed: Vec<FailedReport>,
    /// What is still there on a drive whose copies were destroyed.
    pub remains: Option<Remains>,
    /// What a lost drive held, and what there is elsewhere.
    pub loss: Option<Box<LossReport>>,
    /// Other vaults on this PC that have that drive too, and were not asked.
    pub other_vaults: Vec<String>,
    /// Other drives that are here and could not be used: nothing was written there, and nothing on them counts.
    #[serde(rename = "bad_drives")]
    pub broken: Vec<Broken>,
    /// What is not as it was left on drives that are here: these were only read.
    pub changed: Vec<ChangedReport>,
    pub untold: Vec<String>,
}

#[derive(Debug, Serialize)]
pub struct ErasedReport {
    pub bundle: BundleId,
    #[serde(flatten)]
    pub copy: CopyReport,
}

#[derive(Debug, Serialize)]
pub struct FailedReport {
    pub bundle: BundleId,
    pub why: NotErased,
}

/// Why a copy could not be destroyed.
#[derive(Debug)]
pub enum NotErased {
    /// Its seal is neither on this PC nor on a drive that is connected.
    NoSeal,
    Fault(Fault),
}

impl Serialize for NotErased {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(match self {
            NotErased::NoSeal => "no-seal",
            NotErased::Fault(fault) => fault.word(),
        })
    }
}

impl FateReport {
    pub fn outcome(&self) -> Outcome {
        let harmed = |erased: &ErasedReport| !erased.copy.neighbours_harmed.is_empty();
        let left = |erased: &ErasedReport| !erased.copy.left.is_empty();
        if self.erased.iter().any(harmed) {
            Outcome::Fixity
        } else if !self.failed.is_empty() {
            Outcome::PartlyDone
        } else if !self.wanting.is_empty()
            || self.erased.iter().any(left)
            || !self.changed.is_empty()
        {
            Outcome::Finding
        } else {
            Outcome::Done
        }
    }
}

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
fn medium_called(vault: &mut Vault, name: &OsStr) -> Result<Result<MediumId, Fault>, Fault> {
    let medium = match Named::read(name)? {
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
    let place = if here { path.canonicalize() } else { std::path::absolute(path) }.ok()?;
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
        wanting: vec![],
        erased: vec![],
        failed: vec![],
        remains: None,
        loss: None,
        other_vaults: vec![],
        broken: vec![],
        changed: vec![],
        untold: vec![],
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
        What::Lost { since, reason, by } => {
            check_words(session, *since, reason, by)?;
            broken = session.contact_those_that_hold(Accept::Current)?;
            session.contacts.retain(|contact| contact.label.medium != medium);
            broken.extend(copying::leave_out_changed(session, None)?);
            if fate != Some(Fate::Lost) {
                lose(session, medium, report.drive, *since, reason, by)?;
            }
            report.fate = Some(Fate::Lost);
            report.loss = Some(Box::new(loss(session, medium, *since, &kept_on(session, medium))));
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

fn disposer(session: &mut Session<'_, '_>) -> Result<SigningKey, Fault> {
    let identities = session.world.access.open(&session.vault)?;
    Ok(open_disposer(&session.vault, &identities)?)
}

fn lose(
    session: &mut Session<'_, '_>,
    medium: MediumId,
    drive: DriveId,
    since: Day,
    reason: &str,
    by: &str,
) -> Result<(), Fault> {
    let disposer = disposer(session)?;
    let mut text = serde_json::Map::new();
    text.insert("by".into(), by.into());
    text.insert("reason".into(), reason.into());
    let note = session.note(text)?;
    let event = Event::MediumLost(MediumLost { drive, medium, since });
    session.record_as_disposer(event, Some(note), &disposer)
}

/// Kept bundles that have a copy on the drive, or had before it went; or their keys, where it holds keys alone.
fn kept_on(session: &Session<'_, '_>, medium: MediumId) -> Vec<BundleId> {
    let keys_alone = session.vault.state.holds_keys_alone(medium);
    let bundles = session.vault.state.bundles.iter();
    bundles
        .filter(|(_, bundle)| bundle.standing() == Standing::Kept)
        .filter(|(_, bundle)| match keys_alone {
            true => bundle.keys_on.contains_key(&medium),
            false => bundle.copies.contains_key(&medium),
        })
        .map(|(id, _)| *id)
        .collect()
}

fn wanting(session: &Session<'_, '_>, medium: MediumId) -> Vec<BundleId> {
    let wanted = session.vault.config.copies as usize;
    let state = &session.vault.state;
    let keys_alone = state.holds_keys_alone(medium);
    let few = |id: &BundleId| {
        let counted = session.vault.counted(&state.bundles[id], Proven::ReadBack);
        if keys_alone { counted.keys < wanted } else { counted.copies < wanted }
    };
    kept_on(session, medium).into_iter().filter(few).collect()
}

/// Reads all other copies of what is on the drive, and retires it where enough of them hold now. With `erase` its
/// own copies are destroyed then; a run that was cut off there goes on with the same command.
fn retire(
    session: &mut Session<'_, '_>,
    medium: MediumId,
    erase: bool,
    report: &mut FateReport,
) -> Result<(), Fault> {
    let label = session.label(medium);
    let retired =
        session.vault.state.media[&medium].fate.map(|(_, fate)| fate) == Some(Fate::Retired);
    if erase {
        session.find(medium, Accept::Older)?;
        if !session.contacts.iter().any(|contact| contact.label.medium == medium) {
            return Err(Fault::MediaAbsent(vec![label]));
        }
    }
    let bundles: Vec<BundleId> =
        session.vault.state.placed_on(medium).map(|(bundle, _)| bundle).collect();
    let (held, damaged) = others_that_hold(session, medium, &bundles)?;
    let wanted = session.vault.config.copies as usize;
    let state = &session.vault.state;
    let suffice = |id: &BundleId| others_suffice(state, &held, *id, medium, wanted);
    let short: Vec<BundleId> = bundles.iter().copied().filter(|id| !suffice(id)).collect();
    if !short.is_empty() {
        let damaged = damaged.into_iter().filter_map(|drive| drive.label).collect();
        return Err(Fault::TooFewOthers { label, bundles: short, damaged });
    }
    report.broken.extend(damaged);
    if !retired || erase {
        let disposer = disposer(session)?;
        if !retired {
            let drive = session.vault.state.media[&medium].drive;
            let event = Event::MediumRetired(MediumRetired { drive, erase, medium });
            session.record_as_disposer(event, None, &disposer)?;
            session.tell()?;
        }
        if erase {
            for bundle in bundles {
                erase_one(session, medium, bundle, &held, retired, &disposer, report)?;
            }
        }
    }
    report.fate = Some(Fate::Retired);
    Ok(())
}

/// What the other drives that are here hold of these bundles, and the one that goes holds too, read whole now; and
/// those on which one does not hold.
fn others_that_hold(
    session: &mut Session<'_, '_>,
    medium: MediumId,
    bundles: &[BundleId],
) -> Result<(Vec<HoldsNow>, Vec<Broken>), Fault> {
    let watcher = session.world.watcher;
    let roles = &session.vault.state.media[&medium].roles;
    let alike = |contact: &&Contact| roles.iter().all(|role| contact.has_role(*role));
    let others = session.contacts.iter().filter(|contact| contact.label.medium != medium);
    let (mut held, mut damaged) = (Vec::new(), BTreeMap::new());
    watcher.begin(Act::Verifying, 0);
    for contact in others.filter(alike) {
        for (bundle, _) in session.vault.state.placed_on(contact.label.medium) {
            if !bundles.contains(&bundle) {
                continue;
            }
            let label = || contact.name.clone();
            let stored = |problem| Fault::Storage { label: label(), problem };
            let fault = match holds_now(&session.vault, contact, bundle, watcher).map_err(stored)? {
                HeldNow::Now(holds) => {
                    held.push(holds);
                    continue;
                }
                HeldNow::NotSeen => continue,
                HeldNow::Unproven(problem) => Fault::Seal { label: label(), bundle, problem },
                HeldNow::Damaged { name: file, fault } => {
                    Fault::Damaged { label: label(), bundle, file, fault }
                }
            };
            // The first of each drive is enough.
            let first = Broken { label: Some(label()), fault };
            damaged.entry(contact.label.medium).or_insert(first);
        }
    }
    watcher.end();
    damaged.keys().for_each(|medium| session.doubt(*medium));
    Ok((held, damaged.into_values().collect()))
}

fn erase_one(
    session: &mut Session<'_, '_>,
    medium: MediumId,
    bundle: BundleId,
    held: &[HoldsNow],
    begun: bool,
    disposer: &SigningKey,
    report: &mut FateReport,
) -> Result<(), Fault> {
    if session.in_contact(medium).is_err() {
        return Ok(());
    }
    let wanted = session.vault.config.copies as usize;
    let (state, stamp) = (&session.vault.state, session.stamp);
    let Some(seal) = session.any_seal(bundle) else {
        report.failed.push(FailedReport { bundle, why: NotErased::NoSeal });
        return Ok(());
    };
    let released = ask_for_copy(state, &seal, medium, held, wanted, stamp)?;
    let how = Erasing { disposer, damaged: false, begun };
    match erase_copy(session, &released, &how) {
        Ok(copy) => {
            report.erased.push(ErasedReport { bundle, copy });
            session.tell()?;
        }
        Err(Fault::Interrupted) => return Err(Fault::Interrupted),
        Err(fault) => report.failed.push(FailedReport { bundle, why: NotErased::Fault(fault) }),
    }
    Ok(())
}
