//! `--help` in Dutch. The English stands beside the grammar in `cli`, where clap reads it; here stands the same for
//! each command and argument, and a test asks that none is missing and none is left over.

mod audit;
mod dutch;
mod find;
mod hold;
mod key;
mod ledger;
mod medium;
mod month;
mod pages;
mod records;
mod reseal;
mod statement;
mod terms;
mod value_names;
mod vault;

use clap::{Arg, Command, CommandFactory};

use super::cli::Cli;
use crate::surface::voice::tied;
use crate::words::lang::Lang;

use dutch::Dutch;
use value_names::value_name;

const EXIT_CODES: &str = "\
Exitcodes: 0 klaar, 1 er is iets te doen, achter of niet gevonden, 2 niet begrepen of niet beantwoord, 3 deels gedaan, \
10 schijf niet aangesloten, verkeerd, vol of alleen-lezen, 11 bytes zijn niet wat verzegeld is, 12 een handtekening of \
verzegeling klopt niet, 13 geen sleutel past, 14 geweigerd, 15 logboek stuk, 16 kluis in gebruik, 17 klok \
onzeker, 20 andere \
fout bij lezen of schrijven, 130 onderbroken.

Van de eerste dag tot de vernietiging, stap voor stap: kluis help guide";

/// The words of clap's own that stand in a help text.
const EXAMPLE: &str = "Example:\n  ";
const EVERYWHERE: &str = "Overal";
const TEMPLATE: &str = "{about-with-newline}\nGebruik: {usage}\n\n{all-args}{after-help}";

/// The grammar with its help in this language.
pub fn command_line(lang: Lang) -> Command {
    match lang {
        Lang::En => with_whole_examples(Cli::command()),
        Lang::Nl => dutch(Cli::command().disable_help_flag(true).disable_version_flag(true), ""),
    }
}

/// The example of a command by its words, in this language.
pub fn example(lang: Lang, path: &str) -> Option<String> {
    match lang {
        Lang::Nl => said(path).map(|said| of_here(said.example)).filter(|text| !text.is_empty()),
        Lang::En => {
            let root = Cli::command();
            let mut command = &root;
            for word in path.split(' ') {
                command = command.find_subcommand(word)?;
            }
            let text = command.get_after_help()?.to_string();
            Some(of_here(text.strip_prefix(EXAMPLE)?))
        }
    }
}

/// What examples have that is spelled otherwise on Windows: a drive has a letter, and of quotation marks `cmd` knows
/// one.
const ON_WINDOWS: [(&str, &str); 4] = [
    ("/media/anna/USB", "E:\\"),
    ("'**/*.xml'", "\"**/*.xml\""),
    (
        "completions bash > ~/.local/share/bash-completion/completions/kluis",
        "completions powershell >> kluis.ps1",
    ),
    ("man ~/.local/share/man/man1", "man manual"),
];

/// An example as it is typed on this system.
fn of_here(example: &str) -> String {
    let of_windows = ON_WINDOWS.iter().filter(|_| cfg!(windows));
    of_windows.fold(example.to_owned(), |text, (other, ours)| text.replace(other, ours))
}

/// No line ends within an example: it is pasted, and would be two commands.
fn with_whole_examples(command: Command) -> Command {
    let text = command.get_after_help().map(ToString::to_string);
    let example = text.as_deref().and_then(|text| text.strip_prefix(EXAMPLE));
    let whole = example.map(|example| format!("{EXAMPLE}{}", tied(&of_here(example))));
    let command = match whole {
        Some(whole) => command.after_help(whole),
        None => command,
    };
    let below: Vec<String> =
        command.get_subcommands().map(|below| below.get_name().to_owned()).collect();
    below
        .into_iter()
        .fold(command, |command, name| command.mut_subcommand(name, with_whole_examples))
}

/// The one word of clap's own that no setting changes.
pub fn said_in(lang: Lang, text: String) -> String {
    match lang {
        Lang::En => text,
        Lang::Nl => text.replace("[OPTIONS]", "[OPTIES]"),
    }
}

