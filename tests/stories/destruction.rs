//! Destruction: never early, never in silence, every copy, and nothing beside it.

use std::fs;

use kluis::powers::asker::Act;

use crate::harness::{BY, Person, Vault, copy_folder, flip, holds, member, tree};

#[test]
fn it_is_refused_through_the_last_day_and_works_the_day_after() {
    let vault = Vault::holding("payroll").class("nl-payroll").date("2024-12");
    let line = format!("destroy {{payroll}} {BY}");
    vault.on("2031-12-31").refuses(&line, 14).says("2031-12-31").says("2032-01-01");
    assert!(vault.on("2031-12-31").run("list --json").json()["bundles"][0]["end"]["due"] == false);
    let done = vault.on("2032-01-01").run(&format!("{line} --json")).exits(0).json();
    let bundle = &done["bundles"][0];
    assert_eq!(
        (&bundle["complete"], &bundle["kept_through"]),
        (&true.into(), &"2031-12-31".into())
    );
    assert_eq!(bundle["copies"].as_array().unwrap().len(), 2);
    for drive in ["a", "b"] {
        assert!(!vault.bundle(drive, "payroll").exists());
    }
}

#[test]
fn an_open_end_is_never_destroyed() {
    let vault = Vault::new();
    vault.month("2020/11");
    let line = "{src} --class nl-contract --open-ended --case HUUR-1";
    let report = vault.seal("contract", line).exits(0).json();
    assert_eq!((&report["end"]["open"], report["due_from"].is_null()), (&true.into(), true));
    vault.on("2199-01-01").refuses(&format!("destroy {{contract}} {BY}"), 14);
}

#[test]
fn a_maximum_class_may_go_early() {
    let vault = Vault::new();
    vault.month("2025/11");
    let line = "{src} --class nl-personnel-file --date 2025-11 --accept-end";
    vault.seal("file", line).exits(0);
    vault.run(&format!("destroy {{file}} {BY}")).exits(0);
}

#[test]
fn what_was_destroyed_is_gone_everywhere_and_once_only() {
    let vault = Vault::holding("payroll").class("nl-payroll").date("2020-12");
    let id = vault.id("payroll");
    let known = [format!("indexes/{id}.age"), format!("known/{id}")];
    assert!(known.iter().all(|name| vault.home().join(name).is_file()));
    let line = format!("destroy {{payroll}} {BY}");
    let ran = vault.on("2028-01-01").run(&line).exits(0).says("overwritten");
    let ran = ran.says("not legal advice").says("Not covered: ").says("; mail; the cloud; paper; ");
    ran.hides("secure").hides("wiped");
    assert!(known.iter().all(|name| !vault.home().join(name).exists()));
    vault.refuses(&line, 2).says("destroyed before");
    vault.run("restore {payroll} --to {out} --reason x").exits(1).says("destroyed");
    assert!(!vault.path("out").exists());
    let shown = vault.run("show {payroll} --json").exits(0).json();
    assert_eq!(shown["standing"], "destroyed");
    assert!(vault.run("list --json").json()["bundles"].as_array().unwrap().is_empty());
    vault.run("verify").exits(0);
    vault.run("ledger verify").exits(0);
    // The same records may be sealed again: nothing remembers them.
    let again = "{src} --class nl-payroll --date 2020-12 --accept-end";
    assert_eq!(vault.seal("again", again).exits(0).json()["files"], 3);
}

#[test]
fn it_stays_partly_destroyed_until_the_other_drive_was_here() {
    let vault = Vault::holding("payroll").class("nl-payroll").date("2020-12");
    vault.unplug("b");
    let line = format!("destroy {{payroll}} {BY} --json");
    let half = vault.on("2028-01-01").run(&line).exits(3).json();
    assert_eq!(half["bundles"][0]["remaining"], serde_json::json!(["Drive B"]));
    assert_eq!(half["bundles"][0]["complete"], false);
    assert!(!vault.bundle("a", "payroll").exists());
    let listed = vault.run("list --json").exits(0).json();
    assert_eq!(listed["bundles"][0]["standing"], "partly-destroyed");
    vault.run("verify").exits(0);
    vault.plug("b");
    assert!(vault.bundle("b", "payroll").exists());
    let rest = vault.run(&line).exits(0).json();
    assert_eq!(rest["bundles"][0]["complete"], true);
    assert!(!vault.bundle("b", "payroll").exists());
    assert_eq!(vault.run("show {payroll} --json").json()["standing"], "destroyed");
}

