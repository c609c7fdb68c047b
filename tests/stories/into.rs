//! Records that were sealed in the wrong client's vault go into the right one.

use crate::harness::{BY, Person, Ran, Vault, member};
use crate::signers::AS_PIET;
use crate::two_homes::{back, out};

const JANSEN: &str = " --vault 'Bakkerij Jansen'";
const WIT: &str = " --vault 'De Wit'";

/// Two clients of one bookkeeper, each with two drives; a month of De Wit's was sealed in Jansen's vault.
fn two_clients() -> Vault {
    let vault = Vault::new();
    vault.month("2025-01");
    vault.seal("old", "{src}/2025-01 --class nl-admin-other --date 2025-01").exits(0);
    vault.run("init --name 'De Wit' --no-passphrase --paper {dir}/sheet-2").exits(0);
    vault.new_drives(&["c", "d"]);
    for (drive, label) in [("c", "Wit 1"), ("d", "Wit 2")] {
        let line = format!("medium add --same-disk {{{drive}}} --label '{label}'{WIT}");
        vault.run(&line).exits(0);
    }
    vault
}

const INTO: &str = "reseal {old} --into 'De Wit' --class nl-admin-other --date 2025-01 \
                    --reason 'wrong client' --vault 'Bakkerij Jansen'";

/// The new bundle in De Wit's vault, named `new`; what stays in Jansen's, named `rest`.
fn take(vault: &Vault, ran: &Ran) {
    for new in ran.json()["new"].as_array().unwrap() {
        let name = if new["vault"] == "De Wit" { "new" } else { "rest" };
        vault.name(name, new["bundle"].as_str().unwrap());
    }
}

fn standing(vault: &Vault) -> String {
    let list = vault.run(&format!("list --destroyed --json{JANSEN}")).json();
    member(&list["bundles"], "bundle", &vault.id("old"))["standing"].as_str().unwrap().to_owned()
}

fn kept_through(vault: &Vault, name: &str, of: &str) -> String {
    let show = vault.run(&format!("show {{{name}}} --json{of}")).json();
    show["end"]["keep_through"].as_str().unwrap_or("none").to_owned()
}

/// Whether the records come out of De Wit's vault.
fn comes_back(vault: &Vault) -> bool {
    let to = vault.path("given");
    let _ = std::fs::remove_dir_all(&to);
    vault.name("to", &to);
    let line = format!("restore {{new}} --to {{to}} --reason check --json{WIT}");
    vault.run(&line).exits(0).json()["records"] == 3
}

#[test]
fn records_of_another_client_go_into_that_clients_vault_and_the_old_bundle_is_destroyed() {
    let vault = two_clients();
    let done = vault.run(&format!("{INTO} --by Anna --json")).exits(0);
    take(&vault, &done);
    let report = done.json();
    assert_eq!(report["into"]["vault"], "De Wit");
    assert_eq!(report["new"][0]["copies_verified"], 2, "{report:#}");
    assert_eq!(report["destroyed"]["complete"], true, "{report:#}");
    assert_eq!(standing(&vault), "destroyed");
    for drive in ["c", "d"] {
        assert!(vault.bundle(drive, "new").exists());
        assert!(!vault.bundle(if drive == "c" { "a" } else { "b" }, "old").exists());
    }
    assert!(comes_back(&vault));
    // On record in both vaults, and in the statement.
    vault.run(&format!("ledger show --notes{JANSEN}")).exits(0).says("wrong client").says("Anna");
    let there = vault.run(&format!("ledger show --notes{WIT}")).exits(0);
    there.says(&vault.id("old")).says("of another vault").says("wrong client");
    let said = vault.run(&format!("statement show {{old}} --json{JANSEN}")).exits(0).json();
    let elsewhere = &said["statement"]["succeeded"]["elsewhere"][0];
    assert_eq!(elsewhere["bundle"].as_str().unwrap(), vault.id("new"));
    assert_eq!(elsewhere["vault"], report["into"]["id"]);
    for of in [JANSEN, WIT] {
        vault.run(&format!("verify --deep{of}")).exits(0);
        vault.run(&format!("ledger verify{of}")).exits(0);
    }
}

