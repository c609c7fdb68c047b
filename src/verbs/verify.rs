//! `verify`: whether what is on the drives is what was sealed. Without an identity: seals, sizes, hashes, keys,
//! the ledger, the texts for strangers. With `--deep` and an identity: every record.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::Path;

use serde::Serialize;

use crate::formats::entry::{self, Depth, Event, Finding, Role, Verified as VerifiedEvent};
use crate::formats::label::Label;
use crate::powers::asker::Act;
use crate::powers::identity::Identity;
use crate::powers::medium::{Kind, MediumPath, ReadBack, Renewal, StorageProblem};
use crate::things::bundle::deep::{self, Deep};
use crate::things::bundle::fixity::{FileFault, Fixity, read_back};
use crate::things::bundle::open::{BundlePlace, OpenProblem, bundle_identity};
use crate::things::bundle::parity::{self, check::Standing as ParityStanding};
use crate::things::bundle::proof::{Against, SealProblem, Verified, files_in_order, prove};
use crate::things::bundle::{KEY, KEY_COPY, README};
use crate::things::files;
use crate::things::ledger;
use crate::things::ledger::state::{BundleState, Standing};
use crate::things::medium::{Accept, BUNDLES, Contact, RESERVE};
use crate::things::slots::{Slot, name_of};
use crate::things::vault::NOTES;
use crate::things::vault::memory::Remembered;
use crate::things::vault::notes::NOTE_FILE_BYTES_MAX;
use crate::words::digest::Digest;
use crate::words::ids::BundleId;
use crate::words::limits::{KEY_FILE_BYTES, MIB, README_BYTES_MAX, RESERVE_BYTES};

use super::fault::Fault;
use super::outcome::{Outcome, Reported};
use super::session::{Session, World};

mod progress;

use progress::Progress;

/// The word for damage to parity.
const PARITY: &str = "parity";

/// What the user asks for.
#[derive(Debug, Clone)]
pub struct Request {
    pub media: Vec<OsString>,
    pub deep: bool,
}

/// One thing that is not as it was sealed.
#[derive(Debug, Clone, Serialize)]
pub struct FindingReport {
    pub medium: String,
    pub bundle: Option<BundleId>,
    /// The file, where one is meant.
    pub file: Option<String>,
    /// `missing`, `bytes`, `seal`, `key`, `text`, `label`, `unlisted`, `unfinished`, `undestroyed`, `parity`, `record`, `bag` …
    pub what: &'static str,
    pub detail: String,
}

#[derive(Debug, Clone, Serialize)]
pub struct MediumReport {
    pub medium: String,
    pub bundles: u64,
    pub files: u64,
    pub bytes: u64,
    /// Records opened and hashed; 0 without `--deep`.
    pub records: u64,
    pub read_back: &'static str,
    /// Copies that hold and let no source go yet, since they may all along have been read from a cache.
    pub cached: usize,
    /// After what a verification lets these count; none where there are none.
    pub counts_after: Option<Renewal>,
    /// Bundles that a run had read which was cut off within the last day: not read again.
    pub taken_over: u64,
}

#[derive(Debug, Clone, Serialize)]
pub struct Report {
    /// The client's name; the surface shows it for every verb alike.
    #[serde(skip)]
    pub vault: String,
    pub deep: bool,
    pub media: Vec<MediumReport>,
    /// Drives of this vault that hold copies and were not here; none where drives were named.
    pub absent: Vec<String>,
    pub findings: Vec<FindingReport>,
    /// The names of records that damage has hit; only with `--deep`.
    pub records_hit: Vec<RecordHit>,
    pub set_aside: u64,
}

/// A record that can't be had from this copy any more.
#[derive(Debug, Clone, Serialize)]
pub struct RecordHit {
    pub medium: String,
    pub bundle: BundleId,
    pub record: String,
}

impl Reported for Report {
    fn outcome(&self) -> Outcome {
        worst(&self.findings)
    }
}

