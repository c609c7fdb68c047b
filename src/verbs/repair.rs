//! `repair`: finds what differs from the seals on one drive and mends it, from another drive's copy, from parity, or
//! from what this PC keeps; only bytes that hash to the seal are ever written. Needs no identity.
//!
//! `bundle` mends one bundle, `keys` its wrapped keys, `salvage` names what is lost where nothing mends it; `home`
//! mends what this PC's own disk damaged.

mod bundle;
mod disown;
pub mod home;
mod keys;
mod report;
mod salvage;

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use crate::formats::drive;
use crate::formats::entry::{
    Depth, Event, Finding, Repaired as RepairedEvent, Role, Verified as VerifiedEvent,
};
use crate::powers::asker::Act;
use crate::powers::identity::Identity;
use crate::powers::medium::{MediumPath, ReadBack, StorageProblem};
use crate::things::finding::{ChainFound, Found, NoteFound, TextFound};
use crate::things::joining;
use crate::things::ledger::state::BundleState;
use crate::things::medium::{Accept, Contact, MediumProblem};
use crate::things::recording::entry_read_back;
use crate::things::slots::Slot;
use crate::things::vault::NOTES;
use crate::things::vault::notes;
use crate::words::ids::{BundleId, MediumId};
use crate::words::limits::TYPED_BYTES_MAX;

use disown::{disown, unvouched_on};

use super::copying::{self};
use super::fault::{Fault, Usage, at_home};
use super::named::Named;
use super::session::{Session, World};
use super::verify::{self, FindingReport, texts_that_differ};

pub use disown::Disowning;
pub use report::{MendReport, MendedFrom, Report, SetReport};

/// What the user asks for.
#[derive(Debug, Clone)]
pub struct Request {
    pub medium: OsString,
    /// The homes of this user's vaults, which may be on that drive too.
    pub homes: Vec<PathBuf>,
    /// Bundles there that a replaced key sealed, and that no entry here speaks of, are nobody's of ours: who says so,
    /// and why.
    pub not_ours: Option<Disowning>,
}

/// How many bundles are named that no entry speaks of.
const NAMED_MAX: usize = 8;

/// Runs the verb on the vault in `home`.
pub fn run(world: &mut World<'_>, home: &Path, request: &Request) -> Result<Report, Fault> {
    for (option, text) in request.not_ours.iter().flat_map(Disowning::texts) {
        if text.trim().is_empty() || text.len() > TYPED_BYTES_MAX {
            return Err(Usage::BadText(option).into());
        }
    }
    let mut session = Session::open(world, home, "kluis repair")?;
    let written = contact_or_mend(&mut session, request)?;
    // One that does not hold lends nothing.
    let broken = session.find_all(Accept::Current, Ok)?;
    let mut report = in_session(&mut session)?;
    report.mended.splice(0..0, written);
    report.broken.splice(0..0, broken);
    Ok(report)
}

/// Brings the drive into contact. Where the file is missing or damaged that says which drive it is, it is written
/// anew first, by the signed label. Where no label counts since the key that signed it was replaced, the drive is cut
/// back to what the ledger says of it.
fn contact_or_mend(
    session: &mut Session<'_, '_>,
    request: &Request,
) -> Result<Vec<MendReport>, Fault> {
    let medium = std::slice::from_ref(&request.medium);
    let written =
        |file: String, from| MendReport { bundle: None, file, from, medium: None, slices: None };
    match session.contact(medium, Accept::ToMend) {
        Err(Fault::Medium(MediumProblem::NotWhole { path, by_label: true })) => {
            let wanted = wanted(session, request)?;
            session.name_drive_by_label(&path, wanted, &request.homes)?;
            session.contact(medium, Accept::ToMend)?;
            Ok(vec![written(drive::NAME.into(), MendedFrom::Label)])
        }
        Err(Fault::Medium(MediumProblem::LabelReplaced { path, known: true })) => {
            let wanted = wanted(session, request)?;
            let unknown = unvouched_on(session, &path)?;
            if !unknown.is_empty() && request.not_ours.is_none() {
                let more = unknown.len().saturating_sub(NAMED_MAX) as u64;
                let bundles = unknown.into_iter().take(NAMED_MAX).collect();
                return Err(MediumProblem::Unvouched { path, bundles, more }.into());
            }
            session.cut_back(&path)?;
            let there = session.contacts.first().map(|contact| contact.label.medium);
            if wanted.is_some_and(|wanted| Some(wanted) != there) {
                return Err(MediumProblem::LabelReplaced { path, known: true }.into());
            }
            session.contact(&[] as &[OsString], Accept::ToMend)?;
            if let Some(disowning) = request.not_ours.as_ref().filter(|_| !unknown.is_empty()) {
                disown(session, disowning)?;
            }
            Ok(Slot::BOTH.map(|slot| written(verify::slot_name(slot), MendedFrom::Ledger)).to_vec())
        }
        found => found.map(|()| Vec::new()),
    }
}

