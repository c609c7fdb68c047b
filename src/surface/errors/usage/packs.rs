//! A delivery that can't be packed as it was asked.

use std::path::Path;

use super::super::place::Pair;
use crate::surface::errors::path_text;
use crate::surface::voice::{Voice, both};

pub(super) fn opened_by_nobody(voice: &Voice) -> Pair {
    (
        both!(
            voice,
            "nobody said who opens the file of --pack",
            "er is niet gezegd wie het bestand van --pack opent"
        ),
        both!(
            voice,
            "add --recipient KEY or --pack-passphrase-file FILE, or run it on a terminal, where a passphrase is asked for",
            "voeg --recipient SLEUTEL of --pack-passphrase-file BESTAND toe, of geef de opdracht in een terminal, die om \
             een wachtwoordzin vraagt"
        ),
    )
}

pub(super) fn own_passphrase(voice: &Voice, file: Option<&Path>, other: Option<&str>) -> Pair {
    let which = match file {
        Some(file) => both!(
            voice,
            "the passphrase in {file}",
            "de wachtwoordzin in {file}",
            file = path_text(file)
        ),
        None => both!(voice, "that passphrase", "die wachtwoordzin"),
    };
    let said = match other {
        None => both!(
            voice,
            "{which} is this vault's own: whoever is told it would open the whole vault",
            "{which} is die van deze kluis: wie hem krijgt, opent de hele kluis"
        ),
        Some(other) => both!(
            voice,
            "{which} is that of the vault {other}: whoever is told it would open that whole vault",
            "{which} is die van de kluis {other}: wie hem krijgt, opent die hele kluis"
        ),
    };
    let next = match file {
        Some(file) => both!(
            voice,
            "write another passphrase on the first line of {file}",
            "zet een andere wachtwoordzin op de eerste regel van {file}",
            file = path_text(file)
        ),
        None => both!(
            voice,
            "give the same command again, with another passphrase",
            "geef dezelfde opdracht opnieuw, met een andere wachtwoordzin"
        ),
    };
    (said, next)
}

pub(super) fn in_folder(voice: &Voice, file: &Path, folder: &Path) -> Pair {
    (
        both!(
            voice,
            "--pack {file} lies in the folder that it packs, {folder}",
            "--pack {file} ligt in de map die erin gaat, {folder}",
            file = path_text(file),
            folder = path_text(folder)
        ),
        both!(
            voice,
            "name a file elsewhere with --pack FILE",
            "noem met --pack BESTAND een bestand ergens anders"
        ),
    )
}

pub(super) fn of_each(voice: &Voice) -> Pair {
    (
        both!(
            voice,
            "--pack makes one file, and each client's records go apart",
            "--pack maakt één bestand, en de stukken van elke cliënt gaan apart"
        ),
        both!(
            voice,
            "answer for one client at a time: --vault NAME instead of --each",
            "antwoord per cliënt: --vault NAAM in plaats van --each"
        ),
    )
}
