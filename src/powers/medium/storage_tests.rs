//! What every [`Storage`] promises, asked of a folder on this machine and of the double in memory
//! alike.

use std::io::{Read, Seek, SeekFrom, Write};

use super::*;

fn path(text: &str) -> MediumPath {
    MediumPath::parse(text).unwrap()
}

fn write(storage: &dyn Storage, name: &str, bytes: &[u8]) {
    let mut file = storage.create(&path(name)).unwrap();
    file.write_all(bytes).unwrap();
    file.sync().unwrap();
}

fn read(storage: &dyn Storage, name: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    storage.open(&path(name)).unwrap().read_to_end(&mut bytes).unwrap();
    bytes
}

/// Runs a test on every kind of storage, each time on an empty one.
fn on_each(test: impl Fn(&dyn Storage)) {
    let folder = tempfile::tempdir().unwrap();
    test(&open_native(folder.path()).unwrap());
    test(&Memory::new());
    test(&Memory::strict());
    #[cfg(target_os = "linux")]
    {
        let folder = tempfile::tempdir().unwrap();
        test(&open_native(folder.path()).unwrap().stepwise());
    }
}

#[test]
fn a_root_that_is_no_folder_is_absent() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    std::fs::write(&file, b"x").unwrap();
    for root in [file, folder.path().join("nothing")] {
        let problem = open_native(&root).err();
        assert!(matches!(problem, Some(StorageProblem::Absent { path }) if path == root));
    }
}

#[test]
fn a_file_is_made_once_and_read_again() {
    on_each(|storage| {
        write(storage, "a", b"first");
        assert!(matches!(storage.create(&path("a")), Err(StorageProblem::Exists { .. })));
        assert_eq!(read(storage, "a"), b"first");
        let facts = storage.facts(&path("a")).unwrap().unwrap();
        assert_eq!(facts, Facts { kind: Kind::File, bytes: 5, links: 1, same_device: true });
        assert_eq!(storage.open(&path("a")).unwrap().facts().unwrap(), facts);
        assert!(matches!(storage.open(&path("b")), Err(StorageProblem::Absent { .. })));
        assert!(matches!(storage.create(&path("f/b")), Err(StorageProblem::Absent { .. })));
        assert!(matches!(storage.create(&path("a/b")), Err(StorageProblem::NotAFolder { .. })));
        assert_eq!(storage.facts(&path("b")).unwrap(), None);
        assert_eq!(storage.facts(&path("f/b")).unwrap(), None);
    });
}

#[test]
fn a_slot_is_made_or_emptied() {
    on_each(|storage| {
        for bytes in [&b"a long first text"[..], b"short"] {
            let mut file = storage.create_or_replace(&path("slot")).unwrap();
            file.write_all(bytes).unwrap();
            assert_eq!(read(storage, "slot"), bytes);
        }
    });
}

#[test]
fn an_append_goes_on_where_it_is_told_and_cuts_off_the_rest() {
    on_each(|storage| {
        let append = |at: u64, bytes: &[u8]| {
            storage.append(&path("chain"), at).map(|mut file| file.write_all(bytes).unwrap())
        };
        assert!(matches!(append(3, b"x"), Err(StorageProblem::Absent { .. })));
        append(0, b"one\n").unwrap();
        append(4, b"two\ntorn").unwrap();
        append(8, b"three\n").unwrap();
        assert_eq!(read(storage, "chain"), b"one\ntwo\nthree\n");
        let behind = append(15, b"x").unwrap_err();
        assert!(matches!(behind, StorageProblem::Shorter { bytes: 14, at: 15, .. }), "{behind:?}");
        assert_eq!(read(storage, "chain"), b"one\ntwo\nthree\n");
        append(0, b"new").unwrap();
        assert_eq!(read(storage, "chain"), b"new");
    });
}

#[test]
fn one_handle_reads_and_overwrites_in_place() {
    on_each(|storage| {
        write(storage, "key", b"secret key");
        let mut file = storage.open_for_overwrite(&path("key")).unwrap();
        let mut before = [0; 6];
        file.read_exact(&mut before).unwrap();
        assert_eq!(&before, b"secret");
        file.seek(SeekFrom::Start(0)).unwrap();
        file.write_all(&[0; 6]).unwrap();
        file.sync().unwrap();
        assert_eq!(read(storage, "key"), b"\0\0\0\0\0\0 key");
        let absent = storage.open_for_overwrite(&path("none"));
        assert!(matches!(absent, Err(StorageProblem::Absent { .. })));
    });
}

