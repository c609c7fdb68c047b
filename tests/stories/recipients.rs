//! Whom a vault is sealed to: an office key that is let in, one that is left out, and drives that were away meanwhile.

use std::fs;

use kluis::powers::envelope::{key_file, open_key_file};
use kluis::powers::identity::{Identity, Recipient};
use secrecy::ExposeSecret;

use crate::harness::{BY, Person, Vault, flip, member, timed_files};
use crate::rebuild::id_of;
use crate::two_homes::{SECOND, seal, two_homes};

const KEYS: [&str; 2] = ["key.age", "key-copy.age"];

/// An office key: its two halves as files.
fn office(vault: &Vault) -> Identity {
    let office = Identity::generate();
    let secret = office.to_secret_string();
    fs::write(vault.path("office.key"), format!("{}\n", secret.expose_secret())).unwrap();
    fs::write(vault.path("office.pub"), format!("{}\n", office.recipient())).unwrap();
    office
}

const ADD: &str = "key add Office --recipient-file {dir}/office.pub";

/// A key file on a drive.
fn key(vault: &Vault, drive: &str, bundle: &str, name: &str) -> Vec<u8> {
    fs::read(vault.bundle(drive, bundle).join(name)).unwrap()
}

/// Whether both key files of a bundle are one, of a key file's size, and open with this identity.
fn opens(vault: &Vault, drive: &str, bundle: &str, identity: &Identity) -> bool {
    let [first, twin] = KEYS.map(|name| key(vault, drive, bundle, name));
    assert_eq!(first, twin, "the twins on {drive}");
    assert_eq!(first.len(), 16_384);
    open_key_file(&first, std::slice::from_ref(identity)).is_ok()
}

fn owner(vault: &Vault) -> Identity {
    let text = fs::read_to_string(vault.home().join("identity.txt")).unwrap();
    Identity::parse(text.trim()).unwrap()
}

#[test]
fn an_office_key_opens_what_stands_and_what_is_sealed_afterwards() {
    let vault = Vault::holding("payroll").class("nl-payroll").date("2025-10");
    let office = office(&vault);
    assert!(!opens(&vault, "a", "payroll", &office));
    let payload = fs::read(vault.bundle("a", "payroll").join("payload-00000.age")).unwrap();
    vault.run(ADD).exits(0).says("Drive A: the keys of 1 bundle were wrapped anew");
    for drive in ["a", "b"] {
        assert!(opens(&vault, drive, "payroll", &office), "{drive}");
        assert!(opens(&vault, drive, "payroll", &owner(&vault)), "{drive}");
    }
    assert_eq!(key(&vault, "a", "payroll", "key.age"), key(&vault, "b", "payroll", "key.age"));
    let now = fs::read(vault.bundle("a", "payroll").join("payload-00000.age")).unwrap();
    assert_eq!(payload, now, "nothing is encrypted anew");
    vault.run("verify --deep").exits(0);
    vault.run("ledger verify").exits(0);
    vault.month("2025-11");
    vault.seal("later", "{src}/2025-11 --class nl-payroll --date 2025-11").exits(0);
    assert!(opens(&vault, "b", "later", &office));
    let line = "restore {payroll} {later} --to {out} --reason x --identity {dir}/office.key";
    vault.run(line).exits(0);
    vault.run("find factuur --identity {dir}/office.key").exits(0).says("factuur-1.pdf");
    let list = vault.run("key list --json").exits(0).json();
    let row = member(&list["recipients"], "name", "Office").clone();
    assert_eq!(row["recipient"], office.recipient().digest().to_string());
    assert_eq!(list["recipients"].as_array().unwrap().len(), 3);
    assert_eq!(list["pending"], serde_json::json!([]));
    vault.run("key list --lang nl").exits(0).says("eigenaar").says("papier").says("Office");
    vault.run("ledger show").exits(0).says("recipient");
    // Once more does nothing new.
    vault.run(ADD).exits(0).says("already");
    let rows = vault.run("key list --json").json()["recipients"].as_array().unwrap().len();
    assert_eq!(rows, 3);
    let key = key(&vault, "a", "payroll", "key.age");
    vault.run("key wrap").exits(0).says("Each drive that was read");
    assert_eq!(key, self::key(&vault, "a", "payroll", "key.age"));
}

