//! What the value of an argument has to look like, and how what was typed is spelled right.

use crate::surface::errors::date_meant;
use crate::surface::voice::{Voice, both};
use crate::words::day::{GivenDate, meant};
use crate::words::ids::{MistypedId, VaultId};

/// What a value has to look like, where it is no free text and no choice of words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    Day,
    Date,
    Month,
    Class,
    Reference,
    VaultId,
    CheckNumber,
    Copies,
    Days,
    Sizes,
    Amounts,
    Tag,
}

impl Form {
    /// By the argument, as clap spells it.
    pub(super) fn of(argument: &str) -> Option<Form> {
        let name = argument.split(' ').next().unwrap_or_default();
        Some(match name.trim_matches(['<', '>', '[', ']']) {
            "--asked-on" | "--answer-by" | "--confirm-date" | "--known-since" | "--since"
            | "--review" | "--ends" | "--through" | "--back-to" | "FROM" | "TO" | "DATUM" => {
                Form::Day
            }
            "--date" | "--received" | "--answered" => Form::Date,
            "MONTH" | "MAAND" => Form::Month,
            "--class" | "ID" => Form::Class,
            "--ref" => Form::Reference,
            "--vault-id" => Form::VaultId,
            "--vaults-check" => Form::CheckNumber,
            "--copies" => Form::Copies,
            "--changed" | "--issued" => Form::Days,
            "--size" => Form::Sizes,
            "--amount" => Form::Amounts,
            "--tag" => Form::Tag,
            _ => return None,
        })
    }
}

pub(super) fn not_of_form(voice: &Voice, form: Form, name: &str, value: &str) -> String {
    match form {
        Form::Day => both!(
            voice,
            "{name}: {value} is no day, or not spelled as one",
            "{name}: {value} is geen dag, of niet goed geschreven"
        ),
        Form::Date => both!(
            voice,
            "{name}: {value} is no date, or not spelled as one",
            "{name}: {value} is geen datum, of niet goed geschreven"
        ),
        Form::Month => both!(
            voice,
            "{value} is no month, or not spelled as one",
            "{value} is geen maand, of niet goed geschreven"
        ),
        Form::Class => both!(
            voice,
            "{name}: {value} is no class id: those are 1 to 48 of a-z, 0-9 and -",
            "{name}: {value} is geen id van een bewaarcategorie: dat zijn 1 tot en met 48 tekens a-z, 0-9 en -"
        ),
        Form::Reference => both!(
            voice,
            "{name}: {value} is no reference: those are 1 to 32 of A-Z, 0-9 and -",
            "{name}: {value} is geen kenmerk: dat zijn 1 tot en met 32 tekens A-Z, 0-9 en -"
        ),
        Form::VaultId => match VaultId::read_typed(value) {
            Err(MistypedId::Letter { at, letter }) => both!(
                voice,
                "{name}: letter {at} ({letter}) is in no vault id, which has 0 to 9 and a to f",
                "{name}: teken {at} ({letter}) komt in geen kluisnummer voor: dat heeft 0 tot en met 9 en a tot en met f"
            ),
            Err(MistypedId::Length { letters, wanted }) => both!(
                voice,
                "{name}: these are {letters} letters and digits, and a vault id has {wanted}",
                "{name}: dit zijn {letters} tekens, en een kluisnummer heeft er {wanted}"
            ),
            // It is not this argument that is wrong.
            Ok(_) => name.to_owned(),
        },
        Form::CheckNumber => both!(
            voice,
            "{name}: {value} is no number of a list: that has 64 digits, 0 to 9 and a to f",
            "{name}: {value} is geen nummer van een lijst: dat heeft 64 tekens, 0 tot en met 9 en a tot en met f"
        ),
        Form::Copies => both!(
            voice,
            "{name}: {value} is no number from 1 to 9",
            "{name}: {value} is geen getal van 1 tot en met 9"
        ),
        Form::Days => both!(
            voice,
            "{name}: {value} are no days, such as 2025-11 or 2025-11-15..2026-01-31",
            "{name}: {value} zijn geen dagen, zoals 2025-11 of 2025-11-15..2026-01-31"
        ),
        Form::Sizes => both!(
            voice,
            "{name}: {value} are no sizes, such as 100kB..2MB, ..500 or 1GB..",
            "{name}: {value} is geen grootte, zoals 100kB..2MB, ..500 of 1GB.."
        ),
        Form::Amounts => both!(
            voice,
            "{name}: {value} is no amount, such as 1210, 121.50 or 100..200, without a sign for thousands",
            "{name}: {value} is geen bedrag, zoals 1210, 121,50 of 100..200, zonder teken voor duizendtallen"
        ),
        Form::Tag => both!(
            voice,
            "{name}: {value} is no tag, such as supplier=Rad",
            "{name}: {value} is geen trefwoord, zoals leverancier=Rad"
        ),
    }
}

/// How the day is spelled that was perhaps meant.
pub(super) fn right_day(voice: &Voice, name: &str, value: &str) -> String {
    let is_day = |date: &GivenDate| matches!(date, GivenDate::Day(_));
    right_spelling(voice, name, meant(value).into_iter().filter(is_day)).unwrap_or_else(|| {
        both!(
            voice,
            "write a day as 2025-11-15 or 15-11-2025",
            "schrijf een dag als 15-11-2025 of 2025-11-15"
        )
    })
}

/// The same where a month or a year will do.
pub(super) fn right_date(voice: &Voice, name: &str, value: &str) -> String {
    right_spelling(voice, name, meant(value)).unwrap_or_else(|| {
        both!(
            voice,
            "write 2025, 2025-11 or 2025-11-15; 11-2025 and 15-11-2025 will do too",
            "schrijf 2025, 11-2025 of 15-11-2025; 2025-11 en 2025-11-15 mag ook"
        )
    })
}

/// The same where it is a month.
pub(super) fn right_month(voice: &Voice, value: &str) -> String {
    let is_month = |date: &GivenDate| matches!(date, GivenDate::Month(..));
    right_spelling(voice, "", meant(value).into_iter().filter(is_month)).unwrap_or_else(|| {
        both!(voice, "write a month as 2025-11", "schrijf een maand als 2025-11")
    })
}

fn right_spelling(
    voice: &Voice,
    name: &str,
    dates: impl IntoIterator<Item = GivenDate>,
) -> Option<String> {
    // `--since <DATE>` is typed as `--since`, `<FROM>` as nothing.
    let option = name.split(' ').next().filter(|name| name.starts_with("--"));
    let option = option.map(|option| format!("{option} ")).unwrap_or_default();
    let mut spelled = dates.into_iter().map(|date| date_meant(voice, &option, date)).peekable();
    spelled.peek().is_some().then(|| voice.any_of(spelled.collect::<Vec<_>>()))
}
