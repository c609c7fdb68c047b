//! Drives that hold keys and nothing else: checked, mended, and retired like the others.

use std::fs;
use std::path::PathBuf;

use crate::harness::{BY, Vault, flip, member, tree};
use crate::rebuild::id_of;
use crate::two_homes::{FIRST, SECOND, back, copy, out, seal};

/// Keys on K and L, bundles on A; one copy is enough.
fn apart() -> Vault {
    let vault = Vault::without_drives("--custody apart --copies 1");
    vault.new_drives(&["k", "l"]);
    vault.run("medium add --same-disk {a} --label A --role data").exits(0);
    vault.run("medium add --same-disk {k} --label K --role keys").exits(0);
    vault.run("medium add --same-disk {l} --label L --role keys").exits(0);
    vault.month("2025/10");
    vault.seal("bundle", "{src}/2025/10 --class nl-admin-basis --date 2025-10");
    vault.month("2025/11");
    vault.seal("other", "{src}/2025/11 --class nl-admin-basis --date 2025-11");
    vault
}

fn key(vault: &Vault, drive: &str, name: &str) -> PathBuf {
    vault.bundle(drive, "bundle").join(name)
}

#[test]
fn damaged_keys_are_found_and_their_twins_mend_them() {
    let vault = apart();
    let whole = fs::read(key(&vault, "k", "key.age")).unwrap();
    vault.run("verify K").exits(0).says("K: 2 bundles").says("4 files").says("all as sealed");
    for name in ["key.age", "key-copy.age"] {
        flip(&key(&vault, "k", name), 9000);
        let found = vault.run("verify K --json").exits(11).json();
        assert_eq!(found["findings"].as_array().unwrap().len(), 1, "{found}");
        assert_eq!(
            (&found["findings"][0]["what"], &found["findings"][0]["file"]),
            (&"key".into(), &name.into())
        );
        vault.run("verify K").exits(11).says("kluis repair K");
        let done = vault.run("repair K --json").exits(0).json();
        assert_eq!(
            (&done["mended"][0]["file"], &done["mended"][0]["from"]),
            (&name.into(), &"twin".into())
        );
        assert_eq!(fs::read(key(&vault, "k", name)).unwrap(), whole);
        vault.run("verify K").exits(0);
    }
    vault.run("ledger show").exits(0).says("mended");
}

#[test]
fn where_some_bundles_open_and_others_do_not_the_verification_is_partly_done() {
    let vault = Vault::without_drives("--custody apart --copies 1");
    vault.new_drives(&["k", "l"]);
    vault.run("medium add --same-disk {a} --label A --role data").exits(0);
    vault.run("medium add --same-disk {k} --label K --role keys").exits(0);
    vault.run("medium add --same-disk {l} --label L --role keys").exits(0);
    for (month, with, without) in [("2025/10", "k", "l"), ("2025/11", "l", "k")] {
        vault.unplug(without);
        vault.month(month);
        let line = format!("{{src}}/{month} --class nl-admin-basis --date {}", &month[..4]);
        vault.seal(with, &line).exits(0);
        vault.plug(without);
    }
    vault.unplug("l");
    let deep = vault.run("verify A K --deep --json").exits(3).json();
    assert_eq!(deep["findings"], serde_json::json!([]), "{deep}");
    assert_eq!(deep["unopened"].as_array().unwrap().len(), 1, "{deep}");
    assert_eq!(deep["unopened"][0]["bundle"], vault.id("l").as_str());
    assert_eq!(deep["media"][0]["records"], 3, "{deep}");
    // Each goes on record as what it was: opened, or compared with its seal alone.
    let shown = vault.run("ledger show --json").exits(0).json();
    let entries = shown["entries"].as_array().unwrap().iter();
    let looked = entries.filter(|entry| entry["event"] == "verified");
    let depth = |bundle: &str| {
        let id = vault.id(bundle);
        let names = |entry: &&serde_json::Value| {
            let bundles = entry["fields"]["bundles"].as_array().unwrap();
            bundles.iter().any(|named| *named == id.as_str())
        };
        looked.clone().rfind(names).unwrap()["fields"]["depth"].clone()
    };
    assert_eq!((depth("k"), depth("l")), ("deep".into(), "fixity".into()));
    vault.plug("l");
    vault.run("verify --deep").exits(0);
}

