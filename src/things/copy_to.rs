//! Where the next missing copies can go: what a person is told to type next.

use std::collections::BTreeMap;

use crate::formats::entry::Role;
use crate::words::ids::MediumId;

use super::ledger::state::{BundleState, Copy, MediumState, Proven, Standing};
use super::vault::Vault;

/// Where the next missing copies can go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CopyTo {
    /// The drive that lacks most of them, by label.
    Drive(String),
    /// Each of so many drives has what it can have: a further one is needed.
    Further(usize),
}

impl CopyTo {
    /// Where they can go, by what the vault knows of its drives.
    pub fn of(vault: &Vault) -> CopyTo {
        let wanted = vault.config.copies as usize;
        let kept = vault.state.bundles.values().filter(|known| known.standing() == Standing::Kept);
        let kept: Vec<&BundleState> = kept.collect();
        let stands = |copies: &BTreeMap<MediumId, Copy>, known: &BundleState| {
            let there = |(on, copy): &(&MediumId, &Copy)| {
                !known.destroyed_on.contains_key(on) && copy.proven() != Proven::DriveGone
            };
            copies.iter().filter(there).count()
        };
        let media = vault.state.media.iter().filter(|(_, state)| !state.is_gone());
        let lacks = |on: &MediumId, state: &MediumState| {
            let role = |role| state.roles.contains(&role);
            let copy = |known: &&&BundleState| {
                let (data, keys) = (&known.copies, &known.keys_on);
                (role(Role::Data) && !data.contains_key(on) && stands(data, known) < wanted)
                    || (role(Role::Keys) && !keys.contains_key(on) && stands(keys, known) < wanted)
            };
            kept.iter().filter(copy).count()
        };
        let mut candidates: Vec<(usize, String)> =
            media.clone().map(|(on, state)| (lacks(on, state), vault.memory.label(*on))).collect();
        candidates.sort_by(|a, b| (b.0, &a.1).cmp(&(a.0, &b.1)));
        match candidates.into_iter().next() {
            Some((1.., label)) => CopyTo::Drive(label),
            _ => CopyTo::Further(media.count()),
        }
    }
}
