//! The sealer's key was stolen, or may have been, and is replaced. Two homes of one vault share that key.

use std::fs;

use kluis::powers::random::OsRandom;
use kluis::powers::signer::SigningKey;

use crate::harness::{FIRST_DAY, Vault};
use crate::two_homes::{FIRST, SECOND, back, out, seal, two_homes};

const REPLACE: &str = "signer replace --by A.Jansen --reason 'the laptop was stolen'";

#[test]
fn a_drive_that_was_away_when_the_key_was_replaced_is_taken_at_its_next_contact() {
    let vault = Vault::new();
    seal(&vault, FIRST, "2025-01", "--to {a} --to {b}");
    vault.unplug("b");
    vault.run(REPLACE).exits(0).says("The sealer's key is replaced").says("Drive B");
    vault.plug("b");
    vault.run("verify {a} {b}").exits(0);
    seal(&vault, FIRST, "2025-02", "--to {a} --to {b}");
    let signers = vault.run("signer list --json").exits(0).json();
    let sealers: Vec<_> = signers["signers"].as_array().unwrap().iter().collect();
    assert_eq!(sealers.len(), 3, "{signers:#}");
    let here: Vec<_> =
        sealers.iter().filter(|row| row["here"] == true && row["role"] == "sealer").collect();
    assert_eq!(here.len(), 1);
    assert!(here[0]["replaced"].is_null(), "{signers:#}");
    // Strangers find every key that ever signed, and seals from before hold.
    let allowed = fs::read_to_string(vault.on_drive("b").join("allowed_signers")).unwrap();
    assert_eq!(allowed.lines().filter(|line| line.starts_with("sealer ")).count(), 2);
    for month in ["2025-01", "2025-02"] {
        assert!(vault.still_restores(month));
    }
    vault.run("ledger verify").exits(0).hides("quarantined");
    vault.run("ledger show --notes").exits(0).says("the laptop was stolen");
}

#[test]
fn a_second_home_takes_the_new_key_from_a_drive() {
    let vault = two_homes();
    seal(&vault, FIRST, "2025-01", "--to {a} --to {b}");
    vault.run(&format!("{SECOND}verify {{a}} {{b}}")).exits(0);
    vault.run("verify {a} {b}").exits(0);
    vault.run(REPLACE).exits(0);
    vault.run(&format!("{SECOND}verify {{a}}")).exits(0);
    seal(&vault, SECOND, "2025-02", "--to {a} --to {b}");
    vault.run("verify {a} {b}").exits(0);
    vault.run("ledger verify").exits(0).hides("quarantined");
    for home in [FIRST, SECOND] {
        vault.run(&format!("{home}list")).exits(0).says(&vault.id("2025-02"));
    }
    let key = |home: &std::path::Path| fs::read(home.join("signing/sealer")).unwrap();
    assert_eq!(key(&vault.home()), key(&vault.path("pc2/home")));
    // A home that is made now signs with the new key too.
    fs::remove_dir_all(vault.path("pc2")).unwrap();
    let line = "rebuild --accept-settings --from {a} --vault-id {id} --identity {dir}/sheet";
    vault.run(&format!("{SECOND}{line} --no-passphrase")).exits(0);
    vault.run(&format!("{SECOND}verify {{a}} {{b}}")).exits(0);
    assert_eq!(key(&vault.home()), key(&vault.path("pc2/home")));
}

