//! What lies on the drive beside its bundles: the texts, the label, the vault documents, the chains and the notes.

use crate::powers::medium::{MediumPath, StorageProblem};
use crate::things::finding::{ChainFound, Found, NoteFound, TextFound};
use crate::things::joining;
use crate::things::medium::Contact;
use crate::things::slots::Slot;
use crate::things::vault::Vault;
use crate::things::vault::named_files::Beside;
use crate::verbs::fault::{Fault, at_home};
use crate::verbs::session::Session;
use crate::verbs::verify::{self, texts_that_differ};
use crate::words::ids::MediumId;

use super::report::{MendReport, MendedFrom, Report};

/// Keeps at home what a key that was replaced has signed there, and takes it off the drive.
pub(super) fn set_aside(
    session: &Session<'_, '_>,
    on: MediumId,
    report: &mut Report,
) -> Result<(), Fault> {
    if session.vault.state.quarantine.replacements().is_empty() {
        return Ok(());
    }
    let contact = session.in_contact(on)?;
    let stored = |problem| Fault::Storage { label: contact.name.clone(), problem };
    let aside = contact.set_aside(&session.vault).map_err(stored)?;
    report.set_aside = aside.kept;
    report.set_aside_dropped = aside.dropped;
    Ok(())
}

/// Writes the texts for strangers, the signers' keys and the vault's document anew where they differ from what the
/// signed label names. A broken slot of the label is written over when the drive is told. True where a vault
/// document differs.
pub(super) fn renew_texts(
    session: &mut Session<'_, '_>,
    on: MediumId,
    report: &mut Report,
) -> Result<bool, Fault> {
    let texts = session.world.texts.drive(session.vault.id);
    let (vault, contact) = session.vault_and(on)?;
    contact.expect_texts(vault, &texts);
    let differing = texts_that_differ(contact)?;
    let slots = std::mem::take(&mut contact.broken_slots);
    let anew = contact.anew;
    let documents = Slot::BOTH.map(Slot::vault_name);
    let document = anew || differing.iter().any(|name| documents.contains(&name.as_str()));
    mend_chains(vault, contact, report)?;
    let label = contact.name.clone();
    let unvouched = contact.texts_unvouched(vault, &texts);
    let left = contact
        .renew_replaced(vault, &texts)
        .and_then(|()| contact.renew_texts(vault, &texts, &differing))
        .map_err(|problem| Fault::Storage { label, problem })?;
    let derived = |file| MendReport::of_file(file, MendedFrom::Derived);
    for name in unvouched.into_iter().chain(differing) {
        if left.contains(&name) {
            report.find(None, Some(name), Found::Text(TextFound::NotMended));
        } else {
            report.mended.push(derived(name));
        }
    }
    let from = if anew { MendedFrom::Home } else { MendedFrom::Derived };
    let slots = slots.into_iter().map(|slot| MendReport::of_file(verify::slot_name(slot), from));
    report.mended.extend(slots);
    Ok(document)
}

/// Writes the damaged chains again that are known whole here; names those that are not.
fn mend_chains(vault: &Vault, contact: &mut Contact, report: &mut Report) -> Result<(), Fault> {
    let label = contact.name.clone();
    let mended = contact.mend_chains(vault).map_err(|problem| Fault::Storage { label, problem })?;
    for (writer, put) in mended {
        let file = verify::chain_name(writer);
        match put {
            Ok(()) => report.mended.push(MendReport::of_file(file, MendedFrom::Home)),
            Err(problem) => {
                report.find(None, Some(file), Found::Chain(ChainFound::NotWritten(problem)));
            }
        }
    }
    for lines in contact.lost_lines(vault) {
        report.find(None, Some(verify::chain_name(lines.writer)), verify::lost(&lines));
    }
    Ok(())
}

/// Notes and statements on the drive that are not those that were recorded are written over when the drive is told,
/// where this PC or another drive has the right one.
pub(super) fn renew_notes(
    session: &Session<'_, '_>,
    contact: &Contact,
    report: &mut Report,
) -> Result<(), Fault> {
    for other in &session.contacts {
        let stored = |problem| Fault::Storage { label: other.name.clone(), problem };
        joining::take_beside(&session.vault, other).map_err(stored)?;
    }
    for beside in Beside::ALL {
        let folder = beside.folder();
        let home = MediumPath::parse(folder).map_err(StorageProblem::from).map_err(at_home)?;
        let there = contact.folder.join(folder).map_err(Fault::on(&contact.name))?;
        let wrong = beside.wrong_in(&session.vault.state, &*contact.storage, &there);
        for (name, sha256) in wrong.map_err(Fault::on(&contact.name))? {
            let path = home.join(&name).map_err(StorageProblem::from).map_err(at_home)?;
            let file = format!("{folder}/{name}");
            match beside.read(&*session.vault.home, &path, sha256) {
                Some(_) => report.mended.push(MendReport::of_file(file, MendedFrom::Home)),
                None => {
                    report.find(None, Some(file), Found::Note(NoteFound::NotMended));
                }
            }
        }
    }
    Ok(())
}
