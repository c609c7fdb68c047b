//! One bad drive never stops what another drive can answer: it is named, with what to do about it, and the others are
//! read, believed and recorded.

use std::fs;

use kluis::powers::signer::{Namespace, SigningKey};
use kluis::words::canonical;

use crate::harness::{Vault, copy_folder, flip, member, tree};

type Break = fn(&Vault, &str);

/// What was done to a drive, the exit code that it has by itself, and a word of its help line.
const BREAKS: [(Break, i32, &str); 3] = [
    (contradict_labels, 12, "unplug this drive"),
    (|vault, drive| fs::remove_file(own_file(vault, drive)).unwrap(), 10, "kluis repair"),
    (put_the_pc_back, 15, "kluis signer replace"),
];

/// Drive A is the first by its label, Drive B the last.
const BAD_AND_GOOD: [(&str, &str); 2] = [("a", "b"), ("b", "a")];

fn one_month() -> Vault {
    let vault = Vault::new();
    vault.month("2025/10");
    vault.seal("first", "{src}/2025/10 --class nl-admin-basis --date 2025-10");
    vault
}

fn label(drive: &str) -> String {
    format!("Drive {}", drive.to_uppercase())
}

fn own_file(vault: &Vault, drive: &str) -> std::path::PathBuf {
    vault.path(drive).join("kluis-drive.json")
}

fn break_labels(vault: &Vault, drive: &str) {
    let folder = vault.on_drive(drive);
    ["label.a.json", "label.b.json"].iter().for_each(|name| flip(&folder.join(name), 40));
}

/// Two labels that hold, differ and have one generation: a forgery, or a clone.
fn contradict_labels(vault: &Vault, drive: &str) {
    let key = fs::read_to_string(vault.home().join("signing/sealer")).unwrap();
    let key = SigningKey::from_openssh(&key).unwrap();
    let folder = vault.on_drive(drive);
    let bytes = fs::read(folder.join("label.a.json")).unwrap();
    let mut label: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
    for (name, contact) in [("label.a.json", 70), ("label.b.json", 71)] {
        label["contact"] = contact.into();
        let bytes = canonical::document(&label);
        fs::write(folder.join(name), &bytes).unwrap();
        let signature = key.sign(Namespace::Medium, &bytes);
        fs::write(folder.join(format!("{name}.sig")), signature).unwrap();
    }
}

/// The drive alone heard of what the PC did before it was put back from a backup; the PC then wrote other lines.
fn put_the_pc_back(vault: &Vault, drive: &str) {
    let other = if drive == "a" { "b" } else { "a" };
    copy_folder(&vault.path("data"), &vault.path("backup"));
    vault.unplug(other);
    vault.run("book-year add 2030-01-01 2030-12-31");
    fs::remove_dir_all(vault.path("data")).unwrap();
    fs::rename(vault.path("backup"), vault.path("data")).unwrap();
    vault.plug(other);
    vault.unplug(drive);
    vault.run("book-year add 2031-01-01 2031-12-31");
    vault.plug(drive);
}

/// How many verifications of a drive are on record.
fn recorded(vault: &Vault, drive: &str) -> usize {
    let list = vault.run("medium list --json").json();
    let id = member(&list["media"], "label", &label(drive))["medium"].clone();
    let shown = vault.run("ledger show --json").exits(0).json();
    let entries = shown["entries"].as_array().unwrap();
    let of_it = |entry: &&serde_json::Value| {
        entry["event"] == "verified" && entry["fields"]["medium"] == id
    };
    entries.iter().filter(of_it).count()
}

