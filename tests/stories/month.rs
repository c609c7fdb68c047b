//! The month: the closed month's records go onto two drives, are verified, and leave the PC.

use std::fs;
use std::io::Write;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use kluis::powers::asker::Act;

use crate::harness::{Vault, holds, member, put, timed_files, tree};

#[test]
fn the_closed_month_goes_onto_two_drives_and_leaves_the_pc() {
    let vault = Vault::new();
    vault.month("2025/11");
    let before = timed_files(&vault.source("2025"));
    let ran = vault.seal("november", "{src}/2025/11 --class nl-admin-basis --date 2025-11 --move");
    let report = ran.exits(0).json();
    assert_eq!((&report["files"], &report["moved"]), (&3.into(), &3.into()));
    assert_eq!(report["due_from"], "2033-01-01");
    for copy in report["bundles"][0]["copies"].as_array().unwrap() {
        assert_eq!(
            copy["read_back"], "past-cache",
            "this test needs a disk that can be read past its cache"
        );
    }
    assert!(timed_files(&vault.source("2025")).is_empty());
    vault.run("verify").exits(0);
    vault.run("verify --deep").exits(0);
    vault.run("restore {november} --to {out} --reason check").exits(0);
    assert_eq!(timed_files(&vault.path("out/records")), before);
}

#[test]
fn a_dry_run_shows_it_all_and_changes_nothing() {
    let vault = Vault::new();
    vault.month("2025/11");
    let before = vault.everything();
    let line = "archive {src}/2025/11 --class nl-admin-basis --date 2025-11 --move --dry-run";
    vault.run(line).exits(0).says("2032-12-31").says("2033-01-01").says("not legal advice");
    assert!(before == vault.everything());
}

#[test]
fn a_source_that_changed_since_it_was_sealed_stays() {
    let vault = Vault::new();
    vault.month("2025/11");
    let changed = vault.source("2025/11/bank.csv");
    let line = "archive {src} --class nl-admin-basis --date 2025-11 --move";
    let ran = vault
        .on("2025-12-01")
        .meanwhile(|act, done| {
            if (act, done) == (Act::ReadingBack, 0) {
                put(&changed, "4");
            }
        })
        .run(line);
    ran.exits(3).says("bank.csv");
    assert_eq!(fs::read(&changed).unwrap(), b"4");
    assert!(!vault.source("2025/11/factuur-1.pdf").exists());
}

#[test]
fn sources_stay_until_there_are_copies_enough() {
    let vault = Vault::new();
    vault.month("2025/11");
    let line = "{src} --class nl-admin-basis --date 2025-11 --move";
    vault.unplug("b");
    let report = vault.seal("november", line).exits(3).json();
    assert_eq!(report["not_moved"].as_array().unwrap().len(), 3);
    assert_eq!(report["not_moved"][0]["why"], "too-few-copies");
    assert_eq!(timed_files(&vault.source("")).len(), 3);
    assert!(vault.still_restores("november"));
}

#[test]
fn the_same_command_with_the_drive_that_was_away_makes_the_copy_it_lacked() {
    let vault = Vault::new();
    vault.month("2025/11");
    let line = "{src} --class nl-admin-basis --date 2025-11 --move";
    vault.unplug("b");
    vault.seal("november", line).exits(3);
    let there_is = |drive: &str| vault.bundle(drive, "november").is_dir();
    vault.plug("b");
    assert!(there_is("a") && !there_is("b"));
    let again = vault.run(&format!("archive {line} --json")).exits(0).json();
    assert!(again["bundles"].as_array().unwrap().is_empty(), "sealed once");
    let copied = &again["copied"][0];
    assert_eq!(copied["bundle"], vault.id("november"));
    let copies = copied["copies"].as_array().unwrap();
    assert_eq!((copies.len(), &copies[0]["medium"]), (1, &"Drive B".into()));
    assert_eq!(again["moved"], 3, "with two copies the sources may go");
    assert!(timed_files(&vault.source("")).is_empty());
    let (a, b) = (vault.bundle("a", "november"), vault.bundle("b", "november"));
    assert!(tree(&a) == tree(&b), "byte for byte");
    vault.run("verify --deep").exits(0);
    // The other drive alone opens it.
    vault.unplug("a");
    assert!(vault.still_restores("november"));
}