#[test]
fn in_words_the_other_client_is_named_in_both_languages() {
    for (lang, words) in [
        ("en", ["In the vault of De Wit", "Sealed", "compared one by one", "Every copy"]),
        ("nl", ["In de kluis van De Wit", "verzegeld", "één voor één", "Elke kopie"]),
    ] {
        let vault = two_clients();
        let done = vault.run(&format!("{INTO} --lang {lang}")).exits(0);
        words.iter().fold(done, |done, word| done.says(word));
    }
}

#[test]
fn under_a_hold_nothing_goes_into_another_vault() {
    for (lang, word) in [("en", "is held by BO-1"), ("nl", "vernietigingsstop BO-1")] {
        let vault = two_clients();
        vault.run(&format!("hold place {{old}} --ref BO-1 --reason audit{JANSEN}")).exits(0);
        vault.run(&format!("{INTO} --lang {lang}")).exits(14).says(word);
        assert!(vault.run(&format!("list --json{WIT}")).json()["bundles"][0].is_null());
        assert_eq!(standing(&vault), "kept");
        vault.run(&format!("hold release BO-1 --reason done{JANSEN}")).exits(0);
        vault.run(INTO).exits(0);
        assert_eq!(standing(&vault), "destroyed");
    }
}

#[test]
fn without_a_drive_of_the_other_vault_nothing_is_begun_and_that_vault_is_named() {
    let vault = two_clients();
    out(&vault, "c");
    out(&vault, "d");
    for (lang, word) in [("en", "in the vault of De Wit"), ("nl", "in de kluis van De Wit")] {
        vault.run(&format!("{INTO} --lang {lang}")).exits(10).says(word);
        assert_eq!(standing(&vault), "kept");
    }
}

#[test]
fn the_old_bundle_stays_until_the_other_vault_has_its_copies_and_the_same_command_goes_on() {
    for (lang, words) in [
        ("en", ["2 copies that count in the vault of De Wit", "copy --all --to \"Wit 2\""]),
        ("nl", ["in de kluis van De Wit 2 kopieën", "copy --all --to \"Wit 2\""]),
    ] {
        let vault = two_clients();
        out(&vault, "d");
        let told = vault.run(&format!("{INTO} --lang {lang}")).exits(3);
        words.iter().fold(told, |told, word| told.says(word)).says("--vault \"De Wit\"");
        let first = vault.run(&format!("{INTO} --json")).exits(3);
        take(&vault, &first);
        assert_eq!(first.json()["kept"], "too-few-copies");
        assert_eq!(standing(&vault), "kept");
        // Neither `destroy` nor the end of the wait for a drive lets it go sooner.
        vault.run(&format!("destroy {{old}} {BY}{JANSEN}")).exits(14).says("another vault");
        back(&vault, "d");
        vault.run(&format!("copy --all --to 'Wit 2'{WIT}")).exits(0);
        let done = vault.run(&format!("{INTO} --json")).exits(0).json();
        assert_eq!(done["new"][0]["bundle"].as_str().unwrap(), vault.id("new"), "sealed once");
        assert_eq!(done["new"][0]["stood"], true);
        assert_eq!(standing(&vault), "destroyed");
        assert!(comes_back(&vault));
    }
}

#[test]
fn a_copy_on_a_drive_that_was_away_goes_once_the_other_vault_is_asked_again() {
    let vault = two_clients();
    out(&vault, "b");
    let done = vault.run(&format!("{INTO} --json")).exits(3);
    take(&vault, &done);
    assert_eq!(done.json()["destroyed"]["remaining"][0], "Drive B");
    back(&vault, "b");
    // The new one is lost to De Wit: nobody lets the last copies of its records go.
    for drive in ["c", "d"] {
        let folder = vault.bundle(drive, "new");
        std::fs::rename(&folder, vault.path(&format!("gone-{drive}"))).unwrap();
    }
    vault.run(&format!("verify{WIT}")).exits(11);
    vault.run(&format!("destroy --resume {BY}{JANSEN}")).exits(14).says("another vault");
    assert!(vault.bundle("b", "old").exists());
    for drive in ["c", "d"] {
        std::fs::rename(vault.path(&format!("gone-{drive}")), vault.bundle(drive, "new")).unwrap();
    }
    vault.run(&format!("verify{WIT}")).exits(0);
    vault.run(&format!("destroy --resume {BY}{JANSEN}")).exits(0);
    assert_eq!(standing(&vault), "destroyed");
}

