//! `verify`: whether what is on the drives is what was sealed. Without an identity: seals, sizes, hashes, keys,
//! the ledger, the texts for strangers. With `--deep` and an identity: every record.
//!
//! `bundle` and `deep` look at one bundle, `apart` at keys without bundles, `beside` at what lies beside them;
//! `progress` goes on where a run was cut off; `report` is what is told.

mod apart;
mod beside;
mod bundle;
mod deep;
mod progress;
mod report;
mod strangers;

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::Path;

use crate::formats::entry::{Depth, Event, Role, Verified as VerifiedEvent};
use crate::powers::asker::Act;
use crate::powers::identity::Identity;
use crate::powers::medium::{ReadBack, StorageProblem};
use crate::things::bundle::deep::{Deep, read_back as deep_read_back};
use crate::things::bundle::fixity::read_back;
use crate::things::bundle::open::{BundlePlace, OpenProblem};
use crate::things::finding::Found;
use crate::things::ledger::state::BundleState;
use crate::things::medium::{Accept, Contact, MediumProblem};
use crate::things::recording::entry_read_back;
use crate::things::vault::memory::Remembered;
use crate::words::ids::{BundleId, MediumId};

use super::fault::{Fault, at_home};
use super::session::{Broken, Session, World};
use super::wanting::{NoCopy, to_verify};
use super::without_seal::without_seal;

use bundle::{Proven, check_keys, check_parity, check_readme, proven, take_faults};
use deep::{open_key, tell, verify_deep};
use progress::Progress;

pub(super) use apart::key_found;
pub(super) use beside::{chain_name, lost, slot_name, texts_that_differ};
pub use report::Report;
pub(crate) use report::{FindingReport, MediumReport, RecordHit, UnopenedReport};
pub(super) use report::{entry_findings, worst};
pub(super) use strangers::{beside_bundles, in_bundles};

/// What the user asks for.
#[derive(Debug, Clone)]
pub struct Request {
    /// The drives to read; empty for all that are connected.
    pub media: Vec<OsString>,
    /// Open the bundles and check each record too.
    pub deep: bool,
}

/// Runs the verb on the vault in `home`.
pub fn run(world: &mut World<'_>, home: &Path, request: &Request) -> Result<Report, Fault> {
    let mut session = Session::look(world, home, "kluis verify")?;
    let broken = match request.media.is_empty() {
        true => session.contact_those_that_hold(Accept::Older)?,
        false => session.contact_named_to_read(&request.media)?,
    };
    verify_all(&mut session, request, broken)
}

/// Runs the verb over the media that are in contact already.
pub fn in_session(session: &mut Session<'_, '_>, request: &Request) -> Result<Report, Fault> {
    verify_all(session, request, vec![])
}

/// Verifies every medium in contact; one that fails meanwhile joins those that could not be. Where none could be
/// verified at all, the first of the faults is the run's.
fn verify_all(
    session: &mut Session<'_, '_>,
    request: &Request,
    unverified: Vec<Broken>,
) -> Result<Report, Fault> {
    if session.contacts.is_empty() {
        let first = unverified.into_iter().next();
        return Err(first.map_or(Fault::NoMedium, |drive| drive.fault));
    }
    let identities = match request.deep {
        true => session.world.access.open(&session.vault)?,
        false => Vec::new(),
    };
    let mut report = Report {
        vault: session.vault.config.name.clone(),
        deep: request.deep,
        media: vec![],
        absent: if request.media.is_empty() { absent(session, &unverified) } else { vec![] },
        unverified,
        to_verify: vec![],
        findings: vec![],
        records_hit: vec![],
        unopened: vec![],
        set_aside: session.vault.asides.count(),
        without_seal: vec![],
        unrecorded: session.vault.is_beside(),
        no_copy: vec![],
    };
    let texts = session.world.texts.drive(session.vault.id);
    for contact in &mut session.contacts {
        contact.expect_texts(&session.vault, &texts);
    }
    let mut failed = Vec::new();
    for medium in session.contacts.ids() {
        let (findings, hit) = (report.findings.len(), report.records_hit.len());
        let shut = report.unopened.len();
        match verify_medium(session, medium, &identities, &mut report) {
            Ok(()) => {}
            Err(fault @ Fault::Storage { .. }) => {
                // What could not be read of it is not damaged.
                report.findings.truncate(findings);
                report.records_hit.truncate(hit);
                report.unopened.truncate(shut);
                failed.push(medium);
                let label = session.contacts.get(medium).map(|failed| failed.name.clone());
                report.unverified.push(Broken { label, fault });
            }
            Err(fault) => {
                // A run that is asked to stop has seen what it has seen.
                if report.findings[findings..].iter().any(FindingReport::goes_on_record) {
                    session.doubt(medium);
                }
                // What was found on the drives before this one stays on record.
                session.vault.save().map_err(at_home)?;
                return Err(fault);
            }
        }
    }
    // Nothing more is asked of them, nor written there.
    session.contacts.retain(|contact| !failed.contains(&contact.label.medium));
    if report.media.is_empty() && !report.unverified.is_empty() {
        session.vault.save().map_err(at_home)?;
        return Err(report.unverified.swap_remove(0).fault);
    }
    if !report.unopened.is_empty() && report.media.iter().all(|medium| medium.records == 0) {
        session.tell()?;
        let UnopenedReport { medium: label, bundle, problem } = report.unopened.swap_remove(0);
        return Err(Fault::Open { label, bundle, problem });
    }
    // A read-only drive can be verified and can't be told; the home still keeps the result.
    if request.deep {
        session.learn(&identities)?;
    }
    for (medium, problem) in session.tell()? {
        if !matches!(problem, StorageProblem::ReadOnly { .. }) {
            let (bundle, file, found) = (None, None, Found::Untold(problem));
            report.findings.push(FindingReport { medium, bundle, file, found });
        }
    }
    // These copies count from here on: bundles that waited for them leave the outbox.
    if !session.vault.is_beside() {
        session.clear_outbox()?;
    }
    report.to_verify = to_verify(&session.vault, session.vault.state.bundles.values());
    let found = report.findings.iter().filter_map(|finding| finding.bundle);
    report.without_seal = without_seal(session, found);
    let found = report.findings.iter().filter_map(|finding| finding.bundle);
    report.no_copy = NoCopy::of(&session.vault, found);
    Ok(report)
}

