//! What seals, copies, removes sources and gives records back.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use super::super::place::Place;
use super::{
    add_drive, bytes_of, copies_hold, each_call_fails, everything_stands, two_drives, well,
};

/// Each source lies where it was, or comes back from the drives.
fn no_source_is_lost(
    place: &Place,
    sources: &BTreeMap<PathBuf, kluis::words::digest::Digest>,
    at: &str,
) {
    let left = bytes_of(place, "new");
    if left != *sources {
        well(place, "restore --all --to moved --reason test", &[0], at);
        let moved = bytes_of(place, "moved/records/new");
        let here = |name: &PathBuf| left.get(name).or(moved.get(name));
        assert!(sources.iter().all(|(name, record)| here(name) == Some(record)), "{at}");
    }
}

#[test]
fn archive_with_any_call_failing_loses_no_source() {
    let start = two_drives();
    let sources = bytes_of(&start, "new");
    let archive = "archive new --class nl-admin-basis --date 2026 --move --accept-newer";
    each_call_fails(&start, archive, &|place, at| {
        no_source_is_lost(place, &sources, at);
        // 2: all was moved. 3: one copy stands, and its sources stay.
        well(place, archive, &[0, 2, 3], at);
        everything_stands(place, at);
        well(place, "restore --all --to out --reason test", &[0], at);
        let out = bytes_of(place, "out/records/new");
        assert!(sources.iter().all(|(name, bytes)| out.get(name) == Some(bytes)), "{at}");
    });
}

#[test]
fn copy_with_any_call_failing_is_ended_by_the_next() {
    let start = two_drives();
    add_drive(&start, "c");
    each_call_fails(&start, "copy --all --to c", &|place, at| {
        well(place, "copy --all --to c", &[0], at);
        everything_stands(place, at);
        copies_hold(place, 3, at);
    });
}

#[test]
fn sweep_with_any_call_failing_loses_no_source() {
    let start = two_drives();
    start.archive("new --class nl-admin-basis --date 2026", &[0]);
    // What this test is not about.
    for folder in ["kept", "due"] {
        std::fs::remove_dir_all(start.path(folder)).unwrap();
    }
    let sources = bytes_of(&start, "new");
    each_call_fails(&start, "sweep new", &|place, at| {
        well(place, "sweep new", &[0], at);
        assert!(bytes_of(place, "new").is_empty(), "{at}: what may go stays");
        everything_stands(place, at);
        // Those that the first run removed, and those of the second.
        no_source_is_lost(place, &sources, at);
    });
}

#[test]
fn restore_with_any_call_failing_leaves_nothing_that_looks_whole() {
    let start = two_drives();
    let sources: BTreeSet<_> = ["kept", "due"]
        .into_iter()
        .flat_map(|folder| bytes_of(&start, folder).into_values())
        .collect();
    each_call_fails(&start, "restore --all --to out --reason test", &|place, at| {
        // A name that the target refused is given back under another, and that is said.
        let given_back =
            || -> BTreeSet<_> { bytes_of(place, "out/records").into_values().collect() };
        assert!(given_back().is_subset(&sources), "{at}");
        // The same command goes on, unless all was done.
        let again = place.run("restore --all --to out --reason test");
        let finished = place.path("out/SHA256SUMS").exists();
        assert!(again.exit == 0 || again.exit == 2 && finished, "{at}\nand then: {again}");
        assert_eq!(given_back(), sources, "{at}");
        everything_stands(place, at);
    });
}

#[test]
fn what_was_sealed_just_before_the_home_failed_is_not_sealed_again() {
    let place = two_drives();
    let archive = "archive new --class nl-admin-basis --date 2026 --accept-newer";
    // The chain in the home is the only file that is written and is called so.
    let chain = std::fs::read_dir(place.path("home/ledger")).unwrap().next().unwrap().unwrap();
    let chain = format!("home/ledger/{}", chain.file_name().to_string_lossy());
    let path = format!("--trace-path={}", place.path(&chain).display());
    let inject = "inject=write:error=EIO:when=1";
    let watcher =
        ["strace", "-f", "-qq", "-o", "calls.txt", &path, "-e", "trace=write", "-e", inject];
    let ran = place.run_under(&watcher, archive).exits(20);
    assert!(ran.err.contains("could not write ledger"), "{}", ran);
    let again = place.run(&format!("{archive} --json")).exits(0).json();
    assert_eq!((&again["already_sealed"], &again["files"]), (&2.into(), &0.into()), "{again:#}");
    everything_stands(&place, "after it was taken in");
}

#[test]
fn a_key_that_could_not_be_read_once_is_not_said_to_be_another() {
    let place = two_drives();
    place.archive("new --class nl-admin-basis --date 2026", &[0]);
    // The first key that the run opens, whichever it is.
    let inject = "inject=openat:error=EACCES:when=1";
    let opening = ["-P", "key.age", "-e", "trace=openat", "-e", inject];
    let watcher = [&["strace", "-f", "-qq", "-o", "calls.txt"][..], &opening].concat();
    let ran = place.run_under(&watcher, "sweep new").exits(11);
    assert!(ran.out.contains("no permission: could not open"), "{ran}");
    assert!(!ran.out.contains("not the one that was written"), "{ran}");
    assert!(!ran.out.contains("ransomware"), "{ran}");
    // The drive says nothing else at its next contact, and counts again.
    place.run("sweep new").exits(0);
    assert!(bytes_of(&place, "new").is_empty());
}