#[test]
fn a_home_that_is_made_again_takes_the_key_in_force_whatever_the_clocks_said() {
    let vault = two_homes();
    vault.unplug("a");
    vault.on("2026-06-20").run("verify {b}").exits(0);
    vault.plug("a");
    vault.unplug("b");
    let settings = vault.home().join("kluis.toml");
    let text = fs::read_to_string(&settings).unwrap();
    fs::write(&settings, text.replace("copies = 2", "copies = 3")).unwrap();
    vault.on(FIRST_DAY).run(REPLACE).exits(0);
    vault.plug("b");
    let key = |home: &std::path::Path| fs::read(home.join("signing/sealer")).unwrap();
    // B's label is the later one by its clock, and has the key that was replaced.
    let line =
        "rebuild --accept-settings --from {b} --from {a} --vault-id {id} --identity {dir}/sheet";
    let line = format!("{SECOND}{line} --no-passphrase");
    fs::remove_dir_all(vault.path("pc2")).unwrap();
    vault.on(FIRST_DAY).run(&line).says("copies is 3 here, and 2 there");
    assert_eq!(key(&vault.home()), key(&vault.path("pc2/home")));
    // Where the document with the key in force is damaged, the replaced key makes no home.
    fs::remove_dir_all(vault.path("pc2")).unwrap();
    for slot in ["vault.a.age", "vault.b.age"] {
        fs::write(vault.on_drive("a").join(slot), "rot").unwrap();
    }
    vault.on(FIRST_DAY).run(&line).fails(11);
    assert!(!vault.path("pc2/home").join("signing").exists());
}

#[test]
fn what_a_second_home_wrote_before_it_heard_counts_once_it_vouches_for_it() {
    let vault = two_homes();
    vault.run(&format!("{SECOND}verify {{a}} {{b}}")).exits(0);
    vault.run("verify {a} {b}").exits(0);
    seal(&vault, FIRST, "2025-01", "--to {a} --to {b}");
    out(&vault, "a");
    out(&vault, "b");
    vault.run(&format!("{SECOND}medium add --same-disk {{c}} --label 'Drive C'")).exits(0);
    seal(&vault, SECOND, "2025-02", "--to {c}");
    back(&vault, "a");
    back(&vault, "b");
    out(&vault, "c");
    vault.run(REPLACE).exits(0);
    back(&vault, "c");
    // The first home can't tell the second's drive from a thief's.
    vault.run("verify {c}").fails(12).says("was replaced").says("kluis ledger join ");
    let folder = vault.bundle("c", "2025-02");
    vault.run(&format!("{SECOND}verify {{a}}")).exits(0);
    vault.run("verify {a}").exits(0);
    vault.run("list").exits(1).says(&vault.id("2025-02")).says("--distrust");
    vault.run("ledger verify").says("quarantined");
    let destroy = "destroy {2025-01} --by A --role owner --no-open-matters";
    vault.run(destroy).fails(14).says("--waive");
    assert!(folder.join("seal.json").exists(), "nobody erased what nobody vouches for");
    let told = vault.run(&format!("{SECOND}{REPLACE}")).exits(0);
    told.hides("quarantined");
    vault.run("verify {a} {c}").exits(0);
    vault.run("list").exits(0).says(&vault.id("2025-02"));
    vault.run("ledger verify").exits(0).hides("quarantined");
    vault.run(destroy).fails(14).hides("--waive");
    assert!(vault.still_restores("2025-02"));
}

#[test]
fn a_key_that_is_replaced_twice_leaves_it_to_the_second_home_to_vouch_for_its_lines() {
    let vault = two_homes();
    vault.run(&format!("{SECOND}verify {{a}} {{b}}")).exits(0);
    vault.run("verify {a} {b}").exits(0);
    seal(&vault, FIRST, "2025-01", "--to {a} --to {b}");
    out(&vault, "a");
    out(&vault, "b");
    vault.run(&format!("{SECOND}medium add --same-disk {{c}} --label 'Drive C'")).exits(0);
    seal(&vault, SECOND, "2025-02", "--to {c}");
    back(&vault, "a");
    back(&vault, "b");
    out(&vault, "c");
    vault.run(REPLACE).exits(0);
    // The first home hears of the second's lines, which it had not seen.
    vault.run(&format!("{SECOND}verify {{a}}")).exits(0);
    vault.run("verify {a}").exits(0);
    vault.run("ledger verify").says("quarantined");
    let destroy = "destroy {2025-01} --by A --role owner --no-open-matters";
    vault.run(destroy).fails(14).says("--waive");
    vault.run(REPLACE).exits(0);
    vault.run("ledger verify").says("quarantined");
    vault.run(destroy).fails(14).says("--waive");
    vault.run("list").exits(1).says("kluis ledger join ");
    back(&vault, "c");
    vault.run(&format!("{SECOND}verify {{a}}")).exits(0);
    vault.run(&format!("{SECOND}{REPLACE}")).exits(0).hides("quarantined");
    vault.run(&format!("{SECOND}verify {{a}} {{c}}")).exits(0);
    vault.run("verify {a} {c}").exits(0);
    vault.run("list").exits(0).says(&vault.id("2025-02"));
    vault.run(destroy).fails(14).hides("--waive");
    assert!(vault.still_restores("2025-02"));
}

