//! `destroy --withdraw`: takes back a destruction that was intended and could not be carried out, as long as nothing
//! was erased for it. The records are then given back, copied and kept as before; copies count once they were
//! verified, since a run that was cut off may have begun to erase one.

use crate::formats::entry::{DestructionWithdrawn, Event};
use crate::things::destruction::door::Refused;
use crate::things::destruction::erase::{EraseProblem, is_begun};
use crate::things::destruction::neighbours::Neighbourhood;
use crate::things::ledger::state::Standing;
use crate::verbs::fault::{Fault, PersonProblem, Usage};
use crate::verbs::session::Session;
use crate::words::ids::BundleId;

use super::begun::nothing_yet;
use super::persons::{self, TheList};
use super::request::What;
use super::{Report, Request, WithdrawnReport};

/// Takes these destructions back, and puts on record who did and why.
pub(super) fn withdraw(
    session: &mut Session<'_, '_>,
    request: &Request,
    ids: &[BundleId],
    list: &TheList,
) -> Result<Report, Fault> {
    let gone = |id: &BundleId| {
        let known = session.vault.state.bundles.get(id);
        known.is_some_and(|known| known.standing() == Standing::Destroyed)
    };
    let mut meant = list.bundles.iter().map(|one| one.bundle);
    if let Some(first) = list.bundles.first()
        && meant.all(|id| gone(&id))
    {
        return Err(Usage::AlreadyDestroyed(first.bundle).into());
    }
    // Of a list what was not begun has nothing but its approval to be taken back.
    let begun = |id: &&BundleId| {
        let known = session.vault.state.bundles.get(*id);
        let approved = matches!(request.what, What::Listed { .. }) || list.persons(session) > 0;
        !approved || known.is_some_and(|known| known.intended.is_some())
    };
    let ids: Vec<BundleId> = ids.iter().filter(begun).copied().collect();
    for id in &ids {
        refuse_begun(session, *id)?;
    }
    if ids.is_empty() && list.persons(session) == 0 {
        return Err(PersonProblem::NothingToWithdraw.into());
    }
    let identities = session.world.access.open(&session.vault)?;
    let disposer = session.world.access.disposer(&session.vault, &identities)?;
    let unapproved = persons::unapprove(session, request, list, &disposer)?;
    let mut report = Report { unapproved, ..nothing_yet(session) };
    for id in &ids {
        let mut text = serde_json::Map::new();
        text.insert("by".into(), request.by.clone().into());
        if let Some(reason) = &request.reason {
            text.insert("reason".into(), reason.clone().into());
        }
        let note = session.note(text)?;
        let event = Event::DestructionWithdrawn(DestructionWithdrawn { bundle: *id });
        session.record_as_disposer(event, Some(note), &disposer)?;
        let untold = session.tell()?.into_iter().map(|(label, _)| label).collect();
        report.withdrawn.push(WithdrawnReport { bundle: *id, untold });
    }
    Ok(report)
}

/// Refuses what is not being destroyed, and what was erased in part: by the ledger, or by what stands on a drive that
/// is here.
fn refuse_begun(session: &Session<'_, '_>, id: BundleId) -> Result<(), Fault> {
    let known = session.vault.state.bundles.get(&id).ok_or(Refused::Unknown(id))?;
    if known.intended.is_none() {
        return Err(Usage::NotIntended(id).into());
    }
    if known.standing() == Standing::Destroyed {
        return Err(Usage::AlreadyDestroyed(id).into());
    }
    if known.erased || known.destroyed.is_some() {
        return Err(Refused::PartlyErased(id).into());
    }
    for contact in &session.contacts {
        let stored = |problem| Fault::Storage { label: contact.name.clone(), problem };
        let folder = contact.bundle_folder(id).map_err(stored)?;
        // Damage that is on record bars nothing; an erasure does, also where a verification took it for damage.
        let begun = is_begun(&*contact.storage, &folder, session.world.watcher);
        let begun = begun.map_err(|problem| match problem {
            EraseProblem::Interrupted => Fault::Interrupted,
            problem => Fault::Erase { label: contact.name.clone(), bundle: id, problem },
        })?;
        if begun {
            return Err(Refused::PartlyErased(id).into());
        }
        let medium = contact.label.medium;
        let copies = known.standing_copies().map(|(on, _)| on);
        if !copies.chain(known.standing_keys()).any(|on| on == medium) {
            continue;
        }
        let standing = Neighbourhood::of(&session.vault, contact).map_err(stored)?;
        if !standing.is_whole(id, known) && !standing.is_on_record(id) {
            return Err(Refused::PartlyErased(id).into());
        }
    }
    Ok(())
}
