//! What `destroy` did: only what was done and read back, and what it does not cover.

mod approved;
mod untold;

use crate::powers::medium::ReadBack;
use crate::surface::errors::{say, storage_words};
use crate::surface::page::Page;
use crate::surface::printed::Printed;
use crate::surface::voice::{Noun, Voice, both};
use crate::verbs::destroy::{
    BundleReport, CopyReport, InPlaceDoubt, NotCovered, NotDestroyed, NotErased, Report,
    WithdrawnReport,
};

use super::indication;
use super::space::space_lines;
use super::statement::made_lines;
use approved::{approved_lines, unapproved_lines};
use untold::untold_lines;

/// Bundle by bundle and copy by copy, then what no erasure of files reaches.
pub fn destroy(voice: &Voice, report: &Report) -> Printed {
    let mut page = Page::new(voice);
    let nothing = report.bundles.is_empty()
        && report.not_destroyed.is_empty()
        && report.withdrawn.is_empty()
        && report.approved.is_none()
        && report.unapproved.is_none()
        && report.statements.is_empty()
        && report.unstated.is_empty();
    if nothing {
        page.line(both!(
            voice,
            "Nothing is left to destroy here.",
            "Hier valt niets meer te vernietigen."
        ));
        return page.into_text();
    }
    report.withdrawn.iter().for_each(|back| withdrawn_lines(&mut page, back));
    report.bundles.iter().for_each(|bundle| bundle_lines(&mut page, bundle));
    if let Some(approved) = &report.approved {
        approved_lines(&mut page, approved);
    }
    if let Some(back) = &report.unapproved {
        unapproved_lines(&mut page, back);
    }
    report.not_destroyed.iter().for_each(|kept| not_destroyed(&mut page, kept));
    space_lines(&mut page, &report.space);
    made_lines(&mut page, &report.statements, &report.unstated);
    if report.bundles.iter().any(|bundle| bundle.kept_through.is_some()) {
        page.line(indication(voice));
    }
    if !report.not_covered.is_empty() && !report.bundles.is_empty() {
        not_covered(&mut page);
    }
    page.into_text()
}

/// What no erasure of files reaches.
pub(super) fn not_covered(page: &mut Page<'_>) {
    let voice = page.voice;
    let all = NotCovered::ALL.map(|what| not_covered_words(voice, what)).join("; ");
    page.line(both!(voice, "Not covered: {all}.", "Niet gedekt: {all}."));
}

fn not_covered_words(voice: &Voice, what: NotCovered) -> String {
    match what {
        NotCovered::Memory => both!(
            voice,
            "memory, swap and hibernation files of this PC",
            "geheugen, wissel- en slaapbestand van deze pc"
        ),
        NotCovered::Backups => both!(
            voice,
            "images and backups of the drives or of this PC",
            "reservekopieën van pc of schijf"
        ),
        NotCovered::Restored => {
            both!(voice, "records that were restored", "teruggehaalde stukken")
        }
        NotCovered::Waiting => both!(
            voice,
            "copies that wait on another PC of this vault",
            "kopieën in de wachtrij van een andere pc"
        ),
        NotCovered::Mail => both!(voice, "mail", "e-mail"),
        NotCovered::Cloud => both!(voice, "the cloud", "cloud"),
        NotCovered::Paper => both!(voice, "paper", "papier"),
        NotCovered::OldBlocks => both!(voice, "old blocks of flash", "oude blokken van flash"),
    }
}

/// A bundle that might go when all were asked about, and might not when its turn came.
fn not_destroyed(page: &mut Page<'_>, kept: &NotDestroyed) {
    let (voice, said) = (page.voice, say(page.voice, &kept.why));
    page.line(both!(
        voice,
        "{bundle}: not destroyed: {why}",
        "{bundle}: niet vernietigd: {why}",
        bundle = kept.bundle,
        why = said.message
    ));
    page.next(said.help);
}

fn withdrawn_lines(page: &mut Page<'_>, back: &WithdrawnReport) {
    let voice = page.voice;
    page.line(both!(
        voice,
        "{bundle} is not to be destroyed after all. Its copies count again once they were verified.",
        "{bundle} wordt toch niet vernietigd. De kopieën tellen weer zodra ze zijn gecontroleerd.",
        bundle = back.bundle
    ));
    untold_lines(page, &back.untold);
    page.next(voice.kluis(&["verify"]));
}

