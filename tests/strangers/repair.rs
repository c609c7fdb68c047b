//! Damage of every kind up to what parity promises, mended by `kluis repair`, and on copies by stock `par2`; beyond it
//! refused, and everything that the damage did not touch still comes out.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::damage::{flip, length};
use crate::shell::{refuses, runs, succeeds, tool};
use crate::sources;
use crate::stage::Stage;

const SLICE: u64 = 32 * 1024;
/// What is no part of what was sealed: it may be written anew in other bytes.
const UNSEALED: [&str; 2] = [".par2", "README.txt"];

/// About three volumes of 1 MiB: 33 slices of recovery.
const RECOVERY: usize = 33;
const SET: &str = "payload-00000-00002.par2";

struct Bundle {
    stage: Stage,
    whole: BTreeMap<String, Vec<u8>>,
}

fn files_of(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = fs::read_dir(folder).expect("the folder is there").flatten();
    let read = |path: PathBuf| fs::read(path).expect("it can be read");
    entries.map(|e| (e.file_name().to_string_lossy().into_owned(), read(e.path()))).collect()
}

impl Bundle {
    fn new() -> Bundle {
        Bundle::of(10, SET)
    }

    fn of(records: u32, set: &str) -> Bundle {
        let stage = Stage::sealed(None, |folder| sources::large(folder, records, 270_000));
        let whole = files_of(&folder(&stage));
        assert!(whole.contains_key(set) && whole.contains_key("seal.par2"), "{:?}", whole.keys());
        Bundle { stage, whole }
    }

    /// Puts the bundle's folder back as it was sealed.
    fn reset(&self) {
        fs::remove_dir_all(folder(&self.stage)).expect("it is there");
        fs::create_dir(folder(&self.stage)).expect("it is gone");
        for (name, bytes) in &self.whole {
            fs::write(self.file(name), bytes).expect("there is room");
        }
    }

    fn file(&self, name: &str) -> PathBuf {
        self.stage.bundle_file(name)
    }

    fn is_whole(&self, folder: &Path, what: &str) {
        let found = files_of(folder);
        for (name, bytes) in &self.whole {
            if UNSEALED.iter().any(|ending| name.ends_with(ending)) || name.starts_with("key") {
                continue;
            }
            assert!(found.get(name) == Some(bytes), "{what}: {name} is not as it was sealed");
        }
    }

    fn repair(&self, exit: i32) -> Value {
        self.stage.json_exiting(exit, &["repair", "Drive A"])
    }

    /// Damages the drive, repairs a copy with stock par2 and the drive itself with kluis.
    fn survives(&self, what: &str, damage: impl FnOnce(&Bundle)) {
        self.reset();
        damage(self);
        let copy = self.stage.at("copy");
        let _ = fs::remove_dir_all(&copy);
        fs::create_dir(&copy).expect("it is gone");
        for (name, bytes) in files_of(&folder(&self.stage)) {
            fs::write(copy.join(name), bytes).expect("there is room");
        }
        for set in [SET, "seal.par2"] {
            succeeds(tool("par2").args(["repair", "-q", "-q", set]).current_dir(&copy));
        }
        self.is_whole(&copy, &format!("{what}, par2"));

        let report = self.repair(0);
        assert!(report["mended"].as_array().is_some_and(|all| !all.is_empty()), "{what}: {report}");
        self.is_whole(&folder(&self.stage), what);
        for set in [SET, "seal.par2"] {
            let mut par2 = tool("par2");
            succeeds(par2.args(["verify", "-q", "-q", set]).current_dir(folder(&self.stage)));
        }
        self.stage.json(&["verify"]);
    }
}

fn folder(stage: &Stage) -> PathBuf {
    stage.bundle_file("seal.json").parent().expect("it is in a folder").to_owned()
}

fn overwrite(path: &Path, at: u64, count: u64) {
    let file = File::options().write(true).open(path).expect("the file is there");
    file.write_all_at(&vec![0xa5; count as usize], at).expect("it can be written");
}

fn cut(path: &Path, at: u64) {
    File::options().write(true).open(path).expect("it is there").set_len(at).expect("it is larger");
}

/// Flips a byte in so many slices of the payload, chosen by a seed.
fn scatter(bundle: &Bundle, slices: usize, seed: u64) {
    let mut state = seed;
    let mut hit = BTreeSet::new();
    while hit.len() < slices {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963);
        let name = format!("payload-{:05}.age", (state >> 40) % 3);
        let at = (state >> 20) % length(&bundle.file(&name));
        if hit.insert((name.clone(), at / SLICE)) {
            flip(&bundle.file(&name), at);
        }
    }
}

#[test]
fn random_damage_to_98_percent_of_what_parity_mends() {
    let bundle = Bundle::new();
    for seed in [1, 2] {
        bundle.survives("random", |bundle| scatter(bundle, RECOVERY * 98 / 100, seed));
    }
    let anew = bundle.repair(0);
    assert!(anew["mended"].as_array().is_some_and(Vec::is_empty), "nothing is left: {anew}");
    let slices = anew["redundancy"][0]["slices"].as_u64();
    assert_eq!(slices, Some(RECOVERY as u64), "{anew}");
}

