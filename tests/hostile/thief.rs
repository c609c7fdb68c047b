//! A thief with the sealer's key, which lies open in the home, and one drive for a night: what he writes there is
//! signed as the format asks, and must cost nobody a record.

use std::fs;
use std::path::PathBuf;

use kluis::formats::entry::{
    Copied, CopyState, Entry, Event, Head, KeysWrapped, NoteRef, ReadBack, Signer, WriterJoined,
    sha256_of_line,
};
use kluis::formats::label::Label;
use kluis::formats::note::Note;
use kluis::powers::envelope;
use kluis::powers::signer::{Namespace, SigningKey};
use kluis::words::digest::Digest;
use kluis::words::ids::{MediumId, WriterId};

use super::place::{Place, Ran, each_file, name_of, text};

/// The chain that the forged lines stand in: the lowest that there can be.
const FORGED: WriterId = WriterId([0; 8]);

/// The label in force on a drive.
pub(super) fn label(place: &Place, drive: &str) -> Label {
    newest(place, drive).1
}

/// The newest of the two labels on a drive, and the other slot's name.
fn newest(place: &Place, drive: &str) -> (&'static str, Label) {
    let read = |name| Label::read(&fs::read(place.vault(drive).join(name)).unwrap()).unwrap();
    let (a, b) = (read("label.a.json"), read("label.b.json"));
    if a.generation > b.generation { ("label.b.json", a) } else { ("label.a.json", b) }
}

/// Signs a label as the thief can, and writes it where kluis would.
pub(super) fn put_label(place: &Place, drive: &str, mut label: Label) {
    let (slot, newest) = newest(place, drive);
    label.generation = newest.generation + 1;
    label.other_generation = Some(newest.generation);
    label.contact = newest.contact + 1;
    let (path, bytes) = (place.vault(drive).join(slot), label.to_bytes());
    fs::write(&path, &bytes).unwrap();
    let signature = place.sealer().sign(Namespace::Medium, &bytes);
    fs::write(path.with_extension("json.sig"), signature).unwrap();
}

/// Puts a chain of its own with these events on a drive, and signs a label that names it. An event of the
/// disposer's is signed where its key is given.
pub(super) fn forge(
    place: &Place,
    drive: &str,
    events: Vec<(Event, Option<NoteRef>)>,
    disposer: Option<&SigningKey>,
) {
    forge_changed(place, drive, events, disposer, &|_| {});
}

/// The same, with each entry changed after it was signed.
pub(super) fn forge_changed(
    place: &Place,
    drive: &str,
    events: Vec<(Event, Option<NoteRef>)>,
    disposer: Option<&SigningKey>,
    change: &dyn Fn(&mut Entry),
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
            change(&mut entry);
        }
        let line = entry.line();
        prev = sha256_of_line(&line);
        chain.extend(line);
    }
    fs::write(place.vault(drive).join(format!("ledger/{FORGED}.jsonl")), &chain).unwrap();
    let head = Head { bytes: chain.len() as u64, count, sha256: prev, writer: FORGED };
    label.heads.insert(0, head);
    put_label(place, drive, label);
}

/// The disposer's key, as its owner has it.
pub(super) fn disposer(place: &Place) -> SigningKey {
    let sealed = fs::read(place.now().join("home/signing/disposer.age")).unwrap();
    let plain = envelope::decrypt_small(&[place.identity()], &sealed, 1 << 14).unwrap();
    SigningKey::from_openssh(std::str::from_utf8(&plain).unwrap()).unwrap()
}

