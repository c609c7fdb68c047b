//! What an index says of the whole bundle (format, §4.7): the line after the records.

use std::fmt;

use serde::{Deserialize, Serialize, Serializer};
use serde_json::Value;

use crate::formats::commitments::CommitmentSecret;
use crate::formats::frames::FrameSize;
use crate::rules::retention::{ClassShown, PinnedRule, ShownRule, as_shown};
use crate::words::ids::{BundleId, VaultId};
use crate::words::straight::Sorted;

/// The bundle's meta line. The fields stand in the order of the canonical line.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Meta {
    /// The bundle that this index lists.
    pub bundle: BundleId,
    /// The case's code, in the clear: the index is encrypted.
    pub case: Option<String>,
    /// Ids of the classes, also of confidential ones.
    pub classes: Vec<String>,
    /// The secret that every record's salt is made from.
    pub commitment_secret: CommitmentSecret,
    /// The payload's frames, in order.
    pub frames: Vec<FrameSize>,
    /// The record of the archive run.
    #[serde(serialize_with = "sorted")]
    pub report: Value,
    /// The rules, whole also for confidential classes.
    #[serde(serialize_with = "all_sorted")]
    pub rules: Vec<Value>,
    /// The vault that the bundle is in.
    pub vault: VaultId,
}

impl Meta {
    /// The whole rules. None where the seal does not show them as it must, or a confidential one is not what was
    /// committed to. `hides` says that no more of a date shows than an end needs.
    pub fn whole_rules(&self, shown: &[ShownRule], hides: bool) -> Option<Vec<PinnedRule>> {
        let read = |rule: &Value| serde_json::from_value(rule.clone()).ok();
        let whole: Vec<PinnedRule> = self.rules.iter().map(read).collect::<Option<_>>()?;
        let classes = whole.iter().map(|rule| match &rule.class {
            ClassShown::Id(id) => id.as_str(),
            ClassShown::Tag(_) => "",
        });
        let fits = |(n, (whole, shown)): (usize, (&PinnedRule, &ShownRule))| {
            let end = (whole.keep_through, whole.delete_from);
            match shown {
                ShownRule::Open(shown) => {
                    !whole.rule.confidential && *shown == as_shown(whole.clone(), hides)
                }
                ShownRule::Sealed(shown) => {
                    whole.rule.confidential
                        && self.commitment_secret.rule(n, whole) == shown.commitment
                        && (shown.keep_through, shown.delete_from) == end
                }
            }
        };
        let fit = whole.len() == shown.len()
            && classes.eq(self.classes.iter().map(String::as_str))
            && whole.iter().zip(shown).enumerate().all(fits);
        fit.then_some(whole)
    }
}

/// Says nothing of what is encrypted for a reason.
impl fmt::Debug for Meta {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Meta of {}, {} frames", self.bundle, self.frames.len())
    }
}

fn sorted<S: Serializer>(value: &Value, s: S) -> Result<S::Ok, S::Error> {
    Sorted(value).serialize(s)
}

fn all_sorted<S: Serializer>(values: &[Value], s: S) -> Result<S::Ok, S::Error> {
    s.collect_seq(values.iter().map(Sorted))
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::words::canonical;
    use crate::words::digest::Digest;
    use crate::words::straight::push_line;
    use serde_json::json;

    pub(crate) fn meta() -> Meta {
        Meta {
            bundle: "20261031-7f3ca2b1".parse().unwrap(),
            case: Some("C-1".into()),
            classes: vec!["nl-payroll".into()],
            commitment_secret: CommitmentSecret::from_random([1; 32]),
            frames: vec![(10, 20).into(), (11, 21).into()],
            report: json!({"sources": ["/srv/ä"], "counts": {"left_out": 0, "files": 2}}),
            rules: vec![json!({"schedule": "2026-1", "class": {"id": "nl-payroll"}})],
            vault: VaultId(Digest::of(b"vault")),
        }
    }

    #[test]
    fn the_meta_line_is_canonical_and_comes_back() {
        let mut line = Vec::new();
        push_line(&meta(), &mut line);
        assert_eq!(line, canonical::line(&meta()));
        assert!(String::from_utf8(line.clone()).unwrap().contains("\"frames\":[[10,20],[11,21]]"));
        assert_eq!(serde_json::from_slice::<Meta>(&line).unwrap(), meta());
    }
}
