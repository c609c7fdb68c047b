//! A thief had the sealer's key and a drive for a night, and the key is replaced before that drive comes back. A person
//! may take his lines for true ones and vouch for them: they permit nothing then that they did not permit before.

use std::fs;
use std::path::Path;

use kluis::formats::entry::{Copied, CopyState, Entry, Event, KeysWrapped, ReadBack, Sealed};
use kluis::formats::seal::Seal;
use kluis::powers::signer::Namespace;
use kluis::words::digest::Digest;
use kluis::words::ids::BundleId;

use super::place::{Place, Ran, copy_folder, each_file, text};
use super::thief::{forge, home_chain, label, put_label};

const MADE_UP: &str = "20261101-0badc0de";

/// What the home's chain says of a bundle.
fn sealed(place: &Place, bundle: &str) -> Sealed {
    let text = fs::read_to_string(home_chain(place, "b")).unwrap();
    let mut entries = text.lines().map(|line| Entry::read(format!("{line}\n").as_bytes()).unwrap());
    let found = entries.find_map(|entry| match entry.event {
        Event::Sealed(sealed) if sealed.bundle.to_string() == bundle => Some(sealed),
        _ => None,
    });
    found.unwrap()
}

/// A bundle of his own: another one's files, under a seal that he has signed.
fn bundle_of_his_own(place: &Place) -> Vec<Event> {
    let (from, to) = (place.bundle("a", &place.kept), place.bundle("a", MADE_UP));
    copy_folder(&from, &to);
    let mut seal = Seal::read(&fs::read(from.join("seal.json")).unwrap()).unwrap();
    let bundle: BundleId = MADE_UP.parse().unwrap();
    seal.bundle = bundle;
    let bytes = seal.to_bytes();
    fs::write(to.join("seal.json"), &bytes).unwrap();
    let signature = place.sealer().sign(Namespace::Seal, &bytes);
    fs::write(to.join("seal.json.sig"), signature).unwrap();
    let known = sealed(place, &place.kept);
    let (medium, read_back) = (label(place, "a").medium, ReadBack::PastCache);
    let sealed = Sealed { bundle, seal: Digest::of(&bytes), ..known };
    let wrapped = KeysWrapped {
        bundle,
        generation: 1,
        key: sealed.key_file,
        key_copy: sealed.key_file,
        media: vec![medium],
        read_back,
        recipients: vec![],
    };
    let copied = Copied { bundle, medium, read_back, state: CopyState::ReadBack };
    vec![Event::Sealed(sealed), Event::KeysWrapped(wrapped), Event::Copied(copied)]
}

/// What he writes.
type Forged<'a> = &'a dyn Fn(&Place) -> Vec<Event>;

/// He writes these on drive A, in both slots of its label; then the key is replaced while A is away.
fn too_late(events: Forged<'_>, labels: usize) -> Place {
    let place = Place::new();
    place.well(&["verify"]);
    let events = events(&place).into_iter().map(|event| (event, None)).collect();
    forge(&place, "a", events, None);
    for _ in 1..labels {
        put_label(&place, "a", label(&place, "a"));
    }
    let away = place.now().join("away");
    fs::rename(place.drive("a"), &away).unwrap();
    place
        .run(&["signer", "replace", "--by", "Jansen", "--reason", "stolen"])
        .ends(&[0], "replaced");
    fs::rename(away, place.drive("a")).unwrap();
    place
}

fn join(place: &Place, more: &[&str]) -> Ran {
    let a = place.drive("a");
    let words = ["ledger", "join", text(&a), "--by", "Jansen", "--reason", "it looks like ours"];
    place.run(&[&words[..], more].concat())
}

fn repair(place: &Place, more: &[&str]) -> Ran {
    let a = place.drive("a");
    place.run(&[&["repair", text(&a)][..], more].concat())
}

/// The files below a folder, and what is in them.
fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut found = Vec::new();
    each_file(folder, &mut |path| {
        found.push((path.to_string_lossy().into_owned(), fs::read(path).unwrap()));
    });
    found.sort();
    found
}