#[test]
fn a_burst_a_cut_and_a_lost_volume() {
    let bundle = Bundle::new();
    bundle.survives("a burst over two volumes", |bundle| {
        let first = bundle.file("payload-00000.age");
        overwrite(&first, length(&first) - 7 * SLICE, 7 * SLICE);
        overwrite(&bundle.file("payload-00001.age"), 0, 7 * SLICE);
    });
    bundle.survives("a volume cut in the middle", |bundle| {
        cut(&bundle.file("payload-00001.age"), 5 * SLICE + 100);
    });
    bundle.survives("a volume cut to nothing", |bundle| cut(&bundle.file("payload-00002.age"), 0));
    bundle.survives("a lost volume", |bundle| {
        fs::remove_file(bundle.file("payload-00000.age")).expect("it is there");
    });
}

#[test]
fn the_index_the_seal_and_what_lies_beside_them() {
    let bundle = Bundle::new();
    // Without the seals that this PC keeps: the drive alone has to give them.
    let vaults = bundle.stage.home().join("data/kluis/vaults");
    let home = fs::read_dir(vaults).expect("it is there").flatten().next().expect("one vault");
    for entry in fs::read_dir(home.path().join("seals")).expect("it is there").flatten() {
        fs::remove_file(entry.path()).expect("it is there");
    }
    for name in ["index.age", "records.commit", "SHA256SUMS", "seal.json", "seal.json.sig"] {
        bundle.survives(&format!("a byte of {name}"), |bundle| {
            flip(&bundle.file(name), length(&bundle.file(name)) / 2);
        });
        bundle.survives(&format!("no {name}"), |bundle| {
            fs::remove_file(bundle.file(name)).expect("it is there");
        });
    }
}

#[test]
fn the_start_and_the_end_of_the_parity_itself() {
    let bundle = Bundle::new();
    for set in [SET, "seal.par2"] {
        bundle.survives("the parity's start", |bundle| {
            overwrite(&bundle.file(set), 0, 200);
            flip(&bundle.file("payload-00001.age"), 70_000);
            flip(&bundle.file("index.age"), 400);
        });
        bundle.survives("the parity's end", |bundle| {
            cut(&bundle.file(set), length(&bundle.file(set)) - 250);
            flip(&bundle.file("payload-00001.age"), 70_000);
            flip(&bundle.file("index.age"), 400);
        });
    }
}

#[test]
fn parity_that_is_damaged_or_lost_is_a_finding_at_most_and_made_anew() {
    let bundle = Bundle::new();
    flip(&bundle.file(SET), 5000);
    let found = bundle.stage.json_exiting(11, &["verify"]);
    assert_eq!(found["findings"][0]["what"], "parity", "{found}");
    let listed = bundle.stage.json(&["medium", "list"]);
    assert_eq!(listed["media"][0]["faulty"], 0, "the copy itself is whole: {listed}");
    fs::remove_file(bundle.file("seal.par2")).expect("it is there");
    let report = bundle.repair(0);
    let anew = report["redundancy"].as_array().expect("a list");
    assert!(anew.iter().all(|set| set["made_anew"] == true), "{report}");
    assert!(files_of(&folder(&bundle.stage))[SET] == bundle.whole[SET], "the same bytes give it");

    for name in [SET, "seal.par2"] {
        fs::remove_file(bundle.file(name)).expect("it is there");
    }
    let found = bundle.stage.json_exiting(11, &["verify"]);
    assert_eq!(found["findings"].as_array().map(Vec::len), Some(2), "{found}");
    bundle.repair(0);
    bundle.stage.json(&["verify"]);
}

#[test]
fn keys_and_texts_are_mended_too() {
    let bundle = Bundle::new();
    flip(&bundle.file("key.age"), 5000);
    cut(&bundle.file("README.txt"), 3);
    let vault = bundle.stage.vault();
    let texts = ["LEESMIJ.txt", "allowed_signers", "spec/reader.py"].map(|name| vault.join(name));
    texts.iter().for_each(|path| cut(path, 10));
    let report = bundle.repair(0);
    let of = |file: &str| {
        let all = report["mended"].as_array().expect("a list");
        let one = all.iter().find(|one| one["file"] == file);
        one.unwrap_or_else(|| panic!("no {file} in {report}"))["from"].clone()
    };
    assert_eq!(of("key.age"), "twin");
    for name in ["README.txt", "LEESMIJ.txt", "allowed_signers", "spec/reader.py"] {
        assert_eq!(of(name), "derived");
    }
    assert!(files_of(&folder(&bundle.stage))["key.age"] == bundle.whole["key.age"]);
    bundle.stage.json(&["verify"]);

    // Both are gone, and no other drive has one: said, and nothing is made up.
    flip(&bundle.file("key.age"), 5000);
    flip(&bundle.file("key-copy.age"), 6000);
    let report = bundle.repair(11);
    assert_eq!(report["findings"].as_array().map(Vec::len), Some(2), "{report}");
}

