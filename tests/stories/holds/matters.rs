//! One matter or several, and the days that belong to them.

use super::{destroy, due, seal};
use crate::harness::Vault;

fn end(vault: &Vault) -> serde_json::Value {
    let mut end = vault.run("show {old} --json").exits(0).json()["end"].clone();
    end.as_object_mut().unwrap().remove("due");
    end
}

#[test]
fn a_hold_that_is_released_leaves_the_end_as_it_was() {
    let vault = due();
    let before = end(&vault);
    vault.run("hold place {old} --ref A-1 --reason r").exits(0);
    assert_eq!(end(&vault), before);
    assert_eq!(vault.run("show {old} --json").exits(0).json()["end"]["due"], false);
    vault.run("hold release A-1 --reason r").exits(0);
    assert_eq!(end(&vault), before);
    assert_eq!(vault.run("show {old} --json").exits(0).json()["end"]["due"], true);
}

#[test]
fn two_matters_hold_one_bundle_and_the_first_release_frees_nothing() {
    let vault = due();
    vault.run("hold place {old} --ref A-1 --reason r").exits(0);
    vault.run("hold place --year 2015 --ref B-2 --reason r").exits(0);
    vault.refuses(&destroy("old"), 14).says("is held by A-1").says("is held by B-2");
    let released = vault.run("hold release A-1 --reason r").exits(0);
    released.says("is still under B-2");
    vault.refuses(&destroy("old"), 14).says("is held by B-2").hides("A-1");
    vault.run("hold release B-2 --reason r").exits(0);
    vault.run(&destroy("old")).exits(0);
}

#[test]
fn two_holds_may_have_one_reference_and_each_is_released_by_its_number() {
    let vault = due();
    vault.run("hold place {old} --ref A-1 --reason one").exits(0);
    vault.run("hold place --all --ref A-1 --reason two").exits(0);
    let listed = vault.run("hold list --json").exits(0).json();
    let holds = listed["holds"].as_array().unwrap();
    assert_eq!(holds.len(), 2);
    let start = &holds[0]["hold"].as_str().unwrap()[..12];
    // The list shows what release and review ask for.
    let mut shown = vault.run("hold list").exits(0).says("NUMBER");
    for hold in holds {
        let [number, id] = ["number", "hold"].map(|field| hold[field].as_str().unwrap());
        assert!(id.starts_with(number));
        shown = shown.says(number);
    }
    // What may be a mistyped reference names no hold by its id.
    let first = &start[..1];
    for wrong in [first.to_owned(), start.to_uppercase(), start[..7].to_owned()] {
        vault.refuses(&format!("hold release {wrong} --reason r"), 2);
    }
    // Each has a ground of its own: none is lifted by the way.
    for act in ["hold release A-1 --reason r", "hold review A-1 --review 2099-01-01 --reason r"] {
        vault
            .refuses(act, 2)
            .says("A-1 stands for 2 holds")
            .says(&start[..8])
            .says("hold show A-1");
    }
    vault.run(&format!("hold release {start} --reason r")).exits(0);
    vault.refuses(&destroy("old"), 14);
    vault.refuses(&format!("hold release {start} --reason r"), 2).says("released already");
    vault.run("hold list").exits(0).hides("NUMBER");
    vault.run("hold show A-1").exits(0).says("one").says("two");
    vault.run("hold release A-1 --reason r").exits(0);
    vault.refuses("hold release A-1 --reason r", 2).says("released already");
    vault.run(&destroy("old")).exits(0);
}

#[test]
fn a_hold_on_a_year_is_on_each_book_year_that_touches_it() {
    let vault = Vault::made_with("--book-year-end 06-30");
    vault.month("2024-11");
    vault.seal("autumn", "{src}/2024-11 --class nl-admin-basis --date 2024-11");
    // The book year runs from July 2024 through June 2025, and people call it by either.
    let placed = vault.run("hold place --year 2025 --ref A-1 --reason r").exits(0);
    placed.says("1 bundle,").says(&vault.id("autumn"));
    vault.run("hold place --year 2024 --ref A-2 --reason r").exits(0).says("1 bundle,");
    vault.run("hold place --year 2026 --ref A-3 --reason r").exits(1).says("It holds NOTHING now");
    // What is listed goes by the date that was given.
    vault.run("list --year 2025").exits(1);
}

