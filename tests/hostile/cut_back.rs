//! A thief had the sealer's key and a drive for a night. The key is replaced, and the drive is cut back to what counts:
//! whatever he wrote there, every command goes on with it, and nothing of his permits anything.

use std::fs;
use std::path::Path;

use kluis::formats::chain::Chain;
use kluis::formats::entry::{
    Entry, Event, Head, MediumAdded, NoteRef, Role, Unread, WriterJoined, sha256_of_line,
};
use kluis::formats::label::Label;
use kluis::powers::signer::{Namespace, SigningKey};
use kluis::words::day::ClockState;
use kluis::words::digest::Digest;
use kluis::words::ids::{DriveId, WriterId};

use super::place::{Place, Ran, copy_folder, each_file, name_of, text};

/// The chain that the forged lines stand in: the lowest that there can be.
const FORGED: WriterId = WriterId([0; 8]);

/// What a thief writes on a drive, by kind.
const KINDS: [&str; 11] = [
    "sealed",
    "garbage",
    "critical",
    "two notes",
    "two media",
    "fork",
    "follows nobody",
    "no heads",
    "roles",
    "twins",
    "raised",
];

fn newest(folder: &Path) -> Label {
    let read = |name| Label::read(&fs::read(folder.join(name)).unwrap()).unwrap();
    let (a, b): (Label, Label) = (read("label.a.json"), read("label.b.json"));
    if a.generation > b.generation { a } else { b }
}

/// Signs a label, and writes it into a slot.
fn put_slot(folder: &Path, name: &str, label: Label, key: &SigningKey) {
    let bytes = label.to_bytes();
    fs::write(folder.join(name), &bytes).unwrap();
    fs::write(folder.join(format!("{name}.sig")), key.sign(Namespace::Medium, &bytes)).unwrap();
}

/// Writes both labels as the thief can, so that none of before is left.
fn put_labels(folder: &Path, label: &Label, key: &SigningKey) {
    for (name, generation) in [("label.a.json", 900), ("label.b.json", 901)] {
        let other_generation = Some(if generation == 900 { 899 } else { 900 });
        let label = Label { generation, other_generation, contact: 900, ..label.clone() };
        put_slot(folder, name, label, key);
    }
}

fn entry(writer: WriterId, seq: u64, prev: Digest, follows: Vec<Head>, event: Event) -> Entry {
    Entry {
        seq,
        writer,
        prev,
        time: "2026-11-21T11:00:00Z".parse().unwrap(),
        clock: ClockState::Ok,
        event,
        follows,
        note: None,
        signature: None,
        unread: Unread::default(),
    }
}

/// Lines of a chain of the thief's, behind its first one, and the head of all.
fn chain_of(
    writer: WriterId,
    label: &Label,
    lines: Vec<(Event, Option<NoteRef>)>,
) -> (Vec<u8>, Head) {
    let joined = (Event::WriterJoined(WriterJoined { vault: label.vault }), None);
    let (mut bytes, mut prev) = (Vec::new(), Digest::ZERO);
    let mut count = 0;
    for (event, note) in std::iter::once(joined).chain(lines) {
        let line = Entry { note, ..entry(writer, count, prev, label.heads.clone(), event) }.line();
        prev = sha256_of_line(&line);
        bytes.extend(line);
        count += 1;
    }
    let head = Head { bytes: bytes.len() as u64, count, sha256: prev, writer };
    (bytes, head)
}

/// The home's own chain on a drive.
fn home_chain(folder: &Path) -> (std::path::PathBuf, Chain) {
    let mut found = None;
    each_file(&folder.join("ledger"), &mut |path| {
        if !name_of(path).starts_with(&FORGED.to_string()) {
            found = Some(path.to_path_buf());
        }
    });
    let path = found.unwrap();
    let (chain, _) = Chain::read(&fs::read(&path).unwrap(), None).unwrap();
    (path, chain)
}

