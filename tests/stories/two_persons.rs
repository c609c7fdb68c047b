//! A vault that wants two persons: what one signs waits for the other, and persons are counted, not keys.

use std::fs;

use crate::harness::{BY, Person, Vault};
use crate::rebuild::id_of;
use crate::signers::{AS_PIET, add_piet};
use crate::two_homes::SECOND;

const LIST: &str = "due --list {list}";
const DESTROY: &str = "destroy --list {list} --by A.Jansen --role owner --no-open-matters";
const APPROVE: &str =
    "destroy --list {list} --approve --by P.deVries --role partner --no-open-matters";
const RELEASE: &str = "hold release AUDIT-1 --reason 'report of 14 November'";
const HOLD: &str = "hold place --all --ref AUDIT-1 --kind audit --reason 'letter'";

/// What kluis.toml says of two persons.
pub fn wants(vault: &Vault, two: &str) {
    let path = vault.home().join("kluis.toml");
    let text = fs::read_to_string(&path).unwrap();
    let kept = text.lines().filter(|line| !line.starts_with("two_persons"));
    let kept: String = kept.map(|line| format!("{line}\n")).collect();
    fs::write(&path, format!("two_persons = {two}\n{kept}")).unwrap();
}

/// A vault of two persons with a bundle that is due, and a review list with it.
pub fn due() -> Vault {
    let vault = Vault::holding("old").date("2025-03");
    add_piet(&vault);
    wants(&vault, "true");
    vault.name("list", vault.path("list.json"));
    vault.on("2033-01-05").run("verify {a} {b}").exits(0);
    vault.run(LIST).exits(1);
    vault
}

fn approve(vault: &Vault) {
    vault.run(&format!("{APPROVE} {AS_PIET}")).exits(0).says("another must");
}

fn is_there(vault: &Vault) -> bool {
    vault.bundle("a", "old").join("key.age").exists()
}

#[test]
fn the_second_person_is_told_which_list_and_is_asked_to_approve_it() {
    let vault = due();
    let list = vault.path("list.json");
    let alone = vault.refuses(DESTROY, 14);
    alone.says(&format!("destroy --list {} --approve", list.display()));
    let person = Person {
        open_matters: Some("no"),
        signer_passphrase: Some("paard batterij nietje"),
        ..Person::default()
    };
    let approve = "destroy --list {list} --approve --by P.deVries --role partner";
    vault.asked(&person).run(&format!("{approve} --signer 'P. de Vries'")).exits(0);
    let asked = format!("{:?}", person.asked.borrow());
    assert!(asked.contains("ApproveListed(1)") && !asked.contains("DestroyListed"), "{asked}");
    assert!(is_there(&vault), "an approval destroys nothing");
}

/// A vault of two persons, each under a passphrase of their own; the owner's is in `{owners}`, Piet's in `{piets}`.
pub fn under_passphrases() -> Vault {
    let vault = Vault::bare();
    for (name, words) in [("owners", "correct horse battery"), ("piets", "paard batterij nietje")] {
        fs::write(vault.path(name), format!("{words}\n")).unwrap();
        vault.name(name, vault.path(name));
    }
    let owner = "--passphrase-file {owners}";
    vault.run(&format!("init --name 'Bakkerij Jansen' --paper {{dir}}/sheet {owner}")).exits(0);
    for drive in ["a", "b"] {
        vault.run(&format!("medium add --same-disk {{{drive}}} --label 'Drive {drive}'")).exits(0);
    }
    vault.month("2016-12");
    let old = "{src} --class nl-payroll --date 2016-12 --accept-end --accept-newer";
    vault.seal("old", old);
    let add = "signer add --name 'P. de Vries' --new-passphrase-file {piets}";
    vault.run(&format!("{add} {owner}")).exits(0);
    wants(&vault, "true");
    vault.name("list", vault.path("list.json"));
    vault
}

#[test]
fn the_second_person_approves_without_the_owner_s_passphrase() {
    let vault = under_passphrases();
    vault.run(LIST).exits(1);
    approve(&vault);
}

