//! The README's own commands, and those of `docs/`, run as a reader would type them.
//!
//! What a machine can't bring (drives, an id that is new each time, somebody at the keyboard) is
//! substituted, as the comment in README.md says.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, SystemTime};

use serde_json::Value;
use tempfile::TempDir;

use kit::files::folder_on_disk;

mod kit;

/// A line that a reader types, and the code that it must end with.
#[derive(Debug)]
struct Typed {
    document: String,
    line: String,
    exit: i32,
}

fn project() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The README in Dutch, which is a story of its own.
fn dutch() -> PathBuf {
    project().join("docs/README.nl.md")
}

/// The guides, which `tests/guide.rs` follows.
fn guides() -> [PathBuf; 2] {
    ["guide.md", "handleiding.md"].map(|name| project().join("docs").join(name))
}

/// README.md, then what is in `docs/` beside the Dutch one and the guides.
fn documents() -> Vec<PathBuf> {
    let docs = fs::read_dir(project().join("docs")).expect("there are documents");
    let mut docs: Vec<PathBuf> = docs.map(|entry| entry.expect("it can be read").path()).collect();
    docs.retain(|path| path.extension() == Some("md".as_ref()) && *path != dutch());
    docs.retain(|path| !guides().contains(path));
    docs.sort();
    docs.insert(0, project().join("README.md"));
    docs
}

/// The `$ ` lines of a document's console blocks. `<!-- exits N -->` in front of a block is about
/// its last one.
fn console_lines(document: &Path) -> Vec<Typed> {
    let name = document.file_name().expect("it is a file").to_string_lossy().into_owned();
    let (mut all, mut block, mut exit): (Vec<Typed>, Option<Vec<Typed>>, i32) = (vec![], None, 0);
    for line in read(document).lines() {
        match (&mut block, line.trim()) {
            (None, "```console") => block = Some(vec![]),
            (Some(lines), "```") => {
                let last = lines.last_mut().unwrap_or_else(|| panic!("{name}: an empty block"));
                last.exit = std::mem::take(&mut exit);
                all.append(lines);
                block = None;
            }
            (Some(lines), line) => {
                let typed = line.strip_prefix("$ ").map(str::to_owned);
                lines.extend(typed.map(|line| Typed { document: name.clone(), line, exit: 0 }));
            }
            (None, line) => {
                let comment = line.strip_prefix("<!-- exits ");
                if let Some(code) = comment.and_then(|rest| rest.strip_suffix(" -->")) {
                    exit = code.parse().expect("an exit code is a number");
                }
            }
        }
    }
    assert!(block.is_none() && exit == 0, "{name}: something is left open");
    all
}

/// The scratch folder, which is the reader's home too.
struct Scratch {
    folder: TempDir,
    lang: &'static str,
    ids: BTreeMap<&'static str, String>,
}

/// What the invoice in XML says: `find` asks for it.
const INVOICE: &str = "<Invoice xmlns=\"urn:oasis:names:specification:ubl:schema:xsd:Invoice-2\" \
    xmlns:a=\"urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2\" \
    xmlns:b=\"urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2\">\
    <b:IssueDate>2025-11-18</b:IssueDate><a:AccountingSupplierParty><a:Party><a:PartyName>\
    <b:Name>Garage De Vries</b:Name></a:PartyName></a:Party></a:AccountingSupplierParty></Invoice>";

/// Ids in the documents, and the year whose bundle each of them is.
const IDS: [(&str, &str); 2] = [("20251201-7f3ca2b1", "2025"), ("20251201-9a2bc0de", "2016")];

impl Scratch {
    fn new(lang: &'static str) -> Scratch {
        // --move needs a file system that can be read past the cache.
        let folder = folder_on_disk();
        let scratch = Scratch { folder, lang, ids: BTreeMap::new() };
        let changed_2025 = 1_764_460_800; // 2025-11-30
        let changed_2016 = 1_475_280_000; // 2016-10-01
        for (path, changed) in [
            ("Administratie/2025/11/factuur 2025-118.pdf", changed_2025),
            ("Administratie/2025/11/factuur 2025-118.xml", changed_2025),
            ("Administratie/2025/11/bank/afschrift.csv", changed_2025),
            ("Administratie/2016/jaarrekening.pdf", changed_2016),
            ("Administratie/2016/grootboek.csv", changed_2016),
        ] {
            let path = scratch.at(path);
            fs::create_dir_all(path.parent().expect("it is below")).expect("a folder is made");
            let text = match path.extension().is_some_and(|ending| ending == "xml") {
                true => INVOICE.to_owned(),
                false => format!("{}\n", path.display()).repeat(50),
            };
            fs::write(&path, text).expect("it is new");
            let file = File::options().write(true).open(&path).expect("it was just written");
            let moment = SystemTime::UNIX_EPOCH + Duration::from_secs(changed);
            file.set_modified(moment).expect("its time can be set");
        }
        for drive in ["USB-A", "USB-B"] {
            fs::create_dir_all(scratch.at("media/you").join(drive)).expect("a folder is made");
        }
        scratch
    }

