//! A thief with the sealer's key puts a bundle on record that never was, and the home hears of it before the key is
//! replaced: what ends it is named, and never where the bundle may lie on a drive that is not connected.

use std::fs;

use kluis::formats::entry::{Copied, CopyState, Entry, Event, KeysWrapped, ReadBack, Sealed};
use kluis::words::digest::Digest;
use kluis::words::ids::BundleId;

use super::place::{Place, Ran};
use super::thief::{forge, home_chain, label};

const MADE_UP: &str = "20261101-0badc0de";

/// He says that both drives hold it.
fn make_up(place: &Place) {
    let text = fs::read_to_string(home_chain(place, "a")).unwrap();
    let mut entries = text.lines().map(|line| Entry::read(format!("{line}\n").as_bytes()).unwrap());
    let known = entries.find_map(|entry| match entry.event {
        Event::Sealed(sealed) => Some(sealed),
        _ => None,
    });
    let bundle: BundleId = MADE_UP.parse().unwrap();
    let sealed = Sealed { bundle, seal: Digest([7; 32]), ..known.unwrap() };
    let media = ["a", "b"].map(|drive| label(place, drive).medium);
    let read_back = ReadBack::PastCache;
    let wrapped = KeysWrapped {
        bundle,
        generation: 1,
        key: sealed.key_file,
        key_copy: sealed.key_file,
        media: media.to_vec(),
        read_back,
        recipients: vec![],
    };
    let mut events = vec![Event::Sealed(sealed), Event::KeysWrapped(wrapped)];
    for medium in media {
        let state = CopyState::ReadBack;
        events.push(Event::Copied(Copied { bundle, medium, read_back, state }));
    }
    forge(place, "a", events.into_iter().map(|event| (event, None)).collect(), None);
}

fn replace(place: &Place, more: &[&str]) -> Ran {
    let words = ["signer", "replace", "--by", "Jansen", "--reason", "stolen"];
    place.run(&[&words[..], more].concat())
}

fn place() -> Place {
    let place = Place::new();
    make_up(&place);
    place.verify("a").ends(&[11], "the home hears of it");
    replace(&place, &[]).ends(&[1], "the key is replaced, and B is an older state");
    place
}

const LINES: &str = "0000000000000000:1..4";

#[test]
fn a_bundle_that_a_thief_made_up_is_named_with_the_command_that_leaves_it_out() {
    let place = place();
    let verified = place.run(&["verify"]);
    verified.ends(&[11], "it is missed");
    let restored = place.restore();
    restored.ends(&[12], "it is missed");
    let missed = &restored.json()["without_seal"][0];
    assert_eq!(missed["bundle"], MADE_UP, "{restored:#?}");
    assert_eq!(missed["entries"], serde_json::json!([LINES]));
    let way = format!("kluis signer replace --distrust {LINES} --by NAME --reason TEXT");
    assert!(verified.out.contains(&way), "{verified:#?}");
    let left_out = replace(&place, &["--distrust", LINES]);
    left_out.ends(&[1], "it is named");
    assert!(left_out.out.contains(MADE_UP), "{left_out:#?}");
    assert!(left_out.out.contains("A and B"), "it says where it was said to lie: {left_out:#?}");
    place.well(&["verify"]);
    place.restore().ends(&[0], "nothing is missed");
    place.run(&["list", "--json"]).ends(&[0], "it lists");
    place.archive("new", "2026").ends(&[0], "it goes on");
}

#[test]
fn what_may_lie_on_a_drive_that_is_not_connected_is_asked_for_and_not_left_out() {
    let place = place();
    let away = place.now().join("away");
    fs::rename(place.drive("b"), &away).unwrap();
    let said = place.verify("a");
    said.ends(&[11], "it is missed");
    assert!(said.out.contains(MADE_UP) && !said.out.contains("--distrust"), "{said:#?}");
    assert!(said.out.contains("connect B first"), "{said:#?}");
    fs::rename(&away, place.drive("b")).unwrap();
    // A bundle of this home's own is damaged, whatever is left of it.
    let kept = place.bundle("a", &place.kept);
    fs::remove_dir_all(kept).unwrap();
    let said = place.run(&["verify", "--json"]);
    let missed = said.json()["without_seal"].clone();
    assert_eq!(missed.as_array().unwrap().len(), 1, "{missed:#}");
    assert_eq!(missed[0]["bundle"], MADE_UP);
}

#[test]
fn a_destruction_that_stops_at_a_bad_drive_says_that_a_hold_may_stand_there() {
    let place = Place::new();
    for file in ["label.a.json.sig", "label.b.json.sig"] {
        fs::write(place.vault("b").join(file), "rot").unwrap();
    }
    let said = place.destroy();
    said.ends(&[10, 11, 12, 15], "it stops");
    assert!(said.err.contains("a hold may stand there"), "{said:#?}");
    assert!(place.bundle("a", &place.due).join("seal.json").exists());
}
