//! A vault on this PC and the real program, with drives that come and go.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, SystemTime};

use kluis::words::digest::Digest;
use serde_json::Value;

pub struct Place {
    folder: tempfile::TempDir,
    root: PathBuf,
}

/// How a run ended.
pub struct Ran {
    pub exit: i32,
    pub out: String,
    pub err: String,
    line: String,
}

impl Ran {
    #[track_caller]
    pub fn exits(self, exit: i32) -> Ran {
        assert_eq!(self.exit, exit, "{}", self.told());
        self
    }

    pub fn told(&self) -> String {
        format!("kluis {}: {}\n{}{}", self.line, self.exit, self.out, self.err)
    }

    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|_| panic!("{}", self.told()))
    }

    fn of(line: &str, output: Output) -> Ran {
        let text = |bytes| String::from_utf8(bytes).unwrap();
        let exit = output.status.code().unwrap_or(-1);
        Ran { exit, out: text(output.stdout), err: text(output.stderr), line: line.into() }
    }
}

impl Place {
    /// On a disk: what lies in memory can't be read back past a cache.
    pub fn empty() -> Place {
        let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
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

    pub fn command(&self, program: &str, words: &[&str]) -> Command {
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
        let mut words: Vec<&str> = line.split_whitespace().collect();
        words.extend(["--vault", home]);
        Ran::of(line, self.command(env!("CARGO_BIN_EXE_kluis"), &words).output().unwrap())
    }

    /// Runs the program through another one that watches it.
    pub fn run_under(&self, watcher: &[&str], line: &str) -> Ran {
        let mut words = watcher[1..].to_vec();
        words.push(env!("CARGO_BIN_EXE_kluis"));
        words.extend(line.split_whitespace());
        words.extend(["--vault", "./home"]);
        Ran::of(line, self.command(watcher[0], &words).output().unwrap())
    }

    /// Seals a folder, and gives the bundle's id and the report.
    pub fn archive(&self, line: &str, exits: &[i32]) -> (String, Value) {
        let ran = self.run(&format!("archive {line} --accept-end --json"));
        assert!(exits.contains(&ran.exit), "{}", ran.told());
        let report = ran.json();
        let bundle = report["bundles"][0]["bundle"].as_str();
        (bundle.unwrap_or_else(|| panic!("{}", ran.told())).to_owned(), report)
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

pub fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        match entry.file_type().unwrap().is_dir() {
            true => copy_folder(&entry.path(), &target),
            false => drop(fs::copy(entry.path(), &target).unwrap()),
        }
    }
}

/// The folder of the one vault on a drive.
pub fn vault_folder(drive: &Path) -> PathBuf {
    let entries = fs::read_dir(drive).unwrap().map(|entry| entry.unwrap().path());
    let named = |path: &PathBuf| {
        path.file_name().and_then(OsStr::to_str).is_some_and(|name| name.starts_with("kluis-"))
    };
    entries.filter(|path| path.is_dir()).find(named).expect("a drive of a vault")
}

pub fn bundle_folder(drive: &Path, bundle: &str) -> PathBuf {
    vault_folder(drive).join("bundles").join(bundle)
}

/// Bytes that don't compress, other ones for each seed.
pub fn noise(bytes: usize, seed: u64) -> Vec<u8> {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut word = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state
    };
    (0..bytes.div_ceil(8)).flat_map(|_| word().to_le_bytes()).take(bytes).collect()
}
