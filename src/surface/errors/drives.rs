//! Drives that are not connected, not enough, full or read-only.

use std::collections::HashSet;
use std::path::Path;

use super::storage::unlock;
use super::{Exit, Said, copy_all, list, lost_help, medium_list, path_text, some_drive, word};
use crate::surface::voice::{Noun, Voice, both, one_or};
use crate::things::copy_to::CopyTo;
use crate::words::ids::BundleId;

/// All of these are wanted.
pub(super) fn absent(voice: &Voice, labels: &[String]) -> Said {
    let first = labels.first().map_or_else(|| some_drive(voice), |label| word(label));
    Said::new(
        Exit::Medium,
        both!(
            voice,
            "not connected: {labels}",
            "niet aangesloten: {labels}",
            labels = list(labels)
        ),
        both!(
            voice,
            "plug in {first}, and run it again",
            "sluit {first} aan, en geef de opdracht opnieuw"
        ),
    )
}

/// Any one drive of each group will do.
pub(super) fn none_of_these(voice: &Voice, groups: &[Vec<String>]) -> Said {
    if groups.iter().all(Vec::is_empty) {
        return Said::new(
            Exit::Medium,
            both!(
                voice,
                "no drive of this vault is known to hold a copy still",
                "van geen schijf van deze kluis is bekend dat er nog een kopie op staat"
            ),
            super::medium_list(voice),
        );
    }
    // Several bundles, of one vault or of many, stand on the same drives.
    let mut said_already = HashSet::new();
    let groups: Vec<_> = groups.iter().filter(|group| said_already.insert(*group)).collect();
    let said = |quoted: fn(&str) -> String| {
        let groups: Vec<String> = groups
            .iter()
            .map(|group| voice.any_of(group.iter().map(|label| quoted(label))))
            .collect();
        groups.join(&both!(voice, ", and ", ", en "))
    };
    let one = match groups.iter().any(|group| group.len() > 1) {
        true => both!(voice, "; one is enough", "; één is genoeg"),
        false => String::new(),
    };
    Said::new(
        Exit::Medium,
        both!(
            voice,
            "not connected: {drives}",
            "niet aangesloten: {drives}",
            drives = said(str::to_owned)
        ),
        both!(
            voice,
            "plug in {drives}{one}, and run it again",
            "sluit {drives} aan{one}, en geef de opdracht opnieuw",
            drives = said(word)
        ),
    )
}

/// Nothing that is known here gives them back.
pub(super) fn copies_lost(voice: &Voice, bundles: &[BundleId], labels: &[String]) -> Said {
    Said::new(
        Exit::Medium,
        both!(
            voice,
            "no copy of {bundles} is known to be left: each was on a drive that is lost or out of use ({drives})",
            "van {bundles} is geen kopie meer bekend: elke stond op een schijf die vermist of uit gebruik is ({drives})",
            bundles = voice.all_of(bundles),
            drives = voice.all_of(labels)
        ),
        lost_help(voice),
    )
}

pub(super) fn none(voice: &Voice) -> Said {
    // Which labels are free nobody says here.
    let label = both!(voice, "LABEL", "SCHIJFNAAM");
    let path = super::some_folder(voice);
    Said::new(
        Exit::Medium,
        both!(
            voice,
            "no drive of this vault is connected",
            "er is geen schijf van deze kluis aangesloten"
        ),
        both!(
            voice,
            "plug one in: {list}; or add a new one: {add}",
            "sluit er een aan: {list}; of voeg een nieuwe toe: {add}",
            list = medium_list(voice),
            add = voice.kluis(&["medium", "add", &path, "--label", &label])
        ),
    )
}

/// The ledger says that it is lost or retired.
pub(super) fn gone(voice: &Voice, label: &str, retired: bool) -> Said {
    if retired {
        let another = both!(voice, "Drive C", "Schijf C");
        let path = super::some_folder(voice);
        return Said::new(
            Exit::Medium,
            both!(
                voice,
                "the ledger says that {label} is retired",
                "volgens het logboek is {label} uit gebruik"
            ),
            both!(
                voice,
                "take another drive: {add}",
                "neem een andere schijf: {add}",
                add = voice.kluis(&["medium", "add", &path, "--label", &another])
            ),
        );
    }
    Said::new(
        Exit::Medium,
        both!(
            voice,
            "the ledger says that {label} is lost",
            "volgens het logboek is {label} vermist"
        ),
        both!(
            voice,
            "if it is back: {found}; then {verify}",
            "is die terug: {found}; dan {verify}",
            found = voice.kluis(&["medium", "found", label]),
            verify = voice.kluis(&["verify", label])
        ),
    )
}

/// The drive has to stay. `damaged`: drives whose copy was read just now, and does not hold.
pub(super) fn too_few_others(
    voice: &Voice,
    label: &str,
    bundles: &[BundleId],
    (damaged, copy_to): (&[String], &CopyTo),
) -> Said {
    let many = bundles.len() as u64;
    let first = bundles.first().map_or_else(String::new, ToString::to_string);
    let copy = copy_all(voice, copy_to);
    Said::new(
        Exit::Refused,
        both!(
            voice,
            "{bundles} of {label} {does} not verify now in enough other copies, {first} among them; nothing was changed",
            "{bundles} op {label} {zijn} nu niet in genoeg andere kopieën gecontroleerd, waaronder {first}; er is niets \
             gewijzigd",
            bundles = voice.count(many, Noun::Bundle),
            does = one_or(many, "does", "do"),
            zijn = one_or(many, "is", "zijn")
        ),
        match damaged {
            [] => both!(
                voice,
                "plug in the other drives that hold them; {copy} makes more copies",
                "sluit de andere schijven aan waar ze op staan; {copy} maakt meer kopieën"
            ),
            [first, ..] => both!(
                voice,
                "a copy on {drives} is damaged: {repair}, then run it again",
                "een kopie op {drives} is beschadigd: {repair}, geef de opdracht daarna opnieuw",
                drives = voice.all_of(damaged),
                repair = voice.kluis(&["repair", first])
            ),
        },
    )
}

pub(super) fn no_room(voice: &Voice, label: &str, free: u64, needed: u64) -> Said {
    Said::new(
        Exit::Medium,
        both!(
            voice,
            "{label} has {free} free, and {needed} is needed; nothing was written",
            "{label} heeft {free} vrij, {needed} is nodig; er is niets geschreven",
            free = voice.size(free),
            needed = voice.size(needed)
        ),
        both!(
            voice,
            "make room on {drive}, or take a larger drive",
            "maak ruimte op {drive}, of neem een grotere schijf",
            drive = word(label)
        ),
    )
}

pub(super) fn target_full(voice: &Voice, to: &Path, room: Option<(u64, u64)>) -> Said {
    let to = path_text(to);
    let message = match room {
        Some((free, needed)) => both!(
            voice,
            "{to} has {free} free, and {needed} is needed; nothing was written",
            "{to} heeft {free} vrij, {needed} is nodig; er is niets geschreven",
            free = voice.size(free),
            needed = voice.size(needed)
        ),
        None => both!(voice, "no room is left: {to}", "er is geen ruimte meer: {to}"),
    };
    Said::new(
        Exit::Medium,
        message,
        both!(
            voice,
            "make room there, or name a new folder on another disk with --to",
            "maak daar ruimte, of noem met --to een nieuwe map op een andere schijf"
        ),
    )
}

pub(super) fn read_only(voice: &Voice, label: &str) -> Said {
    Said::new(
        Exit::Medium,
        both!(voice, "{label} is read-only", "{label} is alleen te lezen"),
        unlock(voice, &word(label)),
    )
}
