//! What lies beside the bundles on a drive: the texts for strangers, the label, the chains, notes, the reserve.

use crate::formats::entry::Entry;
use crate::formats::label::Label;
use crate::powers::medium::{MediumPath, StorageProblem};
use crate::things::files;
use crate::things::ledger;
use crate::things::medium::{Contact, LostLines, RESERVE};
use crate::things::slots::{Slot, name_of};
use crate::things::vault::NOTES;
use crate::things::vault::notes;
use crate::verbs::fault::Fault;
use crate::verbs::session::Session;
use crate::words::digest::Digest;
use crate::words::ids::WriterId;
use crate::words::limits::{MIB, RESERVE_BYTES};

use super::report::{Report, push};

/// The texts for strangers must be those that the signed label names: a forged README could mislead an heir.
pub(super) fn check_texts(contact: &Contact, report: &mut Report) -> Result<(), Fault> {
    for slot in &contact.broken_slots {
        let detail =
            "its signature does not hold; the other slot is true, and this one is written anew";
        half_written_or(contact, report, slot_name(*slot), "bytes", detail);
    }
    if contact.slot_missing && contact.broken_slots.is_empty() {
        let file = slot_name(contact.slot().other());
        let detail = "it is missing, or older than the other one says: whoever removed it may have hidden entries \
                      of another PC; it is written anew";
        push(report, contact, None, Some(file), "label", detail.into());
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

/// The chains must be what the signed label names. The home has most of them whole, and writes those anew at the
/// end of the run.
pub(super) fn check_chains(session: &Session<'_, '_>, contact: &Contact, report: &mut Report) {
    let lost = contact.lost_lines(&session.vault);
    for writer in &contact.damaged_chains {
        let detail = match lost.iter().find(|lines| lines.writer == *writer) {
            None => {
                "its bytes are not what the signed label names; this PC has it whole".to_owned()
            }
            Some(lines) => lost_words(lines),
        };
        push(report, contact, None, Some(chain_name(*writer)), "chain", detail);
    }
}

/// The name of a chain's file.
pub(in crate::verbs) fn chain_name(writer: WriterId) -> String {
    format!("{}/{writer}.jsonl", ledger::FOLDER)
}

/// What is lost, and what that bars.
pub(in crate::verbs) fn lost_words(lines: &LostLines) -> String {
    let LostLines { first, last, .. } = lines;
    format!(
        "entries {first} to {last} can't be read, and neither this PC nor another drive here has them: one may be a \
         hold, so nothing is destroyed before they are heard, and nothing is written to this drive"
    )
}

/// Each note must be the file that the ledger names. One that is not there, and whose entry the drive's label names,
/// was there; it is written again when the run ends.
pub(super) fn check_notes(
    session: &Session<'_, '_>,
    contact: &Contact,
    report: &mut Report,
) -> Result<(), Fault> {
    let stored = |problem| Fault::Storage { label: contact.name.clone(), problem };
    let there = contact.folder.join(NOTES).map_err(StorageProblem::from).map_err(stored)?;
    let heard = |entry: &&Entry| {
        contact.named().iter().any(|head| head.writer == entry.writer && head.count > entry.seq)
    };
    let notes =
        session.vault.ledger.entries().filter(heard).filter_map(|entry| entry.note.as_ref());
    let home = MediumPath::parse(NOTES).map_err(StorageProblem::from)?;
    for name in notes.map(|note| format!("{}.age", note.id)) {
        let here = home.join(&name).map_err(StorageProblem::from)?;
        let on_drive = there.join(&name).map_err(StorageProblem::from).map_err(stored)?;
        if contact.storage.facts(&on_drive).map_err(stored)?.is_none()
            && session.vault.home.facts(&here)?.is_some()
        {
            half_written_or(
                contact,
                report,
                format!("{NOTES}/{name}"),
                "missing",
                "it is not there",
            );
        }
    }
    let wrong = notes::wrong_in(&session.vault.state, &*contact.storage, &there).map_err(stored)?;
    for (name, _) in wrong {
        let file = format!("{NOTES}/{name}");
        half_written_or(contact, report, file, "bytes", "it is not the note that was recorded");
    }
    Ok(())
}

/// The reserve holds nothing; but a byte that changed there tells that the drive changes bytes.
pub(super) fn check_reserve(contact: &Contact, report: &mut Report) -> Result<(), Fault> {
    let path = contact
        .folder
        .join(RESERVE)
        .map_err(StorageProblem::from)
        .map_err(|problem| Fault::Storage { label: contact.name.clone(), problem })?;
    match files::read_bounded(&*contact.storage, &path, RESERVE_BYTES) {
        // A full drive gave it up.
        Ok(None) => {}
        Ok(Some(bytes)) if bytes == vec![0; RESERVE_BYTES as usize] => {}
        _ => half_written_or(contact, report, RESERVE.into(), "bytes", "it is not all its zeros"),
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

/// The name of a slot of the label.
pub(in crate::verbs) fn slot_name(slot: Slot) -> String {
    name_of::<Label>(slot)
}

/// The files above the bundles that are not what the signed label names.
pub(in crate::verbs) fn texts_that_differ(contact: &Contact) -> Result<Vec<String>, Fault> {
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
