//! System calls of the real program that fail, or at which it is killed, for every command that
//! writes: the next run finds old or new, and goes on. Calls are failed by `strace`; which are
//! tried of the many is drawn by a seed, which is printed.

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

/// How often a command makes these calls.
fn count(place: &Place, calls: &str, line: &str) -> u64 {
    let trace = format!("trace={calls}");
    place.run_under(&["strace", "-f", "-qq", "-o", "calls.txt", "-e", &trace], line);
    let text = std::fs::read_to_string(place.path("calls.txt")).unwrap();
    text.lines().filter(|line| line.contains('(') && !line.contains("resumed")).count() as u64
}

/// Runs a command with one call after the other failing, each from the same state, and asks what is
/// found then.
fn each_call_fails(place: &Place, line: &str, then: &dyn Fn(&Place, &str)) {
    let mut chance = Chance::new();
    let mut tried = 0;
    place.keep();
    for (calls, fault) in FAULTS {
        let all = count(place, calls, line);
        place.back();
        for _ in 0..TRIES.min(all) {
            let when = 1 + chance.below(all);
            let inject = format!("inject={calls}:{fault}:when={when}");
            let trace = format!("trace={calls}");
            let watcher = ["strace", "-f", "-qq", "-o", "calls.txt", "-e", &trace, "-e", &inject];
            let ran = place.run_under(&watcher, line);
            let at = format!("{calls} number {when} of {all}, {fault}: {}", ran.told());
            // 101: it fell over.
            assert!((KILLED..=130).contains(&ran.exit) && ran.exit != 101, "{at}");
            then(place, &at);
            place.back();
            tried += 1;
        }
    }
    assert!(tried > 5, "hardly anything was tried");
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
    assert!(exits.contains(&ran.exit), "{at}\nand then: {}", ran.told());
}

/// A vault with two drives in folders, one bundle that is kept and one that is due.
fn two_drives() -> Place {
    let place = Place::with_copies(2);
    for drive in ["a", "b"] {
        std::fs::create_dir(place.path(drive)).unwrap();
        place.run(&format!("medium add {drive} --label {drive}")).exits(0);
    }
    for (folder, date) in [("kept", "2026"), ("due", "2015")] {
        place.put(format!("{folder}/scan.bin"), &noise(50_000, date.len() as u64));
        place.archive(&format!("{folder} --class nl-admin-basis --date {date}"), &[0]);
    }
    place.put("new/one.bin", &noise(70_000, 5));
    place.put("new/two.bin", &noise(300, 6));
    place
}

fn everything_stands(place: &Place, at: &str) {
    for verb in ["verify", "ledger verify"] {
        well(place, verb, &[0], at);
    }
}

#[test]
fn archive_with_any_call_failing_loses_no_source() {
    let start = two_drives();
    let sources = bytes_of(&start, "new");
    let archive = "archive new --class nl-admin-basis --date 2026 --move --accept-end";
    each_call_fails(&start, archive, &|place, at| {
        let left = bytes_of(place, "new");
        if left != sources {
            well(place, "restore --all --to moved --reason test", &[0], at);
            let moved = bytes_of(place, "moved/records/new");
            let here = |name: &PathBuf| left.get(name).or(moved.get(name));
            assert!(sources.iter().all(|(name, record)| here(name) == Some(record)), "{at}");
        }
        // 2: all was moved. 3: one copy stands, and its sources stay.
        well(place, archive, &[0, 2, 3], at);
        everything_stands(place, at);
        well(place, "restore --all --to out --reason test", &[0], at);
        let out = bytes_of(place, "out/records/new");
        assert!(sources.iter().all(|(name, bytes)| out.get(name) == Some(bytes)), "{at}");
    });
}

