//! What is said of a command line that clap does not take: our message, help and exit code, in both languages.

mod form;

use std::ffi::OsString;

use clap::CommandFactory;
use clap::error::{ContextKind, ContextValue, ErrorKind};

use super::cli::Cli;
use super::errors::Said;
use super::exit::Exit;
use super::help;
use super::voice::{Voice, both, one_or, tied};

use form::{Form, not_of_form, right_date, right_day, right_month};

/// Why there is no command to run.
#[derive(Debug)]
pub enum Wrong {
    /// The help or the version was asked for, and is this.
    Asked(String),
    /// The guide was asked for: `kluis help guide`.
    Guide,
    Said {
        said: Said,
        json: bool,
    },
}

/// Explains clap's answer to `args`, whose first is the program's name. What programs read is in English always.
pub fn explain(voice: &Voice, error: &clap::Error, args: &[OsString]) -> Wrong {
    if matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) {
        return Wrong::Asked(error.render().to_string());
    }
    if texts(error, ContextKind::InvalidSubcommand) == ["guide"] {
        return Wrong::Guide;
    }
    let (json, english) = (asks_for_json(args), Voice::default());
    let voice = if json { &english } else { voice };
    let value = texts(error, ContextKind::InvalidValue).join(" ");
    let name = named(&texts(error, ContextKind::InvalidArg));
    let form = (error.kind() == ErrorKind::ValueValidation).then(|| Form::of(&name)).flatten();
    let help = match suggested(error) {
        None if form == Some(Form::Day) => right_day(voice, &name, &value),
        None if form == Some(Form::Month) => right_month(voice, &value),
        None if form == Some(Form::Date) => right_date(voice, &name, &value),
        None if form == Some(Form::VaultId) => both!(
            voice,
            "type the whole vault id, as the recovery sheet has it",
            "typ het hele kluisnummer, zoals het op het herstelblad staat"
        ),
        Some(word) => both!(
            voice,
            "perhaps {word}; {help}",
            "misschien {word}; {help}",
            help = help_command(args)
        ),
        None if error.kind() == ErrorKind::MissingRequiredArgument => {
            for_example(voice, error, args)
        }
        None => help_command(args),
    };
    let said = Said::new(Exit::Usage, message(voice, error), help);
    Wrong::Said { said, json }
}

/// The same line with `--help`, where clap stumbled over the word `help` in a command's place.
pub fn asks_for_help(error: &clap::Error, args: &[OsString]) -> Option<Vec<OsString>> {
    let stumbled = error.kind() == ErrorKind::InvalidSubcommand
        && texts(error, ContextKind::InvalidSubcommand) == ["help"];
    let at = args.iter().position(|arg| arg == "help").filter(|_| stumbled)?;
    let mut line = args.to_vec();
    line.remove(at);
    line.push("--help".into());
    Some(line)
}

/// One sentence about the first thing that clap did not take.
fn message(voice: &Voice, error: &clap::Error) -> String {
    let argument = texts(error, ContextKind::InvalidArg);
    let name = named(&argument);
    let value = texts(error, ContextKind::InvalidValue).join(" ");
    match error.kind() {
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand | ErrorKind::MissingSubcommand => {
            both!(voice, "no command is given", "er is geen opdracht gegeven")
        }
        ErrorKind::InvalidSubcommand => both!(
            voice,
            "{word} is no command",
            "{word} is geen opdracht",
            word = texts(error, ContextKind::InvalidSubcommand).join(" ")
        ),
        ErrorKind::UnknownArgument => {
            both!(voice, "{name} does not belong there", "{name} hoort daar niet")
        }
        ErrorKind::MissingRequiredArgument => both!(
            voice,
            "{arguments} {are} missing",
            "{arguments} {ontbreekt}",
            arguments = voice.all_of(argument.iter().map(|name| plain(name))),
            are = one_or(argument.len() as u64, "is", "are"),
            ontbreekt = one_or(argument.len() as u64, "ontbreekt", "ontbreken")
        ),
        ErrorKind::ArgumentConflict => conflict(voice, error, &name),
        ErrorKind::InvalidValue | ErrorKind::ValueValidation if value.is_empty() => {
            both!(voice, "{name} needs a value", "bij {name} hoort een waarde")
        }
        ErrorKind::InvalidValue => both!(
            voice,
            "{name}: {value} does not fit; choose one of: {values}",
            "{name}: {value} kan niet; kies een van: {values}",
            values = texts(error, ContextKind::ValidValue).join(", ")
        ),
        ErrorKind::ValueValidation => match Form::of(&name) {
            Some(form) => not_of_form(voice, form, &name, &value),
            None => both!(voice, "{name}: {value} does not fit", "{name}: {value} kan niet"),
        },
        ErrorKind::TooManyValues | ErrorKind::TooFewValues | ErrorKind::WrongNumberOfValues => {
            both!(
                voice,
                "{name} has too many values, or too few",
                "{name} heeft te veel of te weinig waarden"
            )
        }
        ErrorKind::NoEquals => {
            both!(voice, "{name} needs = before its value", "bij {name} hoort = voor de waarde")
        }
        ErrorKind::InvalidUtf8 => both!(
            voice,
            "a word of the command is no valid UTF-8",
            "een woord van de opdracht is geen geldige UTF-8"
        ),
        // clap may name more in time: it says it itself, in English.
        _ => first_line(error),
    }
}

