//! How a bundle gets the copies that it lacks: a damaged copy is repaired, one that nobody has looked at is verified,
//! and a missing one is made.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::rules::class::ClassId;
use crate::rules::retention::ShownRule;
use crate::things::copy_to::CopyTo;
use crate::things::ledger::state::{BundleState, Copy, MediumState, Proven, Standing};
use crate::things::vault::Vault;
use crate::words::day::GivenDate;
use crate::words::ids::{BundleId, MediumId};

use super::select::class_of;

/// The drives with a copy of these, or their keys, that count for nothing before they were verified: a run saw
/// something wrong there.
pub fn to_verify<'a>(
    vault: &Vault,
    bundles: impl IntoIterator<Item = &'a BundleState>,
) -> Vec<String> {
    let stands = |known: &'a BundleState| {
        let copies = known.standing_copies().map(|(on, _)| on);
        copies.chain(known.standing_keys()).collect::<Vec<_>>()
    };
    let gone = |on: &MediumId| vault.state.media.get(on).is_some_and(MediumState::is_gone);
    let media: BTreeSet<MediumId> = bundles.into_iter().flat_map(stands).collect();
    let doubted = media.into_iter().filter(|on| vault.state.unsound.contains(on) && !gone(on));
    let mut labels: Vec<String> = doubted.map(|on| vault.memory.label(on)).collect();
    labels.sort();
    labels
}

/// A bundle of which no copy is known to hold, and what its records would be sealed under again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoCopy {
    pub bundle: BundleId,
    pub class: Option<ClassId>,
    pub date: Option<GivenDate>,
}

impl NoCopy {
    /// Those of these bundles, each once.
    pub fn of(vault: &Vault, bundles: impl Iterator<Item = BundleId>) -> Vec<NoCopy> {
        let bundles: BTreeSet<BundleId> = bundles.collect();
        let none = |id: &BundleId| {
            let known = vault.state.bundles.get(id)?;
            let holds = |(_, copy): (MediumId, &Copy)| {
                !matches!(copy.proven(), Proven::DoesNotHold | Proven::DriveGone)
            };
            let kept = known.standing() == Standing::Kept;
            (kept && !known.standing_copies().any(holds)).then(|| NoCopy {
                bundle: *id,
                class: known.rules.first().and_then(|rule| class_of(vault, &rule.class())),
                date: known.rules.first().and_then(ShownRule::date),
            })
        };
        bundles.iter().filter_map(none).collect()
    }
}

/// The kept bundles of which every copy stands on a drive that is lost or out of use, and that do not wait in the
/// outbox: no copy of them is known to be left.
pub fn all_lost<'b>(
    bundles: impl IntoIterator<Item = (&'b BundleId, &'b BundleState)>,
    waiting: impl Fn(&BundleId) -> bool,
) -> Vec<BundleId> {
    let lost = |(id, known): &(&BundleId, &BundleState)| {
        known.standing() == Standing::Kept
            && known.standing_copies().next().is_some()
            && known.standing_copies().all(|(_, copy)| copy.proven() == Proven::DriveGone)
            && !waiting(id)
    };
    bundles.into_iter().filter(lost).map(|(id, _)| *id).collect()
}

/// What to do so that some bundles have copies enough.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Wanting {
    /// Drives with a damaged copy of one, by label.
    pub to_repair: Vec<String>,
    /// Drives with a copy whose records are to be opened: its files are as sealed, and something inside was found
    /// wrong.
    pub to_open: Vec<String>,
    /// Drives with a copy that counts once it was verified.
    pub to_verify: Vec<String>,
    /// One has fewer copies than the vault wants, whatever their state.
    pub to_copy: bool,
    /// Where to.
    #[serde(skip)]
    pub copy_to: Option<CopyTo>,
}

impl Wanting {
    /// What to do for these bundles.
    pub fn of(vault: &Vault, bundles: &[BundleId]) -> Wanting {
        let wanted = vault.config.copies as usize;
        let (mut to_repair, mut to_verify) = (BTreeSet::new(), BTreeSet::new());
        let mut to_open = BTreeSet::new();
        let mut to_copy = false;
        for known in bundles.iter().filter_map(|bundle| vault.state.bundles.get(bundle)) {
            let stands = |(on, copy): &(&MediumId, &Copy)| {
                !known.destroyed_on.contains_key(on) && copy.proven() != Proven::DriveGone
            };
            let copies = known.copies.iter().filter(stands).count();
            let keys = known.keys_on.iter().filter(stands).count();
            to_copy |= copies < wanted || keys < wanted;
            for (on, copy) in known.copies.iter().chain(&known.keys_on).filter(stands) {
                let doubted = vault.state.unsound.contains(on);
                let labels = match copy.proven() {
                    Proven::DoesNotHold if copy.inside => &mut to_open,
                    Proven::DoesNotHold => &mut to_repair,
                    Proven::DriveBack | Proven::Written => &mut to_verify,
                    Proven::Cached | Proven::ReadBack | Proven::Reattached if doubted => {
                        &mut to_verify
                    }
                    Proven::DriveGone | Proven::Cached | Proven::ReadBack | Proven::Reattached => {
                        continue;
                    }
                };
                labels.insert(vault.memory.label(*on));
            }
        }
        Wanting {
            to_repair: to_repair.into_iter().collect(),
            to_open: to_open.into_iter().collect(),
            to_verify: to_verify.into_iter().collect(),
            to_copy,
            copy_to: Some(CopyTo::of(vault)),
        }
    }
}