#[test]
fn what_a_second_home_sealed_stays_on_a_drive_that_the_first_one_has_cut_back() {
    let vault = two_homes();
    vault.run(&format!("{SECOND}verify {{a}} {{b}}")).exits(0);
    vault.run("verify {a} {b}").exits(0);
    seal(&vault, FIRST, "2025-01", "--to {a} --to {b}");
    vault.run(&format!("{SECOND}verify {{a}} {{b}}")).exits(0);
    seal(&vault, SECOND, "2025-02", "--to {a}");
    let folder = vault.bundle("a", "2025-02");
    out(&vault, "a");
    vault.run(REPLACE).exits(0);
    back(&vault, "a");
    // What the second home wrote there the first one has not seen: it can't tell it from a thief's.
    vault.run("verify {a}").fails(12).says("kluis repair").says("kluis ledger join ");
    vault.run("repair {a}").fails(12).says("--not-ours");
    let not_ours = "repair {a} --not-ours --by A.Jansen --reason 'nobody knows it'";
    vault.run(not_ours).exits(0).says("made anew from this PC's ledger");
    vault.run("verify {a}").exits(1).says("is sealed under").says("kluis ledger join ");
    seal(&vault, FIRST, "2025-03", "--to {a} --to {b}");
    assert!(folder.join("seal.json").exists() && folder.join("key.age").exists());
    // The second home has its lines still, and vouches for them.
    vault.run(&format!("{SECOND}verify {{b}}")).exits(0);
    vault.run(&format!("{SECOND}{REPLACE}")).exits(1).says("was written to since");
    vault.run(&format!("{SECOND}verify {{a}} {{b}}")).exits(0);
    vault.run("verify {a} {b}").exits(0);
    vault.run("list").exits(0).says(&vault.id("2025-02"));
    for month in ["2025-01", "2025-02", "2025-03"] {
        assert!(vault.still_restores(month), "{month}");
    }
}

#[test]
fn a_home_whose_own_lines_another_one_left_out_by_number_says_what_it_does_not_list() {
    let vault = two_homes();
    vault.run(&format!("{SECOND}verify {{a}} {{b}}")).exits(0);
    vault.run("verify {a} {b}").exits(0);
    seal(&vault, FIRST, "2025-01", "--to {a} --to {b}");
    vault.run(&format!("{SECOND}verify {{a}} {{b}}")).exits(0);
    seal(&vault, SECOND, "2025-02", "--to {a} --to {b}");
    vault.run("verify {a} {b}").exits(0);
    let shown = vault.run("ledger show --json").exits(0).json();
    let sealed = shown["entries"].as_array().unwrap().iter().find(|entry| {
        entry["event"] == "sealed" && entry["fields"]["bundle"] == vault.id("2025-02").as_str()
    });
    let writer = sealed.unwrap()["writer"].as_str().unwrap();
    vault.run(&format!("{REPLACE} --distrust {writer}:0..")).exits(1);
    // At the PC where a person said so nothing more is said of it.
    vault.run("list").exits(0).hides(&vault.id("2025-02"));
    let second = |line: &str| vault.run(&format!("{SECOND}{line}"));
    second("verify {a} --deep");
    let listed = second("list").exits(1).says(&vault.id("2025-02")).says("README.txt");
    listed.says("--distrust ").hides("kluis ledger join");
    let given = "restore --all --reason check --to {dir}";
    second(&format!("{given}/given")).exits(1).says(&vault.id("2025-02"));
    let listed = second("list --json").exits(1).json();
    let entry = listed["withheld"]["left_out_entries"][0].as_str().unwrap().to_owned();
    // The drive that stands in an older state does not hear of it.
    second(&format!("{REPLACE} --distrust {entry}")).exits(1).says("kluis verify ");
    second("list").exits(0).hides(&vault.id("2025-02"));
    second(&format!("{given}/again")).exits(0);
}