/// What the worst of some findings makes of a run.
pub(super) fn worst(findings: &[FindingReport]) -> Outcome {
    let outcome = |finding: &FindingReport| match finding.what {
        "seal" | "text" | "label" => Outcome::Seal,
        "ledger" => Outcome::Ledger,
        "unlisted" | "unfinished" | "undestroyed" => Outcome::Finding,
        _ => Outcome::Fixity,
    };
    findings.iter().map(outcome).max().unwrap_or_default()
}

/// Findings about bundles as the ledger keeps them. Parity is no part of a bundle: the copy is as good without.
pub(super) fn entry_findings(findings: &[FindingReport]) -> Vec<Finding> {
    let about = findings.iter().filter(|finding| finding.what != PARITY);
    about
        .filter_map(|finding| {
            let fault = match &finding.file {
                Some(file) => format!("{}: {file}", finding.what),
                None => finding.what.to_owned(),
            };
            Some(Finding { bundle: finding.bundle?, fault })
        })
        .collect()
}

/// Runs the verb on the vault in `home`.
pub fn run(world: &mut World<'_>, home: &Path, request: &Request) -> Result<Report, Fault> {
    let mut session = Session::open(world, home, "kluis verify")?;
    if request.media.is_empty() {
        session.contact_all(Accept::Older)?;
    } else {
        session.contact(&request.media, Accept::Older)?;
    }
    if session.contacts.is_empty() {
        return Err(Fault::NoMedium);
    }
    let identities = match request.deep {
        true => session.world.access.open(&session.vault)?,
        false => Vec::new(),
    };
    let mut report = Report {
        vault: session.vault.config.name.clone(),
        deep: request.deep,
        media: vec![],
        absent: if request.media.is_empty() { absent(&session) } else { vec![] },
        findings: vec![],
        records_hit: vec![],
        set_aside: session.vault.asides.len() as u64,
    };
    let mut unopened = None;
    for at in 0..session.contacts.len() {
        verify_medium(&mut session, at, &identities, &mut report, &mut unopened)?;
    }
    if let Some(fault) = unopened.filter(|_| report.media.iter().all(|medium| medium.records == 0))
    {
        session.tell()?;
        return Err(fault);
    }
    // A read-only drive can be verified and can't be told; the home still keeps the result.
    if request.deep {
        session.learn(&identities)?;
    }
    session.tell()?;
    Ok(report)
}

fn absent(session: &Session<'_, '_>) -> Vec<String> {
    let here = |id| session.contacts.iter().any(|contact| contact.label.medium == id);
    session
        .vault
        .state
        .media
        .keys()
        .filter(|id| !here(**id) && !session.is_gone(**id))
        .filter(|id| {
            let mut bundles = session.vault.state.bundles.values();
            bundles.any(|bundle| bundle.standing_copies().any(|(on, _)| on == **id))
        })
        .map(|id| session.label(*id))
        .collect()
}

