//! Rot is told as damage, and mended. What another place has whole bars nobody from reading; what nobody else has is
//! said, and lets nothing be destroyed.

use std::fs;
use std::path::{Path, PathBuf};

use crate::harness::{BY, Vault, flip};
use crate::two_homes::{FIRST, SECOND, back, out, seal, two_homes};

/// Two drives with one bundle, which is called `first`.
fn one_month() -> Vault {
    let vault = Vault::new();
    vault.month("2025/10");
    vault.seal("first", "{src}/2025/10 --class nl-admin-basis --date 2025-10");
    vault
}

fn chain_in(folder: &Path) -> PathBuf {
    let entries = fs::read_dir(folder.join("ledger")).unwrap();
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    assert_eq!(files.len(), 1, "{files:?}");
    files.pop().unwrap()
}

type Damage = (&'static str, fn(&Path));

fn edit(path: &Path, change: fn(Vec<u8>) -> Vec<u8>) {
    let bytes = fs::read(path).unwrap();
    let changed = change(bytes.clone());
    assert_ne!(bytes, changed);
    fs::write(path, changed).unwrap();
}

const DAMAGES: [Damage; 10] = [
    ("its first byte", |path| flip(path, 0)),
    ("a byte in its middle", |path| flip(path, fs::metadata(path).unwrap().len() as usize / 2)),
    ("its last byte", |path| flip(path, fs::metadata(path).unwrap().len() as usize - 1)),
    ("bytes that are missing", |path| edit(path, |bytes| [&bytes[..90], &bytes[117..]].concat())),
    ("a half", |path| edit(path, |bytes| bytes[..bytes.len() / 2].to_vec())),
    ("nothing left in it", |path| fs::write(path, b"").unwrap()),
    ("zeros", |path| edit(path, |bytes| vec![0; bytes.len()])),
    ("other line ends", |path| {
        edit(path, |bytes| String::from_utf8(bytes).unwrap().replace('\n', "\r\n").into_bytes())
    }),
    ("no file", |path| fs::remove_file(path).unwrap()),
    ("no folder", |path| fs::remove_dir_all(path.parent().unwrap()).unwrap()),
];

#[test]
fn a_damaged_chain_on_a_drive_is_damage_and_the_home_mends_it() {
    let vault = one_month();
    vault.unplug("b");
    for (what, damage) in DAMAGES {
        let path = chain_in(&vault.on_drive("a"));
        damage(&path);
        vault.run("ledger verify").exits(11).says("kluis repair");
        let ran = vault.run("verify --json");
        assert_eq!(ran.exit, 11, "{what}: {ran}");
        let finding = &ran.json()["findings"][0];
        assert_eq!(finding["what"], "chain", "{what}: {ran}");
        assert_eq!(finding["medium"], "Drive A", "{what}: {ran}");
        vault.run("verify").exits(0);
        damage(&path);
        vault.run("repair 'Drive A'").exits(0).says("ledger/").says("from this PC");
        vault.run("verify").exits(0);
        damage(&path);
        vault.run("restore {first} --to {out} --reason audit").exits(0).says("3 records");
        fs::remove_dir_all(vault.path("out")).unwrap();
        vault.run("verify").exits(0);
    }
}

#[test]
fn a_damaged_chain_keeps_nobody_from_archiving_or_destroying() {
    let vault = Vault::new();
    vault.month("2015/10");
    vault.seal(
        "old",
        "{src}/2015/10 --class nl-admin-basis --date 2015-10 \
        --accept-end --accept-newer",
    );
    for drive in ["a", "b"] {
        flip(&chain_in(&vault.on_drive(drive)), 700);
    }
    vault.month("2025/10");
    vault.seal("first", "{src}/2025/10 --class nl-admin-basis --date 2025-10").exits(0);
    for drive in ["a", "b"] {
        flip(&chain_in(&vault.on_drive(drive)), 700);
    }
    vault.run(&format!("destroy {{old}} {BY}")).exits(0);
    vault.run("verify").exits(0);
    vault.run("ledger verify").exits(0);
}

#[test]
fn what_is_in_the_place_of_a_chain_is_named_and_bars_no_reading() {
    let vault = one_month();
    vault.unplug("b");
    let path = chain_in(&vault.on_drive("a"));
    let whole = fs::read(&path).unwrap();
    fs::remove_file(&path).unwrap();
    fs::create_dir(&path).unwrap();
    fs::write(path.join("mine.txt"), "mine").unwrap();
    vault.run("verify").exits(11).says("ledger/");
    vault.run("repair 'Drive A'").exits(11).says("is no regular file");
    vault.run("restore {first} --to {out} --reason audit").says("3 records");
    assert_eq!(fs::read(path.join("mine.txt")).unwrap(), b"mine");
    fs::remove_dir_all(&path).unwrap();
    vault.run("repair 'Drive A'").exits(0);
    assert!(fs::read(&path).unwrap().starts_with(&whole));
    vault.run("verify").exits(0);
}

/// The second home sealed on Drive A alone, and its chain there lost a line that nobody else has.
fn lost_line() -> (Vault, PathBuf) {
    let vault = two_homes();
    seal(&vault, FIRST, "2015-01", "--accept-end --accept-newer");
    let before: Vec<PathBuf> = chains(&vault);
    seal(&vault, SECOND, "2025-02", "--to {a}");
    let theirs = chains(&vault).into_iter().find(|path| !before.contains(path)).unwrap();
    let bytes = fs::metadata(&theirs).unwrap().len() as usize;
    flip(&theirs, bytes - 20);
    (vault, theirs)
}

fn chains(vault: &Vault) -> Vec<PathBuf> {
    let entries = fs::read_dir(vault.on_drive("a").join("ledger")).unwrap();
    entries.map(|entry| entry.unwrap().path()).collect()
}

#[test]
fn entries_that_only_a_damaged_drive_had_bar_every_destruction_and_no_reading() {
    let (vault, theirs) = lost_line();
    vault.run("verify {a}").exits(11).says("One may be a hold");
    vault.run("ledger verify").exits(11).says("can't be read there");
    vault.run("restore {2015-01} --to {out} --reason audit").exits(0);
    let destroy = format!("destroy {{2015-01}} {BY}");
    vault.run(&destroy).exits(14).says("Drive A");
    // Nothing is written to that drive: its label would forget what it has lost.
    vault.month("2025-03");
    let archive = "archive {src}/2025-03 --class nl-admin-basis --date 2025-03";
    vault.run(&format!("{archive} --to {{a}}")).fails(11).says("kluis repair");
    vault.run(&format!("{archive} --to {{b}}")).exits(0);
    vault.run("repair {a}").exits(11).says("One may be a hold");
    // Nor does it help to pull that drive out.
    out(&vault, "a");
    vault.run(&destroy).exits(14).says("Drive A");
    back(&vault, "a");
    // The second home comes by, and B hears its lines.
    vault.run(&format!("{SECOND}verify {{b}}")).exits(0);
    vault.run("repair {a}").exits(0).says(theirs.file_name().unwrap().to_str().unwrap());
    vault.run("verify").exits(0);
    vault.run("list").exits(0).says(&vault.id("2025-02"));
    vault.run(&destroy).exits(0);
}

#[test]
fn entries_that_are_lost_for_good_can_be_waived_on_record() {
    let (vault, _) = lost_line();
    vault.run("verify {a}").exits(11);
    out(&vault, "a");
    let destroy = format!("destroy {{2015-01}} {BY}");
    vault.run(&destroy).exits(14);
    let waive = "--waive 'Drive A' --reason 'the other PC is gone'";
    vault.run(&format!("{destroy} {waive}")).says("Drive A");
    vault.run("list --destroyed").says(&vault.id("2015-01"));
}

#[test]
fn each_of_two_drives_lends_the_other_the_lines_that_it_has() {
    let (vault, theirs) = lost_line();
    vault.run("verify {a}").exits(11);
    // The second home tells B; then B is here beside A.
    vault.run(&format!("{SECOND}verify {{b}}")).exits(0);
    vault.run("verify {a} {b}").exits(11).says("this PC has it whole").hides("may be a hold");
    assert!(theirs.exists());
    vault.run("verify {a} {b}").exits(0);
}

fn lose_the_pc(vault: &Vault) {
    crate::rebuild::id_of(vault);
    fs::remove_dir_all(vault.path("data")).unwrap();
    fs::create_dir_all(vault.path("data")).unwrap();
}

#[test]
fn a_home_comes_back_from_two_drives_whose_ledgers_are_damaged_in_other_places() {
    let rebuild =
        "rebuild --vault-id {id} --identity {dir}/sheet --no-passphrase --accept-settings";
    for (of_a, of_b) in [(-40, 900), (900, -40), (100, 900)] {
        let vault = one_month();
        lose_the_pc(&vault);
        for (drive, place) in [("a", of_a), ("b", of_b)] {
            let path = chain_in(&vault.on_drive(drive));
            let bytes = fs::read(&path).unwrap();
            let first = bytes.iter().position(|byte| *byte == b'\n').unwrap() as i64;
            flip(&path, (first + place) as usize);
        }
        // The first line alone says whose signatures count.
        let code = if of_a < 0 { 15 } else { 11 };
        vault.run(&format!("{rebuild} --from {{a}}")).fails(code).says("--from PATH --from PATH");
        vault.run(&format!("{rebuild} --from {{a}} --from {{b}}")).exits(1).says("kluis repair");
        vault.run("repair 'Drive A'").exits(0);
        vault.run("repair 'Drive B'").exits(0);
        vault.run("verify").exits(0);
        vault.run("ledger verify").exits(0);
        assert!(vault.still_restores("first"));
    }
}

#[test]
fn a_drive_in_any_state_can_be_given_up() {
    type Break = fn(&Vault);
    let breaks: [(&str, Break); 3] = [
        ("its labels", |vault| {
            let folder = vault.on_drive("a");
            ["label.a.json", "label.b.json"].iter().for_each(|name| flip(&folder.join(name), 40));
        }),
        ("its own file", |vault| {
            fs::copy(
                vault.path("b").join("kluis-drive.json"),
                vault.path("a").join("kluis-drive.json"),
            )
            .unwrap();
        }),
        ("all of it", |vault| {
            let folder = vault.on_drive("a");
            fs::remove_dir_all(&folder).unwrap();
            fs::create_dir(folder).unwrap();
        }),
    ];
    for (what, damage) in breaks {
        let vault = one_month();
        vault.new_drives(&["c"]);
        vault.run("medium add --same-disk {c} --label 'Drive C'").exits(0);
        vault.run("copy --all --to 'Drive C'").exits(0);
        damage(&vault);
        let retired = vault.run("medium retire 'Drive A'");
        assert_eq!(retired.exit, 0, "{what}: {retired}");
        let vault = one_month();
        damage(&vault);
        let line = "medium lost 'Drive A' --since 2025-12-01 --reason broken --by 'A. J.'";
        let lost = vault.run(line);
        assert_eq!(lost.exit, 1, "{what}: {lost}");
        vault.run("medium list").says("lost");
        assert!(vault.still_restores("first"), "{what}");
    }
}

#[test]
fn a_chain_that_rotted_on_the_pc_comes_back_from_a_drive_that_has_it_whole() {
    for (what, damage) in DAMAGES {
        let vault = one_month();
        let own = chain_in(&vault.home());
        let whole = fs::read(&own).unwrap();
        damage(&own);
        // Without a drive nothing goes on, and what helps is named.
        vault.unplug("a");
        vault.unplug("b");
        vault.run("list").fails(11).says("damaged").says("kluis repair");
        vault.plug("b");
        // With one everything does; the damage is told once.
        let ran = vault.run("list --json");
        assert_eq!(ran.exit, 11, "{what}: {ran}");
        assert_eq!(ran.json()["exit"], 11, "{ran}");
        assert_eq!(ran.json()["bundles"].as_array().unwrap().len(), 1, "{what}: {ran}");
        assert_eq!(ran.json()["home_mended"]["from"].as_array().unwrap().len(), 1, "{ran}");
        assert_eq!(fs::read(&own).unwrap(), whole, "{what}");
        vault.run("list").exits(0).hides("damaged");
        damage(&own);
        vault.run("repair 'Drive B'").exits(0).says("They are whole again");
        vault.plug("a");
        damage(&own);
        vault.run("archive {src}/2025/10 --class nl-admin-basis --date 2025-10").exits(11);
        // It is what this PC wrote itself, byte by byte: its looks are its own still.
        vault.run("verify").exits(0);
        vault.run("ledger verify").exits(0);
        vault.run("sweep {src}/2025/10").exits(0).says("Removed 3 sources");
    }
}

#[test]
fn each_of_two_drives_gives_the_pc_the_lines_that_the_other_lost() {
    let vault = one_month();
    let own = chain_in(&vault.home());
    let whole = fs::read(&own).unwrap();
    fs::write(&own, b"").unwrap();
    let lines = |at: usize| {
        let starts: Vec<usize> = whole
            .iter()
            .enumerate()
            .filter(|(_, byte)| **byte == b'\n')
            .map(|(at, _)| at)
            .collect();
        starts[at] + 20
    };
    flip(&chain_in(&vault.on_drive("a")), lines(0));
    flip(&chain_in(&vault.on_drive("b")), lines(2));
    vault.run("verify").exits(11).says("They are whole again");
    assert!(fs::read(&own).unwrap().starts_with(&whole));
    vault.run("verify").exits(0);
}

#[test]
fn a_line_that_nobody_has_any_more_stops_the_pc_and_nothing_is_written() {
    let vault = one_month();
    let own = chain_in(&vault.home());
    for chain in [own.clone(), chain_in(&vault.on_drive("a")), chain_in(&vault.on_drive("b"))] {
        flip(&chain, 700);
    }
    let refused = vault.refuses("verify", 11);
    let refused = refused.says("no drive that is connected has all of it");
    refused.says("run kluis repair; where none has it: kluis rebuild --help");
}

#[test]
fn lines_that_a_thief_wrote_behind_this_pcs_own_do_not_come_back_with_its_chain() {
    let vault = one_month();
    let own = chain_in(&vault.home());
    let whole = fs::read(&own).unwrap();
    let there = chain_in(&vault.on_drive("a"));
    let mut longer = fs::read(&there).unwrap();
    longer.extend_from_slice(b"{\"event\":\"copied\"}\n");
    fs::write(&there, longer).unwrap();
    fs::write(&own, b"").unwrap();
    vault.unplug("b");
    vault.run("list").exits(11).says("They are whole again");
    assert_eq!(fs::read(&own).unwrap(), whole);
}
