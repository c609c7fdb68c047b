//! A hold: what stops a destruction whatever the date (in Dutch *vernietigingsstop*).
//!
//! Which holds bind a bundle is a fold over the ledger: `retention::bars` gets the answer. A hold's
//! reference, kind and reason are a person's words, and never stand in the clear on a medium.

mod kind;

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::words::day::{ClockState, Day, day_or_null, day_text};
use crate::words::ids::HoldId;

pub use kind::HoldKind;
pub(crate) use kind::LEGAL_END_YEARS_MAX;

/// The longest reference, in bytes.
pub const REFERENCE_BYTES_MAX: usize = 32;

/// What a person calls a hold or a disclosure: one to 32 of `A-Z`, `0-9` and `-`.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Reference(String);

/// The text is no reference.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a reference")]
pub struct NotAReference(pub String);

impl Reference {
    /// The reference as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl fmt::Debug for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for Reference {
    type Err = NotAReference;
    fn from_str(text: &str) -> Result<Self, NotAReference> {
        let fits = |b: u8| matches!(b, b'A'..=b'Z' | b'0'..=b'9' | b'-');
        if (1..=REFERENCE_BYTES_MAX).contains(&text.len()) && text.bytes().all(fits) {
            Ok(Reference(text.to_owned()))
        } else {
            Err(NotAReference(text.to_owned()))
        }
    }
}

impl Serialize for Reference {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Reference {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        String::deserialize(d)?.parse().map_err(serde::de::Error::custom)
    }
}

/// A hold in force: placed, and not released by an act of its own. No date ends it: neither the one
/// on which a person looks at it again, nor the one on which its ground ends by law.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hold {
    /// How far the clock was believed that gave `since`.
    pub clock: ClockState,
    /// The day by law on which its ground ends, for a kind that has one.
    #[serde(with = "day_or_null")]
    pub ends: Option<Day>,
    /// Its id, which the first line about it drew.
    pub id: HoldId,
    /// What a person calls it; none where this home has not read it yet, since it is encrypted.
    pub reference: Option<Reference>,
    /// When a person looks at it again.
    #[serde(with = "day_or_null")]
    pub review: Option<Day>,
    /// The day on which it was placed.
    #[serde(with = "day_text")]
    pub since: Day,
}

impl Hold {
    /// True from the review date on, and after its legal end: a person should ask whether it is
    /// still needed.
    pub fn review_is_due(&self, today: Day) -> bool {
        self.review.is_some_and(|review| review <= today)
            || self.ends.is_some_and(|ends| ends < today)
    }

    /// What a person may type to name it: its reference, or the start of its id.
    pub fn name(&self) -> String {
        match &self.reference {
            Some(reference) => reference.to_string(),
            None => self.id.to_string()[..8].to_owned(),
        }
    }
}

/// What these are called.
pub fn names_of(holds: &[Hold]) -> Vec<String> {
    holds.iter().map(Hold::name).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::day::parse_day;

    #[test]
    fn a_reference_has_a_small_grammar() {
        for fine in ["A", "AUDIT-2026", "0-0", &"X".repeat(32)] {
            assert_eq!(fine.parse::<Reference>().unwrap().as_str(), fine);
        }
        for wrong in ["", "audit", "A B", "A_1", "É", &"X".repeat(33)] {
            assert_eq!(wrong.parse::<Reference>(), Err(NotAReference(wrong.to_owned())));
        }
    }

    #[test]
    fn a_review_is_due_from_its_day_on() {
        let day = |text| parse_day(text).unwrap();
        let mut hold = Hold {
            clock: ClockState::Ok,
            ends: None,
            id: HoldId([1; 16]),
            reference: "AUDIT-1".parse().ok(),
            review: Some(day("2026-07-01")),
            since: day("2026-01-01"),
        };
        assert!(!hold.review_is_due(day("2026-06-30")));
        assert!(hold.review_is_due(day("2026-07-01")));
        hold.review = None;
        assert!(!hold.review_is_due(day("9999-12-31")));
        hold.ends = Some(day("2031-01-01"));
        assert!(!hold.review_is_due(day("2031-01-01")));
        assert!(hold.review_is_due(day("2031-01-02")));
    }

    #[test]
    fn a_hold_whose_reference_is_not_known_is_named_by_its_id() {
        let mut hold = Hold {
            clock: ClockState::Ok,
            ends: None,
            id: HoldId([0xab; 16]),
            reference: None,
            review: None,
            since: parse_day("2026-01-01").unwrap(),
        };
        assert_eq!(hold.name(), "abababab");
        hold.reference = "AUDIT-1".parse().ok();
        assert_eq!(hold.name(), "AUDIT-1");
    }
}