#[test]
fn a_home_is_made_again_with_the_office_key_and_seals_to_all() {
    let vault = Vault::holding("payroll").class("nl-payroll").date("2025-10");
    let office = office(&vault);
    vault.run(ADD).exits(0);
    id_of(&vault);
    vault.name("pc2", vault.path("pc2/home"));
    let line = "rebuild --accept-settings --from {a} --vault-id {id} --identity {dir}/office.key --no-passphrase";
    vault.run(&format!("{SECOND}{line}")).exits(0);
    let names = vault.run(&format!("{SECOND}key list --json")).exits(0).json();
    for name in ["Office", "owner", "paper"] {
        member(&names["recipients"], "name", name);
    }
    seal(&vault, SECOND, "2025-11", "");
    for identity in [&office, &owner(&vault)] {
        assert!(opens(&vault, "a", "2025-11", identity));
    }
    let hold = "hold place --all --ref AUDIT-1 --kind audit --reason letter";
    vault.run(&format!("{SECOND}{hold}")).exits(0);
    vault.run("verify").exits(0);
}

#[test]
fn a_drive_that_was_absent_waits_and_is_named() {
    let vault = Vault::holding("payroll").class("nl-payroll").date("2025-10");
    let office = office(&vault);
    vault.unplug("b");
    vault.run(ADD).exits(0).says("1 bundle on Drive B").says("kluis key wrap");
    vault.run("key list").exits(1).says("Office does not open yet: 1 bundle on Drive B");
    let due = vault.run("due --json").exits(1).json();
    assert_eq!(due["to_wrap"], serde_json::json!([{"bundles": 1, "medium": "Drive B"}]));
    vault.run("status").exits(1).says("Keys to wrap anew: on 1 drive");
    vault.run("status --lang nl").exits(1).says("Bundelsleutels te vernieuwen");
    vault.plug("b");
    assert!(!opens(&vault, "b", "payroll", &office));
    vault.run("key wrap").exits(0).says("Drive B: the keys of 1 bundle");
    assert!(opens(&vault, "b", "payroll", &office));
    // It is the file that stands on the other drive, not one more.
    assert_eq!(key(&vault, "a", "payroll", "key.age"), key(&vault, "b", "payroll", "key.age"));
    vault.run("key list").exits(0);
    vault.run("verify").exits(0);
}

#[test]
fn what_a_run_that_was_cut_off_has_left_opens_and_is_wrapped_once_more() {
    let vault = Vault::holding("payroll").class("nl-payroll").date("2025-10");
    let office = office(&vault);
    vault.unplug("b");
    vault.run(ADD).exits(0);
    vault.plug("b");
    let before = key(&vault, "b", "payroll", "key.age");
    let inside = open_key_file(&before, &[owner(&vault)]).unwrap();
    let to: Vec<Recipient> = vec![owner(&vault).recipient(), office.recipient()];
    let anew = key_file(&to, &inside).unwrap();
    // Of the two files the first is written, or both, or the second is torn; no entry names them.
    let torn = [&anew[..8192], &before[8192..]].concat();
    for (copy, first) in [(&anew, &before), (&anew, &torn), (&anew, &anew)] {
        fs::write(vault.bundle("b", "payroll").join("key-copy.age"), copy).unwrap();
        fs::write(vault.bundle("b", "payroll").join("key.age"), first).unwrap();
        vault.unplug("a");
        let restored = vault.run("restore {payroll} --to {out} --reason x --json");
        assert_eq!(restored.json()["records"], 3, "{restored}");
        fs::remove_dir_all(vault.path("out")).unwrap();
        vault.plug("a");
    }
    vault.run("verify {b}").exits(11);
    vault.run("key wrap").exits(0);
    assert!(opens(&vault, "b", "payroll", &office));
    vault.run("verify").exits(0);
}

