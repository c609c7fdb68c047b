//! A Dutch bookkeeper's first days: what is said can be typed as it stands, and leads somewhere.

use crate::harness::{BY, Person, Vault, flip};

fn with_a_month() -> Vault {
    Vault::holding("month").class("nl-admin-basis").date("2025-11")
}

/// The same with the copies on both drives damaged beyond what parity mends.
fn lost() -> Vault {
    let vault = with_a_month();
    for drive in ["a", "b"] {
        let folder = vault.bundle(drive, "month");
        std::fs::remove_file(folder.join("payload-00000.age")).unwrap();
        std::fs::remove_file(folder.join("payload-00000-00000.par2")).unwrap();
    }
    vault
}

#[test]
fn a_bundle_that_waits_names_the_drive_that_it_waits_for() {
    let vault = Vault::new();
    vault.month("2025-11");
    let line = "archive {src}/2025-11 --class nl-admin-basis --date 2025-11 --move --to 'Drive A'";
    let copy = "kluis copy --all --to \"Drive B\"";
    vault.run(line).exits(3).says(copy);
    let dutch = vault.run("list --lang nl").exits(0);
    dutch.says("wacht, versleuteld, op deze pc").says(copy);
    vault.run("show 2025 --lang nl").exits(0).says(copy);
    vault.run("medium list --lang nl").exits(0).says(copy);
    vault.run("sweep --lang nl").says(copy);
    // And the copy names what comes after it.
    let copied = vault.run("copy --all --to 'Drive B' --lang nl").exits(0);
    copied.says("Hierna: de bronnen ervan mogen nu van deze pc: kluis sweep");
    vault.run("sweep --lang nl").exits(0).says("van deze pc verwijderd");
    vault.run("sweep --lang nl").exits(0).says("Er is niets te verwijderen");
}

#[test]
fn where_each_drive_has_its_copy_a_further_drive_is_named() {
    let vault = with_a_month();
    let lost = "medium lost 'Drive B' --since 2025-12-01 --reason weg --by ik --lang nl";
    vault
        .run(lost)
        .exits(1)
        .says("kluis medium add MAP --label \"Schijf B\", dan kluis copy --all --to \"Schijf B\"");
}

#[test]
fn folders_of_one_disk_that_are_meant_so_frighten_nobody() {
    let vault = Vault::new();
    vault.month("2025-11");
    let line = "archive {src}/2025-11 --class nl-admin-basis --date 2025-11";
    vault.run(line).exits(0).hides("one device");
    vault.run(&format!("{line} --dry-run --lang nl")).exits(0).hides("één apparaat");
}

#[test]
fn a_drive_that_was_found_with_a_damaged_copy_says_so() {
    let vault = with_a_month();
    vault.run("medium lost 'Drive B' --since 2025-12-01 --reason x --by ik").exits(1);
    vault.run("medium found 'Drive B'").exits(1).hides("medium add");
    vault.run("show {month} --lang nl").exits(0).says("kluis verify \"Drive B\" --deep");
    flip(&vault.bundle("b", "month").join("payload-00000.age"), 300);
    vault.run("verify 'Drive B'").exits(11);
    let repair = "kluis repair \"Drive B\"";
    vault.run("show {month} --lang nl").exits(0).says("beschadigd").says(repair);
    vault.run("show {month}").exits(0).says("damaged").says(repair);
    vault.run("medium list --lang nl").exits(0).says(repair);
    vault.run("copy {month} --to 'Drive B' --lang nl").exits(0).says(repair);
    vault
        .run("verify 'Drive B' --lang nl")
        .exits(11)
        .says(&format!("kluis show {} toont op welke schijven ze staan", vault.id("month")));
    vault.run("repair 'Drive B'").exits(0);
    vault
        .run("show {month} --lang nl")
        .exits(0)
        .hides("beschadigd")
        .says("2/2".split('/').next().unwrap());
}

#[test]
fn where_all_copies_are_damaged_the_advice_ends_somewhere() {
    let vault = lost();
    let again = "kluis archive MAP --class nl-admin-basis --date 2025-11";
    let seen = vault.run("verify --lang nl").exits(11);
    seen.says("Als herstellen van geen kopie lukt:").says(again).hides("Bewaar de andere kopieën");
    vault.run("repair 'Drive A' --lang nl").exits(11);
    let mended = vault.run("repair 'Drive B' --lang nl").exits(11).says(again);
    mended.hides("kluis show").hides("--deep");
    vault.run("repair 'Drive B'").exits(11).says("seal the files again: kluis archive PATH");
}

#[test]
fn a_repair_asks_for_no_passphrase() {
    let vault = Vault::bare();
    std::fs::write(vault.path("word"), "correct horse\n").unwrap();
    let init = "init --name J --passphrase-file {dir}/word --paper {dir}/sheet";
    vault.run(init).exits(0);
    vault.run("medium add --same-disk {a} --label 'Drive A'").exits(0);
    vault.month("2025-11");
    vault.seal("month", "{src} --class nl-admin-basis --date 2025-11").exits(0);
    let folder = vault.bundle("a", "month");
    std::fs::remove_file(folder.join("payload-00000.age")).unwrap();
    std::fs::remove_file(folder.join("payload-00000-00000.par2")).unwrap();
    let person = Person { passphrase: Some("correct horse"), ..Person::default() };
    vault.asked(&person).run("repair 'Drive A'").exits(11).says("kluis verify \"Drive A\" --deep");
    assert!(person.asked.borrow().is_empty(), "{:?}", person.asked);
    // Nor does a restore of a year in which nothing was sealed.
    let none = "restore --year 2019 --to {out} --reason x --lang nl";
    vault.asked(&person).run(none).exits(1).says("kluis list");
    assert!(person.asked.borrow().is_empty(), "{:?}", person.asked);
}

#[test]
fn a_destruction_names_the_drives_that_it_reaches_before_it_asks() {
    let vault = Vault::holding("old").class("nl-payroll").date("2020-12");
    vault.on("2028-01-01").run("verify").exits(0);
    vault.unplug("b");
    let person = Person { open_matters: Some("n"), ..Person::default() };
    let line = "destroy {old} --by A --role owner --lang nl";
    let ran = vault.asked(&person).run(line).exits(3);
    ran.says("Drive B: niet aangesloten; leesbaar voor wie een sleutel heeft.")
        .says("Deels vernietigd, tot elke kopie is verantwoord.");
    let doomed = person.doomed.borrow();
    assert_eq!(
        (&doomed[0].drives[..], &doomed[0].away[..]),
        (&["Drive A".into()][..], &["Drive B".into()][..])
    );
    vault.plug("b");
    vault.run(&format!("destroy {{old}} {BY} --lang nl")).exits(0).says(
        "Elke kopie die deze kluis kent, is verantwoord. De bundel staat nu als vernietigd in het logboek.",
    );
}

#[test]
fn who_would_rebuild_over_something_is_told_before_being_asked() {
    let vault = with_a_month();
    let id = vault.run("ledger show --json").exits(0).json();
    assert!(id["entries"].is_array());
    let sheet = std::fs::read_to_string(vault.path("sheet")).unwrap();
    let number = sheet.lines().map(str::trim).find(|line| line.len() == 64).unwrap().to_owned();
    let person =
        Person { settings: Some("j"), passphrase: Some("correct horse"), ..Person::default() };
    let line =
        format!("rebuild --from {{a}} --vault-id {number} --identity {{dir}}/sheet --lang nl");
    vault.asked(&person).run(&line).exits(2).says("is niet leeg");
    assert!(person.asked.borrow().is_empty(), "{:?}", person.asked);
}
