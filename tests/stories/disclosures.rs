//! What is given to somebody else: on record, listed while it stands outside the vault, and closed.

use std::fs;
use std::path::Path;

use crate::harness::{BY, Vault, member, tree};

mod asked;

const GIVE: &str =
    "restore {month} --to {out} --reason 'tax audit' --for Belastingdienst --ref BO-1";

/// A month that was given for an audit.
fn given(more: &str) -> Vault {
    let vault = Vault::holding("month").date("2024-11");
    vault.run(&format!("{GIVE} {more}")).exits(0);
    vault
}

fn note_of(vault: &Vault, event: &str) -> serde_json::Value {
    let entries = vault.run("ledger show --notes --json").exits(0).json();
    member(&entries["entries"], "event", event)["note_text"].clone()
}

#[test]
fn a_disclosure_is_on_record_with_who_asked_what_was_given_and_what_was_not() {
    let vault = Vault::holding("month").date("2024-11");
    let line = "--officer controlemedewerker --power 'AWR art. 47, btw 2024' --asked-on 2025-11-20 \
                --answer-by 2025-12-20 --match '*.pdf' --match '*.csv' --match 2028-0077 \
                --withheld 'bank.csv=letters of our adviser'";
    let said = vault.run(&format!("{GIVE} {line} --lang nl")).exits(1);
    let said = said
        .says("Niet verstrekt: bank.csv (letters of our adviser)")
        .says("Niet gevonden: 2028-0077")
        .says("kluis restore close BO-1");
    assert!(!said.out.contains("Niet gevonden: *.csv"), "it was found, and withheld: {said}");
    let note = note_of(&vault, "restored");
    for (word, text) in [
        ("reason", "tax audit"),
        ("for", "Belastingdienst"),
        ("ref", "BO-1"),
        ("officer", "controlemedewerker"),
        ("power", "AWR art. 47, btw 2024"),
        ("asked-on", "2025-11-20"),
        ("answer-by", "2025-12-20"),
        ("not-found", "2028-0077"),
        ("withheld", "bank.csv: letters of our adviser"),
    ] {
        assert_eq!(note[word], text, "{note:#}");
    }
    let given = note["given"].as_str().unwrap();
    // Nobody's business where it lay on the PC.
    assert!(
        given.contains("  2024-11/factuur-1.pdf") && !given.contains("Administratie"),
        "{given}"
    );
    assert!(!vault.path("out/records/2024-11/bank.csv").exists());
    let csv = fs::read_to_string(vault.path("out/verstrekkingslijst.csv")).unwrap();
    assert!(csv.contains("records/2024-11/factuur-1.pdf") && csv.lines().count() == 2, "{csv}");
    assert!(csv.lines().nth(1).is_some_and(|line| line.contains("Z;")), "a time in UTC: {csv}");
    let notes = vault.run("ledger show --notes --lang nl").exits(0);
    let notes = notes.says("functionaris: controlemedewerker").says("gevraagd op: 20-11-2025");
    notes.says("antwoord uiterlijk: 20-12-2025").says("achtergehouden: bank.csv").hides("asked-on");
    let page = fs::read_to_string(vault.path("out/verstrekkingslijst.html")).unwrap();
    for text in ["VERSTREKKINGSLIJST", "controlemedewerker", "20-12-2025", "2028-0077", "adviser"] {
        assert!(page.contains(text), "{text}: {page}");
    }
    vault.refuses("restore {month} --to {dir}/x --reason x --ref A --withheld letters", 2);
}

