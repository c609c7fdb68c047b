//! Drives that this home has never seen and no longer waits for: said by a person, and put on record before
//! anything is destroyed.

use std::collections::BTreeSet;

use crate::formats::entry::{Event, MediumWaived};
use crate::powers::signer::SigningKey;
use crate::verbs::fault::{Fault, Usage};
use crate::verbs::session::Session;
use crate::words::ids::MediumId;

use super::Request;

/// The drives that a person says are not waited for: each one that this home still waits for. One
/// that was waived before, by a run that was cut off, is passed over: the same command goes on.
pub(super) fn waived(
    session: &Session<'_, '_>,
    request: &Request,
) -> Result<BTreeSet<MediumId>, Usage> {
    let state = &session.vault.state;
    let before = state.waived.get(&session.vault.writer());
    let mut media = BTreeSet::new();
    for name in &request.waive {
        let called = session.vault.memory.by_label(name).map(|(medium, _)| medium);
        match called.or_else(|| name.parse().ok()) {
            Some(medium) if state.unseen.contains(&medium) => drop(media.insert(medium)),
            Some(medium) if before.is_some_and(|before| before.contains(&medium)) => {}
            _ => return Err(Usage::NotWaitedFor(name.clone())),
        }
    }
    Ok(media)
}

/// Puts on record who no longer waits for these drives, and why.
pub(super) fn waive(
    session: &mut Session<'_, '_>,
    request: &Request,
    media: &BTreeSet<MediumId>,
    disposer: &SigningKey,
) -> Result<(), Fault> {
    for medium in media {
        let mut text = serde_json::Map::new();
        text.insert("by".into(), request.by.clone().into());
        text.insert("role".into(), request.role.clone().into());
        if let Some(reason) = &request.reason {
            text.insert("reason".into(), reason.clone().into());
        }
        let note = session.note(text)?;
        let event = Event::MediumWaived(MediumWaived { medium: *medium });
        session.record_as_disposer(event, Some(note), disposer)?;
    }
    Ok(())
}