#[test]
fn a_bundle_whose_key_is_not_here_is_not_called_damaged() {
    let vault = apart();
    for drive in ["k", "l"] {
        fs::rename(vault.path(drive), vault.path(&format!("{drive}-in-the-safe"))).unwrap();
    }
    vault.run("verify A --deep").fails(10).says("plug in the drive that holds the keys");
    let known = vault.run("show {bundle} --json").exits(0).json();
    assert_ne!(known["copies"][0]["proven"], "does-not-hold", "{known:#}");
    let line = vault.run("ledger show --json").exits(0).json();
    let line = line["entries"].as_array().unwrap().last().unwrap();
    assert_eq!((&line["event"], &line["fields"]["depth"]), (&"verified".into(), &"fixity".into()));
    assert_eq!(line["fields"]["findings"], serde_json::json!([]), "{line:#}");
}

#[test]
fn another_drive_with_keys_mends_both_and_none_is_made_up() {
    let vault = apart();
    let folder = vault.bundle("k", "bundle");
    let whole = tree(&folder);
    let foreign = fs::read(vault.bundle("k", "other").join("key.age")).unwrap();
    // Another bundle's key, whole and well made, is damage like any other.
    for name in ["key.age", "key-copy.age"] {
        fs::write(folder.join(name), &foreign).unwrap();
    }
    fs::rename(vault.path("l"), vault.path("l-in-the-safe")).unwrap();
    vault.run("verify K").exits(11).says("it is not the one that was written");
    let left = vault.run("repair K --json").exits(11).json();
    assert_eq!(left["findings"].as_array().unwrap().len(), 2, "{left}");
    assert!(left["mended"].as_array().unwrap().is_empty(), "{left}");
    vault.run("repair K").exits(11).says("no whole one is connected").says("plug in L too");
    assert_eq!(fs::read(folder.join("key.age")).unwrap(), foreign, "nothing was written there");
    fs::rename(vault.path("l-in-the-safe"), vault.path("l")).unwrap();
    let done = vault.run("repair K --json").exits(0).json();
    assert_eq!(
        (&done["mended"][0]["from"], &done["mended"][0]["medium"]),
        (&"copy".into(), &"L".into())
    );
    assert_eq!(done["mended"][1]["from"], "twin");
    assert!(tree(&folder).keys().eq(whole.keys()));
    fs::remove_dir_all(&folder).unwrap();
    vault.run("verify K").exits(11).says("it is not there");
    vault.run("repair K").exits(0).says("from the copy on L");
    vault.run("verify K").exits(0);
    fs::remove_dir_all(vault.path("l")).unwrap();
    assert!(vault.still_restores("bundle"));
}

#[test]
fn changed_keys_are_noticed_before_anything_is_written() {
    let vault = apart();
    flip(&key(&vault, "k", "key.age"), 100);
    vault.month("2025/09");
    let line = "archive {src}/2025/09 --class nl-admin-basis --date 2025-09";
    let before = tree(&vault.path("k"));
    vault.run(line).exits(11).says("the key of").says("kluis repair K").says("Sealed");
    assert!(before == tree(&vault.path("k")), "K was written to");
    vault.refuses("copy --all --to K", 11).says("the key of");
    vault.run("repair K").exits(0);
    vault.run(line).exits(0);
}

