//! What a bundle's rules and holds say together on a day.

use super::*;

#[test]
fn a_contract_that_still_runs_is_never_due() {
    let rule = pinned("nl-contract", None, &calendar());
    assert_eq!((rule.clock_start, rule.date, rule.rule.book_year), (None, None, None));
    let end = end_of(&[rule]);
    assert_eq!(end, End { delete_from: None, keep_through: None, open: true });
    assert_eq!(due_from(&end), None);
    assert_eq!(bars(&end, &[], day("9999-12-31")), [Bar::OpenEnd]);
    assert!(!is_due(&end, &[], day("9999-12-31")));
    assert!(!ends_within_a_year(&end, day("2026-01-01")));
}

#[test]
fn one_open_rule_keeps_a_bundle_whose_other_rules_have_ended() {
    let rules = [
        pinned("nl-admin-basis", Some("2015"), &calendar()),
        pinned("nl-asset", None, &calendar()),
    ];
    let end = end_of(&rules);
    assert_eq!((end.keep_through, end.open), (Some(day("2022-12-31")), true));
    assert_eq!(bars(&end, &[], day("2050-01-01")), [Bar::OpenEnd]);
    assert_eq!(bars(&end, &[], day("2022-12-31")).len(), 2);
}

#[test]
fn a_maximum_may_go_early_and_is_due_from_its_day() {
    let end = end_of(&[pinned("nl-personnel-file", Some("2026-03-15"), &calendar())]);
    let delete_from = Some(day("2028-03-15"));
    assert_eq!(end, End { delete_from, keep_through: None, open: false });
    assert_eq!(bars(&end, &[], day("2026-03-16")), []);
    assert!(!is_due(&end, &[], day("2028-03-14")));
    assert!(is_due(&end, &[], day("2028-03-15")));
}

#[test]
fn a_hold_bars_whatever_the_date() {
    let end = end_of(&[pinned("nl-admin-basis", Some("2015"), &calendar())]);
    let today = day("2050-01-01");
    assert_eq!(bars(&end, &[hold()], today), [Bar::Hold(hold())]);
    assert!(!is_due(&end, &[hold()], today));
    let maximum = end_of(&[pinned("nl-cctv", Some("2026-01-01"), &calendar())]);
    assert_eq!(bars(&maximum, &[hold()], today), [Bar::Hold(hold())]);
}

#[test]
fn a_minimum_that_outlasts_a_maximum_is_shown() {
    let keeps = pinned("nl-employment-contract", Some("2026-03-15"), &calendar());
    let deletes = pinned("nl-personnel-file", Some("2026-03-15"), &calendar());
    let found = conflict(&[deletes.clone(), keeps.clone()]).unwrap();
    assert_eq!((&found.keeps, &found.deletes), (&keeps.class, &deletes.class));
    assert_eq!(found.keep_through, day("2033-12-31"));
    assert_eq!(found.delete_from, day("2028-03-15"));
    // Both duties of one rule meet, and don't conflict.
    assert_eq!(conflict(&[pinned("nl-id-copy", Some("2026"), &calendar())]), None);
    assert_eq!(conflict(&[keeps]), None);
    assert_eq!(conflict(&[deletes]), None);
}

#[test]
fn of_two_ends_the_later_holds() {
    let honest = pinned("nl-id-copy", Some("2026-03-15"), &calendar());
    let through = honest.keep_through;
    let earlier = PinnedRule {
        keep_through: Some(day("2027-01-01")),
        delete_from: Some(day("2027-01-02")),
        ..honest.clone()
    };
    let none = PinnedRule { keep_through: None, delete_from: None, ..honest.clone() };
    for rule in [earlier, none] {
        assert_eq!(end_of(std::slice::from_ref(&rule)), end_of(std::slice::from_ref(&honest)));
        assert_eq!(recompute(&rule).unwrap().keep_through, through);
    }
    let (keep_through, delete_from) = (Some(day("2040-01-01")), Some(day("2040-01-02")));
    let later = PinnedRule { keep_through, delete_from, ..honest };
    assert_eq!(end_of(&[later]), End { delete_from, keep_through, open: false });
    // Dates beside an open rule don't close it, and are not forgotten either.
    let open = pinned("nl-contract", None, &calendar());
    let end = end_of(&[PinnedRule { keep_through, ..open }]);
    assert_eq!(end, End { delete_from: None, keep_through, open: true });
}

#[test]
fn a_rule_that_gives_no_end_says_why_and_leaves_the_end_open() {
    let honest = pinned("nl-admin-basis", Some("2022"), &to_june());
    let with = |change: fn(&mut RuleText)| {
        let mut rule = honest.clone();
        change(&mut rule.rule);
        rule
    };
    let last = day("2022-12-31");
    let elsewhere = BookYear::calendar(day("2021-01-01"));
    for (rule, problem) in [
        (with(|rule| rule.book_year = None), RuleProblem::BookYearMissing { day: last }),
        (
            with(|rule| rule.book_year = Some(BookYear::calendar(day("2021-01-01")))),
            RuleProblem::BookYearElsewhere { book_year: elsewhere, day: last },
        ),
        (
            with(|rule| rule.period = Period::Weeks(4)),
            RuleProblem::NotInYears { period: Period::Weeks(4) },
        ),
        (
            with(|rule| rule.period = Period::Years(u32::MAX)),
            RuleProblem::BeyondCalendar {
                start: day("2023-06-30"),
                period: Period::Years(u32::MAX),
            },
        ),
    ] {
        assert_eq!(recompute(&rule), Err(problem));
        let end = end_of(&[rule]);
        assert_eq!((end.keep_through, end.open), (honest.keep_through, true));
    }
}

#[test]
fn without_any_rule_nothing_may_be_destroyed() {
    assert!(end_of::<PinnedRule>(&[]).open);
    let nothing = End { delete_from: None, keep_through: None, open: false };
    assert_eq!(bars(&nothing, &[], day("9999-12-31")), [Bar::OpenEnd]);
    assert!(!is_due(&nothing, &[], day("9999-12-31")));
}

#[test]
fn an_end_past_or_within_twelve_months_is_asked_about() {
    let end = end_of(&[pinned("nl-admin-basis", Some("2022"), &calendar())]);
    for (today, asked) in
        [("2028-12-31", false), ("2029-01-01", true), ("2029-12-31", true), ("2035-01-01", true)]
    {
        assert_eq!(ends_within_a_year(&end, day(today)), asked, "{today}");
    }
}
