//! Copies: how many good ones there are, what waits for the next drive, and what happens when a drive is gone, older
//! than it was left, or changed.

use std::fs;

use crate::harness::{FIRST_DAY, Vault, copy_folder, flip, member, tree};

/// A vault with both drives, of which B is in the safe while a month is sealed.
fn sealed_on_a_alone() -> Vault {
    let vault = Vault::new();
    vault.unplug("b");
    vault.month("2025/10");
    let sealed = vault.seal("bundle", "{src} --class nl-admin-basis --date 2025-10");
    assert_eq!(sealed.json()["waiting"][0], vault.id("bundle").as_str(), "{sealed}");
    vault
}

fn waits(vault: &Vault) -> bool {
    vault.home().join("outbox").join(vault.id("bundle")).is_dir()
}

#[test]
fn two_drives_never_need_to_be_plugged_in_together() {
    let vault = sealed_on_a_alone();
    assert!(waits(&vault));
    vault.run("list").exits(0).says("1/2").says("1 bundle waits on this PC");
    vault.run("show {bundle}").exits(0).says("waits on this PC");
    let list = vault.run("medium list --json").json();
    assert_eq!(list["waiting"][0], vault.id("bundle").as_str());
    assert!(list["waiting_bytes"].as_u64().unwrap() > 16_384);
    // Neither a copy nor a medium: nothing may go for it.
    vault.run("sweep {src}").exits(1).says("too few verified copies");
    vault.unplug("a");
    vault.plug("b");
    let copied = vault.run("copy --all --to 'Drive B'").exits(0);
    copied.says("read back from the drive, and the same").says("You can unplug Drive B now.");
    assert!(!waits(&vault), "enough copies are verified");
    vault.run("list").exits(0).says("2/2").hides("waits");
    assert!(vault.still_restores("bundle"));
    vault.run("sweep {src}").exits(0).says("Removed 3 sources");
    assert!(!vault.source("2025/10/bank.csv").exists());
}

#[test]
fn archive_with_the_other_drive_takes_what_waits_along() {
    let vault = sealed_on_a_alone();
    vault.unplug("a");
    vault.plug("b");
    vault.month("2025/11");
    let line = "archive {src}/2025/11 --class nl-admin-basis --date 2025-11 --json";
    let report = vault.run(line).exits(0).json();
    assert_eq!(report["copied"][0]["bundle"], vault.id("bundle").as_str());
    assert_eq!(report["waiting"].as_array().unwrap().len(), 1, "the new one waits now: {report}");
    assert!(!waits(&vault));
}

#[test]
fn the_outbox_can_be_off_and_then_the_first_drive_is_asked_for() {
    let vault = Vault::new();
    let config = vault.home().join("kluis.toml");
    let text = fs::read_to_string(&config).unwrap();
    let at = text.find("[[book_year]]").unwrap_or(text.len());
    fs::write(&config, format!("{}outbox_bytes = 0\n{}", &text[..at], &text[at..])).unwrap();
    vault.unplug("b");
    vault.month("2025/10");
    let sealed = vault.seal("bundle", "{src} --class nl-admin-basis --date 2025-10");
    assert!(sealed.json()["waiting"].as_array().unwrap().is_empty());
    assert!(!waits(&vault));
    vault.unplug("a");
    vault.plug("b");
    vault.refuses("copy --all --to 'Drive B'", 10).says("Drive A");
    vault.plug("a");
    vault.run("copy {bundle} --to 'Drive B'").exits(0);
    vault.run("copy --all --to 'Drive B'").exits(0).says("1 bundle is on Drive B already");
    vault.refuses("copy --to 'Drive B'", 2);
}

#[test]
fn what_is_destroyed_is_gone_from_the_outbox_too() {
    let vault = Vault::new();
    vault.unplug("b");
    vault.month("2015/10");
    vault.seal("bundle", "{src} --class nl-admin-basis --date 2015-10 --accept-end --accept-newer");
    assert!(waits(&vault));
    vault.run("destroy {bundle} --by A --role owner --no-open-matters").exits(0);
    assert!(!waits(&vault));
    vault.plug("b");
    vault.refuses("copy {bundle} --to 'Drive B'", 2).says("was destroyed before");
}