#[test]
fn a_missing_copy_is_made_without_moving_too_and_only_once() {
    let vault = Vault::new();
    vault.month("2025/11");
    let line = "{src} --class nl-admin-basis --date 2025-11";
    vault.unplug("b");
    vault.seal("november", line).exits(0).json();
    vault.plug("b");
    let line = format!("archive {line}");
    vault.run(&line).exits(0).says("sealed before, onto a drive that lacked it").says("Drive B");
    vault.run(&line).exits(0).hides("lacked it");
    let copies = vault.run("show {november} --json").json()["copies"].clone();
    assert_eq!(copies.as_array().unwrap().len(), 2);
}

#[test]
fn a_second_run_says_where_the_files_stand_and_what_is_wrong_with_the_copies() {
    let vault = Vault::new();
    vault.month("2024/11");
    vault.seal("november", "{src} --class nl-admin-basis --date 2025-11 --accept-end").exits(0);
    let typed_right = "archive {src} --class nl-admin-basis --date 2024-11";
    let said = vault.run(typed_right).exits(0);
    said.says(&vault.id("november")).says("kept through 2032-12-31").hides("through 2031");
    let volume = vault.bundle("b", "november").join("payload-00000.age");
    let mut bytes = fs::read(&volume).unwrap();
    bytes[300] ^= 1;
    fs::write(&volume, bytes).unwrap();
    vault.run("verify").exits(11);
    vault.run(typed_right).exits(0).says("1 of 2 copies").says("damaged: the one on Drive B");
}

#[test]
fn files_far_older_than_the_date_are_pointed_out() {
    let vault = Vault::new();
    vault.month("2016/03");
    let line = "archive {src} --class nl-admin-basis --dry-run --date";
    vault.run(&format!("{line} 2025")).exits(0).says("was last changed on 2018-03-04");
    vault.run(&format!("{line} 2018 --accept-end")).exits(0).hides("was last changed on");
}

#[test]
fn a_drive_or_a_home_is_no_source_whatever_its_state() {
    let vault = Vault::holding("old").class("nl-payroll").date("2020-12");
    let archive = |what: &str| {
        vault.run(&format!(
            "archive {what} --class nl-admin-basis --date 2025-12 --accept-newer --move"
        ))
    };
    vault.name("home", vault.home());
    vault.name("homes", vault.path("data"));
    vault.name("moved", vault.path("zz"));
    vault.name("above", vault.path("above"));
    for what in ["{a}", "{a}/", "{home}"] {
        archive(what).fails(2).says("holds a vault or a drive");
    }
    archive("{homes}").fails(2).says("no file to seal");
    // The same drive where nobody knows it, below another folder, and no longer to be told by its own file.
    vault.name("c", vault.path("c"));
    fs::create_dir(vault.path("c")).unwrap();
    vault.run("medium add --same-disk {c} --label C").exits(0);
    let there = tree(&vault.path("a"));
    fs::rename(vault.path("a"), vault.path("zz")).unwrap();
    archive("{moved}").fails(2).says("holds a vault or a drive");
    fs::create_dir(vault.path("above")).unwrap();
    fs::rename(vault.path("zz"), vault.path("above/zz")).unwrap();
    fs::write(vault.path("above/own.pdf"), "x").unwrap();
    archive("{above}").says("a drive, a vault or a bundle of kluis");
    fs::remove_file(vault.path("above/zz/kluis-drive.json")).unwrap();
    fs::write(vault.path("above/own.pdf"), "y").unwrap();
    archive("{above}").says("a drive, a vault or a bundle of kluis");
    let left = tree(&vault.path("above/zz"));
    assert!(there.iter().all(|(name, bytes)| {
        name.to_str() == Some("kluis-drive.json") || left.get(name) == Some(bytes)
    }));
}

