//! Drives on the disk of the PC, and several on one device: what takes the disk takes them all.
//!
//! Memory (`/dev/shm`) is the other device. What is read back there was perhaps read from a cache, so that where copies
//! must count it is the home that lies there.
#![cfg(target_os = "linux")]

use crate::harness::{Vault, put, tree};

/// A vault whose home and sources lie in memory, and its drives on the disk.
struct Apart {
    vault: Vault,
    _memory: tempfile::TempDir,
}

fn home_in_memory(options: &str) -> Apart {
    let memory = tempfile::tempdir_in("/dev/shm").expect("this test needs /dev/shm");
    let vault = Vault::bare();
    vault.name("home", memory.path().join("home"));
    vault.name("memory", memory.path());
    put(&memory.path().join("month/invoice.pdf"), "12,50 EUR");
    let line = format!(
        "--vault {{home}} init --name Jansen --no-passphrase --paper {{dir}}/sheet {options}"
    );
    vault.run(&line).exits(0);
    Apart { vault, _memory: memory }
}

const SEAL: &str = "--vault {home} archive {memory}/month --class nl-admin-basis --date 2025";

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
fn a_drive_that_is_met_on_the_disk_of_the_home_is_no_drive_there() {
    let Apart { vault, _memory } = home_in_memory("--copies 1");
    vault.run("--vault {home} medium add {a} --label A").exits(0);
    vault.run(SEAL).exits(0);
    // The home comes to lie on the disk of the drive: the same as a drive that is not mounted, and a folder in its place.
    let copied = std::process::Command::new("cp")
        .arg("-r")
        .args([vault.named("home"), vault.path("home").into_os_string()])
        .status();
    assert!(copied.unwrap().success());
    vault.name("home", vault.path("home"));
    put(&vault.path("user/Administratie/new.pdf"), "new");
    let before = tree(&vault.path("a"));
    for line in [
        "archive {src} --class nl-admin-basis --date 2025",
        "archive {src} --class nl-admin-basis --date 2025 --to A",
        "archive {src} --class nl-admin-basis --date 2025 --to {a}",
        "copy --all --to A",
        "sweep",
        "verify",
        "verify {a}",
        "repair A",
    ] {
        let ran = vault.run(&format!("--vault {{home}} {line}")).fails(10);
        ran.says("lies on the disk that holds").says("plug in the drive");
    }
    // A drive is retired by what the others hold, whatever its own state.
    vault.run("--vault {home} medium retire A").fails(14);
    let list = vault.run("--vault {home} medium list --json").exits(1).json();
    assert_eq!(list["media"][0]["present"], false);
    assert!(list["doubtful"][0]["problem"].as_str().unwrap().contains("lies on the disk"));
    assert!(before == tree(&vault.path("a")), "nothing was written there");
}

#[test]
fn a_drive_on_the_disk_of_a_source_is_refused() {
    let Apart { vault, _memory } = home_in_memory("--copies 1");
    vault.run("--vault {home} medium add {a} --label A").exits(0);
    // The source lies on the disk of the drive, and only then is it known to be one.
    put(&vault.path("user/Administratie/new.pdf"), "new");
    let before = tree(&vault.path("a"));
    let archive = "--vault {home} archive {src} --class nl-admin-basis --date 2025";
    vault.run(archive).fails(10).says("lies on the disk that holds");
    assert!(before == tree(&vault.path("a")), "nothing was written there");
    // Of what was sealed before the vault knows where it lay.
    let Apart { vault, _memory } = home_in_memory("--copies 1");
    vault.run("--vault {home} medium add {memory}/stick --label A --same-disk").fails(2);
    vault.run("--vault {home} medium add {a} --label A --same-disk").exits(0);
    put(&vault.path("user/Administratie/new.pdf"), "new");
    vault.run(archive).exits(0);
    vault.run("--vault {home} medium add {b} --label B").fails(10).says("Administratie");
    vault.run("--vault {home} medium add {b} --label B --same-disk").exits(0);
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

#[test]
fn two_drives_on_one_device_count_for_one() {
    let Apart { vault, _memory } = home_in_memory("");
    vault.run("--vault {home} medium add {a} --label A").exits(0).hides("one device");
    vault.run("--vault {home} medium add {b} --label B").exits(0).says("A and B are one device");
    vault.run(&format!("{SEAL} --move")).exits(3).says("too few verified copies");
    assert!(_memory.path().join("month/invoice.pdf").exists());
    let list = vault.run("--vault {home} list --json").exits(0).json();
    assert_eq!(list["bundles"][0]["copies_verified"], 1, "{list:#}");
    assert_eq!(list["bundles"][0]["copies_wanting"], true);
    let media = vault.run("--vault {home} medium list --json").json();
    assert_eq!(media["waiting"].as_array().unwrap().len(), 1, "{media:#}");
    vault.run("--vault {home} sweep").exits(1).says("too few verified copies");
    // One of the two may not go for the other's sake, nor for that of a third one there.
    vault.new_drives(&["c"]);
    vault.run("--vault {home} medium add {c} --label C").exits(0);
    vault.run("--vault {home} copy --all --to C").exits(0);
    vault
        .run("--vault {home} medium retire A")
        .fails(14)
        .says("not verify now in enough other copies");
    assert!(_memory.path().join("month/invoice.pdf").exists());
}

#[test]
fn two_drives_on_one_device_count_apart_where_each_is_meant_to_lie_there() {
    let Apart { vault, _memory } = home_in_memory("");
    vault.run("--vault {home} medium add {a} --label A --same-disk").exits(0);
    let added = vault.run("--vault {home} medium add {b} --label B --same-disk").exits(0);
    added.says("A and B are one device").says("lost together");
    vault.run(&format!("{SEAL} --move")).exits(0);
    assert!(!_memory.path().join("month/invoice.pdf").exists());
    vault.run("--vault {home} list").exits(0).says("2/2");
}
