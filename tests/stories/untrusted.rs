//! A drive is hostile until proven ours: what is too large, a bomb, or speaks to the terminal.

use std::fs::{self, File};
use std::io::Write;

use crate::harness::{Ran, Vault};

/// One bundle on one drive.
fn vault() -> Vault {
    let vault = Vault::holding("old").class("nl-payroll").date("2025-10");
    vault.unplug("b");
    vault
}

/// No output that a terminal obeys.
fn harmless(ran: Ran) -> Ran {
    let bad = |c: char| (c.is_control() && c != '\n') || ('\u{202a}'..='\u{202e}').contains(&c);
    assert!(!ran.out.contains(bad) && !ran.err.contains(bad), "{:?}{:?}", ran.out, ran.err);
    ran
}

#[test]
fn files_that_are_far_too_large_are_not_read() {
    let vault = vault();
    let (folder, bundle) = (vault.on_drive("a"), vault.bundle("a", "old"));
    let grow = |path: &std::path::Path| {
        // Without bytes of its own: reading it whole would take all memory.
        File::options().write(true).open(path).unwrap().set_len(64 << 30).unwrap();
    };
    for name in
        ["seal.json", "seal.json.sig", "key.age", "index.age", "records.commit", "SHA256SUMS"]
    {
        let path = bundle.join(name);
        let whole = fs::read(&path).unwrap();
        if name.starts_with("seal") || name.starts_with("key") {
            grow(&path);
        } else {
            File::options().append(true).open(&path).unwrap().write_all(&[0; 999]).unwrap();
        }
        let ran = vault.run("verify");
        assert!([10, 11, 12].contains(&ran.exit), "{name}: {ran}");
        fs::write(&path, whole).unwrap();
    }
    for path in [
        folder.join("label.a.json"),
        folder.join("label.b.json.sig"),
        vault.path("a/kluis-drive.json"),
    ] {
        let whole = fs::read(&path).unwrap();
        grow(&path);
        let ran = vault.run("verify");
        assert!([0, 10, 11, 12].contains(&ran.exit), "{path:?}: {ran}");
        fs::write(&path, whole).unwrap();
    }
}

#[test]
fn a_key_file_of_somebody_elses_making_opens_nothing() {
    let vault = vault();
    let bundle = vault.bundle("a", "old");
    let recipients = fs::read_to_string(vault.home().join("recipients.txt")).unwrap();
    let encrypt = |inside: &str| {
        let recipients =
            recipients.lines().map(|line| line.parse::<age::x25519::Recipient>().unwrap());
        let recipients: Vec<_> = recipients.collect();
        let recipients = recipients.iter().map(|recipient| recipient as &dyn age::Recipient);
        let encryptor = age::Encryptor::with_recipients(recipients).unwrap();
        let mut sealed = Vec::new();
        let mut writer = encryptor.wrap_output(&mut sealed).unwrap();
        writer.write_all(inside.as_bytes()).unwrap();
        writer.finish().unwrap();
        sealed
    };
    // The padding that makes it as large as a key file is.
    let sized = |inside: &str| {
        // age puts a stanza of random length into each header.
        let padded = format!("{inside}{}", "#".repeat(16_384 - encrypt(inside).len()));
        let mut tries = (0..10_000).map(|_| encrypt(&padded));
        tries.find(|sealed| sealed.len() == 16_384).expect("one of the random lengths fits")
    };
    use age::secrecy::ExposeSecret;
    let other = age::x25519::Identity::generate();
    let other = other.to_string();
    for inside in [
        "AGE-PLUGIN-EVIL-1QQQQQQQQQQQQQ\n".to_owned(),
        "-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----\n".to_owned(),
        format!("{}\n", other.expose_secret()),
        "hello\n".to_owned(),
    ] {
        for name in ["key.age", "key-copy.age"] {
            fs::write(bundle.join(name), sized(&inside)).unwrap();
        }
        let ran = vault.run("restore {old} --to {out} --reason x");
        assert!([11, 12].contains(&ran.exit), "{inside}: {ran}");
        assert!(!vault.path("out").exists());
        vault.run("verify").exits(11).says("key.age");
    }
}

#[test]
fn a_work_factor_that_never_ends_is_refused() {
    let vault = vault();
    // A stanza that asks for 2^40 rounds; nobody has to wait to be told.
    let header = "age-encryption.org/v1\n-> scrypt AAAAAAAAAAAAAAAAAAAAAA 40\n\
                  AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n--- \
                  AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n";
    fs::write(vault.path("bomb"), [header.as_bytes(), &[0; 200]].concat()).unwrap();
    fs::write(vault.path("word"), "secret\n").unwrap();
    let line =
        "restore {old} --to {out} --reason x --identity {dir}/bomb --passphrase-file {dir}/word";
    vault.refuses(line, 13);
    let mut key = header.as_bytes().to_vec();
    key.resize(16_384, 0);
    for name in ["key.age", "key-copy.age"] {
        fs::write(vault.bundle("a", "old").join(name), &key).unwrap();
    }
    let ran = vault.run("restore {old} --to {out} --reason x");
    assert!([11, 13].contains(&ran.exit), "{ran}");
}

