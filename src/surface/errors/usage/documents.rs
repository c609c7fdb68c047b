//! What is doubtful where files are sealed under the dates that they give as their own.

use std::path::Path;

use super::super::Said;
use super::super::place::Pair;
use crate::rules::class::ClassId;
use crate::surface::errors::path_text;
use crate::surface::voice::{Noun, Voice, both};
use crate::words::day::GivenDate;
use crate::words::lang::Lang;

/// The doubt, and whose date it is about.
pub(super) fn doubt(
    voice: &Voice,
    date: GivenDate,
    (some, count): (&Path, u64),
    doubt: Said,
) -> Pair {
    let head = both!(
        voice,
        "{files}, the first {path}, whose own dates go up to {date}",
        "{files}, het eerste {path}, met eigen datums tot en met {date}",
        files = voice.count(count, Noun::File),
        path = path_text(some),
        date = voice.given(date)
    );
    (format!("{head}: {}", doubt.message), doubt.help)
}

pub(super) fn not_by_document(voice: &Voice, class: &ClassId, event: &str, event_nl: &str) -> Pair {
    let event = match voice.lang {
        Lang::En => event,
        Lang::Nl => event_nl,
    };
    (
        both!(
            voice,
            "--date from-document: the term of {class} starts by its event ({event}), which no document gives",
            "--date from-document: de termijn van {class} begint bij een gebeurtenis ({event}), en die staat in geen document"
        ),
        both!(
            voice,
            "give the date of the event: --date 2025-11-15",
            "geef de datum van de gebeurtenis: --date 2025-11-15"
        ),
    )
}

pub(super) fn too_many_ends(voice: &Voice, ends: usize, ends_max: usize) -> Pair {
    let (ends, most) = (voice.number(ends as u64), voice.number(ends_max as u64));
    (
        both!(
            voice,
            "--date from-document: these files come to {ends} ends, each a bundle of its own; one run seals at most {most}",
            "--date from-document: deze bestanden hebben {ends} einddatums, elk met een eigen bundel; één opdracht verzegelt er hoogstens {most}"
        ),
        both!(
            voice,
            "make a folder for each year, and archive one after the other: {command}",
            "maak per jaar een map, en verzegel die één voor één: {command}",
            command = voice.kluis(&[
                "archive",
                &folder(voice),
                "--class",
                "ID",
                "--date",
                "from-document"
            ])
        ),
    )
}

fn folder(voice: &Voice) -> String {
    both!(voice, "FOLDER", "MAP")
}

pub(super) fn list(voice: &Voice) -> Pair {
    (
        both!(
            voice,
            "--list names files under one date, and --date from-document has several",
            "--list noemt bestanden onder één datum, en --date from-document heeft er meer"
        ),
        both!(voice, "leave --list out", "laat --list weg"),
    )
}
