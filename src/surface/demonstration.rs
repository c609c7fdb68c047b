//! The stage of `kluis demo`: shows the story, and runs its command lines through this same surface.

use std::ffi::OsString;
use std::io::Write;

use crate::powers::asker::Watcher;
use crate::verbs::demo::Stage;

use super::progress::Quiet;
use super::{Outside, run};

const COLUMNS: usize = 80;

/// Shows and runs on the outside that was given; nothing is shown when `silent`.
pub struct Shown<'a, 'o> {
    pub outside: &'a mut Outside<'o>,
    pub silent: bool,
}

impl Stage for Shown<'_, '_> {
    fn say(&mut self, text: &str) {
        if self.silent {
            return;
        }
        let lines = if text.starts_with("$ ") { format!("{text}\n") } else { paragraph(text) };
        // Whoever closed the pipe has seen enough; the story goes on and ends with its own code.
        let _ = self.outside.out.write_all(lines.as_bytes());
        let _ = self.outside.out.flush();
    }

    fn run(&mut self, args: &[&str]) -> i32 {
        let line = std::iter::once("kluis").chain(args.iter().copied());
        let line: Vec<OsString> = line.map(OsString::from).collect();
        let (mut no_out, mut no_err) = (std::io::sink(), std::io::sink());
        let quiet = Quiet(self.outside.watcher);
        let (out, err): (&mut dyn Write, &mut dyn Write) = match self.silent {
            true => (&mut no_out, &mut no_err),
            false => (&mut *self.outside.out, &mut *self.outside.err),
        };
        let watcher: &dyn Watcher = &quiet;
        run(
            line,
            &mut Outside {
                clock: self.outside.clock,
                random: &mut *self.outside.random,
                asker: &mut *self.outside.asker,
                terminal: false,
                watcher,
                out,
                err,
                // No vault of the user's is within reach.
                variable: &|_| None,
                data_folder: None,
                users_folder: self.outside.users_folder.clone(),
            },
        )
    }
}

/// The words on lines of at most 80 columns, with a line of space before. A line that was broken stays so.
fn paragraph(text: &str) -> String {
    let lines: String = text.lines().map(wrapped).collect();
    format!("\n{lines}")
}

fn wrapped(line: &str) -> String {
    let mut out = String::new();
    let mut width = 0;
    for word in line.split(' ') {
        let long = word.chars().count();
        if width > 0 && width + 1 + long > COLUMNS {
            out.push('\n');
            width = 0;
        }
        if width > 0 {
            out.push(' ');
            width += 1;
        }
        out.push_str(word);
        width += long;
    }
    out.push('\n');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_paragraph_keeps_to_the_columns_and_loses_no_word() {
        let text = "word ".repeat(100);
        let lines = paragraph(text.trim());
        assert!(lines.lines().all(|line| line.len() <= COLUMNS));
        assert_eq!(lines.split_whitespace().count(), 100);
        assert_eq!(paragraph("a\nb  c"), "\na\nb  c\n");
    }
}