/// Writes what a kind is called for on a drive.
fn forge(place: &Place, drive: &str, kind: &str, key: &SigningKey) {
    let folder = place.vault(drive);
    let mut label = newest(&folder);
    let (own_path, own) = home_chain(&folder);
    let own_events = || own.links().iter().map(|link| link.entry.clone());
    let mut own_line = |bytes: &[u8]| {
        let bytes = [own.bytes(), bytes].concat();
        fs::write(&own_path, &bytes).unwrap();
        let head = label.heads.iter_mut().find(|head| Some(head.writer) == own.writer()).unwrap();
        let line = bytes.strip_suffix(b"\n").unwrap().rsplit(|b| *b == b'\n').next().unwrap();
        (head.bytes, head.count) = (bytes.len() as u64, own.count() + 1);
        head.sha256 = Digest::of(line);
    };
    let day = "2026-11-21".parse().unwrap();
    let said = Event::ClockConfirmed(kluis::formats::entry::ClockConfirmed { day });
    let next = entry(own.writer().unwrap(), own.count(), own.last_sha256(), vec![], said.clone());
    let mut lines: Vec<(Event, Option<NoteRef>)> = vec![];
    match kind {
        "sealed" => {
            let sealed = own_events().find_map(|entry| match entry.event {
                Event::Sealed(sealed) => Some(sealed),
                _ => None,
            });
            let mut sealed = sealed.unwrap();
            sealed.records += 1;
            lines.push((Event::Sealed(sealed), None));
        }
        "garbage" => own_line(b"nothing that anybody can read\n"),
        "critical" => {
            let line = String::from_utf8(next.line()).unwrap();
            own_line(line.replace("\"critical\":[]", "\"critical\":[\"moon\"]").as_bytes());
        }
        "two notes" => {
            let noted = own_events().find(|entry| entry.note.is_some()).unwrap();
            let note = NoteRef { sha256: Digest::of(b"x"), ..noted.note.unwrap() };
            lines.push((noted.event, Some(note)));
        }
        "two media" => lines.push((
            Event::MediumAdded(MediumAdded {
                drive: DriveId([7; 16]),
                medium: label.medium,
                roles: vec![Role::Keys],
                same_disk: false,
            }),
            None,
        )),
        "fork" => {
            let cut = own.head_at(own.count() - 2).unwrap();
            let forged = entry(cut.writer, cut.count, cut.sha256, vec![], said).line();
            let bytes = [&own.bytes()[..cut.bytes as usize], &forged].concat();
            fs::write(&own_path, &bytes).unwrap();
            let head = label.heads.iter_mut().find(|head| head.writer == cut.writer).unwrap();
            *head = Head {
                bytes: bytes.len() as u64,
                count: cut.count + 1,
                sha256: sha256_of_line(&forged),
                writer: cut.writer,
            };
        }
        "follows nobody" => {
            let nobody =
                Head { bytes: 900, count: 3, sha256: Digest([9; 32]), writer: WriterId([0x99; 8]) };
            own_line(&Entry { follows: vec![nobody], ..next }.line());
        }
        "no heads" => label.heads.clear(),
        "roles" => label.roles = vec![Role::Keys],
        "twins" | "raised" => {}
        _ => panic!("{kind}"),
    }
    if !lines.is_empty() {
        let (bytes, head) = chain_of(FORGED, &label, lines);
        fs::write(folder.join(format!("ledger/{FORGED}.jsonl")), bytes).unwrap();
        label.heads.insert(0, head);
    }
    fs::write(folder.join("spec/reader.py"), "print('gotcha')\n").unwrap();
    label.files.insert("spec/reader.py".into(), Digest::of(b"print('gotcha')\n"));
    put_labels(&folder, &label, key);
    if kind == "twins" {
        let twin = Label { generation: 901, contact: 7, ..label };
        put_slot(&folder, "label.a.json", twin, key);
    }
}

fn replace(place: &Place) -> Ran {
    place.run(&["signer", "replace", "--by", "Jansen", "--reason", "the laptop was stolen"])
}

/// Both drives know everything, so that what a thief appends is no fork of its own.
fn up_to_date() -> Place {
    let place = Place::new();
    place.well(&["verify"]);
    place.keep();
    place
}

/// Every command goes on with a drive, the other one being gone.
fn goes_on_alone(place: &Place, at: &str) {
    let away = place.now().join("away");
    fs::rename(place.drive("b"), &away).unwrap();
    place.restore().ends(&[0], &format!("{at}: it gives back"));
    fs::rename(&away, place.drive("b")).unwrap();
    place.archive("new", "2026").ends(&[0], &format!("{at}: it takes a bundle"));
    let a = place.drive("a");
    place.run(&["copy", "--all", "--to", text(&a)]).ends(&[0], &format!("{at}: it takes a copy"));
    place.verify("a").ends(&[0], &format!("{at}: it is whole at the end"));
    place.destroy().ends(&[0], &format!("{at}: it destroys"));
    place.run(&["ledger", "verify"]).ends(&[0], &format!("{at}: the ledger holds"));
}