/// What can't be read past a cache is `/dev/shm`, on Linux.
#[cfg(target_os = "linux")]
#[test]
fn a_copy_that_could_only_be_read_through_a_cache_lets_no_source_go() {
    let memory = tempfile::tempdir_in("/dev/shm").expect("this test needs /dev/shm");
    let vault = Vault::without_drives("--copies 1");
    vault.name("memory", memory.path());
    vault.run("medium add --same-disk {memory} --label Memory").exits(0);
    vault.month("2025/11");
    let ran = vault.seal("november", "{src} --class nl-admin-basis --date 2025-11 --move");
    let report = ran.exits(3).json();
    assert_eq!(report["bundles"][0]["copies"][0]["read_back"], "cached");
    assert_eq!(report["moved"], 0);
    assert_eq!(timed_files(&vault.source("")).len(), 3);
}

#[test]
fn a_second_run_seals_nothing_twice_and_moves_what_the_first_left() {
    let vault = Vault::new();
    vault.month("2025/11");
    let line = "archive {src} --class nl-admin-basis --date 2025-11 --json";
    vault.run(line).exits(0);
    let again = vault.run(line).exits(0).json();
    assert_eq!((&again["already_sealed"], &again["files"]), (&3.into(), &0.into()));
    assert!(again["bundles"].as_array().unwrap().is_empty());
    let moved = vault.run(&format!("{line} --move")).exits(0).json();
    assert_eq!(moved["moved"], 3);
    assert!(timed_files(&vault.source("")).is_empty());
}

#[test]
fn a_changed_file_is_sealed_again_and_the_others_are_not() {
    let vault = Vault::new();
    vault.month("2025/11");
    let line = "archive {src} --class nl-admin-basis --date 2025-11 --json";
    vault.run(line).exits(0);
    vault.file("2025/11/bank.csv", "corrected");
    let again = vault.run(line).exits(0).json();
    assert_eq!((&again["already_sealed"], &again["files"]), (&2.into(), &1.into()));
}

#[test]
fn another_class_a_case_or_a_longer_end_seals_again() {
    let vault = Vault::new();
    vault.month("2024/11");
    let sealed = |options: &str| {
        let ran = vault.run(&format!("archive {{src}} --json {options}")).exits(0);
        ran.json()["files"].as_u64().unwrap()
    };
    assert_eq!(sealed("--class nl-admin-basis --date 2023"), 3);
    assert_eq!(sealed("--class nl-admin-basis --date 2024"), 3, "a longer end");
    assert_eq!(sealed("--class nl-admin-basis --date 2023"), 0, "a shorter end");
    assert_eq!(sealed("--class nl-payroll --date 2023"), 3, "another class");
    assert_eq!(sealed("--class nl-contract --date 2023"), 3);
    assert_eq!(sealed("--class nl-contract --date 2023 --case JANSEN"), 3, "a case");
    assert_eq!(sealed("--class nl-contract --open-ended --case JANSEN"), 3, "an open end");
    assert_eq!(sealed("--class nl-contract --open-ended --case JANSEN"), 0);
}

#[test]
fn a_bundle_that_waits_on_one_drive_is_no_copy_on_the_other_until_it_is_made() {
    let vault = Vault::new();
    vault.month("2025/11");
    vault.unplug("b");
    vault.seal("november", "{src} --class nl-admin-basis --date 2025-11").exits(0);
    let shown = vault.run("show {november} --json").exits(0).json();
    assert_eq!(shown["copies"].as_array().unwrap().len(), 1);
    let listed = vault.run("list --json").exits(0).json();
    assert_eq!(listed["bundles"][0]["copies_verified"], 1);
}