#[test]
fn a_drive_that_does_not_hold_is_named_and_the_other_is_verified() {
    for (damage, exit, help) in BREAKS {
        for (bad, good) in BAD_AND_GOOD {
            let vault = one_month();
            damage(&vault, bad);
            for (line, code) in [("verify".to_owned(), exit), ("verify {a} {b}".into(), exit)] {
                let before = (recorded(&vault, good), recorded(&vault, bad));
                let ran = vault.run(&format!("{line} --json"));
                assert_eq!(ran.exit, code, "{line}, {bad}: {ran}");
                let report = ran.json();
                assert_eq!(report["media"].as_array().unwrap().len(), 1, "{line}, {bad}: {ran}");
                assert_eq!(report["media"][0]["medium"], label(good), "{ran}");
                assert_eq!(report["findings"], serde_json::json!([]), "{ran}");
                assert_eq!(report["absent"], serde_json::json!([]), "{ran}");
                assert_eq!(report["unverified"].as_array().unwrap().len(), 1, "{ran}");
                assert_eq!(report["unverified"][0]["medium"], label(bad), "{ran}");
                let after = (recorded(&vault, good), recorded(&vault, bad));
                assert_eq!(after, (before.0 + 1, before.1), "{line}, {bad}: {ran}");
                vault.run(&line).exits(code).says("all as sealed").says(help);
            }
            // By itself its fault is the run's, as for every other verb.
            vault.run(&format!("verify {{{bad}}}")).fails(exit);
            vault.run(&format!("verify {{{good}}}")).exits(0);
            let back = vault.run("restore {first} --to {out} --reason audit");
            assert!(back.exit <= 1 && back.out.contains("Gave back 3 records"), "{bad}: {back}");
        }
    }
}

#[test]
fn what_is_damaged_on_the_other_drive_goes_on_record_beside_a_broken_one() {
    for (damage, exit, _) in BREAKS {
        for (bad, good) in BAD_AND_GOOD {
            let vault = one_month();
            damage(&vault, bad);
            flip(&vault.bundle(good, "first").join("payload-00000.age"), 900);
            let ran = vault.run("verify --json");
            // The worst of the two.
            assert_eq!(ran.exit, exit.max(11), "{bad}: {ran}");
            assert_eq!(ran.json()["findings"][0]["medium"], label(good), "{ran}");
            let list = vault.run("medium list --json").json();
            assert_eq!(member(&list["media"], "label", &label(good))["faulty"], 1, "{bad}: {list}");
        }
    }
}

#[test]
fn a_named_drive_that_is_absent_is_named_and_the_other_is_verified() {
    for (absent, good) in BAD_AND_GOOD {
        let vault = one_month();
        vault.unplug(absent);
        let before = recorded(&vault, good);
        let ran = vault.run("verify 'Drive A' 'Drive B' --json");
        assert_eq!(ran.exit, 10, "{ran}");
        assert_eq!(ran.json()["unverified"][0]["medium"], label(absent), "{ran}");
        assert_eq!(recorded(&vault, good), before + 1);
        // A word that can't be meant is no drive: nothing is done.
        vault.refuses("verify 'Drive A' 'Drive C'", 2);
        // Where none was named, an absent drive is only told.
        vault.run("verify").exits(0).says(&format!("{}: not connected", label(absent)));
    }
}

#[test]
fn a_broken_drive_that_is_met_in_search_of_an_absent_one_is_told_once() {
    for (bad, absent) in BAD_AND_GOOD {
        let vault = one_month();
        vault.new_drives(&["c"]);
        vault.run("medium add --same-disk {c} --label 'Drive C'").exits(0);
        fs::remove_file(own_file(&vault, bad)).unwrap();
        vault.unplug(absent);
        let ran = vault.run("verify --json");
        assert_eq!(ran.exit, 10, "{ran}");
        let report = ran.json();
        assert_eq!(report["unverified"].as_array().unwrap().len(), 1, "{ran}");
        assert_eq!(report["unverified"][0]["medium"], label(bad), "{ran}");
        assert_eq!(report["absent"], serde_json::json!([label(absent)]), "{ran}");
        assert_eq!(report["media"][0]["medium"], "Drive C", "{ran}");
    }
}

#[test]
fn where_no_drive_holds_the_fault_is_the_first_one_s() {
    let vault = one_month();
    contradict_labels(&vault, "a");
    fs::remove_file(own_file(&vault, "b")).unwrap();
    vault.refuses("verify", 12);
    vault.refuses("verify {b} {a}", 10);
}

