//! Forged words about who disposes: whoever has the sealer's key, or the key of somebody who signs no more, makes no
//! signer and ends none.

use kluis::formats::entry::{Event, SignerAdded, SignerRetired, TwoPersons};
use kluis::powers::random::OsRandom;
use kluis::powers::signer::SigningKey;

use super::place::Place;
use super::thief::{disposer, forge};

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
