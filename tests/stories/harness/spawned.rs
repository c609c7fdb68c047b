//! A command line as a process of its own.

use super::step::words;
use super::{Ran, Vault};
use crate::kit::Program;

impl Vault {
    /// Runs the program itself. `before` stands before it on the line: `env`, `faketime`, a shell.
    #[track_caller]
    pub fn spawn(&self, before: &[&str], line: &str) -> Ran {
        let (folder, user, data) = (self.path(""), self.path("user"), self.path("data"));
        let program = Program {
            folder: &folder,
            users_folder: Some(&user),
            data_folder: Some(&data),
            before,
        };
        program.run(line, words(line, self))
    }
}