#[test]
fn a_drive_that_a_thief_wrote_on_goes_on_once_the_key_is_replaced_and_it_was_repaired() {
    let place = up_to_date();
    let reader = fs::read(place.vault("a").join("spec/reader.py")).unwrap();
    for kind in KINDS {
        place.back();
        forge(&place, "a", kind, &place.sealer());
        let away = place.now().join("away");
        fs::rename(place.drive("a"), &away).unwrap();
        replace(&place).ends(&[0], kind);
        fs::rename(&away, place.drive("a")).unwrap();
        let refused = place.verify("a");
        match kind {
            // It says no more than what counts: all that it signs is written anew at once.
            "raised" => drop(refused.ends(&[0], kind)),
            _ => {
                refused.ends(&[12], kind);
                assert!(refused.err.contains("kluis repair"), "{kind}: {}", refused.err);
            }
        }
        let said = place.run(&["repair", text(&place.drive("a"))]);
        said.ends(&[0], &format!("{kind}: it is cut back"));
        place.verify("a").ends(&[0], &format!("{kind}: it holds"));
        assert_eq!(newest(&place.vault("a")).roles, [Role::Data, Role::Keys], "{kind}");
        let now = fs::read(place.vault("a").join("spec/reader.py")).unwrap();
        assert_eq!(now, reader, "{kind}: his reader is left");
        goes_on_alone(&place, kind);
    }
}

#[test]
fn what_a_thief_signed_on_a_drive_that_is_connected_while_the_key_is_replaced_goes_with_the_key() {
    let place = up_to_date();
    let reader = fs::read(place.vault("a").join("spec/reader.py")).unwrap();
    for kind in ["roles", "raised"] {
        place.back();
        forge(&place, "a", kind, &place.sealer());
        replace(&place).ends(&[0], kind);
        assert_eq!(newest(&place.vault("a")).roles, [Role::Data, Role::Keys], "{kind}");
        assert_eq!(fs::read(place.vault("a").join("spec/reader.py")).unwrap(), reader, "{kind}");
        place.verify("a").ends(&[0], kind);
        goes_on_alone(&place, kind);
    }
}

#[test]
fn a_label_with_a_counter_that_has_no_next_one_leaves_no_drive_stuck() {
    let place = up_to_date();
    for counter in [1 << 52, (1 << 52) - 1, (1 << 51) + 1] {
        for replaced in [false, true] {
            place.back();
            let at = format!("{counter}, {replaced}");
            let (folder, key) = (place.vault("a"), place.sealer());
            let label = Label { contact: counter, ..newest(&folder) };
            put_slot(
                &folder,
                "label.a.json",
                Label { generation: counter - 1, ..label.clone() },
                &key,
            );
            let other_generation = Some(counter - 1);
            let last = Label { generation: counter, other_generation, ..label };
            put_slot(&folder, "label.b.json", last, &key);
            if replaced {
                let away = place.now().join("away");
                fs::rename(place.drive("a"), &away).unwrap();
                replace(&place).ends(&[0], &at);
                fs::rename(&away, place.drive("a")).unwrap();
                place.run(&["repair", text(&place.drive("a"))]).ends(&[0], &at);
            }
            for time in ["first", "second", "third"] {
                place.verify("a").ends(&[0], &format!("{at}: the {time} time"));
            }
            assert!(newest(&folder).contact < 900 && newest(&folder).generation < 900, "{at}");
            goes_on_alone(&place, &at);
        }
    }
}

#[test]
fn what_a_thief_wrote_is_kept_at_home_and_named_and_taken_off_the_drive() {
    let place = up_to_date();
    forge(&place, "a", "sealed", &place.sealer());
    let folder = place.vault("a");
    let (forged, label) = (
        fs::read(folder.join(format!("ledger/{FORGED}.jsonl"))).unwrap(),
        fs::read(folder.join("label.b.json")).unwrap(),
    );
    replace(&place).ends(&[1], "the key is replaced, and A was not told");
    let said = place.run(&["repair", text(&place.drive("a")), "--json"]);
    said.ends(&[0], "it is cut back");
    let kept: Vec<Vec<u8>> = said.json()["set_aside"]
        .as_array()
        .unwrap()
        .iter()
        .map(|name| fs::read(place.now().join("home").join(name.as_str().unwrap())).unwrap())
        .collect();
    assert!(kept.contains(&forged) && kept.contains(&label), "{}", said.out);
    assert!(!folder.join(format!("ledger/{FORGED}.jsonl")).exists());
    place.verify("a").ends(&[0], "nothing is left that does not belong there");
}

#[test]
fn a_home_that_is_made_from_a_drive_that_a_thief_wrote_on_believes_the_disposer_alone() {
    let place = up_to_date();
    let stolen = place.sealer();
    replace(&place).ends(&[0], "the key is replaced, and both drives know");
    place.well(&["verify"]);
    place.keep();
    let id = newest(&place.vault("a")).vault.to_string();
    for kind in KINDS {
        place.back();
        forge(&place, "a", kind, &stolen);
        let (home, paper) = (place.now().join("home"), place.now().join("paper"));
        let reader = fs::read(place.vault("b").join("spec/reader.py")).unwrap();
        fs::rename(&home, &paper).unwrap();
        fs::rename(place.drive("b"), place.now().join("away")).unwrap();
        let (a, identity) = (place.drive("a"), paper.join("identity.txt"));
        let words = ["rebuild", "--from", text(&a), "--vault-id", &id, "--identity"];
        let more = [text(&identity), "--no-passphrase", "--accept-settings"];
        let said = place.run(&[&words[..], &more].concat());
        said.ends(&[0, 1], &format!("{kind}: it makes a home"));
        let key = |home: &Path| fs::read(home.join("signing/sealer")).unwrap();
        assert_eq!(key(&home), key(&paper), "{kind}: the home has the key in use");
        place.run(&["repair", text(&a)]).ends(&[0], &format!("{kind}: it is cut back"));
        place.verify("a").ends(&[0], &format!("{kind}: it holds"));
        assert_eq!(fs::read(place.vault("a").join("spec/reader.py")).unwrap(), reader, "{kind}");
        place.restore().ends(&[0], &format!("{kind}: it gives back"));
    }
}

