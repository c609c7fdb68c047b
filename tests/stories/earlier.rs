//! An end that becomes earlier: one person proposes it, it waits 30 days, and another confirms it. Until then, and
//! wherever something comes that it did not know, the later end stands.

use crate::harness::{BY, Ran, Vault};
use crate::signers::{AS_PIET, add_piet};
use crate::two_homes::{FIRST, SECOND, back, out, two_homes};

const LATER: &str = "event record --case C-1 --date 2025-09-30 --accept-end";
const EARLIER: &str =
    "event record --case C-1 --date 2024-03-31 --reason 'the letter says March' --by Anna --json";
const IS_LATER: &str = "2032-12-31";
const IS_EARLIER: &str = "2031-12-31";

/// A contract whose end was put on record with too late a day.
pub fn contract() -> Vault {
    let vault = Vault::new();
    seal(&vault, FIRST, "contract");
    vault.run(LATER).exits(0).says(IS_LATER);
    vault
}

fn seal(vault: &Vault, home: &str, name: &str) {
    vault.file(&format!("{name}/stuk.pdf"), name);
    let line = format!(
        "{home}archive {{src}}/{name} --class nl-contract --open-ended --case C-1 --accept-newer --json"
    );
    let ran = vault.run(&line).exits(0);
    vault.take_bundle(name, &ran.json());
}

/// Names the proposal of a report, and gives the command that confirms it.
fn take(vault: &Vault, ran: Ran) {
    let report = ran.exits(0).json();
    let proposed = report["proposed"].get(0).unwrap_or(&report["proposed"]);
    vault.name("proposal", &proposed["proposal"].as_str().unwrap()[..8]);
}

/// Proposes the earlier day on 1 December 2025, a day on which nothing is confirmed.
fn propose(vault: &Vault) {
    take(vault, vault.run(EARLIER));
}

const CONFIRM: &str = "shorten confirm {proposal}";
const WITHDRAW: &str = "shorten withdraw {proposal}";

fn kept_through(vault: &Vault, home: &str, name: &str) -> String {
    let show = vault.run(&format!("{home}show {{{name}}} --json")).json();
    show["end"]["keep_through"].as_str().unwrap_or("none").to_owned()
}

/// So many days after the first of December 2025.
fn day(number: u64) -> String {
    let first: chrono::NaiveDate = "2025-12-01".parse().unwrap();
    (first + chrono::Days::new(number)).to_string()
}

#[test]
fn an_earlier_event_waits_thirty_days_and_is_confirmed_by_the_sole_disposer_again() {
    let vault = contract();
    assert_eq!(vault.today(), day(0));
    vault.refuses("event record --case C-1 --date 2024-03-31", 14).says("--reason");
    propose(&vault);
    assert_eq!(kept_through(&vault, FIRST, "contract"), IS_LATER);
    // The same again is the same proposal.
    let again = vault.run(EARLIER).exits(0).json();
    assert!(again["proposed"][0]["proposal"].as_str().unwrap().starts_with(&vault.id("proposal")));
    assert_eq!(again["proposed"][0]["days_left"], 30);
    vault.on(&day(1)).refuses(CONFIRM, 14).says("2025-12-31").says("shorten withdraw");
    let due = vault.on(&day(10)).run("due").exits(1);
    due.says("It waits 20 days more")
        .says("2025-12-31")
        .says("shorten withdraw")
        .says(&format!("Kept through {IS_LATER} as it stands, and through {IS_EARLIER} once"));
    let due = vault.on(&day(10)).run("due --json").exits(1).json();
    assert_eq!(due["waits"][0]["days_left"], 20, "{due:#}");
    assert_eq!(due["waits"][0]["bundles"][0], vault.id("contract"));
    vault.on(&day(29)).refuses(CONFIRM, 14);
    let due = vault.on(&day(30)).run("due").exits(1);
    due.says("It may be confirmed now").says("kluis shorten confirm");
    vault.on(&day(30)).run(CONFIRM).exits(0).says(IS_LATER).says(IS_EARLIER);
    assert_eq!(kept_through(&vault, FIRST, "contract"), IS_EARLIER);
    vault.refuses(CONFIRM, 2).says("confirmed already");
    vault.refuses(WITHDRAW, 2).says("confirmed already");
    vault.run("ledger verify").exits(0);
    vault.run("ledger show --notes").exits(0).says("the letter says March").says("was confirmed");
    let destroy = format!("destroy {{contract}} {BY}");
    vault.on(IS_EARLIER).run(&destroy).exits(14).says(IS_EARLIER);
    vault.on("2032-01-01").run(&destroy).exits(0).says("Every copy");
}