#[test]
fn a_copy_that_was_gone_already_is_not_called_overwritten() {
    let vault = Vault::holding("payroll").class("nl-payroll").date("2020-12");
    let line = format!("destroy {{payroll}} {BY}");
    vault.unplug("b");
    vault.on("2028-01-01").run(&line).exits(3);
    vault.plug("b");
    // As a run leaves it that is cut off before it could say so.
    fs::remove_dir_all(vault.bundle("b", "payroll")).unwrap();
    let done = vault.run(&format!("{line} --json")).exits(0).json();
    let copy = member(&done["bundles"][0]["copies"], "medium", "Drive B");
    assert_eq!((&copy["read_back"], &copy["files"]), (&serde_json::Value::Null, &0.into()));
    assert_eq!(done["bundles"][0]["complete"], true);
    let shown = vault.run("ledger show --json").exits(0).json();
    let entries = shown["entries"].as_array().unwrap().iter();
    let destroyed: Vec<_> = entries.filter(|entry| entry["event"] == "copy-destroyed").collect();
    let found = |at: usize, field: &str| destroyed[at]["fields"][field].clone();
    assert_eq!(found(0, "method"), "overwritten-and-unlinked");
    assert_eq!(found(0, "read_back"), "past-cache");
    assert_eq!((found(1, "method"), found(1, "read_back")), ("found-gone".into(), ().into()));
    vault.run("ledger show").exits(0).says("found gone on Drive B").says("destroyed on Drive A");
}

#[test]
fn the_ledger_keeps_intent_and_evidence() {
    let vault = Vault::holding("payroll").class("nl-payroll").date("2020-12");
    vault.on("2028-01-01").run(&format!("destroy {{payroll}} {BY}")).exits(0);
    let shown = vault.run("ledger show --json").exits(0).json();
    let entries = shown["entries"].as_array().unwrap();
    let events: Vec<&str> = entries.iter().map(|entry| entry["event"].as_str().unwrap()).collect();
    let last = &events[events.len() - 5..];
    let expected = [
        "destruction-intended",
        "copy-destroyed",
        "copy-destroyed",
        "bundle-destroyed",
        "statement-made",
    ];
    assert_eq!(last, expected);
    for entry in &entries[entries.len() - 5..] {
        assert_eq!(entry["signed"], true, "the disposer signs: {entry:#}");
    }
    let copy = member(&shown["entries"], "event", "copy-destroyed");
    assert_eq!(copy["fields"]["neighbours"], "intact");
    assert!(copy["fields"]["files"]["count"].as_u64() >= Some(8));
}

#[test]
fn neighbours_stay_whole_and_damaged_ones_are_named() {
    let vault = Vault::holding("old").class("nl-payroll").date("2020-12");
    vault.month("2025/11");
    vault.seal("new", "{src}/2025 --class nl-admin-basis --date 2025-11").exits(0);
    let key = vault.bundle("a", "new").join("key.age");
    vault.unplug("b");
    let line = format!("destroy {{old}} {BY} --json");
    // The erasure of one harms the other, as on a file system whose files share clusters.
    let mut harmed = false;
    let harm = |act: Act, _: u64| {
        if act == Act::Erasing && !std::mem::replace(&mut harmed, true) {
            flip(&key, 100);
        }
    };
    let ran = vault.on("2028-01-01").meanwhile(harm).run(&line.replace(" --json", "")).exits(11);
    ran.says(&format!("{} on this drive is not whole any more", vault.id("new")));
    vault.plug("b");
    // What is wrong on A by now is not on record, and was not done by this run.
    vault.refuses(&line.replace(" --json", ""), 11).says("the key of");
    vault.run("verify").exits(11);
    let report = vault.run(&line).exits(0).json();
    let copies = &report["bundles"][0]["copies"];
    assert_eq!(member(copies, "medium", "Drive B")["neighbours_harmed"], serde_json::json!([]));
    assert!(vault.still_restores("new"), "the twin of the key, or the other drive, opens it");
}