#[test]
fn the_second_person_releases_a_hold_and_signs_settings_without_the_owner_s_passphrase() {
    let vault = under_passphrases();
    let owner = "--passphrase-file {owners}";
    vault.run(&format!("{HOLD} {owner}")).exits(0);
    // Who signs first has to be able to read what kind it is, or says who was told.
    vault.run(&format!("{RELEASE} {AS_PIET}")).exits(2).says("--told");
    vault.run(&format!("{RELEASE} {owner}")).exits(0).says("until another person signs");
    vault.run(&format!("{RELEASE} {AS_PIET}")).exits(0).says("is released");
    wants(&vault, "false");
    vault.run(&format!("repair --accept-settings {owner}")).exits(0).says("until another person");
    vault.run(&format!("repair --accept-settings {AS_PIET}")).exits(0).hides("until another");
    assert_eq!(vault.run("signer list --json").exits(0).json()["two_persons"], false);
}

#[test]
fn a_hold_is_released_by_two_persons() {
    let vault = due();
    vault.run(HOLD).exits(0);
    let told = vault.run(&format!("{RELEASE} --told 'J. de Wit@2033-01-02'")).exits(0);
    // The other person must say it too, and can: the line has it.
    told.says("It is in force until another person signs that too")
        .says("--told \"J. de Wit@2033-01-02\" --signer NAME");
    vault.run(&format!("destroy {{old}} {BY}")).exits(14).says("AUDIT-1");
    vault.refuses(RELEASE, 14).says("waits for another person");
    // Whoever finds that it is needed still takes that back.
    let review = "hold review AUDIT-1 --review 2033-06-01 --reason 'not ready'";
    vault.run(&format!("{review} {AS_PIET}")).exits(0);
    vault.run(&format!("{RELEASE} {AS_PIET}")).exits(0).says("until another person");
    vault.run("hold list").exits(0).says("AUDIT-1");
    vault.on("2033-01-07").run(&format!("{RELEASE} --lang nl")).exits(0).says("is opgeheven");
    vault.run("hold list").exits(0).hides("AUDIT-1");
    // It was released by the signature that made it two.
    let list = vault.run("hold list --released --json").exits(0).json();
    let released = list["holds"][0]["released"].as_str().unwrap().to_owned();
    assert!(released.starts_with("2033-01-07"), "{list:#}");
    assert!(is_there(&vault), "a release destroys nothing");
}

#[test]
fn a_list_is_destroyed_once_another_person_approved_exactly_that_list() {
    let vault = due();
    vault.refuses(DESTROY, 14).says("two persons").says("--approve");
    vault.refuses(&format!("destroy {{old}} {BY}"), 14).says("two persons");
    // The one who destroys is no second person.
    vault.run(APPROVE).exits(0).says("another must");
    vault.refuses(DESTROY, 14).says("only you");
    assert!(is_there(&vault));
    approve_second(&vault);
    vault.run(DESTROY).exits(0).says("Every copy");
    assert!(!is_there(&vault));
    vault.run("ledger verify").exits(0);
    vault.run("ledger show --lang nl").exits(0).says("goedgekeurd voor vernietiging");
    // Both stand in the statement by their keys: whoever typed which name.
    let said = vault.run("statement show {old} --json").exits(0).json();
    let signed = said["statement"]["decision"]["signatures"].as_array().unwrap();
    assert_eq!(signed.len(), 2, "{signed:#?}");
    assert!(signed.iter().all(|one| one["role"] == "partner"));
    let names: std::collections::BTreeSet<&str> =
        signed.iter().filter_map(|one| one["by"].as_str()).collect();
    assert_eq!(Vec::from_iter(names), ["P. de Vries", "P.deVries"], "a key's own name first");
    assert_ne!(signed[0]["signer"], signed[1]["signer"]);
    assert_eq!(signed[0]["list"], signed[1]["list"]);
}

fn approve_second(vault: &Vault) {
    vault.run(&format!("{APPROVE} {AS_PIET}")).exits(0).says("Two persons have approved it");
}

