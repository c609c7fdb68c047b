//! What holds for every class and every date.

use proptest::prelude::*;

use super::*;

fn any_day() -> impl Strategy<Value = Day> {
    // 1900-01-01 to beyond 2200, every kind of leap year among them.
    (0..120_000_u64).prop_map(|days| day("1900-01-01") + chrono::Days::new(days))
}

fn any_given() -> impl Strategy<Value = GivenDate> {
    (any_day(), 0..3).prop_map(|(day, kind)| {
        let text = day.to_string();
        given(match kind {
            0 => &text[..4],
            1 => &text[..7],
            _ => &text,
        })
    })
}

fn any_period() -> impl Strategy<Value = Period> {
    prop_oneof![
        (1..=30_u32).prop_map(Period::Years),
        (1..=60_u32).prop_map(Period::Months),
        (1..=60_u32).prop_map(Period::Weeks),
        (1..=600_u32).prop_map(Period::Days),
    ]
}

/// A rule of any kind whose ends can be computed for any date, with calendar book years.
fn ends_of(starts: Starts, nature: Nature, period: Period, date: GivenDate) -> Ends {
    let mut rule = rule_text(starts, nature, period);
    rule.book_year = (starts == Starts::BookYear).then(|| BookYear::calendar(date.last()));
    ends::compute(&rule, Some(date)).unwrap()
}

fn any_rule() -> impl Strategy<Value = (Starts, Period)> {
    prop_oneof![
        any_period().prop_map(|period| (Starts::Event, period)),
        (1..=30_u32).prop_map(|years| (Starts::CalendarYear, Period::Years(years))),
        (1..=30_u32).prop_map(|years| (Starts::BookYear, Period::Years(years))),
    ]
}

/// Book years one after the other from 1998 on, of any lengths.
fn any_years() -> impl Strategy<Value = BookYears> {
    proptest::collection::vec(30..700_u64, 30).prop_map(|lengths| {
        let mut from = day("1998-01-01");
        let year = |days| {
            let to = from + chrono::Days::new(days);
            let year = BookYear::new(from, to).unwrap();
            from = to.succ_opt().unwrap();
            year
        };
        BookYears::new(lengths.into_iter().map(year).collect()).unwrap()
    })
}