pub(super) fn bundle_lines(page: &mut Page<'_>, bundle: &BundleReport) {
    let voice = page.voice;
    let kept = bundle.kept_through.map(|day| {
        let day = voice.day(day);
        both!(voice, ", kept through {day}", ", bewaren tot en met {day}")
    });
    page.line(format!(
        "{}: {}, {}{}.",
        bundle.bundle,
        voice.count(bundle.records, Noun::Record),
        voice.size(bundle.bytes),
        kept.unwrap_or_default()
    ));
    page.inside(|page| {
        bundle.copies.iter().for_each(|copy| copy_lines(page, copy));
        bundle.failed.iter().for_each(|(label, why)| not_erased(page, label, why));
        for label in &bundle.lost {
            page.line(both!(
                voice,
                "{label}: lost; it may be readable to whoever has a key.",
                "{label}: vermist; kan leesbaar zijn voor wie een sleutel heeft."
            ));
        }
        for label in &bundle.remaining {
            page.line(both!(
                voice,
                "{label}: not connected; readable to whoever holds an identity.",
                "{label}: niet aangesloten; leesbaar voor wie een sleutel heeft."
            ));
        }
    });
    untold_lines(page, &bundle.untold);
    page.inside(|page| {
        originals(page, &bundle.originals);
        page.line(match bundle.complete {
            true => both!(
                voice,
                "Every copy that this vault knows of is accounted for. The ledger says now that the bundle is destroyed.",
                "Elke kopie die deze kluis kent, is verantwoord. De bundel staat nu als vernietigd in het logboek."
            ),
            false => both!(
                voice,
                "Partly destroyed, until every copy is accounted for.",
                "Deels vernietigd, tot elke kopie is verantwoord."
            ),
        });
        what_next(page, bundle);
    });
}

/// Why a copy stays. Most sentences of a fault name the drive.
fn not_erased(page: &mut Page<'_>, label: &str, why: &NotErased) {
    let voice = page.voice;
    let why = match why {
        NotErased::Untold(problem) => both!(
            voice,
            "{label}: the decision could not be written there first: {problem}",
            "{label}: het besluit kon daar niet eerst worden vastgelegd: {problem}",
            problem = storage_words(voice, problem)
        ),
        NotErased::Fault(fault) => say(voice, fault).message,
    };
    page.line(both!(voice, "Not erased: {why}", "Niet vernietigd: {why}"));
}

fn originals(page: &mut Page<'_>, originals: &[String]) {
    let voice = page.voice;
    if originals.is_empty() {
        return;
    }
    page.line(both!(
        voice,
        "Still on this PC: {files} that it was sealed from. kluis removes none of them now: do so yourself.",
        "Nog op deze pc: {files} waaruit deze bundel is verzegeld. kluis verwijdert ze nu niet: doe dat zelf.",
        files = voice.count(originals.len() as u64, Noun::File)
    ));
    page.some_of(originals);
}

fn what_next(page: &mut Page<'_>, bundle: &BundleReport) {
    let voice = page.voice;
    if bundle.differs {
        page.next(both!(
            voice,
            "look at it: {verify}; to erase what is not as it was sealed all the same, add --damaged",
            "bekijk het: {verify}; om ook te vernietigen wat niet is zoals verzegeld: --damaged erbij",
            verify = voice.kluis(&["verify"])
        ));
    }
    if !bundle.remaining.is_empty() {
        page.next(both!(
            voice,
            "plug in {drives}, and give the same command again",
            "sluit {drives} aan, en geef dezelfde opdracht",
            drives = voice.all_of(&bundle.remaining)
        ));
    }
}

