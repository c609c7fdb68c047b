//! Records whose clock starts at an event that is still to come: sealed open-ended, and closed once it is on record.

use crate::harness::{BY, Person, Ran, Vault, holds, member};
use crate::rebuild::id_of;
use crate::two_homes::{SECOND, back, out, two_homes};

/// Seals a file open-ended into a case.
fn open_ended(vault: &Vault, name: &str, class: &str, case: &str) -> Ran {
    vault.file(&format!("{name}/stuk.pdf"), name);
    let line = format!("{{src}}/{name} --class {class} --open-ended --case {case} --accept-newer");
    vault.seal(name, &line).exits(0)
}

/// The end of a bundle, as `show` gives it.
fn end(vault: &Vault, name: &str) -> serde_json::Value {
    vault.run(&format!("show {{{name}}} --json")).json()["end"].clone()
}

/// It is refused through its last day, and goes on the next.
fn goes_on(vault: &Vault, name: &str, last: &str, due: &str) {
    let line = format!("destroy {{{name}}} {BY}");
    vault.on(last).run(&line).exits(14).says(last);
    vault.on(due).run(&line).exits(0);
}

#[test]
fn the_dates_of_events_come_out_right() {
    for (class, event, last, due) in [
        ("nl-contract", "2026-09-30", "2033-12-31", "2034-01-01"),
        ("nl-id-copy", "2026-03-15", "2031-12-31", "2032-01-01"),
        ("nl-wwft-cdd", "2026-03-15", "2031-03-15", "2031-03-16"),
        ("nl-wwft-cdd", "2024-02-29", "2029-02-28", "2029-03-01"),
        ("nl-asset", "2027-03", "2034-12-31", "2035-01-01"),
    ] {
        let vault = Vault::with_one_drive();
        open_ended(&vault, "stuk", class, "C-1");
        let day = vault.on("2027-06-01");
        day.run(&format!("destroy {{stuk}} {BY}")).exits(14).says("no end yet");
        let day = vault.on("2027-06-01");
        let recorded = day.run(&format!("event record --case C-1 --date {event} --by Anna"));
        recorded.exits(0).says(last).says("not legal advice");
        let end = end(&vault, "stuk");
        assert_eq!(
            (&end["open"], &end["keep_through"], &end["due_from"]),
            (&false.into(), &last.into(), &due.into()),
            "{class}, {event}"
        );
        goes_on(&vault, "stuk", last, due);
    }
}

#[test]
fn a_contract_that_ended_in_a_long_first_book_year_counts_from_its_end() {
    let vault = Vault::new();
    vault.run("book-year add 2025-10-01 2026-12-31").exits(0);
    open_ended(&vault, "contract", "nl-contract", "C-1");
    vault.run("event record --case C-1 --date 2025-11-15").exits(0).says("2033-12-31");
}

#[test]
fn a_book_year_that_became_longer_keeps_what_an_event_closed_before() {
    let vault = Vault::with_one_drive();
    open_ended(&vault, "contract", "nl-contract", "C-1");
    vault.run("event record --case C-1 --date 2025-09-30").exits(0).says("2032-12-31");
    vault.run("book-year add 2025-01-01 2026-06-30").exits(0);
    let destroy = format!("destroy {{contract}} {BY}");
    vault.on("2033-01-01").run(&destroy).exits(14).says("2033-06-30");
    vault.on("2033-07-01").run(&destroy).exits(0);
}

#[test]
fn an_event_without_a_case_or_a_bundle_closes_nothing() {
    let vault = Vault::new();
    open_ended(&vault, "contract", "nl-contract", "C-1");
    for (line, why) in [
        ("event record --date 2025-11-15", "--case"),
        ("event record --case C-1 {contract} --date 2025-11-15", "--case"),
        ("event record --case C-1", "--date"),
        ("event record --case C-1 --reopen", "--reason"),
        ("event record --case C-1 --date 2025-11-15 --reopen --reason r", "--reopen"),
        ("event record --case C-9 --date 2025-11-15", "no bundle of case C-9"),
        ("event record --case C-1 --date 2026-11-15", "lies ahead"),
        ("event record --case C-1 --reopen --reason mistyped", "nothing to take back"),
        ("event record --case C-1 --date 2015-11-15", "--accept-end"),
        ("event record --case C-1 --date 2025-11-15 --by ' '", "--by"),
    ] {
        vault.refuses(line, 2).says(why);
    }
    vault.unanswered_on("2099-01-01").refuses("event record --case C-1 --date 2025-11-15", 17);
    assert_eq!(end(&vault, "contract")["open"], true);
    vault.month("2025-01");
    vault.seal("invoices", "{src}/2025-01 --class nl-admin-basis --date 2025-01").exits(0);
    vault
        .refuses("event record {invoices} --date 2025-11-15", 2)
        .says("does not wait for an event");
}

