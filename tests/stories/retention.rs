//! Dates through the command line: what is given, what comes out, and what is asked about.

use crate::harness::Vault;

/// Plans under these options on this day; gives "kept through" and "due from".
fn dates(vault: &Vault, day: &str, options: &str) -> (String, String) {
    let line = format!("archive {{src}} {options} --accept-end --dry-run --json");
    let report = vault.on(day).run(&line).exits(0).json();
    let text = |value: &serde_json::Value| value.as_str().unwrap_or("-").to_owned();
    assert_eq!(report["dry_run"], true);
    (text(&report["end"]["keep_through"]), text(&report["due_from"]))
}

fn expect(vault: &Vault, day: &str, options: &str, kept_through: &str, due_from: &str) {
    let found = dates(vault, day, options);
    assert_eq!(found, (kept_through.to_owned(), due_from.to_owned()), "{options}");
}

fn vault(options: &str) -> Vault {
    let vault = Vault::without_drives(options);
    vault.month("2020/01");
    vault
}

#[test]
fn every_date_that_must_come_out_right_does() {
    let vault = vault("");
    for (options, kept_through, due_from) in [
        ("--class nl-admin-basis --date 2022-06-15", "2029-12-31", "2030-01-01"),
        ("--class nl-contract --date 2026-09-30", "2033-12-31", "2034-01-01"),
        ("--class nl-asset --date 2027-03", "2034-12-31", "2035-01-01"),
        ("--class nl-real-estate --date 2022", "2031-12-31", "2032-01-01"),
        ("--class nl-real-estate --date 2022 --also nl-asset@2030", "2037-12-31", "2038-01-01"),
        ("--class nl-asset --date 2030 --also nl-real-estate@2022", "2037-12-31", "2038-01-01"),
        ("--class nl-oss --date 2022", "2032-12-31", "2033-01-01"),
        ("--class nl-id-copy --date 2026-03-15", "2031-12-31", "2032-01-01"),
        ("--class nl-wwft-cdd --date 2026-03-15", "2031-03-15", "2031-03-16"),
        ("--class nl-wwft-cdd --date 2024-02-29", "2029-02-28", "2029-03-01"),
    ] {
        expect(&vault, "2031-01-15", options, kept_through, due_from);
    }
}

#[test]
fn book_years_that_end_in_june_move_what_counts_from_them_only() {
    let vault = vault("--book-year-end 06-30");
    let admin = "--class nl-admin-basis --date 2022-09-15";
    expect(&vault, "2025-12-01", admin, "2030-06-30", "2030-07-01");
    let payroll = "--class nl-payroll --date 2022-09";
    expect(&vault, "2025-12-01", payroll, "2029-12-31", "2030-01-01");
}

#[test]
fn a_long_first_book_year_counts_from_its_own_end() {
    let vault = vault("");
    vault.run("book-year add 2025-10-01 2026-12-31").exits(0);
    let admin = "--class nl-admin-basis --date 2025-11-15";
    expect(&vault, "2025-12-01", admin, "2033-12-31", "2034-01-01");
    vault.run("book-year list").exits(0).says("2026-12-31");
    vault.refuses("book-year add 2026-06-01 2027-12-31", 2);
    vault.refuses("book-year add 2027-02-01 2027-12-31", 2);
    vault
        .refuses("archive {src} --class nl-admin-basis --date 2024 --dry-run", 2)
        .says("book year");
}

#[test]
fn a_running_contract_has_no_end_and_belongs_to_a_case() {
    let vault = vault("");
    let line = "archive {src} --class nl-contract --open-ended --dry-run";
    let report = vault.run(&format!("{line} --case HUUR-1 --json")).exits(0).json();
    assert_eq!(report["end"]["open"], true);
    assert!(report["end"]["keep_through"].is_null() && report["due_from"].is_null());
    vault.refuses(line, 2).says("--case");
    vault.refuses("archive {src} --class nl-admin-basis --open-ended --case X", 2);
    vault.refuses("archive {src} --class nl-contract --open-ended --case X --date 2025", 2);
}

#[test]
fn an_end_that_is_past_or_near_is_asked_about() {
    let vault = Vault::new();
    vault.month("2018/01");
    let class = "archive {src} --class nl-admin-basis";
    // Kept through 2025-12-31, this month; and through 2026-12-31, which is 13 months away.
    vault.refuses(&format!("{class} --date 2018"), 2).says("2025-12-31").says("--accept-end");
    vault.refuses(&format!("{class} --date 2016"), 2).says("--accept-end");
    vault.run(&format!("{class} --date 2019 --dry-run")).exits(0);
    vault.run(&format!("{class} --date 2018 --accept-end")).exits(0);
}