#[test]
fn destroy_with_any_call_failing_is_ended_by_the_next() {
    let start = two_drives();
    let listed = start.run("list --year 2015 --json").exits(0).json();
    let due = listed["bundles"][0]["bundle"].as_str().unwrap().to_owned();
    let destroy = format!("destroy {due} --by Jansen --role owner --no-open-matters");
    each_call_fails(&start, &destroy, &|place, at| {
        well(place, &destroy, &[0, 2], at);
        everything_stands(place, at);
        for drive in ["a", "b"] {
            let folder = super::place::bundle_folder(&place.path(drive), &due);
            assert!(!folder.exists(), "{at}");
        }
        well(place, "restore --all --to out --reason test", &[0], at);
    });
}

#[test]
fn restore_with_any_call_failing_leaves_nothing_that_looks_whole() {
    let start = two_drives();
    let sources: BTreeMap<_, _> =
        ["kept", "due"].into_iter().map(|folder| (folder, bytes_of(&start, folder))).collect();
    each_call_fails(&start, "restore --all --to out --reason test", &|place, at| {
        for (folder, sources) in &sources {
            for (name, bytes) in bytes_of(place, &format!("out/records/{folder}")) {
                assert!(sources.get(&name).is_none_or(|sealed| *sealed == bytes), "{at}: {name:?}");
            }
        }
        well(place, "restore --all --to again --reason test", &[0], at);
        for (folder, sources) in &sources {
            assert_eq!(&bytes_of(place, &format!("again/records/{folder}")), sources, "{at}");
        }
        everything_stands(place, at);
    });
}

#[test]
fn medium_add_with_any_call_failing_is_ended_by_the_next() {
    let start = two_drives();
    std::fs::create_dir(start.path("c")).unwrap();
    each_call_fails(&start, "medium add c --label c", &|place, at| {
        // 2: it is in already.
        well(place, "medium add c --label c", &[0, 2], at);
        well(place, "archive new --class nl-admin-basis --date 2026 --to c --accept-end", &[0], at);
        everything_stands(place, at);
    });
}

#[test]
fn book_year_with_any_call_failing_is_ended_by_the_next() {
    let start = two_drives();
    let add = "book-year add 2030-01-01 2030-12-31";
    each_call_fails(&start, add, &|place, at| {
        well(place, add, &[0], at);
        well(place, "book-year list", &[0], at);
        everything_stands(place, at);
    });
}

#[test]
fn init_with_any_call_failing_leaves_a_vault_or_none() {
    let start = Place::empty();
    let init = "init --name Jansen --no-passphrase --paper sheet.txt";
    each_call_fails(&start, init, &|place, at| {
        let _ = std::fs::remove_file(place.path("sheet.txt"));
        // 2: there is a vault, or a part of one that is said to be in the way.
        let ran = place.run(init);
        assert!([0, 2].contains(&ran.exit), "{at}\nand then: {}", ran.told());
        if ran.exit == 2 && place.run("list").exit != 0 {
            std::fs::remove_dir_all(place.path("home")).unwrap();
            well(place, init, &[0], at);
        }
        well(place, "ledger verify", &[0], at);
    });
}

#[test]
fn what_was_sealed_just_before_the_home_failed_is_not_sealed_again() {
    let place = two_drives();
    let archive = "archive new --class nl-admin-basis --date 2026 --accept-end";
    // The chain in the home is the only file that is written and is called so.
    let chain = std::fs::read_dir(place.path("home/ledger")).unwrap().next().unwrap().unwrap();
    let chain = format!("home/ledger/{}", chain.file_name().to_string_lossy());
    let path = format!("--trace-path={}", place.path(&chain).display());
    let inject = "inject=write:error=EIO:when=1";
    let watcher =
        ["strace", "-f", "-qq", "-o", "calls.txt", &path, "-e", "trace=write", "-e", inject];
    let ran = place.run_under(&watcher, archive).exits(20);
    assert!(ran.err.contains("could not write ledger"), "{}", ran.told());
    let again = place.run(&format!("{archive} --json")).exits(0).json();
    assert_eq!((&again["already_sealed"], &again["files"]), (&2.into(), &0.into()), "{again:#}");
    everything_stands(&place, "after it was taken in");
}
