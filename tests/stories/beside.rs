//! Looking at a vault while another run has it.

use std::fs::File;
use std::io::Write;

use crate::harness::{Vault, member, tree};

/// A run that has the vault, as far as others can tell.
fn another_run(vault: &Vault) -> File {
    let mut lock = File::options().write(true).open(vault.home().join("lock")).unwrap();
    lock.lock().unwrap();
    lock.write_all(b"kluis archive (process 4242)").unwrap();
    lock
}

#[test]
fn what_only_looks_answers_while_another_run_has_the_vault() {
    let vault = Vault::holding("payroll").class("nl-payroll").date("2020-12");
    let lines = [
        "list",
        "show {payroll}",
        "due",
        "class list",
        "book-year list",
        "signer list",
        "medium list",
        "ledger show",
        "ledger verify",
    ];
    let told = |line: &&str| {
        let ran = vault.run(line);
        assert!([0, 1].contains(&ran.exit), "{ran}");
        // The room on the disk is everybody's.
        let words = ran.out.split_whitespace().filter(|word| word.parse::<f64>().is_err());
        (ran.exit, words.collect::<Vec<_>>().join(" "))
    };
    let before: Vec<_> = lines.iter().map(told).collect();
    let lock = another_run(&vault);
    let (home, drives) = (tree(&vault.home()), ["a", "b"].map(|drive| tree(&vault.path(drive))));
    for (line, before) in lines.iter().zip(before) {
        assert_eq!(told(line), before, "{line}");
    }
    assert_eq!(tree(&vault.home()), home);
    assert_eq!(["a", "b"].map(|drive| tree(&vault.path(drive))), drives);
    // A run that has no name yet is waited for, and then not.
    lock.set_len(0).unwrap();
    vault.run("list").exits(0);
    // Whoever changes something waits.
    for line in ["restore {payroll} --to {out} --reason x", "sweep"] {
        vault.refuses(line, 16);
    }
}

#[test]
fn a_verification_beside_another_run_tells_what_it_found_and_that_it_is_not_on_record() {
    let vault = Vault::holding("payroll").class("nl-payroll").date("2020-12");
    let lock = another_run(&vault);
    let (home, drives) = (tree(&vault.home()), ["a", "b"].map(|drive| tree(&vault.path(drive))));
    let ran = vault.run("verify").exits(3);
    assert!(ran.out.contains("not on record") && ran.out.contains("verify"), "{ran}");
    let report = vault.run("verify --deep --json").exits(3).json();
    assert_eq!(report["unrecorded"], true, "{report:#}");
    assert_eq!(report["media"].as_array().unwrap().len(), 2, "{report:#}");
    assert_eq!(report["findings"].as_array().unwrap().len(), 0, "{report:#}");
    assert_eq!(tree(&vault.home()), home);
    assert_eq!(["a", "b"].map(|drive| tree(&vault.path(drive))), drives);
    drop(lock);
    // What is damaged is said with its own exit code, and goes on record with the next.
    let payload = vault.bundle("a", "payroll").join("payload-00000.age");
    crate::harness::flip(&payload, 300);
    let lock = another_run(&vault);
    vault.run("verify").exits(11).says("not on record");
    drop(lock);
    let report = vault.run("verify --json").exits(11).json();
    assert_eq!(report["unrecorded"], false, "{report:#}");
}

#[test]
fn a_verification_beside_another_run_leaves_the_drives_that_it_uses() {
    let vault = Vault::holding("payroll").class("nl-payroll").date("2020-12");
    let _home = another_run(&vault);
    let there = |drive: &str| {
        let lock = File::options().write(true).open(vault.on_drive(drive).join("lock")).unwrap();
        lock.lock().unwrap();
        lock
    };
    let _a = there("a");
    let report = vault.run("verify --json").exits(16).json();
    member(&report["media"], "medium", "Drive B");
    member(&report["unverified"], "medium", "Drive A");
    let _b = there("b");
    vault.refuses("verify", 16);
}