#[test]
fn a_retired_drive_loses_its_keys_where_enough_others_hold_them_now() {
    let vault = apart();
    // Two by the ledger, and one by what can be read now.
    fs::rename(vault.path("k"), vault.path("k-in-the-safe")).unwrap();
    vault.refuses("medium retire L --erase", 14);
    fs::rename(vault.path("k-in-the-safe"), vault.path("k")).unwrap();
    flip(&key(&vault, "k", "key-copy.age"), 12);
    vault.refuses("medium retire L --erase", 11).says("the key of");
    flip(&key(&vault, "k", "key-copy.age"), 12);
    vault.run("verify K").exits(0);
    let done = vault.run("medium retire L --erase --json").exits(0).json();
    assert_eq!(done["erased"].as_array().unwrap().len(), 2, "{done}");
    assert_eq!(
        (&done["erased"][0]["files"], &done["erased"][0]["read_back"]),
        (&2.into(), &"past-cache".into())
    );
    assert_eq!(done["remains"]["bundles"], serde_json::json!([]));
    let left = tree(&vault.path("l"));
    assert!(!left.keys().any(|path| path.ends_with("key.age") || path.ends_with("key-copy.age")));
    vault.run("ledger show").exits(0).says("destroyed on L").says("the other bundles hold");
    assert!(vault.still_restores("bundle") && vault.still_restores("other"));
    vault.run("verify").exits(0);
    // The last keys stay, erased or not.
    vault.refuses("medium retire K", 14).says("kluis copy --all");
    vault.refuses("medium retire K --erase", 14);
    let line = format!("destroy {{bundle}} {BY}");
    vault.on("2033-01-01").run(&line).exits(0);
    assert!(!vault.bundle("k", "bundle").exists());
}

#[test]
fn a_lost_drive_with_keys_is_told_of_by_the_keys_that_are_left() {
    let vault = apart();
    fs::rename(vault.path("l"), vault.path("l-gone")).unwrap();
    let line = "medium lost L --since 2025-11-30 --reason 'in a train' --by 'A. J.'";
    let lost = vault.run(&format!("{line} --json")).exits(0).json();
    assert_eq!(lost["loss"]["keys_there"], true);
    assert_eq!(lost["loss"]["keys_elsewhere"], serde_json::json!(["K"]));
    assert_eq!(lost["loss"]["bundles"][0]["others"][0]["medium"], "K");
    vault.run(line).exits(0).says("wrapped keys of 2 bundles").says("Other keys:");
    fs::rename(vault.path("k"), vault.path("k-gone")).unwrap();
    let line = line.replace(" L ", " K ");
    vault.run(&line).exits(1).says("what was lost was the only one");
}

#[test]
fn the_list_counts_the_keys_on_a_drive_and_says_when_they_are_overdue() {
    let vault = apart();
    let row = |day: &str, exit: i32| {
        let list = vault.on(day).run("medium list --json").exits(exit).json();
        member(&list["media"], "label", "K").clone()
    };
    let found = row("2025-12-02", 0);
    assert_eq!((&found["bundles"], &found["bytes"]), (&2.into(), &0.into()), "{found:#}");
    assert_eq!((&found["unverified"], &found["overdue"]), (&2.into(), &false.into()), "{found:#}");
    let late = vault.on("2026-01-15").run("medium list").exits(1);
    late.says("K is overdue: the keys of 2 bundles were never verified");
    vault.on("2026-01-15").run("verify {k}").exits(0);
    let found = row("2026-01-16", 1);
    assert_eq!((&found["unverified"], &found["overdue"]), (&0.into(), &false.into()), "{found:#}");
    assert_eq!(row("2026-08-02", 1)["overdue"], true);
}

