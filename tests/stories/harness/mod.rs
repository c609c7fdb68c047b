//! A vault in a folder of its own, with drives, a user's files and a day; and command lines run on
//! it.
//!
//! `{a}` and `{b}` in a command line are the drives, `{src}` the user's administration, `{out}` a
//! folder that is not there yet, and every bundle that a story names is `{its name}`.

mod spawned;
mod step;

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::kit::files::{below, folder_on_disk};

pub use step::Step;

pub use crate::kit::files::{
    MODIFIED, Tree, copy_folder, flip, holds, put, timed_files, touch, tree, vault_folder,
};
pub use crate::kit::{Person, Ran, identity_in, member};

/// The day on which a story begins.
pub const FIRST_DAY: &str = "2025-12-01";
/// Options of a destruction that nobody is asked about.
pub const BY: &str = "--by A.Jansen --role owner --no-open-matters";

/// A vault, its drives and its user.
pub struct Vault {
    dir: tempfile::TempDir,
    day: RefCell<String>,
    names: RefCell<BTreeMap<String, OsString>>,
}

impl Vault {
    /// No vault yet: a user with files.
    pub fn bare() -> Vault {
        let dir = folder_on_disk();
        let vault = Vault { day: RefCell::new(FIRST_DAY.into()), names: RefCell::default(), dir };
        for folder in ["user/Administratie", "data/kluis/vaults", "a", "b"] {
            fs::create_dir_all(vault.path(folder)).unwrap();
        }
        for (name, path) in
            [("a", "a"), ("b", "b"), ("src", "user/Administratie"), ("out", "out"), ("dir", "")]
        {
            vault.name(name, vault.path(path));
        }
        vault.name("home", vault.home());
        vault
    }

    /// A vault without a drive, made with these options.
    pub fn without_drives(options: &str) -> Vault {
        let vault = Vault::bare();
        let line = format!(
            "init --name 'Bakkerij Jansen' --no-passphrase --paper {{dir}}/sheet {options}"
        );
        vault.run(&line).exits(0);
        vault
    }

    /// A vault with `Drive A` and `Drive B`.
    pub fn new() -> Vault {
        Vault::made_with("")
    }

    /// A vault with two drives, made with these options.
    pub fn made_with(options: &str) -> Vault {
        let vault = Vault::without_drives(options);
        vault.run("medium add --same-disk {a} --label 'Drive A'").exits(0);
        vault.run("medium add --same-disk {b} --label 'Drive B'").exits(0);
        vault
    }

    /// A vault with one drive, of which one copy is enough.
    pub fn with_one_drive() -> Vault {
        let vault = Vault::without_drives("--copies 1");
        vault.run("medium add --same-disk {a} --label 'Drive A'").exits(0);
        vault
    }

    /// A vault with two drives and one bundle of three records, which gets this name.
    pub fn holding(name: &str) -> Holding {
        Holding { vault: Vault::new(), name: name.into(), class: "nl-admin-basis".into() }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        below(self.dir.path(), name)
    }

    pub fn home(&self) -> PathBuf {
        self.path("data/kluis/vaults/bakkerij-jansen")
    }

    /// A path in the user's administration.
    pub fn source(&self, name: &str) -> PathBuf {
        below(&self.path("user/Administratie"), name)
    }

    /// Gives a path or a bundle's id a name for command lines.
    pub fn name(&self, name: &str, value: impl Into<OsString>) {
        self.names.borrow_mut().insert(name.into(), value.into());
    }

    /// Makes folders that will be drives, and names them.
    pub fn new_drives(&self, names: &[&str]) {
        for name in names {
            std::fs::create_dir(self.path(name)).unwrap();
            self.name(name, self.path(name));
        }
    }

    /// What a name stands for.
    pub fn named(&self, name: &str) -> OsString {
        let names = self.names.borrow();
        names.get(name).unwrap_or_else(|| panic!("no {{{name}}} in this story")).clone()
    }

    pub fn id(&self, bundle: &str) -> String {
        self.named(bundle).into_string().unwrap()
    }

    /// Puts a file into the administration.
    pub fn file(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.source(name);
        put(&path, bytes);
        path
    }