#[test]
fn a_file_that_keeps_changing_is_left_out_and_named() {
    let vault = Vault::new();
    vault.month("2025/11");
    let busy = vault.file("2025/11/busy.log", vec![7; 24 << 20]);
    let done = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let mut file = fs::OpenOptions::new().append(true).open(&busy).unwrap();
            while !done.load(Ordering::SeqCst) {
                file.write_all(b"one more line\n").unwrap();
                std::thread::sleep(Duration::from_micros(200));
            }
        });
        let line = "{src} --class nl-admin-basis --date 2025-11 --accept-newer --move";
        let ran = vault.seal("november", line);
        done.store(true, Ordering::SeqCst);
        let report = ran.exits(3).json();
        assert_eq!(member(&report["left"], "why", "changing")["path"], busy.to_str().unwrap());
        assert_eq!(report["bundles"][0]["records"], 3);
    });
    assert!(busy.exists());
    vault.run("verify --deep").exits(0);
}

#[test]
fn a_file_that_shrank_or_grew_before_it_was_read_is_sealed_as_it_is_then() {
    let vault = Vault::new();
    let (small, large) = (vault.file("small", "before"), vault.file("large", vec![1; 20 << 20]));
    let ran = vault
        .on("2025-12-01")
        .meanwhile(|act, done| {
            if (act, done) == (Act::Sealing, 0) {
                put(&small, "much longer than before");
                put(&large, vec![2; 19 << 20]);
            }
        })
        .run("archive {src} --class nl-admin-basis --date 2025-11");
    ran.exits(0);
    vault.run("restore --all --to {out} --reason check").exits(0);
    let records = vault.path("out/records/Administratie");
    assert_eq!(fs::read(records.join("small")).unwrap(), b"much longer than before");
    assert!(fs::read(records.join("large")).unwrap() == vec![2; 19 << 20]);
}

/// Whoever runs this reads all files but one of `/proc`.
#[cfg(target_os = "linux")]
#[test]
fn a_file_that_cannot_be_read_is_named_and_the_rest_is_sealed() {
    let vault = Vault::new();
    vault.month("2025/11");
    // A regular file whose first byte nobody can read, whoever runs this.
    vault.name("unreadable", "/proc/self/mem");
    let ran = vault.seal(
        "november",
        "{src} {unreadable} --class nl-admin-basis --date 2025-11 --accept-newer",
    );
    let report = ran.exits(3).json();
    let left = member(&report["left"], "why", "unreadable");
    assert!(left["path"].as_str().unwrap().ends_with("/mem"), "{left:#}");
    assert!(!left["detail"].as_str().unwrap().is_empty());
    assert_eq!(report["bundles"][0]["records"], 3);
    assert!(vault.still_restores("november"));
}

/// Links, sockets, FIFOs and extended attributes are of Unix.
#[cfg(unix)]
#[test]
fn what_is_no_record_is_left_alone_and_named() {
    let vault = Vault::new();
    vault.month("2025/11");
    let at = |name: &str| vault.source(name);
    std::os::unix::fs::symlink("/etc/hostname", at("link")).unwrap();
    std::os::unix::fs::symlink("/nowhere/at/all", at("dangling")).unwrap();
    std::os::unix::fs::symlink(".", at("2025/loop")).unwrap();
    let _socket = std::os::unix::net::UnixListener::bind(at("socket")).unwrap();
    assert!(std::process::Command::new("mkfifo").arg(at("pipe")).status().unwrap().success());
    fs::create_dir_all(at("empty/folder")).unwrap();
    for litter in [".DS_Store", "Thumbs.db", "desktop.ini", "~$factuur.docx"] {
        vault.file(litter, "litter");
    }
    let noted = vault.file("noted.pdf", "noted");
    xattr::set(&noted, "user.origin", b"mail").expect("this test needs extended attributes");

    let line = "{src} --class nl-admin-basis --date 2025-11 --move";
    let report = vault.seal("november", line).exits(0).json();
    assert_eq!(report["bundles"][0]["records"], 4);
    let whys = |why: &str| {
        let left = report["left"].as_array().unwrap().iter();
        let mut names: Vec<&str> = left
            .filter(|left| left["why"] == why)
            .map(|left| left["path"].as_str().unwrap().rsplit('/').next().unwrap())
            .collect();
        names.sort_unstable();
        names
    };
    assert_eq!(whys("link"), ["dangling", "link", "loop"]);
    assert_eq!(whys("special"), ["pipe", "socket"]);
    assert_eq!(whys("empty-folder"), ["empty", "folder"]);
    assert_eq!(whys("litter"), [".DS_Store", "Thumbs.db", "desktop.ini", "~$factuur.docx"]);
    let lost = report["attributes_lost"].to_string();
    assert!(lost.contains("noted.pdf") && lost.contains("user.origin"), "{lost}");
    for stays in ["link", "socket", "pipe", "empty/folder", "Thumbs.db"] {
        assert!(at(stays).symlink_metadata().is_ok(), "{stays}");
    }
}

