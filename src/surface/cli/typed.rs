//! How a word that a person typed is read: text, days, dates, a vault's id, the ground of a hold.

use clap::builder::{PossibleValuesParser, TypedValueParser};

use crate::formats::document::millionths;
use crate::rules::hold::HoldKind;
use crate::rules::month::Month;
use crate::words::day::{Day, GivenDate, typed_date, typed_day};
use crate::words::digest::Digest;
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

/// The SHA-256 of a list, from paper.
pub(super) fn check_number(text: &str) -> Result<Digest, String> {
    VaultId::read_typed(text).map(|VaultId(number)| number).map_err(|why| format!("{why:?}"))
}

pub(super) fn date(text: &str) -> Result<GivenDate, String> {
    typed_date(text).map_err(|_| "a date is needed, as 2025-11-15".into())
}

/// What `archive --date` says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DateAsked {
    /// This date for all.
    Given(GivenDate),
    /// Of each file the one that it gives as its own.
    FromDocument,
}

pub(super) fn date_or_document(text: &str) -> Result<DateAsked, String> {
    match text {
        "from-document" => Ok(DateAsked::FromDocument),
        text => date(text).map(DateAsked::Given),
    }
}

pub(super) fn day(text: &str) -> Result<Day, String> {
    typed_day(text).map_err(|_| "a day is needed, as 2025-11-15".into())
}

pub(super) fn month(text: &str) -> Result<Month, String> {
    let month = match typed_date(text) {
        Ok(GivenDate::Month(year, month)) => Month::new(year, month),
        Ok(GivenDate::Year(_) | GivenDate::Day(_)) | Err(_) => None,
    };
    month.ok_or_else(|| "a month is needed, as 2025-11".into())
}

/// The ground of a hold, by its word.
pub(super) fn kinds() -> impl TypedValueParser<Value = HoldKind> {
    let words = HoldKind::ALL.iter().map(|kind| kind.word());
    PossibleValuesParser::new(words).try_map(|word| word.parse::<HoldKind>())
}

/// Days from the first of one date to the last of another: `2025`, `2025-11..2026-01`.
pub(super) fn days(text: &str) -> Result<(Day, Day), String> {
    let (from, to) = text.split_once("..").unwrap_or((text, text));
    match (typed_date(from), typed_date(to)) {
        (Ok(from), Ok(to)) if from.first() <= to.last() => Ok((from.first(), to.last())),
        _ => Err("days are needed, as 2025-11 or 2025-11-15..2026-01-31".into()),
    }
}

/// Sizes from one to another, either of which may be left out: `100kB..2MB`.
pub(super) fn bytes(text: &str) -> Result<(u64, u64), String> {
    let edge = |text: &str, without: u64| match text.trim() {
        "" => Some(without),
        text => size(text),
    };
    let sizes = text.split_once("..").and_then(|(least, most)| {
        Some((edge(least, 0)?, edge(most, u64::MAX)?)).filter(|(least, most)| least <= most)
    });
    sizes.ok_or_else(|| "sizes are needed, as 100kB..2MB, ..500 or 1GB..".into())
}

fn size(text: &str) -> Option<u64> {
    let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic() || c == ' ');
    let unit = match text[digits.len()..].trim().to_ascii_lowercase().as_str() {
        "" | "b" => 1,
        "kb" => 1_000,
        "mb" => 1_000_000,
        "gb" => 1_000_000_000,
        _ => return None,
    };
    digits.parse::<u64>().ok()?.checked_mul(unit)
}

/// A total, or totals from one to another, in millionths: `121,00`, `100..200`.
pub(super) fn amounts(text: &str) -> Result<(i64, i64), String> {
    let edge = |text: &str, without: i64| match text.trim() {
        "" => Some(without),
        text => amount(text),
    };
    let amounts = match text.split_once("..") {
        None => amount(text.trim()).map(|amount| (amount, amount)),
        Some((least, most)) => Some((edge(least, i64::MIN), edge(most, i64::MAX)))
            .and_then(|(least, most)| Some((least?, most?)))
            .filter(|(least, most)| least <= most),
    };
    amounts.ok_or_else(|| "an amount is needed, as 121, 121.00 or 100..200".into())
}

/// Three digits behind a sign may be thousands or a part: nobody guesses which.
fn amount(text: &str) -> Option<i64> {
    let plain = text.replace(',', ".");
    let thousands = plain.split_once('.').is_some_and(|(_, behind)| behind.len() == 3);
    millionths(&plain).filter(|_| !thousands)
}

/// A tag as it is asked for: `klant=12`.
pub(super) fn tag(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((key, value)) if !key.is_empty() => Ok((normal(key), normal(value))),
        _ => Err("a tag is needed, as client=12".into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_have_units_and_open_ends() {
        assert_eq!(bytes("100kB..2MB"), Ok((100_000, 2_000_000)));
        assert_eq!(bytes("..500"), Ok((0, 500)));
        assert_eq!(bytes("1 gb.."), Ok((1_000_000_000, u64::MAX)));
        for wrong in ["", "5", "2MB..1MB", "x..", "..5 TB", "99999999999GB.."] {
            assert!(bytes(wrong).is_err() || wrong == "..", "{wrong}");
        }
    }

    #[test]
    fn amounts_have_either_sign_and_no_thousands() {
        let euros = |whole: i64| whole * 1_000_000;
        assert_eq!(amounts("121"), Ok((euros(121), euros(121))));
        assert_eq!(amounts("121,50"), Ok((121_500_000, 121_500_000)));
        assert_eq!(amounts("100.00..200"), Ok((euros(100), euros(200))));
        assert_eq!(amounts("..-5"), Ok((i64::MIN, euros(-5))));
        assert_eq!(amounts("7.."), Ok((euros(7), i64::MAX)));
        for wrong in ["", "1.234", "1,234", "1.234,00", "2..1", "x", "1...2", "EUR 5"] {
            assert!(amounts(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn days_run_from_the_first_to_the_last() {
        let day = |text| typed_day(text).unwrap();
        assert_eq!(days("2025"), Ok((day("2025-01-01"), day("2025-12-31"))));
        assert_eq!(days("2025-11..2026-02"), Ok((day("2025-11-01"), day("2026-02-28"))));
        assert!(days("2026..2025").is_err() && days("..2025").is_err() && days("now").is_err());
    }
}