    /// Two invoices and a bank export of a month.
    pub fn month(&self, month: &str) {
        for (name, text) in
            [("factuur-1.pdf", "één"), ("factuur-2.xml", "<twee/>"), ("bank.csv", "3")]
        {
            self.file(&format!("{month}/{name}"), format!("{month} {text}"));
        }
    }

    /// Seals what a command line says, and names the bundle.
    pub fn seal(&self, name: &str, line: &str) -> Ran {
        let ran = self.run(&format!("archive {line} --json"));
        self.take_bundle(name, &ran.json());
        ran
    }

    /// Names the one bundle of a report of `archive`.
    pub fn take_bundle(&self, name: &str, report: &Value) {
        let bundles = report["bundles"].as_array().unwrap_or_else(|| panic!("{report:#}"));
        assert_eq!(bundles.len(), 1, "{report:#}");
        self.name(name, bundles[0]["bundle"].as_str().unwrap());
    }

    /// A step on another day, with an answer to the clock's question if it has one.
    pub fn on(&self, day: &str) -> Step<'_> {
        self.day.replace(day.into());
        Step::new(self, day, true)
    }

    /// A step on another day, without an answer to the clock's question.
    pub fn unanswered_on(&self, day: &str) -> Step<'_> {
        Step::new(self, day, false)
    }

    /// A step with a person at the terminal.
    pub fn asked<'a>(&'a self, person: &'a Person) -> Step<'a> {
        Step::new(self, &self.today(), false).asked(person)
    }

    pub fn today(&self) -> String {
        self.day.borrow().clone()
    }

    pub fn run(&self, line: &str) -> Ran {
        Step::new(self, &self.today(), false).run(line)
    }

    /// Runs it, expects this exit code with one line and its help, and that nothing has changed.
    pub fn refuses(&self, line: &str, exit: i32) -> Ran {
        Step::new(self, &self.today(), false).refuses(line, exit)
    }

    /// The folder of this vault on a drive.
    pub fn on_drive(&self, drive: &str) -> PathBuf {
        vault_folder(&self.path(drive))
    }

    /// The folder of a bundle on a drive.
    pub fn bundle(&self, drive: &str, name: &str) -> PathBuf {
        self.on_drive(drive).join("bundles").join(self.named(name))
    }

    pub fn unplug(&self, drive: &str) {
        fs::rename(self.path(drive), self.path(&format!("{drive}-in-the-safe"))).unwrap();
    }

    pub fn plug(&self, drive: &str) {
        fs::rename(self.path(&format!("{drive}-in-the-safe")), self.path(drive)).unwrap();
    }

    /// Everything on the drives and in the home, apart from the lock.
    pub fn everything(&self) -> Tree {
        let mut all = Tree::new();
        for place in ["a", "b", "a-in-the-safe", "b-in-the-safe", "data", "user", "out"] {
            let below = tree(&self.path(place)).into_iter();
            all.extend(below.map(|(path, entry)| (Path::new(place).join(path), entry)));
        }
        all.retain(|path, _| path.file_name() != Some("lock".as_ref()));
        all
    }

    /// Whether a bundle comes out as it went in.
    pub fn still_restores(&self, name: &str) -> bool {
        let to = tempfile::tempdir_in(self.dir.path()).unwrap();
        self.name("to", to.path());
        let line = format!("restore {{{name}}} --to {{to}} --reason check --json");
        let ran = self.run(&line);
        ran.exit == 0 && ran.json()["records"].as_u64() > Some(0)
    }
}

/// A vault that is about to hold a bundle.
pub struct Holding {
    vault: Vault,
    name: String,
    class: String,
}

impl Holding {
    pub fn class(self, class: &str) -> Holding {
        Holding { class: class.into(), ..self }
    }

    /// Seals the bundle under this date; the day is then the next year's second month, where the
    /// date is later than the story's first day.
    pub fn date(self, date: &str) -> Vault {
        let Holding { vault, name, class } = self;
        vault.month(date);
        if date > FIRST_DAY {
            let year: i32 = date[..4].parse().unwrap();
            vault.on(&format!("{}-02-01", year + 1)).run("class list").exits(0);
        }
        let day = vault.today();
        let line = format!(
            "archive {{src}}/{date} --class {class} --date {date} --json --confirm-date {day}"
        );
        let ran = vault.run(&line).exits(0);
        vault.take_bundle(&name, &ran.json());
        vault
    }
}