#[test]
fn a_bundle_that_is_being_destroyed_gets_no_further_copy() {
    let vault = Vault::new();
    vault.month("2015/10");
    vault.seal("bundle", "{src} --class nl-admin-basis --date 2015-10 --accept-end --accept-newer");
    vault.unplug("b");
    vault.run("destroy {bundle} --by A --role owner --no-open-matters").exits(3);
    vault.new_drives(&["c"]);
    vault.run("medium add --same-disk {c} --label 'Drive C'").exits(0);
    vault.plug("b");
    vault.refuses("copy {bundle} --to 'Drive C'", 14).says("is being destroyed");
    vault.run("copy --all --to 'Drive C'").exits(0).says("Nothing was copied");
}

#[test]
fn custody_apart_copies_keys_onto_a_second_drive_for_keys() {
    let vault = Vault::without_drives("--custody apart --copies 1");
    vault.new_drives(&["k", "l"]);
    vault.run("medium add --same-disk {a} --label A --role data").exits(0);
    vault.run("medium add --same-disk {k} --label K --role keys").exits(0);
    vault.month("2025/10");
    vault.seal("bundle", "{src} --class nl-admin-basis --date 2025-10");
    vault.run("medium add --same-disk {l} --label L --role keys").exits(0);
    vault.run("medium add --same-disk {b} --label B --role data").exits(0);
    vault.run("copy --all --to L").exits(0);
    vault.run("copy --all --to B").exits(0);
    let key = |drive: &str| vault.bundle(drive, "bundle").join("key.age");
    assert_eq!(fs::read(key("k")).unwrap(), fs::read(key("l")).unwrap());
    assert!(!key("b").exists() && !key("a").exists());
    // The first pair may burn.
    vault.unplug("a");
    fs::remove_dir_all(vault.path("k")).unwrap();
    assert!(vault.still_restores("bundle"));
}

#[test]
fn a_copy_that_was_seen_to_hold_after_the_drive_had_been_away_says_so() {
    let vault = Vault::new();
    vault.month("2025/10");
    vault.seal("bundle", "{src} --class nl-admin-basis --date 2025-10");
    vault.run("show {bundle}").exits(0).says("read back").hides("re-attachment");
    // A verification in the same attachment is none after a new one.
    vault.on("2025-12-02").run("verify").exits(0);
    vault.run("show {bundle}").exits(0).hides("re-attachment");
    vault.unplug("b");
    vault.on("2025-12-03").run("verify").exits(0);
    vault.plug("b");
    vault.on("2025-12-04").run("verify").exits(0);
    let copies = vault.run("show {bundle} --json").json()["copies"].clone();
    assert_eq!(member(&copies, "label", "Drive A")["proven"], "read-back");
    assert_eq!(member(&copies, "label", "Drive B")["proven"], "reattached");
    assert_eq!(member(&copies, "label", "Drive B")["age_days"], 0);
}

#[test]
fn a_setting_lets_sources_stay_until_drives_were_away_and_back() {
    let vault = Vault::with_one_drive();
    let config = vault.home().join("kluis.toml");
    let text = fs::read_to_string(&config).unwrap();
    fs::write(&config, format!("{text}sweep_waits_for = \"reattached\"\n")).unwrap();
    vault.month("2025/10");
    let line = "archive {src} --class nl-admin-basis --date 2025-10 --move";
    vault.run(line).exits(3).says("too few verified copies");
    vault.on("2025-12-02").run("verify").exits(0);
    vault.run("sweep").exits(1).says("too few verified copies");
    vault.on("2025-12-03").run("medium add --same-disk {b} --label 'Drive B'").exits(0);
    vault.unplug("a");
    vault.run("verify").exits(0);
    vault.plug("a");
    vault.on("2025-12-04").run("verify").exits(0);
    vault.run("sweep").exits(0).says("Removed 3 sources");
}

