//! Every file of a drive, damaged in every simple way: each verb says what it must, nothing that is whole elsewhere is
//! kept from anybody, and what mends it is named and mends it.

use std::fs;
use std::path::{Path, PathBuf};

use super::place::{Place, each_file, name_of, text};

type Damage = (&'static str, fn(&Path));

fn flip(path: &Path, at: fn(usize) -> usize) {
    let mut bytes = fs::read(path).unwrap();
    let at = at(bytes.len());
    bytes[at] ^= 1;
    fs::write(path, bytes).unwrap();
}

const DAMAGES: [Damage; 5] = [
    ("its first byte flipped", |path| flip(path, |_| 0)),
    ("a byte in the middle flipped", |path| flip(path, |bytes| bytes / 2)),
    ("its last byte flipped", |path| flip(path, |bytes| bytes - 1)),
    ("cut in half", |path| {
        let bytes = fs::read(path).unwrap();
        fs::write(path, &bytes[..bytes.len() / 2]).unwrap();
    }),
    ("gone", |path| fs::remove_file(path).unwrap()),
];

/// The files on drive A, by their place there: those of one bundle, or those beside the bundles.
fn files(place: &Place, bundle: bool) -> Vec<PathBuf> {
    let (drive, bundles) = (place.drive("a"), place.vault("a").join("bundles"));
    let kept = bundles.join(&place.kept);
    let mut files = Vec::new();
    each_file(&drive, &mut |path| {
        let wanted = if bundle { path.starts_with(&kept) } else { !path.starts_with(&bundles) };
        if wanted && name_of(path) != "lock" {
            files.push(path.strip_prefix(&drive).unwrap().to_path_buf());
        }
    });
    files
}

/// What is done with one damage: the file, a word for it, and what brings the damaged state back.
type Round<'a> = &'a dyn Fn(&Path, &str, &dyn Fn());

/// Every damage to every one of these files; the place is as it was before each.
fn each(place: &Place, files: &[PathBuf], run: Round<'_>) {
    for file in files {
        for (what, damage) in DAMAGES {
            let path = place.drive("a").join(file);
            let begin = || {
                place.back();
                damage(&path);
            };
            begin();
            run(file, &format!("{} {what}", file.display()), &begin);
        }
    }
}

fn names_repair(said: &super::place::Ran, at: &str) {
    let all = format!("{}{}", said.out, said.err);
    let named = all.contains("kluis repair A") || all.contains("kluis repair \"A\"");
    assert!(named || all.contains("kluis repair /"), "{at}: repair is not named\n{all}");
}

/// Whether a look before writing sees it: keys and seal whole, of other files the size, and the first and last block of
/// the payload and index. Parity and readme are looked at by `verify` alone.
fn shows_at_a_look(name: &str, at: &str) -> bool {
    let (flipped, first) = (at.ends_with("flipped"), at.ends_with("its first byte flipped"));
    match name {
        "README.txt" => false,
        _ if name.ends_with(".par2") => false,
        "SHA256SUMS" | "records.commit" => !flipped,
        "index.age" | "payload-00000.age" => !flipped || first,
        _ => true,
    }
}

/// Whether `restore` misses it: each key has a twin, and the seal has the payload's first bytes.
fn is_missed_by_restore(name: &str, at: &str) -> bool {
    let (flipped, first) = (at.ends_with("flipped"), at.ends_with("its first byte flipped"));
    match name {
        "README.txt" => false,
        _ if name.ends_with(".par2") => false,
        "SHA256SUMS" | "key.age" | "key-copy.age" => !flipped,
        "payload-00000.age" => !first,
        _ => true,
    }
}

#[test]
fn every_damage_in_a_bundle_is_named_mended_and_bars_no_copy() {
    let place = Place::new();
    let files = files(&place, true);
    assert_eq!(files.len(), 11, "{files:?}");
    each(&place, &files, &|file, at, begin| {
        // With this drive alone: damage, and what mends it.
        let b = place.drive("b");
        fs::rename(&b, place.now().join("b-away")).unwrap();
        let said = place.verify("a");
        said.ends(&[11], at);
        names_repair(&said, at);
        begin();
        let said = place.archive("new", "2026");
        said.ends(&[if shows_at_a_look(&name_of(file), at) { 11 } else { 0 }], at);
        if said.exit != 0 {
            assert_eq!(said.json()["bad_drives"][0]["problem"], "changed", "{at}: {}", said.out);
        }
        // With both: every record comes out, and `repair` makes the drive whole.
        begin();
        let said = place.restore();
        // A is read first, always. What it could not give comes from B, and that is a finding.
        said.ends(&[i32::from(is_missed_by_restore(&name_of(file), at))], at);
        let given = said.json();
        assert_eq!(given["records"], 6, "{at}: {}", said.out);
        assert_eq!(given["without_commitments"], serde_json::json!([]), "{at}: {}", said.out);
        begin();
        place.run(&["repair", text(&place.drive("a"))]).ends(&[0], at);
        place.verify("a").ends(&[0], &format!("{at}, mended"));
    });
}

#[test]
fn every_damage_beside_the_bundles_is_named_mended_and_bars_no_copy() {
    let place = Place::new();
    let files = files(&place, false);
    assert!(files.len() > 12, "{files:?}");
    each(&place, &files, &|file, at, begin| {
        let name = name_of(file);
        let gone = at.ends_with("gone");
        let code = match name.as_str() {
            "kluis-drive.json" => 10,
            // A full drive gave it up.
            "reserve.bin" if gone => 0,
            // A slot that is missing may hide what another PC wrote.
            "label.a.json" | "label.b.json" if gone => 12,
            _ => 11,
        };
        let said = place.verify("a");
        said.ends(&[code], at);
        if said.exit != 0 {
            names_repair(&said, at);
        }
        begin();
        let said = place.restore();
        // Without its own file it is no drive, and everything comes from B.
        said.ends(&[i32::from(name == "kluis-drive.json")], at);
        let given = said.json();
        assert_eq!(given["records"], 6, "{at}: {}", said.out);
        assert_eq!(given["without_commitments"], serde_json::json!([]), "{at}: {}", said.out);
        begin();
        place.run(&["repair", text(&place.drive("a"))]).ends(&[0], at);
        place.verify("a").ends(&[0], &format!("{at}, mended"));
    });
}

#[test]
fn a_seal_that_is_damaged_on_the_only_drive_here_bars_no_reading() {
    let place = Place::new();
    fs::rename(place.drive("b"), place.now().join("b-away")).unwrap();
    place.keep();
    for name in ["seal.json", "seal.json.sig"] {
        for (what, damage) in DAMAGES {
            place.back();
            damage(&place.bundle("a", &place.kept).join(name));
            let said = place.restore();
            said.ends(&[1], what);
            assert_eq!(said.json()["records"], 6, "{name} {what}: {}", said.out);
            place.run(&["repair", text(&place.drive("a"))]).ends(&[0], what);
            place.verify("a").ends(&[0], what);
        }
    }
}

#[test]
fn parity_that_should_be_there_and_is_not_is_named_and_made() {
    let place = Place::new();
    let folder = place.bundle("a", &place.kept);
    let sets = ["seal.par2", "payload-00000-00000.par2"];
    for name in sets {
        place.back();
        fs::remove_file(folder.join(name)).unwrap();
        let said = place.verify("a");
        said.ends(&[11], name);
        assert!(said.out.contains(name) && said.out.contains("is not there"), "{}", said.out);
        // The copy is as good without.
        let shown = place.run(&["show", &place.kept, "--json"]).json();
        let copies = shown["copies"].as_array().unwrap();
        assert!(copies.iter().all(|copy| copy["faulty"] == false), "{shown}");
        place.run(&["repair", text(&place.drive("a"))]).ends(&[0], name);
        assert!(folder.join(name).exists());
        place.verify("a").ends(&[0], name);
    }
    // On a drive that wants none it is no fault.
    place.back();
    sets.iter().for_each(|name| fs::remove_file(folder.join(name)).unwrap());
    let config = place.now().join("home/kluis.toml");
    let before = fs::read_to_string(&config).unwrap();
    fs::write(&config, format!("no_parity_on = [\"A\"]\n{before}")).unwrap();
    place.verify("a").ends(&[0], "without parity");
}

#[test]
fn what_does_not_belong_there_is_named_and_left() {
    let place = Place::new();
    let (vault, bundle) = (place.vault("a"), place.bundle("a", &place.kept));
    let strangers = [
        bundle.join("payload-00001.age"),
        bundle.join("mine.txt"),
        vault.join("mine.txt"),
        vault.join("ledger/0000000000000000.jsonl"),
        vault.join("notes/00000000000000000000000000000000.age"),
        vault.join("spec/other.py"),
        vault.join("statements/mine.txt"),
    ];
    for path in &strangers {
        place.back();
        fs::write(path, b"mine").unwrap();
        let name = name_of(path);
        for words in [["verify"], ["repair"]] {
            let said = place.run(&[words[0], text(&place.drive("a"))]);
            said.ends(&[1], &name);
            assert!(said.out.contains(&name), "{}", said.out);
        }
        assert_eq!(fs::read(path).unwrap(), b"mine");
        // It is no fault of the copy, and of nobody's records.
        let shown = place.run(&["show", &place.kept, "--json"]).json();
        let copies = shown["copies"].as_array().unwrap();
        assert!(copies.iter().all(|copy| copy["faulty"] == false), "{shown}");
        let said = place.restore();
        said.ends(&[0], &name);
        assert_eq!(said.json()["records"], 6, "{}", said.out);
    }
    // What a file manager leaves is nobody's.
    place.back();
    fs::write(bundle.join(".DS_Store"), b"x").unwrap();
    place.verify("a").ends(&[0], ".DS_Store");
}

#[test]
fn a_thousand_strangers_are_counted_and_not_all_named() {
    let place = Place::new();
    for number in 0..1000 {
        fs::write(place.vault("a").join(format!("notes/{number}.txt")), b"x").unwrap();
        let name = format!("{number}.par2");
        fs::write(place.bundle("a", &place.kept).join(name), b"x").unwrap();
    }
    let said = place.verify("a");
    said.ends(&[1], "a thousand");
    assert!(said.out.lines().count() < 90, "{}", said.out);
    assert!(said.out.contains("more names there don't belong there"), "{}", said.out);
}
