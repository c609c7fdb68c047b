//! Seals and labels that others made, took from elsewhere, or brought back from earlier.

use std::fs;
use std::path::Path;

use kluis::powers::random::OsRandom;
use kluis::powers::signer::{Namespace, SigningKey};

use super::place::{Place, copy_folder, text};

fn sign(folder: &Path, name: &str, key: &SigningKey, namespace: Namespace, bytes: &[u8]) {
    fs::write(folder.join(name), bytes).unwrap();
    fs::write(folder.join(format!("{name}.sig")), key.sign(namespace, bytes)).unwrap();
}

#[test]
fn a_seal_that_is_not_the_one_in_the_ledger_does_not_hold() {
    let place = Place::new();
    let folder = place.bundle("a", &place.due);
    let seal = fs::read_to_string(folder.join("seal.json")).unwrap();
    let earlier = seal.replace("2022-12-31", "2018-12-31");
    let program = seal.replace("\"program\": \"kluis ", "\"program\": \"Kluis ");
    assert!(earlier != seal && program != seal, "{seal}");
    let stranger = SigningKey::generate(&mut OsRandom);
    let thief = place.sealer();
    let other = place.bundle("a", &place.kept);
    // Under a signature of none of ours it may be rot as well: 11.
    type Attack<'a> = (&'a str, i32, Box<dyn Fn() + 'a>);
    let attacks: Vec<Attack<'_>> = vec![
        (
            "by a stranger",
            11,
            Box::new(|| sign(&folder, "seal.json", &stranger, Namespace::Seal, seal.as_bytes())),
        ),
        (
            "in another namespace",
            11,
            Box::new(|| sign(&folder, "seal.json", &thief, Namespace::Medium, seal.as_bytes())),
        ),
        (
            "altered, with its old signature",
            11,
            Box::new(|| fs::write(folder.join("seal.json"), &earlier).unwrap()),
        ),
        (
            "altered, and signed by a thief",
            12,
            Box::new(|| sign(&folder, "seal.json", &thief, Namespace::Seal, program.as_bytes())),
        ),
        (
            "with an earlier end, by a thief",
            12,
            Box::new(|| sign(&folder, "seal.json", &thief, Namespace::Seal, earlier.as_bytes())),
        ),
        (
            "no seal but signed",
            12,
            Box::new(|| sign(&folder, "seal.json", &thief, Namespace::Seal, b"{}\n")),
        ),
        (
            "of another bundle",
            12,
            Box::new(|| {
                for name in ["seal.json", "seal.json.sig"] {
                    fs::copy(other.join(name), folder.join(name)).unwrap();
                }
            }),
        ),
        (
            "another bundle whole",
            12,
            Box::new(|| {
                fs::remove_dir_all(&folder).unwrap();
                copy_folder(&other, &folder);
            }),
        ),
    ];
    for (what, code, attack) in attacks {
        place.back();
        attack();
        place.verify("a").ends(&[code], what);
        let destroyed = place.destroy();
        destroyed.ends(&[code], what);
        assert!(folder.join("payload-00000.age").exists(), "{what}: it was destroyed");
        assert!(place.bundle("b", &place.due).join("seal.json").exists(), "{what}: on B it was");
        place.all_end_cleanly(what);
    }
}

#[test]
fn a_label_that_none_of_our_signers_signed_does_not_hold() {
    let place = Place::new();
    let folder = place.vault("a");
    let stranger = SigningKey::generate(&mut OsRandom);
    for slots in [&["label.a.json"][..], &["label.b.json"], &["label.a.json", "label.b.json"]] {
        place.back();
        for slot in slots {
            let label = fs::read(folder.join(slot)).unwrap();
            sign(&folder, slot, &stranger, Namespace::Medium, &label);
        }
        place.verify("a").ends(&[11], &format!("{slots:?}"));
        place.all_end_cleanly(&format!("{slots:?}"));
    }
}

#[test]
fn a_drive_in_an_earlier_state_counts_only_once_it_was_verified() {
    let place = Place::new();
    let earlier = place.now().join("earlier");
    copy_folder(&place.drive("a"), &earlier);
    assert_eq!(place.archive("new", "2026").exit, 0);
    let whole_drive = |place: &Place| {
        fs::remove_dir_all(place.drive("a")).unwrap();
        copy_folder(&earlier, &place.drive("a"));
    };
    whole_drive(&place);
    let said = place.archive("kept", "2024");
    said.ends(&[10], "archiving onto an earlier state");
    assert!(said.out.contains("older-state"), "{}", said.out);
    place.destroy().ends(&[10], "destroying from an earlier state");
    // What was sealed since is missing there.
    place.verify("a").ends(&[11], "verifying an earlier state");
    let said = place.run(&["verify", text(&place.drive("a"))]);
    said.ends(&[11], "once more");
}

#[test]
fn labels_from_earlier_are_seen() {
    let place = Place::new();
    let vault = place.vault("a");
    let labels = ["label.a.json", "label.a.json.sig", "label.b.json", "label.b.json.sig"];
    let earlier: Vec<Vec<u8>> =
        labels.iter().map(|name| fs::read(vault.join(name)).unwrap()).collect();
    assert_eq!(place.archive("new", "2026").exit, 0);
    for (name, bytes) in labels.iter().zip(earlier) {
        fs::write(vault.join(name), bytes).unwrap();
    }
    place.archive("kept", "2024").ends(&[10], "archiving under earlier labels");
    let said = place.verify("a");
    said.ends(&[0, 1], "verifying under earlier labels");
    let archived = place.archive("kept", "2024");
    archived.ends(&[0], "archiving after it was verified");
}

