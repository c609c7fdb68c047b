//! What lies beside the bundles on a drive: the texts for strangers, the label, notes, the reserve; and folders
//! that nobody placed there.

use crate::formats::entry::Role;
use crate::formats::label::Label;
use crate::powers::medium::{Kind, StorageProblem};
use crate::things::files;
use crate::things::ledger;
use crate::things::ledger::state::Standing;
use crate::things::medium::{BUNDLES, Contact, LostLines, RESERVE};
use crate::things::reconcile;
use crate::things::slots::{Slot, name_of};
use crate::things::vault::NOTES;
use crate::things::vault::notes;
use crate::verbs::fault::Fault;
use crate::verbs::session::Session;
use crate::words::day::Time;
use crate::words::digest::Digest;
use crate::words::ids::{BundleId, WriterId};
use crate::words::limits::{MIB, RESERVE_BYTES};

use super::report::{Report, push};

/// The texts for strangers must be those that the signed label names: a forged README could mislead an heir.
pub(super) fn check_texts(contact: &Contact, report: &mut Report) -> Result<(), Fault> {
    for slot in &contact.broken_slots {
        let detail =
            "its signature does not hold; the other slot is true, and this one is written anew";
        half_written_or(contact, report, slot_name(*slot), "label", detail);
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

/// Each note must be the file that the ledger names. One that is not there is written when the run ends.
pub(super) fn check_notes(
    session: &Session<'_, '_>,
    contact: &Contact,
    report: &mut Report,
) -> Result<(), Fault> {
    let stored = |problem| Fault::Storage { label: contact.name.clone(), problem };
    let there = contact.folder.join(NOTES).map_err(StorageProblem::from).map_err(stored)?;
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
        Ok(Some(bytes)) if bytes == vec![0; bytes.len()] => {}
        _ => half_written_or(contact, report, RESERVE.into(), "bytes", "it is not all zeros"),
    }
    Ok(())
}

/// Folders on the medium that the ledger does not place there.
pub(super) fn find_strangers(
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
        if matches!(entry.facts.kind, Kind::File | Kind::Other) {
            push(report, contact, Some(id), None, "unlisted", "it is no folder".to_owned());
        } else if known.is_some_and(|bundle| bundle.standing() == Standing::PartlyDestroyed)
            && gone.is_none()
        {
            let detail =
                format!("it is being destroyed, and stands here still: kluis destroy {id} ends it");
            push(report, contact, Some(id), None, "undestroyed", detail);
        } else if !placed || gone.is_some() {
            let folder = contact.bundle_folder(id).map_err(stored)?;
            // It may be another home's, which has not heard of the replacement.
            let by_replaced =
                known.is_none() && reconcile::sealed_by_replaced(&session.vault, contact, &folder);
            let what = if gone.is_some() || by_replaced { "unlisted" } else { "unfinished" };
            let detail = match by_replaced {
                true => "it is sealed under a sealer's key that was replaced, and no line that counts names it: if another \
                         PC of yours made it, run kluis signer replace there"
                    .into(),
                false => why_there(contact, id, gone.copied()).map_err(stored)?,
            };
            push(report, contact, Some(id), None, what, detail);
        }
    }
    Ok(())
}

/// What to do about a folder that the ledger does not place there, or says to be destroyed.
fn why_there(
    contact: &Contact,
    id: BundleId,
    destroyed: Option<Time>,
) -> Result<String, StorageProblem> {
    let Ok(listing) = contact.storage.list(&contact.bundle_folder(id)?) else {
        return Ok("the system can't read this folder: let it check the drive for errors".into());
    };
    Ok(if listing.entries.is_empty() && listing.foreign > 0 {
        "what is left in it has names that kluis does not give: look at it, and remove it".into()
    } else if let Some(time) = destroyed {
        let day = time.day();
        format!("it was destroyed here on {day}, and is here again: kluis destroy {id} erases it")
    } else {
        "the ledger does not place it here; if a run was cut off, the next archive onto this \
         drive puts it in order"
            .into()
    })
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
