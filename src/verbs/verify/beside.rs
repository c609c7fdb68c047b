//! What lies beside the bundles on a drive: the texts for strangers, the label, the chains, notes, the reserve.

use std::collections::BTreeSet;

use crate::formats::entry::{Entry, Event};
use crate::formats::label::Label;
use crate::powers::medium::{MediumPath, StorageProblem};
use crate::things::files;
use crate::things::finding::{ChainFound, Found, LabelFound, NoteFound, TextFound};
use crate::things::ledger;
use crate::things::medium::{Contact, LostLines, MediumProblem, RESERVE};
use crate::things::slots::{Slot, name_of};
use crate::things::vault::named_files::Beside;
use crate::things::vault::{NOTES, STATEMENTS, notes};
use crate::verbs::fault::{Fault, at_home};
use crate::verbs::session::Session;
use crate::words::digest::Digest;
use crate::words::ids::WriterId;
use crate::words::limits::{MIB, RESERVE_BYTES};

use super::report::{Report, push};

/// The texts for strangers must be those that the signed label names: a forged README could mislead an heir.
pub(super) fn check_texts(contact: &Contact, report: &mut Report) -> Result<(), Fault> {
    if let Some(MediumProblem::SlotBlocked { .. }) = contact.slot_problem() {
        let file = contact.in_the_way.first().cloned();
        push(report, contact, None, file, Found::Label(LabelFound::Blocked));
        return if contact.anew { Ok(()) } else { texts_as_named(contact, report) };
    }
    if contact.anew {
        for slot in Slot::BOTH {
            let found = Found::Label(LabelFound::NoneHolds);
            push(report, contact, None, Some(slot_name(slot)), found);
        }
        return Ok(());
    }
    for slot in &contact.broken_slots {
        let found = Found::Label(LabelFound::Broken);
        half_written_or(contact, report, slot_name(*slot), found);
    }
    if contact.slot_missing && contact.broken_slots.is_empty() {
        let file = slot_name(contact.slot().other());
        push(report, contact, None, Some(file), Found::Label(LabelFound::Missing));
    }
    texts_as_named(contact, report)
}

fn texts_as_named(contact: &Contact, report: &mut Report) -> Result<(), Fault> {
    let in_force = contact.label.in_force().map(|(slot, _)| slot);
    for name in texts_that_differ(contact)? {
        let found = Found::Text(TextFound::NotAsLabelled);
        let spare = in_force.is_some_and(|slot| name == slot.other().vault_name());
        if spare {
            half_written_or(contact, report, name, found);
        } else {
            push(report, contact, None, Some(name), found);
        }
    }
    Ok(())
}

/// The chains must be what the signed label names. The home has most of them whole, and writes those anew at the
/// end of the run.
pub(super) fn check_chains(session: &Session<'_, '_>, contact: &Contact, report: &mut Report) {
    let lost = contact.lost_lines(&session.vault);
    for writer in &contact.damaged_chains {
        let found = match lost.iter().find(|lines| lines.writer == *writer) {
            None => Found::Chain(ChainFound::Damaged),
            Some(lines) => self::lost(lines),
        };
        push(report, contact, None, Some(chain_name(*writer)), found);
    }
}

/// The name of a chain's file.
pub(in crate::verbs) fn chain_name(writer: WriterId) -> String {
    format!("{}/{writer}.jsonl", ledger::FOLDER)
}

/// What is lost, and what that bars.
pub(in crate::verbs) fn lost(lines: &LostLines) -> Found {
    Found::Chain(ChainFound::Lost { first: lines.first, last: lines.last })
}

/// Each note must be the file that the ledger names. One that is not there, and whose entry the drive's label names,
/// was there; it is written again when the run ends.
pub(super) fn check_notes(
    session: &Session<'_, '_>,
    contact: &Contact,
    report: &mut Report,
) -> Result<(), Fault> {
    let stored = |problem| Fault::Storage { label: contact.name.clone(), problem };
    let heard = |entry: &&Entry| {
        contact.named().iter().any(|head| head.writer == entry.writer && head.count > entry.seq)
    };
    let heard: BTreeSet<String> =
        session.vault.ledger.entries().filter(heard).flat_map(files_of).collect();
    for name in heard {
        let here = MediumPath::parse(&name).map_err(StorageProblem::from).map_err(at_home)?;
        let on_drive = contact.folder.join(&name).map_err(StorageProblem::from).map_err(stored)?;
        if contact.storage.facts(&on_drive).map_err(stored)?.is_none()
            && session.vault.home.facts(&here).map_err(at_home)?.is_some()
        {
            half_written_or(contact, report, name, Found::Note(NoteFound::Missing));
        }
    }
    for beside in Beside::ALL {
        let folder = beside.folder();
        let there = contact.folder.join(folder).map_err(StorageProblem::from).map_err(stored)?;
        let wrong = beside.wrong_in(&session.vault.state, &*contact.storage, &there);
        for (name, _) in wrong.map_err(stored)? {
            let file = format!("{folder}/{name}");
            half_written_or(contact, report, file, Found::Note(NoteFound::Other));
        }
    }
    Ok(())
}

/// The files beside the chains that an entry names.
fn files_of(entry: &Entry) -> Vec<String> {
    let note = entry.note.iter().map(|note| format!("{NOTES}/{}", notes::file_name(note.id)));
    let made = match &entry.event {
        Event::StatementMade(made) => made.files.as_slice(),
        _ => &[],
    };
    note.chain(made.iter().map(|file| format!("{STATEMENTS}/{}", file.name))).collect()
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
        _ => half_written_or(contact, report, RESERVE.into(), Found::Reserve),
    }
    Ok(())
}

/// What a run that was cut off may have left is set aside, since it is written anew when this run ends; else it
/// is a finding.
fn half_written_or(contact: &Contact, report: &mut Report, file: String, found: Found) {
    match contact.cut_off {
        true => report.set_aside += 1,
        false => push(report, contact, None, Some(file), found),
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
