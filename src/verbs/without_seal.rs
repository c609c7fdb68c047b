//! Bundles that are on record, and of which nobody here has a seal: somebody who had the sealer's key may have made
//! them up, and then they are missed for ever. What ends that is said, with the entries that speak of them.
//!
//! A bundle that this home has sealed itself, or whose seal it once saw, is none of these.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::formats::entry::Event;
use crate::things::ledger::quarantine::Quarantine;
use crate::things::ledger::state::Standing;
use crate::words::ids::{BundleId, WriterId};

use super::session::Session;
use super::signer::{ranges, typed_lines};

/// A bundle of which no drive that is connected has a seal that holds, and this PC neither.
#[derive(Debug, Clone, Serialize)]
pub struct WithoutSeal {
    pub bundle: BundleId,
    /// The drives that are said to hold it, or its keys, by label.
    pub on: Vec<String>,
    /// Those of them that are not connected: it may lie there.
    pub absent: Vec<String>,
    /// The entries that say so, as `signer replace --distrust` takes them.
    pub entries: Vec<String>,
}

/// Those of these bundles of which nobody here has a seal.
pub(super) fn without_seal(
    session: &Session<'_, '_>,
    among: impl IntoIterator<Item = BundleId>,
) -> Vec<WithoutSeal> {
    let among: BTreeSet<BundleId> = among.into_iter().collect();
    let quarantine = Quarantine::of(session.vault.ledger.entries());
    among.into_iter().filter_map(|bundle| of(session, &quarantine, bundle)).collect()
}

fn of(session: &Session<'_, '_>, quarantine: &Quarantine, bundle: BundleId) -> Option<WithoutSeal> {
    let known = session.vault.state.bundles.get(&bundle)?;
    if known.standing() != Standing::Kept || session.any_seal(bundle).is_some() {
        return None;
    }
    let own = session.vault.witness();
    let mut lines: BTreeMap<WriterId, Vec<u64>> = BTreeMap::new();
    for entry in session.vault.ledger.entries().filter(|entry| quarantine.counts(entry)) {
        let by_itself = entry.writer == own.writer && entry.seq >= own.from_seq;
        match &entry.event {
            Event::Sealed(sealed) if sealed.bundle == bundle && by_itself => return None,
            Event::Sealed(_) | Event::Copied(_) | Event::KeysWrapped(_)
                if entry.event.bundle() == Some(bundle) =>
            {
                lines.entry(entry.writer).or_default().push(entry.seq);
            }
            _ => {}
        }
    }
    let media: BTreeSet<_> =
        known.standing_copies().map(|(on, _)| on).chain(known.standing_keys()).collect();
    let away = media.iter().filter(|on| !session.contacts.has(**on) && !session.is_gone(**on));
    Some(WithoutSeal {
        bundle,
        absent: away.map(|on| session.label(*on)).collect(),
        on: media.iter().map(|on| session.label(*on)).collect(),
        entries: typed_lines(ranges(lines)),
    })
}