#[test]
fn what_was_given_is_listed_to_whom_and_when_closed_or_not() {
    let vault = Vault::holding("month").date("2024-11");
    vault.run("restore list").exits(0).says("Nothing was given to somebody else.");
    vault.run(GIVE).exits(0);
    vault.on("2025-12-02").run("restore {month} --to {dir}/2 --reason look --ref BO-2").exits(0);
    vault.run("restore {month} --to {dir}/3 --reason look --own-use").exits(0);
    let listed = vault.run("restore list").exits(1);
    let listed = listed.says("BO-1").says("2025-12-01").says("Belastingdienst").says("BO-2");
    listed.says("kluis restore close BO-1").says("kluis restore close BO-2");
    let rows = vault.run("restore list --json").exits(1).json();
    assert_eq!(rows["disclosures"].as_array().unwrap().len(), 2);
    let row = member(&rows["disclosures"], "name", "BO-1");
    assert_eq!((&row["for"], &row["records"]), (&"Belastingdienst".into(), &3.into()));
    assert!(row["closed"].is_null() && row["how"].is_null());
    vault.run("restore close BO-1").exits(0);
    vault.run("restore close BO-2 --returned").exits(0);
    let nl = vault.run("restore list --lang nl").exits(0);
    nl.says("02-12-2025, verwijderd").says("02-12-2025, terug").hides("niet afgesloten");
}

#[test]
fn looking_for_oneself_is_no_disclosure() {
    let vault = Vault::holding("month").date("2024-11");
    vault.run("restore {month} --to {dir}/look --reason check --own-use").exits(0).says("yourself");
    vault.run("restore {month} --to {dir}/again --reason check").exits(0).says("yourself");
    vault.run("due").exits(0).hides("Outside the vault");
    assert!(!vault.path("look/.kluis-given").exists());
    vault.run("show {month}").exits(0).hides("Disclosed");
    let line = "restore {month} --to {out} --reason check --own-use --ref BO-1";
    vault.refuses(line, 2);
    let entries = vault.run("ledger show --json").exits(0).json();
    assert!(member(&entries["entries"], "event", "restored")["fields"]["disclosure"].is_null());
}

#[test]
fn what_stands_outside_the_vault_is_due_until_it_is_closed_and_then_gone() {
    let vault = given("");
    let said = vault.run("due").exits(1).says("Outside the vault: BO-1 of 2025-12-01, 3 records");
    said.says("kluis restore close BO-1");
    vault.run("due --lang nl").exits(1).says("Buiten de kluis: BO-1");
    vault.run("due --each").exits(1).says("1 disclosure to close").says("kluis restore close BO-1");
    vault.run("show {month}").exits(0).says("Disclosed").says("(BO-1); not closed");
    let said = vault.run("restore close BO-1 --lang nl").exits(0);
    said.says("verwijderd, elk gelijk aan wat is verstrekt").says("BO-1 is afgesloten");
    assert!(!vault.path("out").exists(), "{:?}", tree(&vault.path("out")));
    vault.run("due").exits(0);
    vault.run("show {month}").exits(0).says("Disclosed").hides("not closed");
    let found = vault.run("show {month} --json").exits(0).json();
    assert_eq!(
        (&found["disclosures"][0]["name"], found["disclosures"][0]["closed"].is_null()),
        (&"BO-1".into(), false)
    );
    vault.run("restore close BO-1").exits(1).says("was closed before");
    vault.refuses("restore close BO-2", 2).says("no disclosure is called BO-2");
}

#[test]
fn all_disclosures_of_one_reference_are_closed_together() {
    let vault = given("--match '*.pdf'");
    vault.run("restore {month} --to {dir}/more --reason more --ref BO-1").exits(0);
    let found = vault.run("restore close BO-1 --json").exits(0).json();
    assert_eq!(found["closed"].as_array().unwrap().len(), 2, "{found:#}");
    assert!(!vault.path("out").exists() && !vault.path("more").exists());
    vault.run("due").exits(0);
}

#[test]
fn one_without_a_reference_is_closed_by_the_start_of_its_id() {
    let vault = Vault::holding("month").date("2024-11");
    let found =
        vault.run("restore {month} --to {out} --reason x --for J.deWit --json").exits(0).json();
    let id = found["disclosure"].as_str().unwrap()[..8].to_owned();
    vault.run("due").exits(1).says(&format!("kluis restore close {id}"));
    vault.run(&format!("restore close {id}")).exits(0);
    vault.run("due").exits(0);
}

