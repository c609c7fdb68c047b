//! A thief with the sealer's key, which lies open in the home, and one drive for a night: what he writes there is
//! signed as the format asks, and must cost nobody a record.

use std::fs;

use kluis::formats::entry::{
    Entry, Event, Head, KeysWrapped, NoteRef, ReadBack, Signer, WriterJoined, sha256_of_line,
};
use kluis::formats::label::Label;
use kluis::powers::envelope;
use kluis::powers::signer::{Namespace, SigningKey};
use kluis::words::digest::Digest;
use kluis::words::ids::{MediumId, WriterId};

use super::place::Place;

/// The chain that the forged lines stand in: the lowest that there can be.
const FORGED: WriterId = WriterId([0; 8]);

/// The label in force on a drive.
fn label(place: &Place, drive: &str) -> Label {
    let folder = place.vault(drive);
    let labels = ["label.a.json", "label.b.json"].map(|name| fs::read(folder.join(name)));
    let labels = labels.into_iter().flatten().map(|bytes| Label::read(&bytes).unwrap());
    labels.max_by_key(|label| label.generation).unwrap()
}

/// Signs a label as the thief can, into both slots.
fn put_label(place: &Place, drive: &str, label: &Label) {
    let (folder, bytes) = (place.vault(drive), label.to_bytes());
    for name in ["label.a.json", "label.b.json"] {
        fs::write(folder.join(name), &bytes).unwrap();
        let signature = place.sealer().sign(Namespace::Medium, &bytes);
        fs::write(folder.join(format!("{name}.sig")), signature).unwrap();
    }
}

/// Puts a chain of its own with these events on a drive, and signs a label that names it. An event of the
/// disposer's is signed where its key is given.
fn forge(
    place: &Place,
    drive: &str,
    events: Vec<(Event, Option<NoteRef>)>,
    disposer: Option<&SigningKey>,
) {
    let mut label = label(place, drive);
    let joined = (Event::WriterJoined(WriterJoined { vault: label.vault }), None);
    let (mut chain, mut prev) = (Vec::new(), Digest::ZERO);
    let count = events.len() as u64 + 1;
    for (seq, (event, note)) in std::iter::once(joined).chain(events).enumerate() {
        let mut entry = Entry {
            seq: seq as u64,
            writer: FORGED,
            prev,
            time: "2026-11-21T11:00:00Z".parse().unwrap(),
            clock: kluis::words::day::ClockState::Ok,
            event,
            follows: label.heads.clone(),
            note,
            signature: None,
            unread: Default::default(),
        };
        if let (Signer::Disposer, Some(disposer)) = (entry.event.signer(), disposer) {
            let blob = disposer.sign_blob(Namespace::Ledger, &entry.signed_bytes());
            entry.set_signature(&blob);
        }
        let line = entry.line();
        prev = sha256_of_line(&line);
        chain.extend(line);
    }
    fs::write(place.vault(drive).join(format!("ledger/{FORGED}.jsonl")), &chain).unwrap();
    let head = Head { bytes: chain.len() as u64, count, sha256: prev, writer: FORGED };
    label.heads.insert(0, head);
    label.generation += 1;
    label.contact += 1;
    put_label(place, drive, &label);
}

/// The disposer's key, as its owner has it.
fn disposer(place: &Place) -> SigningKey {
    let sealed = fs::read(place.now().join("home/signing/disposer.age")).unwrap();
    let plain = envelope::decrypt_small(&[place.identity()], &sealed, 1 << 14).unwrap();
    SigningKey::from_openssh(std::str::from_utf8(&plain).unwrap()).unwrap()
}

fn wrapped(bundle: &str, generation: u64, key: &[u8], media: Vec<MediumId>) -> Event {
    Event::KeysWrapped(KeysWrapped {
        bundle: bundle.parse().unwrap(),
        generation,
        key: Digest::of(key),
        key_copy: Digest::of(key),
        media,
        read_back: ReadBack::PastCache,
        recipients: vec![],
    })
}

