//! Dates that are right in themselves, and hardly what was meant.

use std::path::PathBuf;

use super::super::Said;
use super::super::place::Pair;
use crate::rules::class::ClassId;
use crate::rules::retention::DateProblem;
use crate::surface::errors::{indication, path_text};
use crate::surface::voice::{Noun, Voice, both, one_or};
use crate::words::day::{Day, GivenDate};

pub(super) fn end_is_near(voice: &Voice, keep_through: Day, past: bool) -> Pair {
    let (day, indication) = (voice.day(keep_through), indication(voice));
    let message = match past {
        true => both!(
            voice,
            "these would be kept through {day}, which is past ({indication})",
            "deze stukken zou u bewaren tot en met {day}, en die dag is al voorbij ({indication})"
        ),
        false => both!(
            voice,
            "these would be kept through {day}, which is within twelve months ({indication})",
            "deze stukken zou u bewaren tot en met {day}, en dat is al binnen twaalf maanden ({indication})"
        ),
    };
    (message, check_date(voice))
}

/// Both questions in one refusal, each in its own words.
pub(super) fn end_and_newer(voice: &Voice, [end, newer]: [String; 2]) -> Pair {
    (
        both!(voice, "{end}; and {newer}", "{end}; en {newer}"),
        both!(
            voice,
            "check --date; if it is right, add --accept-end --accept-newer",
            "kijk --date na; klopt die, dan --accept-end --accept-newer erbij"
        ),
    )
}

pub(super) fn deletion_is_due(voice: &Voice, delete_from: Day) -> Pair {
    (
        both!(
            voice,
            "these would have to be deleted from {day} on ({indication})",
            "deze stukken zou u vanaf {day} moeten verwijderen ({indication})",
            day = voice.day(delete_from),
            indication = indication(voice)
        ),
        both!(
            voice,
            "check --class and --date; if they are right, add --accept-end",
            "kijk --class en --date na; kloppen ze, dan --accept-end erbij"
        ),
    )
}

/// Records that are newer than the date given.
pub(super) fn newer(
    voice: &Voice,
    some: &[(PathBuf, Day)],
    of: (u64, u64),
    limit: Day,
    date: GivenDate,
) -> Pair {
    let head = both!(
        voice,
        "{changed}, and the date given is {date}",
        "{changed}, en de datum die u gaf is {date}",
        changed = changed_after(voice, of, limit),
        date = voice.given(date)
    );
    let help = match of.0 > some.len() as u64 {
        true => both!(
            voice,
            "check --date; if it is right, add --accept-newer; with --dry-run that lists them",
            "kijk --date na; klopt die, dan --accept-newer erbij; met --dry-run noemt dat ze alle"
        ),
        false => both!(
            voice,
            "check --date; if it is right, add --accept-newer",
            "kijk --date na; klopt die, dan --accept-newer erbij"
        ),
    };
    (with_names(voice, &head, some, of), help)
}

/// How many of so many were changed after a day.
pub(super) fn changed_after(voice: &Voice, (count, of): (u64, u64), limit: Day) -> String {
    let (were, zijn) = (one_or(count, "was", "were"), one_or(count, "is", "zijn"));
    both!(
        voice,
        "{count} of {records} {were} last changed after {limit}",
        "{count} van {records} {zijn} voor het laatst gewijzigd na {limit}",
        count = voice.number(count),
        records = voice.count(of, Noun::Record),
        limit = voice.day(limit)
    )
}

/// The first of them behind that. Where most are newer, a whole folder has new times after an export or a copy, so that
/// naming its files says little.
pub(super) fn with_names(
    voice: &Voice,
    head: &str,
    some: &[(PathBuf, Day)],
    (count, of): (u64, u64),
) -> String {
    let named = some.iter().map(|(path, day)| format!("{} ({})", path_text(path), voice.day(*day)));
    let mut named: Vec<String> = named.collect();
    let more = count - named.len() as u64;
    if more > 0 {
        let more = voice.number(more);
        named.push(both!(voice, "{more} more", "nog {more}"));
    }
    let copied = both!(
        voice,
        "exports and copies carry new times",
        "exports en kopieën hebben nieuwe tijden"
    );
    match (count * 2 > of, more > 0) {
        (true, true) => format!("{head}; {copied}"),
        (true, false) => format!("{head}: {}; {copied}", voice.all_of(named)),
        (false, _) => format!("{head}: {}", voice.all_of(named)),
    }
}

fn check_date(voice: &Voice) -> String {
    both!(
        voice,
        "check --date; if it is right, add --accept-end",
        "kijk --date na; klopt die, dan --accept-end erbij"
    )
}

pub(super) fn conflict(voice: &Voice, keep_through: Day, delete_from: Day) -> Pair {
    (
        both!(
            voice,
            "one rule keeps these through {keep}, and another wants them deleted from {delete} ({indication})",
            "volgens de ene regel bewaart u deze stukken tot en met {keep}, volgens een andere verwijdert u ze vanaf \
             {delete} ({indication})",
            keep = voice.day(keep_through),
            delete = voice.day(delete_from),
            indication = indication(voice)
        ),
        both!(
            voice,
            "seal the records apart, each under its own --class",
            "verzegel de stukken apart, elk onder een eigen --class"
        ),
    )
}

pub(super) fn known_in_the_future(voice: &Voice, day: Day) -> Pair {
    (
        both!(
            voice,
            "--known-since {iso} lies in the future",
            "--known-since {iso} ligt in de toekomst",
            iso = day
        ),
        both!(
            voice,
            "give the day on which somebody of yours first knew of it",
            "geef de dag waarop iemand bij u er voor het eerst van wist"
        ),
    )
}

pub(super) fn lost_in_the_future(voice: &Voice, day: Day) -> Pair {
    (
        both!(
            voice,
            "--since {iso} lies in the future",
            "--since {iso} ligt in de toekomst",
            iso = day
        ),
        both!(
            voice,
            "give the day on which it was first missed",
            "geef de dag waarop u de schijf voor het eerst miste"
        ),
    )
}

/// What is wrong with the date of a further rule.
pub(super) fn also(voice: &Voice, class: &ClassId, problem: &DateProblem, said: Said) -> Pair {
    let help = match problem {
        DateProblem::InFuture { .. } | DateProblem::MayNotBeOpenEnded { .. } => both!(
            voice,
            "check the date in --also: --also {class}@2025-11-15",
            "kijk de datum in --also na: --also {class}@15-11-2025"
        ),
        _ => said.help,
    };
    (format!("--also {class}: {}", said.message), help)
}
