//! Two homes of one vault that both write: the old PC came back, or there are two bookkeepers. They meet on the
//! drives alone.

use std::fs;
use std::path::Path;

use crate::harness::{BY, Ran, Vault, member};
use crate::rebuild::id_of;

pub const FIRST: &str = "";
pub const SECOND: &str = "--vault {pc2} ";

/// Two homes and three drives, of which the third was added by the second home and is unknown to the first.
pub fn two_homes() -> Vault {
    let vault = Vault::new();
    id_of(&vault);
    vault.name("pc2", vault.path("pc2/home"));
    fs::create_dir_all(vault.path("c")).unwrap();
    vault.name("c", vault.path("c"));
    let line = "rebuild --accept-settings --from {a} --vault-id {id} --identity {dir}/sheet --no-passphrase";
    vault.run(&format!("{SECOND}{line}")).exits(0);
    vault
}

pub fn seal(vault: &Vault, home: &str, month: &str, more: &str) {
    vault.month(month);
    let line = format!(
        "{home}archive {{src}}/{month} --class nl-admin-basis --date {month} {more} --json"
    );
    let ran = vault.run(&line);
    assert!(ran.exit == 0, "{ran}");
    vault.take_bundle(month, &ran.json());
}

pub fn out(vault: &Vault, drive: &str) {
    fs::rename(vault.path(drive), vault.path(&format!("{drive}-away"))).unwrap();
}

pub fn back(vault: &Vault, drive: &str) {
    fs::rename(vault.path(&format!("{drive}-away")), vault.path(drive)).unwrap();
}

fn clean(ran: Ran) -> Ran {
    ran.exits(0).hides("older state").hides("clone")
}

#[test]
fn two_homes_that_both_wrote_are_joined_through_the_drives_without_losing_an_event() {
    let vault = two_homes();
    // Apart: the first has A and B, the second makes a drive of its own.
    out(&vault, "c");
    seal(&vault, FIRST, "2025-01", "--case P-1");
    vault.run("restore {2025-01} --to {out} --reason 'asked by the first'").exits(0);
    fs::remove_dir_all(vault.path("out")).unwrap();
    back(&vault, "c");
    out(&vault, "a");
    out(&vault, "b");
    vault.run(&format!("{SECOND}medium add --same-disk {{c}} --label 'Drive C'")).exits(0);
    seal(&vault, SECOND, "2025-02", "--case P-2");
    let line = "restore {2025-02} --to {out} --reason 'asked by the second'";
    vault.run(&format!("{SECOND}{line}")).exits(0);
    fs::remove_dir_all(vault.path("out")).unwrap();
    back(&vault, "a");
    back(&vault, "b");

    // Alternately, on all three: nobody takes the other for a rollback.
    for (at, month) in ["2025-03", "2025-04", "2025-05", "2025-06"].into_iter().enumerate() {
        let home = if at % 2 == 0 { SECOND } else { FIRST };
        seal(&vault, home, month, "--to {a} --to {b} --to {c}");
    }
    clean(vault.run("verify {a} {b} {c} --deep"));
    clean(vault.run(&format!("{SECOND}verify {{a}} {{b}} {{c}} --deep")));
    clean(vault.run("verify {a} {b} {c}"));
    clean(vault.run("ledger verify")).says("in 2 chains hold");
    clean(vault.run(&format!("{SECOND}ledger verify"))).says("in 2 chains hold");
    // The second told the drives last; one more contact, and each knows what the other knows.
    clean(vault.run(&format!("{SECOND}verify {{a}}")));
    clean(vault.run("verify {a}"));
    clean(vault.run(&format!("{SECOND}book-year add 2025-01-01 2025-12-31")));
    clean(vault.run("book-year add 2025-01-01 2025-12-31"));
    clean(vault.run(&format!("{SECOND}verify {{a}}")));
    clean(vault.run("verify {a}"));
    let ledger = vault.run("ledger show --notes").exits(0);
    ledger.says("asked by the first").says("asked by the second");
    for home in [FIRST, SECOND] {
        for (case, month) in [("P-1", "2025-01"), ("P-2", "2025-02")] {
            vault.run(&format!("{home}list --case {case}")).exits(0).says(&vault.id(month));
        }
        let list = vault.run(&format!("{home}list --json")).exits(0).json();
        assert_eq!(list["bundles"].as_array().unwrap().len(), 6);
        let both = member(&list["bundles"], "bundle", &vault.id("2025-04"));
        assert_eq!(both["copies_verified"], 3, "{both:#}");
        assert_eq!(both["media"], serde_json::json!(["Drive A", "Drive B", "Drive C"]));
        // What the other sealed is searchable here, and is not sealed twice.
        for month in ["2025-01", "2025-02", "2025-03", "2025-04"] {
            let case = match month {
                "2025-01" => "--case P-1",
                "2025-02" => "--case P-2",
                _ => "",
            };
            let line = format!(
                "{home}archive {{src}}/{month} --class nl-admin-basis --date {month} {case} --dry-run"
            );
            vault.run(&line).exits(0).says("not sealed again");
        }
    }
}

