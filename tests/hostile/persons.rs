//! Forged words about who disposes: whoever has the sealer's key, or the key of somebody who signs no more, makes no
//! signer and ends none.

use std::cell::Cell;

use kluis::formats::entry::{
    Approved, ApprovedBundle, Entry, Event, HoldReleased, MediumLost, Physical, Scanned,
    SignerAdded, SignerRetired, TwoPersons,
};
use kluis::powers::random::OsRandom;
use kluis::powers::signer::{Namespace, SigningKey};
use kluis::words::digest::Digest;
use kluis::words::ids::HoldId;

use super::place::Place;
use super::thief::{disposer, forge, forge_changed, label};

fn signers(place: &Place) -> serde_json::Value {
    place.run(&["signer", "list", "--json"]).json()
}

#[test]
fn whoever_has_the_sealers_key_alone_makes_no_signer_and_ends_none() {
    let place = Place::new();
    let own = SigningKey::generate(&mut OsRandom);
    let before = signers(&place);
    let first = disposer(&place).public().to_string();
    let key = own.public().to_string();
    let added = |replaces| Event::SignerAdded(SignerAdded { key: key.clone(), replaces });
    let events = [
        added(None),
        added(Some(first.clone())),
        Event::SignerRetired(SignerRetired { key: first.clone() }),
        Event::TwoPersons(TwoPersons { wanted: true }),
        Event::TwoPersons(TwoPersons { wanted: false }),
    ];
    for event in events {
        for signed in [None, Some(&place.sealer()), Some(&own)] {
            place.back();
            forge(&place, "a", vec![(event.clone(), None)], signed);
            place.verify("a").ends(&[12, 15], event.name());
            assert_eq!(signers(&place), before, "{}", event.name());
        }
        // By the disposer's own key it is taken: the test can fail.
        place.back();
        forge(&place, "a", vec![(event.clone(), None)], Some(&disposer(&place)));
        place.verify("a").ends(&[0], event.name());
    }
}

#[test]
fn a_key_that_nobody_added_signs_for_nobody_whatever_stands_before_it() {
    let place = Place::new();
    let (one, other) = (SigningKey::generate(&mut OsRandom), SigningKey::generate(&mut OsRandom));
    let added = |key: &SigningKey| {
        let key = key.public().to_string();
        (Event::SignerAdded(SignerAdded { key, replaces: None }), None)
    };
    // Two keys that add each other.
    forge(&place, "a", vec![added(&one), added(&other)], Some(&one));
    place.verify("a").ends(&[12, 15], "made by themselves");
}

/// A place whose vault wants two persons, and the keys of both.
struct Two {
    place: Place,
    first: SigningKey,
    second: SigningKey,
    /// What the disposer's key adds alone, once two are wanted.
    thiefs: SigningKey,
}

impl Two {
    fn new() -> Two {
        let place = Place::new();
        let first = disposer(&place);
        let key = || SigningKey::generate(&mut OsRandom);
        Two { place, first, second: key(), thiefs: key() }
    }

    /// Puts these events on a drive, each signed by its key, behind the second person's first entry, and has the home
    /// hear of them.
    fn tell(&self, events: Vec<(Event, &SigningKey)>, exits: &[i32], what: &str) {
        self.place.back();
        let added = |key: &SigningKey| {
            Event::SignerAdded(SignerAdded { key: key.public().to_string(), replaces: None })
        };
        let two = Event::TwoPersons(TwoPersons { wanted: true });
        let before =
            [added(&self.second), two, added(&self.thiefs)].map(|event| (event, &self.first));
        let all: Vec<(Event, &SigningKey)> = before.into_iter().chain(events).collect();
        let keys: Vec<&SigningKey> = all.iter().map(|(_, key)| *key).collect();
        let at = Cell::new(0);
        let sign = |entry: &mut Entry| {
            entry.signature = None;
            let key = keys[at.replace(at.get() + 1)];
            entry.set_signature(&key.sign_blob(Namespace::Ledger, &entry.signed_bytes()));
        };
        let all = all.into_iter().map(|(event, _)| (event, None)).collect();
        forge_changed(&self.place, "a", all, Some(&self.first), &sign);
        self.place.verify("a").ends(exits, what);
    }

