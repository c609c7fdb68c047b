//! An audit is answered: what is asked for by number, relation and list comes out, and what is not there is said; and
//! what was found is given back as it was found.

use std::cell::RefCell;
use std::fs;

use kluis::powers::asker::{DisclosureWord, Question};

use crate::find::{found, invoice, two_months};
use crate::harness::{BY, Person, Vault, flip, member, timed_files};
use crate::kit::files::slashed;

const FOR: &str = "--for Belastingdienst --ref BO-2029-0318 --to {out}";

/// Two years of invoices, under names that say nothing; and a scan that nobody could read.
fn two_years() -> Vault {
    let vault = Vault::new();
    for (year, documents) in [
        ("2022", [("1", "HR-0417", "Maalderij Het Rad"), ("2", "M-1", "Maan")]),
        ("2023", [("1", "HR-0418", "Maalderij Het Rad"), ("2", "M-2", "Maan")]),
    ] {
        for (name, number, supplier) in documents {
            let bytes = invoice(number, &format!("{year}-05-14"), supplier, "121.00");
            vault.file(&format!("{year}/{name}.xml"), bytes);
        }
        vault.file(&format!("{year}/bank.csv"), format!("{year} bank"));
        vault.file(&format!("{year}/{year}-0076 kopie.pdf"), format!("{year} scanned"));
    }
    for year in ["2022", "2023"] {
        let line = format!("{{src}}/{year} --class nl-admin-basis --date {year}");
        vault.seal(year, &line).exits(0);
    }
    vault
}

fn came_out(vault: &Vault) -> Vec<String> {
    let records = timed_files(&vault.path("out/records")).into_keys();
    records.map(|path| slashed(&path)).collect()
}

#[test]
fn an_audit_by_relation_and_number_takes_two_commands_in_dutch() {
    let vault = two_years();
    let line = format!("audit --years 2022..2023 --relation 'het rad' --number hr-0418 {FOR}");
    let said = vault.run(&format!("{line} --hold --lang nl")).exits(0);
    said.says("Gevraagd: 2. Gevonden: 2, in 1 bundel.")
        .says("Vernietigingsstop BO-2029-0318 is geplaatst: 2 bundels")
        .says("byte voor byte zoals verzegeld")
        .says(
            "Bewezen: ongewijzigd sinds de verzegeling. Niet bewezen: juist en volledig daarvóór.",
        )
        .says("verstrekkingslijst")
        .says("De verstrekking staat in het logboek.")
        .says("kluis restore close BO-2029-0318")
        .hides("XAF");
    assert_eq!(came_out(&vault), ["2023/1.xml"]);
    let page = fs::read_to_string(vault.path("out/verstrekkingslijst.html")).unwrap();
    assert!(page.contains("BO-2029-0318") && page.contains("Belastingdienst"), "{page}");
    // Of each record its bundle, class and end, and what was read of it.
    for text in
        [&*vault.id("2023"), "bewaren t/m 31-12-2030", "factuur HR-0418, 14-05-2023", "EUR 121,00"]
    {
        assert!(page.contains(text), "{text}: {page}");
    }
    let csv = fs::read_to_string(vault.path("out/verstrekkingslijst.csv")).unwrap();
    let (head, line) = csv.split_once("\r\n").unwrap();
    assert!(
        head.starts_with("nummer;bundel;pad;bytes;gewijzigd;sha256;bewaarcategorie;bewaren t/m;"),
        "{csv}"
    );
    assert!(
        line.contains(
            "\"nl-admin-basis\";2030-12-31;;\"hr-0418; het rad\";factuur;\"HR-0418\";2023-05-14"
        ),
        "{csv}"
    );
    // One stands within a cell.
    assert_eq!(head.split(';').count() + 1, line.trim_end().split(';').count(), "{csv}");
    vault.run("restore close BO-2029-0318 --lang nl").exits(0).says("is afgesloten");
    assert!(!vault.path("out").exists());
}