/// Verifies one medium whole, and records the result.
fn verify_medium(
    session: &mut Session<'_, '_>,
    at: usize,
    identities: &[Identity],
    report: &mut Report,
    unopened: &mut Option<Fault>,
) -> Result<(), Fault> {
    let contact = &session.contacts[at];
    let before = report.findings.len();
    let expected: BTreeMap<BundleId, BundleState> = session
        .vault
        .state
        .bundles
        .iter()
        .filter(|(_, bundle)| bundle.intended.is_none())
        .filter(|(_, bundle)| bundle.standing_copies().any(|(on, _)| on == contact.label.medium))
        .map(|(id, bundle)| (*id, bundle.clone()))
        .collect();
    let mut medium = MediumReport {
        medium: contact.name.clone(),
        bundles: expected.len() as u64,
        files: 0,
        bytes: 0,
        records: 0,
        read_back: "past-cache",
        cached: 0,
        counts_after: None,
        taken_over: 0,
    };
    check_texts(contact, report)?;
    check_notes(session, contact, report)?;
    check_reserve(contact, report)?;
    find_strangers(session, contact, report)?;
    let mut progress = Progress::begin(session, at);
    medium.taken_over = progress.taken_over;
    if progress.cached() {
        medium.read_back = "cached";
    }
    let proven: Vec<_> = expected
        .iter()
        .filter_map(|(id, known)| proven(session, contact, *id, known, report))
        .collect();
    read_all(session, at, &proven, &expected, &mut progress, &mut medium, report)?;
    if report.deep {
        for (seal, folder, _) in &proven {
            if progress.is_opened(seal.bundle) {
                medium.records += seal.counts.records;
                continue;
            }
            let before = report.findings.len();
            let deep = verify_deep(session, at, seal, folder, identities, &mut medium, report);
            if session.world.watcher.interrupted() {
                return Err(progress.interrupt(session));
            }
            // One whose files did not hold is not in the progress: what opened of it is opened again.
            let holds = report.findings.len() == before && progress.is_read(seal.bundle);
            match deep {
                Err(fault) => {
                    unopened.get_or_insert(fault);
                }
                Ok(()) if holds => progress.opened(session, seal.bundle, seal.counts.bytes)?,
                Ok(()) => {}
            }
        }
    }
    let findings = entry_findings(&report.findings[before..]);
    let remembered = session.vault.memory.media.get(&session.contacts[at].label.medium);
    let read_back = match medium.read_back {
        "past-cache" => ReadBack::PastCache,
        _ => ReadBack::Cached,
    };
    let event = VerifiedEvent {
        attached: remembered.and_then(|known| known.proven_since(read_back)),
        bundles: expected.keys().copied().collect(),
        depth: if report.deep { Depth::Deep } else { Depth::Fixity },
        findings,
        medium: session.contacts[at].label.medium,
    };
    session.record(Event::Verified(event), None)?;
    progress.finish(session);
    let on = session.contacts[at].label.medium;
    medium.cached = session.vault.state.cached_on(on);
    let known = session.vault.memory.media.get(&on).filter(|_| medium.cached > 0);
    medium.counts_after = known.map(Remembered::counts_after);
    report.media.push(medium);
    Ok(())
}

/// Reads every sealed file past the cache and compares it, bundle by bundle; those of a cut-off run are taken over.
fn read_all(
    session: &mut Session<'_, '_>,
    at: usize,
    proven: &[Proven],
    expected: &BTreeMap<BundleId, BundleState>,
    progress: &mut Progress,
    medium: &mut MediumReport,
    report: &mut Report,
) -> Result<(), Fault> {
    let watcher = session.world.watcher;
    let due = |(seal, ..): &&Proven| !progress.is_read(seal.bundle);
    let files = proven.iter().filter(due).flat_map(|(_, _, files)| files);
    watcher.begin(Act::Verifying, files.map(|file| file.bytes).sum());
    for (seal, folder, files) in proven {
        medium.files += files.len() as u64;
        if progress.is_read(seal.bundle) {
            medium.bytes += files.iter().map(|file| file.bytes).sum::<u64>();
            continue;
        }
        let contact = &session.contacts[at];
        let before = report.findings.len();
        let fixity = read_back(&*contact.storage, folder, files, watcher);
        if watcher.interrupted() {
            return Err(progress.interrupt(session));
        }
        let (bytes, cached) = (fixity.bytes, fixity.how == Some(ReadBack::Cached));
        medium.bytes += bytes;
        if cached {
            medium.read_back = "cached";
        }
        take_faults(contact, seal.bundle, fixity, report);
        check_parity(contact, folder, seal, report);
        check_keys(contact, folder, seal.bundle, expected, report);
        check_readme(contact, folder, seal, report);
        if report.findings.len() == before {
            progress.read(session, seal.bundle, bytes, cached)?;
        }
    }
    watcher.end();
    Ok(())
}

type Proven = (Verified<crate::formats::seal::Seal>, MediumPath, Vec<entry::FileFacts>);

