//! Records that were sealed under the wrong rules, and are sealed again under the right ones.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::SystemTime;

use crate::harness::{BY, Person, Ran, Vault, flip, holds, member, tree};
use crate::two_homes::{SECOND, back, out, two_homes};

/// A month of business records that is payroll.
fn wrong() -> Vault {
    let vault = Vault::new();
    vault.month("2025-01");
    vault.seal("old", "{src}/2025-01 --class nl-admin-other --date 2024-01").exits(0);
    vault
}

const RIGHT: &str = "reseal {old} --class nl-payroll --date 2025-01 --reason 'wrong class'";

#[test]
fn the_rest_under_its_own_rules_shows_the_longer_book_year_of_now() {
    let vault = Vault::new();
    vault.month("2025-10");
    vault.seal("old", "{src}/2025-10 --class nl-admin-basis --date 2025-10").exits(0);
    vault.run("book-year add 2025-07-01 2026-12-31").exits(0);
    let some = "reseal {old} --match bank.csv --class nl-payroll --date 2025-10 --reason r --by A";
    let done = vault.run(&format!("{some} --json")).exits(0);
    let rest = member(&done.json()["new"], "role", "rest").clone();
    assert_eq!(rest["end"]["keep_through"], "2033-12-31", "{rest:#}");
    assert_eq!(rest["end"]["by_book_year"], true, "{rest:#}");
}

/// The new bundles of a report, named `new`, or by what they hold.
fn take(vault: &Vault, ran: &Ran) {
    for new in ran.json()["new"].as_array().unwrap() {
        let name = match new["role"].as_str().unwrap() {
            "all" => "new",
            role => role,
        };
        vault.name(name, new["bundle"].as_str().unwrap());
    }
}

fn standing(vault: &Vault, name: &str) -> String {
    let list = vault.run("list --destroyed --json").json();
    member(&list["bundles"], "bundle", &vault.id(name))["standing"].as_str().unwrap().to_owned()
}

fn kept_through(vault: &Vault, name: &str) -> String {
    let show = vault.run(&format!("show {{{name}}} --json")).json();
    show["end"]["keep_through"].as_str().unwrap_or("none").to_owned()
}

/// What a bundle gives back: each file's bytes and time, by its name.
fn given_back(vault: &Vault, name: &str) -> BTreeMap<String, (Vec<u8>, SystemTime)> {
    let to = vault.path("given-back");
    let _ = std::fs::remove_dir_all(&to);
    vault.name("to", &to);
    vault.run(&format!("restore {{{name}}} --to {{to}} --reason check")).exits(0);
    let mut found = BTreeMap::new();
    for (path, _) in tree(&to.join("records")) {
        let at = to.join("records").join(&path);
        if at.is_file() {
            let modified = at.metadata().unwrap().modified().unwrap();
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            found.insert(name, (std::fs::read(&at).unwrap(), modified));
        }
    }
    assert!(!found.is_empty(), "{:?}", tree(&to));
    found
}

#[test]
fn a_bundle_of_the_wrong_class_is_sealed_again_and_the_old_one_destroyed_as_succeeded() {
    let vault = wrong();
    let before = given_back(&vault, "old");
    let done = vault.run(&format!("{RIGHT} --by Anna --json")).exits(0);
    take(&vault, &done);
    let report = done.json();
    assert_eq!(report["new"][0]["copies_verified"], 2, "{report:#}");
    assert_eq!(report["destroyed"]["complete"], true, "{report:#}");
    assert_eq!(standing(&vault, "old"), "destroyed");
    assert_eq!(report["statements"][0]["kind"], "final", "{report:#}");
    let said = vault.run("statement show {old} --json").exits(0).json()["statement"].clone();
    assert_eq!(said["accounted"], true);
    assert_eq!(said["succeeded"]["removed"], 0);
    assert_eq!(said["succeeded"]["successors"][0], report["new"][0]["bundle"], "{said:#}");
    vault.run("statement show {old}").exits(0).says("Its records went into");
    vault.run("statement verify {old}").exits(0);
    assert_eq!(given_back(&vault, "new"), before, "bytes, names and times are as they were");
    for drive in ["a", "b"] {
        assert!(!vault.bundle(drive, "old").exists());
        assert!(vault.bundle(drive, "new").exists());
    }
    vault.run("verify --deep").exits(0);
    vault.run("ledger show --notes").exits(0).says("stand in").says("wrong class").says("Anna");
    vault.run("ledger verify").exits(0);
    // Not legible on any drive why.
    for place in ["data", "a", "b"] {
        assert!(holds(&vault.path(place), "wrong class").is_empty(), "{place}");
    }
    vault.run("archive {src}/2025-01 --class nl-payroll --date 2025-01").exits(0).says("already");
}