#[test]
fn a_list_is_answered_row_by_row_and_what_is_not_there_is_named() {
    let vault = two_years();
    // As a spreadsheet in Dutch saves it: semicolons, Windows-1252, another column.
    let list = b"Factuurnummer;Leverancier;Bedrag\r\nHR-0417;Maalderij Het Rad;\x80 121\r\n\
                 2023-0076;;\r\n2028-0077;;5\r\nM-2;Maalderij Het Rad;\r\n";
    fs::write(vault.path("vraag.csv"), list).unwrap();
    let line = format!("audit --years 2022..2023 --request {{dir}}/vraag.csv {FOR}");
    let said = vault.run(&format!("{line} --lang nl")).exits(1);
    said.says("Gevraagd: 4. Gevonden: 2, in 2 bundels.")
        .says("niet gelezen zijn: Bedrag")
        .says("Niet gevonden:")
        .says("2028-0077")
        .says("M-2, Maalderij Het Rad");
    assert_eq!(came_out(&vault), ["2022/1.xml", "2023/2023-0076 kopie.pdf"]);
    let page = fs::read_to_string(vault.path("out/verstrekkingslijst.html")).unwrap();
    assert!(page.contains("2028-0077"), "{page}");
    // Whoever asked sees which row a record answers.
    for answered in ["Gevraagd: HR-0417, Maalderij Het Rad", "Gevraagd: 2023-0076"] {
        assert_eq!(page.matches(answered).count(), 1, "{answered}: {page}");
    }
    let entries = vault.run("ledger show --notes --json").exits(0).json();
    let note = &member(&entries["entries"], "event", "restored")["note_text"];
    assert_eq!(note["not-found"], "2028-0077\nM-2, Maalderij Het Rad");
    assert_eq!(note["reason"], "BO-2029-0318");
}

#[test]
fn a_list_without_a_head_asks_for_numbers_and_names() {
    let vault = two_years();
    fs::write(vault.path("vraag.csv"), "m-1\nMaalderij Het Rad\n").unwrap();
    let line = format!("audit --class nl-admin-basis --request {{dir}}/vraag.csv {FOR} --json");
    let given = vault.run(&line).exits(0).json();
    assert_eq!((&given["asked"], &given["found"]), (&2.into(), &2.into()), "{given:#}");
    assert_eq!(came_out(&vault), ["2022/1.xml", "2022/2.xml", "2023/1.xml"]);
}

#[test]
fn what_can_not_be_read_as_a_list_is_said_before_anything_is_written() {
    let vault = two_years();
    let line = |list: &str| format!("audit --years 2022 --request {{dir}}/{list} {FOR}");
    for (name, bytes, says) in [
        ("open.csv", &b"HR-1\n\"HR-2\n"[..], "line 2"),
        ("wide.csv", b"H\0R\0-\x001\0", "UTF-8"),
        ("empty.csv", b"nummer\r\n", "names nothing"),
    ] {
        fs::write(vault.path(name), bytes).unwrap();
        vault.refuses(&line(name), 2).says(says);
    }
    vault.refuses(&line("none.csv"), 2).says("none.csv");
    vault.refuses(&format!("audit {FOR}"), 2).says("nothing is asked for").says("--years");
    vault.refuses("audit --years 2022 --ref BO-1 --to {out}", 2).says("--for");
    assert!(!vault.path("out").exists());
}

/// The first year on one drive alone, the second on the other alone.
fn on_two_drives() -> Vault {
    let vault = Vault::made_with("--copies 1");
    for (year, other) in [("2022", "b"), ("2023", "a")] {
        let bytes = invoice(&format!("HR-{year}"), &format!("{year}-05-14"), "Het Rad", "121.00");
        vault.file(&format!("{year}/1.xml"), bytes);
        vault.file(&format!("{year}/2.xml"), "<other/>");
        vault.unplug(other);
        let line = format!("{{src}}/{year} --class nl-admin-basis --date {year}");
        vault.seal(year, &line).exits(0);
        vault.plug(other);
    }
    vault
}