#[test]
fn a_drive_that_nobody_verified_for_long_is_a_finding() {
    let vault = Vault::new();
    vault.month("2025/10");
    vault.seal("bundle", "{src} --class nl-admin-basis --date 2025-10");
    vault.on("2025-12-31").run("medium list").exits(0).hides("overdue");
    let list = vault.on("2026-01-02").run("medium list --json").exits(1).json();
    let drive = member(&list["media"], "label", "Drive A");
    assert_eq!((&drive["overdue"], &drive["unverified"]), (&true.into(), &1.into()));
    assert_eq!(drive["oldest_unverified"], format!("{FIRST_DAY}T12:00:00Z"));
    for drive in ["a", "b"] {
        vault.unplug(drive);
        vault.on("2026-01-02").run("verify").exits(0);
        vault.plug(drive);
    }
    vault.on("2026-01-03").run("verify").exits(0);
    vault.run("medium list").exits(0).hides("overdue");
    vault.on("2026-07-01").run("medium list").exits(0);
    vault.on("2026-07-10").run("medium list").exits(1).says("is overdue");
}

#[test]
fn sweep_leaves_what_changed_since_and_what_was_never_sealed() {
    let vault = Vault::new();
    vault.month("2025/10");
    vault.seal("bundle", "{src} --class nl-admin-basis --date 2025-10");
    vault.file("2025/10/factuur-1.pdf", "another text");
    vault.file("2025/10/new.txt", "never sealed");
    let dry = vault.run("sweep {src} --dry-run --json").exits(1).json();
    assert_eq!((&dry["removed"], &dry["stays"][0]["why"]), (&2.into(), &"changed-since".into()));
    assert_eq!(dry["would_go"].as_array().unwrap().len(), 2, "{dry:#}");
    vault.run("sweep {src} --dry-run").exits(1).says("Would remove 2 sources").says("bank.csv\n");
    assert!(vault.source("2025/10/bank.csv").exists());
    vault
        .run("sweep {src}")
        .exits(1)
        .says("Removed 2 sources")
        .says("not what was sealed any more");
    assert!(!vault.source("2025/10/bank.csv").exists());
    assert!(vault.source("2025/10/factuur-1.pdf").exists());
    assert!(vault.source("2025/10/new.txt").exists());
    vault.run("ledger show").exits(0).says("2 sources of");
}

const LOST: &str =
    "medium lost 'Drive B' --since 2025-11-30 --reason 'left in a train' --by 'A. J.'";

#[test]
fn a_lost_drive_does_not_count_and_counts_again_when_it_was_verified() {
    let vault = Vault::new();
    vault.month("2025/10");
    vault.seal("bundle", "{src} --class nl-admin-basis --date 2025-10");
    vault.unplug("b");
    vault.refuses(&LOST.replace("2025-11-30", "2026-11-30"), 2).says("future");
    vault.on("2025-12-02").run(LOST).exits(1).says("1 bundle has fewer verified copies");
    vault.run("list").exits(0).says("1/2").hides("Drive B");
    vault.run("show {bundle}").exits(0).says("its drive is lost or retired");
    vault.run("medium list").exits(0).says("lost");
    vault.run("ledger show --notes").exits(0).says("is lost since 2025-11-30").says("in a train");
    vault.run("sweep {src}").exits(1);
    vault.plug("b");
    vault.refuses("copy --all --to 'Drive B'", 10).says("kluis medium found");
    let month = "archive {src} --class nl-payroll --date 2025-10 --json";
    assert_eq!(
        vault.run(month).exits(0).json()["bundles"][0]["copies"].as_array().unwrap().len(),
        1
    );
    vault.on("2025-12-03").run("medium found 'Drive B'").exits(1).says("once they were verified");
    vault.run("list {bundle}").exits(0).says("1/2");
    vault.on("2025-12-04").run("verify").exits(0);
    vault.run("list {bundle}").exits(0).says("2/2");
    vault.run("medium found 'Drive B'").says("is not lost");
}