#[test]
fn in_words_the_new_bundle_comes_first_and_then_what_became_of_the_old_one() {
    for (lang, words) in [
        ("en", ["Sealed", "kept through 2032-12-31", "compared one by one", "Every copy"]),
        (
            "nl",
            ["verzegeld", "bewaren tot en met 31-12-2032", "één voor één vergeleken", "Elke kopie"],
        ),
    ] {
        let vault = wrong();
        let done = vault.run(&format!("{RIGHT} --lang {lang}")).exits(0);
        words.iter().fold(done, |done, word| done.says(word));
    }
}

#[test]
fn the_new_bundle_is_kept_as_long_as_the_old_one_whatever_its_own_rules_say() {
    let vault = Vault::new();
    vault.month("2025-01");
    vault.seal("old", "{src}/2025-01 --class nl-oss --date 2025-01").exits(0);
    assert_eq!(kept_through(&vault, "old"), "2035-12-31");
    let done = vault.run(RIGHT_JSON).exits(0);
    take(&vault, &done);
    assert_eq!(kept_through(&vault, "new"), "2035-12-31");
    vault.on("2035-12-31").run(&format!("destroy {{new}} {BY}")).exits(14).says("2035-12-31");
    vault.on("2036-01-01").run(&format!("destroy {{new}} {BY}")).exits(0);
}

const RIGHT_JSON: &str =
    "reseal {old} --class nl-payroll --date 2025-01 --reason 'wrong class' --json";

#[test]
fn an_open_end_stays_open_in_the_new_bundle() {
    let vault = Vault::new();
    vault.file("c/contract.pdf", "x");
    vault.seal("old", "{src}/c --class nl-contract --open-ended --case C-1").exits(0);
    let line = "reseal {old} --class nl-contract --date 2020 --reason mistake --accept-end --json";
    let done = vault.run(line).exits(0);
    take(&vault, &done);
    vault.on("2040-01-01").run(&format!("destroy {{new}} {BY}")).exits(14).says("no end yet");
    // What ends the old one's rule ends it here too.
    vault.on("2040-01-02").run("event record --case C-1 --date 2030-05-01 --accept-end").exits(0);
    vault.on("2040-01-03").run(&format!("destroy {{new}} {BY}")).exits(0);
}

#[test]
fn under_a_hold_the_new_bundle_is_held_too_and_the_old_one_stays() {
    let vault = wrong();
    vault.run("hold place {old} --ref BO-1 --reason audit").exits(0);
    let done = vault.run(RIGHT_JSON).exits(3);
    take(&vault, &done);
    assert_eq!(done.json()["kept"], "held");
    assert_eq!(done.json()["new"][0]["holds"][0], "BO-1");
    assert_eq!(standing(&vault, "old"), "kept");
    let destroy = |name: &str| format!("destroy {{{name}}} {BY}");
    vault.on("2040-01-01").run(&destroy("old")).exits(14).says("BO-1");
    vault.on("2040-01-01").run(&destroy("new")).exits(14).says("BO-1");
    // The same command goes on once the hold is released, and seals nothing again.
    vault.on("2040-01-01").run("hold release BO-1 --reason 'report is in'").exits(0);
    let again = format!("{RIGHT_JSON} --accept-end");
    let on = vault.on("2040-01-01").run(&again).exits(0).json();
    assert_eq!(on["new"][0]["stood"], true, "{on:#}");
    assert_eq!(on["new"][0]["bundle"], vault.id("new"));
    assert_eq!(standing(&vault, "old"), "destroyed");
}

