//! What the medium in memory forgets, and what it keeps.

use std::io::{self, Read, Write};

use super::*;

fn path(text: &str) -> MediumPath {
    MediumPath::parse(text).unwrap()
}

fn write(medium: &Memory, name: &str, bytes: &[u8], sync: bool) {
    let mut file = medium.create_or_replace(&path(name)).unwrap();
    file.write_all(bytes).unwrap();
    if sync {
        file.sync().unwrap();
    }
}

#[test]
fn what_was_not_synced_is_lost() {
    let medium = Memory::new();
    write(&medium, "kept", b"old", true);
    write(&medium, "kept", b"newer", false);
    write(&medium, "never", b"x", false);
    assert_eq!(medium.bytes("kept").unwrap(), b"newer");
    medium.power_cut(Unsynced::Lost);
    assert_eq!(medium.bytes("kept").unwrap(), b"old");
    assert_eq!(medium.paths(), ["kept"]);
}

#[test]
fn a_strict_medium_forgets_names_until_their_folder_is_synced() {
    let medium = Memory::strict();
    medium.make_folder(&path("f")).unwrap();
    write(&medium, "f/a", b"a", true);
    medium.sync_folder(&path("f")).unwrap();
    medium.power_cut(Unsynced::Lost);
    assert!(medium.paths().is_empty(), "its folder's own name was not synced");

    medium.make_folder(&path("f")).unwrap();
    write(&medium, "f/a", b"a", true);
    medium.sync_folder(&path("f")).unwrap();
    medium.sync_folder(&MediumPath::root()).unwrap();
    write(&medium, "f/b", b"b", true);
    medium.remove_file(&path("f/a")).unwrap();
    medium.power_cut(Unsynced::Lost);
    assert_eq!(medium.paths(), ["f/a"], "a removal that was not synced comes undone");
}

#[test]
fn names_can_outlive_their_bytes_and_all_can_survive() {
    for (unsynced, bytes) in [(Unsynced::NamesKept, &b""[..]), (Unsynced::Kept, b"new")] {
        let medium = Memory::strict();
        write(&medium, "a", b"new", false);
        medium.power_cut(unsynced);
        assert_eq!(medium.bytes("a").unwrap(), bytes);
        medium.power_cut(Unsynced::Lost);
        assert_eq!(medium.bytes("a").unwrap(), bytes, "what was found stays");
    }
}

#[test]
fn a_read_back_shows_a_missing_sync() {
    let medium = Memory::new();
    let mut file = medium.create(&path("a")).unwrap();
    file.write_all(b"abc").unwrap();
    let back = |medium: &Memory| {
        let mut bytes = Vec::new();
        medium.read_back(&path("a")).unwrap().0.read_to_end(&mut bytes).unwrap();
        bytes
    };
    assert_eq!(back(&medium), b"");
    file.sync().unwrap();
    assert_eq!(back(&medium), b"abc");
}

#[test]
fn a_removed_file_gives_its_room_back() {
    let medium = Memory::new();
    medium.put("reserve.bin", &[0; 4]);
    medium.set_capacity(6);
    let mut file = medium.create(&path("a")).unwrap();
    let full = file.write_all(b"12345").unwrap_err();
    assert_eq!(full.kind(), io::ErrorKind::StorageFull);
    assert_eq!(medium.free_bytes().unwrap(), 0);
    medium.remove_file(&path("reserve.bin")).unwrap();
    file.write_all(b"345").unwrap();
    assert_eq!(medium.bytes("a").unwrap(), b"12345");
}

#[test]
fn a_test_can_damage_and_remove_past_the_trait() {
    let medium = Memory::new();
    medium.put("v/bundles/x", b"abc");
    assert!(medium.patch("v/bundles/x", |bytes| bytes[1] ^= 1));
    assert_eq!(medium.bytes("v/bundles/x").unwrap(), b"acc");
    assert!(medium.remove("v"));
    assert!(!medium.remove("v"));
    medium.power_cut(Unsynced::Lost);
    assert_eq!(medium.facts(&path("v")).unwrap(), None);
}
