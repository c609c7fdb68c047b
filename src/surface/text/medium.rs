//! The drives of a vault.

mod each;
mod list;
mod loss;
mod parts;
mod remains;

use crate::powers::medium::{InPlace, ReadBack, WhyNotInPlace};
use crate::surface::errors::say;
use crate::surface::page::Page;
use crate::surface::printed::Printed;
use crate::surface::texts::in_groups;
use crate::surface::voice::{Noun, Voice, both, one_or};
use crate::things::ledger::state::Fate;
use crate::verbs::medium::fate::{FateReport, NotErased};
use crate::verbs::medium::{AddReport, Report};

use super::statement::made_lines;
use super::{copy_all, first_archive, not_told};
pub(crate) use each::{ADDED, added_more, added_row};
pub(crate) use loss::encryption;
pub(crate) use parts::has_data;
use parts::{other_vaults, roles};

/// What was taken in, or all drives.
pub fn medium(voice: &Voice, report: &Report) -> Printed {
    said(voice, report, false)
}

/// The same, and of all drives everything that is known, in lines as long as that takes.
pub fn medium_wide(voice: &Voice, report: &Report) -> Printed {
    said(voice, report, true)
}

fn said(voice: &Voice, report: &Report, wide: bool) -> Printed {
    let mut page = Page::new(voice);
    match report {
        Report::Add(report) => add(&mut page, report),
        Report::List(report) => list::list(&mut page, report, wide),
        Report::Fate(report) => fate(&mut page, report),
    }
    page.into_text()
}

fn add(page: &mut Page<'_>, report: &AddReport) {
    let (voice, label) = (page.voice, &report.label);
    page.line(both!(
        voice,
        "{label} is a drive of this vault now.",
        "{label} hoort nu bij deze kluis."
    ));
    page.gap();
    page.facts(&add_facts(voice, report));
    page.gap();
    page.line(at_destruction(voice, &report.file_system, report.in_place));
    if report.not_in_place.is_some() {
        page.line(both!(
            voice,
            "exFAT, FAT, NTFS or ext4 suit destruction better.",
            "Om te vernietigen is exFAT, FAT, NTFS of ext4 beter."
        ));
    }
    other_vaults(page, report.other_vaults);
    one_device(page, &report.same_device, label, report.meant);
    if let Some(reader) = report.reader {
        page.line(both!(
            voice,
            "The SHA-256 of reader.py there follows. If the recovery sheet has another, write this one on it:",
            "Hier volgt de SHA-256 van reader.py op de schijf. Staat op het herstelblad een andere, schrijf deze erbij:"
        ));
        in_groups(reader).iter().for_each(|line| page.under(line));
    }
    next_after_add(page, report);
}

fn add_facts(voice: &Voice, report: &AddReport) -> Vec<(String, String)> {
    let parity = match report.parity {
        true => both!(voice, "yes", "ja"),
        false => both!(voice, "no", "nee"),
    };
    let unknown = || both!(voice, "not known", "niet bekend");
    vec![
        (both!(voice, "Medium id", "Nummer in deze kluis"), report.medium.to_string()),
        (both!(voice, "Drive id", "Schijfnummer"), report.drive.to_string()),
        (both!(voice, "Roles", "Inhoud"), roles(voice, &report.roles)),
        (both!(voice, "Parity", "Herstelgegevens"), parity),
        (both!(voice, "Path", "Map"), report.path.clone()),
        (both!(voice, "File system", "Bestandssysteem"), report.file_system.clone()),
        (
            both!(voice, "Free", "Vrij"),
            report.free_bytes.map_or_else(unknown, |bytes| voice.size(bytes)),
        ),
    ]
}

/// What writing over a file comes to on a file system, before anything is destroyed there.
pub(super) fn at_destruction(voice: &Voice, file_system: &str, in_place: InPlace) -> String {
    match in_place {
        InPlace::Yes => both!(
            voice,
            "At destruction: {file_system} overwrites in place; flash may keep old blocks. Free space is reached by \
             destroy --fill alone.",
            "Bij vernietigen: {file_system} overschrijft ter plaatse; flash kan oude blokken houden. Vrije ruimte bereikt \
             alleen destroy --fill."
        ),
        InPlace::No(why) => not_in_place(voice, why),
        InPlace::Unknown => both!(
            voice,
            "At destruction: nobody has seen whether {file_system} overwrites in place.",
            "Bij vernietigen: niet vastgesteld is of {file_system} ter plaatse overschrijft."
        ),
    }
}

