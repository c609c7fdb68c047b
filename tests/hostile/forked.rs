//! A thief with the sealer's key writes another branch of the home's own chain on a drive, and a person takes it for
//! what a PC that was put back has lost: whatever stands in it, joining it permits nothing.

use std::fs;
use std::path::PathBuf;

use kluis::formats::chain::Chain;
use kluis::formats::entry::{
    ClockConfirmed, Copied, CopyState, Depth, Entry, Event, Head, KeysWrapped, MediumLost,
    ReadBack, Sealed, Signer, Verified, sha256_of_line,
};
use kluis::formats::label::Label;
use kluis::powers::random::OsRandom;
use kluis::powers::signer::{Namespace, SigningKey};
use kluis::words::digest::Digest;

use super::place::{Place, Ran, each_file, text};

fn newest(place: &Place, drive: &str) -> (&'static str, Label) {
    let read = |name| Label::read(&fs::read(place.vault(drive).join(name)).unwrap()).unwrap();
    let (a, b): (Label, Label) = (read("label.a.json"), read("label.b.json"));
    if a.generation > b.generation { ("label.b.json", a) } else { ("label.a.json", b) }
}

/// The one chain on a drive.
fn chain(place: &Place, drive: &str) -> (PathBuf, Chain) {
    let mut found = None;
    each_file(&place.vault(drive).join("ledger"), &mut |path| found = Some(path.to_path_buf()));
    let path = found.unwrap();
    let (chain, _) = Chain::read(&fs::read(&path).unwrap(), None).unwrap();
    (path, chain)
}

/// Writes these events in the place of the chain's last line, and signs a label that names them. An event of the
/// disposer's gets a signature of a key that is the thief's.
fn fork(place: &Place, drive: &str, events: &[Event]) {
    let (path, chain) = chain(place, drive);
    let cut = chain.head_at(chain.count() - 1).unwrap();
    let mut bytes = chain.bytes()[..cut.bytes as usize].to_vec();
    let (mut prev, mut count) = (cut.sha256, cut.count);
    for event in events {
        let mut entry = Entry {
            seq: count,
            prev,
            event: event.clone(),
            note: None,
            signature: None,
            ..chain.links().last().unwrap().entry.clone()
        };
        if entry.event.signer() == Signer::Disposer {
            let own = SigningKey::generate(&mut OsRandom);
            entry.set_signature(&own.sign_blob(Namespace::Ledger, &entry.signed_bytes()));
        }
        let line = entry.line();
        (prev, count) = (sha256_of_line(&line), count + 1);
        bytes.extend(line);
    }
    fs::write(path, &bytes).unwrap();
    let (slot, mut label) = newest(place, drive);
    let head = Head { bytes: bytes.len() as u64, count, sha256: prev, writer: cut.writer };
    label.heads = vec![head];
    label.other_generation = Some(label.generation);
    label.generation += 1;
    label.contact += 1;
    let bytes = label.to_bytes();
    let path = place.vault(drive).join(slot);
    fs::write(&path, &bytes).unwrap();
    let signature = place.sealer().sign(Namespace::Medium, &bytes);
    fs::write(path.with_extension("json.sig"), signature).unwrap();
}

fn join(place: &Place) -> Ran {
    let a = place.drive("a");
    place.run(&["ledger", "join", text(&a), "--by", "Jansen", "--reason", "put back"])
}

fn sealed(place: &Place, drive: &str, bundle: &str) -> Sealed {
    let (_, chain) = chain(place, drive);
    let mut events = chain.links().iter().map(|link| &link.entry.event);
    let found = events.find_map(|event| match event {
        Event::Sealed(sealed) if sealed.bundle.to_string() == bundle => Some(sealed.clone()),
        _ => None,
    });
    found.unwrap()
}

/// A vault whose drives both know everything.
fn place() -> Place {
    let place = Place::new();
    place.well(&["verify"]);
    place.keep();
    place
}

