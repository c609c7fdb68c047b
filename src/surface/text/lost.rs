//! What a run met on the way: drives that are connected although they are lost on record, and what drives told and
//! the home could not keep; and damage in the home that drives mended.

use std::collections::{BTreeMap, BTreeSet};

use crate::powers::medium::StorageProblem;
use crate::surface::errors::storage_words;
use crate::surface::page::Page;
use crate::surface::printed::Printed;
use crate::surface::voice::{Noun, Voice, both, one_or};
use crate::things::vault::mending::MendedHome;
use crate::words::ids::BundleId;

use super::resume;

/// That they don't count, and what finds each of them again.
pub fn lost_here(voice: &Voice, drives: &BTreeMap<String, Vec<BundleId>>) -> Printed {
    let mut page = Page::new(voice);
    for (label, outlived) in drives {
        page.line(both!(
            voice,
            "{label} is connected, and is lost on record: its copies don't count.",
            "{label} is aangesloten, maar staat als vermist in het logboek: de kopieën daarop tellen niet."
        ));
        page.next(both!(
            voice,
            "if it is back: {found}, then {verify}",
            "als die terug is: {found}, dan {verify}",
            found = voice.kluis(&["medium", "found", label]),
            verify = voice.kluis(&["verify", label])
        ));
        if !outlived.is_empty() {
            still_there(&mut page, label, outlived.len() as u64);
        }
    }
    page.into_text()
}

/// Bundles that were destroyed while the drive was lost lie there as they were, and what destroys them there.
fn still_there(page: &mut Page<'_>, label: &str, number: u64) {
    let voice = page.voice;
    page.line(both!(
        voice,
        "By the ledger {bundles} {were} destroyed while {label} was lost, and {are} whole there.",
        "Volgens het logboek {zijn} {bundles} vernietigd toen {label} vermist was, en {staan} daar nog heel.",
        bundles = voice.count(number, Noun::Bundle),
        were = one_or(number, "was", "were"),
        are = one_or(number, "is", "are"),
        zijn = one_or(number, "is", "zijn"),
        staan = one_or(number, "staat", "staan")
    ));
    page.next(resume(voice));
}

/// What was damaged in the home, and where it came back from.
pub fn home_mended(voice: &Voice, mended: &MendedHome) -> Printed {
    let from: Vec<String> =
        mended.from.iter().map(|place| place.to_string_lossy().into_owned()).collect();
    let from = match from.is_empty() {
        true => both!(voice, "their spare copies", "hun reservekopie"),
        false => from.join(", "),
    };
    let mut page = Page::new(voice);
    page.line(both!(
        voice,
        "Files in this vault's folder on this PC were damaged or missing: {files}. They are whole again, from {from}.",
        "Bestanden in de map van deze kluis op deze pc waren beschadigd of weg: {files}. Ze zijn weer heel, van {from}.",
        files = mended.files.join(", "),
        from = from
    ));
    page.line(both!(
        voice,
        "The disk of this PC may be failing: look at it, and back up the home.",
        "De schijf van deze pc kan het begeven: kijk ernaar, en maak een reservekopie van de map van de kluis."
    ));
    page.into_text()
}

/// That drives lack notes which this PC can't read, and what mends that.
pub fn notes_unread(voice: &Voice, lacking: &BTreeMap<String, BTreeSet<String>>) -> Printed {
    let mut page = Page::new(voice);
    for (label, notes) in lacking {
        page.line(both!(
            voice,
            "{label} lacks {notes} of the ledger: the file on this PC can't be read, or is damaged.",
            "{label} mist {notes} bij het logboek: het bestand op deze pc is niet te lezen, of beschadigd.",
            notes = voice.count(notes.len() as u64, Noun::Note)
        ));
    }
    if !lacking.is_empty() {
        page.next(both!(
            voice,
            "plug in a drive that knows more, then {repair}: it gives the others what they lack",
            "sluit een schijf aan die meer weet, dan {repair}: die vult ook de andere schijven aan",
            repair = voice.kluis(&["repair"])
        ));
    }
    page.into_text()
}

/// That what the drives told is known in this run alone.
pub fn unkept(voice: &Voice, problem: &StorageProblem) -> Printed {
    let mut page = Page::new(voice);
    let problem = storage_words(voice, problem);
    page.line(both!(
        voice,
        "The drives told what this PC did not know, and it could not be written here: {problem}",
        "De schijven vertelden wat deze pc niet wist, en dat kon hier niet worden opgeslagen: {problem}"
    ));
    page.line(both!(
        voice,
        "It is known in this run alone, and no source goes before it is kept.",
        "Alleen deze opdracht weet het; er kan geen bron weg voordat het is opgeslagen."
    ));
    page.next(both!(
        voice,
        "make room on the PC's disk, and with the same drives connected: {verify}",
        "maak ruimte op de schijf van de pc, en met dezelfde schijven aangesloten: {verify}",
        verify = voice.kluis(&["verify"])
    ));
    page.into_text()
}