#[test]
fn a_replacement_that_was_cut_off_leaves_the_key_that_the_ledger_names() {
    let vault = Vault::new();
    let signing = vault.home().join("signing");
    let sealer = || fs::read_to_string(signing.join("sealer")).unwrap();
    let old = sealer();
    // Before the entry: a key that nobody has heard of.
    let stranger = SigningKey::generate(&mut OsRandom);
    fs::write(signing.join("sealer.next"), stranger.to_openssh().as_bytes()).unwrap();
    vault.run("verify").exits(0);
    assert!(!signing.join("sealer.next").exists() && sealer() == old);
    vault.run(REPLACE).exits(0);
    let new = sealer();
    assert!(new != old && !signing.join("sealer.next").exists());
    // After the entry: the old key stands still, or half of the new one.
    for standing in [old.as_str(), &new[..40]] {
        fs::write(signing.join("sealer.next"), &new).unwrap();
        fs::write(signing.join("sealer"), standing).unwrap();
        vault.run("verify").exits(0);
        assert!(!signing.join("sealer.next").exists() && sealer() == new);
    }
}

#[test]
fn a_home_vouches_for_what_it_knows_and_does_not_believe_by_any_drive_that_has_it() {
    let vault = two_homes();
    vault.run(&format!("{SECOND}verify {{a}} {{b}}")).exits(0);
    vault.run("verify {a} {b}").exits(0);
    out(&vault, "a");
    seal(&vault, SECOND, "2025-02", "--to {b}");
    out(&vault, "b");
    back(&vault, "a");
    vault.run(REPLACE).exits(0);
    // The second home hears of the new key, and its lines come with it.
    vault.run(&format!("{SECOND}verify {{a}}")).exits(0);
    vault.run("verify {a}").exits(0);
    vault.run("list").exits(1).says(&vault.id("2025-02")).says("kluis ledger join \"Drive A\"");
    let join = "ledger join 'Drive A' --vouch --by A.Jansen --reason 'the other PC is ours'";
    vault.run(join).exits(0).says(&vault.id("2025-02"));
    vault.run("list").exits(0).says(&vault.id("2025-02"));
    back(&vault, "b");
    vault.run("verify {a} {b} --deep").exits(0);
    vault.run(&format!("{SECOND}verify {{a}} {{b}} --deep")).exits(0);
    vault.run("ledger verify").exits(0).hides("quarantined");
    assert!(vault.still_restores("2025-02"));
}

#[test]
fn lines_that_are_distrusted_by_number_stay_out_whoever_vouches() {
    let vault = two_homes();
    vault.run(&format!("{SECOND}verify {{a}} {{b}}")).exits(0);
    vault.run("verify {a} {b}").exits(0);
    out(&vault, "a");
    seal(&vault, SECOND, "2025-02", "--to {b}");
    out(&vault, "b");
    back(&vault, "a");
    vault.run(REPLACE).exits(0);
    vault.run(&format!("{SECOND}verify {{a}}")).exits(0);
    vault.run("verify {a}").exits(0);
    let listed = vault.run("list --json").exits(1).json();
    let entry = listed["withheld"]["entries"][0].as_str().unwrap().to_owned();
    vault.run(&format!("{REPLACE} --distrust {entry}")).exits(0);
    vault.run("list").exits(0).hides(&vault.id("2025-02"));
    let join = "ledger join {a} --vouch --by A.Jansen --reason 'it was wrong'";
    vault.run(join);
    vault.run("list").exits(0).hides(&vault.id("2025-02"));
}
