//! Problems with files on a drive or in the home.

use super::place::{At, may_read_and_write};
use super::words::{file_words, io_words, storage_words};
use super::{Exit, Said, path_text, word};
use crate::powers::in_use::is_in_use;
use crate::powers::medium::StorageProblem;
use crate::surface::voice::{Voice, both};
use crate::things::files::FileProblem;

/// There is no place for what is in the home.
pub(super) fn file_problem(voice: &Voice, problem: &FileProblem, at: Option<At<'_>>) -> Said {
    match problem {
        FileProblem::Storage(problem) => storage_problem(voice, problem, at),
        FileProblem::TooLarge { .. } => Said::new(
            Exit::Fixity,
            format!("{}{}", before(voice, at), file_words(voice, problem)),
            both!(
                voice,
                "this file is not what kluis wrote: use another copy of it",
                "dit is niet het bestand dat kluis schreef: neem een andere kopie ervan"
            ),
        ),
    }
}

fn before(voice: &Voice, at: Option<At<'_>>) -> String {
    at.map_or_else(String::new, |at| format!("{}: ", at.said(voice)))
}

/// The same.
pub(super) fn storage_problem(voice: &Voice, problem: &StorageProblem, at: Option<At<'_>>) -> Said {
    let drive = at.map_or_else(|| both!(voice, "the disk", "de schijf"), |at| word(at.drive));
    let (exit, help) = match problem {
        StorageProblem::Full { .. } => (
            Exit::Medium,
            both!(
                voice,
                "make room on {drive}, and run it again",
                "maak ruimte op {drive}, en geef de opdracht opnieuw"
            ),
        ),
        StorageProblem::ReadOnly { .. } => (Exit::Medium, unlock(voice, &drive)),
        StorageProblem::Denied { path, .. } => (Exit::Io, let_in(voice, path)),
        StorageProblem::TooLarge { .. } => (Exit::Io, allow_large(voice, &drive)),
        StorageProblem::InUse { .. } => (Exit::Io, close_it(voice)),
        StorageProblem::Gone { .. } => (
            Exit::Medium,
            both!(
                voice,
                "plug in {drive} again, and run it again",
                "sluit {drive} opnieuw aan, en geef dezelfde opdracht"
            ),
        ),
        StorageProblem::Absent { .. } | StorageProblem::Shorter { .. } => (
            Exit::Fixity,
            both!(
                voice,
                "something there was removed or cut short: {verify}",
                "daar is iets verwijderd of afgekapt: {verify}",
                verify = voice.kluis(&["verify"])
            ),
        ),
        StorageProblem::Exists { path } => (
            Exit::Io,
            both!(
                voice,
                "look at {path}, and move it away",
                "bekijk {path}, en verplaats het",
                path = word(&path_text(path))
            ),
        ),
        StorageProblem::NotRegular { path }
        | StorageProblem::NotAFolder { path }
        | StorageProblem::LinkInTheWay { path }
        | StorageProblem::OtherDevice { path }
        | StorageProblem::HardLinked { path, .. }
        | StorageProblem::FolderNotEmpty { path }
        | StorageProblem::TooManyEntries { path, .. } => (
            Exit::Medium,
            both!(
                voice,
                "kluis did not put it there: look at {path}, and move it away",
                "kluis heeft dat daar niet neergezet: bekijk {path}, en verplaats het",
                path = word(&path_text(path))
            ),
        ),
        StorageProblem::Name(_) => (Exit::Medium, not_ours(voice)),
        StorageProblem::Io { .. } => (
            Exit::Io,
            both!(
                voice,
                "check {drive} and its cable, and run it again",
                "kijk {drive} en de kabel na, en geef de opdracht opnieuw"
            ),
        ),
    };
    Said::new(exit, format!("{}{}", before(voice, at), storage_words(voice, problem)), help)
}

/// What to do about a file that another program uses.
fn close_it(voice: &Voice) -> String {
    both!(
        voice,
        "close the program that has it open, and run it again",
        "sluit het programma waarin het open staat, en geef de opdracht opnieuw"
    )
}

/// What to do about a place where this user may not act. Windows refuses one that is marked read-only, or guarded
/// against ransomware, in the same way as another user's.
fn let_in(voice: &Voice, path: &std::path::Path) -> String {
    let path = word(&path_text(path));
    match cfg!(windows) {
        true => both!(
            voice,
            "look in the properties of {path} whether it is read-only and who may write there; or let Windows' \
             protection against ransomware allow kluis",
            "kijk in de eigenschappen van {path} of het alleen-lezen is en wie er mag schrijven; of laat kluis toe in de \
             ransomwarebeveiliging van Windows"
        ),
        false => both!(
            voice,
            "another user wrote there: run it as that user, or let an administrator give you {path}",
            "een andere gebruiker schreef daar: geef de opdracht als die gebruiker, of laat een beheerder van de pc u \
             toegang geven tot {path}"
        ),
    }
}

/// What to do about a file that may not be as large as it has to be.
fn allow_large(voice: &Voice, drive: &str) -> String {
    match cfg!(windows) {
        true => both!(
            voice,
            "use a drive with exFAT or NTFS in the place of {drive}",
            "gebruik in plaats van {drive} een schijf met exFAT of NTFS"
        ),
        false => both!(
            voice,
            "look whether this PC limits the size of files: ulimit -f",
            "kijk of deze pc de grootte van bestanden beperkt: ulimit -f"
        ),
    }
}

/// What to do about a drive that can only be read; `drive` as it stands in a command.
pub(super) fn unlock(voice: &Voice, drive: &str) -> String {
    both!(
        voice,
        "take the write lock off {drive}, or let the system check it for errors, and run it again",
        "haal de schrijfbeveiliging van {drive}, of laat het systeem die op fouten controleren, en geef de opdracht \
         opnieuw"
    )
}

/// What to do about a thing that kluis did not make.
pub(super) fn not_ours(voice: &Voice) -> String {
    both!(
        voice,
        "kluis did not put it there: look at it, and move it away",
        "kluis heeft dat daar niet neergezet: bekijk het, en verplaats het"
    )
}

/// A file that a command was asked to read or write on this PC.
pub(super) fn io_problem(voice: &Voice, path: &std::path::Path, source: &std::io::Error) -> Said {
    let path_said = path_text(path);
    if source.kind() == std::io::ErrorKind::FileTooLarge {
        return Said::new(
            Exit::Io,
            both!(
                voice,
                "{path}: a file there can't be as large as this one: {source}",
                "{path}: een bestand kan daar niet zo groot zijn als dit: {source}",
                path = path_said
            ),
            match cfg!(windows) {
                true => {
                    both!(voice, "name a folder on exFAT or NTFS", "noem een map op exFAT of NTFS")
                }
                false => both!(
                    voice,
                    "name a folder on exFAT, NTFS, APFS or ext4; or look whether ulimit -f limits it",
                    "noem een map op exFAT, NTFS, APFS of ext4; of kijk of ulimit -f het beperkt"
                ),
            },
        );
    }
    let help = match is_in_use(source) {
        true => close_it(voice),
        false => may_read_and_write(voice, path),
    };
    Said::new(Exit::Io, format!("{path_said}: {}", io_words(voice, source)), help)
}