#[test]
fn a_record_that_was_changed_stays_and_the_disclosure_is_not_closed() {
    let vault = given("");
    let record = vault.path("out/records/2024-11/factuur-1.pdf");
    fs::write(&record, "with a note of the inspector").unwrap();
    fs::write(vault.path("out/report.txt"), "the inspector's").unwrap();
    let said = vault.run("restore close BO-1").exits(3);
    said.says("not closed").says("factuur-1.pdf").says("report.txt").says("may be copies");
    assert!(record.exists() && vault.path("out/report.txt").exists());
    assert!(!vault.path("out/records/2024-11/bank.csv").exists());
    vault.run("due").exits(1).says("BO-1");
    fs::remove_file(&record).unwrap();
    // What somebody else put there stays; nothing of ours does.
    vault.run("restore close BO-1").exits(3).says("BO-1 is closed").says("report.txt");
    assert!(vault.path("out/report.txt").exists() && !vault.path("out/.kluis-given").exists());
    vault.run("due").exits(0);
}

#[test]
fn a_folder_that_is_gone_or_given_back_is_a_persons_word() {
    let vault = given("");
    fs::remove_dir_all(vault.path("out")).unwrap();
    let said = vault.run("restore close BO-1").exits(3).says("is not there any more");
    said.says("kluis restore close BO-1 --gone");
    let line = "restore close BO-1 --gone --by 'A. Jansen' --reason 'the stick was broken up'";
    vault.run(line).exits(0).says("as you say");
    assert_eq!(note_of(&vault, "disclosure-closed")["reason"], "the stick was broken up");
    vault.run("due").exits(0);
    let vault = given("");
    vault.run("restore close BO-1 --returned --lang nl").exits(0).says("zegt u");
    assert!(vault.path("out/records").exists(), "nothing was removed");
}

#[test]
fn what_stands_here_still_is_not_gone_whatever_a_person_says() {
    let vault = given("");
    fs::write(vault.path("out/records/2024-11/factuur-1.pdf"), "with a note").unwrap();
    vault.run("restore close BO-1").exits(3).says("not closed");
    let said = vault.run("restore close BO-1 --gone --by 'A. Jansen'").exits(3);
    said.says("factuur-1.pdf").says("not closed").hides("as you say");
    vault.run("restore close BO-1 --gone --lang nl").exits(3).says("niet afgesloten");
    vault.run("due").exits(1).says("BO-1");
    fs::remove_dir_all(vault.path("out")).unwrap();
    vault.run("restore close BO-1 --gone").exits(0).says("as you say");
}

#[test]
fn what_is_kept_back_is_looked_for_in_all_that_was_selected() {
    let vault = Vault::holding("month").date("2024-11");
    let line = format!("{GIVE} --match '*.pdf' --withheld 'bank.csv=our adviser' --json");
    let given = vault.run(&line).exits(0).json();
    assert_eq!(given["kept_back"][0]["met"], true, "{given:#}");
    let none = "restore {month} --to {dir}/none --reason r --ref BO-2 --for X --match '*.pdf'";
    let given = vault.run(&format!("{none} --withheld '*yilmaz*=his own' --json")).json();
    assert_eq!(given["kept_back"][0]["met"], false, "{given:#}");
    // Also where the home knows that nothing in the bundle was asked for.
    vault.month("2024-10");
    let other = "archive {src}/2024-10 --class nl-admin-basis --date 2024-10";
    vault.run(other).exits(0);
    let both = "restore --all --to {dir}/both --reason r --ref BO-3 --for X";
    let line = format!("{both} --match '2024-11/*.pdf' --withheld '2024-10/bank.csv=no' --json");
    let given = vault.run(&line).json();
    assert_eq!(given["kept_back"][0]["met"], true, "{given:#}");
}

