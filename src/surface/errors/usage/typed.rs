//! Words on a command line that say nothing that kluis knows.

use super::super::place::Pair;
use crate::rules::class::ClassId;
use crate::surface::errors::{date_meant, list, medium_list};
use crate::surface::voice::{Voice, both};
use crate::things::search::patterns::GlobProblem;
use crate::words::day::meant;
use crate::words::ids::BundleId;
use crate::words::limits::TAGS_BYTES_MAX;

pub(super) fn text(voice: &Voice, option: &str) -> Pair {
    (
        both!(
            voice,
            "{option} is empty, too long, or has characters that can't be shown",
            "{option} is leeg, te lang, of heeft tekens die niet te tonen zijn"
        ),
        both!(
            voice,
            "give {option} as one short line of text",
            "geef bij {option} één korte regel tekst"
        ),
    )
}

pub(super) fn year_end(voice: &Voice, text: &str) -> Pair {
    (
        both!(voice, "{text} is no day of a year", "{text} is geen dag in een jaar"),
        both!(
            voice,
            "--book-year-end MM-DD, as in --book-year-end 06-30",
            "--book-year-end MM-DD, dus de maand eerst: --book-year-end 06-30"
        ),
    )
}

pub(super) fn class(voice: &Voice, class: &str) -> Pair {
    (
        both!(voice, "no retention class is called {class}", "geen bewaarcategorie heet {class}"),
        voice.kluis(&["class", "list"]),
    )
}

pub(super) fn country(voice: &Voice, country: &str, known: &[String]) -> Pair {
    let known: Vec<String> = known.iter().map(|code| code.to_lowercase()).collect();
    (
        both!(
            voice,
            "there are no retention classes of {country}",
            "er zijn geen bewaarcategorieën van {country}"
        ),
        both!(
            voice,
            "--country with one of: {known}",
            "--country met een van: {known}",
            known = known.join(", ")
        ),
    )
}

pub(super) fn also(voice: &Voice, text: &str) -> Pair {
    let meant = text.split_once('@').and_then(|(class, date)| {
        let class: ClassId = class.parse().ok()?;
        let command = |date| date_meant(voice, &format!("--also {class}@"), date);
        let commands: Vec<String> = meant(date).into_iter().map(command).collect();
        (!commands.is_empty()).then(|| voice.any_of(commands))
    });
    let help = meant.unwrap_or_else(|| {
        both!(
            voice,
            "--also CLASS@DATE, as in --also nl-asset@2030-06-30",
            "--also CATEGORIE@DATUM, bijvoorbeeld --also nl-asset@2030-06-30"
        )
    });
    (
        both!(voice, "{text} is no class and date", "{text} is geen bewaarcategorie met een datum"),
        help,
    )
}

pub(super) fn period(voice: &Voice, text: &str) -> Pair {
    (
        both!(voice, "{text} is no period", "{text} is geen bewaartermijn"),
        both!(
            voice,
            "--period P5Y for five years; also P6M, P4W and P10D",
            "--period P5Y voor vijf jaar; ook P6M (maanden), P4W (weken) en P10D (dagen)"
        ),
    )
}

pub(super) fn span(voice: &Voice, text: &str) -> Pair {
    (
        both!(voice, "{text} is no time span", "{text} is geen tijdsduur"),
        both!(
            voice,
            "--inactive-for 90d; also 12w, 6m and 2y",
            "--inactive-for 90d (dagen); ook 12w (weken), 6m (maanden) en 2y (jaar)"
        ),
    )
}

pub(super) fn tag(voice: &Voice, text: &str) -> Pair {
    (
        both!(voice, "{text} is no tag", "{text} is geen trefwoord"),
        both!(
            voice,
            "--tag NAME=VALUE, as in --tag invoice=2025-001",
            "--tag NAAM=WAARDE, bijvoorbeeld --tag factuur=2025-001"
        ),
    )
}

pub(super) fn tags_too_long(voice: &Voice) -> Pair {
    let all = voice.size(TAGS_BYTES_MAX as u64);
    (
        both!(
            voice,
            "all of --tag together comes to more than {all} for each file",
            "alles van --tag samen is meer dan {all} per bestand"
        ),
        both!(voice, "give fewer or shorter ones", "geef er minder, of maak ze korter"),
    )
}

pub(super) fn years(voice: &Voice, text: &str) -> Pair {
    (
        both!(
            voice,
            "{text} is no year and no range of years",
            "{text} is geen jaar, en geen reeks jaren"
        ),
        both!(voice, "--year 2022, or --year 2019..2022", "--year 2022, of --year 2019..2022"),
    )
}

