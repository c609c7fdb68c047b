//! One copy, or one drive's keys, through the door: erased, its neighbours looked at, the evidence recorded.

use std::collections::{BTreeMap, BTreeSet};

use crate::formats::entry::{self, CopyDestroyed, Event, FilesFound, Method, Role};
use crate::formats::seal::Seal;
use crate::powers::asker::Act;
use crate::powers::medium::{InPlace, ReadBack, StorageProblem};
use crate::powers::signer::SigningKey;
use crate::things::bundle::proof::Verified;
use crate::things::bundle::{KEY, KEY_COPY, SEAL, SEAL_SIGNATURE};
use crate::things::destruction::door::{Released, ask};
use crate::things::destruction::erase::{EraseProblem, Evidence, Expected, erase};
use crate::things::destruction::neighbours::Neighbourhood;
use crate::things::medium::Contact;
use crate::verbs::fault::Fault;
use crate::verbs::session::Session;
use crate::words::digest::Digest;
use crate::words::ids::{BundleId, MediumId};
use crate::words::limits::{DOCUMENT_BYTES_MAX, KEY_FILE_BYTES, MIB};

use super::beside::{self, Since};
use super::{BundleReport, CopyReport, InPlaceDoubt, NotErased};

/// The name of the list of files in an entry's note, and how long it can be there.
const FILES: &str = "files";
const LIST_BYTES_MAX: u64 = DOCUMENT_BYTES_MAX - MIB;

/// How each copy of one bundle is erased.
pub(in crate::verbs) struct Leave<'a> {
    pub disposer: &'a SigningKey,
    /// Files that are not what was sealed go as well.
    pub damaged: bool,
    /// An earlier run had begun.
    pub begun: bool,
}

/// Erases one copy through the door, looks at its neighbours, and records the evidence.
pub(super) fn destroy_copy(
    session: &mut Session<'_, '_>,
    leave: &Leave<'_>,
    at: usize,
    seal: &Verified<Seal>,
) -> Result<CopyReport, Fault> {
    // Asked again, at the moment of acting.
    let released = ask(&session.vault.state, seal, session.stamp, session.today)?;
    erase_copy(session, &released, leave, at, seal)
}

/// Erases one copy with a leave from the door, looks at its neighbours, and records the evidence.
pub(in crate::verbs) fn erase_copy(
    session: &mut Session<'_, '_>,
    released: &Released,
    leave: &Leave<'_>,
    at: usize,
    seal: &Verified<Seal>,
) -> Result<CopyReport, Fault> {
    let (id, contact) = (seal.bundle, &session.contacts[at]);
    let label = contact.name.clone();
    let stored = |problem| Fault::Storage { label: label.clone(), problem };
    let folder = contact.bundle_folder(id).map_err(stored)?;
    let longest = Event::CopyDestroyed(longest(id, contact.label.medium));
    session.vault.ledger.has_room_for(session.stamp, &[longest])?;
    let neighbourhood = Neighbourhood::of(&session.vault, contact).map_err(stored)?;
    let before = neighbourhood.check(Some(id));
    let expected = expected(session, contact.label.medium, seal, &neighbourhood, leave);
    let in_place = contact.storage.describe().in_place;
    let watcher = session.world.watcher;
    let bytes = match contact.has_role(Role::Data) {
        true => seal.files.iter().map(|file| file.bytes).sum(),
        false => 2 * KEY_FILE_BYTES,
    };
    watcher.begin(Act::Erasing, bytes);
    let erased = erase(released, released.seal(), &*contact.storage, &folder, &expected, watcher);
    watcher.end();
    let evidence = erased.map_err(|problem| match problem {
        EraseProblem::Interrupted => Fault::Interrupted,
        problem => Fault::Erase { label: label.clone(), bundle: id, problem },
    })?;
    let since = Since::look(&neighbourhood, id, &before);
    let report = copy_report(&label, &evidence, in_place, &since);
    let (event, list) = copy_destroyed(id, contact, evidence, &since);
    // The entry has the list's hash. Where its text can't be kept, on a full disk say, that must do.
    let kept = (!list.is_empty() && list.len() as u64 <= LIST_BYTES_MAX)
        .then(|| session.note(serde_json::Map::from_iter([(FILES.to_owned(), list.into())])));
    let note = kept.and_then(Result::ok);
    session.record_as_disposer(Event::CopyDestroyed(event), note, leave.disposer)?;
    Ok(report)
}

/// The longest entry that the destruction of one copy may come to: known to fit before the first byte goes.
pub(super) fn longest(bundle: BundleId, medium: MediumId) -> CopyDestroyed {
    let (neighbours, neighbours_more) = beside::most_neighbours(bundle);
    let most = 1 << 53;
    CopyDestroyed {
        bundle,
        files: FilesFound { bytes: most, count: most, sha256: Digest::ZERO },
        medium,
        method: Method::OverwrittenAndUnlinked,
        neighbours,
        neighbours_more,
        read_back: Some(entry::ReadBack::PastCache),
    }
}

