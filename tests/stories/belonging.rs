//! A source folder belongs to one vault: a client's papers don't go into another client's archive by mistake.

use std::fs;

use kluis::formats::index::IndexReader;
use kluis::powers::envelope;
use kluis::powers::identity::parse_identities;

use crate::harness::{Ran, Vault, put};

/// Two clients on one PC, each with a drive.
fn two_clients() -> Vault {
    let vault = Vault::bare();
    for (name, drive) in [("Bakkerij", "a"), ("Smederij", "b")] {
        let line = format!("init --name {name} --no-passphrase --copies 1 --paper {{dir}}/{name}");
        vault.run(&line).exits(0);
        vault
            .run(&format!("--vault {name} medium add --same-disk {{{drive}}} --label '{name} 1'"))
            .exits(0);
    }
    for name in ["Bakkerij/2025/factuur.pdf", "Bakkerij/2024/bank.csv", "Smederij/2025/bon.pdf"] {
        put(&vault.source("Klanten").join(name), name);
    }
    vault
}

fn archive(client: &str, folder: &str, more: &str) -> String {
    let folder = format!("{{src}}/Klanten/{folder}");
    format!("--vault {client} archive {folder} --class nl-admin-basis --date 2025 {more}")
}

fn seals(vault: &Vault, client: &str, folder: &str, more: &str) -> Ran {
    vault.run(&archive(client, folder, more)).exits(0)
}

#[test]
fn what_one_client_s_vault_has_sealed_is_not_sealed_into_another_s() {
    let vault = two_clients();
    seals(&vault, "Bakkerij", "Bakkerij/2025", "").says("Sealed").hides("Also a source");
    // The folder itself, one in it, one file of it, and what holds it.
    put(&vault.source("Klanten/Bakkerij/2025/11/x.pdf"), "x");
    for folder in ["Bakkerij/2025", "Bakkerij/2025/11", "Bakkerij/2025/factuur.pdf", "Bakkerij", ""]
    {
        for more in ["", "--dry-run", "--move"] {
            let said = vault.refuses(&archive("Smederij", folder, more), 2);
            said.says("a source of Bakkerij").says("--vault Bakkerij").says("--shared-source");
        }
    }
    // Its neighbours are anybody's.
    seals(&vault, "Smederij", "Smederij/2025", "");
    seals(&vault, "Smederij", "Bakkerij/2024", "");
    // And its own client's month goes on.
    seals(&vault, "Bakkerij", "Bakkerij/2025", "").says("Sealed");
    vault.refuses(&archive("Bakkerij", "Bakkerij/2024", ""), 2).says("a source of Smederij");
}

#[test]
fn a_folder_that_was_sealed_into_the_wrong_vault_is_shared_by_a_person_s_word() {
    let vault = two_clients();
    seals(&vault, "Smederij", "Bakkerij/2025", "");
    vault.refuses(&archive("Bakkerij", "Bakkerij/2025", ""), 2);
    let ran = seals(&vault, "Bakkerij", "Bakkerij/2025", "--shared-source --json").json();
    assert_eq!(ran["shared"][0]["vault"], "Smederij", "{ran:#}");
    assert_eq!(ran["bundles"][0]["records"], 1);
    // Said once; it is told again whose else it is.
    put(&vault.source("Klanten/Bakkerij/2025/nieuw.pdf"), "new");
    seals(&vault, "Bakkerij", "Bakkerij/2025", "").says("Also a source of Smederij");
    // A folder beside it is not in that word.
    seals(&vault, "Smederij", "Bakkerij/2024", "");
    vault.refuses(&archive("Bakkerij", "Bakkerij/2024", ""), 2);
}

#[test]
fn a_folder_that_the_settings_name_is_its_client_s_before_anything_was_sealed() {
    let vault = two_clients();
    // All of them, by mistake, into the first client's vault.
    seals(&vault, "Bakkerij", "", "");
    vault.refuses(&archive("Smederij", "Smederij/2025", ""), 2).says("meets");
    let settings = vault.path("data/kluis/vaults/smederij/kluis.toml");
    let text = fs::read_to_string(&settings).unwrap();
    // Below the user's own folder.
    fs::write(&settings, format!("sources = [\"Administratie/Klanten/Smederij\"]\n{text}"))
        .unwrap();
    seals(&vault, "Smederij", "Smederij/2025", "").says("Also a source of Bakkerij");
    // And nobody else's from then on.
    put(&vault.source("Klanten/Smederij/2026/bon.pdf"), "x");
    let third = "init --name Slagerij --no-passphrase --copies 1 --paper {dir}/s";
    vault.run(third).exits(0);
    vault.refuses(&archive("Slagerij", "Smederij/2026", ""), 2).says("a source of");
}

#[test]
fn every_vault_at_once_does_not_seal_one_client_s_folder_into_all() {
    let vault = two_clients();
    let line = "--each archive {src}/Klanten/Bakkerij --class nl-admin-basis --date 2025 --json";
    let all = vault.run(line).exits(2).json();
    let sealed = |vault: &serde_json::Value| vault["bundles"].as_array().map_or(0, Vec::len);
    let vaults: Vec<usize> = all["vaults"].as_array().unwrap().iter().map(sealed).collect();
    assert_eq!(vaults, [1, 0], "{all:#}");
}

#[test]
fn another_vault_that_is_in_use_or_damaged_or_locked_bars_nobody() {
    let vault = two_clients();
    seals(&vault, "Bakkerij", "Bakkerij/2025", "");
    let home = vault.path("data/kluis/vaults/bakkerij");
    let lock = fs::File::options().write(true).open(home.join("lock")).unwrap();
    lock.lock().unwrap();
    fs::remove_file(home.join("identity.txt")).unwrap();
    vault.refuses(&archive("Smederij", "Bakkerij/2025", ""), 2).says("a source of Bakkerij");
    drop(lock);
    for file in fs::read_dir(home.join("known")).unwrap() {
        fs::write(file.unwrap().path(), "[\"/\", {").unwrap();
    }
    seals(&vault, "Smederij", "Smederij/2025", "");
    for name in ["home.a.json", "home.b.json", "kluis.toml"] {
        fs::write(home.join(name), "no longer what it was").unwrap();
    }
    seals(&vault, "Smederij", "Smederij", "");
}

#[test]
fn the_run_s_record_says_that_a_source_is_shared_and_not_with_whom() {
    let vault = two_clients();
    seals(&vault, "Smederij", "Bakkerij/2025", "");
    let ran = seals(&vault, "Bakkerij", "Bakkerij/2025", "--shared-source --json").json();
    vault.name("bundle", ran["bundles"][0]["bundle"].as_str().unwrap());
    let report = run_report(&vault);
    let place = vault.source("Klanten/Bakkerij/2025").canonicalize().unwrap();
    assert_eq!(report["shared_sources"], serde_json::json!([place]), "{report:#}");
    assert!(!report["shared_sources"].to_string().contains("vault"));
}

/// The report of the run, from the home's copy of the bundle's index.
fn run_report(vault: &Vault) -> serde_json::Value {
    let home = vault.path("data/kluis/vaults/bakkerij");
    let identities = parse_identities(&fs::read(home.join("identity.txt")).unwrap()).unwrap();
    let file = home.join("indexes").join(format!("{}.age", vault.id("bundle")));
    let sealed = fs::read(file).unwrap();
    let plain = envelope::decrypt_small(&identities, &sealed, 1 << 20).unwrap();
    let bytes = plain.len() as u64;
    let mut index = IndexReader::open(std::io::Cursor::new(plain.to_vec()), bytes).unwrap();
    index.meta().unwrap().report
}