fn copy_lines(page: &mut Page<'_>, copy: &CopyReport) {
    let (voice, label) = (page.voice, &copy.medium);
    let (files, bytes) = (voice.count(copy.files, Noun::File), voice.size(copy.bytes));
    page.line(match copy.read_back {
        None => both!(
            voice,
            "{label}: found gone already: there was nothing left to overwrite or to read back.",
            "{label}: al weg: er was niets meer om te overschrijven of terug te lezen."
        ),
        Some(ReadBack::PastCache) => both!(
            voice,
            "{label}: {files}, {bytes}: overwritten, read back from the drive, removed, looked for again.",
            "{label}: {files}, {bytes}: overschreven, teruggelezen van de schijf, verwijderd, opnieuw gezocht."
        ),
        Some(ReadBack::Cached) => both!(
            voice,
            "{label}: {files}, {bytes}: overwritten, read back (though perhaps from this PC's memory), removed, \
             looked for again.",
            "{label}: {files}, {bytes}: overschreven, teruggelezen (misschien uit het geheugen van deze pc), \
             verwijderd, opnieuw gezocht."
        ),
    });
    page.inside(|page| {
        if let Some(doubt) = copy.in_place_doubt.filter(|_| copy.read_back.is_some()) {
            page.line(doubt_words(voice, doubt));
        }
        if copy.beyond > 0 {
            page.line(both!(
                voice,
                "{bytes} lay behind what was sealed, more than kluis ever writes: removed, and not overwritten.",
                "{bytes} lag achter wat verzegeld is, meer dan kluis ooit schrijft: verwijderd, niet overschreven.",
                bytes = voice.size(copy.beyond)
            ));
        }
        for bundle in &copy.neighbours_harmed {
            page.line(both!(
                voice,
                "{bundle} on this drive is not whole any more: {verify}",
                "{bundle} op deze schijf is niet meer heel: {verify}",
                verify = voice.kluis(&["verify", label])
            ));
        }
        for bundle in &copy.neighbours_before {
            page.line(both!(
                voice,
                "{bundle} on this drive does not hold, and did not before.",
                "{bundle} op deze schijf klopt niet, en klopte daarvoor ook niet."
            ));
        }
        for name in &copy.left {
            page.line(both!(
                voice,
                "{name} was left, which is no name that kluis gives: look at it, and remove it.",
                "{name} is blijven staan: die naam geeft kluis niet. Bekijk het, en verwijder het."
            ));
        }
        if copy.left_more > 0 {
            page.line(both!(
                voice,
                "More was left in its folder that kluis did not name ({names}): look at it, and remove it.",
                "In de map is meer blijven staan dat kluis geen naam gaf ({names}). Bekijk het, en verwijder het.",
                names = voice.count(copy.left_more, Noun::Name)
            ));
        }
    });
}

fn doubt_words(voice: &Voice, doubt: InPlaceDoubt) -> String {
    let why = match doubt {
        InPlaceDoubt::CopyOnWrite => both!(
            voice,
            "This file system writes changes to new blocks (copy-on-write)",
            "Dit bestandssysteem schrijft wijzigingen in nieuwe blokken (copy-on-write)"
        ),
        InPlaceDoubt::LogStructured => both!(
            voice,
            "This file system only adds to a log",
            "Dit bestandssysteem schrijft alleen achteraan (een logboek)"
        ),
        InPlaceDoubt::DataJournal => both!(
            voice,
            "This file system writes contents to its journal too",
            "Dit bestandssysteem schrijft de inhoud ook in zijn journaal"
        ),
        InPlaceDoubt::Compressed => both!(
            voice,
            "This file system packs files anew (compressed)",
            "Dit bestandssysteem pakt bestanden opnieuw in (gecomprimeerd)"
        ),
        InPlaceDoubt::Inline => both!(
            voice,
            "This file system keeps small files in its own tables, and these in its journal",
            "Dit bestandssysteem bewaart kleine bestanden in zijn eigen tabellen, en die in zijn journaal"
        ),
        InPlaceDoubt::Snapshot => both!(
            voice,
            "A snapshot of the volume below keeps what was there",
            "Een momentopname van het volume eronder bewaart wat er stond"
        ),
        InPlaceDoubt::Unknown => both!(
            voice,
            "It is unknown whether this file system overwrites in place",
            "Van dit bestandssysteem is onbekend of het ter plaatse overschrijft"
        ),
    };
    both!(
        voice,
        "{why}: old bytes may stay, and overwriting proves little here.",
        "{why}: oude bytes kunnen blijven, en overschrijven bewijst hier weinig."
    )
}
