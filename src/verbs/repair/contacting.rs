//! How the drive that is to be repaired comes into contact: what says which drive it is may be damaged too.

use std::ffi::OsString;

use crate::formats::drive;
use crate::things::medium::{Accept, MediumProblem};
use crate::things::slots::Slot;
use crate::verbs::fault::Fault;
use crate::verbs::named::Named;
use crate::verbs::session::Session;
use crate::verbs::verify;
use crate::words::ids::MediumId;

use super::disown::{disown, unvouched_on};
use super::report::{MendReport, MendedFrom};
use super::request::Request;

/// How many bundles are named that no entry speaks of.
const NAMED_MAX: usize = 8;

/// Brings the drive into contact. Where the file is missing or damaged that says which drive it is, it is written
/// anew first, by the signed label. Where no label counts since the key that signed it was replaced, the drive is cut
/// back to what the ledger says of it.
pub(super) fn contact_or_mend(
    session: &mut Session<'_, '_>,
    request: &Request,
) -> Result<Vec<MendReport>, Fault> {
    let medium = std::slice::from_ref(&request.medium);
    match session.contact(medium, Accept::ToMend) {
        Err(Fault::Medium(MediumProblem::NotWhole { path, by_label: true })) => {
            let wanted = wanted(session, request)?;
            session.name_drive_by_label(&path, wanted, &request.homes)?;
            session.contact(medium, Accept::ToMend)?;
            Ok(vec![MendReport::of_file(drive::NAME.into(), MendedFrom::Label)])
        }
        Err(Fault::Medium(MediumProblem::LabelReplaced { path, known: true })) => {
            let wanted = wanted(session, request)?;
            let unknown = unvouched_on(session, &path)?;
            if !unknown.is_empty() && request.not_ours.is_none() {
                let more = unknown.len().saturating_sub(NAMED_MAX) as u64;
                let bundles = unknown.into_iter().take(NAMED_MAX).collect();
                return Err(MediumProblem::Unvouched { path, bundles, more }.into());
            }
            session.cut_back(&path)?;
            let there = session.contacts.first().map(|contact| contact.label.medium);
            if wanted.is_some_and(|wanted| Some(wanted) != there) {
                return Err(MediumProblem::LabelReplaced { path, known: true }.into());
            }
            session.contact(&[] as &[OsString], Accept::ToMend)?;
            if let Some(disowning) = request.not_ours.as_ref().filter(|_| !unknown.is_empty()) {
                disown(session, disowning)?;
            }
            let written = |slot| MendReport::of_file(verify::slot_name(slot), MendedFrom::Ledger);
            Ok(Slot::BOTH.map(written).to_vec())
        }
        found => found.map(|()| Vec::new()),
    }
}

/// The medium that was named, where it was not named by its place.
fn wanted(session: &Session<'_, '_>, request: &Request) -> Result<Option<MediumId>, Fault> {
    Ok(match Named::read(&request.medium)? {
        Named::Path(_) => None,
        Named::Label(label) => session.vault.memory.by_label(label).map(|(medium, _)| medium),
    })
}
