//! A person asks what is kept about them: what has their name is given, and what may be about others is left to whoever
//! answers.

use std::fs;

use crate::harness::{Person, Vault, timed_files};
use crate::kit::files::slashed;

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
    records.map(|path| slashed(&path)).collect()
}

fn page(vault: &Vault, name: &str) -> String {
    fs::read_to_string(vault.path("out").join(name)).unwrap()
}

#[test]
fn what_names_a_person_is_given_and_what_is_about_others_is_counted() {
    let vault = payroll();
    let line = "audit --subject 'De Wit' --ref INZAGE-1 --to {out} --asked-on 2025-11-28";
    let said = vault.run(line).exits(0);
    let said = said.says("Not given: 2 records of the same bundles");
    said.says("GDPR art. 15(1)").says("15(4)").hides("Not proven").hides("--asked-on");
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
        "2 records of the same bundles: these words",
        "Looked through by: ...",
        "Automated decisions",
        "Sent out of the EEA",
        "Kinds of data",
        "AVG art. 15",
        "2025-12-28",
        "complain to the supervisory authority",
    ] {
        assert!(page.contains(text), "{text}: {page}");
    }
    let hidden = ["jansen", "Not proven", "name you", "15(4)"];
    assert!(hidden.iter().all(|text| !page.contains(text)), "{page}");
    vault.run("ledger show --notes").exits(0).says("data subject: De Wit").says("De Wit");
}

#[test]
fn wat_genoemd_wordt_komt_mee_en_wat_achterblijft_staat_er_met_reden_bij() {
    let vault = payroll();
    let line = "audit --subject 'De Wit' --match loonstaat.pdf --ref INZAGE-1 --to {out} --lang nl \
                --for 'mr. Kuiper' --withheld '*jurist*=vertrouwelijk advies' --hold";
    let said = vault.run(line).exits(0).says("Niet verstrekt: 1 stuk uit dezelfde bundels");
    said.says("INZAGE-1").says("--asked-on DAG");
    let names = ["loon/De Wit/brief.pdf", "loon/loonstaat.pdf", "loon/loonstrook de-wit.pdf"];
    assert_eq!(came_out(&vault), names);
    let page = page(&vault, "verstrekkingslijst.html");
    for text in [
        "WAT ER OVER U BEWAARD WORDT",
        "Betrokkene",
        "mr. Kuiper",
        "*jurist*: vertrouwelijk advies",
        "1 stuk uit dezelfde bundels",
        "Autoriteit Persoonsgegevens",
    ] {
        assert!(page.contains(text), "{text}: {page}");
    }
    vault.run("hold show INZAGE-1 --lang nl").exits(0).says("inzageverzoek");
    let again = line.replace("{out}", "{dir}/again").replace("INZAGE-1", "INZAGE-2 --json");
    let json = vault.run(&again).exits(0).json();
    assert_eq!((&json["others"], &json["asked"]), (&1.into(), &2.into()), "{json:#}");
}

