//! A thief had the sealer's key and a drive for a night, and wrote lines that deny. The disposer replaces the key, and
//! it is worth nothing from there on.

use std::fs;
use std::path::PathBuf;

use kluis::formats::chain::Chain;
use kluis::formats::entry::{
    Copied, CopyState, Entry, Event, Head, MediumAdded, ReadBack, Role, Unread,
};
use kluis::formats::label::Label;
use kluis::powers::signer::{Namespace, SigningKey};
use kluis::words::day::ClockState;
use kluis::words::ids::{DriveId, MediumId, WriterId};

use super::place::{Place, Ran, each_file};

/// What the thief writes, and when he says that it was.
struct Forged {
    event: Event,
    time: &'static str,
}

fn now(event: Event) -> Forged {
    Forged { event, time: "2026-11-21T12:00:00Z" }
}

fn unknown() -> Forged {
    let fields = serde_json::json!({"x": 1});
    now(Event::Unknown { event: "moon-landed".into(), fields })
}

fn far_ahead() -> Forged {
    let day = "2026-11-21".parse().unwrap();
    let event = Event::ClockConfirmed(kluis::formats::entry::ClockConfirmed { day });
    Forged { event, time: "9998-01-01T12:00:00Z" }
}

fn of_nothing(place: &Place) -> Forged {
    let label = newest(&place.vault("a")).1;
    now(Event::Copied(Copied {
        bundle: "20200101-00000001".parse().unwrap(),
        medium: label.medium,
        read_back: ReadBack::PastCache,
        state: CopyState::ReadBack,
    }))
}

/// A drive that nobody has, added by a home that nobody has.
fn phantom() -> Forged {
    now(Event::MediumAdded(MediumAdded {
        drive: DriveId([7; 16]),
        medium: MediumId([8; 16]),
        roles: vec![Role::Data, Role::Keys],
        same_disk: false,
    }))
}

/// The newest label in a vault's folder.
fn newest(folder: &std::path::Path) -> (PathBuf, Label) {
    let slots = ["label.a.json", "label.b.json"].map(|name| folder.join(name));
    let read = |path: PathBuf| {
        let label = Label::read(&fs::read(&path).unwrap()).unwrap();
        (path, label)
    };
    slots.map(read).into_iter().max_by_key(|(_, label)| label.generation).unwrap()
}

fn chain_file(folder: &std::path::Path) -> PathBuf {
    let mut found = None;
    each_file(&folder.join("ledger"), &mut |path| found = Some(path.to_path_buf()));
    found.unwrap()
}

/// Appends to the chain on a drive, or begins one of a home that nobody has, and signs a label that names it.
fn forge(place: &Place, drive: &str, own_chain: bool, key: &SigningKey, forged: Vec<Forged>) {
    let folder = place.vault(drive);
    let path = chain_file(&folder);
    let (true_chain, _) = Chain::read(&fs::read(&path).unwrap(), None).unwrap();
    let (slot, mut label) = newest(&folder);
    let (writer, mut chain) = match own_chain {
        true => (true_chain.writer().unwrap(), true_chain.clone()),
        false => (WriterId([0x66; 8]), Chain::default()),
    };
    let mut events = forged;
    if !own_chain {
        let vault = label.vault;
        let joined = kluis::formats::entry::WriterJoined { vault };
        events.insert(0, now(Event::WriterJoined(joined)));
    }
    for Forged { event, time } in events {
        let entry = Entry {
            seq: chain.count(),
            writer,
            prev: chain.last_sha256(),
            time: time.parse().unwrap(),
            clock: ClockState::Ok,
            event,
            follows: if own_chain { vec![] } else { true_chain.head().into_iter().collect() },
            note: None,
            signature: None,
            unread: Unread::default(),
        };
        chain.append(&entry).unwrap();
    }
    fs::write(folder.join(format!("ledger/{writer}.jsonl")), chain.bytes()).unwrap();
    let head: Head = chain.head().unwrap();
    label.heads.retain(|known| known.writer != writer);
    label.heads.push(head);
    label.heads.sort_by_key(|head| head.writer);
    label.other_generation = Some(label.generation);
    label.generation += 1;
    label.contact += 1;
    let other = match slot.ends_with("label.a.json") {
        true => folder.join("label.b.json"),
        false => folder.join("label.a.json"),
    };
    let bytes = label.to_bytes();
    fs::write(&other, &bytes).unwrap();
    let signature = key.sign(Namespace::Medium, &bytes);
    fs::write(other.with_extension("json.sig"), signature).unwrap();
}

fn replace(place: &Place, more: &[&str]) -> Ran {
    let words = ["signer", "replace", "--by", "Jansen", "--reason", "the laptop was stolen"];
    place.run(&[&words[..], more].concat())
}

fn today(place: &Place, words: &[&str]) -> Ran {
    place.run(&[words, &["--confirm-date", "2026-11-21"]].concat())
}

/// A vault of which both drives know everything, so that what a thief appends is no fork.
fn up_to_date() -> Place {
    let place = Place::new();
    place.well(&["verify"]);
    place.keep();
    place
}

/// The writer and the line of the first unknown event, as a person reads them.
fn unknown_line(place: &Place) -> String {
    let found = place.run(&["ledger", "verify", "--json"]).json();
    let event = &found["unknown_events"][0];
    format!("{}:{}", event["writer"].as_str().unwrap(), event["seq"])
}

