//! One bundle on the drive that is repaired: first its seal, by which all else is judged; then its keys (`keys`), its
//! files set by set, and last the parity that is left.

use std::collections::BTreeMap;

use crate::formats::entry::{FileFacts, Role};
use crate::formats::seal::Seal;
use crate::powers::identity::Identity;
use crate::powers::medium::{MediumPath, ReadBack, StorageProblem};
use crate::things::bundle::file_of;
use crate::things::bundle::fixity::{FileFault, read_back};
use crate::things::bundle::parity::check::{Standing, check};
use crate::things::bundle::parity::mend::{How, mend, put_back, seal_by_parity};
use crate::things::bundle::parity::write::protect;
use crate::things::bundle::parity::{SetPlan, sets_of};
use crate::things::bundle::proof::{
    Against, SealProblem, Verified, files_in_order, prove, prove_bytes,
};
use crate::things::bundle::{Place, README, SEAL, SEAL_SIGNATURE};
use crate::things::files;
use crate::things::finding::{Found, ParityFound, TextFound};
use crate::things::ledger::state::BundleState;
use crate::things::medium::Contact;
use crate::verbs::fault::Fault;
use crate::verbs::session::Session;
use crate::verbs::verify;
use crate::words::digest::Digest;
use crate::words::ids::BundleId;
use crate::words::limits::{README_BYTES_MAX, SEAL_BYTES_MAX, SIGNATURE_BYTES_MAX};

use super::keys::mend_keys;
use super::{MendReport, MendedFrom, Report, SetReport};

/// A bundle with damage that nothing mends, for salvage.
pub struct Damaged {
    pub seal: Verified<Seal>,
    pub folder: MediumPath,
}

/// The bundle's folders: on the drive that is repaired, then on every other one that has a copy.
struct Copies<'a> {
    contacts: Vec<&'a Contact>,
    folders: Vec<MediumPath>,
}

impl<'a> Copies<'a> {
    fn of(
        session: &'a Session<'_, '_>,
        contact: &'a Contact,
        id: BundleId,
        known: &BundleState,
    ) -> Result<Copies<'a>, StorageProblem> {
        let holds = |other: &&Contact| {
            known.standing_copies().any(|(medium, _)| medium == other.label.medium)
        };
        let others = session.contacts.others(contact.label.medium).filter(holds);
        let contacts: Vec<&Contact> = std::iter::once(contact).chain(others).collect();
        let folders = contacts.iter().map(|contact| contact.bundle_folder(id));
        let folders = folders.collect::<Result<_, _>>()?;
        Ok(Copies { contacts, folders })
    }

    fn places(&self) -> Vec<Place<'_>> {
        let all = self.contacts.iter().zip(&self.folders);
        all.map(|(contact, folder)| Place { storage: &*contact.storage, folder }).collect()
    }
}

/// Mends one bundle, and says in the report what came of it.
pub fn repair(
    session: &Session<'_, '_>,
    contact: &Contact,
    id: BundleId,
    known: &BundleState,
    identities: &[Identity],
    report: &mut Report,
) -> Result<Option<Damaged>, Fault> {
    let stored = |problem| Fault::Storage { label: contact.name.clone(), problem };
    let copies = Copies::of(session, contact, id, known).map_err(stored)?;
    let places = copies.places();
    let found = match find_seal(session, id, known, &copies, &places) {
        Ok(found) => found,
        Err(problem) => {
            report.find(Some(id), None, Found::Seal(problem));
            return Ok(None);
        }
    };
    contact.storage.make_folders(places[0].folder).map_err(stored)?;
    if let Some(from) = &found.from {
        put_seal_back(&found.seal, from, places[0], report);
    }
    if contact.has_role(Role::Keys) {
        mend_keys(session, contact, known, places[0], &found.seal, identities, report)?;
    }
    put_readme_back(session, &found.seal, &copies, &places, report);
    let before = report.findings.len();
    let with_parity = session.vault.config.has_parity_on(&contact.name);
    for plan in sets_of(&found.seal) {
        mend_set(session, &copies, &places, (id, &plan), with_parity, report)?;
    }
    let lost = report.findings[before..].iter().any(|finding| finding.found.what().is_loss());
    let files = files_in_order(&found.seal);
    let proven = (found.seal.clone(), places[0].folder.clone(), files);
    report.findings.extend(verify::in_bundles(contact, [&proven])?);
    Ok(lost.then(|| Damaged { seal: found.seal, folder: places[0].folder.clone() }))
}

