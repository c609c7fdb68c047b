//! A verb acts on the drive that was named, wherever it is, and on no other that lies where it was.

use std::fs;

use crate::harness::{BY, Vault, flip, member, tree};

const SEAL: &str = "archive {src} --class nl-admin-basis --date 2025-10";

/// A bundle that is on Drive A alone, which lies where Drive B was; Drive B is away.
fn a_lies_where_b_was() -> Vault {
    let vault = Vault::new();
    vault.month("2025/10");
    vault.unplug("b");
    vault.seal("bundle", "{src} --class nl-admin-basis --date 2025-10");
    fs::rename(vault.path("a"), vault.path("b")).unwrap();
    vault
}

#[test]
fn a_drive_that_lies_where_the_named_one_was_is_not_taken_for_it() {
    let vault = a_lies_where_b_was();
    let payload = vault.bundle("b", "bundle").join("payload-00000.age");
    flip(&payload, 300);
    vault.file("2025/11/new.pdf", "new");
    for line in [
        "copy --all --to 'Drive B'",
        "repair 'Drive B'",
        "verify 'Drive B'",
        &format!("{SEAL} --to 'Drive B'"),
        &format!("{SEAL} --to 'Drive B' --move"),
    ] {
        vault.refuses(line, 10).says("not connected: Drive B");
    }
    // Where none is named the drives are found wherever they are.
    flip(&payload, 300);
    vault.refuses("medium retire 'Drive B' --erase", 10).says("not connected: Drive B");
    vault.run("verify").exits(0).says("Drive A");
}

#[test]
fn drives_that_changed_places_are_told_apart() {
    let vault = Vault::new();
    vault.month("2025/10");
    vault.unplug("b");
    vault.seal("bundle", "{src} --class nl-admin-basis --date 2025-10");
    vault.plug("b");
    fs::rename(vault.path("a"), vault.path("c")).unwrap();
    fs::rename(vault.path("b"), vault.path("a")).unwrap();
    fs::rename(vault.path("c"), vault.path("b")).unwrap();
    let copied = vault.run("copy --all --to 'Drive B' --json").exits(0).json();
    assert_eq!(copied["to"], "Drive B");
    assert_eq!(copied["bundles"][0]["bundle"], vault.id("bundle").as_str(), "{copied:#}");
    assert!(vault.bundle("a", "bundle").join("seal.json").is_file());

    // What is named is mended, and the other stays as it is.
    let payload = |drive| vault.bundle(drive, "bundle").join("payload-00000.age");
    for drive in ["a", "b"] {
        flip(&payload(drive), 300);
    }
    let bytes = fs::read(payload("b")).unwrap();
    let repaired = vault.run("repair 'Drive B' --json").json();
    assert_eq!(repaired["medium"], "Drive B");
    assert!(!repaired["mended"].as_array().unwrap().is_empty(), "{repaired:#}");
    assert_eq!(fs::read(payload("b")).unwrap(), bytes, "Drive A was not named");
    vault.run("repair 'Drive A'").exits(0);

    let before = tree(&vault.path("b"));
    let bundles =
        |drive: &str| fs::read_dir(vault.on_drive(drive).join("bundles")).unwrap().count();
    vault.file("2025/11/new.pdf", "new");
    let report = vault.run(&format!("{SEAL} --to 'Drive B' --json")).exits(0).json();
    assert_eq!(report["bundles"][0]["copies"].as_array().unwrap().len(), 1, "{report:#}");
    assert_eq!((bundles("a"), bundles("b")), (2, 1));
    assert!(before == tree(&vault.path("b")), "Drive A was not named");
}

#[test]
fn a_drive_that_is_lost_is_the_one_that_was_named() {
    let vault = a_lies_where_b_was();
    let lost = "medium lost 'Drive B' --since 2025-12-01 --reason gone --by A";
    vault.run(lost).exits(0).says("Drive B is lost");
    let media = vault.run("medium list --json").json()["media"].clone();
    assert!(member(&media, "label", "Drive A")["fate"].is_null());
    vault.run("list --wide").exits(0).says("1/2").says("Drive A");
}

#[test]
fn what_was_named_by_its_path_is_what_lies_there() {
    let vault = a_lies_where_b_was();
    let verified = vault.run("verify {b} --json").exits(0).json();
    assert_eq!(verified["media"][0]["medium"], "Drive A");
    assert_eq!(verified["media"].as_array().unwrap().len(), 1);
}