    fn at(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    fn sh(&self, line: &str) -> Output {
        let program = Path::new(env!("CARGO_BIN_EXE_kluis"));
        let path = std::env::var_os("PATH").unwrap_or_default();
        let folders = [program.parent().expect("it lies in a folder").to_owned()]
            .into_iter()
            .chain(std::env::split_paths(&path));
        Command::new("sh")
            .args(["-c", line])
            .current_dir(self.folder.path())
            .env("PATH", std::env::join_paths(folders).expect("no folder has a colon"))
            .env("HOME", self.folder.path())
            .env("XDG_DATA_HOME", self.at("data"))
            .env("KLUIS_LANG", self.lang)
            .env_remove("KLUIS_VAULT")
            .stdin(Stdio::null())
            .output()
            .expect("there is a shell")
    }

    /// What the README's comment says of substitutions.
    fn substituted(&mut self, line: &str) -> String {
        let media = self.at("media").to_string_lossy().into_owned();
        let mut line = line.replace("/media/", &format!("{media}/"));
        for (id, year) in IDS {
            if line.contains(id) {
                if !self.ids.contains_key(id) {
                    let found = self.bundle_of(year);
                    self.ids.insert(id, found);
                }
                line = line.replace(id, &self.ids[id]);
            }
        }
        if line.starts_with("kluis init ") {
            line += " --no-passphrase";
        }
        if line.starts_with("kluis medium add ") {
            line += " --same-disk";
        }
        line
    }

    fn bundle_of(&self, year: &str) -> String {
        let output = self.sh(&format!("kluis list --year {year} --json"));
        let list: Value = serde_json::from_slice(&output.stdout).expect("it is one document");
        let bundles = list["bundles"].as_array().expect("a list");
        assert_eq!(bundles.len(), 1, "one bundle is of {year}: {list:#}");
        bundles[0]["bundle"].as_str().expect("an id is text").to_owned()
    }

    fn run(&mut self, typed: &Typed) -> Output {
        let line = self.substituted(&typed.line);
        let output = self.sh(&line);
        let said = format!(
            "{}{}",
            String::from_utf8_lossy(&output.stdout),
            String::from_utf8_lossy(&output.stderr)
        );
        assert_eq!(output.status.code(), Some(typed.exit), "{}: {line}\n{said}", typed.document);
        output
    }
}

#[test]
fn every_command_of_the_documents_does_what_they_say() {
    let all: Vec<Typed> = documents().iter().flat_map(|path| console_lines(path)).collect();
    let says = Says {
        copied: ["Drive A: read back", "Drive B: read back"],
        would: "Would remove",
        refused: "kluis: refused: ",
    };
    play(Scratch::new("en"), &all, &says);
}

#[test]
fn every_command_of_the_dutch_readme_does_what_it_says_and_speaks_dutch() {
    let says = Says {
        copied: ["Schijf A: teruggelezen", "Schijf B: teruggelezen"],
        would: "Dit zou worden verwijderd: 2 bestanden",
        refused: "kluis: geweigerd: ",
    };
    let english: Vec<Typed> = console_lines(&project().join("README.md"));
    let all = console_lines(&dutch());
    assert_eq!(all.len(), english.len(), "both have the same commands");
    play(Scratch::new("nl"), &all, &says);
}

/// What the program says, in the language of the document.
struct Says {
    copied: [&'static str; 2],
    would: &'static str,
    refused: &'static str,
}

/// Types every line, and looks at what came of it.
fn play(mut scratch: Scratch, all: &[Typed], says: &Says) {
    assert!(all.len() >= 17, "the documents have their commands: {all:#?}");
    for typed in all {
        let output = scratch.run(typed);
        let printed = String::from_utf8_lossy(&output.stdout).into_owned();
        if typed.line.ends_with("--move") {
            assert!(!scratch.at("Administratie/2025/11/factuur 2025-118.pdf").exists());
            assert!(says.copied.iter().all(|copied| printed.contains(copied)), "{printed}");
        } else if typed.line.starts_with("kluis sweep ") {
            assert!(printed.contains(says.would), "{printed}");
        } else if typed.line.ends_with("--dry-run") {
            assert!(scratch.at("Administratie/2025/11/factuur 2025-118.pdf").exists());
        } else if typed.line.contains("--to controle-2025") {
            assert_only_the_pdf_came(&scratch);
        } else if typed.exit == 14 {
            assert!(String::from_utf8_lossy(&output.stderr).starts_with(says.refused));
        }
    }
    let both = scratch.ids.values().cloned().collect::<Vec<_>>().join(" ");
    let last = scratch.sh(&format!("kluis list {both} --json"));
    let list: Value = serde_json::from_slice(&last.stdout).expect("it is one document");
    let standing = |year: &str| {
        let id = &scratch.ids[IDS.iter().find(|(_, of)| *of == year).expect("it is known").0];
        let bundles = list["bundles"].as_array().expect("a list").iter();
        let mut found = bundles.filter(|bundle| bundle["bundle"] == **id);
        found.next().unwrap_or_else(|| panic!("{id} in {list:#}"))["standing"].clone()
    };
    assert_eq!(standing("2025"), "kept");
    assert_eq!(standing("2016"), "destroyed");
    assert!(scratch.at("Administratie/2016/grootboek.csv").exists(), "without --move all stays");
}

fn assert_only_the_pdf_came(scratch: &Scratch) {
    let records = scratch.at("controle-2025/records");
    let found: Vec<PathBuf> = walkdir::WalkDir::new(&records)
        .into_iter()
        .map(|entry| entry.expect("it can be read"))
        .filter(|entry| entry.file_type().is_file())
        .map(|entry| entry.path().strip_prefix(&records).expect("it is below").to_owned())
        .collect();
    assert_eq!(found, [Path::new("11/factuur 2025-118.pdf")]);
}

#[test]
fn each_substitution_is_said_in_the_readmes_comment() {
    let readme = read(&project().join("README.md"));
    let comment = readme.split_once("<!--\nA test runs").expect("it explains itself").1;
    let comment = comment.split_once("-->").expect("it ends").0;
    for (id, year) in IDS {
        let said = format!("- {id}: the id of the bundle of {year}");
        assert!(comment.contains(&said), "{said}");
    }
    for part in [
        "/media/you/USB-A and /media/you/USB-B",
        "` --no-passphrase` behind it",
        "` --same-disk` behind it",
    ] {
        assert!(comment.contains(part), "{part}");
    }
    for path in ["Administratie/2025/11", "Administratie/2016"] {
        assert!(comment.contains(&format!("- {path} with some files")), "{path}");
    }
}

/// These two would run for long, or run this test again.
#[test]
fn the_two_commands_for_a_fresh_machine_are_there() {
    let readme = read(&project().join("README.md"));
    let mut blocks = readme.split("```sh\n").skip(1);
    let mut next = || blocks.next().and_then(|text| text.split_once("\n```")).map(|(line, _)| line);
    assert_eq!(next(), Some("cargo run --release -- demo"));
    assert_eq!(next(), Some("bash tests/run"));
    assert_eq!(next(), None);
    assert!(project().join("tests/run").is_file());
    let ci = read(&project().join(".ci/run"));
    for step in ["bash tests/run", "cargo fmt --check", "-- -D warnings"] {
        assert!(ci.contains(step), ".ci/run: {step}");
    }
    assert!(
        read(&project().join("Cargo.toml")).contains("name = \"kluis\"\npath = \"src/main.rs\"")
    );
    let demo = Scratch::new("en").sh("kluis demo --help");
    assert!(demo.status.success());
}

#[test]
fn every_link_leads_to_a_file() {
    for document in documents().into_iter().chain(guides()).chain([dutch()]) {
        for target in read(&document).split("](").skip(1).filter_map(|rest| rest.split(')').next())
        {
            let path = target.split('#').next().unwrap_or_default();
            if path.is_empty() || path.contains("://") {
                continue;
            }
            let beside = document.parent().expect("it lies in a folder").join(path);
            assert!(beside.exists(), "{}: {target}", document.display());
        }
    }
}
