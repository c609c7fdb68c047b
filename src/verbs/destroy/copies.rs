//! One copy, or one drive's keys, through the door: erased, its neighbours looked at, the evidence recorded.

use std::cell::Cell;
use std::collections::BTreeSet;

use crate::formats::entry::{
    self, CopyDestroyed, Event, FilesFound, HARDWARE_TEXT_BYTES_MAX, Hardware, Method, Role,
};
use crate::formats::seal::Seal;
use crate::powers::asker::Act;
use crate::powers::medium::{InPlace, StorageFacts, StorageProblem};
use crate::things::bundle::open::BundlePlace;
use crate::things::bundle::proof::Verified;
use crate::things::bundle::twins::own_twins;
use crate::things::destruction::door::{ReleasedCopy, ask};
use crate::things::destruction::erase::{Bounds, EraseProblem, Evidence, erase};
use crate::things::destruction::neighbours::Neighbourhood;
use crate::things::destruction::noted;
use crate::things::destruction::sectors::SectorHash;
use crate::things::medium::Contact;
use crate::things::recording::{
    entry_file_system, entry_hardware, entry_in_place, entry_read_back,
};
use crate::verbs::fault::Fault;
use crate::verbs::session::Session;
use crate::verbs::statement::make::Signing;
use crate::words::digest::Digest;
use crate::words::ids::{BundleId, MediumId};
use crate::words::limits::{DOCUMENT_BYTES_MAX, MIB};

use super::beside::{self, Since};
use super::{BundleReport, CopyReport, InPlaceDoubt, NotErased};

/// The name of the list of files in an entry's note, and how long it can be there.
const FILES: &str = "files";
const LIST_BYTES_MAX: u64 = DOCUMENT_BYTES_MAX - MIB;

/// How each copy of one bundle is erased, and who signs for it.
pub(in crate::verbs) struct Erasing<'a> {
    pub signing: &'a Signing<'a>,
    /// Files that are not what was sealed go as well.
    pub damaged: bool,
    /// An earlier run had begun.
    pub begun: bool,
}

/// Erases one copy through the door, looks at its neighbours, and records the evidence.
pub(super) fn destroy_copy(
    session: &mut Session<'_, '_>,
    how: &Erasing<'_>,
    medium: MediumId,
    seal: &Verified<Seal>,
) -> Result<CopyReport, Fault> {
    // Asked again, at the moment of acting.
    let rules = session.rules_now()?;
    let released = ask(session.now(&rules), seal)?.on(medium);
    erase_copy(session, &released, how)
}

/// Erases one copy with a leave from the door, looks at its neighbours, and records the evidence.
pub(in crate::verbs) fn erase_copy(
    session: &mut Session<'_, '_>,
    released: &ReleasedCopy,
    how: &Erasing<'_>,
) -> Result<CopyReport, Fault> {
    let (id, contact) = (released.bundle(), session.in_contact(released.medium())?);
    let label = contact.name.clone();
    let stored = |problem| Fault::Storage { label: label.clone(), problem };
    let longest = Event::CopyDestroyed(longest(id, contact.label.medium));
    session.vault.ledger.has_room_for(session.stamp, &[longest])?;
    let neighbourhood = Neighbourhood::of(&session.vault, contact).map_err(stored)?;
    let before = neighbourhood.check(Some(id));
    let bounds = bounds(session, contact, &neighbourhood, id, how).map_err(stored)?;
    let facts = contact.storage.describe();
    let watcher = session.world.watcher;
    watcher.begin(Act::Erasing, released.bytes(contact.has_role(Role::Data)));
    // Without them no scan can look for this copy; that is said, and bars nothing.
    let sectors = Cell::new(0);
    let note = |hashes: &BTreeSet<SectorHash>| {
        if noted::add(&session.vault, id, hashes).is_ok() {
            sectors.set(hashes.len() as u64);
        }
    };
    let erased = erase(released, contact, &bounds, &note, watcher);
    watcher.end();
    let evidence = erased.map_err(|problem| match problem {
        EraseProblem::Interrupted => Fault::Interrupted,
        problem => Fault::Erase { label: label.clone(), bundle: id, problem },
    })?;
    let since = Since::look(&neighbourhood, id, &before);
    // Where no file was left, all that is known is the file system.
    let in_place = evidence.in_place.unwrap_or(facts.in_place);
    let facts = StorageFacts { in_place, ..facts };
    let mut report = copy_report(&label, &evidence, in_place, &since);
    report.sectors = sectors.get();
    let (event, list) = copy_destroyed(id, contact, &facts, evidence, &since);
    // The entry has the list's hash. Where its text can't be kept, on a full disk say, that must do.
    let kept = (!list.is_empty() && list.len() as u64 <= LIST_BYTES_MAX)
        .then(|| session.note(serde_json::Map::from_iter([(FILES.to_owned(), list.into())])));
    let note = kept.and_then(Result::ok);
    session.record_as_disposer(Event::CopyDestroyed(event), note, how.signing.disposer)?;
    Ok(report)
}

