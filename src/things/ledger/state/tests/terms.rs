//! Events and extensions of two homes: an end moves one way.

use super::*;
use crate::formats::entry::{ClassEnd, EventRecorded, Extended};
use crate::rules::retention::ClassShown;

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn contract() -> ClassShown {
    ClassShown::Id("nl-contract".parse().unwrap())
}

/// A contract that still runs, of a case.
fn open_ended() -> Event {
    running(old(), "P7Y")
}

fn later() -> BundleId {
    "20160101-00000002".parse().unwrap()
}

fn sealed_later(period: &str) -> Event {
    running(later(), period)
}

fn running(bundle: BundleId, period: &str) -> Event {
    let rule = serde_json::json!({
        "class": {"id": "nl-contract"}, "clock_start": null, "date": null, "delete_from": null,
        "keep_through": null, "schedule": "2026.1",
        "rule": {"basis": "b", "book_year": null, "confidential": false, "event": "contract end",
            "ground": null, "jurisdiction": "NL", "name_en": "n", "name_nl": "n",
            "nature": "minimum", "period": period, "starts": "book-year"},
    });
    Event::Sealed(Sealed {
        case: Some(Tag([7; 16])),
        end: End { keep_through: None, open: true, delete_from: None },
        rules: vec![serde_json::from_value(rule).unwrap()],
        ..seal_of(bundle)
    })
}

fn recorded(last: &str) -> Event {
    let class = contract();
    let end = ClassEnd { class, delete_from: None, keep_through: Some(day(last)) };
    Event::EventRecorded(EventRecorded { bundles: None, case: Some(Tag([7; 16])), ends: vec![end] })
}

fn reopened() -> Event {
    Event::EventRecorded(EventRecorded { bundles: None, case: Some(Tag([7; 16])), ends: vec![] })
}

fn extended(last: &str) -> Event {
    Event::Extended(Extended { bundles: vec![old()], keep_through: day(last) })
}

fn end(homes: &Homes) -> End {
    homes.state().bundles[&old()].end_now()
}

fn through(last: &str) -> End {
    End { keep_through: Some(day(last)), open: false, delete_from: None }
}

#[test]
fn an_event_closes_the_open_ends_of_its_case_those_sealed_later_included() {
    let mut homes = Homes::default();
    homes.all(0, [open_ended(), recorded("2033-12-31")]);
    homes.write(1, sealed_later("P7Y"));
    assert_eq!(end(&homes), through("2033-12-31"));
    assert_eq!(homes.state().bundles[&later()].end_now(), through("2033-12-31"));
    // Another case's says nothing, and neither does another class's.
    let mut homes = Homes::default();
    homes.write(0, open_ended());
    let class = ClassShown::Id("nl-asset".parse().unwrap());
    let other = ClassEnd { class, delete_from: None, keep_through: Some(day("2033-12-31")) };
    for (case, ends) in [([8; 16], recorded("2033-12-31")), ([7; 16], reopened())] {
        let Event::EventRecorded(event) = ends else { unreachable!() };
        let ends = if event.ends.is_empty() { vec![other.clone()] } else { event.ends };
        homes
            .write(0, Event::EventRecorded(EventRecorded { case: Some(Tag(case)), ends, ..event }));
        assert!(end(&homes).open);
    }
}

#[test]
fn an_event_closes_no_rule_that_its_writer_did_not_know_the_like_of() {
    // It may keep for longer than the end that was reckoned.
    let mut homes = Homes::default();
    homes.all(0, [open_ended(), recorded("2033-12-31")]);
    homes.write(1, sealed_later("P10Y"));
    assert!(homes.state().bundles[&later()].end_now().open);
    // Recorded again by somebody who knows it, it is closed.
    homes.sync(0);
    homes.write(0, recorded("2036-12-31"));
    assert_eq!(homes.state().bundles[&later()].end_now(), through("2036-12-31"));
    // Where nothing of the class was known at all, nothing is closed.
    let mut homes = Homes::default();
    homes.write(0, recorded("2033-12-31"));
    homes.write(1, open_ended());
    assert!(end(&homes).open);
}

