//! Looking for records over all bundles, without a drive.

use serde_json::Value;

use crate::harness::Vault;

/// Two months on two drives, one of them held; then the drives go into the safe.
pub fn two_months() -> Vault {
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

pub fn found(vault: &Vault, line: &str) -> Vec<String> {
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

/// An invoice in UBL, of a supplier and to a customer.
pub fn invoice(number: &str, day: &str, supplier: &str, total: &str) -> String {
    let space = "urn:oasis:names:specification:ubl:schema:xsd:";
    let party = |side: &str, name: &str, more: &str| {
        format!(
            "<a:{side}><a:Party><a:PartyName><b:Name>{name}</b:Name></a:PartyName>{more}</a:Party></a:{side}>"
        )
    };
    let vat = "<a:PartyTaxScheme><b:CompanyID>NL001234567B01</b:CompanyID>\
               <a:TaxScheme><b:ID>VAT</b:ID></a:TaxScheme></a:PartyTaxScheme>";
    [
        &format!(
            "<Invoice xmlns=\"{space}Invoice-2\" xmlns:a=\"{space}CommonAggregateComponents-2\""
        ),
        &format!(" xmlns:b=\"{space}CommonBasicComponents-2\"><b:ID>{number}</b:ID>"),
        &format!("<b:IssueDate>{day}</b:IssueDate>"),
        &party("AccountingSupplierParty", supplier, vat),
        &party("AccountingCustomerParty", "Bakkerij Jansen", ""),
        &format!("<a:LegalMonetaryTotal><b:TaxInclusiveAmount currencyID=\"EUR\">{total}"),
        "</b:TaxInclusiveAmount></a:LegalMonetaryTotal></Invoice>",
    ]
    .concat()
}

/// Two invoices and a statement, under names that say nothing; then the drives go into the safe.
fn documents() -> Vault {
    let vault = Vault::new();
    vault.file("scan/1", invoice("F-7", "2025-11-03", "Café Zon", "121.00"));
    vault.file("scan/2", invoice("2025/9", "2025-12-01", "=Maan", "84.70"));
    let statement = [":20:A", ":25:NL91ABNA0417164300EUR", ":28C:11/1", ":60F:C251031EUR5,"];
    vault.file("scan/3", [&statement[..], &[":62F:C251130EUR6,"]].concat().join("\r\n"));
    vault.file("scan/4", "F-7 of Café Zon");
    vault.seal("scans", "{src}/scan --class nl-admin-basis --date 2025").exits(0);
    vault.unplug("a");
    vault.unplug("b");
    vault
}

#[test]
fn an_invoice_is_found_by_what_it_says_and_not_by_its_name() {
    let vault = documents();
    let scan = |number: u8| format!("Administratie/scan/{number}");
    for (asked, expected) in [
        ("--number f-7", vec![1]),
        ("--number F-7 --number 11", vec![1, 3]),
        ("--relation cafe", vec![1]),
        ("--relation jansen", vec![1, 2]),
        ("--relation NL.0012.34.567.B01 --amount ..100,00", vec![2]),
        ("--relation NL91ABNA0417164300", vec![3]),
        ("--issued 2025-11", vec![1, 3]),
        ("--issued 2025-12 --amount 84.7", vec![2]),
        ("scan --amount 100..200", vec![1]),
    ] {
        let expected: Vec<String> = expected.into_iter().map(scan).collect();
        assert_eq!(found(&vault, asked), expected, "{asked}");
    }
    vault.run("find --number F").exits(1).says("0 records");
    vault.run("find 4 --relation zon").exits(1).says("0 records");
    vault.refuses("find --amount 1.234", 2).says("without a sign for thousands");
    vault.refuses("find --issued yesterday", 2);
    let said = vault.run("find --number F-7").exits(0);
    said.says("invoice F-7, 2025-11-03, from Café Zon, to Bakkerij Jansen, EUR 121.00");
    let said = vault.run("find --number 11 --lang nl").exits(0);
    said.says("bankafschrift 11, 30-11-2025, NL91ABNA0417164300, 31-10-2025 t/m 30-11-2025");
}

#[test]
fn what_was_read_goes_with_the_record_into_json_csv_and_another_bundle() {
    let vault = documents();
    let listed = |line: &str| vault.run(line).exits(0).json()["listed"].clone();
    let all = listed("find scan --json");
    assert_eq!(all[0]["document"]["supplier"]["vat"], "NL001234567B01");
    assert_eq!(all[1]["document"]["amount"]["value"], "84.70");
    assert_eq!(all[2]["document"]["period"]["to"], "2025-11-30");
    assert_eq!(all[3]["document"], Value::Null);
    let csv = vault.run("find scan --csv").exits(0).out.clone();
    let lines: Vec<&str> = csv.lines().collect();
    let ends = ",invoice,\"2025/9\",2025-12-01,\"'=Maan\",\"Bakkerij Jansen\",EUR,84.70,,,,,,,";
    assert!(lines[2].ends_with(ends), "{lines:?}");
    assert!(lines[4].ends_with(",,,,,,,,,,,,,,"), "{lines:?}");
    let cells = |line: &str| line.matches(',').count();
    assert!(lines.iter().all(|line| cells(line) == cells(lines[0])), "{lines:?}");
}

#[test]
fn a_spreadsheet_gets_a_line_a_record() {
    let vault = two_months();
    let said = vault.run("find factuur-1 --csv").exits(0);
    let text = said.out.clone();
    let lines: Vec<&str> = text.lines().collect();
    let head = "bundle,path,bytes,modified,sha256,kept through,held,drives,kind,number,issued,\
                supplier,customer,currency,amount,account,from,to,company,book year,\
                sender,subject";
    assert_eq!(lines[0], head);
    assert_eq!(lines.len(), 3, "{lines:?}");
    assert!(lines[1].contains("\"Administratie/2025/11/factuur-1.pdf\""), "{lines:?}");
    let modified = lines[1].split(',').nth(3).unwrap();
    assert!(modified.contains('T') && modified.ends_with('Z'), "{lines:?}");
    assert!(
        lines[2].ends_with(",2032-12-31,\"BO-1\",\"Drive A; Drive B\",,,,,,,,,,,,,,"),
        "{lines:?}"
    );
}

#[test]
fn an_audit_file_is_found_by_its_company_and_its_year_however_large_it_is() {
    let vault = Vault::new();
    let start = "<?xml version=\"1.0\"?><auditfile xmlns=\"http://www.auditfiles.nl/XAF/3.2\"><header>\
                 <fiscalYear>2024</fiscalYear><startDate>2024-01-01</startDate>\
                 <endDate>2024-12-31</endDate><curCode>EUR</curCode></header><company>\
                 <companyName>Café Zon</companyName><transactions>";
    let line = "<trLine><desc>Verkoop</desc></trLine>\n";
    let end = "</transactions></company></auditfile>";
    let large = [start, &line.repeat(120_000), end].concat();
    assert!(large.len() > 4 << 20);
    vault.file("boeken/1", large);
    vault.file("boeken/2", [start, line, end].concat().replace("2024", "2025"));
    vault.seal("books", "{src}/boeken --class nl-admin-basis --date 2025").exits(0);
    let both = ["Administratie/boeken/1", "Administratie/boeken/2"];
    assert_eq!(found(&vault, "--relation \"cafe zon\""), both);
    assert_eq!(found(&vault, "--issued 2024-06"), both[..1]);
    let said = vault.run("find 1 --lang nl").exits(0);
    said.says("auditfile 3.2, van Café Zon, boekjaar 2024, EUR, 01-01-2024 t/m 31-12-2024");
    let csv = vault.run("find --issued 2025 --csv").exits(0).out.clone();
    assert!(csv.contains(",audit-file,,,,,EUR,,,2025-01-01,2025-12-31,\"Café Zon\",\"2025\",,"));
}

#[test]
fn an_e_mail_is_found_by_who_wrote_it_and_by_words_of_its_subject_and_files() {
    let vault = Vault::new();
    let mail = "From: =?utf-8?q?Caf=C3=A9_Zon?= <info@zon.example>\r\n\
                To: Jan <jan@maan.example>, Piet <piet@maan.example>\r\n\
                Date: Sun, 30 Nov 2025 23:55:00 -0500\r\n\
                Subject: Herinnering dak\r\nMessage-ID: <1@zon.example>\r\n\
                Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n\
                Content-Disposition: attachment; filename=offerte.pdf\r\n\r\n%PDF\r\n--x--\r\n";
    vault.file("post/1", mail);
    // A header without an end, parts without one, and a name with what a terminal would obey.
    vault.file("post/2", mail.replace("\r\n\r\n", "\r\n"));
    let hostile = mail.replace("offerte.pdf", "\u{1b}[2Jx").replace("--x--", "");
    vault.file("post/3", hostile.replace("Herinnering dak", &"x".repeat(40_000)));
    vault.seal("post", "{src}/post --class nl-admin-basis --date 2025").exits(0);
    let one = ["Administratie/post/1"];
    for asked in
        ["--words \"herinnering offerte\"", "--words dak --relation piet", "1 --issued 2025-11-30"]
    {
        assert_eq!(found(&vault, asked), one, "{asked}");
    }
    let both = ["Administratie/post/1", "Administratie/post/3"];
    assert_eq!(found(&vault, "--relation info@zon.example"), both);
    vault.run("find --words zon").exits(1).says("0 records");
    let said = vault.run("find --words offerte").exits(0);
    said.says("e-mail, 2025-11-30, from Café Zon, to Jan and Piet, about Herinnering dak, with");
    let said = vault.run("find --words offerte --lang nl").exits(0);
    said.says("van Café Zon, aan Jan en Piet, over Herinnering dak, met offerte.pdf");
}

#[test]
fn what_whoever_audits_may_not_open_is_named_when_it_is_sealed() {
    let vault = Vault::new();
    vault.file("stukken/1", "%PDF-1.7\ntrailer <</Root 1 0 R/Encrypt 12 0 R>>");
    vault.file("stukken/2", "%PDF-1.7\n<</Root 1 0 R>>");
    vault.file("stukken/3", "<auditfile xmlns=\"http://www.auditfiles.nl/XAF/3.2\"/>");
    let line = "archive {src}/stukken --class nl-admin-basis --date 2025 --lang nl";
    let said = vault.run(line).exits(0);
    said.says("om een wachtwoord vragen (1 stuk)")
        .says("Administratie/stukken/1")
        .says("versie 3.2 blijft zoals die is (1 stuk)")
        .says("Administratie/stukken/3")
        .hides("Administratie/stukken/2");
    vault.run("find 1 --lang nl").exits(0).says("versleutelde pdf");
}

#[test]
fn a_table_gives_files_tags_of_their_own() {
    let vault = Vault::new();
    for name in ["a.pdf", "b.pdf", "c.txt"] {
        vault.file(&format!("2025/{name}"), name);
    }
    std::fs::write(vault.path("tags.csv"), "Pad;klant;nr\nb.pdf;Rad;7\n*.pdf;Zon;\nd.pdf;Zon;9\n")
        .unwrap();
    let line = "{src}/2025 --class nl-admin-basis --date 2025 --tag klant=Geen --tag soort=inkoop \
                --tags-from {dir}/tags.csv";
    let listed = vault.run(&format!("archive {line} --dry-run --list")).exits(0);
    listed.says("klant=Rad, nr=7, soort=inkoop").says("klant=Zon, soort=inkoop");
    let said = vault.run(&format!("archive {line}")).exits(0);
    said.says("fits these rows of the table of tags").says("d.pdf");
    let record = |name: &str| format!("Administratie/2025/{name}");
    assert_eq!(found(&vault, "--tag klant=Rad --tag nr=7"), [record("b.pdf")]);
    assert_eq!(found(&vault, "--tag klant=Zon"), [record("a.pdf")]);
    assert_eq!(found(&vault, "--tag klant=Geen"), [record("c.txt")]);
    assert_eq!(found(&vault, "--tag soort=inkoop").len(), 3);
    // What is sealed already fits its rows as before.
    let again = vault.run(&format!("archive {line}")).exits(0);
    again.says("d.pdf").hides("b.pdf").hides("*.pdf");
    std::fs::write(vault.path("tags.csv"), "klant;nr\nRad;7\n").unwrap();
    vault.refuses(&format!("archive {line}"), 2).says("has no column of names").says("Path");
}

#[test]
fn each_file_is_kept_as_long_as_its_own_date_asks_for() {
    let vault = Vault::new();
    for (file, number, day) in [("1", "F-1", "2024-11-03"), ("2", "F-2", "2025-03-01")] {
        vault.file(&format!("2025/{file}"), invoice(number, day, "Zon", "1.00"));
    }
    vault.file("2025/3", invoice("F-3", "2025-05-09", "Zon", "1.00"));
    vault.file("2025/4", invoice("F-4", "2099-01-01", "Zon", "1.00"));
    vault.file("2025/note.txt", "F-1");
    let line = "archive {src}/2025 --class nl-admin-basis --date from-document";
    // A doubt about one of them comes before anything is sealed.
    let old = vault.file("2025/0", invoice("F-0", "2012-05-05", "Zon", "1.00"));
    // 2012-06-01
    let june = std::time::UNIX_EPOCH + std::time::Duration::from_secs(1_338_552_000);
    crate::harness::touch(&old, june);
    let doubt = vault.refuses(line, 2);
    doubt.says("1 file, the first").says("2025/0").says("2012-05-05").says("--accept-end");
    vault.run("list").exits(0).hides("nl-admin-basis");
    std::fs::remove_file(old).unwrap();
    let dry = vault.run(&format!("{line} --dry-run")).exits(3);
    dry.says("date 2024-11-03").says("date 2025-05-09").says("names in").says("say 2025");
    let said = vault.run(&format!("{line} --json")).exits(3).json();
    let group = |at: usize| &said["groups"][at];
    assert_eq!(group(0)["end"]["keep_through"], "2031-12-31");
    assert_eq!(group(0)["bundles"][0]["records"], 1);
    assert_eq!(group(1)["end"]["keep_through"], "2032-12-31");
    assert_eq!(group(1)["bundles"][0]["records"], 2);
    assert_eq!(group(2), &Value::Null);
    let left: Vec<&str> =
        said["left"].as_array().unwrap().iter().map(|left| left["why"].as_str().unwrap()).collect();
    assert_eq!(left, ["undated", "undated"]);
    let again = vault.run(&format!("{line} --lang nl")).exits(3);
    again.says("zegt zelf geen datum").says("note.txt").says("geef die zelf hun datum");
    vault.run(&format!("{line} --dry-run")).exits(3).hides("these dates again");
    // A contract's term does not start when it was written.
    let contract = "archive {src}/2025 --class nl-contract --date from-document";
    vault.refuses(contract, 2).says("contract end");
    vault.refuses(&format!("{line} --dry-run --list"), 2);
    // One date for all of them is doubted by what they say.
    vault.file("2025/5", invoice("F-5", "2025-06-01", "Zon", "1.00"));
    let said = vault.run("archive {src}/2025/5 --class nl-admin-basis --date 2024");
    said.exits(0).says("1 record gives a date in another year");
}

#[test]
fn a_date_that_others_wrote_or_mistyped_shortens_no_term_unseen() {
    let vault = Vault::new();
    vault.run("book-year add 2024-01-01 2024-12-31").exits(0);
    vault.run("book-year add 2025-01-01 2025-12-31").exits(0);
    vault.file("in/1", invoice("F-1", "2025-11-03", "Zon", "1.00"));
    let old = vault.file("in/2", invoice("F-2", "2024-11-04", "Zon", "1.00"));
    vault.file("in/3", invoice("F-3", "2019-11-04", "Zon", "1.00"));
    vault.file("in/4", "From: a@b.example\nDate: 4 Nov 2024 10:00:00 +0100\nMIME-Version: 1.0\n\n");
    vault.file("in/5", "niets");
    // 2025-01-15
    let january = std::time::UNIX_EPOCH + std::time::Duration::from_secs(1_736_942_400);
    crate::harness::touch(&old, january);
    let line = "archive {src}/in --class nl-admin-basis --date from-document \
                --accept-newer";
    std::fs::write(vault.path("tags.csv"), "Pad;klant\n1;Zon\n2;Zon\n5;Zon\n6;Zon\n").unwrap();
    let line = &format!("{line} --tags-from {{dir}}/tags.csv");
    let dry = vault.run(&format!("{line} --dry-run")).exits(3);
    dry.says("dates again: 1 file gives").says("in/2: dated 2024-11-04, last changed 2025-01-15");
    let said = vault.run(&format!("{line} --json")).exits(3).json();
    let why = |at: usize| (said["left"][at]["why"].as_str().unwrap(), &said["left"][at]["path"]);
    for (at, (reason, name)) in
        [("outside-book-years", "3"), ("by-sender", "4"), ("undated", "5")].into_iter().enumerate()
    {
        let (found, path) = why(at);
        assert_eq!(found, reason);
        assert!(path.as_str().unwrap().ends_with(&format!("in/{name}")), "{path}");
    }
    assert_eq!(said["earlier"][0]["own"], "2024-11-04");
    assert_eq!(said["groups"].as_array().unwrap().len(), 2);
    // What fits one group, what stays and what is sealed already are files too.
    assert_eq!(said["tags_unmet"], serde_json::json!(["6"]));
    let again = vault.run(&format!("{line} --json")).exits(3).json();
    assert_eq!(again["tags_unmet"], serde_json::json!(["6"]));
    assert_eq!(found(&vault, "--tag klant=Zon").len(), 2);
    // A doubt about one date is told with the file that gives it.
    let both = format!("{line} --also nl-applicant@2025-11");
    vault.refuses(&both, 2).says("1 file, the first").says("in/1").says("2025-11-03");
    // What is wrong with a further rule is no file's fault.
    let ahead = vault.refuses(&format!("{line} --also nl-applicant@2062"), 2);
    ahead.says("--also nl-applicant: 2062 begins after today").hides("in/1");
}

#[test]
fn a_date_years_before_the_last_change_counts_where_a_person_accepts_it() {
    let vault = Vault::new();
    // 2025-01-15
    let january = std::time::UNIX_EPOCH + std::time::Duration::from_secs(1_736_942_400);
    for (file, day) in [("1", "2021-11-03"), ("2", "2025-01-03")] {
        let file = vault.file(&format!("in/{file}"), invoice("F-1", day, "Zon", "1.00"));
        crate::harness::touch(&file, january);
    }
    let line = "archive {src}/in --class nl-admin-basis --date from-document";
    let dry = vault.run(&format!("{line} --dry-run")).exits(3);
    dry.says("two calendar years or more")
        .says("in/1: dated 2021-11-03, last changed 2025-01-15")
        .says("the same command with --accept-newer");
    let said = vault.run(&format!("{line} --json")).exits(3).json();
    assert_eq!(said["left"][0]["why"], "far-earlier", "{said:#}");
    assert_eq!(said["groups"].as_array().unwrap().len(), 1, "{said:#}");
    assert_eq!(said["groups"][0]["end"]["keep_through"], "2032-12-31");
    let said = vault.run(&format!("{line} --accept-newer --json")).exits(0).json();
    assert_eq!(said["groups"][0]["end"]["keep_through"], "2028-12-31", "{said:#}");
    assert_eq!(said["earlier"][0]["own"], "2021-11-03");
}

#[test]
fn a_drive_that_could_not_be_used_is_named_once_for_all_ends() {
    let vault = Vault::new();
    for (file, day) in [("1", "2024-11-03"), ("2", "2025-03-01")] {
        vault.file(&format!("in/{file}"), invoice("F-1", day, "Zon", "1.00"));
    }
    std::fs::remove_file(vault.path("a").join("kluis-drive.json")).unwrap();
    let line = "archive {src}/in --class nl-admin-basis --date from-document";
    let said = vault.run(&format!("{line} --json")).exits(10).json();
    assert_eq!(said["groups"].as_array().unwrap().len(), 2, "{said:#}");
    assert_eq!(said["bad_drives"].as_array().unwrap().len(), 1, "{said:#}");
    assert_eq!(said["bad_drives"][0]["medium"], "Drive A");
    for group in said["groups"].as_array().unwrap() {
        let none = serde_json::json!([]);
        assert_eq!((&group["bad_drives"], &group["away"]), (&none, &none));
    }
    vault.run(line).exits(10).says("kluis-drive.json is missing");
}

#[test]
fn one_run_does_not_scatter_a_folder_over_a_hundred_bundles() {
    let vault = Vault::new();
    for year in 1960..=2000 {
        vault.file(&format!("in/{year}"), invoice("F-1", &format!("{year}-05-05"), "Zon", "1.00"));
    }
    let line = "archive {src}/in --class nl-admin-basis --date from-document --accept-end \
                --accept-newer";
    vault
        .refuses(line, 2)
        .says("come to 41 ends")
        .says("at most 40")
        .says("a folder for each year");
    vault.run("list").exits(0).hides("nl-admin-basis");
}
