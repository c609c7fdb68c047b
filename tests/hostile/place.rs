//! A vault with two drives in real folders, which each attack finds as it was; and whole command lines over it.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use kluis::powers::asker::Unwatched;
use kluis::powers::identity::Identity;
use kluis::powers::signer::SigningKey;

pub use crate::kit::Ran;
pub use crate::kit::files::{copy_folder, each_file};
use crate::kit::files::{folder_in_memory, vault_folder};
use crate::kit::{Nobody, Pc};

pub const LEGAL: [i32; 13] = [0, 1, 2, 3, 10, 11, 12, 13, 14, 15, 16, 17, 20];

const VERBS: [&str; 8] =
    ["verify", "deep", "ledger", "media", "show", "restore", "archive", "destroy"];

/// `now` holds the home, the drives `a` and `b`, and sources; `kept` what it was; `outside` nobody may touch.
pub struct Place {
    folder: tempfile::TempDir,
    outside: Vec<(PathBuf, Vec<u8>)>,
    turn: std::cell::Cell<usize>,
    /// A bundle whose end has passed.
    pub due: String,
    /// One that is kept.
    pub kept: String,
}

impl Place {
    /// Two drives with bundles and keys.
    pub fn new() -> Place {
        Place::with(&[], &[("a", "data,keys"), ("b", "data,keys")])
    }

    /// A vault made with these options, and its drives with their roles.
    pub fn with(options: &[&str], drives: &[(&str, &str)]) -> Place {
        let folder = folder_in_memory();
        let mut place = Place {
            folder,
            outside: vec![],
            turn: Default::default(),
            due: String::new(),
            kept: String::new(),
        };
        let now = place.now();
        fs::create_dir_all(place.folder.path().join("outside")).unwrap();
        fs::create_dir_all(&now).unwrap();
        let sheet = now.join("sheet.txt");
        let init = ["init", "--name", "Jansen", "--no-passphrase", "--paper", text(&sheet)];
        place.well(&[&init[..], options].concat());
        for (drive, roles) in drives {
            place.add(drive, roles);
        }
        for (name, date) in [("due", "2015"), ("kept", "2025"), ("new", "2026")] {
            let folder = now.join("sources").join(name);
            fs::create_dir_all(&folder).unwrap();
            for number in 0..3 {
                let bytes = format!("{name} {number}\n").repeat(400 * (number + 1));
                fs::write(folder.join(format!("{number}.txt")), bytes).unwrap();
            }
            if name != "new" {
                let said = place.archive(name, date);
                let bundle = said.json()["bundles"][0]["bundle"].as_str().unwrap().to_owned();
                match name {
                    "due" => place.due = bundle,
                    _ => place.kept = bundle,
                }
            }
        }
        place.run(&["restore", "--all", "--to", text(&now.join("r0")), "--reason", "note"]);
        place.keep();
        place
    }

    /// Takes a new drive into the vault; its label is its name in capitals.
    pub fn add(&self, drive: &str, roles: &str) {
        fs::create_dir_all(self.drive(drive)).unwrap();
        let (path, label) = (self.drive(drive), drive.to_uppercase());
        let words = ["medium", "add", "--same-disk", text(&path), "--label", &label];
        self.well(&[&words[..], &["--role", roles]].concat());
    }

    pub fn now(&self) -> PathBuf {
        self.folder.path().join("now")
    }

    pub fn outside(&self) -> PathBuf {
        self.folder.path().join("outside")
    }

    pub fn drive(&self, name: &str) -> PathBuf {
        self.now().join(name)
    }

    /// The vault's folder on a drive.
    pub fn vault(&self, drive: &str) -> PathBuf {
        vault_folder(&self.drive(drive))
    }

    pub fn bundle(&self, drive: &str, bundle: &str) -> PathBuf {
        self.vault(drive).join("bundles").join(bundle)
    }

    /// Takes this state as the one that each attack finds.
    pub fn keep(&self) {
        let _ = fs::remove_dir_all(self.folder.path().join("kept"));
        copy_folder(&self.now(), &self.folder.path().join("kept"));
    }

    pub fn back(&self) {
        fs::remove_dir_all(self.now()).unwrap();
        copy_folder(&self.folder.path().join("kept"), &self.now());
    }

