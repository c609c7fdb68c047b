//! What came after what follows from the chains, never from a clock. And a copy counts only with keys that open it.

use std::fs;

use crate::harness::{FIRST_DAY, Vault, copy_folder, flip, member};
use crate::two_homes::{FIRST, SECOND, back, out, seal, two_homes};

fn damage(vault: &Vault, drive: &str) {
    flip(&vault.bundle(drive, "bundle").join("payload-00000.age"), 300);
}

/// A month on both drives, whose sources are on the PC still.
fn sealed() -> Vault {
    let vault = Vault::new();
    vault.month("2025/10");
    vault.seal("bundle", "{src} --class nl-admin-basis --date 2025-10");
    vault
}

fn nothing_goes(vault: &Vault) {
    vault.run("sweep {src}").exits(1).says("too few verified copies");
    assert!(vault.source("2025/10/bank.csv").exists());
}

#[test]
fn damage_that_is_found_after_a_look_by_a_clock_that_was_ahead_keeps_the_sources() {
    let vault = sealed();
    // Nine minutes ahead: near enough for no question.
    vault.unanswered_on(FIRST_DAY).at("12:09:00").run("verify").exits(0);
    damage(&vault, "a");
    damage(&vault, "b");
    vault.run("verify").exits(11);
    vault.run("list").exits(0).says("0/2");
    nothing_goes(&vault);
}

#[test]
fn a_drive_that_was_found_by_a_clock_far_ahead_can_be_lost_again() {
    let vault = sealed();
    let lost = "medium lost 'Drive B' --since 2025-12-01 --reason gone --by A";
    vault.run(lost).exits(1);
    vault.on("2026-06-20").run("medium found 'Drive B'").exits(1);
    vault.run("verify").exits(0);
    vault.on(FIRST_DAY).run("list").exits(0).says("2/2");
    // The clock is right again, and the drive is gone again.
    vault.on(FIRST_DAY).run(lost).exits(1);
    vault.run("list").exits(0).says("1/2");
    vault.on(FIRST_DAY).run("sweep {src}").exits(1).says("too few verified copies");
    assert!(vault.source("2025/10/bank.csv").exists());
}

#[test]
fn a_verification_by_a_clock_ahead_is_said_to_lie_ahead() {
    let vault = sealed();
    vault.on("2026-06-20").run("verify").exits(0);
    let listed = vault.on(FIRST_DAY).run("medium list").exits(1);
    listed.says("ahead of this PC's clock").says("overdue");
    let rows = vault.on(FIRST_DAY).run("medium list --json").json()["media"].clone();
    assert_eq!(member(&rows, "label", "Drive A")["verified_ahead"], true);
    vault.on(FIRST_DAY).run("show {bundle}").exits(0).says("ahead of the clock");
    let copies = vault.on(FIRST_DAY).run("show {bundle} --json").json()["copies"].clone();
    let copy = member(&copies, "label", "Drive A");
    assert_eq!((&copy["age_days"], &copy["seen_ahead"]), (&0.into(), &true.into()));
    // A look by the right clock takes that back.
    vault.on(FIRST_DAY).run("verify").exits(0);
    vault.on(FIRST_DAY).run("medium list").exits(0).hides("ahead of");
}

#[test]
fn a_clean_look_of_a_home_that_did_not_know_of_the_damage_clears_nothing() {
    for day in ["2025-12-02", "2026-03-01"] {
        let vault = two_homes();
        seal(&vault, FIRST, "2025-10", "--to {a} --to {b}");
        let payload = vault.bundle("b", "2025-10").join("payload-00000.age");
        // The second home hears of the bundle, and is apart from then on.
        vault.run(&format!("{SECOND}verify {{a}} {{b}}")).exits(0);
        // The first finds damage on B, which mends itself: a bad port, say.
        let whole = fs::read(&payload).unwrap();
        flip(&payload, 300);
        let before = fs::read(vault.home().join("kluis.toml")).unwrap();
        let on_b = vault.path("b-before");
        copy_folder(&vault.path("b"), &on_b);
        vault.on("2025-12-02").run("verify {b}").exits(11);
        fs::write(on_b.join(payload.strip_prefix(vault.path("b")).unwrap()), &whole).unwrap();
        // The second sees a B that does not have the finding, by a clock of its own, and A carries it over.
        fs::rename(vault.path("b"), vault.path("b-now")).unwrap();
        fs::rename(&on_b, vault.path("b")).unwrap();
        out(&vault, "a");
        vault.on(day).run(&format!("{SECOND}verify {{b}}")).exits(0);
        back(&vault, "a");
        vault.on(day).run(&format!("{SECOND}verify {{a}}")).exits(0);
        out(&vault, "b");
        vault.on(day).run("verify {a}").exits(0);
        let rows = vault.on(day).run("list --json").json()["bundles"].clone();
        let row = member(&rows, "bundle", &vault.id("2025-10"));
        assert_eq!(row["copies_verified"], 1, "on {day}: {row:#}");
        assert_eq!(fs::read(vault.home().join("kluis.toml")).unwrap(), before);
    }
}

#[test]
fn a_copy_that_another_pc_made_lets_no_source_go_before_this_pc_has_seen_it() {
    let vault = two_homes();
    seal(&vault, FIRST, "2025-10", "--to {a}");
    vault.run(&format!("{SECOND}copy --all --to {{b}}")).exits(0);
    let kept = vault.run("sweep {src} --json").exits(1).json();
    assert_eq!(kept["stays"][0]["why"], "not-seen-here", "{kept:#}");
    vault.run("sweep {src}").exits(1).says("verified on another PC alone");
    assert!(vault.source("2025-10/bank.csv").exists());
    vault.run("verify {b}").exits(0);
    vault.run("sweep {src}").exits(0).says("Removed 3 sources");
}

