//! Keys: made once, shown once, and never needed to seal.

use std::fs;

use crate::harness::{BY, Person, Vault, identity_in, tree};
use crate::kit::files::slashed;

const INIT: &str = "init --name 'Bakkerij Jansen'";

#[test]
fn without_a_terminal_the_sheet_needs_a_place() {
    let vault = Vault::bare();
    vault.refuses(&format!("{INIT} --no-passphrase"), 2).says("--paper");
    fs::write(vault.path("sheet"), "mine").unwrap();
    vault.refuses(&format!("{INIT} --no-passphrase --paper {{dir}}/sheet"), 2);
    assert_eq!(fs::read(vault.path("sheet")).unwrap(), b"mine");
    vault.refuses(&format!("{INIT} --paper {{dir}}/new"), 2).says("--passphrase-file");
    assert!(!vault.path("new").exists(), "the sheet of a vault that was not made stays nowhere");
    assert!(!vault.home().exists());
}

#[test]
fn the_sheet_is_shown_once_and_two_groups_are_typed_back() {
    let vault = Vault::bare();
    let line = format!("{INIT} --no-passphrase");
    let careless = Person { miscopies: u32::MAX.into(), ..Person::default() };
    vault.asked(&careless).refuses(&line, 2);
    assert!(!vault.home().exists());
    let person = Person::default();
    let ran = vault.asked(&person).run(&line).exits(0);
    let identity = person.identity();
    ran.hides(&identity);
    assert_eq!(person.asked.borrow().len(), 2);
    let sheet = person.sheet.borrow().clone().unwrap();
    assert!(sheet.contains("Bakkerij Jansen") && sheet.contains("1 december 2025"), "{sheet}");
    assert!(crate::harness::holds(&vault.path(""), &identity).is_empty());
}

/// Modes are of Unix.
#[cfg(unix)]
#[test]
fn secrets_are_their_owners_alone() {
    use std::os::unix::fs::PermissionsExt;
    let vault = Vault::without_drives("");
    let mode = |path: std::path::PathBuf| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(vault.path("sheet")), 0o600);
    assert_eq!(mode(vault.home()), 0o700);
}

#[test]
fn a_passphrase_opens_and_a_wrong_one_does_not() {
    let vault = Vault::bare();
    fs::write(vault.path("right"), "correct horse\nsecond line\n").unwrap();
    fs::write(vault.path("wrong"), "battery staple\n").unwrap();
    vault
        .run(&format!("{INIT} --copies 1 --paper {{dir}}/sheet --passphrase-file {{dir}}/right"))
        .exits(0);
    assert!(vault.home().join("identity.age").is_file());
    assert!(!vault.home().join("identity.txt").exists());
    vault.run("medium add --same-disk {a} --label 'Drive A'").exits(0);
    vault.month("2020/11");
    vault.seal("old", "{src} --class nl-admin-basis --date 2020-11").exits(0);
    let restore = "restore {old} --to {out} --reason x";
    vault.refuses(restore, 2).says("--passphrase-file");
    vault.refuses(&format!("{restore} --passphrase-file {{dir}}/wrong"), 13);
    vault.refuses(&format!("{restore} --passphrase-file {{dir}}/none"), 20);
    vault.refuses("verify --deep --passphrase-file {dir}/wrong", 13);
    vault.run("verify").exits(0);
    let destroy = format!("destroy {{old}} {BY} --passphrase-file {{dir}}");
    vault.on("2028-01-01").refuses(&format!("{destroy}/wrong"), 13);
    vault
        .run(&format!("{restore} --passphrase-file {{dir}}/right --confirm-date 2028-01-01"))
        .exits(0);
    let person = Person { passphrase: Some("correct horse"), ..Person::default() };
    vault.asked(&person).run("verify --deep").exits(0);
}

#[test]
fn the_paper_identity_restores_and_destroys_without_the_owners() {
    let vault = Vault::holding("old").class("nl-payroll").date("2020-12");
    fs::remove_file(vault.home().join("identity.txt")).unwrap();
    vault.refuses("restore {old} --to {out} --reason x", 13).says("--identity");
    let sheet = fs::read_to_string(vault.path("sheet")).unwrap();
    fs::write(vault.path("paper"), format!("{}\n", identity_in(&sheet))).unwrap();
    vault.run("restore {old} --to {out} --reason x --identity {dir}/paper").exits(0);
    vault.run("verify --deep --identity {dir}/paper").exits(0);
    let line = format!("destroy {{old}} {BY} --identity {{dir}}/paper");
    vault.on("2028-01-01").run(&line).exits(0);
}

#[test]
fn sealing_needs_no_secret_identity() {
    let vault = Vault::new();
    fs::remove_file(vault.home().join("identity.txt")).unwrap();
    vault.month("2025/11");
    let line = "{src} --class nl-admin-basis --date 2025-11 --case X --move";
    vault.seal("november", line).exits(0);
    vault.run("verify").exits(0);
    vault.run("list").exits(0);
}

