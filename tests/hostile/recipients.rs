//! A thief with the sealer's key who would let himself in.

use kluis::formats::entry::{Event, RecipientAdded, RecipientRemoved};
use kluis::powers::envelope;
use kluis::powers::identity::Identity;

use super::place::Place;
use super::thief::{forge, twins};

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
