//! Every way in which a command ends other than well, as a sentence, a line of help and an exit code.
//!
//! The matches are exhaustive, so that a new problem can't reach a person without all three. A cause is said
//! once. Help is a command that one can type, or an act that one can do.

mod bundle;
mod changed;
mod clock;
mod drives;
mod fault;
mod identity;
mod label;
mod ledger;
mod longer;
mod medium;
mod paths;
mod place;
mod printing;
mod rebuild;
mod refused;
mod rules;
mod scan;
mod settings;
mod sources;
mod space;
mod storage;
mod token;
mod usage;
mod vault;
mod words;

#[cfg(test)]
mod tests;

use std::fmt::Display;
use std::path::Path;

use super::exit::Exit;
use super::page::Page;
use super::printed::Printed;
pub(super) use super::voice::word;
use super::voice::{Voice, both};
use crate::things::copy_to::CopyTo;
use crate::words::text::shown;

pub(crate) use changed::changed_help;
pub use fault::say;
pub(crate) use ledger::{join_line, not_ours_line};
pub(crate) use longer::extend_line;
pub(crate) use medium::medium_problem;
use paths::path_text;
pub(in crate::surface) use printing::not_printed;
pub(crate) use usage::glob_words;
pub(super) use words::date_meant;
pub(crate) use words::{
    file_fault_words, harm_words, ledger_words, missed_words, not_mended_words, open_words,
    parity_words, record_words, seal_field_words, seal_words, storage_words,
};

/// What a person reads of a problem. Nothing in it moves a cursor: it was made harmless when it was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// The program's exit code.
    pub exit: Exit,
    /// One sentence without a full stop.
    pub message: String,
    /// What to do about it: a line that can be typed, or an act. May be empty.
    pub help: String,
}

impl Said {
    pub(super) fn new(exit: Exit, message: impl AsRef<str>, help: impl AsRef<str>) -> Said {
        Said { exit, message: shown(message.as_ref()), help: shown(help.as_ref()) }
    }

    /// The lines on standard error, within so many columns.
    pub fn text(&self, voice: &Voice, columns: Option<usize>) -> Printed {
        let kind = match self.exit {
            Exit::Refused => both!(voice, "refused", "geweigerd"),
            Exit::Interrupted => both!(voice, "interrupted", "onderbroken"),
            Exit::Done
            | Exit::Finding
            | Exit::Usage
            | Exit::PartlyDone
            | Exit::Medium
            | Exit::Fixity
            | Exit::Seal
            | Exit::NoIdentity
            | Exit::Ledger
            | Exit::InUse
            | Exit::Clock
            | Exit::Io => both!(voice, "error", "fout"),
        };
        let help = both!(voice, "help", "wat nu");
        let voice = voice.clone().within(columns);
        let mut page = Page::new(&voice);
        for (at, line) in self.message.lines().enumerate() {
            let start = if at == 0 { format!("kluis: {kind}: ") } else { "  ".into() };
            page.line(format!("{start}{}", line.trim_end()));
        }
        page.line(format!("kluis: {help}: {}", self.help));
        page.into_text()
    }
}

/// Said beside every computed date.
fn indication(voice: &Voice) -> String {
    both!(voice, "an indication, not legal advice", "een indicatie, geen juridisch advies")
}

fn list(items: impl IntoIterator<Item = impl Display>) -> String {
    let items: Vec<String> = items.into_iter().map(|item| item.to_string()).collect();
    items.join(", ")
}

/// What stands for a drive in a command that a person is to fill in.
fn some_drive(voice: &Voice) -> String {
    both!(voice, "MEDIUM", "SCHIJF")
}

/// What stands for a folder.
fn some_folder(voice: &Voice) -> String {
    both!(voice, "PATH", "MAP")
}

/// What stands for a file.
fn some_file(voice: &Voice) -> String {
    both!(voice, "FILE", "BESTAND")
}

/// Takes a drive into the vault; `path` is its folder, where it is known.
fn medium_add(voice: &Voice, path: Option<&Path>) -> String {
    let path = path.map_or_else(|| some_folder(voice), path_text);
    voice.kluis(&["medium", "add", &path, "--label", "…"])
}

fn medium_list(voice: &Voice) -> String {
    voice.kluis(&["medium", "list"])
}

/// What can be done where no copy is known to be left.
pub(super) fn lost_help(voice: &Voice) -> String {
    let label = both!(voice, "LABEL", "LABEL");
    both!(
        voice,
        "if such a drive turns up, connect it: {found}",
        "duikt zo'n schijf op, sluit die dan aan: {found}",
        found = voice.kluis(&["medium", "found", &label])
    )
}

/// What makes each further copy that is wanted: on the drive that lacks most of them, or on one that is to be added.
pub fn copy_all(voice: &Voice, to: &CopyTo) -> String {
    copy_all_lines(voice, to).join(&both!(voice, ", then ", ", dan "))
}

/// The same, each command by itself.
pub fn copy_all_lines(voice: &Voice, to: &CopyTo) -> Vec<String> {
    let copy = |label: &str| voice.kluis(&["copy", "--all", "--to", label]);
    match to {
        CopyTo::Drive(label) => vec![copy(label)],
        CopyTo::Further(letter) => {
            let label = both!(voice, "Drive {letter}", "Schijf {letter}");
            let path = both!(voice, "PATH", "MAP");
            vec![voice.kluis(&["medium", "add", &path, "--label", &label]), copy(&label)]
        }
    }
}