#[test]
fn keys_that_another_home_wrote_are_not_erased_by_one_that_has_not_heard_of_them() {
    let vault = Vault::without_drives("--custody apart --copies 1");
    vault.new_drives(&["k"]);
    vault.run("medium add --same-disk {a} --label A --role data").exits(0);
    vault.run("medium add --same-disk {b} --label B --role data").exits(0);
    vault.run("medium add --same-disk {k} --label K --role keys").exits(0);
    vault.run("verify {a} {b} {k}").exits(0);
    id_of(&vault);
    vault.name("pc2", vault.path("pc2/home"));
    let line = "rebuild --accept-settings --from {a} --from {k} --vault-id {id}";
    let line = format!("{SECOND}{line} --identity {{dir}}/sheet --no-passphrase");
    vault.run(&line).exits(0);
    for home in [SECOND, FIRST] {
        vault.run(&format!("{home}verify {{a}} {{b}} {{k}}")).exits(0);
    }
    // The second home seals on B, and K is pulled before it is told so.
    out(&vault, "a");
    copy(&vault.path("k"), &vault.path("k-before"));
    seal(&vault, SECOND, "2025-02", "");
    let folder = vault.bundle("k", "2025-02");
    let keys = tree(&folder);
    assert!(keys.len() >= 2, "{:?}", keys.keys());
    let to = vault.path("k-before").join(folder.strip_prefix(vault.path("k")).unwrap());
    fs::rename(&folder, to).unwrap();
    fs::remove_dir_all(vault.path("k")).unwrap();
    fs::rename(vault.path("k-before"), vault.path("k")).unwrap();
    out(&vault, "b");
    back(&vault, "a");
    seal(&vault, FIRST, "2025-03", "");
    assert_eq!(tree(&folder), keys, "the first home erased the second's keys");
    vault.run("verify K").exits(1).says("does not erase these keys");
    // Once it hears of the bundle they are its keys.
    back(&vault, "b");
    vault.run("verify {b} {k}").exits(0);
    assert!(vault.still_restores("2025-02") && vault.still_restores("2025-03"));
}

#[test]
fn keys_that_a_run_of_this_home_left_are_erased_and_no_others() {
    let vault = apart();
    let (own, strange) = ("20251130-0badcafe", "20251130-1badcafe");
    for name in [own, strange] {
        let folder = vault.on_drive("k").join("bundles").join(name);
        fs::create_dir(&folder).unwrap();
        fs::write(folder.join("key.age"), vec![7; 16_384]).unwrap();
    }
    fs::write(vault.home().join(format!("known/{own}.sources")), "{}").unwrap();
    vault.month("2025/09");
    vault.run("archive {src}/2025/09 --class nl-admin-basis --date 2025-09").exits(0);
    let bundles = vault.on_drive("k").join("bundles");
    assert!(!bundles.join(own).exists());
    assert_eq!(fs::read(bundles.join(strange).join("key.age")).unwrap(), vec![7; 16_384]);
    vault.run("verify K").exits(1).says(strange).says("does not erase these keys");
}

#[test]
fn damaged_keys_are_named_by_a_copy_that_can_not_be_made_from_them() {
    let vault = apart();
    vault.new_drives(&["m"]);
    vault.run("medium add --same-disk {m} --label M --role keys").exits(0);
    for name in ["key.age", "key-copy.age"] {
        flip(&key(&vault, "k", name), 9000);
    }
    out(&vault, "l");
    // Nobody knows of it yet: all of that drive is left alone.
    vault.run("copy {bundle} --to M").fails(11).says("K: ").says("kluis repair K");
    // What is whole there is copied once the damage is on record.
    vault.run("verify K").exits(11);
    let said = vault.run("copy --all --to M --json").exits(11).json();
    assert_eq!(said["bundles"][0]["bundle"], vault.id("other").as_str(), "{said:#}");
    assert_eq!(said["bad_drives"][0]["medium"], "K", "{said:#}");
    assert_eq!(said["not_here"][0]["media"][0], "L", "the other drive with it: {said:#}");
    let said = vault.run("copy {bundle} --to M").exits(11);
    said.says("key.age").says("kluis repair K").says("L");
    vault.run("medium list").says("to be verified first");
    // Another drive's are taken, and the damaged ones are told all the same.
    back(&vault, "l");
    vault.run("copy {bundle} --to M").exits(11).says("kluis repair K");
    assert_eq!(fs::read(key(&vault, "m", "key.age")).unwrap().len(), 16384);
    vault.run("repair K").exits(0);
    vault.run("verify").exits(0);
}

