//! What the one door to destruction asks: by rules that only an index says, and again at the moment of acting.

use std::fs;

use crate::harness::{BY, Vault, flip};

/// A confidential class that counts in book years, as a firm makes one for itself.
const OWN: &str = "\n[[class]]\nid = \"own-claims\"\nname_nl = \"Schade\"\nname_en = \"claims\"\n\
    event = \"booking\"\nevent_nl = \"boeking\"\nperiod = \"P7Y\"\nstarts = \"book-year\"\n\
    nature = \"minimum\"\nbasis = \"policy\"\njurisdiction = \"NL\"\nconfidential = true\n";

/// A vault whose home keeps no indexes, with a bundle of that class that ends on 31-12-2032 by its seal.
fn claims(options: &str) -> Vault {
    let vault = Vault::made_with(options);
    let path = vault.home().join("kluis.toml");
    let settings = fs::read_to_string(&path).unwrap();
    fs::write(&path, format!("{settings}{OWN}")).unwrap();
    vault.month("2025/11");
    vault.seal("claims", "{src} --class own-claims --date 2025-11").exits(0);
    vault
}

#[test]
fn a_longer_book_year_is_noticed_where_only_the_drives_have_the_index() {
    let vault = claims("--no-home-index");
    vault.run("book-year add 2025-10-01 2026-12-31").exits(0);
    let destroy = format!("destroy {{claims}} {BY}");
    vault.on("2033-01-02").run(&destroy).exits(14).says("kept through 2033-12-31");
    vault.on("2034-01-02").run(&destroy).exits(0);
}

#[test]
fn a_confidential_rule_that_nobody_can_read_is_taken_for_the_longest_that_book_years_make() {
    let vault = claims("--no-home-index");
    for drive in ["a", "b"] {
        flip(&vault.bundle(drive, "claims").join("index.age"), 300);
    }
    let destroy = format!("destroy {{claims}} {BY} --damaged");
    // By the calendar years of this vault none ends later than its seal says.
    vault.on("2032-12-31").run(&destroy).exits(14).says("kept through 2032-12-31");
    vault.on("2032-12-31").run("book-year add 2025-10-01 2026-12-31").exits(0);
    let refused = vault.on("2033-01-02").run(&destroy).exits(14);
    refused.says("could not be read").says("through 2033-12-31").says("one with its keys");
    vault.on("2034-01-02").run(&destroy).exits(0);
}

#[test]
fn a_confidential_rule_of_another_kind_ends_as_its_index_says_wherever_that_lies() {
    let vault = Vault::made_with("--no-home-index");
    vault.month("2025/10");
    vault.seal("report", "{src} --class nl-wwft-report --date 2025-10").exits(0);
    let destroy = format!("destroy {{report}} {BY}");
    vault.on("2030-10-31").run(&destroy).exits(14);
    vault.on("2030-11-01").run(&destroy).exits(0);
}