#[test]
fn a_further_drive_gets_the_newest_keys_by_the_disposers_word() {
    let vault = Vault::holding("payroll").class("nl-payroll").date("2025-10");
    let office = office(&vault);
    vault.run(ADD).exits(0);
    vault.new_drives(&["c"]);
    vault.run("medium add --same-disk {c} --label 'Drive C'").exits(0);
    vault.run("copy --all --to 'Drive C'").exits(0);
    assert!(opens(&vault, "c", "payroll", &office));
    assert_eq!(key(&vault, "a", "payroll", "key.age"), key(&vault, "c", "payroll", "key.age"));
    vault.run("verify").exits(0);
    vault.run("ledger verify").exits(0);
    vault.run("key list").exits(0);
}

#[test]
fn what_takes_the_disposers_word_waits_and_the_rest_is_copied() {
    let vault = Vault::holding("payroll").class("nl-payroll").date("2025-10");
    office(&vault);
    vault.run(ADD).exits(0);
    vault.month("2025-11");
    vault.seal("books", "{src}/2025-11 --class nl-admin-basis --date 2025-11").exits(0);
    vault.new_drives(&["c"]);
    vault.run("medium add --same-disk {c} --label 'Drive C'").exits(0);
    let stranger = Identity::generate().to_secret_string();
    fs::write(vault.path("stranger"), format!("{}\n", stranger.expose_secret())).unwrap();
    let line = "copy --all --to 'Drive C' --identity {dir}/stranger";
    let said = vault.run(line).exits(13);
    said.says(&format!("Copied {}", vault.id("books"))).says(&vault.id("payroll"));
    assert!(vault.bundle("c", "books").join("seal.json.sig").exists());
    assert!(!vault.bundle("c", "payroll").exists());
    // Nothing is left that goes without it.
    vault.refuses(line, 13);
    let json = vault.run("copy --all --to 'Drive C' --json").exits(0).json();
    assert_eq!(json["unsigned"], serde_json::json!([]));
    assert!(vault.bundle("c", "payroll").join("seal.json.sig").exists());
    vault.run("verify").exits(0);
}

#[test]
fn a_key_that_was_removed_opens_nothing_that_is_sealed_or_wrapped_from_then_on() {
    let vault = Vault::holding("payroll").class("nl-payroll").date("2025-10");
    let office = office(&vault);
    vault.run(ADD).exits(0);
    let old = key(&vault, "a", "payroll", "key.age");
    vault.refuses("key remove Nobody", 2).says("key list");
    vault.refuses("key remove Office", 2).says("--yes");
    let other = Person { types_instead: Some("office?"), ..Person::default() };
    vault.asked(&other).refuses("key remove Office", 2);
    vault.refuses("key remove owner --yes", 14).says("--identity");
    vault.unplug("b");
    let person = Person::default();
    let removed = vault.asked(&person).run("key remove office").exits(0);
    removed.says("still reads what was sealed").says("1 bundle on Drive B").says("signer add");
    assert!(!opens(&vault, "a", "payroll", &office));
    assert!(opens(&vault, "a", "payroll", &owner(&vault)));
    assert!(open_key_file(&old, std::slice::from_ref(&office)).is_ok(), "an older copy opens");
    vault.run("key list").exits(1).says("Office opens still: 1 bundle on Drive B");
    vault.month("2025-11");
    vault.seal("later", "{src}/2025-11 --class nl-payroll --date 2025-11").exits(0);
    assert!(!opens(&vault, "a", "later", &office));
    vault.plug("b");
    vault.run("key wrap").exits(0);
    assert!(!opens(&vault, "b", "payroll", &office));
    vault.run("key list").exits(0).says("Office");
    vault.run("verify --deep").exits(0);
    // It makes no home either.
    id_of(&vault);
    vault.name("pc2", vault.path("pc2/home"));
    let line = "rebuild --accept-settings --from {a} --vault-id {id} --identity {dir}/office.key --no-passphrase";
    vault.run(&format!("{SECOND}{line}")).exits(13);
    // The paper goes too; the last one stays.
    vault.run("key remove papier --yes").exits(0);
    vault.refuses("key remove owner --yes", 14).says("last recipient");
    // It can come back.
    vault.run(ADD).exits(0);
    assert!(opens(&vault, "a", "payroll", &office));
}

