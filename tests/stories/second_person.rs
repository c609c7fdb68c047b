//! What the second of two persons is told: that something waits for them, and what to type.

use crate::earlier::contract;
use crate::harness::{BY, Vault};
use crate::signers::{AS_PIET, add_piet};
use crate::two_persons::{due, wants};

const DESTROY: &str = "destroy --list {list} --by A.Jansen --role owner --no-open-matters";
const RELEASE: &str = "hold release AUDIT-1 --reason 'report of 14 November'";
const HOLD: &str = "hold place --all --ref AUDIT-1 --kind audit --reason 'letter'";

const SCRIPT: &str = "--no-open-matters --signer-passphrase-file FILE";
const SIGN: &str = "--signer-passphrase-file FILE";

#[test]
fn what_the_other_person_types_names_the_options_that_a_script_takes() {
    let vault = due();
    vault.refuses(DESTROY, 14).says("--approve --signer NAME").says(SCRIPT);
    let dutch = vault.run(&format!("{DESTROY} --lang nl")).exits(14);
    dutch.says("in een script ook").says("BESTAND");
    vault.refuses(&format!("destroy {{old}} {BY}"), 14).says(SCRIPT);
    let approve = "destroy --list {list} --approve --by P --role partner --no-open-matters";
    vault.run(approve).exits(0).says("the same with --signer NAME").says(SCRIPT);
    vault.run(&format!("{approve} {AS_PIET}")).exits(0).hides(SCRIPT);
    vault.run(HOLD).exits(0);
    vault.run(RELEASE).exits(0).says("in a script also").says(SIGN);
    vault.refuses(RELEASE, 14).says(SIGN);
}

/// The acts that wait for a second signature, as JSON has them.
fn half_signed(vault: &Vault, verb: &str) -> serde_json::Value {
    vault.run(&format!("{verb} --json")).json()["half_signed"].clone()
}

#[test]
fn a_release_that_one_has_signed_is_named_with_who_when_and_what_the_other_types() {
    let vault = due();
    vault.run(HOLD).exits(0);
    assert_eq!(half_signed(&vault, "due"), serde_json::json!([]));
    vault.run("hold list").exits(0).hides("signed");
    vault.run(&format!("{RELEASE} {AS_PIET}")).exits(0);
    let other = "kluis hold release AUDIT-1 --reason TEXT --signer NAME";
    for verb in ["due", "status", "hold list", "hold show AUDIT-1"] {
        let told = vault.run(verb).says("P. de Vries signed on 2033-01-05 that hold AUDIT-1");
        told.says(other).says(SIGN);
        let dutch = vault.run(&format!("{verb} --lang nl"));
        dutch.says("heeft op 05-01-2033 getekend dat vernietigingsstop AUDIT-1");
    }
    vault.run("status").exits(1).says("For another person to sign: 1.");
    vault.run("status --lang nl").exits(1).says("Door een ander te tekenen: 1.");
    for verb in ["due", "status"] {
        let named = half_signed(&vault, verb);
        assert_eq!(named[0]["act"], "hold-release", "{named:#}");
        assert_eq!(
            (&named[0]["hold"], &named[0]["by"]),
            (&"AUDIT-1".into(), &"P. de Vries".into())
        );
        assert!(named[0]["signed"].as_str().unwrap().starts_with("2033-01-05"));
    }
    let list = vault.run("hold list --json").exits(0).json();
    assert_eq!(list["holds"][0]["release_signed"]["by"], "P. de Vries", "{list:#}");
    vault.run(RELEASE).exits(0).says("is released");
    assert_eq!(half_signed(&vault, "due"), serde_json::json!([]));
    vault.run("hold list").exits(0).hides("signed");
}

#[test]
fn who_was_told_before_a_release_is_in_what_the_other_types() {
    let vault = due();
    vault.run("hold place --all --ref LP-1 --kind restriction --reason 'letter'").exits(0);
    let told = "--told 'J. de Wit@2033-01-02'";
    vault.run(&format!("hold release LP-1 --reason over {told}")).exits(0);
    let other = "hold release LP-1 --reason TEXT --told \"J. de Wit@2033-01-02\" --signer NAME";
    for verb in ["hold list", "hold show LP-1"] {
        vault.run(verb).exits(0).says(other);
    }
    vault.run(&format!("hold release LP-1 --reason over {told} {AS_PIET}")).exits(0);
}

#[test]
fn a_list_that_one_has_approved_is_named_until_the_other_does() {
    let vault = due();
    assert_eq!(half_signed(&vault, "due"), serde_json::json!([]));
    let approve = "destroy --list {list} --approve --by P.deVries --role partner --no-open-matters";
    vault.run(&format!("{approve} {AS_PIET}")).exits(0);
    let id = vault.id("old");
    for (verb, lang, words) in [
        ("due", "en", format!("P. de Vries approved on 2033-01-05 that {id} is destroyed")),
        ("status", "en", format!("P. de Vries approved on 2033-01-05 that {id} is destroyed")),
        ("due", "nl", format!("heeft op 05-01-2033 goedgekeurd dat {id} vernietigd wordt")),
    ] {
        let told = vault.run(&format!("{verb} --lang {lang}")).exits(1).says(&words);
        told.says(&format!("destroy {id} --approve --signer"));
    }
    let named = half_signed(&vault, "status");
    assert_eq!(named[0]["act"], "destruction", "{named:#}");
    assert_eq!(named[0]["bundles"], serde_json::json!([id]));
    // What it says to type approves that very list.
    vault.run("destroy {old} --approve --by A --role owner --no-open-matters").exits(0);
    assert_eq!(half_signed(&vault, "due"), serde_json::json!([]));
    vault.run(DESTROY).exits(0).says("Every copy");
    vault.run("due").hides("approved on");
}

#[test]
fn where_one_person_is_enough_nothing_waits_for_another() {
    let vault = due();
    wants(&vault, "false");
    vault.run("repair --accept-settings").exits(0);
    vault.run(&format!("repair --accept-settings {AS_PIET}")).exits(0);
    let approve = "destroy {old} --approve --by A --role owner --no-open-matters";
    vault.run(approve).exits(0);
    assert_eq!(half_signed(&vault, "due"), serde_json::json!([]));
}

#[test]
fn an_earlier_end_names_who_proposed_it_and_what_the_other_types() {
    let vault = contract();
    add_piet(&vault);
    wants(&vault, "true");
    let propose = "event record --case C-1 --date 2024-03-31 --reason 'the letter says March'";
    vault.run(&format!("{propose} {AS_PIET}")).exits(0);
    let due = vault.run("due").exits(1).says("another person than P. de Vries may confirm it");
    due.hides("shorten confirm");
    let status = vault.run("status").exits(1).says("P. de Vries proposed on 2025-12-01");
    status.says("may confirm it from 2025-12-31").says("--signer NAME");
    let named = half_signed(&vault, "due");
    assert_eq!(named[0]["act"], "earlier-end", "{named:#}");
    assert!(named[1].is_null(), "{named:#}");
    assert_eq!(named[0]["from"], "2025-12-31");
    vault.name("proposal", &named[0]["proposal"].as_str().unwrap()[..8]);
    let due = vault.on("2025-12-31").run("due").exits(1).says(SIGN);
    due.says(&format!("shorten confirm {} --signer NAME", vault.id("proposal")));
    let same = vault.refuses(&format!("shorten confirm {{proposal}} {AS_PIET}"), 14);
    same.says("--signer NAME").says(SIGN);
    vault.run("shorten confirm {proposal}").exits(0);
    assert_eq!(half_signed(&vault, "due"), serde_json::json!([]));
}