#[test]
fn until_it_is_confirmed_the_later_end_stands_at_the_door_too() {
    let vault = contract();
    propose(&vault);
    vault.on("2032-01-01").run(&format!("destroy {{contract}} {BY}")).exits(14).says(IS_LATER);
}

#[test]
fn a_proposal_is_taken_back_by_anybody_at_any_time_before_it_counts() {
    let vault = contract();
    propose(&vault);
    vault.on(&day(29)).run(&format!("{WITHDRAW} --reason 'September it was'")).exits(0);
    vault.on(&day(40)).refuses(CONFIRM, 2).says("taken back");
    assert_eq!(kept_through(&vault, FIRST, "contract"), IS_LATER);
    vault.on(&day(40)).run("due --json").json()["waits"].as_array().unwrap().is_empty();
    // Proposed anew it waits anew.
    take(&vault, vault.on(&day(41)).run(EARLIER));
    vault.on(&day(70)).refuses(CONFIRM, 14);
    vault.on(&day(71)).run(CONFIRM).exits(0);
}

#[test]
fn under_a_hold_nothing_is_proposed_and_nothing_confirmed_and_one_in_between_undoes_it() {
    let vault = contract();
    vault.run("hold place --case C-1 --ref BO-1 --reason audit").exits(0);
    vault.refuses(EARLIER.trim_end_matches(" --json"), 14).says("BO-1");
    vault.run("hold release BO-1 --reason closed").exits(0);
    propose(&vault);
    vault.run("hold place --case C-1 --ref BO-2 --reason audit").exits(0);
    vault.on(&day(31)).refuses(CONFIRM, 14).says("BO-2");
    vault.on(&day(32)).run("hold release BO-2 --reason closed").exits(0);
    vault.on(&day(33)).refuses(CONFIRM, 14).says("something came");
    vault.on(&day(33)).run("due").exits(1).says("can only be taken back");
    assert_eq!(kept_through(&vault, FIRST, "contract"), IS_LATER);
    // Proposed anew, in sight of both releases, it counts.
    vault.on(&day(33)).run(WITHDRAW).exits(0);
    take(&vault, vault.on(&day(33)).run(EARLIER));
    vault.on(&day(63)).run(CONFIRM).exits(0);
    // A hold that comes afterwards keeps it, and its end is the earlier one still.
    vault.on(&day(64)).run("hold place --case C-1 --ref BO-3 --reason audit").exits(0);
    assert_eq!(kept_through(&vault, FIRST, "contract"), IS_EARLIER);
    let destroy = format!("destroy {{contract}} {BY}");
    vault.on("2032-01-01").run(&destroy).exits(14).says("BO-3");
}

#[test]
fn an_extension_an_event_or_a_reopening_that_came_meanwhile_undoes_it() {
    // Two of them move no end as it stands, and say all the same that the earlier one is not meant.
    for meanwhile in [
        "extend --case C-1 --through 2032-06-30 --reason pension",
        LATER,
        "event record --case C-1 --reopen --reason 'it runs still'",
    ] {
        let vault = contract();
        propose(&vault);
        vault.on(&day(10)).run(meanwhile).exits(0);
        let before = kept_through(&vault, FIRST, "contract");
        vault.on(&day(31)).refuses(CONFIRM, 14).says("something came");
        assert_eq!(kept_through(&vault, FIRST, "contract"), before, "{meanwhile}");
    }
}

#[test]
fn what_is_sealed_into_the_case_during_the_wait_keeps_the_later_end() {
    let vault = contract();
    propose(&vault);
    vault.on(&day(10)).run("verify").exits(0);
    seal(&vault, FIRST, "annex");
    vault.on(&day(31)).run(CONFIRM).exits(0);
    assert_eq!(kept_through(&vault, FIRST, "contract"), IS_EARLIER);
    assert_eq!(kept_through(&vault, FIRST, "annex"), IS_LATER);
    // In sight of the confirmation it is closed by the earlier end.
    seal(&vault, FIRST, "later");
    assert_eq!(kept_through(&vault, FIRST, "later"), IS_EARLIER);
}

