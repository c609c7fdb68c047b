//! Whether other bundles stand in a bundle's place, so that it may go before its end: what the door asks of them.
//!
//! Whoever has the sealer's key can put copies on record that nobody made: another home's word alone lets nothing go.
//! And what this home remembers of a drive may be over: while a copy stands, each bundle in its place is read whole.

use std::collections::BTreeSet;

use super::elsewhere::StandsThere;
use crate::formats::seal::Seal;
use crate::rules::retention::End;
use crate::things::bundle::proof::Verified;
use crate::things::ledger::state::{Heritage, Proven, State, Witness};
use crate::words::ids::BundleId;

/// Where proven seals are found: in the home, or on a drive that is here.
pub trait Seals {
    /// The seal of this bundle; none where it is nowhere to be had.
    fn seal(&self, bundle: BundleId) -> Option<Verified<Seal>>;
}

/// What is known of the bundles that stand in others' place.
pub(super) struct Standing<'a> {
    pub state: &'a State,
    /// How many copies the vault wants.
    pub copies: usize,
    /// Whose eyes count.
    pub witness: Witness,
    pub seals: &'a dyn Seals,
    /// The bundles of other vaults that this run has asked for there.
    pub elsewhere: &'a [StandsThere],
    /// The bundles of which this run has read a copy whole.
    pub whole: &'a BTreeSet<BundleId>,
}

/// What this home has yet to see itself of the bundles in which all records stand.
#[derive(Debug, Default)]
pub(super) struct Unseen {
    /// Bundles of this vault.
    pub heirs: Vec<BundleId>,
    /// Bundles of other vaults.
    pub elsewhere: Vec<BundleId>,
}

/// Where every record stands in other bundles, each of which is kept as long or longer (or for less, as was confirmed)
/// and has copies enough, or was left out on a ground, which is on record: those of the other bundles that this home
/// has not seen on media enough itself. None where the records do not stand elsewhere so.
pub(super) fn succession(asked: Standing<'_>, bundle: BundleId, end: End) -> Option<Unseen> {
    let Standing { state, copies, witness, .. } = asked;
    let Heritage { heirs, steps, elsewhere, .. } = state.heritage(bundle)?;
    let stands = |heir: &BundleId| {
        let heir = state.bundles.get(heir);
        heir.is_some_and(|heir| {
            heir.is_kept_as_long(bundle, end)
                && state.counted(heir, Proven::ReadBack, copies).copies >= copies.max(1)
        })
    };
    if !were_meant(asked.seals, &steps) || !heirs.iter().all(stands) {
        return None;
    }
    // Where every copy is gone, keys that are left give nothing back.
    let known = state.bundles.get(&bundle)?;
    let gives = known.standing_copies().any(|(_, copy)| !copy.lost);
    let seen = |heir: &BundleId| {
        let whole = !gives || asked.whole.contains(heir);
        whole && state.has_seen(*heir, Proven::ReadBack, copies, witness)
    };
    let heirs = heirs.into_iter().filter(|heir| !seen(heir)).collect();
    let mut unseen = Unseen { heirs, elsewhere: vec![] };
    for (from, named) in &elsewhere {
        let there = asked.elsewhere.iter().find(|one| one.is(named));
        match there.filter(|there| there.holds(*from, named, end)) {
            Some(there) if there.is_seen() => {}
            Some(_) => unseen.elsewhere.push(named.bundle),
            // It is there, and not what it must be.
            None if there.is_some() => return None,
            None => unseen.elsewhere.push(named.bundle),
        }
    }
    Some(unseen)
}

/// Whoever sealed them meant them to stand in its place: the disposer's word alone makes no bundle a successor.
fn were_meant(seals: &dyn Seals, steps: &[(BundleId, BundleId)]) -> bool {
    let meant = |(from, into): &(BundleId, BundleId)| {
        seals.seal(*into).is_some_and(|seal| seal.supersedes.contains(from))
    };
    steps.iter().all(meant)
}
