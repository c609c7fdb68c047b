//! Classes that the schedule has made longer since bundles were sealed under them.

use std::fs;

use crate::harness::{BY, Person, Vault};

const OLD: &str = "{src}/2016-12 --class nl-payroll --date 2016-12 --accept-end --accept-newer";

/// What a newer version of the schedule says of payroll: the settings may lengthen a class as well.
fn now_says(vault: &Vault, period: &str) {
    let path = vault.home().join("kluis.toml");
    let text = fs::read_to_string(&path).unwrap();
    let text = text.split("[[class]]").next().unwrap().to_owned();
    let class = format!("[[class]]\nid = \"nl-payroll\"\nperiod = \"{period}\"\n");
    fs::write(&path, format!("{text}\n{class}")).unwrap();
}

/// A bundle that is due on 2026-01-05, under seven years.
fn vault() -> Vault {
    let vault = Vault::new();
    vault.month("2016-12");
    vault.seal("old", OLD).exits(0);
    vault
}

fn kept_through(vault: &Vault) -> String {
    let show = vault.run("show {old} --json").json();
    show["end"]["keep_through"].as_str().unwrap().to_owned()
}

#[test]
fn a_class_that_became_longer_is_shown_and_taken_over_on_yes() {
    let vault = vault();
    vault.run("due").exits(1).says("to be destroyed").hides("and now");
    now_says(&vault, "P12Y");
    let due = vault.run("due").exits(1).says("Nothing is to be destroyed");
    let due =
        due.says("kept through 2023-12-31: nl-payroll was kept for 7 years, and now 12 years");
    due.says("through 2028-12-31").says("--schedule");
    let dutch = vault.run("due --lang nl").exits(1).says("voor nl-payroll gold 7 jaar");
    dutch.says("Dat is nu 12 jaar: tot en met 31-12-2028");
    let row = &vault.run("due --json").exits(1).json()["newer"][0];
    assert_eq!((&row["was"], &row["is"]), (&"P7Y".into(), &"P12Y".into()), "{row:#}");
    // Shown first; without a yes nothing is written.
    let no = Person { ends: Some("n"), ..Person::default() };
    vault.asked(&no).refuses("extend {old} --schedule", 2);
    assert_eq!(no.changes.borrow()[0].newer.as_ref().unwrap().is.to_string(), "P12Y");
    assert_eq!(kept_through(&vault), "2023-12-31");
    let yes = Person { ends: Some("y"), ..Person::default() };
    vault.asked(&yes).run("extend --all --schedule").exits(0).says("as the schedule of now says");
    assert_eq!(kept_through(&vault), "2028-12-31");
    vault.run("due").exits(0).hides("and now");
    vault.run("extend --all --schedule --lang nl").exits(0).says("Er is niets geschreven");
    // It is on record: a program that does not know the longer class keeps it too.
    now_says(&vault, "P7Y");
    vault.on("2028-12-31").run(&format!("destroy {{old}} {BY}")).exits(14).says("2028-12-31");
    vault.on("2029-01-01").run(&format!("destroy {{old}} {BY}")).exits(0);
}

#[test]
fn what_nobody_has_decided_is_named_before_it_is_destroyed() {
    let vault = vault();
    vault.name("list", vault.path("list.json"));
    vault.run("due --list {list}").exits(1);
    now_says(&vault, "P12Y");
    let refused = vault.run(&format!("destroy {{old}} {BY}")).exits(14);
    refused.says("kept through 2028-12-31").says("--schedule").says("--older-rule");
    let dutch = vault.run(&format!("destroy {{old}} {BY} --lang nl")).exits(14);
    dutch.says("dat is nu 12 jaar").says("tot en met 31-12-2028");
    // A list that was reviewed before the class changed does not let it go either.
    vault.run(&format!("destroy --list {{list}} {BY}")).exits(14).says("2028-12-31");
    assert!(vault.still_restores("old"));
    // Who knows that the longer period does not count for these says so, on record.
    let line = format!("destroy {{old}} {BY} --older-rule 'only for years from 2020 on'");
    vault.run(&line).exits(0).says("Every copy");
    vault.run("ledger show --notes").exits(0).says("only for years from 2020 on");
    let shown = vault.run("statement show {old} --json").exits(0).json();
    assert_eq!(shown["statement"]["early_end_ground"], "older-rule", "{shown:#}");
}

#[test]
fn a_class_that_became_shorter_changes_nothing() {
    let vault = Vault::new();
    now_says(&vault, "P12Y");
    vault.month("2016-12");
    vault.seal("old", OLD).exits(0);
    now_says(&vault, "P7Y");
    vault.run("due").exits(0).hides("and now");
    vault.run("extend --all --schedule").exits(0).says("Nothing was written");
    assert_eq!(kept_through(&vault), "2028-12-31");
    vault.run(&format!("destroy {{old}} {BY}")).exits(14).says("2028-12-31");
}

#[test]
fn a_class_that_no_day_ends_by_now_keeps_until_a_person_names_one() {
    let vault = vault();
    now_says(&vault, "review");
    vault.run("due").exits(1).says("with no end").says("--through");
    vault.run("extend {old} --schedule").exits(0).says("Nothing was written").says("--through");
    vault.run(&format!("destroy {{old}} {BY}")).exits(14).says("with no end");
}

#[test]
fn the_longer_period_of_a_confidential_class_is_read_from_the_index() {
    let vault = Vault::new();
    vault.file("p/verzuim.pdf", "x");
    let own = |period: &str| {
        let path = vault.home().join("kluis.toml");
        let text = fs::read_to_string(&path).unwrap();
        let text = text.split("[[class]]").next().unwrap().to_owned();
        let class = format!(
            "[[class]]\nid = \"own-sick\"\nname_en = \"sick notes\"\nevent = \"note\"\n\
             starts = \"calendar-year\"\nperiod = \"{period}\"\nnature = \"minimum\"\n\
             basis = \"house rule\"\njurisdiction = \"NL\"\nconfidential = true\n"
        );
        fs::write(&path, format!("{text}\n{class}")).unwrap();
    };
    own("P2Y");
    let line = "{src}/p --class own-sick --date 2020 --accept-end --accept-newer";
    vault.seal("old", line).exits(0);
    own("P9Y");
    vault.run(&format!("destroy {{old}} {BY}")).exits(14).says("2029-12-31");
    vault.run("extend {old} --schedule").exits(0).says("2029-12-31");
    assert_eq!(kept_through(&vault), "2029-12-31");
}

#[test]
fn a_schedule_line_that_can_not_be_meant_is_refused() {
    let vault = vault();
    for (line, why) in [
        ("extend --schedule", "no bundle is selected"),
        ("extend {old} --schedule --through 2030-01-01 --reason r", "--through"),
        ("extend {old}", "--through"),
    ] {
        vault.refuses(line, 2).says(why);
    }
}