pub(super) fn wrapped(bundle: &str, generation: u64, key: &[u8], media: Vec<MediumId>) -> Event {
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

pub(super) fn twins(place: &Place, drive: &str, bundle: &str) -> [Vec<u8>; 2] {
    ["key.age", "key-copy.age"]
        .map(|name| fs::read(place.bundle(drive, bundle).join(name)).unwrap())
}

fn put_twins(place: &Place, drive: &str, bundle: &str, key: &[u8]) {
    for name in ["key.age", "key-copy.age"] {
        fs::write(place.bundle(drive, bundle).join(name), key).unwrap();
    }
}

/// What the home's chain on a drive says of a bundle, with ten years taken off its rules and its end.
fn shorter(place: &Place, drive: &str, bundle: &str) -> Event {
    let path = home_chain(place, drive);
    let text = fs::read_to_string(path).unwrap();
    let entry = text.lines().map(|line| Entry::read(format!("{line}\n").as_bytes()).unwrap());
    let mut sealed = entry
        .filter_map(|entry| match entry.event {
            Event::Sealed(sealed) if sealed.bundle.to_string() == bundle => Some(sealed),
            _ => None,
        })
        .next()
        .unwrap();
    let earlier = |value: serde_json::Value| {
        let text = value.to_string().replace("\"2025", "\"2015").replace("\"2032", "\"2022");
        assert_ne!(text, value.to_string());
        text
    };
    let rules = earlier(serde_json::to_value(&sealed.rules).unwrap());
    sealed.rules = serde_json::from_str(&rules).unwrap();
    let end = earlier(serde_json::to_value(sealed.end).unwrap());
    sealed.end = serde_json::from_str(&end).unwrap();
    Event::Sealed(sealed)
}

/// The home's own chain on a drive.
pub(super) fn home_chain(place: &Place, drive: &str) -> PathBuf {
    let mut found = None;
    each_file(&place.vault(drive).join("ledger"), &mut |path| {
        if !name_of(path).starts_with(&FORGED.to_string()) {
            found = Some(path.to_path_buf());
        }
    });
    found.unwrap()
}

/// Cuts the home's chain on a drive off before a bundle was sealed, and signs a label that says so.
fn forget_from(place: &Place, drive: &str, bundle: &str) {
    let path = home_chain(place, drive);
    let text = fs::read_to_string(&path).unwrap();
    let about = |line: &&str| !(line.contains("\"sealed\"") && line.contains(bundle));
    let lines: Vec<&str> = text.lines().take_while(about).collect();
    let cut = lines.iter().map(|line| format!("{line}\n")).collect::<String>();
    assert_ne!(cut, text);
    fs::write(path, &cut).unwrap();
    let mut label = label(place, drive);
    let head = &mut label.heads[0];
    (head.bytes, head.count) = (cut.len() as u64, lines.len() as u64);
    head.sha256 = sha256_of_line(lines.last().unwrap().as_bytes());
    put_label(place, drive, label);
}

fn destroy(place: &Place, bundle: &str) -> Ran {
    let words = ["destroy", bundle, "--by", "Jansen", "--role", "owner", "--no-open-matters"];
    place.run(&words)
}

#[test]
fn a_thief_who_says_that_a_bundle_may_go_sooner_destroys_nothing() {
    let place = Place::new();
    place.add("c", "data,keys");
    let lie = shorter(&place, "a", &place.kept);
    forge(&place, "c", vec![(lie, None)], None);
    for drive in ["a", "b"] {
        fs::rename(place.drive(drive), place.now().join(format!("safe-{drive}"))).unwrap();
    }
    destroy(&place, &place.kept).ends(&[15], "a drive with a lie, and without the bundle");
    for drive in ["a", "b"] {
        fs::rename(place.now().join(format!("safe-{drive}")), place.drive(drive)).unwrap();
    }
    fs::remove_dir_all(place.drive("c")).unwrap();
    destroy(&place, &place.kept).ends(&[14], "it is kept");
    place.restore().ends(&[0, 1], "and given back: no intent stands");
}

#[test]
fn a_home_that_knows_only_the_thiefs_word_asks_the_seal_before_keys_go() {
    let place =
        Place::with(&["--custody", "apart", "--copies", "1"], &[("a", "data"), ("k", "keys")]);
    let lie = shorter(&place, "a", &place.kept);
    let key = fs::read(place.bundle("k", &place.kept).join("key.age")).unwrap();
    let (a, k) = (label(&place, "a").medium, label(&place, "k").medium);
    let copied = Event::Copied(Copied {
        bundle: place.kept.parse().unwrap(),
        medium: a,
        read_back: ReadBack::PastCache,
        state: CopyState::ReadBack,
    });
    for drive in ["a", "k"] {
        forget_from(&place, drive, &place.kept);
        let keys = wrapped(&place.kept, 1, &key, vec![k]);
        let events = [lie.clone(), keys, copied.clone()].map(|event| (event, None));
        forge(&place, drive, events.to_vec(), None);
    }
    let id = label(&place, "a").vault.to_string();
    fs::rename(place.now().join("home"), place.now().join("paper")).unwrap();
    let identity = place.now().join("paper/identity.txt");
    let (from, keys) = (place.drive("a"), place.drive("k"));
    let words = ["rebuild", "--from", text(&from), "--from", text(&keys), "--vault-id", &id];
    let more = ["--identity", text(&identity), "--no-passphrase", "--accept-settings"];
    place.run(&[&words[..], &more].concat()).ends(&[0, 1], "rebuilt from what the thief left");
    place.run(&["verify"]).ends(&[15], "the ledger is not what the seal says");
    destroy(&place, &place.kept).ends(&[12], "both drives are here");
    fs::rename(place.drive("a"), place.now().join("safe-a")).unwrap();
    destroy(&place, &place.kept).ends(&[12], "only the keys are here");
    assert_eq!(twins(&place, "k", &place.kept), [key.clone(), key]);
    fs::rename(place.now().join("safe-a"), place.drive("a")).unwrap();
    place.restore().ends(&[0, 1], "and the records are given back");
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
        place.verify("b").ends(&[15], &at);
        place.verify("a").ends(&[0], &at);
        // 1: B, which was to lend, is refused, and that is told.
        place.run(&["repair", "A"]).ends(&[1], &at);
        assert_eq!(twins(&place, "a", &place.kept), good, "{at}: the good keys were written over");
        place.verify("a").ends(&[0], &at);
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
    place.verify("b").ends(&[0], "wrapped anew on B");
    place.verify("a").ends(&[0], "and not on A");
    place.run(&["repair", "A"]).ends(&[0], "nothing is to be mended");
    assert_eq!(twins(&place, "a", &place.kept), good, "A has what it had");
    // The older file comes back on B: no damage that anything but an identity may judge.
    put_twins(&place, "b", &place.kept, &good[0]);
    fs::write(place.bundle("b", &place.kept).join("key.age"), &anew).unwrap();
    let said = place.verify("b");
    said.ends(&[11], "an older generation");
    assert!(said.out.contains("not of the generation"), "{}", said.out);
    place.run(&["repair", "B"]).ends(&[0], "an identity opens the newer one");
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
    place.run(&["repair", "B"]).ends(&[11], "nothing opens what is to replace it");
    assert_eq!(twins(&place, "b", &place.kept)[0], good[0], "the good key was written over");
    place.restore().ends(&[0, 1], "and it opens");
}

#[test]
fn a_forged_note_is_carried_nowhere_and_the_true_one_mends_it() {
    let place = Place::new();
    let home = place.now().join("home/notes");
    let name = name_of(&fs::read_dir(&home).unwrap().next().unwrap().unwrap().path());
    let note = |folder: &str| match folder {
        "home" => home.join(&name),
        drive => place.vault(drive).join("notes").join(&name),
    };
    // Both drives hear of it.
    place.well(&["verify"]);
    place.keep();
    let good = fs::read(note("a")).unwrap();
    let text = serde_json::json!({"reason": "what the thief would have had said ".repeat(9)});
    let forged = Note::new(text.as_object().unwrap().clone()).to_bytes();
    let longer = envelope::encrypt_small(&[place.identity().recipient()], &forged).unwrap();
    let as_long = vec![b'x'; good.len()];
    for forged in [longer, as_long] {
        place.back();
        let at = format!("{} bytes, for {}", forged.len(), good.len());
        fs::write(note("b"), &forged).unwrap();
        // This home has to fetch it, as any that did not write it.
        fs::remove_file(note("home")).unwrap();
        let said = place.verify("b");
        said.ends(&[11], &at);
        assert!(said.out.contains(&name), "{}", said.out);
        assert!(!note("home").exists(), "{at}: it was taken");
        place.archive("new", "2026").ends(&[0], &at);
        assert_eq!(fs::read(note("a")).unwrap(), good, "{at}: it was carried to A");
        assert_eq!(fs::read(note("home")).unwrap(), good, "{at}: A has brought the true one");
        place.run(&["repair", "B"]).ends(&[0], &at);
        assert_eq!(fs::read(note("b")).unwrap(), good, "{at}: it was not mended");
        place.verify("b").ends(&[0], &at);
        place.some_end_cleanly(&at);
    }
}

#[test]
fn a_second_entry_with_another_hash_for_a_note_is_refused() {
    let place = Place::new();
    // Both drives hear of the note.
    place.well(&["verify"]);
    let text = fs::read_to_string(home_chain(&place, "a")).unwrap();
    let mut entries = text.lines().map(|line| Entry::read(format!("{line}\n").as_bytes()).unwrap());
    let entry = entries.find(|entry| entry.note.is_some()).unwrap();
    let note = entry.note.map(|note| NoteRef { sha256: Digest::of(b"forged"), ..note });
    forge(&place, "b", vec![(entry.event, note)], None);
    place.verify("b").ends(&[15], "two hashes for one note");
    place.verify("a").ends(&[0], "the other drive goes on");
}
