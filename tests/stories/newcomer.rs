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
