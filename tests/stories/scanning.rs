//! A whole drive, or an image of one, is searched for what was destroyed on it.

use std::fs;
use std::path::{Path, PathBuf};

use kluis::powers::asker::Act;

use crate::harness::{BY, Vault};

const SECTOR: usize = 512;

/// A vault whose payroll of 2020 can go.
fn ended() -> Vault {
    Vault::holding("payroll").class("nl-payroll").date("2020-12")
}

/// All files below a folder, one behind the other, as they lie on a drive: each begins at a sector, and between them
/// lies what lies in `free` space.
fn image(vault: &Vault, drive: &str, free: &[u8]) -> PathBuf {
    let (path, mut bytes) = (vault.path(&format!("{drive}.img")), vec![0; 4 * SECTOR]);
    bytes.extend_from_slice(free);
    put_files(&vault.on_drive(drive), &mut bytes);
    fs::write(&path, bytes).unwrap();
    vault.name("image", &path);
    path
}

fn put_files(folder: &Path, into: &mut Vec<u8>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            put_files(&path, into);
            continue;
        }
        into.extend(fs::read(path).unwrap());
        into.resize(into.len().next_multiple_of(SECTOR), 0);
    }
}

fn key_of(vault: &Vault) -> Vec<u8> {
    fs::read(vault.bundle("a", "payroll").join("key.age")).unwrap()
}

const SCAN: &str = "destroy --scan {image} --medium 'Drive A' --by A.Jansen";

#[test]
fn a_drive_is_searched_for_what_was_destroyed_there_and_none_of_it_is_found() {
    let vault = ended();
    let done = vault.on("2028-01-01").run(&format!("destroy {{payroll}} {BY} --json")).exits(0);
    let noted = done.json()["bundles"][0]["copies"][0]["sectors"].as_u64().unwrap();
    assert!(noted > 32, "all of the keys, and of the rest: {noted}");
    image(&vault, "a", &[]);
    let found = vault.run(&format!("{SCAN} --json")).exits(0).json();
    let bundle = &found["bundles"][0];
    assert_eq!((&found["recognised"], &found["unread"]), (&true.into(), &0.into()), "{found:#}");
    assert_eq!(bundle["bundle"], vault.id("payroll").as_str());
    assert_eq!((&bundle["found"], &bundle["places"]), (&0.into(), &serde_json::json!([])));
    // Both drives had the same bytes, but for their parity.
    assert!(bundle["sectors"].as_u64().unwrap() >= noted, "{found:#}");

    // The statement says so, in a supplement to what was final before.
    let more = vault.run("statement show {payroll} --json").exits(0).json();
    let (said, done) = (&more["statement"], &more["statement"]["validation"][0]);
    assert_eq!(
        (&more["kind"], &said["supplements"][1]),
        (&"supplement".into(), &serde_json::Value::Null)
    );
    assert_eq!((&done["method"], &done["found"]), (&"sector-scan".into(), &0.into()), "{said:#}");
    assert_eq!((&done["by"], &done["medium"]), (&"A.Jansen".into(), &said["copies"][0]["medium"]));
    assert_eq!((&done["searched"], &done["recognised"]), (&bundle["sectors"], &true.into()));

    let said = vault.run(SCAN).exits(0).says(": 0 of ").says(" sectors found.").says("a sample");
    let said = said.says("border of 512 bytes");
    said.says("old blocks of flash").hides("wiped");
    let said = vault.run(&format!("--lang nl {SCAN} {{payroll}}")).exits(0);
    said.says(": 0 van ").says(" sectoren gevonden.").says("een steekproef");
    let ledger = vault.run("ledger show").exits(0).says("of Drive A searched, 0 of ");
    ledger.says(&vault.id("payroll"));
    vault.run("ledger verify").exits(0);
    // The other drive hears of it.
    let there = fs::read_dir(vault.on_drive("b").join("ledger")).unwrap();
    let lines = there.map(|entry| fs::read_to_string(entry.unwrap().path()).unwrap());
    assert!(lines.collect::<String>().contains("\"event\":\"scanned\""));
}

