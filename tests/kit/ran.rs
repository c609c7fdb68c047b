//! What a command line printed and how it ended.

use std::fmt;
use std::process::Output;

use serde_json::Value;

#[derive(Debug, Clone)]
pub struct Ran {
    pub line: String,
    pub exit: i32,
    pub out: String,
    pub err: String,
}

impl fmt::Display for Ran {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Ran { line, exit, out, err } = self;
        write!(f, "\n$ kluis {line}\n{out}{err}exit {exit}\n")
    }
}

impl Ran {
    /// What a process printed; -1 is the exit code of one that a signal ended.
    pub fn of(line: &str, output: Output) -> Ran {
        let text = |bytes| String::from_utf8(bytes).expect("kluis prints UTF-8");
        let exit = output.status.code().unwrap_or(-1);
        Ran { line: line.into(), exit, out: text(output.stdout), err: text(output.stderr) }
    }

    #[track_caller]
    pub fn exits(self, exit: i32) -> Ran {
        assert_eq!(self.exit, exit, "{self}");
        self
    }

    /// Ended with one line that says why, and one that helps.
    #[track_caller]
    pub fn fails(self, exit: i32) -> Ran {
        let lines: Vec<&str> =
            self.err.lines().filter(|line| line.starts_with("kluis: ")).collect();
        let first = self.err.lines().next().unwrap_or_default();
        assert!(first.starts_with("kluis: ") && first.len() > "kluis: error: ".len(), "{self}");
        assert!(lines.len() == 2 && lines[1].starts_with("kluis: help: "), "{self}");
        assert!(lines[1].len() > "kluis: help: ".len(), "{self}");
        self.exits(exit)
    }

    /// Ended with one of these codes, and what was printed is fit to be read.
    #[track_caller]
    pub fn ends(&self, codes: &[i32], at: &str) -> &Ran {
        assert!(codes.contains(&self.exit), "{at}: {codes:?} was due{self}");
        let text = format!("{}{}", self.out, self.err);
        let obeyed = |c: &char| c.is_control() && *c != '\n';
        assert!(!text.chars().any(|c| obeyed(&c)), "{at}: a terminal would obey this\n{text:?}");
        let whole = self.err.is_empty()
            || (self.err.starts_with("kluis: ") && self.err.contains("\nkluis: help: "));
        assert!(whole, "{at}: an error has a message and a help line{self}");
        assert!(!text.is_empty(), "{at}: nothing was said");
        self
    }

    #[track_caller]
    pub fn says(self, text: &str) -> Ran {
        assert!(self.has(text), "no {text:?}:{self}");
        self
    }

    #[track_caller]
    pub fn hides(self, text: &str) -> Ran {
        assert!(!self.has(text), "{text:?}:{self}");
        self
    }

    /// Whether it was said. A path is the same path with the separators of Windows, in JSON too.
    fn has(&self, text: &str) -> bool {
        let slashed = |text: &str| match cfg!(windows) {
            true => text.replace("\\\\", "/").replace('\\', "/"),
            false => text.to_owned(),
        };
        let text = slashed(text);
        [&self.out, &self.err].into_iter().any(|said| slashed(said).contains(&text))
    }

    /// The one document on standard output.
    #[track_caller]
    pub fn json(&self) -> Value {
        match serde_json::from_str(&self.out) {
            Ok(document) => document,
            Err(error) => panic!("{error}:{self}"),
        }
    }
}

/// The member of a list of objects in which `key` is `value`.
#[track_caller]
pub fn member<'a>(list: &'a Value, key: &str, value: &str) -> &'a Value {
    let members = list.as_array().unwrap_or_else(|| panic!("no list: {list:#}"));
    let found = members.iter().find(|member| member[key] == value);
    found.unwrap_or_else(|| panic!("no {key} {value}: {list:#}"))
}
