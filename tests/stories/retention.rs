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

/// Touches files of the administration: the first so many of a month's three, or one by its name.
fn touched(vault: &Vault, names: &[&str], day: &str) {
    let day: chrono::NaiveDate = day.parse().unwrap();
    let seconds = day.and_hms_opt(12, 0, 0).unwrap().and_utc().timestamp();
    let when = std::time::SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(seconds as u64);
    names.iter().for_each(|name| crate::harness::touch(&vault.source(name), when));
}

#[test]
fn a_record_newer_than_the_date_is_asked_about() {
    let vault = Vault::new();
    vault.file("2025/newer.pdf", "newer");
    touched(&vault, &["2025/newer.pdf"], "2025-02-19");
    let line = "archive {src} --class nl-admin-basis --date 2024-05";
    let refused = vault.refuses(line, 2).says("newer.pdf (2025-02-19)").says("after 2024-12-31");
    refused.says("1 of 1 record").says("--accept-newer").hides("--accept-end");
    vault.refuses(&format!("{line} --accept-end"), 2).says("--accept-newer");
    vault.run(&format!("{line} --accept-newer")).exits(0).says("accepted").says("newer.pdf");
    // An export of November that was made in December of the same book year is no typo.
    vault.run("archive {src} --class nl-admin-basis --date 2025-01 --dry-run").exits(0);
}

#[test]
fn an_end_that_is_past_and_newer_records_are_one_question_with_two_answers() {
    let vault = Vault::new();
    vault.month("2015/01");
    let line = "archive {src} --class nl-admin-basis --date 2015-01";
    vault.refuses(line, 2).says("--accept-end --accept-newer");
    vault.refuses(&format!("{line} --accept-newer"), 2).says("--accept-end");
    vault.refuses(&format!("{line} --accept-end"), 2).says("--accept-newer").hides("--accept-end");
    vault.run(&format!("{line} --accept-end --accept-newer --dry-run")).exits(0);
}

#[test]
fn a_months_papers_that_are_made_in_the_next_month_pass_without_a_word() {
    let vault = Vault::new();
    vault.month("2024/12");
    let names = ["2024/12/factuur-1.pdf", "2024/12/factuur-2.xml", "2024/12/bank.csv"];
    let line = "archive {src} --class nl-admin-basis --dry-run --date";
    touched(&vault, &names, "2025-01-31");
    vault.run(&format!("{line} 2024-12")).exits(0);
    vault.run(&format!("{line} 2024")).exits(0);
    // January's papers under last year's number are what must not pass.
    vault.refuses(&format!("{line} 2024-01"), 2).says("3 of 3 records").says("after 2024-12-31");
    touched(&vault, &names[..2], "2025-02-01");
    vault.refuses(&format!("{line} 2024-12"), 2).says("2 of 3 records").says("exports and copies");
    // Where an event starts the clock there is no year to wait for: the next month alone.
    let event = "archive {src} --class nl-wwft-cdd --dry-run --date";
    vault.run(&format!("{event} 2025-01-15")).exits(0);
    vault.refuses(&format!("{event} 2024-12-15"), 2).says("after 2025-01-31");
}

#[test]
fn a_book_years_closing_work_passes_for_five_months_where_it_is_the_smaller_part() {
    let vault = Vault::new();
    vault.month("2024/12");
    touched(&vault, &["2024/12/bank.csv"], "2025-05-31");
    let line = "archive {src} --class nl-admin-basis --dry-run --date";
    vault.run(&format!("{line} 2024-12")).exits(0);
    vault.run(&format!("{line} 2024")).exits(0);
    vault.refuses(&format!("{line} 2024-11"), 2).says("bank.csv (2025-05-31)");
    touched(&vault, &["2024/12/factuur-1.pdf"], "2025-05-31");
    vault.refuses(&format!("{line} 2024-12"), 2).says("2 of 3 records").says("after 2025-01-31");
    touched(&vault, &["2024/12/factuur-1.pdf"], "2018-03-04");
    touched(&vault, &["2024/12/bank.csv"], "2025-06-01");
    vault.refuses(&format!("{line} 2024-12"), 2).says("1 of 3 records").says("after 2025-05-31");
}

