//! A command line as a process of its own: what the system gives to a process (time zone, clock, umask) is not
//! reached in process.

use std::process::{Command, Stdio};

use super::step::words;
use super::{Ran, Vault};

impl Vault {
    /// Runs the program itself. `before` stands before it on the line: `env`, `faketime`, a shell.
    #[track_caller]
    pub fn spawn(&self, before: &[&str], line: &str) -> Ran {
        let mut command = match before {
            [] => Command::new(env!("CARGO_BIN_EXE_kluis")),
            [first, more @ ..] => {
                let mut command = Command::new(first);
                command.args(more).arg(env!("CARGO_BIN_EXE_kluis"));
                command
            }
        };
        let output = command
            .args(words(line, self))
            .current_dir(self.path(""))
            .env("HOME", self.path("user"))
            .env("XDG_DATA_HOME", self.path("data"))
            .env_remove("KLUIS_VAULT")
            .stdin(Stdio::null())
            .output()
            .unwrap_or_else(|error| panic!("{before:?}: {error} (bash tests/tools installs it)"));
        let text = |bytes| String::from_utf8(bytes).expect("what is printed is UTF-8");
        Ran {
            line: format!("{} kluis {line}", before.join(" ")),
            exit: output.status.code().expect("it was ended by no signal"),
            out: text(output.stdout),
            err: text(output.stderr),
        }
    }
}
