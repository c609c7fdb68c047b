//! One table over all vaults, a row each: how some commands answer with `--each`.

use super::page::Lean;
use super::voice::{Voice, both};

/// How such a table is laid out.
pub struct Layout {
    /// What stands above it, the client first.
    pub head: fn(&Voice) -> Vec<(String, Lean)>,
    /// What stands below it: of so many clients, named as a number, at so many something is left to do.
    pub foot: fn(&Voice, u64, &str) -> Option<String>,
    /// How wide it is at most, where nobody says how wide a line may be.
    pub columns_max: Option<usize>,
    /// It was asked for, so that `--quiet` keeps it.
    pub asked_for: bool,
}

impl Layout {
    /// The row of a vault whose command failed; why is said below.
    pub fn failed(&self, voice: &Voice, client: String) -> Vec<String> {
        let words = both!(voice, "could not be looked at", "kon niet worden bekeken");
        let nothing = std::iter::repeat_n("-".to_owned(), (self.head)(voice).len());
        [client, words].into_iter().chain(nothing.skip(2)).collect()
    }
}

/// At how many clients something is left to do.
pub fn waits_at(voice: &Voice, waiting: u64, all: &str) -> Option<String> {
    Some(match waiting {
        0 => both!(voice, "Nothing waits at {all}.", "Bij {all} is er niets te doen."),
        number => both!(
            voice,
            "Something waits at {number} of {all}.",
            "Bij {number} van {all} is iets te doen."
        ),
    })
}

/// A client, what is there, and what to do.
pub fn waits_and_next(voice: &Voice) -> Vec<(String, Lean)> {
    let head = [
        both!(voice, "CLIENT", "CLIËNT"),
        both!(voice, "WAITS", "TE DOEN"),
        both!(voice, "NEXT", "HIERNA"),
    ];
    head.map(|title| (title, Lean::Left)).into()
}
