//! Floor 6: the command line. Reads the arguments, runs a verb, and says in words or JSON what came of it.
//!
//! Everything from outside comes in through [`Outside`], so that a test runs whole command lines in process.

pub mod cli;
pub mod errors;
pub mod exit;
pub mod progress;
pub mod terminal;
pub mod text;
pub mod texts;

mod arguments;
mod demo;
mod dispatch;
mod help;
mod json;
mod language;
mod outside;
mod page;
mod play;
mod requests;
mod vaults;
pub mod voice;
pub mod wrap;

use std::ffi::OsString;
use std::io::ErrorKind;

use clap::FromArgMatches;

use arguments::Wrong;
use cli::Cli;
use dispatch::Done;
use errors::Said;
use exit::Exit;
use voice::Voice;

use crate::words::lang::Lang;

use outside::Speaks;
pub use outside::{Columns, Outside};

/// Runs one command line, the program's name first; gives the exit code.
pub fn run(args: Vec<OsString>, outside: &mut Outside<'_>) -> i32 {
    let chosen = language::asked_for(&args, outside.variable);
    let own = || language::of_user(outside.variable, outside.locale.as_deref());
    let lang = chosen.unwrap_or_else(own);
    let parsed = help::command_line(lang)
        .try_get_matches_from(&args)
        .and_then(|matches| Cli::from_arg_matches(&matches));
    let printed = match parsed {
        Ok(cli) => {
            // What programs read is the same in every language, the sentences of an error too.
            let speaks = match cli.global.json {
                true => Speaks { lang: Lang::En, chosen: true },
                false => Speaks { lang, chosen: chosen.is_some() },
            };
            let done = dispatch::perform(&cli, speaks, outside, run);
            print_done(&done, &cli, outside)
        }
        Err(error) => {
            let voice = Voice::new(lang);
            print_wrong(&voice, arguments::explain(&voice, &error, &args), outside)
        }
    };
    match printed {
        Ok(exit) => exit.code(),
        // Whoever closed the pipe has read enough.
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Exit::Done.code(),
        Err(_) => Exit::Io.code(),
    }
}

fn print_wrong(voice: &Voice, wrong: Wrong, outside: &mut Outside<'_>) -> std::io::Result<Exit> {
    match wrong {
        Wrong::Asked(text) => {
            outside.out.write_all(help::said_in(voice.lang, text).as_bytes())?;
            Ok(Exit::Done)
        }
        Wrong::Said { said, json: true } => print_error_json(&said, outside),
        Wrong::Said { said, json: false } => {
            outside.err.write_all(said.text(voice, outside.columns.err).as_bytes())?;
            Ok(said.exit)
        }
    }
}

fn print_error_json(said: &Said, outside: &mut Outside<'_>) -> std::io::Result<Exit> {
    outside.out.write_all(json::text(&json::error(said)).as_bytes())?;
    Ok(said.exit)
}

fn print_done(done: &[Done], cli: &Cli, outside: &mut Outside<'_>) -> std::io::Result<Exit> {
    let exit = done.iter().map(Done::exit).max().unwrap_or(Exit::Done);
    if cli.global.json {
        let mut documents: Vec<serde_json::Value> = done.iter().map(Done::json).collect();
        let document = match (cli.global.each, documents.len()) {
            (false, 1) => documents.remove(0),
            _ => json::each(documents, exit),
        };
        outside.out.write_all(json::text(&document).as_bytes())?;
        return Ok(exit);
    }
    for (at, one) in done.iter().enumerate() {
        let apart = if at > 0 { "\n" } else { "" };
        let text = one.text(cli.global.quiet);
        if !text.is_empty() {
            outside.out.write_all(format!("{apart}{text}").as_bytes())?;
        }
        if let Err(said) = &one.result {
            outside.out.flush()?;
            outside.err.write_all(said.text(&one.voice, outside.columns.err).as_bytes())?;
        }
    }
    outside.out.flush()?;
    Ok(exit)
}
