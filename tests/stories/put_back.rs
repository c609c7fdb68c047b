//! The PC is put back from a backup of its disk, and writes before it meets a drive that has what came after that
//! backup. Nobody attacked anything, and every record must be listed and restorable.

use std::fs;
use std::path::Path;

use crate::harness::{Ran, Vault};
use crate::rebuild::id_of;
use crate::two_homes::{FIRST, SECOND, back, out, seal};

const JOIN: &str = "ledger join {a} --by A.Jansen --reason 'the PC was put back'";

/// Makes the backup.
pub fn back_up(home: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(home).unwrap() {
        let entry = entry.unwrap();
        let (from, to) = (entry.path(), to.join(entry.file_name()));
        match from.is_dir() {
            true => back_up(&from, &to),
            false => drop(fs::copy(&from, &to).unwrap()),
        }
    }
}

fn put_back(vault: &Vault) {
    fs::remove_dir_all(vault.home()).unwrap();
    back_up(&vault.path("backup"), &vault.home());
}

/// A was written in the lost month, with a drive C that only that month knew; B was written since.
fn forked() -> Vault {
    let vault = Vault::made_with("--copies 1");
    id_of(&vault);
    vault.new_drives(&["c"]);
    seal(&vault, FIRST, "2025-01", "--to {a} --to {b}");
    back_up(&vault.home(), &vault.path("backup"));
    out(&vault, "b");
    vault.run("medium add --same-disk {c} --label 'Drive C'").exits(0);
    seal(&vault, FIRST, "2025-02", "--to {a} --move");
    seal(&vault, FIRST, "2025-03", "--to {c} --move");
    vault.run("restore {2025-02} --to {out} --reason 'in the lost month'").exits(0);
    fs::remove_dir_all(vault.path("out")).unwrap();
    assert!(!vault.source("2025-02/bank.csv").exists(), "its only copy is on the drive");
    put_back(&vault);
    out(&vault, "a");
    out(&vault, "c");
    back(&vault, "b");
    seal(&vault, FIRST, "2025-04", "--to {b} --move");
    back(&vault, "a");
    vault
}

fn lists_and_restores_all(vault: &Vault, home: &str) {
    for month in ["2025-01", "2025-02", "2025-03", "2025-04"] {
        vault.run(&format!("{home}list")).exits(0).says(&vault.id(month));
        let to = vault.path("given back");
        vault.name("given", &to);
        vault.run(&format!("{home}restore {{{month}}} --to {{given}} --reason check")).exits(0);
        fs::remove_dir_all(to).unwrap();
    }
}

fn names_the_way(ran: Ran) {
    ran.fails(15).says("put back from a backup").says("kluis ledger join ");
}

#[test]
fn a_pc_that_was_put_back_and_wrote_before_it_met_the_newer_drive_loses_no_record() {
    let vault = forked();
    names_the_way(vault.run("verify {a}"));
    vault.run("ledger verify").exits(15);
    names_the_way(vault.run("repair {a}"));
    vault.run(JOIN).exits(0).says("Drive A");
    vault.run("verify {a} {b}").exits(0);
    // What the lost state knew comes back too: a drive, and what a person was told.
    back(&vault, "c");
    vault.run("verify {c}").exits(0);
    vault.run("ledger show --notes").exits(0).says("in the lost month").says("was put back");
    lists_and_restores_all(&vault, FIRST);
    vault.run("ledger verify").exits(0).hides("set aside");
    // Nothing is left to be done, on any drive, and work goes on.
    seal(&vault, FIRST, "2025-05", "--to {a} --to {b} --to {c}");
    vault.run("verify {a} {b} {c} --deep").exits(0);
    let again = vault.run(JOIN).exits(0);
    again.says("nothing");
}