/// Proves a bundle's seal; what is wrong with it is a finding.
fn proven(
    session: &Session<'_, '_>,
    contact: &Contact,
    id: BundleId,
    known: &BundleState,
    report: &mut Report,
) -> Option<Proven> {
    let sealers = session.vault.sealers();
    let against = Against { vault: session.vault.id, sealers: &sealers, known: Some(known) };
    let proof = contact
        .bundle_folder(id)
        .map_err(SealProblem::from)
        .and_then(|folder| Ok((prove(&*contact.storage, &folder, id, &against)?, folder)));
    match proof {
        Ok((seal, folder)) => {
            if let Err(problem) = session.vault.ledger.check_heads(&seal.heads) {
                push(report, contact, Some(id), None, "ledger", problem.to_string());
            }
            let files = files_in_order(&seal);
            Some((seal, folder, files))
        }
        Err(problem) => {
            let what = match problem {
                SealProblem::Unsealed | SealProblem::File(_) => "missing",
                _ => "seal",
            };
            push(report, contact, Some(id), None, what, problem.to_string());
            None
        }
    }
}

fn push(
    report: &mut Report,
    contact: &Contact,
    bundle: Option<BundleId>,
    file: Option<String>,
    what: &'static str,
    detail: String,
) {
    report.findings.push(FindingReport {
        medium: contact.name.clone(),
        bundle,
        file,
        what,
        detail,
    });
}

/// What is wrong with a file, in a word and in a sentence.
pub(super) fn fault_words(fault: &FileFault) -> (&'static str, String) {
    match fault {
        FileFault::Missing => ("missing", "it is not there".to_owned()),
        FileFault::NotAFile => ("bytes", "it is no file".to_owned()),
        FileFault::Size { found } => ("bytes", format!("its size is not what was sealed: {found}")),
        FileFault::Bytes { .. } => ("bytes", "its bytes are not what was sealed".to_owned()),
        FileFault::Unreadable(problem) => ("bytes", problem.to_string()),
    }
}

fn take_faults(contact: &Contact, bundle: BundleId, fixity: Fixity, report: &mut Report) {
    for (name, fault) in fixity.faults {
        let (what, detail) = fault_words(&fault);
        push(report, contact, Some(bundle), Some(name), what, detail);
    }
}

/// Parity that is there must be whole; none is no fault, and a damaged one is none of the bundle's.
fn check_parity(
    contact: &Contact,
    folder: &MediumPath,
    seal: &Verified<crate::formats::seal::Seal>,
    report: &mut Report,
) {
    for plan in parity::sets_of(seal) {
        let detail = match parity::check::check(&*contact.storage, folder, &plan) {
            Ok((ParityStanding::Absent | ParityStanding::Whole { .. }, _)) => continue,
            Ok((ParityStanding::Damaged { recovery: 0 }, _)) => {
                "this parity is damaged, and mends nothing any more".to_owned()
            }
            Ok((ParityStanding::Damaged { recovery }, _)) => format!(
                "this parity is damaged: it mends {recovery} slices, of {} when it was made",
                plan.recovery
            ),
            Err(problem) => problem.to_string(),
        };
        push(report, contact, Some(seal.bundle), Some(plan.name.clone()), PARITY, detail);
    }
}

/// Both key twins must be there, alike, and the ones that the ledger names.
fn check_keys(
    contact: &Contact,
    folder: &MediumPath,
    bundle: BundleId,
    expected: &BTreeMap<BundleId, BundleState>,
    report: &mut Report,
) {
    if !contact.has_role(Role::Keys) {
        return;
    }
    let keys = expected.get(&bundle).and_then(|known| known.keys);
    for name in [KEY, KEY_COPY] {
        let bytes = folder
            .join(name)
            .map_err(|problem| StorageProblem::from(problem).into())
            .and_then(|path| files::read_bounded(&*contact.storage, &path, KEY_FILE_BYTES));
        let detail = match bytes {
            Ok(Some(bytes)) => {
                let found = Digest::of(&bytes);
                let right = keys.is_some_and(|keys| {
                    found == if name == KEY { keys.key } else { keys.key_copy }
                });
                if right {
                    continue;
                }
                "it is not the one that was written".to_owned()
            }
            Ok(None) => "it is not there".to_owned(),
            Err(problem) => problem.to_string(),
        };
        push(report, contact, Some(bundle), Some(name.into()), "key", detail);
    }
}