#[test]
fn the_only_key_to_an_absent_drive_is_not_removed() {
    let vault = Vault::holding("payroll").class("nl-payroll").date("2025-10");
    let office = office(&vault);
    vault.unplug("b");
    vault.run(ADD).exits(0);
    vault.run("key remove paper --yes").exits(0);
    let line = "key remove owner --yes --identity {dir}/office.key";
    vault.refuses(line, 14).says("Drive B").says("key wrap");
    vault.plug("b");
    vault.run("key wrap").exits(0);
    assert!(opens(&vault, "b", "payroll", &office));
    vault.run(line).exits(0);
    vault.run("verify --deep --identity {dir}/office.key").exits(0);
}

#[cfg(target_os = "linux")]
#[test]
fn keys_that_could_only_be_read_through_a_cache_are_said_to_be_and_let_no_source_go() {
    let memory = tempfile::tempdir_in("/dev/shm").expect("this test needs /dev/shm");
    let vault = Vault::without_drives("--copies 1");
    vault.name("memory", memory.path());
    vault.run("medium add --same-disk {memory} --label Memory").exits(0);
    vault.month("2025/11");
    vault.seal("november", "{src} --class nl-admin-basis --date 2025-11").exits(0);
    office(&vault);
    vault.run(ADD).exits(0).says("perhaps from this PC's memory");
    let json = vault.run("key remove Office --yes --json").exits(0).json();
    assert_ne!(json["wrapped"][0]["counts_after"], serde_json::Value::Null, "{json:#}");
    vault.run("sweep {src}");
    assert_eq!(timed_files(&vault.source("")).len(), 3);
}

/// The keys of `Drive B` as they were sealed open for the owner and the paper alone.
fn vault_without_paper() -> (Vault, Vec<u8>) {
    let vault = Vault::holding("payroll").class("nl-payroll").date("2025-10");
    office(&vault);
    let sealed = key(&vault, "b", "payroll", "key.age");
    vault.run(ADD).exits(0);
    vault.run("key remove paper --yes --json").exits(0);
    (vault, sealed)
}

const REMOVE: &str = "key remove owner --yes --identity {dir}/office.key";

#[test]
fn a_drive_that_was_put_back_and_is_here_keeps_the_only_key_that_opens_it() {
    let (vault, sealed) = vault_without_paper();
    for name in KEYS {
        fs::write(vault.bundle("b", "payroll").join(name), &sealed).unwrap();
    }
    vault.unplug("a");
    vault.refuses(REMOVE, 14).says("Drive B").says("key wrap");
    // Another drive lends what opens.
    vault.plug("a");
    vault.run(REMOVE).exits(0).hides("Not connected");
    vault.run("verify --deep --identity {dir}/office.key").exits(0);
}

#[test]
fn an_absent_drive_of_which_an_earlier_state_opens_with_the_removed_key_alone_is_named() {
    let (vault, _) = vault_without_paper();
    vault.unplug("b");
    let said = vault.run(&format!("{REMOVE} --json")).exits(0).json();
    assert_eq!(said["unseen"], serde_json::json!(["Drive B"]));
    vault.run(REMOVE).exits(0).says("Not connected: Drive B.").says("keep that key");
    vault.plug("b");
    vault.run(&format!("{REMOVE} --lang nl")).exits(0).hides("Niet aangesloten");
}

#[test]
fn the_file_that_alone_opens_is_written_over_last_and_another_drive_s_newer_one_does() {
    let vault = Vault::holding("payroll").class("nl-payroll").date("2025-10");
    let office = office(&vault);
    vault.unplug("b");
    vault.run(ADD).exits(0);
    vault.plug("b");
    // Neither opens there any more: the newer one of the other drive takes their place.
    for name in KEYS {
        flip(&vault.bundle("b", "payroll").join(name), 300);
    }
    vault.run("key wrap").exits(0);
    assert!(opens(&vault, "b", "payroll", &office));
    vault.run("verify --deep").exits(0);
}

