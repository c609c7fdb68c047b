//! What may be asked of a class, and how a refusal says what it knows.

use super::*;

#[test]
fn what_is_reviewed_has_no_end_even_with_a_date() {
    let permanent = class("nl-permanent");
    let mut request = PinRequest::new(&permanent, Some(given("2020")));
    let try_pin = |request: &PinRequest| pin(request, "2026.1", &calendar(), day("2026-01-01"));
    let needed = DateProblem::GroundNeeded { class: permanent.id.clone(), period: Period::Review };
    assert_eq!(try_pin(&request), Err(needed.clone()));
    request.ground = Some(" \n".into());
    assert_eq!(try_pin(&request), Err(needed));
    request.ground = Some(" deed of foundation ".into());
    let rule = try_pin(&request).unwrap();
    let named = rule.rule.naming.as_ref().unwrap();
    assert_eq!(named.ground.as_deref(), Some("deed of foundation"));
    assert_eq!((rule.clock_start, rule.keep_through, rule.delete_from), (None, None, None));
    assert!(rule.date.is_some());
    let end = end_of(&[rule]);
    assert!(end.open);
    assert_eq!(bars(&end, &[], day("9999-12-31")), [Bar::OpenEnd]);
    // Proof of consent is open as long as the consent stands, and ends once it was withdrawn.
    let consent = |date| end_of(&[pinned("nl-consent-proof", date, &calendar())]);
    assert!(consent(None).open);
    assert_eq!(consent(Some("2021-05-01")).keep_through, Some(day("2026-05-01")));
}

#[test]
fn a_class_whose_event_makes_the_record_is_not_left_open() {
    for id in ["nl-admin-basis", "nl-admin-other", "nl-payroll", "nl-oss", "nl-annual-accounts"] {
        let class = class(id);
        let refused = pin(&PinRequest::new(&class, None), "v", &calendar(), day("2026-01-01"));
        let Class { id: class, event, event_nl, .. } = class;
        assert_eq!(refused, Err(DateProblem::MayNotBeOpenEnded { class, event, event_nl }));
    }
}

#[test]
fn a_date_may_end_ahead_but_not_begin_there() {
    let class = class("nl-admin-basis");
    let today = day("2026-11-20");
    let on = |text| pin(&PinRequest::new(&class, Some(given(text))), "v", &calendar(), today);
    for fine in ["2026", "2026-11", "2026-11-20", "2025"] {
        assert!(on(fine).is_ok(), "{fine}");
    }
    assert_eq!(on("2026").unwrap().keep_through, Some(day("2033-12-31")));
    for ahead in ["2027", "2026-12", "2026-11-21"] {
        let date = given(ahead);
        assert_eq!(on(ahead), Err(DateProblem::InFuture { date, today }));
    }
}

#[test]
fn a_period_is_chosen_only_where_the_class_offers_it_and_on_a_ground() {
    let try_pin = |id: &str, period: Period, ground: Option<&str>| {
        let class = class(id);
        let request = PinRequest {
            class: &class,
            date: Some(given("2024-03-01")),
            period: Some(period),
            ground: ground.map(str::to_owned),
        };
        pin(&request, "v", &calendar(), day("2026-01-01"))
    };
    let agreed = try_pin("nl-admin-other", Period::Years(3), Some("TAX-77")).unwrap();
    assert_eq!(agreed.keep_through, Some(day("2027-12-31")));
    assert_eq!(agreed.rule.naming.as_ref().unwrap().ground.as_deref(), Some("TAX-77"));
    let consented = try_pin("nl-applicant", Period::Years(1), Some("consent")).unwrap();
    assert_eq!(consented.delete_from, Some(day("2025-03-01")));
    assert!(try_pin("nl-admin-basis", Period::Years(7), None).is_ok());
    for (id, period) in [("nl-admin-other", Period::Years(3)), ("nl-applicant", Period::Years(1))] {
        let class = id.parse().unwrap();
        let needed = DateProblem::GroundNeeded { class, period };
        assert_eq!(try_pin(id, period, None), Err(needed));
    }
    for (id, asked) in [
        ("nl-admin-basis", Period::Years(6)),
        ("nl-admin-basis", Period::Years(8)),
        ("nl-admin-other", Period::Years(8)),
        ("nl-admin-other", Period::Months(30)),
        ("nl-admin-other", Period::Review),
        ("nl-applicant", Period::Years(2)),
    ] {
        let own = class(id).period;
        let class = id.parse().unwrap();
        let refused = DateProblem::PeriodNotOffered { class, own, asked };
        assert_eq!(try_pin(id, asked, Some("why not")), Err(refused));
    }
    let bytes_max = TYPED_BYTES_MAX;
    let long = "x".repeat(bytes_max + 1);
    assert_eq!(
        try_pin("nl-applicant", Period::Years(1), Some(&long)),
        Err(DateProblem::GroundTooLong { bytes_max })
    );
}

#[test]
fn a_user_s_standing_ground_is_pinned() {
    let own = "[[class]]\nid = \"nl-personnel-file\"\nperiod = \"P5Y\"\nground = \"claim\"\n";
    let schedule = Schedule::shipped().with_own(own).unwrap();
    let class = schedule.get(&"nl-personnel-file".parse().unwrap()).unwrap();
    let request = PinRequest::new(class, Some(given("2024-03-01")));
    let version = schedule.version_for(class);
    let rule = pin(&request, &version, &calendar(), day("2026-01-01")).unwrap();
    assert_eq!(rule.rule.naming.unwrap().ground.as_deref(), Some("claim"));
    assert_eq!((rule.delete_from, rule.schedule), (Some(day("2029-03-01")), version));
}