/// What a file system that keeps old bytes means for a destruction.
fn not_in_place(voice: &Voice, why: WhyNotInPlace) -> String {
    let why = match why {
        WhyNotInPlace::CopyOnWrite => both!(
            voice,
            "writes every change to a new place (copy-on-write)",
            "schrijft elke wijziging op een nieuwe plaats (copy-on-write)"
        ),
        WhyNotInPlace::Log => {
            both!(
                voice,
                "only ever adds (log-structured)",
                "schrijft alleen achteraan bij (log-structured)"
            )
        }
        WhyNotInPlace::DataJournal => both!(
            voice,
            "keeps what is written in its journal too",
            "bewaart wat er geschreven wordt ook in een journaal"
        ),
        WhyNotInPlace::Compressed => {
            both!(voice, "compresses files", "comprimeert bestanden")
        }
        WhyNotInPlace::Inline => both!(
            voice,
            "keeps small files in its own tables, and these in its journal",
            "bewaart kleine bestanden in zijn eigen tabellen, en die in zijn journaal"
        ),
        WhyNotInPlace::Snapshot => both!(
            voice,
            "lies on a volume of which a snapshot keeps what was there",
            "ligt op een volume waarvan een momentopname bewaart wat er stond"
        ),
    };
    both!(
        voice,
        "The file system there {why}: a bundle can be removed, but its old bytes can't be overwritten.",
        "Het bestandssysteem daar {why}: een bundel is te verwijderen, maar de oude bytes zijn niet te overschrijven."
    )
}

fn next_after_add(page: &mut Page<'_>, report: &AddReport) {
    let voice = page.voice;
    let path = both!(voice, "PATH", "MAP");
    if (report.drives as u32) < report.copies_wanted {
        let letter = report.further;
        let label = both!(voice, "Drive {letter}", "Schijf {letter}");
        page.next(both!(
            voice,
            "a second drive, kept elsewhere: {add}",
            "een tweede schijf, die u elders bewaart: {add}",
            add = voice.kluis(&["medium", "add", &path, "--label", &label])
        ));
    } else if report.wanting > 0 {
        page.next(both!(
            voice,
            "bundles wait for a further copy: {copy}",
            "bundels wachten op nog een kopie: {copy}",
            copy = copy_all(voice, &report.copy_to)
        ));
    } else {
        page.next(first_archive(voice));
    }
}

/// What copies on one device are worth; nothing where there is one drive. `meant`: a person said so of each.
pub(super) fn one_device(page: &mut Page<'_>, others: &[String], last: &str, meant: bool) {
    if others.is_empty() {
        return;
    }
    let (voice, others) = (page.voice, others.join(", "));
    page.line(both!(
        voice,
        "Warning: {others} and {last} are one device: copies there are lost together.",
        "Let op: {others} en {last} zijn één apparaat: kopieën daarop gaan samen verloren."
    ));
    page.line(match meant {
        true => both!(
            voice,
            "They count apart, since each was added with --same-disk.",
            "Ze tellen apart, want elk is met --same-disk toegevoegd."
        ),
        false => both!(
            voice,
            "They count as one, unless each of these drives was added with --same-disk.",
            "Alleen als elk van deze schijven met --same-disk is toegevoegd, tellen ze apart."
        ),
    });
}

