//! What any command sees wrong on a drive counts against it from then on, also when the drive is unplugged again: no
//! source goes by that copy before somebody has looked at the whole drive.

use std::fs;
use std::io::{Seek, SeekFrom, Write};

use crate::harness::{Vault, copy_folder, flip};

const SWEEP: &str = "sweep {src}/2025/10";

/// A month on both drives, as many copies as are wanted, and its sources on the PC.
fn sealed() -> Vault {
    let vault = Vault::new();
    vault.month("2025/10");
    vault.seal("first", "{src}/2025/10 --class nl-admin-basis --date 2025-10");
    vault
}

/// Bytes in the middle of a copy's payload, where no glance looks.
fn spoil(vault: &Vault, drive: &str) {
    let payload = vault.bundle(drive, "first").join("payload-00000.age");
    let bytes = fs::metadata(&payload).unwrap().len();
    let mut file = fs::File::options().write(true).open(&payload).unwrap();
    file.seek(SeekFrom::Start(bytes / 2)).unwrap();
    file.write_all(&[0x5a; 64]).unwrap();
}

/// Nothing goes, and what is advised leads to the end: a repair, and then everything goes.
fn no_source_goes(vault: &Vault, drive: &str) {
    let label = format!("Drive {}", drive.to_uppercase());
    vault.run(SWEEP).exits(1).says("Nothing can be removed from this PC yet");
    assert!(vault.source("2025/10/bank.csv").exists());
    vault.run("list").says("1/2");
    vault.run(SWEEP).exits(1).says(&format!("kluis verify \"{label}\""));
}

#[test]
fn damage_that_a_restore_met_lets_no_source_go_by_that_copy() {
    let vault = sealed();
    spoil(&vault, "a");
    vault.run("restore {first} --to {out} --reason look").exits(1);
    no_source_goes(&vault, "a");
    vault.run("verify {a}").exits(11);
    vault.run("repair {a}").exits(0);
    vault.run("verify {a}").exits(0);
    vault.run(SWEEP).exits(0).says("Removed 3 sources");
}

#[test]
fn damage_that_a_restore_met_everywhere_keeps_every_source() {
    let vault = sealed();
    ["a", "b"].iter().for_each(|drive| spoil(&vault, drive));
    vault.run("restore {first} --to {out} --reason look").exits(11);
    vault.run(SWEEP).exits(1).says("Nothing can be removed from this PC yet");
    vault.run("list").says("0/2");
    let again = "archive {src}/2025/10 --class nl-admin-basis --date 2025-10 --move";
    vault.run(again).hides("Removed");
    assert!(vault.source("2025/10/bank.csv").exists());
}

#[test]
fn damage_at_the_source_of_a_copy_lets_no_source_go() {
    let vault = sealed();
    ["a", "b"].iter().for_each(|drive| spoil(&vault, drive));
    vault.new_drives(&["c"]);
    vault.run("medium add {c} --label 'Drive C' --same-disk").exits(0);
    let ran = vault.run("copy --all --to 'Drive C'").exits(11).hides("Copied");
    ran.says("Drive C: no copy that is connected is as it was sealed")
        .says("kluis repair \"Drive A\"")
        .says("kluis repair \"Drive B\"");
    vault.run("list").says("0/2");
    vault.run(SWEEP).exits(1).says("Nothing can be removed from this PC yet");
}

#[test]
fn a_copy_from_a_damaged_drive_comes_from_the_next_one() {
    let vault = sealed();
    spoil(&vault, "a");
    vault.new_drives(&["c"]);
    vault.run("medium add {c} --label 'Drive C' --same-disk").exits(0);
    let ran = vault.run("copy --all --to 'Drive C'").exits(11);
    ran.says("Copied")
        .says("Drive A, ")
        .says("payload-00000.age: its bytes are not what was sealed")
        .says("kluis repair \"Drive A\"");
    vault.run("verify {c}").exits(0);
    vault.run("list").says("2/2 (!)").says("Drive A: to be verified first");
    vault.run("repair {a}").exits(0);
    vault.run("list").says("3/2");

    // A file that is gone from the only other copy is told likewise; what was copied stands.
    let vault = sealed();
    spoil(&vault, "a");
    vault.new_drives(&["c"]);
    vault.run("medium add {c} --label 'Drive C' --same-disk").exits(0);
    let report = vault.run("copy --all --to 'Drive C' --json").exits(11).json();
    assert_eq!(report["bundles"][0]["copies"][0]["medium"], "Drive C");
    let bad = &report["bad_drives"][0];
    assert_eq!((&bad["medium"], &bad["problem"]), (&"Drive A".into(), &"damaged".into()));
    assert_eq!(report["missed"], serde_json::json!([]));
}

