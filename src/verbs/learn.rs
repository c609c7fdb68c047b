//! What a home learns of bundles that it did not seal itself, once an identity is open: another home's labels,
//! settings, and from the drives in contact the index to search in and the marks by which nothing is sealed twice.
//!
//! What can't be read on one drive is left for another: this adds to what a run was asked for, and never fails it
//! for a drive's sake.

use std::io::{self, Read, Write};

use crate::formats::index::IndexReader;
use crate::formats::seal::Seal;
use crate::powers::asker::Watcher;
use crate::powers::envelope;
use crate::powers::identity::Identity;
use crate::powers::medium::{MediumPath, StorageProblem};
use crate::rules::retention::PinnedRule;
use crate::things::bundle::open::{BundlePlace, Index, bundle_identity, open_index, sealed_index};
use crate::things::bundle::proof::{Against, Verified, prove};
use crate::things::files::{self, FileProblem};
use crate::things::joining;
use crate::things::ledger::state::Standing;
use crate::things::medium::{Contact, Contacts};
use crate::things::settings::OtherSettings;
use crate::things::vault::{INDEXES, Vault, VaultProblem, sources};
use crate::words::ids::BundleId;

use super::fault::{Fault, at_home};
use crate::things::vault::known;

/// How much of an index is in memory while it is copied.
const PIECE_BYTES: usize = 64 * 1024;

/// How much was learned.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Learned {
    /// Bundles whose index is at home now.
    pub indexes: usize,
    /// Bundles on these drives whose index could not be read.
    pub unread: usize,
}

/// Learns from the media in contact what an identity opens.
pub fn learn(
    vault: &mut Vault,
    contacts: &mut Contacts,
    identities: &[Identity],
    settings: &mut Vec<OtherSettings>,
    watcher: &dyn Watcher,
) -> Result<Learned, Fault> {
    for contact in contacts.iter_mut().filter(|contact| contact.document_unread()) {
        // A document that can't be read stays unread, and is not written over.
        if let Ok(Some(document)) = joining::read_document(vault.id, contact, identities) {
            match joining::take_read(vault, contact, &document).map_err(Fault::from) {
                Ok(joined) => settings.push(joined),
                Err(fault) if is_full(&fault) => {}
                Err(fault) => return Err(fault),
            }
        }
    }
    vault.learn_references(identities);
    vault.take_recipients(identities).map_err(at_home)?;
    let lacking = lacking(vault, contacts).map_err(at_home)?;
    learn_bundles(vault, contacts, lacking, identities, watcher)
}

/// Learns again of these bundles what they hold.
pub fn learn_bundles(
    vault: &Vault,
    contacts: &Contacts,
    bundles: Vec<BundleId>,
    identities: &[Identity],
    watcher: &dyn Watcher,
) -> Result<Learned, Fault> {
    let mut learned = Learned::default();
    for bundle in bundles {
        if watcher.interrupted() {
            return Err(Fault::Interrupted);
        }
        match learn_bundle(vault, contacts, bundle, identities) {
            Ok(true) => learned.indexes += 1,
            Ok(false) => learned.unread += 1,
            // It is learned when there is room again.
            Err(fault) if is_full(&fault) => learned.unread += 1,
            Err(fault) => return Err(fault),
        }
    }
    Ok(learned)
}

/// Whether the home's disk is full. What is learned only spares a later run some work: no run fails for it.
fn is_full(fault: &Fault) -> bool {
    use std::io::ErrorKind;
    match fault {
        Fault::Vault(VaultProblem::File(FileProblem::Storage(problem))) => {
            matches!(problem, StorageProblem::Full { .. })
        }
        Fault::Vault(VaultProblem::Io { source, .. }) => {
            matches!(source.kind(), ErrorKind::StorageFull | ErrorKind::QuotaExceeded)
        }
        _ => false,
    }
}

/// The kept bundles on these media of which the home lacks the index or the marks.
fn lacking(vault: &Vault, contacts: &Contacts) -> Result<Vec<BundleId>, StorageProblem> {
    let mut lacking = Vec::new();
    for (bundle, known) in &vault.state.bundles {
        let kept = known.standing() == Standing::Kept;
        if !kept || !known.standing_copies().any(|(medium, _)| contacts.has(medium)) {
            continue;
        }
        // The marks are written last: where they are whole, so is the index, if the home keeps it.
        let index = vault.home.facts(&index_path(*bundle)?)?;
        let has_index = index.is_some_and(|facts| facts.bytes > 0) || !vault.memory.home_index;
        if !has_index || !known::is_there(vault, *bundle, known.records)? {
            lacking.push(*bundle);
        }
    }
    Ok(lacking)
}

