//! What somebody planted under our names: nothing else is destroyed, and what it points at stays
//! untouched. Links and FIFOs, which are of Unix.
#![cfg(unix)]

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::Command;

use crate::harness::{BY, Vault, tree};

/// Plants something in place of one file of a bundle that is due, and destroys it.
fn destroys_nothing_else(name: &str, plant: impl Fn(&Path, &Path)) {
    let vault = Vault::holding("old").class("nl-payroll").date("2020-12");
    vault.unplug("b");
    let victim = vault.path("victim");
    fs::write(&victim, "dear to somebody").unwrap();
    let planted = vault.bundle("a", "old").join(name);
    if planted.is_dir() {
        fs::remove_dir_all(&planted).unwrap();
    } else if planted.exists() {
        fs::remove_file(&planted).unwrap();
    }
    plant(&planted, &victim);
    let before = tree(&vault.path("a/"));
    let bundle = tree(&vault.bundle("a", "old"));
    let ran = vault.on("2028-01-01").run(&format!("destroy {{old}} {BY} --damaged"));
    assert_ne!(ran.exit, 0, "{ran}");
    assert!(!ran.err.is_empty() || !ran.out.is_empty());
    assert_eq!(fs::read(&victim).unwrap(), b"dear to somebody", "{ran}");
    assert!(bundle == tree(&vault.bundle("a", "old")), "something went: {ran}");
    let others = before.keys().filter(|path| !path.to_str().unwrap().contains("ledger"));
    for path in others {
        assert!(vault.path("a").join(path).symlink_metadata().is_ok(), "{path:?} went: {ran}");
    }
}

const NAMES: [&str; 5] = ["key.age", "payload-00000.age", "seal.json", "README.txt", "x.par2"];

#[test]
fn a_symbolic_link() {
    for name in NAMES {
        destroys_nothing_else(name, |planted, victim| symlink(victim, planted).unwrap());
    }
}

#[test]
fn a_hard_link() {
    for name in NAMES {
        destroys_nothing_else(name, |planted, victim| fs::hard_link(victim, planted).unwrap());
    }
}

#[test]
fn a_pipe() {
    for name in ["key.age", "index.age"] {
        destroys_nothing_else(name, |planted, _| {
            assert!(Command::new("mkfifo").arg(planted).status().unwrap().success());
        });
    }
}

#[test]
fn a_folder() {
    for name in ["key.age", "payload-00000.age"] {
        destroys_nothing_else(name, |planted, _| {
            fs::create_dir(planted).unwrap();
            fs::write(planted.join("inside"), "theirs").unwrap();
        });
    }
}

#[test]
fn a_bundle_folder_that_is_a_link_to_another_place() {
    let vault = Vault::holding("old").class("nl-payroll").date("2020-12");
    vault.unplug("b");
    let folder = vault.bundle("a", "old");
    fs::rename(&folder, vault.path("elsewhere")).unwrap();
    symlink(vault.path("elsewhere"), &folder).unwrap();
    let before = tree(&vault.path("elsewhere"));
    let ran = vault.on("2028-01-01").run(&format!("destroy {{old}} {BY} --damaged"));
    assert_ne!(ran.exit, 0, "{ran}");
    assert!(before == tree(&vault.path("elsewhere")), "{ran}");
}

#[test]
fn links_in_a_drive_are_not_read_either() {
    for name in ["seal.json", "payload-00000.age", "key.age", "index.age"] {
        let vault = Vault::holding("old").class("nl-payroll").date("2020-12");
        vault.unplug("b");
        let planted = vault.bundle("a", "old").join(name);
        let aside = vault.path("aside");
        fs::rename(&planted, &aside).unwrap();
        symlink(&aside, &planted).unwrap();
        let ran = vault.run("verify");
        assert!(ran.exit == 11 || ran.exit == 12, "{name}: {ran}");
    }
}

#[test]
fn a_lock_that_is_a_link_or_has_another_name_is_not_written() {
    let vault = Vault::holding("old").class("nl-payroll").date("2020-12");
    let lock = vault.home().join("lock");
    let victim = vault.path("victim");
    for plant in [
        |from: &Path, to: &Path| symlink(from, to),
        |from: &Path, to: &Path| fs::hard_link(from, to),
    ] {
        fs::write(&victim, "dear to somebody").unwrap();
        fs::remove_file(&lock).unwrap();
        plant(&victim, &lock).unwrap();
        for line in ["list", "verify", "ledger verify"] {
            let ran = vault.run(line);
            assert_ne!(ran.exit, 0, "{ran}");
        }
        assert_eq!(fs::read(&victim).unwrap(), b"dear to somebody");
    }
}

#[test]
fn settings_that_are_a_pipe_are_not_waited_for() {
    let vault = Vault::holding("old").class("nl-payroll").date("2020-12");
    let settings = vault.home().join("kluis.toml");
    fs::remove_file(&settings).unwrap();
    assert!(Command::new("mkfifo").arg(&settings).status().unwrap().success());
    assert_ne!(vault.run("list").exit, 0);
}
