//! The dates that must come out right.

use super::*;

#[test]
fn the_dates_that_people_count_on_come_out_right() {
    let long_first =
        BookYears::new(vec![BookYear::new(day("2025-10-01"), day("2026-12-31")).unwrap()]).unwrap();
    type Row<'a> = (&'a [(&'a str, &'a str)], &'a BookYears, &'a str, &'a str);
    let table: [Row; 12] = [
        (&[("nl-admin-basis", "2022-06-15")], &calendar(), "2029-12-31", "2030-01-01"),
        (&[("nl-admin-basis", "2022-09-15")], &to_june(), "2030-06-30", "2030-07-01"),
        (&[("nl-admin-basis", "2025-11-15")], &long_first, "2033-12-31", "2034-01-01"),
        (&[("nl-payroll", "2022-09")], &to_june(), "2029-12-31", "2030-01-01"),
        (&[("nl-contract", "2026-09-30")], &calendar(), "2033-12-31", "2034-01-01"),
        (&[("nl-asset", "2027-03")], &calendar(), "2034-12-31", "2035-01-01"),
        (&[("nl-real-estate", "2022")], &calendar(), "2031-12-31", "2032-01-01"),
        (
            &[("nl-real-estate", "2022"), ("nl-asset", "2030")],
            &calendar(),
            "2037-12-31",
            "2038-01-01",
        ),
        (&[("nl-oss", "2022")], &calendar(), "2032-12-31", "2033-01-01"),
        (&[("nl-id-copy", "2026-03-15")], &calendar(), "2031-12-31", "2032-01-01"),
        (&[("nl-wwft-cdd", "2026-03-15")], &calendar(), "2031-03-15", "2031-03-16"),
        (&[("nl-wwft-cdd", "2024-02-29")], &calendar(), "2029-02-28", "2029-03-01"),
    ];
    for (asked, years, through, due) in table {
        let rules: Vec<_> = asked.iter().map(|(id, date)| pinned(id, Some(date), years)).collect();
        let end = end_of(&rules);
        let (through, due) = (day(through), day(due));
        assert_eq!(end.keep_through, Some(through), "{asked:?}");
        assert_eq!(due_from(&end), Some(due), "{asked:?}");
        assert_eq!(bars(&end, &[], through), [Bar::KeepThrough(through)], "{asked:?}");
        assert!(!is_due(&end, &[], through));
        assert_eq!(bars(&end, &[], due), []);
        assert!(is_due(&end, &[], due));
    }
}

#[test]
fn the_book_year_is_the_one_that_holds_the_period_s_last_day() {
    let rule = pinned("nl-admin-basis", Some("2022"), &to_june());
    let held = BookYear::new(day("2022-07-01"), day("2023-06-30")).unwrap();
    assert_eq!(rule.rule.book_year, Some(held));
    assert_eq!(rule.clock_start, Some(day("2023-06-30")));
    assert_eq!(rule.keep_through, Some(day("2030-06-30")));
    let may = pinned("nl-admin-basis", Some("2022-06"), &to_june());
    assert_eq!(may.keep_through, Some(day("2029-06-30")));
}

#[test]
fn a_date_outside_the_book_years_is_refused_and_says_which_there_are() {
    let class = class("nl-contract");
    let refused = |text| {
        let request = PinRequest::new(&class, Some(given(text)));
        pin(&request, "v", &to_june(), day("2050-01-01")).unwrap_err()
    };
    let (first, last) = (day("2014-07-01"), day("2040-06-30"));
    for (text, outside) in [("2014-06", "2014-06-30"), ("2040", "2040-12-31")] {
        let outside = BookYearProblem::Outside { day: day(outside), first, last };
        assert_eq!(refused(text), DateProblem::BookYear(outside));
    }
    // Calendar-year classes don't ask the book years at all.
    assert_eq!(pinned("nl-oss", Some("2010"), &to_june()).keep_through, Some(day("2020-12-31")));
}

#[test]
fn a_year_that_ends_with_february_keeps_ending_with_it() {
    for (to, years, through) in [
        ("2024-02-29", 7, "2031-02-28"),
        ("2025-02-28", 7, "2032-02-29"),
        ("2024-02-29", 8, "2032-02-29"),
        // Not February's last day in a leap year: it stays the calendar day that it is.
        ("2024-02-28", 4, "2028-02-28"),
        ("2024-02-28", 5, "2029-02-28"),
        ("2025-06-30", 7, "2032-06-30"),
        ("2025-04-17", 7, "2032-04-17"),
    ] {
        let mut rule = rule_text(Starts::BookYear, Nature::Both, Period::Years(years));
        rule.book_year = Some(BookYear::new(day("2024-01-01"), day(to)).unwrap());
        let ends = ends::compute(&rule, Some(given("2024-02-01"))).unwrap();
        assert_eq!(ends.keep_through, Some(day(through)), "{to}");
        assert_eq!(ends.delete_from, day(through).succ_opt());
    }
}

/// With a duty to keep, and with a duty to delete alone.
#[test]
fn an_event_s_own_day_counts_only_where_there_is_no_duty_to_keep() {
    for (start, period, last, deleted_from) in [
        ("2026-03-15", "P5Y", "2031-03-15", "2031-03-15"),
        ("2024-02-29", "P5Y", "2029-02-28", "2029-03-01"),
        ("2024-02-29", "P4Y", "2028-02-29", "2028-02-29"),
        ("2024-02-28", "P1Y", "2025-02-28", "2025-02-28"),
        ("2025-01-31", "P1M", "2025-02-28", "2025-03-01"),
        ("2024-01-30", "P1M", "2024-02-29", "2024-03-01"),
        ("2024-01-29", "P1M", "2024-02-29", "2024-02-29"),
        ("2025-03-31", "P1M", "2025-04-30", "2025-05-01"),
        ("2025-12-31", "P2M", "2026-02-28", "2026-03-01"),
        ("2025-12-15", "P1M", "2026-01-15", "2026-01-15"),
        ("2025-11-15", "P13M", "2026-12-15", "2026-12-15"),
        ("2025-12-15", "P4W", "2026-01-12", "2026-01-12"),
        ("2024-02-28", "P2D", "2024-03-01", "2024-03-01"),
    ] {
        let ends = |nature| {
            let rule = rule_text(Starts::Event, nature, period.parse().unwrap());
            ends::compute(&rule, Some(given(start))).unwrap()
        };
        for nature in [Nature::Both, Nature::Minimum] {
            let kept = ends(nature);
            assert_eq!(kept.keep_through, Some(day(last)), "{start} {period}");
            let after = day(last).succ_opt().filter(|_| nature == Nature::Both);
            assert_eq!(kept.delete_from, after);
            assert_eq!(kept.clock_start, Some(day(start)));
        }
        let deleted = ends(Nature::Maximum);
        assert_eq!(deleted.delete_from, Some(day(deleted_from)), "{start} {period}");
        assert_eq!(deleted.keep_through, None);
    }
}