#[test]
fn a_broken_drive_stops_no_other_drive_s_repair_restore_listing_or_finding() {
    for (damage, ..) in BREAKS {
        for (bad, good) in BAD_AND_GOOD {
            let vault = one_month();
            vault.new_drives(&["c"]);
            vault.run("medium add --same-disk {c} --label 'Drive C'").exits(0);
            vault.run("copy --all --to {c}").exits(0);
            let lost = "medium lost 'Drive C' --since 2025-12-01 --reason gone --by 'A. J.'";
            vault.run(lost).exits(0);
            damage(&vault, bad);
            fs::remove_file(vault.on_drive(good).join("README.txt")).unwrap();
            let repaired = vault.run(&format!("repair '{}'", label(good)));
            assert!([1, 3].contains(&repaired.exit), "{bad}: {repaired}");
            assert!(vault.on_drive(good).join("README.txt").exists(), "{bad}: {repaired}");
            vault.run("medium list").says(&label(good));
            vault.run("ledger verify").says(&label(good));
            let found = vault.run("medium found 'Drive C'");
            assert!(found.out.contains("is back"), "{bad}: {found}");
            let back = vault.run("restore {first} --to {out} --reason audit");
            assert!(back.exit <= 1 && back.out.contains("Gave back 3 records"), "{bad}: {back}");
        }
    }
}

#[test]
fn a_key_that_is_on_a_good_drive_too_is_found_beside_a_broken_one() {
    for bad in ["c", "d"] {
        let vault = Vault::without_drives("--custody apart");
        vault.new_drives(&["c", "d"]);
        for (drive, role) in [("a", "data"), ("b", "data"), ("c", "keys"), ("d", "keys")] {
            let label = label(drive);
            let line =
                format!("medium add --same-disk {{{drive}}} --label '{label}' --role {role}");
            vault.run(&line).exits(0);
        }
        vault.month("2025/10");
        vault.seal("first", "{src}/2025/10 --class nl-admin-basis --date 2025-10");
        break_labels(&vault, bad);
        vault.run("restore {first} --to {out} --reason audit").says("Gave back 3 records");
    }
}

/// The same, and a bundle there that changed and is on no record.
fn breaks() -> impl Iterator<Item = (Break, i32, &'static str)> {
    let changed: (Break, i32, &str) = (
        |vault, drive| {
            fs::write(vault.bundle(drive, "first").join("payload-00000.age"), b"PAY US").unwrap();
        },
        11,
        "kluis verify",
    );
    let rotted: (Break, i32, &str) = (break_labels, 11, "kluis repair");
    BREAKS.into_iter().chain([changed, rotted])
}

/// A third drive with all that there is.
fn third_drive(vault: &Vault) {
    vault.new_drives(&["c"]);
    vault.run("medium add --same-disk {c} --label 'Drive C'").exits(0);
    vault.run("copy --all --to 'Drive C'").exits(0);
}

/// The report names this drive alone as bad, and it was not written to.
fn names_the_bad(ran: &crate::harness::Ran, bad: &str, exit: i32) {
    assert_eq!(ran.exit, exit, "{bad}: {ran}");
    let report = ran.json();
    assert_eq!(report["exit"], exit, "{ran}");
    assert_eq!(report["bad_drives"].as_array().unwrap().len(), 1, "{ran}");
    assert_eq!(report["bad_drives"][0]["medium"], label(bad), "{ran}");
}

#[test]
fn archive_goes_on_with_the_good_drive_and_names_the_bad_one() {
    for (damage, exit, help) in breaks() {
        for (bad, good) in BAD_AND_GOOD {
            let vault = one_month();
            damage(&vault, bad);
            let before = tree(&vault.path(bad));
            vault.month("2025/11");
            let line = "archive {src}/2025/11 --class nl-payroll --date 2025-11 --move";
            let ran = vault.run(&format!("{line} --json"));
            names_the_bad(&ran, bad, exit);
            let copies = &ran.json()["bundles"][0]["copies"];
            assert_eq!(copies.as_array().unwrap().len(), 1, "{ran}");
            assert_eq!(copies[0]["medium"], label(good), "{ran}");
            // It waits for its second copy, and its sources stay.
            assert_eq!(ran.json()["moved"], 0, "{ran}");
            assert!(vault.source("2025/11/bank.csv").exists());
            assert!(before == tree(&vault.path(bad)), "{bad} was written to");
            vault.run(line).exits(exit).says(help).says("too few");
            // Where it is named, it is what the run was about.
            vault.run(&format!("{line} --to {{{bad}}}")).fails(exit);
        }
    }
}

