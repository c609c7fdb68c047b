//! Under what each bundle is kept, as the list says that goes with its records.

use std::collections::BTreeMap;

use crate::rules::retention::ShownRule;
use crate::things::ledger::state::Standing;
use crate::things::vault::Vault;
use crate::verbs::delivered::{ClassCalled, KeptUnder};
use crate::verbs::inside::Inside;
use crate::verbs::list::end_as_reckoned;
use crate::verbs::select::{class_of, names_of_class};
use crate::words::ids::BundleId;

/// That of all bundles that are kept.
pub fn kept_under(vault: &Vault) -> BTreeMap<BundleId, KeptUnder> {
    let bundles = vault.state.bundles.iter();
    let kept = bundles.filter(|(_, bundle)| bundle.standing() == Standing::Kept);
    kept.map(|(id, bundle)| {
        let called = |rule: &ShownRule| {
            let (name_en, name_nl) = names_of_class(vault, rule)?;
            let id = class_of(vault, &rule.class())?.to_string();
            Some(ClassCalled { id, name_en, name_nl })
        };
        let classes = bundle.rules.iter().filter_map(called).collect();
        let (end, _) = end_as_reckoned(vault, &Inside::default(), *id, bundle);
        (*id, KeptUnder { classes, end })
    })
    .collect()
}