#[test]
fn an_approval_is_of_one_list_and_of_no_other() {
    let vault = due();
    approve(&vault);
    let path = vault.path("list.json");
    let text = fs::read_to_string(&path).unwrap();
    // Another end, or another seal, beside the same bundle.
    let day = text.split("\"kept_through\":\"").nth(1).unwrap().split('"').next().unwrap();
    fs::write(&path, text.replace(day, "2010-12-31")).unwrap();
    vault.refuses(DESTROY, 14).says("exactly these bundles");
    fs::write(&path, &text).unwrap();
    vault.run(DESTROY).exits(0).says("Every copy");
}

#[test]
fn one_person_alone_takes_an_approval_back_and_it_is_given_anew() {
    let vault = due();
    approve(&vault);
    let back = "destroy --list {list} --withdraw --by A.Jansen --reason 'not sure'";
    vault.run(back).exits(0).says("taken back");
    vault.refuses(DESTROY, 14).says("nobody has approved");
    vault.refuses(back, 2).says("nobody has approved this list");
    approve(&vault);
    vault.run(DESTROY).exits(0).says("Every copy");
}

#[test]
fn the_second_person_signs_on_the_same_pc_in_the_same_run() {
    let vault = due();
    let by = "--approved-by 'P. de Vries' --approver-passphrase-file {piets}";
    vault.refuses(&format!("{DESTROY} --approved-by Nobody"), 2).says("Nobody");
    // Piet destroys and approves: one person.
    vault.run(&format!("{DESTROY} {by} {AS_PIET}")).exits(14).says("same person");
    assert!(is_there(&vault));
    let person = Person { signer_passphrase: Some("paard batterij nietje"), ..Person::default() };
    let line = format!("destroy {{old}} {BY} --approved-by 'P. de Vries'");
    vault.refuses(&line, 2).says("--approver-passphrase-file");
    vault.asked(&person).run(&line).exits(0).says("Every copy");
    assert!(!is_there(&vault));
    let decided = decision(&vault);
    assert_eq!(decided["approved_by"], "P. de Vries");
    assert_eq!(signed_by(&decided), [("A.Jansen", Some("owner")), ("P. de Vries", None)]);
}

/// Who decided, as the signed statement of `old` has it.
fn decision(vault: &Vault) -> serde_json::Value {
    let of = |name: &str| name.starts_with(&vault.id("old")) && name.ends_with(".json");
    let statements = fs::read_dir(vault.home().join("statements")).unwrap();
    let mut paths = statements.map(|entry| entry.unwrap().path());
    let path = paths.find(|path| of(&path.file_name().unwrap().to_string_lossy())).unwrap();
    let said: serde_json::Value = serde_json::from_slice(&fs::read(path).unwrap()).unwrap();
    said["decision"].clone()
}

/// The names and roles beside the signatures.
fn signed_by(decision: &serde_json::Value) -> Vec<(&str, Option<&str>)> {
    let signatures = decision["signatures"].as_array().unwrap().iter();
    let mut all: Vec<(&str, Option<&str>)> =
        signatures.map(|one| (one["by"].as_str().unwrap(), one["role"].as_str())).collect();
    all.sort();
    all
}

#[test]
fn the_statement_names_who_approved_in_another_run() {
    let vault = due();
    approve(&vault);
    vault.run(DESTROY).exits(0);
    let decided = decision(&vault);
    assert_eq!(decided["approved_by"], "P. de Vries");
    let signed = signed_by(&decided);
    assert_eq!(signed, [("A.Jansen", Some("owner")), ("P. de Vries", Some("partner"))]);
}

