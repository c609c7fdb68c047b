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
        .says("kluis medium add MAP --label \"Schijf C\", dan kluis copy --all --to \"Schijf C\"");
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

#[test]
fn an_end_that_is_past_and_records_that_are_newer_are_one_question() {
    let vault = Vault::new();
    vault.month("2015-10");
    let line = "archive {src}/2015-10 --class nl-admin-basis --date 2015-10 --lang nl";
    let asked = vault.run(line).exits(2);
    asked
        .says("bewaren tot en met 31-12-2022, en die dag is al voorbij")
        .says("voor het laatst gewijzigd")
        .says("klopt die, dan --accept-end --accept-newer erbij")
        .hides("twaalf maanden");
    vault.run(&format!("{line} --accept-newer")).exits(2).says("dan --accept-end erbij");
    vault.run(&format!("{line} --accept-end")).exits(2).says("dan --accept-newer erbij");
    vault.run(&format!("{line} --accept-end --accept-newer")).exits(0);
}

#[test]
fn a_file_that_goes_into_a_second_bundle_is_said_to_be_in_the_first_too() {
    let vault = with_a_month();
    let line = "archive {src} --class nl-payroll --date 2025-11 --lang nl";
    let again = vault.run(line).exits(0);
    again.says("3 bestanden hiervan staan ook in ").says("te bewaren tot en met 31-12-2032");
    let report = vault.run("archive {src} --class nl-contract --date 2025-11 --json --dry-run");
    let elsewhere = &report.json()["elsewhere"];
    assert_eq!(elsewhere.as_array().unwrap().len(), 2, "{elsewhere:#}");
}

#[test]
fn a_list_takes_two_lines_a_bundle_at_80_columns() {
    let vault = Vault::new();
    vault.month("2025-11");
    vault.run("archive {src} --class nl-employment-contract --date 2025-11-30 --accept-newer");
    let list = vault.on("2025-12-03").within(Some(80)).run("list --lang nl").exits(0);
    let lines: Vec<&str> = list.out.lines().collect();
    let at = lines.iter().position(|line| line.starts_with("2025")).unwrap();
    assert!(lines[at].contains("2/2"), "{list}");
    assert!(lines[at + 1].is_empty() || lines[at + 2].is_empty(), "{list}");
}

#[test]
fn what_stays_for_one_reason_is_told_once() {
    let vault = Vault::new();
    for number in 0..9 {
        vault.file(&format!("2025-11/factuur-{number}.pdf"), format!("{number}"));
    }
    let line =
        "archive {src} --class nl-admin-basis --date 2025-11 --move --to 'Drive A' --lang nl";
    let ran = vault.run(line).exits(3).says("Blijft: 9: nog te weinig gecontroleerde kopieën");
    assert_eq!(ran.out.matches("\n  /").count(), 3, "{ran}");
    ran.says("en nog 6: --json geeft ze alle");
}

#[test]
fn what_a_line_lacks_is_shown_by_a_whole_line() {
    let vault = Vault::new();
    vault.month("2025-11");
    let asked = vault.run("archive {src}/2025-11 --date 2025-11 --lang nl").exits(2);
    asked
        .says("--class CATEGORIE ontbreekt")
        .says("bijvoorbeeld kluis archive Administratie/2025/11 ");
}

#[test]
fn the_page_of_a_confidential_class_says_ground_event_and_who_was_heard() {
    let vault = Vault::new();
    vault.month("2025-11");
    let line = "{src} --class nl-sick-leave --date 2023-05-10 --accept-end --accept-newer";
    vault.seal("ill", line);
    let run = format!("due --lang nl --list {}", vault.path("lijst.json").display());
    vault.on("2026-06-01").run(&run).exits(1).says("te vernietigen");
    let page = std::fs::read_to_string(vault.path("lijst.html")).unwrap();
    for text in ["Gebeurtenis", "10-05-2023", "bewaarschema", "Verstrekt", "laatst bijgewerkt met"]
    {
        assert!(page.contains(text), "{text}: {page}");
    }
    assert!(!page.contains("staat versleuteld") && !page.contains("Teruggehaald"), "{page}");
}

#[test]
fn a_hold_over_a_year_names_what_it_binds_and_why_a_bundle_without_a_date_is_among_it() {
    let vault = Vault::new();
    vault.month("2025-11");
    vault.file("jansen/contract.pdf", "contract");
    vault.seal("month", "{src}/2025-11 --class nl-admin-basis --date 2025-11");
    let open = "{src}/jansen --class nl-employment-contract --open-ended --case P-7";
    vault.seal("contract", open);
    let placed = vault.run("hold place --year 2025 --ref BO-1 --reason brief --lang nl").exits(0);
    placed
        .says(&vault.id("month"))
        .says("Van 1 hiervan is hier geen datum bekend; die kan uit die tijd zijn:")
        .says(&vault.id("contract"));
    vault.run("hold show BO-1 --lang nl").exits(0).says("het jaar 2025");
    let none = vault.run("due --list {dir}/lijst.json --lang nl").exits(0);
    none.says("Er is geen lijst geschreven");
    // Nobody types a passphrase for what names nothing.
    let person = Person::default();
    vault.asked(&person).run("hold place 2099 --ref BO-2 --reason brief").exits(2);
    assert!(person.asked.borrow().is_empty(), "{:?}", person.asked);
    // An event moves an end that is kept through; no column stands empty for one that nobody has.
    let left = "event record --case P-7 --date 2025-06-30 --accept-end --lang nl";
    vault.run(left).exits(0).says("BEWAREN T/M").hides("VERWIJDEREN");
}

#[test]
fn a_disclosure_names_its_list_and_counts_what_is_removed_in_one_way() {
    let vault = with_a_month();
    let give = "restore {month} --to {out} --reason controle --for Belastingdienst --ref BO-1";
    let given = vault.run(&format!("{give} --lang nl")).exits(0);
    given.says("De verstrekkingslijst: verstrekkingslijst.csv, en verstrekkingslijst.html");
    let closed = vault.run("restore close BO-1 --lang nl").exits(0).out;
    let files = closed.split(" bestanden (").next().unwrap().rsplit(' ').next().unwrap();
    let files = files.trim_start_matches(|c: char| !c.is_ascii_digit());
    let told = format!("een verstrekking is afgesloten: {files} bestanden uit de map verwijderd");
    vault.run("ledger show --lang nl").exits(0).says(&told);
}

#[test]
fn a_bundle_that_was_sealed_again_under_a_hold_is_named_once() {
    let vault = with_a_month();
    vault.run("hold place --all --ref BO-1 --reason brief").exits(0);
    let line = "reseal {month} --class nl-payroll --date 2025-11 --accept-end --reason verkeerd";
    let person = Person { ends: Some("j"), ..Person::default() };
    let kept = vault.asked(&person).run(&format!("{line} --lang nl"));
    kept.says(&format!("De oude bundel blijft: {} staat onder", vault.id("month")));
}

#[test]
fn a_statement_that_is_not_where_it_was_looked_for_is_no_unknown_bundle() {
    let vault = with_a_month();
    let missing = vault.run("statement verify verklaring.json --lang nl").exits(20);
    missing.says("verklaring.json").hides("geen bundel heeft een nummer");
}

#[test]
fn a_date_comes_back_as_it_is_written_here() {
    let vault = with_a_month();
    let extend = "extend {month} --through 31-01-2020 --reason bezwaar --lang nl";
    vault.run(extend).exits(2).says("--through 31-01-2020 is al voorbij");
    vault.run("due --lang nl").hides("Bakkerij Jansen");
}