/// The ten lines in a bundle's folder must be those that the seal names: they tell an heir what to type.
fn check_readme(
    contact: &Contact,
    folder: &MediumPath,
    seal: &Verified<crate::formats::seal::Seal>,
    report: &mut Report,
) {
    let bytes = folder
        .join(README)
        .map_err(|problem| StorageProblem::from(problem).into())
        .and_then(|path| files::read_bounded(&*contact.storage, &path, README_BYTES_MAX));
    if !matches!(bytes, Ok(Some(bytes)) if Digest::of(&bytes) == seal.readme) {
        let detail = "it is not what the seal names".to_owned();
        push(report, contact, Some(seal.bundle), Some(README.into()), "text", detail);
    }
}

/// Notes are encrypted, and the home has them too: the two must be the same bytes. One that is not there is
/// written when the run ends.
fn check_notes(
    session: &Session<'_, '_>,
    contact: &Contact,
    report: &mut Report,
) -> Result<(), Fault> {
    let stored = |problem| Fault::Storage { label: contact.name.clone(), problem };
    let home = MediumPath::parse(NOTES).map_err(StorageProblem::from)?;
    let there = contact.folder.join(NOTES).map_err(StorageProblem::from).map_err(stored)?;
    let listing = match contact.storage.list(&there) {
        Err(StorageProblem::Absent { .. }) => return Ok(()),
        listing => listing.map_err(stored)?,
    };
    for entry in listing.entries {
        let (Ok(ours), Ok(theirs)) = (home.join(&entry.name), there.join(&entry.name)) else {
            continue;
        };
        let Some(ours) = files::read_bounded(&*session.vault.home, &ours, NOTE_FILE_BYTES_MAX)?
        else {
            continue;
        };
        let theirs = files::read_bounded(&*contact.storage, &theirs, NOTE_FILE_BYTES_MAX);
        if matches!(theirs, Ok(Some(theirs)) if theirs == ours) {
            continue;
        }
        let file = format!("{NOTES}/{}", entry.name);
        half_written_or(contact, report, file, "bytes", "it is not the note that this PC has");
    }
    Ok(())
}

/// The reserve holds nothing; but a byte that changed there tells that the drive changes bytes.
fn check_reserve(contact: &Contact, report: &mut Report) -> Result<(), Fault> {
    let path = contact
        .folder
        .join(RESERVE)
        .map_err(StorageProblem::from)
        .map_err(|problem| Fault::Storage { label: contact.name.clone(), problem })?;
    match files::read_bounded(&*contact.storage, &path, RESERVE_BYTES) {
        // A full drive gave it up.
        Ok(None) => {}
        Ok(Some(bytes)) if bytes.iter().all(|byte| *byte == 0) => {}
        _ => half_written_or(contact, report, RESERVE.into(), "bytes", "it is not all zeros"),
    }
    Ok(())
}

/// What a run that was cut off may have left is set aside, since it is written anew when this run ends; else it
/// is a finding.
fn half_written_or(
    contact: &Contact,
    report: &mut Report,
    file: String,
    what: &'static str,
    detail: &str,
) {
    match contact.cut_off {
        true => report.set_aside += 1,
        false => push(report, contact, None, Some(file), what, detail.into()),
    }
}

