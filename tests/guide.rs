//! The guides in `docs/`, typed line by line as a reader would, on the days and with the drives that their comments
//! name: `<!-- day 2026-11-05 -->`, `<!-- drives A B -->`, `<!-- exits 1 -->` of a block's last line, and
//! `<!-- the pc is lost -->`. A block of text right behind what is typed is the screen that the last line gives.
//!
//! What a guide can't know is put in its place: the folders that drive letters stand for, the ids of bundles and of the
//! vault, and `--same-disk`, since the drives are folders here.

use std::cell::RefCell;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use kluis::powers::asker::{Act, Watcher};
use kluis::powers::identity::Identity;
use kluis::words::day::Time;
use secrecy::ExposeSecret;
use tempfile::TempDir;

use kit::files::{files_below, folder_on_disk, put};
use kit::{Answering, Pc, Person, Ran, words_of};

mod kit;

struct Unwatched;

impl Watcher for Unwatched {
    fn begin(&self, _: Act, _: u64) {}
    fn advance(&self, _: u64) {}
    fn end(&self) {}
    fn interrupted(&self) -> bool {
        false
    }
}

/// What a guide says, in its order.
#[derive(Debug)]
enum Said {
    Day(String),
    Drives(Vec<String>),
    PcLost,
    /// Lines that are written behind what is in `kluis.toml`.
    Settings(String),
    /// A line to type, and what it ends with.
    Line(String, i32),
    /// What the line before it has printed.
    Screen(String),
}

fn docs() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("docs")
}

