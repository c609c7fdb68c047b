//! Labels of a drive that don't hold, or that show that the drive is not what it says.

use std::path::Path;

use super::ledger::{join_line, not_ours_line};
use super::place::{Triple, another_drive};
use super::{Exit, path_text, word};
use crate::surface::voice::{Voice, both};
use crate::words::ids::BundleId;

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
            "if you or another PC of yours wrote there: {join} takes in what stands there; if not, {repair} makes the \
             label anew from this PC's ledger",
            "schreef u daar, of een andere pc van u: {join} neemt over wat er staat; zo niet, dan maakt {repair} het \
             label opnieuw uit het logboek van deze pc",
            join = join_line(voice, &path_text(path)),
            repair = voice.kluis(&["repair", &path_text(path)])
        ),
        false => both!(
            voice,
            "if you or another PC of yours took this drive into the vault: {join}; if not, unplug it",
            "heeft u, of een andere pc van u, deze schijf toegevoegd: {join}; zo niet, koppel de schijf los",
            join = join_line(voice, &path_text(path))
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

/// Bundles there that no entry speaks of: of some the ids, and how many more.
pub(super) fn unvouched(voice: &Voice, path: &Path, bundles: &[BundleId], more: u64) -> Triple {
    let message = match more {
        0 => both!(
            voice,
            "{path}: no entry here speaks of {bundles}, which the replaced key sealed: repair would make that drive \
             forget them",
            "{path}: geen regel hier noemt {bundles}, door de vervangen sleutel verzegeld: na repair kent die schijf ze \
             niet meer",
            path = path_text(path),
            bundles = voice.all_of(bundles)
        ),
        more => both!(
            voice,
            "{path}: no entry here speaks of {bundles} and {more} more, which the replaced key sealed: repair would \
             make that drive forget them",
            "{path}: geen regel hier noemt {bundles} en nog {more}, door de vervangen sleutel verzegeld: na repair kent \
             die schijf ze niet meer",
            path = path_text(path),
            bundles = voice.all_of(bundles),
            more = voice.number(more)
        ),
    };
    let help = both!(
        voice,
        "if they are yours: {join}; if nobody on your side sealed them: {repair}",
        "zijn ze van u: {join}; heeft niemand bij u ze verzegeld: {repair}",
        join = join_line(voice, &path_text(path)),
        repair = not_ours_line(voice, &path_text(path))
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
