//! The clock may block, never release; and one run at a time.

use std::fs::{self, File};
use std::io::Write;

use crate::harness::{BY, Person, Vault};

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
    for line in ["list", "verify", "archive {src} --class nl-payroll --date 2020", "ledger show"] {
        vault.refuses(line, 16).says("kluis archive (process 4242)");
    }
    lock.set_len(0).unwrap();
    vault.refuses("list", 16);
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
    vault.refuses("list", 16).hides("\u{1b}").hides("\u{202e}").hides("\u{7}").says("gone");
}