#[test]
fn what_a_drive_told_a_run_that_did_nothing_is_not_forgotten() {
    for loss in [false, true] {
        let vault = two_homes();
        seal(&vault, FIRST, "2025-10", "--to {a} --to {b}");
        vault.run(&format!("{SECOND}verify {{a}}")).exits(0);
        out(&vault, "b");
        match loss {
            true => {
                let lost = "medium lost 'Drive B' --since 2025-12-01 --reason gone --by A";
                vault.run(&format!("{SECOND}{lost}")).exits(1);
            }
            false => {
                flip(&vault.bundle("a", "2025-10").join("payload-00000.age"), 300);
                vault.run(&format!("{SECOND}verify {{a}}")).exits(11);
            }
        }
        // The first hears of it in a run that removes nothing; then only the other drive is there.
        vault.run("medium list");
        out(&vault, "a");
        back(&vault, "b");
        vault.run("list").exits(0).says("1/2");
        assert_ne!(vault.run("sweep {src}").exit, 0);
        assert!(vault.source("2025-10/bank.csv").exists(), "loss: {loss}");
    }
}

#[test]
fn lines_that_a_home_got_back_from_a_drive_are_no_looks_of_its_own() {
    let vault = sealed();
    let before = vault.path("home-before");
    copy_folder(&vault.home(), &before);
    // It has seen both copies; then the PC is put back to before it had.
    vault.run("verify").exits(0);
    fs::remove_dir_all(vault.home()).unwrap();
    fs::rename(&before, vault.home()).unwrap();
    let kept = vault.run("sweep {src} --json").exits(1).json();
    assert_eq!(kept["stays"][0]["why"], "not-seen-here", "{kept:#}");
    vault.run("verify").exits(0);
    vault.run("sweep {src}").exits(0).says("Removed 3 sources");
}

/// Data on A and B, keys on K, and on L where it is added; two copies are wanted.
fn apart(keys: &[&str]) -> Vault {
    let vault = Vault::without_drives("--custody apart");
    vault.new_drives(&["k", "l"]);
    vault.run("medium add --same-disk {a} --label A --role data").exits(0);
    vault.run("medium add --same-disk {b} --label B --role data").exits(0);
    for drive in keys {
        let label = drive.to_uppercase();
        vault
            .run(&format!("medium add --same-disk {{{drive}}} --label {label} --role keys"))
            .exits(0);
    }
    vault.month("2025/10");
    vault
}

const SEAL: &str = "archive {src} --class nl-admin-basis --date 2025-10";

#[test]
fn at_custody_apart_no_source_goes_while_the_keys_lie_on_one_drive() {
    let vault = apart(&["k"]);
    vault.run(&format!("{SEAL} --move")).exits(3).says("too few verified copies");
    let sealed = vault.run("list --json").exits(0).json();
    let row = &sealed["bundles"][0];
    vault.name("bundle", row["bundle"].as_str().unwrap());
    assert_eq!((&row["copies_verified"], &row["keys_verified"]), (&0.into(), &1.into()));
    assert_eq!(row["keys_wanting"], true);
    vault.run("list").exits(0).says("0/2").says("Key copies missing (1 of 2)");
    vault.run("show {bundle}").exits(0).says("Keys on other drives").says("kluis copy --all");
    nothing_goes(&vault);
    assert!(vault.home().join("outbox").join(vault.id("bundle")).is_dir(), "it waits");
    vault.run("medium add --same-disk {l} --label L --role keys").exits(0);
    vault.run("copy --all --to L").exits(0);
    vault.run("list").exits(0).says("2/2");
    assert!(!vault.home().join("outbox").join(vault.id("bundle")).is_dir());
    vault.run("sweep {src}").exits(0).says("Removed 3 sources");
    assert!(vault.still_restores("bundle"));
}

#[test]
fn keys_that_are_lost_or_damaged_keep_the_sources() {
    for damaged in [false, true] {
        let vault = apart(&["k", "l"]);
        vault.seal("bundle", "{src} --class nl-admin-basis --date 2025-10");
        vault.run("list").exits(0).says("2/2");
        match damaged {
            true => {
                for name in ["key.age", "key-copy.age"] {
                    flip(&vault.bundle("k", "bundle").join(name), 9000);
                }
                vault.run("verify K").exits(11);
            }
            false => {
                let lost = "medium lost K --since 2025-12-01 --reason gone --by A";
                vault.run(lost).exits(1).says("fewer verified copies");
            }
        }
        vault.run("list").exits(0).says("0/2");
        nothing_goes(&vault);
        vault.run(&format!("{SEAL} --move")).exits(3).says("too few verified copies");
        assert!(vault.source("2025/10/bank.csv").exists(), "damaged: {damaged}");
    }
}

#[test]
fn a_data_drive_is_not_retired_while_too_few_drives_hold_the_keys() {
    let vault = apart(&["k", "l"]);
    vault.new_drives(&["c"]);
    vault.run("medium add --same-disk {c} --label C --role data").exits(0);
    vault.seal("bundle", "{src} --class nl-admin-basis --date 2025-10");
    vault.run("medium lost L --since 2025-12-01 --reason gone --by A").exits(1);
    vault.run("medium retire C").exits(14);
    vault.run("medium found L").exits(1);
    vault.run("verify L").exits(0);
    vault.run("medium retire C").exits(0);
}
