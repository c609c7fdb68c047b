//! How each vault stands, in a line: what was sealed, what is missing, what to do.

use std::fs;

use crate::harness::{BY, Vault};
use crate::months::{BY_RULES, settings, three_clients};

fn with_sources() -> Vault {
    let vault = Vault::new();
    settings(&vault.home(), "", BY_RULES);
    vault
}

#[test]
fn the_status_follows_the_month_from_its_files_to_its_last_copy() {
    let vault = with_sources();
    let said = vault.run("status --json").exits(0).json();
    assert!(said["last_month"].is_null() && said["month_waits"].is_null());
    vault.month("Facturen/2025-11");
    vault.run("status").exits(1).says("kluis month 2025-11");
    vault.unplug("b");
    vault.run("month --yes").exits(0);
    let said = vault.run("status --json").exits(1).json();
    assert_eq!(said["last_month"], "2025-11");
    assert_eq!((&said["copies"], &said["waiting"]), (&1.into(), &1.into()));
    assert_eq!(said["to_fetch"][0], "Drive B");
    vault
        .run("status --lang nl")
        .exits(1)
        .says("Kopieën")
        .says("kluis copy --all --to \"Drive B\"");
    vault.plug("b");
    vault.run("copy --all --to 'Drive B'").exits(0);
    let said = vault.run("status").exits(1).says("2/2").says("May go from this PC");
    said.says("3 sources").says("Next: kluis sweep").hides("Nothing waits.");
    vault.run("due").exits(1).says("May go from this PC").says("Next: kluis sweep");
    // What changed since it was sealed is none of those.
    vault.file("Facturen/2025-11/bank.csv", "corrected");
    assert_eq!(vault.run("due --json").exits(1).json()["to_sweep"], 2);
    fs::remove_file(vault.source("Facturen/2025-11/bank.csv")).unwrap();
    vault.run("sweep").exits(0);
    vault.run("status").exits(0).says("Nothing waits.");
    vault.run("due").exits(0).hides("kluis sweep");
    // A file that came back after it was sealed is known.
    vault.month("Facturen/2025-11");
    let said = vault.on("2025-12-31").run("status --json").exits(1).json();
    assert!(said["month_waits"].is_null());
}

#[test]
fn a_folder_with_nothing_to_keep_is_passed_over_once_the_settings_say_so() {
    let vault = with_sources();
    vault.month("Facturen/2025-11");
    vault.file("Foto's/kerst.jpg", "no record");
    vault.file("Facturen/Sjablonen/leeg.docx", "no month");
    vault.run("month --yes").exits(0);
    let said = vault.run("status --json").exits(1).json();
    assert_eq!(said["unfit"].as_array().map(Vec::len), Some(2), "{said:#}");
    let ignore =
        "ignore = [\"Administratie/Foto's\", \"Administratie/Facturen/Sjablonen\", \"Weg\"]\n";
    settings(&vault.home(), ignore, "");
    vault.run("status").exits(0).says("Nothing waits.");
    let said = vault.run("month --dry-run --json").exits(0).json();
    assert_eq!((&said["unfit"], &said["left"]), (&serde_json::json!([]), &serde_json::json!([])));
    // A source of which nothing is kept is a mistake.
    for above in ["Administratie/Facturen", "Administratie"] {
        settings(&vault.home(), &format!("ignore = [\"{above}\"]\n"), "");
        vault.run("month --yes").exits(2).says("Facturen");
        vault.run("status").exits(2).says("ignore");
    }
    settings(&vault.home(), "ignor = []\n", "");
    vault.run("status").exits(2).says("ignore");
}

#[test]
fn een_regel_per_client_zegt_wat_er_te_doen_is() {
    let vault = three_clients();
    vault.run("month --each --yes").exits(0);
    vault.run("verify --each").exits(0);
    let hold = "hold place --vault Webwinkel --all --ref VORD-1 --reason rente";
    vault.run(hold).exits(0);
    fs::create_dir_all(vault.path("user/Klanten/Fietsen/2025-12")).unwrap();
    fs::write(vault.path("user/Klanten/Fietsen/2025-12/bon.pdf"), "bon").unwrap();
    let said = vault.on("2026-01-05").run("status --each --lang nl").exits(1);
    let row = |client: &str| {
        let line = said.out.lines().find(|line| line.starts_with(client));
        line.unwrap_or_else(|| panic!("{client}: {said}")).to_owned()
    };
    assert!(said.out.lines().all(|line| line.chars().count() <= 80), "{said}");
    assert!(row("CLIËNT").ends_with("TE DOEN"), "{said}");
    assert!(row("Bakkerij").contains("11-2025  2/2") && row("Bakkerij").ends_with('-'), "{said}");
    assert!(row("Fietsen").ends_with("verzegel 12-2025"), "{said}");
    let held: Vec<_> = row("Webwinkel").split_whitespace().map(str::to_owned).collect();
    assert_eq!(held, ["Webwinkel", "11-2025", "2/2", "1", "-", "-"], "{said}");
    let said = said.says("Bij 1 van 3 cliënten is iets te doen.");
    said.says("Fietsen\nHierna: kluis month 2025-12 --vault Fietsen\n").hides("--vault Bakkerij");
}

#[test]
fn what_is_due_or_unverified_waits_and_needs_no_passphrase() {
    let vault = Vault::holding("payroll").class("nl-payroll").date("2024-12");
    vault.run("verify").exits(0);
    vault.run("status").exits(0);
    let said = vault.on("2026-12-01").run("status --json").exits(1).json();
    assert_eq!(said["to_verify"].as_array().unwrap().len(), 2);
    vault.run("status").exits(1).says("kluis verify \"Drive A\"");
    vault.on("2032-01-01").run("verify").exits(0);
    let said = vault.on("2032-01-01").run("status --json").exits(1).json();
    assert_eq!((&said["due"], &said["bundles"]), (&1.into(), &1.into()));
    vault.on("2032-01-01").run("status --lang nl").exits(1).says("Hierna: kluis due");
    vault.on("2032-01-01").run(&format!("destroy {{payroll}} {BY}")).exits(0);
    let said = vault.on("2032-01-01").run("status").exits(0);
    said.says("Nothing waits.").says("2024-12");
}

#[test]
fn a_source_that_is_gone_and_files_that_fit_nothing_are_things_that_wait() {
    let vault = with_sources();
    vault.month("Facturen/2025-11");
    vault.run("month --yes").exits(0);
    vault.run("status").exits(0).says("Nothing waits.");
    vault.file("Diversen/brief.txt", "dag");
    let said = vault.run("status --lang nl").exits(1);
    let said = said.says("Past bij geen regel van de bron: Diversen (1 bestand).");
    said.says("Hierna: kluis month --dry-run").hides("Er is niets te doen.");
    vault.run("month --dry-run").exits(0).says("Diversen (1 file)");
    // A disk that is called otherwise, a share that is not there.
    fs::rename(vault.source(""), vault.path("user/elsewhere")).unwrap();
    let said = vault.run("status --json").exits(1).json();
    assert_eq!(said["sources_gone"], serde_json::json!([vault.source("")]));
    assert!(said["unfit"].as_array().unwrap().is_empty() && said["month_waits"].is_null());
    vault.run("status").exits(1).says("is not there").says("correct its folder in kluis.toml");
}