fn document(name: &str) -> String {
    let path = docs().join(name);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// A block of the page: what is to be typed, or to be written into the settings.
#[derive(Clone, Copy, PartialEq)]
enum Block {
    Console,
    Settings,
    Screen,
}

fn said_in(name: &str) -> Vec<Said> {
    let (mut all, mut within, mut exit, mut typed) = (vec![], None, 0, false);
    for line in document(name).lines() {
        if let Some((_, picture)) = line.strip_prefix("![").and_then(|rest| rest.split_once("](")) {
            let path = docs().join(picture.trim_end_matches(')'));
            assert!(path.is_file(), "{name}: {}: bash docs/pictures/make", path.display());
        }
        let screen = typed && line == "```text";
        // Nothing but an empty line stands between what is typed and its screen.
        typed &= line.is_empty();
        let comment = line.strip_prefix("<!-- ").and_then(|rest| rest.strip_suffix(" -->"));
        match (comment, within) {
            (Some(comment), _) => match comment.split_once(' ').unwrap_or((comment, "")) {
                ("day", day) => all.push(Said::Day(day.to_owned())),
                ("drives", drives) => {
                    all.push(Said::Drives(drives.split(' ').map(str::to_owned).collect()));
                }
                ("exits", code) => exit = code.parse().expect("an exit code is a number"),
                _ if comment == "the pc is lost" => all.push(Said::PcLost),
                _ => panic!("{name}: {comment} is no comment of a guide"),
            },
            (None, None) if line == "```console" => within = Some(Block::Console),
            (None, None) if line == "```toml" => {
                within = Some(Block::Settings);
                all.push(Said::Settings(String::new()));
            }
            (None, None) if screen => {
                within = Some(Block::Screen);
                all.push(Said::Screen(String::new()));
            }
            (None, Some(block)) if line == "```" => {
                within = None;
                typed = block == Block::Console;
                if let (Block::Console, Some(Said::Line(_, last))) = (block, all.last_mut()) {
                    *last = std::mem::take(&mut exit);
                }
            }
            (None, Some(Block::Console)) => {
                let line = line.strip_prefix("$ kluis ").expect("each line is one to type");
                all.push(Said::Line(line.to_owned(), 0));
            }
            (None, Some(Block::Settings | Block::Screen)) => {
                let Some(Said::Settings(lines) | Said::Screen(lines)) = all.last_mut() else {
                    unreachable!("begun")
                };
                *lines += &format!("{line}\n");
            }
            (None, None) => {}
        }
    }
    assert!(within.is_none() && exit == 0, "{name}: something is left open");
    all
}

/// What the invoice says that is asked for.
const INVOICE: &str = "<Invoice xmlns=\"urn:oasis:names:specification:ubl:schema:xsd:Invoice-2\" \
    xmlns:a=\"urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2\" \
    xmlns:b=\"urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2\">\
    <b:ID>HR-0418</b:ID><b:IssueDate>2026-10-14</b:IssueDate>\
    <a:AccountingSupplierParty><a:Party><a:PartyName><b:Name>Maalderij Het Rad</b:Name>\
    </a:PartyName></a:Party></a:AccountingSupplierParty></Invoice>";

/// Drives by the letter that a guide writes, and the label's last letter.
const LETTERS: [(&str, &str); 3] = [("E:\\", "A"), ("F:\\", "B"), ("G:\\", "C")];

/// Bundles that a guide names, and the class by which each is found.
const BUNDLES: [(&str, &str); 2] =
    [("20261105-2453e002", "nl-admin-basis"), ("20261105-7a10be4d", "nl-payroll")];

/// The reader's desk.
struct Desk {
    folder: TempDir,
    lang: &'static str,
    now: RefCell<String>,
    person: Person,
}

impl Desk {
    fn new(lang: &'static str) -> Desk {
        // --move needs a file system that can be read past the cache.
        let folder = folder_on_disk();
        let yes = Some(if lang == "nl" { "ja" } else { "yes" });
        let person = Person {
            ends: yes,
            settings: yes,
            month: yes,
            // Asked for after years in which nothing was put on record.
            date: Some("2034-01-05"),
            passphrase: Some("vier woorden die niemand kent"),
            signer_passphrase: Some("vier woorden die niemand kent"),
            ..Person::default()
        };
        let desk = Desk { folder, lang, now: RefCell::default(), person };
        put(&desk.at("Facturen/2026-10/HR-0418.xml"), INVOICE);
        for month in ["2026-10", "2026-11"] {
            for number in 0..4 {
                let path = desk.at(&format!("Facturen/{month}/factuur-{number}.pdf"));
                put(&path, format!("{month} {number}\n").repeat(300));
            }
        }
        let office = Identity::generate();
        let secret = office.to_secret_string();
        put(&desk.at("wilg.key"), format!("{}\n", secret.expose_secret()));
        put(&desk.at("wilg.pub"), format!("{}\n", office.recipient()));
        for list in ["clients.csv", "clienten.csv"] {
            put(&desk.at(list), "Name\nBakkerij De Aar\nFietsen Klinker\n");
        }
        put(&desk.at("Loon/2026-10/loonstaat.pdf"), "loon\n".repeat(200));
        for (_, drive) in LETTERS {
            fs::create_dir_all(desk.at(drive)).unwrap();
        }
        fs::create_dir_all(desk.at("data")).unwrap();
        desk
    }

    fn at(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    /// Only these drives are plugged in.
    fn plug(&self, drives: &[String]) {
        for (_, drive) in LETTERS {
            let (here, away) = (self.at(drive), self.at(&format!("away/{drive}")));
            fs::create_dir_all(self.at("away")).unwrap();
            let wanted = drives.iter().any(|one| one == drive);
            match (wanted, here.exists()) {
                (true, false) => fs::rename(away, here).unwrap(),
                (false, true) => fs::rename(here, away).unwrap(),
                (true, true) | (false, false) => {}
            }
        }
    }

    fn lose_the_pc(&self) {
        fs::remove_dir_all(self.at("data")).unwrap();
        fs::create_dir_all(self.at("data")).unwrap();
    }

    /// Writes these lines behind the settings of the one vault.
    fn set(&self, lines: &str) {
        let mut homes = fs::read_dir(self.at("data/kluis/vaults")).unwrap();
        let path = homes.next().expect("there is a vault").unwrap().path().join("kluis.toml");
        let before = fs::read_to_string(&path).unwrap();
        fs::write(path, format!("{before}\n{lines}")).unwrap();
    }

    /// The line with what stands on this desk in the place of what the guide invented.
    fn filled(&self, line: &str) -> String {
        let mut line = line.to_owned();
        for (letter, drive) in LETTERS {
            line = line.replace(letter, self.at(drive).to_str().expect("a path in UTF-8"));
        }
        for (id, class) in BUNDLES {
            if line.contains(id) {
                line = line.replace(id, &self.bundle_of(class));
            }
        }
        if line.contains("3ebd12d7") {
            line = line.replace("3ebd12d7", &self.number_of_the_vault());
        }
        if line.contains("5f0c21ab") {
            line = line.replace("5f0c21ab", &self.first_disposer());
        }
        if line.starts_with("medium add ") {
            line += " --same-disk";
        }
        // What stands alone or at a word's beginning is a path on this desk.
        for name in [
            "Facturen",
            "Loon",
            "herstelblad",
            "clients",
            "clienten",
            "sheets",
            "bladen",
            "controle",
            "lijst",
            "verklaringen",
            "melding",
            "overdracht.html",
            "handover.html",
            "nieuw-blad",
            "new-sheet",
            "wilg",
            "kantoorblad",
            "office-sheet",
            "kluizen",
            "vaults",
            "notification",
        ] {
            line = line.replace(&format!(" {name}"), &format!(" {}", self.at(name).display()));
        }
        line
    }

    fn bundle_of(&self, class: &str) -> String {
        let list = self.run(&format!("list --class {class} --destroyed --json")).exits(0).json();
        let bundles = list["bundles"].as_array().expect("a list");
        let first = bundles.first().unwrap_or_else(|| panic!("no bundle of {class}: {list:#}"));
        first["bundle"].as_str().expect("an id is text").to_owned()
    }

    /// The id of the disposer who came with the vault, and has no name.
    fn first_disposer(&self) -> String {
        let list = self.run("signer list --json").exits(0).json();
        let signers = list["signers"].as_array().expect("a list");
        let unnamed = |one: &&serde_json::Value| one["role"] == "disposer" && one["name"].is_null();
        let first = signers.iter().find(unnamed).expect("nobody replaced it");
        first["id"].as_str().expect("an id is text").to_owned()
    }

    fn number_of_the_vault(&self) -> String {
        let sheet = fs::read_to_string(self.at("herstelblad.txt")).expect("it was written");
        let mut lines = sheet.lines().map(str::trim);
        lines.find(|line| line.len() == 64).expect("a vault's id").to_owned()
    }

    fn run(&self, line: &str) -> Ran {
        let mut words = words_of(line, &|name| panic!("{line}: {name} is not known"));
        if !line.contains("--json") {
            words.extend(["--lang", self.lang].map(OsString::from));
        }
        let time: Time = format!("{}T09:00:00Z", self.now.borrow()).parse().expect("a day");
        let pc = Pc {
            time,
            asker: &mut Answering(Some(&self.person)),
            terminal: true,
            watcher: &Unwatched,
            columns: Some(80),
            variable: None,
            data_folder: self.at("data"),
            users_folder: Some(self.folder.path().to_owned()),
        };
        pc.run(words)
    }

    fn follow(&self, guide: &str) {
        let mut shown = String::new();
        for said in said_in(guide) {
            match said {
                Said::Day(day) => drop(self.now.replace(day)),
                Said::Drives(drives) => self.plug(&drives),
                Said::PcLost => self.lose_the_pc(),
                Said::Settings(lines) => self.set(&lines),
                Said::Line(line, exit) => shown = self.run(&self.filled(&line)).exits(exit).out,
                Said::Screen(screen) => {
                    assert_eq!(without_ids(&shown), without_ids(&screen), "{guide}: left is shown")
                }
            }
        }
    }
}

/// A screen without the part of each bundle's id that is drawn at random.
fn without_ids(screen: &str) -> String {
    let mut text = screen.to_owned();
    let is_id = |word: &str| {
        word.split_once('-').is_some_and(|(day, drawn)| {
            let hex = |part: &str| part.len() == 8 && part.bytes().all(|b| b.is_ascii_hexdigit());
            hex(day) && hex(drawn)
        })
    };
    for id in screen.split_whitespace().filter(|word| is_id(word)) {
        text = text.replace(id, &format!("{}-????????", &id[..8]));
    }
    text
}

/// What has come of a whole guide: nothing of what was sealed with `--move` is left here, what an inspector was given
/// is gone again, what has ended is destroyed on each drive and its statement is in the user's hands.
fn assert_it_was_lived_through(desk: &Desk) {
    assert_eq!(files_below(&desk.at("Facturen")), []);
    assert!(!desk.at("controle/records").exists());
    assert!(desk.at("lijst.html").exists());
    assert!(desk.at("melding.html").exists() || desk.at("notification.html").exists());
    assert!(fs::read_dir(desk.at("verklaringen")).expect("it was made").count() >= 3);
    let kept = desk.run("list --class nl-admin-basis --vault 'Bakkerij De Aar' --json").exits(1);
    assert_eq!(kept.json()["bundles"].as_array().map(Vec::len), Some(0), "{kept}");
}

#[test]
fn the_dutch_guide_can_be_followed_from_the_first_day_to_the_destruction() {
    let desk = Desk::new("nl");
    desk.follow("handleiding.md");
    assert_it_was_lived_through(&desk);
}

#[test]
fn the_english_guide_can_be_followed_likewise_and_says_the_same() {
    let lines = |guide| said_in(guide).len();
    assert_eq!(lines("guide.md"), lines("handleiding.md"));
    let desk = Desk::new("en");
    desk.follow("guide.md");
    assert_it_was_lived_through(&desk);
}
