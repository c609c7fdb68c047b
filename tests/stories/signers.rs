//! Several persons who dispose for one vault, each with a key under a passphrase of their own.

use std::fs;

use crate::harness::{Person, Ran, Vault, flip, member};
use crate::rebuild::id_of;
use crate::two_homes::SECOND;

const HOLD: &str = "hold place --all --ref AUDIT-1 --kind audit --reason 'letter'";

/// A file with a passphrase.
fn passphrase(vault: &Vault, name: &str, text: &str) {
    let path = vault.path(name);
    fs::write(&path, format!("{text}\n")).unwrap();
    vault.name(name, path);
}

/// A vault for which P. de Vries signs too.
pub fn with_piet() -> Vault {
    let vault = Vault::new();
    add_piet(&vault);
    vault
}

pub fn add_piet(vault: &Vault) {
    passphrase(vault, "piets", "paard batterij nietje");
    let line = "signer add --name 'P. de Vries' --new-passphrase-file {piets}";
    vault.run(line).exits(0).says("2 persons sign for this vault");
}

pub const AS_PIET: &str = "--signer 'P. de Vries' --signer-passphrase-file {piets}";

fn signers(ran: &Ran) -> serde_json::Value {
    ran.json()["signers"].clone()
}

#[test]
fn a_second_person_signs_with_a_key_under_their_own_passphrase() {
    let vault = with_piet();
    let list = vault.run("signer list --json").exits(0);
    let piet = member(&signers(&list), "name", "P. de Vries").clone();
    assert_eq!((&piet["role"], &piet["here"]), (&"disposer".into(), &true.into()));
    assert_eq!(list.json()["persons"], 2);
    vault.run("signer list").exits(0).says("P. de Vries");
    // Without the passphrase nobody signs as that person.
    vault.refuses(&format!("{HOLD} --signer 'P. de Vries'"), 2).says("--signer-passphrase-file");
    passphrase(&vault, "wrong", "een andere wachtwoordzin");
    let wrong = "--signer 'P. de Vries' --signer-passphrase-file {wrong}";
    vault.refuses(&format!("{HOLD} {wrong}"), 13);
    vault.refuses(&format!("{HOLD} --signer Nobody"), 2).says("signer list");
    vault.run(&format!("{HOLD} {AS_PIET}")).exits(1);
    vault.run("ledger verify").exits(0);
    // At the terminal the passphrase is asked for, in the person's name.
    let person = Person { signer_passphrase: Some("paard batterij nietje"), ..Person::default() };
    let line = "hold release AUDIT-1 --reason 'report' --signer 'p. de vries'";
    vault.asked(&person).run(line).exits(0);
    assert!(format!("{:?}", person.asked.borrow()).contains("P. de Vries"));
    vault.run("signer add --name 'Piet' --new-passphrase-file {piets} --lang nl").exits(0);
    vault.run("signer list --lang nl").exits(0).says("beheerder").says("Piet");
}

#[test]
fn a_connected_drive_that_does_not_hear_of_a_signer_is_a_finding() {
    let vault = Vault::holding("payroll").class("nl-payroll").date("2025-10");
    passphrase(&vault, "piets", "paard batterij nietje");
    flip(&vault.bundle("b", "payroll").join("seal.json"), 40);
    let why = "--by A.Jansen --reason r";
    let add = vault.run("signer add --name Piet --new-passphrase-file {piets}").exits(1);
    add.says("Nothing is written to this drive.");
    vault.run(&format!("signer retire Piet {why}")).exits(1).says("Drive B");
    let replaced = vault.run(&format!("signer replace {why} --lang nl")).exits(1);
    replaced.says("Drive B").hides("SCHIJF").says("telt niet. Brengt een schijf later");
}

#[test]
fn a_name_is_given_once_and_a_passphrase_has_a_length() {
    let vault = with_piet();
    let again = "signer add --name 'p. de vries' --new-passphrase-file {piets}";
    vault.refuses(again, 2).says("P. de Vries").says("already");
    passphrase(&vault, "short", "kort");
    vault.refuses("signer add --name Jan --new-passphrase-file {short}", 2);
    vault.refuses("signer add --name Jan", 2).says("--new-passphrase-file");
}