#[test]
fn only_files_untouched_for_long_enough_are_taken() {
    let vault = Vault::new();
    vault.month("2025/11");
    let fresh = vault.file("fresh.pdf", "fresh");
    let day = Duration::from_secs(86_400);
    // The story's first day is the 20,423rd after 1970.
    crate::harness::touch(&fresh, std::time::SystemTime::UNIX_EPOCH + 20_400 * day);
    let line = "{src} --class nl-admin-basis --date 2025-11 --inactive-for 90d";
    let report = vault.seal("november", line).exits(0).json();
    assert_eq!(report["files"], 3);
    let left = member(&report["left"], "why", "still-active");
    assert_eq!(left["path"], fresh.to_str().unwrap());
}

#[test]
fn the_report_of_a_run_is_kept_with_what_it_sealed() {
    let vault = Vault::new();
    vault.month("2025/11");
    vault.file("Thumbs.db", "litter");
    vault.seal("november", "{src} --class nl-admin-basis --date 2025-11").exits(0);
    // It names files, so that it stands encrypted only.
    assert_eq!(holds(&vault.path("a"), "Thumbs.db"), Vec::<std::path::PathBuf>::new());
    assert_eq!(holds(&vault.home(), "Thumbs.db"), Vec::<std::path::PathBuf>::new());
}

#[test]
fn what_a_run_cut_off_halfway_left_is_cleared_by_the_next() {
    let vault = Vault::holding("first").date("2025-10");
    let unfinished = vault.on_drive("a").join("bundles/20251130-0badcafe");
    fs::create_dir(&unfinished).unwrap();
    fs::write(unfinished.join("payload-00000.age"), b"half").unwrap();
    fs::write(unfinished.join("key.age"), vec![0; 16_384]).unwrap();
    vault.run("verify").exits(1).says("20251130-0badcafe");
    vault.month("2025/11");
    let ran = vault.seal("november", "{src}/2025/11 --class nl-admin-basis --date 2025-11");
    assert_eq!(ran.exits(0).json()["cleared"][0], "20251130-0badcafe");
    assert!(!unfinished.exists());
    vault.run("verify --deep").exits(0);
    assert!(vault.still_restores("first"));
}

#[test]
fn two_clients_share_a_drive_and_neither_sees_the_other() {
    let vault = Vault::with_one_drive();
    let ran = vault.run("init --name 'De Wit' --no-passphrase --copies 1 --paper {dir}/sheet2");
    ran.exits(0);
    vault.run("medium list").fails(2).says("Bakkerij Jansen").says("De Wit");
    vault.run("medium add --same-disk {a} --label Wit --vault 'De Wit'").exits(0).says("De Wit");
    vault.month("2025/11");
    let line = "archive {src} --class nl-admin-basis --date 2025-11 --vault";
    vault.run(&format!("{line} 'De Wit'")).exits(0).says("De Wit");
    let listed = vault.run("list --vault 'Bakkerij Jansen' --json").exits(0).json();
    assert!(listed["bundles"].as_array().unwrap().is_empty());
    let both = vault.run("list --each --json").exits(0).json();
    assert_eq!(both["vaults"].as_array().unwrap().len(), 2);
    vault.run("verify --each").exits(0);
}
