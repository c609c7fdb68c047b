//! One record is erased on a legal ground, and a statement of its own kind is left of that.

use crate::harness::{BY, Person, Vault, holds};
use crate::rebuild::id_of;
use crate::signers::{AS_PIET, add_piet};
use crate::two_homes::SECOND;
use crate::two_persons::wants;

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

/// The same in a vault that wants two persons.
fn of_two() -> Vault {
    let vault = month();
    add_piet(&vault);
    wants(&vault, "true");
    vault
}

const APPROVE: &str = "destroy {old} --approve --by P.deVries --role partner --no-open-matters";

fn is_there(vault: &Vault) -> bool {
    vault.bundle("a", "old").join("key.age").exists()
}

/// The statement of the erasure, signed by both.
fn says_both_signed(vault: &Vault) {
    let said = vault.run("statement show {old} --json").exits(0).json()["statement"].clone();
    assert_eq!(said["erasure"]["ground"], "AVG art. 17(1)(d)", "{said:#}");
    let signed = said["decision"]["signatures"].as_array().unwrap();
    let signers = [0, 1].map(|at: usize| signed[at]["signer"].clone());
    assert_eq!(signed.len(), 2, "{signed:#?}");
    assert_ne!(signers[0], signers[1]);
    assert_eq!(said["decision"]["approved_by"], "P. de Vries", "{said:#}");
    vault.run("statement verify {old}").exits(0).says("statement of erasure: signed");
}

#[test]
fn one_record_is_erased_by_two_persons_who_know_of_it() {
    let vault = of_two();
    // A word about the bundle as it was is none about the record.
    vault.run(&format!("{APPROVE} {AS_PIET}")).exits(0);
    let alone = vault.run(ERASE).exits(3).json();
    assert_eq!((&alone["kept"], &alone["removed"]), (&"two-persons".into(), &1.into()));
    vault.run(&format!("destroy {{old}} {BY}")).exits(14).says("one has approved");
    let again = vault.run(ERASE).exits(3).json();
    assert_eq!((&again["kept"], &again["new"][0]["stood"]), (&"two-persons".into(), &true.into()));
    assert!(is_there(&vault) && vault.still_restores("old"));
    let approved = vault.run(&format!("{APPROVE} {AS_PIET}")).exits(0);
    let approved = approved.says("Two persons have approved it").says("one record goes for good");
    approved.hides("No record goes").says("kluis ledger show --notes");
    let person = Person { open_matters: Some("yes"), ..Person::default() };
    let ask = vault.asked(&person);
    ask.run("destroy {old} --by A.Jansen --role owner");
    assert!(format!("{:?}", person.doomed.borrow()).contains("removed: 1"));
    vault.run("ledger show --notes").exits(0).says("dossier-jansen.pdf").says("request of Jansen");
    vault.run(ERASE).exits(0);
    assert!(!is_there(&vault));
    says_both_signed(&vault);
    vault.run("verify --deep").exits(0);
}

#[test]
fn what_two_persons_agreed_to_erase_goes_by_destroy_as_well() {
    let vault = of_two();
    vault.run(ERASE).exits(3);
    let approve = vault.run(&format!("{APPROVE} {AS_PIET} --lang nl")).exits(0);
    approve.says("gaat één stuk voorgoed weg").hides("gaat geen stuk weg");
    vault.run(&format!("destroy {{old}} {BY}")).exits(0).says("Every copy");
    says_both_signed(&vault);
}

#[test]
fn the_second_person_approves_an_erasure_in_the_same_run() {
    let vault = of_two();
    let by = "--approved-by 'P. de Vries' --approver-passphrase-file {piets}";
    vault.run(&format!("{ERASE} --approved-by Nobody")).exits(2).says("Nobody");
    vault
        .run(&format!("{ERASE} --approved-by 'P. de Vries'"))
        .exits(2)
        .says("--approver-passphrase-file");
    vault.run(&format!("{ERASE} {by} {AS_PIET}")).exits(14).says("same person");
    let list = vault.run("list --json").json();
    assert_eq!(list["bundles"].as_array().unwrap().len(), 1, "nothing was begun: {list:#}");
    vault.run(&format!("{ERASE} {by}")).exits(0);
    assert!(!is_there(&vault));
    says_both_signed(&vault);
}

#[test]
fn the_second_person_gives_the_same_command_and_it_is_carried_out() {
    let vault = of_two();
    vault.run(ERASE).exits(3);
    // The first again is one person still; a hold that came meanwhile keeps it from both.
    vault.run(ERASE).exits(3);
    vault.run("hold place {old} --ref H-1 --reason claim").exits(0);
    vault.run(&format!("{ERASE} {AS_PIET}")).exits(14).says("H-1");
    vault.run("hold release H-1 --reason settled").exits(0);
    vault.run(&format!("hold release H-1 --reason settled {AS_PIET}")).exits(0);
    // What was ordered had not seen the hold: both sign anew.
    vault.run(&format!("{ERASE} {AS_PIET}")).exits(3);
    assert!(is_there(&vault));
    vault.run(ERASE).exits(0);
    assert!(!is_there(&vault));
}

#[test]
fn an_erasure_is_approved_on_another_pc_and_waits_for_its_answer() {
    let vault = of_two();
    vault.run("verify {a} {b}").exits(0);
    id_of(&vault);
    vault.name("pc2", vault.path("pc2/home"));
    let line = "rebuild --accept-settings --from {a} --from {b} --vault-id {id} --identity {dir}/sheet \
        --no-passphrase";
    vault.run(&format!("{SECOND}{line}")).exits(0);
    vault.run(&format!("{SECOND}verify {{a}} {{b}}")).exits(0);
    vault.run(ERASE).exits(3);
    let approved = vault.run(&format!("{SECOND}{APPROVE} {AS_PIET}")).exits(0);
    approved.says("one record goes for good");
    vault.run(ERASE).exits(3);
    assert!(is_there(&vault), "that PC has yet to hear of the order");
    vault.run(&format!("{SECOND}verify {{a}}")).exits(1).says("being destroyed");
    vault.run(ERASE).exits(0);
    assert!(!is_there(&vault));
    says_both_signed(&vault);
}

#[test]
fn a_vault_that_wants_two_persons_and_has_one_erases_nothing() {
    let vault = month();
    wants(&vault, "true");
    vault.run(ERASE).exits(14).says("one signs for it").says("signer add");
    let list = vault.run("list --json").json();
    assert_eq!(list["bundles"].as_array().unwrap().len(), 1, "{list:#}");
}
