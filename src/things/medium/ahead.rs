//! Whether a drive says something else of bundles than this home: a run asks it that only reads the home's records,
//! and must not take them for all there is. Its label is looked at, and its chains only where that names other heads.
//! Nothing is joined.

use std::path::Path;

use crate::formats::entry::{Head, Signers};
use crate::formats::label::Label;
use crate::powers::medium::{self, MediumPath, Storage};
use crate::powers::signer::{Namespace, VerifyingKey};
use crate::things::ledger;
use crate::things::ledger::quarantine::Quarantine;
use crate::things::ledger::sealers::{Sealers, disposers_in, said_in};
use crate::things::ledger::state::{BundleState, Proven, State};
use crate::things::slots;
use crate::things::vault::Vault;
use crate::words::ids::{BundleId, VaultId};

use super::names::vault_folder;

/// What it takes to prove a label, by value: the thread that asks may hang with its drive.
#[derive(Clone)]
pub struct Asking {
    vault: VaultId,
    sealers: Sealers,
    signers: Vec<Signers>,
    quarantine: Quarantine,
    disposers: Vec<VerifyingKey>,
}

impl Asking {
    /// Takes it from the vault.
    pub fn of(vault: &Vault) -> Asking {
        Asking {
            vault: vault.id,
            sealers: vault.signing(),
            signers: vault.state.signers.clone(),
            quarantine: vault.state.quarantine.clone(),
            disposers: vault.disposers(),
        }
    }

    /// The label there that a key in use has signed, if there is one.
    pub fn label(&self, path: &Path) -> Option<Label> {
        let storage = medium::open_native(path).ok()?;
        let folder = vault_folder(self.vault).ok()?;
        let label = signed(&storage, &folder, &self.sealers).or_else(|| {
            // Another home, or the month that this one has lost, may have replaced the key: the chains there tell.
            let chains = folder.join(ledger::FOLDER).ok()?;
            let disposers = disposers_in(&[(&storage, &chains)], self.disposers.clone());
            let there = said_in(&storage, &chains, &disposers);
            let quarantine = self.quarantine.clone().with(there.iter());
            signed(&storage, &folder, &Sealers::of(&self.signers, quarantine))
        })?;
        (label.vault == self.vault).then_some(label)
    }
}

fn signed(storage: &dyn Storage, folder: &MediumPath, sealers: &Sealers) -> Option<Label> {
    let current = |bytes: &[u8], signature: &[u8]| {
        sealers.signed_by_current(Namespace::Medium, bytes, signature)
    };
    let slots = slots::read::<Label>(storage, folder, &current).ok()?;
    slots.in_force.map(|(_, label)| label)
}

/// Whether such a drive has lines that this home does not have, and these say otherwise of a bundle: that it is there
/// at all, or is destroyed or held, kept until another day, or on fewer copies. What can't be told may say so.
pub fn says_otherwise(vault: &Vault, path: &Path, label: &Label) -> bool {
    let heads = vault.ledger.resolve(&label.heads);
    let lacks = |head: &Head| !vault.ledger.holds(head) && !vault.ledger.may_miss(head);
    heads.iter().any(lacks)
        && joined(vault, path, label).is_none_or(|joined| differs(vault, joined))
}

/// What both know together.
fn joined(vault: &Vault, path: &Path, label: &Label) -> Option<State> {
    let storage = medium::open_native(path).ok()?;
    let chains = vault_folder(vault.id).ok()?.join(ledger::FOLDER).ok()?;
    let disposers = vault.disposers();
    let found = vault.ledger.find_in(&storage, &chains, &label.heads, &disposers, &|_| vec![]);
    let found = found.ok().filter(|found| found.lost.is_empty())?;
    let mut joined = vault.ledger.clone();
    joined.join(found.ledger).ok()?;
    let mut state = joined.state();
    state.unsound = vault.state.unsound.clone();
    state.together = vault.state.together.clone();
    Some(state)
}

fn differs(vault: &Vault, joined: State) -> bool {
    let wanted = vault.config.copies as usize;
    let copies = |state: &State, bundle: &BundleState| {
        state.counted(bundle, Proven::ReadBack, wanted).copies
    };
    let otherwise = |(id, there): (&BundleId, &BundleState)| {
        vault.state.bundles.get(id).is_none_or(|here| {
            here.standing() != there.standing()
                || here.holds != there.holds
                || here.end_now() != there.end_now()
                || copies(&vault.state, here) > copies(&joined, there)
        })
    };
    joined.bundles.iter().any(otherwise)
        || vault.state.bundles.keys().any(|id| !joined.bundles.contains_key(id))
}