/// The medium that was named, where it was not named by its place.
fn wanted(session: &Session<'_, '_>, request: &Request) -> Result<Option<MediumId>, Fault> {
    Ok(match Named::read(&request.medium)? {
        Named::Path(_) => None,
        Named::Label(label) => session.vault.memory.by_label(label).map(|(medium, _)| medium),
    })
}

/// Keeps at home what a key that was replaced has signed there, and takes it off the drive.
fn set_aside(session: &Session<'_, '_>, report: &mut Report) -> Result<(), Fault> {
    if session.vault.state.quarantine.replacements().is_empty() {
        return Ok(());
    }
    let contact = &session.contacts[0];
    let stored = |problem| Fault::Storage { label: contact.name.clone(), problem };
    let aside = contact.set_aside(&session.vault).map_err(stored)?;
    report.set_aside = aside.kept;
    report.set_aside_dropped = aside.dropped;
    Ok(())
}

/// Repairs the first medium in contact; the others may lend what it lacks.
pub fn in_session(session: &mut Session<'_, '_>) -> Result<Report, Fault> {
    let Some(contact) = session.contacts.first() else { return Err(Fault::NoMedium) };
    if contact.storage.describe().read_only {
        return Err(Fault::ReadOnly { label: contact.name.clone() });
    }
    let medium = contact.label.medium;
    let mut report = Report {
        vault: session.vault.config.name.clone(),
        medium: contact.name.clone(),
        bundles: 0,
        files: 0,
        bytes: 0,
        read_back: ReadBack::PastCache,
        mended: vec![],
        set_aside: vec![],
        set_aside_dropped: 0,
        redundancy: vec![],
        findings: vec![],
        records_hit: vec![],
        records_left: None,
        elsewhere: vec![],
        changed: vec![],
        broken: vec![],
        untold: vec![],
    };
    set_aside(session, &mut report)?;
    let cut_back = session.contacts[0].is_cut_back();
    let documents = renew_texts(session, &mut report)? || cut_back;
    renew_notes(session, &mut report)?;
    report.findings.extend(verify::beside_bundles(session, &session.contacts[0])?);
    let placed = session.vault.state.placed_on(medium);
    let expected: BTreeMap<BundleId, BundleState> =
        placed.map(|(id, bundle)| (id, bundle.clone())).collect();
    report.bundles = expected.len() as u64;
    session.world.watcher.begin(Act::Verifying, expected.values().map(|known| known.bytes).sum());
    let identities = identities_for_newer_keys(session, &expected);
    let mut damaged = Vec::new();
    for (id, known) in &expected {
        match repair_one(session, *id, known, &identities, &mut report) {
            Ok(lost) => damaged.extend(lost),
            Err(fault) => {
                // What was mended so far is a fact, and goes on record; the fault is what the run ends with.
                let _ = tell(session, documents, &mut report);
                return Err(fault);
            }
        }
    }
    session.world.watcher.end();
    record_state(session, &expected, &report)?;
    report.elsewhere = elsewhere(session, &report.findings);
    tell(session, documents, &mut report)?;
    salvage::look(session, &damaged, &mut report)?;
    Ok(report)
}

/// The identities that open keys which were wrapped anew, if somebody gives them; none where there are no such keys.
fn identities_for_newer_keys(
    session: &mut Session<'_, '_>,
    expected: &BTreeMap<BundleId, BundleState>,
) -> Vec<Identity> {
    let medium = session.contacts[0].label.medium;
    if expected.values().all(|known| known.key_file_on(medium).0 == 1) {
        return Vec::new();
    }
    session.world.access.open(&session.vault).unwrap_or_default()
}

