//! Thousands of names where a few belong: what was done is on record all the same, in lines that fit.

use std::fs;

use kluis::formats::entry::{Entry, Event, Head, Unread, WriterJoined, sha256_of_line};
use kluis::formats::label::Label;
use kluis::powers::signer::Namespace;
use kluis::words::day::ClockState;
use kluis::words::digest::Digest;
use kluis::words::ids::WriterId;

use super::place::{Place, text};

#[test]
fn a_bundle_among_12_000_strange_parity_files_is_destroyed_and_that_is_on_record() {
    let place = Place::new();
    for drive in ["a", "b"] {
        let folder = place.bundle(drive, &place.due);
        for number in 0..if drive == "a" { 12_000 } else { 3 } {
            fs::write(folder.join(format!("of-somebody-elses-{number:05}.par2")), b"par").unwrap();
        }
    }
    let said = place.destroy();
    said.ends(&[0], "with strange parity");
    assert!(!place.bundle("a", &place.due).exists());
    let ledger = place.run(&["ledger", "show", "--notes", "--json"]).json();
    let entries = ledger["entries"].as_array().unwrap();
    let gone: Vec<_> = entries.iter().filter(|entry| entry["event"] == "copy-destroyed").collect();
    assert_eq!(gone.len(), 2, "{said:#?}");
    for entry in &gone {
        let files = &entry["fields"]["files"];
        // The note has the list that the entry's hash stands for.
        let list = entry["note_text"]["files"].as_str().unwrap();
        assert_eq!(list.lines().count() as u64, files["count"].as_u64().unwrap());
        let sha256 = kluis::words::digest::Digest::of(list.as_bytes()).to_string();
        assert_eq!(files["sha256"], sha256.as_str());
    }
    assert!(gone.iter().any(|entry| entry["fields"]["files"]["count"].as_u64() > Some(12_000)));
    place.run(&["ledger", "verify"]).ends(&[0], "with strange parity");
    place.verify("a").ends(&[0], "with strange parity");
}

#[test]
fn a_drive_with_25_000_folders_named_like_bundles_is_verified_and_they_are_named_and_counted() {
    let place = Place::new();
    for number in 0..25_000 {
        fs::create_dir(place.bundle("a", &format!("20010203-{number:08x}"))).unwrap();
    }
    let said = place.verify("a");
    said.ends(&[1], "with strange folders");
    assert!(said.out.lines().count() < 200, "{}", said.out.lines().count());
    let ledger = place.run(&["ledger", "show", "--json"]).json();
    let looked = ledger["entries"].as_array().unwrap().iter().rev();
    let looked = looked.clone().find(|entry| entry["event"] == "verified").unwrap();
    let named = looked["fields"]["findings"].as_array().unwrap().len() as u64;
    assert!((1..=1_000).contains(&named), "{named} are named");
    let beyond = looked["fields"]["beyond"].as_u64();
    assert_eq!(beyond, Some(25_000 - named), "the entry counts those that it does not name");
    assert!(said.out.contains("24,950"), "those beyond are counted: {}", said.out);
    // What belongs there counts as it did.
    let bundles = looked["fields"]["bundles"].as_array().unwrap();
    assert_eq!(bundles.len(), 2, "{bundles:?}");
    place.verify("b").ends(&[0], "the other drive");
}

#[test]
fn what_is_set_aside_among_1_500_strange_chains_is_counted_and_only_some_are_named() {
    let place = Place::new();
    let ledger = place.vault("a").join("ledger");
    for number in 0..1_500 {
        fs::write(ledger.join(format!("{number:016x}.jsonl")), b"nobody's line\n").unwrap();
    }
    let said = place.run(&["ledger", "verify", "--json"]);
    said.ends(&[0], "with strange chains");
    let (named, more) = (&said.json()["set_aside"], &said.json()["set_aside_more"]);
    assert_eq!(named.as_array().unwrap().len(), 16, "{}", said.out);
    assert_eq!(more.as_u64(), Some(1_484), "{}", said.out);
    let text = place.run(&["ledger", "verify"]);
    assert!(text.out.contains("1,484 chains more"), "{}", text.out);
    place.verify("a").ends(&[1], "they are named");
    // Beside a label that is missing, one of those that are not read may hold what it hid.
    fs::remove_file(place.vault("a").join("label.a.json")).unwrap();
    let refused = place.verify("a");
    refused.ends(&[15], "beside a label that is missing");
    assert!(refused.err.contains("may be hidden"), "{}", refused.err);
    for number in 0..1_500 {
        fs::remove_file(ledger.join(format!("{number:016x}.jsonl"))).unwrap();
    }
    place.verify("a").ends(&[12], "the label that is missing is told");
    place.verify("a").ends(&[0], "and was written anew");
}