#[test]
fn a_drive_retires_when_all_on_it_holds_elsewhere_now() {
    let vault = Vault::new();
    vault.month("2025/10");
    vault.seal("bundle", "{src} --class nl-admin-basis --date 2025-10");
    vault.refuses("medium retire 'Drive A' --erase", 14).says("kluis copy --all");
    vault.new_drives(&["c"]);
    vault.run("medium add --same-disk {c} --label 'Drive C'").exits(0);
    vault.run("copy --all --to 'Drive C'").exits(0);
    // Two copies by the ledger, and one by what is read now.
    let payload = vault.bundle("b", "bundle").join("payload-00000.age");
    let length = fs::metadata(&payload).unwrap().len() as usize;
    flip(&payload, length / 2);
    vault.refuses("medium retire 'Drive A' --erase", 14);
    flip(&payload, length / 2);
    vault.run("verify 'Drive B'").exits(0);
    vault.on("2025-12-02").run("medium retire 'Drive A' --erase").exits(0).says("overwritten");
    assert!(!vault.bundle("a", "bundle").exists());
    vault.run("list").exits(0).says("2/2").hides("Drive A");
    vault.run("ledger show").exits(0).says("is retired");
    vault.run("ledger verify").exits(0);
    assert!(vault.still_restores("bundle"));
    vault.run("medium retire 'Drive A' --erase").exits(0);
    let refused = vault.refuses("copy --all --to 'Drive A'", 10);
    refused.says("is retired").says("kluis medium add").hides("medium found");
}

#[test]
fn a_drive_is_known_by_its_id_wherever_it_is() {
    let vault = Vault::new();
    vault.month("2025/10");
    vault.unplug("b");
    vault.seal("bundle", "{src} --class nl-admin-basis --date 2025-10");
    // Another mount point, another letter: the drive itself says which it is.
    fs::rename(vault.path("b-in-the-safe"), vault.path("elsewhere")).unwrap();
    vault.name("b", vault.path("elsewhere"));
    vault.run("copy --all --to {b}").exits(0);
    let list = vault.run("medium list --json").exits(0).json();
    let drive = member(&list["media"], "label", "Drive B");
    assert_eq!(drive["present_at"], vault.path("elsewhere").to_str().unwrap());
    vault.run("verify 'Drive B'").exits(0);
}

#[test]
fn a_clone_is_noticed_and_so_is_a_drive_that_was_rolled_back() {
    let vault = Vault::new();
    vault.month("2025/10");
    vault.seal("bundle", "{src} --class nl-admin-basis --date 2025-10");
    copy_folder(&vault.path("b"), &vault.path("clone"));
    vault.name("clone", vault.path("clone"));
    // Both at once, and nobody can tell which is which: neither is written to.
    vault.refuses("copy --all --to {clone}", 10).says("both say that they are Drive B");
    vault.month("2025/11");
    vault.run("archive {src}/2025/11 --class nl-admin-basis --date 2025-11").exits(0);
    // Once something was written to the drive, the clone is older.
    vault.refuses("copy --all --to {clone}", 10).says("clone");
    // Put in the drive's place: the same.
    vault.unplug("b");
    fs::rename(vault.path("clone"), vault.path("b")).unwrap();
    vault.refuses("copy --all --to 'Drive B'", 10).says("older state");
    vault.run("medium list").exits(1).says("older state");
}

