//! What was printed did not arrive.

use std::io;

use super::words::io_words;
use super::{Exit, Said};
use crate::surface::voice::{Voice, both};

/// The output did not arrive where it was to go.
pub fn not_printed(voice: &Voice, error: &io::Error) -> Said {
    Said::new(
        Exit::Io,
        both!(
            voice,
            "the output could not be written: {why}; whatever was done stays done, and on record",
            "de uitvoer kon niet worden geschreven: {why}; wat gedaan is, blijft gedaan en staat in het logboek",
            why = io_words(voice, error)
        ),
        both!(
            voice,
            "{show} shows what is on record",
            "{show} toont wat in het logboek staat",
            show = voice.kluis(&["ledger", "show"])
        ),
    )
}
