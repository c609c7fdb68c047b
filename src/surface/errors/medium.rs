//! Problems with a drive, and with files on it or in the home.

use super::vault::ledger_problem;
use super::{Exit, Said, list, path_word, say_any, say_name, say_path, word};
use crate::powers::medium::StorageProblem;
use crate::surface::voice::Voice;
use crate::things::files::FileProblem;
use crate::things::medium::{LostLines, MediumProblem};

/// A place that is no drive of this vault, or one that does not hold.
pub fn medium_problem(voice: &Voice, problem: &MediumProblem) -> Said {
    let (exit, message, help) = match problem {
        MediumProblem::NotADrive(path) => (
            Exit::Medium,
            format!("{} is no drive of any vault", say_path(path)),
            format!("kluis medium add {} --label \"…\" takes it in", path_word(path)),
        ),
        MediumProblem::OtherVault { path, .. } => (
            Exit::Medium,
            format!("{} is a drive of another vault, and not of this one", say_path(path)),
            format!("name the vault with --vault; or kluis medium add {}", path_word(path)),
        ),
        MediumProblem::NotWhole { path, by_label: true } => (
            Exit::Medium,
            format!("{}: kluis-drive.json is missing or changed there", say_path(path)),
            format!("kluis repair {} writes it anew: the signed label names it", path_word(path)),
        ),
        MediumProblem::NotWhole { path, by_label: false } => (
            Exit::Medium,
            format!(
                "{}: kluis-drive.json is missing or changed there, or the vault's folder is no folder",
                say_path(path)
            ),
            "set this drive aside, and go on with another one: kluis medium list".into(),
        ),
        MediumProblem::TwoDrives(path) => (
            Exit::Medium,
            format!(
                "{}: kluis-drive.json is missing or changed there, and the labels of two vaults name two \
                 drives: one of their folders was copied there",
                say_path(path)
            ),
            "set this drive aside, and go on with another one: kluis medium list".into(),
        ),
        MediumProblem::DamagedChains { path, label, chains } => (
            Exit::Fixity,
            format!(
                "{}: its copy of the ledger is damaged, and this PC has it whole: the chain of {}",
                say_path(path),
                list(chains.iter().map(ToString::to_string).collect::<Vec<_>>())
            ),
            format!("kluis repair {}", word(label)),
        ),
        MediumProblem::LostChains { path, label, lost } => (
            Exit::Fixity,
            format!(
                "{}: {} can't be read there, and neither this PC nor another drive here has them; nothing was \
                 written there",
                say_path(path),
                lost.iter().map(lost_lines).collect::<Vec<_>>().join(", and ")
            ),
            format!("plug in the vault's other drives, and run kluis repair {}", word(label)),
        ),
        MediumProblem::LabelBroken { path } => (
            Exit::Seal,
            format!("{}: the signature on the drive's label does not hold", say_path(path)),
            "set this drive aside, and go on with another one: kluis medium list".into(),
        ),
        MediumProblem::LabelDamaged { path, label } => (
            Exit::Fixity,
            format!(
                "{}: both labels of {} are damaged; what another PC wrote there last may be hidden by that",
                say_path(path),
                say_name(label)
            ),
            format!("kluis repair {} writes them anew, from what this PC knows", word(label)),
        ),
        MediumProblem::SlotDamaged { path, label, file } => (
            Exit::Fixity,
            format!(
                "{}: {file} of {} is damaged; what another PC wrote there last may be hidden by that",
                say_path(path),
                say_name(label)
            ),
            format!("kluis repair {}: nothing that permits counts on it before", word(label)),
        ),
        MediumProblem::SlotBlocked { path, label, file } => (
            Exit::Fixity,
            format!(
                "{}: what stands in the place of {file} is no file, so that no label can be written there",
                say_path(path)
            ),
            format!("move {} away, and run kluis repair {}", path_word(&path.join(file)), word(label)),
        ),
        MediumProblem::LabelReplaced { path, known } => (
            Exit::Seal,
            format!(
                "{}: its label is signed by a sealer's key that was replaced, after the place up to which that key \
                 counts",
                say_path(path)
            ),
            match known {
                true => format!(
                    "kluis repair {} makes it anew from this PC's ledger; if another PC of yours wrote there, first run \
                     kluis signer replace on that PC",
                    path_word(path)
                ),
                false => "if another PC of yours took this drive into the vault: run kluis signer replace on that PC; if \
                          not, unplug it"
                    .into(),
            },
        ),
        MediumProblem::OtherDrive { path } => (
            Exit::Medium,
            format!("{}: its label belongs to another drive than this", say_path(path)),
            "use the drive itself: a folder that was copied from it is no copy".into(),
        ),
        MediumProblem::RolledBack { path, label, known, found } => (
            Exit::Medium,
            format!(
                "{}: this is an older state of {}, or a clone: contact {found}, where {known} is \
                 known",
                say_path(path),
                say_name(label)
            ),
            format!("kluis verify {}: until then its copies don't count", path_word(path)),
        ),
        MediumProblem::NoAnswer(path) => (
            Exit::Medium,
            format!("{} does not answer: the drive hangs, or its driver does", say_path(path)),
            "take the drive out and plug it in again, or go on with another one: kluis medium list"
                .into(),
        ),
        MediumProblem::InUse(path) => (
            Exit::InUse,
            format!("{} is in use by another run of this vault", say_path(path)),
            "wait until that run is done, on this PC or another one, and try again".into(),
        ),
        MediumProblem::Twice { path, other, label } => (
            Exit::Medium,
            format!(
                "{} and {} both say that they are {}: one is a clone, and neither is written to",
                say_path(path),
                say_path(other),
                say_name(label)
            ),
            "unplug the clone, and run it again".into(),
        ),
        MediumProblem::Overtaken { path, label } => (
            Exit::Medium,
            format!(
                "{}: {} was written to since; this is an older state of it, or a clone",
                say_path(path),
                say_name(label)
            ),
            format!("kluis verify {}: until then its copies don't count", path_word(path)),
        ),
        MediumProblem::SlotMissing { path, label } => (
            Exit::Medium,
            format!(
                "{}: one of the two labels of {} is missing: entries of another PC may be hidden",
                say_path(path),
                say_name(label)
            ),
            format!("kluis verify {}: nothing that permits counts on it before", path_word(path)),
        ),
        MediumProblem::Ledger { path, problem } => {
            return ledger_problem(voice, problem, Some(&say_path(path)));
        }
        MediumProblem::OwnDisk { path, beside, new } => (
            Exit::Medium,
            match beside {
                Some(beside) => format!(
                    "{} lies on the disk that holds {}: what takes that disk takes both. Perhaps the drive is not \
                     mounted there",
                    say_path(path),
                    say_path(beside)
                ),
                None => format!(
                    "the system does not show on which disk {} lies: it may be the one of this PC",
                    say_path(path)
                ),
            },
            match new {
                true => format!(
                    "mount the drive; or, for a trial: kluis medium add {} --same-disk --label \"…\"",
                    path_word(path)
                ),
                false => "plug in the drive, mount it, and run it again: kluis medium list".into(),
            },
        ),
        MediumProblem::AmongSources { path, source_path } => (
            Exit::Medium,
            format!(
                "{} lies in or around {}, which is archived: a drive is no place for sources, nor they for it",
                say_path(path),
                say_path(source_path)
            ),
            "keep drives and sources apart: kluis medium list".into(),
        ),
        MediumProblem::AlreadyOurs(path) => (
            Exit::Usage,
            format!("{} is a drive of this vault already", say_path(path)),
            "kluis medium list".into(),
        ),
        MediumProblem::File { path, problem } => {
            return file_problem(voice, problem, Some(&say_path(path)));
        }
    };
    Said::new(exit, message, help)
}

