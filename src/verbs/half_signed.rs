//! What one of two persons has signed, and the other has yet to: who signed, and when. Nobody else tells the second
//! person of it. Reads what this PC knows.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::formats::review_list::hash_of;
use crate::things::ledger::persons::Person;
use crate::things::ledger::state::{BundleState, Standing};
use crate::things::vault::Vault;
use crate::words::day::{Day, Time};
use crate::words::digest::Digest;
use crate::words::ids::BundleId;

use super::destroy::as_known;
use super::hold::half_released;
use super::signature::Signature;
use super::terms::WaitRow;
use super::terms::earlier::waits;

/// An act that waits for the other person.
#[derive(Debug, Clone, Serialize)]
pub struct HalfSigned {
    #[serde(flatten)]
    pub act: HalfAct,
    #[serde(flatten)]
    pub signature: Signature,
}

/// What the other person has yet to sign.
#[derive(Debug, Clone, Serialize)]
#[serde(tag = "act", rename_all = "kebab-case")]
pub enum HalfAct {
    /// `hold` is what a person types to mean it.
    HoldRelease { hold: String },
    Destruction {
        list: Digest,
        bundles: Vec<BundleId>,
        /// Whoever names these bundles approves that list.
        #[serde(skip)]
        named: bool,
    },
    /// It may be confirmed from that day on.
    EarlierEnd { proposal: Digest, bundles: Vec<BundleId>, from: Day },
}

impl HalfSigned {
    /// Whether it is an earlier end, which `due` names among those that wait.
    pub fn is_earlier_end(&self) -> bool {
        matches!(self.act, HalfAct::EarlierEnd { .. })
    }
}

/// All of it, what was signed first before the rest; nothing where one person is enough.
pub(super) fn half_signed(vault: &Vault, today: Day) -> Vec<HalfSigned> {
    if !vault.two_persons() {
        return vec![];
    }
    let releases = half_released(vault).into_iter();
    let releases = releases
        .map(|(hold, signature)| HalfSigned { act: HalfAct::HoldRelease { hold }, signature });
    let ends = waits(vault, today).into_iter().filter_map(|row| earlier_end(vault, row));
    let mut all: Vec<HalfSigned> = releases.chain(destructions(vault)).chain(ends).collect();
    all.sort_by_key(|one| one.signature.signed);
    all
}

/// The lists that one person approved, with the bundles on them for which nobody else's word stands.
fn destructions(vault: &Vault) -> Vec<HalfSigned> {
    let mut lists: BTreeMap<(Digest, &Person), (Time, Vec<BundleId>)> = BTreeMap::new();
    let waits = |bundle: &BundleState| {
        bundle.intended.is_none() && bundle.standing() == Standing::Kept && bundle.persons() == 1
    };
    for (id, bundle) in vault.state.bundles.iter().filter(|(_, bundle)| waits(bundle)) {
        for (list, who) in &bundle.approved {
            for (person, signed) in who {
                let (first, bundles) =
                    lists.entry((*list, person)).or_insert_with(|| (*signed, vec![]));
                *first = (*first).min(*signed);
                bundles.push(*id);
            }
        }
    }
    let row = |((list, person), (signed, bundles)): ((Digest, &Person), (Time, Vec<BundleId>))| {
        let known: Vec<_> = bundles.iter().filter_map(|id| as_known(vault, *id)).collect();
        let named = hash_of(vault.id, &known) == list;
        let signature = Signature { by: vault.name_of_person(person), signed };
        HalfSigned { act: HalfAct::Destruction { list, bundles, named }, signature }
    };
    lists.into_iter().map(row).collect()
}

fn earlier_end(vault: &Vault, row: WaitRow) -> Option<HalfSigned> {
    let proposed = &vault.state.shortenings[&row.proposal];
    let by = proposed.by.as_ref().filter(|_| row.by_another && !row.undone)?;
    let signature = Signature { by: vault.name_of_person(by), signed: proposed.proposed.time };
    let WaitRow { proposal, bundles, from, .. } = row;
    Some(HalfSigned { act: HalfAct::EarlierEnd { proposal, bundles, from }, signature })
}
