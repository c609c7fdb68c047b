//! How a rule stands in a bag's `bag-info.txt`: for writing a bundle, and for making the tar's end again to compare it.

use crate::formats::bag::BagRule;
use crate::rules::retention::{ClassShown, PinnedRule};

/// A rule as `bag-info.txt` names it, where confidential classes are whole too.
pub fn bag_rule(rule: &PinnedRule) -> BagRule {
    BagRule {
        class: match &rule.class {
            ClassShown::Id(id) => id.to_string(),
            ClassShown::Tag(tag) => tag.to_string(),
        },
        date: rule.date.map(|date| date.to_string()),
        keep_through: rule.keep_through,
        delete_from: rule.delete_from,
    }
}
