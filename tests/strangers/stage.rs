//! A vault, a drive and one bundle, made by the real program in a folder that nothing else uses.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;
use tempfile::TempDir;

use crate::kit::files::folder_on_disk;
use crate::kit::{Program, Ran};
use crate::shell::{self, tool};

pub const PASSPHRASE: &str = "zeven zilte zeilen";

/// The folder holds `drive/` and the user's home; the user's files go below that.
pub struct Stage {
    root: TempDir,
    pub vault_id: String,
    pub bundle: String,
}

impl Stage {
    /// Seals what `write` puts into the given folder. With a passphrase, if one is asked for.
    pub fn sealed(passphrase: Option<&str>, write: impl FnOnce(&Path)) -> Stage {
        Stage::with(passphrase, &[], &[("drive", "data,keys")], write)
    }

    /// Seals what `write` makes, the records onto `drive/` and their keys onto `keys/`.
    pub fn sealed_apart(write: impl FnOnce(&Path)) -> Stage {
        let options = ["--custody", "apart", "--copies", "1"];
        Stage::with(None, &options, &[("drive", "data"), ("keys", "keys")], write)
    }

    fn with(
        passphrase: Option<&str>,
        options: &[&str],
        drives: &[(&str, &str)],
        write: impl FnOnce(&Path),
    ) -> Stage {
        let root = folder_on_disk();
        let mut stage = Stage { root, vault_id: String::new(), bundle: String::new() };
        for folder in drives.iter().map(|(drive, _)| *drive).chain(["home/records"]) {
            fs::create_dir_all(stage.at(folder)).expect("the folder is new");
        }
        write(&stage.at("home/records"));
        let mut init = vec!["init", "--name", "Bakkerij Jansen", "--paper", "sheet.txt"];
        init.extend(options);
        match passphrase {
            None => init.push("--no-passphrase"),
            Some(words) => {
                fs::write(stage.at("home/passphrase"), words).expect("the home is there");
                init.extend(["--passphrase-file", "passphrase"]);
            }
        }
        stage.vault_id = text_of(&stage.json(&init), "vault");
        for ((drive, roles), label) in drives.iter().zip(["Drive A", "Drive B"]) {
            let (path, words) = (format!("../{drive}"), ["medium", "add", "--same-disk"]);
            stage.json(&[&words[..], &[&path, "--label", label, "--role", roles]].concat());
        }
        stage.archive(&["records"]);
        stage
    }

    /// Seals a folder's files into one bundle, which is the stage's own from here on.
    pub fn archive(&mut self, words: &[&str]) {
        let class = ["--class", "nl-admin-basis", "--date", "2025-11", "--accept-newer"];
        let archived = self.json(&[&["archive"], words, &class].concat());
        self.bundle = text_of(&archived["bundles"][0], "bundle");
    }

    pub fn at(&self, path: &str) -> PathBuf {
        self.root.path().join(path)
    }

    /// The user's folder, with `records/` in it.
    pub fn home(&self) -> PathBuf {
        self.at("home")
    }

    /// The vault's folder on the drive.
    pub fn vault(&self) -> PathBuf {
        self.vault_on("drive")
    }

    pub fn vault_on(&self, drive: &str) -> PathBuf {
        self.at(drive).join(format!("kluis-{}", &self.vault_id[..8]))
    }

    /// A file of the bundle on the drive.
    pub fn bundle_file(&self, name: &str) -> PathBuf {
        self.vault().join("bundles").join(&self.bundle).join(name)
    }

    /// The vault's own identity.
    pub fn identity(&self) -> PathBuf {
        let vaults = self.home().join("data/kluis/vaults");
        let mut homes = fs::read_dir(&vaults).expect("the vault is there");
        let home = homes.next().expect("there is one vault").expect("it can be read").path();
        ["identity.txt", "identity.age"]
            .map(|name| home.join(name))
            .into_iter()
            .find(|path| path.is_file())
            .expect("the vault has an identity")
    }

    /// What a person types from the recovery sheet.
    pub fn paper_identity(&self) -> String {
        let sheet = fs::read_to_string(self.home().join("sheet.txt")).expect("the sheet is there");
        assert!(sheet.contains(&self.vault_id), "the sheet names the vault:\n{sheet}");
        let mut lines = sheet.lines().map(str::trim);
        let line = lines.find(|line| line.starts_with("AGE-SECRET-KEY-1"));
        line.expect("the sheet has a paper identity").to_owned() + "\n"
    }

    /// A folder of somebody who has the drive and the paper, and has never seen this program.
    pub fn stranger(&self) -> PathBuf {
        let home = self.at("stranger");
        fs::create_dir(&home).expect("there is one stranger a test");
        fs::write(home.join("identity.txt"), self.paper_identity()).expect("the folder is new");
        home
    }

    pub fn kluis(&self, args: &[&str]) -> Ran {
        let (home, data) = (self.home(), self.home().join("data"));
        let program = Program { data_folder: Some(&data), ..Program::within(&home) };
        program.run(&args.join(" "), args)
    }

    /// Runs a command that must end with 0, and gives its document.
    pub fn json(&self, args: &[&str]) -> Value {
        self.json_exiting(0, args)
    }

    pub fn json_exiting(&self, exit: i32, args: &[&str]) -> Value {
        self.kluis(&[args, &["--json"]].concat()).exits(exit).json()
    }

    /// The bundle's own identity, opened with stock age; the file that it is in.
    pub fn bundle_key(&self) -> PathBuf {
        let key = self.at("bundle.key");
        if !key.exists() {
            let paper = self.at("paper.txt");
            fs::write(&paper, self.paper_identity()).expect("the folder is there");
            let mut age = tool("age");
            age.arg("-d").arg("-i").arg(paper).arg("-o").arg(&key);
            shell::succeeds(age.arg(self.bundle_file("key.age")));
        }
        key
    }

    /// The lines of the index, by stock age and zstd: the records, and the meta line.
    pub fn index(&self) -> (Vec<Value>, Value) {
        let script = r#"age -d -i "$1" "$2" | zstd -dcq"#;
        let mut sh = tool("sh");
        sh.args(["-c", script, "sh"]).arg(self.bundle_key()).arg(self.bundle_file("index.age"));
        let lines = shell::succeeds(&mut sh).stdout;
        let lines = lines.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
        let parsed = lines.map(|line| serde_json::from_slice(line).expect("a line is JSON"));
        let (records, others): (Vec<Value>, Vec<Value>) =
            parsed.partition(|line: &Value| line.get("path").is_some());
        let meta = others.into_iter().find(|line| line.get("commitment_secret").is_some());
        (records, meta.expect("the index has a meta line"))
    }

    pub fn seal(&self) -> Value {
        let seal = fs::read(self.bundle_file("seal.json")).expect("the seal is there");
        serde_json::from_slice(&seal).expect("the seal is JSON")
    }
}

fn text_of(document: &Value, field: &str) -> String {
    document[field].as_str().unwrap_or_else(|| panic!("no {field} in {document}")).to_owned()
}
