//! A vault's settings, as a person reads them.

use super::{Voice, both};
use crate::rules::setting::SettingValue;

impl Voice {
    /// The value of a setting of `kluis.toml`.
    pub fn setting(&self, value: &SettingValue) -> String {
        match value {
            SettingValue::Word(word) => word.clone(),
            SettingValue::YesNo(true) => both!(self, "yes", "ja"),
            SettingValue::YesNo(false) => both!(self, "no", "nee"),
            SettingValue::Absent => both!(self, "not set", "niet ingesteld"),
            SettingValue::CalendarYears => both!(self, "calendar years", "kalenderjaren"),
            SettingValue::BookYears { years: 1, from, to } => both!(
                self,
                "{from} through {to}",
                "{from} tot en met {to}",
                from = self.day(*from),
                to = self.day(*to)
            ),
            SettingValue::BookYears { years, from, to } => both!(
                self,
                "{years} years, {from} through {to}",
                "{years} jaren, {from} tot en met {to}",
                from = self.day(*from),
                to = self.day(*to)
            ),
            SettingValue::Rule { period, nature, starts } => format!(
                "{}, {}, {}",
                self.period(*period),
                self.duty(*nature),
                both!(self, "from {start}", "vanaf {start}", start = self.starts(*starts))
            ),
            SettingValue::Readable => {
                both!(self, "readable by this version", "leesbaar voor deze versie")
            }
            SettingValue::Unreadable => {
                both!(self, "not readable by this version", "niet leesbaar voor deze versie")
            }
        }
    }

    /// A setting by its name in `kluis.toml`, in words where it has some.
    pub fn setting_name(&self, name: &str) -> String {
        match name {
            "copies" => {
                both!(self, "copies wanted of each record", "gewenste kopieën van elk stuk")
            }
            "custody" => {
                both!(self, "where the bundles' keys lie", "waar de bundelsleutels liggen")
            }
            "sweep_waits_for" => {
                both!(
                    self,
                    "a source may go once its copies are",
                    "een bron mag weg als de kopieën zijn"
                )
            }
            "parity" => both!(self, "parity", "herstelgegevens"),
            "verify_every_days" => {
                both!(self, "days between verifications", "dagen tussen controles")
            }
            "book_year" => both!(self, "book years", "boekjaren"),
            "no_parity_on" => both!(self, "no parity on", "geen herstelgegevens op"),
            other => other.to_owned(),
        }
    }
}
