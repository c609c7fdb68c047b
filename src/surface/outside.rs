//! All that a run gets from outside, and the language that it speaks.

use std::ffi::OsString;
use std::io::Write;
use std::path::PathBuf;

use crate::powers::asker::{Asker, Watcher};
use crate::powers::clock::Clock;
use crate::powers::random::Random;
use crate::words::lang::Lang;

/// All that a run gets from the system.
pub struct Outside<'a> {
    /// The day and the hour.
    pub clock: &'a dyn Clock,
    /// Where ids, salts and keys are drawn from.
    pub random: &'a mut dyn Random,
    /// The person who answers questions.
    pub asker: &'a mut dyn Asker,
    /// Whether there is a person at a terminal to ask and to show things to.
    pub terminal: bool,
    /// Shows how far a long run is, and says when it is to stop.
    pub watcher: &'a dyn Watcher,
    /// Standard output: the report, or one JSON document.
    pub out: &'a mut dyn Write,
    /// Standard error: warnings, progress, what went wrong.
    pub err: &'a mut dyn Write,
    /// How wide a line on either may be; None where it goes to a file or a program, which gets one line a sentence.
    pub columns: Columns,
    /// A variable of the environment.
    pub variable: &'a dyn Fn(&str) -> Option<OsString>,
    /// The platform's folder for a user's data on this machine.
    pub data_folder: Option<PathBuf>,
    /// The user's own folder.
    pub users_folder: Option<PathBuf>,
    /// The user's language as the system has it, where no variable says it.
    pub locale: Option<String>,
}

impl Outside<'_> {
    /// The same world, in which somebody else is asked, and not at a terminal.
    pub fn with_asker<'a>(&'a mut self, asker: &'a mut dyn Asker) -> Outside<'a> {
        Outside {
            clock: self.clock,
            random: &mut *self.random,
            asker,
            terminal: false,
            watcher: self.watcher,
            out: &mut *self.out,
            err: &mut *self.err,
            columns: self.columns,
            variable: self.variable,
            data_folder: self.data_folder.clone(),
            users_folder: self.users_folder.clone(),
            locale: self.locale.clone(),
        }
    }
}

/// How wide lines may be on standard output and standard error.
#[derive(Debug, Clone, Copy, Default)]
pub struct Columns {
    /// Of standard output; none where it is no terminal.
    pub out: Option<usize>,
    /// Of standard error; none where it is no terminal.
    pub err: Option<usize>,
}

/// The language of a run, and whether a person asked for it: else a vault's own comes first.
#[derive(Debug, Clone, Copy)]
pub struct Speaks {
    pub lang: Lang,
    pub chosen: bool,
}

/// Runs one command line: the demonstration plays its own through it.
pub type RunLine = fn(Vec<OsString>, &mut Outside<'_>) -> i32;
