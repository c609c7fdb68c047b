//! Every file of the home on the PC, damaged in every simple way: no command panics, no source goes by it, nothing is
//! sealed twice, and what mends it is named and mends it.

use std::fs;
use std::path::{Path, PathBuf};

use super::harness::{Ran, Vault, tree};
use super::two_homes::copy;
use crate::kit::files::slashed;

type Damage = (&'static str, fn(&Path));

const DAMAGES: [Damage; 3] = [
    ("a bit flipped", |path| {
        let mut bytes = fs::read(path).unwrap();
        let middle = bytes.len() / 2;
        if let Some(byte) = bytes.get_mut(middle) {
            *byte ^= 1;
        }
        fs::write(path, bytes).unwrap();
    }),
    ("empty", |path| fs::write(path, b"").unwrap()),
    ("gone", |path| fs::remove_file(path).unwrap()),
];

const ARCHIVE: &str =
    "archive {src}/2025/10 --class nl-admin-basis --date 2025-10 --case KLANT-7 --move --json";

const PLACES: [&str; 3] = ["a", "b-in-the-safe", "data"];

/// What the commands end with after one damage.
#[derive(Debug, Clone, Copy)]
struct Codes {
    /// The first command over the damaged home, whatever it is.
    first: i32,
    archive: i32,
    sweep: i32,
    restore: i32,
}

/// Nothing that a person sees: another copy did.
const UNSEEN: Codes = Codes { first: 0, archive: 3, sweep: 1, restore: 0 };
/// Mended from a spare by whichever command comes first, and told.
const MENDED: Codes = Codes { first: 11, ..UNSEEN };
/// Found by the commands that need it, which name what mends it.
const ASKED: Codes = Codes { archive: 11, sweep: 11, ..UNSEEN };

fn codes(start: &Start, file: &str, damage: &str) -> Codes {
    let folder = file.split('/').next().unwrap();
    match (folder, file) {
        ("signing", _) | (_, "known/known.secret" | "recipients.txt") => MENDED,
        // A person may edit them: what can still be read is taken for that.
        (_, "kluis.toml") if damage != "a bit flipped" => MENDED,
        (_, "kluis.toml") => UNSEEN,
        ("ledger", _) => MENDED,
        (_, "identity.txt") => Codes { restore: 13, ..UNSEEN },
        ("known", file) if file.contains(&start.october) => ASKED,
        // The month before does not bear on what is archived; and what is seen to be gone is read again on the way,
        // since the identity lies open here.
        ("known", file) if file.contains(&start.september) => match damage {
            "a bit flipped" => Codes { archive: 3, ..ASKED },
            _ if file.ends_with(".sources") => Codes { archive: 3, ..ASKED },
            _ => UNSEEN,
        },
        ("spare" | "seals" | "notes" | "indexes" | "outbox" | "known", _) => UNSEEN,
        (_, "home.a.json" | "home.a.json.sig" | "home.b.json" | "home.b.json.sig") => UNSEEN,
        (_, "lock" | "reserve.bin") => UNSEEN,
        (_, other) => panic!("{other}: what comes of it where it is damaged?"),
    }
}

/// A vault whose second drive was away when a month was sealed, as it is kept for each damage.
struct Start {
    vault: Vault,
    kept: PathBuf,
    /// A bundle that is on both drives, and one that is on one drive alone.
    september: String,
    october: String,
}

impl Start {
    fn new() -> Start {
        let vault = Vault::new();
        vault.file("2025/09/factuur.pdf", "september");
        let id =
            |sealed: serde_json::Value| sealed["bundles"][0]["bundle"].as_str().unwrap().to_owned();
        let line = "archive {src}/2025/09 --class nl-admin-basis --date 2025-09 --json";
        let september = id(vault.run(line).exits(0).json());
        vault.run("restore --all --to {out} --reason test").exits(0);
        vault.unplug("b");
        vault.month("2025/10");
        let october = id(vault.run(ARCHIVE).exits(3).json());
        vault.run("sweep").exits(1);
        let kept = vault.path("kept");
        for place in PLACES {
            copy(&vault.path(place), &kept.join(place));
        }
        Start { vault, kept, september, october }
    }

    fn back(&self) {
        for place in ["a", "b", "b-in-the-safe", "data", "out"] {
            let _ = fs::remove_dir_all(self.vault.path(place));
        }
        for place in PLACES {
            copy(&self.kept.join(place), &self.vault.path(place));
        }
        self.vault.month("2025/10");
    }

    /// The files of the home, below it.
    fn files(&self) -> Vec<String> {
        let tree = tree(&self.vault.home());
        let files = tree.keys().filter(|path| self.vault.home().join(path).is_file());
        files.map(|path| slashed(path)).collect()
    }

    fn runs(&self, line: &str, at: &str, exit: i32) -> Ran {
        let ran = self.vault.run(line);
        assert_eq!(ran.exit, exit, "{at}: {line}\n{ran}");
        ran
    }

    fn sources(&self) -> usize {
        fs::read_dir(self.vault.source("2025/10")).map_or(0, Iterator::count)
    }
}

#[test]
fn every_damage_to_a_file_of_the_home_costs_nothing_and_what_mends_it_is_named() {
    let start = Start::new();
    let files = start.files();
    assert!(files.len() > 40, "{files:?}");
    for file in &files {
        for (what, damage) in DAMAGES {
            start.back();
            let path = start.vault.home().join(file);
            if fs::metadata(&path).unwrap().len() == 0 && what != "gone" {
                continue;
            }
            damage(&path);
            let at = format!("{file} {what}");
            one_damage(&start, &at, codes(&start, file, what));
        }
    }
}

/// The whole job over a damaged home: where a run ends with 11, what it names mends it.
fn one_damage(start: &Start, at: &str, codes: Codes) {
    let names_repair = |ran: &Ran| {
        let text = format!("{}{}", ran.out, ran.err);
        assert!(ran.exit != 11 || text.contains("kluis repair"), "{at}: {ran}");
    };
    let first = start.runs("list --json", at, codes.first);
    assert_eq!(first.json().get("home_mended").is_some(), codes.first == 11, "{at}: {first}");
    let archive = start.runs(ARCHIVE, at, codes.archive);
    names_repair(&archive);
    names_repair(&start.runs("sweep", at, codes.sweep));
    assert_eq!(start.sources(), 3, "{at}: a source went");
    if codes.sweep == 11 {
        let repair = start.vault.run("repair");
        assert!([0, 1].contains(&repair.exit), "{at}: {repair}");
        start.runs("sweep {src}/2025/10", at, 1);
    }
    let again = match codes.archive {
        11 => start.runs(ARCHIVE, at, 3).json(),
        _ => archive.json(),
    };
    assert_eq!((&again["files"], &again["already_sealed"]), (&0.into(), &3.into()), "{at}");
    if at.ends_with("flipped") {
        start.vault.plug("b");
        start.runs("copy --all --to 'Drive B'", at, 0);
        start.runs("sweep {src}/2025/10", at, 0);
        assert_eq!(start.sources(), 0, "{at}: they did not go");
    }
    start.runs("verify", at, 0);
    if at.ends_with("empty") {
        return;
    }
    let restore = start.runs("restore --all --to {out} --reason test", at, codes.restore);
    if codes.restore == 13 {
        let paper = ["--identity", "recovery sheet"].iter().any(|way| restore.err.contains(way));
        assert!(paper, "{at}: {restore}");
        return;
    }
    let out = start.vault.path("out");
    let tree = tree(&out);
    let bank = tree.keys().find(|path| path.ends_with("10/bank.csv"));
    let bank = bank.unwrap_or_else(|| panic!("{at}: bank.csv was not given back"));
    assert_eq!(fs::read(out.join(bank)).unwrap(), b"2025/10 3", "{at}");
}

#[test]
fn a_home_that_lost_its_memory_of_the_drives_counts_no_copy_until_they_were_verified() {
    let start = Start::new();
    let slot = |name: &str| start.vault.home().join(name);
    for (at, both) in [
        ("both gone", [DAMAGES[2].1, DAMAGES[2].1]),
        ("a bit in each", [DAMAGES[0].1, DAMAGES[0].1]),
        ("one gone, one empty", [DAMAGES[2].1, DAMAGES[1].1]),
    ] {
        start.back();
        start.vault.plug("b");
        start.vault.run("copy --all --to 'Drive B'").exits(0);
        both[0](&slot("home.a.json"));
        both[1](&slot("home.b.json"));
        for line in ["list", ARCHIVE, "sweep", "verify", "medium list"] {
            start.runs(line, at, 11).says("kluis repair");
        }
        start.runs("repair", at, 1).says("kluis verify").says("lost");
        // Two copies stand on record, and this PC does not know what became of the drives since.
        for drive in ["{a}", "{b}"] {
            let met = start.vault.run(&format!("copy --all --to {drive}"));
            assert!([0, 1].contains(&met.exit), "{at}: {met}");
        }
        start.runs("sweep {src}/2025/10", at, 1).says("copies");
        assert_eq!(start.sources(), 3, "{at}: a source went");
        start.runs("verify {a} {b}", at, 0);
        let again = start.runs(ARCHIVE, at, 0).json();
        assert_eq!((&again["files"], &again["already_sealed"]), (&0.into(), &3.into()), "{at}");
        assert_eq!(start.sources(), 0, "{at}: they did not go");
        start.runs("restore --all --to {out} --reason test", at, 0);
        start.runs("list", at, 0).says("2/2");
        start.runs("repair 'Drive A'", at, 0);
    }
}

#[test]
fn settings_that_cannot_be_read_are_put_back_as_they_were_read_last_where_that_is_asked() {
    let vault = Vault::new();
    let settings = vault.home().join("kluis.toml");
    let before = fs::read(&settings).unwrap();
    // Cut off in the client's name.
    let name = before.windows(7).position(|word| word == b"Jansen\"").unwrap();
    fs::write(&settings, &before[..name]).unwrap();
    vault.refuses("list", 2).says("kluis repair");
    vault.run("repair").exits(0).says("kluis.toml");
    assert_eq!(fs::read(&settings).unwrap(), before);
    // What a person changed and can be read is his.
    let changed = String::from_utf8(before).unwrap().replace("copies = 2", "copies = 3");
    fs::write(&settings, &changed).unwrap();
    vault.run("list").exits(0);
    fs::remove_file(&settings).unwrap();
    vault.run("list").exits(11).says("kluis.toml");
    assert_eq!(fs::read_to_string(&settings).unwrap(), changed);
}

#[test]
fn a_bit_that_asks_for_fewer_copies_lets_no_source_go_before_a_person_meant_it() {
    let vault = Vault::made_with("--copies 3");
    let file = vault.home().join("kluis.toml");
    let text = fs::read_to_string(&file).unwrap();
    vault.month("2025/11");
    vault.run("archive {src} --class nl-admin-basis --date 2025-11 --move").exits(3);
    // '3' and '1' are one bit apart.
    fs::write(&file, text.replace("copies = 3", "copies = 1")).unwrap();
    for command in ["sweep", "sweep {src}"] {
        let said = vault.run(command).exits(1);
        said.says("copies = 1").says("said 3").says("kluis repair --accept-settings");
    }
    assert!(vault.source("2025/11/bank.csv").exists(), "three copies were wanted");
    let told = vault.run("list --json").exits(1).json();
    let held = &told["settings_held_back"][0];
    assert_eq!((&held["setting"], &held["before"]), (&"copies".into(), &"3".into()), "{told:#}");
    for command in ["medium list", "ledger show", "ledger verify", "signer list"] {
        vault.run(command).exits(1).says("copies = 1").says("said 3");
    }
    // Whoever did not change it puts it back, and nothing is left to say.
    fs::write(&file, &text).unwrap();
    vault.run("list").exits(0).hides("counts until");
    // Whoever meant it says so once.
    fs::write(&file, text.replace("copies = 3", "copies = 1")).unwrap();
    vault.run("list").exits(1);
    let said = vault.run("repair --accept-settings").exits(0);
    said.says("copies = 1 counts from here on");
    vault.run("list").exits(0).hides("said 3");
    vault.run("sweep").exits(0);
    assert!(!vault.source("2025/11/bank.csv").exists());
    // More copies than before need nobody's word.
    fs::write(&file, text.replace("copies = 3", "copies = 4")).unwrap();
    vault.run("list").exits(0).hides("counts until");
}