    fn due(&self) -> ApprovedBundle {
        let seal = self.place.bundle("a", &self.place.due).join("seal.json");
        ApprovedBundle {
            bundle: self.place.due.parse().unwrap(),
            keep_through: Some("2022-12-31".parse().unwrap()),
            seal: Digest::of(&std::fs::read(seal).unwrap()),
        }
    }

    /// Whoever wrote it approves the bundle that is due.
    fn approval(&self, change: impl FnOnce(&mut Approved)) -> Event {
        // As the format has it (3.3, "Two persons").
        let one = self.due();
        let (vault, bundle, seal) = (label(&self.place, "a").vault, one.bundle, one.seal);
        let text = format!("kluis-list:{vault}\n{bundle} {seal} 2022-12-31\n");
        let (list, bundles) = (Digest::of(text.as_bytes()), vec![one]);
        let mut approved = Approved { bundles, list };
        change(&mut approved);
        Event::Approved(approved)
    }

    /// The first person destroys what is due.
    fn destroys(&self, exits: &[i32], what: &str) {
        let words = ["destroy", &self.place.due, "--by", "A", "--role", "owner"];
        let words = [&words[..], &["--no-open-matters"]].concat();
        self.place.run(&words).ends(exits, what);
        let there = self.place.bundle("a", &self.place.due).join("key.age").exists();
        assert_eq!(there, exits != [0], "{what}");
    }
}

#[test]
fn one_stolen_disposer_approves_for_nobody_else() {
    let two = Two::new();
    let good = || two.approval(|_| {});
    let retired = Event::SignerRetired(SignerRetired { key: two.second.public().to_string() });
    let other = |approved: &mut Approved| approved.list = Digest([7; 32]);
    let seal = |approved: &mut Approved| approved.bundles[0].seal = Digest([7; 32]);
    let sooner = |approved: &mut Approved| {
        approved.bundles[0].bundle = two.place.kept.parse().unwrap();
    };
    for (what, events) in [
        ("nobody", vec![]),
        ("the same person", vec![(good(), &two.first)]),
        ("a key that the same person added", vec![(good(), &two.first), (good(), &two.thiefs)]),
        ("another list", vec![(two.approval(other), &two.second)]),
        ("another seal", vec![(two.approval(seal), &two.second)]),
        ("another bundle", vec![(two.approval(sooner), &two.second)]),
        ("who signs no more", vec![(good(), &two.second), (retired.clone(), &two.first)]),
        ("who signed no more then", vec![(retired, &two.first), (good(), &two.second)]),
    ] {
        two.tell(events, &[0], what);
        two.destroys(&[14], what);
    }
    // By the other person it is ordered: the test can fail. The PC that wrote all this has yet to hear of the order.
    two.tell(vec![(good(), &two.second)], &[0], "the other person");
    two.destroys(&[3], "the other person");
}

