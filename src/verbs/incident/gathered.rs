//! Gathers what the ledger and the home's memory say of a drive.

use chrono::Days;

use crate::formats::entry::{Event, MediumLost};
use crate::things::copy_to::{CopyTo, free_letter};
use crate::things::ledger::state::{BundleState, Proven};
use crate::things::outbox;
use crate::things::vault::{IDENTITY_PLAIN, IDENTITY_SEALED, Vault};
use crate::verbs::disclosed::{DisclosureRow, of_bundle};
use crate::verbs::fault::{Fault, at_home};
use crate::verbs::list::StandingRow;
use crate::verbs::medium::loss::{Encryption, keys_elsewhere};
use crate::words::day::Day;
use crate::words::ids::{BundleId, MediumId};

use super::report::{GoneThere, IdentityHere, Incident};
use super::there::{by_class, there};

/// The hours within which a supervisor is told (AVG art. 33(1)), in days.
const NOTIFY_DAYS: u64 = 3;

pub(super) fn incident(
    vault: &Vault,
    medium: MediumId,
    made: Day,
    known_since: Day,
) -> Result<Incident, Fault> {
    let state = &vault.state;
    let drive = &state.media[&medium];
    let had = |bundle: &BundleState| {
        bundle.copies.contains_key(&medium) || bundle.keys_on.contains_key(&medium)
    };
    let all: Vec<(BundleId, &BundleState)> =
        state.bundles.iter().filter(|(_, known)| had(known)).map(|(id, one)| (*id, one)).collect();
    let is_gone = |known: &BundleState| known.destroyed_on.contains_key(&medium);
    let gone = all.iter().filter_map(|(id, known)| {
        known.destroyed_on.get(&medium).map(|at| GoneThere { bundle: *id, at: *at })
    });
    let gone: Vec<GoneThere> = gone.collect();
    let left: Vec<(BundleId, &BundleState)> =
        all.into_iter().filter(|(_, known)| !is_gone(known)).collect();
    let waiting = outbox::waiting(vault).map_err(at_home)?;
    let row = |(id, known): &(BundleId, &BundleState)| {
        there(vault, medium, (*id, known), waiting.contains_key(id))
    };
    let bundles: Vec<_> = left.iter().map(row).collect();
    let of_standing = |such: StandingRow| -> Vec<BundleId> {
        bundles.iter().filter(|one| one.standing == such).map(|one| one.bundle).collect()
    };
    let kept = || bundles.iter().filter(|one| one.standing == StandingRow::Kept);
    let sole = kept().filter(|one| !one.here && !one.others.iter().any(|other| other.holds));
    let short = kept().filter(|one| is_short(vault, medium, &state.bundles[&one.bundle]));
    let mut disclosures: Vec<DisclosureRow> =
        left.iter().flat_map(|(id, _)| of_bundle(vault, *id)).collect();
    disclosures.sort_by_key(|row| (row.given, row.disclosure));
    disclosures.dedup_by_key(|row| row.disclosure);
    let lost = said_lost(vault, medium);
    let seen = vault.memory.media.get(&medium).filter(|known| known.is_seen());
    Ok(Incident {
        client: vault.config.name.clone(),
        vault: vault.id,
        label: vault.memory.label(medium),
        medium,
        drive: drive.drive,
        made,
        known_since,
        notify_by: known_since.checked_add_days(Days::new(NOTIFY_DAYS)).unwrap_or(Day::MAX),
        fate: drive.fate.map(|(_, fate)| fate),
        since: lost.map(|lost| lost.since),
        destroyed: lost.and_then(|lost| lost.destroyed),
        roles: drive.roles.clone(),
        added: drive.added,
        last_seen: seen.map(|known| known.seen),
        last_verified: drive.verified,
        records: left.iter().map(|(_, known)| known.records).sum(),
        bytes: left.iter().map(|(_, known)| known.bytes).sum(),
        classes: by_class(&bundles),
        encryption: Encryption::AgeV1,
        recipients: state.recipients.iter().copied().collect(),
        identity_here: identity_here(vault),
        keys_there: left.iter().any(|(_, known)| known.keys_on.contains_key(&medium)),
        keys_elsewhere: keys_elsewhere(vault, medium, &left),
        copies_wanted: vault.config.copies,
        sole: sole.map(|one| one.bundle).collect(),
        short: short.map(|one| one.bundle).collect(),
        ordered: of_standing(StandingRow::PartlyDestroyed),
        outlived: of_standing(StandingRow::Destroyed),
        gone,
        disclosures,
        copy_to: copy_to(vault, medium),
        bundles,
    })
}

/// Whether fewer copies count than are wanted, once the drive is gone; fewer key copies, where it holds keys alone.
fn is_short(vault: &Vault, medium: MediumId, known: &BundleState) -> bool {
    let wanted = vault.config.copies as usize;
    let state = &vault.state;
    let counted = state.counted_without(known, Some(medium), Proven::ReadBack, wanted);
    match state.holds_keys_alone(medium) {
        true => counted.keys < wanted,
        false => counted.copies < wanted,
    }
}

/// Where the missing copies can go; never onto the drive that is gone.
fn copy_to(vault: &Vault, medium: MediumId) -> CopyTo {
    match CopyTo::of(vault) {
        CopyTo::Drive(label) if label == vault.memory.label(medium) => {
            CopyTo::Further(free_letter(vault))
        }
        copy_to => copy_to,
    }
}

/// What persons who are believed put on record of its loss: that of the latest day, since it may have been back.
fn said_lost(vault: &Vault, medium: MediumId) -> Option<&MediumLost> {
    let said = vault.ledger.entries().filter_map(|entry| match &entry.event {
        Event::MediumLost(lost) if lost.medium == medium && vault.state.believes(entry) => {
            Some(lost)
        }
        _ => None,
    });
    said.max_by_key(|lost| (lost.since, lost.destroyed.is_some()))
}

fn identity_here(vault: &Vault) -> IdentityHere {
    if vault.root.join(IDENTITY_PLAIN).is_file() {
        IdentityHere::InTheClear
    } else if vault.root.join(IDENTITY_SEALED).is_file() {
        IdentityHere::UnderPassphrase
    } else {
        IdentityHere::NotHere
    }
}
