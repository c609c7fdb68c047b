//! Labels of a drive that don't hold, or that show that the drive is not what it says.

use std::path::Path;

use super::place::{Triple, another_drive};
use super::{Exit, path_text, word};
use crate::surface::voice::{Voice, both};

pub(super) fn broken(voice: &Voice, path: &Path) -> Triple {
    (
        Exit::Seal,
        both!(
            voice,
            "{path}: the signature on the drive's label does not hold",
            "{path}: de handtekening onder het label van de schijf klopt niet",
            path = path_text(path)
        ),
        another_drive(voice),
    )
}

pub(super) fn damaged(voice: &Voice, path: &Path, label: &str) -> Triple {
    (
        Exit::Fixity,
        both!(
            voice,
            "{path}: both labels of {label} are damaged; what another PC wrote there last may be hidden by that",
            "{path}: beide labels van {label} zijn beschadigd; wat een andere pc daar het laatst schreef, is misschien \
             niet te zien",
            path = path_text(path)
        ),
        both!(
            voice,
            "{repair} writes them anew, from what this PC knows",
            "{repair} schrijft ze opnieuw, met wat deze pc weet",
            repair = voice.kluis(&["repair", label])
        ),
    )
}

pub(super) fn slot_damaged(voice: &Voice, path: &Path, label: &str, file: &str) -> Triple {
    (
        Exit::Fixity,
        both!(
            voice,
            "{path}: {file} of {label} is damaged; what another PC wrote there last may be hidden by that",
            "{path}: {file} van {label} is beschadigd; wat een andere pc daar het laatst schreef, is misschien niet te \
             zien",
            path = path_text(path)
        ),
        both!(
            voice,
            "{repair}: nothing that permits counts on it before",
            "{repair}: tot dan telt daar niets dat iets toestaat",
            repair = voice.kluis(&["repair", label])
        ),
    )
}

pub(super) fn slot_blocked(voice: &Voice, path: &Path, label: &str, file: &str) -> Triple {
    (
        Exit::Fixity,
        both!(
            voice,
            "{path}: what stands in the place of {file} is no file, so that no label can be written there",
            "{path}: op de plaats van {file} staat geen bestand, en dus is daar geen label te schrijven",
            path = path_text(path)
        ),
        both!(
            voice,
            "move {place} away, and run {repair}",
            "verplaats {place}, dan {repair}",
            place = word(&path_text(&path.join(file))),
            repair = voice.kluis(&["repair", label])
        ),
    )
}

pub(super) fn slot_missing(voice: &Voice, path: &Path, label: &str) -> Triple {
    (
        Exit::Medium,
        both!(
            voice,
            "{path}: one of the two labels of {label} is missing: entries of another PC may be hidden",
            "{path}: een van de twee labels van {label} ontbreekt: regels van een andere pc zijn misschien niet te zien",
            path = path_text(path)
        ),
        both!(
            voice,
            "{verify}: nothing that permits counts on it before",
            "{verify}: tot dan telt daar niets dat iets toestaat",
            verify = voice.kluis(&["verify", &path_text(path)])
        ),
    )
}

/// `known`: lines that count speak of a drive with this id.
pub(super) fn replaced(voice: &Voice, path: &Path, known: bool) -> Triple {
    let help = match known {
        true => both!(
            voice,
            "{repair} makes it anew from this PC's ledger; if another PC of yours wrote there, first run {replace} on \
             that PC",
            "{repair} maakt het opnieuw uit het logboek van deze pc; schreef een andere pc van u daar, geef dan eerst op \
             die pc {replace}",
            repair = voice.kluis(&["repair", &path_text(path)]),
            replace = voice.kluis(&["signer", "replace"])
        ),
        false => both!(
            voice,
            "if another PC of yours took this drive into the vault: run {replace} on that PC; if not, unplug it",
            "heeft een andere pc van u deze schijf toegevoegd: geef op die pc {replace}; zo niet, koppel de schijf los",
            replace = voice.kluis(&["signer", "replace"])
        ),
    };
    let message = both!(
        voice,
        "{path}: its label is signed by a sealer's key that was replaced, after the place up to which that key counts",
        "{path}: het label is ondertekend door een verzegelaar die is vervangen, ná de plaats tot waar die telt",
        path = path_text(path)
    );
    (Exit::Seal, message, help)
}

pub(super) fn other_drive(voice: &Voice, path: &Path) -> Triple {
    (
        Exit::Medium,
        both!(
            voice,
            "{path}: its label belongs to another drive than this",
            "{path}: het label hoort bij een andere schijf dan deze",
            path = path_text(path)
        ),
        both!(
            voice,
            "use the drive itself: a folder that was copied from it is no copy",
            "gebruik de schijf zelf: een map die ervan is overgenomen, is geen kopie"
        ),
    )
}

pub(super) fn rolled_back(
    voice: &Voice,
    path: &Path,
    label: &str,
    known: u64,
    found: u64,
) -> Triple {
    (
        Exit::Medium,
        both!(
            voice,
            "{path}: this is an older state of {label}, or a clone: contact {found}, where {known} is known",
            "{path}: dit is een oudere toestand van {label}, of een kloon: contact {found}, en {known} is bekend",
            path = path_text(path)
        ),
        verify_before(voice, path),
    )
}

pub(super) fn overtaken(voice: &Voice, path: &Path, label: &str) -> Triple {
    (
        Exit::Medium,
        both!(
            voice,
            "{path}: {label} was written to since; this is an older state of it, or a clone",
            "{path}: op {label} is sindsdien geschreven; dit is een oudere toestand ervan, of een kloon",
            path = path_text(path)
        ),
        verify_before(voice, path),
    )
}

fn verify_before(voice: &Voice, path: &Path) -> String {
    both!(
        voice,
        "{verify}: until then its copies don't count",
        "{verify}: tot dan tellen de kopieën erop niet",
        verify = voice.kluis(&["verify", &path_text(path)])
    )
}

pub(super) fn twice(voice: &Voice, path: &Path, other: &Path, label: &str) -> Triple {
    (
        Exit::Medium,
        both!(
            voice,
            "{path} and {other} both say that they are {label}: one is a clone, and neither is written to",
            "{path} en {other} zeggen allebei {label} te zijn: één is een kloon, en op geen van beide wordt geschreven",
            path = path_text(path),
            other = path_text(other)
        ),
        both!(
            voice,
            "unplug the clone, and run it again",
            "koppel de kloon los, en geef de opdracht opnieuw"
        ),
    )
}
