//! Drives on the disk of the PC, and in its memory (`/dev/shm`). What takes a second disk is in
//! `tests/drives/one_disk.rs`, which can mount.
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
fn a_folder_in_the_memory_of_the_pc_is_no_drive_unless_that_is_meant() {
    let vault = Vault::without_drives("");
    let memory = memory(&vault);
    let refused = vault.refuses("medium add {memory}/stick --label A", 10);
    refused.says("lies in the memory of this PC").says("--same-disk");
    assert!(tree(&memory.path().join("stick")).is_empty());
    vault.run("medium add {memory}/stick --label A --same-disk").exits(0);
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
