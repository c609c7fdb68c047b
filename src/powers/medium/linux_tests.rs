//! What a hostile drive may hold, on a real file system: links at each depth, FIFOs, devices, other
//! mounts.

use std::io::Read;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;

use rustix::fs::{CWD, FileType, Mode, mknodat};

use super::*;

fn path(text: &str) -> MediumPath {
    MediumPath::parse(text).unwrap()
}

/// A drive with `v/bundles/b/key.age`, opened both ways of walking.
fn on_a_drive(test: impl Fn(&dyn Storage, &Path)) {
    for stepwise in [false, true] {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir_all(folder.path().join("v/bundles/b")).unwrap();
        std::fs::write(folder.path().join("v/bundles/b/key.age"), b"key").unwrap();
        let storage = open_native(folder.path()).unwrap();
        let storage = if stepwise { storage.stepwise() } else { storage };
        test(&storage, folder.path());
    }
}

/// What every way to a path says of it, one after the other.
fn every_way(storage: &dyn Storage, at: &MediumPath) -> Vec<Option<StorageProblem>> {
    vec![
        storage.open(at).err(),
        storage.open_for_overwrite(at).err(),
        storage.create_or_replace(at).err(),
        storage.append(at, 1).err(),
        storage.read_back(at).err(),
        storage.remove_file(at).err(),
    ]
}

#[test]
fn a_link_at_any_depth_is_refused_and_named() {
    for link in ["v", "v/bundles", "v/bundles/b", "v/bundles/b/key.age"] {
        for absolute in [true, false] {
            on_a_drive(|storage, root| {
                let moved = root.join("elsewhere");
                std::fs::rename(root.join(link), &moved).unwrap();
                let up = "../".repeat(link.matches('/').count());
                let relative = format!("{up}elsewhere");
                let target = if absolute { moved.as_path() } else { Path::new(&relative) };
                symlink(target, root.join(link)).unwrap();
                assert!(root.join("v/bundles/b/key.age").exists(), "the link leads there");

                let problems = every_way(storage, &path("v/bundles/b/key.age"));
                for problem in problems {
                    let Some(StorageProblem::LinkInTheWay { path }) = problem else {
                        panic!("{link}: {problem:?}");
                    };
                    assert_eq!(path, root.join(link));
                }
                let facts = storage.facts(&path(link)).unwrap().unwrap();
                assert_eq!(facts.kind, Kind::Other);
                if link != "v/bundles/b/key.age" {
                    let new = path(link).join("new").unwrap();
                    for problem in [
                        storage.create(&new).err(),
                        storage.make_folder(&new).err(),
                        storage.remove_folder(&new).err(),
                        storage.list(&path(link)).err(),
                        storage.sync_folder(&path(link)).err(),
                        storage.facts(&new).err(),
                    ] {
                        assert!(matches!(problem, Some(StorageProblem::LinkInTheWay { .. })));
                    }
                }
                let exists = storage.create(&path(link)).err();
                assert!(exists.is_some(), "a link is never made a file of");
            });
        }
    }
}

#[test]
fn a_link_to_nothing_is_neither_written_nor_replaced() {
    on_a_drive(|storage, root| {
        symlink(root.join("outside"), root.join("dangling")).unwrap();
        for problem in every_way(storage, &path("dangling")) {
            assert!(matches!(problem, Some(StorageProblem::LinkInTheWay { .. })), "{problem:?}");
        }
        assert!(matches!(storage.create(&path("dangling")), Err(StorageProblem::Exists { .. })));
        assert!(!root.join("outside").exists());
    });
}

#[test]
fn a_file_with_a_second_name_is_read_but_never_written() {
    on_a_drive(|storage, root| {
        std::fs::hard_link(root.join("v/bundles/b/key.age"), root.join("twin")).unwrap();
        for refused in [
            storage.open_for_overwrite(&path("twin")).err(),
            storage.create_or_replace(&path("twin")).err(),
            storage.append(&path("twin"), 3).err(),
        ] {
            let Some(StorageProblem::HardLinked { links: 2, .. }) = refused else {
                panic!("{refused:?}");
            };
        }
        assert_eq!(storage.facts(&path("twin")).unwrap().unwrap().links, 2);
        let mut bytes = Vec::new();
        storage.open(&path("twin")).unwrap().read_to_end(&mut bytes).unwrap();
        assert_eq!(bytes, b"key");
        storage.remove_file(&path("twin")).unwrap();
        assert!(storage.open_for_overwrite(&path("v/bundles/b/key.age")).is_ok());
    });
}

