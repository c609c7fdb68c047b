//! A destruction that was begun by mistake, or that could not go on: taken back, as long as nothing was erased.

use std::fs;

use crate::harness::{BY, Vault, flip};

const BACK: &str = "destroy {old} --withdraw --by A.Jansen --reason 'not this one'";

/// A bundle that is due, on A and B.
fn due() -> Vault {
    let vault = Vault::new();
    vault.month("2015/01");
    vault.seal(
        "old",
        "{src}/2015/01 --class nl-admin-basis --date 2015-01 \
        --accept-end --accept-newer",
    );
    vault
}

/// Puts an intent on record, and keeps each drive from carrying it out.
fn stuck(vault: &Vault) {
    let links = ["a", "b"].map(|drive| vault.path(&format!("{drive}-second-name")));
    for (drive, link) in ["a", "b"].iter().zip(&links) {
        fs::hard_link(vault.bundle(drive, "old").join("payload-00000.age"), link).unwrap();
    }
    vault.run(&format!("destroy {{old}} {BY}")).exits(3).says("Not erased: ");
    for link in links {
        fs::remove_file(link).unwrap();
    }
    assert!(!vault.still_restores("old"));
}

#[test]
fn a_destruction_that_could_not_be_carried_out_is_taken_back() {
    let vault = due();
    stuck(&vault);
    vault.refuses("destroy {old} --withdraw --by A.Jansen", 2);
    vault.run(BACK).exits(0).says("not to be destroyed after all").says("kluis verify");
    vault.refuses(BACK, 2).says("is not being destroyed");
    assert!(vault.still_restores("old"));
    // A run that was cut off may have begun to erase a copy: none counts before it was looked at.
    vault.run("list").exits(0).says("0/2");
    vault.run("verify").exits(0);
    vault.run("list").exits(0).says("2/2");
    vault.run("ledger show").exits(0).says("is not to be destroyed after all");
    vault.run(&format!("destroy {{old}} {BY}")).exits(0).says("Every copy");
}

#[test]
fn what_a_run_that_was_cut_off_began_to_erase_is_not_taken_back() {
    let vault = due();
    stuck(&vault);
    let key = vault.bundle("a", "old").join("key.age");
    fs::write(&key, vec![0; fs::read(&key).unwrap().len()]).unwrap();
    vault.refuses(BACK, 14).says("erased already");
    vault.run(&format!("destroy {{old}} {BY}")).exits(0).says("Every copy");
}

#[test]
fn what_was_begun_to_be_erased_is_not_taken_back_where_damage_was_on_record() {
    let vault = due();
    flip(&vault.bundle("a", "old").join("payload-00000.age"), 1000);
    vault.run("verify").exits(11);
    stuck(&vault);
    let key = vault.bundle("a", "old").join("key.age");
    let whole = fs::read(&key).unwrap();
    fs::write(&key, vec![0; whole.len()]).unwrap();
    vault.refuses(BACK, 14).says("erased already");
    // A drive may write a file's sectors in any order before it is pulled out.
    let mut torn = whole.clone();
    torn[4096..4608].fill(0);
    fs::write(&key, torn).unwrap();
    vault.refuses(BACK, 14).says("erased already");
    fs::write(&key, whole).unwrap();
    vault.run(BACK).exits(0);
}

#[test]
fn what_was_erased_on_one_drive_is_not_taken_back() {
    let vault = due();
    vault.unplug("b");
    vault.run(&format!("destroy {{old}} {BY}")).exits(3);
    vault.refuses(BACK, 14).says("erased already");
    vault.plug("b");
    vault.run(&format!("destroy {{old}} {BY}")).exits(0);
}

#[test]
fn with_none_of_its_drives_here_a_destruction_is_not_begun() {
    let vault = due();
    vault.new_drives(&["c"]);
    vault.run("medium add --same-disk {c} --label C").exits(0);
    vault.unplug("a");
    vault.unplug("b");
    vault.refuses(&format!("destroy {{old}} {BY}"), 10).says("not connected");
    vault.plug("a");
    vault.plug("b");
    assert!(vault.still_restores("old"));
}
