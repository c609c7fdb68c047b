//! What became of a bundle that had been left in order on a drive.

use super::{seal_words, storage_words};
use crate::surface::voice::{Voice, both};
use crate::things::destruction::neighbours::HarmKind;

/// What became of it: behind the bundle's name.
pub fn harm_words(voice: &Voice, what: &HarmKind) -> String {
    match what {
        HarmKind::Seal(problem) => seal_words(voice, problem),
        HarmKind::Key(name) => both!(
            voice,
            "{name} is not the one that was written",
            "{name} is niet wat er geschreven is"
        ),
        HarmKind::File(name) => both!(voice, "{name} was changed", "{name} is gewijzigd"),
        HarmKind::Unreadable(problem) => storage_words(voice, problem),
    }
}
