//! A vault on this PC and the real program, with drives that come and go.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, SystemTime};

use kluis::words::digest::Digest;
use serde_json::Value;

use crate::kit::Program;
pub use crate::kit::Ran;
use crate::kit::files::folder_on_disk;
pub use crate::kit::files::{bundle_folder, copy_folder, noise, vault_folder};

pub struct Place {
    folder: tempfile::TempDir,
    root: PathBuf,
}

impl Place {
    /// On a disk: what lies in memory can't be read back past a cache.
    pub fn empty() -> Place {
        let folder = folder_on_disk();
        let root = folder.path().join("now");
        fs::create_dir(&root).unwrap();
        Place { folder, root }
    }

    /// A vault that is content with one copy.
    pub fn new() -> Place {
        Place::with_copies(1)
    }

    pub fn with_copies(copies: u32) -> Place {
        let place = Place::empty();
        let init =
            format!("init --name Jansen --no-passphrase --copies {copies} --paper sheet.txt");
        place.run(&init).exits(0);
        place
    }

    /// Keeps all of it, to come back to. It stays at one place, since a home remembers where its
    /// drives are.
    pub fn keep(&self) {
        copy_folder(self.root(), &self.folder.path().join("kept"));
    }

    pub fn back(&self) {
        fs::remove_dir_all(self.root()).unwrap();
        copy_folder(&self.folder.path().join("kept"), self.root());
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.root.join(name)
    }

    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The program, to be started by the test.
    pub fn command(&self, words: &[&str]) -> Command {
        Program::within(self.root()).command(words)
    }

    /// Another program in this place's folder, with the program's name as its last words where it wants that.
    pub fn other(&self, program: &str, words: &[&str]) -> Command {
        let mut command = Command::new(program);
        command.args(words).current_dir(self.root());
        command.env("HOME", self.root()).env_remove("KLUIS_VAULT");
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    /// Runs the program with these words.
    pub fn run(&self, line: &str) -> Ran {
        self.run_in("./home", line)
    }

    /// Runs the program on a vault elsewhere.
    pub fn run_in(&self, home: &str, line: &str) -> Ran {
        Program::within(self.root()).run(line, words(line, home))
    }

    /// Runs the program through another one that watches it.
    pub fn run_under(&self, watcher: &[&str], line: &str) -> Ran {
        let program = Program { before: watcher, ..Program::within(self.root()) };
        program.run(line, words(line, "./home"))
    }

    /// Seals a folder, and gives the bundle's id and the report.
    pub fn archive(&self, line: &str, exits: &[i32]) -> (String, Value) {
        let ran = self.run(&format!("archive {line} --accept-end --accept-newer --json"));
        assert!(exits.contains(&ran.exit), "{}", ran);
        let report = ran.json();
        let bundle = report["bundles"][0]["bundle"].as_str();
        (bundle.unwrap_or_else(|| panic!("{}", ran)).to_owned(), report)
    }

    pub fn put(&self, name: impl AsRef<Path>, bytes: &[u8]) {
        let path = self.root.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }

    /// The records below a folder: path, bytes and when they were changed, down to the nanosecond.
    #[track_caller]
    pub fn records(&self, folder: &str) -> BTreeMap<PathBuf, (Digest, Duration)> {
        let root = self.path(folder);
        let mut found = BTreeMap::new();
        let mut folders = vec![root.clone()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                    continue;
                }
                let changed = fs::metadata(&path).unwrap().modified().unwrap();
                let changed = changed.duration_since(SystemTime::UNIX_EPOCH).unwrap();
                let bytes = Digest::of(&fs::read(&path).unwrap());
                found.insert(path.strip_prefix(&root).unwrap().to_path_buf(), (bytes, changed));
            }
        }
        found
    }
}

fn words<'a>(line: &'a str, home: &'a str) -> Vec<&'a str> {
    line.split_whitespace().chain(["--vault", home]).collect()
}
