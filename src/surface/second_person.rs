//! What the other of two persons types, and what that takes besides where nobody can be asked.

use super::voice::{Voice, both};
use crate::things::vault::Told;
use crate::words::ids::BundleId;

/// The bundles that the other person approves.
pub enum Approved<'a> {
    Bundles(&'a [BundleId]),
    /// Those on the review list in this file.
    Listed(&'a str),
}

/// The approval of a destruction.
pub fn approve(voice: &Voice, what: &Approved<'_>) -> String {
    let (name, role) = (both!(voice, "NAME", "NAAM"), both!(voice, "ROLE", "FUNCTIE"));
    let ids: Vec<String> = match what {
        Approved::Bundles(bundles) => bundles.iter().map(ToString::to_string).collect(),
        Approved::Listed(_) => vec![],
    };
    let mut words = vec!["destroy"];
    match what {
        Approved::Bundles(_) => words.extend(ids.iter().map(String::as_str)),
        Approved::Listed(file) => words.extend(["--list", *file]),
    }
    words.extend(["--approve", "--signer", &name, "--by", &name, "--role", &role]);
    voice.kluis(&words)
}

/// The release of a hold, and who was told of it where the other person must say so too.
pub fn release(voice: &Voice, hold: &str, told: &[Told]) -> String {
    let (text, name) = (both!(voice, "TEXT", "TEKST"), both!(voice, "NAME", "NAAM"));
    let told: Vec<String> = told.iter().map(|told| format!("{}@{}", told.who, told.on)).collect();
    let mut words = vec!["hold", "release", hold, "--reason", &text];
    words.extend(told.iter().flat_map(|told| ["--told", told.as_str()]));
    words.extend(["--signer", &name]);
    voice.kluis(&words)
}

/// The confirmation of an earlier end.
pub fn confirm(voice: &Voice, proposal: &str) -> String {
    voice.kluis(&["shorten", "confirm", proposal, "--signer", &both!(voice, "NAME", "NAAM")])
}

/// What an approval takes besides, in a script.
pub fn approve_unasked(voice: &Voice) -> String {
    unasked(voice, &["--no-open-matters", "--signer-passphrase-file"])
}

/// What a signature takes besides, in a script.
pub fn sign_unasked(voice: &Voice) -> String {
    unasked(voice, &["--signer-passphrase-file"])
}

fn unasked(voice: &Voice, options: &[&str]) -> String {
    let file = both!(voice, "FILE", "BESTAND");
    let options: Vec<&str> = options.iter().copied().chain([file.as_str()]).collect();
    both!(
        voice,
        "in a script also {options}",
        "in een script ook {options}",
        options = voice.words(&options)
    )
}
