//! A rule as a seal and a ledger line hold it (format, §4.1, "A rule"): all that its end follows
//! from.
//!
//! Refuses to know today. A rule that names its class has its names too: anything between is not read.

use chrono::Datelike;
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::rules::book_year::BookYear;
use crate::rules::class::{ClassId, Nature, Period, Starts};
use crate::words::day::{Day, GivenDate, day_or_null};
use crate::words::ids::Tag;

/// A class as a document shows it: by its id, or by a tag where the class is confidential.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ClassShown {
    /// A class that may be known to anybody.
    Id(ClassId),
    /// A keyed hash that stands in for a confidential class.
    Tag(Tag),
}

/// One rule that a bundle is under.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "RawPinned")]
pub struct PinnedRule {
    /// The class, or the tag in its place.
    pub class: ClassShown,
    /// The day that the clock started: a year's end, or the event's own day.
    #[serde(with = "day_or_null")]
    pub clock_start: Option<Day>,
    /// What the person gave; none while the event is still to come.
    pub date: Option<GivenDate>,
    /// The first day on which it must be deleted.
    #[serde(with = "day_or_null")]
    pub delete_from: Option<Day>,
    /// The last day on which it must be kept; due the day after.
    #[serde(with = "day_or_null")]
    pub keep_through: Option<Day>,
    /// The class's rule as it was when the bundle was sealed.
    pub rule: RuleText,
    /// The version of the schedule that it came from.
    pub schedule: String,
}

/// The rule itself, whole, so that it can be computed again without any schedule.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "RawRule")]
pub struct RuleText {
    pub nature: Nature,
    pub period: Period,
    pub starts: Starts,
    /// The book year that holds the date, where the clock starts at its end.
    pub book_year: Option<BookYear>,
    pub confidential: bool,
    /// What the rule is called and rests on; left out where a tag stands for the class.
    pub naming: Option<Naming>,
}

/// In the order of the names, so that a ledger line's canonical bytes can be written at once.
impl Serialize for RuleText {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        let mut map = s.serialize_map(None)?;
        if let Some(naming) = &self.naming {
            map.serialize_entry("basis", &naming.basis)?;
        }
        map.serialize_entry("book_year", &self.book_year)?;
        map.serialize_entry("confidential", &self.confidential)?;
        if let Some(naming) = &self.naming {
            map.serialize_entry("event", &naming.event)?;
            map.serialize_entry("ground", &naming.ground)?;
            map.serialize_entry("jurisdiction", &naming.jurisdiction)?;
            map.serialize_entry("name_en", &naming.name_en)?;
            map.serialize_entry("name_nl", &naming.name_nl)?;
        }
        map.serialize_entry("nature", &self.nature)?;
        map.serialize_entry("period", &self.period)?;
        map.serialize_entry("starts", &self.starts)?;
        map.end()
    }
}

/// What a rule is called, and what it rests on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Naming {
    pub name_nl: String,
    pub name_en: String,
    pub event: String,
    pub basis: String,
    pub jurisdiction: String,
    pub ground: Option<String>,
}

/// The rule as it shows whole: without a person's own words and, where a bundle `hides` dates, with no more of its date
/// than its end needs.
pub fn as_shown(rule: PinnedRule, hides: bool) -> PinnedRule {
    let mut rule = if hides { with_year_alone(rule) } else { rule };
    if let Some(naming) = &mut rule.rule.naming {
        naming.ground = None;
    }
    rule
}

/// The rule with no more of its date than its end needs: the year at whose end the clock starts. An event's own day
/// stays, since its end follows from it.
pub fn with_year_alone(rule: PinnedRule) -> PinnedRule {
    let Some(start) = rule.clock_start.filter(|_| rule.rule.starts != Starts::Event) else {
        return rule;
    };
    let year = GivenDate::Year(start.year());
    // A book year that ends elsewhere in the year does not hold that year's last day.
    let date = if year.last() == start { year } else { GivenDate::Day(start) };
    PinnedRule { date: Some(date), ..rule }
}

/// Why parts of a rule don't belong together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{self:?}")]
enum Unfitting {
    NamesInPart,
    IdWithoutNames,
    /// Only what is sealed has a tag in the class's place.
    TagForClass,
}

#[derive(Deserialize)]
struct RawPinned {
    class: ClassShown,
    #[serde(with = "day_or_null")]
    clock_start: Option<Day>,
    #[serde(deserialize_with = "or_null")]
    date: Option<GivenDate>,
    #[serde(with = "day_or_null")]
    delete_from: Option<Day>,
    #[serde(with = "day_or_null")]
    keep_through: Option<Day>,
    rule: RuleText,
    schedule: String,
}

#[derive(Deserialize)]
struct RawRule {
    nature: Nature,
    period: Period,
    starts: Starts,
    #[serde(deserialize_with = "or_null")]
    book_year: Option<BookYear>,
    confidential: bool,
    name_nl: Option<String>,
    name_en: Option<String>,
    event: Option<String>,
    basis: Option<String>,
    jurisdiction: Option<String>,
    /// Outer: the field is there. Inner: it is not null.
    #[serde(default, deserialize_with = "there")]
    ground: Option<Option<String>>,
}

/// A field that may be null and must be there.
fn or_null<'de, D: Deserializer<'de>, T: Deserialize<'de>>(d: D) -> Result<Option<T>, D::Error> {
    Option::deserialize(d)
}

fn there<'de, D: Deserializer<'de>>(d: D) -> Result<Option<Option<String>>, D::Error> {
    Option::deserialize(d).map(Some)
}

impl TryFrom<RawRule> for RuleText {
    type Error = Unfitting;
    fn try_from(raw: RawRule) -> Result<Self, Unfitting> {
        let names = (raw.name_nl, raw.name_en, raw.event, raw.basis, raw.jurisdiction, raw.ground);
        let naming = match names {
            (None, None, None, None, None, None) => None,
            (
                Some(name_nl),
                Some(name_en),
                Some(event),
                Some(basis),
                Some(jurisdiction),
                Some(ground),
            ) => Some(Naming { name_nl, name_en, event, basis, jurisdiction, ground }),
            _ => return Err(Unfitting::NamesInPart),
        };
        let RawRule { nature, period, starts, book_year, confidential, .. } = raw;
        Ok(RuleText { nature, period, starts, book_year, confidential, naming })
    }
}

impl TryFrom<RawPinned> for PinnedRule {
    type Error = Unfitting;
    fn try_from(raw: RawPinned) -> Result<Self, Unfitting> {
        match (&raw.class, &raw.rule.naming) {
            (ClassShown::Id(_), Some(_)) => {}
            (ClassShown::Id(_), None) => return Err(Unfitting::IdWithoutNames),
            (ClassShown::Tag(_), _) => return Err(Unfitting::TagForClass),
        }
        let RawPinned { class, clock_start, date, delete_from, keep_through, rule, schedule } = raw;
        Ok(PinnedRule { class, clock_start, date, delete_from, keep_through, rule, schedule })
    }
}