#[test]
fn a_retired_signer_signs_no_more_and_somebody_is_left() {
    let vault = with_piet();
    vault.run(&format!("{HOLD} {AS_PIET}")).exits(1);
    let why = "--by A.Jansen --reason 'left the firm'";
    vault.run(&format!("signer retire 'P. de Vries' {why}")).exits(0).says("signs no more");
    vault.refuses(&format!("signer retire 'P. de Vries' {why}"), 2).says("signs no more already");
    vault.refuses(&format!("hold release AUDIT-1 --reason x {AS_PIET}"), 13).says("retired");
    // What they signed before stands, and the other can end it.
    vault.run("hold list").exits(0).says("AUDIT-1");
    vault.run("hold release AUDIT-1 --reason 'report'").exits(0);
    let list = vault.run("signer list --json").exits(0);
    let owner = signers(&list)
        .as_array()
        .unwrap()
        .iter()
        .find(|row| row["role"] == "disposer" && row["replaced"].is_null())
        .unwrap()["id"]
        .as_str()
        .unwrap()
        .to_owned();
    vault.refuses(&format!("signer retire {owner} {why}"), 14).says("the only one who signs");
    vault
        .run(&format!("signer retire {owner} {why} --lang nl"))
        .exits(14)
        .says("de enige die tekent");
}

#[test]
fn a_person_takes_another_key_and_is_the_same_person() {
    let vault = with_piet();
    passphrase(&vault, "new", "een nieuwe zin voor Piet");
    let replace = "signer add --name 'P. de Vries (2)' --replaces 'P. de Vries'";
    // The owner can't make a key that counts as Piet.
    let owner = vault.run("signer list --json").exits(0);
    let rows = signers(&owner);
    let first = rows
        .as_array()
        .unwrap()
        .iter()
        .find(|row| row["role"] == "disposer" && row["name"].is_null());
    let first = first.unwrap()["id"].as_str().unwrap().to_owned();
    vault
        .refuses(&format!("{replace} --new-passphrase-file {{new}} --signer {first}"), 14)
        .says("would count as");
    let line =
        format!("{replace} --new-passphrase-file {{new}} --signer-passphrase-file {{piets}}");
    vault.run(&line).exits(0).says("the same person").says("2 persons");
    vault.refuses(&format!("{HOLD} {AS_PIET}"), 13).says("retired");
    let anew = "--signer 'P. de Vries (2)' --signer-passphrase-file {new}";
    vault.run(&format!("{HOLD} {anew}")).exits(1);
    let rows = signers(&vault.run("signer list --json").exits(0));
    let person = |name: &str| member(&rows, "name", name)["person"].clone();
    assert_eq!(person("P. de Vries"), person("P. de Vries (2)"));
}

#[test]
fn a_second_person_signs_on_a_second_pc_and_after_this_one_was_lost() {
    let vault = with_piet();
    id_of(&vault);
    vault.name("pc2", vault.path("pc2/home"));
    let line = "rebuild --accept-settings --from {a} --from {b} --vault-id {id} --identity {dir}/sheet \
        --no-passphrase";
    vault.run(&format!("{SECOND}{line}")).exits(0);
    vault.run(&format!("{SECOND}{HOLD} {AS_PIET}")).exits(1);
    // The first hears it, and believes it.
    vault.run("verify {a}").exits(0);
    vault.run("hold list").exits(0).says("AUDIT-1");
    vault.run("ledger verify").exits(0);
    // Somebody whom the first home has never heard of signs there; it hears of both at once.
    let jan = "signer add --name Jan --new-passphrase-file {piets}";
    vault.run(&format!("{SECOND}{jan}")).exits(0);
    let release = "hold release AUDIT-1 --reason x --signer Jan --signer-passphrase-file {piets}";
    vault.run(&format!("{SECOND}{release}")).exits(0);
    vault.run("verify {a} {b}").exits(0);
    vault.run("hold list").exits(0).hides("AUDIT-1");
}