#[test]
fn a_list_says_that_a_connected_drive_knows_more_than_a_pc_that_was_put_back() {
    let vault = Vault::made_with("--copies 1");
    id_of(&vault);
    vault.new_drives(&["c"]);
    seal(&vault, FIRST, "2025-01", "--to {a} --to {b}");
    vault.run("list").exits(0).hides("knows more");
    back_up(&vault.home(), &vault.path("backup"));
    seal(&vault, FIRST, "2025-02", "--to {a}");
    vault.run("list").exits(0).says(&vault.id("2025-02"));
    put_back(&vault);
    let new = vault.id("2025-02");
    vault.run("list").exits(1).hides(&new).says("Drive A knows").says("kluis verify \"Drive A\"");
    let listed = vault.run("list --json").exits(1).json();
    assert_eq!(listed["withheld"]["ahead"], serde_json::json!(["Drive A"]));
    // It is a hint, and no reason to join anything: the next run says the same.
    vault.run("list").exits(1).says("Drive A knows");
    out(&vault, "a");
    vault.run("list").exits(0).hides("knows more");
    back(&vault, "a");
    let given = "restore --all --reason check --to {dir}";
    vault.run(&format!("{given}/given")).exits(1).says(&new);
    vault.run("list").exits(0).says(&new);
    vault.run(&format!("{given}/whole")).exits(0).says("Gave back 6 records");
    vault.run("verify {a} {b}").exits(0);
    // The same where the key was replaced in the lost month, and where only that month knew the drive.
    vault.run("medium add --same-disk {c} --label 'Drive C'").exits(0);
    vault.run("signer replace --by A.Jansen --reason 'the laptop was stolen'").exits(0);
    put_back(&vault);
    let listed = vault.run("list --json").exits(1).json();
    assert_eq!(listed["withheld"]["ahead"], serde_json::json!(["Drive A", "Drive B"]));
}

const REBUILD: &str =
    "rebuild --accept-settings --vault-id {id} --identity {dir}/sheet --no-passphrase";

#[test]
fn a_second_home_that_knew_the_lost_month_goes_on_after_the_first_has_joined_it() {
    let vault = Vault::made_with("--copies 1");
    id_of(&vault);
    vault.name("pc2", vault.path("pc2/home"));
    seal(&vault, FIRST, "2025-01", "--to {a} --to {b}");
    vault.run(&format!("{SECOND}{REBUILD} --from {{a}}")).exits(0);
    vault.run(&format!("{SECOND}verify {{a}} {{b}}")).exits(0);
    vault.run("verify {a} {b}").exits(0);
    back_up(&vault.home(), &vault.path("backup"));
    out(&vault, "b");
    seal(&vault, FIRST, "2025-02", "--to {a}");
    // The second home's lines follow those of the lost month.
    seal(&vault, SECOND, "2025-03", "--to {a}");
    put_back(&vault);
    out(&vault, "a");
    back(&vault, "b");
    seal(&vault, FIRST, "2025-04", "--to {b}");
    // The second home meets the branch that it does not know first: it can't tell which one lives on.
    names_the_way(vault.run(&format!("{SECOND}verify {{b}}")));
    back(&vault, "a");
    vault.run(JOIN).exits(0);
    vault.run("verify {a} {b} --deep").exits(0);
    vault.run(&format!("{SECOND}verify {{a}} {{b}} --deep")).exits(0).hides("older state");
    seal(&vault, SECOND, "2025-05", "--to {a} --to {b}");
    vault.run("verify {a} {b}").exits(0);
    seal(&vault, FIRST, "2025-06", "--to {a} --to {b}");
    vault.run(&format!("{SECOND}verify {{a}} {{b}} --deep")).exits(0);
    for home in [FIRST, SECOND] {
        lists_and_restores_all(&vault, home);
        vault.run(&format!("{home}ledger verify")).exits(0).hides("set aside");
    }
    // A home that is made from the drives knows all of it.
    fs::remove_dir_all(vault.path("pc2")).unwrap();
    vault.run(&format!("{SECOND}{REBUILD} --from {{a}} --from {{b}}")).exits(0);
    lists_and_restores_all(&vault, SECOND);
}