#[test]
fn keys_that_were_put_back_on_a_drive_open_for_nobody_who_was_removed() {
    let vault = Vault::holding("payroll").class("nl-payroll").date("2025-10");
    let office = office(&vault);
    vault.run(ADD).exits(0);
    let old = key(&vault, "b", "payroll", "key.age");
    vault.run("key remove Office --yes").exits(0);
    let newer = key(&vault, "b", "payroll", "key.age");
    let put_back = |bytes: &[u8]| {
        for name in KEYS {
            fs::write(vault.bundle("b", "payroll").join(name), bytes).unwrap();
        }
    };
    // The other drive lends what is due; without it there is nothing to mend from.
    vault.unplug("a");
    let strange = [&old[..8192], &newer[8192..]].concat();
    for bytes in [&old, &strange] {
        put_back(bytes);
        vault.run("verify {b}").exits(11);
        vault.run("repair {b} --json").exits(11);
        vault.run("repair {b}").exits(11).says("kluis key wrap");
        vault.run("repair {b} --lang nl").exits(11).says("kluis key wrap");
    }
    put_back(&old);
    assert!(opens(&vault, "b", "payroll", &office), "it does until somebody looks");
    vault.run("key wrap").exits(0).says("Drive B: the keys of 1 bundle");
    assert!(!opens(&vault, "b", "payroll", &office));
    assert!(opens(&vault, "b", "payroll", &owner(&vault)));
    vault.run("verify {b} --deep").exits(0);
    // Where no file on the drive opens, another drive's does.
    vault.plug("a");
    put_back(&strange);
    vault.run("key wrap").exits(0);
    assert!(opens(&vault, "b", "payroll", &owner(&vault)));
    let written = key(&vault, "b", "payroll", "key.age");
    // Of one of the two a removed key would be enough.
    fs::write(vault.bundle("b", "payroll").join("key-copy.age"), &old).unwrap();
    vault.run("key wrap").exits(0).says("Drive B: the keys of 1 bundle");
    assert!(!opens(&vault, "b", "payroll", &office));
    assert_eq!(written, key(&vault, "b", "payroll", "key.age"));
    vault.run("key wrap").exits(0).says("Each drive that was read");
    assert_eq!(written, key(&vault, "b", "payroll", "key.age"), "it is as it must be");
    vault.run("verify").exits(0);
    vault.run("ledger verify").exits(0);
}

#[test]
fn keys_of_an_earlier_generation_go_with_their_bundle() {
    let vault = Vault::holding("payroll").class("nl-payroll").date("2020-12");
    office(&vault);
    let first = key(&vault, "b", "payroll", "key.age");
    vault.run(ADD).exits(0);
    for name in KEYS {
        fs::write(vault.bundle("b", "payroll").join(name), &first).unwrap();
    }
    vault.on("2028-01-01").run(&format!("destroy {{payroll}} {BY}")).exits(0);
    assert!(!vault.bundle("b", "payroll").exists());
    vault.run("verify").exits(0);
}

#[test]
fn of_two_recipients_of_one_name_the_one_is_removed_that_is_meant() {
    let vault = two_homes();
    office(&vault);
    for drive in ["a", "b"] {
        vault.unplug(drive);
    }
    vault.run(ADD).exits(0);
    let other = Identity::generate().recipient();
    vault.run(&format!("{SECOND}key add ' Office ' --recipient {other}")).exits(0);
    for drive in ["a", "b"] {
        vault.plug(drive);
    }
    vault.run(&format!("{SECOND}key wrap")).exits(0);
    vault.run("key wrap").exits(0);
    let list = vault.run("key list --json").exits(0).json();
    let names = list["recipients"].as_array().unwrap().iter();
    assert_eq!(names.filter(|row| row["name"] == "Office").count(), 2, "{list}");
    let start = &other.digest().to_string()[..16];
    vault.refuses("key remove office --yes", 2).says(start);
    vault.run(&format!("key remove {start} --yes")).exits(0);
    let list = vault.run("key list --json").exits(0).json();
    for row in list["recipients"].as_array().unwrap() {
        let is_other = row["recipient"] == other.digest().to_string();
        assert_eq!(row["removed"].is_null(), !is_other, "{row}");
    }
}

