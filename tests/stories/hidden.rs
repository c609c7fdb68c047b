//! Somebody had a drive for a night and removed a label from it, so that what another home had put on record there
//! is hidden: two files, no key.

use std::fs;
use std::path::PathBuf;

use kluis::powers::signer::{Namespace, SigningKey};
use kluis::words::canonical;

use crate::harness::{BY, Vault, flip};
use crate::two_homes::{FIRST, SECOND, seal, two_homes};

/// The newest label on a drive.
fn newest_label(vault: &Vault, drive: &str) -> PathBuf {
    let slots = ["label.a.json", "label.b.json"].map(|name| vault.on_drive(drive).join(name));
    let generation = |path: &PathBuf| {
        let text = fs::read(path).unwrap();
        let label: serde_json::Value = serde_json::from_slice(&text).unwrap();
        label["generation"].as_u64().unwrap()
    };
    slots.into_iter().max_by_key(generation).unwrap()
}

fn remove(label: &PathBuf) {
    fs::remove_file(label).unwrap();
    fs::remove_file(label.with_extension("json.sig")).unwrap();
}

const LOST: &str = "medium lost 'Drive B' --since 2025-12-01 --reason theft --by A.Jansen";

/// Two homes with a bundle on two drives; the first puts a loss on record, which drive A alone tells the second.
fn lost_by_the_first() -> Vault {
    let vault = two_homes();
    seal(&vault, FIRST, "2025-01", "--to {a} --to {b}");
    vault.run(&format!("{SECOND}verify {{a}} {{b}}")).exits(0);
    vault.unplug("b");
    vault.run(LOST).exits(1).says("is lost");
    vault
}

#[test]
fn a_loss_is_not_hidden_by_removing_the_newest_label() {
    for broken in [false, true] {
        let vault = lost_by_the_first();
        let label = newest_label(&vault, "a");
        match broken {
            true => flip(&label, 40),
            false => remove(&label),
        }
        // What rotted is damage.
        let (code, help) = if broken { (11, "kluis repair") } else { (10, "kluis verify") };
        vault.run(&format!("{SECOND}medium list")).exits(1).says("lost");
        let before = vault.everything();
        for line in
            ["archive {src} --class nl-admin-basis --date 2025", "sweep", "copy --all --to {a}"]
        {
            let refused = vault.run(&format!("{SECOND}{line}")).fails(code);
            refused.says("may be hidden").says(help);
        }
        let destroy = format!("{SECOND}destroy {{2025-01}} {BY}");
        vault.run(&destroy).fails(code).says(help);
        assert_eq!(before, vault.everything(), "the doubt was written over");
        let found = vault.run(&format!("{SECOND}ledger verify"));
        found.exits(if broken { 11 } else { 1 }).says("label");
        // One that is broken may as well have rotted.
        let code = if broken { 11 } else { 12 };
        vault.run(&format!("{SECOND}verify {{a}}")).exits(code).says("label.");
        vault.run(&format!("{SECOND}medium list")).exits(0).says("lost");
        // Told once, and looked at: from here on the drive counts again.
        vault.run(&format!("{SECOND}verify {{a}}")).exits(0);
        vault.run(&format!("{SECOND}copy --all --to {{a}}")).exits(0);
        vault.run("verify {a}").exits(0);
        vault.run("ledger verify").exits(0);
    }
}

#[test]
fn a_loss_is_not_hidden_where_the_label_that_is_left_names_no_chain_of_that_home() {
    let vault = two_homes();
    vault.run(&format!("{SECOND}verify {{b}}")).exits(0);
    vault.unplug("b");
    vault.run(&format!("{SECOND}{LOST}")).exits(0);
    remove(&newest_label(&vault, "a"));
    vault.run("medium list").exits(1).says("lost");
    vault.run("verify {a}").exits(12).says("label.");
    vault.run("medium list").exits(0).says("lost");
    vault.run("verify {a}").exits(0);
}

#[test]
fn a_home_made_from_a_drive_with_a_hidden_label_knows_the_loss_and_says_what_is_missing() {
    let vault = lost_by_the_first();
    remove(&newest_label(&vault, "a"));
    fs::remove_dir_all(vault.path("pc2")).unwrap();
    let line = "rebuild --accept-settings --from {a} --vault-id {id} --identity {dir}/sheet";
    let made = vault.run(&format!("{SECOND}{line} --no-passphrase")).exits(1);
    made.says("One of the two labels").says("kluis verify");
    vault.run(&format!("{SECOND}medium list")).exits(1).says("lost");
}

#[test]
fn a_drive_of_one_run_only_has_two_labels_and_misses_one_that_is_gone() {
    let vault = two_homes();
    vault.run(&format!("{SECOND}medium add --same-disk {{c}} --label 'Drive C'")).exits(0);
    vault.run("verify {c}").exits(0);
    vault.new_drives(&["d"]);
    vault.run(&format!("{SECOND}medium add --same-disk {{d}} --label 'Drive D'")).exits(0);
    remove(&newest_label(&vault, "d"));
    vault.run("verify {d}").exits(12).says("label.");
    vault.run("verify {d}").exits(0);
}

#[test]
fn a_drive_with_a_label_slot_that_is_missing_still_gives_its_records_back() {
    let vault = lost_by_the_first();
    let label = newest_label(&vault, "a");
    remove(&label);
    let line = "restore {2025-01} --to {out} --reason audit";
    vault.run(&format!("{SECOND}{line}")).exits(0);
    assert!(!label.exists(), "the doubt was written over");
    // `repair` reads all of the drive, and writes the slot anew.
    vault.run(&format!("{SECOND}repair {{a}}")).exits(0);
    assert!(label.exists());
    vault.run(&format!("{SECOND}verify {{a}}")).exits(0);
}

/// The first home was cut off while it wrote to this drive: it remembers that it was writing there.
fn was_writing(vault: &Vault, drive: &str) {
    let key = fs::read_to_string(vault.home().join("signing/sealer")).unwrap();
    let key = SigningKey::from_openssh(&key).unwrap();
    let label: serde_json::Value =
        serde_json::from_slice(&fs::read(newest_label(vault, drive)).unwrap()).unwrap();
    for name in ["home.a.json", "home.b.json"] {
        let path = vault.home().join(name);
        let mut memory: serde_json::Value =
            serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
        memory["media"][label["medium"].as_str().unwrap()]["being_told"] = true.into();
        let bytes = canonical::document(&memory);
        fs::write(&path, &bytes).unwrap();
        fs::write(path.with_extension("json.sig"), key.sign(Namespace::Medium, &bytes)).unwrap();
    }
}

#[test]
fn a_home_that_was_cut_off_while_it_wrote_a_label_goes_on_and_another_one_is_told() {
    let vault = two_homes();
    seal(&vault, FIRST, "2025-01", "--to {a} --to {b}");
    vault.run(&format!("{SECOND}verify {{a}} {{b}}")).exits(0);
    vault.run("verify {a} {b}").exits(0);
    let newest = newest_label(&vault, "a");
    let torn = match newest.ends_with("label.a.json") {
        true => newest.with_file_name("label.b.json"),
        false => newest.with_file_name("label.a.json"),
    };
    let half = fs::read(&torn).unwrap()[..100].to_vec();
    was_writing(&vault, "a");
    fs::write(&torn, half).unwrap();
    vault.run(&format!("{SECOND}copy --all --to {{a}}")).fails(11).says("kluis repair");
    seal(&vault, FIRST, "2025-02", "--to {a} --to {b}");
    // The first has written the slot anew, and nobody has to be told.
    vault.run(&format!("{SECOND}copy --all --to {{a}}")).exits(0);
}
