//! Which holds a person means, and what they bind.

use crate::powers::identity::Identity;
use crate::powers::signer::SigningKey;
use crate::rules::hold::Reference;
use crate::things::ledger::state::{HoldState, Standing};
use crate::things::medium::Accept;
use crate::things::vault::Vault;
use crate::verbs::fault::{Fault, Usage};
use crate::verbs::session::Session;
use crate::words::ids::{BundleId, HoldId};

/// How much of a hold's id stands where its reference is not known.
const SHOWN_CHARS: usize = 8;

/// The holds of this reference, or the one whose id starts so. A reference may stand for several: each act of placing
/// makes a hold of its own.
pub(super) fn called(vault: &Vault, name: &str) -> Result<Vec<HoldId>, Usage> {
    if let Ok(reference) = name.parse::<Reference>() {
        let same = |hold: &&HoldId| vault.memory.hold_references.get(hold) == Some(&reference);
        let found: Vec<HoldId> = vault.state.holds.keys().filter(same).copied().collect();
        if !found.is_empty() {
            return Ok(found);
        }
    }
    // Less than what is shown of an id may be a reference that somebody mistyped.
    let fits = |hold: &&HoldId| name.len() >= SHOWN_CHARS && hold.to_string().starts_with(name);
    let found: Vec<HoldId> = vault.state.holds.keys().filter(fits).copied().collect();
    match found[..] {
        [] => Err(Usage::NoSuchHold(name.to_owned())),
        [_] => Ok(found),
        _ => Err(Usage::AmbiguousHold(name.to_owned(), found)),
    }
}

/// The holds in force of the one act of placing that a person means. Two acts under one reference may have two grounds:
/// what is done about one of them is never done about the other by the way.
pub(super) fn of_one_act(vault: &Vault, name: &str) -> Result<Vec<HoldId>, Usage> {
    match &acts_in_force(vault, &called(vault, name)?)[..] {
        [] => Err(Usage::HoldReleased(name.to_owned())),
        [act] => Ok(act.clone()),
        several => {
            let first = |act: &Vec<HoldId>| (act[0], vault.state.holds[&act[0]].placed.day());
            Err(Usage::SeveralHolds(name.to_owned(), several.iter().map(first).collect()))
        }
    }
}

/// The acts of placing that these holds are of, each with its holds that are in force; none of an act without.
pub(super) fn acts_in_force(vault: &Vault, holds: &[HoldId]) -> Vec<Vec<HoldId>> {
    let mut acts: Vec<Vec<HoldId>> = Vec::new();
    for hold in holds {
        if !acts.iter().flatten().any(|known| known == hold) {
            acts.push(act_of(vault, *hold));
        }
    }
    acts.iter_mut().for_each(|act| act.retain(|hold| is_in_force(vault, *hold)));
    acts.retain(|act| !act.is_empty());
    acts
}

/// The holds that one act placed together with this one.
fn act_of(vault: &Vault, hold: HoldId) -> Vec<HoldId> {
    vault.state.holds.keys().filter(|other| same_act(vault, hold, **other)).copied().collect()
}

/// The number by which one of several acts of a reference is named: the start of the id of its first hold that is in
/// force, or else of the first.
pub(super) fn number(vault: &Vault, hold: HoldId) -> String {
    let act = act_of(vault, hold);
    let first = act.iter().find(|one| is_in_force(vault, **one)).or(act.first());
    first.unwrap_or(&hold).to_string()[..SHOWN_CHARS].to_owned()
}

/// Whether its name stands for several acts in force, so that `release` and `review` ask for the number.
pub(super) fn needs_number(vault: &Vault, hold: HoldId) -> bool {
    let Some(reference) = vault.memory.hold_references.get(&hold) else { return false };
    let same = |other: &&HoldId| vault.memory.hold_references.get(other) == Some(reference);
    let namesakes: Vec<HoldId> = vault.state.holds.keys().filter(same).copied().collect();
    is_in_force(vault, hold) && acts_in_force(vault, &namesakes).len() > 1
}

/// Whether two holds were placed by one act, which named more bundles than one entry can.
fn same_act(vault: &Vault, one: HoldId, other: HoldId) -> bool {
    let [a, b] = [one, other].map(|hold| &vault.state.holds[&hold]);
    let named = |hold: &HoldState| hold.scope.bundles.is_some();
    let reference = |hold| vault.memory.hold_references.get(&hold);
    one == other
        || (a.placed == b.placed && named(a) && named(b) && reference(one) == reference(other))
}

/// The bundles on which a hold is in force.
pub(super) fn bound_by(vault: &Vault, hold: HoldId) -> Vec<BundleId> {
    let bound = vault
        .state
        .bundles
        .iter()
        .filter(|(_, bundle)| bundle.holds.iter().any(|on| on.id == hold));
    bound.map(|(id, _)| *id).collect()
}

/// Whether a bundle is not destroyed: one that is has nothing to hold, until a drive comes back with it.
pub(super) fn is_there(vault: &Vault, id: BundleId) -> bool {
    vault.state.bundles[&id].standing() != Standing::Destroyed
}

/// Whether a hold is to be released still: nobody has, or what was sealed unseen by that release is under it.
pub(super) fn is_in_force(vault: &Vault, hold: HoldId) -> bool {
    vault.state.holds[&hold].released.is_none() || !bound_by(vault, hold).is_empty()
}

/// The same to sign a release: another person than the owner needs no passphrase but their own. What they open besides
/// is what the line names, or what lies in the clear.
pub(super) fn open_to_sign(
    session: &mut Session<'_, '_>,
) -> Result<(Vec<Identity>, SigningKey), Fault> {
    if session.world.access.owners_sign(&session.vault) {
        return open_all(session);
    }
    session.find_all(Accept::Current, Ok)?;
    let access = &mut session.world.access;
    let identities = access.open_given(&session.vault)?.unwrap_or_default();
    let disposer = access.disposer(&session.vault, &identities)?;
    session.vault.learn_references(&identities);
    Ok((identities, disposer))
}

/// Brings all drives into contact that hold, opens the identity, and reads what holds are called.
pub(super) fn open_all(
    session: &mut Session<'_, '_>,
) -> Result<(Vec<Identity>, SigningKey), Fault> {
    session.find_all(Accept::Current, Ok)?;
    let identities = session.world.access.open(&session.vault)?;
    let disposer = session.world.access.disposer(&session.vault, &identities)?;
    session.vault.learn_references(&identities);
    Ok((identities, disposer))
}