#[test]
fn the_same_person_under_a_new_key_is_no_second_person() {
    let vault = due();
    approve(&vault);
    let path = vault.path("new");
    fs::write(&path, "een nieuwe zin voor Piet\n").unwrap();
    vault.name("new", path);
    let replace = "signer add --name 'Piet 2' --replaces 'P. de Vries' --new-passphrase-file {new} \
        --signer-passphrase-file {piets}";
    vault.run(replace).exits(0);
    let anew = "--signer 'Piet 2' --signer-passphrase-file {new}";
    vault.run(&format!("{DESTROY} {anew}")).exits(14);
    // A key that Piet adds alone is Piet's too.
    let third = "signer add --name Jan --new-passphrase-file {new}";
    vault.run(&format!("{third} {anew}")).exits(0).says("counts as Piet 2");
    let jan = "--signer Jan --signer-passphrase-file {new}";
    vault.run(&format!("{DESTROY} {jan}")).exits(14);
    assert!(is_there(&vault));
    // The other person adds that one too: then it is one.
    vault.run("signer add --name Jan").exits(0).says("3 persons");
    vault.run(&format!("{DESTROY} {jan}")).exits(0).says("Every copy");
}

#[test]
fn what_a_person_approved_who_signs_no_more_counts_no_more() {
    let vault = due();
    let path = vault.path("jans");
    fs::write(&path, "een zin voor Jan alleen\n").unwrap();
    vault.name("jans", path);
    vault.run("signer add --name Jan --new-passphrase-file {jans}").exits(0);
    vault
        .run(&format!("signer add --name Jan {AS_PIET}"))
        .exits(0)
        .says("3 persons sign for this vault");
    approve(&vault);
    let retire = "signer retire 'P. de Vries' --by A.Jansen --reason 'left the firm'";
    vault.run(retire).exits(0);
    vault.refuses(DESTROY, 14).says("nobody has approved");
    let last = "signer retire Jan --by A.Jansen --reason 'left the firm'";
    vault.refuses(last, 14).says("--one-left");
    vault.run(&format!("{last} --one-left")).exits(1).says("nothing can be released or destroyed");
    vault.refuses(DESTROY, 14).says("one signs for it");
}

#[test]
fn a_hold_that_an_approval_had_not_seen_ends_it_for_good() {
    let vault = due();
    approve(&vault);
    vault.run(HOLD).exits(0);
    vault.run(RELEASE).exits(0);
    vault.run(&format!("{RELEASE} {AS_PIET}")).exits(0);
    vault.run(DESTROY).exits(14).says("one has approved");
    assert!(is_there(&vault));
    let back = "destroy --list {list} --withdraw --by A.Jansen --reason 'anew'";
    vault.run(back).exits(0);
    approve(&vault);
    vault.run(DESTROY).exits(0).says("Every copy");
}

/// A second PC of the vault of two persons, which knows all that the first does.
fn second_pc(vault: &Vault) {
    vault.run("verify {a} {b}").exits(0);
    id_of(vault);
    vault.name("pc2", vault.path("pc2/home"));
    let line = "rebuild --accept-settings --from {a} --from {b} --vault-id {id} --identity {dir}/sheet \
        --no-passphrase";
    vault.run(&format!("{SECOND}{line}")).exits(0);
    // The drives have heard of it from here on.
    vault.run(&format!("{SECOND}verify {{a}} {{b}}")).exits(0);
}

const RESUME: &str = "destroy --resume --by A.Jansen --role owner --no-open-matters";

#[test]
fn the_second_person_approves_on_a_second_pc() {
    let vault = due();
    second_pc(&vault);
    vault.run(&format!("{SECOND}{APPROVE} {AS_PIET}")).exits(0);
    // Taken back there: on hearing of it this home destroys nothing.
    let back = "destroy --list {list} --withdraw --by P.deVries --reason 'wrong year'";
    vault.run(&format!("{SECOND}{back} {AS_PIET}")).exits(0);
    vault.run(DESTROY).exits(14).says("nobody has approved");
    vault.run(&format!("{SECOND}{APPROVE} {AS_PIET}")).exits(0);
    // Nothing is overwritten before that PC has heard of the order.
    vault.run(DESTROY).exits(3).says("may not have heard of it").says("--resume");
    assert!(is_there(&vault));
    vault.run(&format!("{SECOND}verify {{a}}")).exits(1).says("being destroyed");
    vault.run(RESUME).exits(0).says("Every copy");
    assert!(!is_there(&vault));
}

