//! Forged words about a search, and about the free space of a drive: a statement builds on both, and so each field is
//! the disposer's alone.

use kluis::formats::entry::{
    ClockProven, Entry, Event, NoteRef, ReadBack, Scanned, SpaceCleared, SpaceMethod,
};
use kluis::words::day::ClockState;
use kluis::words::digest::Digest;
use kluis::words::ids::{MediumId, NoteId};

use super::place::Place;
use super::thief::{disposer, forge, forge_changed};

fn scanned(place: &Place) -> Event {
    Event::Scanned(Scanned {
        bundle: place.due.parse().unwrap(),
        bytes: 64 << 20,
        found: 3,
        medium: MediumId([4; 16]),
        recognised: false,
        sectors: 4128,
        unread: 512,
    })
}

fn cleared() -> Event {
    Event::SpaceCleared(SpaceCleared {
        bytes: 60 << 20,
        file_system: "exfat".into(),
        left: Some(4096),
        medium: MediumId([4; 16]),
        method: SpaceMethod::Filled,
        read_back: Some(ReadBack::Cached),
    })
}

type Change = (&'static str, fn(&mut Scanned));

const SEARCHED: [Change; 7] = [
    ("another bundle", |said| said.bundle = "20200101-00000001".parse().unwrap()),
    ("more was looked at", |said| said.bytes = 64 << 30),
    ("nothing was found", |said| said.found = 0),
    ("another drive", |said| said.medium = MediumId([5; 16])),
    ("it was that drive", |said| said.recognised = true),
    ("more was looked for", |said| said.sectors = 5000),
    ("all could be read", |said| said.unread = 0),
];

type SpaceChange = (&'static str, fn(&mut SpaceCleared));

const CLEARED: [SpaceChange; 6] = [
    ("more was written", |said| said.bytes = 60 << 30),
    ("another file system", |said| said.file_system = "ext4".into()),
    ("nothing was left", |said| said.left = Some(0)),
    ("another drive", |said| said.medium = MediumId([5; 16])),
    ("read past the cache", |said| said.read_back = Some(ReadBack::PastCache)),
    ("trimmed", |said| (said.method, said.read_back) = (SpaceMethod::Trimmed, None)),
];

fn proven() -> Event {
    Event::ClockProven(ClockProven {
        at: "2026-11-21T11:00:00Z".parse().unwrap(),
        authority: Digest([1; 32]),
        imprint: Digest([2; 32]),
        token: Digest([3; 32]),
    })
}

type TimeChange = (&'static str, fn(&mut ClockProven));

const PROVEN: [TimeChange; 4] = [
    ("a later time", |said| said.at = "2034-01-01T11:00:00Z".parse().unwrap()),
    ("another authority", |said| said.authority = Digest([9; 32])),
    ("over something else", |said| said.imprint = Digest([9; 32])),
    ("another answer", |said| said.token = Digest([9; 32])),
];

type OfAny = (&'static str, fn(&mut Entry));

const OF_ANY: [OfAny; 5] = [
    ("another time", |entry| entry.time = "2026-11-21T11:30:00Z".parse().unwrap()),
    ("a clock in doubt", |entry| entry.clock = ClockState::Doubtful),
    ("another note", |entry| {
        entry.note = Some(NoteRef { id: NoteId([1; 16]), sha256: Digest([2; 32]) });
    }),
    ("no signature", |entry| entry.signature = None),
    ("another event", |entry| {
        let medium = MediumId([4; 16]);
        entry.event = Event::MediumWaived(kluis::formats::entry::MediumWaived { medium });
    }),
];

/// Puts the event on drive A, changed after it was signed.
fn is_refused(place: &Place, event: Event, what: &str, change: &dyn Fn(&mut Entry)) {
    place.back();
    forge_changed(place, "a", vec![(event, None)], Some(&disposer(place)), change);
    place.verify("a").ends(&[12, 15], what);
    let ledger = place.run(&["ledger", "show"]);
    ledger.ends(&[0], what);
    let said = ["searched", "free space", "a time stamp by"];
    assert!(said.iter().all(|words| !ledger.out.contains(words)), "{what}");
}

#[test]
fn each_field_of_a_search_that_was_changed_after_its_signature_is_refused() {
    let place = Place::new();
    for (what, change) in SEARCHED {
        is_refused(&place, scanned(&place), what, &|entry| {
            if let Event::Scanned(said) = &mut entry.event {
                change(said);
            }
        });
    }
    for (what, change) in OF_ANY {
        is_refused(&place, scanned(&place), what, &change);
    }
}

#[test]
fn each_field_of_what_was_done_about_free_space_that_was_changed_is_refused() {
    let place = Place::new();
    for (what, change) in CLEARED {
        is_refused(&place, cleared(), what, &|entry| {
            if let Event::SpaceCleared(said) = &mut entry.event {
                change(said);
            }
        });
    }
    for (what, change) in OF_ANY {
        is_refused(&place, cleared(), what, &change);
    }
}

#[test]
fn each_field_of_what_a_time_stamp_proved_that_was_changed_is_refused() {
    let place = Place::new();
    for (what, change) in PROVEN {
        is_refused(&place, proven(), what, &|entry| {
            if let Event::ClockProven(said) = &mut entry.event {
                change(said);
            }
        });
    }
    for (what, change) in OF_ANY {
        is_refused(&place, proven(), what, &change);
    }
}

#[test]
fn whoever_has_the_sealers_key_alone_says_nothing_of_searches_or_free_space() {
    let place = Place::new();
    for event in [scanned(&place), cleared(), proven()] {
        place.back();
        forge(&place, "a", vec![(event.clone(), None)], None);
        place.verify("a").ends(&[12, 15], "signed by the sealer alone");
        let ledger = place.run(&["ledger", "show"]);
        assert!(!ledger.out.contains("searched") && !ledger.out.contains("free space"));
        // By the disposer's own key it is taken: the test can fail.
        place.back();
        forge(&place, "a", vec![(event.clone(), None)], Some(&disposer(&place)));
        place.verify("a").ends(&[0], event.name());
    }
}