#[test]
fn the_events_day_and_words_stand_in_the_note_alone() {
    let vault = Vault::new();
    open_ended(&vault, "file", "nl-wwft-cdd", "CASE-1980");
    let line = "event record --case CASE-1980 --date 2025-03-17 --by Zoë --reason opgezegd";
    vault.run(line).exits(0).says("2030-03-17");
    for place in ["data", "a", "b"] {
        for word in ["2025-03-17", "opgezegd", "CASE-1980"] {
            assert!(holds(&vault.path(place), word).is_empty(), "{word} in {place}");
        }
    }
    let notes = vault.run("ledger show --notes").exits(0);
    notes.says("2025-03-17").says("opgezegd").says("kept through 2030-03-17");
}

#[test]
fn what_is_sealed_into_the_case_later_ends_by_the_event_too() {
    let vault = Vault::new();
    open_ended(&vault, "contract", "nl-contract", "C-1");
    vault.on("2026-10-05").run("event record --case C-1 --date 2026-09-30").exits(0);
    let sealed = open_ended(&vault, "addendum", "nl-contract", "C-1").json();
    assert_eq!(sealed["rules"][0]["event"]["keep_through"], "2033-12-31", "{sealed:#}");
    assert_eq!(sealed["end"]["open"], false, "{sealed:#}");
    assert_eq!(end(&vault, "addendum")["keep_through"], "2033-12-31");
    // A class of which nothing had been sealed stays open until the event is recorded again.
    vault.file("machine/stuk.pdf", "machine");
    let line = "archive {src}/machine --class nl-asset --open-ended --case C-1 --dry-run";
    vault.run(line).exits(0).says("kluis event record --case C-1 --date DATE");
    open_ended(&vault, "machine", "nl-asset", "C-1");
    assert_eq!(end(&vault, "machine")["open"], true);
    vault.run("event record --case C-1 --date 2026-09-30").exits(0).says("2033-12-31");
    assert_eq!(end(&vault, "machine")["keep_through"], "2033-12-31");
    let again = vault.run("event record --case C-1 --date 2026-09-30 --json").exits(0).json();
    assert_eq!(again["recorded"], false, "{again:#}");
    // Another case's records stay open.
    open_ended(&vault, "other", "nl-contract", "C-2");
    assert_eq!(end(&vault, "other")["open"], true);
}

#[test]
fn a_longer_period_in_a_case_that_is_closed_asks_for_the_event_once_more() {
    let vault = Vault::new();
    vault.seal("first", &subsidy(&vault, "first", "--period P5Y --ground decision")).exits(0);
    vault.run("event record --case C-1 --date 2025-03-17").exits(0).says("2030-03-17");
    let longer = subsidy(&vault, "longer", "");
    let said = vault.run(&format!("archive {longer} --dry-run")).exits(0);
    said.says("record it once more").says("kluis event record --case C-1");
    vault.seal("longer", &longer).exits(0);
    vault.run("event record --case C-1 --date 2025-03-17").exits(0).says("2035-03-17");
    assert_eq!(end(&vault, "longer")["keep_through"], "2035-03-17");
    let same = subsidy(&vault, "same", "");
    vault.run(&format!("archive {same} --dry-run")).exits(0).hides("once more");
}

/// A file of a subsidy's, and the words that seal it.
fn subsidy(vault: &Vault, name: &str, options: &str) -> String {
    vault.file(&format!("{name}/stuk.pdf"), name);
    format!("{{src}}/{name} --class nl-subsidy --open-ended --case C-1 {options}")
}