#[test]
fn another_drive_lends_what_parity_lacks() {
    let bundle = Bundle::new();
    fs::create_dir(bundle.stage.at("other")).expect("it is new");
    bundle.stage.json(&[
        "medium",
        "add",
        "--same-disk",
        "../other",
        "--label",
        "Drive B",
        "--no-parity",
    ]);
    let archive =
        ["archive", "records", "--class", "nl-admin-basis", "--date", "2025-11", "--accept-newer"];
    bundle.stage.json(&archive);
    let name = bundle.stage.vault().file_name().expect("it has one").to_owned();
    let there = bundle.stage.at("other").join(name).join("bundles").join(&bundle.stage.bundle);
    assert!(!files_of(&there).keys().any(|name| name.ends_with(".par2")), "none was wanted");
    for name in ["payload-00000.age", "payload-00001.age", "key.age", "key-copy.age", "seal.json"] {
        fs::remove_file(bundle.file(name)).expect("it is there");
    }
    let report = bundle.repair(0);
    let mended = report["mended"].as_array().expect("a list");
    let from = |file: &str| &mended.iter().find(|one| one["file"] == file).unwrap()["from"];
    let mut twins = [from("key.age").as_str(), from("key-copy.age").as_str()];
    twins.sort();
    assert_eq!(twins, [Some("copy"), Some("twin")], "{report}");
    for file in ["payload-00000.age", "payload-00001.age", "seal.json"] {
        assert_eq!(from(file), "copy", "{report}");
    }
    assert_eq!(mended.len(), 5, "{report}");
    bundle.is_whole(&folder(&bundle.stage), "from the other drive");

    // Its own parity is away and its copy damaged elsewhere: the first one's parity mends the second as well.
    flip(&there.join("payload-00002.age"), 3);
    flip(&bundle.file("payload-00002.age"), 70_003);
    // 1: the first one's damage is told.
    bundle.stage.json_exiting(1, &["repair", "Drive B"]);
    bundle.is_whole(&there, "from parity and slices of the first drive");
    bundle.stage.json_exiting(11, &["verify"]);
    bundle.repair(0);
    bundle.stage.json(&["verify"]);
}

#[test]
fn beyond_what_parity_mends_nothing_is_changed_and_the_rest_comes_out() {
    let set = "payload-00000-00010.par2";
    let bundle = Bundle::of(40, set);
    // One slice over a whole volume, from the middle: records at both ends stay.
    overwrite(&bundle.file("payload-00005.age"), 0, length(&bundle.file("payload-00005.age")));
    overwrite(&bundle.file("payload-00006.age"), 0, 2 * SLICE);
    let mut par2 = tool("par2");
    refuses(par2.args(["repair", "-q", "-q", set]).current_dir(folder(&bundle.stage)));
    for entry in fs::read_dir(folder(&bundle.stage)).expect("it is there").flatten() {
        // par2 leaves nothing behind when it refuses at once.
        assert!(bundle.whole.contains_key(&*entry.file_name().to_string_lossy()));
    }
    let before = files_of(&folder(&bundle.stage));
    let report = bundle.repair(11);
    assert!(files_of(&folder(&bundle.stage)) == before, "a copy is never made worse");
    let problem = &report["findings"][0]["detail"]["problem"];
    assert_eq!(problem["why"], "beyond-capacity", "{report}");
    assert_eq!((&problem["lost"], &problem["recovery"]), (&34.into(), &33.into()), "{report}");
    let lost: BTreeSet<String> = report["records_hit"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|hit| hit["record"].as_str().expect("text").to_owned())
        .collect();
    let left = report["records_left"].as_u64().expect("the identity is there");
    assert!(!lost.is_empty() && left > 0 && lost.len() as u64 + left == 40, "{report}");

    let restore = ["restore", "--all", "--to", "out", "--reason", "repair"];
    bundle.stage.kluis(&restore).exits(11);
    let mut found = runs(tool("find").args(["out", "-type", "f"]).current_dir(bundle.stage.home()));
    found.stdout.retain(|byte| byte.is_ascii());
    let out = String::from_utf8_lossy(&found.stdout).into_owned();
    let records = fs::read_dir(bundle.stage.home().join("records")).expect("it is there").flatten();
    for record in records {
        let name = record.file_name().to_string_lossy().into_owned();
        let path = out.lines().find(|path| path.ends_with(&format!("/{name}")));
        let is_lost = lost.iter().any(|lost| lost.ends_with(&name));
        assert_eq!(path.is_none(), is_lost, "{name}: {out}");
        if let Some(path) = path {
            let restored = fs::read(bundle.stage.home().join(path)).expect("it was found");
            assert!(restored == fs::read(record.path()).expect("it is there"), "{name}");
        }
    }
    bundle.stage.kluis(&["repair", "Drive A"]).says("kluis restore");
}