/// The longest entry that the destruction of one copy may come to: known to fit before the first byte goes.
pub(super) fn longest(bundle: BundleId, medium: MediumId) -> CopyDestroyed {
    let (neighbours, neighbours_more) = beside::most_neighbours(bundle);
    let most = 1 << 53;
    // Six bytes a letter, where a text has letters that ASCII lacks.
    let text = || "\u{1}".repeat(HARDWARE_TEXT_BYTES_MAX);
    let hardware = Hardware { make: Some(text()), model: Some(text()), serial: Some(text()) };
    CopyDestroyed {
        beyond: most,
        bundle,
        file_system: text(),
        hardware,
        in_place: entry::InPlace::LogStructured,
        left: most,
        files: FilesFound { bytes: most, count: most, sha256: Digest::ZERO },
        medium,
        method: Method::OverwrittenAndUnlinked,
        neighbours,
        neighbours_more,
        read_back: Some(entry::ReadBack::PastCache),
    }
}

/// What belongs to other bundles and is not to be touched, and the keys of this one that no entry names: a run that
/// wrapped them anew was cut off before it could say so.
fn bounds(
    session: &Session<'_, '_>,
    contact: &Contact,
    neighbourhood: &Neighbourhood<'_>,
    id: BundleId,
    how: &Erasing<'_>,
) -> Result<Bounds, StorageProblem> {
    let mut others = BTreeSet::new();
    for (other, known) in neighbourhood.others(Some(id)) {
        others.insert(known.seal);
        others.extend(known.key_files.values());
        if let Ok((_, seal)) = neighbourhood.seal(other, known) {
            others.extend(seal.files.iter().map(|file| file.sha256));
        }
    }
    let folder = contact.bundle_folder(id)?;
    let place = BundlePlace { storage: contact.storage.clone(), folder };
    let own_keys = session
        .any_seal(id)
        .map(|seal| own_twins(&seal, &place, how.signing.identities))
        .unwrap_or_default();
    Ok(Bounds { others, own_keys, damaged: how.damaged, begun: how.begun })
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
        left_more: evidence.foreign_more,
        beyond: evidence.beyond,
        sectors: 0,
    }
}

/// The entry, and the list of files whose hash is in it.
fn copy_destroyed(
    id: BundleId,
    contact: &Contact,
    facts: &StorageFacts,
    evidence: Evidence,
    since: &Since,
) -> (CopyDestroyed, String) {
    let (files, list) = FilesFound::of(&evidence.files);
    let (neighbours, neighbours_more) = since.neighbours();
    let destroyed = CopyDestroyed {
        beyond: evidence.beyond.min(1 << 53),
        bundle: id,
        file_system: entry_file_system(&facts.file_system),
        files,
        hardware: entry_hardware(&facts.hardware),
        in_place: entry_in_place(facts.in_place),
        left: evidence.foreign.len() as u64 + evidence.foreign_more,
        medium: contact.label.medium,
        method: match evidence.read_back {
            Some(_) => Method::OverwrittenAndUnlinked,
            None => Method::FoundGone,
        },
        neighbours,
        neighbours_more,
        read_back: evidence.read_back.map(entry_read_back),
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
    how: &Erasing<'_>,
    seal: &Verified<Seal>,
    untold: &mut Vec<(String, StorageProblem)>,
    report: &mut BundleReport,
) -> Result<(), Fault> {
    for medium in session.contacts.ids() {
        let contact = session.in_contact(medium)?;
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
        let label = contact.name.clone();
        match destroy_copy(session, how, medium, seal) {
            Ok(copy) => report.copies.push(copy),
            Err(Fault::Interrupted) => return Err(Fault::Interrupted),
            Err(refused @ Fault::Refused(_)) if report.copies.is_empty() => return Err(refused),
            Err(fault) => {
                report.failed.push((label, NotErased::Fault(fault)));
            }
        }
    }
    Ok(())
}