#[test]
fn a_hold_at_the_other_pc_is_heard_before_the_first_byte_goes() {
    let vault = due();
    second_pc(&vault);
    approve(&vault);
    let drives = |act: &dyn Fn(&str)| ["a", "b"].iter().for_each(|drive| act(drive));
    drives(&|drive| vault.unplug(drive));
    vault.run(&format!("{SECOND}{HOLD}")).exits(0);
    drives(&|drive| vault.plug(drive));
    vault.run(DESTROY).exits(3).says("waits for every PC");
    vault.run(&format!("{RESUME} --lang nl")).exits(3).says("wacht op elke pc");
    vault.run("due").exits(1).says("Nothing is overwritten yet");
    let dutch = vault.run("due --lang nl").exits(1).says("Er is nog niets overschreven");
    dutch.says("kluis destroy");
    vault.run(&format!("{SECOND}verify {{a}}")).exits(0);
    vault.run(DESTROY).exits(14).says("AUDIT-1");
    assert!(is_there(&vault) && vault.still_restores("old"));
}

#[test]
fn a_pc_that_does_not_answer_is_waived_by_the_other_person_and_not_by_who_ordered() {
    let vault = due();
    second_pc(&vault);
    approve(&vault);
    vault.run(DESTROY).exits(3).says("may not have heard of it");
    vault.run(APPROVE).exits(0);
    vault.run(RESUME).exits(3).says("may not have heard of it");
    assert!(is_there(&vault));
    vault.run(&format!("{APPROVE} {AS_PIET}")).exits(0);
    vault.run(RESUME).exits(0).says("Every copy");
    assert!(!is_there(&vault));
}

#[test]
fn a_pc_that_is_gone_for_good_is_not_waited_for_once_the_sealer_was_replaced() {
    let vault = due();
    second_pc(&vault);
    vault.run("signer replace --by A.Jansen --reason 'PC of the shop was stolen'").exits(0);
    approve(&vault);
    vault.run(DESTROY).exits(0).says("Every copy");
    assert!(!is_there(&vault));
}

#[test]
fn who_ordered_gets_rid_of_no_pc_by_replacing_the_sealer_alone() {
    let vault = due();
    second_pc(&vault);
    approve(&vault);
    vault.run(DESTROY).exits(3).says("may not have heard of it");
    vault.run("signer replace --by A.Jansen --reason 'PC of the shop was stolen'").exits(0);
    vault.run(RESUME).exits(3).says("may not have heard of it");
    assert!(is_there(&vault));
    // The other person says so too, knowing of it.
    vault.run(&format!("{APPROVE} {AS_PIET}")).exits(0);
    vault.run(RESUME).exits(0).says("Every copy");
    assert!(!is_there(&vault));
}

/// What a newer version of the schedule says of the class that the bundle is under.
fn class_became_longer(vault: &Vault) {
    let path = vault.home().join("kluis.toml");
    let text = fs::read_to_string(&path).unwrap();
    let class = "[[class]]\nid = \"nl-admin-basis\"\nperiod = \"P12Y\"\n";
    fs::write(&path, format!("{text}\n{class}")).unwrap();
}

#[test]
fn a_class_that_became_longer_while_an_order_waited_keeps_the_bundle() {
    let vault = due();
    second_pc(&vault);
    approve(&vault);
    vault.run(DESTROY).exits(3).says("may not have heard of it");
    class_became_longer(&vault);
    vault.run(&format!("{SECOND}verify {{a}}")).exits(1).says("being destroyed");
    // Nothing has gone yet: the longer class is decided about as ever.
    vault.run(RESUME).exits(14).says("and now 12 years");
    assert!(is_there(&vault));
    vault.run(&format!("{RESUME} --older-rule 'from 2026 on only'")).exits(0).says("Every copy");
    vault.run("ledger show --notes").exits(0).says("from 2026 on only");
}