#[test]
fn all_newer_records_are_counted_and_named_and_a_copied_folder_is_asked_about_in_one_line() {
    let vault = Vault::new();
    let names: Vec<String> = (0..20).map(|n| format!("2024/05/nr-{n:02}.pdf")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    names.iter().for_each(|name| drop(vault.file(name, name)));
    touched(&vault, &names[..8], "2025-02-19");
    let line = "archive {src} --class nl-admin-basis --date 2024-05";
    let refused = vault.refuses(line, 2).says("8 of 20 records").says("nr-04.pdf (2025-02-19)");
    refused.says("and 3 more").hides("nr-05.pdf").says("--dry-run").hides("exports and copies");
    touched(&vault, &names, "2025-02-19");
    let refused = vault.refuses(line, 2).says("20 of 20 records").says("exports and copies");
    refused.hides("nr-00.pdf");
    let dry = vault.run(&format!("{line} --accept-newer --dry-run --json")).exits(0).json();
    assert_eq!(dry["newer"].as_array().unwrap().len(), 20, "{dry:#}");
    assert_eq!(dry["newer"][0]["modified"], "2025-02-19");
}

#[test]
fn a_name_that_says_another_year_than_the_date_is_told_once_a_folder() {
    let vault = Vault::new();
    for name in ["2016/a.pdf", "2016/03/b.pdf", "2016/c 2025.pdf", "losse/nota 2015-4.pdf", "d.pdf"]
    {
        vault.file(name, name);
    }
    let line = "archive {src} --class nl-admin-basis --dry-run --date 2025";
    let told = vault.run(&format!("{line} --json")).exits(0).json()["other_years"].clone();
    let expected = serde_json::json!([
        {"path": vault.source("2016"), "years": [2016], "files": 2},
        {"path": vault.source("losse"), "years": [2015], "files": 1},
    ]);
    assert_eq!(told, expected);
    vault.run(line).exits(0).says("it is 2025, and names in").says("say 2016 (2 files)");
    let other = "archive {src}/2016 --class nl-admin-basis --dry-run --date 2019";
    vault.run(other).exits(0).says("say 2016 and 2025 (3 files)");
}

#[test]
fn a_year_in_a_name_is_no_warning_where_it_may_well_be_right() {
    let vault = vault("");
    let line = "archive {src}/2024 --dry-run --json";
    let told = |options: &str| {
        let report = vault.run(&format!("{line} {options}")).exits(0).json();
        report["other_years"].as_array().unwrap().len()
    };
    vault.file("2024/contract.pdf", "signed");
    // What a contract's end starts is often older than its end, and never newer.
    assert_eq!(told("--class nl-contract --date 2025-11"), 0);
    assert_eq!(told("--class nl-contract --date 2023"), 1);
    assert_eq!(told("--class nl-contract --open-ended --case HUUR-1"), 0);
    assert_eq!(told("--class nl-admin-basis --date 2025-11"), 1);
    // A book year may span two calendar years.
    let spans = self::vault("--book-year-end 06-30");
    spans.file("2024/nota.pdf", "a");
    let report =
        spans.run("archive {src}/2024 --dry-run --json --class nl-admin-basis --date 2025-03");
    assert_eq!(report.exits(0).json()["other_years"], serde_json::json!([]));
}

#[test]
fn a_date_in_another_spelling_is_taken_or_shown_as_it_must_be() {
    let vault = vault("");
    let line = "archive {src} --class nl-admin-basis --dry-run";
    vault.run(&format!("{line} --date 10-2025")).exits(0).says("date 2025-10");
    vault
        .refuses(&format!("{line} --date 15-6-2022"), 2)
        .says("--date 2022-06-15 for 15 June 2022");
    for month in ["6-2022", "06/2022", "2022-6", "202206"] {
        vault.refuses(&format!("{line} --date {month}"), 2).says("write --date 2022-06");
    }
    let also = format!("{line} --date 2025 --also nl-asset@");
    vault
        .refuses(&format!("{also}15-6-2022"), 2)
        .says("--also nl-asset@2022-06-15 for 15 June 2022");
    vault.refuses(&format!("{also}6-2022"), 2).says("write --also nl-asset@2022-06");
    vault.refuses(&format!("{also}soon"), 2).says("--also CLASS@DATE");
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

#[test]
fn classes_are_listed_of_the_country_that_was_asked_for_alone() {
    let vault = Vault::bare();
    let of = |country: &str| {
        let listed = vault.run(&format!("class list --country {country} --json")).exits(0).json();
        let classes = listed["classes"].as_array().unwrap().clone();
        let ids = classes.iter().map(|class| class["id"].as_str().unwrap().to_owned());
        ids.collect::<Vec<_>>()
    };
    let german = of("de");
    assert!(german.len() > 1 && german.iter().all(|id| id.starts_with("de-")), "{german:?}");
    assert_eq!(of("DE"), german);
    assert!(!of("nl").iter().any(|id| german.contains(id)));
    assert_eq!(of("uk"), of("gb"), "one country by both its codes");
    vault.run("class list --country zz").fails(2).says("nl");
}