#[test]
fn a_clock_that_is_set_ahead_gains_nothing() {
    let vault = contract();
    propose(&vault);
    // By a date that somebody has to vouch for no wait is counted.
    let typed =
        vault.unanswered_on("2027-03-01").run(&format!("{CONFIRM} --confirm-date 2027-03-01"));
    typed.exits(17).says("no wait is counted");
    // Set ahead by less, it is confirmed; once the clock is right again, that falls.
    let vault = contract();
    propose(&vault);
    vault.unanswered_on(&day(31)).run(CONFIRM).exits(0);
    let right = day(1);
    vault.unanswered_on(&right).refuses("verify", 17).says("clock correct");
    vault.unanswered_on(&right).run(&format!("clock correct --confirm-date {right}")).exits(0);
    assert_eq!(kept_through(&vault, FIRST, "contract"), IS_LATER);
    vault.unanswered_on(&day(31)).refuses(CONFIRM, 14).says("the later end stands");
    vault.unanswered_on(&day(31)).run(WITHDRAW).exits(0);
    take(&vault, vault.unanswered_on(&day(31)).run(EARLIER));
    vault.unanswered_on(&day(61)).run(CONFIRM).exits(0);
    assert_eq!(kept_through(&vault, FIRST, "contract"), IS_EARLIER);
}

#[test]
fn a_statement_says_that_the_end_was_made_earlier() {
    let vault = contract();
    propose(&vault);
    vault.on(&day(31)).run(CONFIRM).exits(0);
    vault.on("2032-01-01").run(&format!("destroy {{contract}} {BY}")).exits(0).says("Every copy");
    let shown = vault.on("2032-01-01").run("statement show {contract} --json").exits(0).json();
    let ground = shown["statement"]["early_end_ground"].as_str().unwrap_or_default().to_owned();
    assert!(ground.starts_with("shortened ") && ground.ends_with(&day(31)), "{shown:#}");
}

#[test]
fn where_another_person_signs_too_that_one_confirms() {
    let vault = contract();
    add_piet(&vault);
    propose(&vault);
    vault.on(&day(31)).run("due").exits(1).says("Another person may confirm it now");
    vault.on(&day(31)).refuses(CONFIRM, 14).says("another person").says("--signer");
    vault.on(&day(31)).run(&format!("{CONFIRM} {AS_PIET}")).exits(0);
    assert_eq!(kept_through(&vault, FIRST, "contract"), IS_EARLIER);
    vault.run("ledger verify").exits(0);
}

#[test]
fn who_proposed_it_and_retired_the_other_person_does_not_confirm_it_alone() {
    let vault = contract();
    add_piet(&vault);
    propose(&vault);
    vault.run("signer retire 'P. de Vries' --by A.Jansen --reason 'left the firm'").exits(0);
    vault.on(&day(31)).run("due").exits(1).says("Another person may confirm it now");
    let alone = vault.on(&day(31)).refuses(CONFIRM, 14);
    alone.says("while another person signed").says("shorten withdraw");
    assert_eq!(kept_through(&vault, FIRST, "contract"), IS_LATER);
    // Proposed by the only person who is left it waits anew, and is theirs to confirm.
    vault.on(&day(31)).run(WITHDRAW).exits(0);
    take(&vault, vault.on(&day(31)).run(EARLIER));
    vault.on(&day(60)).refuses(CONFIRM, 14).says("waits");
    vault.on(&day(61)).run(CONFIRM).exits(0);
    assert_eq!(kept_through(&vault, FIRST, "contract"), IS_EARLIER);
}

#[test]
fn a_home_counts_the_wait_from_when_it_knew_of_the_proposal() {
    let vault = two_homes();
    seal(&vault, FIRST, "contract");
    vault.run(LATER).exits(0).says(IS_LATER);
    vault.run(&format!("{SECOND}verify {{a}}")).exits(0);
    // Proposed as it were a month ago: the second home hears of it now.
    propose(&vault);
    vault.on(&day(31)).run(&format!("{SECOND}verify {{a}}")).exits(0);
    let due = vault.on(&day(31)).run(&format!("{SECOND}due")).exits(1);
    due.says("It waits 30 days more").says(&day(61));
    vault.on(&day(60)).refuses(&format!("{SECOND}{CONFIRM}"), 14).says(&day(61));
    assert_eq!(kept_through(&vault, SECOND, "contract"), IS_LATER);
    vault.on(&day(61)).run(&format!("{SECOND}{CONFIRM}")).exits(0).says(IS_EARLIER);
}

