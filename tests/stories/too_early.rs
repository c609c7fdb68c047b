//! The sealer's key is replaced before this PC saw what the old key wrote on a drive. Nobody attacked anything, and
//! every record must be listed and restorable once a person vouches for that drive.

use std::fs;

use crate::harness::{Person, Ran, Vault, flip, tree};
use crate::put_back::back_up;
use crate::rebuild::id_of;
use crate::two_homes::{FIRST, SECOND, back, out, seal};

const REPLACE: &str = "signer replace --by A.Jansen --reason 'the laptop was stolen'";
const REBUILD: &str =
    "rebuild --accept-settings --vault-id {id} --identity {dir}/sheet --no-passphrase";

fn joins(drive: &str) -> String {
    format!("ledger join {{{drive}}} --vouch --by A.Jansen --reason 'it lay in the safe'")
}

/// The PC is stolen after it wrote to B and C while A was away; a new PC is made from A.
fn made_from_the_older_drive(copies: &str, more: &str) -> Vault {
    let vault = Vault::made_with(copies);
    id_of(&vault);
    vault.new_drives(&["c"]);
    vault.run("medium add --same-disk {c} --label 'Drive C'").exits(0);
    vault.name("pc2", vault.path("pc2/home"));
    seal(&vault, FIRST, "2025-01", "--to {a} --to {b} --to {c}");
    out(&vault, "a");
    seal(&vault, FIRST, "2025-02", more);
    fs::remove_dir_all(vault.home()).unwrap();
    out(&vault, "b");
    out(&vault, "c");
    back(&vault, "a");
    vault.run(&format!("{SECOND}{REBUILD} --from {{a}}")).exits(0).says("Drive B");
    let replaced = vault.run(&format!("{SECOND}{REPLACE}")).exits(0);
    replaced.says("Drive B").says("kluis ledger join ");
    back(&vault, "b");
    vault
}

fn lists_and_restores(vault: &Vault, home: &str, months: &[&str]) {
    for month in months {
        vault.run(&format!("{home}list")).exits(0).says(&vault.id(month));
        let to = vault.path("given back");
        vault.name("given", &to);
        vault.run(&format!("{home}restore {{{month}}} --to {{given}} --reason check")).exits(0);
        fs::remove_dir_all(to).unwrap();
    }
}

fn names_the_way(ran: Ran) -> Ran {
    ran.fails(12).says("kluis ledger join ")
}

#[test]
fn what_stands_on_a_drive_that_was_seen_too_late_counts_once_a_person_vouches_for_it() {
    let vault = made_from_the_older_drive("--copies 1", "--to {b} --move");
    let second = |line: &str| vault.run(&format!("{SECOND}{line}"));
    let (chains, bundle) = (vault.on_drive("b").join("ledger"), vault.id("2025-02"));
    let before = tree(&chains);
    names_the_way(second("verify {b}"));
    // Neither says that all is listed, or given back.
    second("list").exits(1).says("kluis ledger join ");
    second("restore --all --to {dir}/all --reason check").exits(1).says("kluis ledger join ");
    // No repair makes that drive forget it.
    let refused = second("repair {b}").fails(12).says(&bundle);
    refused.says("kluis ledger join ").says("--not-ours --by NAME --reason TEXT");
    assert_eq!(tree(&chains), before);
    second(&joins("b")).exits(0).says("Drive B").says(&bundle);
    second("verify {a} {b} --deep").exits(0);
    lists_and_restores(&vault, SECOND, &["2025-01", "2025-02"]);
    second("restore --all --to {dir}/all-of-it --reason check").exits(0);
    second("ledger verify").exits(0).hides("quarantined").hides("set aside");
    second("ledger show --notes").exits(0).says("it lay in the safe");
    second(&joins("b")).exits(0).says("nothing that has to be joined");
    seal(&vault, SECOND, "2025-03", "--to {a} --to {b}");
    second("verify {a} {b} --deep").exits(0);
    // A home that is made from either drive knows all of it.
    for drive in ["a", "b"] {
        fs::remove_dir_all(vault.path("pc2")).unwrap();
        second(&format!("{REBUILD} --from {{{drive}}}")).exits(0);
        second("list").exits(0).says(&bundle);
    }
}