fn fate(page: &mut Page<'_>, report: &FateReport) {
    let voice = page.voice;
    let Some(label) = &report.label else {
        page.line(both!(
            voice,
            "This vault is not on that drive: nothing changed.",
            "Deze kluis staat niet op die schijf: er is niets gewijzigd."
        ));
        return;
    };
    let Some(fate) = report.fate else {
        page.line(both!(
            voice,
            "{label} is not lost: nothing changed.",
            "{label} is niet vermist: er is niets gewijzigd."
        ));
        return;
    };
    match report.destroyed {
        Some(how) => page.line(both!(
            voice,
            "{label} was physically destroyed ({how}), on record: its copies don't count any more.",
            "{label} is zelf vernietigd ({how}), en dat is vastgelegd: de kopieën daarop tellen niet meer.",
            how = voice.physical(how)
        )),
        None => fate_line(page, label, fate),
    }
    erased(page, report);
    if let Some(remains) = &report.remains {
        remains::remains(page, remains, label);
    }
    if let Some(loss) = &report.loss {
        loss::loss(page, report, loss);
    }
    made_lines(page, &report.statements, &report.unstated);
    wanting(page, report);
    if !report.other_vaults.is_empty() {
        page.line(both!(
            voice,
            "That drive is also in {vaults}, where nothing changed: give --each to do it in every vault.",
            "Die schijf hoort ook bij {vaults}. Daar is niets gewijzigd: met --each geldt het voor elke kluis.",
            vaults = voice.all_of(&report.other_vaults)
        ));
    }
    not_told(page, &report.untold, &report.broken, &report.changed);
}

fn fate_line(page: &mut Page<'_>, label: &str, fate: Fate) {
    let voice = page.voice;
    match fate {
        Fate::Lost => page.line(both!(
            voice,
            "{label} is lost: its copies don't count any more.",
            "{label} is vermist: de kopieën daarop tellen niet meer."
        )),
        Fate::Found => {
            page.line(both!(
                voice,
                "{label} is back. Its copies count once they were verified.",
                "{label} is terug. De kopieën daarop tellen zodra ze gecontroleerd zijn."
            ));
            page.next(voice.kluis(&["verify", label]));
        }
        Fate::Retired => page.line(both!(
            voice,
            "{label} is retired: its copies don't count any more.",
            "{label} is uit gebruik: de kopieën daarop tellen niet meer."
        )),
    }
}

/// Each copy that was destroyed there, and each that could not be.
fn erased(page: &mut Page<'_>, report: &FateReport) {
    let voice = page.voice;
    for erased in &report.erased {
        let bundle = erased.bundle;
        page.under(match erased.copy.read_back {
            Some(ReadBack::PastCache) => both!(
                voice,
                "{bundle}: overwritten, read back from the drive, removed",
                "{bundle}: overschreven, teruggelezen van de schijf, verwijderd"
            ),
            Some(ReadBack::Cached) => both!(
                voice,
                "{bundle}: overwritten, read back perhaps from this PC's memory, removed",
                "{bundle}: overschreven, misschien uit het geheugen van deze pc teruggelezen, verwijderd"
            ),
            None => both!(
                voice,
                "{bundle}: no file was left to overwrite; removed",
                "{bundle}: er was geen bestand meer om te overschrijven; verwijderd"
            ),
        });
    }
    for failed in &report.failed {
        let why = match &failed.why {
            NotErased::NoSeal => both!(
                voice,
                "its seal is neither on this PC nor on a connected drive",
                "de verzegeling staat niet op deze pc en niet op een aangesloten schijf"
            ),
            NotErased::Fault(fault) => say(voice, fault).message,
        };
        page.under(both!(
            voice,
            "{bundle}: not destroyed: {why}",
            "{bundle}: niet vernietigd: {why}",
            bundle = failed.bundle
        ));
    }
}

fn wanting(page: &mut Page<'_>, report: &FateReport) {
    let (voice, many) = (page.voice, report.wanting.len() as u64);
    if many > 0 {
        page.line(both!(
            voice,
            "{bundles} {have} fewer verified copies now than this vault wants.",
            "{bundles} {hebben} nu minder gecontroleerde kopieën dan deze kluis wil.",
            bundles = voice.count(many, Noun::Bundle),
            have = one_or(many, "has", "have"),
            hebben = one_or(many, "heeft", "hebben")
        ));
        // What was found again counts once it was verified, which is said above.
        if report.fate != Some(Fate::Found) {
            page.next(copy_all(voice, &report.copy_to));
        }
    }
}
