//! Holds whose release one person has signed, where another must too.

use crate::formats::entry::Event;
use crate::powers::identity::Identity;
use crate::things::vault::{HoldWords, Told, Vault, notes};
use crate::verbs::signature::Signature;
use crate::words::ids::HoldId;

use super::called::{needs_number, number};

/// Each act of placing of which some hold waits for another signature, by what a person types to mean it.
pub(in crate::verbs) fn half_released(vault: &Vault) -> Vec<(String, Signature)> {
    let mut acts: Vec<(String, Signature)> = Vec::new();
    let mut seen = Vec::new();
    for hold in vault.state.holds.keys() {
        let Some(signature) = release_signed(vault, *hold) else { continue };
        let number = number(vault, *hold);
        if !seen.contains(&number) {
            let name = vault.name_of_hold(*hold);
            let typed = if needs_number(vault, *hold) { number.clone() } else { name };
            acts.push((typed, signature));
            seen.push(number);
        }
    }
    acts
}

/// Who has signed the release of a hold that waits for another person; none where one is enough.
pub(super) fn release_signed(vault: &Vault, hold: HoldId) -> Option<Signature> {
    if !vault.two_persons() {
        return None;
    }
    let mut signed = vault.state.holds[&hold].release_signed.iter();
    let (who, time) = signed.next()?;
    Some(Signature { by: vault.name_of_person(who), signed: *time })
}

/// Who was told of that release before, as its note says.
pub(super) fn told_before(vault: &Vault, hold: HoldId, identities: &[Identity]) -> Vec<Told> {
    let releases = vault.ledger.entries().filter(
        |entry| matches!(&entry.event, Event::HoldReleased(said) if said.holds.contains(&hold)),
    );
    let notes = releases.filter_map(|entry| notes::read(vault, &entry.note?, identities).ok());
    notes
        .map(|text| HoldWords::of_note(&text).told)
        .find(|told| !told.is_empty())
        .unwrap_or_default()
}