#[test]
fn one_word_brings_in_what_stands_on_all_drives_that_were_written_with_that_one() {
    let vault = made_from_the_older_drive("--copies 2", "--to {b} --to {c} --move");
    let second = |line: &str| vault.run(&format!("{SECOND}{line}"));
    names_the_way(second("verify {b}"));
    second("list").exits(1);
    second(&joins("b")).exits(0).says(&vault.id("2025-02"));
    // Its label is by the replaced key too, and says nothing more.
    back(&vault, "c");
    second("verify {a} {b} {c} --deep").exits(0);
    lists_and_restores(&vault, SECOND, &["2025-01", "2025-02"]);
}

#[test]
fn a_drive_that_this_pc_had_never_heard_of_is_taken_in_too() {
    let vault = Vault::made_with("--copies 1");
    id_of(&vault);
    vault.new_drives(&["c"]);
    vault.name("pc2", vault.path("pc2/home"));
    seal(&vault, FIRST, "2025-01", "--to {a} --to {b}");
    out(&vault, "a");
    out(&vault, "b");
    vault.run("medium add --same-disk {c} --label 'Drive C'").exits(0);
    seal(&vault, FIRST, "2025-02", "--to {c} --move");
    fs::remove_dir_all(vault.home()).unwrap();
    out(&vault, "c");
    back(&vault, "a");
    let second = |line: &str| vault.run(&format!("{SECOND}{line}"));
    second(&format!("{REBUILD} --from {{a}}")).exits(0);
    second(REPLACE).exits(0);
    back(&vault, "c");
    names_the_way(second("verify {c}"));
    second("repair {c}").fails(12).says("kluis ledger join ");
    second(&joins("c")).exits(0).says(&vault.id("2025-02"));
    second("verify {a} {c} --deep").exits(0);
    lists_and_restores(&vault, SECOND, &["2025-01", "2025-02"]);
}

#[test]
fn a_person_sees_what_comes_in_and_says_whether_it_is_theirs() {
    let vault = made_from_the_older_drive("--copies 1", "--to {b} --move");
    let line = joins("b").replace(" --vouch", "");
    let home = vault.path("pc2/home/ledger");
    let before = tree(&home);
    let ask = |person: &Person| vault.asked(person).run(&format!("{SECOND}{line}"));
    vault.unanswered_on("2025-12-01").run(&format!("{SECOND}{line}")).fails(2).says("--vouch");
    let declines = Person { vouches: Some("n"), ..Person::default() };
    ask(&declines).fails(2).says("--not-ours --by NAME --reason TEXT");
    let shown = declines.incoming.borrow().clone();
    assert_eq!(shown.len(), 1);
    assert_eq!(shown[0].bundles.len(), 1);
    let bundle = &shown[0].bundles[0];
    assert_eq!(bundle.bundle, vault.id("2025-02"));
    assert_eq!(bundle.rules[0].0.as_deref(), Some("nl-admin-basis"));
    assert!(bundle.kept_through.is_some() && bundle.bytes > 0 && shown[0].entries > 1);
    assert_eq!(tree(&home), before, "the home is as it was");
    ask(&Person { vouches: Some("ja"), ..Person::default() }).exits(0);
    vault.run(&format!("{SECOND}list")).exits(0).says(&vault.id("2025-02"));
}

const NOT_OURS: &str = "repair {b} --not-ours --by A.Jansen --reason 'a thief had it'";