#[test]
fn a_copy_puts_no_other_drive_in_order() {
    let vault = Vault::new();
    vault.month("2025/10");
    vault.seal("bundle", "{src} --class nl-admin-basis --date 2025-10");
    let unfinished = vault.on_drive("a").join("bundles/20251201-0badcafe");
    fs::create_dir(&unfinished).unwrap();
    fs::write(unfinished.join("payload-00000.age"), "begun").unwrap();
    vault.run("copy --all --to 'Drive B'").exits(0);
    assert!(unfinished.is_dir(), "Drive A was not named");
    vault.run("copy --all --to 'Drive A'").exits(0);
    assert!(!unfinished.exists());
}

#[test]
fn at_custody_apart_the_drive_for_the_keys_is_named_too() {
    let vault = Vault::without_drives("--custody apart --copies 1");
    vault.run("medium add --same-disk {a} --label Data --role data").exits(0);
    vault.run("medium add --same-disk {b} --label Keys --role keys").exits(0);
    vault.month("2025/10");
    vault.refuses(&format!("{SEAL} --to Data"), 10).says("named").says("--to Keys");
    vault.refuses(&format!("{SEAL} --to Keys"), 10).says("named").says("--to Data");
    vault.run(&format!("{SEAL} --to Data --to Keys")).exits(0);
}

#[test]
fn a_folder_that_is_named_like_a_label_is_not_the_drive() {
    let vault = Vault::new();
    vault.month("2025/10");
    vault.seal("bundle", "{src} --class nl-admin-basis --date 2025-10");
    // A folder of the user's beside the tests: the command runs where the project lies.
    let beside = "src";
    assert!(std::path::Path::new(beside).is_dir());
    vault.run(&format!("medium add --same-disk {{dir}}/c --label {beside}")).exits(2);
    vault.new_drives(&["c"]);
    vault.run(&format!("medium add --same-disk {{c}} --label {beside}")).exits(0);
    let verified = vault.run(&format!("verify {beside} --json")).exits(0).json();
    assert_eq!(verified["media"][0]["medium"], beside);
    let copied = vault.run(&format!("copy --all --to {beside} --json")).exits(0).json();
    assert_eq!(copied["to"], beside);
    vault.refuses(&format!("verify ./{beside}"), 10).says("no drive of any vault");

    // What is neither says how a folder is written.
    vault.refuses("verify tests", 2).says("no drive is called tests").says("./tests");
    vault.refuses("repair tests", 2).says("./tests");
    vault.refuses("medium retire tests", 2).says("./tests");
    vault.refuses("verify ./nowhere", 2).says("is no folder");
    let lost = "--since 2025-12-01 --reason gone --by A";
    vault.refuses(&format!("medium lost ./nowhere {lost}"), 2).says("is no folder").hides("././");
    vault.refuses(&format!("medium lost ./src {lost}"), 10).says("no drive of any vault");
    vault.refuses(&format!("--each medium lost ./nowhere {lost}"), 2).says("is no folder");
    vault.new_drives(&["d"]);
    for label in ["d/2", "./d2", "d\\2", ".", "..", "E:", "E:stick"] {
        let line = format!("medium add --same-disk {{d}} --label '{label}'");
        vault.refuses(&line, 2).says("could be taken for a path");
    }
}

#[test]
fn a_lost_drive_that_is_plugged_in_is_told_of_and_how_it_is_found() {
    let vault = Vault::new();
    vault.month("2025/10");
    vault.seal("bundle", "{src} --class nl-admin-basis --date 2025-10");
    vault.run("medium lost 'Drive B' --since 2025-12-01 --reason gone --by A").exits(1);
    vault.file("2025/10/new.pdf", "new");
    let told = |line: &str| {
        let ran = vault.run(line);
        assert!(ran.exit < 4, "{ran}");
        ran.says("Drive B is connected, and is lost on record")
            .says("kluis medium found \"Drive B\"")
    };
    for line in [
        SEAL,
        "verify",
        "verify 'Drive B'",
        "copy --all --to 'Drive A'",
        "repair 'Drive A'",
        "sweep",
    ] {
        let before = vault.path("b");
        let before = (!line.contains("verify")).then(|| tree(&before));
        told(line);
        assert!(before.is_none_or(|before| before == tree(&vault.path("b"))), "{line}");
    }
    let report = vault.run("verify --json").exits(0).json();
    assert_eq!(report["lost_here"], serde_json::json!(["Drive B"]));
    vault.refuses("copy --all --to 'Drive B'", 10).says("kluis medium found \"Drive B\"");
    vault.run("medium found 'Drive B'").exits(1).hides("lost on record");
    vault.run("verify").exits(0).hides("lost on record");
    assert!(vault.run("verify --json").json()["lost_here"].is_null());
    let destroyed = vault.run(&format!("destroy {{bundle}} {BY}"));
    destroyed.hides("lost on record");
}