#[test]
fn a_hold_that_another_home_placed_on_the_old_bundle_binds_the_new_one() {
    let vault = two_homes();
    vault.month("2025-01");
    vault.seal("old", "{src}/2025-01 --class nl-admin-other --date 2024-01").exits(0);
    vault.run(&format!("{SECOND}verify {{a}}")).exits(0);
    // The second home holds it, and nobody here has heard of that.
    out(&vault, "a");
    out(&vault, "b");
    vault.run(&format!("{SECOND}hold place {{old}} --ref H-1 --reason claim")).exits(0);
    back(&vault, "a");
    back(&vault, "b");
    let done = vault.run(RIGHT_JSON).exits(0);
    take(&vault, &done);
    vault.run(&format!("{SECOND}verify {{a}}")).exits(0);
    vault.run("verify {a}").exits(0);
    vault.on("2040-01-01").run(&format!("destroy {{new}} {BY}")).exits(14).says("H-1");
}

#[test]
fn with_too_few_copies_of_the_new_bundle_the_old_one_stays_and_the_same_command_goes_on() {
    let vault = wrong();
    vault.unplug("b");
    let done = vault.run(RIGHT_JSON).exits(3);
    take(&vault, &done);
    assert_eq!(done.json()["kept"], "too-few-copies");
    assert!(vault.bundle("a", "old").exists());
    assert!(vault.still_restores("old"));
    vault.plug("b");
    let done = vault.run(RIGHT_JSON).exits(0).json();
    assert_eq!(done["new"][0]["bundle"], vault.id("new"), "it is not sealed twice");
    assert_eq!(standing(&vault, "old"), "destroyed");
    assert!(vault.still_restores("new"));
}

#[test]
fn a_bundle_that_was_sealed_again_is_not_short_of_copies() {
    let vault = Vault::new();
    vault.unplug("b");
    vault.month("2025-01");
    vault.seal("old", "{src}/2025-01 --class nl-admin-other --date 2024-01");
    let before = vault.run("due --json").exits(1).json()["copies_wanting"].clone();
    assert_eq!(before, serde_json::json!([vault.id("old")]));
    let done = vault.run(RIGHT_JSON).exits(3);
    take(&vault, &done);
    let due = vault.run("due --json").exits(1).json();
    assert_eq!(due["copies_wanting"], serde_json::json!([vault.id("new")]), "{due:#}");
    assert_eq!(due["succeeded"][0]["bundle"], vault.id("old").as_str());
}

#[test]
fn a_copy_on_a_drive_that_is_away_is_destroyed_when_it_comes() {
    let vault = Vault::new();
    vault.new_drives(&["c"]);
    vault.run("medium add --same-disk {c} --label 'Drive C'").exits(0);
    vault.month("2025-01");
    vault.seal("old", "{src}/2025-01 --class nl-admin-other --date 2024-01").exits(0);
    out(&vault, "c");
    let done = vault.run(RIGHT_JSON).exits(3);
    take(&vault, &done);
    assert_eq!(done.json()["destroyed"]["remaining"][0], "Drive C");
    back(&vault, "c");
    vault.run(&format!("destroy --resume {BY}")).exits(0);
    assert_eq!(standing(&vault, "old"), "destroyed");
    assert!(vault.still_restores("new"));
}