fn absent(session: &Session<'_, '_>, unverified: &[Broken]) -> Vec<String> {
    session
        .vault
        .state
        .media
        .keys()
        .filter(|id| !session.contacts.has(**id) && !session.is_gone(**id))
        .filter(|id| {
            let mut bundles = session.vault.state.bundles.values();
            bundles.any(|bundle| bundle.standing_copies().any(|(on, _)| on == **id))
        })
        .map(|id| session.label(*id))
        .filter(|label| unverified.iter().all(|drive| drive.label.as_ref() != Some(label)))
        .collect()
}

/// Verifies one medium whole, and records the result.
fn verify_medium(
    session: &mut Session<'_, '_>,
    on: MediumId,
    identities: &[Identity],
    report: &mut Report,
) -> Result<(), Fault> {
    let contact = session.in_contact(on)?;
    let (before, unopened_before) = (report.findings.len(), report.unopened.len());
    let expected: BTreeMap<BundleId, BundleState> =
        session.vault.state.placed_on(on).map(|(id, bundle)| (id, bundle.clone())).collect();
    let mut medium = MediumReport {
        medium: contact.name.clone(),
        bundles: expected.len() as u64,
        files: 0,
        bytes: 0,
        records: 0,
        read_back: ReadBack::PastCache,
        cached: 0,
        counts_after: None,
        taken_over: 0,
        clone: may_be_clone(session, contact),
    };
    beside::check_texts(contact, report)?;
    beside::check_chains(session, contact, report);
    beside::check_notes(session, contact, report)?;
    beside::check_reserve(contact, report)?;
    let (strange, beyond) = strangers::among_bundles(session, contact)?;
    report.findings.extend(strange);
    report.findings.extend(strangers::beside_bundles(session, contact)?);
    let mut progress = Progress::begin(session, contact, medium.clone);
    medium.taken_over = progress.taken_over;
    if progress.cached() {
        medium.read_back = ReadBack::Cached;
    }
    let proven: Vec<_> = expected
        .iter()
        .filter(|_| contact.has_role(Role::Data))
        .filter_map(|(id, known)| proven(session, contact, *id, known, report))
        .collect();
    report.findings.extend(strangers::in_bundles(contact, &proven)?);
    let mut looked = BTreeMap::new();
    let due = Due { on, proven: &proven, expected: &expected, identities };
    read_all(session, &due, &mut looked, &mut progress, &mut medium, report)?;
    apart::verify(session, on, &expected, &mut medium, report)?;
    if report.deep {
        for (seal, folder, _) in &proven {
            let looked = looked.remove(&seal.bundle);
            if looked.is_none() && progress.is_opened(seal.bundle) {
                medium.records += seal.counts.records;
                continue;
            }
            let before = (report.findings.len(), report.unopened.len());
            let contact = session.in_contact(on)?;
            match looked {
                // It was found as the files were read back.
                Some(looked) => tell(contact, seal.bundle, looked, &mut medium, report),
                None => {
                    verify_deep(session, contact, seal, folder, identities, &mut medium, report)
                }
            }
            if session.world.watcher.interrupted() {
                return Err(progress.interrupt(session));
            }
            // One whose files did not hold is not in the progress: what opened of it is opened again.
            let opened = (report.findings.len(), report.unopened.len()) == before;
            if opened && progress.is_read(seal.bundle) && !progress.is_opened(seal.bundle) {
                progress.opened(session, seal.bundle, seal.counts.bytes)?;
            }
        }
    }
    if let Err(fault) = session.still_there(on) {
        progress.keep(session);
        return Err(fault);
    }
    let findings = entry_findings(&report.findings[before..]);
    let remembered = session.vault.memory.media.get(&on);
    let read_back = medium.read_back;
    // What is whole on a clone says nothing of the drive: only what is worse there goes on record.
    let worse = |bundle: &BundleId| findings.iter().any(|found| found.bundle == *bundle);
    let looked_at = expected.keys().copied().filter(|bundle| !medium.clone || worse(bundle));
    let event = VerifiedEvent {
        attached: remembered.and_then(|known| known.proven_since(read_back)).map(<[_]>::to_vec),
        beyond,
        bundles: looked_at.collect(),
        depth: if report.deep { Depth::Deep } else { Depth::Fixity },
        findings,
        medium: on,
        read_back: entry_read_back(read_back),
    };
    let not_opened = report.unopened[unopened_before..].iter().map(|there| there.bundle).collect();
    if !medium.clone || !event.findings.is_empty() {
        for part in report::by_depth(event, &not_opened) {
            record(session, part)?;
        }
    }
    if !medium.clone {
        session.vault.was_verified(on);
    }
    progress.finish(session);
    medium.cached = session.vault.state.cached_on(on);
    let known = session.vault.memory.media.get(&on).filter(|_| medium.cached > 0);
    medium.counts_after = known.map(Remembered::counts_after);
    report.media.push(medium);
    Ok(())
}

