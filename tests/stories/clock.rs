//! The clock may block, never release; and one run at a time.

use std::fs::{self, File};
use std::io::Write;

use crate::harness::{BY, Person, Ran, Vault, member};

#[test]
fn a_clock_that_jumped_is_a_question() {
    let vault = Vault::holding("payroll").class("nl-payroll").date("2020-12");
    let line = format!("destroy {{payroll}} {BY}");
    for day in ["2034-01-02", "2025-11-30", "1971-01-01"] {
        vault.unanswered_on(day).refuses(&line, 17).says("--confirm-date").says(day);
        vault.unanswered_on(day).refuses("verify", 17);
    }
    vault.unanswered_on("2026-12-31").run("verify").exits(0);
}

#[test]
fn a_clock_that_was_ahead_once_says_until_when_each_run_asks_and_what_ends_it() {
    let vault = Vault::holding("payroll").class("nl-payroll").date("2020-12");
    vault.unanswered_on("2026-12-31").run("verify").exits(0);
    let asked = vault.unanswered_on("2025-12-02").refuses("verify", 17);
    asked
        .says("each run asks, up to 2026-12-31")
        .says("kluis clock correct --confirm-date 2025-12-02");
    vault.unanswered_on("2025-12-02").run("clock correct --confirm-date 2025-12-02").exits(0);
    vault.unanswered_on("2025-12-02").run("verify").exits(0);
}

#[test]
fn the_answer_must_be_the_systems_own_date() {
    let vault = Vault::holding("payroll").class("nl-payroll").date("2020-12");
    let line = format!("destroy {{payroll}} {BY}");
    let wrong = format!("{line} --confirm-date 2034-01-03");
    vault.unanswered_on("2034-01-02").refuses(&wrong, 17).says("2034-01-02");
    vault.unanswered_on("2025-12-01").refuses("verify --confirm-date 2025-12-02", 17);
    let right = format!("{line} --confirm-date 2034-01-02");
    vault.unanswered_on("2034-01-02").run(&right).exits(0);
    let shown = vault.on("2034-01-02").run("ledger show").exits(0);
    shown.says("date confirmed");
}

#[test]
fn a_person_at_the_terminal_is_asked_for_the_date() {
    let vault = Vault::holding("payroll").class("nl-payroll").date("2020-12");
    let wrong = Person { date: Some("2034-01-03"), ..Person::default() };
    let right = Person { date: Some("2034-01-02"), ..Person::default() };
    vault.unanswered_on("2034-01-02").asked(&wrong).refuses("verify", 17);
    vault.unanswered_on("2034-01-02").asked(&right).run("verify").exits(0);
    assert_eq!(right.asked.borrow().len(), 1);
}

#[test]
fn an_answer_that_nobody_asked_for_is_no_harm() {
    let vault = Vault::new();
    vault.run("verify --confirm-date 2025-12-01").exits(0);
    let shown = vault.run("ledger show --json").json();
    for entry in shown["entries"].as_array().unwrap() {
        assert_eq!(entry["clock"], "ok", "{entry:#}");
    }
}

#[test]
fn a_vault_in_use_says_who_has_it() {
    let vault = Vault::holding("payroll").class("nl-payroll").date("2020-12");
    let mut lock = File::options().write(true).open(vault.home().join("lock")).unwrap();
    lock.lock().unwrap();
    lock.write_all(b"kluis archive (process 4242)").unwrap();
    let restore = "restore {payroll} --to {out} --reason x";
    for line in ["passphrase", "archive {src} --class nl-payroll --date 2020", restore] {
        vault.refuses(line, 16).says("kluis archive (process 4242)");
    }
    lock.set_len(0).unwrap();
    vault.refuses(restore, 16);
    drop(lock);
    vault.run("list").exits(0);
    assert_eq!(fs::read(vault.home().join("lock")).unwrap(), b"");
}

#[test]
fn a_hostile_lock_file_is_shown_harmless() {
    let vault = Vault::new();
    let mut lock = File::options().write(true).open(vault.home().join("lock")).unwrap();
    lock.lock().unwrap();
    lock.write_all("\u{1b}[2Jgone\u{202e}\u{7}".as_bytes()).unwrap();
    vault.refuses("sweep", 16).hides("\u{1b}").hides("\u{202e}").hides("\u{7}").says("gone");
}

/// Runs a command line at an instant, in a time zone.
#[cfg(unix)]
fn at(vault: &Vault, instant: &str, zone: &str, line: &str) -> Ran {
    let zone = format!("TZ={zone}");
    vault.spawn(&["env", "TZ=UTC0", "faketime", instant, "env", &zone], line)
}

/// The instant is given by `faketime`, which no program on Windows minds.
#[cfg(unix)]
#[test]
fn a_time_zone_that_is_a_day_ahead_releases_nothing_early() {
    let vault = Vault::holding("payroll").class("nl-payroll").date("2020-12");
    vault.on("2026-12-01").run("verify").exits(0);
    vault.on("2027-12-30").run("verify").exits(0);
    let line = format!("destroy {{payroll}} {BY}");
    let due = |instant, zone| {
        let listed = at(&vault, instant, zone, "list --json").exits(0).json();
        member(&listed["bundles"], "bundle", &vault.id("payroll"))["end"]["due"].clone()
    };
    // Kept through 2027-12-31. Where these zones lie it is the next day already; or still the last one.
    for (instant, zone) in [
        ("2027-12-31 12:30:00", "AAA-12"),
        ("2027-12-31 12:30:00", "Pacific/Kiritimati"),
        ("2028-01-01 03:00:00", "America/New_York"),
        ("2028-01-01 03:00:00", "BBB+12"),
    ] {
        at(&vault, instant, zone, &line).fails(14).says("kept through 2027-12-31");
        assert_eq!(due(instant, zone), false, "{zone}");
    }
    assert_eq!(due("2028-01-01 06:00:00", "America/New_York"), true);
    assert_eq!(due("2028-01-01 00:00:01", "AAA-12"), true);
    at(&vault, "2028-01-01 00:00:01", "AAA-12", &line).exits(0);
}

/// The instant is given by `faketime`, which no program on Windows minds.
#[cfg(unix)]
#[test]
fn a_time_zone_that_is_a_day_behind_keeps_no_question_back() {
    let vault = Vault::new();
    vault.month("2019-12");
    // Kept through 2026-12-31. What is due within twelve months is asked about, by the later of the two days.
    let line = "archive {src}/2019-12 --class nl-payroll --date 2019 --dry-run";
    at(&vault, "2025-12-31 12:30:00", "UTC0", line).exits(0);
    at(&vault, "2026-01-01 03:00:00", "America/New_York", line).fails(2).says("--accept-end");
}