/// Behind the pattern.
pub fn glob_words(voice: &Voice, why: GlobProblem) -> String {
    match why {
        GlobProblem::Length => both!(voice, "it is empty or too long", "het is leeg of te lang"),
        GlobProblem::Letters => both!(
            voice,
            "it has too many letters of other alphabets",
            "het heeft te veel letters van andere alfabetten"
        ),
        GlobProblem::OpenClass => {
            both!(voice, "a [ has no ]", "bij een [ ontbreekt de ]")
        }
        GlobProblem::Range { from, to } => both!(
            voice,
            "{from}-{to} is no range: {from} comes after {to}",
            "{from}-{to} is geen reeks: {from} komt na {to}"
        ),
        GlobProblem::Braces => both!(
            voice,
            "a \"{{\" or a \"}}\" stands alone",
            "een \"{{\" of een \"}}\" staat alleen"
        ),
        GlobProblem::DanglingEscape => both!(
            voice,
            "it ends in \\, which marks the next character",
            "het eindigt op \\, dat bij het volgende teken hoort"
        ),
        GlobProblem::TooMuch => both!(
            voice,
            "it comes to more than can be looked for",
            "het wordt te groot om op te zoeken"
        ),
    }
}

pub(super) fn glob(voice: &Voice, pattern: &str, why: GlobProblem) -> Pair {
    let why = glob_words(voice, why);
    (
        both!(
            voice,
            "the pattern {pattern} can't be used: {why}",
            "het patroon {pattern} is niet te gebruiken: {why}"
        ),
        both!(
            voice,
            "--match \"*.pdf\", or --match \"2022/**\"",
            "--match \"*.pdf\", of --match \"2022/**\""
        ),
    )
}

pub(super) fn lines(voice: &Voice, text: &str) -> Pair {
    (
        both!(
            voice,
            "{text} names no lines of a chain that is known here",
            "{text} noemt geen regels van een keten die hier bekend is"
        ),
        both!(
            voice,
            "--distrust WRITER:LINE, WRITER:FROM..TO or WRITER:FROM..; {verify} shows the chains",
            "--distrust SCHRIJVER:REGEL, SCHRIJVER:VAN..TOT of SCHRIJVER:VAN..; {verify} toont de ketens",
            verify = voice.kluis(&["ledger", "verify"])
        ),
    )
}

pub(super) fn not_utf8(voice: &Voice, text: &str) -> Pair {
    (
        both!(
            voice,
            "{text} is not valid UTF-8, and is no folder",
            "{text} is geen geldige UTF-8, en geen map"
        ),
        both!(
            voice,
            "type a drive's label or an existing folder; {list} shows both",
            "typ de naam van een schijf, of een map die er is; {list} toont beide",
            list = medium_list(voice)
        ),
    )
}

pub(super) fn no_selection(voice: &Voice) -> Pair {
    (
        both!(voice, "no bundle is selected", "er is geen bundel gekozen"),
        both!(
            voice,
            "name bundles, or add --class ID, --year YEAR, --case CODE or --all",
            "noem bundels, of voeg toe: --class CATEGORIE, --year JAAR, --case CODE of --all"
        ),
    )
}

pub(super) fn no_bundle(voice: &Voice, start: &str) -> Pair {
    (
        both!(
            voice,
            "no bundle's id starts with {start}",
            "geen bundel heeft een nummer dat begint met {start}"
        ),
        voice.kluis(&["list"]),
    )
}

pub(super) fn ambiguous(voice: &Voice, start: &str, found: &[BundleId]) -> Pair {
    let help = match found.first() {
        Some(id) => both!(voice, "type more of it: {id}", "typ er meer van: {id}"),
        None => voice.kluis(&["list"]),
    };
    let message = both!(
        voice,
        "{start} is the start of {count}: {ids}",
        "{start} is het begin van {count}: {ids}",
        count = found.len(),
        ids = list(found)
    );
    (message, help)
}

pub(super) fn not_typed(voice: &Voice) -> Pair {
    (
        both!(
            voice,
            "the bundle's id was not typed, so nothing was destroyed",
            "het bundelnummer is niet getypt; er is niets vernietigd"
        ),
        both!(
            voice,
            "run kluis destroy again on a terminal, and type the id that it shows",
            "geef kluis destroy opnieuw in een terminal, en typ het nummer dat u daar ziet"
        ),
    )
}