#[test]
fn texts_for_strangers_are_the_ones_that_the_label_names() {
    let place = Place::new();
    for name in ["allowed_signers", "README.txt", "LEESMIJ.txt", "spec/SPEC.md", "spec/reader.py"] {
        place.back();
        let path = place.vault("a").join(name);
        let mut bytes = fs::read(&path).unwrap();
        bytes.extend_from_slice(b"sealer namespaces=\"kluis-seal\" ssh-ed25519 AAAA\n");
        fs::write(&path, bytes).unwrap();
        let said = place.verify("a");
        said.ends(&[11], name);
        assert!(said.out.contains(name), "{}", said.out);
        place.all_end_cleanly(name);
    }
}

#[test]
fn a_drive_without_its_own_file_is_named_by_no_label_but_ours() {
    let place = Place::new();
    let folder = place.vault("a");
    let file = place.drive("a").join("kluis-drive.json");
    let stranger = SigningKey::generate(&mut OsRandom);
    let slots = ["label.a.json", "label.b.json"];
    let each = |change: &dyn Fn(&str, Vec<u8>)| {
        slots.iter().for_each(|slot| change(slot, fs::read(folder.join(slot)).unwrap()));
    };
    let namespace = |slot: &str, bytes: Vec<u8>| {
        sign(&folder, slot, &place.sealer(), Namespace::Seal, &bytes);
    };
    let forged = |slot: &str, bytes: Vec<u8>| {
        sign(&folder, slot, &stranger, Namespace::Medium, &bytes);
    };
    let altered = |slot: &str, bytes: Vec<u8>| {
        let text = String::from_utf8(bytes).unwrap();
        let at = text.find("\"drive\": \"").unwrap() + 10;
        let other = format!("{}{}{}", &text[..at], "0".repeat(32), &text[at + 32..]);
        fs::write(folder.join(slot), other).unwrap();
    };
    let huge = |slot: &str, _: Vec<u8>| {
        let file = fs::File::options().write(true).open(folder.join(slot)).unwrap();
        file.set_len(1 << 34).unwrap();
    };
    let gone = |slot: &str, _: Vec<u8>| fs::remove_file(folder.join(slot)).unwrap();
    type Attack<'a> = (&'a str, &'a dyn Fn(&str, Vec<u8>));
    let attacks: [Attack<'_>; 5] = [
        ("signed by a stranger", &forged),
        ("in another namespace", &namespace),
        ("altered, with its old signature", &altered),
        ("of 16 GiB", &huge),
        ("gone", &gone),
    ];
    for (what, attack) in attacks {
        place.back();
        fs::remove_file(&file).unwrap();
        each(attack);
        let said = place.run(&["repair", text(&place.drive("a"))]);
        said.ends(&[10], what);
        assert!(said.err.contains("unplug this drive"), "{what}: {}", said.err);
        assert!(!file.exists(), "{what}: it was written");
        place.all_end_cleanly(what);
        assert!(!file.exists(), "{what}: another command wrote it");
    }
}

#[test]
fn a_seal_that_a_thief_signed_anew_is_told_and_put_back_by_repair() {
    let place = Place::new();
    let folder = place.bundle("a", &place.due);
    let seal = fs::read_to_string(folder.join("seal.json")).unwrap();
    let changed = seal.replacen("\"records\": ", "\"records\": 1", 1);
    assert_ne!(changed, seal);
    sign(&folder, "seal.json", &place.sealer(), Namespace::Seal, changed.as_bytes());
    place.verify("a").ends(&[12], "a seal that the ledger does not name");
    place.run(&["repair", text(&place.drive("a"))]).ends(&[0], "the home or B has the right one");
    assert_eq!(fs::read_to_string(folder.join("seal.json")).unwrap(), seal);
    place.verify("a").ends(&[0], "the seal that the ledger names");
}

#[test]
fn a_thief_of_the_sealer_names_no_drive_that_the_ledger_does_not() {
    let place = Place::new();
    let folder = place.vault("a");
    let file = place.drive("a").join("kluis-drive.json");
    for slot in ["label.a.json", "label.b.json"] {
        let label = fs::read_to_string(folder.join(slot)).unwrap();
        let at = label.find("\"drive\": \"").unwrap() + 10;
        let other = format!("{}{}{}", &label[..at], "0".repeat(32), &label[at + 32..]);
        sign(&folder, slot, &place.sealer(), Namespace::Medium, other.as_bytes());
    }
    fs::remove_file(&file).unwrap();
    place.run(&["repair", text(&place.drive("a"))]).ends(&[10], "a label that is not the ledger's");
    assert!(!file.exists());
}

/// Windows lets administrators alone make a link.
#[cfg(unix)]
#[test]
fn links_in_the_place_of_a_drives_own_file_are_not_written_through() {
    let mut place = Place::new();
    let outside = place.put_outside("mine.txt", b"mine");
    let file = place.drive("a").join("kluis-drive.json");
    type Put<'a> = (&'a str, Box<dyn Fn() + 'a>);
    let puts: Vec<Put<'_>> = vec![
        ("a link", Box::new(|| std::os::unix::fs::symlink(&outside, &file).unwrap())),
        ("a second name", Box::new(|| fs::hard_link(&outside, &file).unwrap())),
        ("a folder", Box::new(|| fs::create_dir(&file).unwrap())),
        ("a link to nowhere", Box::new(|| std::os::unix::fs::symlink("nowhere", &file).unwrap())),
    ];
    for (what, put) in puts {
        place.back();
        fs::remove_file(&file).unwrap();
        put();
        let said = place.run(&["repair", text(&place.drive("a"))]);
        assert!(said.exit != 0, "{what}: {said:?}");
        said.ends(&super::place::LEGAL, what);
        place.nothing_outside_changed(what);
        place.all_end_cleanly(what);
    }
}
