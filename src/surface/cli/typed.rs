//! How a word that a person typed is read: text, days, dates, a vault's id, the ground of a hold.

use clap::builder::{PossibleValuesParser, TypedValueParser};

use crate::rules::hold::HoldKind;
use crate::words::day::{Day, GivenDate, typed_date, typed_day};
use crate::words::ids::VaultId;
use crate::words::typed::normal;

/// What stands in a suggested command for the words that only a person has: pasted as it is, it would go on record.
const PLACEHOLDERS: [&str; 7] = ["NAME", "NAAM", "ROLE", "FUNCTIE", "TEXT", "TEKST", "…"];

/// Text of a person's, in the one form in which it is kept and compared.
pub(super) fn typed(text: &str) -> Result<String, String> {
    match PLACEHOLDERS.contains(&text) {
        true => Err(format!("{text} stands for your own words")),
        false => Ok(normal(text)),
    }
}

pub(super) fn vault_id(text: &str) -> Result<VaultId, String> {
    VaultId::read_typed(text).map_err(|why| format!("{why:?}"))
}

pub(super) fn date(text: &str) -> Result<GivenDate, String> {
    typed_date(text).map_err(|_| "a date is needed, as 2025-11-15".into())
}

pub(super) fn day(text: &str) -> Result<Day, String> {
    typed_day(text).map_err(|_| "a day is needed, as 2025-11-15".into())
}

/// The ground of a hold, by its word.
pub(super) fn kinds() -> impl TypedValueParser<Value = HoldKind> {
    let words = HoldKind::ALL.iter().map(|kind| kind.word());
    PossibleValuesParser::new(words).try_map(|word| word.parse::<HoldKind>())
}