#[test]
fn while_a_drive_is_searched_others_have_the_vault() {
    let vault = ended();
    vault.on("2028-01-01").run(&format!("destroy {{payroll}} {BY}")).exits(0);
    image(&vault, "a", &[]);
    let lock = vault.home().join("lock");
    let mut free = None;
    let look = |act, _| {
        if act == Act::Scanning && free.is_none() {
            let lock = fs::File::open(&lock).unwrap();
            free = Some(lock.try_lock().is_ok());
        }
    };
    vault.on("2028-01-01").meanwhile(look).run(SCAN).exits(0);
    assert_eq!(free, Some(true), "another run could not have had it");
}

#[test]
fn a_key_that_lies_in_free_space_still_is_found_and_that_is_a_finding() {
    let vault = ended();
    let key = key_of(&vault);
    vault.on("2028-01-01").run(&format!("destroy {{payroll}} {BY}")).exits(0);
    image(&vault, "a", &[&key[..], &key[..]].concat());
    let found = vault.run(&format!("{SCAN} --json")).exits(1).json();
    let bundle = &found["bundles"][0];
    assert_eq!(bundle["found"], 32, "each counts once: {found:#}");
    let places = (4..12).map(|sector| sector * SECTOR).collect::<Vec<_>>();
    assert_eq!(bundle["places"], serde_json::json!(places), "the first few");
    vault.run(SCAN).exits(1).says(": 32 of ").says("at bytes 2048, 2560");
    vault.run(&format!("--lang nl {SCAN}")).exits(1).says(": 32 van ").says("op bytes 2048, 2560");
    vault.run("ledger show").says("searched, 32 of ");
}

#[test]
fn what_does_not_look_like_the_drive_proves_nothing_and_is_not_on_record() {
    let vault = ended();
    let key = key_of(&vault);
    vault.on("2028-01-01").run(&format!("destroy {{payroll}} {BY}")).exits(0);
    image(&vault, "b", &[]);
    let said = vault.on("2028-01-02").refuses(SCAN, 10);
    said.says("does not look like Drive A").says("nothing is on record").says("encrypted");
    let said = vault.run(&format!("--lang nl {SCAN}")).exits(10);
    said.says("ziet er niet uit als Drive A").says("er is niets vastgelegd");
    // What is found there is found all the same.
    image(&vault, "b", &key);
    vault.run(SCAN).exits(1).says(": 32 of ").says("No file of Drive A was seen there");
}

#[test]
fn what_can_not_be_searched_is_refused_with_what_to_name() {
    let vault = ended();
    image(&vault, "a", &[]);
    let refused = vault.refuses(&format!("{SCAN} {{payroll}}"), 2);
    refused.says("was not destroyed on Drive A").says("kluis show");
    vault.refuses(SCAN, 1).says("no sectors of what was destroyed on Drive A");
    vault.on("2028-01-01").run(&format!("destroy {{payroll}} {BY}")).exits(0);
    vault.name("image", vault.path("none.img"));
    vault.refuses(SCAN, 10).says("is not there").says("connect Drive A");
    let said = vault.run(&format!("--lang nl {SCAN}")).exits(10);
    said.says("is er niet").says("sluit Drive A aan");
    vault.name("image", vault.on_drive("a"));
    vault.refuses(SCAN, 2).says("neither a drive nor an image").says("not a folder on it");
    vault.refuses("destroy --scan {image} --by A.Jansen", 2).says("--medium");
    vault.refuses(&format!("{SCAN} --resume"), 2);
    vault.refuses("destroy --scan {image} --medium 'Drive X' --by A.Jansen", 2);
}

/// What one run could not reach is noted by the next, also where it goes on with what was begun.
#[test]
fn a_drive_that_came_later_is_searched_for_its_own_parity_and_keys_too() {
    let vault = ended();
    vault.unplug("b");
    vault.on("2028-01-01").run(&format!("destroy {{payroll}} {BY}")).exits(3);
    vault.plug("b");
    let key = fs::read(vault.bundle("b", "payroll").join("key.age")).unwrap();
    vault.run(&format!("destroy --resume {BY}")).exits(0);
    image(&vault, "b", &key);
    let scan = SCAN.replace("Drive A", "Drive B");
    vault.run(&scan).exits(1).says(": 32 of ");
    let noted = vault.home().join("sectors").join(vault.id("payroll"));
    assert!(noted.is_file());
    // What is damaged is as none.
    fs::write(&noted, b"rot").unwrap();
    vault.refuses(&scan, 1).says("no sectors of what was destroyed on Drive B");
}
