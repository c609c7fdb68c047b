//! Holds travel with the drives: to another PC, to one that was made again, to one that was put back.

use std::fs;

use super::destroy;
use crate::harness::{Vault, member};
use crate::put_back::back_up;
use crate::two_homes::{FIRST, SECOND, back, out, two_homes};

/// Two PCs, and a bundle on A and B that is due and that both know.
fn two_pcs() -> Vault {
    let vault = two_homes();
    sealed(&vault, FIRST, "old", "2015-01");
    vault.run(&format!("{SECOND}verify {{a}} {{b}}")).exits(0);
    vault
}

fn sealed(vault: &Vault, home: &str, name: &str, month: &str) {
    vault.month(month);
    let line = format!("{home}archive {{src}}/{month} --class nl-admin-basis --date {month}");
    let ran = vault.run(&format!("{line} --accept-end --accept-newer --json"));
    vault.take_bundle(name, &ran.json());
}

fn in_second(line: &str) -> String {
    format!("{SECOND}{line}")
}

#[test]
fn a_pc_that_was_made_again_from_the_drive_alone_refuses_too() {
    let vault = Vault::new();
    crate::rebuild::id_of(&vault);
    vault.name("pc2", vault.path("pc2/home"));
    sealed(&vault, FIRST, "old", "2015-01");
    vault.run("hold place --all --ref VORD-1 --reason 'a claim' --kind claim").exits(0);
    let line = "rebuild --accept-settings --from {a} --vault-id {id} --identity {dir}/sheet --no-passphrase";
    vault.run(&in_second(line)).exits(0);
    vault.run(&in_second(&destroy("old"))).exits(14).says("has never seen Drive B");
    let waived = format!("{} --waive 'Drive B' --reason gone", destroy("old"));
    vault.run(&in_second(&waived)).exits(14).says("is held by VORD-1");
    vault.run(&in_second("hold show VORD-1")).exits(0).says("a claim").says("civil claim");
    vault.run(&in_second("list")).exits(0).says("VORD-1");
}

#[test]
fn a_pc_that_was_put_back_refuses_once_it_has_met_a_drive() {
    let vault = Vault::new();
    sealed(&vault, FIRST, "old", "2015-01");
    back_up(&vault.home(), &vault.path("backup"));
    vault.run("hold place --all --ref VORD-1 --reason r").exits(0);
    fs::remove_dir_all(vault.home()).unwrap();
    back_up(&vault.path("backup"), &vault.home());
    vault.run("hold list").exits(0).says("No hold is in force.");
    vault.run(&destroy("old")).exits(14).says("is held by VORD-1");
    // It has learned it for good.
    vault.unplug("a");
    vault.unplug("b");
    vault.run("hold list").exits(0).says("VORD-1");
    vault.plug("a");
    vault.plug("b");
    assert!(vault.still_restores("old"));
}

#[test]
fn what_another_pc_held_is_kept_from_the_moment_its_drive_is_here() {
    let vault = two_pcs();
    // The second PC has B alone, and the first one A.
    out(&vault, "a");
    vault.run(&in_second("hold place --all --ref VORD-1 --reason r")).exits(0);
    back(&vault, "a");
    out(&vault, "b");
    vault.run(&destroy("old")).exits(3);
    back(&vault, "b");
    vault.run(&destroy("old")).exits(14).says("is held by VORD-1");
    assert!(vault.bundle("b", "old").join("key.age").exists());
    vault.run("list").exits(0).says("VORD-1");
    assert!(vault.still_restores("old"));
}

#[test]
fn a_hold_by_class_catches_what_another_pc_seals() {
    let vault = two_pcs();
    out(&vault, "b");
    vault.run("hold place --class nl-admin-basis --ref VORD-1 --reason r").exits(0);
    back(&vault, "b");
    out(&vault, "a");
    // The second PC has not heard of it.
    sealed(&vault, SECOND, "later", "2016-01");
    vault.run(&in_second("hold list")).exits(0).says("No hold is in force.");
    back(&vault, "a");
    vault.run(&destroy("later")).exits(14).says("is held by VORD-1");
    vault.run(&in_second(&destroy("later"))).exits(14).says("is held by VORD-1");
}

#[test]
fn a_release_frees_nothing_that_it_did_not_know_of() {
    let vault = two_pcs();
    vault.run("hold place --class nl-admin-basis --ref VORD-1 --reason r").exits(0);
    out(&vault, "a");
    sealed(&vault, SECOND, "later", "2016-01");
    back(&vault, "a");
    out(&vault, "b");
    vault.run("hold release VORD-1 --reason r").exits(0);
    back(&vault, "b");
    vault.run(&destroy("later")).exits(14).says("is held by VORD-1");
    let listed = vault.run("hold list").exits(1);
    listed.says("VORD-1 is released, and binds 1 bundle that the release did not know of");
    let listed = vault.run("hold list --json").exits(1).json();
    assert_eq!(member(&listed["holds"], "reference", "VORD-1")["bundles"], 1);
    vault.run("hold release VORD-1 --reason r").exits(0);
    vault.run("hold list").exits(0).says("No hold is in force.");
    vault.run(&destroy("later")).exits(0);
}

#[test]
fn a_hold_placed_while_another_pc_released_its_reference_stands() {
    let vault = two_pcs();
    vault.run("hold place --all --ref VORD-1 --reason r").exits(0);
    vault.run(&in_second("verify {a} {b}")).exits(0);
    out(&vault, "a");
    vault.run(&in_second("hold place --all --ref VORD-1 --reason again")).exits(0);
    back(&vault, "a");
    out(&vault, "b");
    vault.run("hold release VORD-1 --reason r").exits(0);
    back(&vault, "b");
    vault.run(&destroy("old")).exits(14).says("is held by VORD-1");
    vault.run("hold release VORD-1 --reason r").exits(0);
    vault.run(&destroy("old")).exits(0);
}