#[test]
fn archive_says_copied_of_no_copy_that_did_not_come_about() {
    let again = "archive {src}/2025/10 --class nl-admin-basis --date 2025-10 --move";
    for (spoiled, exit, drives) in [(&["a"][..], 11, 1), (&["a", "b"], 11, 2)] {
        let vault = sealed();
        spoiled.iter().for_each(|drive| spoil(&vault, drive));
        vault.new_drives(&["c"]);
        vault.run("medium add {c} --label 'Drive C' --same-disk").exits(0);
        let ran = vault.run(&format!("{again} --json")).exits(exit);
        let report = ran.json();
        let copied = report["copied"].as_array().unwrap().len();
        assert_eq!(copied, usize::from(drives == 1), "{ran}");
        assert_eq!(report["bad_drives"].as_array().unwrap().len(), drives, "{ran}");
        assert_eq!(report["moved"], if drives == 1 { 3 } else { 0 }, "{ran}");
        if drives == 2 {
            vault.run(again).hides("Copied").says("kluis verify \"Drive A\"");
        }
    }
}

#[test]
fn what_waits_on_this_pc_and_is_damaged_is_named_with_the_drive_that_has_it() {
    let vault = Vault::new();
    vault.unplug("b");
    vault.month("2025/10");
    vault.seal("first", "{src}/2025/10 --class nl-admin-basis --date 2025-10");
    let waits = vault.home().join("outbox").join(vault.id("first"));
    flip(&waits.join("payload-00000.age"), 700);
    vault.unplug("a");
    vault.plug("b");
    let ran = vault.run("copy --all --to 'Drive B'").exits(11).hides("Copied");
    ran.says("what waits of it on this PC is damaged").says("plug in \"Drive A\"");
    vault.plug("a");
    vault.run("copy --all --to 'Drive B'").exits(0).says("Copied");
    vault.run("list").says("2/2");
}

#[test]
fn a_damaged_copy_that_was_to_lend_to_a_repair_is_named() {
    let vault = sealed();
    ["a", "b"].iter().for_each(|drive| spoil(&vault, drive));
    let ran = vault.run("repair {b}").exits(1);
    ran.says("Drive A, ")
        .says("its bytes are not what was sealed")
        .says("kluis repair \"Drive A\"");
    vault.run("list").says("1/2").says("Drive A: to be verified first");
    vault.run("repair {a}").exits(0);
    vault.run("list").says("2/2");
}

#[test]
fn a_damaged_copy_that_keeps_a_drive_from_retiring_is_named() {
    let vault = Vault::made_with("--copies 1");
    vault.month("2025/10");
    vault.seal("first", "{src}/2025/10 --class nl-admin-basis --date 2025-10");
    spoil(&vault, "a");
    let ran = vault.refuses("medium retire 'Drive B'", 14);
    ran.says("a copy on Drive A is damaged").says("kluis repair \"Drive A\"");
    vault.run("--lang nl medium retire 'Drive B'").exits(14).says("kluis repair \"Drive A\"");
    vault.run("repair {a}").exits(0);
    // With another copy the drive goes, and the damaged one is named all the same.
    spoil(&vault, "a");
    vault.new_drives(&["c"]);
    vault.run("medium add {c} --label 'Drive C' --same-disk").exits(0);
    vault.run("copy --all --to 'Drive C'").says("Copied");
    let ran = vault.run("medium retire 'Drive B'").exits(11);
    ran.says("Drive B is retired").says("kluis repair \"Drive A\"");
}