#[test]
fn another_pc_says_that_it_does_not_know_the_folder() {
    let vault = given("");
    let id = vault.run("ledger verify --json").json()["vault"].as_str().unwrap().to_owned();
    fs::rename(vault.path("data"), vault.path("other-pc")).unwrap();
    vault
        .run(&format!(
            "rebuild --accept-settings --from {{a}} --vault-id {id} --identity {{dir}}/sheet --no-passphrase"
        ))
        .exits(0);
    // Its reference came back with the drive's notes.
    let said = vault.run("due").says("BO-1").says("given on another PC");
    assert_eq!(said.exit, 1, "{said}");
    let said = vault.run("restore close BO-1").exits(3).says("was given on another PC");
    said.says("--gone");
    vault.run("show {month}").exits(0).says("(BO-1)");
    vault.run("restore close BO-1 --gone").exits(0);
}

#[test]
fn a_hold_of_that_reference_is_placed_in_the_same_act() {
    let vault = given("--hold --review 2026-06-01");
    let said = vault.run("hold list").exits(0).says("BO-1").says("2026-06-01");
    said.says("audit");
    vault.on("2032-01-01").run(&format!("destroy {{month}} {BY}")).exits(14).says("BO-1");
    let vault = Vault::holding("month").date("2024-11");
    vault.refuses("restore {month} --to {out} --reason x --for A --hold", 2).says("--ref");
    // Without a SELECT: the bundles with what was asked for.
    vault.run("restore --match '*.pdf' --to {out} --reason x --ref BO-2 --hold --all").exits(0);
    vault.run("hold list").exits(0).says("BO-2");
}

#[test]
fn a_hold_that_stands_under_that_reference_and_ground_gets_no_twin() {
    let vault = given("--hold --kind audit");
    let again = |to: &str, more: &str| {
        let line = format!("restore {{month}} --to {{dir}}/{to} --reason x --ref BO-1 --hold");
        vault.run(&format!("{line} {more}")).exits(0)
    };
    let holds = || {
        let listed = vault.run("hold list --json").exits(0).json();
        listed["holds"].as_array().unwrap().len()
    };
    again("2", "")
        .says("Hold BO-1 stands already, since 2025-12-01")
        .says("reviewed on 2026-06-01");
    let said = again("3", "--json").json();
    assert!(said["hold"].is_null());
    assert_eq!(said["hold_stands"]["bundles"][0], vault.id("month").as_str());
    assert_eq!(holds(), 1);
    // Another ground is another hold, and so is one that is on more.
    again("4", "--kind claim").says("Hold BO-1 is placed");
    assert_eq!(holds(), 2);
    vault.run("restore --all --to {dir}/5 --reason x --ref BO-1 --hold").exits(0).says("is placed");
    assert_eq!(holds(), 3);
    vault
        .run("restore --year 2024 --to {dir}/6 --reason x --ref BO-1 --hold")
        .exits(0)
        .says("stands");
    assert_eq!(holds(), 3);
}

#[test]
fn that_hold_has_the_ground_that_is_named() {
    let vault = given("--hold --kind criminal-order");
    vault.run("hold list").exits(0).says("criminal order").hides("audit announced");
    let vault = Vault::holding("month").date("2024-11");
    vault.refuses(&format!("{GIVE} --kind claim"), 2).says("--hold");
    vault.refuses(&format!("{GIVE} --hold --kind aml-extension"), 2).says("--ends");
    let line = format!("{GIVE} --hold --kind aml-extension --ends 2027-01-01");
    vault.run(&line).exits(0);
    vault.run("hold show BO-1").exits(0).says("2027-01-01");
}

#[test]
fn who_gets_the_records_reads_of_the_list_that_goes_with_them() {
    let vault = given("");
    let readme = fs::read_to_string(vault.path("out/README.txt")).unwrap();
    assert!(readme.contains("delivery-list"), "{readme}");
    let vault = Vault::holding("month").date("2024-11");
    vault.run(&format!("{GIVE} --lang nl")).exits(0);
    let readme = fs::read_to_string(vault.path("out/LEESMIJ.txt")).unwrap();
    assert!(readme.contains("verstrekkingslijst"), "{readme}");
}