#[test]
fn a_fifo_or_socket_is_refused_without_waiting() {
    on_a_drive(|storage, root| {
        mknodat(CWD, root.join("fifo"), FileType::Fifo, Mode::RUSR | Mode::WUSR, 0).unwrap();
        let _socket = std::os::unix::net::UnixListener::bind(root.join("socket")).unwrap();
        for name in ["fifo", "socket"] {
            for problem in every_way(storage, &path(name)) {
                assert!(matches!(problem, Some(StorageProblem::NotRegular { .. })), "{problem:?}");
            }
            assert_eq!(storage.facts(&path(name)).unwrap().unwrap().kind, Kind::Other);
        }
        assert!(matches!(storage.list(&path("fifo")), Err(StorageProblem::NotAFolder { .. })));
    });
}

#[test]
fn a_device_is_never_opened() {
    let devices = open_native(Path::new("/dev")).unwrap();
    for name in ["null", "zero", "full"] {
        for problem in every_way(&devices, &path(name)) {
            // In some containers each device is a mount of its own.
            let refused = matches!(
                problem,
                Some(StorageProblem::NotRegular { .. } | StorageProblem::OtherDevice { .. })
            );
            assert!(refused, "{name}: {problem:?}");
        }
    }
}

#[test]
fn another_mount_below_the_root_is_not_entered() {
    for stepwise in [false, true] {
        let system = open_native(Path::new("/")).unwrap();
        let system = if stepwise { system.stepwise() } else { system };
        for problem in [
            system.open(&path("proc/version")).err(),
            system.read_back(&path("proc/version")).err(),
            system.facts(&path("proc/version")).err(),
            system.list(&path("proc")).err(),
        ] {
            let Some(StorageProblem::OtherDevice { path }) = problem else {
                panic!("{problem:?}");
            };
            assert_eq!(path, Path::new("/proc"));
        }
        assert!(!system.facts(&path("proc")).unwrap().unwrap().same_device);
    }
}

#[test]
fn foreign_names_are_counted_and_left_alone() {
    on_a_drive(|storage, root| {
        use std::os::unix::ffi::OsStrExt;
        for name in [&b"with space"[..], b"\xff\xfe", b"a:b", b"dot."] {
            std::fs::write(root.join(std::ffi::OsStr::from_bytes(name)), b"x").unwrap();
        }
        let listing = storage.list(&MediumPath::root()).unwrap();
        assert_eq!(listing.foreign, 4);
        assert_eq!(listing.entries.len(), 1);
    });
}

#[test]
fn memory_is_no_medium() {
    let folder = tempfile::tempdir_in("/dev/shm").unwrap();
    let storage = open_native(folder.path()).unwrap();
    std::fs::write(folder.path().join("a"), b"bytes").unwrap();
    let (mut reader, certain) = storage.read_back(&path("a")).unwrap();
    let mut back = Vec::new();
    reader.read_to_end(&mut back).unwrap();
    assert_eq!(back, b"bytes");
    assert_eq!(certain, ReadBack::Cached);
    assert_eq!(storage.describe().file_system, "tmpfs");
    assert_eq!(storage.describe().in_place, InPlace::Unknown);
}

#[test]
fn what_lies_on_the_pc_is_for_its_user_alone() {
    let folder = tempfile::tempdir().unwrap();
    let storage = open_native_private(folder.path()).unwrap();
    storage.make_folder(&path("f")).unwrap();
    storage.create(&path("f/secret")).unwrap();
    let mode = |name| std::fs::metadata(folder.path().join(name)).unwrap().permissions().mode();
    assert_eq!(mode("f") & 0o777, 0o700);
    assert_eq!(mode("f/secret") & 0o777, 0o600);
}
