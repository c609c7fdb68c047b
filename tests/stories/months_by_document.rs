//! The month of a source whose documents say it themselves.

use crate::find::invoice;
use crate::harness::Vault;
use crate::months::{settings, with};

#[test]
fn a_document_may_say_its_month_and_what_says_none_is_named_with_its_folder() {
    let tables = "[[source]]\nfolder = \"Administratie\"\nclass = \"nl-admin-basis\"\n\
                  date = \"document\"\n[[source.rule]]\nmatch = \"Loon\"\nclass = \"nl-payroll\"\n";
    let vault = with(tables);
    let bill = |number: &str, day: &str| invoice(number, day, "Zon", "1.00");
    vault.file("Inkoop/a.xml", bill("F-1", "2025-11-03"));
    vault.file("Loon/b.xml", bill("F-2", "2025-11-30"));
    vault.file("Inkoop/c.xml", bill("F-3", "2025-10-31"));
    // Of December, which is not over; and of a year that has not come.
    vault.file("Inkoop/d.xml", bill("F-4", "2025-12-01"));
    vault.file("Inkoop/e.xml", bill("F-5", "2052-11-03"));
    vault.file("Scans/bon.jpg", "niets");
    let mail = "From: a@b.example\nDate: 4 Nov 2025 10:00:00 +0100\nMIME-Version: 1.0\n\n";
    vault.file("Post/f.eml", mail);
    vault.run("status").exits(1).says("kluis month 2025-10").says("Post (1 file)");
    let said = vault.run("month --yes --json").exits(0).json();
    assert_eq!((&said["files"], &said["new_bundles"]), (&2.into(), &2.into()), "{said:#}");
    let unfit: Vec<_> = said["unfit"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| (it["folder"].as_str().unwrap(), it["why"].as_str().unwrap()))
        .collect();
    assert_eq!(unfit, [("Inkoop", "undated"), ("Post", "undated"), ("Scans", "undated")]);
    assert_eq!(said["earlier"], serde_json::json!(["2025-10"]));
    let found = vault.run("find --number F-2 --json").exits(0).json();
    assert_eq!(found["bundles"][0]["classes"][0], "nl-payroll", "{found:#}");
    let again = vault.run("month --lang nl").exits(0);
    again.says("Geeft zelf geen datum die telt: Inkoop (1 bestand)").says("oktober 2025");
    vault.run("month 2025-10 --yes").exits(0);
    // What was sealed by itself is not named any more.
    let line = "archive {src}/Scans {src}/Post --class nl-admin-basis --date 2025-11";
    vault.run(line).exits(0);
    let said = vault.run("month --json --dry-run").exits(0).json();
    assert_eq!(said["unfit"].as_array().unwrap().len(), 1, "{said:#}");
    assert_eq!(said["earlier"], serde_json::json!([]));
    assert_eq!(said["already_sealed"], 2);
}

#[test]
fn an_export_that_is_written_over_each_month_is_sealed_each_month() {
    let tables = "[[source]]\nfolder = \"Administratie\"\nclass = \"nl-admin-basis\"\n\
                  date = \"document\"\n";
    let vault = with(tables);
    let write = |day: &str| vault.file("aangifte.xml", invoice("F-1", day, "Zon", "1.00"));
    write("2025-11-03");
    vault.run("month --yes").exits(0).says("1 record");
    write("2025-12-03");
    let said = vault.on("2026-01-05").run("month --yes --json").exits(0).json();
    assert_eq!((&said["files"], &said["month"]), (&1.into(), &"2025-12".into()), "{said:#}");
    assert_eq!(said["changed"].as_array().unwrap().len(), 1);
    // A month that nobody sealed in time is told, though a bundle has a file of this name.
    write("2026-01-04");
    let said = vault.on("2026-03-05").run("month --json --dry-run").exits(0).json();
    assert_eq!(said["changed_earlier"][0]["month"], "2026-01", "{said:#}");
    vault.on("2026-03-05").run("status").exits(1).says("kluis month 2026-01");
}

#[test]
fn what_was_sealed_and_not_touched_since_is_not_read_again() {
    let tables = "[[source]]\nfolder = \"Administratie\"\nclass = \"nl-admin-basis\"\n\
                  date = \"document\"\n";
    let vault = with(tables);
    let write = |day: &str| vault.file("a.xml", invoice("F-1", day, "Zon", "1.00"));
    write("2025-11-03");
    // By this story's clock the file that comes in its place was changed years before the sealing.
    let line = "month 2025-11 --yes --accept-end";
    vault.on("2090-03-05").run(line).exits(0).says("1 record");
    write("2090-01-03");
    let said = vault.on("2090-03-06").run("month 2090-01 --dry-run --json").exits(0).json();
    assert_eq!((&said["files"], &said["unfit"]), (&0.into(), &serde_json::json!([])), "{said:#}");
    // Of the month that it was sealed under its bytes are compared, as `archive` does.
    let said = vault.on("2090-03-06").run("month 2025-11 --dry-run --accept-end --json").exits(0);
    assert_eq!(said.json()["changed"].as_array().unwrap().len(), 1);
}

#[test]
fn a_class_that_no_document_dates_is_refused_for_such_a_source() {
    let vault = Vault::new();
    let tables = "[[source]]\nfolder = \"Administratie\"\nclass = \"nl-contract\"\n\
                  date = \"document\"\n";
    settings(&vault.home(), "", tables);
    let refused = vault.run("month").exits(2);
    refused.says("no document gives").says("contract end").says("date = \"folder\"");
}
