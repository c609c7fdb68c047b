//! A rule as a seal and a ledger line show it (format, §4.1): whole, or of a confidential class its tag, both ends and
//! a commitment to the rule, which is whole in the encrypted index.
//!
//! Refuses to know how a commitment is made. Period, nature and start would tell confidential classes apart.

use serde::{Deserialize, Deserializer, Serialize};

use super::end::{End, HasEnd};
use super::pinned::{ClassShown, PinnedRule};
use crate::words::day::{Day, GivenDate, day_or_null};
use crate::words::digest::Digest;
use crate::words::ids::Tag;

/// A rule in the clear.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum ShownRule {
    /// A rule that anybody may read.
    Open(PinnedRule),
    /// A confidential class's rule: its ends, and a commitment to the rest.
    Sealed(SealedRule),
}

/// What shows of a confidential class's rule. Without any end it is open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SealedRule {
    pub class: TagOnly,
    /// By this, whoever has the index proves the rule that stands there.
    pub commitment: Digest,
    #[serde(with = "day_or_null")]
    pub delete_from: Option<Day>,
    #[serde(with = "day_or_null")]
    pub keep_through: Option<Day>,
}

/// A class of which no more than the tag shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TagOnly {
    pub tag: Tag,
}

/// How a rule is to stand in the clear, before its bundle has a secret to commit with.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(
    clippy::large_enum_variant,
    reason = "a bundle has a rule or two, and nearly all are whole"
)]
pub enum Showing {
    /// Shown as it is.
    Open(PinnedRule),
    /// Shown by this tag and a commitment.
    Tag(Tag),
}

impl Showing {
    /// The class as it shows.
    pub fn class(&self) -> ClassShown {
        match self {
            Showing::Open(rule) => rule.class.clone(),
            Showing::Tag(tag) => ClassShown::Tag(*tag),
        }
    }

    /// The rule as it shows, with the commitment to what it is.
    pub fn of(&self, whole: &PinnedRule, commitment: Digest) -> ShownRule {
        match self {
            Showing::Open(rule) => ShownRule::Open(rule.clone()),
            Showing::Tag(tag) => ShownRule::Sealed(SealedRule {
                class: TagOnly { tag: *tag },
                commitment,
                delete_from: whole.delete_from,
                keep_through: whole.keep_through,
            }),
        }
    }
}

impl ShownRule {
    /// The class as it shows.
    pub fn class(&self) -> ClassShown {
        match self {
            ShownRule::Open(rule) => rule.class.clone(),
            ShownRule::Sealed(rule) => ClassShown::Tag(rule.class.tag),
        }
    }

    /// The whole rule, where it shows.
    pub fn open(&self) -> Option<&PinnedRule> {
        match self {
            ShownRule::Open(rule) => Some(rule),
            ShownRule::Sealed(_) => None,
        }
    }

    /// Whether two rules that show whole give the same end for the same day.
    pub fn is_like(&self, other: &ShownRule) -> bool {
        let (Some(one), Some(other)) = (self.open(), other.open()) else { return false };
        let text = |rule: &PinnedRule| (rule.rule.period, rule.rule.starts, rule.rule.nature);
        one.class == other.class && text(one) == text(other)
    }

    /// The date given, as far as it shows.
    pub fn date(&self) -> Option<GivenDate> {
        self.open().and_then(|rule| rule.date)
    }
}

impl HasEnd for ShownRule {
    fn later_end(&self) -> End {
        match self {
            ShownRule::Open(rule) => rule.later_end(),
            ShownRule::Sealed(SealedRule { delete_from, keep_through, .. }) => End {
                delete_from: *delete_from,
                keep_through: *keep_through,
                open: delete_from.is_none() && keep_through.is_none(),
            },
        }
    }

    fn shown_class(&self) -> ClassShown {
        self.class()
    }
}

/// A rule that stands in the clear has a class's id and its names.
#[derive(Debug, thiserror::Error)]
#[error("{self:?}")]
struct ConfidentialInTheClear;

impl<'de> Deserialize<'de> for ShownRule {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Raw {
            Open(PinnedRule),
            Sealed(SealedRule),
        }
        match Raw::deserialize(d)? {
            Raw::Open(rule) if rule.rule.confidential => {
                Err(serde::de::Error::custom(ConfidentialInTheClear))
            }
            Raw::Open(rule) => Ok(ShownRule::Open(rule)),
            Raw::Sealed(rule) => Ok(ShownRule::Sealed(rule)),
        }
    }
}