#[test]
fn the_key_of_who_signs_no_more_says_nothing_in_a_statement() {
    let place = Place::new();
    let (first, stolen) = (disposer(&place), SigningKey::generate(&mut OsRandom));
    let known = label(&place, "b");
    let key = stolen.public().to_string();
    let retired = Event::SignerRetired(SignerRetired { key: key.clone() });
    let lost = |destroyed| {
        let (drive, medium) = (known.drive, known.medium);
        let since = "2026-11-20".parse().unwrap();
        Event::MediumLost(MediumLost { destroyed, drive, medium, since })
    };
    let searched = Event::Scanned(Scanned {
        bundle: place.due.parse().unwrap(),
        bytes: 64 << 20,
        found: 0,
        medium: known.medium,
        recognised: true,
        sectors: 4128,
        unread: 0,
    });
    let gone = lost(Some(Physical::Shredded));
    let said = |events: &[(&Event, &SigningKey)]| {
        place.back();
        let added = Event::SignerAdded(SignerAdded { key: key.clone(), replaces: None });
        let all: Vec<_> = [(&added, &first)].into_iter().chain(events.iter().copied()).collect();
        let at = Cell::new(0);
        let sign = |entry: &mut Entry| {
            entry.signature = None;
            let key = all[at.replace(at.get() + 1)].1;
            entry.set_signature(&key.sign_blob(Namespace::Ledger, &entry.signed_bytes()));
        };
        let told = all.iter().map(|(event, _)| ((*event).clone(), None)).collect();
        forge_changed(&place, "a", told, Some(&first), &sign);
        place.verify("a").ends(&[0, 1], "the drive with these lines");
        std::fs::rename(place.drive("b"), place.now().join("away")).unwrap();
        let words = ["destroy", &place.due, "--by", "A", "--role", "owner"];
        let words = [&words[..], &["--no-open-matters", "--json"]].concat();
        let done = place.run(&words).json()["bundles"][0].clone();
        let shown = place.run(&["statement", "show", &place.due, "--json"]).json();
        let copies = shown["statement"]["copies"].as_array().unwrap().clone();
        let medium = known.medium.to_string();
        let copy = copies.iter().find(|copy| copy["medium"] == medium.as_str()).unwrap();
        let searches = shown["statement"]["validation"].as_array().unwrap().len();
        let word = |value: &serde_json::Value| value.as_str().unwrap_or("-").to_owned();
        // What the run says of the drive is what the statement says.
        assert_eq!(done["complete"], shown["kind"] == "final", "{done:#}");
        let waits = done["remaining"].as_array().unwrap().len();
        assert_eq!(waits, usize::from(copy["fate"] == "present"), "{done:#}");
        (word(&shown["kind"]), word(&copy["fate"]), word(&copy["physical"]), searches)
    };
    let is = |kind: &str, fate: &str, how: &str, searches| {
        (kind.to_owned(), fate.to_owned(), how.to_owned(), searches)
    };
    // While the key signs for a person it is taken: the test can fail.
    let before = said(&[(&gone, &stolen), (&searched, &stolen), (&retired, &first)]);
    assert_eq!(before, is("final", "medium-destroyed", "shredded", 1));
    let after = said(&[(&retired, &first), (&gone, &stolen), (&searched, &stolen)]);
    assert_eq!(after, is("interim", "present", "-", 0));
    // What its owner said of the same drive stands, and no more than that.
    let both = said(&[(&lost(None), &first), (&retired, &first), (&gone, &stolen)]);
    assert_eq!(both, is("final", "lost", "-", 0));
    // The owner can say it themselves, although the forged line is there.
    said(&[(&retired, &first), (&gone, &stolen)]);
    let lost = ["medium", "lost", "B", "--since", "2026-11-20", "--reason", "old", "--by", "A"];
    place.run(&[&lost[..], &["--destroyed", "shredded"]].concat()).ends(&[0, 1], "said anew");
    let shown = place.run(&["statement", "show", &place.due, "--json"]).json();
    assert_eq!(shown["kind"], "final", "{shown:#}");
}

#[test]
fn the_sealers_key_approves_and_releases_nothing() {
    let two = Two::new();
    let sealer = two.place.sealer();
    let released = Event::HoldReleased(HoldReleased { holds: vec![HoldId([1; 16])] });
    let stranger = SigningKey::generate(&mut OsRandom);
    for event in [two.approval(|_| {}), released, Event::TwoPersons(TwoPersons { wanted: false })] {
        for key in [&sealer, &stranger] {
            two.tell(vec![(event.clone(), key)], &[12, 15], event.name());
        }
    }
}

#[test]
fn one_person_does_not_say_alone_that_one_is_enough() {
    let two = Two::new();
    let off = || Event::TwoPersons(TwoPersons { wanted: false });
    let alone = vec![(off(), &two.first), (off(), &two.thiefs), (off(), &two.first)];
    two.tell(alone, &[0], "one person with two keys");
    two.destroys(&[14], "one person with two keys");
    two.tell(vec![(off(), &two.first), (off(), &two.second)], &[0], "both");
    two.destroys(&[0], "both");
}