fn conflict(voice: &Voice, error: &clap::Error, name: &str) -> String {
    let other = texts(error, ContextKind::PriorArg);
    if other.is_empty() || other.iter().any(|other| other == name) {
        return both!(voice, "{name} is given twice", "{name} is twee keer gegeven");
    }
    both!(
        voice,
        "{name} can't be used with {other}",
        "{name} gaat niet samen met {other}",
        other = voice.all_of(&other)
    )
}

/// An argument as it is called, whether or not it may be left out: `<FROM>`.
fn named(argument: &[String]) -> String {
    let name = argument.join(" ");
    let may_be_left_out = name.strip_prefix('[').and_then(|name| name.strip_suffix(']'));
    may_be_left_out.map_or(name.clone(), |name| format!("<{name}>"))
}

/// What clap thinks was meant.
fn suggested(error: &clap::Error) -> Option<String> {
    let kinds =
        [ContextKind::SuggestedSubcommand, ContextKind::SuggestedArg, ContextKind::SuggestedValue];
    kinds.into_iter().find_map(|kind| texts(error, kind).into_iter().next())
}

fn texts(error: &clap::Error, kind: ContextKind) -> Vec<String> {
    match error.get(kind) {
        Some(ContextValue::String(text)) => vec![text.clone()],
        Some(ContextValue::Strings(texts)) => texts.clone(),
        _ => Vec::new(),
    }
}

/// An argument without the brackets of a usage line: `--name NAAM`.
fn plain(argument: &str) -> String {
    argument.replace(['<', '>', '[', ']'], "")
}

fn first_line(error: &clap::Error) -> String {
    let text = error.render().to_string();
    let line = text.lines().next().unwrap_or_default().trim();
    line.strip_prefix("error: ").unwrap_or(line).to_owned()
}

/// Known before the line is understood, since a script reads the answer in any case.
fn asks_for_json(args: &[OsString]) -> bool {
    args.iter().take_while(|arg| *arg != "--").any(|arg| arg == "--json")
}

/// A line that lacks nothing, and where all that may stand in it is said.
fn for_example(voice: &Voice, error: &clap::Error, args: &[OsString]) -> String {
    let help = help_command(args);
    let example = help::example(voice.lang, &verbs(args).join(" "));
    let missing = texts(error, ContextKind::InvalidArg);
    let options = missing.iter().filter(|name| name.starts_with("--"));
    let names = options.clone().filter_map(|option| option.split(' ').next());
    let shows = |name: &str| example.as_ref().is_some_and(|text| text.contains(name));
    // An option that another one asks for stands in few examples.
    if options.clone().count() == missing.len() && !names.into_iter().any(shows) {
        return both!(
            voice,
            "add {options} to the same line; all that it takes: {help}",
            "zet er in dezelfde regel {options} bij; alles wat erbij kan: {help}",
            options = voice.all_of(options.map(|option| plain(option))),
            help = tied(&help)
        );
    }
    match example {
        Some(example) => both!(
            voice,
            "for example {example}; all that it takes: {help}",
            "bijvoorbeeld {example}; alles wat erbij kan: {help}",
            example = tied(&example),
            help = tied(&help)
        ),
        None => help,
    }
}

/// `kluis medium add --help`, as far as the verbs were understood.
fn help_command(args: &[OsString]) -> String {
    let words = verbs(args).into_iter().map(|word| format!("{word} "));
    format!("kluis {}--help", words.collect::<String>())
}