#[test]
fn who_destroys_is_shown_what_was_disclosed_and_so_is_who_reviews() {
    let vault = given("");
    vault.name("list", vault.path("lijst.json"));
    vault.on("2032-01-01").run("due --list {list} --lang nl").exits(1);
    let page = fs::read_to_string(vault.path("lijst.html")).unwrap();
    assert!(page.contains("Verstrekt") && page.contains("(BO-1); niet afgesloten"), "{page}");
}

#[test]
fn a_run_that_goes_on_closes_as_one() {
    let vault = Vault::new();
    vault.file("2025/11/large.bin", vec![7; 3_000_000]);
    vault.month("2025/11");
    vault.seal("month", "{src} --class nl-admin-basis --date 2025-11").exits(0);
    let ran = vault.on("2025-12-01").stopped_after(1).run(GIVE);
    if ran.exit != 0 {
        vault.run(GIVE).exits(0);
    }
    vault.run("restore close BO-1").exits(0);
    assert!(!Path::new(&vault.path("out")).exists());
    vault.run("due").exits(0);
}

/// Windows lets administrators alone make a link.
#[cfg(unix)]
#[test]
fn a_link_that_somebody_put_there_is_not_followed() {
    let vault = given("");
    // What is given lies there too, beyond a link to its folder, and beyond one in a record's place.
    let far = vault.path("far");
    crate::harness::copy_folder(&vault.path("out/records/2024-11"), &far);
    fs::remove_dir_all(vault.path("out/records/2024-11")).unwrap();
    std::os::unix::fs::symlink(&far, vault.path("out/records/2024-11")).unwrap();
    let before = tree(&far);
    vault.run("restore close BO-1").exits(3).says("not closed").says("factuur-1.pdf");
    assert_eq!(tree(&far), before, "what a link leads to is not ours");
    let vault = given("");
    let record = vault.path("out/records/2024-11/bank.csv");
    let kept = vault.path("kept.csv");
    fs::rename(&record, &kept).unwrap();
    std::os::unix::fs::symlink(&kept, &record).unwrap();
    vault.run("restore close BO-1").exits(3).says("bank.csv");
    assert!(kept.exists() && fs::symlink_metadata(&record).is_ok());
    // The folder itself may have become one.
    let vault = given("");
    fs::rename(vault.path("out"), vault.path("moved")).unwrap();
    std::os::unix::fs::symlink(vault.path("moved"), vault.path("out")).unwrap();
    vault.run("restore close BO-1").exits(3).says("is not there any more");
    assert!(vault.path("moved/records/2024-11/bank.csv").exists());
}

#[test]
fn a_list_that_was_damaged_or_forged_removes_nothing() {
    let vault = given("");
    let own = vault.path("out/own.txt");
    fs::write(&own, "mine").unwrap();
    let list = vault.path("out/.kluis-given");
    let was = fs::read_to_string(&list).unwrap();
    let sha256 = kluis::words::digest::Digest::of(b"mine");
    let line = format!("{{\"bytes\":4,\"path\":\"own.txt\",\"sha256\":\"{sha256}\"}}\n");
    for text in [format!("{was}{line}"), was[..was.len() / 2].to_owned(), String::new()] {
        fs::write(&list, text).unwrap();
        let before = tree(&vault.path("out"));
        vault.run("restore close BO-1").exits(11).says("Nothing was removed").says("--gone");
        assert_eq!(tree(&vault.path("out")), before);
    }
    fs::remove_file(&list).unwrap();
    vault.run("restore close BO-1 --lang nl").exits(11).says("Er is niets verwijderd");
    fs::write(&list, was).unwrap();
    vault.run("restore close BO-1").exits(3).says("BO-1 is closed").says("own.txt");
    assert!(own.exists());
}