#[test]
fn a_file_that_is_not_ours_is_left_with_its_folder() {
    let vault = Vault::holding("old").class("nl-payroll").date("2020-12");
    fs::write(vault.bundle("a", "old").join("holiday.jpg"), "mine").unwrap();
    let line = format!("destroy {{old}} {BY} --json");
    let report = vault.on("2028-01-01").run(&line).exits(1).json();
    let left = &member(&report["bundles"][0]["copies"], "medium", "Drive A")["left"];
    assert_eq!(left, &serde_json::json!(["holiday.jpg"]));
    assert_eq!(tree(&vault.bundle("a", "old")).len(), 1);
    assert_eq!(fs::read(vault.bundle("a", "old").join("holiday.jpg")).unwrap(), b"mine");
}

#[test]
fn a_tampered_volume_goes_only_with_damaged() {
    let vault = Vault::holding("old").class("nl-payroll").date("2020-12");
    flip(&vault.bundle("a", "old").join("payload-00000.age"), 300);
    vault.unplug("b");
    let line = format!("destroy {{old}} {BY}");
    let folder = vault.bundle("a", "old");
    let before = tree(&folder);
    vault.on("2028-01-01").run(&line).exits(3).says("payload-00000.age").says("--damaged");
    assert!(before == tree(&folder), "nothing goes where one file differs");
    vault.run(&format!("{line} --damaged")).exits(3).says("Drive B");
    assert!(!folder.exists());
    vault.plug("b");
    vault.run(&line).exits(0);
}

#[test]
fn nobody_is_asked_in_vain() {
    let vault = Vault::holding("old").class("nl-payroll").date("2020-12");
    let line = "destroy {old} --by A --role owner";
    vault.on("2028-01-01").run("verify").exits(0);
    vault.refuses(line, 2).says("--no-open-matters");
    let no = Person { open_matters: Some("no"), ..Person::default() };
    let open = Person { open_matters: Some("yes"), ..Person::default() };
    let silent = Person::default();
    let mistyped = Person { types_instead: Some("yes"), ..no.clone() };
    vault.asked(&open).refuses(line, 14);
    vault.asked(&silent).refuses(line, 2);
    vault.asked(&mistyped).refuses(line, 2);
    vault.asked(&no).run(line).exits(0);
    assert_eq!(no.asked.borrow().len(), 2);
}

#[test]
fn without_a_drive_nothing_is_destroyed() {
    let vault = Vault::holding("old").class("nl-payroll").date("2020-12");
    vault.unplug("a");
    vault.unplug("b");
    vault.on("2028-01-01").refuses(&format!("destroy {{old}} {BY}"), 10);
}

#[test]
fn swapped_folders_destroy_nothing() {
    let vault = Vault::holding("old").class("nl-payroll").date("2020-12");
    vault.month("2025/11");
    vault.seal("new", "{src}/2025 --class nl-admin-basis --date 2025-11").exits(0);
    let (old, new) = (vault.bundle("a", "old"), vault.bundle("a", "new"));
    let aside = vault.path("aside");
    for (from, to) in [(&old, &aside), (&new, &old), (&aside, &new)] {
        fs::rename(from, to).unwrap();
    }
    let before = tree(&vault.path("a"));
    // The home keeps that somebody vouched for the day, and that something was seen there.
    vault.on("2028-01-01").run(&format!("destroy {{old}} {BY}")).fails(12);
    vault.on("2028-01-01").run(&format!("destroy {{old}} {BY} --damaged")).fails(12);
    assert!(before == tree(&vault.path("a")));
}

