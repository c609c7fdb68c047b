//! Names inside a bundle, and names that would be sealed.

use crate::harness::Vault;

fn names(found: &serde_json::Value) -> Vec<String> {
    let listed = found["listed"].as_array().unwrap_or_else(|| panic!("{found:#}"));
    listed.iter().map(|record| record["name"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn the_names_in_a_bundle_are_shown_without_a_drive_with_their_class_and_end() {
    let vault = Vault::new();
    vault.month("2025/11");
    vault
        .seal("month", "{src}/2025/11 --class nl-admin-basis --date 2025-11 --tag supplier=Rad")
        .exits(0);
    vault.unplug("a");
    vault.unplug("b");
    let said = vault.run("show {month} --records --lang nl").exits(0);
    said.says("3 van 3 stukken")
        .says("Administratie/2025/11/factuur-1.pdf")
        .says("nl-admin-basis")
        .says("AWR art. 52")
        .says("bewaren t/m 31-12-2032")
        .says("supplier=Rad")
        .says("geen juridisch advies")
        .says("deze pc");
    let said = vault.run("show {month} --records --match '*.xml'").exits(0);
    said.says("1 of 3 records").says("factuur-2.xml").hides("factuur-1.pdf");
    let found = vault.run("show {month} --records --match '*.PDF' --json").exits(0).json();
    assert_eq!(names(&found), ["Administratie/2025/11/factuur-1.pdf"]);
    assert_eq!((&found["matching"], &found["read_on"]), (&1.into(), &serde_json::Value::Null));
    let record = &found["listed"][0];
    assert_eq!((&record["tags"]["supplier"], &record["bytes"]), (&"Rad".into(), &13.into()));
    let said = vault.run("show {month} --records --match nothing").exits(1);
    said.says("Not found: nothing");
    vault.refuses("show {month} --match a", 2);
}

#[test]
fn where_this_pc_keeps_no_index_a_drive_says_the_names() {
    let vault = Vault::made_with("--no-home-index");
    vault.month("2025/11");
    vault.seal("month", "{src}/2025/11 --class nl-admin-basis --date 2025-11").exits(0);
    vault.run("show {month} --records").exits(0).says("3 of 3 records").says("Drive A");
    vault.unplug("a");
    let found = vault.run("show {month} --records --json").exits(0).json();
    assert_eq!((names(&found).len(), &found["read_on"]), (3, &"Drive B".into()));
    vault.unplug("b");
    vault.refuses("show {month} --records", 10).says("Drive A");
}

#[test]
fn a_damaged_index_on_this_pc_is_passed_over_for_a_drives() {
    let vault = Vault::holding("month").date("2025-11");
    let index = vault.home().join("indexes").join(format!("{}.age", vault.id("month")));
    let bytes = std::fs::read(&index).unwrap();
    std::fs::write(&index, &bytes[..bytes.len() - 40]).unwrap();
    vault.run("show {month} --records").exits(0).says("Drive A").says("factuur-1.pdf");
}

#[test]
fn the_rule_of_a_confidential_record_is_shown_to_whoever_opens_its_index() {
    let vault = Vault::new();
    vault.month("2025/11");
    let line = "{src} --class nl-wwft-cdd --date 2025-11-15 --case K-1";
    vault.seal("file", line).exits(0);
    let said = vault.run("show {file} --records").exits(0);
    said.says("nl-wwft-cdd").says("Wwft art. 33").says("kept through 2030-11-15");
}

#[test]
fn the_names_of_what_was_destroyed_went_with_it() {
    let vault = Vault::holding("payroll").class("nl-payroll").date("2020-12");
    vault.on("2028-01-01").run(&format!("destroy {{payroll}} {}", crate::harness::BY)).exits(0);
    let said = vault.run("show {payroll} --records").exits(1);
    said.says("Its names went with it").hides("factuur");
    let found = vault.run("show {payroll} --records --json").exits(1).json();
    assert!(names(&found).is_empty());
}

#[test]
fn what_would_be_sealed_is_listed_with_its_true_name_class_and_end() {
    let vault = Vault::new();
    vault.month("2025/11");
    // One that is sealed under another name: Windows has fewer of them.
    let odd = if cfg!(windows) { "a~3Ab.txt" } else { "a:b?.txt" };
    vault.file(&format!("2025/11/{odd}"), "odd");
    let line = "archive {src}/2025/11 --class nl-admin-basis --date 2025-11 --tag k=v --dry-run";
    vault.run(line).exits(0).hides("factuur-1.pdf");
    let said = vault.run(&format!("{line} --list --lang nl")).exits(0);
    said.says("user/Administratie/2025/11/factuur-1.pdf")
        .says("als Administratie/2025/11/factuur-1.pdf")
        .says("nl-admin-basis, bewaren t/m 31-12-2032")
        .says("k=v")
        .says(&format!("als Administratie/2025/11/{odd}"));
    let found = vault.run(&format!("{line} --list --json")).exits(0).json();
    assert_eq!(
        (names(&found).len(), &found["files"], &found["tags"]["k"]),
        (4, &4.into(), &"v".into())
    );
    assert!(
        vault.on_drive("a").join("bundles").read_dir().is_ok_and(|mut all| all.next().is_none())
    );
    // Sealed already: not listed.
    vault.run("archive {src}/2025/11 --class nl-admin-basis --date 2025-11").exits(0);
    let found = vault.run(&format!("{line} --list --json")).exits(0).json();
    assert!(names(&found).is_empty(), "{found:#}");
    vault.refuses("archive {src} --class nl-admin-basis --date 2025-11 --list", 2);
}

/// The pipe is laid and closed by a shell of Unix.
#[cfg(unix)]
#[test]
fn a_long_list_ends_where_its_reader_closes_the_pipe() {
    let vault = Vault::new();
    for number in 0..3000 {
        vault.file(&format!("2025/11/bon-{number:04}-{}.txt", "x".repeat(60)), "1");
    }
    vault.seal("many", "{src}/2025/11 --class nl-admin-basis --date 2025-11").exits(0);
    let shell = "set -o pipefail; \"$@\" | head -n 12 >/dev/null";
    for line in ["show {many} --records", "show {many} --records --json"] {
        vault.spawn(&["bash", "-c", shell, "bash"], line).exits(0).hides("kluis:");
    }
    let found = vault.run("show {many} --records --json").exits(0).json();
    assert_eq!(names(&found).len(), 3000);
    let full = "exec \"$@\" > /dev/full";
    let ran = vault.spawn(&["bash", "-c", full, "bash"], "show {many} --records").exits(20);
    ran.says("could not be written");
}
