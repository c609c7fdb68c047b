//! What waits for the drives that are connected, as far as nobody has to be asked for it.

use std::collections::BTreeMap;
use std::path::Path;

use crate::formats::entry::Role;
use crate::things::ledger::state::{BundleState, Copy, Proven, Standing};
use crate::things::medium::Contact;
use crate::things::vault::Vault;
use crate::verbs::copying;
use crate::verbs::fault::Fault;
use crate::verbs::list::copies_wanting;
use crate::verbs::medium::here::not_verified;
use crate::verbs::session::{Session, World};
use crate::verbs::wanting::{Wanting, to_verify};
use crate::words::ids::{BundleId, MediumId};

/// What is to be done, in this order.
pub(super) struct Plan {
    /// Keys are to be wrapped anew on a drive that is here, and no secret is needed for that.
    pub wraps: bool,
    /// By a drive's label, the bundles that it is to get.
    pub copies: Vec<(String, Vec<String>)>,
    /// Drives whose time has come, or of which nothing counts before, by label.
    pub to_verify: Vec<String>,
}

impl Plan {
    /// Reads the ledger, and of the drives only whether they lend what another one lacks.
    pub fn of(session: &mut Session<'_, '_>) -> Result<Plan, Fault> {
        let waits = session.vault.state.wraps_pending();
        let here = waits.keys().any(|medium| session.contacts.has(*medium));
        let opens = here && session.world.access.open_given(&session.vault)?.is_some();
        Ok(Plan { wraps: opens, copies: copies(session)?, to_verify: verifications(session) })
    }
}

/// What each drive is to get, so that no bundle has more copies than the vault wants. Keys that were wrapped anew are
/// the disposer's to copy: these wait for a person.
fn copies(session: &Session<'_, '_>) -> Result<Vec<(String, Vec<String>)>, Fault> {
    let vault = &session.vault;
    let mut missing: BTreeMap<(BundleId, Role), usize> = BTreeMap::new();
    for (id, known) in vault.state.bundles.iter().filter(|(id, known)| wants(vault, **id, known)) {
        for (role, copies) in [(Role::Data, &known.copies), (Role::Keys, &known.keys_on)] {
            let standing = copies.iter().filter(|copy| stands(known, *copy)).count();
            let lacks = (vault.config.copies as usize).saturating_sub(standing);
            missing.insert((*id, role), lacks);
        }
    }
    let mut planned = Vec::new();
    for contact in &session.contacts {
        let role = if contact.has_role(Role::Data) { Role::Data } else { Role::Keys };
        let mut bundles = Vec::new();
        for ((bundle, of), lacks) in &mut missing {
            if *of == role && *lacks > 0 && is_lent(session, *bundle, contact)? {
                *lacks -= 1;
                bundles.push(bundle.to_string());
            }
        }
        if !bundles.is_empty() && !session.untouched.contains(&contact.label.medium) {
            planned.push((contact.name.clone(), bundles));
        }
    }
    Ok(planned)
}

fn wants(vault: &Vault, id: BundleId, known: &BundleState) -> bool {
    known.standing() == Standing::Kept
        && copies_wanting(vault, known)
        && vault.state.heritage(id).is_none()
}

/// Whether a copy stands on a drive that is in use. One that is damaged is repaired, and not replaced by a further one.
fn stands(known: &BundleState, (on, copy): (&MediumId, &Copy)) -> bool {
    !known.destroyed_on.contains_key(on) && copy.proven() != Proven::DriveGone
}

/// Whether a drive lacks its copy of a bundle, and another place that is here gives it without a secret.
fn is_lent(session: &Session<'_, '_>, bundle: BundleId, contact: &Contact) -> Result<bool, Fault> {
    let known = &session.vault.state.bundles[&bundle];
    if known.destroyed_on.contains_key(&contact.label.medium) || !copying::lacks(known, contact) {
        return Ok(false);
    }
    let first_keys = known.newest_key_file().is_some_and(|(generation, _)| generation == 1);
    if contact.has_role(Role::Keys) && !first_keys {
        return Ok(false);
    }
    match contact.has_role(Role::Data) {
        true => Ok(copying::find(session, bundle)?.is_some()),
        false => Ok(crate::verbs::wrapped::find(session, bundle)?.bytes.is_some()),
    }
}

/// The drives that are here and that it is time to verify. One on which something changed waits for a person: what
/// changed it may be at work still, and once it is on record the drive is written to.
fn verifications(session: &Session<'_, '_>) -> Vec<String> {
    let vault = &session.vault;
    let kept = vault.state.bundles.iter().filter(|(id, known)| wants(vault, **id, known));
    let wanting: Vec<BundleId> = kept.map(|(id, _)| *id).collect();
    let mut due = not_verified(vault, session.stamp.time);
    due.extend(to_verify(vault, vault.state.bundles.values()));
    due.extend(Wanting::of(vault, &wanting).to_verify);
    let here = session.contacts.iter();
    let here = here.filter(|contact| !session.untouched.contains(&contact.label.medium));
    here.map(|contact| contact.name.clone()).filter(|name| due.contains(name)).collect()
}

/// How many sources may go from this PC, by what this home knows.
pub(super) fn to_sweep(world: &mut World<'_>, home: &Path) -> Result<u64, Fault> {
    let vault = world.look(home, "kluis watch-drives")?;
    let kept = vault.state.bundles.iter().filter(|(_, b)| b.standing() == Standing::Kept);
    let kept: Vec<BundleId> = kept.map(|(id, _)| *id).collect();
    crate::verbs::to_sweep::to_sweep(&vault, world.users_folder.as_deref(), &kept)
}
