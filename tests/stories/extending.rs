//! Bundles that a person wants kept for longer than their rules say.

use crate::harness::{BY, Person, Vault, holds, member};
use crate::two_homes::{SECOND, back, out, seal, two_homes};

const OLD: &str = "{src}/2016-12 --class nl-payroll --date 2016-12 --accept-end --accept-newer";

/// A bundle that is due, and one that is kept through 2032.
fn vault() -> Vault {
    let vault = Vault::new();
    vault.month("2016-12");
    vault.seal("old", OLD).exits(0);
    vault.month("2025-01");
    vault.seal("new", "{src}/2025-01 --class nl-admin-basis --date 2025-01").exits(0);
    vault
}

fn kept_through(vault: &Vault, home: &str, name: &str) -> String {
    let show = vault.run(&format!("{home}show {{{name}}} --json")).json();
    show["end"]["keep_through"].as_str().unwrap_or("none").to_owned()
}

#[test]
fn an_extension_keeps_what_was_due_through_its_last_day() {
    let vault = vault();
    let line = "extend {old} --through 2027-06-30 --reason 'pension claim' --by Anna";
    vault.run(line).exits(0).says("2027-06-30").says("not legal advice");
    vault.run("show {old}").exits(0).says("Extended").says("through 2027-06-30");
    vault.run("show {old} --lang nl").exits(0).says("Verlengd").says("30-06-2027");
    let destroy = format!("destroy {{old}} {BY}");
    vault.on("2027-06-30").run(&destroy).exits(14).says("2027-06-30");
    vault.on("2027-07-01").run(&destroy).exits(0);
}

#[test]
fn an_extension_never_shortens_and_says_so_of_each_bundle() {
    let vault = vault();
    let line = "extend --all --through 2030-01-01 --reason claim --json";
    let done = vault.run(line).exits(0).json();
    let changed =
        |name: &str| member(&done["bundles"], "bundle", &vault.id(name))["changed"].clone();
    assert_eq!((changed("old"), changed("new")), (true.into(), false.into()), "{done:#}");
    assert_eq!(kept_through(&vault, "", "old"), "2030-01-01");
    assert_eq!(kept_through(&vault, "", "new"), "2032-12-31");
    // Nothing is written where nothing changes.
    let count = || vault.run("ledger show --json").json()["entries"].as_array().unwrap().len();
    let before = count();
    for day in ["2029-12-31", "2030-01-01"] {
        let line = format!("extend {{old}} --through {day} --reason again");
        vault.run(&line).exits(0).says("nothing changes there");
    }
    assert_eq!(count(), before);
}

#[test]
fn an_extension_that_can_not_be_meant_is_refused() {
    let vault = vault();
    for (line, why) in [
        ("extend --through 2030-01-01 --reason r", "no bundle is selected"),
        ("extend --all --through 2025-11-30 --reason r", "is over"),
        ("extend --case NOBODY --through 2030-01-01 --reason r", "no bundle fits"),
        ("extend --all --through 2030-01-01", "--reason"),
        ("extend --all --reason r", "--through"),
        ("extend --all --through 2030-01-01 --reason ' '", "--reason"),
    ] {
        vault.refuses(line, 2).says(why);
    }
    let person = Person { ends: Some("n"), ..Person::default() };
    vault.asked(&person).refuses("extend --all --through 2030-01-01 --reason r", 2);
    assert_eq!(person.changes.borrow().len(), 1, "only what changes is shown");
}

#[test]
fn the_reason_of_an_extension_stands_nowhere_in_the_clear() {
    let vault = vault();
    vault.run("extend {old} --through 2030-01-01 --reason 'claim of Zoë' --by Notaris").exits(0);
    for place in ["data", "a", "b"] {
        for word in ["claim of Zoë", "Notaris"] {
            assert!(holds(&vault.path(place), word).is_empty(), "{word} in {place}");
        }
    }
    vault.run("ledger show --notes").exits(0).says("claim of Zoë").says("kept for longer");
}

#[test]
fn an_open_end_stays_open_whatever_it_is_extended_through() {
    let vault = Vault::new();
    vault.file("c/contract.pdf", "x");
    vault.seal("c", "{src}/c --class nl-contract --open-ended --case C-1").exits(0);
    vault.run("extend {c} --through 2027-01-01 --reason claim").exits(0);
    vault.on("2027-06-01").run(&format!("destroy {{c}} {BY}")).exits(14).says("no end yet");
    vault.on("2027-06-01").run("event record {c} --date 2027-05-01").exits(0).says("2034-12-31");
}

#[test]
fn what_is_being_destroyed_is_not_extended() {
    let vault = vault();
    vault.unplug("b");
    vault.run(&format!("destroy {{old}} {BY}")).exits(3);
    vault.refuses("extend {old} --through 2030-01-01 --reason claim", 14).says("being destroyed");
    vault.plug("b");
    vault.run(&format!("destroy {{old}} {BY}")).exits(0);
    vault.refuses("extend {old} --through 2030-01-01 --reason claim", 2).says("destroyed before");
}

#[test]
fn a_duty_to_delete_that_is_late_is_a_finding() {
    let vault = Vault::new();
    vault.file("p/dossier.pdf", "x");
    let line = "{src}/p --class nl-personnel-file --date 2024-06-15 --accept-end --accept-newer";
    vault.seal("p", line).exits(0);
    vault.run("extend {p} --through 2028-12-31 --reason claim").exits(0).says("has to look at it");
    vault.run("show {p} --json").exits(0);
    for (lang, words) in [("en", "to be deleted by now"), ("nl", "al verwijderd moeten zijn")] {
        vault.on("2026-06-15").run(&format!("show {{p}} --lang {lang}")).exits(1).says(words);
        vault.on("2026-06-15").run(&format!("list --lang {lang}")).exits(1).says(words);
    }
    let list = vault.on("2026-06-15").run("list --json").exits(1).json();
    assert_eq!(list["bundles"][0]["end"]["overdue"], true, "{list:#}");
}

/// The second home has seen all drives; A is where both meet, and the first has ordered the destruction of `old`.
fn ordered_by_the_first() -> Vault {
    let vault = two_homes();
    seal(&vault, "", "2015-01", "--accept-end --accept-newer");
    vault.run(&format!("{SECOND}verify {{a}} {{b}}")).exits(0);
    vault
}

#[test]
fn an_order_to_destroy_that_had_not_heard_of_the_extension_is_void() {
    let vault = ordered_by_the_first();
    // Apart: the second extends on B, while the first begins to destroy on A.
    out(&vault, "a");
    let line = "extend {2015-01} --through 2035-12-31 --reason claim";
    vault.run(&format!("{SECOND}{line}")).exits(0);
    back(&vault, "a");
    out(&vault, "b");
    vault.run(&format!("destroy {{2015-01}} {BY}")).exits(3);
    back(&vault, "b");
    // Once it hears of it, what is left is kept.
    vault.run(&format!("destroy {{2015-01}} {BY}")).exits(14).says("2035-12-31");
    assert!(vault.bundle("b", "2015-01").exists() && !vault.bundle("a", "2015-01").exists());
    vault.run("list --json").exits(0);
    let show = vault.run("show {2015-01} --json").exits(0).json();
    assert_eq!((&show["standing"], &show["end"]["due"]), (&"kept".into(), &false.into()));
    vault.run("verify {b}").exits(0);
    assert!(vault.still_restores("2015-01"));
}