#[test]
fn an_event_of_one_bundle_closes_that_one_alone() {
    let vault = Vault::new();
    open_ended(&vault, "one", "nl-contract", "C-1");
    open_ended(&vault, "two", "nl-contract", "C-1");
    let done = vault.run("event record {one} --date 2025-06-30 --json").exits(0).json();
    let row = member(&done["bundles"], "bundle", &vault.id("one"));
    assert_eq!((&row["before"]["open"], &row["end"]["open"]), (&true.into(), &false.into()));
    assert_eq!(end(&vault, "one")["keep_through"], "2032-12-31");
    assert_eq!(end(&vault, "two")["open"], true);
}

#[test]
fn a_correction_of_an_event_only_lengthens_at_once() {
    let vault = Vault::new();
    open_ended(&vault, "contract", "nl-contract", "C-1");
    vault.on("2027-02-01").run("event record --case C-1 --date 2026-09-30").exits(0);
    let earlier = vault.refuses("event record --case C-1 --date 2025-09-30", 14);
    earlier.says("kept through 2033-12-31").says("another person");
    vault.run("event record --case C-1 --date 2027-01-15").exits(0).says("2034-12-31");
    vault.refuses("event record --case C-1 --date 2026-09-30", 14);
    assert_eq!(end(&vault, "contract")["keep_through"], "2034-12-31");
}

#[test]
fn an_event_and_an_extension_go_on_record_under_a_hold_and_it_binds_on() {
    let vault = Vault::with_one_drive();
    open_ended(&vault, "contract", "nl-contract", "C-1");
    vault.run("hold place --case C-1 --ref BO-1 --reason audit").exits(0);
    vault.run("event record --case C-1 --date 2025-09-30").exits(0).says("held by BO-1");
    vault
        .run("extend --case C-1 --through 2033-06-30 --reason audit")
        .exits(0)
        .says("held by BO-1");
    vault.on("2033-07-01").run(&format!("destroy {{contract}} {BY}")).exits(14).says("BO-1");
    vault.on("2033-07-01").run("hold release BO-1 --reason closed").exits(0);
    vault.on("2033-07-01").run(&format!("destroy {{contract}} {BY}")).exits(0);
}

#[test]
fn an_event_that_did_not_take_place_is_taken_back_by_one_person_with_a_reason() {
    let vault = Vault::new();
    open_ended(&vault, "contract", "nl-contract", "C-1");
    vault.run("event record --case C-1 --date 2025-09-30").exits(0);
    vault.run("event record --case C-1 --reopen --reason 'it was renewed'").exits(0).says("open");
    assert_eq!(end(&vault, "contract")["open"], true);
    vault.on("2040-01-02").run(&format!("destroy {{contract}} {BY}")).exits(14).says("no end yet");
    vault.on("2040-01-02").refuses("event record --case C-1 --reopen --reason again", 2);
    let line = "event record --case C-1 --date 2039-05-01";
    vault.on("2040-01-02").run(line).exits(0).says("2046-12-31");
}

#[test]
fn a_person_at_the_terminal_sees_what_changes_and_says_yes() {
    let vault = Vault::new();
    open_ended(&vault, "contract", "nl-contract", "C-1");
    let line = "event record --case C-1 --date 2025-09-30";
    let no = Person { ends: Some("n"), ..Person::default() };
    vault.asked(&no).refuses(line, 2).says("nothing was put on record");
    let silent = Person::default();
    vault.asked(&silent).refuses(line, 2);
    let shown = no.changes.borrow()[0].clone();
    assert!(shown.before.open && !shown.after.open, "{shown:?}");
    assert_eq!(shown.after.keep_through.unwrap().to_string(), "2032-12-31");
    let yes = Person { ends: Some("j"), ..Person::default() };
    vault.asked(&yes).run(line).exits(0);
}

