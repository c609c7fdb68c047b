//! What a person's own request does not look into by itself: bundles under a confidential class that it does not name.
//!
//! Whether such a person may know that there is one is a matter of the class: a report under the Wwft is kept from whom
//! it is about (art. 23). So a person here decides first, class by class.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::rules::class::ClassId;
use crate::rules::retention::ShownRule;
use crate::things::vault::Vault;
use crate::verbs::select::class_of;
use crate::words::ids::BundleId;

use super::Request;

/// What was not looked into.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Confidential {
    pub bundles: Vec<BundleId>,
    /// The confidential classes of these, as far as they are known here.
    pub classes: BTreeSet<ClassId>,
}

/// Takes them out of what is looked through.
pub(super) fn take_out(
    vault: &Vault,
    request: &Request,
    bundles: &mut Vec<BundleId>,
) -> Confidential {
    let mut out = Confidential::default();
    if !request.asked.is_of_subject() {
        return out;
    }
    let named = request.selection.class.as_ref();
    bundles.retain(|id| {
        let rules = vault.state.bundles.get(id).into_iter().flat_map(|bundle| &bundle.rules);
        let hidden: Vec<Option<ClassId>> = rules
            .filter(|rule| is_confidential(vault, rule))
            .map(|rule| class_of(vault, &rule.class()))
            .filter(|class| class.is_none() || class.as_ref() != named)
            .collect();
        if hidden.is_empty() {
            return true;
        }
        out.bundles.push(*id);
        out.classes.extend(hidden.into_iter().flatten());
        false
    });
    out
}

/// As it was sealed, or as the class is by now.
fn is_confidential(vault: &Vault, rule: &ShownRule) -> bool {
    let Some(open) = rule.open() else { return true };
    let class = class_of(vault, &open.class);
    let known = class.and_then(|class| vault.schedule.get(&class));
    open.rule.confidential || known.is_some_and(|known| known.confidential)
}