#[test]
fn two_homes_that_leave_nobody_are_mended_by_one_who_is_let_in() {
    let vault = two_homes();
    let office = office(&vault);
    for drive in ["a", "b"] {
        vault.unplug(drive);
    }
    vault.run("key remove paper --yes").exits(0);
    let sheet = "--identity {dir}/sheet";
    vault.run(&format!("{SECOND}key remove owner --yes {sheet}")).exits(0);
    for drive in ["a", "b"] {
        vault.plug(drive);
    }
    let removed = vault.run(&format!("{SECOND}key wrap {sheet}"));
    assert_ne!(removed.exit, 20, "{removed}");
    vault.run("key wrap").exits(15);
    vault.run(ADD).exits(0);
    // The key of this PC was removed too, so that it can't try what it seals.
    vault.month("2025-10");
    let line = "archive {src}/2025-10 --class nl-admin-basis --date 2025-10 --json";
    let sealed = vault.run(line).exits(11).json();
    assert_eq!(sealed["bundles"][0]["sample"]["fault"], "closed");
    vault.take_bundle("2025-10", &sealed);
    assert!(opens(&vault, "a", "2025-10", &office));
    vault.run("ledger verify").exits(0);
}

#[test]
fn what_a_run_that_was_cut_off_has_left_of_an_index_goes_with_its_bundle() {
    let vault = Vault::holding("payroll").class("nl-payroll").date("2020-12");
    let indexes = vault.home().join("indexes");
    let index = fs::read_dir(&indexes).unwrap().flatten().map(|entry| entry.path());
    let index =
        index.into_iter().find(|path| path.extension().is_some_and(|e| e == "age")).unwrap();
    let left = index.with_extension("next");
    fs::copy(&index, &left).unwrap();
    vault.on("2028-01-01").run(&format!("destroy {{payroll}} {BY}")).exits(0);
    assert!(!index.exists() && !left.exists());
}

#[test]
fn a_name_and_a_key_are_given_once_and_a_key_is_one() {
    let vault = Vault::new();
    let office = office(&vault);
    vault.run(ADD).exits(0);
    let other = Identity::generate().recipient();
    vault.refuses(&format!("key add office --recipient {other}"), 2).says("called Office");
    vault.refuses("key add Two --recipient-file {dir}/office.pub", 2).says("called Office");
    vault.refuses("key add Two --recipient age1nothing", 2).says("age-keygen");
    vault.refuses("key add Two --recipient-file {dir}/none", 20);
    let secret = office.to_secret_string();
    let secret = secret.expose_secret();
    let line = format!("key add Two --recipient {secret}");
    let refused = vault.refuses(&line, 2).says("secret key");
    assert!(!refused.err.contains(&secret[20..]) && !refused.out.contains(&secret[20..]));
    fs::write(vault.path("both"), format!("{other}\n{}\n", office.recipient())).unwrap();
    vault.refuses("key add Two --recipient-file {dir}/both", 2).says("more than one");
    fs::write(vault.path("words"), "nothing of the kind\n").unwrap();
    vault.refuses("key add Two --recipient-file {dir}/words", 2).says("no recipient");
    // The public half of the sheet's key: it is there already, under its name.
    vault.refuses("key add Two --recipient-file {dir}/sheet", 2).says("paper");
}