/// Where else there may be whole files for what could not be mended.
fn elsewhere(session: &Session<'_, '_>, findings: &[FindingReport]) -> Vec<String> {
    let lost = findings.iter().filter(|finding| finding.found.what().is_loss());
    let bundles = lost.filter_map(|finding| session.vault.state.bundles.get(&finding.bundle?));
    let here = |on: &MediumId| session.contacts.iter().any(|there| there.label.medium == *on);
    let media: BTreeSet<MediumId> = bundles
        .flat_map(|known| {
            let copies = known.standing_copies();
            let fit = copies.filter(|(_, copy)| copy.proven() >= copying::FIT_TO_COPY);
            fit.map(|(on, _)| on).chain(known.standing_keys())
        })
        .filter(|on| !here(on) && !session.is_gone(*on))
        .collect();
    media.into_iter().map(|on| session.label(on)).collect()
}

/// Mends one bundle, or its keys where the drive holds no more, and records what was mended and read back: also where
/// something kept the run from mending all of it.
fn repair_one(
    session: &mut Session<'_, '_>,
    id: BundleId,
    known: &BundleState,
    identities: &[Identity],
    report: &mut Report,
) -> Result<Option<bundle::Damaged>, Fault> {
    let (mended, made) = (report.mended.len(), made_anew(report));
    let done = match session.contacts[0].has_role(Role::Data) {
        true => bundle::repair(session, id, known, identities, report),
        false => keys::repair_keys(session, id, known, identities, report).map(|()| None),
    };
    note_how_mended(&session.contacts[0], id, mended, report);
    for drive in &report.broken {
        let mut others = session.contacts.iter();
        let other = others.find(|contact| Some(&contact.name) == drive.label.as_ref());
        if let Some(medium) = other.map(|contact| contact.label.medium) {
            session.doubt(medium);
        }
    }
    let done = done.and_then(|lost| session.still_there(0).map(|()| lost));
    let event = RepairedEvent {
        bundle: id,
        files: (report.mended.len() - mended) as u64,
        medium: session.contacts[0].label.medium,
        parity: made_anew(report) - made,
    };
    if event.files + event.parity > 0 {
        session.record(Event::Repaired(event), None)?;
    }
    done
}

/// What was mended was read back too: whether a cache may have answered there.
fn note_how_mended(contact: &Contact, id: BundleId, from: usize, report: &mut Report) {
    let how = |file: &str| {
        let path = contact.bundle_folder(id).ok()?.join(file).ok()?;
        contact.storage.read_back(&path).ok().map(|(_, how)| how)
    };
    if report.mended[from..].iter().any(|mend| how(&mend.file) != Some(ReadBack::PastCache)) {
        report.read_back = ReadBack::Cached;
    }
}

fn made_anew(report: &Report) -> u64 {
    report.redundancy.iter().filter(|set| set.made_anew).count() as u64
}

/// Writes the texts for strangers, the signers' keys and the vault's document anew where they differ from what the
/// signed label names. A broken slot of the label is written over when the drive is told. True where a vault
/// document differs.
fn renew_texts(session: &mut Session<'_, '_>, report: &mut Report) -> Result<bool, Fault> {
    let texts = session.world.texts.drive(session.vault.id);
    session.contacts[0].expect_texts(&session.vault, &texts);
    let differing = texts_that_differ(&session.contacts[0])?;
    let slots = std::mem::take(&mut session.contacts[0].broken_slots);
    let anew = session.contacts[0].anew;
    let documents = Slot::BOTH.map(Slot::vault_name);
    let document = anew || differing.iter().any(|name| documents.contains(&name.as_str()));
    mend_chains(session, report)?;
    let contact = &mut session.contacts[0];
    let label = contact.name.clone();
    let unvouched = contact.texts_unvouched(&session.vault, &texts);
    let left = contact
        .renew_replaced(&session.vault, &texts)
        .and_then(|()| contact.renew_texts(&session.vault, &texts, &differing))
        .map_err(|problem| Fault::Storage { label, problem })?;
    let derived = |file: String| MendReport {
        bundle: None,
        file,
        from: MendedFrom::Derived,
        medium: None,
        slices: None,
    };
    for name in unvouched.into_iter().chain(differing) {
        if left.contains(&name) {
            report.find(None, Some(name), Found::Text(TextFound::NotMended));
        } else {
            report.mended.push(derived(name));
        }
    }
    let from = if anew { MendedFrom::Home } else { MendedFrom::Derived };
    let slots = slots.into_iter().map(|slot| derived(verify::slot_name(slot)));
    report.mended.extend(slots.map(|slot| MendReport { from, ..slot }));
    Ok(document)
}