#[test]
fn both_persons_say_that_a_longer_class_does_not_count() {
    let vault = due();
    class_became_longer(&vault);
    let approve = "destroy {old} --approve --by P.deVries --role partner --no-open-matters";
    vault.run(&format!("{approve} {AS_PIET}")).exits(14).says("and now 12 years");
    let older = "--older-rule 'from 2026 on only'";
    vault.run(&format!("{approve} {AS_PIET} {older}")).exits(0);
    vault.run("ledger show --notes").exits(0).says("from 2026 on only");
    vault.run(&format!("destroy {{old}} {BY} {older}")).exits(0).says("Every copy");
}

#[test]
fn two_persons_are_wanted_until_two_have_signed_that_one_is_enough() {
    let vault = due();
    vault.run(HOLD).exits(0);
    wants(&vault, "false");
    // The settings are looser: they don't count yet, and are told.
    vault.run("hold list").says("two_persons");
    vault.refuses(DESTROY, 14);
    let accept = "repair --accept-settings";
    vault.run(accept).exits(0).says("until another person signs that too");
    vault.run(RELEASE).exits(0).says("until another person signs");
    vault.run(&format!("{accept} {AS_PIET}")).exits(0).hides("until another person");
    assert_eq!(vault.run("signer list --json").exits(0).json()["two_persons"], false);
    vault.run(RELEASE).exits(0).says("is released");
    vault.run(DESTROY).exits(0).says("Every copy");
}

#[test]
fn a_vault_that_wants_two_persons_and_has_one_waits_for_the_other() {
    let vault = Vault::holding("old").date("2025-03");
    wants(&vault, "true");
    vault.on("2033-01-05").run("verify {a} {b}").exits(0);
    vault.refuses(&format!("destroy {{old}} {BY}"), 14).says("one signs for it");
    vault.run(HOLD).exits(0);
    vault.refuses(RELEASE, 14).says("signer add");
    add_piet(&vault);
    vault.run("signer list").exits(0).says("takes two persons");
    vault.run(RELEASE).exits(0).says("until another person");
}

const RESEAL: &str = "reseal {old} --class nl-payroll --date 2025-01 --reason 'wrong class'";

/// A vault of two persons with a bundle that is not due.
fn kept() -> Vault {
    let vault = Vault::holding("old").date("2025-03");
    add_piet(&vault);
    wants(&vault, "true");
    vault
}

#[test]
fn a_bundle_that_was_sealed_again_is_destroyed_by_two_persons() {
    let vault = kept();
    let again = vault.run(RESEAL).exits(3).says("Sealed").says("wants two persons");
    again.says("--approve").says("kluis destroy");
    assert_eq!(vault.run(&format!("{RESEAL} --json")).exits(3).json()["kept"], "two-persons");
    vault.refuses(&format!("destroy {{old}} {BY}"), 14).says("nobody has approved");
    assert!(is_there(&vault));
    // Until then it is named among what waits.
    vault.run("due").exits(1).says("was sealed again as").says("kluis destroy");
    vault.run("due --lang nl").exits(1).says("is opnieuw verzegeld als");
    // The one who sealed again is no second person, and neither command counts them twice.
    let approve = "destroy {old} --approve --by P.deVries --role partner --no-open-matters";
    vault.run(approve).exits(0).says("another must");
    vault.run(RESEAL).exits(3).says("one has approved");
    vault.refuses(&format!("destroy {{old}} {BY}"), 14).says("only you");
    assert!(is_there(&vault));
    // The second person is told that no record goes.
    let approved = vault.run(&format!("{approve} {AS_PIET}")).exits(0);
    approved.says("Two persons have approved it").says("No record goes with");
    let dutch = vault.run(&format!("{approve} {AS_PIET} --lang nl")).exits(0);
    dutch.says("gaat geen stuk weg");
    vault.run(&format!("destroy {{old}} {BY}")).exits(0).says("Every copy");
    assert!(!is_there(&vault));
    vault.run("verify --deep").exits(0);
}

