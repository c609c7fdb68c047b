//! What an event gives to a rule that was pinned without a date.

use super::*;

#[test]
fn an_event_gives_the_end_that_its_date_would_have_given_at_the_sealing() {
    let today = day("2030-01-01");
    let schedule = Schedule::shipped();
    let waiting = schedule.classes.values().filter(|class| class.open_ended);
    let mut tried = 0;
    for class in waiting.filter(|class| class.period != Period::Review) {
        for date in ["2024-02-29", "2026-03-15", "2026-09-30", "2027-03", "2029"] {
            let date: GivenDate = date.parse().unwrap();
            let ask =
                |date| PinRequest { ground: Some("g".into()), ..PinRequest::new(class, date) };
            let open = pin(&ask(None), "1", &calendar(), today).unwrap();
            let dated = pin(&ask(Some(date)), "1", &calendar(), today).unwrap();
            assert!(open.waits_for_an_event() && !dated.waits_for_an_event());
            let given = recorded(&open, date, &calendar(), today).unwrap();
            assert_eq!(given, recompute(&dated).unwrap(), "{} {date}", class.id);
            tried += 1;
        }
    }
    assert!(tried > 30, "{tried}");
}

#[test]
fn an_event_that_lies_ahead_gives_no_end() {
    let open = pinned("nl-contract", None, &calendar());
    let date: GivenDate = "2026-12-01".parse().unwrap();
    let today = day("2026-11-30");
    let ahead = recorded(&open, date, &calendar(), today);
    assert_eq!(ahead, Err(DateProblem::InFuture { date, today }));
    assert!(recorded(&open, date, &calendar(), day("2026-12-01")).is_ok());
}

#[test]
fn a_class_that_is_only_reviewed_waits_for_no_event() {
    let schedule = Schedule::shipped();
    let class = schedule.classes.values().find(|class| class.period == Period::Review).unwrap();
    let ask = PinRequest { ground: Some("deed".into()), ..PinRequest::new(class, None) };
    let rule = pin(&ask, "1", &calendar(), day("2026-01-01")).unwrap();
    assert!(!rule.waits_for_an_event());
}

#[test]
fn a_book_year_that_became_longer_lengthens_what_an_event_closed() {
    let open = pinned("nl-contract", None, &calendar());
    let last = day("2032-12-31");
    assert_eq!(closed_through_by(&open, last, &calendar()), Some(last));
    let long = BookYear::new(day("2025-01-01"), day("2026-06-30")).unwrap();
    let years = BookYears::new(vec![long]).unwrap();
    assert_eq!(closed_through_by(&open, last, &years), Some(day("2033-06-30")));
    // One that counts from the event itself, or from calendar years, stays.
    for class in ["nl-wwft-cdd", "nl-id-copy"] {
        let open = pinned(class, None, &calendar());
        assert_eq!(closed_through_by(&open, last, &years), None, "{class}");
    }
}
