//! Dates that are right in themselves, and hardly what was meant.

use std::path::Path;

use super::super::place::Pair;
use crate::surface::errors::{indication, path_text};
use crate::surface::voice::{Voice, both};
use crate::words::day::{Day, GivenDate};

pub(super) fn end_is_near(voice: &Voice, keep_through: Day) -> Pair {
    (
        both!(
            voice,
            "these would be kept through {day} ({indication}), which is past or within twelve months",
            "bewaren tot en met {day} is al voorbij, of dat is binnen twaalf maanden ({indication})",
            day = voice.day(keep_through),
            indication = indication(voice)
        ),
        check_date(voice),
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

pub(super) fn newer(voice: &Voice, path: &Path, modified: Day, date: GivenDate) -> Pair {
    (
        both!(
            voice,
            "{path} was last changed on {modified}, after the date given, {date}",
            "{path} is voor het laatst gewijzigd op {modified}, na de datum die u gaf: {date}",
            path = path_text(path),
            modified = voice.day(modified),
            date = voice.given(date)
        ),
        check_date(voice),
    )
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
