//! How long what is kept by class, and on which ground (AVG art. 30(1)(f)): by the rules that the bundles were sealed
//! under, and for confidential classes by the schedule of this PC.

use std::collections::BTreeMap;

use crate::rules::class::{Class, ClassId, Period};
use crate::rules::retention::{ShownRule, due_from};
use crate::things::ledger::state::BundleState;
use crate::things::vault::Vault;
use crate::verbs::inside::Inside;
use crate::verbs::list::end_as_reckoned;
use crate::verbs::select::{class_of, names_of_class};
use crate::words::day::Day;
use crate::words::ids::BundleId;

use super::shown::Term;

pub(super) fn terms(vault: &Vault, inside: &Inside, kept: &[BundleId]) -> Vec<Term> {
    // What is confidential and not known here comes last, as one.
    let mut terms: BTreeMap<(bool, Option<ClassId>), Term> = BTreeMap::new();
    for id in kept {
        let bundle = &vault.state.bundles[id];
        let (end, _) = end_as_reckoned(vault, inside, *id, bundle);
        let ends = (end.open, due_from(&end));
        let mut counted: Vec<Option<ClassId>> = Vec::new();
        for rule in &bundle.rules {
            let class = class_of(vault, &rule.class());
            let term = terms
                .entry((class.is_none(), class.clone()))
                .or_insert_with(|| of_class(vault, rule, class.as_ref()));
            with_rule(term, rule);
            if !counted.contains(&class) {
                with_bundle(term, bundle, ends);
                counted.push(class);
            }
        }
    }
    terms.into_values().collect()
}

fn of_class(vault: &Vault, rule: &ShownRule, class: Option<&ClassId>) -> Term {
    let known: Option<&Class> = class.and_then(|id| vault.schedule.get(id));
    let sealed = rule.open().and_then(|rule| rule.rule.naming.as_ref());
    let pinned = rule.open().map(|rule| &rule.rule);
    Term {
        class: class.map(ToString::to_string),
        names: names_of_class(vault, rule),
        confidential: pinned.is_none(),
        periods: match pinned {
            Some(_) => vec![],
            None => known.map(|class| class.period).into_iter().collect(),
        },
        starts: pinned.map(|rule| rule.starts).or_else(|| Some(known?.starts)),
        nature: pinned.map(|rule| rule.nature).or_else(|| Some(known?.nature)),
        basis: sealed.map(|naming| naming.basis.clone()).or_else(|| Some(known?.basis.clone())),
        bundles: 0,
        records: 0,
        open: 0,
        earliest: None,
        latest: None,
    }
}

fn with_rule(term: &mut Term, rule: &ShownRule) {
    let period: Option<Period> = rule.open().map(|rule| rule.rule.period);
    if let Some(period) = period.filter(|period| !term.periods.contains(period)) {
        term.periods.push(period);
    }
}

fn with_bundle(term: &mut Term, bundle: &BundleState, (open, from): (bool, Option<Day>)) {
    term.bundles += 1;
    term.records += bundle.records;
    term.open += u64::from(open);
    let Some(day) = from else { return };
    term.earliest = Some(term.earliest.map_or(day, |earliest| earliest.min(day)));
    term.latest = term.latest.max(Some(day));
}