#[test]
fn a_read_back_gives_every_byte_at_any_length() {
    on_each(|storage| {
        for (n, bytes) in
            [0, 1, 511, 4095, 4096, 4097, 1 << 20, (9 << 20) + 77].into_iter().enumerate()
        {
            let content: Vec<u8> = (0..bytes).map(|at| (at / 253 + at) as u8).collect();
            let name = format!("f{n}");
            write(storage, &name, &content);
            let (mut reader, _) = storage.read_back(&path(&name)).unwrap();
            let mut back = Vec::new();
            reader.read_to_end(&mut back).unwrap();
            assert!(back == content, "{bytes} bytes");
        }
        let absent = storage.read_back(&path("none")).err();
        assert!(matches!(absent, Some(StorageProblem::Absent { .. })));
    });
}

#[test]
fn folders_are_made_listed_and_removed() {
    on_each(|storage| {
        storage.make_folders(&path("v/bundles/b1")).unwrap();
        storage.make_folders(&path("v/bundles/b1")).unwrap();
        let again = storage.make_folder(&path("v"));
        assert!(matches!(again, Err(StorageProblem::Exists { .. })));
        for name in ["v/z", "v/a", "v/m.age"] {
            write(storage, name, b"123");
        }
        let listing = storage.list(&path("v")).unwrap();
        let names: Vec<&str> = listing.entries.iter().map(|entry| entry.name.as_str()).collect();
        assert_eq!(names, ["a", "bundles", "m.age", "z"]);
        assert_eq!(listing.get("a").unwrap().facts.bytes, 3);
        assert_eq!(listing.get("bundles").unwrap().facts.kind, Kind::Folder);
        assert_eq!(listing.get("b"), None);
        assert_eq!(storage.list(&MediumPath::root()).unwrap().entries.len(), 1);
        assert!(matches!(storage.list(&path("v/a")), Err(StorageProblem::NotAFolder { .. })));
        assert!(matches!(storage.list(&path("w")), Err(StorageProblem::Absent { .. })));

        let full = storage.remove_folder(&path("v"));
        assert!(matches!(full, Err(StorageProblem::FolderNotEmpty { .. })), "{full:?}");
        let folder = storage.remove_file(&path("v/bundles"));
        assert!(matches!(folder, Err(StorageProblem::NotRegular { .. })), "{folder:?}");
        assert!(storage.open(&path("v/bundles")).is_err());
        storage.remove_file(&path("v/a")).unwrap();
        storage.remove_folder(&path("v/bundles/b1")).unwrap();
        storage.sync_folder(&path("v/bundles")).unwrap();
        assert_eq!(storage.facts(&path("v/a")).unwrap(), None);
        assert_eq!(storage.facts(&path("v/bundles/b1")).unwrap(), None);
        assert!(matches!(storage.remove_file(&path("v/a")), Err(StorageProblem::Absent { .. })));
    });
}

#[test]
fn the_root_is_a_folder_and_nothing_else() {
    on_each(|storage| {
        let root = MediumPath::root();
        assert_eq!(storage.facts(&root).unwrap().unwrap().kind, Kind::Folder);
        storage.sync_folder(&root).unwrap();
        assert!(storage.open(&root).is_err());
        assert!(storage.create(&root).is_err());
        assert!(storage.remove_folder(&root).is_err());
        assert!(storage.free_bytes().unwrap() > 0);
        assert!(!storage.describe().file_system.is_empty());
        assert!(!storage.describe().read_only);
    });
}

#[test]
fn a_read_only_medium_says_so() {
    let storage = Memory::new();
    storage.put("a", b"x");
    let facts = StorageFacts { read_only: true, ..storage.describe() };
    storage.set_facts(facts);
    for refused in [
        storage.create(&path("b")).err(),
        storage.create_or_replace(&path("a")).err(),
        storage.open_for_overwrite(&path("a")).err(),
        storage.append(&path("a"), 1).err(),
        storage.make_folder(&path("f")).err(),
        storage.remove_file(&path("a")).err(),
    ] {
        assert!(matches!(refused, Some(StorageProblem::ReadOnly { .. })), "{refused:?}");
    }
    assert_eq!(read(&storage, "a"), b"x");
}
