//! Drives that are plugged in while nobody types: what is done on them, and what is left for a person.

use std::fs;
use std::time::{Duration, Instant};

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
    again.says("Er wachtte niets dat zonder u kan.").hides("gekopieerd");
    let row = vault.run("list --json").exits(0).json()["bundles"][0].clone();
    assert_eq!(row["copies_verified"], 2);
    assert!(vault.still_restores("october"));
}

#[test]
fn a_drive_that_comes_while_it_is_waited_for_is_served_and_the_other_is_not_needed() {
    let vault = waits_for_b();
    vault.unplug("a");
    let (from, to) = (vault.path("b-in-the-safe"), vault.path("b"));
    let comes = std::thread::spawn(move || {
        std::thread::sleep(Duration::from_millis(1500));
        fs::rename(from, to).unwrap();
    });
    let said = vault.run("watch-drives --once").exits(0);
    comes.join().unwrap();
    said.says("No drive is connected. Waiting").says("Drive B is connected.").says("Copied 2025");
    assert!(!vault.source("2025/10/bank.csv").exists());
}

#[test]
fn a_run_that_waits_ends_where_it_is_asked_to() {
    let vault = waits_for_b();
    vault.unplug("a");
    let since = Instant::now();
    let stopped = vault.on("2025-12-02").stopped_after(0).run("watch-drives");
    assert_eq!(stopped.exit, 130, "{stopped}");
    assert!(since.elapsed() < Duration::from_secs(20));
    vault.run("list").exits(0);
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