#[test]
fn a_branch_that_contradicts_what_was_sealed_is_not_joined() {
    let place = place();
    let known = sealed(&place, "b", &place.kept);
    let other_seal = Sealed { seal: Digest([7; 32]), ..known.clone() };
    let mut shorter = known.clone();
    shorter.end = sealed(&place, "b", &place.due).end;
    let other_key = Event::KeysWrapped(KeysWrapped {
        bundle: known.bundle,
        generation: 1,
        key: Digest([8; 32]),
        key_copy: Digest([8; 32]),
        media: vec![newest(&place, "a").1.medium],
        read_back: ReadBack::PastCache,
        recipients: vec![],
    });
    let medium = newest(&place, "b").1;
    let lost = Event::MediumLost(MediumLost {
        destroyed: None,
        drive: medium.drive,
        medium: medium.medium,
        since: "2026-11-01".parse().unwrap(),
    });
    for (kind, event) in [
        ("another seal", Event::Sealed(other_seal)),
        ("a sooner end", Event::Sealed(shorter)),
        ("another key file", other_key),
        ("a line of the disposer's under another key", lost),
    ] {
        place.back();
        fork(&place, "a", &[event]);
        place.verify("a").ends(&[15], kind);
        let before = fs::read(chain(&place, "b").0).unwrap();
        join(&place).ends(&[15], kind);
        place.verify("b").ends(&[0], &format!("{kind}: the other drive goes on"));
        let now = fs::read(chain(&place, "b").0).unwrap();
        assert!(now.starts_with(&before), "{kind}");
        let destroy = ["destroy", &place.kept, "--by", "Jansen", "--role", "owner"];
        let said = place.run(&[&destroy[..], &["--no-open-matters"]].concat());
        said.ends(&[14, 15], &format!("{kind}: nothing goes before its day"));
        place.some_end_cleanly(kind);
    }
}

#[test]
fn copies_and_looks_in_a_branch_that_was_joined_let_no_source_go() {
    let place = place();
    let source = place.now().join("sources/new");
    let words = ["archive", text(&source), "--class", "nl-admin-basis", "--date", "2026"];
    let said = place.well(&[&words[..], &["--to", "A", "--accept-newer", "--json"]].concat());
    let said = said.json()["bundles"][0]["bundle"].as_str().unwrap().to_owned();
    place.well(&["verify", "A", "--deep"]);
    let medium = newest(&place, "b").1.medium;
    let read_back = ReadBack::PastCache;
    let Sealed { bundle, key_file: key, .. } = sealed(&place, "a", &said);
    let copied = Copied { bundle, medium, read_back, state: CopyState::ReadBack };
    let wrapped = KeysWrapped {
        bundle,
        generation: 1,
        key,
        key_copy: key,
        media: vec![medium],
        read_back,
        recipients: vec![],
    };
    let looked = |depth| {
        Event::Verified(Verified {
            attached: Some(vec![]),
            beyond: 0,
            bundles: vec![bundle],
            depth,
            findings: vec![],
            medium,
            read_back,
        })
    };
    let said = Event::ClockConfirmed(ClockConfirmed { day: "2026-11-21".parse().unwrap() });
    let events = [
        said,
        Event::KeysWrapped(wrapped),
        Event::Copied(copied),
        looked(Depth::Fixity),
        looked(Depth::Deep),
    ];
    fork(&place, "a", &events);
    join(&place).ends(&[1], "a person takes it for the lost month");
    let away = place.now().join("away");
    fs::rename(place.drive("b"), &away).unwrap();
    for words in [&["sweep"][..], &["sweep", text(&source)]] {
        place.run(words);
        let left = fs::read_dir(&source).unwrap().count();
        assert_eq!(left, 3, "B never had a copy, and nobody of ours looked");
    }
    fs::rename(&away, place.drive("b")).unwrap();
    place.run(&["verify"]).ends(&[11], "the copy that nobody made is found missing");
    place.run(&["sweep", text(&source)]);
    assert_eq!(fs::read_dir(&source).unwrap().count(), 3);
    place.restore().ends(&[0], "everything comes back from A");
}