/// What each file must be, by the seal and the ledger, and what belongs to other bundles.
fn expected(
    session: &Session<'_, '_>,
    medium: MediumId,
    seal: &Verified<Seal>,
    neighbourhood: &Neighbourhood<'_>,
    leave: &Leave<'_>,
) -> Expected {
    let mut files = BTreeMap::new();
    let id = seal.bundle;
    files.extend(seal.files.iter().map(|file| (file.name.clone(), (file.bytes, file.sha256))));
    files.insert(SEAL.into(), (seal.bytes().len() as u64, seal.sha256()));
    let signature = seal.signature();
    files.insert(SEAL_SIGNATURE.into(), (signature.len() as u64, Digest::of(signature)));
    if let Some(known) = session.vault.state.bundles.get(&id) {
        let (_, sha256) = known.key_file_on(medium);
        files.extend([KEY, KEY_COPY].map(|name| (name.into(), (KEY_FILE_BYTES, sha256))));
    }
    let mut others = BTreeSet::new();
    for (other, known) in neighbourhood.others(Some(id)) {
        others.insert(known.seal);
        others.extend(known.key_files.values());
        if let Ok((_, seal)) = neighbourhood.seal(other, known) {
            others.extend(seal.files.iter().map(|file| file.sha256));
        }
    }
    Expected { files, others, damaged: leave.damaged, begun: leave.begun }
}

fn copy_report(label: &str, evidence: &Evidence, in_place: InPlace, since: &Since) -> CopyReport {
    CopyReport {
        medium: label.to_owned(),
        files: evidence.files.len() as u64,
        bytes: evidence.files.iter().map(|file| file.bytes).sum(),
        read_back: evidence.read_back,
        in_place_doubt: InPlaceDoubt::of(in_place),
        neighbours_harmed: beside::bundles(&since.new),
        neighbours_before: beside::bundles(&since.old),
        left: evidence.foreign.clone(),
        beyond: evidence.beyond,
    }
}

/// The entry, and the list of files whose hash is in it.
fn copy_destroyed(
    id: BundleId,
    contact: &Contact,
    evidence: Evidence,
    since: &Since,
) -> (CopyDestroyed, String) {
    let (files, list) = FilesFound::of(&evidence.files);
    let (neighbours, neighbours_more) = since.neighbours();
    let destroyed = CopyDestroyed {
        bundle: id,
        files,
        medium: contact.label.medium,
        method: match evidence.read_back {
            Some(_) => Method::OverwrittenAndUnlinked,
            None => Method::FoundGone,
        },
        neighbours,
        neighbours_more,
        read_back: evidence.read_back.map(|how| match how {
            ReadBack::PastCache => entry::ReadBack::PastCache,
            ReadBack::Cached => entry::ReadBack::Cached,
        }),
    };
    (destroyed, list)
}

/// Why nothing may be erased on a drive that could not be told of the intent: erased without a word there, the bundle
/// would be missed, and mended, by whoever has that drive alone.
pub(super) fn untold_first(
    untold: &mut Vec<(String, StorageProblem)>,
    label: &str,
) -> Option<NotErased> {
    let at = untold.iter().position(|(name, _)| name == label)?;
    Some(NotErased::Untold(untold.swap_remove(at).1))
}

/// Keys on media that hold nothing else go through the same door; what can't be erased is named.
pub(super) fn erase_keys_apart(
    session: &mut Session<'_, '_>,
    leave: &Leave<'_>,
    seal: &Verified<Seal>,
    untold: &mut Vec<(String, StorageProblem)>,
    report: &mut BundleReport,
) -> Result<(), Fault> {
    for at in 0..session.contacts.len() {
        let contact = &session.contacts[at];
        if contact.has_role(Role::Data) {
            continue;
        }
        let there =
            contact.bundle_folder(seal.bundle).and_then(|folder| contact.storage.facts(&folder));
        if !matches!(there, Ok(Some(_))) {
            continue;
        }
        if let Some(why) = untold_first(untold, &contact.name) {
            report.failed.push((contact.name.clone(), why));
            continue;
        }
        match destroy_copy(session, leave, at, seal) {
            Ok(copy) => report.copies.push(copy),
            Err(fault @ (Fault::Refused(_) | Fault::Interrupted)) => return Err(fault),
            Err(fault) => {
                let label = session.contacts[at].name.clone();
                report.failed.push((label, NotErased::Fault(fault)));
            }
        }
    }
    Ok(())
}
