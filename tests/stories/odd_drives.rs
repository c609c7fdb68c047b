//! What a person meets who plugs in a drive that is damaged or odd: its own file gone, a bundle on it changed while
//! another is wanted, a repair that is stopped, and a drive that is lost.

use std::fs;

use crate::harness::{BY, Vault, copy_folder, flip, member, tree};
use crate::two_homes::{FIRST, SECOND, back, out, seal, two_homes};

/// Two months on both drives.
fn two_months() -> Vault {
    let vault = Vault::new();
    vault.month("2025/10");
    vault.seal("first", "{src}/2025/10 --class nl-admin-basis --date 2025-10");
    vault.month("2025/11");
    vault.seal("second", "{src}/2025/11 --class nl-payroll --date 2025-11");
    vault
}

const SET_ASIDE: &str = "unplug this drive";

#[test]
fn a_drive_that_lost_its_own_file_gets_it_back_by_its_label() {
    let vault = two_months();
    let file = vault.path("a").join("kluis-drive.json");
    let whole = fs::read(&file).unwrap();
    for (named, damage) in
        [("{a}", None), ("'Drive A'", Some(vec![0; 70])), ("{a}", Some(b"{}".repeat(4000)))]
    {
        match damage {
            None => fs::remove_file(&file).unwrap(),
            Some(bytes) => fs::write(&file, bytes).unwrap(),
        }
        // The other drive goes on, and this one is named.
        for line in ["verify {a}", "copy --all --to 'Drive B'"] {
            let ran = vault.run(line).exits(10);
            ran.says("kluis-drive.json is missing or changed").says("kluis repair");
        }
        vault.run("medium list").exits(1).says("kluis repair");
        // It is no new drive.
        vault.run("medium add --same-disk {a} --label 'Drive C'").exits(10);
        let done = vault.run(&format!("repair {named} --json")).exits(0).json();
        let mended = &done["mended"][0];
        assert_eq!(
            (&mended["file"], &mended["from"]),
            (&"kluis-drive.json".into(), &"label".into())
        );
        assert_eq!(fs::read(&file).unwrap(), whole);
        vault.run("verify").exits(0);
    }
    fs::remove_file(&file).unwrap();
    vault.run("repair {a}").exits(0).says("kluis-drive.json: written anew from the signed label");
}

#[test]
fn without_a_label_that_holds_nobody_says_which_drive_it_is() {
    let vault = two_months();
    let file = vault.path("a").join("kluis-drive.json");
    let whole = fs::read_to_string(&file).unwrap();
    // Another drive's id, well written, is no damage: the folder may have been copied from there.
    let other = fs::read(vault.path("b").join("kluis-drive.json")).unwrap();
    fs::write(&file, other).unwrap();
    vault.refuses("repair {a}", 10).says("its label belongs to another drive");
    fs::remove_file(&file).unwrap();
    for slot in ["label.a.json", "label.b.json"] {
        flip(&vault.on_drive("a").join(slot), 40);
    }
    vault.refuses("repair {a}", 10).says(SET_ASIDE);
    vault.refuses("verify {a}", 10).says(SET_ASIDE);
    // The drive's own file tells which of the home's drives it is.
    fs::write(&file, whole).unwrap();
    vault.run("repair {a}").exits(0);
    vault.run("verify {a}").exits(0);
}

#[test]
fn a_copied_folder_does_not_become_a_second_drive() {
    let vault = two_months();
    copy_folder(
        &vault.on_drive("a"),
        &vault.path("c").join(vault.on_drive("a").file_name().unwrap()),
    );
    vault.name("c", vault.path("c"));
    vault.refuses("repair {c}", 10).says("both say that they are Drive A");
    assert!(!vault.path("c/kluis-drive.json").exists());
    // Nor does an older state of it.
    vault.month("2025/09");
    vault.seal("third", "{src}/2025/09 --class nl-admin-basis --date 2025-09");
    vault.unplug("a");
    vault.refuses("repair {c}", 10).says("older state");
    assert!(!vault.path("c/kluis-drive.json").exists());
}