#[test]
fn another_bundles_bytes_under_our_name_are_not_destroyed() {
    let vault = Vault::holding("old").class("nl-payroll").date("2020-12");
    vault.month("2025/11");
    vault.seal("new", "{src}/2025 --class nl-admin-basis --date 2025-11").exits(0);
    vault.unplug("b");
    let theirs = vault.bundle("a", "new").join("payload-00000.age");
    let ours = vault.bundle("a", "old").join("payload-00000.age");
    fs::copy(&theirs, &ours).unwrap();
    let before = tree(&vault.bundle("a", "old"));
    vault.on("2028-01-01").run(&format!("destroy {{old}} {BY} --damaged")).exits(3);
    assert!(before == tree(&vault.bundle("a", "old")));
    assert!(vault.still_restores("new"));
}

#[test]
fn no_key_of_it_stays_anywhere() {
    let vault = Vault::holding("old").class("nl-payroll").date("2020-12");
    let key = fs::read(vault.bundle("a", "old").join("key.age")).unwrap();
    // The stanza that wraps the key: enough to find it again wherever it lies.
    let stanza = String::from_utf8_lossy(&key).lines().nth(1).unwrap().to_owned();
    assert!(stanza.starts_with("-> X25519 "), "{stanza}");
    assert_eq!(holds(&vault.path(""), &stanza).len(), 4, "twins on both drives");
    vault.on("2028-01-01").run(&format!("destroy {{old}} {BY}")).exits(0);
    assert!(holds(&vault.path(""), &stanza).is_empty());
}

#[test]
fn a_destroyed_bundle_that_comes_back_is_found_and_destroyed_again() {
    let vault = Vault::holding("old").class("nl-payroll").date("2020-12");
    copy_folder(&vault.path("a"), &vault.path("old-a"));
    let destroy = format!("destroy {{old}} {BY}");
    vault.on("2028-01-01").run(&destroy).exits(0);
    fs::remove_dir_all(vault.path("a")).unwrap();
    fs::rename(vault.path("old-a"), vault.path("a")).unwrap();
    let found = vault.run("verify").exits(1);
    found.says(&vault.id("old")).says("is here again: kluis destroy");
    vault.run(&destroy).exits(0);
    assert!(!vault.bundle("a", "old").exists());
    vault.run("verify").exits(0);
    vault.run(&destroy).exits(2).says("was destroyed before");
}

#[test]
fn a_readme_that_somebody_made_enormous_is_not_read_to_its_end() {
    let vault = Vault::holding("old").class("nl-payroll").date("2020-12");
    vault.unplug("b");
    let readme = vault.bundle("a", "old").join("README.txt");
    fs::File::options().write(true).open(readme).unwrap().set_len(8 << 40).unwrap();
    vault.on("2028-01-01").run(&format!("destroy {{old}} {BY}")).exits(3).says("README.txt");
    assert!(vault.bundle("a", "old").join("key.age").exists());
}

#[test]
fn the_originals_on_this_pc_are_named_and_left() {
    let vault = Vault::new();
    vault.month("2015/10");
    vault.seal("bundle", "{src} --class nl-admin-basis --date 2015-10 --accept-end --accept-newer");
    vault.file("2015/10/factuur-1.pdf", "another text");
    vault.file("2015/10/new.txt", "never sealed");
    let done = vault.run(&format!("destroy {{bundle}} {BY}")).exits(0);
    done.says("Still on this PC: 2 files that it was sealed from").says("bank.csv");
    assert!(vault.source("2015/10/bank.csv").exists());
}

#[test]
fn what_a_kept_bundle_holds_too_is_no_original_of_a_destroyed_one() {
    let vault = Vault::new();
    vault.month("2015/10");
    vault.seal("short", "{src} --class nl-admin-basis --date 2015-10 --accept-end --accept-newer");
    vault.seal("long", "{src} --class nl-admin-basis --date 2025-10");
    let done = vault.run(&format!("destroy {{short}} {BY}")).exits(0);
    done.hides("Still on this PC");
}

