//! What an I/O error says: the system's own words, and ours where one of our problems is inside.

use std::io;

use crate::powers::envelope::{ChunkDamage, Unopened};
use crate::powers::medium::{MediumGone, StorageProblem};
use crate::surface::voice::{Noun, Voice, both};
use crate::things::files::OwnCause;

use super::opened::{chunk_words, unopened_words};
use super::storage::storage_words;

/// Behind what could not be read or written.
pub fn io_words(voice: &Voice, error: &io::Error) -> String {
    let Some(inner) = error.get_ref() else { return error.to_string() };
    if let Some(cause) = inner.downcast_ref::<OwnCause>() {
        return own_words(voice, *cause);
    }
    if let Some(problem) = inner.downcast_ref::<StorageProblem>() {
        return storage_words(voice, problem);
    }
    if let Some(damage) = inner.downcast_ref::<ChunkDamage>() {
        return chunk_words(voice, damage);
    }
    if let Some(problem) = inner.downcast_ref::<Unopened>() {
        return unopened_words(voice, problem);
    }
    if inner.is::<MediumGone>() {
        return both!(
            voice,
            "the drive is no longer connected",
            "de schijf is niet meer aangesloten"
        );
    }
    match inner.downcast_ref::<io::Error>() {
        Some(inner) => io_words(voice, inner),
        None => error.to_string(),
    }
}

fn own_words(voice: &Voice, cause: OwnCause) -> String {
    match cause {
        OwnCause::ReadsOtherwise => both!(
            voice,
            "it reads otherwise than it was written",
            "het is bij het teruglezen niet gelijk aan wat er is geschreven"
        ),
        OwnCause::EntriesLost => both!(
            voice,
            "entries there can't be read, and are lost here",
            "regels daar zijn niet te lezen, en hier verloren"
        ),
        OwnCause::TooManyRecipients => both!(
            voice,
            "the vault has more recipients than an age header holds",
            "de kluis heeft meer sleutelhouders dan in de kop van een age-bestand passen"
        ),
        OwnCause::TooLarge { bytes_max } => both!(
            voice,
            "it is larger than {most}",
            "het is groter dan {most}",
            most = voice.count(bytes_max, Noun::Byte)
        ),
    }
}
