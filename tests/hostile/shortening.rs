//! Forged words about earlier ends: nobody shortens one with the sealer's key, by changing what a disposer signed, or
//! with one disposer's key in one day.

use kluis::formats::entry::{
    ClassEnd, Entry, Event, InheritedEnd, NoteRef, Shortened, ShorteningProposed,
};
use kluis::rules::retention::ClassShown;
use kluis::words::day::Day;
use kluis::words::digest::Digest;
use kluis::words::ids::{BundleId, NoteId, Tag};

use super::place::Place;
use super::thief::{disposer, forge, forge_changed};

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn class_end(last: &str) -> ClassEnd {
    let class = ClassShown::Id("nl-contract".parse().unwrap());
    ClassEnd { class, delete_from: None, keep_through: Some(day(last)) }
}

const NAME: Digest = Digest([5; 32]);

fn id(text: &str) -> BundleId {
    text.parse().unwrap()
}

/// A proposal about a case, and one about what a bundle inherits.
fn proposed(place: &Place) -> [ShorteningProposed; 2] {
    let of_case = ShorteningProposed {
        bundles: None,
        case: Some(Tag([7; 16])),
        ends: vec![class_end("2031-12-31")],
        inherited: vec![],
        proposal: NAME,
        replaces: vec![class_end("2033-12-31")],
    };
    let other = id(&place.due);
    let inherited =
        InheritedEnd { bundle: other, keep_through: Some(day("2040-12-31")), open: false };
    let of_bundle = ShorteningProposed {
        bundles: Some(vec![id(&place.kept)]),
        case: None,
        ends: vec![],
        inherited: vec![inherited],
        proposal: NAME,
        replaces: vec![],
    };
    [of_case, of_bundle]
}

/// The end of each bundle, as the home has it.
fn ends(place: &Place) -> Vec<serde_json::Value> {
    let list = place.run(&["list", "--json"]).json();
    list["bundles"].as_array().unwrap().iter().map(|row| row["end"].clone()).collect()
}

type Change = (&'static str, fn(&mut ShorteningProposed));
type EntryChange<'c> = (&'static str, &'c dyn Fn(&mut Entry));

const OF_CASE: [Change; 8] = [
    ("another name", |says| says.proposal = Digest([6; 32])),
    ("another case", |says| says.case = Some(Tag([8; 16]))),
    ("bundles too", |says| says.bundles = Some(vec![id("20261121-00000001")])),
    ("an earlier last day", |says| says.ends[0] = class_end("2026-01-01")),
    ("a duty to delete", |says| says.ends[0].delete_from = Some(day("2026-01-02"))),
    ("another class", |says| {
        says.ends[0].class = ClassShown::Id("nl-asset".parse().unwrap());
    }),
    ("another end replaced", |says| says.replaces[0] = class_end("2040-12-31")),
    ("one more end replaced", |says| says.replaces.push(class_end("2040-12-31"))),
];

const OF_BUNDLE: [Change; 4] = [
    ("another bundle", |says| says.bundles = Some(vec![id("20261121-00000001")])),
    ("another one that leaves it", |says| says.inherited[0].bundle = id("20261121-00000001")),
    ("a later end named", |says| says.inherited[0].keep_through = Some(day("2099-12-31"))),
    ("an open end named", |says| says.inherited[0].open = true),
];

#[test]
fn each_field_of_a_proposal_that_was_changed_after_its_signature_is_refused() {
    let place = Place::new();
    let (key, before) = (disposer(&place), ends(&place));
    let [of_case, of_bundle] = proposed(&place);
    let all = OF_CASE.map(|change| (&of_case, change)).into_iter();
    for (says, (what, change)) in all.chain(OF_BUNDLE.map(|change| (&of_bundle, change))) {
        place.back();
        let change = |entry: &mut Entry| {
            if let Event::ShorteningProposed(says) = &mut entry.event {
                change(says);
            }
        };
        let event = (Event::ShorteningProposed(says.clone()), None);
        forge_changed(&place, "a", vec![event], Some(&key), &change);
        place.verify("a").ends(&[12, 15], what);
        assert_eq!(ends(&place), before, "{what}");
    }
}

#[test]
fn each_field_of_a_confirmation_that_was_changed_after_its_signature_is_refused() {
    let place = Place::new();
    let key = disposer(&place);
    let changes: [EntryChange; 3] = [
        ("another proposal", &|entry| {
            entry.event = Event::Shortened(Shortened { proposal: Digest([6; 32]) });
        }),
        ("another time", &|entry| entry.time = "2036-01-01T12:00:00Z".parse().unwrap()),
        ("another note", &|entry| {
            entry.note = Some(NoteRef { id: NoteId([1; 16]), sha256: Digest([2; 32]) });
        }),
    ];
    for (what, change) in changes {
        place.back();
        let event = (Event::Shortened(Shortened { proposal: NAME }), None);
        forge_changed(&place, "a", vec![event], Some(&key), change);
        place.verify("a").ends(&[12, 15], what);
    }
}

#[test]
fn whoever_has_the_sealers_key_alone_proposes_and_confirms_no_earlier_end() {
    let place = Place::new();
    let sealer = place.sealer();
    let [of_case, of_bundle] = proposed(&place);
    for event in [
        Event::ShorteningProposed(of_case),
        Event::ShorteningProposed(of_bundle),
        Event::Shortened(Shortened { proposal: NAME }),
    ] {
        for key in [None, Some(&sealer)] {
            place.back();
            forge(&place, "a", vec![(event.clone(), None)], key);
            place.verify("a").ends(&[12, 15], event.name());
        }
    }
}

#[test]
fn a_proposal_and_its_confirmation_of_one_day_move_no_end_whoever_signs_them() {
    let place = Place::new();
    let (key, before) = (disposer(&place), ends(&place));
    for says in proposed(&place) {
        place.back();
        let both = vec![
            (Event::ShorteningProposed(says), None),
            (Event::Shortened(Shortened { proposal: NAME }), None),
        ];
        forge(&place, "a", both, Some(&key));
        place.verify("a").ends(&[0], "by the disposer's own key they are taken");
        assert_eq!(ends(&place), before);
    }
}
