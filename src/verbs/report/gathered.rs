//! What stands in a report beside what is due: by year, by drive, by hold.

use std::collections::BTreeMap;

use chrono::Datelike;

use crate::rules::hold::Hold;
use crate::rules::retention::due_from;
use crate::things::ledger::state::{BundleState, Standing};
use crate::things::vault::Vault;
use crate::verbs::inside::Inside;
use crate::verbs::key::due_from as drill_due_from;
use crate::verbs::list::end_as_reckoned;
use crate::words::day::Day;
use crate::words::ids::{BundleId, MediumId};

use super::shown::{DrillShown, EndsIn, HoldShown, MediumHealth, SealedIn};

pub(super) fn ends(vault: &Vault, inside: &Inside, kept: &[BundleId]) -> Vec<EndsIn> {
    let mut years: BTreeMap<(bool, Option<i32>), EndsIn> = BTreeMap::new();
    for id in kept {
        let bundle = &vault.state.bundles[id];
        let (end, _) = end_as_reckoned(vault, inside, *id, bundle);
        let year = due_from(&end).map(|day| day.year());
        let sum = years
            .entry((year.is_none(), year))
            .or_insert_with(|| EndsIn { year, ..EndsIn::default() });
        sum.bundles += 1;
        sum.records += bundle.records;
        sum.bytes += bundle.bytes;
        sum.held += u64::from(!bundle.holds.is_empty());
    }
    years.into_values().collect()
}

pub(super) fn growth(vault: &Vault) -> Vec<SealedIn> {
    let mut years: BTreeMap<i32, SealedIn> = BTreeMap::new();
    for bundle in vault.state.bundles.values() {
        let year = bundle.sealed_at.time.day().year();
        let sum = years.entry(year).or_insert_with(|| SealedIn { year, ..SealedIn::default() });
        sum.bundles += 1;
        sum.records += bundle.records;
        sum.bytes += bundle.bytes;
        sum.destroyed += u64::from(bundle.standing() == Standing::Destroyed);
    }
    years.into_values().collect()
}

pub(super) fn media(vault: &Vault) -> Vec<MediumHealth> {
    let mut media: Vec<MediumHealth> =
        vault.state.media.keys().map(|medium| health(vault, *medium)).collect();
    media.sort_by(|a, b| (&a.label, a.medium).cmp(&(&b.label, b.medium)));
    media
}

fn health(vault: &Vault, medium: MediumId) -> MediumHealth {
    let state = &vault.state.media[&medium];
    let keys_alone = vault.state.holds_keys_alone(medium);
    let there = |bundle: &&BundleState| match keys_alone {
        true => bundle.standing_keys().any(|on| on == medium),
        false => bundle.standing_copies().any(|(on, _)| on == medium),
    };
    let bundles: Vec<&BundleState> = vault.state.bundles.values().filter(there).collect();
    let faulty = bundles.iter().filter(|bundle| bundle.is_faulty_on(medium)).count();
    let seen = vault.memory.media.get(&medium).filter(|known| known.is_seen());
    MediumHealth {
        label: vault.memory.label(medium),
        medium,
        roles: state.roles.clone(),
        fate: state.fate.map(|(_, fate)| fate),
        last_seen: seen.map(|known| known.seen),
        last_verified: state.verified,
        bundles: bundles.len() as u64,
        bytes: if keys_alone { 0 } else { bundles.iter().map(|bundle| bundle.bytes).sum() },
        faulty: faulty as u64,
    }
}

/// The recipients that stand, by name.
pub(super) fn drills(vault: &Vault, today: Day) -> Vec<DrillShown> {
    let standing = vault.state.recipients_ever.iter().filter(|(_, known)| known.stands());
    let shown = standing.map(|(recipient, known)| {
        let due_from = drill_due_from(vault, known);
        DrillShown {
            name: vault.name_of_recipient(recipient),
            recipient: *recipient,
            drilled: known.drilled,
            due_from,
            overdue: due_from.is_some_and(|from| today >= from),
        }
    });
    let mut shown: Vec<DrillShown> = shown.collect();
    shown.sort_by(|a, b| (&a.name, a.recipient).cmp(&(&b.name, b.recipient)));
    shown
}

/// Those that keep something, or were not released.
pub(super) fn holds(vault: &Vault, today: Day) -> Vec<HoldShown> {
    let keeps = |hold| {
        let bundles = vault.state.bundles.values();
        bundles.filter(|bundle| bundle.holds.iter().any(|on| on.id == hold)).count() as u64
    };
    let shown = vault.state.holds.iter().filter_map(|(id, state)| {
        let reference = vault.memory.hold_references.get(id).cloned();
        let hold = Hold { reference, ..state.in_force(*id) };
        let bundles = keeps(*id);
        (state.released.is_none() || bundles > 0).then(|| HoldShown {
            hold: *id,
            name: hold.name(),
            since: hold.since,
            review: hold.review,
            ends: hold.ends,
            overdue: hold.review_is_due(today),
            bundles,
        })
    });
    let mut shown: Vec<HoldShown> = shown.collect();
    shown.sort_by(|a, b| (a.since, &a.name, a.hold).cmp(&(b.since, &b.name, b.hold)));
    shown
}
