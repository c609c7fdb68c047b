//! Drives on the disk of the PC. What counts of several on one device is in `tests/drives/one_disk.rs`, which can mount.
//!
//! Memory (`/dev/shm`) is the other device. What is read back there was perhaps read from a cache, and counts for no copy.
#![cfg(target_os = "linux")]

use crate::harness::{Vault, put, tree};

/// A folder in memory, called `memory` in a vault's commands.
fn memory(vault: &Vault) -> tempfile::TempDir {
    let memory = tempfile::tempdir_in("/dev/shm").expect("this test needs /dev/shm");
    std::fs::create_dir(memory.path().join("stick")).unwrap();
    vault.name("memory", memory.path());
    memory
}

/// A vault whose home lies in memory.
fn home_in_memory(options: &str) -> (Vault, tempfile::TempDir) {
    let vault = Vault::bare();
    let memory = memory(&vault);
    vault.name("home", memory.path().join("home"));
    let line = format!(
        "--vault {{home}} init --name Jansen --no-passphrase --paper {{dir}}/sheet {options}"
    );
    vault.run(&line).exits(0);
    (vault, memory)
}

#[test]
fn a_folder_on_the_disk_of_the_pc_is_no_drive_unless_that_is_meant() {
    let vault = Vault::without_drives("");
    let refused = vault.refuses("medium add {a} --label A", 10);
    refused.says("lies on the disk that holds").says("not mounted").says("--same-disk");
    assert!(tree(&vault.path("a")).is_empty());
    let added = vault.run("medium add {a} --label A --same-disk --json").exits(0).json();
    assert_eq!(added["same_disk"], true);
    let ledger = vault.run("ledger show --json").exits(0).json();
    let entry = crate::harness::member(&ledger["entries"], "event", "medium-added");
    assert_eq!(entry["fields"]["same_disk"], true, "{ledger:#}");
}

#[test]
fn a_mount_point_without_its_drive_lies_on_the_disk_of_the_system_wherever_the_home_is() {
    let (vault, _memory) = home_in_memory("--copies 1");
    let refused = vault.run("--vault {home} medium add {a} --label A").fails(10);
    refused.says("lies on the disk that holds /:").says("not mounted").says("--same-disk");
    assert!(tree(&vault.path("a")).is_empty());
    vault.run("--vault {home} medium add {a} --label A --same-disk").exits(0);
}

#[test]
fn a_drive_that_is_met_on_the_disk_of_the_home_is_no_drive_there() {
    let vault = Vault::without_drives("--copies 1");
    let memory = memory(&vault);
    vault.run("medium add {memory}/stick --label A").exits(0);
    put(&vault.path("user/Administratie/old.pdf"), "old");
    vault.run("archive {src} --class nl-admin-basis --date 2025").exits(0);
    // The home comes to lie on the disk of the drive: the same as a drive that is not mounted, and a folder in its place.
    let copied = std::process::Command::new("cp")
        .arg("-r")
        .args([vault.home(), memory.path().join("home")])
        .status();
    assert!(copied.unwrap().success());
    vault.name("home", memory.path().join("home"));
    put(&vault.path("user/Administratie/new.pdf"), "new");
    let before = tree(&memory.path().join("stick"));
    for line in [
        "archive {src} --class nl-admin-basis --date 2025",
        "archive {src} --class nl-admin-basis --date 2025 --to A",
        "archive {src} --class nl-admin-basis --date 2025 --to {memory}/stick",
        "copy --all --to A",
        "sweep",
        "verify",
        "verify {memory}/stick",
        "repair A",
    ] {
        let ran = vault.run(&format!("--vault {{home}} {line}")).fails(10);
        ran.says("lies on the disk that holds").says("plug in the drive");
    }
    // A drive is retired by what the others hold, whatever its own state.
    vault.run("--vault {home} medium retire A").fails(14);
    let list = vault.run("--vault {home} medium list --json").exits(1).json();
    assert_eq!(list["media"][0]["present"], false);
    assert_eq!(list["doubtful"][0]["problem"], "own-disk");
    assert!(before == tree(&memory.path().join("stick")), "nothing was written there");
}

#[test]
fn a_drive_on_the_disk_of_a_source_is_refused() {
    let vault = Vault::without_drives("--copies 1");
    let memory = memory(&vault);
    vault.run("medium add {memory}/stick --label A").exits(0);
    // The source lies on the disk of the drive, and only then is it known to be one.
    put(&memory.path().join("month/invoice.pdf"), "12,50 EUR");
    let before = tree(&memory.path().join("stick"));
    let archive = "archive {memory}/month --class nl-admin-basis --date 2025";
    vault.run(archive).fails(10).says("lies on the disk that holds");
    assert!(before == tree(&memory.path().join("stick")), "nothing was written there");
    // Of what was sealed before the vault knows where it lay.
    let vault = Vault::without_drives("--copies 1");
    vault.name("memory", memory.path());
    std::fs::create_dir(memory.path().join("other")).unwrap();
    vault.run("medium add {b} --label B --same-disk").exits(0);
    vault.run(archive).exits(0);
    vault.run("medium add {memory}/other --label C").fails(10).says("month");
    vault.run("medium add {memory}/other --label C --same-disk").exits(0);
}

#[test]
fn drives_and_sources_lie_in_none_of_each_other() {
    let vault = Vault::new();
    vault.file("2025/invoice.pdf", "1");
    let archive = "--class nl-admin-basis --date 2025";
    put(&vault.path("a/mine/letter.pdf"), "1");
    for source in ["{a}", "{a}/mine"] {
        let refused = vault.refuses(&format!("archive {source} {archive} --to 'Drive B'"), 2);
        refused.says("holds a vault or a drive, or lies in one");
    }
    vault.refuses(&format!("archive {{dir}} {archive}"), 10).says("in or around");
    vault.run(&format!("archive {{src}} {archive}")).exits(0);
    std::fs::create_dir(vault.source("stick")).unwrap();
    for place in ["{src}", "{src}/stick", "{dir}/user"] {
        let line = format!("medium add {place} --label C --same-disk");
        vault.refuses(&line, 10).says("in or around").says("Administratie");
    }
}