    /// Puts a file where no command has any business; it must stay as it is.
    pub fn put_outside(&mut self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.outside().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, bytes).unwrap();
        self.outside.push((path.clone(), bytes.to_vec()));
        path
    }

    pub fn forget_outside(&mut self) {
        self.outside.clear();
    }

    pub fn nothing_outside_changed(&self, at: &str) {
        for (path, bytes) in &self.outside {
            let now = fs::read(path).unwrap_or_else(|_| panic!("{at}: {} is gone", path.display()));
            assert_eq!(now, *bytes, "{at}: {} was written", path.display());
        }
        let mut files = 0;
        each_file(&self.outside(), &mut |_| files += 1);
        assert_eq!(files, self.outside.len(), "{at}: something was made outside");
    }

    pub fn run(&self, words: &[&str]) -> Ran {
        self.run_in("home", words)
    }

    /// The same on another PC: in another home.
    pub fn run_in(&self, home: &str, words: &[&str]) -> Ran {
        let mut args: Vec<OsString> = words.iter().map(OsString::from).collect();
        args.extend(["--vault".into(), self.now().join(home).into_os_string()]);
        let pc = Pc {
            time: "2026-11-21T12:00:00Z".parse().unwrap(),
            asker: &mut Nobody,
            terminal: false,
            columns: None,
            watcher: &Unwatched,
            variable: None,
            data_folder: self.now().join("data"),
            users_folder: None,
        };
        pc.run(args)
    }

    pub fn well(&self, words: &[&str]) -> Ran {
        let said = self.run(words);
        said.ends(&[0], &words.join(" "));
        said
    }

    pub fn archive(&self, folder: &str, date: &str) -> Ran {
        let source = self.now().join("sources").join(folder);
        let words = ["archive", text(&source), "--class", "nl-admin-basis", "--date", date];
        self.run(&[&words[..], &["--accept-end", "--accept-newer", "--json"]].concat())
    }

    pub fn verify(&self, drive: &str) -> Ran {
        self.run(&["verify", text(&self.drive(drive))])
    }

    pub fn destroy(&self) -> Ran {
        let words = ["destroy", &self.due, "--by", "Jansen", "--role", "owner"];
        self.run(&[&words[..], &["--no-open-matters"]].concat())
    }

    pub fn restore(&self) -> Ran {
        let to = self.now().join("restored");
        let _ = fs::remove_dir_all(&to);
        self.run(&["restore", "--all", "--to", text(&to), "--reason", "test", "--json"])
    }

    /// Every command over this state ends cleanly, whatever it says, and changes nothing outside.
    pub fn all_end_cleanly(&self, at: &str) {
        for verb in VERBS {
            self.ends_cleanly(verb, at);
        }
    }

    /// Some of the commands, others each time.
    pub fn some_end_cleanly(&self, at: &str) {
        let turn = self.turn.get();
        self.turn.set(turn + 1);
        for verb in (turn..VERBS.len() + turn).filter(|number| number % 3 == 0) {
            self.ends_cleanly(VERBS[verb % VERBS.len()], at);
        }
    }

    fn ends_cleanly(&self, verb: &str, at: &str) {
        let at = format!("{at}, {verb}");
        let said = match verb {
            "verify" => self.run(&["verify"]),
            "deep" => self.run(&["verify", "--deep"]),
            "ledger" => self.run(&["ledger", "verify"]),
            "media" => self.run(&["medium", "list"]),
            "show" => self.run(&["show", &self.kept]),
            "restore" => self.restore(),
            "archive" => self.archive("new", "2026"),
            _ => self.destroy(),
        };
        said.ends(&LEGAL, &at);
        self.nothing_outside_changed(&at);
    }

    /// The vault's own sealer, as a thief of the home would have it.
    pub fn sealer(&self) -> SigningKey {
        let file = fs::read_to_string(self.now().join("home/signing/sealer")).unwrap();
        SigningKey::from_openssh(&file).unwrap()
    }

    pub fn identity(&self) -> Identity {
        let file = fs::read_to_string(self.now().join("home/identity.txt")).unwrap();
        Identity::parse(file.trim()).unwrap()
    }
}

pub fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

pub fn name_of(path: &Path) -> String {
    path.file_name().unwrap().to_str().unwrap().to_owned()
}