#[test]
fn what_is_here_is_given_the_drive_to_fetch_is_named_and_the_same_command_goes_on() {
    let vault = on_two_drives();
    vault.unplug("b");
    let line = format!("audit --years 2022..2023 --relation rad --number NONE-1 {FOR} --hold");
    // The home knows what the other drive holds.
    let said = vault.run(&format!("{line} --number HR-2023 --number HR-2022")).exits(10);
    said.says("not connected: Drive B").says("plug in").says("The same command goes on there");
    assert_eq!(came_out(&vault), ["2022/1.xml"]);
    vault.unplug("a");
    vault.plug("b");
    let said = vault.run(&format!("{line} --number HR-2023 --number HR-2022")).exits(1);
    said.says("Asked for: 4. Found: 3, in 2 bundles.").says("NONE-1").says("1 of them stood");
    assert_eq!(came_out(&vault), ["2022/1.xml", "2023/1.xml"]);
    let given = fs::read_to_string(vault.path("out/.kluis-given")).unwrap();
    let seals: Vec<String> =
        ["2022", "2023"].iter().map(|year| format!("seals/{}/", vault.id(year))).collect();
    for paper in ["seal.json\"", "seal.json.sig", "records.commit"] {
        for seal in &seals {
            assert!(given.contains(&format!("{seal}{paper}")), "{seal}{paper}: {given}");
        }
    }
    let holds = vault.run("hold list --json").exits(0).json();
    assert_eq!(holds["holds"].as_array().unwrap().len(), 1, "one act, one hold: {holds:#}");
    vault.run("restore close BO-2029-0318").exits(0);
    assert!(!vault.path("out").exists());
}

#[test]
fn what_lay_on_a_lost_drive_alone_is_named_and_the_rest_is_given() {
    let vault = on_two_drives();
    vault.unplug("b");
    vault.run("medium lost 'Drive B' --since 2025-12-01 --reason stolen --by J");
    let line = format!("audit --years 2022..2023 --number HR-2022 --number HR-2023 {FOR}");
    let said = vault.run(&line).exits(3).says("no copy of").hides("goes on there");
    said.says(&vault.id("2023")).hides("Not found");
    assert_eq!(came_out(&vault), ["2022/1.xml"]);
    assert!(vault.path("out/SHA256SUMS").exists(), "it is complete");
}

#[test]
fn where_no_drive_is_here_nothing_is_written() {
    let vault = two_years();
    vault.unplug("a");
    vault.unplug("b");
    let line = format!("audit --years 2022 --relation rad {FOR}");
    vault.run(&line).fails(10).says("Drive A").says("one is enough");
    assert!(!vault.path("out").exists());
}

#[test]
fn a_held_bundle_is_given_and_stays_held() {
    let vault = two_years();
    vault.run("hold place {2022} --ref VORD-1 --reason claim --kind claim --by J").exits(0);
    vault.run(&format!("audit --years 2022 --relation maan {FOR} --hold")).exits(0);
    vault.run("restore close BO-2029-0318").exits(0);
    vault.run("hold release BO-2029-0318 --reason 'report' --by J").exits(0);
    vault.on("2032-01-01").run(&format!("destroy {{2022}} {BY}")).exits(14).says("VORD-1");
}

