//! What a person types: passphrases, the sheet's key, labels and cases. The same for a person is the same for kluis,
//! and what could be read in two ways is refused.

use std::cell::Cell;
use std::fs;

use crate::harness::{Person, Vault, identity_in};

const INIT: &str = "init --name 'Bakkerij Jansen' --copies 1 --paper {dir}/sheet";
const RESTORE: &str = "restore {old} --to {out} --reason x";
/// "één krokodil", as Linux and as a Mac write it.
const COMPOSED: &str = "\u{e9}\u{e9}n krokodil";
const DECOMPOSED: &str = "e\u{301}e\u{301}n krokodil";

/// A vault under the passphrase in the file `first`, with one bundle.
fn under(passphrase: &[u8]) -> Vault {
    let vault = Vault::bare();
    fs::write(vault.path("first"), passphrase).unwrap();
    vault.run(&format!("{INIT} --passphrase-file {{dir}}/first")).exits(0);
    vault.run("medium add --same-disk {a} --label 'Drive A'").exits(0);
    vault.month("2020/11");
    vault.seal("old", "{src} --class nl-admin-basis --date 2020-11").exits(0);
    vault
}

fn paper(vault: &Vault) -> String {
    identity_in(&fs::read_to_string(vault.path("sheet")).unwrap())
}

#[test]
fn a_passphrase_that_was_typed_on_a_mac_opens_on_linux_and_on_windows() {
    let vault = under(DECOMPOSED.as_bytes());
    fs::write(vault.path("linux"), COMPOSED).unwrap();
    vault.run(&format!("{RESTORE} --passphrase-file {{dir}}/linux")).exits(0);
    fs::write(vault.path("windows"), format!("\u{feff}{COMPOSED}\r\n")).unwrap();
    vault.run("verify --deep --passphrase-file {dir}/windows").exits(0);
    let person = Person { passphrase: Some(DECOMPOSED), ..Person::default() };
    vault.asked(&person).run("verify --deep").exits(0);
}

#[test]
fn a_passphrase_file_that_could_be_read_in_two_ways_is_refused() {
    let vault = under(COMPOSED.as_bytes());
    for (name, bytes, says) in [
        ("latin", &b"\xe9\xe9n krokodil\n"[..], "UTF-8"),
        ("wide", b"\xff\xfe\xe9\0\xe9\0n\0", "UTF-8"),
        ("nul", b"a\0b\n", "NUL"),
        ("blank", b"\n\xc3\xa9\xc3\xa9n krokodil\n", "first line is blank"),
    ] {
        fs::write(vault.path(name), bytes).unwrap();
        vault.refuses(&format!("{RESTORE} --passphrase-file {{dir}}/{name}"), 2).says(says);
        let other = Vault::bare();
        fs::write(other.path(name), bytes).unwrap();
        other.refuses(&format!("{INIT} --passphrase-file {{dir}}/{name}"), 2).says(says);
        assert!(!other.home().exists() && !other.path("sheet").exists());
    }
}

#[test]
fn a_wrong_passphrase_is_asked_again_and_the_third_wrong_one_ends_it() {
    let vault = under(b"correct horse\n");
    let person =
        |mistypes| Person { passphrase: Some("correct horse"), mistypes, ..Person::default() };
    let twice = person(Cell::new(2));
    vault.asked(&twice).run("verify --deep").exits(0);
    assert_eq!(twice.asked.borrow().len(), 3);
    let thrice = person(Cell::new(3));
    vault.asked(&thrice).refuses("verify --deep", 13).says("tried 3 times");
    assert_eq!(thrice.asked.borrow().len(), 3);
}

#[test]
fn the_sheets_key_is_read_as_people_type_it_and_a_wrong_group_is_named() {
    let vault = under(b"correct horse\n");
    let key = paper(&vault);
    let (start, letters) = key.split_at("AGE-SECRET-KEY-1".len());
    let groups: Vec<String> = letters
        .as_bytes()
        .chunks(4)
        .map(|group| String::from_utf8_lossy(group).to_lowercase())
        .collect();
    let numbered: Vec<String> =
        groups.iter().enumerate().map(|(at, group)| format!("{} {group}", at + 1)).collect();
    for (at, typed) in [
        format!("{start} {}\n", groups.join(" ")),
        format!("{start}\n{}\n", numbered.join("  ").to_uppercase()),
        format!("{}\n", key.to_lowercase().replace('0', "o")),
    ]
    .iter()
    .enumerate()
    {
        fs::write(vault.path("typed"), typed).unwrap();
        let line =
            format!("restore {{old}} --to {{dir}}/out{at} --reason x --identity {{dir}}/typed");
        vault.run(&line).exits(0);
    }
    // By chance another group could be changed so that the checksum fits, in one of some seventy cases: of ten wrong
    // letters most are named.
    let mut named = 0;
    for letter in "qpzry9x8gf".chars() {
        let mut wrong = groups.clone();
        wrong[3].replace_range(1..2, &letter.to_string());
        if wrong == groups {
            continue;
        }
        fs::write(vault.path("typed"), format!("{start} {}\n", wrong.join(" "))).unwrap();
        let ran = vault.refuses(&format!("{RESTORE} --identity {{dir}}/typed"), 13);
        named += u32::from(ran.to_string().contains("compare group 4 with the recovery sheet"));
    }
    assert!(named > 5, "{named}");
    let mut short = groups.clone();
    short[6].pop();
    fs::write(vault.path("typed"), format!("{start} {}\n", short.join(" "))).unwrap();
    vault.refuses(&format!("{RESTORE} --identity {{dir}}/typed"), 13).says("compare group 7");
}

