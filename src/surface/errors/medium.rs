//! Problems with a drive. What is wrong with its label stands in `label`, with files in `storage`.

use std::path::Path;

use super::label;
use super::ledger::{ledger_problem, unjoined};
use super::place::{At, Triple, another_drive};
use super::storage::file_problem;
use super::{Exit, Said, list, medium_add, medium_list, path_text};
use crate::surface::voice::{Voice, both};
use crate::things::medium::{Beside, LostLines, MediumProblem};

/// A place that is no drive of this vault, or one that does not hold.
pub fn medium_problem(voice: &Voice, problem: &MediumProblem) -> Said {
    let (exit, message, help) = match problem {
        MediumProblem::NotADrive(path) => not_a_drive(voice, path),
        MediumProblem::OtherVault { path, .. } => other_vault(voice, path),
        MediumProblem::NotWhole { path, by_label } => not_whole(voice, path, *by_label),
        MediumProblem::Renamed { path, found, folder } => renamed(voice, path, found, folder),
        MediumProblem::TwoDrives(path) => two_drives(voice, path),
        MediumProblem::DamagedChains { path, label, chains } => (
            Exit::Fixity,
            both!(
                voice,
                "{path}: its copy of the ledger is damaged, and this PC has it whole: the chain of {chains}",
                "{path}: de kopie van het logboek is beschadigd, en deze pc heeft het heel: de keten van {chains}",
                path = path_text(path),
                chains = list(chains)
            ),
            voice.kluis(&["repair", label]),
        ),
        MediumProblem::LostChains { path, label, lost } => lost_chains(voice, path, label, lost),
        MediumProblem::LabelBroken { path } => label::broken(voice, path),
        MediumProblem::LabelDamaged { path, label } => label::damaged(voice, path, label),
        MediumProblem::SlotDamaged { path, label, file } => {
            label::slot_damaged(voice, path, label, file)
        }
        MediumProblem::SlotBlocked { path, label, file } => {
            label::slot_blocked(voice, path, label, file)
        }
        MediumProblem::SlotMissing { path, label } => label::slot_missing(voice, path, label),
        MediumProblem::LabelReplaced { path, known } => label::replaced(voice, path, *known),
        MediumProblem::OtherDrive { path } => label::other_drive(voice, path),
        MediumProblem::RolledBack { path, label, known, found } => {
            label::rolled_back(voice, path, label, *known, *found)
        }
        MediumProblem::Overtaken { path, label } => label::overtaken(voice, path, label),
        MediumProblem::Twice { path, other, label } => label::twice(voice, path, other, label),
        MediumProblem::NoAnswer(path) => (
            Exit::Medium,
            both!(
                voice,
                "{path} does not answer: the drive hangs, or its driver does",
                "{path} antwoordt niet: de schijf hangt, of het stuurprogramma",
                path = path_text(path)
            ),
            both!(
                voice,
                "take the drive out and plug it in again, or go on with another one: {list}",
                "haal de schijf eruit en sluit die opnieuw aan, of neem een andere: {list}",
                list = medium_list(voice)
            ),
        ),
        MediumProblem::InUse(path) => (
            Exit::InUse,
            both!(
                voice,
                "{path} is in use by another run of this vault",
                "{path} is in gebruik door een andere opdracht van deze kluis",
                path = path_text(path)
            ),
            both!(
                voice,
                "wait until that run is done, on this PC or another one, and try again",
                "wacht tot die opdracht klaar is, op deze pc of een andere, en probeer het opnieuw"
            ),
        ),
        MediumProblem::Ledger { path, problem } => {
            return ledger_problem(voice, problem, Some(&path_text(path)));
        }
        MediumProblem::Unjoined { path, problem } => {
            return unjoined(voice, problem, &path_text(path));
        }
        MediumProblem::Unvouched { path, bundles, more } => {
            label::unvouched(voice, path, bundles, *more)
        }
        MediumProblem::OwnDisk { path, beside, new } => {
            own_disk(voice, path, beside, new.as_deref())
        }
        MediumProblem::AmongSources { path, source_path } => (
            Exit::Medium,
            both!(
                voice,
                "{path} lies in or around {source}, which is archived: a drive is no place for sources, nor they for it",
                "{path} ligt in of om {source}, en dat wordt gearchiveerd: een schijf en bronnen horen apart",
                path = path_text(path),
                source = path_text(source_path)
            ),
            both!(
                voice,
                "keep drives and sources apart: {list}",
                "houd schijven en bronnen apart: {list}",
                list = medium_list(voice)
            ),
        ),
        MediumProblem::AlreadyOurs(path) => (
            Exit::Usage,
            both!(
                voice,
                "{path} is a drive of this vault already",
                "{path} is al een schijf van deze kluis",
                path = path_text(path)
            ),
            medium_list(voice),
        ),
        MediumProblem::File { path, problem } => {
            return file_problem(voice, problem, Some(At::drive(&path_text(path))));
        }
    };
    Said::new(exit, message, help)
}

fn not_a_drive(voice: &Voice, path: &Path) -> Triple {
    (
        Exit::Medium,
        both!(
            voice,
            "{path} is no drive of any vault",
            "{path} is geen schijf van een kluis",
            path = path_text(path)
        ),
        both!(
            voice,
            "{add} takes it in",
            "met {add} hoort die erbij",
            add = medium_add(voice, Some(path))
        ),
    )
}