#[test]
fn the_labels_of_all_vaults_on_a_drive_must_agree() {
    let vault = two_months();
    vault.run("init --name 'De Wit' --no-passphrase --paper {dir}/sheet2").exits(0);
    vault.new_drives(&["c"]);
    let ours = |line: &str| format!("--vault 'Bakkerij Jansen' {line}");
    vault.run("--vault 'De Wit' medium add --same-disk {c} --label 'Stick'").exits(0);
    let folder = fs::read_dir(vault.path("c")).unwrap().flatten().map(|entry| entry.path());
    let folder = folder.into_iter().find(|path| path.is_dir()).unwrap();
    let file = vault.path("a").join("kluis-drive.json");
    let whole = fs::read(&file).unwrap();
    // De Wit's folder comes from another drive.
    let copied = vault.path("a").join(folder.file_name().unwrap());
    copy_folder(&folder, &copied);
    fs::remove_file(&file).unwrap();
    vault.refuses(&ours("repair {a}"), 10).says("two vaults name two drives").says(SET_ASIDE);
    fs::remove_dir_all(&copied).unwrap();
    // One that nobody here can prove says nothing.
    copy_folder(&folder, &vault.path("a").join("kluis-00000000"));
    vault.run(&ours("repair {a}")).exits(0);
    assert_eq!(fs::read(&file).unwrap(), whole);
    // And where both are at home, both go on.
    vault.run("--vault 'De Wit' medium add --same-disk {b} --label 'B of De Wit'").exits(0);
    fs::remove_file(vault.path("b").join("kluis-drive.json")).unwrap();
    vault.run(&ours("repair 'Drive B'")).exits(0);
    vault.run("--vault 'De Wit' verify 'B of De Wit'").exits(0);
}

#[test]
fn an_audit_goes_on_and_the_changed_drive_is_not_written_to() {
    let vault = two_months();
    let payload = vault.bundle("a", "second").join("payload-00000.age");
    let whole = fs::read(&payload).unwrap();
    fs::write(&payload, b"PAY US").unwrap();
    let before = tree(&vault.path("a"));
    vault.unplug("b");
    let line = "restore {first} --to {out} --reason audit";
    let report = vault.run(&format!("{line} --json")).exits(1).json();
    assert_eq!(report["records"], 3, "{report}");
    assert_eq!(report["changed"][0]["medium"], "Drive A");
    assert_eq!(report["changed"][0]["bundle"], vault.id("second").as_str());
    assert_eq!(report["untold"], serde_json::json!(["Drive A"]));
    assert!(tree(&vault.path("a")) == before, "the drive was written to");
    fs::remove_dir_all(vault.path("out")).unwrap();
    let ran = vault.run(line).exits(1);
    ran.says("Gave back 3 records")
        .says("Nothing is written to this drive")
        .says("kluis repair \"Drive A\"");
    vault.plug("b");
    // A year that is added is told to the other drive alone.
    let year = vault.run("book-year add 2025-01-01 2025-12-31 --json").exits(1).json();
    assert_eq!(
        (&year["told"], &year["waiting"]),
        (&serde_json::json!(["Drive B"]), &serde_json::json!(["Drive A"]))
    );
    assert!(tree(&vault.path("a")) == before);
    // Once a verification has it on record, the drive hears of all of it.
    vault.run("verify").exits(11);
    fs::remove_dir_all(vault.path("out")).unwrap();
    vault.run(line).exits(0);
    fs::write(&payload, whole).unwrap();
    vault.run("verify").exits(0);
    vault.run("ledger verify").exits(0);
}

#[test]
fn a_payload_that_was_encrypted_in_place_is_noticed() {
    let vault = two_months();
    let payload = vault.bundle("a", "second").join("payload-00000.age");
    let mut bytes = fs::read(&payload).unwrap();
    bytes.iter_mut().for_each(|byte| *byte ^= 0x5a);
    fs::write(&payload, bytes).unwrap();
    vault.run("sweep").exits(11).says("payload-00000.age").says("nothing was written there");
}

#[test]
fn damage_that_is_on_record_does_not_keep_what_has_ended() {
    let vault = Vault::new();
    vault.month("2015/10");
    vault.seal(
        "ended",
        "{src}/2015/10 --class nl-admin-basis --date 2015-10 \
        --accept-end --accept-newer",
    );
    vault.month("2025/11");
    vault.seal("kept", "{src}/2025/11 --class nl-payroll --date 2025-11");
    for drive in ["a", "b"] {
        fs::write(vault.bundle(drive, "kept").join("index.age"), b"").unwrap();
        fs::remove_file(vault.bundle(drive, "kept").join("seal.par2")).unwrap();
    }
    let line = format!("destroy {{ended}} {BY}");
    // Nobody has looked yet: what did it may be at work still.
    vault.refuses(&line, 11).says("index.age").says("nothing was written").says("kluis verify");
    vault.refuses(&format!("{line} --damaged"), 11);
    vault.run("verify").exits(11);
    vault.run("repair 'Drive A'").exits(11);
    let done = vault.run(&format!("{line} --json")).exits(0).json();
    let copy = &done["bundles"][0]["copies"][0];
    assert_eq!(copy["neighbours_before"], serde_json::json!([vault.id("kept")]));
    assert_eq!(copy["neighbours_harmed"], serde_json::json!([]));
    let shown = vault.run("ledger show --json").exits(0).json();
    let entries = shown["entries"].as_array().unwrap();
    let gone = entries.iter().find(|entry| entry["event"] == "copy-destroyed").unwrap();
    let neighbour = &gone["fields"]["neighbours"][0];
    assert_eq!(neighbour["fault"], "bytes");
    assert_eq!(neighbour["as_before"], true);
    vault.run("ledger verify").exits(0);
}

