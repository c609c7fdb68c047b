//! The stage of `kluis demo`: runs its command lines as if they were typed, in a folder of their own, and shows
//! what is said between them. No vault of the user's is within reach.

use std::ffi::OsString;
use std::io::Write;
use std::path::Path;

use serde::Serialize;

use super::demo::{self, DemoProblem, Stage};
use crate::verbs::fault::{Fault, Usage};
use crate::verbs::outcome::{Outcome, Reported};
use crate::words::lang::Lang;

use super::errors::{Said, say};
use super::exit::Exit;
use super::outside::{Outside, RunLine};
use super::printed::Printed;
use super::terminal::Terminal;
use super::voice::{Voice, both};
use super::wrap::{COLUMNS, wrapped};
use crate::powers::asker::Quiet;

/// What the demonstration left behind.
#[derive(Debug, Serialize)]
pub struct Report {
    pub folder: String,
    pub commands: usize,
}

impl Reported for Report {
    fn outcome(&self) -> Outcome {
        Outcome::Done
    }
}

/// Plays the demonstration; silent, it only reports.
pub fn play(
    voice: &Voice,
    dir: Option<&Path>,
    silent: bool,
    outside: &mut Outside<'_>,
    run_line: RunLine,
) -> Result<Report, Said> {
    let today = outside.clock.today();
    let mut here = Here { outside, silent, lang: voice.lang, run_line };
    match demo::run(dir, today, voice, &mut here) {
        Ok(shown) => Ok(Report {
            folder: shown.folder.to_string_lossy().into_owned(),
            commands: shown.commands,
        }),
        Err(problem) => Err(said(voice, problem)),
    }
}

/// Everything was already said above; no text is left.
pub fn text(_: &Voice, _: &Report) -> Printed {
    Printed::default()
}

fn said(voice: &Voice, problem: DemoProblem) -> Said {
    match problem {
        DemoProblem::Folder(problem) => say(voice, &Fault::from(problem)),
        DemoProblem::NotUtf8(path) => {
            say(voice, &Usage::NotUtf8(path.to_string_lossy().into_owned()).into())
        }
        DemoProblem::Unexpected { command, expected, found } => Said::new(
            Exit::Finding,
            both!(
                voice,
                "{command}: exit {found}, where {expected} was due",
                "{command}: exitcode {found}, en dat moest {expected} zijn"
            ),
            both!(voice, "try it alone: {command}", "probeer die opdracht apart: {command}"),
        ),
        DemoProblem::NothingSealed => Said::new(
            Exit::Finding,
            both!(voice, "nothing was sealed", "er is niets verzegeld"),
            both!(
                voice,
                "try another folder: kluis demo DIR",
                "probeer een andere map: kluis demo MAP"
            ),
        ),
        DemoProblem::Differs(path) => Said::new(
            Exit::Fixity,
            both!(
                voice,
                "{path} is not what was archived",
                "{path} is niet wat er gearchiveerd is",
                path = path.to_string_lossy()
            ),
            both!(
                voice,
                "try another disk: kluis demo DIR",
                "probeer een andere schijf: kluis demo MAP"
            ),
        ),
    }
}

struct Here<'h, 'o> {
    outside: &'h mut Outside<'o>,
    silent: bool,
    lang: Lang,
    run_line: RunLine,
}

impl Stage for Here<'_, '_> {
    fn say(&mut self, text: &str) {
        if !self.silent {
            // A closed output ends no command: the exit code still says how it went.
            let text = laid_out(text, self.outside.columns.out.unwrap_or(COLUMNS));
            let _ = self.outside.out.write_all(format!("\n{text}").as_bytes());
            let _ = self.outside.out.flush();
        }
    }

    fn run(&mut self, args: &[&str]) -> i32 {
        let (mut no_out, mut no_err) = (std::io::sink(), std::io::sink());
        let quiet = Quiet(self.outside.watcher);
        let (out, err): (&mut dyn Write, &mut dyn Write) = match self.silent {
            true => (&mut no_out, &mut no_err),
            false => (&mut *self.outside.out, &mut *self.outside.err),
        };
        let lang: &[&str] = match self.lang {
            Lang::En => &[],
            Lang::Nl => &["--lang", "nl"],
        };
        let args = ["kluis"].iter().chain(lang).chain(args).map(OsString::from);
        (self.run_line)(
            args.collect(),
            &mut Outside {
                clock: self.outside.clock,
                random: &mut *self.outside.random,
                asker: &mut Terminal::new(false, None),
                terminal: false,
                watcher: &quiet,
                out,
                err,
                columns: self.outside.columns,
                variable: &|_| None,
                data_folder: None,
                users_folder: self.outside.users_folder.clone(),
                locale: self.outside.locale.clone(),
            },
        )
    }
}

/// Prose in lines that can be read; a command line stays whole, to be copied.
fn laid_out(text: &str, columns: usize) -> Printed {
    let lines: Vec<String> = text
        .lines()
        .flat_map(|line| match line.starts_with("$ ") {
            true => vec![line.to_owned()],
            false => wrapped(line, Some(columns), 0),
        })
        .collect();
    Printed::lines(&lines.join("\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prose_is_wrapped_and_a_command_is_not() {
        let prose = "word ".repeat(40);
        let wrapped_prose = laid_out(prose.trim(), COLUMNS);
        assert!(wrapped_prose.lines().all(|line| line.chars().count() <= COLUMNS));
        let words = |text: &str| text.split_whitespace().count();
        assert_eq!(words(&wrapped_prose), words(&prose));
        let command = format!("$ kluis {prose}");
        assert_eq!(laid_out(&command, COLUMNS).trim_end(), command.trim_end());
        assert_eq!(&*laid_out("a\nb", COLUMNS), "a\nb\n");
    }
}
