//! What can be wrong with a review list.

use std::path::Path;

use super::super::place::Pair;
use crate::formats::review_list::NotAList;
use crate::surface::errors::path_text;
use crate::surface::voice::{Voice, both};
use crate::words::ids::BundleId;

pub(super) fn no_such_list(voice: &Voice, path: &Path) -> Pair {
    let path = path_text(path);
    (
        both!(voice, "{path} is not there", "{path} is er niet"),
        voice.kluis(&["due", "--list", &path]),
    )
}

pub(super) fn space_of_bundles(voice: &Voice) -> Pair {
    (
        both!(
            voice,
            "--medium is for the free space of a drive, and bundles were named",
            "--medium gaat over de vrije ruimte van een schijf, en er zijn bundels genoemd"
        ),
        both!(
            voice,
            "leave out --medium to destroy them, or leave them out",
            "laat --medium weg om ze te vernietigen, of laat de bundels weg"
        ),
    )
}

pub(super) fn not_a_list(voice: &Voice, path: &Path, why: &NotAList) -> Pair {
    let path = path_text(path);
    let message = match why {
        NotAList::TooLong => both!(
            voice,
            "{path} is larger than a review list may be",
            "{path} is groter dan een vernietigingslijst mag zijn"
        ),
        NotAList::Folder => both!(voice, "{path} is a folder", "{path} is een map"),
        NotAList::Utf16 => both!(
            voice,
            "{path} was saved in UTF-16: a review list is plain text in UTF-8",
            "{path} is opgeslagen in UTF-16: een vernietigingslijst is gewone tekst in UTF-8"
        ),
        NotAList::Line(line) => both!(
            voice,
            "{path}, line {line}: this does not belong in a review list",
            "{path}, regel {line}: dit hoort niet in een vernietigingslijst"
        ),
        NotAList::Other => both!(
            voice,
            "{path} is no review list of this version",
            "{path} is geen vernietigingslijst van deze versie"
        ),
    };
    let name = both!(voice, "list.json", "lijst.json");
    let help = match why {
        NotAList::Folder => both!(
            voice,
            "name the file: --list {name}; {due} writes one",
            "noem het bestand: --list {name}; {due} schrijft er een",
            due = voice.kluis(&["due", "--list", &name])
        ),
        NotAList::TooLong | NotAList::Utf16 | NotAList::Line(_) | NotAList::Other => both!(
            voice,
            "leave the list as it was written, and name what stays: --keep BUNDLE",
            "laat de lijst zoals die geschreven is, en noem wat blijft: --keep BUNDEL"
        ),
    };
    (message, help)
}

pub(super) fn not_a_proof(voice: &Voice, path: &Path) -> Pair {
    (
        both!(
            voice,
            "{path} is no proof.json that a restore wrote",
            "{path} is geen proof.json zoals die bij teruggehaalde stukken staat",
            path = path_text(path)
        ),
        both!(
            voice,
            "name the proof.json that lay beside the file when it was given back",
            "noem de proof.json die bij het bestand lag toen het werd teruggehaald"
        ),
    )
}

pub(super) fn of_another_vault(voice: &Voice, path: &Path) -> Pair {
    (
        both!(
            voice,
            "{path} is a review list of another vault",
            "{path} is een vernietigingslijst van een andere kluis",
            path = path_text(path)
        ),
        both!(voice, "name that vault with --vault", "noem die kluis met --vault"),
    )
}

pub(super) fn unknown(voice: &Voice, bundle: BundleId) -> Pair {
    (
        both!(
            voice,
            "{bundle} on the list is not a bundle of this vault as it was sealed",
            "{bundle} op de lijst is geen bundel van deze kluis zoals die verzegeld is"
        ),
        voice.kluis(&["due"]),
    )
}

pub(super) fn not_on_it(voice: &Voice, bundle: BundleId) -> Pair {
    (
        both!(
            voice,
            "{bundle} is to be kept, and is not on the list: nothing was destroyed",
            "{bundle} moet blijven en staat niet op de lijst: er is niets vernietigd"
        ),
        both!(
            voice,
            "perhaps another bundle was meant: {show}",
            "misschien was een andere bundel bedoeld: {show}",
            show = voice.kluis(&["show", &bundle.to_string()])
        ),
    )
}
