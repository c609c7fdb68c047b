//! `repair`: finds what differs from the seals on one drive and mends it, from another drive's copy, from parity, or
//! from what this PC keeps; only bytes that hash to the seal are ever written. Needs no identity.
//!
//! `contacting` brings the drive into contact, `beside` mends what lies beside the bundles, `bundle` mends one bundle
//! and `keys` its wrapped keys; `salvage` names what is lost where nothing mends it. `home` mends what this PC's own
//! disk damaged.

mod beside;
mod bundle;
mod contacting;
mod disown;
pub(crate) mod home;
mod keys;
mod report;
mod request;
mod salvage;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::wanting::NoCopy;
use crate::formats::entry::{
    Depth, Event, Finding, Repaired as RepairedEvent, Role, Verified as VerifiedEvent,
};
use crate::powers::asker::Act;
use crate::powers::identity::Identity;
use crate::powers::medium::ReadBack;
use crate::things::ledger::state::BundleState;
use crate::things::medium::{Accept, Contact};
use crate::things::recording::entry_read_back;
use crate::words::ids::{BundleId, MediumId};
use crate::words::limits::TYPED_BYTES_MAX;

use super::copying;
use super::fault::{Fault, Usage};
use super::session::{Session, World};
use super::verify::{self, FindingReport};

use beside::{renew_notes, renew_texts, set_aside};
use contacting::contact_or_mend;
use disown::{confirm, not_confirmed};

pub(crate) use disown::Disowning;
pub use report::Report;
pub(crate) use report::{MendReport, MendedFrom, SetReport};
pub use request::Request;

/// Runs the verb on the vault in `home`.
pub fn run(world: &mut World<'_>, home: &Path, request: &Request) -> Result<Report, Fault> {
    for (option, text) in request.not_ours.iter().flat_map(Disowning::texts) {
        if text.trim().is_empty() || text.len() > TYPED_BYTES_MAX {
            return Err(Usage::BadText(option).into());
        }
    }
    let mut session = Session::open(world, home, "kluis repair")?;
    let written = contact_or_mend(&mut session, request)?;
    // With the first word that they are not ours the drive was cut back; only a second one confirms it.
    let first = written.iter().any(|mended| mended.from == MendedFrom::Ledger);
    let confirmed = match &request.not_ours {
        Some(disowning) if !first => confirm(&mut session, disowning)?,
        Some(_) | None => vec![],
    };
    // One that does not hold lends nothing.
    let broken = session.find_all(Accept::Current, Ok)?;
    let mut report = in_session(&mut session)?;
    report.mended.splice(0..0, written);
    report.broken.splice(0..0, broken);
    report.confirmed = confirmed;
    report.disowned = not_confirmed(&session)?;
    Ok(report)
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
        disowned: vec![],
        confirmed: vec![],
        redundancy: vec![],
        findings: vec![],
        records_hit: vec![],
        records_left: None,
        no_copy: vec![],
        elsewhere: vec![],
        changed: vec![],
        broken: vec![],
        untold: vec![],
    };
    set_aside(session, medium, &mut report)?;
    let cut_back = session.in_contact(medium)?.is_cut_back();
    let documents = renew_texts(session, medium, &mut report)? || cut_back;
    let contact = session.in_contact(medium)?;
    renew_notes(session, contact, &mut report)?;
    report.findings.extend(verify::beside_bundles(session, contact)?);
    let placed = session.vault.state.placed_on(medium);
    let expected: BTreeMap<BundleId, BundleState> =
        placed.map(|(id, bundle)| (id, bundle.clone())).collect();
    report.bundles = expected.len() as u64;
    session.world.watcher.begin(Act::Verifying, expected.values().map(|known| known.bytes).sum());
    let identities = identities_for_newer_keys(session, medium, &expected);
    let mut damaged = Vec::new();
    for (id, known) in &expected {
        match repair_one(session, medium, *id, known, &identities, &mut report) {
            Ok(lost) => damaged.extend(lost),
            Err(fault) => {
                // What was mended so far is a fact, and goes on record; the fault is what the run ends with.
                let _ = tell(session, medium, documents, &mut report);
                return Err(fault);
            }
        }
    }
    session.world.watcher.end();
    record_state(session, medium, &expected, &report)?;
    report.elsewhere = elsewhere(session, &report.findings);
    let lost = report.findings.iter().filter(|finding| finding.found.what().is_loss());
    report.no_copy = NoCopy::of(&session.vault, lost.filter_map(|finding| finding.bundle));
    tell(session, medium, documents, &mut report)?;
    salvage::look(session, medium, &damaged, &mut report)?;
    Ok(report)
}