#[test]
fn a_bundle_whose_records_went_into_another_vault_is_destroyed_by_two_persons() {
    let vault = kept();
    let (own, other) = ("--vault 'Bakkerij Jansen'", "--vault 'De Wit'");
    vault.run("init --name 'De Wit' --no-passphrase --paper {dir}/sheet-2").exits(0);
    vault.new_drives(&["c", "d"]);
    for drive in ["c", "d"] {
        let add = format!("medium add --same-disk {{{drive}}} --label {drive} {other}");
        vault.run(&add).exits(0);
    }
    let into = "reseal {old} --into 'De Wit' --class nl-admin-basis --date 2025-03 --reason client";
    let moved = vault.run(&format!("{into} --json {own}")).exits(3).json();
    assert_eq!(moved["kept"], "two-persons", "{moved:#}");
    let destroy = format!("destroy {{old}} {BY} {own}");
    vault.run(&destroy).exits(14).says("nobody has approved");
    assert!(is_there(&vault));
    let approve =
        format!("destroy {{old}} --approve --by P.deVries --role partner --no-open-matters {own}");
    vault.run(&approve).exits(0);
    vault.run(&destroy).exits(14).says("only you");
    vault.run(&format!("{approve} {AS_PIET}")).exits(0).says("Two persons have approved it");
    // The other vault's home on this PC is asked by this command too.
    vault.run(&destroy).exits(0).says("Every copy");
    assert!(!is_there(&vault));
    vault.run(&format!("verify --deep {other}")).exits(0);
}

#[test]
fn two_persons_destroy_no_bundle_before_its_end_that_was_not_sealed_again() {
    let vault = kept();
    let approve = "destroy {old} --approve --by P.deVries --role partner --no-open-matters";
    vault.run(approve).exits(0);
    vault.run(&format!("{approve} {AS_PIET}")).exits(0).says("Two persons have approved it");
    vault.refuses(&format!("destroy {{old}} {BY}"), 14).says("is kept through");
    assert!(is_there(&vault));
    // What both said counts for the reseal too: the old bundle goes as they said.
    vault.run(RESEAL).exits(0).says("Every copy");
    assert!(!is_there(&vault));
}

#[test]
fn a_hold_on_the_bundle_before_ends_the_approval_of_the_new_one() {
    let vault = kept();
    vault.run(RESEAL).exits(3);
    let list = vault.run("list --json").json();
    let mut ids =
        list["bundles"].as_array().unwrap().iter().map(|one| one["bundle"].as_str().unwrap());
    let new = ids.find(|id| *id != vault.id("old")).unwrap().to_owned();
    vault.name("new", &new);
    vault.on("2033-01-05").run("verify {a} {b}").exits(0);
    let approve = "destroy {new} --approve --by P.deVries --role partner --no-open-matters";
    vault.run(&format!("{approve} {AS_PIET}")).exits(0);
    vault.run("hold place {old} --ref AUDIT-1 --kind audit --reason 'letter'").exits(0);
    vault.refuses(&format!("destroy {{new}} {BY}"), 14).says("AUDIT-1");
    vault.run(RELEASE).exits(0);
    vault.run(&format!("{RELEASE} {AS_PIET}")).exits(0).says("is released");
    vault.run(&format!("destroy {{new}} {BY}")).exits(14).says("one has approved");
    assert!(vault.bundle("a", "new").join("key.age").exists());
    vault.run("destroy {new} --withdraw --by A.Jansen --reason anew").exits(0);
    vault.run(&format!("{approve} {AS_PIET}")).exits(0);
    vault.run(&format!("destroy {{new}} {BY}")).exits(0).says("Every copy");
}

#[test]
fn a_setting_that_slipped_below_a_book_year_is_an_error_and_not_a_silence() {
    let vault = Vault::holding("payroll").class("nl-payroll").date("2020-12");
    vault.run("book-year add 2026-01-01 2026-12-31").exits(0);
    let path = vault.home().join("kluis.toml");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, format!("{text}\ntwo_persons = true\n")).unwrap();
    let line = format!("destroy {{payroll}} {BY}");
    vault.refuses(&line, 2).says("two_persons below [[book_year]]").says("above the first line");
}
