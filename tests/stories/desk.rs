//! A user's desk: a PC with its data folder, drives, files, a clock that the story sets, and a person who answers.

use std::cell::Cell;
use std::ffi::OsString;
use std::path::PathBuf;

use kluis::powers::asker::{Act, Watcher};
use kluis::words::day::Time;

use crate::kit::files::below;
use crate::kit::{Answering, Pc, Person, Ran};

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
        below(self.folder.path(), name)
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
        self.run_os(words.iter().map(OsString::from).collect())
    }

    pub fn run_os(&self, words: Vec<OsString>) -> Ran {
        self.start(words, None)
    }

    /// Runs a command line with the person at the terminal.
    pub fn asked(&self, person: &Person, words: &[&str]) -> Ran {
        self.start(words.iter().map(OsString::from).collect(), Some(person))
    }

    fn start(&self, words: Vec<OsString>, person: Option<&Person>) -> Ran {
        let pc = Pc {
            time: self.now.get(),
            asker: &mut Answering(person),
            terminal: person.is_some(),
            columns: None,
            watcher: &Stop(self.stop),
            variable: self.variable.as_deref(),
            data_folder: self.path("data"),
            users_folder: Some(self.folder.path().to_path_buf()),
        };
        pc.run(words)
    }
}