/// The identities that open keys which were wrapped anew, if somebody gives them; none where there are no such keys.
fn identities_for_newer_keys(
    session: &mut Session<'_, '_>,
    on: MediumId,
    expected: &BTreeMap<BundleId, BundleState>,
) -> Vec<Identity> {
    if expected.values().all(|known| known.key_file_on(on).0 == 1) {
        return Vec::new();
    }
    session.world.access.open(&session.vault).unwrap_or_default()
}

/// Other drives that may have whole files in place of what could not be mended.
fn elsewhere(session: &Session<'_, '_>, findings: &[FindingReport]) -> Vec<String> {
    let lost = findings.iter().filter(|finding| finding.found.what().is_loss());
    let bundles = lost.filter_map(|finding| session.vault.state.bundles.get(&finding.bundle?));
    let media: BTreeSet<MediumId> = bundles
        .flat_map(|known| {
            let copies = known.standing_copies();
            let fit = copies.filter(|(_, copy)| copy.proven() >= copying::FIT_TO_COPY);
            fit.map(|(on, _)| on).chain(known.standing_keys())
        })
        .filter(|on| !session.contacts.has(*on) && !session.is_gone(*on))
        .collect();
    media.into_iter().map(|on| session.label(on)).collect()
}

/// Mends one bundle, or its keys where the drive holds no more, and records what was mended and read back: also where
/// something kept the run from mending all of it.
fn repair_one(
    session: &mut Session<'_, '_>,
    on: MediumId,
    id: BundleId,
    known: &BundleState,
    identities: &[Identity],
    report: &mut Report,
) -> Result<Option<bundle::Damaged>, Fault> {
    let (mended, made) = (report.mended.len(), made_anew(report));
    let contact = session.in_contact(on)?;
    let done = match contact.has_role(Role::Data) {
        true => bundle::repair(session, contact, id, known, identities, report),
        false => keys::repair_keys(session, contact, id, known, identities, report).map(|()| None),
    };
    note_how_mended(contact, id, mended, report);
    for drive in &report.broken {
        let mut others = session.contacts.iter();
        let other = others.find(|contact| Some(&contact.name) == drive.label.as_ref());
        if let Some(medium) = other.map(|contact| contact.label.medium) {
            session.doubt(medium);
        }
    }
    let done = done.and_then(|lost| session.still_there(on).map(|()| lost));
    let event = RepairedEvent {
        bundle: id,
        files: (report.mended.len() - mended) as u64,
        medium: on,
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

/// Tells everyone. Where one of the two vault documents differs both are written anew, one after the other.
fn tell(
    session: &mut Session<'_, '_>,
    on: MediumId,
    documents: bool,
    report: &mut Report,
) -> Result<(), Fault> {
    report.changed = copying::leave_changed_untouched(session, Some(on))?;
    for _ in 0..if documents { 2 } else { 1 } {
        if let Some(known) = session.vault.memory.media.get_mut(&on).filter(|_| documents) {
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
    on: MediumId,
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
        medium: on,
        read_back: entry_read_back(report.read_back),
    };
    verify::record(session, event)?;
    session.vault.was_verified(on);
    Ok(())
}