fn other_vault(voice: &Voice, path: &Path) -> Triple {
    (
        Exit::Medium,
        both!(
            voice,
            "{path} is a drive of another vault, and not of this one",
            "{path} hoort bij een andere kluis, niet bij deze",
            path = path_text(path)
        ),
        both!(
            voice,
            "name the vault with --vault; or {add}",
            "noem de kluis met --vault; of {add}",
            add = medium_add(voice, Some(path))
        ),
    )
}

/// `by_label`: the label there can tell what it was.
fn not_whole(voice: &Voice, path: &Path, by_label: bool) -> Triple {
    match by_label {
        true => (
            Exit::Medium,
            both!(
                voice,
                "{path}: kluis-drive.json is missing or changed there",
                "{path}: kluis-drive.json ontbreekt daar of is gewijzigd",
                path = path_text(path)
            ),
            both!(
                voice,
                "{repair} writes it anew: the signed label names it",
                "{repair} schrijft het opnieuw: het ondertekende label noemt het",
                repair = voice.kluis(&["repair", &path_text(path)])
            ),
        ),
        false => (
            Exit::Medium,
            both!(
                voice,
                "{path}: kluis-drive.json is missing or changed there, or the vault's folder is no folder",
                "{path}: kluis-drive.json ontbreekt daar of is gewijzigd, of de map van de kluis is geen map",
                path = path_text(path)
            ),
            another_drive(voice),
        ),
    }
}

fn renamed(voice: &Voice, path: &Path, found: &str, folder: &str) -> Triple {
    (
        Exit::Medium,
        both!(
            voice,
            "{path}: the folder of this vault is called {found} there, and has to be called {folder}: nothing on this \
             drive is heard",
            "{path}: de map van deze kluis heet daar {found} en moet {folder} heten: niets op deze schijf telt mee",
            path = path_text(path)
        ),
        both!(
            voice,
            "give the folder its name back, then the same command again",
            "geef de map die naam terug, en daarna dezelfde opdracht"
        ),
    )
}

fn two_drives(voice: &Voice, path: &Path) -> Triple {
    (
        Exit::Medium,
        both!(
            voice,
            "{path}: kluis-drive.json is missing or changed there, and the labels of two vaults name two drives: one of \
             their folders was copied there",
            "{path}: kluis-drive.json ontbreekt daar of is gewijzigd, en de labels van twee kluizen noemen twee \
             schijven: een van de mappen is erheen gekopieerd",
            path = path_text(path)
        ),
        another_drive(voice),
    )
}

fn lost_chains(voice: &Voice, path: &Path, label: &str, lost: &[LostLines]) -> Triple {
    let lost = voice.all_of(lost.iter().map(|lines| lost_lines(voice, lines)));
    (
        Exit::Fixity,
        both!(
            voice,
            "{path}: {lost} can't be read there, and neither this PC nor another connected drive has them; nothing was \
             written there",
            "{path}: {lost} zijn daar niet te lezen, en staan ook niet op deze pc of op een andere aangesloten schijf; \
             er is daar niets geschreven",
            path = path_text(path)
        ),
        both!(
            voice,
            "plug in the vault's other drives, and run {repair}",
            "sluit de andere schijven van de kluis aan, dan {repair}",
            repair = voice.kluis(&["repair", label])
        ),
    )
}

fn lost_lines(voice: &Voice, lines: &LostLines) -> String {
    both!(
        voice,
        "entries {first} to {last} of writer {writer}",
        "regels {first} tot en met {last} van schrijver {writer}",
        first = lines.first,
        last = lines.last,
        writer = lines.writer
    )
}

fn own_disk(voice: &Voice, path: &Path, beside: &Beside, new: Option<&str>) -> Triple {
    let message = match beside {
        Beside::Own(beside) => both!(
            voice,
            "{path} lies on the disk that holds {beside}: what takes that disk takes both. Perhaps the drive is not \
             mounted there",
            "{path} staat op dezelfde schijf als {beside}: gaat die verloren, dan gaan beide verloren. Misschien is de \
             schijf daar niet aangesloten",
            path = path_text(path),
            beside = path_text(beside)
        ),
        Beside::Memory => both!(
            voice,
            "{path} lies in the memory of this PC: it is gone when the PC is switched off",
            "{path} staat in het geheugen van deze pc: als die uitgaat is het weg",
            path = path_text(path)
        ),
        Beside::Unseen => both!(
            voice,
            "the system does not show on which disk {path} lies: it may be the one of this PC",
            "het systeem toont niet op welke schijf {path} staat: dat kan die van deze pc zijn",
            path = path_text(path)
        ),
    };
    let help = match new {
        Some(label) => both!(
            voice,
            "mount the drive; or, for a trial: {add}",
            "sluit een usb-schijf aan; alleen voor een proef: {add}",
            add =
                voice.kluis(&["medium", "add", &path_text(path), "--same-disk", "--label", label])
        ),
        None => both!(
            voice,
            "plug in the drive, mount it, and run it again: {list}",
            "sluit de schijf aan, en geef de opdracht opnieuw: {list}",
            list = medium_list(voice)
        ),
    };
    (Exit::Medium, message, help)
}