#[test]
fn a_change_that_a_look_refused_is_not_forgotten_when_the_drive_is_unplugged() {
    let vault = sealed();
    fs::remove_file(vault.bundle("b", "first").join("payload-00000.age")).unwrap();
    let again = "archive {src}/2025/10 --class nl-admin-basis --date 2025-10 --move";
    vault.run(again).exits(11);
    vault.unplug("b");
    vault.run(again).hides("Removed");
    no_source_goes(&vault, "b");
}

#[test]
fn a_drive_that_was_put_back_to_an_older_state_counts_for_nothing_when_it_is_unplugged() {
    let vault = Vault::new();
    vault.month("2025/10");
    let older = vault.path("older");
    copy_folder(&vault.path("b"), &older);
    vault.seal("first", "{src}/2025/10 --class nl-admin-basis --date 2025-10");
    fs::remove_dir_all(vault.path("b")).unwrap();
    copy_folder(&older, &vault.path("b"));
    vault.run(SWEEP).exits(10);
    vault.unplug("b");
    no_source_goes(&vault, "b");
}

#[test]
fn keys_that_a_look_found_changed_count_no_more_when_their_drive_is_unplugged() {
    let vault = sealed();
    for name in ["key.age", "key-copy.age"] {
        flip(&vault.bundle("b", "first").join(name), 200);
    }
    vault.run(SWEEP).exits(11);
    vault.unplug("b");
    no_source_goes(&vault, "b");
}

#[test]
fn damage_that_an_interrupted_verification_met_lets_no_source_go() {
    let vault = sealed();
    vault.month("2025/11");
    // Nothing that could be packed small: the first bundle is read whole before the run is asked to stop.
    let mut last = 1u32;
    let noise: Vec<u8> = (0..3_000_000)
        .map(|_| {
            last = last.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (last >> 24) as u8
        })
        .collect();
    vault.file("2025/11/scan.bin", noise);
    let second = "archive {src}/2025/11 --class nl-admin-basis --date 2025-11";
    vault.on("2025-12-05").run(second).exits(0);
    spoil(&vault, "a");
    let ran = vault.on("2025-12-05").stopped_after(200_000).run("verify {a}");
    ran.exits(130);
    vault.on("2025-12-05").run(SWEEP).exits(1).says("Nothing can be removed from this PC yet");
}

/// A month on three drives, and a file of the copy on A is gone.
fn changed_on_a() -> Vault {
    let vault = Vault::new();
    vault.new_drives(&["c"]);
    vault.run("medium add {c} --label 'Drive C' --same-disk").exits(0);
    vault.month("2025/10");
    vault.seal("first", "{src}/2025/10 --class nl-admin-basis --date 2025-10");
    fs::remove_file(vault.bundle("a", "first").join("payload-00000.age")).unwrap();
    vault
}

#[test]
fn what_is_wrong_with_another_drive_is_said_when_one_is_lost_found_or_retired() {
    let lost = "medium lost 'Drive B' --since 2025-12-01 --reason gone --by A";
    let vault = changed_on_a();
    let ran = vault.run(lost).exits(11);
    ran.says("Drive B is lost")
        .says("Drive A: payload-00000.age of")
        .says("nothing there counts until it is verified")
        .says("kluis verify \"Drive A\"")
        .hides("Drive A follows");

    let vault = changed_on_a();
    let report = vault.run(&format!("{lost} --json")).exits(11).json();
    let bad = &report["bad_drives"][0];
    assert_eq!((&bad["medium"], &bad["problem"]), (&"Drive A".into(), &"changed".into()));
    let found = vault.run("medium found 'Drive B'").exits(1);
    found
        .says("Drive B is back")
        .says("Drive A, ")
        .says("kluis verify \"Drive A\"")
        .hides("Drive A follows");

    // B and C are copies enough: the retirement comes about, and A is named all the same.
    let vault = changed_on_a();
    vault.run("medium retire 'Drive B'").exits(11).says("kluis verify \"Drive A\"");
    vault.new_drives(&["d"]);
    vault.run("medium add {d} --label 'Drive D' --same-disk").exits(0);
    vault.run("copy --all --to 'Drive D'").says("Copied");
    let ran = vault.run("medium retire 'Drive B' --json").exits(11);
    let report = ran.json();
    assert_eq!(report["fate"], "retired", "{ran}");
    assert_eq!(report["bad_drives"][0]["medium"], "Drive A", "{ran}");
}

