//! Looking for records over all bundles, without a drive.

use serde_json::Value;

use crate::harness::Vault;

/// Two months on two drives, one of them held; then the drives go into the safe.
fn two_months() -> Vault {
    let vault = Vault::new();
    vault.month("2025/11");
    vault.month("2025/12");
    let line = |month| format!("{{src}}/2025/{month} --class nl-admin-basis --date 2025-{month}");
    vault.seal("november", &format!("{} --tag supplier=Rad", line("11"))).exits(0);
    vault.seal("december", &line("12")).exits(0);
    vault.run("hold place {december} --ref BO-1 --reason audit --by Jansen").exits(0);
    vault.unplug("a");
    vault.unplug("b");
    vault
}

fn found(vault: &Vault, line: &str) -> Vec<String> {
    let said = vault.run(&format!("find {line} --json")).exits(0).json();
    names(&said)
}

fn names(said: &Value) -> Vec<String> {
    let listed = said["listed"].as_array().unwrap_or_else(|| panic!("{said:#}"));
    listed.iter().map(|record| record["name"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn a_word_finds_records_in_every_bundle_with_what_a_person_asks_next() {
    let vault = two_months();
    let said = vault.run("find FACTUUR-1 --lang nl").exits(0);
    said.says("2 stukken")
        .says("in 2 bundels; 2 doorzocht, geen schijf nodig.")
        .says("Administratie/2025/11/factuur-1.pdf")
        .says("Administratie/2025/12/factuur-1.pdf")
        .says("nl-admin-basis, bewaren t/m 31-12-2032, geen stop")
        .says("vernietigingsstop: BO-1")
        .says("Drive A: het laatst goed gezien op")
        .says("supplier=Rad")
        .says("geen juridisch advies");
    let said = vault.run("find factuur-1").exits(0);
    said.says("2 records").says("no hold").says("held: BO-1").says("Drive B: last seen whole on");
}

#[test]
fn what_is_asked_narrows_what_is_found() {
    let vault = two_months();
    let one = ["Administratie/2025/11/factuur-1.pdf"];
    assert_eq!(found(&vault, "factuur-1 --tag supplier=Rad"), one);
    assert_eq!(found(&vault, "2025/11/*.pdf --year 2025 --class nl-admin-basis").len(), 1);
    assert_eq!(found(&vault, "").len(), 6);
    assert_eq!(found(&vault, "factuur-1 factuur-2").len(), 4);
    let bytes = std::fs::metadata(vault.source("2025/11/factuur-1.pdf")).unwrap().len();
    assert_eq!(found(&vault, &format!("--size {bytes}..{bytes} --tag supplier=Rad")), one);
    // A copy of it under another name is the same record.
    std::fs::copy(vault.source("2025/11/factuur-1.pdf"), vault.path("in-hand.pdf")).unwrap();
    let same = found(&vault, "--file {dir}/in-hand.pdf");
    assert!(same.contains(&one[0].to_owned()) && same.len() <= 2, "{same:?}");
}

#[test]
fn what_is_not_there_is_said_and_is_a_finding() {
    let vault = two_months();
    let said = vault.run("find factuur-1 nobody").exits(1);
    said.says("Not found: nobody").says("2 records");
    vault.run("find --changed 1999").exits(1).says("0 records");
    std::fs::write(vault.path("other.pdf"), "other").unwrap();
    vault.run("find --file {dir}/other.pdf").exits(1).says("0 records");
    vault.refuses("find --file {dir}/none.pdf", 2).says("none.pdf");
    vault.refuses("find --size 5", 2).says("100kB..2MB");
    vault.refuses("find --changed 2026..2025", 2);
    vault.refuses("find --class nl-nothing", 2);
}

#[test]
fn a_bundle_whose_index_cannot_be_read_here_is_named() {
    let vault = two_months();
    let index = vault.home().join("indexes").join(format!("{}.age", vault.id("november")));
    let bytes = std::fs::read(&index).unwrap();
    std::fs::write(&index, &bytes[..bytes.len() - 40]).unwrap();
    let said = vault.run("find factuur-1").exits(1);
    said.says("1 record").says("Not searched").says(&vault.id("november")).says("--records");
    std::fs::remove_file(&index).unwrap();
    let said = vault.run("find factuur-1 --json").exits(1).json();
    assert_eq!(said["unsearched"][0], vault.id("november").as_str());
}

#[test]
fn a_spreadsheet_gets_a_line_a_record() {
    let vault = two_months();
    let said = vault.run("find factuur-1 --csv").exits(0);
    let text = said.out.clone();
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines[0], "bundle,path,bytes,modified,sha256,kept through,held,drives");
    assert_eq!(lines.len(), 3, "{lines:?}");
    assert!(lines[1].contains("\"Administratie/2025/11/factuur-1.pdf\""), "{lines:?}");
    let modified = lines[1].split(',').nth(3).unwrap();
    assert!(modified.contains('T') && modified.ends_with('Z'), "{lines:?}");
    assert!(lines[2].ends_with(",2032-12-31,\"BO-1\",\"Drive A; Drive B\""), "{lines:?}");
}