#[test]
fn a_repair_that_is_stopped_records_what_it_mended() {
    let vault = two_months();
    let folder = vault.bundle("a", "first");
    let whole = fs::read(folder.join("key.age")).unwrap();
    for name in ["key.age", "payload-00000.age"] {
        flip(&folder.join(name), 300);
    }
    let second = vault.bundle("a", "second").join("key.age");
    flip(&second, 300);
    let day = vault.today();
    // Stopped in the first bundle that comes, after its keys were read.
    vault.on(&day).stopped_after(2 * 16_384 + 1).run("repair 'Drive A'").exits(130);
    let shown = vault.run("ledger show --json").exits(0).json();
    let mended = |shown: &serde_json::Value| {
        let entries = shown["entries"].as_array().unwrap();
        entries.iter().filter(|entry| entry["event"] == "repaired").count()
    };
    assert_eq!(mended(&shown), 1, "{shown}");
    vault.run("repair 'Drive A'").exits(0);
    assert_eq!(fs::read(folder.join("key.age")).unwrap(), whole);
    vault.run("verify").exits(0);
    vault.run("ledger verify").exits(0);
}

#[test]
fn what_stays_on_a_retired_drive_is_said() {
    let vault = two_months();
    vault.new_drives(&["c"]);
    vault.run("medium add --same-disk {c} --label 'Drive C'").exits(0);
    vault.run("copy --all --to 'Drive C'").exits(0);
    fs::write(vault.bundle("a", "first").join("note.txt"), "mine").unwrap();
    let line = "medium retire 'Drive A' --erase";
    let done = vault.run(&format!("{line} --json")).exits(1).json();
    let first = vault.id("first");
    assert_eq!(done["remains"]["bundles"], serde_json::json!([format!("{first}/")]));
    let names = done["remains"]["names"].as_array().unwrap();
    let found: Vec<String> = fs::read_dir(vault.on_drive("a"))
        .unwrap()
        .flatten()
        .map(|entry| {
            let end = if entry.path().is_dir() { "/" } else { "" };
            format!("{}{end}", entry.file_name().to_str().unwrap())
        })
        .collect();
    assert_eq!(names.len(), found.len());
    assert!(found.iter().all(|name| names.contains(&name.as_str().into())), "{names:?} {found:?}");
    fs::remove_dir_all(vault.bundle("a", "first")).unwrap();
    let ran = vault.run(line).exits(0);
    ran.says("Nothing is left in bundles/").says("format the drive").says("reserve.bin");
}

#[test]
fn the_note_of_a_lost_drive_has_all_that_is_asked_for() {
    let vault = two_months();
    vault.month("2025/09");
    vault.seal(
        "ill",
        "{src}/2025/09 --class nl-sick-leave --date 2025-09 --accept-newer --to 'Drive A'",
    );
    vault.unplug("b");
    vault.month("2025/08");
    vault.seal("alone", "{src}/2025/08 --class nl-admin-basis --date 2025-08");
    vault.on("2025-12-02").run("verify").exits(0);
    vault.plug("b");
    vault.unplug("a");
    let line = "medium lost 'Drive A' --since 2025-12-03 --reason stolen --by 'A. J.'";
    let report = vault.on("2025-12-04").run(&format!("{line} --json")).exits(1).json();
    let loss = &report["loss"];
    assert_eq!(loss["last_seen"], "2025-12-02T12:00:00Z");
    assert_eq!(loss["since"], "2025-12-03");
    assert_eq!(loss["records"], 12);
    assert_eq!(member(&loss["classes"], "class", "nl-payroll")["records"], 3);
    assert_eq!(member(&loss["classes"], "class", "nl-admin-basis")["bundles"], 2);
    let hidden = loss["classes"].as_array().unwrap().iter().find(|row| row["class"].is_null());
    assert_eq!(hidden.unwrap()["records"], 3);
    assert_eq!(loss["recipients"].as_array().unwrap().len(), 2);
    assert!(loss["encryption"].as_str().unwrap().contains("age v1"));
    assert_eq!(loss["keys_elsewhere"], serde_json::json!(["Drive B"]));
    let others = |name: &str| {
        member(&loss["bundles"], "bundle", &vault.id(name))["others"].as_array().unwrap().clone()
    };
    assert_eq!(
        (&others("first")[0]["medium"], &others("first")[0]["holds"]),
        (&"Drive B".into(), &true.into())
    );
    assert_eq!(others("first")[0]["held"], "2025-12-01T12:00:00Z");
    assert!(others("alone").is_empty());
    let ran = vault.run(line).exits(1);
    assert!(!ran.out.contains("sick"), "{ran}");
    for words in [
        "For your note of the loss",
        "2025-12-02 12:00",
        "nl-payroll: 1 bundle, 3 records",
        "confidential classes: 1 bundle, 3 records",
        "2 recipients",
        "age v1",
        "Drive B (last seen to hold 2025-12-01",
        "none: what was lost was the only one",
    ] {
        assert!(ran.out.contains(words), "{words}: {ran}");
    }
}