/// The verbs of a line, as far as they were understood.
fn verbs(args: &[OsString]) -> Vec<String> {
    let mut words = Vec::new();
    let root = Cli::command();
    let mut command = &root;
    for arg in args.iter().skip(1).filter_map(|arg| arg.to_str()) {
        if let Some(found) = command.find_subcommand(arg) {
            words.push(found.get_name().to_owned());
            command = found;
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use std::any::TypeId;

    use clap::Parser;

    use super::*;
    use crate::surface::voice::untied;
    use crate::words::lang::Lang;

    fn said(lang: Lang, line: &str) -> Said {
        let args: Vec<OsString> = line.split(' ').map(OsString::from).collect();
        let error = Cli::try_parse_from(&args).unwrap_err();
        match explain(&Voice::new(lang), &error, &args) {
            Wrong::Said { said, .. } => said,
            Wrong::Asked(text) => panic!("{line} is asked for: {text}"),
            Wrong::Guide => panic!("{line} asks for the guide"),
        }
    }

    #[test]
    fn a_line_that_is_not_understood_is_said_in_both_languages() {
        for (line, en, nl, help) in [
            ("kluis", "no command is given", "er is geen opdracht gegeven", "kluis --help"),
            (
                "kluis show",
                "BUNDLE is missing",
                "BUNDLE ontbreekt",
                "for example kluis show 20261031-7f3c; all that it takes: kluis show --help",
            ),
            (
                "kluis lst",
                "lst is no command",
                "lst is geen opdracht",
                "perhaps list; kluis --help",
            ),
            (
                "kluis list --al",
                "--al does not belong there",
                "--al hoort daar niet",
                "perhaps --all; kluis list --help",
            ),
            (
                "kluis copy --to",
                "--to <MEDIUM> needs a value",
                "bij --to <MEDIUM> hoort een waarde",
                "kluis copy --help",
            ),
            (
                "kluis --each --vault A list",
                "--each can't be used with --vault <NAME|DIR>",
                "--each gaat niet samen met --vault <NAME|DIR>",
                "kluis list --help",
            ),
            (
                "kluis init --name A --custody b",
                "--custody <CUSTODY>: b does not fit; choose one of: with-bundle, apart",
                "--custody <CUSTODY>: b kan niet; kies een van: with-bundle, apart",
                "kluis init --help",
            ),
            (
                "kluis book-year add 2025 2026",
                "<FROM>: 2025 is no day, or not spelled as one",
                "<FROM>: 2025 is geen dag, of niet goed geschreven",
                "write a day as 2025-11-15 or 15-11-2025",
            ),
            (
                "kluis archive x --class nl-payroll --date 5/11/2025",
                "--date <DATE>: 5/11/2025 is no date, or not spelled as one",
                "--date <DATE>: 5/11/2025 is geen datum, of niet goed geschreven",
                "--date 2025-11-05 for 5 November 2025 or --date 2025-05-11 for 11 May 2025",
            ),
            (
                "kluis clock correct --confirm-date 31-11-2025",
                "--confirm-date <DATE>: 31-11-2025 is no day, or not spelled as one",
                "--confirm-date <DATE>: 31-11-2025 is geen dag, of niet goed geschreven",
                "write a day as 2025-11-15 or 15-11-2025",
            ),
            (
                "kluis init --name A --copies 12",
                "--copies <COPIES>: 12 is no number from 1 to 9",
                "--copies <COPIES>: 12 is geen getal van 1 tot en met 9",
                "kluis init --help",
            ),
            (
                "kluis list --year 1 --year 2",
                "--year <A[..B]> is given twice",
                "--year <A[..B]> is twee keer gegeven",
                "kluis list --help",
            ),
        ] {
            let english = said(Lang::En, line);
            assert_eq!(
                (english.message.as_str(), untied(&english.help).as_str()),
                (en, help),
                "{line}"
            );
            assert_eq!(said(Lang::Nl, line).message, nl, "{line}");
        }
    }

    #[test]
    fn a_hostile_word_stays_on_its_line() {
        let args: Vec<OsString> = vec!["kluis".into(), "a\u{1b}[2J\nkluis: help: rm".into()];
        let error = Cli::try_parse_from(&args).unwrap_err();
        let Wrong::Said { said, .. } = explain(&Voice::default(), &error, &args) else {
            panic!("no help was asked for")
        };
        assert!(!said.message.contains('\u{1b}') && !said.message.contains('\n'), "{said:?}");
    }

    /// Values that are read into a type of their own have to be explained.
    #[test]
    fn every_value_with_a_form_is_known() {
        fn walk(command: &clap::Command, free: &[TypeId], unknown: &mut Vec<String>) {
            for argument in command.get_arguments() {
                let parser = argument.get_value_parser();
                let choice = !argument.get_possible_values().is_empty();
                let id = parser.type_id();
                let is_free = free.iter().any(|free| id == *free);
                if !choice && !is_free && Form::of(&argument.to_string()).is_none() {
                    unknown.push(argument.to_string());
                }
            }
            command.get_subcommands().for_each(|inner| walk(inner, free, unknown));
        }
        let free = [
            TypeId::of::<String>(),
            TypeId::of::<OsString>(),
            TypeId::of::<std::path::PathBuf>(),
            TypeId::of::<bool>(),
        ];
        let mut unknown = Vec::new();
        let mut command = Cli::command();
        command.build();
        walk(&command, &free, &mut unknown);
        assert_eq!(unknown, [""; 0]);
    }
}
