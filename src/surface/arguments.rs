//! What clap says of a command line that it does not take, in our shape: message, help, exit code.

use std::ffi::OsString;

use clap::CommandFactory;
use clap::error::ErrorKind;

use super::cli::Cli;
use super::errors::Said;
use super::exit::Exit;

/// Why there is no command to run.
#[derive(Debug)]
pub enum Wrong {
    /// The help or the version was asked for, and is this.
    Asked(String),
    Said {
        said: Said,
        json: bool,
    },
}

/// Explains clap's answer to `args`, whose first is the program's name.
pub fn explain(error: &clap::Error, args: &[OsString]) -> Wrong {
    let text = error.render().to_string();
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => return Wrong::Asked(text),
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            let said = Said::usage("no command is given".into(), help_command(args));
            return Wrong::Said { said, json: asks_for_json(args) };
        }
        _ => {}
    }
    let text = text.split("\n\nFor more information").next().unwrap_or_default();
    let text = text.trim().strip_prefix("error: ").unwrap_or(text.trim());
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let message = lines.collect::<Vec<_>>().join("\n");
    Wrong::Said { said: Said::usage(message, help_command(args)), json: asks_for_json(args) }
}

/// Known before the line is understood, since a script reads the answer in any case.
fn asks_for_json(args: &[OsString]) -> bool {
    args.iter().take_while(|arg| *arg != "--").any(|arg| arg == "--json")
}

/// `kluis medium add --help`, as far as the verbs were understood.
fn help_command(args: &[OsString]) -> String {
    let mut words = vec!["kluis".to_owned()];
    let root = Cli::command();
    let mut command = &root;
    for arg in args.iter().skip(1).filter_map(|arg| arg.to_str()) {
        if let Some(found) = command.find_subcommand(arg) {
            words.push(found.get_name().to_owned());
            command = found;
        }
    }
    words.push("--help".into());
    words.join(" ")
}

impl Said {
    fn usage(message: String, help: String) -> Said {
        Said { exit: Exit::Usage, message, help }
    }
}