#[test]
fn ransomware_is_noticed_before_anything_is_written() {
    let vault = Vault::new();
    vault.month("2025/10");
    vault.seal("bundle", "{src} --class nl-admin-basis --date 2025-10");
    vault.month("2025/11");
    let next = "archive {src}/2025/11 --class nl-admin-basis --date 2025-11";
    let folder = vault.bundle("b", "bundle");
    let try_with = |exit, words: &str| {
        let before = tree(&vault.path("b"));
        // The other drive goes on; this one is named, and nothing is written there.
        for line in [next, "copy --all --to 'Drive A'", "sweep"] {
            vault.run(line).exits(exit).says(words).says("nothing was written there");
        }
        for line in [&format!("{next} --to 'Drive B'"), "copy --all --to 'Drive B'"] {
            vault.run(line).fails(exit).says(words).says("nothing was written there");
        }
        assert!(before == tree(&vault.path("b")), "{words}: it was written to");
    };
    let with = |name: &str, exit, words: &str, change: &dyn Fn(&std::path::Path)| {
        let path = folder.join(name);
        let before = fs::read(&path).unwrap();
        change(&path);
        try_with(exit, words);
        fs::write(&path, before).unwrap();
    };
    with("payload-00000.age", 11, "payload-00000.age", &|path| {
        fs::write(path, b"PAY US").unwrap();
    });
    with("index.age", 11, "index.age", &|path| fs::remove_file(path).unwrap());
    with("key.age", 11, "the key of", &|path| flip(path, 5000));
    with("seal.json", 11, "the seal of", &|path| flip(path, 100));
    with("seal.json.sig", 11, "is gone", &|path| fs::remove_file(path).unwrap());
    fs::rename(&folder, vault.path("aside")).unwrap();
    try_with(11, "is gone");
    fs::rename(vault.path("aside"), &folder).unwrap();
    vault.run(next).exits(0);
}

#[test]
fn over_all_vaults_a_drive_is_lost_once() {
    let vault = Vault::new();
    vault.month("2025/10");
    vault.seal("bundle", "{src} --class nl-admin-basis --date 2025-10");
    vault.run("init --name 'De Wit' --no-passphrase --paper {dir}/sheet2").exits(0);
    vault.run("--vault 'De Wit' medium add --same-disk {b} --label 'Stick 7'").exits(0);
    vault.run("init --name 'Zonder' --no-passphrase --paper {dir}/sheet3").exits(0);
    vault.unplug("b");
    let each = vault.run(&format!("{LOST} --each --json")).exits(1).json();
    let vaults = each["vaults"].as_array().unwrap();
    assert_eq!((&vaults[0]["label"], &vaults[0]["fate"]), (&"Drive B".into(), &"lost".into()));
    assert_eq!((&vaults[1]["label"], &vaults[1]["fate"]), (&"Stick 7".into(), &"lost".into()));
    assert!(vaults[2]["label"].is_null() && vaults[2]["fate"].is_null());
    for line in ["medium list", "list", "sweep --dry-run"] {
        let ran = vault.run(&format!("{line} --each --json"));
        assert_eq!(ran.json()["vaults"].as_array().unwrap().len(), 3, "{ran}");
    }
    let found = vault.run("medium found 'Stick 7' --each").exits(1);
    found.says("Drive B is back").says("Stick 7 is").hides("is also in");
    // In one vault alone, the others are named.
    let one = vault.run("--vault 'De Wit' medium found 'Stick 7'").exits(0);
    one.hides("is also in");
    let lost = LOST.replace("Drive B", "Stick 7");
    let lost = vault.run(&format!("--vault 'De Wit' {lost}")).exits(0);
    lost.says("is also in").says("give --each").hides("Zonder");
}

#[test]
fn what_is_sealed_onto_a_drive_that_was_lost_and_found_counts() {
    let vault = Vault::new();
    vault.month("2025/10");
    vault.run(&LOST.replace("2025-11-30", "2025-11-01")).exits(0);
    vault.on("2025-12-02").run("medium found 'Drive B'").exits(0);
    let archive = "archive {src} --class nl-admin-basis --date 2025-10 --move";
    let ran = vault.on("2025-12-03").run(archive).exits(0);
    ran.says("Removed 3 sources").hides("too few").hides("waits on this PC");
}

#[test]
fn a_drive_that_was_found_lends_its_copy_before_it_was_verified() {
    let vault = sealed_on_a_alone();
    vault.run(&LOST.replace("Drive B", "Drive A")).exits(1);
    vault.run("medium found 'Drive A'").exits(1);
    vault.plug("b");
    fs::remove_dir_all(vault.home().join("outbox")).unwrap();
    vault.run("copy --all --to 'Drive B'").exits(0).says("Copied");
    vault.run("list").exits(0).says("1/2 (!)").says("does not count as it stands");
    vault.run("list --wide").exits(0).says("Drive A (!), Drive B");
    vault.run("copy --all --to 'Drive A'").exits(0).says("1 copy there does not count");
    vault.run("verify {a}").exits(0);
    vault.run("list").exits(0).says("2/2").hides("(!)");
}

