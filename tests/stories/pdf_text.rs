//! What a PDF shows, kept for a search where the vault's settings ask for it.

use serde_json::json;

use crate::find::found;
use crate::harness::Vault;
use crate::months::settings;

/// A page that shows these lines, one below the other.
fn pdf(lines: &[&str]) -> Vec<u8> {
    let shown: String = lines.iter().map(|line| format!("({line}) Tj 0 -14 Td ")).collect();
    let content = format!("BT /F1 11 Tf 56 780 Td {shown}ET");
    let length = content.len();
    format!(
        "%PDF-1.4\n1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj\n\
         2 0 obj <</Type/Pages/Kids[3 0 R]/Count 1>> endobj\n\
         3 0 obj <</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>> endobj\n\
         4 0 obj <</Length {length}>> stream\n{content}\nendstream endobj\n\
         5 0 obj <</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>> endobj\n\
         trailer <</Root 1 0 R>>\n"
    )
    .into_bytes()
}

fn scanned() -> Vault {
    let vault = Vault::new();
    vault.file("2025/11/scan-1.pdf", pdf(&["Garage De Wit", "Factuur 2025-0412", "1.210,00"]));
    vault.file("2025/11/scan-2.pdf", pdf(&["Maalderij Het Rad", "Factuur HR-0418"]));
    vault
}

const SEAL: &str = "{src}/2025/11 --class nl-admin-basis --date 2025-11";

#[test]
fn what_a_pdf_shows_is_found_where_the_settings_ask_for_it() {
    let vault = scanned();
    settings(&vault.home(), "pdf_text = true\n", "");
    vault.seal("scans", SEAL).exits(0);
    let [one, two] = ["Administratie/2025/11/scan-1.pdf", "Administratie/2025/11/scan-2.pdf"];
    assert_eq!(found(&vault, "--number 2025-0412"), [one]);
    assert_eq!(found(&vault, "--relation 'garage de wit'"), [one]);
    assert_eq!(found(&vault, "--words 'rad factuur'"), [two]);
    assert_eq!(found(&vault, "--words factuur").len(), 2);
    let said = vault.run("find --number HR-0418 --json").exits(0).json();
    assert_eq!(said["listed"][0]["document"], json!({"text": "Maalderij Het Rad Factuur HR-0418"}));
    // Nothing of it stands in the clear.
    for folder in [vault.path("a"), vault.path("b"), vault.path("data")] {
        for (path, bytes) in crate::kit::files::files_below(&folder) {
            let shown = bytes.windows(9).any(|part| part == b"Maalderij");
            assert!(!shown, "{}", path.display());
        }
    }
    vault.run("verify --deep").exits(0);
}

#[test]
fn who_audits_is_given_what_shows_the_number_and_a_person_is_not() {
    let vault = scanned();
    settings(&vault.home(), "pdf_text = true\n", "");
    vault.seal("scans", SEAL).exits(0);
    let line = "audit --number 2025-0412 --for Belastingdienst --ref BO-1 --to {out}";
    vault.run(line).exits(0).says("Asked for: 1. Found: 1");
    let given = crate::kit::files::files_below(&vault.path("out/records"));
    assert!(matches!(&given[..], [(path, _)] if path.ends_with("scan-1.pdf")), "{given:?}");
    let line = "audit --subject 'Garage De Wit' --ref AVG-1 --to {dir}/person";
    vault.run(line).exits(1).says("Garage De Wit");
    assert!(!vault.path("person/records").exists());
}

#[test]
fn without_that_setting_nothing_of_it_is_kept() {
    let vault = scanned();
    vault.seal("scans", SEAL).exits(0);
    vault.run("find --number 2025-0412").exits(1).says("0 records");
    let said = vault.run("find scan-1 --json").exits(0).json();
    assert!(said["listed"][0]["document"].is_null(), "{said:#}");
}
