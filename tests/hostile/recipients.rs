//! A thief with the sealer's key who would let himself in, and somebody who signs no more and would leave others out.

use std::cell::Cell;

use kluis::formats::entry::{
    Entry, Event, GENERATION_MAX, RecipientAdded, RecipientRemoved, SignerAdded, SignerRetired,
};
use kluis::powers::envelope;
use kluis::powers::identity::Identity;
use kluis::powers::random::OsRandom;
use kluis::powers::signer::{Namespace, SigningKey};

use super::place::Place;
use super::thief::{disposer, forge, forge_changed, label, twins, wrapped};

/// How many recipients the home knows, and whether any was removed.
fn recipients(place: &Place) -> (usize, bool) {
    let list = place.run(&["key", "list", "--json"]).json();
    let rows = list["recipients"].as_array().unwrap();
    (rows.len(), rows.iter().any(|row| !row["removed"].is_null()))
}

#[test]
fn a_thief_lets_nobody_in_and_leaves_nobody_out() {
    let place = Place::new();
    let thief = Identity::generate();
    let own = place.identity().recipient().digest();
    let events = [
        Event::RecipientAdded(RecipientAdded { recipient: thief.recipient().digest() }),
        Event::RecipientRemoved(RecipientRemoved { recipient: own }),
    ];
    for event in events {
        // Without a signature, and with the only one that he can make.
        for signed in [false, true] {
            place.back();
            let at = format!("{}, signed: {signed}", event.name());
            let sealer = place.sealer();
            forge(&place, "b", vec![(event.clone(), None)], signed.then_some(&sealer));
            place.verify("b").ends(&[12, 15], &at);
            assert_eq!(recipients(&place), (2, false), "{at}");
            let sealed = place.archive("new", "2026").json();
            let bundle = sealed["bundles"][0]["bundle"].as_str().unwrap().to_owned();
            let [key, _] = twins(&place, "a", &bundle);
            assert!(envelope::open_key_file(&key, &[place.identity()]).is_ok(), "{at}");
            assert!(envelope::open_key_file(&key, std::slice::from_ref(&thief)).is_err(), "{at}");
            place.run(&["key", "wrap"]).ends(&[0, 1, 12, 15], &at);
            let [key, _] = twins(&place, "a", &place.kept);
            assert!(envelope::open_key_file(&key, std::slice::from_ref(&thief)).is_err(), "{at}");
            place.some_end_cleanly(&at);
        }
    }
}

/// With the key of somebody who signs no more everybody could be removed but one whose paper is gone.
#[test]
fn the_key_of_who_signs_no_more_removes_nobody_and_is_named_until_somebody_answers() {
    let place = Place::new();
    let (first, former) = (disposer(&place), SigningKey::generate(&mut OsRandom));
    let own = place.identity().recipient();
    let key = former.public().to_string();
    let said = [
        (Event::SignerAdded(SignerAdded { key: key.clone(), replaces: None }), &first),
        (Event::SignerRetired(SignerRetired { key }), &first),
        (Event::RecipientRemoved(RecipientRemoved { recipient: own.digest() }), &former),
    ];
    let at = Cell::new(0);
    let sign = |entry: &mut Entry| {
        entry.signature = None;
        let key = said[at.replace(at.get() + 1)].1;
        entry.set_signature(&key.sign_blob(Namespace::Ledger, &entry.signed_bytes()));
    };
    let events = said.iter().map(|(event, _)| (event.clone(), None)).collect();
    forge_changed(&place, "a", events, Some(&first), &sign);
    place.verify("a").ends(&[0, 1], "the drive with these lines");
    assert_eq!(recipients(&place), (2, false));
    let named = place.run(&["key", "list"]);
    named.ends(&[1], "it is named");
    assert!(named.out.contains("does not count"), "{named}");
    place.run(&["key", "wrap"]).ends(&[0], "nothing is wrapped to fewer");
    let sealed = place.archive("new", "2026").json();
    let bundle = sealed["bundles"][0]["bundle"].as_str().unwrap().to_owned();
    for bundle in [&bundle, &place.kept] {
        let [key, _] = twins(&place, "a", bundle);
        assert!(envelope::open_key_file(&key, &[place.identity()]).is_ok(), "{bundle}");
    }
    let own = own.to_string();
    place.run(&["key", "add", "eigenaar", "--recipient", &own]).ends(&[0], "it is not true");
    let answered = place.run(&["key", "list"]);
    answered.ends(&[0], "it is answered");
    assert!(answered.out.contains("owner") && !answered.out.contains("eigenaar"), "{answered}");
    assert_eq!(recipients(&place), (2, false));
}

/// Nothing comes behind the highest number.
#[test]
fn the_highest_number_that_a_line_can_have_keeps_nobody_from_wrapping_keys_anew() {
    let place = Place::new();
    let disposer = disposer(&place);
    for highest in [GENERATION_MAX, GENERATION_MAX - 1] {
        place.back();
        let at = highest.to_string();
        let [key, _] = twins(&place, "a", &place.kept);
        let event = wrapped(&place.kept, highest, &key, vec![label(&place, "a").medium]);
        forge(&place, "a", vec![(event, None)], Some(&disposer));
        place.verify("a").ends(&[0, 1], &at);
        let office = Identity::generate();
        let recipient = office.recipient().to_string();
        place.run(&["key", "add", "Office", "--recipient", &recipient]).ends(&[0], &at);
        for drive in ["a", "b"] {
            let [key, copy] = twins(&place, drive, &place.kept);
            assert!(envelope::open_key_file(&key, std::slice::from_ref(&office)).is_ok(), "{at}");
            assert!(key == copy, "{at}");
        }
        place.run(&["verify"]).ends(&[0], &at);
        place.run(&["key", "remove", "Office", "--yes"]).ends(&[0], &at);
        let [key, _] = twins(&place, "b", &place.kept);
        assert!(envelope::open_key_file(&key, std::slice::from_ref(&office)).is_err(), "{at}");
        place.run(&["verify"]).ends(&[0], &at);
    }
}
