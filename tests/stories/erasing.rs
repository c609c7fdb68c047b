//! One record is erased on a legal ground, and a statement of its own kind is left of that.

use crate::harness::{BY, Person, Vault, holds};

/// A month with somebody's file in it.
fn month() -> Vault {
    let vault = Vault::new();
    vault.month("2025-01");
    vault.file("2025-01/dossier-jansen.pdf", "x");
    vault.seal("old", "{src}/2025-01 --class nl-admin-other --date 2025-01").exits(0);
    let shown = vault.run("show {old} --records --json").out;
    let at = shown.find("dossier-jansen.pdf").unwrap();
    let start = shown[..at].rfind('"').unwrap() + 1;
    vault.name("path", &shown[start..at + "dossier-jansen.pdf".len()]);
    vault
}

const ERASE: &str = "erase {old} --record {path} --ground 'AVG art. 17(1)(d), request of Jansen' --by Anna \
                     --received 2025-11-03 --answered 2025-11-28 --recipients-told --json";

#[test]
fn what_is_erased_on_a_ground_leaves_a_statement_of_erasure_that_names_no_record() {
    let vault = month();
    let done = vault.run(ERASE).exits(0).json();
    assert_eq!(done["statements"][0]["erasure"], true, "{done:#}");
    let said = vault.run("statement show {old} --json").exits(0).json()["statement"].clone();
    let erasure = &said["erasure"];
    assert_eq!(erasure["ground"], "AVG art. 17(1)(d)", "{said:#}");
    assert_eq!(erasure["records"], 1);
    let request = serde_json::json!(
        {"answered": "2025-11-28", "received": "2025-11-03", "told": true}
    );
    assert_eq!(erasure["request"], request);
    assert_eq!(said["succeeded"]["successors"][0], done["new"][0]["bundle"]);
    assert!(said["annex"].is_string() && said["copies"].as_array().unwrap().len() == 2);
    vault.run("statement verify {old}").exits(0).says("statement of erasure: signed");
    let list = vault.run("statement list --json").exits(0).json();
    assert_eq!(list["bundles"][0]["erasure"], true);
    for (lang, words) in [
        ("en", ["of erasure, final", "Erased: 1 record", "AVG art. 17(1)(d)"]),
        ("nl", ["van wissing, definitief", "Gewist: 1 stuk", "AVG art. 17 lid 1 onder d"]),
    ] {
        vault.run(&format!("statement list --lang {lang}")).exits(0).says(words[0]);
        let show = vault.run(&format!("statement show {{old}} --lang {lang}")).exits(0);
        show.says(words[1]).says(words[2]).hides("dossier").hides("request of");
    }
    for place in ["data", "a", "b"] {
        for word in ["dossier-jansen", "request of Jansen"] {
            assert!(holds(&vault.path(place), word).is_empty(), "{word} in {place}");
        }
    }
    for name in vault.run("statement show {old} --json").json()["files"].as_array().unwrap() {
        assert!(std::path::Path::new(name.as_str().unwrap()).is_file(), "{name}");
    }
}

/// When it was given, by each disclosure in a bundle's statement.
fn disclosures(vault: &Vault, bundle: &str) -> usize {
    let said = vault.run(&format!("statement show {bundle} --json")).exits(0).json();
    said["statement"]["disclosures"].as_array().unwrap().len()
}

#[test]
fn what_was_given_before_a_record_was_erased_or_all_sealed_again_was_given_of_what_is_left() {
    let vault = month();
    let give = "restore {old} --to {dir}/out --reason 'tax audit' --for Belastingdienst --ref BO-1";
    vault.run(give).exits(0);
    vault.run("restore {old} --to {dir}/own --reason 'looking for it myself'").exits(0);
    let erased = vault.run(ERASE).exits(0).json();
    vault.name("left", erased["new"][0]["bundle"].as_str().unwrap());
    let again = "reseal {left} --class nl-admin-basis --date 2025-01 --reason 'wrong class' --by A";
    let again = vault.run(&format!("{again} --json")).exits(0).json();
    vault.name("last", again["new"][0]["bundle"].as_str().unwrap());
    let shown = vault.run("show {last} --json").exits(0).json();
    assert_eq!(shown["disclosures"][0]["name"], "BO-1", "{shown:#}");
    assert_eq!(shown["disclosures"].as_array().unwrap().len(), 1);
    let person = Person { open_matters: Some("yes"), ..Person::default() };
    let ask = vault.on("2034-01-02").asked(&person);
    ask.run("destroy {last} --by A.Jansen --role owner");
    let doomed = format!("{:?}", person.doomed.borrow());
    assert!(doomed.contains("BO-1"), "{doomed}");
    vault.on("2034-01-02").run(&format!("destroy {{last}} {BY}")).exits(0);
    assert_eq!(disclosures(&vault, "{last}"), 1);
}

#[test]
fn without_a_request_none_is_stated_and_a_destruction_is_no_erasure() {
    let vault = month();
    // What must be kept goes on an article alone, where nobody is asked.
    let line = "erase {old} --record {path} --ground 'a mistake' --by Anna";
    vault.refuses(line, 2).says("17(3)(b)").says("art. 17(1)(d)");
    vault.on("2040-01-02").run(line).exits(0);
    let said = vault.run("statement show {old} --json").exits(0).json()["statement"].clone();
    let erasure = serde_json::json!({"ground": null, "records": 1, "request": null});
    assert_eq!(said["erasure"], erasure, "what is no article is free text");
    let shown = vault.run("statement show {old}").exits(0);
    shown.says("annex names. Ground: there too").hides("a mistake");
    vault.month("2015-01");
    let old = "{src}/2015-01 --class nl-admin-other --date 2015-01 --accept-end --accept-newer";
    vault.seal("due", old).exits(0);
    vault.run(&format!("destroy {{due}} {}", crate::harness::BY)).exits(0);
    let said = vault.run("statement show {due} --json").exits(0).json()["statement"].clone();
    assert!(said["erasure"].is_null(), "{said:#}");
    vault.run("statement verify {due}").exits(0).says("statement of destruction");
}

#[test]
fn a_copy_that_is_away_makes_it_an_interim_one() {
    let vault = month();
    vault.unplug("b");
    // Too few copies of what stays: the old bundle stays too.
    vault.run(ERASE).exits(3);
    vault.plug("b");
    vault.run(ERASE).exits(0);
    vault.run("statement list").exits(0).says("of erasure, final");
}