#[test]
fn the_last_old_copy_goes_only_where_a_connected_drive_has_the_new_bundle_whole() {
    let vault = Vault::new();
    vault.new_drives(&["c"]);
    vault.run("medium add --same-disk {c} --label 'Drive C'").exits(0);
    vault.month("2025-01");
    vault.seal("old", "{src}/2025-01 --class nl-admin-other --date 2024-01").exits(0);
    out(&vault, "c");
    take(&vault, &vault.run(RIGHT_JSON).exits(3));
    back(&vault, "c");
    out(&vault, "b");
    // What this PC saw on a drive that is away may be over, and what is here does not hold.
    let payload = vault.bundle("a", "new").join("payload-00000.age");
    let resume = format!("destroy --resume {BY}");
    for away in [true, false] {
        if away {
            out(&vault, "a")
        } else {
            flip(&payload, 300)
        }
        vault.run(&resume).exits(14).says("whole on a connected drive");
        vault.run(&format!("{resume} --lang nl")).exits(14).says("heel op een aangesloten schijf");
        assert!(vault.bundle("c", "old").join("key.age").exists());
        if away { back(&vault, "a") } else { flip(&payload, 300) }
    }
    vault.run(&resume).exits(0).says("Every copy");
    assert_eq!(standing(&vault, "old"), "destroyed");
    assert!(vault.still_restores("new"));
}

#[test]
fn records_that_fit_a_pattern_are_lifted_out_and_the_rest_stays_under_its_own_rules() {
    let vault = wrong();
    let line = "reseal {old} --match '*.pdf' --class nl-payroll --date 2025-01 --reason r --json";
    let done = vault.run(line).exits(0);
    take(&vault, &done);
    let names = |name: &str| given_back(&vault, name).into_keys().collect::<Vec<_>>();
    assert_eq!(names("matched"), ["factuur-1.pdf"]);
    assert_eq!(names("rest"), ["bank.csv", "factuur-2.xml"]);
    assert_eq!(kept_through(&vault, "matched"), "2032-12-31");
    assert_eq!(kept_through(&vault, "rest"), "2031-12-31");
    assert_eq!(standing(&vault, "old"), "destroyed");
    // A hold on the one keeps the other no more.
    vault.run("hold place {matched} --ref H-1 --reason audit").exits(0);
    vault.on("2033-01-01").run(&format!("destroy {{rest}} {BY}")).exits(0);
    vault.on("2033-01-01").run(&format!("destroy {{matched}} {BY}")).exits(14);
}

#[test]
fn part_of_a_held_bundle_is_lifted_out_so_that_the_hold_need_not_keep_all_of_it() {
    let vault = wrong();
    vault.run("hold place {old} --ref BO-1 --reason audit").exits(0);
    let line =
        "reseal {old} --match '*.pdf' --class nl-admin-other --date 2024-01 --reason r --json";
    let done = vault.run(line).exits(3);
    take(&vault, &done);
    vault.run("hold place {matched} --ref BO-2 --reason audit").exits(0);
    vault.run("hold release BO-1 --reason 'BO-2 holds the invoice'").exits(0);
    vault.run(line).exits(0);
    assert_eq!(standing(&vault, "old"), "destroyed");
    vault.on("2040-01-01").run(&format!("destroy {{rest}} {BY}")).exits(0);
    vault.on("2040-01-01").run(&format!("destroy {{matched}} {BY}")).exits(14).says("BO-2");
}

#[test]
fn an_event_of_the_old_bundle_counts_for_what_stays_under_its_rules() {
    let vault = Vault::new();
    vault.month("c");
    vault.seal("old", "{src}/c --class nl-contract --open-ended --case C-1").exits(0);
    vault.run("event record {old} --date 2025-03-31").exits(0);
    let line = "reseal {old} --match '*.pdf' --class nl-real-estate --date 2025 --reason r --json";
    let done = vault.run(line).exits(0);
    take(&vault, &done);
    assert_eq!(kept_through(&vault, "rest"), "2032-12-31");
    assert_eq!(kept_through(&vault, "matched"), "2034-12-31");
    vault.on("2033-01-01").run(&format!("destroy {{rest}} {BY}")).exits(0);
}