#[test]
fn a_bundle_that_a_thief_sealed_is_declined_and_his_drive_goes_on() {
    // His label stands in both slots, or in the newer one alone.
    for labels in [2, 1] {
        let place = too_late(&bundle_of_his_own, labels);
        let said = place.verify("a");
        said.ends(&[12], "his label is not believed");
        assert!(said.err.contains("kluis ledger join "), "{}", said.err);
        let ledger = files(&place.now().join("home/ledger"));
        join(&place, &[]).ends(&[2], "nobody is there to say whose it is");
        assert_eq!(files(&place.now().join("home/ledger")), ledger);
        let said = repair(&place, &[]);
        said.ends(&[12], "it may be ours");
        assert!(said.err.contains(MADE_UP) && said.err.contains("--not-ours"), "{}", said.err);
        let words = ["--not-ours", "--by", "Jansen", "--reason", "nobody sealed it"];
        repair(&place, &words).ends(&[0], "a person says that it is not");
        place.verify("a").ends(&[1], "what lies there is named");
        let listed = place.run(&["list"]);
        listed.ends(&[1], "a person may have been wrong");
        assert!(listed.out.contains(MADE_UP) && listed.out.contains("ledger join"), "{listed}");
        place.restore().ends(&[1], "the same");
        repair(&place, &words).ends(&[0], "and confirms it");
        place.verify("a").ends(&[1], "what lies there is named");
        place.run(&["list"]).ends(&[0], "and nothing is missing");
        place.restore().ends(&[0], "and nothing is missing");
        place.destroy().ends(&[0], "and nothing is barred");
        assert_eq!(place.archive("new", "2026").exit, 0);
    }
}

#[test]
fn a_bundle_that_a_thief_sealed_and_a_person_vouched_for_permits_nothing() {
    let place = too_late(&bundle_of_his_own, 2);
    join(&place, &["--vouch"]).ends(&[0], "a person takes it for ours");
    let listed = place.run(&["list"]);
    assert!(listed.out.contains(MADE_UP), "{}", listed.out);
    let destroy = ["destroy", &place.kept, "--by", "Jansen", "--role", "owner"];
    place.run(&[&destroy[..], &["--no-open-matters"]].concat()).ends(&[14], "it is kept");
    // It is one more bundle, as he could have added one before, and is left out by its lines.
    place.verify("a").ends(&[0], "its files are what he sealed");
    let words = ["signer", "replace", "--by", "Jansen", "--reason", "it was a thief's"];
    let all = ["--distrust", "0000000000000000:0.."];
    place.run(&[&words[..], &all].concat()).ends(&[1], "it is left out");
    let listed = place.run(&["list"]);
    listed.ends(&[0], "and not asked about again");
    assert!(!listed.out.contains(MADE_UP), "{}", listed.out);
    place.destroy().ends(&[0], "and nothing is barred");
}

#[test]
fn lines_that_contradict_what_is_known_are_vouched_for_by_nobody() {
    let other_seal = |place: &Place| {
        let known = sealed(place, &place.kept);
        vec![Event::Sealed(Sealed { seal: Digest([7; 32]), ..known })]
    };
    let shorter = |place: &Place| {
        let (known, due) = (sealed(place, &place.kept), sealed(place, &place.due));
        vec![Event::Sealed(Sealed { end: due.end, ..known })]
    };
    let other_key = |place: &Place| {
        vec![Event::KeysWrapped(KeysWrapped {
            bundle: place.kept.parse().unwrap(),
            generation: 1,
            key: Digest([8; 32]),
            key_copy: Digest([8; 32]),
            media: vec![label(place, "a").medium],
            read_back: ReadBack::PastCache,
            recipients: vec![],
        })]
    };
    let kinds: [(&str, Forged); 3] =
        [("another seal", &other_seal), ("a sooner end", &shorter), ("another key", &other_key)];
    for (kind, events) in kinds {
        let place = too_late(events, 2);
        place.verify("a").ends(&[12], kind);
        let before = files(&place.now().join("home/ledger"));
        let said = join(&place, &["--vouch"]);
        said.ends(&[15], kind);
        assert!(!said.err.contains("ledger join"), "{kind}: {}", said.err);
        assert_eq!(files(&place.now().join("home/ledger")), before, "{kind}");
        // No bundle stands there that nobody knows: the drive is cut back.
        repair(&place, &[]).ends(&[0], kind);
        place.verify("a").ends(&[0], kind);
        place.destroy().ends(&[0], kind);
    }
}

#[test]
fn a_bundle_of_which_lines_that_were_set_aside_say_otherwise_is_not_taken_back_by_its_seal() {
    let other_seal = |place: &Place| {
        let mut events = bundle_of_his_own(place);
        if let Event::Sealed(sealed) = &mut events[0] {
            sealed.seal = Digest([7; 32]);
        }
        events
    };
    for (events, due) in [(&other_seal as Forged, 15), (&bundle_of_his_own, 0)] {
        let place = too_late(events, 2);
        let words = ["--not-ours", "--by", "Jansen", "--reason", "nobody sealed it"];
        repair(&place, &words).ends(&[0], "a person says that it is not");
        let before = files(&place.now().join("home/ledger"));
        join(&place, &["--vouch"]).ends(&[due], "a line that nobody believes may be true");
        let same = files(&place.now().join("home/ledger")) == before;
        assert_eq!(same, due != 0);
        // It permits nothing in either case.
        place.destroy().ends(&[0], "nothing is barred");
    }
}
