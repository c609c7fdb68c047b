//! A person asks what is kept about them: what names them is given, and nothing that is about others.

use std::fs;

use crate::harness::{Person, Vault, timed_files};

/// Payroll of two people, a list of both, and a letter of one.
fn payroll() -> Vault {
    let vault = Vault::new();
    for name in ["loonstrook de-wit.pdf", "loonstrook jansen.pdf", "loonstaat.pdf"] {
        vault.file(&format!("loon/{name}"), name);
    }
    vault.file("loon/De Wit/brief.pdf", "brief");
    vault.file("loon/De Wit/advies van onze jurist.pdf", "advies");
    vault.seal("payroll", "{src}/loon --class nl-payroll --date 2025-10").exits(0);
    vault
}

fn came_out(vault: &Vault) -> Vec<String> {
    let records = timed_files(&vault.path("out/records")).into_keys();
    records.map(|path| path.to_str().unwrap().to_owned()).collect()
}

fn page(vault: &Vault, name: &str) -> String {
    fs::read_to_string(vault.path("out").join(name)).unwrap()
}

#[test]
fn what_names_a_person_is_given_and_what_is_about_others_is_counted() {
    let vault = payroll();
    let line = "audit --subject 'De Wit' --ref INZAGE-1 --to {out} --asked-on 2025-11-28";
    let said = vault.run(line).exits(0);
    let said = said.says("Not given, since nothing in them names this person by name: 2 records");
    said.says("GDPR art. 15(1)").hides("Not proven");
    assert_eq!(
        came_out(&vault),
        [
            "loon/De Wit/advies van onze jurist.pdf",
            "loon/De Wit/brief.pdf",
            "loon/loonstrook de-wit.pdf"
        ]
    );
    let page = page(&vault, "delivery-list.html");
    for text in [
        "WHAT IS KEPT ABOUT YOU",
        "2 records of the same bundles that do not name you",
        "AVG art. 15",
        "2025-12-28",
        "complain to the supervisory authority",
    ] {
        assert!(page.contains(text), "{text}: {page}");
    }
    assert!(!page.contains("jansen") && !page.contains("Not proven"), "{page}");
    vault.run("ledger show --notes").exits(0).says("data subject: De Wit").says("De Wit");
}

#[test]
fn wat_genoemd_wordt_komt_mee_en_wat_achterblijft_staat_er_met_reden_bij() {
    let vault = payroll();
    let line = "audit --subject 'De Wit' --match loonstaat.pdf --ref INZAGE-1 --to {out} --lang nl \
                --for 'mr. Kuiper' --withheld '*jurist*=vertrouwelijk advies' --hold";
    let said = vault.run(line).exits(0).says("Niet verstrekt, want deze persoon staat er niet");
    said.says("INZAGE-1");
    let names = ["loon/De Wit/brief.pdf", "loon/loonstaat.pdf", "loon/loonstrook de-wit.pdf"];
    assert_eq!(came_out(&vault), names);
    let page = page(&vault, "verstrekkingslijst.html");
    for text in [
        "WAT ER OVER U BEWAARD WORDT",
        "Betrokkene",
        "mr. Kuiper",
        "*jurist*: vertrouwelijk advies",
        "2 stukken uit dezelfde bundels",
        "Autoriteit Persoonsgegevens",
    ] {
        assert!(page.contains(text), "{text}: {page}");
    }
    vault.run("hold show INZAGE-1 --lang nl").exits(0).says("inzageverzoek");
    let again = line.replace("{out}", "{dir}/again").replace("INZAGE-1", "INZAGE-2 --json");
    let json = vault.run(&again).exits(0).json();
    assert_eq!((&json["others"], &json["asked"]), (&2.into(), &2.into()), "{json:#}");
}

#[test]
fn a_person_of_whom_nothing_is_kept_is_told_so_and_gets_nothing() {
    let vault = payroll();
    let line = "audit --subject Bakker --class nl-payroll --ref INZAGE-2 --to {out}";
    vault.run(line).exits(1).says("Bakker");
    assert!(!vault.path("out/records").exists());
    vault.refuses("audit --ref INZAGE-3 --to {out} --class nl-payroll", 2).says("--for");
    let both = "audit --subject Bakker --officer inspector --ref INZAGE-4 --to {out}";
    vault.refuses(both, 2).says("--officer");
}

#[test]
fn a_whole_file_is_given_where_it_is_named_and_the_day_of_the_request_alone_is_asked() {
    let vault = Vault::new();
    vault.file("dossier/contract.pdf", "contract");
    vault.seal("file", "{src} --class nl-contract --date 2025-10 --case P-12").exits(0);
    let line = "audit --subject 'De Wit' --case P-12 --ref INZAGE-1 --to {out}";
    vault.run(line).exits(1);
    let person = Person::default();
    vault.asked(&person).run(&format!("{line} --match '**'")).exits(1).says("De Wit");
    assert_eq!(person.asked.borrow().len(), 1, "{:?}", person.asked.borrow());
    assert_eq!(came_out(&vault), ["Administratie/dossier/contract.pdf"]);
}
