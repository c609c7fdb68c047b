//! Drives that are plugged in while nobody types: what is done on them, and what is left for a person.

use std::fs::{self, File};

use kluis::powers::identity::Identity;

use crate::harness::{BY, Person, Vault};
use crate::months::three_clients;

const SEAL: &str = "--class nl-admin-basis --date 2025-10";

/// A bundle that waits for `Drive B`, and whose sources are to go.
fn waits_for_b() -> Vault {
    let vault = Vault::new();
    vault.month("2025/10");
    vault.unplug("b");
    let ran = vault.run(&format!("archive {{src}}/2025/10 {SEAL} --move --json")).exits(3);
    vault.take_bundle("october", &ran.json());
    vault
}

#[test]
fn a_drive_gets_the_copies_that_wait_for_it_and_the_sources_go() {
    let vault = waits_for_b();
    vault.plug("b");
    let said = vault.run("watch-drives --once").exits(0);
    let said = said.says("Drive A and Drive B are connected.").says("Copied 2025");
    said.says("Removed 3 sources").says("You can unplug Drive A and Drive B now.");
    assert!(!vault.source("2025/10/bank.csv").exists());
    assert!(vault.bundle("b", "october").join("seal.json.sig").exists());
    let again = vault.run("watch-drives --once --lang nl").exits(0);
    again.says("Er was niets te doen zonder u.").hides("gekopieerd");
    let row = vault.run("list --json").exits(0).json()["bundles"][0].clone();
    assert_eq!(row["copies_verified"], 2);
    assert!(vault.still_restores("october"));
}

#[test]
fn a_drive_that_comes_while_it_is_waited_for_is_served_and_the_other_is_not_needed() {
    let vault = waits_for_b();
    vault.unplug("a");
    let (from, to) = (vault.path("b-in-the-safe"), vault.path("b"));
    let comes = || fs::rename(from, to).unwrap();
    let day = vault.today();
    let said =
        vault.on(&day).when_said("Waiting for one", comes).run("watch-drives --once").exits(0);
    said.says("No drive is connected. Waiting").says("Drive B is connected.").says("Copied 2025");
    assert!(!vault.source("2025/10/bank.csv").exists());
}

#[test]
fn a_run_that_waits_ends_where_it_is_asked_to() {
    let vault = waits_for_b();
    vault.unplug("a");
    let stopped = vault.on("2025-12-02").stopped_when_said("Waiting for one").run("watch-drives");
    assert_eq!(stopped.exit, 130, "{stopped}");
    stopped.hides("unplug");
    vault.run("list").exits(0);
}

#[test]
fn a_run_that_is_stopped_halfway_says_so_and_not_that_a_drive_can_be_unplugged() {
    let vault = waits_for_b();
    vault.plug("b");
    let stopped = vault.on("2025-12-02").stopped_after(1).run("watch-drives --once");
    assert_eq!(stopped.exit, 130, "{stopped}");
    stopped.says("Not all was copied").hides("unplug");
}

#[test]
fn a_vault_that_another_run_has_is_tried_again() {
    let vault = waits_for_b();
    vault.plug("b");
    let lock = File::options().write(true).open(vault.home().join("lock")).unwrap();
    lock.lock().unwrap();
    let ends = move || drop(lock);
    let day = vault.today();
    let said = vault.on(&day).when_said("In use by another run", ends).run("watch-drives --once");
    let said = said.exits(0).hides("No drive is connected").says("tried again: Bakkerij Jansen.");
    said.says("Copied 2025").says("You can unplug Drive A and Drive B now.");
}

#[test]
fn a_drive_that_takes_no_copies_leaves_them_to_the_next_one() {
    let vault = Vault::holding("invoices").date("2025-10");
    vault.unplug("b");
    vault.month("2025/11");
    vault.seal("november", "{src}/2025/11 --class nl-admin-basis --date 2025-11").exits(0);
    vault.new_drives(&["c"]);
    vault.run("medium add --same-disk {c} --label 'Drive C'").exits(0);
    vault.plug("b");
    fs::write(vault.bundle("b", "invoices").join("payload-00000.age"), b"ENCRYPTED").unwrap();
    let said = vault.run("watch-drives --once").exits(11);
    said.says("Nothing is written to this drive").says("Copied 2025");
    assert!(vault.bundle("c", "november").join("seal.json.sig").exists());
    assert!(!vault.bundle("b", "november").exists());
}

#[test]
fn a_drive_with_a_damaged_copy_gets_no_further_one() {
    let vault = Vault::holding("invoices").date("2025-10");
    fs::write(vault.bundle("b", "invoices").join("payload-00000.age"), b"rot").unwrap();
    vault.run("verify").exits(11);
    vault.unplug("b");
    vault.month("2025/11");
    vault.seal("november", "{src}/2025/11 --class nl-admin-basis --date 2025-11").exits(0);
    vault.plug("b");
    let said = vault.run("watch-drives --once");
    said.says("Left for you:").hides("Copied");
    assert!(!vault.bundle("b", "november").exists());
}

#[test]
fn a_verification_that_is_due_is_made_and_one_that_is_not_is_none() {
    let vault = Vault::holding("invoices").date("2025-10");
    let early = vault.run("watch-drives --once --json").exits(0).json();
    assert_eq!(early["verified"], serde_json::Value::Null);
    let late = vault.on("2026-02-20").run("watch-drives --once --json").exits(0).json();
    let media = late["verified"]["media"].as_array().unwrap();
    assert_eq!(media.len(), 2, "{late:#}");
    assert_eq!(late["left"]["to_verify"], serde_json::json!([]));
}

