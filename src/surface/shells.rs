//! What shells and `man` are told of the grammar, made from the grammar itself: completions, and a page a command.

use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use clap_complete::Shell;
use serde::Serialize;

use super::errors::Said;
use super::exit::Exit;
use super::help;
use super::printed::Printed;
use super::voice::{Voice, both};
use crate::verbs::outcome::{Outcome, Reported};
use crate::words::lang::Lang;

/// The lines by which a shell completes a `kluis` that is being typed.
#[derive(Serialize)]
pub struct Completions {
    text: String,
}

/// Where the pages were written.
#[derive(Serialize)]
pub struct Pages {
    folder: PathBuf,
}

impl Reported for Completions {
    fn outcome(&self) -> Outcome {
        Outcome::Done
    }
}

impl Reported for Pages {
    fn outcome(&self) -> Outcome {
        Outcome::Done
    }
}

/// With what each option means, in this language, where the shell shows that.
pub fn completions(shell: Shell, lang: Lang) -> Completions {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut help::command_line(lang), "kluis", &mut script);
    Completions { text: String::from_utf8_lossy(&script).into_owned() }
}

pub fn completions_text(_: &Voice, report: &Completions) -> Printed {
    Printed::lines(&report.text)
}

/// A page for the program and one for each command, into an existing folder. Their headings are `man`'s, and English:
/// so is the rest.
pub fn pages(voice: &Voice, folder: &Path) -> Result<Pages, Said> {
    clap_mangen::generate_to(help::command_line(Lang::En), folder)
        .map_err(|error| not_written(voice, folder, &error))?;
    Ok(Pages { folder: folder.to_owned() })
}

pub fn pages_text(voice: &Voice, report: &Pages) -> Printed {
    let folder = report.folder.to_string_lossy();
    Printed::lines(&both!(
        voice,
        "The manual pages stand in {folder}.",
        "De handleidingpagina's staan in {folder}."
    ))
}

fn not_written(voice: &Voice, folder: &Path, error: &io::Error) -> Said {
    let folder = folder.to_string_lossy();
    let (message, help) = match error.kind() {
        ErrorKind::NotFound | ErrorKind::NotADirectory => (
            both!(voice, "{folder} is no folder", "{folder} is geen map"),
            both!(
                voice,
                "make it first, or name another one",
                "maak die eerst, of noem een andere"
            ),
        ),
        _ => (
            both!(
                voice,
                "{folder}: can't be written ({error})",
                "{folder}: schrijven lukt niet ({error})"
            ),
            both!(voice, "name a folder of your own", "noem een map van uzelf"),
        ),
    };
    let exit = match error.kind() {
        ErrorKind::NotFound | ErrorKind::NotADirectory => Exit::Usage,
        _ => Exit::Io,
    };
    Said::new(exit, message, help)
}