/// The texts for strangers must be those that the signed label names: a forged README could mislead an heir.
fn check_texts(contact: &Contact, report: &mut Report) -> Result<(), Fault> {
    for slot in &contact.broken_slots {
        let detail =
            "its signature does not hold; the other slot is true, and this one is written anew";
        half_written_or(contact, report, slot_name(*slot), "label", detail);
    }
    if contact.short_chain {
        let detail =
            "it ends before its signed label says; this PC has it whole, and writes it anew";
        push(report, contact, None, Some(ledger::FOLDER.into()), "ledger", detail.into());
    }
    let in_force = contact.label.in_force().map(|(slot, _)| slot);
    for name in texts_that_differ(contact)? {
        let detail = "it is not what the signed label names";
        let spare = in_force.is_some_and(|slot| name == slot.other().vault_name());
        if spare {
            half_written_or(contact, report, name, "text", detail);
        } else {
            push(report, contact, None, Some(name), "text", detail.into());
        }
    }
    Ok(())
}

/// The name of a slot of the label.
pub(super) fn slot_name(slot: Slot) -> String {
    name_of::<Label>(slot)
}

/// The files above the bundles that are not what the signed label names.
pub(super) fn texts_that_differ(contact: &Contact) -> Result<Vec<String>, Fault> {
    let mut differing = Vec::new();
    for (name, sha256) in &contact.label.files {
        let stored = |problem| Fault::Storage { label: contact.name.clone(), problem };
        let path = contact.folder.join(name).map_err(StorageProblem::from).map_err(stored)?;
        let bytes = files::read_bounded(&*contact.storage, &path, 32 * MIB);
        if !matches!(bytes, Ok(Some(bytes)) if Digest::of(&bytes) == *sha256) {
            differing.push(name.clone());
        }
    }
    Ok(differing)
}

/// Folders on the medium that the ledger does not place there.
fn find_strangers(
    session: &Session<'_, '_>,
    contact: &Contact,
    report: &mut Report,
) -> Result<(), Fault> {
    let stored = |problem| Fault::Storage { label: contact.name.clone(), problem };
    let bundles = contact.folder.join(BUNDLES).map_err(StorageProblem::from).map_err(stored)?;
    for entry in contact.storage.list(&bundles).map_err(stored)?.entries {
        let Ok(id) = entry.name.parse::<BundleId>() else {
            let detail = "it is no bundle's name".to_owned();
            push(report, contact, None, Some(entry.name), "unlisted", detail);
            continue;
        };
        let known = session.vault.state.bundles.get(&id);
        let keys_alone = !contact.has_role(Role::Data);
        let medium = contact.label.medium;
        let gone = known.and_then(|bundle| bundle.destroyed_on.get(&medium));
        let placed = known.is_some_and(|bundle| keys_alone || bundle.copies.contains_key(&medium));
        if entry.facts.kind != Kind::Folder {
            push(report, contact, Some(id), None, "unlisted", "it is no folder".to_owned());
        } else if let Some(time) = gone {
            let detail = format!(
                "it was destroyed here on {}, and is here again: kluis destroy {id} erases it",
                time.day()
            );
            push(report, contact, Some(id), None, "unlisted", detail);
        } else if known.is_some_and(|bundle| bundle.standing() == Standing::PartlyDestroyed) {
            let detail =
                format!("it is being destroyed, and stands here still: kluis destroy {id}");
            push(report, contact, Some(id), None, "undestroyed", detail);
        } else if !placed {
            let detail =
                "the ledger does not place it here; if a run was cut off, the next archive onto \
                          this drive puts it in order"
                    .to_owned();
            push(report, contact, Some(id), None, "unfinished", detail);
        }
    }
    Ok(())
}

