//! A month that can't be sealed as it was asked.

use std::path::Path;

use super::super::place::Pair;
use crate::rules::month::Month;
use crate::surface::errors::{path_text, word};
use crate::surface::voice::{Voice, both};
use crate::things::search::patterns::GlobProblem;
use crate::verbs::fault::Usage;

use super::dates::{changed_after, end_and_newer, with_names};
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

/// What is doubtful, in the words of the month: that is what a folder's or a file's name says.
/// `alone` says what is doubtful in other words than those of a date.
pub(super) fn doubt(
    voice: &Voice,
    month: Month,
    doubt: &Usage,
    alone: &dyn Fn(&Usage) -> String,
) -> Pair {
    let message = match doubt {
        Usage::NewerThanDate { some, count, of, limit, .. } => {
            let head = both!(
                voice,
                "{changed}, and the month is {month}",
                "{changed}, en de maand is {month}",
                changed = changed_after(voice, (*count, *of), *limit),
                month = voice.month(month)
            );
            with_names(voice, &head, some, (*count, *of))
        }
        Usage::EndAndNewer { end, newer } => {
            let [end, newer] = [end, newer].map(|part| self::doubt(voice, month, part, alone).0);
            end_and_newer(voice, [end, newer]).0
        }
        other => alone(other),
    };
    let options = match doubt {
        Usage::NewerThanDate { .. } => "--accept-newer",
        Usage::EndAndNewer { .. } => "--accept-end --accept-newer",
        // Only `archive` asks what such a class needs.
        Usage::Date(_) => return (message, by_archive(voice)),
        _ => "--accept-end",
    };
    let help = both!(
        voice,
        "the name of the folder or file, or the document itself, says {month}: rename it or take it out if that is wrong; \
         if it is right, add {options}",
        "{month} staat in de naam van map of bestand, of in het document zelf: klopt dat niet, hernoem het dan of haal het \
         weg; klopt het, dan {options} erbij",
        month = voice.month(month)
    );
    (message, help)
}

fn by_archive(voice: &Voice) -> String {
    both!(
        voice,
        "give its [[source]] another class in kluis.toml, or seal it by itself with kluis archive",
        "geef de [[source]] in kluis.toml een andere class, of verzegel dit apart met kluis archive"
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