fn lost_lines(lines: &LostLines) -> String {
    format!("entries {} to {} of writer {}", lines.first, lines.last, lines.writer)
}

/// `place` is the drive; none for the home.
pub(super) fn file_problem(voice: &Voice, problem: &FileProblem, place: Option<&str>) -> Said {
    match problem {
        FileProblem::Storage(problem) => storage_problem(voice, problem, place),
        FileProblem::TooLarge { .. } => {
            let at = place.map_or_else(String::new, |place| format!("{place}: "));
            let help = "this file is not what kluis wrote: use another copy of it";
            Said::new(Exit::Fixity, format!("{at}{}", say_any(problem)), help)
        }
    }
}

pub(super) fn storage_problem(
    _voice: &Voice,
    problem: &StorageProblem,
    place: Option<&str>,
) -> Said {
    let at = place.map_or_else(String::new, |place| format!("{place}: "));
    let drive = place.map_or_else(|| "the disk".into(), word);
    let (exit, help) = match problem {
        StorageProblem::Full { .. } => {
            (Exit::Medium, format!("make room on {drive}, and run it again"))
        }
        StorageProblem::ReadOnly { .. } => (
            Exit::Medium,
            format!(
                "take the write lock off {drive}, or let the system check it for errors, and run it again"
            ),
        ),
        StorageProblem::Denied { path, .. } => (
            Exit::Io,
            format!(
                "another user wrote there: run it as that user, or let an administrator give you {}",
                path_word(path)
            ),
        ),
        StorageProblem::TooLarge { .. } => {
            (Exit::Io, "look whether this PC limits the size of files: ulimit -f".into())
        }
        StorageProblem::Gone { .. } => {
            (Exit::Medium, format!("plug in {drive} again, and run it again"))
        }
        StorageProblem::Absent { .. } | StorageProblem::Shorter { .. } => {
            (Exit::Fixity, "something there was removed or cut short: kluis verify".into())
        }
        StorageProblem::Exists { path } => {
            (Exit::Io, format!("look at {}, and move it away", path_word(path)))
        }
        StorageProblem::NotRegular { path }
        | StorageProblem::NotAFolder { path }
        | StorageProblem::LinkInTheWay { path }
        | StorageProblem::OtherDevice { path }
        | StorageProblem::HardLinked { path, .. }
        | StorageProblem::FolderNotEmpty { path }
        | StorageProblem::TooManyEntries { path, .. } => (
            Exit::Medium,
            format!("kluis did not put it there: look at {}, and move it away", path_word(path)),
        ),
        StorageProblem::Name(_) => {
            (Exit::Medium, "kluis did not put it there: look at it, and move it away".into())
        }
        StorageProblem::Io { source, .. } => {
            let help = format!("check {drive} and its cable, and run it again");
            return Said::new(Exit::Io, format!("{at}{}: {source}", say_any(problem)), help);
        }
    };
    Said::new(exit, format!("{at}{}", say_any(problem)), help)
}
