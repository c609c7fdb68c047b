//! System calls of the real program that fail, or at which it is killed, for every command that
//! writes: the next run finds old or new, and goes on. Calls are failed by `strace`; which are
//! tried of the many is drawn by a seed, which is printed.

mod beside;
mod ends;
mod homes;
mod keeping;
mod looking;
mod sealing;

use std::collections::BTreeMap;
use std::path::PathBuf;

use kluis::words::digest::Digest;

use super::orders::Chance;
use super::place::{Place, noise};

/// What is failed, and how; or where the program is killed.
const FAULTS: [(&str, &str); 9] = [
    ("write", "error=EIO"),
    ("write", "error=ENOSPC"),
    ("write", "signal=KILL"),
    ("fsync", "error=EIO"),
    ("fsync", "signal=KILL"),
    ("unlinkat,unlink,rename", "error=EIO"),
    ("unlinkat,unlink,rename", "signal=KILL"),
    ("openat", "error=EACCES"),
    ("mkdirat,mkdir", "error=ENOSPC"),
];
/// How many of each are tried.
const TRIES: u64 = 2;
/// What a program that was killed ends with here.
const KILLED: i32 = -1;
/// What `strace` writes.
const CALLS: &str = "calls.txt";

/// How often each thread of a command makes each of these calls: `strace` counts so as well.
fn count(place: &Place, line: &str, exits: i32) -> BTreeMap<(String, String), u64> {
    let calls: Vec<&str> = FAULTS.iter().map(|(calls, _)| *calls).collect();
    let trace = format!("trace={}", calls.join(","));
    place.run_under(&["strace", "-f", "-qq", "-o", CALLS, "-e", &trace], line).exits(exits);
    let mut counts = BTreeMap::new();
    for line in std::fs::read_to_string(place.path(CALLS)).unwrap().lines() {
        let (thread, call) = line.split_once(' ').unwrap();
        if let Some((call, _)) = call.trim_start().split_once('(') {
            *counts.entry((thread.to_owned(), call.to_owned())).or_default() += 1;
        }
    }
    counts
}

/// Runs a command with one call after the other failing, each from the same state, and asks what is
/// found then.
fn each_call_fails(place: &Place, line: &str, then: &dyn Fn(&Place, &str)) {
    each_call_of(place, line, 0, then);
}

/// The same for a command that ends so where nothing fails.
fn each_call_of(place: &Place, line: &str, exits: i32, then: &dyn Fn(&Place, &str)) {
    let mut chance = Chance::new();
    let (mut tried, mut struck) = (0, 0);
    place.keep();
    let counts = count(place, line, exits);
    for (calls, fault) in FAULTS {
        let numbers: Vec<u64> = counts
            .iter()
            .filter(|((_, call), _)| calls.split(',').any(|one| one == call))
            .flat_map(|(_, all)| 1..=*all)
            .collect();
        for _ in 0..TRIES.min(numbers.len() as u64) {
            place.back();
            let when = numbers[chance.below(numbers.len() as u64) as usize];
            let inject = format!("inject={calls}:{fault}:when={when}");
            let trace = format!("trace={calls}");
            let watcher = ["strace", "-f", "-qq", "-o", CALLS, "-e", &trace, "-e", &inject];
            let ran = place.run_under(&watcher, line);
            let at = format!("{calls} number {when}, {fault}: {}", ran);
            // 101: it fell over.
            assert!((KILLED..=130).contains(&ran.exit) && ran.exit != 101, "{at}");
            let said = std::fs::read_to_string(place.path(CALLS)).unwrap();
            tried += 1;
            struck += u32::from(said.contains("INJECTED") || ran.exit == KILLED);
            then(place, &at);
        }
    }
    println!("{struck} of {tried} faults struck");
    assert!(struck > 5 && struck * 3 > tried * 2, "{struck} of {tried} faults struck");
}

/// The records below a folder by their bytes; nothing if it is not there. A state that was come
/// back to has new times.
fn bytes_of(place: &Place, folder: &str) -> BTreeMap<PathBuf, Digest> {
    if !place.path(folder).is_dir() {
        return BTreeMap::new();
    }
    place.records(folder).into_iter().map(|(name, (bytes, _))| (name, bytes)).collect()
}

fn well(place: &Place, line: &str, exits: &[i32], at: &str) {
    let ran = place.run(line);
    assert!(exits.contains(&ran.exit), "{at}\nand then: {}", ran);
}

/// A vault with two drives in folders, one bundle that is kept and one that is due.
fn two_drives() -> Place {
    let place = Place::with_copies(2);
    for drive in ["a", "b"] {
        add_drive(&place, drive);
    }
    for (folder, date) in [("kept", "2026"), ("due", "2015")] {
        place.put(format!("{folder}/scan.bin"), &noise(50_000, date.len() as u64));
        place.archive(&format!("{folder} --class nl-admin-basis --date {date}"), &[0]);
    }
    place.put("new/one.bin", &noise(70_000, 5));
    place.put("new/two.bin", &noise(300, 6));
    place
}

fn add_drive(place: &Place, drive: &str) {
    std::fs::create_dir(place.path(drive)).unwrap();
    place.run(&format!("medium add --same-disk {drive} --label {drive}")).exits(0);
}

/// All is whole. Parity that could not be written was told, and is a finding until it is made; so is a note that the
/// home could not read when a drive was to get it, unless that run said that all was well. Both are mended.
fn everything_stands(place: &Place, at: &str) {
    let found = place.run("verify --json");
    if found.exit == 11 {
        let found = found.json();
        for finding in found["findings"].as_array().unwrap() {
            let file = finding["file"].as_str().unwrap_or_default();
            let note = finding["what"] == "missing" && file.starts_with("notes/");
            let told = !at.ends_with("\nexit 0\n");
            assert!((note && told) || finding["what"] == "parity", "{at}: {found:#}");
            well(place, &format!("repair {}", finding["medium"].as_str().unwrap()), &[0], at);
        }
    }
    for verb in ["verify", "ledger verify"] {
        well(place, verb, &[0], at);
    }
}

/// Every bundle that is kept has so many copies that hold.
fn copies_hold(place: &Place, copies: u64, at: &str) {
    let listed = place.run("list --json").exits(0).json();
    for bundle in listed["bundles"].as_array().unwrap() {
        assert_eq!(bundle["copies_verified"], copies, "{at}: {listed:#}");
    }
}

/// Verifies a drive that could not be looked at whole: until then no copy on it counts.
fn end_doubt(place: &Place, drive: &str, at: &str) {
    let listed = place.run("list --json").exits(0).json();
    let mut bundles = listed["bundles"].as_array().unwrap().iter();
    if bundles.any(|bundle| bundle["uncounted"].as_array().unwrap().contains(&drive.into())) {
        well(place, &format!("verify {drive}"), &[0], at);
    }
}

/// The id of the one bundle of a year.
fn bundle_of(place: &Place, year: &str) -> String {
    let listed = place.run(&format!("list --year {year} --json")).exits(0).json();
    listed["bundles"][0]["bundle"].as_str().unwrap().to_owned()
}