#[test]
fn a_home_that_hears_of_a_proposal_as_it_confirms_it_waits_from_then_on() {
    let vault = two_homes();
    seal(&vault, FIRST, "contract");
    vault.run(LATER).exits(0).says(IS_LATER);
    vault.run(&format!("{SECOND}verify {{a}}")).exits(0);
    propose(&vault);
    // The run that hears of it is the one that would confirm it.
    vault.on(&day(31)).run(&format!("{SECOND}{CONFIRM}")).exits(14).says(&day(61));
    vault.on(&day(61)).run(&format!("{SECOND}{CONFIRM}")).exits(0).says(IS_EARLIER);
    // Where it was proposed nothing waits longer.
    vault.run("verify {a} {b}").exits(0);
    assert_eq!(kept_through(&vault, FIRST, "contract"), IS_EARLIER);
}

#[test]
fn an_event_that_another_home_recorded_unseen_undoes_it() {
    let vault = two_homes();
    seal(&vault, FIRST, "contract");
    vault.run("event record --case C-1 --date 2024-09-30 --accept-end").exits(0).says(IS_EARLIER);
    vault.run(&format!("{SECOND}verify {{a}}")).exits(0);
    let line = "event record --case C-1 --date 2023-03-31 --reason 'a year too late' --json";
    out(&vault, "a");
    take(&vault, vault.run(line));
    back(&vault, "a");
    out(&vault, "b");
    // The other home knows nothing of the proposal.
    vault.run(&format!("{SECOND}{LATER}")).exits(0).says(IS_LATER);
    back(&vault, "b");
    out(&vault, "a");
    vault.on(&day(31)).run(CONFIRM).exits(0).says("2030-12-31");
    back(&vault, "a");
    vault.run("verify {a} {b}").exits(0);
    assert_eq!(kept_through(&vault, FIRST, "contract"), IS_LATER);
    vault.run(&format!("{SECOND}verify {{a}} {{b}}")).exits(0);
    assert_eq!(kept_through(&vault, SECOND, "contract"), IS_LATER);
    vault.on("2031-01-02").run(&format!("destroy {{contract}} {BY}")).exits(14).says(IS_LATER);
}

#[test]
fn a_day_that_is_earlier_for_one_bundle_and_later_for_another_lengthens_that_at_once() {
    let vault = Vault::new();
    seal(&vault, FIRST, "contract");
    seal(&vault, FIRST, "annex");
    vault.run("event record {contract} --date 2025-09-30 --accept-end").exits(0);
    vault.run("event record {annex} --date 2023-03-31 --accept-end").exits(0);
    propose(&vault);
    assert_eq!(kept_through(&vault, FIRST, "contract"), IS_LATER);
    assert_eq!(kept_through(&vault, FIRST, "annex"), IS_EARLIER);
    vault.on(&day(30)).run(CONFIRM).exits(0);
    assert_eq!(kept_through(&vault, FIRST, "contract"), IS_EARLIER);
    assert_eq!(kept_through(&vault, FIRST, "annex"), IS_EARLIER);
}

const RESEAL: &str = "reseal {old} --class nl-payroll --date 2025-01 --reason 'wrong class' --json";

/// A month of payroll that was sealed for ten years, sealed again for seven.
fn resealed() -> Vault {
    let vault = Vault::new();
    vault.month("2025-01");
    vault.seal("old", "{src}/2025-01 --class nl-oss --date 2025-01").exits(0);
    let done = vault.run(RESEAL).exits(0);
    vault.name("new", done.json()["new"][0]["bundle"].as_str().unwrap());
    take(&vault, done);
    vault
}

#[test]
fn the_earlier_end_of_right_rules_counts_after_the_wait() {
    let vault = resealed();
    assert_eq!(kept_through(&vault, FIRST, "new"), "2035-12-31");
    let due = vault.run("due").exits(1).says("It waits 30 days more");
    due.says("Kept through 2035-12-31 as it stands, and through 2032-12-31 once it is confirmed");
    vault.on(&day(29)).refuses(CONFIRM, 14);
    vault.on(&day(30)).run(CONFIRM).exits(0).says("2035-12-31").says("2032-12-31");
    assert_eq!(kept_through(&vault, FIRST, "new"), "2032-12-31");
    vault.run("ledger verify").exits(0);
    vault.on("2032-12-31").run(&format!("destroy {{new}} {BY}")).exits(14).says("2032-12-31");
    vault.on("2033-01-01").run(&format!("destroy {{new}} {BY}")).exits(0).says("Every copy");
}