fn dutch(command: Command, path: &str) -> Command {
    let (says, example) = said(path).map_or(("", ""), |said| (said.says, said.example));
    let after = match (path, example) {
        ("", _) => EXIT_CODES.to_owned(),
        (_, "") => String::new(),
        (_, example) => format!("Voorbeeld:\n  {}", tied(&of_here(example))),
    };
    let mut command = command
        .about(says)
        .help_template(TEMPLATE)
        .subcommand_help_heading("Opdrachten")
        .subcommand_value_name("OPDRACHT")
        .arg(
            Arg::new("help")
                .short('h')
                .long("help")
                .action(clap::ArgAction::Help)
                .help("Toont deze hulp")
                .help_heading("Opties"),
        )
        .disable_help_flag(true);
    if path.is_empty() {
        command = command.arg(
            Arg::new("version")
                .short('V')
                .long("version")
                .action(clap::ArgAction::Version)
                .help("Toont de versie")
                .help_heading("Opties"),
        );
    }
    if !after.is_empty() {
        command = command.after_help(after);
    }
    let names: Vec<(String, bool, bool)> = command
        .get_arguments()
        .map(|arg| (arg.get_id().to_string(), arg.is_positional(), arg.is_global_set()))
        .filter(|(name, ..)| name != "help" && name != "version")
        .collect();
    for (name, positional, global) in names {
        let says = said(&key(path, &name)).map_or("", |said| said.says);
        let heading = match (global, positional) {
            (true, _) => EVERYWHERE,
            (false, true) => "Argumenten",
            (false, false) => "Opties",
        };
        command = command.mut_arg(name, |arg| {
            let names = arg.get_value_names().map(|names| names[0].to_string());
            let name = value_name(names.as_deref().unwrap_or(arg.get_id().as_str()));
            let takes = arg.get_action().takes_values();
            let arg = arg.help(says).help_heading(heading);
            if !takes {
                return arg;
            }
            let arg = arg.hide_default_value(true).hide_possible_values(true);
            match name {
                Some(name) => arg.value_name(name),
                None => arg,
            }
        });
    }
    let below: Vec<String> =
        command.get_subcommands().map(|below| below.get_name().to_owned()).collect();
    for name in below {
        let path = if path.is_empty() { name.clone() } else { format!("{path} {name}") };
        command = command.mut_subcommand(name, |below| dutch(below, &path));
    }
    command
}

/// What an argument is called by: the words of its command, a dot, its name.
fn key(path: &str, name: &str) -> String {
    format!("{path}.{name}")
}

fn said(of: &str) -> Option<&'static Dutch> {
    DUTCH.into_iter().flatten().find(|dutch| dutch.of == of)
}

const DUTCH: [&[Dutch]; 13] = [
    vault::TEXTS,
    medium::TEXTS,
    month::TEXTS,
    pages::TEXTS,
    records::TEXTS,
    find::TEXTS,
    audit::TEXTS,
    reseal::TEXTS,
    terms::TEXTS,
    key::TEXTS,
    ledger::TEXTS,
    hold::TEXTS,
    statement::TEXTS,
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn keys(command: &Command, path: &str, all: &mut BTreeSet<String>) {
        all.insert(path.to_owned());
        for arg in command.get_arguments() {
            let own = !arg.is_global_set() || path.is_empty();
            let name = arg.get_id().to_string();
            if own && name != "help" && name != "version" {
                all.insert(key(path, &name));
            }
        }
        for below in command.get_subcommands() {
            let path = format!("{path} {}", below.get_name());
            keys(below, path.trim(), all);
        }
    }

    #[test]
    fn every_command_and_argument_has_its_dutch_and_nothing_else_has() {
        let mut all = BTreeSet::new();
        keys(&Cli::command(), "", &mut all);
        let texts = || DUTCH.into_iter().flatten();
        let said: BTreeSet<String> = texts().map(|dutch| dutch.of.to_owned()).collect();
        assert_eq!(said.len(), texts().count(), "nothing is said twice");
        assert_eq!(said, all);
    }

    #[test]
    fn an_example_stands_wherever_english_has_one() {
        fn look(command: &Command, path: &str) {
            let has = command.get_after_help().is_some() && !path.is_empty();
            let says = said(path).is_some_and(|dutch| !dutch.example.is_empty());
            assert_eq!(has, says, "{path}");
            for below in command.get_subcommands() {
                look(below, format!("{path} {}", below.get_name()).trim());
            }
        }
        look(&Cli::command(), "");
    }

    #[test]
    fn what_windows_spells_otherwise_stands_in_an_example_of_each_language() {
        let mut paths = BTreeSet::new();
        keys(&Cli::command(), "", &mut paths);
        let raw = |path: &str| said(path).map(|said| said.example).unwrap_or_default();
        for (other, ours) in ON_WINDOWS {
            assert!(paths.iter().any(|path| raw(path).contains(other)), "{other}");
            let (shown, hidden) = if cfg!(windows) { (ours, other) } else { (other, ours) };
            for lang in [Lang::En, Lang::Nl] {
                let has = |text: &str| {
                    let mut all = paths.iter().filter_map(|path| example(lang, path));
                    all.any(|example| example.contains(text))
                };
                assert!(has(shown) && !has(hidden), "{shown}");
            }
        }
    }

    #[test]
    fn dutch_help_has_no_english_heading() {
        let mut command = command_line(Lang::Nl);
        command.build();
        let text = command
            .find_subcommand_mut("archive")
            .expect("it is there")
            .render_long_help()
            .to_string();
        for word in ["Usage", "Options", "Arguments", "Print", "Example", "Everywhere", "default"] {
            assert!(!text.contains(word), "{word}: {text}");
        }
        assert!(text.contains("Gebruik: kluis archive"), "{text}");
    }
}
