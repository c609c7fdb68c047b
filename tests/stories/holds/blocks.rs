//! Every verb that lets bytes go asks about holds.

use super::{destroy, due, seal};
use crate::harness::{BY, Vault};

const PLACE: &str = "hold place --class nl-admin-basis --ref VORD-1 --reason r";

#[test]
fn a_drive_under_a_hold_is_not_erased_when_it_is_retired() {
    let vault = due();
    vault.new_drives(&["c"]);
    vault.run("medium add --same-disk {c} --label 'Drive C'").exits(0);
    vault.run("copy --all --to 'Drive C'").exits(0);
    vault.run(PLACE).exits(0);
    let refused = vault.refuses("medium retire 'Drive A' --erase", 14);
    refused.says("is held by VORD-1").says("kluis hold show VORD-1");
    // Out of use, with all that is on it, it may go.
    vault.run("medium retire 'Drive A'").exits(0);
    vault.refuses("medium retire 'Drive A' --erase", 14).says("is held by VORD-1");
    vault.run("hold release VORD-1 --reason r").exits(0);
    vault.run("medium retire 'Drive A' --erase").exits(0);
}

#[test]
fn what_is_left_of_a_bundle_that_was_destroyed_in_part_stays_under_a_later_hold() {
    let vault = due();
    vault.unplug("b");
    vault.run(&destroy("old")).exits(3);
    vault
        .run("hold place {old} --ref VORD-1 --reason r")
        .exits(0)
        .says("1 bundle,")
        .says("Drive B follows the next time it is connected.");
    vault.plug("b");
    vault.refuses(&destroy("old"), 14).says("is held by VORD-1");
    assert!(vault.bundle("b", "old").join("key.age").exists());
    assert!(vault.still_restores("old"));
    // What it had stopped is not gone on with: it takes an order of its own.
    vault.run("hold release VORD-1 --reason r").exits(0).says("does not go on by itself");
    assert!(vault.still_restores("old"));
    vault.run(&destroy("old")).exits(0).says("Every copy");
}

#[test]
fn what_is_sealed_later_comes_under_a_hold_by_class_at_once() {
    let vault = due();
    vault.run(PLACE).exits(0);
    vault.month("2016-01");
    let line =
        "archive {src}/2016-01 --class nl-admin-basis --date 2016-01 --accept-end --accept-newer";
    vault.run(line).exits(0).says("It is under hold VORD-1 from the start.");
    let listed = vault.run("list --json").exits(0).json();
    let later = listed["bundles"].as_array().unwrap().last().unwrap().clone();
    assert_eq!(later["holds"][0], "VORD-1");
    vault.name("later", later["bundle"].as_str().unwrap());
    vault.refuses(&destroy("later"), 14).says("is held by VORD-1");
    vault
        .run("show {later}")
        .exits(0)
        .says("VORD-1 since 2025-12-01, to be reviewed on 2026-06-01");
    // Another class is not under it.
    vault.month("2017-01");
    vault.seal(
        "payroll",
        "{src}/2017-01 --class nl-payroll --date 2017-01 --accept-end --accept-newer",
    );
    vault.run(&destroy("payroll")).exits(0);
}

#[test]
fn one_of_several_bundles_under_a_hold_refuses_the_run_before_the_first_is_touched() {
    let vault = due();
    seal(&vault, "other", "2016-02", "");
    vault.run("hold place {old} --ref VORD-1 --reason r").exits(0);
    let line = destroy("other").replace("{other}", "{other} {old}");
    vault.refuses(&line, 14).says(&vault.id("old"));
    vault.run(&destroy("other")).exits(0);
}

#[test]
fn a_confidential_class_is_held_and_not_named_on_a_drive() {
    let vault = due();
    vault.month("2018-01");
    vault.seal(
        "report",
        "{src}/2018-01 --class nl-wwft-report --date 2018-01 --accept-end --accept-newer",
    );
    let line = "hold place --class nl-wwft-report --ref FIU-7 --reason secretly";
    let placed = vault.run(&format!("{line} --json")).exits(0).json();
    assert_eq!(placed["bundles"].as_array().unwrap().len(), 1, "{placed:#}");
    vault.refuses(&destroy("report"), 14).says("is held by FIU-7");
    for text in ["FIU-7", "secretly", "nl-wwft-report"] {
        for drive in ["a", "b"] {
            let ledger = vault.on_drive(drive).join("ledger");
            assert!(crate::harness::holds(&ledger, text).is_empty(), "{text} on {drive}");
            let notes = vault.on_drive(drive).join("notes");
            assert!(crate::harness::holds(&notes, text).is_empty(), "{text} on {drive}");
        }
    }
}

#[test]
fn a_copy_that_was_destroyed_before_the_hold_is_not_said_to_be_there() {
    let vault = Vault::holding("payroll").class("nl-payroll").date("2020-12");
    vault.unplug("a");
    vault.on("2028-01-01").run(&format!("destroy {{payroll}} {BY}")).exits(3);
    vault.run("hold place {payroll} --ref LATE-1 --reason x").exits(0);
    vault.plug("a");
    vault.run("verify").exits(0);
    let said = vault.run("copy {payroll} --to {b}").exits(3);
    said.says("was destroyed on Drive B").hides("already");
    assert_eq!(vault.run("show {payroll} --json").json()["standing"], "kept");
}
