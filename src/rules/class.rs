//! What a retention class is: a name for a duty to keep or to delete, and the rule that it sets
//! (format, §4.1).
//!
//! Refuses to know dates: `retention` turns a class and a date into an end. Refuses to know which
//! classes there are: that is `schedule`'s, whose data files say all of it.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

mod period;

pub use period::Period;

/// The longest class id, in bytes.
pub const CLASS_ID_BYTES_MAX: usize = 48;

/// A class's name for machines: one to 48 of `a-z`, `0-9` and `-`.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ClassId(String);

/// The text is no class id.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no class id")]
pub struct NotAClassId(pub String);

impl ClassId {
    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ClassId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl fmt::Debug for ClassId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for ClassId {
    type Err = NotAClassId;
    fn from_str(text: &str) -> Result<Self, NotAClassId> {
        let fits = |b: u8| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'-');
        if (1..=CLASS_ID_BYTES_MAX).contains(&text.len()) && text.bytes().all(fits) {
            Ok(ClassId(text.to_owned()))
        } else {
            Err(NotAClassId(text.to_owned()))
        }
    }
}

impl Serialize for ClassId {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for ClassId {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        String::deserialize(d)?.parse().map_err(serde::de::Error::custom)
    }
}

/// Where the clock starts from the date of the event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Starts {
    /// At the end of the book year that holds the date.
    BookYear,
    /// On 31 December of the date's year, whatever the book years.
    CalendarYear,
    /// On the date itself.
    Event,
}

impl fmt::Display for Starts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Starts::BookYear => "book-year",
            Starts::CalendarYear => "calendar-year",
            Starts::Event => "event",
        })
    }
}

/// Which duty the period sets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Nature {
    /// A duty to keep: gives a last day.
    Minimum,
    /// A duty to delete: gives a first day to delete from.
    Maximum,
    /// Both duties at once.
    Both,
}

impl Nature {
    /// True where records must be kept through the period.
    pub fn keeps(self) -> bool {
        matches!(self, Nature::Minimum | Nature::Both)
    }

    /// True where records must be deleted after the period.
    pub fn deletes(self) -> bool {
        matches!(self, Nature::Maximum | Nature::Both)
    }
}

impl fmt::Display for Nature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Nature::Minimum => "minimum",
            Nature::Maximum => "maximum",
            Nature::Both => "both",
        })
    }
}

/// A retention class: made by `schedule` from its data files, or from a user's own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Class {
    pub id: ClassId,
    pub name_nl: String,
    pub name_en: String,
    /// What starts the clock, in English; this is the word that a seal pins.
    pub event: String,
    pub event_nl: String,
    pub starts: Starts,
    pub period: Period,
    pub nature: Nature,
    /// The class itself must not be readable on a medium.
    pub confidential: bool,
    /// The event may not have happened yet, so that a bundle may be sealed without a date.
    pub open_ended: bool,
    /// A shorter period may be chosen at sealing, on a typed ground (an agreement's reference).
    pub shorter_on_ground: bool,
    /// Periods that may be chosen at sealing instead, on a typed ground (a consent).
    pub other_periods: Vec<Period>,
    /// The class takes a typed ground at every sealing.
    pub ground_needed: bool,
    /// The ground that holds for each sealing under a user's class, unless another is typed.
    pub ground: Option<String>,
    /// The law, with its article.
    pub basis: String,
    pub jurisdiction: String,
    pub note: Option<String>,
    pub note_nl: Option<String>,
    /// What belongs in it, in a line: where classes are easily confused.
    pub holds: Option<String>,
    pub holds_nl: Option<String>,
    /// The class comes from the user, or was changed by them.
    pub own: bool,
}

impl Class {
    /// True where the period is under three months: a drive in a safe hardly suits it.
    pub fn hardly_suits_a_safe(&self) -> bool {
        Period::Months(3).is_surely_at_least(self.period) && self.period != Period::Months(3)
    }

    /// True where a document's own date may start the clock: where the event may come long after its records, the term
    /// would be too short.
    pub fn is_dated_by_documents(&self) -> bool {
        !self.open_ended && self.starts != Starts::Event
    }

    /// True where `period` may be pinned; any other than the class's own takes a ground.
    pub fn offers(&self, period: Period) -> bool {
        let shorter = || {
            self.period.is_surely_at_least(period)
                && (self.starts == Starts::Event || period.is_in_years())
        };
        period == self.period
            || self.other_periods.contains(&period)
            || (self.shorter_on_ground && shorter())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_class_id_has_a_small_grammar() {
        for fine in ["a", "nl-admin-basis", "0", &"x".repeat(48)] {
            assert_eq!(fine.parse::<ClassId>().unwrap().as_str(), fine);
        }
        for wrong in ["", "NL", "a b", "a_b", "é", "../x", "a\n", &"x".repeat(49)] {
            assert_eq!(wrong.parse::<ClassId>(), Err(NotAClassId(wrong.to_owned())));
        }
    }

    #[test]
    fn words_in_json_and_on_screen_are_the_same() {
        for starts in [Starts::BookYear, Starts::CalendarYear, Starts::Event] {
            assert_eq!(serde_json::to_value(starts).unwrap(), starts.to_string());
        }
        for nature in [Nature::Minimum, Nature::Maximum, Nature::Both] {
            assert_eq!(serde_json::to_value(nature).unwrap(), nature.to_string());
            assert!(nature.keeps() || nature.deletes());
        }
    }
}
