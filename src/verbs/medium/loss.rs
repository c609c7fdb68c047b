//! What a person needs who lost a drive, for the note that the law asks for: what was on it, how it was encrypted,
//! where the keys are, and which other copies there are.
//!
//! Made from the ledger and the home's memory alone. It may be handed on, so that confidential classes are counted
//! and not named.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::formats::entry::Role;
use crate::rules::retention::ClassShown;
use crate::things::ledger::state::{BundleState, Copy, Proven, ProvenNow};
use crate::things::vault::Vault;
use crate::verbs::session::Session;
use crate::words::day::{Day, Time};
use crate::words::digest::Digest;
use crate::words::ids::{BundleId, MediumId};

/// What a person needs for a note of a loss.
#[derive(Debug, Serialize)]
pub struct LossReport {
    pub since: Day,
    pub last_seen: Option<Time>,
    pub last_verified: Option<Time>,
    pub roles: Vec<Role>,
    pub records: u64,
    pub bytes: u64,
    /// By class; a bundle under two rules counts in both.
    pub classes: Vec<ClassLost>,
    pub encryption: Encryption,
    /// SHA-256 of each recipient whose identity opens a bundle's key.
    pub recipients: Vec<Digest>,
    /// Whether wrapped keys of these bundles lie on the lost drive.
    pub keys_there: bool,
    /// The other drives with their keys, by label.
    pub keys_elsewhere: Vec<String>,
    pub bundles: Vec<BundleLost>,
}

/// How bundles are encrypted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum Encryption {
    #[serde(rename = "age v1: X25519, ChaCha20-Poly1305; an identity of its own for each bundle")]
    AgeV1,
}

/// The lost bundles of one class.
#[derive(Debug, Serialize)]
pub struct ClassLost {
    /// None for those that are confidential.
    pub class: Option<String>,
    pub bundles: u64,
    pub records: u64,
    pub bytes: u64,
}

/// A bundle that the lost drive had.
#[derive(Debug, Serialize)]
pub struct BundleLost {
    pub bundle: BundleId,
    pub records: u64,
    pub bytes: u64,
    /// Its other copies; its keys, where the lost drive held keys alone.
    pub others: Vec<OtherCopy>,
}

/// Another copy of such a bundle.
#[derive(Debug, Serialize)]
pub struct OtherCopy {
    pub medium: String,
    /// How far it was proven; none for keys alone.
    pub proven: Option<ProvenNow>,
    /// When it was last seen to hold.
    pub held: Option<Time>,
    /// Whether it counts.
    pub holds: bool,
}

/// What is known of a lost drive that had these bundles.
pub(super) fn loss(
    session: &Session<'_, '_>,
    medium: MediumId,
    since: Day,
    bundles: &[BundleId],
) -> LossReport {
    let vault = &session.vault;
    let known: Vec<(BundleId, &BundleState)> =
        bundles.iter().map(|id| (*id, &vault.state.bundles[id])).collect();
    let remembered = vault.memory.media.get(&medium).filter(|known| known.is_seen());
    let state = &vault.state.media[&medium];
    LossReport {
        since,
        last_seen: remembered.filter(|known| known.is_seen()).map(|known| known.seen),
        last_verified: state.verified,
        roles: state.roles.clone(),
        records: known.iter().map(|(_, bundle)| bundle.records).sum(),
        bytes: known.iter().map(|(_, bundle)| bundle.bytes).sum(),
        classes: classes(&known),
        encryption: Encryption::AgeV1,
        recipients: vault.state.recipients.iter().copied().collect(),
        keys_there: known.iter().any(|(_, bundle)| bundle.keys_on.contains_key(&medium)),
        keys_elsewhere: keys_elsewhere(vault, medium, &known),
        bundles: known
            .iter()
            .map(|(id, bundle)| BundleLost {
                bundle: *id,
                records: bundle.records,
                bytes: bundle.bytes,
                others: others(vault, medium, bundle),
            })
            .collect(),
    }
}

/// The other drives with the keys of such bundles, by label.
pub(in crate::verbs) fn keys_elsewhere(
    vault: &Vault,
    lost: MediumId,
    known: &[(BundleId, &BundleState)],
) -> Vec<String> {
    let holders = known.iter().flat_map(|(_, bundle)| vault.state.key_holders(bundle));
    let others: BTreeSet<MediumId> = holders.filter(|on| *on != lost).collect();
    let labels: BTreeSet<String> = others.into_iter().map(|on| vault.memory.label(on)).collect();
    labels.into_iter().collect()
}

fn classes(known: &[(BundleId, &BundleState)]) -> Vec<ClassLost> {
    let mut sums: BTreeMap<Option<String>, (u64, u64, u64)> = BTreeMap::new();
    for (_, bundle) in known {
        let mut shown: Vec<Option<String>> = bundle
            .rules
            .iter()
            .map(|rule| match rule.class() {
                ClassShown::Id(id) => Some(id.to_string()),
                ClassShown::Tag(_) => None,
            })
            .collect();
        shown.sort();
        shown.dedup();
        for class in shown {
            let sum = sums.entry(class).or_default();
            *sum = (sum.0 + 1, sum.1 + bundle.records, sum.2 + bundle.bytes);
        }
    }
    let row = |(class, (bundles, records, bytes))| ClassLost { class, bundles, records, bytes };
    sums.into_iter().map(row).collect()
}

/// The other copies on drives that are not gone themselves, or the other keys.
pub(in crate::verbs) fn others(
    vault: &Vault,
    lost: MediumId,
    bundle: &BundleState,
) -> Vec<OtherCopy> {
    let state = &vault.state;
    let mut others: Vec<OtherCopy> = match state.holds_keys_alone(lost) {
        true => state
            .key_holders(bundle)
            .into_iter()
            .filter(|on| *on != lost)
            .map(|on| OtherCopy {
                medium: vault.memory.label(on),
                proven: None,
                held: bundle.keys_on.get(&on).and_then(Copy::last_seen_to_hold),
                holds: !state.unsound.contains(&on),
            })
            .collect(),
        false => bundle
            .standing_copies()
            .filter(|(on, copy)| *on != lost && copy.proven() != Proven::DriveGone)
            .map(|(on, copy)| OtherCopy {
                medium: vault.memory.label(on),
                proven: Some(state.proven_now(on, copy)),
                held: copy.last_seen_to_hold(),
                holds: copy.is_verified() && !state.unsound.contains(&on),
            })
            .collect(),
    };
    others.sort_by(|a, b| a.medium.cmp(&b.medium));
    others
}
