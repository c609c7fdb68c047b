//! What a destruction reaches: the seals that are here, the drives that hold a copy, and what refuses one.

use std::collections::{BTreeMap, BTreeSet};

use super::request::Request;
use crate::formats::entry::Role;
use crate::formats::seal::Seal;
use crate::things::bundle::proof::{Against, Verified, prove};
use crate::things::destruction::door::{Refused, ask};
use crate::things::destruction::erase::EraseProblem;
use crate::things::medium::{Accept, Contact};
use crate::verbs::fault::Fault;
use crate::verbs::session::Session;
use crate::words::ids::{BundleId, MediumId};

/// The bundle's seal, proven: on this PC, or on a drive that is here. Without it nobody knows until when it is kept.
pub(super) fn seal_of(session: &Session<'_, '_>, id: BundleId) -> Result<Verified<Seal>, Fault> {
    if let Some(seal) = session.any_seal(id) {
        return Ok(seal);
    }
    let known = session.vault.state.bundles.get(&id).ok_or(Refused::Unknown(id))?;
    let sealers = session.vault.sealers();
    let against = Against { vault: session.vault.id, sealers: &sealers, known: Some(known) };
    for (medium, _) in known.standing_copies() {
        let Some(contact) = session.contacts.get(medium) else { continue };
        let label = contact.name.clone();
        let folder = contact.bundle_folder(id).map_err(Fault::on(&label))?;
        let proof = prove(&*contact.storage, &folder, id, &against);
        return proof.map_err(|problem| Fault::Seal { label, bundle: id, problem });
    }
    let labels = known.standing_copies().map(|(medium, _)| session.label(medium)).collect();
    Err(Fault::NoneOfThese(vec![labels]))
}

/// A destruction of which nothing can be done here is not begun: until it goes on, the bundle would be given back no
/// more.
pub(super) fn refuse_absent(session: &Session<'_, '_>, id: BundleId) -> Result<(), Fault> {
    let Some(known) = session.vault.state.bundles.get(&id) else { return Ok(()) };
    let copies = known.standing_copies().map(|(medium, _)| medium);
    let media: Vec<MediumId> = copies.chain(known.standing_keys()).collect();
    let begun = known.intended.is_some() || known.destroyed.is_some();
    let here = media.iter().any(|medium| session.contacts.has(*medium));
    // Of what is on lost drives alone nothing can ever be done here: that it is accounted for is what is left.
    if begun || here || media.is_empty() || known.stands_on_lost_media_alone() {
        return Ok(());
    }
    let labels = media.into_iter().map(|medium| session.label(medium)).collect();
    Err(Fault::NoneOfThese(vec![labels]))
}

/// Brings drives into contact that are plugged in although they are lost or retired, where they hold one of these
/// bundles: every copy is to be destroyed.
pub(super) fn reach_gone(session: &mut Session<'_, '_>, ids: &[BundleId]) -> Result<(), Fault> {
    let known = ids.iter().filter_map(|id| session.vault.state.bundles.get(id));
    let media: BTreeSet<MediumId> = known
        .flat_map(|known| known.standing_copies().map(|(on, _)| on).chain(known.standing_keys()))
        .filter(|on| session.is_gone(*on))
        .collect();
    for medium in media {
        session.find(medium, Accept::Older)?;
    }
    // Beside its clone a drive can't be told from it, and neither is erased from.
    let untouched = &session.untouched;
    session.contacts.retain(|contact| !untouched.contains(&contact.label.medium));
    Ok(())
}

/// A drive that can't be written is refused before the intent is recorded: from then on the bundle would be given
/// back no more, and not destroyed either.
pub(super) fn refuse_read_only(session: &Session<'_, '_>, ids: &[BundleId]) -> Result<(), Fault> {
    let holds = |contact: &&Contact| {
        let on = contact.label.medium;
        let bundles = ids.iter().filter_map(|id| session.vault.state.bundles.get(id));
        bundles
            .flat_map(|known| {
                known.standing_copies().map(|(on, _)| on).chain(known.standing_keys())
            })
            .any(|medium| medium == on)
    };
    let locked = |contact: &&Contact| contact.storage.describe().read_only;
    match session.contacts.iter().filter(holds).find(locked) {
        Some(contact) => Err(Fault::ReadOnly { label: contact.name.clone() }),
        None => Ok(()),
    }
}

/// Drives on which a copy was destroyed and is there again, since somebody put back an old state of the drive; and
/// drives that were lost when the rest was destroyed.
pub(super) fn come_back(session: &Session<'_, '_>, id: BundleId) -> impl Iterator<Item = MediumId> {
    let known = session.vault.state.bundles.get(&id);
    session.contacts.iter().filter_map(move |contact| {
        let medium = contact.label.medium;
        let destroyed = known.is_some_and(|known| {
            let lost = || known.lost_copies().any(|lost| lost == medium);
            known.destroyed_on.contains_key(&medium) || (known.destroyed.is_some() && lost())
        });
        let there = contact.bundle_folder(id).and_then(|folder| contact.storage.facts(&folder));
        (destroyed && contact.has_role(Role::Data) && matches!(there, Ok(Some(_))))
            .then_some(medium)
    })
}

/// Proves the seal of every copy that is here before anything is recorded: a forged one stops it all. One that a
/// cut-off run has erased already is not there, and no reason to stop.
pub(super) fn prove_all(
    session: &Session<'_, '_>,
    request: &Request,
    id: BundleId,
    media: &[MediumId],
) -> Result<BTreeMap<MediumId, Verified<Seal>>, Fault> {
    let sealers = session.vault.sealers();
    let known = session.vault.state.bundles.get(&id);
    let mut seals = BTreeMap::new();
    let rules = session.rules_now()?;
    for medium in media {
        let Some(contact) = session.contacts.get(*medium) else { continue };
        let label = || contact.name.clone();
        let folder = contact
            .bundle_folder(id)
            .map_err(|problem| Fault::Storage { label: label(), problem })?;
        let against = Against { vault: session.vault.id, sealers: &sealers, known };
        match prove(&*contact.storage, &folder, id, &against) {
            Ok(seal) => {
                ask(session.now(&rules), &seal)?;
                seals.insert(*medium, seal);
            }
            // A run that was cut off may have overwritten it: the home's copy of the seal says what was there.
            Err(problem) => match session.seal_at_home(id) {
                Some(seal) if known.is_some_and(|known| known.intended.is_some()) => {
                    ask(session.now(&rules), &seal)?;
                    seals.insert(*medium, seal);
                }
                at_home => {
                    let there = contact.storage.facts(&folder);
                    if !matches!(there, Ok(None)) {
                        return Err(Fault::Seal { label: label(), bundle: id, problem });
                    }
                    // Its whole folder is gone, and no run of this program took it away.
                    if !request.damaged {
                        let problem = EraseProblem::Differs { name: id.to_string() };
                        return Err(Fault::Erase { label: label(), bundle: id, problem });
                    }
                    if let Some(seal) = at_home {
                        ask(session.now(&rules), &seal)?;
                        seals.insert(*medium, seal);
                    }
                }
            },
        }
    }
    Ok(seals)
}