proptest! {
    #[test]
    fn book_years_keep_no_rule_for_longer_than_its_end_alone_tells(
        (then, now) in (any_years(), any_years()),
        (date, years) in (0..700_u64, 1..30_u32),
    ) {
        let date = GivenDate::Day(day("2000-01-01") + chrono::Days::new(date));
        let mut rule = rule_text(Starts::BookYear, Nature::Minimum, Period::Years(years));
        let of = |years: &BookYears| years.containing(date.last()).unwrap();
        rule.book_year = Some(of(&then));
        let sealed = ends::compute(&rule, Some(date)).unwrap().keep_through.unwrap();
        rule.book_year = Some(of(&now));
        let by_now = ends::compute(&rule, Some(date)).unwrap().keep_through.unwrap();
        let at_most = kept_through_at_most(sealed, &now);
        prop_assert!(by_now <= at_most && sealed <= at_most, "{sealed} {by_now} {at_most}");
    }

    #[test]
    fn no_record_ends_before_its_date((starts, period) in any_rule(), date in any_given()) {
        let ends = ends_of(starts, Nature::Both, period, date);
        prop_assert!(ends.keep_through.unwrap() >= date.last());
        prop_assert!(ends.clock_start.unwrap() >= date.last());
        prop_assert_eq!(ends.delete_from, ends.keep_through.unwrap().succ_opt());
    }

    #[test]
    fn a_year_alone_gives_the_same_ends(days in 0..8_000_u64, kind in 0..3_usize) {
        let text = (day("2016-01-01") + chrono::Days::new(days)).to_string();
        let date = &text[..[4, 7, 10][kind]];
        for class in ["nl-admin-basis", "nl-payroll", "nl-wwft-cdd", "nl-personnel-file"] {
            for years in [calendar(), to_june()] {
                let rule = pinned(class, Some(date), &years);
                let shown = with_year_alone(rule.clone());
                prop_assert_eq!(recompute(&shown), recompute(&rule));
                let shows_last = shown.date.map(GivenDate::last) == rule.clock_start;
                let is_event = rule.rule.starts == Starts::Event;
                let right = if is_event { shown == rule } else { shows_last };
                prop_assert!(right);
            }
        }
    }

    #[test]
    fn a_later_date_never_ends_earlier(
        (starts, period) in any_rule(), a in any_day(), b in any_day()
    ) {
        let (first, second) = (a.min(b), a.max(b));
        let end = |day| ends_of(starts, Nature::Minimum, period, GivenDate::Day(day));
        prop_assert!(end(first).keep_through <= end(second).keep_through);
    }

    #[test]
    fn a_wider_date_never_ends_earlier((starts, period) in any_rule(), day in any_day()) {
        let text = day.to_string();
        let end = |date| ends_of(starts, Nature::Minimum, period, date).keep_through;
        prop_assert!(end(given(&text)) <= end(given(&text[..7])));
        prop_assert!(end(given(&text[..7])) <= end(given(&text[..4])));
    }

    #[test]
    fn a_period_surely_as_long_never_ends_earlier(
        a in any_period(), b in any_period(), date in any_given()
    ) {
        let end = |period| ends_of(Starts::Event, Nature::Minimum, period, date).keep_through;
        if a.is_surely_at_least(b) {
            prop_assert!(end(a) >= end(b), "{} {} {}", a, b, date);
        }
    }

    #[test]
    fn a_year_s_end_never_ends_before_the_event_itself(years in 1..=30_u32, date in any_given()) {
        let period = Period::Years(years);
        let end = |starts| ends_of(starts, Nature::Minimum, period, date).keep_through;
        prop_assert!(end(Starts::CalendarYear) >= end(Starts::Event));
        prop_assert!(end(Starts::BookYear) >= end(Starts::Event));
    }

    #[test]
    fn a_book_year_s_end_never_ends_before_an_event_in_it(
        years in 1..=30_u32, date in any_day(), rest in 0..700_u64
    ) {
        let mut rule = rule_text(Starts::BookYear, Nature::Minimum, Period::Years(years));
        rule.book_year = BookYear::new(date, date + chrono::Days::new(rest)).ok();
        let booked = ends::compute(&rule, Some(GivenDate::Day(date))).unwrap();
        let (event, period) = (Starts::Event, Period::Years(years));
        let plain = ends_of(event, Nature::Minimum, period, GivenDate::Day(date));
        prop_assert!(booked.keep_through >= plain.keep_through);
    }

    #[test]
    fn kept_through_its_last_day_and_free_the_day_after(
        (starts, period) in any_rule(), date in any_given(), off in -3..=3_i64
    ) {
        let ends = ends_of(starts, Nature::Minimum, period, date);
        let end = End { delete_from: None, keep_through: ends.keep_through, open: false };
        let today = ends.keep_through.unwrap() + chrono::TimeDelta::days(off);
        prop_assert_eq!(bars(&end, &[], today).is_empty(), off > 0);
        prop_assert_eq!(is_due(&end, &[], today), off > 0);
    }

    #[test]
    fn another_rule_never_brings_the_end_forward(a in any_given(), b in any_given(), open: bool) {
        let today = day("2990-01-01");
        let on = |id: &str, date| {
            let class = class(id);
            pin(&PinRequest::new(&class, date), "v", &calendar(), today).unwrap()
        };
        let one = on("nl-admin-basis", Some(a));
        let other = on("nl-contract", Some(b).filter(|_| !open));
        let alone = end_of(std::slice::from_ref(&one));
        let both = end_of(&[one.clone(), other.clone()]);
        prop_assert_eq!(both, end_of(&[other, one]));
        prop_assert!(both.keep_through >= alone.keep_through);
        prop_assert_eq!(both.open, open);
    }

    #[test]
    fn every_shipped_rule_reads_back_as_itself_and_computes_the_same(
        nth in 0..64_usize, date in any_given()
    ) {
        let schedule = Schedule::shipped();
        let class = schedule.classes.values().nth(nth % schedule.classes.len()).unwrap();
        let ground = Some("deed".to_owned());
        let request = PinRequest { class, date: Some(date), period: None, ground };
        let rule = pin(&request, "v", &calendar(), day("2990-01-01")).unwrap();
        let json = serde_json::to_string(&rule).unwrap();
        let read: PinnedRule = serde_json::from_str(&json).unwrap();
        prop_assert_eq!(&read, &rule);
        let ends = recompute(&read).unwrap();
        prop_assert_eq!(ends.keep_through, rule.keep_through);
        prop_assert_eq!(ends.delete_from, rule.delete_from);
        prop_assert_eq!(ends.clock_start, rule.clock_start);
    }
}