#[test]
fn a_record_newer_than_the_date_is_asked_about() {
    let vault = Vault::new();
    let newer = vault.file("2025/newer.pdf", "newer");
    let when = std::time::SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(1_740_000_000);
    crate::harness::touch(&newer, when);
    let line = "archive {src} --class nl-admin-basis --date 2024-05";
    vault.refuses(line, 2).says("newer.pdf").says("2025-02-19").says("--accept-end");
    vault.run(&format!("{line} --accept-end")).exits(0);
    // An export of November that was made in December of the same book year is no typo.
    vault.run("archive {src} --class nl-admin-basis --date 2025-01 --dry-run").exits(0);
}

#[test]
fn dates_that_can_not_be_are_refused() {
    let vault = vault("");
    for date in ["2026-02", "2026", "2025-12-02", "2999-01-01"] {
        vault.refuses(&format!("archive {{src}} --class nl-admin-basis --date {date}"), 2);
    }
    for date in ["2025-13", "2025-02-30", "25-01-01", "1-1-2025", "2025-1", "", "-1", "yesterday"] {
        vault.refuses(&format!("archive {{src}} --class nl-admin-basis --date '{date}'"), 2);
    }
    vault.run("archive {src} --class nl-admin-basis --date 2025-12-01 --dry-run").exits(0);
}

#[test]
fn a_duty_to_keep_beyond_a_duty_to_delete_is_a_persons_to_settle() {
    let vault = vault("");
    let line =
        "archive {src} --class nl-admin-basis --date 2025 --also nl-applicant@2025-11 --dry-run";
    vault.refuses(line, 2).says("delete");
}

#[test]
fn what_would_have_to_be_deleted_already_is_sealed_only_when_it_is_meant() {
    let vault = vault("");
    // Four weeks after the end of the procedure: from 29 October on.
    let line = "archive {src} --class nl-applicant --date 2025-10-01";
    let refused = vault.refuses(line, 2).says("would have to be deleted from 2025-10-29 on");
    refused.says("not legal advice").says("--accept-end");
    vault.refuses(&format!("{line} --dry-run"), 2);
    vault.run("archive {src} --class nl-applicant --date 2025-11-20 --dry-run").exits(0);
    vault.run("medium add --same-disk {a} --label A").exits(0);
    vault.run(&format!("{line} --accept-end")).exits(0).says("Must be deleted from 2025-10-29");
}

#[test]
fn classes_that_hardly_suit_a_safe_say_so() {
    let vault = vault("");
    let line = "archive {src} --class nl-cctv --date 2025-11 --accept-end --dry-run --json";
    let report = vault.run(line).exits(0).json();
    assert_eq!(report["rules"][0]["hardly_suits"], true);
}

#[test]
fn an_own_class_may_lengthen_and_never_shorten() {
    let vault = vault("");
    let path = vault.home().join("kluis.toml");
    let text = std::fs::read_to_string(&path).unwrap();
    let own = |period: &str| {
        let class = format!("\n[[class]]\nid = \"nl-admin-basis\"\nperiod = \"{period}\"\n");
        std::fs::write(&path, format!("{text}{class}")).unwrap();
    };
    own("P10Y");
    expect(
        &vault,
        "2025-12-01",
        "--class nl-admin-basis --date 2022-06-15",
        "2032-12-31",
        "2033-01-01",
    );
    own("P5Y");
    vault.refuses("archive {src} --class nl-admin-basis --date 2022", 2).says("nl-admin-basis");
}

#[test]
fn the_rule_of_a_bundle_is_pinned() {
    let vault = Vault::holding("old").date("2022-06");
    let path = vault.home().join("kluis.toml");
    let text = std::fs::read_to_string(&path).unwrap();
    let class = "\n[[class]]\nid = \"nl-admin-basis\"\nperiod = \"P10Y\"\n";
    std::fs::write(&path, format!("{text}{class}")).unwrap();
    let shown = vault.run("show {old} --json").exits(0).json();
    assert_eq!(shown["end"]["keep_through"], "2029-12-31");
}

#[test]
fn every_shipped_class_is_shown_with_its_basis() {
    let vault = Vault::bare();
    let listed = vault.run("class list --json").exits(0).json();
    let classes = listed["classes"].as_array().unwrap();
    assert!(classes.len() >= 30);
    for class in classes {
        let id = class["id"].as_str().unwrap();
        let shown = vault.run(&format!("class show {id} --json")).exits(0).json();
        assert!(!shown["class"]["basis"].as_str().unwrap().is_empty(), "{id}");
    }
}