#[test]
fn whom_the_ledger_does_not_name_is_let_in_by_no_command() {
    let vault = Vault::holding("payroll").class("nl-payroll").date("2025-10");
    office(&vault);
    let path = vault.home().join("recipients.txt");
    let text = fs::read_to_string(&path).unwrap();
    let thief = Identity::generate();
    fs::write(&path, format!("{text}{}\n", thief.recipient())).unwrap();
    for line in [ADD, "key wrap", "key remove paper --yes"] {
        vault.run(line).exits(15).says("recipients.txt");
    }
    vault.run("key list").exits(1).says("recipients.txt");
    let hold = vault.run("hold place --all --ref AUDIT-1 --kind audit --reason x");
    assert!(hold.exit <= 1, "{hold}");
    for name in ["vault.a.age", "vault.b.age"] {
        let there = fs::read(vault.on_drive("a").join(name)).unwrap_or_default();
        let opened =
            kluis::powers::envelope::decrypt_small(std::slice::from_ref(&thief), &there, 1 << 20);
        assert!(opened.is_err(), "{name} was sealed to a thief");
    }
    assert!(!opens(&vault, "a", "payroll", &thief));
    vault.new_drives(&["c"]);
    // Nor does it read what people wrote, or what a drive that comes now is given.
    vault.run("medium add {c} --label 'Drive C' --same-disk");
    let mut sealed: Vec<_> = ["vault.a.age", "vault.b.age"]
        .map(|name| vault.on_drive("c").join(name))
        .into_iter()
        .filter(|path| path.exists())
        .collect();
    let notes = fs::read_dir(vault.home().join("notes")).unwrap().flatten();
    let before = sealed.len();
    sealed.extend(notes.map(|entry| entry.path()));
    assert!(before > 0 && sealed.len() > before, "{sealed:?}");
    for path in sealed {
        let there = fs::read(&path).unwrap();
        let opened =
            kluis::powers::envelope::decrypt_small(std::slice::from_ref(&thief), &there, 1 << 20);
        assert!(opened.is_err(), "{} was sealed to a thief", path.display());
    }
}

#[test]
fn another_pc_takes_a_recipient_over_and_seals_to_it() {
    let vault = two_homes();
    let office = office(&vault);
    vault.run(ADD).exits(0);
    seal(&vault, SECOND, "2025-11", "");
    assert!(opens(&vault, "a", "2025-11", &office));
    member(&vault.run(&format!("{SECOND}key list --json")).json()["recipients"], "name", "Office");
    vault.run(&format!("{SECOND}key remove Office --yes")).exits(0);
    seal(&vault, "", "2025-10", "");
    assert!(!opens(&vault, "a", "2025-10", &office));
    vault.run("ledger verify").exits(0);
}

#[test]
fn two_pcs_that_wrap_one_bundle_apart_do_not_contradict_each_other() {
    let vault = two_homes();
    seal(&vault, "", "2025-10", "");
    vault.run(&format!("{SECOND}verify {{a}} {{b}}")).exits(0);
    let (office, other) = (office(&vault), Identity::generate());
    vault.unplug("b");
    vault.run(ADD).exits(0);
    vault.unplug("a");
    vault.plug("b");
    let line = format!("{SECOND}key add Other --recipient {}", other.recipient());
    vault.run(&line).exits(0);
    vault.plug("a");
    vault.run("key wrap").exits(0);
    vault.run(&format!("{SECOND}key wrap")).exits(0);
    for drive in ["a", "b"] {
        for identity in [&office, &other, &owner(&vault)] {
            assert!(opens(&vault, drive, "2025-10", identity), "{drive}");
        }
    }
    vault.run("ledger verify").exits(0);
    vault.run("verify").exits(0);
}

#[test]
fn a_bundle_that_is_being_destroyed_is_wrapped_no_more_and_goes_with_its_newer_keys() {
    let vault = Vault::holding("payroll").class("nl-payroll").date("2020-12");
    office(&vault);
    vault.run(ADD).exits(0);
    vault.unplug("b");
    vault.on("2028-01-01").run(&format!("destroy {{payroll}} {BY}")).exits(3);
    vault.plug("b");
    let before = key(&vault, "b", "payroll", "key.age");
    let other = Identity::generate().recipient();
    vault.run(&format!("key add Other --recipient {other}")).exits(0);
    assert_eq!(before, key(&vault, "b", "payroll", "key.age"));
    vault.run(&format!("destroy {{payroll}} {BY}")).exits(0);
    assert!(!vault.bundle("b", "payroll").exists());
    vault.run("verify").exits(0);
}

#[test]
fn keys_that_lie_apart_are_wrapped_where_they_lie() {
    let vault = Vault::without_drives("--custody apart --copies 1");
    vault.new_drives(&["k"]);
    vault.run("medium add --same-disk {a} --label 'Drive A' --role data").exits(0);
    vault.run("medium add --same-disk {k} --label 'Keys' --role keys").exits(0);
    vault.month("2025-10");
    vault.seal("payroll", "{src}/2025-10 --class nl-payroll --date 2025-10").exits(0);
    let office = office(&vault);
    vault.run(ADD).exits(0).says("Keys: the keys of 1 bundle");
    assert!(opens(&vault, "k", "payroll", &office));
    assert!(!vault.bundle("a", "payroll").join("key.age").exists());
    vault.run("verify").exits(0);
    vault.run("restore {payroll} --to {out} --reason x --identity {dir}/office.key").exits(0);
}