#[test]
fn a_bundle_on_a_retired_drive_is_destroyed_there_too() {
    let vault = Vault::new();
    vault.month("2015/10");
    vault.new_drives(&["c"]);
    vault.run("medium add --same-disk {c} --label 'Drive C'").exits(0);
    vault.seal("bundle", "{src} --class nl-admin-basis --date 2015-10 --accept-end --accept-newer");
    vault.run("medium retire 'Drive B'").exits(0);
    let folder = vault.bundle("b", "bundle");
    assert!(folder.exists());
    vault.run(&format!("destroy {{bundle}} {BY}")).exits(0).says("Drive B").says("accounted for");
    assert!(!folder.exists());
}

#[test]
fn what_can_not_be_told_to_a_drive_is_not_erased_there() {
    let vault = Vault::new();
    vault.month("2015/10");
    vault.seal("bundle", "{src} --class nl-admin-basis --date 2015-10 --accept-end --accept-newer");
    let notes = vault.on_drive("a").join("notes");
    fs::remove_dir_all(&notes).unwrap();
    fs::write(&notes, "no folder").unwrap();
    let line = format!("destroy {{bundle}} {BY}");
    let partly = vault
        .run(&line)
        .exits(3)
        .says("Not erased: Drive A: the decision could not be written there first");
    partly.says("Partly destroyed");
    assert!(vault.bundle("a", "bundle").exists());
    assert!(!vault.bundle("b", "bundle").exists());
    fs::remove_file(&notes).unwrap();
    vault.run(&line).exits(0).says("accounted for");
    assert!(!vault.bundle("a", "bundle").exists());
}

#[test]
fn a_copy_whose_folder_is_gone_goes_only_with_damaged_and_never_where_it_was_moved() {
    let vault = Vault::new();
    vault.month("2015/10");
    vault.seal("bundle", "{src} --class nl-admin-basis --date 2015-10 --accept-end --accept-newer");
    let (folder, moved) = (vault.bundle("a", "bundle"), vault.bundle("a", "bundle"));
    let moved = moved.with_file_name("set-aside");
    fs::rename(&folder, &moved).unwrap();
    let line = format!("destroy {{bundle}} {BY}");
    // Nobody is told that it is destroyed while it lies beside.
    vault.refuses(&line, 11);
    let partly = vault.run(&format!("{line} --damaged")).exits(3);
    partly.says("may be what is called set-aside there");
    fs::remove_dir_all(&moved).unwrap();
    vault.run(&line).exits(0).says("found gone already").says("accounted for");
}

#[test]
fn a_book_year_that_became_longer_keeps_what_was_sealed_under_the_shorter_one() {
    let vault = Vault::new();
    vault.month("2025/10");
    vault.seal("bundle", "{src} --class nl-admin-basis --date 2025-10");
    vault.run("book-year add 2025-07-01 2026-12-31").exits(0).says("keeps for longer");
    let line = format!("destroy {{bundle}} {BY}");
    let refused = vault.on("2033-01-05").run(&line).exits(14);
    refused.says("kept through 2033-12-31").says("kluis book-year list");
    // Whoever looks sees the day that the door goes by, and is offered nothing that it refuses.
    for look in ["list", "show {bundle}", "find factuur-1.pdf --json"] {
        vault.run(look).exits(0).says("2033-12-31");
    }
    vault.run("list").hides("2032-12-31");
    vault.run("show {bundle}").says("2033-12-31, by the book years of now");
    vault.name("list", vault.path("list.json"));
    let extend =
        format!("extend {} --through 2033-12-31 --reason \"longer book year\"", vault.id("bundle"));
    let due = vault.run("due --list {list}").exits(1).says("Nothing is to be destroyed");
    due.says("by the book years of now it is kept through 2033-12-31").says(&extend);
    vault.run("due --json").exits(1).says("\"keep_through\": \"2033-12-31\"");
    vault.on("2033-01-05").run(&extend).exits(0);
    vault.run("due").hides("by the book years of now");
    vault.on("2034-01-01").run("due").exits(1).says("1 bundle to be destroyed");
    vault.run(&line).exits(0).says("accounted for");
}
