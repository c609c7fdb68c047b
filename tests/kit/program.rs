//! The real program as a process of its own: what the system gives to a process (time zone, clock, umask, signals) is
//! not reached inside the test's.

use std::path::Path;
use std::process::{Command, Stdio};

use super::Ran;

/// How the program is started.
pub struct Program<'a> {
    /// The folder that it is started in, which is the user's too where no other is said.
    pub folder: &'a Path,
    pub users_folder: Option<&'a Path>,
    pub data_folder: Option<&'a Path>,
    /// What stands before it on the line: `env`, `faketime`, `strace`, a shell.
    pub before: &'a [&'a str],
}

impl<'a> Program<'a> {
    pub fn within(folder: &'a Path) -> Program<'a> {
        Program { folder, users_folder: None, data_folder: None, before: &[] }
    }

    /// The command, with nobody at the terminal.
    pub fn command<W: AsRef<std::ffi::OsStr>>(
        &self,
        words: impl IntoIterator<Item = W>,
    ) -> Command {
        let kluis = env!("CARGO_BIN_EXE_kluis");
        let mut command = match self.before {
            [] => Command::new(kluis),
            [first, more @ ..] => {
                let mut command = Command::new(first);
                command.args(more).arg(kluis);
                command
            }
        };
        command.args(words).current_dir(self.folder).env_remove("KLUIS_VAULT");
        command.env("HOME", self.users_folder.unwrap_or(self.folder));
        if let Some(folder) = self.data_folder {
            command.env("XDG_DATA_HOME", folder);
        }
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    /// Runs it to its end; `line` is how a failed test names it.
    #[track_caller]
    pub fn run<W: AsRef<std::ffi::OsStr>>(
        &self,
        line: &str,
        words: impl IntoIterator<Item = W>,
    ) -> Ran {
        let output = self.command(words).output();
        let output = output.unwrap_or_else(|error| {
            panic!("{:?}: {error} (bash tests/tools installs it)", self.before)
        });
        Ran::of(&[&self.before.join(" "), line].join(" "), output)
    }
}