/// Whether it may be a clone beside its drive: two of it are connected, or it is in another state than the drive was
/// left in and can't be written, so that the drive itself may come back unchanged.
fn may_be_clone(session: &Session<'_, '_>, contact: &Contact) -> bool {
    let medium = contact.label.medium;
    let unwritten = session.untouched.contains(&medium) || contact.storage.describe().read_only;
    let other_state = matches!(
        contact.older(&session.vault),
        Some(MediumProblem::RolledBack { .. } | MediumProblem::Overtaken { .. })
    );
    session.twins.contains(&medium) || (unwritten && other_state)
}

/// Puts a verification on record, in as many lines as it takes.
pub(super) fn record(session: &mut Session<'_, '_>, whole: VerifiedEvent) -> Result<(), Fault> {
    for part in report::parts(whole) {
        session.record(Event::Verified(part), None)?;
    }
    Ok(())
}

/// What is to be read on a medium.
struct Due<'a> {
    on: MediumId,
    proven: &'a [Proven],
    expected: &'a BTreeMap<BundleId, BundleState>,
    identities: &'a [Identity],
}

/// Reads every sealed file past the cache and compares it, bundle by bundle; those of a cut-off run are taken over. A
/// deep run looks into each bundle whose key opens in the same pass.
fn read_all(
    session: &mut Session<'_, '_>,
    due: &Due<'_>,
    looked: &mut BTreeMap<BundleId, Result<Deep, OpenProblem>>,
    progress: &mut Progress,
    medium: &mut MediumReport,
    report: &mut Report,
) -> Result<(), Fault> {
    let watcher = session.world.watcher;
    let Due { on, proven, expected, identities } = *due;
    let unread = |(seal, ..): &&Proven| !progress.is_read(seal.bundle);
    let files = proven.iter().filter(unread).flat_map(|(_, _, files)| files);
    watcher.begin(Act::Verifying, files.map(|file| file.bytes).sum());
    for (seal, folder, files) in proven {
        medium.files += files.len() as u64;
        if progress.is_read(seal.bundle) {
            medium.bytes += files.iter().map(|file| file.bytes).sum::<u64>();
            continue;
        }
        let contact = session.in_contact(on)?;
        let before = report.findings.len();
        let place = BundlePlace { storage: contact.storage.clone(), folder: folder.clone() };
        let identity = (report.deep && !progress.is_opened(seal.bundle))
            .then(|| open_key(session, contact, seal, &place, identities).ok());
        let fixity = match identity.flatten() {
            Some(identity) => {
                let (fixity, found) = deep_read_back(seal, &place, &identity, files, watcher);
                looked.insert(seal.bundle, found);
                fixity
            }
            None => read_back(&*contact.storage, folder, files, watcher),
        };
        if watcher.interrupted() {
            return Err(progress.interrupt(session));
        }
        let (bytes, cached) = (fixity.bytes, fixity.how == Some(ReadBack::Cached));
        medium.bytes += bytes;
        if cached {
            medium.read_back = ReadBack::Cached;
        }
        take_faults(contact, seal.bundle, fixity, report);
        check_parity(session, contact, folder, seal, report);
        check_keys(contact, folder, seal.bundle, expected, report);
        check_readme(contact, folder, seal, report);
        if report.findings.len() == before {
            if matches!(looked.get(&seal.bundle), Some(Ok(deep)) if deep.holds()) {
                progress.opened(session, seal.bundle, 0)?;
            }
            progress.read(session, seal.bundle, bytes, cached)?;
        }
    }
    watcher.end();
    Ok(())
}
