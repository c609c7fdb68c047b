//! Every way in which a command ends other than well, as a sentence, a line of help and an exit code.
//!
//! The matches are exhaustive, so that a new problem can't reach a person without all three. A cause is said
//! once. Help is a command that one can type, or an act that one can do.

mod bundle;
mod fault;
mod medium;
mod rebuild;
mod rules;
mod usage;
mod vault;
mod words;

#[cfg(test)]
mod tests;

use std::fmt::Display;
use std::path::Path;

use super::exit::Exit;
pub(super) use super::voice::word;
use crate::words::text::shown;

pub use fault::{changed_help, say};
pub use medium::medium_problem;
pub use words::{
    file_fault_words, harm_words, ledger_words, not_mended_words, open_words, record_words,
    seal_words, storage_words,
};

/// Said beside every computed date.
const INDICATION: &str = "an indication, not legal advice";

/// What a person reads of a problem.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    pub exit: Exit,
    /// One sentence without a full stop; several lines where it quotes a file.
    pub message: String,
    pub help: String,
}

impl Said {
    fn new(exit: Exit, message: impl Into<String>, help: impl Into<String>) -> Said {
        Said { exit, message: message.into(), help: help.into() }
    }

    /// The lines on standard error.
    pub fn text(&self) -> String {
        let kind = match self.exit {
            Exit::Refused => "refused",
            Exit::Interrupted => "interrupted",
            _ => "error",
        };
        let mut text = String::new();
        for (at, line) in self.message.lines().enumerate() {
            let start = if at == 0 { format!("kluis: {kind}: ") } else { "  ".into() };
            text.push_str(&format!("{start}{}\n", shown(line).trim_end()));
        }
        text.push_str(&format!("kluis: help: {}\n", shown(&self.help)));
        text
    }
}

/// Untrusted text in a sentence.
fn say_name(text: &str) -> String {
    shown(text)
}

fn say_path(path: &Path) -> String {
    shown(&path.to_string_lossy())
}

fn say_any(value: &impl Display) -> String {
    shown(&value.to_string())
}

fn path_word(path: &Path) -> String {
    word(&path.to_string_lossy())
}

fn list(items: impl IntoIterator<Item = impl Display>) -> String {
    let items: Vec<String> = items.into_iter().map(|item| say_any(&item)).collect();
    items.join(", ")
}