#[test]
fn a_person_of_whom_nothing_is_kept_is_told_so_and_gets_nothing() {
    let vault = payroll();
    let line = "audit --subject Bakker --class nl-payroll --ref INZAGE-2 --to {out}";
    vault.run(line).exits(1).says("Bakker");
    assert!(!vault.path("out/records").exists());
    vault.refuses("audit --ref INZAGE-3 --to {out} --class nl-payroll", 2).says("--for");
    for (subject, said) in [("Li", "--match '*Li*'"), ("42", "--subject 42"), ("' '", "--subject")]
    {
        let line = format!("audit --subject {subject} --ref INZAGE-5 --to {{out}}");
        vault.refuses(&line, 2).says(said);
    }
    let long = format!("audit --subject '{}' --ref INZAGE-5 --to {{out}}", "name ".repeat(2_000));
    vault.refuses(&long, 2).says("--subject");
    assert!(!vault.path("out").exists());
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

/// An invoice between these two.
fn invoice(number: &str, supplier: &str, customer: &str) -> String {
    let party = |role: &str, name: &str| {
        format!(
            "<c:Accounting{role}Party><c:Party><c:PartyName><b:Name>{name}</b:Name></c:PartyName>\
                 </c:Party></c:Accounting{role}Party>"
        )
    };
    format!(
        "<Invoice xmlns=\"urn:oasis:names:specification:ubl:schema:xsd:Invoice-2\" \
         xmlns:c=\"urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2\" \
         xmlns:b=\"urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2\">\
         <b:ID>{number}</b:ID><b:IssueDate>2025-10-01</b:IssueDate>{}{}</Invoice>",
        party("Supplier", supplier),
        party("Customer", customer)
    )
}

#[test]
fn the_clients_own_name_and_words_apart_name_nobody_and_a_namesake_is_for_a_person_to_see() {
    let vault = Vault::new();
    for (name, supplier, customer) in [
        ("verkoop/1.xml", "Bakkerij Jansen B.V.", "Firma Zon"),
        ("verkoop/2.xml", "Bakkerij Jansen", "P. Jansen"),
        ("inkoop/3.xml", "De Boer en Wit", "Bakkerij Jansen"),
        ("inkoop/4.xml", "Mevr. de Wit", "Bakkerij Jansen"),
    ] {
        vault.file(&format!("Bakkerij Jansen/{name}"), invoice(name, supplier, customer));
    }
    vault.file("Bakkerij Jansen/loon/loonstrook bos.pdf", "bos");
    vault.seal("books", "{src} --class nl-admin-basis --date 2025-10").exits(0);
    for (subject, given) in [
        ("Jansen", &["Bakkerij Jansen/verkoop/2.xml"][..]),
        // Whether she is the one who asks, nobody here knows.
        ("de wit", &["Bakkerij Jansen/inkoop/4.xml"]),
        ("Bos", &["Bakkerij Jansen/loon/loonstrook bos.pdf"]),
        ("inkoop/3.xml", &["Bakkerij Jansen/inkoop/3.xml"]),
    ] {
        let line = "audit --ref INZAGE-1 --to {out} --json --subject";
        let json = vault.run(&format!("{line} '{subject}'")).exits(0).json();
        assert_eq!(json["others"], 4, "{subject}");
        let given: Vec<String> = given.iter().map(|name| format!("Administratie/{name}")).collect();
        assert_eq!(came_out(&vault), given, "{subject}");
        fs::remove_dir_all(vault.path("out")).unwrap();
    }
}

#[test]
fn an_e_mail_is_given_for_what_it_is_about_and_an_address_with_a_dot_more_is_another() {
    let vault = Vault::new();
    let mail = "From: info@zon.example\r\nTo: piet.bos@maan.example\r\n\
                Date: Sun, 30 Nov 2025 23:55:00 -0500\r\n\
                Subject: Ziekmelding de Wit\r\nMessage-ID: <1@zon.example>\r\n\r\n";
    vault.file("post/1", mail);
    vault.file("post/2", mail.replace("de Wit", "").replace("piet.bos", "pietbos"));
    vault.seal("post", "{src}/post --class nl-admin-basis --date 2025").exits(0);
    for (subject, given) in
        [("De Wit", "1"), ("Piet Bos", "1"), ("piet.bos@maan.example", "1"), ("pietbos", "2")]
    {
        let line = format!("audit --subject '{subject}' --ref INZAGE-1 --to {{out}} --lang nl");
        let said = vault.run(&line).exits(0);
        said.says("e-mails (afzender, ontvangers, onderwerp, bestandsnamen)");
        assert!(page(&vault, "verstrekkingslijst.html").contains("bankafschriften en e-mails"));
        assert_eq!(came_out(&vault), [format!("post/{given}")], "{subject}");
        fs::remove_dir_all(vault.path("out")).unwrap();
    }
}

#[test]
fn a_tag_with_a_persons_number_is_looked_at() {
    let vault = Vault::new();
    vault.file("loon/a.pdf", "a");
    let line = "{src}/loon --class nl-payroll --date 2025-10 --tag employee=1042";
    vault.seal("payroll", line).exits(0);
    vault.run("audit --subject 1042 --ref INZAGE-1 --to {out}").exits(0);
    assert_eq!(came_out(&vault), ["loon/a.pdf"]);
}

#[test]
fn a_confidential_class_is_looked_into_only_where_it_is_named_and_the_page_does_not_tell() {
    let vault = payroll();
    vault.file("wwft/melding de-wit.pdf", "report");
    vault.seal("report", "{src}/wwft --class nl-wwft-report --date 2025-10").exits(0);
    let line = "audit --subject 'De Wit' --ref INZAGE-1 --to {out} --asked-on 2025-11-28";
    let said = vault.run(&format!("{line} --match '*melding*'")).exits(1);
    said.says("Wwft art. 23").says("--class nl-wwft-report").says("1 bundle");
    assert!(came_out(&vault).iter().all(|name| !name.contains("melding")));
    let beside = fs::read_dir(vault.path("out")).unwrap();
    let beside = beside.map(|entry| entry.unwrap().path()).filter(|path| path.is_file());
    let beside: Vec<String> = beside.map(|path| fs::read_to_string(path).unwrap()).collect();
    let told = |text: &String| ["Wwft", "wwft", "unusual"].iter().any(|word| text.contains(word));
    assert!(beside.len() > 4 && !beside.iter().any(told), "{beside:#?}");

    let line = line.replace("INZAGE-1", "INZAGE-2").replace("{out}", "{dir}/named");
    let json = vault.run(&format!("{line} --class nl-wwft-report --json")).exits(0).json();
    assert_eq!(json["given"]["records"], 1);
    assert_eq!(json["confidential"], serde_json::json!({"bundles": [], "classes": []}));
    let line = line.replace("INZAGE-2", "INZAGE-3").replace("named", "third");
    let json = vault.run(&format!("{line} --json")).exits(0).json();
    assert_eq!(json["confidential"]["classes"], serde_json::json!(["nl-wwft-report"]));
}