#[test]
fn another_identity_opens_nothing() {
    let vault = Vault::holding("old").class("nl-payroll").date("2020-12");
    let stranger = Vault::without_drives("");
    let identity = fs::read(stranger.home().join("identity.txt")).unwrap();
    fs::write(vault.path("stranger"), identity).unwrap();
    vault.refuses("restore {old} --to {out} --reason x --identity {dir}/stranger", 13);
    // Nor does it say of the copies that they are damaged: their files were looked at, and hold.
    vault.run("verify --deep --identity {dir}/stranger").fails(13);
    let shown = vault.run("ledger show --json").exits(0).json();
    let line = shown["entries"].as_array().unwrap().last().unwrap();
    assert_eq!((&line["event"], &line["fields"]["depth"]), (&"verified".into(), &"fixity".into()));
    assert_eq!(line["fields"]["findings"], serde_json::json!([]), "{line:#}");
    let line = format!("destroy {{old}} {BY} --identity {{dir}}/stranger");
    vault.on("2028-01-01").refuses(&line, 13);
    for (name, text) in [
        ("empty", String::new()),
        ("text", "hello\n".into()),
        ("plugin", "AGE-PLUGIN-YUBIKEY-1QQQQ\n".into()),
        ("ssh", "-----BEGIN OPENSSH PRIVATE KEY-----\n".into()),
        ("huge", "#".repeat(3 << 20)),
    ] {
        fs::write(vault.path(name), text).unwrap();
        let line = format!("verify --deep --identity {{dir}}/{name} --confirm-date 2028-01-01");
        let ran = vault.run(&line);
        assert!(ran.exit == 13 || (name, ran.exit) == ("huge", 20), "{name}: {ran}");
        ran.exits(if name == "huge" { 20 } else { 13 });
    }
}

#[test]
fn keys_apart_lie_on_the_keys_drive_only() {
    let vault = Vault::without_drives("--custody apart --copies 1");
    vault.refuses("medium add --same-disk {a} --label Data", 2).says("--role");
    vault.refuses("medium add --same-disk {a} --label Data --role data,keys", 2);
    vault.run("medium add --same-disk {a} --label Data --role data").exits(0);
    vault.month("2020/11");
    vault.refuses("archive {src} --class nl-payroll --date 2020-11", 10);
    vault.run("medium add --same-disk {b} --label Keys --role keys").exits(0);
    vault.seal("old", "{src} --class nl-payroll --date 2020-11").exits(0);
    let names = |drive: &str| -> Vec<String> {
        let names = tree(&vault.bundle(drive, "old")).into_keys();
        names.map(|path| slashed(&path)).collect()
    };
    assert_eq!(names("b"), ["key-copy.age", "key.age"]);
    assert!(!names("a").iter().any(|name| name.starts_with("key")));
    assert!(vault.still_restores("old"));
    vault.run("verify --deep").exits(0);

    vault.unplug("b");
    vault.refuses("restore {old} --to {out} --reason x", 10);
    let line = format!("destroy {{old}} {BY} --json");
    let half = vault.on("2028-01-01").run(&line).exits(3).json();
    assert_eq!(half["bundles"][0]["remaining"], serde_json::json!(["Keys"]));
    vault.plug("b");
    let done = vault.run(&line).exits(0).json();
    assert_eq!(done["bundles"][0]["complete"], true);
    assert!(!vault.bundle("b", "old").exists());
}

#[test]
fn keys_apart_go_first_where_only_their_drive_is_here() {
    let vault = Vault::without_drives("--custody apart --copies 1");
    vault.run("medium add --same-disk {a} --label Data --role data").exits(0);
    vault.run("medium add --same-disk {b} --label Keys --role keys").exits(0);
    vault.month("2020/11");
    vault.seal("old", "{src} --class nl-payroll --date 2020-11").exits(0);
    vault.unplug("a");
    let line = format!("destroy {{old}} {BY} --json");
    let half = vault.on("2028-01-01").run(&line).exits(3).json();
    assert_eq!(half["bundles"][0]["remaining"], serde_json::json!(["Data"]));
    assert!(!vault.bundle("b", "old").exists());
    vault.plug("a");
    vault.run(&line).exits(0);
}

#[test]
fn other_recipients_in_the_home_are_refused() {
    let vault = Vault::new();
    vault.month("2025/11");
    let path = vault.home().join("recipients.txt");
    let recipients = fs::read_to_string(&path).unwrap();
    let line = "archive {src} --class nl-admin-basis --date 2025-11";
    // One who is missing, and a line that is none, are damage: the spare mends it.
    for damaged in [recipients.lines().next().unwrap(), "ssh-ed25519 AAAA\n"] {
        fs::write(&path, damaged).unwrap();
        vault.run("list").exits(11).says("recipients.txt");
        assert_eq!(fs::read_to_string(&path).unwrap(), recipients);
    }
    // One more is not: somebody put him there.
    let stranger = "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p";
    fs::write(&path, format!("{recipients}{stranger}\n")).unwrap();
    vault.refuses(line, 15);
    fs::write(&path, recipients).unwrap();
    vault.run(line).exits(0);
}