#[test]
fn what_waits_though_its_copies_count_goes_when_they_were_verified() {
    let vault = sealed_on_a_alone();
    let outbox = vault.home().join("outbox");
    copy_folder(&outbox, &vault.path("outbox-then"));
    vault.plug("b");
    vault.run("copy --all --to 'Drive B'").exits(0);
    assert!(!waits(&vault));
    copy_folder(&vault.path("outbox-then"), &outbox);
    assert!(waits(&vault));
    vault.run("verify {b}").exits(0);
    assert!(!waits(&vault));
}

#[test]
fn no_source_goes_by_what_this_pc_alone_remembers() {
    let vault = Vault::new();
    vault.month("2025/10");
    vault.seal("bundle", "{src} --class nl-admin-basis --date 2025-10");
    vault.unplug("a");
    vault.unplug("b");
    vault.run("sweep {src}").exits(1).says("no drive that holds it is connected");
    assert!(vault.source("2025/10/bank.csv").exists());
    vault.plug("b");
    vault.run("sweep {src}").exits(0).says("Removed 3 sources");
}

#[test]
fn a_copy_that_was_cut_off_is_made_again() {
    let vault = sealed_on_a_alone();
    vault.plug("b");
    let folder = vault.on_drive("b").join("bundles").join(vault.id("bundle"));
    copy_folder(&vault.bundle("a", "bundle"), &folder);
    fs::remove_file(folder.join("seal.json.sig")).unwrap();
    let report = vault.run("copy --all --to 'Drive B' --json").exits(0).json();
    assert_eq!(report["cleared"][0], vault.id("bundle").as_str());
    assert_eq!(report["bundles"][0]["copies"][0]["read_back"], "past-cache");
    assert!(vault.still_restores("bundle"));
}

#[test]
fn a_folder_that_a_copy_did_not_make_is_left_for_a_person_to_look_at() {
    let vault = sealed_on_a_alone();
    vault.plug("b");
    // A seal and a whole signature that nobody made here: perhaps a bundle that was tampered with.
    let planted = vault.bundle("b", "bundle");
    let at_a = vault.bundle("a", "bundle");
    fs::create_dir_all(&planted).unwrap();
    for name in ["seal.json", "seal.json.sig", "key.age", "index.age"] {
        fs::copy(at_a.join(name), planted.join(name)).unwrap();
    }
    flip(&planted.join("seal.json"), 20);
    let before = tree(&planted);
    let ran = vault.run("copy {bundle} --to {b}");
    assert_ne!(ran.exit, 0, "{ran}");
    assert!(before == tree(&planted), "{ran}");
}

#[test]
fn what_is_whole_on_a_clone_beside_its_drive_clears_no_finding_of_the_drive() {
    let vault = Vault::new();
    vault.month("2025/10");
    vault.seal("bundle", "{src} --class nl-admin-basis --date 2025-10");
    copy_folder(&vault.path("b"), &vault.path("clone"));
    vault.name("clone", vault.path("clone"));
    flip(&vault.bundle("b", "bundle").join("payload-00000.age"), 300);
    vault.run("verify 'Drive B'").exits(11);
    let counted = || {
        let list = vault.run("list --json").json();
        list["bundles"][0]["copies_verified"].as_u64().unwrap()
    };
    assert_eq!(counted(), 1);
    // Both are connected: what is whole on one of them says nothing of the other.
    vault.run("verify {clone}").exits(1).says("clone of Drive B").says("verify \"Drive B\"");
    assert_eq!(counted(), 1);
    // Alone and written, it takes the drive's place; the drive is an older state from here on.
    vault.unplug("b");
    vault.run("verify {clone}").exits(0);
    assert_eq!(counted(), 2);
    fs::rename(vault.path("clone"), vault.path("clone-in-the-safe")).unwrap();
    vault.plug("b");
    vault.refuses("copy --all --to {b}", 10).says("older state");
    assert_eq!(counted(), 1);
}