/// Reads one bundle's index from whichever medium has it as it was sealed. False where none has.
fn learn_bundle(
    vault: &Vault,
    contacts: &Contacts,
    bundle: BundleId,
    identities: &[Identity],
) -> Result<bool, Fault> {
    for contact in contacts {
        let found = open_on(vault, contact, contacts, bundle, identities);
        let Some(Opened { seal, place, identity, mut index }) = found else { continue };
        let Some(marks) = marks(vault, &mut index, seal.counts.records) else { continue };
        if vault.memory.home_index {
            match sealed_index(&seal, &place, &identity) {
                Ok((plain, _)) => match keep_index(vault, bundle, plain).map_err(at_home)? {
                    true => {}
                    false => continue,
                },
                Err(_) => continue,
            }
        }
        sources::drop_damaged(vault, bundle).map_err(at_home)?;
        sources::remember_origins(vault, bundle, &origins(&mut index)).map_err(at_home)?;
        known::write(vault, bundle, &marks).map_err(at_home)?;
        return Ok(true);
    }
    Ok(false)
}

/// The whole rules of a bundle of which some are sealed, by the index on whichever medium has it as it was sealed.
pub fn rules_on(
    vault: &Vault,
    contacts: &Contacts,
    bundle: BundleId,
    identities: &[Identity],
) -> Option<Vec<PinnedRule>> {
    let shown = &vault.state.bundles.get(&bundle)?.rules;
    if shown.iter().all(|rule| rule.open().is_some()) {
        return None;
    }
    let read = |contact| {
        let mut index = open_on(vault, contact, contacts, bundle, identities)?.index;
        index.meta().ok()?.whole_rules(shown, true)
    };
    contacts.iter().find_map(read)
}

/// A bundle's index on a medium, open.
struct Opened {
    seal: Verified<Seal>,
    place: BundlePlace,
    identity: Identity,
    index: Index,
}

/// Opens the index on a medium, if it is the one that was sealed, with the bundle's key from any medium here.
fn open_on(
    vault: &Vault,
    contact: &Contact,
    contacts: &Contacts,
    bundle: BundleId,
    identities: &[Identity],
) -> Option<Opened> {
    let known = vault.state.bundles.get(&bundle);
    let against = Against { vault: vault.id, sealers: &vault.sealers(), known };
    let folder = contact.bundle_folder(bundle).ok()?;
    let seal = prove(&*contact.storage, &folder, bundle, &against).ok()?;
    let identity = contacts.iter().find_map(|keys| {
        let (storage, folder) = (keys.storage.clone(), keys.bundle_folder(bundle).ok()?);
        bundle_identity(&seal, &BundlePlace { storage, folder }, identities).ok()
    })?;
    let place = BundlePlace { storage: contact.storage.clone(), folder };
    let index = open_index(&seal, &place, &identity).ok()?;
    Some(Opened { seal, place, identity, index })
}

/// The marks of all records; none if the index does not hold as many as the seal says.
fn marks<R: io::BufRead + io::Seek>(
    vault: &Vault,
    index: &mut IndexReader<R>,
    records: u64,
) -> Option<Vec<u8>> {
    let (mut marks, mut count) = (Vec::new(), 0);
    for record in index.records() {
        known::mark(vault, &record.ok()?, &mut marks);
        count += 1;
    }
    (count == records).then_some(marks)
}

/// Where the sources were, as the run that sealed them wrote it down; none where it can't be read.
fn origins<R: io::BufRead + io::Seek>(index: &mut IndexReader<R>) -> Vec<String> {
    let report = index.meta().map(|meta| meta.report).unwrap_or_default();
    let sources = report.get("sources").and_then(|sources| sources.as_array().cloned());
    let text = |path: serde_json::Value| path.as_str().map(str::to_owned);
    sources.unwrap_or_default().into_iter().filter_map(text).collect()
}

/// Keeps an index at home, encrypted to the vault's recipients (format, §4.7). False where the medium did not
/// give all of it: without the marks, which are written later, the home takes it for missing.
fn keep_index(
    vault: &Vault,
    bundle: BundleId,
    mut plain: impl Read,
) -> Result<bool, StorageProblem> {
    let path = index_path(bundle)?;
    let trouble =
        |source| StorageProblem::of(crate::powers::medium::Act::Write, path.as_str(), source);
    let file = files::Over::open(&*vault.home, &path)?;
    let mut out = envelope::encrypting(&vault.named_recipients(), file)
        .map_err(|problem| trouble(io::Error::other(problem)))?;
    let mut piece = vec![0; PIECE_BYTES];
    loop {
        match plain.read(&mut piece) {
            Ok(0) => break,
            Ok(read) => out.write_all(&piece[..read]).map_err(trouble)?,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(_) => return Ok(false),
        }
    }
    out.finish().map_err(trouble)?.finish()?;
    vault.home.sync_folder(&MediumPath::parse(INDEXES)?)?;
    Ok(true)
}

fn index_path(bundle: BundleId) -> Result<MediumPath, StorageProblem> {
    Ok(MediumPath::parse(&format!("{INDEXES}/{bundle}.age"))?)
}