#[test]
fn sweep_counts_nothing_on_a_bad_drive_and_goes_on_without_it() {
    for (damage, exit, help) in breaks() {
        for (bad, _) in BAD_AND_GOOD {
            let vault = one_month();
            vault.run("sweep {src}/2025/10 --dry-run").exits(0).says("Would remove 3");
            damage(&vault, bad);
            let ran = vault.run("sweep {src}/2025/10 --json");
            names_the_bad(&ran, bad, exit);
            assert_eq!(ran.json()["removed"], 0, "{ran}");
            assert!(vault.source("2025/10/bank.csv").exists());
            vault.run("sweep {src}/2025/10").exits(exit).says(help);
        }
    }
    for (damage, exit, _) in breaks() {
        for (bad, _) in BAD_AND_GOOD {
            let vault = one_month();
            third_drive(&vault);
            vault.unplug("c");
            damage(&vault, bad);
            vault.plug("c");
            let ran = vault.run("sweep {src}/2025/10 --json");
            names_the_bad(&ran, bad, exit);
            assert_eq!(ran.json()["removed"], 3, "{ran}");
        }
    }
}

#[test]
fn copy_takes_what_a_bad_drive_can_not_give_from_a_good_one() {
    for (damage, exit, help) in breaks() {
        for (bad, _) in BAD_AND_GOOD {
            let vault = one_month();
            vault.new_drives(&["c"]);
            vault.run("medium add --same-disk {c} --label 'Drive C'").exits(0);
            vault.unplug("c");
            damage(&vault, bad);
            vault.plug("c");
            let ran = vault.run("copy --all --to 'Drive C' --json");
            names_the_bad(&ran, bad, exit);
            assert_eq!(ran.json()["bundles"][0]["bundle"], vault.id("first").as_str(), "{ran}");
            vault.run("copy --all --to 'Drive C'").exits(exit).says(help).says("already");
            vault.run("verify 'Drive C'").exits(0);
        }
    }
}

#[test]
fn a_drive_is_lost_or_retired_beside_any_bad_one() {
    for (damage, ..) in breaks() {
        for (bad, good) in BAD_AND_GOOD {
            let vault = one_month();
            third_drive(&vault);
            vault.unplug("c");
            damage(&vault, bad);
            vault.plug("c");
            let lost = "--since 2025-12-01 --reason gone --by A --json";
            let ran = vault.run(&format!("medium lost 'Drive C' {lost}"));
            assert_eq!(ran.json()["fate"], "lost", "{bad}: {ran}");
            assert_eq!(ran.json()["untold"], serde_json::json!([label(bad)]), "{ran}");
            vault.run("medium found 'Drive C'");
            vault.run("verify 'Drive C'").exits(0);
            // The bad one itself, by its label and by its place.
            let named = if bad == "a" { format!("{{{bad}}}") } else { format!("'{}'", label(bad)) };
            let ran = vault.run(&format!("medium retire {named} --json"));
            assert_eq!(ran.json()["fate"], "retired", "{bad}: {ran}");
            let ran = vault.run(&format!("medium lost {named} {lost}"));
            assert_eq!(ran.json()["fate"], "lost", "{bad}: {ran}");
            // Too few others hold: a good one stays.
            let ran = vault.run(&format!("medium retire '{}' --json", label(good)));
            assert_eq!(ran.exit, 14, "{bad}: {ran}");
        }
    }
}

#[test]
fn a_drive_lacks_a_note_that_this_pc_can_not_read_and_the_run_says_it() {
    let vault = one_month();
    vault.unplug("b");
    vault.run("hold place --all --ref BO-1 --reason 'announced by letter'").exits(0);
    vault.unplug("a");
    let notes = vault.home().join("notes");
    let note = fs::read_dir(&notes).unwrap().next().unwrap().unwrap().path();
    flip(&note, 300);
    vault.plug("b");
    let lacking = format!("[\"{}\"]", note.file_name().unwrap().to_string_lossy());
    let ran = vault.run("verify 'Drive B' --json").exits(3).json();
    assert_eq!(ran["notes_unread"]["Drive B"].to_string(), lacking, "{ran:#}");
    vault.run("verify 'Drive B'").exits(11).says("Drive B lacks 1 note").says("kluis repair");
    vault.plug("a");
    vault.run("repair").exits(0);
    vault.run("verify").exits(0).hides("lacks");
    assert_eq!(tree(&vault.on_drive("a").join("notes")), tree(&vault.on_drive("b").join("notes")));
}
