//! Where the next missing copies can go: what a person is told to type next.

use std::collections::BTreeMap;

use crate::formats::entry::Role;
use crate::words::ids::MediumId;

use super::ledger::state::{BundleState, Copy, MediumState, Proven, Standing};
use super::vault::Vault;

/// What a drive is called where the program proposes a label, before its letter.
pub const DRIVE_NAMES: [&str; 2] = ["Drive", "Schijf"];

/// Where the next missing copies can go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CopyTo {
    /// The drive that lacks most of them, by label.
    Drive(String),
    /// Each drive has what it can have: a further one is needed. The letter that it can be called by.
    Further(char),
}

/// The letter of a further drive's label: by the number of drives in use, and none that a drive has which is lost or
/// out of use.
pub fn free_letter(vault: &Vault) -> char {
    let in_use = vault.state.media.values().filter(|state| !state.is_gone()).count();
    let taken = |letter: &char| {
        DRIVE_NAMES.iter().any(|name| vault.memory.by_label(&format!("{name} {letter}")).is_some())
    };
    ('A'..='Z').skip(in_use).chain('A'..='Z').find(|letter| !taken(letter)).unwrap_or('Z')
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
            _ => CopyTo::Further(free_letter(vault)),
        }
    }
}
