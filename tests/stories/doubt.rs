//! What any command sees wrong on a drive counts against it from then on, also when the drive is unplugged again: no
//! source goes by that copy before somebody has looked at the whole drive.

use std::fs;
use std::io::{Seek, SeekFrom, Write};
use std::path::Path;

use crate::harness::{Vault, flip};

const SWEEP: &str = "sweep {src}/2025/10";

/// A month on both drives, as many copies as are wanted, and its sources on the PC.
fn sealed() -> Vault {
    let vault = Vault::new();
    vault.month("2025/10");
    vault.seal("first", "{src}/2025/10 --class nl-admin-basis --date 2025-10");
    vault
}

/// Bytes in the middle of a copy's payload, where no glance looks.
fn spoil(vault: &Vault, drive: &str) {
    let payload = vault.bundle(drive, "first").join("payload-00000.age");
    let bytes = fs::metadata(&payload).unwrap().len();
    let mut file = fs::File::options().write(true).open(&payload).unwrap();
    file.seek(SeekFrom::Start(bytes / 2)).unwrap();
    file.write_all(&[0x5a; 64]).unwrap();
}

fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().flatten() {
        let target = to.join(entry.file_name());
        match entry.file_type().unwrap().is_dir() {
            true => copy_folder(&entry.path(), &target),
            false => drop(fs::copy(entry.path(), &target).unwrap()),
        }
    }
}

/// Nothing goes, and what is advised leads to the end: a repair, and then everything goes.
fn no_source_goes(vault: &Vault, drive: &str) {
    let label = format!("Drive {}", drive.to_uppercase());
    vault.run(SWEEP).exits(1).says("Nothing can be removed from this PC yet");
    assert!(vault.source("2025/10/bank.csv").exists());
    vault.run("list").says("1/2");
    vault.run(SWEEP).exits(1).says(&format!("kluis verify \"{label}\""));
}

#[test]
fn damage_that_a_restore_met_lets_no_source_go_by_that_copy() {
    let vault = sealed();
    spoil(&vault, "a");
    vault.run("restore {first} --to {out} --reason look").exits(1);
    no_source_goes(&vault, "a");
    vault.run("verify {a}").exits(11);
    vault.run("repair {a}").exits(0);
    vault.run("verify {a}").exits(0);
    vault.run(SWEEP).exits(0).says("Removed 3 sources");
}

#[test]
fn damage_that_a_restore_met_everywhere_keeps_every_source() {
    let vault = sealed();
    ["a", "b"].iter().for_each(|drive| spoil(&vault, drive));
    vault.run("restore {first} --to {out} --reason look").exits(11);
    vault.run(SWEEP).exits(1).says("Nothing can be removed from this PC yet");
    vault.run("list").says("0/2");
    let again = "archive {src}/2025/10 --class nl-admin-basis --date 2025-10 --move";
    vault.run(again).hides("Removed");
    assert!(vault.source("2025/10/bank.csv").exists());
}

#[test]
fn damage_at_the_source_of_a_copy_lets_no_source_go() {
    let vault = sealed();
    ["a", "b"].iter().for_each(|drive| spoil(&vault, drive));
    vault.new_drives(&["c"]);
    vault.run("medium add {c} --label 'Drive C' --same-disk").exits(0);
    vault.run("copy --all --to 'Drive C'").exits(3);
    vault.run("list").says("1/2");
    vault.run("copy --all --to 'Drive C'").exits(3);
    vault.run("list").says("0/2");
    vault.run(SWEEP).exits(1).says("Nothing can be removed from this PC yet");
}

#[test]
fn a_change_that_a_look_refused_is_not_forgotten_when_the_drive_is_unplugged() {
    let vault = sealed();
    fs::remove_file(vault.bundle("b", "first").join("payload-00000.age")).unwrap();
    let again = "archive {src}/2025/10 --class nl-admin-basis --date 2025-10 --move";
    vault.run(again).exits(11);
    vault.unplug("b");
    vault.run(again).hides("Removed");
    no_source_goes(&vault, "b");
}

#[test]
fn a_drive_that_was_put_back_to_an_older_state_counts_for_nothing_when_it_is_unplugged() {
    let vault = Vault::new();
    vault.month("2025/10");
    let older = vault.path("older");
    copy_folder(&vault.path("b"), &older);
    vault.seal("first", "{src}/2025/10 --class nl-admin-basis --date 2025-10");
    fs::remove_dir_all(vault.path("b")).unwrap();
    copy_folder(&older, &vault.path("b"));
    vault.run(SWEEP).exits(10);
    vault.unplug("b");
    no_source_goes(&vault, "b");
}

#[test]
fn keys_that_a_look_found_changed_count_no_more_when_their_drive_is_unplugged() {
    let vault = sealed();
    for name in ["key.age", "key-copy.age"] {
        flip(&vault.bundle("b", "first").join(name), 200);
    }
    vault.run(SWEEP).exits(11);
    vault.unplug("b");
    no_source_goes(&vault, "b");
}

#[test]
fn damage_that_an_interrupted_verification_met_lets_no_source_go() {
    let vault = sealed();
    vault.month("2025/11");
    // Nothing that could be packed small: the first bundle is read whole before the run is asked to stop.
    let mut last = 1u32;
    let noise: Vec<u8> = (0..3_000_000)
        .map(|_| {
            last = last.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (last >> 24) as u8
        })
        .collect();
    vault.file("2025/11/scan.bin", noise);
    let second = "archive {src}/2025/11 --class nl-admin-basis --date 2025-11";
    vault.on("2025-12-05").run(second).exits(0);
    spoil(&vault, "a");
    let ran = vault.on("2025-12-05").stopped_after(200_000).run("verify {a}");
    ran.exits(130);
    vault.on("2025-12-05").run(SWEEP).exits(1).says("Nothing can be removed from this PC yet");
}
