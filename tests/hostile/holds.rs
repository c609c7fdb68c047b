//! A hold's line, forged by whoever has the sealer's key: the disposer signed it, and nobody else can say another.

use std::fs;

use kluis::formats::entry::{Entry, Event};
use kluis::rules::scope::{Scope, Years};
use kluis::words::digest::Digest;
use kluis::words::ids::{HoldId, Tag};

use super::lines::{chains, first_writer, rewrite, two_pcs};
use super::place::Place;

type Forgery = (&'static str, fn(&mut Entry));

fn placed(entry: &mut Entry, forge: impl FnOnce(&mut kluis::formats::entry::HoldPlaced)) {
    if let Event::HoldPlaced(placed) = &mut entry.event {
        forge(placed);
    }
}

fn scope(entry: &mut Entry, forge: impl FnOnce(&mut Scope)) {
    placed(entry, |placed| forge(&mut placed.scope));
}

const FORGERIES: [Forgery; 14] = [
    ("another hold", |entry| placed(entry, |placed| placed.hold = HoldId([9; 16]))),
    ("no review", |entry| placed(entry, |placed| placed.review = None)),
    ("a later review", |entry| placed(entry, |placed| placed.review = "2099-01-01".parse().ok())),
    ("an end", |entry| placed(entry, |placed| placed.ends = "2026-11-22".parse().ok())),
    ("another bundle", |entry| {
        let other = "20200101-00000001".parse().unwrap();
        scope(entry, |scope| scope.bundles = Some(vec![other]));
    }),
    ("a case", |entry| scope(entry, |scope| scope.case = Some(Tag([9; 16])))),
    ("a class", |entry| {
        let class = serde_json::from_str(r#"{"id": "nl-asset"}"#).unwrap();
        scope(entry, |scope| scope.classes = Some(vec![class]));
    }),
    ("years", |entry| scope(entry, |scope| scope.years = Some(Years { from: 1990, to: 1991 }))),
    ("another note", |entry| {
        let note = entry.note.as_mut().expect("it has one");
        note.sha256 = Digest([9; 32]);
    }),
    ("no note", |entry| entry.note = None),
    ("an earlier time", |entry| entry.time = "2026-11-20T12:00:00Z".parse().unwrap()),
    ("a clock in doubt", |entry| entry.clock = kluis::words::day::ClockState::Doubtful),
    ("no signature", |entry| entry.signature = None),
    ("a release in its place", |entry| {
        if let Event::HoldPlaced(placed) = &entry.event {
            let holds = vec![placed.hold];
            entry.event = Event::HoldReleased(kluis::formats::entry::HoldReleased { holds });
        }
    }),
];

/// A hold that the second PC has not heard of; the line in which it stands, on drive A.
fn held(place: &Place) -> u64 {
    let line = ["hold", "place", "--all", "--ref", "VORD-1", "--reason", "r"];
    place.run(&line).ends(&[0], "the hold is placed");
    place.keep();
    let (writer, all) = (first_writer(place, "a"), chains(place, "a"));
    let (_, chain) = all.iter().find(|(_, chain)| chain.writer() == Some(writer)).unwrap();
    let is_hold = |entry: &Entry| matches!(entry.event, Event::HoldPlaced(_));
    let mut links = chain.links().iter();
    links.position(|link| is_hold(&link.entry)).expect("A has the line") as u64
}

#[test]
fn a_hold_line_in_which_any_field_was_forged_is_refused_and_frees_nothing() {
    let place = two_pcs();
    let at = held(&place);
    for (name, forge) in FORGERIES {
        place.back();
        let forged = |entries: &mut Vec<Entry>| forge(&mut entries[0]);
        rewrite(&place, "home", "a", first_writer(&place, "a"), at, &forged);
        let a = place.drive("a");
        // The other drive can't tell what is true.
        fs::rename(place.drive("b"), place.now().join("away")).unwrap();
        for home in ["home2", "home"] {
            let told = place.run_in(home, &["verify", a.to_str().unwrap()]);
            told.ends(&[12, 15], &format!("{name}, {home}"));
            let words = ["destroy", &place.due, "--by", "J", "--role", "o", "--no-open-matters"];
            let refused = place.run_in(home, &words);
            refused.ends(&[12, 14, 15], &format!("{name}: {home} destroys nothing"));
        }
        assert!(place.bundle("a", &place.due).join("key.age").exists(), "{name}");
    }
}