#[test]
fn a_thousand_homes_of_a_thief_bar_no_new_home_once_his_key_is_replaced() {
    let place = Place::new();
    place.well(&["verify"]);
    let folder = place.vault("a");
    let read = |name| Label::read(&fs::read(folder.join(name)).unwrap()).unwrap();
    let (one, other): (Label, Label) = (read("label.a.json"), read("label.b.json"));
    let (slot, mut label) = match one.generation > other.generation {
        true => ("label.b.json", one),
        false => ("label.a.json", other),
    };
    let mut homes = Vec::new();
    for number in 1..=999_u64 {
        let writer = WriterId(number.to_be_bytes());
        let joined = Entry {
            seq: 0,
            writer,
            prev: Digest::ZERO,
            time: "2026-11-21T11:00:00Z".parse().unwrap(),
            clock: ClockState::Ok,
            event: Event::WriterJoined(WriterJoined { vault: label.vault }),
            follows: vec![],
            note: None,
            signature: None,
            unread: Unread::default(),
        };
        let line = joined.line();
        fs::write(folder.join(format!("ledger/{writer}.jsonl")), &line).unwrap();
        let (bytes, sha256) = (line.len() as u64, sha256_of_line(&line));
        label.heads.push(Head { bytes, count: 1, sha256, writer });
        homes.push(format!("{writer}:0"));
    }
    label.heads.sort_by_key(|head| head.writer);
    label.other_generation = Some(label.generation);
    label.generation += 1;
    label.contact += 1;
    fs::write(folder.join(slot), label.to_bytes()).unwrap();
    let signature = place.sealer().sign(Namespace::Medium, &label.to_bytes());
    fs::write(folder.join(format!("{slot}.sig")), signature).unwrap();
    place.verify("a").ends(&[0], "his homes are joined");

    let (paper, id) = (place.now().join("paper"), label.vault.to_string());
    let from = |drive: &str| {
        let (from, identity) = (place.drive(drive), paper.join("identity.txt"));
        let words = ["rebuild", "--from", text(&from), "--vault-id", &id, "--identity"];
        place
            .run(&[&words[..], &[text(&identity), "--no-passphrase", "--accept-settings"]].concat())
    };
    let home = place.now().join("home");
    place.well(&["verify"]);
    fs::rename(&home, &paper).unwrap();
    from("a").ends(&[14], "there is no room for another home");
    let _ = fs::remove_dir_all(&home);
    fs::rename(&paper, &home).unwrap();

    let words = ["signer", "replace", "--by", "Jansen", "--reason", "the laptop was stolen"];
    let mut words: Vec<&str> = words.to_vec();
    homes.iter().for_each(|home| words.extend(["--distrust", home]));
    place.run(&words).ends(&[0], "the key is replaced");
    assert_eq!(chains(&place), 1, "his homes are gone");
    for drive in ["a", "b"] {
        place.run(&["repair", text(&place.drive(drive))]).ends(&[0, 1], "his files are taken off");
        place.verify(drive).ends(&[0], "the drive holds");
        let files = fs::read_dir(place.vault(drive).join("ledger")).unwrap().count();
        assert_eq!(files, 1, "{drive}");
    }
    let kept = fs::read_dir(home.join("set-aside")).unwrap().count();
    assert!((1..=16).contains(&kept), "{kept} are kept");
    fs::rename(&home, &paper).unwrap();
    from("a").ends(&[0], "a new home is made");
    place.verify("a").ends(&[0], "and it works");
    assert_eq!(chains(&place), 2);
    place.restore().ends(&[0], "and gives back");
}

/// How many chains the home knows.
fn chains(place: &Place) -> usize {
    place.run(&["ledger", "verify", "--json"]).json()["chains"].as_array().unwrap().len()
}