/// Where a seal came from that is not as it should be on the drive itself.
struct From {
    word: MendedFrom,
    medium: Option<String>,
}

struct FoundSeal {
    seal: Verified<Seal>,
    from: Option<From>,
}

/// The one seal that the ledger names, from wherever it can be proven.
fn find_seal(
    session: &Session<'_, '_>,
    id: BundleId,
    known: &BundleState,
    copies: &Copies<'_>,
    places: &[Place<'_>],
) -> Result<FoundSeal, SealProblem> {
    let sealers = session.vault.sealers();
    let against = Against { vault: session.vault.id, sealers: &sealers, known: Some(known) };
    let problem = match prove(places[0].storage, places[0].folder, id, &against) {
        Ok(seal) => return Ok(FoundSeal { seal, from: None }),
        Err(problem) => problem,
    };
    for (other, place) in copies.contacts.iter().zip(places).skip(1) {
        if let Ok(seal) = prove(place.storage, place.folder, id, &against) {
            let medium = Some(other.name.clone());
            return Ok(FoundSeal { seal, from: Some(From { word: MendedFrom::Copy, medium }) });
        }
    }
    if let Some(seal) = session.seal_at_home(id) {
        return Ok(FoundSeal { seal, from: Some(From { word: MendedFrom::Home, medium: None }) });
    }
    let given = seal_by_parity(places, session.world.watcher)
        .ok()
        .and_then(|(bytes, signature)| prove_bytes(bytes, signature, id, &against).ok());
    match given {
        Some(seal) => {
            Ok(FoundSeal { seal, from: Some(From { word: MendedFrom::Parity, medium: None }) })
        }
        None => Err(problem),
    }
}

/// Writes the seal and its signature where they differ; what the drive does not take is found with the seal's set.
fn put_seal_back(seal: &Verified<Seal>, from: &From, at: Place<'_>, report: &mut Report) {
    for (name, bytes, bytes_max) in [
        (SEAL, seal.bytes(), SEAL_BYTES_MAX),
        (SEAL_SIGNATURE, seal.signature(), SIGNATURE_BYTES_MAX),
    ] {
        if has(at, name, bytes, bytes_max) {
            continue;
        }
        if put_back(at, &file_of(name, bytes), bytes).is_ok() {
            report.mended.push(MendReport {
                bundle: Some(seal.bundle),
                file: name.into(),
                from: from.word,
                medium: from.medium.clone(),
                slices: None,
            });
        }
    }
}

fn has(at: Place<'_>, name: &str, bytes: &[u8], bytes_max: u64) -> bool {
    let path = at.folder.join(name).ok();
    let there = path.and_then(|path| files::read_bounded(at.storage, &path, bytes_max).ok());
    there.flatten().is_some_and(|there| there == bytes)
}

/// The ten lines for people, as the seal names them: worded again, or from another drive.
fn put_readme_back(
    session: &Session<'_, '_>,
    seal: &Verified<Seal>,
    copies: &Copies<'_>,
    places: &[Place<'_>],
    report: &mut Report,
) {
    let read = |place: &Place<'_>| {
        let path = place.folder.join(README).ok()?;
        let bytes = files::read_bounded(place.storage, &path, README_BYTES_MAX).ok().flatten()?;
        (Digest::of(&bytes) == seal.readme).then_some(bytes)
    };
    if read(&places[0]).is_some() {
        return;
    }
    let worded = session.world.texts.bundle(seal.bundle, &seal.files).into_bytes();
    let lent = || {
        let others = copies.contacts.iter().zip(places).skip(1);
        let mut found = others.filter_map(|(other, place)| Some((other, read(place)?)));
        let (other, bytes) = found.next()?;
        Some((bytes, MendedFrom::Copy, Some(other.name.clone())))
    };
    let found = match Digest::of(&worded) == seal.readme {
        true => Some((worded, MendedFrom::Derived, None)),
        false => lent(),
    };
    let put = found.as_ref().map(|(bytes, ..)| put_back(places[0], &file_of(README, bytes), bytes));
    match (put, found) {
        (Some(Ok(())), Some((_, from, medium))) => report.mended.push(MendReport {
            bundle: Some(seal.bundle),
            file: README.into(),
            from,
            medium,
            slices: None,
        }),
        (Some(Err(problem)), _) => {
            let found = Found::Text(TextFound::NotWritten(problem));
            report.find(Some(seal.bundle), Some(README.into()), found);
        }
        _ => {
            let found = Found::Text(TextFound::NoneWhole);
            report.find(Some(seal.bundle), Some(README.into()), found);
        }
    }
}

/// Reads a set's files, mends those that do not hold, and sees to its parity.
fn mend_set(
    session: &Session<'_, '_>,
    copies: &Copies<'_>,
    places: &[Place<'_>],
    (id, plan): (BundleId, &SetPlan),
    with_parity: bool,
    report: &mut Report,
) -> Result<(), Fault> {
    let watcher = session.world.watcher;
    let (here, mut whole) = (places[0], true);
    let found = read_back(here.storage, here.folder, &plan.files, watcher);
    if watcher.interrupted() {
        return Err(Fault::Interrupted);
    }
    report.files += plan.files.len() as u64;
    report.bytes += plan.files.iter().map(|file| file.bytes).sum::<u64>();
    if found.how == Some(ReadBack::Cached) {
        report.read_back = ReadBack::Cached;
    }
    let number = |name: &str| plan.files.iter().position(|file: &FileFacts| file.name == name);
    let mut faults: BTreeMap<usize, FileFault> = found
        .faults
        .into_iter()
        .filter_map(|(name, fault)| Some((number(&name)?, fault)))
        .collect();
    let numbers: Vec<usize> = faults.keys().copied().collect();
    let mut bad = |place: usize, file, fault| {
        let label = copies.contacts[place].name.clone();
        report
            .lends_nothing(Fault::Damaged { label: label.clone(), bundle: id, file, fault }, label);
    };
    let done = mend(plan, &numbers, places, watcher, &mut bad);
    for (number, how) in done {
        let file = plan.files[number].name.clone();
        let (from, medium, slices) = match how {
            Ok(How::Copy { place }) => {
                let medium = copies.contacts[place].name.clone();
                (MendedFrom::Copy, Some(medium), None)
            }
            Ok(How::Parity { slices }) => (MendedFrom::Parity, None, Some(slices)),
            Err(problem) => {
                whole = false;
                if let Some(fault) = faults.remove(&number) {
                    report.find(Some(id), Some(file), Found::NotMended { fault, problem });
                }
                continue;
            }
        };
        report.mended.push(MendReport { bundle: Some(id), file, from, medium, slices });
    }
    if watcher.interrupted() {
        return Err(Fault::Interrupted);
    }
    see_to_parity(session, copies.contacts[0], here, (id, plan), whole && with_parity, report)
}

/// Makes parity anew where it is damaged or missing, over files that hold; says what is left of it otherwise.
fn see_to_parity(
    session: &Session<'_, '_>,
    contact: &Contact,
    here: Place<'_>,
    (id, plan): (BundleId, &SetPlan),
    make: bool,
    report: &mut Report,
) -> Result<(), Fault> {
    let (standing, _) = check(here.storage, here.folder, plan).map_err(Fault::on(&contact.name))?;
    let mut set = SetReport {
        bundle: id,
        file: plan.name.clone(),
        slices: 0,
        slice_bytes: plan.slice_bytes,
        made_anew: false,
        problem: None,
    };
    match standing {
        Standing::Whole { recovery } => set.slices = recovery,
        Standing::Absent | Standing::Damaged { .. } if make => {
            match protect(here.storage, here.folder, plan, session.world.watcher) {
                Ok(()) if session.world.watcher.interrupted() => return Err(Fault::Interrupted),
                Ok(()) => (set.slices, set.made_anew) = (plan.recovery, true),
                Err(problem) => set.problem = Some(problem),
            }
        }
        Standing::Absent => {}
        Standing::Damaged { recovery } => {
            set.slices = recovery;
            let damaged = ParityFound::Damaged { recovery, of: plan.recovery };
            report.find(Some(id), Some(plan.name.clone()), Found::Parity(damaged));
        }
    }
    report.redundancy.push(set);
    Ok(())
}