#[test]
fn a_drive_that_another_run_writes_to_is_waited_for_and_then_left() {
    let vault = two_months();
    let lock = fs::File::options().write(true).open(vault.on_drive("a").join("lock")).unwrap();
    lock.lock().unwrap();
    vault.month("2025/12");
    let line = "archive {src}/2025/12 --class nl-payroll --date 2025-12";
    vault.refuses(line, 16).says("is in use by another run of this vault");
    vault.refuses("verify {a}", 16);
    vault.run("medium list").exits(0);
    vault.run("list").exits(0);
    drop(lock);
    vault.run(line).exits(0);
}

#[test]
fn a_clone_that_is_only_read_is_not_written_to() {
    let vault = two_months();
    copy_folder(&vault.path("a"), &vault.path("clone"));
    vault.name("clone", vault.path("clone"));
    let before = tree(&vault.path("clone"));
    vault.run("verify {clone}").exits(1).says("may be a clone");
    assert!(before == tree(&vault.path("clone")), "the clone was written to");
    vault.month("2025/12");
    vault.run("archive {src}/2025/12 --class nl-payroll --date 2025-12").exits(0);
    assert!(before == tree(&vault.path("clone")), "the clone was taken for the drive");
}

#[test]
fn a_drive_that_can_not_be_told_of_its_verification_is_named() {
    let vault = two_months();
    let chains = fs::read_dir(vault.on_drive("a").join("ledger")).unwrap();
    let chain = chains.map(|entry| entry.unwrap().path()).next().unwrap();
    fs::remove_file(&chain).unwrap();
    fs::create_dir(&chain).unwrap();
    vault.run("verify {a}").exits(11).says("this verification could not be written to it");
    vault.run("verify {a}").exits(11).says("this verification could not be written to it");
    fs::remove_dir(&chain).unwrap();
    vault.run("verify {a}").exits(11);
    vault.run("verify {a}").exits(0);
}

#[test]
fn a_hold_on_a_connected_drive_whose_folder_has_another_name_is_heard_before_anything_goes() {
    let vault = two_homes();
    seal(&vault, FIRST, "2015-01", "--accept-end --accept-newer");
    vault.run(&format!("{SECOND}verify {{a}} {{b}}")).exits(0);
    out(&vault, "a");
    vault.run(&format!("{SECOND}hold place --all --ref AUDIT-1 --reason letter"));
    back(&vault, "a");
    let (folder, other) = (vault.on_drive("b"), vault.path("b").join("Archief Jansen"));
    let name = folder.file_name().unwrap().to_str().unwrap().to_owned();
    fs::rename(&folder, &other).unwrap();
    let words = ["is called Archief Jansen there", &format!("has to be called {name}")];
    let destroy = format!("destroy {{2015-01}} {BY}");
    let refused = vault.run(&destroy).exits(10).says("a hold may stand there");
    words.iter().fold(refused, |refused, word| refused.says(word));
    vault.run(&format!("{destroy} --lang nl")).exits(10).says("heet daar Archief Jansen");
    assert!(vault.bundle("a", "2015-01").join("key.age").exists());
    // Whoever names it, or looks at all, is told; the other drive goes on.
    vault.run("verify {b}").exits(10).says(words[1]);
    vault.run("verify").says(words[1]).says("Drive A");
    vault.run("restore {2015-01} --to {dir}/out --reason 'to look'").says("3 records");
    fs::rename(&other, &folder).unwrap();
    vault.run(&destroy).exits(14).says("AUDIT-1");
}
