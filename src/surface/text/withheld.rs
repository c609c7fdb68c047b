//! Bundles that may be ours and do not count, since the key that sealed them was replaced too early.

use crate::surface::errors::{join_line, not_ours_line};
use crate::surface::page::Page;
use crate::surface::voice::{both, one_or};
use crate::verbs::withheld::Withheld;

/// What may be missing, and the ways to end that.
pub(super) fn withheld(page: &mut Page<'_>, withheld: &Withheld) {
    if !withheld.bundles.is_empty() {
        unvouched(page, withheld);
    }
    if !withheld.disowned.is_empty() {
        disowned(page, withheld);
    }
    if !withheld.left_out.is_empty() {
        left_out(page, withheld);
    }
    if !withheld.learned.is_empty() {
        page.line(both!(
            page.voice,
            "Not among these: {bundles}. A drive told of this only now: give the command again, into a new folder.",
            "Hier niet bij: {bundles}. Een schijf meldde dat nu pas: geef de opdracht opnieuw, naar een nieuwe map.",
            bundles = page.voice.all_of(&withheld.learned)
        ));
    }
    for drive in &withheld.ahead {
        page.line(both!(
            page.voice,
            "{drive} knows more than this PC: bundles may be missing here. Let this PC read it: {verify}",
            "{drive} weet meer dan deze pc: hier kunnen bundels ontbreken. Laat deze pc die lezen: {verify}",
            verify = page.voice.kluis(&["verify", drive])
        ));
    }
}

fn unvouched(page: &mut Page<'_>, withheld: &Withheld) {
    let voice = page.voice;
    let number = withheld.bundles.len() as u64;
    page.line(both!(
        voice,
        "Not among these: {bundles}. A replaced key sealed {it}, and nobody vouched for that.",
        "Hier niet bij: {bundles}. Een vervangen sleutel heeft {het} verzegeld, en niemand staat daarvoor in.",
        bundles = voice.all_of(&withheld.bundles),
        it = one_or(number, "it", "them"),
        het = one_or(number, "die", "ze")
    ));
    let (name, text) = (both!(voice, "NAME", "NAAM"), both!(voice, "TEXT", "TEKST"));
    let words = ["--by", name.as_str(), "--reason", text.as_str()];
    for drive in &withheld.drives {
        page.under(both!(
            voice,
            "If you or another PC of yours wrote it: {join}",
            "Is het van u, of van een andere pc van u: {join}",
            join = join_line(voice, drive)
        ));
    }
    if !withheld.entries.is_empty() {
        let lines = withheld.entries.iter().flat_map(|lines| ["--distrust", lines.as_str()]);
        let lines: Vec<&str> = lines.collect();
        page.under(both!(
            voice,
            "If nobody on your side did: {replace}",
            "Is het van niemand bij u: {replace}",
            replace = voice.kluis(&[&["signer", "replace"][..], &lines, &words].concat())
        ));
    }
}

/// Another PC has left out what this one sealed.
fn left_out(page: &mut Page<'_>, withheld: &Withheld) {
    let voice = page.voice;
    page.line(both!(
        voice,
        "Not among these: {bundles}, which this PC sealed: at another PC its entries were left out by number (signer \
         replace --distrust).",
        "Hier niet bij: {bundles}, door deze pc verzegeld: op een andere pc zijn de regels ervan op nummer buiten \
         beschouwing gelaten (signer replace --distrust).",
        bundles = voice.all_of(&withheld.left_out)
    ));
    page.under(both!(
        voice,
        "If the records are yours: README.txt on a drive says how to give them back without kluis; then archive them \
         again",
        "Zijn de stukken van u: LEESMIJ.txt op een schijf zegt hoe u ze zonder kluis terughaalt; archiveer ze daarna \
         opnieuw"
    ));
    let lines = withheld.left_out_entries.iter().flat_map(|lines| ["--distrust", lines.as_str()]);
    let lines: Vec<&str> = lines.collect();
    let (name, text) = (both!(voice, "NAME", "NAAM"), both!(voice, "TEXT", "TEKST"));
    let words = ["--by", name.as_str(), "--reason", text.as_str()];
    page.under(both!(
        voice,
        "If that was right, confirm it, and no more is said: {replace}",
        "Was dat terecht, bevestig het, dan wordt dit niet meer gezegd: {replace}",
        replace = voice.kluis(&[&["signer", "replace"][..], &lines, &words].concat())
    ));
}

/// Somebody said that these are not ours: whoever knows better takes them back.
fn disowned(page: &mut Page<'_>, withheld: &Withheld) {
    let voice = page.voice;
    let number = withheld.disowned.len() as u64;
    page.line(both!(
        voice,
        "Not among these: {bundles}. A replaced key sealed {it}, and somebody said that {they} not yours.",
        "Hier niet bij: {bundles}. Een vervangen sleutel heeft {het} verzegeld, en iemand zei dat {ze} niet van u {is}.",
        bundles = voice.all_of(&withheld.disowned),
        it = one_or(number, "it", "them"),
        they = one_or(number, "it is", "they are"),
        het = one_or(number, "die", "ze"),
        ze = one_or(number, "die", "ze"),
        is = one_or(number, "is", "zijn")
    ));
    for drive in &withheld.disowned_on {
        page.under(both!(
            voice,
            "If you or another PC of yours sealed it after all: {join}",
            "Is het toch van u, of van een andere pc van u: {join}",
            join = join_line(voice, drive)
        ));
        page.under(both!(
            voice,
            "If not, confirm it, and no more is said: {repair}",
            "Zo niet, bevestig dat, dan wordt dit niet meer gezegd: {repair}",
            repair = not_ours_line(voice, drive)
        ));
    }
}
