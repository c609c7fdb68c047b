//! What the one door to destruction asks: by rules that only an index says, and again at the moment of acting.

use std::fs;

use kluis::powers::asker::Act;

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

#[test]
fn a_bundle_that_changed_while_others_were_destroyed_stays_and_the_others_go() {
    let vault = Vault::with_one_drive();
    for (name, month) in [("one", "01"), ("two", "02"), ("three", "03")] {
        vault.month(&format!("2015/{month}"));
        let line = format!("{{src}}/2015/{month} --class nl-admin-basis --date 2015-{month}");
        vault.seal(name, &format!("{line} --accept-end --accept-newer")).exits(0);
    }
    let seal = vault.bundle("a", "two").join("seal.json");
    let mut changed = false;
    let change = |act, _| {
        if act == Act::Erasing && !changed {
            flip(&seal, 60);
            changed = true;
        }
    };
    let line = format!("destroy {{one}} {{two}} {{three}} {BY}");
    // That it changed beside what was erased weighs more than that not all is done.
    let ran = vault.on("2025-12-02").meanwhile(change).run(&line).exits(11);
    ran.says(&format!("{}: not destroyed: ", vault.id("two"))).says("signature does not hold");
    let stands = |name| vault.bundle("a", name).exists();
    assert_eq!(["one", "two", "three"].map(stands), [false, true, false]);
    // Nothing of it was begun: mended, it is given back as before.
    vault.run("repair 'Drive A'").exits(0);
    assert!(vault.still_restores("two"));
}
