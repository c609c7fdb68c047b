//! What somebody approved, and what the other person has yet to.

use crate::surface::page::Page;
use crate::surface::second_person;
use crate::surface::voice::{both, one_or};
use crate::verbs::destroy::{ApprovedReport, UnapprovedReport};

use super::untold::untold_lines;

/// Who approves which list, and what goes with it.
pub(super) fn approved_lines(page: &mut Page<'_>, approved: &ApprovedReport) {
    let voice = page.voice;
    page.line(both!(
        voice,
        "{signer} approves that {bundles} {are} destroyed: list {list}. Nothing was destroyed.",
        "{signer} keurt goed dat {bundles} vernietigd {worden}: lijst {list}. Er is niets vernietigd.",
        signer = approved.signer,
        bundles = voice.all_of(&approved.bundles),
        are = one_or(approved.bundles.len() as u64, "is", "are"),
        worden = one_or(approved.bundles.len() as u64, "wordt", "worden"),
        list = &approved.list.to_string()[..8]
    ));
    if !approved.succeeded.is_empty() {
        page.line(both!(
            voice,
            "No record goes with {bundles}: each stands in another bundle, sealed again.",
            "Met {bundles} gaat geen stuk weg: elk staat opnieuw verzegeld in een andere bundel.",
            bundles = voice.all_of(&approved.succeeded)
        ));
    }
    if !approved.erased.is_empty() {
        page.line(both!(
            voice,
            "With {bundles} one record goes for good, on a ground that is on record; the others were sealed again.",
            "Met {bundles} gaat één stuk voorgoed weg, op een grond die in het logboek staat; de andere zijn opnieuw verzegeld.",
            bundles = voice.all_of(&approved.erased)
        ));
        page.next(voice.kluis(&["ledger", "show", "--notes"]));
    }
    page.line(match (approved.two_persons, approved.persons) {
        (true, 0 | 1) => both!(
            voice,
            "One person has approved it; another must. Whoever changes the list must have it approved anew.",
            "Eén persoon heeft het goedgekeurd; een ander moet dat ook. Wie de lijst wijzigt, laat die opnieuw goedkeuren."
        ),
        (true, _) => both!(
            voice,
            "Two persons have approved it: it can be destroyed now.",
            "Twee personen hebben het goedgekeurd: het kan nu vernietigd worden."
        ),
        (false, _) => both!(
            voice,
            "This vault does not want two persons: see two_persons in kluis.toml.",
            "Deze kluis vraagt geen twee personen: zie two_persons in kluis.toml."
        ),
    });
    if approved.two_persons && approved.persons < 2 {
        page.next(both!(
            voice,
            "the other person: the same with --signer {name}; {script}",
            "de ander: hetzelfde met --signer {name}; {script}",
            name = both!(voice, "NAME", "NAAM"),
            script = second_person::approve_unasked(voice)
        ));
    }
    untold_lines(page, &approved.untold);
}

/// An approval that was taken back.
pub(super) fn unapproved_lines(page: &mut Page<'_>, back: &UnapprovedReport) {
    let voice = page.voice;
    page.line(both!(
        voice,
        "The approval of list {list} is taken back: nothing on it is destroyed until two persons approve it anew.",
        "De goedkeuring van lijst {list} is ingetrokken: niets ervan wordt vernietigd tot twee personen die opnieuw geven.",
        list = &back.list.to_string()[..8]
    ));
    untold_lines(page, &back.untold);
}
