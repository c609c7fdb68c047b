//! A delivery that can't be packed as it was asked.

use std::path::Path;

use super::super::place::Pair;
use crate::surface::errors::path_text;
use crate::surface::voice::{Voice, both};

pub(super) fn own_passphrase(voice: &Voice, file: &Path, other: Option<&str>) -> Pair {
    let said = match other {
        None => both!(
            voice,
            "the passphrase in {file} is this vault's own: whoever is told it would open the whole vault",
            "de wachtwoordzin in {file} is die van deze kluis: wie hem krijgt, opent de hele kluis",
            file = path_text(file)
        ),
        Some(other) => both!(
            voice,
            "the passphrase in {file} is that of the vault {other}: whoever is told it would open that whole vault",
            "de wachtwoordzin in {file} is die van de kluis {other}: wie hem krijgt, opent die hele kluis",
            file = path_text(file)
        ),
    };
    (
        said,
        both!(
            voice,
            "write another passphrase on the first line of {file}",
            "zet een andere wachtwoordzin op de eerste regel van {file}",
            file = path_text(file)
        ),
    )
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