#[test]
fn a_second_home_may_join_the_branches_before_the_first_does() {
    let vault = Vault::made_with("--copies 1");
    id_of(&vault);
    vault.name("pc2", vault.path("pc2/home"));
    seal(&vault, FIRST, "2025-01", "--to {a} --to {b}");
    vault.run(&format!("{SECOND}{REBUILD} --from {{a}}")).exits(0);
    vault.run(&format!("{SECOND}verify {{a}} {{b}}")).exits(0);
    vault.run("verify {a} {b}").exits(0);
    back_up(&vault.home(), &vault.path("backup"));
    out(&vault, "b");
    seal(&vault, FIRST, "2025-02", "--to {a}");
    seal(&vault, SECOND, "2025-03", "--to {a}");
    put_back(&vault);
    out(&vault, "a");
    back(&vault, "b");
    vault.on("2025-12-02").run("class list").exits(0);
    seal(&vault, FIRST, "2025-04", "--to {b}");
    back(&vault, "a");
    vault.run(&format!("{SECOND}{}", JOIN.replace("{a}", "{b}"))).exits(0);
    vault.run(&format!("{SECOND}verify {{a}} {{b}} --deep")).exits(0);
    vault.run("verify {a} {b} --deep").exits(0);
    for home in [FIRST, SECOND] {
        lists_and_restores_all(&vault, home);
        vault.run(&format!("{home}ledger verify")).exits(0).hides("set aside");
    }
}

#[test]
fn a_pc_whose_disk_was_cloned_goes_on_beside_its_clone() {
    let vault = Vault::made_with("--copies 1");
    id_of(&vault);
    vault.name("pc2", vault.path("pc2/home"));
    seal(&vault, FIRST, "2025-01", "--to {a} --to {b}");
    back_up(&vault.home(), &vault.path("pc2/home"));
    out(&vault, "b");
    seal(&vault, FIRST, "2025-02", "--to {a}");
    back(&vault, "b");
    out(&vault, "a");
    seal(&vault, SECOND, "2025-03", "--to {b}");
    back(&vault, "a");
    names_the_way(vault.run(&format!("{SECOND}verify {{a}}")));
    vault.run(&format!("{SECOND}{JOIN}")).exits(0);
    // The first PC hears that its own lines moved, and goes on as another writer.
    names_the_way(vault.run("verify {a}"));
    vault.run(JOIN).exits(0);
    vault.run("verify {a} {b}").exits(0);
    seal(&vault, FIRST, "2025-04", "--to {a} --to {b}");
    vault.run(&format!("{SECOND}verify {{a}} {{b}} --deep")).exits(0);
    seal(&vault, SECOND, "2025-05", "--to {a} --to {b}");
    vault.run("verify {a} {b} --deep").exits(0);
    for home in [FIRST, SECOND] {
        lists_and_restores_all(&vault, home);
        vault.run(&format!("{home}ledger verify")).exits(0).hides("set aside");
    }
}

#[test]
fn a_home_is_made_from_drives_with_two_branches_one_after_the_other() {
    let vault = forked();
    vault.name("pc2", vault.path("pc2/home"));
    let both = format!("{SECOND}{REBUILD} --from {{a}} --from {{b}}");
    let refused = vault.run(&both).fails(15).says("one of them").says("kluis ledger join ");
    assert!(!vault.path("pc2/home/kluis.toml").exists(), "{refused}");
    vault.run(&format!("{SECOND}{REBUILD} --from {{a}}")).exits(0);
    names_the_way(vault.run(&format!("{SECOND}verify {{b}}")));
    vault.run(&format!("{SECOND}{}", JOIN.replace("{a}", "{b}"))).exits(0);
    back(&vault, "c");
    vault.run(&format!("{SECOND}verify {{a}} {{b}} {{c}} --deep")).exits(0);
    lists_and_restores_all(&vault, SECOND);
}

#[test]
fn a_key_that_was_replaced_in_the_lost_month_stays_replaced() {
    let vault = Vault::made_with("--copies 1");
    id_of(&vault);
    seal(&vault, FIRST, "2025-01", "--to {a} --to {b}");
    back_up(&vault.home(), &vault.path("backup"));
    out(&vault, "b");
    seal(&vault, FIRST, "2025-02", "--to {a}");
    vault.run("signer replace --by A.Jansen --reason 'the laptop was stolen'").exits(0);
    seal(&vault, FIRST, "2025-03", "--to {a}");
    put_back(&vault);
    out(&vault, "a");
    back(&vault, "b");
    seal(&vault, FIRST, "2025-04", "--to {b}");
    back(&vault, "a");
    // What this PC wrote under the key that was replaced counts once a person vouches for it.
    vault.run(JOIN).fails(2).says("--vouch");
    vault.run(&format!("{JOIN} --vouch")).exits(0);
    vault.run("verify {a} {b} --deep").exits(0);
    lists_and_restores_all(&vault, FIRST);
    vault.run("ledger verify").exits(0).hides("quarantined");
}