fn twins(place: &Place, drive: &str, bundle: &str) -> [Vec<u8>; 2] {
    ["key.age", "key-copy.age"]
        .map(|name| fs::read(place.bundle(drive, bundle).join(name)).unwrap())
}

fn put_twins(place: &Place, drive: &str, bundle: &str, key: &[u8]) {
    for name in ["key.age", "key-copy.age"] {
        fs::write(place.bundle(drive, bundle).join(name), key).unwrap();
    }
}

#[test]
fn a_thief_who_says_that_the_keys_were_wrapped_anew_costs_no_key() {
    let place = Place::new();
    let media = || ["a", "b"].map(|drive| label(&place, drive).medium).to_vec();
    let good = twins(&place, "a", &place.kept);
    let garbage = vec![b'x'; good[0].len()];
    for generation in [1, 2, 7] {
        place.back();
        let at = format!("generation {generation}");
        put_twins(&place, "b", &place.kept, &garbage);
        forge(&place, "b", vec![(wrapped(&place.kept, generation, &garbage, media()), None)], None);
        place.verify("b").exits(&[15], &at);
        place.verify("a").exits(&[0], &at);
        place.run(&["repair", "A"]).exits(&[0], &at);
        assert_eq!(twins(&place, "a", &place.kept), good, "{at}: the good keys were written over");
        place.verify("a").exits(&[0], &at);
        place.some_end_cleanly(&at);
    }
}

#[test]
fn keys_that_the_disposer_wrapped_anew_are_known_by_the_drive_that_has_them() {
    let place = Place::new();
    let (b, disposer) = (label(&place, "b").medium, disposer(&place));
    let good = twins(&place, "a", &place.kept);
    let secret = envelope::open_key_file(&good[0], &[place.identity()]).unwrap();
    let anew = envelope::key_file(&[place.identity().recipient()], &secret).unwrap();
    assert_ne!(anew, good[0]);
    put_twins(&place, "b", &place.kept, &anew);
    let event = wrapped(&place.kept, 2, &anew, vec![b]);
    forge(&place, "b", vec![(event, None)], Some(&disposer));
    place.verify("b").exits(&[0], "wrapped anew on B");
    place.verify("a").exits(&[0], "and not on A");
    place.run(&["repair", "A"]).exits(&[0], "nothing is to be mended");
    assert_eq!(twins(&place, "a", &place.kept), good, "A has what it had");
    // The older file comes back on B: no damage that anything but an identity may judge.
    put_twins(&place, "b", &place.kept, &good[0]);
    fs::write(place.bundle("b", &place.kept).join("key.age"), &anew).unwrap();
    let said = place.verify("b");
    said.exits(&[11], "an older generation");
    assert!(said.out.contains("not of the generation"), "{}", said.out);
    place.run(&["repair", "B"]).exits(&[0], "an identity opens the newer one");
    assert_eq!(twins(&place, "b", &place.kept), [anew.clone(), anew]);
}

#[test]
fn a_key_that_was_right_before_is_written_over_by_none_that_nobody_has_opened() {
    let place = Place::new();
    let b = label(&place, "b").medium;
    let good = twins(&place, "b", &place.kept);
    let garbage = vec![b'x'; good[0].len()];
    fs::write(place.bundle("b", &place.kept).join("key-copy.age"), &garbage).unwrap();
    // Even where the disposer has signed for it.
    let event = wrapped(&place.kept, 2, &garbage, vec![b]);
    forge(&place, "b", vec![(event, None)], Some(&disposer(&place)));
    place.run(&["repair", "B"]).exits(&[11], "nothing opens what is to replace it");
    assert_eq!(twins(&place, "b", &place.kept)[0], good[0], "the good key was written over");
    place.restore().exits(&[0, 1], "and it opens");
}