#[test]
fn who_answers_an_audit_is_asked_who_asks() {
    let vault = two_years();
    let person = Person {
        disclosure: RefCell::new(vec![
            (DisclosureWord::Officer, "controlemedewerker"),
            (DisclosureWord::Power, "AWR art. 47, btw"),
            (DisclosureWord::AskedOn, "08-11-2025"),
        ]),
        ..Person::default()
    };
    let line = format!("audit --years 2022 --relation maan {FOR} --answer-by 2025-12-22");
    vault.asked(&person).run(&line).exits(0);
    let of_it = |question: &&Question| matches!(question, Question::Disclosure { .. });
    assert_eq!(person.asked.borrow().iter().filter(of_it).count(), 3);
    let page = fs::read_to_string(vault.path("out/delivery-list.html")).unwrap();
    for text in ["controlemedewerker", "AWR art. 47", "2025-11-08", "2025-12-22"] {
        assert!(page.contains(text), "{text}: {page}");
    }
}

#[test]
fn an_audit_file_alone_may_not_do_and_what_is_kept_back_is_said() {
    let vault = Vault::new();
    vault.file("2022/books.XAF", "<auditfile/>");
    vault.file("2022/letter.pdf", "to our adviser");
    vault.seal("2022", "{src}/2022 --class nl-admin-basis --date 2022").exits(0);
    let line = format!("audit --years 2022 {FOR} --withheld 'letter.pdf=our adviser'");
    let said = vault.run(&line).exits(0).says("XAF").says("Not given: letter.pdf (our adviser)");
    said.hides("Asked for");
    assert_eq!(came_out(&vault), ["2022/books.XAF"]);
}

#[test]
fn what_find_finds_is_given_back_and_nothing_else() {
    let vault = two_months();
    vault.plug("a");
    vault.run("find factuur-1 --restore {out} --reason look").exits(0).says("2 records");
    assert_eq!(came_out(&vault), ["11/factuur-1.pdf", "12/factuur-1.pdf"]);
    let line = "find factuur-1 nobody --tag supplier=Rad --restore {dir}/rad --reason look";
    vault.run(&format!("{line} --ref BO-7 --for Rad")).exits(1).says("Not found: nobody");
    assert!(vault.path("rad/records/11/factuur-1.pdf").exists());
    assert!(!vault.path("rad/records/12").exists());
    vault.run("restore close BO-7").exits(0);
    vault.refuses("find factuur-1 --restore {dir}/x", 2).says("--reason");
    vault.refuses("find factuur-1 --for Rad", 2).says("--restore");
}

#[test]
fn a_list_that_was_found_is_given_back_whole_or_as_far_as_a_person_left_it() {
    let vault = two_months();
    vault.plug("a");
    let csv = vault.run("find factuur-1 bank --csv").exits(0).out.clone();
    assert_eq!(found(&vault, "factuur-1 bank").len(), 4);
    // As a spreadsheet saves it, one line taken out.
    let kept: Vec<String> = csv
        .lines()
        .enumerate()
        .filter(|(at, _)| *at != 1)
        .map(|(_, line)| line.replace(',', ";"))
        .collect();
    fs::write(vault.path("found.csv"), kept.join("\r\n")).unwrap();
    let restore = "restore --found {dir}/found.csv --reason look --to";
    vault.run(&format!("{restore} {{out}}")).exits(0).says("3 records");
    assert_eq!(came_out(&vault), ["11/factuur-1.pdf", "12/bank.csv", "12/factuur-1.pdf"]);
    let json = vault.run("find factuur-1 --json").exits(0).out.clone();
    fs::write(vault.path("found.json"), json).unwrap();
    let line = "restore --found {dir}/found.json --to {dir}/same --reason look --json";
    assert_eq!(vault.run(line).exits(0).json()["records"], 2);
    // A line that fits no record of its bundle is told.
    let other = csv.replace("factuur-1.pdf", "factuur-9.pdf");
    fs::write(vault.path("found.csv"), other).unwrap();
    let said = vault.run(&format!("{restore} {{dir}}/other")).exits(1);
    said.says("Not found:").says("2025/11/factuur-9.pdf").says("2 records");
    for (text, says) in [
        ("a,b\n1,2\n", "kluis find"),
        ("bundle,path,sha256\nx,y,z\n", "line 2"),
        ("", "kluis find"),
    ] {
        fs::write(vault.path("found.csv"), text).unwrap();
        vault.refuses(&format!("{restore} {{dir}}/none"), 2).says(says);
    }
    vault.refuses(&format!("{restore} {{dir}}/none --all"), 2).says("--all");
}