#[test]
fn what_nobody_of_ours_sealed_is_forgotten_once_a_person_says_so_twice() {
    let vault = made_from_the_older_drive("--copies 1", "--to {b} --move");
    let second = |line: &str| vault.run(&format!("{SECOND}{line}"));
    let bundle = vault.id("2025-02");
    second(NOT_OURS).exits(0).says("made anew").says(&bundle).says("kluis ledger join ");
    second("ledger show --notes").exits(0).says("a thief had it").says("is not ours");
    // Whoever said so has not seen yet what is left out.
    second("list").exits(1).says(&bundle).says("--not-ours --by NAME --reason TEXT");
    second(NOT_OURS).exits(0).says(&bundle).hides("kluis ledger join ");
    second("list").exits(0).hides(&bundle);
    seal(&vault, SECOND, "2025-03", "--to {a} --to {b}");
    second("list").exits(0).hides(&bundle);
    second("restore --all --to {dir}/all --reason check").exits(0).hides(&bundle);
    // What lies there stays, and is named.
    let named = second("verify {b}").exits(1).says("is sealed under").says("kluis ledger join ");
    named.hides("kluis list");
}

#[test]
fn what_a_person_wrongly_said_is_not_ours_comes_back_by_joining_the_drive() {
    for confirmed in [false, true] {
        let vault = made_from_the_older_drive("--copies 1", "--to {b} --move");
        let second = |line: &str| vault.run(&format!("{SECOND}{line}"));
        let bundle = vault.id("2025-02");
        second(NOT_OURS).exits(0);
        if confirmed {
            second(NOT_OURS).exits(0);
        } else {
            for line in ["list", "restore --all --to {dir}/all --reason check"] {
                second(line).exits(1).says(&bundle).says("kluis ledger join \"Drive B\"");
            }
        }
        // The other PC is gone: nothing can be typed there.
        second("verify {b}").exits(1).says("kluis ledger join ").hides("signer replace");
        let home = vault.path("pc2/home/ledger");
        let before = tree(&home);
        second(&joins("b").replace(" --vouch", "")).fails(2).says(&bundle).says("--vouch");
        let person = Person { vouches: Some("n"), ..Person::default() };
        let line = format!("{SECOND}{}", joins("b").replace(" --vouch", ""));
        vault.asked(&person).run(&line).fails(2).says("--not-ours");
        let shown = person.incoming.borrow().clone();
        assert_eq!(shown[0].bundles[0].bundle, bundle);
        assert_eq!(tree(&home), before, "the home is as it was");
        second(&joins("b")).exits(0).says("Drive B").says(&bundle);
        lists_and_restores(&vault, SECOND, &["2025-01", "2025-02"]);
        second("restore --all --to {dir}/whole --reason check").exits(0);
        second("verify {a} {b} --deep").exits(0);
        second("ledger verify").exits(0).hides("quarantined").hides("set aside");
        second("ledger show --notes").exits(0).says("it lay in the safe");
        second(&joins("b")).exits(0).says("nothing that has to be joined");
        // A home that is made from either drive knows it, and the other drive gets a copy.
        second("copy --all --to {a}").exits(0);
        for drive in ["a", "b"] {
            fs::remove_dir_all(vault.path("pc2")).unwrap();
            second(&format!("{REBUILD} --from {{{drive}}}")).exits(0);
            second("list").exits(0).says(&bundle);
        }
    }
}

