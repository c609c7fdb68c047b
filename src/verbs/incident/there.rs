//! One bundle that lay on the drive, and the bundles of a class together.

use std::collections::{BTreeMap, BTreeSet};

use crate::rules::retention::{ClassShown, ShownRule};
use crate::things::ledger::state::BundleState;
use crate::things::vault::Vault;
use crate::verbs::list::standing_of;
use crate::verbs::medium::loss::others;
use crate::verbs::select::names_of_class;
use crate::words::ids::{BundleId, MediumId};

use super::report::{BundleThere, ClassThere, RuleThere};

pub(super) fn there(
    vault: &Vault,
    medium: MediumId,
    (id, known): (BundleId, &BundleState),
    here: bool,
) -> BundleThere {
    BundleThere {
        bundle: id,
        rules: known.rules.iter().map(|rule| rule_there(vault, rule)).collect(),
        standing: standing_of(known),
        records: known.records,
        bytes: known.bytes,
        sealed: known.sealed_at.time,
        held: !known.holds.is_empty(),
        here,
        others: others(vault, medium, known),
    }
}

/// No more than the drive itself shows: a confidential class has no name here, though this PC may know it.
fn rule_there(vault: &Vault, rule: &ShownRule) -> RuleThere {
    match rule.class() {
        ClassShown::Tag(_) => RuleThere { class: None, names: None, date: None },
        ClassShown::Id(id) => RuleThere {
            class: Some(id.to_string()),
            names: names_of_class(vault, rule),
            date: rule.date(),
        },
    }
}

pub(super) fn by_class(bundles: &[BundleThere]) -> Vec<ClassThere> {
    let mut classes: BTreeMap<Option<&String>, ClassThere> = BTreeMap::new();
    for bundle in bundles {
        let mut counted: BTreeSet<Option<&String>> = BTreeSet::new();
        for rule in bundle.rules.iter() {
            if !counted.insert(rule.class.as_ref()) {
                continue;
            }
            let sum = classes.entry(rule.class.as_ref()).or_insert_with(|| ClassThere {
                class: rule.class.clone(),
                names: rule.names.clone(),
                bundles: 0,
                records: 0,
                bytes: 0,
            });
            sum.bundles += 1;
            sum.records += bundle.records;
            sum.bytes += bundle.bytes;
        }
    }
    classes.into_values().collect()
}
