//! Drives that are not as they were left: they are only read, and named.

use serde::Serialize;

use crate::things::destruction::neighbours::{HarmKind, Look, Neighbourhood, doubt};
use crate::things::medium::Contact;
use crate::verbs::fault::Fault;
use crate::verbs::session::{Broken, Session};
use crate::words::ids::{BundleId, MediumId};

/// Looks at every standing bundle of each drive that is here, before anything is written to it: its seal, its keys,
/// the size of each file, and its first and last block. What changed them (ransomware, say) may be at work still; what
/// a verification has put on record is known, and keeps nobody.
pub fn look_first(session: &mut Session<'_, '_>, except: Option<MediumId>) -> Result<(), Fault> {
    let looked_at = |contact: &&Contact| Some(contact.label.medium) != except;
    for contact in session.contacts.iter().filter(looked_at) {
        let stored = |problem| Fault::Storage { label: contact.name.clone(), problem };
        let harms =
            Neighbourhood::of(&session.vault, contact).map_err(stored)?.unrecorded(Look::Through);
        if !harms.is_empty() {
            let label = contact.name.clone();
            doubt(&mut session.vault, contact.label.medium, &harms);
            return Err(Fault::Changed { label, harms });
        }
    }
    Ok(())
}

/// The same; but drives that were not named are left out of this run instead.
pub fn leave_out_changed(
    session: &mut Session<'_, '_>,
    named: Option<MediumId>,
) -> Result<Vec<Broken>, Fault> {
    session.leave_out(|vault, contact| {
        if Some(contact.label.medium) == named {
            return Ok(None);
        }
        let label = || contact.name.clone();
        let standing = match Neighbourhood::of(vault, contact) {
            Ok(standing) => standing,
            Err(problem) => return Ok(Some(Fault::Storage { label: label(), problem })),
        };
        let harms = standing.unrecorded(Look::Through);
        Ok((!harms.is_empty()).then(|| Fault::Changed { label: label(), harms }))
    })
}

/// Refuses a run for which only drives are left that can't be used.
pub fn refuse_without_any(
    session: &Session<'_, '_>,
    broken: Vec<Broken>,
) -> Result<Vec<Broken>, Fault> {
    match session.contacts.is_empty() {
        true => broken.into_iter().next().map_or(Ok(Vec::new()), |first| Err(first.fault)),
        false => Ok(broken),
    }
}

/// Refuses to write bundles onto a drive that can't be told of them: entries there can't be read, and are known nowhere
/// else here. It may lend what it has.
pub fn refuse_lost<'a>(
    session: &Session<'_, '_>,
    targets: impl IntoIterator<Item = &'a Contact>,
) -> Result<(), Fault> {
    match targets.into_iter().find_map(|contact| contact.lost(&session.vault)) {
        Some(problem) => Err(problem.into()),
        None => Ok(()),
    }
}

/// Something on a drive that is not what was left there, so that the drive is only read in this run.
#[derive(Debug, Serialize)]
pub struct ChangedReport {
    pub medium: String,
    pub bundle: BundleId,
    pub what: HarmKind,
}

/// Looks at the drives that are here before they are told of what a run did, but for one. Where something changed that
/// no verification has put on record, the drive stays untouched: it hears at its next contact, once it was looked at.
pub fn leave_changed_untouched(
    session: &mut Session<'_, '_>,
    except: Option<MediumId>,
) -> Result<Vec<ChangedReport>, Fault> {
    let mut found = Vec::new();
    for contact in &session.contacts {
        let medium = contact.label.medium;
        if Some(medium) == except {
            continue;
        }
        let stored = |problem| Fault::Storage { label: contact.name.clone(), problem };
        let standing = Neighbourhood::of(&session.vault, contact).map_err(stored)?;
        let harms = standing.unrecorded(Look::Glance);
        // One that was pulled out can't be told, and that is said then.
        if harms.is_empty() || harms.iter().any(|harm| harm.what.is_gone()) {
            continue;
        }
        session.untouched.insert(medium);
        doubt(&mut session.vault, medium, &harms);
        found.extend(harms.into_iter().map(|harm| ChangedReport {
            medium: contact.name.clone(),
            bundle: harm.bundle,
            what: harm.what,
        }));
    }
    Ok(found)
}
