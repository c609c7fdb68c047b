//! What a person at the terminal is asked of records that go to somebody else.

use std::cell::RefCell;

use kluis::powers::asker::{DisclosureWord, Question};

use super::note_of;
use crate::harness::{Person, Vault};

const BARE: &str = "restore {month} --to {out} --reason 'tax audit'";

fn typing(answers: &[(DisclosureWord, &'static str)]) -> Person {
    Person { disclosure: RefCell::new(answers.to_vec()), ..Person::default() }
}

fn asked_of(person: &Person) -> usize {
    let of_it = |question: &&Question| matches!(question, Question::Disclosure { .. });
    person.asked.borrow().iter().filter(of_it).count()
}

#[test]
fn at_the_terminal_a_disclosure_is_asked_for_what_it_needs() {
    let vault = Vault::holding("month").date("2024-11");
    let person = typing(&[
        (DisclosureWord::Whom, "Belastingdienst"),
        (DisclosureWord::Reference, "bo 1"),
        (DisclosureWord::Reference, "BO-1"),
        (DisclosureWord::Officer, "controlemedewerker"),
        (DisclosureWord::Power, "AWR art. 47, btw 2024"),
        (DisclosureWord::AskedOn, "soon"),
        (DisclosureWord::AskedOn, "20-11-2025"),
        (DisclosureWord::AnswerBy, "2025-12-20"),
        (DisclosureWord::Withheld, "bank.csv"),
        (DisclosureWord::Withheld, "bank.csv=letters of our adviser"),
        (DisclosureWord::Hold, "yes"),
        (DisclosureWord::HoldKind, "a whim"),
        (DisclosureWord::HoldKind, "supervisor"),
    ]);
    let said = vault.asked(&person).run(BARE).exits(0);
    said.says("Not given: bank.csv").says("kluis restore close BO-1");
    assert!(person.disclosure.borrow().is_empty(), "{:?}", person.disclosure);
    let note = note_of(&vault, "restored");
    for (word, text) in [
        ("for", "Belastingdienst"),
        ("ref", "BO-1"),
        ("officer", "controlemedewerker"),
        ("power", "AWR art. 47, btw 2024"),
        ("asked-on", "2025-11-20"),
        ("answer-by", "2025-12-20"),
        ("withheld", "bank.csv: letters of our adviser"),
    ] {
        assert_eq!(note[word], text, "{note:#}");
    }
    assert!(!vault.path("out/records/2024-11/bank.csv").exists());
    vault.run("hold list").exits(0).says("BO-1").says("supervisor");
}

#[test]
fn each_of_these_questions_can_be_left_out() {
    let vault = Vault::holding("month").date("2024-11");
    let person = typing(&[(DisclosureWord::Whom, "J. de Wit")]);
    vault.asked(&person).run(BARE).exits(0).says("The disclosure is on record");
    let note = note_of(&vault, "restored");
    assert_eq!((&note["for"], note.get("ref")), (&"J. de Wit".into(), None));
    // A hold has a reference: without one it is not offered.
    assert_eq!(asked_of(&person), 7);
}

#[test]
fn who_looks_for_themselves_answers_one_question_and_who_says_so_none() {
    let vault = Vault::holding("month").date("2024-11");
    let person = typing(&[]);
    vault.asked(&person).run(BARE).exits(0).says("a look for yourself");
    assert_eq!(asked_of(&person), 1);
    let person = typing(&[(DisclosureWord::Whom, "Belastingdienst")]);
    let line = "restore {month} --to {dir}/2 --reason check --own-use";
    vault.asked(&person).run(line).exits(0).says("a look for yourself");
    let line = "restore {month} --to {dir}/3 --reason audit --ref BO-3";
    vault.asked(&person).run(line).exits(0).says("BO-3");
    assert_eq!(asked_of(&person), 0);
    vault.run("due").exits(1).says("BO-3");
}