#[test]
fn what_fits_a_pattern_goes_and_the_rest_stays_in_its_own_vault() {
    let vault = two_clients();
    let done = vault.run(&format!("{INTO} --match '*.pdf' --json")).exits(0);
    take(&vault, &done);
    let rest = vault.run(&format!("show {{rest}} --records{JANSEN}")).exits(0);
    rest.says("bank.csv").says("factuur-2.xml").hides("factuur-1.pdf");
    assert_eq!(vault.run(&format!("show {{new}} --json{WIT}")).json()["records"], 1);
    assert_eq!(standing(&vault), "destroyed");
}

#[test]
fn a_persons_extension_goes_with_the_records_into_the_other_vault() {
    let vault = two_clients();
    vault.run(&format!("extend {{old}} --through 2033-06-30 --reason claim{JANSEN}")).exits(0);
    let done = vault.run(&format!("{INTO} --json")).exits(0);
    take(&vault, &done);
    assert_eq!(kept_through(&vault, "new", WIT), "2033-06-30");
    assert!(done.json()["proposed"].is_null(), "nothing about it can become earlier");
    assert_eq!(standing(&vault), "destroyed");
}

#[test]
fn an_end_that_is_earlier_in_the_other_vault_is_proposed_there_and_counts_once_it_is_confirmed() {
    let vault = two_clients();
    let line = INTO.replace("--date 2025-01", "--date 2022-01");
    let done = vault.run(&format!("{line} --json")).exits(0);
    take(&vault, &done);
    assert_eq!(kept_through(&vault, "new", WIT), "2032-12-31");
    let proposal = done.json()["proposed"]["proposal"].as_str().unwrap()[..8].to_owned();
    assert_eq!(standing(&vault), "destroyed");
    vault.run(&format!("shorten confirm {proposal} --reason r{WIT}")).fails(14);
    vault.on("2026-01-02").run(&format!("shorten confirm {proposal} --reason r{WIT}")).exits(0);
    assert_eq!(kept_through(&vault, "new", WIT), "2029-12-31");
}

#[test]
fn the_vault_that_has_it_is_no_other_vault_and_one_that_is_not_there_is_named() {
    let vault = two_clients();
    let line = |into: &str| INTO.replace("'De Wit'", into);
    vault.run(&line("'Bakkerij Jansen'")).exits(2).says("of that vault already");
    vault.run(&line("Nobody")).exits(2).says("Nobody");
    assert_eq!(standing(&vault), "kept");
}

#[test]
fn the_passphrase_of_each_vault_is_asked_for() {
    let vault = Vault::bare();
    for (name, words, drives) in [
        ("Jansen", "correct horse battery", ["a", "b"]),
        ("De Wit", "paper clip stapler", ["c", "d"]),
    ] {
        let file = vault.path(&format!("{name}.txt"));
        std::fs::write(&file, format!("{words}\n")).unwrap();
        vault.name(&format!("words-{}", drives[0]), &file);
        if drives[0] == "c" {
            vault.new_drives(&drives);
        }
        let init = format!(
            "init --name '{name}' --passphrase-file {{words-{}}} --paper '{{dir}}/{name}.sheet'",
            drives[0]
        );
        vault.run(&init).exits(0);
        for drive in drives {
            let line =
                format!("medium add --same-disk {{{drive}}} --label {drive} --vault '{name}'");
            vault.run(&format!("{line} --passphrase-file {{words-{}}}", drives[0])).exits(0);
        }
    }
    vault.month("2025-01");
    let sealed = "{src}/2025-01 --class nl-admin-other --date 2025-01 --vault Jansen";
    vault.seal("old", sealed).exits(0);
    let line = "reseal {old} --into 'De Wit' --class nl-admin-other --date 2025-01 --reason r \
                --vault Jansen";
    // One passphrase opens one vault.
    vault.run(&format!("{line} --passphrase-file {{words-a}}")).exits(2).says("De Wit");
    let nobody = Person { passphrase: None, ..Person::default() };
    vault.asked(&nobody).run(line).exits(2);
    let both = "--passphrase-file {words-a} --into-passphrase-file {words-c}";
    vault.run(&format!("{line} {both}")).exits(0);
}