/// Writes the damaged chains again that are known whole here; names those that are not.
fn mend_chains(session: &mut Session<'_, '_>, report: &mut Report) -> Result<(), Fault> {
    let contact = &mut session.contacts[0];
    let label = contact.name.clone();
    let mended =
        contact.mend_chains(&session.vault).map_err(|problem| Fault::Storage { label, problem })?;
    for (writer, put) in mended {
        let file = verify::chain_name(writer);
        match put {
            Ok(()) => report.mended.push(MendReport {
                bundle: None,
                file,
                from: MendedFrom::Home,
                medium: None,
                slices: None,
            }),
            Err(problem) => {
                report.find(None, Some(file), Found::Chain(ChainFound::NotWritten(problem)));
            }
        }
    }
    for lines in contact.lost_lines(&session.vault) {
        report.find(None, Some(verify::chain_name(lines.writer)), verify::lost(&lines));
    }
    Ok(())
}

/// Notes on the drive that are not those that were recorded are written over when the drive is told, where this PC or
/// another drive has the right one.
fn renew_notes(session: &Session<'_, '_>, report: &mut Report) -> Result<(), Fault> {
    let stored = |at: usize, problem| {
        let label = session.contacts[at].name.clone();
        Fault::Storage { label, problem }
    };
    for (at, contact) in session.contacts.iter().enumerate() {
        joining::take_notes(&session.vault, contact).map_err(|problem| stored(at, problem))?;
    }
    let contact = &session.contacts[0];
    let home = MediumPath::parse(NOTES).map_err(StorageProblem::from).map_err(at_home)?;
    let there = contact.folder.join(NOTES).map_err(Fault::on(&contact.name))?;
    let wrong = notes::wrong_in(&session.vault.state, &*contact.storage, &there);
    for (name, sha256) in wrong.map_err(|problem| stored(0, problem))? {
        let path = home.join(&name).map_err(StorageProblem::from).map_err(at_home)?;
        let file = format!("{NOTES}/{name}");
        match notes::read_named(&*session.vault.home, &path, sha256) {
            Some(_) => report.mended.push(MendReport {
                bundle: None,
                file,
                from: MendedFrom::Home,
                medium: None,
                slices: None,
            }),
            None => {
                report.find(None, Some(file), Found::Note(NoteFound::NotMended));
            }
        }
    }
    Ok(())
}

/// Tells everyone. Where one of the two vault documents differs both are written anew, one after the other.
fn tell(session: &mut Session<'_, '_>, documents: bool, report: &mut Report) -> Result<(), Fault> {
    let medium = session.contacts[0].label.medium;
    report.changed = copying::leave_changed_untouched(session, Some(medium))?;
    for _ in 0..if documents { 2 } else { 1 } {
        if let Some(known) = session.vault.memory.media.get_mut(&medium).filter(|_| documents) {
            known.vault_document = None;
        }
        report.untold = report.changed.iter().map(|changed| changed.medium.clone()).collect();
        report.untold.dedup();
        report.untold.extend(session.tell()?.into_iter().map(|(label, _)| label));
    }
    Ok(())
}

/// Every bundle was read whole: the ledger takes that as the verification that it is.
fn record_state(
    session: &mut Session<'_, '_>,
    expected: &BTreeMap<BundleId, BundleState>,
    report: &Report,
) -> Result<(), Fault> {
    let findings: Vec<Finding> = verify::entry_findings(&report.findings);
    let event = VerifiedEvent {
        attached: None,
        beyond: 0,
        bundles: expected.keys().copied().collect(),
        depth: Depth::Fixity,
        findings,
        medium: session.contacts[0].label.medium,
        read_back: entry_read_back(report.read_back),
    };
    let medium = event.medium;
    verify::record(session, event)?;
    session.vault.was_verified(medium);
    Ok(())
}