#[test]
fn what_is_wrong_with_a_drive_is_said_when_a_book_year_goes_to_the_others() {
    let vault = Vault::new();
    fs::remove_file(vault.path("a").join("kluis-drive.json")).unwrap();
    let ran = vault.run("book-year add 2025-01-01 2025-12-31").exits(1);
    ran.says("kluis repair").hides("Drive A follows");
    let report = vault.run("book-year add 2026-01-01 2026-12-31 --json").exits(1).json();
    assert_eq!(report["told"], serde_json::json!(["Drive B"]));
    let bad = &report["bad_drives"][0];
    assert_eq!((&bad["medium"], &bad["problem"]), (&"Drive A".into(), &"not-whole".into()));
}

#[test]
fn what_is_wrong_with_another_drive_is_said_when_one_is_repaired() {
    let vault = sealed();
    fs::remove_file(vault.path("a").join("kluis-drive.json")).unwrap();
    spoil(&vault, "b");
    let report = vault.run("repair {b} --json").exits(1).json();
    assert_eq!(report["mended"][0]["from"], "parity", "{report:#}");
    assert_eq!(report["bad_drives"][0]["problem"], "not-whole");
    vault.run("repair {b}").exits(1).says("kluis-drive.json is missing").hides("Drive A follows");
}

#[test]
fn a_drive_that_is_to_be_verified_first_is_shown_as_such() {
    let vault = changed_on_a();
    vault.run(SWEEP).exits(11);
    vault.unplug("a");
    vault.plug("a");
    let shown = vault.run("show {first}").exits(0);
    shown.says("to be verified first").says("kluis verify \"Drive A\"");
    vault.run("--lang nl show {first}").says("eerst te controleren");
    let copy = vault.run("show {first} --json").json()["copies"][0].clone();
    assert_eq!((&copy["label"], &copy["proven"]), (&"Drive A".into(), &"to-be-verified".into()));
    assert!(copy["age_days"].is_null(), "{copy}");

    let listed = vault.run("list").exits(0);
    listed.says("(!)").says("to be verified first").says("kluis verify \"Drive A\"");
    vault.run("--lang nl list").says("eerst te controleren");
    assert_eq!(vault.run("list --json").json()["to_verify"], serde_json::json!(["Drive A"]));

    let media = vault.run("medium list").exits(1);
    media.says("Drive A is to be verified first").says("kluis verify \"Drive A\"");
    let row = vault.run("medium list --json").json()["media"][0].clone();
    assert_eq!((&row["label"], &row["to_verify"]), (&"Drive A".into(), &true.into()));

    let other = vault.run("verify {b}").exits(0);
    other.says("Drive A").says("to be verified first").says("kluis verify \"Drive A\"");
    let report = vault.run("verify {b} --json").json();
    assert_eq!(report["to_verify"], serde_json::json!(["Drive A"]));

    // Who lost another drive reads what counts, and what does not yet.
    let lost = "medium lost 'Drive C' --since 2025-12-01 --reason gone --by A --json";
    let loss = vault.run(lost).json()["loss"]["bundles"][0]["others"][0].clone();
    assert_eq!((&loss["medium"], &loss["proven"]), (&"Drive A".into(), &"to-be-verified".into()));
    assert_eq!(loss["holds"], false);

    // A verification ends the doubt, whatever it finds.
    vault.run("verify {a}").exits(11).hides("to be verified first");
    vault.run("repair {a}").exits(0);
    vault.run("show {first}").hides("to be verified first");
    vault.run("list").hides("to be verified first");
    vault.run("medium list").hides("to be verified first");
}
