//! What list and show say of bundles.

use crate::desk::Desk;

/// A desk with one sealed month on two drives, and the bundle's id.
fn sealed() -> (Desk, String) {
    let desk = Desk::with_vault("Jansen");
    desk.drive("A");
    desk.drive("B");
    desk.file("2026/10/invoice.pdf", "an invoice");
    let month = desk.folder("2026/10");
    let archive = [
        "archive",
        &month,
        "--class",
        "nl-admin-basis",
        "--date",
        "2026-10",
        "--accept-newer",
        "--json",
    ];
    let report = desk.run(&archive).exits(0).json();
    let bundle = report["bundles"][0]["bundle"].as_str().unwrap().to_owned();
    (desk, bundle)
}

#[test]
fn a_bundle_is_listed_with_its_end_and_copies() {
    let (desk, bundle) = sealed();
    let narrow = desk
        .run(&["list"])
        .exits(0)
        .says(&bundle)
        .says("nl-admin-basis")
        .says("2033-12-31")
        .says("2/2")
        .says("not legal advice");
    assert!(narrow.out.lines().all(|line| line.chars().count() <= 80), "{}", narrow.out);
    desk.run(&["list", "--wide"]).exits(0).says(&bundle).says("2034-01-01").says("A, B");
    let row = &desk.run(&["list", "--json"]).exits(0).json()["bundles"][0];
    assert_eq!(row["end"]["due_from"], "2034-01-01");
    assert_eq!(row["end"]["due"], false);
    assert_eq!(row["standing"], "kept");
    assert_eq!(row["records"], 1);
    for (day, due) in [("2033-12-31", false), ("2034-01-01", true)] {
        let list = desk.on(day).run(&["list", "--json"]).json();
        assert_eq!(list["bundles"][0]["end"]["due"], due, "{day}");
    }
}

#[test]
fn a_selection_is_combined_and_finding_nothing_is_a_finding() {
    let (desk, bundle) = sealed();
    let list = |words: &[&str]| desk.run(&[&["list"], words].concat());
    list(&["--class", "nl-admin-basis", "--year", "2026"]).exits(0).says(&bundle);
    list(&["--year", "2020..2026", &bundle[..9]]).exits(0).says(&bundle);
    list(&["--year", "2025"]).exits(1).says("No bundle fits");
    list(&["--class", "nl-payroll"]).exits(1);
    list(&["--case", "X"]).exits(1);
    list(&["--class", "nl-payrol"]).exits(2).says("kluis class list");
    list(&["--year", "26"]).exits(2).says("--year 2019..2022");
    list(&["2099"]).exits(2).says("kluis list");
}

#[test]
fn one_bundle_is_shown_with_its_rule_and_each_copys_age() {
    let (desk, bundle) = sealed();
    desk.on("2026-12-31")
        .run(&["show", &bundle[..10]])
        .exits(0)
        .says("AWR art. 52(4)")
        .says("Kept through    2033-12-31")
        .says("61 days ago")
        .says("not legal advice");
    let shown = desk.run(&["show", &bundle, "--json"]).exits(0).json();
    assert_eq!(shown["rules"][0]["class_id"], "nl-admin-basis");
    assert_eq!(shown["copies"].as_array().unwrap().len(), 2);
    assert_eq!(shown["copies"][0]["age_days"], 61);
}

#[test]
fn a_confidential_class_is_named_here_and_found_by_its_id() {
    let desk = Desk::with_vault("Jansen");
    desk.drive("A");
    let file = desk.file("sick leave.txt", "a file");
    let archive =
        ["archive", &file, "--class", "nl-medical", "--date", "2026-10-01", "--accept-newer"];
    desk.run(&archive).exits(0);
    desk.run(&["list", "--class", "nl-medical"]).exits(0).says("nl-medical");
    desk.run(&["list", "--class", "nl-payroll"]).exits(1);
}

#[test]
fn a_destruction_before_its_time_is_refused_with_the_day() {
    let (desk, bundle) = sealed();
    let destroy = ["destroy", &bundle, "--by", "A. Jansen", "--role", "owner", "--no-open-matters"];
    desk.on("2033-12-31");
    let ran = desk.run(&[&destroy[..], &["--confirm-date", "2033-12-31"]].concat()).exits(14);
    assert_eq!(
        ran.err,
        format!(
            "kluis: refused: {bundle} is kept through 2033-12-31, and due from 2034-01-01 here and in UTC \
             (an indication, not legal advice)\nkluis: help: kluis show {bundle}\n"
        )
    );
}