#[test]
fn a_bundle_whose_keys_lie_apart_comes_back_with_the_drive_that_has_them() {
    let vault = Vault::without_drives("--custody apart --copies 1");
    id_of(&vault);
    vault.name("pc2", vault.path("pc2/home"));
    vault.new_drives(&["k", "l"]);
    for (drive, role) in [("a", "data"), ("b", "data"), ("k", "keys"), ("l", "keys")] {
        let line = format!("medium add --same-disk {{{drive}}} --label {drive} --role {role}");
        vault.run(&line).exits(0);
    }
    seal(&vault, FIRST, "2025-01", "--to {a} --to {b} --to {k} --to {l}");
    out(&vault, "a");
    out(&vault, "k");
    seal(&vault, FIRST, "2025-02", "--to {b} --to {l}");
    fs::remove_dir_all(vault.home()).unwrap();
    out(&vault, "b");
    out(&vault, "l");
    back(&vault, "a");
    back(&vault, "k");
    let second = |line: &str| vault.run(&format!("{SECOND}{line}"));
    second(&format!("{REBUILD} --from {{a}} --from {{k}}")).exits(0);
    second(REPLACE).exits(0);
    back(&vault, "b");
    second(NOT_OURS).exits(0);
    second(&joins("b")).fails(10).says("plug in ");
    second("list").exits(1);
    back(&vault, "l");
    second("repair {l} --not-ours --by A.Jansen --reason 'nobody knows it'").exits(0);
    second("verify {l}").exits(1).says("keys of a bundle").says("kluis verify");
    second(&joins("b")).exits(0).says(&vault.id("2025-02"));
    lists_and_restores(&vault, SECOND, &["2025-01", "2025-02"]);
    second("verify {a} {b} {k} {l} --deep").exits(0);
}

#[test]
fn a_damaged_bundle_that_was_said_not_to_be_ours_comes_back_and_is_mended() {
    let vault = made_from_the_older_drive("--copies 1", "--to {b} --move");
    let second = |line: &str| vault.run(&format!("{SECOND}{line}"));
    second(NOT_OURS).exits(0);
    flip(&vault.bundle("b", "2025-02").join("payload-00000.age"), 300);
    second(&joins("b")).exits(11).says(&vault.id("2025-02")).says("kluis repair \"Drive B\"");
    second("verify {b}").exits(11);
    second("repair {b}").exits(0).says("from parity");
    second("verify {b} --deep").exits(0);
    lists_and_restores(&vault, SECOND, &["2025-01", "2025-02"]);
}

/// The PC is put back from a backup, and replaces the key before it meets the drives that it wrote since.
fn put_back_and_replaced() -> Vault {
    let vault = Vault::made_with("--copies 1");
    id_of(&vault);
    seal(&vault, FIRST, "2025-01", "--to {a} --to {b}");
    back_up(&vault.home(), &vault.path("backup"));
    out(&vault, "b");
    seal(&vault, FIRST, "2025-02", "--to {a} --move");
    out(&vault, "a");
    fs::remove_dir_all(vault.home()).unwrap();
    back_up(&vault.path("backup"), &vault.home());
    vault.run(REPLACE).exits(0);
    back(&vault, "b");
    seal(&vault, FIRST, "2025-03", "--to {b} --move");
    back(&vault, "a");
    vault
}

#[test]
fn a_pc_that_was_put_back_and_replaced_the_key_loses_no_record() {
    let vault = put_back_and_replaced();
    names_the_way(vault.run("verify {a}"));
    vault.run("list").exits(1);
    vault.run("repair {a}").fails(12).says(&vault.id("2025-02"));
    vault.run(&joins("a")).exits(0).says(&vault.id("2025-02"));
    vault.run("verify {a} {b} --deep").exits(0);
    lists_and_restores(&vault, FIRST, &["2025-01", "2025-02", "2025-03"]);
    vault.run("ledger verify").exits(0).hides("quarantined").hides("set aside");
    seal(&vault, FIRST, "2025-04", "--to {a} --to {b}");
    vault.run("verify {a} {b} --deep").exits(0);
    vault.name("pc2", vault.path("pc2/home"));
    vault.run(&format!("{SECOND}{REBUILD} --from {{a}} --from {{b}}")).exits(0);
    lists_and_restores(&vault, SECOND, &["2025-01", "2025-02", "2025-03"]);
}

/// The key is replaced in the lost month, and again by the PC that was put back.
fn replaced_twice() -> Vault {
    let vault = Vault::made_with("--copies 1");
    id_of(&vault);
    seal(&vault, FIRST, "2025-01", "--to {a} --to {b}");
    back_up(&vault.home(), &vault.path("backup"));
    out(&vault, "b");
    seal(&vault, FIRST, "2025-02", "--to {a}");
    vault.run(REPLACE).exits(0);
    seal(&vault, FIRST, "2025-03", "--to {a}");
    out(&vault, "a");
    fs::remove_dir_all(vault.home()).unwrap();
    back_up(&vault.path("backup"), &vault.home());
    back(&vault, "b");
    vault.run(REPLACE).exits(0);
    seal(&vault, FIRST, "2025-04", "--to {b}");
    back(&vault, "a");
    vault
}

