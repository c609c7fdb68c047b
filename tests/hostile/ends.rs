//! Forged words about ends: a thief with the sealer's key, or whoever has a drive, can neither close an open end, nor
//! move one, nor take an event back.

use kluis::formats::entry::{ClassEnd, Entry, Event, EventRecorded, Extended, NoteRef};
use kluis::rules::retention::ClassShown;
use kluis::words::day::Day;
use kluis::words::digest::Digest;
use kluis::words::ids::{BundleId, NoteId, Tag};

use super::place::Place;
use super::thief::{disposer, forge, forge_changed};

const CASE: Tag = Tag([7; 16]);

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn recorded() -> EventRecorded {
    let end = ClassEnd {
        class: ClassShown::Id("nl-contract".parse().unwrap()),
        delete_from: Some(day("2034-01-01")),
        keep_through: Some(day("2033-12-31")),
    };
    EventRecorded { bundles: None, case: Some(CASE), ends: vec![end] }
}

fn extended(place: &Place) -> Extended {
    Extended { bundles: vec![bundles(place)[0]], keep_through: day("2040-12-31") }
}

fn bundles(place: &Place) -> Vec<BundleId> {
    let list = place.run(&["list", "--json"]).json();
    let ids = list["bundles"].as_array().unwrap().iter();
    ids.map(|row| row["bundle"].as_str().unwrap().parse().unwrap()).collect()
}

/// The end of each bundle, as the home has it.
fn ends(place: &Place) -> Vec<serde_json::Value> {
    let list = place.run(&["list", "--json"]).json();
    list["bundles"].as_array().unwrap().iter().map(|row| row["end"].clone()).collect()
}

/// Changes an entry that the disposer signed.
type EntryChange<'c> = (&'static str, &'c dyn Fn(&mut Entry));

/// Changes one field of such an event.
type Change = (&'static str, fn(&mut EventRecorded));

const EVENT: [Change; 8] = [
    ("an earlier last day", |event| event.ends[0].keep_through = Some(day("2026-01-01"))),
    ("no last day", |event| event.ends[0].keep_through = None),
    ("an earlier duty to delete", |event| event.ends[0].delete_from = Some(day("2026-01-02"))),
    ("no duty to delete", |event| event.ends[0].delete_from = None),
    ("another class", |event| {
        event.ends[0].class = ClassShown::Id("nl-asset".parse().unwrap());
    }),
    ("another case", |event| event.case = Some(Tag([8; 16]))),
    ("bundles for the case", |event| {
        (event.case, event.bundles) = (None, Some(vec!["20261121-00000001".parse().unwrap()]));
    }),
    ("taken back", |event| event.ends.clear()),
];

#[test]
fn each_field_of_an_event_that_was_changed_after_its_signature_is_refused() {
    let place = Place::new();
    let (key, before) = (disposer(&place), ends(&place));
    for (what, change) in EVENT {
        place.back();
        let change = |entry: &mut Entry| {
            if let Event::EventRecorded(event) = &mut entry.event {
                change(event);
            }
        };
        let event = (Event::EventRecorded(recorded()), None);
        forge_changed(&place, "a", vec![event], Some(&key), &change);
        place.verify("a").ends(&[12, 15], what);
        assert_eq!(ends(&place), before, "{what}");
    }
}

#[test]
fn each_field_of_an_extension_that_was_changed_after_its_signature_is_refused() {
    let place = Place::new();
    let (key, other, before) = (disposer(&place), bundles(&place)[1], ends(&place));
    let changes: [EntryChange; 4] = [
        ("an earlier day", &|entry| {
            if let Event::Extended(extended) = &mut entry.event {
                extended.keep_through = day("2026-01-01");
            }
        }),
        ("another bundle", &|entry| {
            if let Event::Extended(extended) = &mut entry.event {
                extended.bundles = vec![other];
            }
        }),
        ("another time", &|entry| entry.time = "2026-11-21T11:30:00Z".parse().unwrap()),
        ("another note", &|entry| {
            entry.note = Some(NoteRef { id: NoteId([1; 16]), sha256: Digest([2; 32]) });
        }),
    ];
    for (what, change) in changes {
        place.back();
        let event = (Event::Extended(extended(&place)), None);
        forge_changed(&place, "a", vec![event], Some(&key), change);
        place.verify("a").ends(&[12, 15], what);
        assert_eq!(ends(&place), before, "{what}");
    }
}

#[test]
fn whoever_has_the_sealers_key_alone_moves_no_end() {
    let place = Place::new();
    let taken_back = EventRecorded { ends: vec![], ..recorded() };
    let events = [
        Event::EventRecorded(recorded()),
        Event::EventRecorded(taken_back),
        Event::Extended(extended(&place)),
    ];
    let sealer = place.sealer();
    for event in events {
        for key in [None, Some(&sealer)] {
            place.back();
            forge(&place, "a", vec![(event.clone(), None)], key);
            place.verify("a").ends(&[12, 15], event.name());
        }
        // By the disposer's own key it is taken: the test can fail.
        place.back();
        forge(&place, "a", vec![(event.clone(), None)], Some(&disposer(&place)));
        place.verify("a").ends(&[0], event.name());
    }
}
