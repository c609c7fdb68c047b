//! A command line inside this process: the day, the person and the folders are the test's.

use std::ffi::{OsStr, OsString};
use std::io::Write;
use std::path::PathBuf;

use kluis::powers::asker::{Asker, Watcher};
use kluis::powers::clock::FixedClock;
use kluis::powers::random::OsRandom;
use kluis::surface::{Columns, Outside, run};
use kluis::words::day::Time;

use super::Ran;

/// The PC around one run.
pub struct Pc<'a> {
    pub time: Time,
    pub asker: &'a mut dyn Asker,
    /// Whether somebody can be asked.
    pub terminal: bool,
    pub watcher: &'a dyn Watcher,
    /// How wide the terminal is; none where the output goes to a program.
    pub columns: Option<usize>,
    /// `KLUIS_VAULT`.
    pub variable: Option<&'a OsStr>,
    pub data_folder: PathBuf,
    pub users_folder: Option<PathBuf>,
}

impl Pc<'_> {
    /// Runs `kluis` with these words.
    pub fn run(self, words: Vec<OsString>) -> Ran {
        self.run_heard(words, &mut |_| {})
    }

    /// The same; `heard` gets all that it has said on standard output, as often as it says more.
    pub fn run_heard(self, words: Vec<OsString>, heard: &mut dyn FnMut(&str)) -> Ran {
        let shown: Vec<_> = words.iter().map(|word| word.to_string_lossy().into_owned()).collect();
        let args = std::iter::once("kluis".into()).chain(words).collect();
        let (mut out, mut err) = (Heard { bytes: Vec::new(), heard }, Vec::new());
        let variable = self.variable;
        let exit = run(
            args,
            &mut Outside {
                clock: &FixedClock(self.time),
                random: &mut OsRandom,
                asker: self.asker,
                terminal: self.terminal,
                watcher: self.watcher,
                out: &mut out,
                err: &mut err,
                columns: Columns { out: self.columns, err: self.columns },
                variable: &|name| variable.filter(|_| name == "KLUIS_VAULT").map(OsString::from),
                data_folder: Some(self.data_folder),
                users_folder: self.users_folder,
                locale: None,
            },
        );
        let text = |bytes| String::from_utf8(bytes).expect("kluis prints UTF-8");
        Ran { line: shown.join(" "), exit, out: text(out.bytes), err: text(err) }
    }
}

/// Standard output with somebody who reads it meanwhile.
struct Heard<'h> {
    bytes: Vec<u8>,
    heard: &'h mut dyn FnMut(&str),
}

impl Write for Heard<'_> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.bytes.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        (self.heard)(&String::from_utf8_lossy(&self.bytes));
        Ok(())
    }
}

/// The words of a command line, as a shell would take them apart; `{name}` in a word is filled in afterwards.
pub fn words_of(line: &str, named: &dyn Fn(&str) -> OsString) -> Vec<OsString> {
    let mut words: Vec<String> = Vec::new();
    let (mut open, mut quote) = (false, None);
    for c in line.chars() {
        match quote {
            Some(mark) if c == mark => quote = None,
            None if c == '\'' || c == '"' => {
                quote = Some(c);
                if !open {
                    words.push(String::new());
                    open = true;
                }
            }
            None if c.is_ascii_whitespace() => open = false,
            _ => {
                if !open {
                    words.push(String::new());
                    open = true;
                }
                words.last_mut().unwrap().push(c);
            }
        }
    }
    assert!(quote.is_none(), "an open quote: {line}");
    words.iter().map(|word| filled(word, named)).collect()
}

fn filled(word: &str, named: &dyn Fn(&str) -> OsString) -> OsString {
    let mut filled = OsString::new();
    let mut rest = word;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, after) =
            after.split_once('}').unwrap_or_else(|| panic!("an open brace: {word}"));
        filled.push(before);
        filled.push(named(name));
        rest = after;
    }
    filled.push(rest);
    filled
}