fn verify_deep(
    session: &Session<'_, '_>,
    at: usize,
    seal: &Verified<crate::formats::seal::Seal>,
    folder: &MediumPath,
    identities: &[Identity],
    medium: &mut MediumReport,
    report: &mut Report,
) -> Result<(), Fault> {
    let contact = &session.contacts[at];
    let place = BundlePlace { storage: contact.storage.clone(), folder: folder.clone() };
    let watcher = session.world.watcher;
    watcher.begin(Act::Verifying, seal.payload.plain_bytes);
    let deep = open_key(session, contact, seal, &place, identities)
        .and_then(|identity| deep::verify(seal, &place, &identity, watcher));
    watcher.end();
    match deep {
        Ok(deep) => {
            medium.records += deep.records;
            take_deep(contact, seal.bundle, deep, report);
            Ok(())
        }
        // Its key files were found changed, and that is said already.
        Err(OpenProblem::Key(_) | OpenProblem::NoKey)
            if key_is_faulty(report, contact, seal.bundle) =>
        {
            Ok(())
        }
        // A key that opens for nobody here is the identity's matter if no other bundle opened either.
        Err(problem @ OpenProblem::Key(_)) => {
            push(report, contact, Some(seal.bundle), None, "key", problem.to_string());
            Err(Fault::Open { label: contact.name.clone(), bundle: seal.bundle, problem })
        }
        Err(problem) => {
            push(report, contact, Some(seal.bundle), None, "bytes", problem.to_string());
            Ok(())
        }
    }
}

fn key_is_faulty(report: &Report, contact: &Contact, bundle: BundleId) -> bool {
    report.findings.iter().any(|finding| {
        finding.what == "key" && finding.bundle == Some(bundle) && finding.medium == contact.name
    })
}

/// The bundle's key from this drive, or from one that holds keys.
fn open_key(
    session: &Session<'_, '_>,
    contact: &Contact,
    seal: &Verified<crate::formats::seal::Seal>,
    place: &BundlePlace,
    identities: &[Identity],
) -> Result<Identity, OpenProblem> {
    let mut problem = match bundle_identity(seal, place, identities) {
        Ok(identity) => return Ok(identity),
        Err(problem) => problem,
    };
    for keys in session.contacts.iter().filter(|keys| keys.has_role(Role::Keys)) {
        if keys.label.medium == contact.label.medium {
            continue;
        }
        let place =
            BundlePlace { storage: keys.storage.clone(), folder: keys.bundle_folder(seal.bundle)? };
        match bundle_identity(seal, &place, identities) {
            Ok(identity) => return Ok(identity),
            Err(OpenProblem::NoKey) => {}
            Err(other) => problem = other,
        }
    }
    Err(problem)
}

/// How many independently packed pieces can't be read.
fn lost(frames: u64) -> String {
    match frames {
        1 => "one piece of its packed records can't be read".into(),
        many => format!("{many} pieces of its packed records can't be read"),
    }
}

fn unreadable(hit: usize, of: u64) -> String {
    match of {
        1 => "its one record can't be had".into(),
        many => format!("{hit} of its {many} records can't be had"),
    }
}

fn take_deep(contact: &Contact, bundle: BundleId, deep: Deep, report: &mut Report) {
    for record in &deep.hit {
        let name = record.true_name().display();
        report.records_hit.push(RecordHit { medium: contact.name.clone(), bundle, record: name });
    }
    let mut finding = |wrong: bool, what: &'static str, detail: String| {
        if wrong {
            push(report, contact, Some(bundle), None, what, detail);
        }
    };
    let hit = deep.hit.len();
    finding(hit > 0, "record", unreadable(hit, deep.records));
    finding(deep.frames_lost > 0, "bytes", lost(deep.frames_lost));
    finding(
        deep.bag_differs,
        "bag",
        "the lists of files sealed beside the records are not what they must be".into(),
    );
    let commitments = "records.commit, which proves single records, does not fit them";
    finding(deep.commitments_differ, "commitments", commitments.into());
    finding(deep.length_differs, "bytes", "the payload is not as long as was sealed".into());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_is_not_said_as_many() {
        assert!(lost(1).starts_with("one piece of"));
        assert!(lost(2).starts_with("2 pieces of"));
        assert_eq!(unreadable(1, 1), "its one record can't be had");
        assert_eq!(unreadable(1, 3), "1 of its 3 records can't be had");
    }
}
