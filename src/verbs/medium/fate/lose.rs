//! A drive is lost: what it held, and what there is too little of now.

use crate::formats::entry::{Event, MediumLost, Physical};
use crate::powers::signer::SigningKey;
use crate::things::ledger::state::{BundleState, Proven, Standing};
use crate::verbs::fault::Fault;
use crate::verbs::session::Session;
use crate::verbs::statement::make::{Signing, make_owed};
use crate::verbs::statement::{Stated, Unstated};
use crate::words::day::Day;
use crate::words::ids::{BundleId, DriveId, MediumId};

pub(super) fn lose(
    session: &mut Session<'_, '_>,
    medium: MediumId,
    drive: DriveId,
    (since, destroyed): (Day, Option<Physical>),
    (reason, by): (&str, &str),
) -> Result<(Vec<Stated>, Vec<Unstated>), Fault> {
    let identities = session.world.access.open(&session.vault)?;
    let disposer = session.world.access.disposer(&session.vault, &identities)?;
    let note = session.note_who_and_why(by, reason)?;
    let event = Event::MediumLost(MediumLost { destroyed, drive, medium, since });
    session.record_as_disposer(event, Some(note), &disposer)?;
    // It may have been the last that a destruction waited for.
    let held = |known: &BundleState| {
        known.copies.contains_key(&medium) || known.keys_on.contains_key(&medium)
    };
    let bundles = session.vault.state.bundles.iter();
    let ids: Vec<BundleId> = bundles
        .filter(|(_, known)| !known.destroyed_on.is_empty() && held(known))
        .map(|(id, _)| *id)
        .collect();
    make_owed(session, &ids, &Signing { identities: &identities, disposer: &disposer })
}

/// Whether somebody who is believed said already that the drive is lost; or, where `destroyed`, that it was physically
/// destroyed.
pub(super) fn said_lost(session: &Session<'_, '_>, medium: MediumId, destroyed: bool) -> bool {
    let vault = &session.vault;
    vault.ledger.entries().any(|entry| match &entry.event {
        Event::MediumLost(lost) if lost.medium == medium && vault.state.believes(entry) => {
            lost.destroyed.is_some() || !destroyed
        }
        _ => false,
    })
}

/// Kept bundles that have a copy on the drive, or had before it went; or their keys, where it holds keys alone.
pub(super) fn kept_on(session: &Session<'_, '_>, medium: MediumId) -> Vec<BundleId> {
    let keys_alone = session.vault.state.holds_keys_alone(medium);
    let bundles = session.vault.state.bundles.iter();
    bundles
        .filter(|(_, bundle)| bundle.standing() == Standing::Kept)
        .filter(|(_, bundle)| match keys_alone {
            true => bundle.keys_on.contains_key(&medium),
            false => bundle.copies.contains_key(&medium),
        })
        .map(|(id, _)| *id)
        .collect()
}

pub(super) fn wanting(session: &Session<'_, '_>, medium: MediumId) -> Vec<BundleId> {
    let wanted = session.vault.config.copies as usize;
    let state = &session.vault.state;
    let keys_alone = state.holds_keys_alone(medium);
    let few = |id: &BundleId| {
        let counted = session.vault.counted(&state.bundles[id], Proven::ReadBack);
        if keys_alone { counted.keys < wanted } else { counted.copies < wanted }
    };
    kept_on(session, medium).into_iter().filter(few).collect()
}

pub(super) fn disposer(session: &mut Session<'_, '_>) -> Result<SigningKey, Fault> {
    let identities = session.world.access.open(&session.vault)?;
    Ok(session.world.access.disposer(&session.vault, &identities)?)
}