#[test]
fn an_unknown_event_of_a_thief_bars_destruction_until_the_sealer_is_replaced() {
    for own_chain in [true, false] {
        let place = up_to_date();
        forge(&place, "a", own_chain, &place.sealer(), vec![unknown()]);
        place.verify("a").ends(&[0], "it is joined");
        let refused = place.destroy();
        refused.ends(&[14], "an unknown event may be a hold");
        assert!(refused.err.contains("moon-landed"), "{}", refused.err);
        assert!(refused.err.contains("signer replace --distrust"), "{}", refused.err);
        let line = unknown_line(&place);
        replace(&place, &["--distrust", &line]).ends(&[0], "the key is replaced");
        let verified = place.run(&["ledger", "verify"]);
        verified.ends(&[0], "nothing is left to say");
        assert!(
            verified.out.contains("1 entry under a replaced key is quarantined"),
            "{}",
            verified.out
        );
        place.destroy().ends(&[0], "nothing bars it any more");
        place.verify("a").ends(&[0], "and the drives hold");
        place.verify("b").ends(&[0], "and the drives hold");
        assert_eq!(place.archive("new", "2026").exit, 0);
    }
}

#[test]
fn a_stolen_sealers_key_is_worth_nothing_once_it_was_replaced() {
    let place = up_to_date();
    let stolen = place.sealer();
    replace(&place, &[]).ends(&[0], "the key is replaced");
    place.keep();
    for own_chain in [true, false] {
        for forged in [unknown, far_ahead, phantom] {
            place.back();
            forge(&place, "a", own_chain, &stolen, vec![forged()]);
            place.verify("b").ends(&[0], "the other drive goes on");
            // The label before the thief's is in force, and the slot that he took is missed.
            place.verify("a").ends(&[11], "his label is not believed");
            // A chain of a home that nobody has is named as what does not belong there.
            let left = if own_chain { 0 } else { 1 };
            place.verify("a").ends(&[left], "and was written anew");
            place.destroy().ends(&[0], "what he wrote bars nothing");
        }
    }
}

#[test]
fn an_entry_about_a_bundle_that_nobody_sealed_refuses_no_drive() {
    let place = up_to_date();
    forge(&place, "a", true, &place.sealer(), vec![of_nothing(&place)]);
    place.verify("a").ends(&[0], "the drive is taken");
    let found = place.run(&["ledger", "verify"]);
    found.ends(&[1], "the entry is told");
    assert!(found.out.contains("20200101-00000001"), "{}", found.out);
    place.destroy().ends(&[0], "and bars nothing");
    assert_eq!(place.archive("new", "2026").exit, 0);
}

#[test]
fn an_entry_from_the_far_future_is_asked_about_until_the_clock_is_corrected() {
    let place = up_to_date();
    forge(&place, "a", true, &place.sealer(), vec![far_ahead()]);
    place.verify("a").ends(&[0, 17], "it is joined");
    place.run(&["verify"]).ends(&[17], "each run asks");
    place.run(&["clock", "correct"]).ends(&[17], "the date must be confirmed");
    let said = today(&place, &["clock", "correct"]);
    said.ends(&[0], "the clock is corrected");
    assert!(said.out.contains("9998"), "{}", said.out);
    place.run(&["verify"]).ends(&[0], "no run asks any more");
    place.destroy().ends(&[0], "and nothing is barred");
    let again = today(&place, &["clock", "correct"]);
    again.ends(&[0], "nothing is left");
    assert!(again.out.contains("nothing to correct"), "{}", again.out);
    let shown = place.run(&["ledger", "show"]);
    assert!(shown.out.contains("the clock was corrected"), "{}", shown.out);
}

#[test]
fn a_drive_that_nobody_has_is_waived_by_its_id_or_goes_with_the_key() {
    let place = up_to_date();
    forge(&place, "a", false, &place.sealer(), vec![phantom()]);
    place.verify("a").ends(&[0], "it is joined");
    place.keep();
    let id = MediumId([8; 16]).to_string();
    let refused = place.destroy();
    refused.ends(&[14], "a hold may stand there");
    assert!(refused.err.contains(&id), "{}", refused.err);
    let words = ["destroy", &place.due, "--by", "Jansen", "--role", "owner", "--no-open-matters"];
    let waived = [&words[..], &["--waive", &id, "--reason", "nobody has it"]].concat();
    place.run(&waived).ends(&[0], "it is waived by its id");
    let shown = place.run(&["ledger", "show", "--json"]).json();
    let entries = shown["entries"].as_array().unwrap();
    let waiver = entries.iter().find(|entry| entry["event"] == "medium-waived").unwrap();
    assert_eq!(
        (&waiver["fields"]["medium"], &waiver["signed"]),
        (&id.as_str().into(), &true.into())
    );

    place.back();
    let thief = format!("{}:0..", WriterId([0x66; 8]));
    replace(&place, &["--distrust", &thief]).ends(&[0], "the key is replaced");
    place.destroy().ends(&[0], "nobody waits for it any more");
    assert!(!place.run(&["medium", "list"]).out.contains(&id));
}

#[test]
fn lines_that_nobody_can_mean_are_refused() {
    let place = up_to_date();
    let own = place.run(&["ledger", "verify", "--json"]).json()["chains"][0]["writer"].clone();
    let own = own.as_str().unwrap();
    for wrong in
        ["", ":3", "zz:3", &format!("{own}:"), &format!("{own}:900"), &format!("{own}:4..3")]
    {
        replace(&place, &["--distrust", wrong]).ends(&[2], wrong);
    }
    // The line that makes the vault stands in any case.
    replace(&place, &["--distrust", &format!("{own}:0")]).ends(&[2], "the first line");
    assert!(!place.run(&["signer", "list"]).out.is_empty());
}