#[test]
fn two_homes_event_reaches_what_the_other_sealed_before_and_after_hearing_of_it() {
    let vault = two_homes();
    open_ended(&vault, "first", "nl-contract", "C-1");
    // The second seals into the case onto a drive that the first does not see.
    out(&vault, "a");
    out(&vault, "b");
    vault.run(&format!("{SECOND}medium add --same-disk {{c}} --label 'Drive C'")).exits(0);
    sealed_by_second(&vault, "before", "nl-contract");
    out(&vault, "c");
    back(&vault, "a");
    back(&vault, "b");
    vault.run("event record --case C-1 --date 2025-09-30").exits(0);
    // The second hears of it from A.
    back(&vault, "c");
    vault.run(&format!("{SECOND}verify {{a}} {{c}}")).exits(0);
    sealed_by_second(&vault, "after", "nl-contract");
    for name in ["before", "after"] {
        let show = vault.run(&format!("{SECOND}show {{{name}}} --json")).exits(0).json();
        assert_eq!(show["end"]["keep_through"], "2032-12-31", "{name}: {show:#}");
    }
    vault.run("verify {a} {c}").exits(0);
    assert_eq!(end(&vault, "before")["keep_through"], "2032-12-31");
}

fn sealed_by_second(vault: &Vault, name: &str, class: &str) {
    vault.file(&format!("{name}/stuk.pdf"), name);
    let line = format!(
        "{SECOND}archive {{src}}/{name} --class {class} --open-ended --case C-1 --accept-newer \
         --to {{c}} --json"
    );
    vault.take_bundle(name, &vault.run(&line).exits(0).json());
}

#[test]
fn two_homes_of_which_one_records_and_one_reopens_leave_it_open_until_one_knows_both() {
    let vault = two_homes();
    open_ended(&vault, "contract", "nl-contract", "C-1");
    vault.run(&format!("{SECOND}verify {{a}}")).exits(0);
    vault.run("event record --case C-1 --date 2025-06-30").exits(0);
    vault.run(&format!("{SECOND}verify {{a}}")).exits(0);
    // Apart: the second takes it back, the first records a later day.
    out(&vault, "b");
    vault.run(&format!("{SECOND}event record --case C-1 --reopen --reason renewed")).exits(0);
    back(&vault, "b");
    out(&vault, "a");
    vault.on("2026-05-01").run("event record --case C-1 --date 2026-03-31").exits(0);
    back(&vault, "a");
    vault.run("verify {a}").exits(0);
    assert_eq!(end(&vault, "contract")["open"], true);
    vault.run("event record --case C-1 --date 2026-03-31").exits(0);
    assert_eq!(end(&vault, "contract")["keep_through"], "2033-12-31");
    vault.run(&format!("{SECOND}verify {{a}}")).exits(0);
    let show = vault.run(&format!("{SECOND}show {{contract}} --json")).exits(0).json();
    assert_eq!(show["end"]["keep_through"], "2033-12-31", "{show:#}");
}

#[test]
fn a_confidential_rule_is_read_from_a_drive_where_the_home_keeps_no_index() {
    let vault = Vault::without_drives("--no-home-index --copies 1");
    vault.run("medium add --same-disk {a} --label 'Drive A'").exits(0);
    id_of(&vault);
    open_ended(&vault, "file", "nl-wwft-cdd", "C-1");
    vault.unplug("a");
    let refused = vault.refuses("event record --case C-1 --date 2025-03-17", 10);
    refused.says("plug in").says("Drive A");
    vault.plug("a");
    vault.run("event record --case C-1 --date 2025-03-17").exits(0).says("2030-03-17");
}

#[test]
fn what_is_confidential_and_sealed_later_is_said_to_wait_for_the_event_again() {
    let vault = Vault::new();
    open_ended(&vault, "file", "nl-wwft-cdd", "C-1");
    vault.run("event record --case C-1 --date 2025-03-17").exits(0).says("2030-03-17");
    let sealed = open_ended(&vault, "later", "nl-wwft-cdd", "C-1").json();
    assert_eq!(sealed["rules"][0]["event"]["open"], true, "{sealed:#}");
    assert_eq!(end(&vault, "later")["open"], true);
    vault.on("2040-01-01").refuses(&format!("destroy {{later}} {BY}"), 14);
    vault.on("2025-12-02").run("event record --case C-1 --date 2025-03-17").exits(0);
    assert_eq!(end(&vault, "later")["keep_through"], "2030-03-17");
}