#[test]
fn a_home_is_made_from_a_drive_with_contradictions_where_a_person_says_what_to_leave_out() {
    let place = up_to_date();
    let id = newest(&place.vault("a")).vault.to_string();
    for kind in ["sealed", "two notes", "two media"] {
        place.back();
        forge(&place, "a", kind, &place.sealer());
        let (home, paper) = (place.now().join("home"), place.now().join("paper"));
        let old = fs::read(home.join("signing/sealer")).unwrap();
        fs::rename(&home, &paper).unwrap();
        fs::rename(place.drive("b"), place.now().join("away")).unwrap();
        let (a, identity) = (place.drive("a"), paper.join("identity.txt"));
        let words = ["rebuild", "--from", text(&a), "--vault-id", &id, "--identity"];
        let more = [text(&identity), "--no-passphrase", "--accept-settings"];
        let words = [&words[..], &more].concat();
        let refused = place.run(&words);
        refused.ends(&[15], &format!("{kind}: it does not say which is the true one"));
        assert!(!home.exists(), "{kind}");
        let forged = format!("{FORGED}:1");
        assert!(refused.err.contains(&forged) && refused.err.contains("--distrust"), "{refused:?}");
        // Leaving out something else ends nothing.
        let said = place.run(&[&words[..], &["--distrust", &format!("{FORGED}:0")]].concat());
        said.ends(&[15], &format!("{kind}: another line"));
        let wrong = place.run(&[&words[..], &["--distrust", "99:1"]].concat());
        wrong.ends(&[2], &format!("{kind}: no line"));
        assert!(!home.exists(), "{kind}");
        let said = place.run(&[&words[..], &["--distrust", &forged]].concat());
        said.ends(&[0, 1], &format!("{kind}: it makes a home"));
        assert_ne!(fs::read(home.join("signing/sealer")).unwrap(), old, "{kind}: the key is new");
        place.run(&["repair", text(&a)]).ends(&[0], &format!("{kind}: it is cut back"));
        place.verify("a").ends(&[0], &format!("{kind}: it holds"));
        place.restore().ends(&[0], &format!("{kind}: it gives back"));
        fs::rename(place.now().join("away"), place.drive("b")).unwrap();
        place.well(&["verify"]);
        place.archive("new", "2026").ends(&[0], &format!("{kind}: it goes on"));
    }
}

#[test]
fn a_second_home_that_only_has_that_drive_goes_on_with_it_once_it_was_cut_back() {
    let place = up_to_date();
    // The second home has heard nothing since.
    let second = place.now().join("second");
    let (a, identity) = (place.drive("a"), place.now().join("home/identity.txt"));
    let id = newest(&place.vault("a")).vault.to_string();
    let rebuilt = |home: &Path| {
        let first = place.now().join("first");
        fs::rename(place.now().join("home"), &first).unwrap();
        let identity = first.join("identity.txt");
        let words =
            ["rebuild", "--from", text(&a), "--vault-id", &id, "--identity", text(&identity)];
        place
            .run(&[&words[..], &["--no-passphrase", "--accept-settings"]].concat())
            .ends(&[0, 1], "the second home");
        fs::rename(place.now().join("home"), home).unwrap();
        fs::rename(&first, place.now().join("home")).unwrap();
    };
    rebuilt(&second);
    assert!(identity.exists());
    place.keep();
    for kind in KINDS {
        place.back();
        forge(&place, "a", kind, &place.sealer());
        replace(&place).ends(&[0, 1], kind);
        place.run(&["repair", text(&a)]).ends(&[0], &format!("{kind}: it is cut back"));
        fs::rename(place.now().join("home"), place.now().join("first")).unwrap();
        fs::rename(place.drive("b"), place.now().join("away")).unwrap();
        copy_folder(&second, &place.now().join("home"));
        place.verify("a").ends(&[0], &format!("{kind}: the second home takes it"));
        place.restore().ends(&[0], &format!("{kind}: the second home gives back"));
    }
}