#[test]
fn the_records_of_two_corrections_are_kept_as_long_as_the_first_bundle() {
    let vault = Vault::new();
    vault.month("2025-01");
    vault.seal("old", "{src}/2025-01 --class nl-oss --date 2025-01").exits(0);
    let done = vault.run(RIGHT_JSON).exits(0);
    take(&vault, &done);
    let again = "reseal {new} --class nl-admin-other --date 2025-01 --reason again --json";
    let done = vault.run(again).exits(0);
    take(&vault, &done);
    assert_eq!(kept_through(&vault, "new"), "2035-12-31");
    vault.on("2035-12-31").run(&format!("destroy {{new}} {BY}")).exits(14);
}

#[test]
fn what_can_not_be_meant_is_refused_before_anything_is_written() {
    let vault = wrong();
    let right = "--class nl-payroll --date 2025-01";
    for (line, exit, why) in [
        (format!("reseal {{old}} {right}"), 2, "--reason"),
        (format!("reseal {{old}} {right} --reason ' '"), 2, "--reason"),
        ("reseal {old} --class nl-payroll --reason r".into(), 2, "--date"),
        (format!("reseal {{old}} --match nothing {right} --reason r"), 1, "no record of"),
        ("reseal {old} --class nl-nothing --date 2025 --reason r".into(), 2, "nl-nothing"),
        ("reseal {old} --class nl-payroll --date 2015 --reason r".into(), 2, "2022-12-31"),
        (format!("reseal 20991231 {right} --reason r"), 2, "20991231"),
    ] {
        vault.refuses(&line, exit).says(why);
    }
    let person = Person { ends: Some("n"), ..Person::default() };
    let told = vault.asked(&person).refuses(RIGHT, 2).says("nothing was changed");
    told.says(&format!("sealing {} again", vault.id("old")));
    assert_eq!(person.changes.borrow().len(), 1);
}

#[test]
fn other_rules_for_what_was_sealed_again_are_asked_for_on_the_new_bundle() {
    let vault = wrong();
    vault.unplug("b");
    let done = vault.run(RIGHT_JSON).exits(3);
    take(&vault, &done);
    vault.plug("b");
    let other = "reseal {old} --class nl-oss --date 2025-01 --reason r";
    vault.run(other).exits(2).says("already").says(&vault.id("new"));
}

#[test]
fn a_confidential_bundle_stays_confidential_and_keeps_its_end() {
    let vault = Vault::new();
    vault.month("w");
    let line = "{src}/w --class nl-wwft-cdd --date 2025-01-15 --case KLANT-1980";
    vault.seal("old", line).exits(0);
    let line =
        "reseal {old} --match '*.pdf' --class nl-wwft-report --date 2025-02-15 --reason r --json";
    let done = vault.run(line).exits(0);
    take(&vault, &done);
    assert_eq!(kept_through(&vault, "rest"), "2030-01-15");
    assert_eq!(kept_through(&vault, "matched"), "2030-02-15");
    for word in ["nl-wwft-cdd", "nl-wwft-report", "KLANT-1980"] {
        assert!(holds(&vault.path("a"), word).is_empty(), "{word}");
    }
    vault.run("verify --deep").exits(0);
}

/// The path of the one record with this file name.
fn path_of(vault: &Vault, bundle: &str, file: &str) -> String {
    let shown = vault.run(&format!("show {{{bundle}}} --records --json")).exits(0);
    let at = shown.out.find(&format!("/{file}\"")).unwrap_or_else(|| panic!("{shown}"));
    let start = shown.out[..at].rfind('"').unwrap() + 1;
    shown.out[start..at + 1 + file.len()].to_owned()
}

fn erase(vault: &Vault, file: &str) -> String {
    let path = path_of(vault, "old", file);
    format!(
        "erase {{old}} --record '{path}' --ground 'AVG art. 17(1)(d), request of 12-11-2025' --by Anna"
    )
}