#[test]
fn what_is_known_and_could_not_be_given_is_named_with_why() {
    let vault = Vault::new();
    for year in ["2022", "2023"] {
        vault.file(&format!("{year}/nota {year}.pdf"), format!("{year} nota"));
    }
    vault.seal("2022", "{src}/2022 --class nl-admin-basis --date 2022").exits(0);
    vault.unplug("b");
    vault.seal("2023", "{src}/2023 --class nl-admin-basis --date 2023").exits(0);
    vault.plug("b");
    vault.unplug("a");
    let page = || fs::read_to_string(vault.path("out/verstrekkingslijst.html")).unwrap();
    // A drive that was not brought: this PC's own index knows what is on it.
    let line = format!("audit --years 2022..2023 {FOR} --lang nl");
    let said = vault.run(&line).exits(10);
    let said = said.says("Niet verstrekt: 1 stuk uit").says("op Drive A; zo'n schijf was er niet");
    said.says("nota 2023.pdf").says(&vault.id("2023"));
    assert!(page().contains(&vault.id("2023")) && page().contains("nota 2023.pdf"), "{}", page());
    assert!(page().contains("Gevraagd, kon niet worden verstrekt"), "{}", page());
    let given = vault.run(&format!("{line} --json")).exits(10).json()["given"].clone();
    let missing = member(&given["not_given"], "bundle", &vault.id("2023"));
    assert_eq!((&missing["on"][0], &missing["records"]), (&"Drive A".into(), &1.into()));
    assert!(missing["names"][0].as_str().unwrap().ends_with("nota 2023.pdf"), "{missing:#}");
    // Once it is here nothing is missing any more.
    vault.plug("a");
    vault.run(&line).exits(0).hides("Niet verstrekt");
    assert!(!page().contains("nota 2023.pdf</td></tr>\n<tr><th>Niet"), "{}", page());
}

#[test]
fn a_record_that_is_damaged_is_named_on_the_page_with_what_mends_it() {
    let vault = Vault::new();
    vault.file("2022/bank.csv", "bank");
    vault.file("2023/nota.pdf", "nota");
    for year in ["2022", "2023"] {
        let line = format!("{{src}}/{year} --class nl-admin-basis --date {year}");
        vault.seal(year, &line).exits(0);
    }
    for drive in ["a", "b"] {
        let volume = vault.bundle(drive, "2023").join("payload-00000.age");
        flip(&volume, fs::metadata(&volume).unwrap().len() as usize - 1);
    }
    let said = vault.run(&format!("audit --years 2022..2023 {FOR}")).exits(11);
    said.says("nota.pdf").says("Next: kluis repair \"Drive A\"");
    let page = fs::read_to_string(vault.path("out/delivery-list.html")).unwrap();
    let place = page.find("Asked, and could not be given").expect("a row for it");
    assert!(
        page[place..].contains("nota.pdf") && page[place..].contains(&vault.id("2023")),
        "{page}"
    );
}

#[test]
fn nothing_in_the_delivery_list_is_a_formula() {
    let vault = Vault::new();
    let bytes = invoice("=1+1", "2022-05-14", "@SUM(A1)", "121.00");
    vault.file("2022/+nota.xml", bytes);
    vault.seal("2022", "{src}/2022 --class nl-admin-basis --date 2022").exits(0);
    vault.run(&format!("audit --years 2022 {FOR}")).exits(0);
    let csv = fs::read_to_string(vault.path("out/delivery-list.csv")).unwrap();
    assert!(csv.contains("\"'=1+1\"") && csv.contains("\"'@SUM(A1)\""), "{csv}");
}
