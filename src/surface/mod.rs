//! Floor 6: the command line. Reads the arguments, runs a verb, and says in words or JSON what came of it.
//!
//! Everything from outside comes in through [`Outside`], so that a test runs whole command lines in process.

pub(crate) mod cli;
pub mod errors;
pub(crate) mod exit;
pub mod progress;
mod review_page;
mod second_person;
mod statement_page;
pub mod terminal;
pub mod text;
pub mod texts;

mod arguments;
mod delivery_page;
mod demo;
mod dispatch;
mod each;
mod guide;
mod help;
mod incident_page;
mod json;
mod key_page;
mod language;
mod outside;
mod page;
mod paper;
mod play;
mod printed;
mod qr;
mod report_page;
mod requests;
mod shells;
mod spreadsheet;
mod table;
mod vaults;
pub mod voice;
pub(crate) mod wrap;

use std::ffi::OsString;
use std::io::ErrorKind;

use clap::FromArgMatches;

use arguments::Wrong;
use cli::{Cli, Command};
use dispatch::{Done, Form, Rest};
use errors::Said;
use exit::Exit;
use printed::Printed;
use voice::Voice;

use crate::words::lang::Lang;

use outside::Speaks;
pub use outside::{Columns, Outside};

/// Runs one command line, the program's name first; gives the exit code.
pub fn run(args: Vec<OsString>, outside: &mut Outside<'_>) -> i32 {
    let chosen = language::asked_for(&args, outside.variable);
    let own = || language::of_user(outside.variable, outside.locale.as_deref());
    let lang = chosen.unwrap_or_else(own);
    let read = |args: &[OsString]| {
        help::command_line(lang)
            .try_get_matches_from(args)
            .and_then(|matches| Cli::from_arg_matches(&matches))
    };
    let parsed = read(&args).or_else(|error| {
        // `kluis help list` is `kluis list --help`.
        arguments::asks_for_help(&error, &args).map_or(Err(error), |args| read(&args))
    });
    match parsed {
        Ok(cli) => {
            // What programs read is the same in every language, the sentences of an error too.
            let speaks = match cli.global.json {
                true => Speaks { lang: Lang::En, chosen: true },
                false => Speaks { lang, chosen: chosen.is_some() },
            };
            if let Command::WatchDrives { once } = cli.command {
                let mut print =
                    |done: &[Done], outside: &mut Outside<'_>| print_done(done, &cli, outside);
                return dispatch::watch(&cli, once, speaks, outside, run, &mut print).code();
            }
            let done = dispatch::perform(&cli, speaks, outside, run);
            print_done(&done, &cli, outside)
        }
        Err(error) => {
            let voice = Voice::new(lang);
            print_wrong(&voice, arguments::explain(&voice, &error, &args), outside)
        }
    }
    .code()
}

/// Prints on standard output; gives what the run ends with. Whoever closed the pipe has read enough; any other
/// failure is said, since a script takes what it got for the whole answer.
fn print(text: &Printed, voice: &Voice, exit: Exit, outside: &mut Outside<'_>) -> Exit {
    let printed = outside.out.write_all(text.as_bytes()).and_then(|()| outside.out.flush());
    match printed {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            let said = errors::not_printed(voice, &error);
            print_said(&said, voice, outside);
            exit.max(said.exit)
        }
        Ok(()) | Err(_) => exit,
    }
}

/// Prints on standard error. Where that fails nobody is left to tell: the exit code says it.
fn print_said(said: &Said, voice: &Voice, outside: &mut Outside<'_>) {
    let text = said.text(voice, outside.columns.err);
    let _ = outside.err.write_all(text.as_bytes()).and_then(|()| outside.err.flush());
}

fn print_wrong(voice: &Voice, wrong: Wrong, outside: &mut Outside<'_>) -> Exit {
    match wrong {
        Wrong::Asked(text) => {
            let text = Printed::lines(&help::said_in(voice.lang, text));
            print(&text, voice, Exit::Done, outside)
        }
        Wrong::Guide => {
            let text = guide::text(voice.lang, outside.columns.out);
            print(&text, voice, Exit::Done, outside)
        }
        Wrong::Said { said, json: true } => {
            print(&json::text(&json::error(&said)), voice, said.exit, outside)
        }
        Wrong::Said { said, json: false } => {
            print_said(&said, voice, outside);
            said.exit
        }
    }
}

/// Prints a document, and in it the lists that are read only meanwhile, in their order. One that can't be read to its
/// end leaves the document cut off, so that nobody takes it for whole.
fn print_document(
    document: &Printed,
    done: &[Done],
    mut exit: Exit,
    outside: &mut Outside<'_>,
) -> Exit {
    let voice = Voice::default();
    let mut rests = done.iter().filter_map(Done::rest);
    let mut parts = document.split(json::STREAMED);
    exit = print(&Printed::ascii(parts.next().unwrap_or_default()), &voice, exit, outside);
    for part in parts {
        let (before, behind) = json::STREAMED_AROUND;
        exit = print(&Printed::ascii(before), &voice, exit, outside);
        if let Some(rest) = rests.next() {
            let whole;
            (exit, whole) = print_rest(rest, &voice, Form::Json, exit, outside);
            if !whole {
                return exit;
            }
        }
        exit = print(&Printed::ascii(&format!("{behind}{part}")), &voice, exit, outside);
    }
    exit
}

/// Prints a list while it is read; says whether its end was reached, or nobody wanted more.
fn print_rest(
    rest: &Rest,
    voice: &Voice,
    form: Form,
    exit: Exit,
    outside: &mut Outside<'_>,
) -> (Exit, bool) {
    let mut printed = exit;
    let given = rest.give(voice, form, &mut |piece| {
        let written = outside.out.write_all(piece.as_bytes()).and_then(|()| outside.out.flush());
        match written {
            Ok(()) => !outside.watcher.interrupted(),
            Err(error) => {
                if error.kind() != ErrorKind::BrokenPipe {
                    let said = errors::not_printed(voice, &error);
                    print_said(&said, voice, outside);
                    printed = printed.max(said.exit);
                }
                false
            }
        }
    });
    if let Err(fault) = given {
        let said = errors::say(voice, &fault);
        print_said(&said, voice, outside);
        return (printed.max(said.exit), false);
    }
    (printed, true)
}

fn print_done(done: &[Done], cli: &Cli, outside: &mut Outside<'_>) -> Exit {
    let mut exit = done.iter().map(Done::exit).max().unwrap_or(Exit::Done);
    if cli.global.json {
        let mut documents: Vec<serde_json::Value> = done.iter().map(Done::json).collect();
        let document = match (cli.global.each, documents.len()) {
            (false, 1) => documents.remove(0),
            _ => json::each(documents, exit),
        };
        return print_document(&json::text(&document), done, exit, outside);
    }
    if let Some(table) = dispatch::table(done, cli.global.quiet) {
        exit = print(&table, &done[0].voice, exit, outside);
    }
    let mut is_first = true;
    for one in done {
        let text = one.text(cli.global.quiet);
        if !text.is_empty() {
            let mut apart = Printed::lines(if is_first { "" } else { "\n" });
            is_first = false;
            apart.push(&text);
            exit = print(&apart, &one.voice, exit, outside);
        }
        if let Some(rest) = one.rest() {
            (exit, _) = print_rest(rest, &one.voice, Form::Text, exit, outside);
        }
        if let Err(said) = &one.result {
            print_said(said, &one.voice, outside);
        }
    }
    exit
}
