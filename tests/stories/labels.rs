//! Damaged labels of a drive: rot is told as damage, what mends it is named and mends it, and nobody is kept from the
//! records.

use std::fs;
use std::path::{Path, PathBuf};

use crate::harness::{BY, Vault, flip, tree};
use crate::two_homes::{FIRST, SECOND, seal, two_homes};

const LABELS: [&str; 2] = ["label.a.json", "label.b.json"];
const MONTH: &str = "archive {src}/2025/11 --class nl-payroll --date 2025-11";

fn one_month() -> Vault {
    let vault = Vault::new();
    vault.month("2025/10");
    vault.seal("first", "{src}/2025/10 --class nl-admin-basis --date 2025-10");
    vault.month("2025/11");
    vault
}

fn generation(path: &Path) -> u64 {
    let label: serde_json::Value = serde_json::from_slice(&fs::read(path).unwrap()).unwrap();
    label["generation"].as_u64().unwrap()
}

/// The newest label on a drive, and the other one.
fn by_age(vault: &Vault, drive: &str) -> [PathBuf; 2] {
    let mut labels = LABELS.map(|name| vault.on_drive(drive).join(name));
    labels.sort_by_key(|path| std::cmp::Reverse(generation(path)));
    labels
}

type Damage = (&'static str, fn(&Path));

const DAMAGES: [Damage; 5] = [
    ("a flipped bit", |path| flip(path, 40)),
    ("a flipped bit in its signature", |path| flip(&path.with_extension("json.sig"), 90)),
    ("zeros", |path| fs::write(path, vec![0; 900]).unwrap()),
    ("a cut", |path| fs::write(path, &fs::read(path).unwrap()[..100]).unwrap()),
    ("no file", |path| fs::remove_file(path).unwrap()),
];

#[test]
fn a_drive_of_which_both_labels_rotted_is_mended_from_what_the_pc_knows() {
    for (what, damage) in DAMAGES {
        let vault = one_month();
        LABELS.iter().for_each(|name| damage(&vault.on_drive("a").join(name)));
        let rotted = tree(&vault.path("a"));
        // What names this drive is told what to type, and writes nothing there.
        for line in [format!("{MONTH} --to {{a}}"), "copy --all --to 'Drive A'".into()] {
            let refused = vault.run(&line).fails(11);
            refused.says("both labels of Drive A are damaged").says("kluis repair \"Drive A\"");
        }
        vault
            .run("medium list")
            .exits(1)
            .says("its label is damaged")
            .says("kluis repair \"Drive A\"");
        vault.run("ledger verify").exits(11).says("kluis repair");
        // The records come out, though no other drive is here.
        vault.unplug("b");
        let back = vault.run("restore {first} --to {out} --reason audit --json").exits(0).json();
        assert_eq!(
            (&back["records"], &back["untold"][0]),
            (&3.into(), &"Drive A".into()),
            "{what}"
        );
        let found = vault.run("verify --json").exits(11).json();
        assert_eq!(found["findings"].as_array().unwrap().len(), 2, "{what}: {found}");
        assert_eq!(found["findings"][0]["file"], "label.a.json", "{what}: {found}");
        vault.run("verify").exits(11).says("kluis repair \"Drive A\"");
        assert!(rotted == tree(&vault.path("a")), "{what}: it was written to");
        let mended = vault.run("repair {a} --json").exits(0).json();
        let files: Vec<&str> = mended["mended"]
            .as_array()
            .unwrap()
            .iter()
            .map(|mend| mend["file"].as_str().unwrap())
            .collect();
        assert_eq!(files, LABELS, "{what}: {mended}");
        assert_eq!(mended["mended"][0]["from"], "home", "{what}");
        vault.run("verify").exits(0).says("all as sealed");
        vault.plug("b");
        vault.run(MONTH).exits(0);
        vault.run("verify").exits(0);
        vault.run("ledger verify").exits(0);
    }
}

#[test]
fn a_home_comes_back_from_a_drive_whose_labels_were_written_anew() {
    let vault = one_month();
    LABELS.iter().for_each(|name| flip(&vault.on_drive("a").join(name), 40));
    vault.run("repair {a}").exits(0);
    crate::rebuild::id_of(&vault);
    fs::remove_dir_all(vault.path("data")).unwrap();
    fs::create_dir_all(vault.path("data")).unwrap();
    let line = "rebuild --vault-id {id} --identity {dir}/sheet --no-passphrase --accept-settings";
    vault.run(&format!("{line} --from {{a}}")).exits(0);
    vault.run("verify {a}").exits(0);
    assert!(vault.still_restores("first"));
}

#[test]
fn one_flipped_bit_in_the_newest_label_is_damage_and_no_older_state() {
    for (what, damage) in DAMAGES {
        let vault = one_month();
        let [newest, older] = by_age(&vault, "a");
        damage(&newest);
        let gone = what == "no file";
        let refused = vault.run(&format!("{MONTH} --to {{a}}"));
        refused.fails(if gone { 10 } else { 11 }).says("Drive A").hides("older state");
        assert!(vault.still_restores("first"), "{what}");
        vault.run("repair {a}").exits(0);
        vault.run("verify {a}").exits(0);
        // The one before it as well.
        damage(&older);
        vault.run("repair {a}").exits(0);
        vault.run("verify {a}").exits(0);
        vault.run(&format!("{MONTH} --to {{a}}")).exits(0);
    }
}

#[test]
fn a_label_that_is_older_by_more_than_the_damaged_one_is_an_older_state() {
    let vault = one_month();
    let [_, older] = by_age(&vault, "a");
    let kept = [older.clone(), older.with_extension("json.sig")].map(|path| {
        let bytes = fs::read(&path).unwrap();
        (path, bytes)
    });
    vault.run(MONTH).exits(0);
    for (path, bytes) in kept {
        fs::write(path, bytes).unwrap();
    }
    LABELS.map(|name| vault.on_drive("a").join(name)).iter().for_each(|path| {
        if *path != older {
            flip(path, 40);
        }
    });
    vault.refuses("copy --all --to {a}", 10).says("older state");
    vault.refuses("repair {a}", 10).says("older state").says("kluis verify");
}

#[test]
fn an_older_drive_whose_labels_are_broken_too_gets_no_new_one_before_all_of_it_is_read() {
    let vault = one_month();
    let kept = vault.path("kept");
    copy(&vault.path("a"), &kept);
    vault.seal("second", "{src}/2025/11 --class nl-payroll --date 2025-11");
    fs::remove_dir_all(vault.path("a")).unwrap();
    copy(&kept, &vault.path("a"));
    LABELS.iter().for_each(|name| flip(&vault.on_drive("a").join(name), 40));
    // What it lacks is found, and its copy does not count.
    vault.unplug("b");
    let repaired = vault.run("repair {a} --json").exits(11).json();
    assert_eq!(repaired["findings"][0]["bundle"], vault.id("second").as_str(), "{repaired}");
    vault.run("list").says("1/2");
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().flatten() {
        let target = to.join(entry.file_name());
        match entry.file_type().unwrap().is_dir() {
            true => copy(&entry.path(), &target),
            false => drop(fs::copy(entry.path(), &target).unwrap()),
        }
    }
}

#[test]
fn what_another_home_wrote_stays_known_where_the_first_writes_the_labels_anew() {
    let vault = two_homes();
    seal(&vault, FIRST, "2025-01", "--to {a} --to {b}");
    vault.run(&format!("{SECOND}verify {{a}} {{b}}")).exits(0);
    vault
        .run(&format!("{SECOND}medium lost 'Drive B' --since 2025-12-01 --reason gone --by A"))
        .exits(1);
    // The first has not heard of the loss: the disposer's own line tells of it all the same.
    LABELS.iter().for_each(|name| flip(&vault.on_drive("a").join(name), 40));
    vault.run("repair {a}").exits(0);
    vault.run("medium list").says("lost");
    vault.run("verify {a}").exits(0);
    // The second takes the drive for an older one until it has looked, and both go on.
    vault.run(&format!("{SECOND}verify {{a}}")).exits(0);
    vault.run(&format!("{SECOND}verify {{a}}")).exits(0);
    vault.run("ledger verify").exits(0);
    vault.run("verify {a}").exits(0);
}

/// Links and FIFOs are of Unix.
#[cfg(unix)]
#[test]
fn what_stands_in_the_place_of_a_label_is_named_until_it_is_moved_away() {
    type Plant = (&'static str, fn(&Path, &Path));
    let plants: [Plant; 3] = [
        ("a link", |path, outside| std::os::unix::fs::symlink(outside, path).unwrap()),
        ("a pipe", |path, _| {
            assert!(std::process::Command::new("mkfifo").arg(path).status().unwrap().success());
        }),
        ("a folder", |path, _| fs::create_dir(path).unwrap()),
    ];
    for (what, plant) in plants {
        for names in [&["label.a.json"][..], &["label.b.json.sig"], &LABELS] {
            let vault = one_month();
            let outside = vault.path("outside");
            fs::write(&outside, "mine").unwrap();
            for name in names {
                let path = vault.on_drive("a").join(name);
                fs::remove_file(&path).unwrap();
                plant(&path, &outside);
            }
            let at = format!("{what}, {names:?}");
            // However often: it is named, and what to do.
            for line in ["verify {a}", "repair {a}", "verify {a}", "copy --all --to {a}"] {
                let ran = vault.run(line);
                assert_eq!(ran.exit, 11, "{at}: {ran}");
                assert!(ran.out.contains("move") || ran.err.contains("move"), "{at}: {ran}");
                ran.says(names[0]).says("kluis repair");
            }
            assert!(vault.still_restores("first"), "{at}");
            for name in names {
                let path = vault.on_drive("a").join(name);
                match path.symlink_metadata().unwrap().is_dir() {
                    true => fs::remove_dir(&path).unwrap(),
                    false => fs::remove_file(&path).unwrap(),
                }
            }
            vault.run("repair {a}").exits(0);
            vault.run("verify {a}").exits(0);
            assert_eq!(fs::read(&outside).unwrap(), b"mine", "{at}");
        }
    }
}

#[test]
fn a_drive_whose_labels_rotted_bars_a_destruction_until_it_is_repaired() {
    let vault = Vault::new();
    vault.month("2015/10");
    vault.seal(
        "old",
        "{src}/2015/10 --class nl-admin-basis --date 2015-10 \
        --accept-end --accept-newer",
    );
    LABELS.iter().for_each(|name| flip(&vault.on_drive("a").join(name), 40));
    let destroy = format!("destroy {{old}} {BY}");
    vault.refuses(&destroy, 11).says("Drive A").says("kluis repair \"Drive A\"");
    vault.run("repair {a}").exits(0);
    vault.run(&destroy).exits(0);
}