#[test]
fn what_one_home_wrote_reaches_the_other_over_a_drive_that_it_never_saw() {
    let vault = two_homes();
    vault.run(&format!("{SECOND}medium add --same-disk {{c}} --label 'Drive C'")).exits(0);
    seal(&vault, SECOND, "2025-02", "--case P-2 --to {c}");
    vault.run(&format!("{SECOND}verify {{a}}")).exits(0);
    out(&vault, "c");
    // The first hears of it from A, which the second told.
    vault.run("verify {a}").exits(0);
    vault.run("list --wide --case P-2").exits(0).says(&vault.id("2025-02")).says("Drive C");
    // It has never seen that drive: a hold may stand there.
    seal(&vault, FIRST, "2015-01", "--accept-end --accept-newer --to {a}");
    vault.refuses(&format!("destroy {{2015-01}} {BY}"), 14).says("never seen Drive C");
    back(&vault, "c");
    vault.run("verify {c}").exits(0);
    vault.run(&format!("destroy {{2015-01}} {BY}")).exits(0);
}

#[test]
fn settings_that_only_the_other_home_knows_are_not_written_over_by_one_that_can_not_read_them() {
    let vault = Vault::bare();
    let person = crate::harness::Person {
        passphrase: Some("four words nobody joins"),
        ..Default::default()
    };
    vault.asked(&person).run("init --name 'Bakkerij Jansen' --paper {dir}/sheet").exits(0);
    vault.run("medium add --same-disk {a} --label 'Drive A'").exits(0);
    id_of(&vault);
    vault.name("pc2", vault.path("pc2/home"));
    let line = "rebuild --accept-settings --from {a} --vault-id {id} --identity {dir}/sheet --no-passphrase";
    vault.run(&format!("{SECOND}{line}")).exits(0);
    seal(&vault, SECOND, "2025-02", "--case P-2");
    // Sealing takes no identity: the first home can't read what the second wrote, and leaves it.
    seal(&vault, FIRST, "2025-01", "--case P-1");
    fs::remove_dir_all(vault.path("pc2")).unwrap();
    fs::write(vault.path("words"), "four words nobody joins\n").unwrap();
    let list = "list --passphrase-file {dir}/words";
    vault.run(list).exits(0).says(&vault.id("2025-02")).says("P-1").hides("P-2");
    // With an identity both are known here, and on the drive.
    vault.asked(&person).run("verify --deep").exits(0);
    vault.run(list).exits(0).says("P-1").says("P-2");
    fs::remove_dir_all(vault.path("data")).unwrap();
    vault.run(line).exits(0);
    vault.run("list").exits(0).says("P-1").says("P-2");
}

#[test]
fn what_one_home_destroys_the_other_forgets() {
    let vault = two_homes();
    vault.month("2015-01");
    let line = "archive {src}/2015-01 --class nl-admin-basis --date 2015-01 \
        --accept-end --accept-newer --json";
    vault.take_bundle("old", &vault.run(line).exits(0).json());
    clean(vault.run(&format!("{SECOND}verify {{a}} {{b}} --deep")));
    let known = ["indexes", "known"].map(|folder| {
        let below = vault.path("pc2/home").join(folder);
        fs::read_dir(below)
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .find(|path| path.file_name().unwrap().to_str().unwrap().starts_with(&vault.id("old")))
    });
    let known = known.map(|path| path.expect("the second home knows what is in it"));
    vault.run(&format!("destroy {{old}} {BY}")).exits(0);
    clean(vault.run(&format!("{SECOND}verify {{a}}")));
    assert!(known.iter().all(|path| !path.exists()), "{known:?}");
    vault.run(&format!("{SECOND}list")).exits(0).hides(&vault.id("old"));
    vault.run(&format!("{SECOND}list --destroyed")).exits(0).says(&vault.id("old"));
}

#[test]
fn a_clone_that_another_home_wrote_on_is_not_taken_for_the_drive() {
    let vault = two_homes();
    seal(&vault, FIRST, "2025-01", "--to {a}");
    copy(&vault.path("a"), &vault.path("clone"));
    // The drive goes on with the first home, its clone with the second, and further.
    seal(&vault, FIRST, "2025-02", "--to {a}");
    out(&vault, "a");
    copy(&vault.path("clone"), &vault.path("a"));
    for month in ["2025-03", "2025-04", "2025-05"] {
        seal(&vault, SECOND, month, "--to {a}");
    }
    // Its contacts are more than the first home remembers, and it is the clone all the same.
    vault.month("2025-06");
    let archive = "archive {src}/2025-06 --class nl-admin-basis --date 2025-06";
    vault.refuses(&format!("{archive} --to {{a}}"), 10).says("Drive A was written to since");
    vault.run("medium list").exits(1).says("in an older state");
    vault.run("verify {a}").exits(11).says(&vault.id("2025-02"));
    // And the drive itself lacks what was written on the clone.
    fs::remove_dir_all(vault.path("a")).unwrap();
    back(&vault, "a");
    vault.refuses(&format!("{archive} --to {{a}}"), 10);
}

