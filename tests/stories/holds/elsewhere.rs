//! What went wrong in other programs, tried here: each rule is asked by each command, a hold outlives whoever placed
//! it, and ends far ahead and drives that come back late change nothing.

use std::fs;

use super::{destroy, due, seal};
use crate::harness::{BY, Vault};
use crate::signers::{AS_PIET, add_piet};

/// Every command that erases something of a bundle, with what it ends with where a rule stops it.
fn each_that_erases(vault: &Vault, name: &str, stopped: &[(&str, i32)], why: &str) {
    let keys = |drive| vault.bundle(drive, name).join("key.age").exists();
    for (line, exit) in stopped {
        let line = line.replace("{it}", &format!("{{{name}}}"));
        vault.run(&line).exits(*exit).says(why);
        assert!(keys("a") && keys("b"), "{line} erased something");
    }
    assert!(vault.still_restores(name));
}

const DESTROY: &str =
    "destroy {it} --by A.Jansen --role owner --no-open-matters --damaged --approved-by B";
const LIST: &str = "destroy --list {list} --by A.Jansen --role owner --no-open-matters";

#[test]
fn every_command_that_erases_is_stopped_by_a_hold() {
    let vault = due();
    vault.new_drives(&["c"]);
    vault.run("medium add --same-disk {c} --label 'Drive C'").exits(0);
    vault.run("copy --all --to 'Drive C'").exits(0);
    vault.name("list", vault.path("list.json"));
    vault.run("due --list {list}").exits(1);
    vault.run("hold place --all --ref VORD-1 --reason r").exits(0);
    let erase = "erase {it} --record 2015-01/bank.csv --ground g --by A";
    let reseal = "reseal {it} --class nl-payroll --date 2015-01 --accept-end --reason wrong";
    let lines = [
        (DESTROY, 14),
        (LIST, 14),
        ("destroy --resume --by A.Jansen --role owner", 0),
        (erase, 14),
        ("medium retire 'Drive A' --erase", 14),
        (reseal, 3),
    ];
    each_that_erases(&vault, "old", &lines[..2], "VORD-1");
    each_that_erases(&vault, "old", &lines[2..3], "");
    each_that_erases(&vault, "old", &lines[3..], "VORD-1");
}

#[test]
fn every_command_that_destroys_is_stopped_by_an_end_that_has_not_come_or_is_not_known() {
    let vault = due();
    vault.name("list", vault.path("list.json"));
    vault.run("due --list {list}").exits(1);
    vault.month("2025-10");
    vault.seal("young", "{src}/2025-10 --class nl-admin-basis --date 2025-10").exits(0);
    vault.file("contract/stuk.pdf", "contract");
    let open = "{src}/contract --class nl-contract --open-ended --case C-1 --accept-newer";
    vault.seal("open", open).exits(0);
    for (name, why) in [("young", "is kept through 2032-12-31"), ("open", "no end yet")] {
        // A list that says so is nobody's permission.
        let text = fs::read_to_string(vault.path("list.json")).unwrap();
        let seal = vault.run(&format!("show {{{name}}} --json")).exits(0).json()["seal"].clone();
        let was = vault.run("show {old} --json").exits(0).json()["seal"].clone();
        let text = text.replace(&vault.id("old"), &vault.id(name));
        let text = text.replace(was.as_str().unwrap(), seal.as_str().unwrap());
        fs::write(vault.path("forged.json"), text).unwrap();
        vault.name("forged", vault.path("forged.json"));
        let list = LIST.replace("{list}", "{forged}");
        each_that_erases(&vault, name, &[(DESTROY, 14), (&list, 14)], why);
    }
}

#[test]
fn a_hold_outlives_the_person_who_placed_it_and_another_releases_it() {
    let vault = due();
    add_piet(&vault);
    vault.run(&format!("hold place --all --ref VORD-1 --reason r {AS_PIET}")).exits(0);
    vault.run("signer retire 'P. de Vries' --by A.Jansen --reason 'left the firm'").exits(0);
    vault.refuses(&destroy("old"), 14).says("VORD-1");
    // Whoever is left is told when it is to be looked at.
    vault.on("2026-07-01").run("due").exits(1).says("VORD-1");
    vault.run("hold release VORD-1 --reason 'looked at'").exits(0);
    vault.run(&destroy("old")).exits(0).says("Every copy");
}

#[test]
fn an_end_in_a_hundred_years_is_kept_through_its_last_day() {
    let vault = Vault::with_one_drive();
    seal(&vault, "old", "2015-01", "");
    vault.file("exposure/stuk.pdf", "exposure");
    let line = "{src}/exposure --class nl-exposure --open-ended --case C-1 --accept-newer";
    vault.seal("exposure", line).exits(0);
    vault.run("event record --case C-1 --date 2025-11-30").exits(0).says("2065-11-30");
    vault.run("extend {old} --through 2150-12-31 --reason claim").exits(0);
    vault.on("2065-11-30").run(&destroy("exposure")).exits(14).says("2065-11-30");
    vault.on("2065-12-01").run(&destroy("exposure")).exits(0);
    for day in ["2107-12-31", "2108-01-01", "2150-12-31"] {
        vault.on(day).run(&destroy("old")).exits(14).says("kept through 2150-12-31");
    }
    vault.on("2151-01-01").run(&destroy("old")).exits(0);
}

#[test]
fn a_drive_that_was_lost_and_comes_back_under_a_hold_since_keeps_what_it_has() {
    let vault = due();
    vault.unplug("b");
    let lost = "medium lost 'Drive B' --since 2025-11-30 --reason 'left in a train' --by A";
    vault.run(lost);
    vault.run(&format!("destroy {{old}} {BY}")).exits(0);
    vault.run("hold place --class nl-admin-basis --ref VORD-1 --reason r");
    vault.plug("b");
    vault.run("medium found 'Drive B'");
    vault.run(&destroy("old")).exits(14).says("VORD-1");
    assert!(vault.bundle("b", "old").join("key.age").exists());
    vault.run("statement list").exits(1).says(&vault.id("old"));
    vault.run("hold release VORD-1 --reason r");
    vault.run(&destroy("old")).exits(0).says("Every copy");
    assert!(!vault.bundle("b", "old").join("key.age").exists());
}

#[test]
fn one_held_bundle_on_a_list_stays_and_the_others_go() {
    let vault = due();
    seal(&vault, "other", "2016-02", "");
    vault.name("list", vault.path("list.json"));
    vault.run("due --list {list}").exits(1);
    vault.run("hold place {old} --ref VORD-1 --reason r").exits(0);
    let said = vault.run(LIST).exits(3).says("VORD-1");
    said.says("Not covered").says("images and backups of the drives");
    assert!(vault.bundle("a", "old").join("key.age").exists());
    assert!(!vault.bundle("a", "other").exists());
    assert!(vault.still_restores("old"));
}