#[test]
fn a_sheet_that_nobody_tried_is_asked_for_after_a_year_unless_another_key_was_added() {
    let vault = Vault::holding("month").date("2024-11");
    office(&vault);
    vault.run("verify").exits(0);
    vault.run("due").exits(0);
    // Made on 2025-12-01.
    vault.on("2026-12-01").run("due").exits(1).hides("drill").says("verify");
    let due = vault.on("2026-12-03").run("due").exits(1).says("owner and paper");
    due.says("Next: kluis key drill\n").says("Next: kluis key drill --identity FILE\n");
    vault.run("status").exits(1).says("Keys to try: 2");
    vault.run("key drill").exits(0);
    let due = vault.run("due --json").json();
    assert_eq!(due["to_drill"], serde_json::json!(["paper"]));
    vault.run("due").exits(1).says("key drill --identity FILE").hides("key drill\n");
    vault.run(ADD).exits(0);
    let due = vault.run("due --json").json();
    assert_eq!(due["to_drill"], serde_json::json!([]));
}

#[test]
fn a_drill_opens_each_class_on_each_drive_and_asks_again_after_a_year() {
    let vault = Vault::holding("payroll").class("nl-payroll").date("2025-10");
    office(&vault);
    vault.month("2025-11");
    vault.seal("books", "{src}/2025-11 --class nl-admin-basis --date 2025-11").exits(0);
    let sheet = "key drill --identity {dir}/sheet";
    vault.run(sheet).exits(0).says("paper opened 2 bundles of 2 classes").says("Drive B");
    vault.run(&format!("{sheet} --lang nl")).exits(0).says("papier opende 2 bundels");
    vault.run("key drill --identity {dir}/office.key").exits(13);
    vault.run(ADD).exits(0);
    vault.run("key drill --all --identity {dir}/office.key --json").exits(0);
    let list = vault.run("key list --json").exits(0).json();
    let row = |name| member(&list["recipients"], "name", name).clone();
    assert!(row("owner")["drilled"].is_null());
    for name in ["paper", "Office"] {
        assert!(row(name)["drilled"].as_str().unwrap().starts_with(&vault.today()), "{name}");
    }
    vault.run("due").exits(0);
    vault.run("ledger show").exits(0).says("opened 2 bundles on Drive A");
    // One that does not open is named; the others are opened all the same.
    for name in KEYS {
        flip(&vault.bundle("b", "books").join(name), 9_000);
    }
    let hit = vault.run(&format!("{sheet} --json"));
    assert!(hit.exit == 11 || hit.exit == 13, "{hit}");
    let on = |drive: &str| member(&hit.json()["drilled"], "medium", drive).clone();
    assert_eq!(on("Drive A")["bundles"], 2);
    assert_eq!(
        (&on("Drive B")["bundles"], on("Drive B")["failed"][0]["bundle"].as_str()),
        (&1.into(), Some(vault.id("books").as_str()))
    );
    let later = vault.on("2027-02-01").run("due --json").json();
    assert_eq!(later["to_drill"], serde_json::json!(["Office", "paper"]));
    vault.run("key list").exits(1).says("It is time to show");
    // Where nothing is kept there is nothing to open.
    let destroy =
        "destroy {payroll} {books} --by A.Jansen --role owner --no-open-matters --damaged";
    vault.on("2034-01-05").run(destroy).exits(0);
    let due = vault.on("2034-01-05").run("due --json").json();
    assert_eq!(due["to_drill"], serde_json::json!([]));
    vault.on("2034-01-05").run("key list").exits(0);
    for drive in ["a", "b"] {
        vault.unplug(drive);
    }
    vault.on("2027-02-01").run("key drill").exits(10).says("Drive A");
}