#[test]
fn the_last_copy_here_stays_while_no_drive_of_the_other_vault_shows_the_records_whole() {
    let vault = two_clients();
    // B is away: its copy is to go later.
    out(&vault, "b");
    let done = vault.run(&format!("{INTO} --json")).exits(3);
    take(&vault, &done);
    out(&vault, "a");
    back(&vault, "b");
    let resume = format!("destroy --resume {BY}{JANSEN}");
    // The drives of the other vault are away: what its home remembers may be gone.
    out(&vault, "c");
    out(&vault, "d");
    vault.run(&resume).exits(14).says("whole on a connected drive").hides("overwritten");
    back(&vault, "c");
    back(&vault, "d");
    // They are here, and hold noise.
    for drive in ["c", "d"] {
        let payload = vault.bundle(drive, "new").join("payload-00000.age");
        let length = std::fs::metadata(&payload).unwrap().len() as usize;
        std::fs::write(&payload, vec![7; length]).unwrap();
    }
    vault.run(&resume).exits(14).hides("overwritten");
    assert!(vault.bundle("b", "old").join("key.age").exists());
    vault.run(&format!("repair 'Wit 1'{WIT}"));
}

#[test]
fn who_is_named_as_signer_signs_in_both_vaults_and_has_to_be_known_in_both() {
    let vault = two_clients();
    for (name, words) in [("piets", "paard batterij nietje"), ("theirs", "een zin voor De Wit")] {
        std::fs::write(vault.path(name), format!("{words}\n")).unwrap();
        vault.name(name, vault.path(name));
    }
    let add = "signer add --name 'P. de Vries' --new-passphrase-file";
    vault.run(&format!("{add} {{piets}}{JANSEN}")).exits(0);
    let line = format!("{INTO} {AS_PIET}");
    // Nothing is begun where that person does not sign there.
    vault.run(&line).exits(2).says("in the vault of De Wit").says("P. de Vries");
    vault.run(&format!("{line} --lang nl")).exits(2).says("in de kluis van De Wit");
    assert_eq!(standing(&vault), "kept");
    assert!(vault.run(&format!("list --json{WIT}")).json()["bundles"][0].is_null());
    vault.run(&format!("{add} {{theirs}}{WIT}")).exits(0);
    // The owner signs for neither any more: what that key signs counts for nothing.
    for (of, file) in [(JANSEN, "{piets}"), (WIT, "{theirs}")] {
        let signers = vault.run(&format!("signer list --json{of}")).exits(0).json();
        let all = signers["signers"].as_array().unwrap().iter();
        let owner = all.filter(|one| one["role"] == "disposer" && one["name"].is_null());
        let id = owner.map(|one| one["id"].as_str().unwrap().to_owned()).next().unwrap();
        let by =
            format!("--signer 'P. de Vries' --signer-passphrase-file {file} --by P --reason r");
        vault.run(&format!("signer retire {id} {by}{of}")).exits(0);
    }
    vault.run(INTO).exits(2).says("--signer-passphrase-file");
    vault.run(&line).exits(13).says("De Wit");
    let both = format!("{line} --into-signer-passphrase-file {{theirs}}");
    let done = vault.run(&format!("{both} --json")).exits(0);
    take(&vault, &done);
    assert_eq!(standing(&vault), "destroyed");
    for of in [JANSEN, WIT] {
        vault.run(&format!("ledger verify{of}")).exits(0);
    }
}
