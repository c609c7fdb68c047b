//! Folders, files and drives that can't be what was meant.

use std::io;
use std::path::Path;

use super::super::place::Pair;
use crate::surface::errors::words::io_words;
use crate::surface::errors::{medium_list, path_text, word};
use crate::surface::voice::{Noun, Voice, both};

pub(super) fn source_is_ours(voice: &Voice, path: &Path) -> Pair {
    (
        both!(
            voice,
            "{path} holds a vault or a drive, or lies in one",
            "in of om {path} ligt een kluis of een schijf van kluis",
            path = path_text(path)
        ),
        both!(voice, "name the folder with your own files", "noem de map met uw eigen bestanden"),
    )
}

pub(super) fn source_of_other(voice: &Voice, path: &Path, place: &Path, vault: &str) -> Pair {
    let message = match path == place {
        true => both!(
            voice,
            "{path} is a source of {vault}",
            "{path} is een bron van {vault}",
            path = path_text(path)
        ),
        false => both!(
            voice,
            "{path} meets {place}, which is a source of {vault}",
            "{path} overlapt met {place}, en dat is een bron van {vault}",
            path = path_text(path),
            place = path_text(place)
        ),
    };
    let help = both!(
        voice,
        "--vault {name} if that client is meant; if these files are this vault's as well, add --shared-source",
        "--vault {name} als u die cliënt bedoelt; horen deze bestanden ook bij deze kluis, dan --shared-source erbij",
        name = word(vault)
    );
    (message, help)
}

pub(in crate::surface::errors) fn source(voice: &Voice, path: &Path, source: &io::Error) -> Pair {
    (
        both!(
            voice,
            "{path} can't be read: {why}",
            "{path} is niet te lezen: {why}",
            path = path_text(path),
            why = io_words(voice, source)
        ),
        may_read(voice, path),
    )
}

/// What to do about a file that can't be read.
pub(super) fn may_read(voice: &Voice, path: &Path) -> String {
    both!(
        voice,
        "check that {path} is there and that you may read it",
        "kijk of {path} er is, en of u het mag lezen",
        path = word(&path_text(path))
    )
}

pub(super) fn nothing_to_seal(voice: &Voice) -> Pair {
    (
        both!(
            voice,
            "no file to seal was found there",
            "daar is geen bestand gevonden om te verzegelen"
        ),
        both!(
            voice,
            "name a folder that holds files; what --move took away is in {list}",
            "noem een map met bestanden; wat --move heeft weggehaald, staat in {list}",
            list = voice.kluis(&["list"])
        ),
    )
}

pub(super) fn not_a_folder(voice: &Voice, path: &Path) -> Pair {
    (
        both!(voice, "{path} is no folder", "{path} is geen map", path = path_text(path)),
        both!(
            voice,
            "name a folder; a drive is named by the one where it is mounted",
            "noem een map; voor een schijf is dat de map waar die te vinden is"
        ),
    )
}

pub(super) fn file_exists(voice: &Voice, path: &Path, option: &str) -> Pair {
    (
        both!(
            voice,
            "{path} is there already, and nothing is written over it",
            "{path} bestaat al, en wordt niet overschreven",
            path = path_text(path)
        ),
        both!(
            voice,
            "name a new file with {option} FILE",
            "noem een nieuw bestand met {option} BESTAND"
        ),
    )
}

/// The page is named after the list.
pub(super) fn list_is_a_page(voice: &Voice, path: &Path) -> Pair {
    (
        both!(
            voice,
            "{path} is the name of the page that is written beside the list",
            "{path} is de naam van de pagina die naast de lijst komt",
            path = path_text(path)
        ),
        both!(
            voice,
            "name the list so: --list {list}",
            "noem de lijst zo: --list {list}",
            list = path_text(&path.with_extension("json"))
        ),
    )
}

pub(super) fn target_not_empty(voice: &Voice, path: &Path) -> Pair {
    (
        both!(voice, "{path} is not empty", "{path} is niet leeg", path = path_text(path)),
        both!(voice, "name a new or empty folder", "noem een nieuwe of lege map"),
    )
}

pub(super) fn target_holds(voice: &Voice, path: &Path) -> Pair {
    (
        both!(
            voice,
            "{path} is not what this restore would write there",
            "{path} is niet wat deze opdracht daar zou neerzetten",
            path = path_text(path)
        ),
        both!(
            voice,
            "move it elsewhere and give the same command again, or name a new folder",
            "zet het ergens anders neer en geef dezelfde opdracht opnieuw, of noem een nieuwe map"
        ),
    )
}

pub(super) fn target_is_ours(voice: &Voice, path: &Path) -> Pair {
    (
        both!(
            voice,
            "{path} lies in a vault's home or on a drive of one, or holds it",
            "{path} ligt in of om een kluismap of een schijf van kluis",
            path = path_text(path)
        ),
        both!(
            voice,
            "choose a place apart from the vault's home and its drives",
            "kies een plaats buiten de kluismap en de schijven"
        ),
    )
}

pub(super) fn too_large(voice: &Voice, to: &Path, name: &str, bytes: u64, most: u64) -> Pair {
    (
        both!(
            voice,
            "{name} has {bytes}, and a file in {to} can have {most}; nothing was written",
            "{name} heeft {bytes}, en een bestand in {to} kan er {most} hebben; er is niets geschreven",
            bytes = voice.count(bytes, Noun::Byte),
            to = path_text(to),
            most = voice.number(most)
        ),
        both!(
            voice,
            "name a folder on exFAT, NTFS, APFS or ext4; or name other records with --match",
            "noem een map op exFAT, NTFS, APFS of ext4; of kies andere stukken met --match"
        ),
    )
}

pub(super) fn no_drive(voice: &Voice, label: &str) -> Pair {
    (
        both!(voice, "no drive is called {label}", "geen schijf heet {label}"),
        both!(
            voice,
            "{list}; a drive's folder is written with a separator: {folder}",
            "{list}; de map van een schijf schrijft u met een schuine streep: {folder}",
            list = medium_list(voice),
            folder = word(&format!("./{label}"))
        ),
    )
}

pub(super) fn label_like_a_path(voice: &Voice, label: &str) -> Pair {
    (
        both!(voice, "{label} could be taken for a path", "{label} kan ook een map zijn"),
        both!(
            voice,
            "choose a --label without / and \\, and without a colon behind its first letter",
            "kies een --label zonder / en \\, en zonder dubbele punt achter de eerste letter"
        ),
    )
}

pub(super) fn label_taken(voice: &Voice, label: &str) -> Pair {
    (
        both!(
            voice,
            "another drive of this vault is called {label} already",
            "een andere schijf van deze kluis heet al {label}"
        ),
        both!(
            voice,
            "choose another --label; {list} shows those in use",
            "kies een andere --label; {list} toont welke in gebruik zijn",
            list = medium_list(voice)
        ),
    )
}

pub(super) fn drive_in_drive(voice: &Voice, path: &Path, other: &Path) -> Pair {
    (
        both!(
            voice,
            "{path} lies in or around the drive {other}",
            "{path} ligt in of om de schijf {other}",
            path = path_text(path),
            other = path_text(other)
        ),
        both!(
            voice,
            "name the top folder of another drive: two copies on one drive are lost together",
            "noem de hoofdmap van een andere schijf: twee kopieën op één schijf gaan samen verloren"
        ),
    )
}