#[test]
fn an_old_copy_that_comes_back_after_the_wait_is_destroyed_as_succeeded() {
    let vault = Vault::new();
    vault.month("2025-01");
    vault.seal("old", "{src}/2025-01 --class nl-oss --date 2025-01").exits(0);
    vault.unplug("b");
    let done = vault.run(RESEAL);
    vault.name("new", done.json()["new"][0]["bundle"].as_str().unwrap());
    vault.plug("b");
    take(&vault, vault.run(RESEAL));
    vault.on(&day(30)).run(CONFIRM).exits(0);
    assert_eq!(kept_through(&vault, FIRST, "new"), "2032-12-31");
    assert!(!vault.bundle("a", "old").exists() && !vault.bundle("b", "old").exists());
}

#[test]
fn an_extension_of_the_old_bundle_goes_with_its_records_and_a_hold_on_it_stops_the_earlier_end() {
    let vault = Vault::new();
    vault.month("2025-01");
    vault.seal("old", "{src}/2025-01 --class nl-oss --date 2025-01").exits(0);
    vault.run("extend {old} --through 2034-06-30 --reason pension").exits(0);
    let done = vault.run(RESEAL).exits(0);
    vault.name("new", done.json()["new"][0]["bundle"].as_str().unwrap());
    take(&vault, done);
    vault.on(&day(20)).run("hold place {new} --ref H-1 --reason claim").exits(0);
    vault.on(&day(30)).refuses(CONFIRM, 14).says("H-1");
    assert_eq!(kept_through(&vault, FIRST, "new"), "2035-12-31");
}

#[test]
fn a_bundle_that_was_sealed_again_after_its_earlier_end_counts_keeps_that_end() {
    let vault = resealed();
    vault.on(&day(30)).run(CONFIRM).exits(0);
    let line = "reseal {new} --class nl-payroll --date 2025-01 --case P-1 --reason case --json";
    let done = vault.run(line).exits(0).json();
    assert_eq!(done["proposed"], serde_json::Value::Null, "{done:#}");
    vault.name("again", done["new"][0]["bundle"].as_str().unwrap());
    assert_eq!(kept_through(&vault, FIRST, "again"), "2032-12-31");
}

#[test]
fn in_dutch_the_wait_is_told_too() {
    let vault = contract();
    propose(&vault);
    let due = vault.on(&day(10)).run("due --lang nl").exits(1);
    due.says("Het wacht nog 20 dagen")
        .says("bevestigen kan vanaf 31-12-2025")
        .says("intrekken")
        .says("en na bevestiging tot en met");
    vault
        .on(&day(30))
        .run(&format!("{CONFIRM} --lang nl"))
        .exits(0)
        .says("het eerdere einde geldt");
}

#[test]
fn what_is_open_again_stays_open_while_another_day_waits_and_when_that_is_taken_back() {
    let vault = contract();
    vault.run("event record --case C-1 --reopen --reason 'it was renewed'").exits(0);
    let is_open = |vault: &Vault| vault.run("show {contract} --json").json()["end"]["open"].clone();
    assert_eq!(is_open(&vault), true);
    // A typo: an earlier day than the one that was taken back.
    let report = vault.run(EARLIER).exits(0).json();
    assert_eq!(
        (&report["recorded"], &report["bundles"][0]["changed"]),
        (&false.into(), &false.into())
    );
    assert_eq!(report["proposed"][0]["kept_through"], serde_json::Value::Null);
    assert_eq!(report["proposed"][0]["end"], IS_EARLIER);
    vault.name("proposal", &report["proposed"][0]["proposal"].as_str().unwrap()[..8]);
    assert_eq!(is_open(&vault), true);
    vault.run(WITHDRAW).exits(0).hides(IS_LATER);
    assert_eq!(is_open(&vault), true);
    vault.on("2040-01-05").refuses(&format!("destroy {{contract}} {BY}"), 14);
}

#[test]
fn what_is_open_again_gets_the_earlier_end_once_that_is_confirmed() {
    let vault = contract();
    vault.run("event record --case C-1 --reopen --reason 'it was renewed'").exits(0);
    propose(&vault);
    vault.on(&day(30)).run(CONFIRM).exits(0).says(IS_EARLIER).hides(IS_LATER);
    assert_eq!(kept_through(&vault, FIRST, "contract"), IS_EARLIER);
    vault.on(IS_EARLIER).refuses(&format!("destroy {{contract}} {BY}"), 14);
    vault.on("2032-01-01").run(&format!("destroy {{contract}} {BY}")).exits(0);
}
