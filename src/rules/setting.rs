//! What a setting of `kluis.toml` is, as a fact: the surface says it in a person's language, and JSON has its word.

use std::fmt;

use serde::{Serialize, Serializer};

use super::book_year::BookYear;
use super::class::{Class, Nature, Period, Starts};
use crate::words::day::Day;

/// The value of one setting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SettingValue {
    /// A number, a name or a word as it is typed in `kluis.toml`.
    Word(String),
    YesNo(bool),
    /// The setting is not there.
    Absent,
    /// No list of book years: they are calendar years.
    CalendarYears,
    /// So many book years, from the first day of the first through the last day of the last.
    BookYears {
        years: usize,
        from: Day,
        to: Day,
    },
    /// What a class makes of a date.
    Rule {
        period: Period,
        nature: Nature,
        starts: Starts,
    },
    /// The whole file, as this version reads it.
    Readable,
    /// The whole file, as this version does not read it.
    Unreadable,
}

impl SettingValue {
    /// The value of whatever is spelled in one word.
    pub fn word(value: impl fmt::Display) -> SettingValue {
        SettingValue::Word(value.to_string())
    }

    /// A list of book years; without any, calendar years.
    pub fn book_years(years: &[BookYear]) -> SettingValue {
        let first = years.iter().map(BookYear::from).min();
        let last = years.iter().map(BookYear::to).max();
        match first.zip(last) {
            None => SettingValue::CalendarYears,
            Some((from, to)) => SettingValue::BookYears { years: years.len(), from, to },
        }
    }

    /// What this class makes of a date; `Absent` without a class.
    pub fn rule(class: Option<&Class>) -> SettingValue {
        class.map_or(SettingValue::Absent, |class| SettingValue::Rule {
            period: class.period,
            nature: class.nature,
            starts: class.starts,
        })
    }
}

/// The word in JSON.
impl fmt::Display for SettingValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            SettingValue::Word(word) => f.write_str(word),
            SettingValue::YesNo(true) => f.write_str("yes"),
            SettingValue::YesNo(false) => f.write_str("no"),
            SettingValue::Absent => f.write_str("absent"),
            SettingValue::CalendarYears => f.write_str("calendar-years"),
            SettingValue::BookYears { from, to, .. } => write!(f, "{from}..{to}"),
            SettingValue::Rule { period, nature, starts } => {
                write!(f, "{period},{nature},{starts}")
            }
            SettingValue::Readable => f.write_str("readable"),
            SettingValue::Unreadable => f.write_str("unreadable"),
        }
    }
}

impl Serialize for SettingValue {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}
