//! A user's desk: a PC with its data folder, drives, files, a clock that the story sets, and a person who answers.

use std::cell::Cell;
use std::collections::VecDeque;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use kluis::powers::asker::{Act, Asker, Question, Watcher};
use kluis::powers::clock::FixedClock;
use kluis::powers::random::OsRandom;
use kluis::surface::{Outside, run};
use kluis::words::day::Time;
use secrecy::SecretString;

/// What came of a command line.
#[derive(Debug)]
pub struct Ran {
    pub exit: i32,
    pub out: String,
    pub err: String,
}

impl Ran {
    /// Demands an exit code.
    #[track_caller]
    pub fn exits(self, exit: i32) -> Ran {
        assert_eq!(self.exit, exit, "\nout: {}\nerr: {}", self.out, self.err);
        self
    }

    /// Demands words in what was printed.
    #[track_caller]
    pub fn says(self, words: &str) -> Ran {
        let said = format!("{}{}", self.out, self.err);
        assert!(said.contains(words), "{words:?} was not said in\n{said}");
        self
    }

    #[track_caller]
    pub fn does_not_say(self, words: &str) -> Ran {
        let said = format!("{}{}", self.out, self.err);
        assert!(!said.contains(words), "{words:?} was said in\n{said}");
        self
    }

    /// The document that `--json` printed.
    #[track_caller]
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.out).expect("standard output holds one JSON document")
    }
}

/// The person at the terminal.
#[derive(Default)]
pub struct Person {
    pub answers: VecDeque<String>,
    pub asked: Vec<Question>,
    pub sheet: String,
    /// How many of the groups that are asked for are typed wrong first.
    pub slips: usize,
}

impl Person {
    /// The letters that the sheet has beside a group's number.
    fn group(&self, number: usize) -> String {
        let words: Vec<&str> = self.sheet.split_whitespace().collect();
        let start = words.iter().position(|word| *word == "1").expect("the sheet has groups");
        words[start + 2 * (number - 1) + 1].to_owned()
    }
}

impl Asker for Person {
    fn ask(&mut self, question: &Question) -> Option<SecretString> {
        self.asked.push(question.clone());
        if let Question::SheetGroup(number) = question {
            if self.slips > 0 {
                self.slips -= 1;
                return Some("WRONG".to_owned().into());
            }
            return Some(self.group(*number).to_lowercase().into());
        }
        self.answers.pop_front().map(SecretString::from)
    }

    fn show_sheet(&mut self, sheet: &str) -> bool {
        self.sheet = sheet.to_owned();
        true
    }
}

/// Watches nothing, and may ask to stop.
struct Stop(bool);

impl Watcher for Stop {
    fn begin(&self, _: Act, _: u64) {}
    fn advance(&self, _: u64) {}
    fn end(&self) {}
    fn interrupted(&self) -> bool {
        self.0
    }
}

pub struct Desk {
    folder: tempfile::TempDir,
    now: Cell<Time>,
    pub variable: Option<OsString>,
    pub stop: bool,
}

impl Desk {
    /// A desk without any vault, on 31 October 2026, with nobody at the terminal.
    pub fn empty() -> Desk {
        let folder = tempfile::tempdir().expect("the system gives a temporary folder");
        let desk = Desk {
            folder,
            now: Cell::new("2026-10-31T09:00:00Z".parse().expect("a time")),
            variable: None,
            stop: false,
        };
        std::fs::create_dir_all(desk.path("data")).expect("a new folder");
        desk
    }

    /// A desk with one vault without a passphrase.
    pub fn with_vault(name: &str) -> Desk {
        let desk = Desk::empty();
        desk.vault(name);
        desk
    }

    /// One more vault.
    pub fn vault(&self, name: &str) {
        let paper = self.path(&format!("sheet of {name}.txt"));
        let paper = paper.to_str().expect("the story's names are UTF-8");
        self.run(&["init", "--name", name, "--no-passphrase", "--paper", paper]).exits(0);
        std::fs::remove_file(paper).expect("the sheet was written");
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// A folder on the desk, as text.
    pub fn folder(&self, name: &str) -> String {
        let path = self.path(name);
        std::fs::create_dir_all(&path).expect("a folder can be made");
        path.to_str().expect("the story's names are UTF-8").to_owned()
    }

    /// A drive that is taken into the vault.
    pub fn drive(&self, label: &str) -> String {
        let path = self.folder(label);
        self.run(&["medium", "add", "--same-disk", &path, "--label", label]).exits(0);
        path
    }

    pub fn file(&self, name: &str, text: &str) -> String {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().expect("a file lies in a folder")).expect("made");
        std::fs::write(&path, text).expect("a file can be written");
        path.to_str().expect("the story's names are UTF-8").to_owned()
    }

    /// The home of the vault in a folder of that name.
    pub fn home(&self, folder: &str) -> PathBuf {
        self.path("data/kluis/vaults").join(folder)
    }

    pub fn on(&self, time: &str) -> &Desk {
        let time = if time.contains('T') { time.to_owned() } else { format!("{time}T09:00:00Z") };
        self.now.set(time.parse().expect("the story's times exist"));
        self
    }

    /// Runs a command line with nobody at the terminal.
    pub fn run(&self, words: &[&str]) -> Ran {
        self.start(words.iter().map(OsString::from).collect(), &mut Nobody, false)
    }

    pub fn run_os(&self, words: Vec<OsString>) -> Ran {
        self.start(words, &mut Nobody, false)
    }

    /// Runs a command line with the person at the terminal.
    pub fn run_with(&mut self, person: Person, words: &[&str]) -> (Ran, Person) {
        let mut person = person;
        let words = words.iter().map(OsString::from).collect();
        (self.start(words, &mut person, true), person)
    }

    fn start(&self, words: Vec<OsString>, asker: &mut dyn Asker, terminal: bool) -> Ran {
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let args = std::iter::once("kluis".into()).chain(words).collect();
        let exit = run(
            args,
            &mut Outside {
                clock: &FixedClock(self.now.get()),
                random: &mut OsRandom,
                asker,
                terminal,
                watcher: &Stop(self.stop),
                out: &mut out,
                err: &mut err,
                columns: Default::default(),
                variable: &|name| (name == "KLUIS_VAULT").then(|| self.variable.clone()).flatten(),
                data_folder: Some(self.path("data")),
                users_folder: Some(self.folder.path().to_path_buf()),
                locale: None,
            },
        );
        let text = |bytes| String::from_utf8(bytes).expect("kluis prints UTF-8");
        Ran { exit, out: text(out), err: text(err) }
    }
}

struct Nobody;

impl Asker for Nobody {
    fn ask(&mut self, _: &Question) -> Option<SecretString> {
        None
    }
    fn show_sheet(&mut self, _: &str) -> bool {
        false
    }
}

/// All files below a folder, with their bytes.
pub fn files_below(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut found = Vec::new();
    for entry in walkdir::WalkDir::new(folder).sort_by_file_name() {
        let entry = entry.expect("the story's folders can be read");
        if entry.file_type().is_file() {
            let bytes = std::fs::read(entry.path()).expect("the story's files can be read");
            found.push((entry.into_path(), bytes));
        }
    }
    found
}