#[test]
fn one_record_is_erased_on_a_ground_and_the_others_stay_as_they_were() {
    let vault = wrong();
    let before = given_back(&vault, "old");
    let end = kept_through(&vault, "old");
    let line = erase(&vault, "factuur-1.pdf");
    let done = vault.run(&format!("{line} --json")).exits(0);
    take(&vault, &done);
    assert_eq!(done.json()["removed"], 1);
    assert_eq!(standing(&vault, "old"), "destroyed");
    let mut left = before.clone();
    left.remove("factuur-1.pdf").unwrap();
    assert_eq!(given_back(&vault, "rest"), left);
    assert_eq!(kept_through(&vault, "rest"), end);
    vault.run("verify --deep").exits(0);
    vault.run("ledger show --notes").exits(0).says("AVG art. 17").says("factuur-1.pdf");
    for place in ["data", "a", "b"] {
        for word in ["request of 12-11-2025", "factuur-1.pdf"] {
            assert!(holds(&vault.path(place), word).is_empty(), "{word} in {place}");
        }
        // Who decided, and by which article, stands in the statement of the old bundle alone.
        let stated = |path: &PathBuf| path.iter().any(|part| part == "statements");
        for word in ["Anna", "AVG art. 17"] {
            let named = holds(&vault.path(place), word);
            assert!(named.iter().all(stated), "{named:?}");
        }
    }
    // The source is still on the PC, and that is said.
    assert_eq!(done.json()["destroyed"]["originals"].as_array().unwrap().len(), 1);
}

#[test]
fn the_only_record_of_a_bundle_is_erased_with_nothing_in_its_place() {
    let vault = Vault::new();
    vault.file("one/dossier.pdf", "x");
    vault.seal("old", "{src}/one --class nl-admin-other --date 2025-01").exits(0);
    let line = erase(&vault, "dossier.pdf");
    vault.run(&line).exits(0).says("Left out").says("Every copy").says("statement of erasure");
    assert_eq!(standing(&vault, "old"), "destroyed");
    vault.run("statement show {old}").exits(0).says("Erased: 1 record").hides("stand in");
    for drive in ["a", "b"] {
        assert!(!vault.bundle(drive, "old").exists());
    }
}

#[test]
fn no_record_is_erased_under_a_hold_nor_without_a_ground_nor_by_a_pattern() {
    let vault = wrong();
    let line = erase(&vault, "bank.csv");
    for (line, exit, why) in [
        ("erase {old} --record x".to_owned(), 2, "--ground"),
        (line.replace("AVG art. 17(1)(d), request of 12-11-2025", " "), 2, "--ground"),
        ("erase {old} --record '*' --ground g".into(), 1, "has no record"),
        ("erase {old} --record bank.csv --ground g".into(), 1, "whole path"),
    ] {
        vault.refuses(&line, exit).says(why);
    }
    let person = Person { types_instead: Some("n"), ..Person::default() };
    let told = vault.asked(&person).refuses(&line, 2).says("nothing was changed");
    told.says("erasing").says(&path_of(&vault, "old", "bank.csv"));
    let question = format!("{:?}", person.asked.borrow());
    assert!(question.contains("Bakkerij Jansen"), "{question}");
    vault.run("hold place {old} --ref BO-1 --reason audit").exits(0);
    vault.refuses(&line, 14).says("BO-1");
    vault.run("hold release BO-1 --reason done").exits(0);
    vault.run(&line).exits(0);
}

#[test]
fn an_erasure_whose_other_drive_is_away_goes_on_with_the_same_command() {
    let vault = wrong();
    let line = erase(&vault, "bank.csv");
    vault.unplug("b");
    vault.run(&line).exits(3).says("stays until");
    vault.plug("b");
    vault.run(&line).exits(0);
    assert_eq!(standing(&vault, "old"), "destroyed");
}

#[test]
fn in_a_vault_that_wants_two_persons_no_one_person_erases_a_record() {
    let vault = Vault::made_with("");
    let settings = vault.home().join("kluis.toml");
    let text = std::fs::read_to_string(&settings).unwrap();
    vault.month("2025-01");
    vault.seal("old", "{src}/2025-01 --class nl-admin-other --date 2024-01").exits(0);
    let line = erase(&vault, "bank.csv");
    std::fs::write(&settings, format!("two_persons = true\n{text}")).unwrap();
    vault.run(&line).exits(14).says("two persons");
    assert_eq!(standing(&vault, "old"), "kept");
}