#[test]
fn a_new_passphrase_takes_the_place_of_the_old_one() {
    let vault = under(b"correct horse\n");
    fs::write(vault.path("second"), "battery staple\n").unwrap();
    fs::write(vault.path("brief"), "brief\n").unwrap();
    let change = "passphrase --passphrase-file {dir}/first";
    vault.refuses(change, 2).says("--new-passphrase-file");
    vault.refuses(&format!("{change} --new-passphrase-file {{dir}}/brief"), 2).says("fewer than 8");
    vault.refuses("passphrase --passphrase-file {dir}/brief", 13);
    vault.run(&format!("{RESTORE} --passphrase-file {{dir}}/first")).exits(0);
    vault.run(&format!("{change} --new-passphrase-file {{dir}}/second")).exits(0);
    vault.refuses("verify --deep --passphrase-file {dir}/first", 13);
    vault.run("verify --deep --passphrase-file {dir}/second").exits(0);
    // At a terminal.
    let person = Person {
        passphrase: Some("battery staple"),
        new_passphrase: Some("third of four"),
        ..Person::default()
    };
    vault.asked(&person).run("passphrase").exits(0);
    fs::write(vault.path("third"), "third of four\n").unwrap();
    vault.run("verify --deep --passphrase-file {dir}/third").exits(0);
}

#[test]
fn who_forgot_the_passphrase_sets_a_new_one_with_the_sheet() {
    let vault = under(b"correct horse\n");
    fs::write(vault.path("typed"), paper(&vault)).unwrap();
    fs::write(vault.path("second"), "battery staple\n").unwrap();
    let change = "passphrase --new-passphrase-file {dir}/second --identity {dir}";
    let ran = vault.run(&format!("{change}/typed")).exits(0);
    let typed = vault.path("typed");
    ran.says(&format!("Remove {} now", typed.display()));
    fs::remove_file(typed).unwrap();
    vault.run(&format!("{RESTORE} --passphrase-file {{dir}}/second")).exits(0);
    let stranger = Vault::without_drives("");
    fs::copy(stranger.home().join("identity.txt"), vault.path("theirs")).unwrap();
    vault.refuses(&format!("{change}/theirs"), 13).says("opens no bundle of this vault");
    vault.run("verify --deep --passphrase-file {dir}/second").exits(0);
}

#[test]
fn an_identity_in_the_clear_goes_when_it_gets_a_passphrase() {
    let vault = Vault::holding("old").class("nl-payroll").date("2020-12");
    fs::write(vault.path("first"), "correct horse\n").unwrap();
    vault.run("passphrase --new-passphrase-file {dir}/first").exits(0);
    assert!(!vault.home().join("identity.txt").exists());
    vault.refuses(RESTORE, 2).says("--passphrase-file");
    vault.run(&format!("{RESTORE} --passphrase-file {{dir}}/first")).exits(0);
}

#[test]
fn labels_and_cases_are_the_same_however_they_were_typed() {
    let vault = Vault::without_drives("--copies 1");
    vault.run("medium add --same-disk {a} --label 'Schijf e\u{301}e\u{301}n'").exits(0);
    for label in ["Schijf \u{e9}\u{e9}n", "SCHIJF \u{c9}\u{c9}N", "Schijf e\u{301}e\u{301}n"] {
        vault.refuses(&format!("medium add --same-disk {{b}} --label '{label}'"), 2);
        vault.run(&format!("verify '{label}'")).exits(0);
    }
    vault.month("2025/11");
    let line = "{src} --class nl-admin-basis --date 2025-11 --case 'Rene\u{301}'";
    vault.seal("november", line).exits(0);
    let listed = vault.run("list --case 'Ren\u{e9}' --json").exits(0).json();
    assert_eq!(listed["bundles"].as_array().unwrap().len(), 1, "{listed:#}");
}

#[test]
fn a_vault_id_is_read_as_people_type_it_and_a_wrong_letter_is_named() {
    let vault = Vault::holding("old").class("nl-payroll").date("2020-12");
    let id = vault.run("list --json").exits(0).json();
    drop(id);
    let sheet = fs::read_to_string(vault.path("sheet")).unwrap();
    fs::write(vault.path("typed"), identity_in(&sheet)).unwrap();
    let id = sheet.split_whitespace().find(|word| word.len() == 64).expect("a vault id").to_owned();
    let rebuild = |id: &str, at: &str| {
        format!(
            "rebuild --from {{a}} --vault-id '{id}' --identity {{dir}}/typed --no-passphrase --accept-settings --vault {{dir}}/{at}"
        )
    };
    let wrong = format!("{}x{}", &id[..20], &id[21..]);
    vault.refuses(&rebuild(&wrong, "h1"), 2).says("letter 21 (x)");
    vault.refuses(&rebuild(&id[1..], "h1"), 2).says("63");
    let groups: Vec<&str> = (0..16).map(|at| &id[at * 4..at * 4 + 4]).collect();
    let ran = vault.run(&rebuild(&groups.join(" ").to_uppercase().replace('0', "O"), "h1"));
    let typed = vault.path("typed");
    ran.exits(0).says(&format!("Remove {} now", typed.display()));
}
