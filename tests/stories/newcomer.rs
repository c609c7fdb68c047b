//! What somebody who meets kluis for the first time stumbled over.

use crate::harness::Vault;

/// A vault with one month on both drives.
fn with_a_month() -> Vault {
    Vault::holding("month").class("nl-admin-basis").date("2025-11")
}

#[test]
fn a_drive_that_was_not_asked_for_is_not_called_absent() {
    let vault = with_a_month();
    vault.run("verify 'Drive B'").exits(0).says("Drive B").hides("Drive A");
    vault.unplug("a");
    let named = vault.run("verify 'Drive B' --json").exits(0).json();
    assert_eq!(named["absent"], serde_json::json!([]));
    let all = vault.run("verify --json").exits(0).json();
    assert_eq!(all["absent"], serde_json::json!(["Drive A"]));
}

#[test]
fn records_are_not_given_back_onto_a_drive_of_a_vault() {
    let vault = with_a_month();
    for to in ["{a}", "{a}/audit", "{a}/a/b/c", "{b}/audit"] {
        vault.refuses(&format!("restore {{month}} --to {to} --reason x"), 2).says("a place apart");
    }
    // Of whichever vault the drive is.
    vault.run("--vault {dir}/other init --name Other --no-passphrase --paper {dir}/sheet2").exits(0);
    std::fs::create_dir(vault.path("c")).unwrap();
    vault.run("--vault {dir}/other medium add {dir}/c --label C").exits(0);
    vault.run("restore {month} --to {dir}/c/audit --reason x").exits(2).says("a place apart");
    assert!(!vault.path("c/audit").exists());
}
