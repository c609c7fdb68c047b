//! Which holds a person means, and who heard of what was put on record about them.

use serde::Serialize;

use crate::powers::identity::Identity;
use crate::powers::signer::SigningKey;
use crate::rules::hold::Reference;
use crate::things::medium::Accept;
use crate::things::vault::Vault;
use crate::verbs::copying::ChangedReport;
use crate::verbs::fault::{Fault, Usage};
use crate::verbs::outcome::Outcome;
use crate::verbs::session::{Broken, Session};
use crate::verbs::telling::tell_who_is_here;
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

/// The bundles on which a hold is in force.
pub(super) fn bound_by(vault: &Vault, hold: HoldId) -> Vec<BundleId> {
    let bound = vault
        .state
        .bundles
        .iter()
        .filter(|(_, bundle)| bundle.holds.iter().any(|on| on.id == hold));
    bound.map(|(id, _)| *id).collect()
}

/// Whether a hold is to be released still: nobody has, or what was sealed unseen by that release is under it.
pub(super) fn is_in_force(vault: &Vault, hold: HoldId) -> bool {
    vault.state.holds[&hold].released.is_none() || !bound_by(vault, hold).is_empty()
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

/// Who heard of it, by label.
#[derive(Debug, Serialize)]
pub struct Heard {
    pub told: Vec<String>,
    /// Drives that hear at their next contact.
    pub waiting: Vec<String>,
    pub changed: Vec<ChangedReport>,
    /// Drives that are here and could not be used, so that nothing was written there.
    #[serde(rename = "bad_drives")]
    pub broken: Vec<Broken>,
}

impl Heard {
    /// Tells the home and each drive that is here.
    pub(super) fn now(session: &mut Session<'_, '_>) -> Result<Heard, Fault> {
        let who = tell_who_is_here(session)?;
        let (told, waiting) = (who.told, who.waiting);
        Ok(Heard { told, waiting, changed: who.changed, broken: who.broken })
    }

    pub fn outcome(&self) -> Outcome {
        match self.changed.is_empty() && self.broken.is_empty() {
            true => Outcome::Done,
            false => Outcome::Finding,
        }
    }
}