#[test]
fn a_clone_is_known_by_what_another_drive_tells_of_it() {
    let vault = two_homes();
    seal(&vault, FIRST, "2025-01", "");
    clean(vault.run(&format!("{SECOND}verify {{a}} {{b}}")));
    copy(&vault.path("a"), &vault.path("clone"));
    // The second home writes on both; the first hears of it over B.
    seal(&vault, SECOND, "2025-02", "");
    fs::remove_dir_all(vault.path("a")).unwrap();
    copy(&vault.path("clone"), &vault.path("a"));
    vault.month("2025-03");
    let archive = "archive {src}/2025-03 --class nl-admin-basis --date 2025-03";
    // Whichever of them comes first.
    vault
        .run(&format!("{archive} --to {{a}} --to {{b}}"))
        .exits(10)
        .says("Drive A was written to since");
    vault.refuses(&format!("{archive} --to {{b}} --to {{a}}"), 10);
    // What was written on the other since is missing on this one.
    vault.run("verify {a}").exits(11).says("it has no seal");
    clean(vault.run("verify {b}"));
    // Now that this is on record the drive is used again, and what it lacks does not count.
    vault.run(&format!("{archive} --to {{a}}")).exits(0);
    let rows = vault.run("list --json").json()["bundles"].clone();
    assert_eq!(member(&rows, "bundle", &vault.id("2025-02"))["copies_verified"], 1, "{rows:#}");
}

#[test]
fn a_home_that_was_put_back_from_an_old_backup_hears_its_own_lines_again() {
    let vault = two_homes();
    copy(&vault.home(), &vault.path("backup"));
    seal(&vault, FIRST, "2025-01", "");
    fs::remove_dir_all(vault.home()).unwrap();
    copy(&vault.path("backup"), &vault.home());
    clean(vault.run("verify {a}"));
    vault.run("list").exits(0).says(&vault.id("2025-01"));
    seal(&vault, FIRST, "2025-02", "");
    clean(vault.run("ledger verify"));
    clean(vault.run(&format!("{SECOND}verify {{a}} {{b}}")));
}

#[test]
fn the_two_homes_say_the_same_in_the_end() {
    let vault = two_homes();
    seal(&vault, FIRST, "2025-01", "");
    seal(&vault, SECOND, "2025-02", "--to {a} --to {b}");
    // Nothing is written by looking at the ledger; a contact tells.
    clean(vault.run("verify {a} {b}"));
    let line = "restore {2025-01} --match nothing --to {out} --reason r";
    let _ = vault.run(&format!("{SECOND}{line}"));
    clean(vault.run(&format!("{SECOND}verify {{a}} {{b}}")));
    let before = vault.run("ledger show --json").exits(0).json();
    assert!(before["entries"].as_array().unwrap().len() > 10);
    clean(vault.run("verify {a}"));
    clean(vault.run(&format!("{SECOND}verify {{a}}")));
    clean(vault.run("verify {a}"));
    let both =
        |home: &str| vault.run(&format!("{home}list --json")).exits(0).json()["bundles"].clone();
    assert_eq!(both(FIRST), both(SECOND));
}

pub fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        match entry.file_type().unwrap().is_dir() {
            true => copy(&entry.path(), &target),
            false => drop(fs::copy(entry.path(), target).unwrap()),
        }
    }
}

/// Both are marked as caches, which backups leave out.
#[test]
fn a_home_that_was_put_back_without_its_caches_works_and_seals_nothing_twice() {
    let vault = Vault::new();
    vault.month("2025/10");
    let line = "archive {src} --class nl-admin-basis --date 2025-10 --json";
    vault.run(line).exits(0);
    for folder in ["indexes", "known"] {
        fs::remove_dir_all(vault.home().join(folder)).unwrap();
    }
    vault.run("list").exits(0);
    vault.run("verify").exits(0);
    let again = vault.run(line).exits(0).json();
    assert_eq!((&again["files"], &again["already_sealed"]), (&0.into(), &3.into()), "{again:#}");
}

#[test]
fn a_drive_that_this_pc_never_saw_may_hold_alone_what_another_pc_said() {
    let vault = two_homes();
    vault.run("verify").exits(0);
    out(&vault, "b");
    vault.run(&format!("{SECOND}verify {{a}}"));
    let lost = "medium lost 'Drive B' --since 2025-11-30 --reason train --by Jansen";
    let said = vault.run(&format!("{SECOND}{lost}"));
    assert!(said.exit <= 1, "{said}");
    said.says("This PC never saw that drive.").says("may stand there alone").says("never");
    back(&vault, "b");
}