#[test]
fn of_two_events_the_later_end_holds_whatever_their_order() {
    for days in [["2033-12-31", "2035-12-31"], ["2035-12-31", "2033-12-31"]] {
        let mut homes = Homes::default();
        homes.write(0, open_ended());
        homes.all(0, days.map(recorded));
        assert_eq!(end(&homes), through("2035-12-31"), "{days:?}");
    }
}

#[test]
fn what_was_taken_back_stays_open_until_somebody_who_knows_records_it_again() {
    let mut homes = Homes::default();
    homes.all(0, [open_ended(), recorded("2033-12-31")]);
    homes.sync(1);
    homes.write(1, reopened());
    assert!(end(&homes).open);
    homes.write(0, recorded("2034-12-31"));
    assert!(end(&homes).open, "it did not know");
    homes.sync(0);
    homes.write(0, recorded("2033-12-31"));
    assert_eq!(end(&homes), through("2034-12-31"), "never earlier than was once said");
}

#[test]
fn an_extension_moves_an_end_one_way() {
    let mut homes = Homes::default();
    homes.all(0, [open_ended(), recorded("2033-12-31"), extended("2040-01-01")]);
    assert_eq!(end(&homes), through("2040-01-01"));
    homes.write(1, extended("2036-01-01"));
    assert_eq!(end(&homes), through("2040-01-01"));
    let mut homes = Homes::default();
    homes.all(0, [open_ended(), extended("2040-01-01")]);
    assert!(end(&homes).open, "an extension closes nothing");
}

fn both(keep: &str, delete: &str) -> Event {
    let end = ClassEnd {
        class: contract(),
        delete_from: Some(day(delete)),
        keep_through: Some(day(keep)),
    };
    Event::EventRecorded(EventRecorded { bundles: None, case: Some(Tag([7; 16])), ends: vec![end] })
}

#[test]
fn a_duty_to_delete_counts_from_the_event_that_keeps_longest() {
    let (first, later) = (both("2031-03-15", "2031-03-16"), both("2031-06-15", "2031-06-16"));
    for events in [[first.clone(), later.clone()], [later, first]] {
        let mut homes = Homes::default();
        homes.write(0, open_ended());
        homes.all(0, events);
        let delete_from = Some(day("2031-06-16"));
        assert_eq!(end(&homes), End { delete_from, ..through("2031-06-15") });
    }
}

fn ordered() -> Event {
    let [Event::DestructionIntended(intent), ..] = destroyed(A) else { unreachable!() };
    Event::DestructionIntended(DestructionIntended {
        keep_through: Some(day("2033-12-31")),
        ..intent
    })
}

/// A home orders the destruction, and another, which has not heard of that, writes this.
fn unseen(event: Event) -> Homes {
    let mut homes = Homes::default();
    homes.all(0, [open_ended(), recorded("2033-12-31")]);
    homes.sync(1);
    homes.write(0, ordered());
    homes.write(1, event);
    homes
}

#[test]
fn an_order_to_destroy_that_had_not_seen_a_later_end_is_void_for_good() {
    for (event, void) in [
        (extended("2040-01-01"), true),
        (extended("2033-12-31"), false),
        (extended("2030-01-01"), false),
        (recorded("2034-12-31"), true),
        (recorded("2033-12-31"), false),
        (reopened(), true),
    ] {
        let mut homes = unseen(event.clone());
        let state = homes.state();
        let bundle = &state.bundles[&old()];
        assert_eq!((bundle.voided, bundle.intended.is_none()), (void, void), "{event:?}");
        if void {
            assert_eq!(bundle.standing(), Standing::Kept, "{event:?}");
        }
        // A new order that has seen it stands.
        homes.sync(0);
        homes.write(0, ordered());
        assert!(homes.state().bundles[&old()].intended.is_some(), "{event:?}");
    }
}