#[test]
fn a_bomb_in_place_of_a_payload_is_found_before_it_is_opened() {
    let vault = vault();
    let bomb = zstd::bulk::compress(&vec![0; 64 << 20], 19).unwrap();
    fs::write(vault.bundle("a", "old").join("payload-00000.age"), &bomb).unwrap();
    fs::write(vault.bundle("a", "old").join("index.age"), &bomb).unwrap();
    vault.run("verify").exits(11);
    let ran = vault.run("restore {old} --to {out} --reason x");
    assert!([11, 12].contains(&ran.exit), "{ran}");
    vault.run("verify --deep").exits(11);
}

#[test]
fn what_speaks_to_the_terminal_is_shown_harmless() {
    let evil = "\u{1b}[2J\u{1b}]0;owned\u{7}\u{202e}evil\u{9b}31m";
    let vault = Vault::without_drives("");
    vault.refuses(&format!("medium add --same-disk {{a}} --label '{evil}'"), 2);
    vault.run("medium add --same-disk {a} --label 'Drive\u{202e}A'").exits(0);
    let vault_name =
        harmless(vault.run(&format!("init --name '{evil}' --no-passphrase --paper {{dir}}/s2")));
    vault_name.exits(2);
    vault.month("2025/11");
    let names = [format!("2025/{evil}.pdf"), format!("2025/{evil}/Thumbs.db"), format!("{evil}/x")];
    for name in &names {
        vault.file(name, "x");
    }
    let line = "{src} --class nl-admin-basis --date 2025-11";
    harmless(vault.run(&format!("archive {line} --tag 'naam={evil}'"))).exits(2);
    let dry = format!("archive {line} --dry-run");
    harmless(vault.run(&dry)).exits(0);
    harmless(vault.run(&format!("archive {line} --move")));
    harmless(vault.run("list")).exits(0);
    harmless(vault.run("medium list")).exits(0);
    harmless(vault.run("medium list --json")).exits(0);
    harmless(vault.run("verify --deep")).exits(0);
    harmless(vault.run(&format!("restore --all --match '{evil}' --to {{dir}}/one --reason x")))
        .exits(0);
    harmless(vault.run(&format!("restore --all --to {{out}} --reason '{evil}' --for '{evil}'")))
        .exits(0);
    harmless(vault.run("ledger show")).exits(0);
    for line in
        ["show", "verify", "list --class", "list --vault", "class show", "--", "archive --class"]
    {
        harmless(vault.run(&format!("{line} '{evil}'")).fails(2));
    }
    let id = vault.run("list --json").json()["bundles"][0]["bundle"].as_str().unwrap().to_owned();
    vault.name("old", id);
    let payload = vault.bundle("a", "old").join("payload-00000.age");
    crate::harness::flip(&payload, fs::metadata(&payload).unwrap().len() as usize / 2);
    harmless(vault.run("verify --deep")).exits(11).says("evil");
    harmless(vault.run("verify --deep --json")).exits(11);
}

/// Windows takes no name with a control character.
#[cfg(unix)]
#[test]
fn strange_names_on_a_drive_are_shown_harmless() {
    let vault = vault();
    let evil = "\u{1b}[31mevil";
    fs::create_dir(vault.on_drive("a").join("bundles").join(evil)).unwrap();
    fs::write(vault.bundle("a", "old").join(evil), "x").unwrap();
    fs::write(vault.path("a").join(evil), "x").unwrap();
    let ran = harmless(vault.run("verify"));
    assert!([0, 1].contains(&ran.exit), "{ran}");
    harmless(vault.run("medium list"));
}

#[test]
fn a_drive_that_can_not_be_told_by_its_own_file_is_not_simply_away() {
    let vault = Vault::holding("old").class("nl-payroll").date("2020-12");
    let drive = vault.path("a/kluis-drive.json");
    let text = fs::read_to_string(&drive).unwrap();
    let other = text.replace("\"format\": 1", "\"format\": 2");
    for broken in [other, text[..20].to_owned()] {
        fs::write(&drive, broken).unwrap();
        vault.run("verify").exits(10).says("kluis-drive.json").says("Drive B: 1 bundle");
        let archive = "archive {src} --class nl-payroll --date 2020-12 --accept-end";
        vault.run("verify {a}").fails(10).says("kluis-drive.json");
        vault.run(archive).exits(10).says("kluis-drive.json").says("kluis repair");
    }
}

#[test]
fn deep_verification_goes_on_behind_a_bundle_whose_keys_are_bad() {
    let vault = Vault::holding("old").class("nl-payroll").date("2020-12");
    vault.month("2025/11");
    vault.seal("new", "{src}/2025 --class nl-admin-basis --date 2025-11").exits(0);
    vault.unplug("b");
    for name in ["key.age", "key-copy.age"] {
        let mut bytes = b"age-encryption.org/v1\n-> plugin-x y\nAAAA\n--- x\n".to_vec();
        bytes.resize(16_384, 0);
        fs::write(vault.bundle("a", "old").join(name), bytes).unwrap();
    }
    let report = vault.run("verify --deep --json").exits(11).json();
    assert_eq!(report["media"][0]["records"], 3, "{report:#}");
    let found = report["findings"].as_array().unwrap();
    assert!(found.iter().all(|finding| finding["what"] == "key"), "{report:#}");
}