#[test]
fn damaged_keys_are_named_by_the_repair_that_they_lend_nothing_to() {
    let vault = apart();
    for drive in ["k", "l"] {
        for name in ["key.age", "key-copy.age"] {
            flip(&key(&vault, drive, name), 9000);
        }
    }
    let said = vault.run("repair L").exits(11);
    said.says("no whole one is connected").says("K").says("kluis repair K");
    let said = vault.run("repair L --json").exits(11).json();
    assert_eq!(said["bad_drives"][0]["medium"], "K", "{said:#}");
}

#[test]
fn a_new_drive_for_keys_gets_those_of_what_was_sealed_before_and_damaged_ones_are_named() {
    let vault = apart();
    vault.new_drives(&["m"]);
    vault.run("medium add --same-disk {m} --label M --role keys").exits(0);
    let line = "archive {src}/2025/10 --class nl-admin-basis --date 2025-10 --to A --to M";
    let flip_all = |drive: &str| {
        for name in ["key.age", "key-copy.age"] {
            flip(&key(&vault, drive, name), 9000);
        }
    };
    flip_all("k");
    flip_all("l");
    // Nobody named K and L; what they were to lend is named all the same.
    let before = tree(&vault.path("k"));
    vault.run(line).exits(11).says("kluis repair K").says("kluis repair L");
    assert!(before == tree(&vault.path("k")), "K was written to");
    assert!(!vault.bundle("m", "bundle").exists());
    flip_all("k");
    flip_all("l");
    vault.run("verify K L").exits(0);
    vault.run(line).exits(0).says("M");
    assert!(key(&vault, "m", "key.age").exists() && key(&vault, "m", "key-copy.age").exists());
    vault.run("verify M").exits(0).says("all as sealed");
    for drive in ["k", "l"] {
        fs::rename(vault.path(drive), vault.path(&format!("{drive}-in-the-safe"))).unwrap();
    }
    assert!(vault.still_restores("bundle"));
}

#[test]
fn a_copy_that_is_damaged_where_it_should_be_put_by_is_doubted_and_nothing_waits() {
    let vault = Vault::without_drives("--custody apart --copies 2");
    vault.new_drives(&["k", "m"]);
    vault.run("medium add --same-disk {a} --label A --role data").exits(0);
    vault.run("medium add --same-disk {k} --label K --role keys").exits(0);
    let noise: Vec<u8> = (0..400_000_u32).map(|n| (n.wrapping_mul(n) >> 7) as u8).collect();
    vault.file("2025/10/scan.tif", noise);
    let line = "{src}/2025/10 --class nl-admin-basis --date 2025-10";
    vault.seal("bundle", line);
    // What waited for a second copy is gone from this PC, and the one copy rots where no quick look sees it.
    let outbox = vault.home().join("outbox");
    assert!(outbox.join(vault.id("bundle")).exists());
    fs::remove_dir_all(&outbox).unwrap();
    let payload = vault.bundle("a", "bundle").join("payload-00000.age");
    flip(&payload, fs::metadata(&payload).unwrap().len() as usize / 2);
    vault.run("medium add --same-disk {m} --label M --role keys").exits(0);
    vault.run("list --json").exits(0).says("\"to_verify\": []");
    vault.run(&format!("archive {line} --to A --to M"));
    assert!(key(&vault, "m", "key.age").exists());
    assert!(!outbox.join(vault.id("bundle")).exists(), "what is damaged waits for nothing");
    let listed = vault.run("list --json").exits(0).json();
    assert_eq!(listed["to_verify"], serde_json::json!(["A"]), "{listed}");
    vault.run("verify A").exits(11);
}