#[test]
fn nobody_is_asked_and_keys_that_take_a_passphrase_wait_for_a_person() {
    let vault = Vault::bare();
    fs::write(vault.path("secret"), "four words that nobody knows\n").unwrap();
    let made = "init --name 'Bakkerij Jansen' --paper {dir}/sheet --passphrase-file {dir}/secret";
    let person = Person { passphrase: Some("four words that nobody knows"), ..Person::default() };
    vault.asked(&person).run(made).exits(0);
    for (drive, label) in [("a", "Drive A"), ("b", "Drive B")] {
        let line = format!("medium add --same-disk {{{drive}}} --label '{label}'");
        vault.asked(&person).run(&line).exits(0);
    }
    vault.month("2025/10");
    vault.seal("october", &format!("{{src}} {SEAL}")).exits(0);
    vault.unplug("b");
    let office = Identity::generate().recipient().to_string();
    vault.asked(&person).run(&format!("key add Office --recipient {office}")).exits(0);
    vault.plug("b");
    let person = Person { passphrase: Some("four words that nobody knows"), ..Person::default() };
    let said = vault.asked(&person).run("watch-drives --once").exits(0);
    assert!(person.asked.borrow().is_empty(), "{:?}", person.asked.borrow());
    said.says("Left for you:").says("Keys to wrap anew: on 1 drive").hides("were wrapped");
    fs::write(vault.path("wrong"), "four words of somebody else\n").unwrap();
    let wrong = vault.run("watch-drives --once --passphrase-file {dir}/wrong").exits(13);
    wrong.says("Drive A and Drive B are connected.").says("not all wrapped anew").says("Left for");
    let given = vault.run("watch-drives --once --passphrase-file {dir}/secret").exits(0);
    given.says("Drive B: the keys of 1 bundle were wrapped anew");
    vault.run("key list --json").exits(0);
}

#[test]
fn a_destruction_that_was_begun_is_left_for_a_person() {
    let vault = Vault::holding("old").date("2025-10");
    vault.unplug("b");
    vault.on("2034-01-02").run(&format!("destroy {{old}} {BY}")).exits(3);
    vault.plug("b");
    let said = vault.run("watch-drives --once").exits(0);
    said.says("Left for you:").says("Partly destroyed: 1 bundle").hides("overwritten");
    assert!(vault.bundle("b", "old").join("key.age").exists());
}

#[test]
fn a_drive_on_which_something_changed_is_named_and_not_written_to() {
    let vault = Vault::holding("invoices").date("2025-10");
    let payload = vault.bundle("b", "invoices").join("payload-00000.age");
    fs::write(&payload, b"YOUR FILES ARE ENCRYPTED").unwrap();
    let label = || fs::read(vault.on_drive("b").join("label.a.json")).unwrap();
    let before = label();
    let said = vault.run("watch-drives --once").exits(1);
    said.says("Drive B").says("Nothing is written to this drive");
    assert!(label() == before, "the drive is only read");
    assert_eq!(fs::read(&payload).unwrap(), b"YOUR FILES ARE ENCRYPTED");
}

#[test]
fn all_clients_are_served_and_each_is_named() {
    let vault = three_clients();
    vault.unplug("b");
    vault.run("month --each --yes").exits(0);
    vault.plug("b");
    let said = vault.run("watch-drives --each --once").exits(0);
    assert_eq!(said.out.matches("Copied ").count(), 3, "{said}");
    let said = said.says("Bakkerij\n").says("Fietsen\n").says("Webwinkel\n");
    said.says("Removed 2 sources");
    let json = vault.run("watch-drives --each --json").exits(0).json();
    assert_eq!(json["vaults"].as_array().map(Vec::len), Some(3), "{json:#}");
}

#[test]
fn clients_of_whom_nothing_waits_are_named_in_one_line() {
    let vault = three_clients();
    vault.run("month --each --yes").exits(0);
    let said = vault.run("watch-drives --each --once").exits(0);
    let line = "Nothing waited that can be done without you: Bakkerij, Fietsen and Webwinkel.";
    let said = said.says(line).says("You can unplug Drive A and Drive B now.");
    assert!(!said.out.contains("are connected"), "{said}");
    let lines = said.out.lines().filter(|line| !line.is_empty()).count();
    assert!(lines <= 4, "{said}");
    let alone = vault.run("watch-drives --vault Bakkerij --once").exits(0);
    alone.says("are connected").says("Nothing waited that can be done without you.");
}

#[test]
fn one_document_has_the_vault_that_can_not_be_read_too() {
    let vault = three_clients();
    let settings = vault.path("data/kluis/vaults/fietsen/kluis.toml");
    fs::write(&settings, "name = 1\n").unwrap();
    let json = vault.run("watch-drives --each --json").exits(2).json();
    let vaults = json["vaults"].as_array().unwrap();
    let failed = vaults.iter().filter(|one| !one["error"].is_null()).count();
    assert_eq!((vaults.len(), failed), (3, 1), "{json:#}");
    let said = vault.run("watch-drives --each --once").exits(2);
    assert_eq!(said.out.matches("You can unplug").count(), 1, "{said}");
}
