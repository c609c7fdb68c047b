//! A month that can't be sealed as it was asked.

use std::path::Path;

use super::super::place::Pair;
use crate::rules::month::Month;
use crate::surface::errors::{path_text, word};
use crate::surface::voice::{Voice, both};
use crate::things::search::patterns::GlobProblem;

use super::glob_words;

pub(super) fn no_sources(voice: &Voice, file: &Path) -> Pair {
    let file = word(&path_text(file));
    (
        both!(
            voice,
            "kluis.toml of this vault has no [[source]] that a month is sealed from",
            "kluis.toml van deze kluis heeft geen [[source]] om een maand uit te verzegelen"
        ),
        both!(
            voice,
            "write in {file}, on three lines: [[source]], folder = \"…\" and class = \"nl-admin-basis\"; {classes} shows \
             the classes",
            "schrijf in {file}, op drie regels: [[source]], folder = \"…\" en class = \"nl-admin-basis\"; {classes} toont \
             de categorieën",
            classes = voice.kluis(&["class", "list"])
        ),
    )
}

pub(super) fn source_pattern(
    voice: &Voice,
    folder: &Path,
    pattern: &str,
    why: GlobProblem,
) -> Pair {
    (
        both!(
            voice,
            "[[source]] {folder}: the pattern {pattern} can't be used: {why}",
            "[[source]] {folder}: het patroon {pattern} is niet te gebruiken: {why}",
            folder = path_text(folder),
            why = glob_words(voice, why)
        ),
        both!(
            voice,
            "correct it in kluis.toml: match = \"Loon\", or match = \"**/*.xml\"",
            "verbeter dat in kluis.toml: match = \"Loon\", of match = \"**/*.xml\""
        ),
    )
}

pub(super) fn not_over(voice: &Voice, month: Month, last: Month) -> Pair {
    (
        both!(
            voice,
            "more may come of {month}: it is not over yet",
            "{month} is nog niet voorbij: er kan nog meer van komen",
            month = voice.month(month)
        ),
        voice.kluis(&["month", &last.to_string()]),
    )
}

pub(super) fn not_confirmed(voice: &Voice) -> Pair {
    (
        both!(
            voice,
            "nobody said yes, so nothing was sealed",
            "niemand heeft ja gezegd, dus er is niets verzegeld"
        ),
        both!(
            voice,
            "answer y, or add --yes; --dry-run only shows it",
            "antwoord j, of met --yes erbij; --dry-run toont het alleen"
        ),
    )
}
