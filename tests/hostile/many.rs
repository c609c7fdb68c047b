//! Thousands of names where a few belong: what was done is on record all the same, in lines that fit.

use std::fs;

use super::place::Place;

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
    said.exits(&[0], "with strange parity");
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
    place.run(&["ledger", "verify"]).exits(&[0], "with strange parity");
    place.verify("a").exits(&[0], "with strange parity");
}

#[test]
fn a_drive_with_25_000_folders_named_like_bundles_is_verified_and_they_are_named_and_counted() {
    let place = Place::new();
    for number in 0..25_000 {
        fs::create_dir(place.bundle("a", &format!("20010203-{number:08x}"))).unwrap();
    }
    let said = place.verify("a");
    said.exits(&[1], "with strange folders");
    assert!(said.out.lines().count() < 200, "{}", said.out.lines().count());
    let ledger = place.run(&["ledger", "show", "--json"]).json();
    let looked = ledger["entries"].as_array().unwrap().iter().rev();
    let looked = looked.clone().find(|entry| entry["event"] == "verified").unwrap();
    let named = looked["fields"]["findings"].as_array().unwrap().len() as u64;
    assert!((1..=1_000).contains(&named), "{named} are named");
    let beyond = looked["fields"]["beyond"].as_u64();
    assert_eq!(beyond, Some(25_000 - named), "the entry counts those that it does not name");
    assert!(said.out.contains("24950"), "those beyond are counted: {}", said.out);
    // What belongs there counts as it did.
    let bundles = looked["fields"]["bundles"].as_array().unwrap();
    assert_eq!(bundles.len(), 2, "{bundles:?}");
    place.verify("b").exits(&[0], "the other drive");
}
