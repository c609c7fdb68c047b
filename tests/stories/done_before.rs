//! The same command once more, where everything was done: what it says, and that nothing is put on record.

use crate::harness::{BY, Person, Vault};
use crate::signers::AS_PIET;
use crate::two_persons::{due, under_passphrases};

const APPROVE: &str =
    "destroy --list {list} --approve --by P.deVries --role partner --no-open-matters";
const DESTROY: &str = "destroy --list {list} --by A.Jansen --role owner --no-open-matters";

#[test]
fn a_destruction_that_is_over_is_not_done_resumed_or_taken_back_again() {
    let vault = Vault::holding("old").date("2025-03");
    vault.on("2033-01-05").run("verify {a} {b}").exits(0);
    vault.run(&format!("destroy {{old}} {BY}")).exits(0).says("Every copy");
    for line in [
        format!("destroy {{old}} {BY}"),
        "destroy {old} --withdraw --by A.Jansen --reason 'not this one'".into(),
        "destroy {old} --approve --by A.Jansen --role owner --no-open-matters".into(),
    ] {
        vault.refuses(&line, 2).says("was destroyed before").says("kluis show");
        vault.run(&format!("{line} --lang nl")).exits(2).says("is al eerder vernietigd");
    }
    let resume = format!("destroy --resume {BY}");
    vault.run(&resume).exits(0).says("Nothing is left to destroy");
    // No drive is needed to know that.
    ["a", "b"].iter().for_each(|drive| vault.unplug(drive));
    vault.run(&resume).exits(0).says("Nothing is left to destroy");
    vault.refuses(&format!("destroy {{old}} {BY}"), 2).says("was destroyed before");
}

#[test]
fn a_list_of_which_everything_has_gone_is_neither_approved_nor_taken_back() {
    let vault = due();
    vault.run(&format!("{APPROVE} {AS_PIET}")).exits(0);
    vault.run(DESTROY).exits(0).says("Every copy");
    let lines = || vault.run("ledger show --json").json()["entries"].as_array().unwrap().len();
    let before = lines();
    vault.run(DESTROY).exits(0).says("Nothing is left to destroy");
    vault.run(&format!("{APPROVE} {AS_PIET}")).exits(0).says("Nothing is left to destroy");
    let back = "destroy --list {list} --withdraw --by A.Jansen --reason anew";
    vault.refuses(back, 2).says("was destroyed before");
    assert_eq!(lines(), before, "nothing is put on record");
}

#[test]
fn a_hold_that_is_released_is_said_to_be_before_anybody_is_asked() {
    let vault = under_passphrases();
    let hold = "hold place --all --ref AUDIT-1 --kind audit --reason 'letter'";
    vault.run(&format!("{hold} --passphrase-file {{owners}}")).exits(0);
    let release = "hold release AUDIT-1 --reason 'report'";
    vault.run(&format!("{release} --passphrase-file {{owners}}")).exits(0);
    vault.run(&format!("{release} {AS_PIET}")).exits(0).says("is released");
    let person = Person { passphrase: Some("correct horse battery"), ..Person::default() };
    let told = vault.asked(&person).refuses(release, 2).says("is released already");
    told.says("hold show AUDIT-1");
    assert!(person.asked.borrow().is_empty(), "{:?}", person.asked.borrow());
    vault.run(&format!("{release} --lang nl")).exits(2).says("is al opgeheven");
}