const ALL: [&str; 4] = ["2025-01", "2025-02", "2025-03", "2025-04"];

#[test]
fn a_key_that_was_replaced_in_both_branches_is_joined_by_one_word() {
    let vault = replaced_twice();
    vault.run("verify {a}").fails(15).says("kluis ledger join ");
    vault.run(&joins("a")).exits(0);
    vault.run("verify {a} {b} --deep").exits(0);
    lists_and_restores(&vault, FIRST, &ALL);
    vault.run("ledger verify").exits(0).hides("quarantined").hides("set aside");
    seal(&vault, FIRST, "2025-05", "--to {a} --to {b}");
    vault.run("verify {a} {b} --deep").exits(0);
}

#[test]
fn a_home_that_is_made_from_one_branch_takes_the_other_in_where_both_replaced_the_key() {
    for (from, other) in [("a", "b"), ("b", "a")] {
        let vault = replaced_twice();
        vault.name("pc2", vault.path("pc2/home"));
        let second = |line: &str| vault.run(&format!("{SECOND}{line}"));
        out(&vault, other);
        second(&format!("{REBUILD} --from {{{from}}}")).exits(0);
        back(&vault, other);
        second(&format!("verify {{{other}}}")).fails(15).says("kluis ledger join ");
        second(&joins(other)).exits(0);
        second("verify {a} {b} --deep").exits(0);
        lists_and_restores(&vault, SECOND, &ALL);
        second("ledger verify").exits(0).hides("quarantined").hides("set aside");
    }
}

#[test]
fn two_homes_that_both_replaced_the_key_lose_no_record_of_each_other() {
    let vault = Vault::made_with("--copies 1");
    id_of(&vault);
    vault.name("pc2", vault.path("pc2/home"));
    seal(&vault, FIRST, "2025-01", "--to {a} --to {b}");
    vault.run(&format!("{SECOND}{REBUILD} --from {{a}}")).exits(0);
    vault.run(&format!("{SECOND}verify {{a}} {{b}}")).exits(0);
    vault.run("verify {a} {b}").exits(0);
    back_up(&vault.home(), &vault.path("backup"));
    // The first writes to A in the month that is lost, and the second to B.
    out(&vault, "b");
    seal(&vault, FIRST, "2025-02", "--to {a}");
    out(&vault, "a");
    back(&vault, "b");
    vault.run(&format!("{SECOND}{REPLACE}")).exits(0);
    seal(&vault, SECOND, "2025-03", "--to {b}");
    out(&vault, "b");
    fs::remove_dir_all(vault.home()).unwrap();
    back_up(&vault.path("backup"), &vault.home());
    vault.run(REPLACE).exits(0);
    back(&vault, "a");
    back(&vault, "b");
    for drive in ["a", "b"] {
        vault.run(&joins(drive)).exits(0);
    }
    vault.run("verify {a} {b} --deep").exits(0);
    for drive in ["a", "b"] {
        vault.run(&format!("{SECOND}{}", joins(drive))).exits(0);
    }
    vault.run(&format!("{SECOND}verify {{a}} {{b}} --deep")).exits(0);
    vault.run("verify {a} {b} --deep").exits(0);
    for home in [FIRST, SECOND] {
        lists_and_restores(&vault, home, &["2025-01", "2025-02", "2025-03"]);
        vault.run(&format!("{home}ledger verify")).exits(0).hides("quarantined");
    }
    seal(&vault, SECOND, "2025-04", "--to {a} --to {b}");
    vault.run("verify {a} {b} --deep").exits(0);
}