#[test]
fn a_review_day_that_has_passed_is_a_finding_and_releases_nothing() {
    let vault = due();
    vault.run("hold place {old} --ref A-1 --reason r --review 2026-01-10").exits(0);
    vault.on("2026-01-09").run("hold list").exits(0);
    for line in ["hold list", "list", "hold show A-1"] {
        let said = vault.on("2026-01-10").run(line).exits(1);
        said.says("Hold A-1 was to be reviewed on 2026-01-10; it keeps 1 bundle.");
    }
    vault
        .on("2026-01-10")
        .run("list --lang nl")
        .exits(1)
        .says("was te herbeoordelen op 10-01-2026");
    vault.refuses(&destroy("old"), 14).says("is held by A-1");
    vault.refuses("hold review A-1 --review 2026-01-10 --reason r", 2).says("not after today");
    vault
        .run("hold review A-1 --review 2026-07-01 --reason 'still open' --by A.Jansen")
        .exits(0)
        .says("Hold A-1 stays, to be reviewed on 2026-07-01.");
    vault.run("hold list").exits(0).says("2026-07-01");
    vault.run("list").exits(0);
    vault.run("hold show A-1").exits(0).says("Reviewed on 2026-01-10, again on 2026-07-01");
    vault.refuses(&destroy("old"), 14).says("is held by A-1");
}

#[test]
fn a_ground_with_an_end_by_law_names_it_and_ends_when_a_person_says_so() {
    let vault = due();
    let line = "hold place {old} --ref AML-1 --reason r --kind aml-extension";
    vault.refuses(line, 2).says("--ends");
    vault.refuses(&format!("{line} --ends 2030-12-02"), 2).says("through 2030-12-01");
    vault.refuses(&format!("{line} --ends 2025-11-30"), 2);
    vault.refuses("hold place {old} --ref A-1 --reason r --ends 2026-01-01", 2).says("--review");
    vault.run(&format!("{line} --ends 2026-02-01")).exits(0).says("ends by law on 2026-02-01");
    vault.run("hold review AML-1 --review 2026-11-01 --reason r").exits(0);
    vault.on("2026-02-01").run("hold list").exits(0);
    let passed = vault.on("2026-02-02").run("hold list").exits(1);
    passed.says("The ground of hold AML-1 ended on 2026-02-01");
    vault.refuses(&destroy("old"), 14).says("is held by AML-1");
}

#[test]
fn a_person_is_told_before_a_restriction_is_lifted() {
    let vault = due();
    vault.run("hold place {old} --ref AVG-1 --reason r --kind restriction").exits(0);
    let line = "hold release AVG-1 --reason r";
    vault.refuses(line, 2).says("art. 18(3)").says("--told");
    vault.refuses(&format!("{line} --told 'J. de Wit@2025-12-02'"), 2).says("in the future");
    vault.run(&format!("{line} --told 'J. de Wit@2025-11-30'")).exits(0);
    vault.run("hold show AVG-1").exits(0).says("told: J. de Wit on 2025-11-30");
    vault.run("ledger show --notes").exits(0).says("told: J. de Wit on 2025-11-30");
}

#[test]
fn a_hold_that_holds_nothing_says_so() {
    let vault = due();
    let placed = vault.run("hold place --case P-17 --ref A-1 --reason r").exits(1);
    placed.says("It holds NOTHING now").says("kluis hold release A-1");
    vault.run("hold list").exits(0).says("A-1");
    vault.run(&destroy("old")).exits(0);
    // It catches what comes.
    vault.month("2016-03");
    let line = "{src}/2016-03 --class nl-admin-basis --date 2016-03 --accept-end --accept-newer";
    vault.seal("later", &format!("{line} --case P-17"));
    vault.refuses(&destroy("later"), 14).says("is held by A-1");
}

#[test]
fn a_hold_on_a_case_is_shown_by_its_code_before_a_bundle_of_it_is_sealed() {
    let vault = due();
    vault.run("hold place --case CASE-99 --ref VORD-1 --reason r").exits(1);
    vault.run("hold show VORD-1").exits(0).says("case CASE-99");
    assert!(crate::harness::holds(&vault.path("a"), "CASE-99").is_empty(), "it is encrypted there");
}

#[test]
fn a_bundle_names_its_oldest_hold_first_and_a_hold_counts_what_is_there() {
    let vault = due();
    seal(&vault, "other", "2016-02", "");
    for reference in ["VORD-3", "VORD-1", "VORD-2"] {
        vault.run(&format!("hold place {{old}} --ref {reference} --reason r")).exits(0);
    }
    vault.run("show {old}").exits(0).says("held by VORD-1, VORD-2, VORD-3");
    vault.on("2025-12-02").run("hold place {old} --ref VORD-0 --reason r").exits(0);
    vault.run("show {old}").exits(0).says("VORD-2, VORD-3, VORD-0");
    vault.run(&destroy("other")).exits(0);
    vault.run("hold place --all --ref ALL --reason r").exits(0).says("1 bundle,");
    vault.run("hold show ALL").exits(0).says("It binds 1 bundle.").hides(&vault.id("other"));
}
