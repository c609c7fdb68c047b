//! Bad input: each gets one clear line, a line of help and its exit code, and changes nothing.

use std::fs;
use std::path::PathBuf;

use crate::harness::{BY, Vault, copy_folder, flip, tree};

/// Turns one byte of a file over in a fresh copy of a drive, and runs `verify` with these options.
fn verify_after(vault: &Vault, damage: impl FnOnce(), options: &str) -> crate::harness::Ran {
    damage();
    vault.run(&format!("verify {options}"))
}

#[test]
fn words_that_can_not_be_meant() {
    let vault = Vault::holding("old").date("2025-10");
    for line in [
        "",
        "archiv",
        "--bogus",
        "archive",
        "archive {src}",
        "archive {src} --class nl-nothing --date 2025",
        "archive {src} --class NL-PAYROLL --date 2025",
        "archive {src} --class nl-payroll",
        "archive {src}/none --class nl-payroll --date 2025",
        "archive {home} --class nl-payroll --date 2025",
        "archive {src} --class nl-payroll --date 2025 --also nl-asset@",
        "archive {src} --class nl-payroll --date 2025 --also nonsense",
        "archive {src} --class nl-payroll --date 2025 --inactive-for 3h",
        "archive {src} --class nl-payroll --date 2025 --tag nokey",
        "archive {src} --class nl-payroll --date 2025 --period P5",
        "archive {src} --class nl-payroll --date 2025 --period P5Y",
        "archive {src} --class nl-payroll --date 2025 --case ''",
        "archive {src} --class nl-payroll --date 2025 --to 'Drive Q'",
        "archive {src} --class nl-admin-other --date 2025 --period P5Y",
        "archive {src} --class nl-permanent --date 2025",
        "destroy {old} --by NAME --role ROLE --no-open-matters",
        "destroy {old} --by NAAM --role FUNCTIE --no-open-matters",
        "medium add {b} --same-disk --label '…'",
        "class show nl-nothing",
        "class show ../../etc/passwd",
        "restore --to {out} --reason x",
        "restore {old} --to {out} --reason ''",
        "restore {old} --to {out}",
        "restore {old} --to {out} --reason x --ref 'lower case'",
        "restore {old} --to {out} --reason x --match '['",
        "restore 2025 --class nl-nothing --to {out} --reason x",
        "restore 1999 --to {out} --reason x",
        "restore --year 22 --to {out} --reason x",
        "show 1999",
        "show {old}0",
        "list --class nl-nothing",
        "list --year 2025..2019",
        "list --vault Nobody",
        "verify 'Drive Q'",
        "medium add --same-disk {out} --label C",
        "medium add --same-disk {home} --label C",
        "medium add --same-disk {dir} --label C",
        "medium add --same-disk {src} --label 'Drive A'",
        "medium add --same-disk {src} --label ''",
        "medium add --same-disk {src} --label C --role data",
        "destroy",
        "destroy {old}",
        "destroy {old} --by '' --role owner --no-open-matters",
        "destroy 1999 --by A --role owner --no-open-matters",
        "book-year add 2025-01-01 2024-01-01",
        "book-year add 2025 2026",
        "init --name '' --paper {dir}/new --no-passphrase",
        "init --name 'Bakkerij Jansen' --paper {dir}/new --no-passphrase",
        "init --name New --copies 0 --paper {dir}/new --no-passphrase",
        "init --name New --book-year-end 02-30 --paper {dir}/new --no-passphrase",
        "init --name New --paper {dir}/sheet --no-passphrase",
        "verify --confirm-date 2025",
        "list --json --vault Nobody extra --bogus",
    ] {
        let before = vault.everything();
        let ran = vault.run(line);
        if line.contains("--json") {
            assert_eq!(ran.json()["error"]["exit"], 2, "{ran}");
        } else {
            ran.fails(2);
        }
        assert!(before == vault.everything(), "{line}");
        assert!(!vault.path("new").exists(), "{line}");
    }
}

#[test]
fn without_a_vault_there_is_nothing_to_list() {
    let vault = Vault::bare();
    for line in [
        "list",
        "verify",
        "ledger show",
        "medium list",
        "list --each",
        "destroy 2025 --by A --role b",
    ] {
        vault.refuses(line, 2).says("kluis init");
    }
    vault.run("class list").exits(0);
}

#[test]
fn what_is_there_but_empty() {
    let vault = Vault::new();
    fs::create_dir(vault.source("empty")).unwrap();
    vault.refuses("archive {src}/empty --class nl-payroll --date 2025", 2);
    vault.run("list").exits(0);
    vault.run("verify").exits(0);
    vault.run("list --year 1999").exits(1);
}

#[test]
fn a_wrong_absent_or_foreign_drive() {
    let vault = Vault::holding("old").date("2025-10");
    let line = "archive {src} --class nl-payroll --date 2025-10";
    vault.refuses(&format!("{line} --to {{src}}"), 10);
    vault.refuses("verify {src}", 10);
    let other = Vault::new();
    vault.name("foreign", other.path("a"));
    vault.refuses("verify {foreign}", 10).says("another vault");
    vault.refuses(&format!("{line} --to {{foreign}}"), 10);
    vault.unplug("a");
    vault.refuses("verify 'Drive A'", 10).says("Drive A");
    vault.refuses(&format!("{line} --to 'Drive A'"), 10).says("Drive A");
    vault.unplug("b");
    vault.refuses("verify", 10);
    vault.refuses(line, 10);
    vault.refuses("restore {old} --to {out} --reason x", 10);
    vault.run("list").exits(0);
}

#[test]
fn a_copied_drive_is_not_the_drive() {
    let vault = Vault::holding("old").date("2025-10");
    let copy = vault.path("copy");
    copy_folder(&vault.path("a"), &copy);
    // The drive goes on, and the copy is brought in its place.
    vault.month("2025/11");
    vault.seal("new", "{src}/2025/11 --class nl-admin-basis --date 2025-11").exits(0);
    fs::rename(vault.path("a"), vault.path("aside")).unwrap();
    fs::rename(&copy, vault.path("a")).unwrap();
    let line = "archive {src} --class nl-payroll --date 2025-10";
    vault.refuses(&format!("{line} --to {{a}}"), 10).says("older state");
    // The other drive goes on, and the copy is named.
    vault.run(line).exits(10).says("older state").says("Drive B").hides("Drive A, read back");
    vault.run("verify").exits(11).says("Drive A");
}

#[test]
fn a_flipped_byte_anywhere_is_found() {
    let vault = Vault::holding("old").date("2025-10");
    vault.unplug("b");
    let bundle = vault.bundle("a", "old");
    let names: Vec<PathBuf> = tree(&bundle).into_keys().collect();
    assert_eq!(names.len(), 11, "{names:?}");
    for name in names {
        let path = bundle.join(&name);
        let whole = fs::read(&path).unwrap();
        for at in [0, whole.len() / 2, whole.len() - 1] {
            let ran = verify_after(&vault, || flip(&path, at), "");
            fs::write(&path, &whole).unwrap();
            if name.as_os_str() == "README.txt" {
                continue;
            }
            assert!(ran.exit == 11 || ran.exit == 12, "{name:?} at {at}: {ran}");
            let text = format!("{}{}", ran.out, ran.err);
            assert!(text.contains(&vault.id("old")), "{ran}");
        }
    }
    vault.run("verify").exits(0);
}

#[test]
fn a_flipped_byte_beside_the_bundles_is_found() {
    let vault = Vault::holding("old").date("2025-10");
    vault.unplug("b");
    let folder = vault.on_drive("a");
    for name in ["README.txt", "LEESMIJ.txt", "spec/SPEC.md", "spec/reader.py", "allowed_signers"] {
        let path = folder.join(name);
        let whole = fs::read(&path).unwrap();
        verify_after(&vault, || flip(&path, 5), "")
            .exits(11)
            .says(name.rsplit('/').next().unwrap());
        fs::remove_file(&path).unwrap();
        vault.run("verify").exits(11);
        fs::write(&path, whole).unwrap();
    }
    vault.run("verify").exits(0);
}

#[test]
fn deep_names_the_records_that_damage_has_hit() {
    let vault = Vault::holding("old").date("2025-10");
    vault.unplug("b");
    let payload = vault.bundle("a", "old").join("payload-00000.age");
    flip(&payload, fs::metadata(&payload).unwrap().len() as usize / 2);
    let report = vault.run("verify --deep --json").exits(11).json();
    let hit = report["records_hit"].as_array().unwrap();
    assert_eq!(hit.len(), 3, "one chunk holds them all");
    assert!(hit[0]["record"].as_str().unwrap().contains("Administratie/2025-10/"));
    let report = vault.run("verify --json").exits(11).json();
    assert!(report["records_hit"].as_array().unwrap().is_empty());
    assert_eq!(report["findings"][0]["file"], "payload-00000.age");
}

#[test]
fn files_that_are_gone_short_or_long_are_found() {
    let vault = Vault::holding("old").date("2025-10");
    vault.unplug("b");
    let bundle = vault.bundle("a", "old");
    for name in
        ["payload-00000.age", "index.age", "records.commit", "SHA256SUMS", "key.age", "seal.json"]
    {
        let path = bundle.join(name);
        let whole = fs::read(&path).unwrap();
        let more = [&whole[..], b"more"].concat();
        for bytes in [Some(&whole[..whole.len() - 1]), Some(&more[..]), Some(&b""[..]), None] {
            match bytes {
                Some(bytes) => fs::write(&path, bytes).unwrap(),
                None => fs::remove_file(&path).unwrap(),
            }
            let ran = vault.run("verify");
            assert!(ran.exit == 11 || ran.exit == 12, "{name}: {ran}");
        }
        fs::write(&path, &whole).unwrap();
    }
    vault.run("verify").exits(0);
    fs::rename(&bundle, vault.path("aside")).unwrap();
    vault.run("verify").exits(11);
}

#[test]
fn a_damaged_or_forged_seal_opens_nothing() {
    let vault = Vault::holding("old").class("nl-payroll").date("2020-12");
    vault.month("2025/11");
    vault.seal("new", "{src}/2025 --class nl-payroll --date 2025-11").exits(0);
    vault.unplug("b");
    let bundle = vault.bundle("a", "old");
    let seal = fs::read(bundle.join("seal.json")).unwrap();
    let signature = fs::read(bundle.join("seal.json.sig")).unwrap();
    let theirs = vault.bundle("a", "new");
    let put_back = || {
        fs::write(bundle.join("seal.json"), &seal).unwrap();
        fs::write(bundle.join("seal.json.sig"), &signature).unwrap();
    };
    // Under no signature of ours it may be rot: the home's seal says what the records are, and nothing is destroyed.
    let damaged = || {
        vault.on("2028-01-01").run("restore {old} --to {out} --reason x").exits(1);
        fs::remove_dir_all(vault.path("out")).unwrap();
        vault.on("2028-01-01").refuses(&format!("destroy {{old}} {BY} --damaged"), 11);
        put_back();
    };
    let text = String::from_utf8(seal.clone()).unwrap();
    fs::write(bundle.join("seal.json"), text.replace("2027-12-31", "2022-12-31")).unwrap();
    damaged();
    // Well signed, but of another bundle.
    fs::copy(theirs.join("seal.json"), bundle.join("seal.json")).unwrap();
    fs::copy(theirs.join("seal.json.sig"), bundle.join("seal.json.sig")).unwrap();
    vault.on("2028-01-01").refuses("restore {old} --to {out} --reason x", 12);
    vault.on("2028-01-01").refuses(&format!("destroy {{old}} {BY} --damaged"), 12);
    put_back();
    fs::write(bundle.join("seal.json"), text.replace("\"format\"", " \"format\"")).unwrap();
    damaged();
    fs::copy(vault.on_drive("a").join("label.a.json.sig"), bundle.join("seal.json.sig")).unwrap();
    damaged();
    vault.on("2028-01-01").run("restore {old} --to {out} --reason x").exits(0);
}

#[test]
fn a_cut_reordered_or_edited_ledger_on_a_drive() {
    let vault = Vault::holding("old").date("2025-10");
    vault.unplug("b");
    let ledger = chain(vault.on_drive("a").join("ledger"));
    let whole = fs::read_to_string(&ledger).unwrap();
    let lines: Vec<&str> = whole.lines().collect();
    let swapped = [lines[0], lines[2], lines[1]]
        .iter()
        .chain(&lines[3..])
        .fold(String::new(), |text, line| text + line + "\n");
    let edited = whole.replace("2032-12-31", "2022-12-31");
    assert_ne!(edited, whole);
    for (how, text) in [("swapped", swapped), ("edited", edited)] {
        fs::write(&ledger, text).unwrap();
        let ran = vault.run("ledger verify");
        assert_eq!(ran.exit, 11, "{how}: {ran}");
        let ran = vault.run("verify");
        assert_eq!(ran.exit, 11, "{how}: {ran}");
        assert!(fs::read_to_string(&ledger).unwrap().starts_with(&whole), "{how}");
    }
    // A torn one is fetched again from the home, and lies on the drive whole after its next contact. So is one
    // that was cut, and that is a finding: no run of ours leaves a chain shorter than its label says.
    let cut = lines[..2].join("\n") + "\n";
    for (text, exit) in [(Some(cut), 11), (None, 0), (Some(String::new()), 11)] {
        let now = fs::read_to_string(chain(vault.home().join("ledger"))).unwrap();
        fs::write(&ledger, text.unwrap_or(format!("{now}{{\"torn"))).unwrap();
        vault.run("ledger verify").exits(exit);
        vault.run("verify").exits(exit);
        assert!(fs::read_to_string(&ledger).unwrap().starts_with(&whole));
        vault.run("ledger verify").exits(0);
        fs::write(&ledger, fs::read(chain(vault.home().join("ledger"))).unwrap()).unwrap();
    }
}

#[test]
fn a_cut_or_edited_ledger_at_home() {
    let vault = Vault::holding("old").date("2025-10");
    vault.unplug("a");
    vault.unplug("b");
    let ledger = chain(vault.home().join("ledger"));
    let whole = fs::read_to_string(&ledger).unwrap();
    let lines: Vec<&str> = whole.lines().collect();
    let edited = whole.replace("2032-12-31", "2022-12-31");
    let cut = lines[..lines.len() - 1].join("\n") + "\n";
    for text in [edited, cut, String::new()] {
        fs::write(&ledger, text).unwrap();
        for line in ["list", "ledger verify", "archive {src} --class nl-payroll --date 2025-10"] {
            vault.refuses(line, 11).says("damaged");
        }
    }
    // A torn last line never counted.
    fs::write(&ledger, format!("{whole}{{\"torn")).unwrap();
    vault.run("list").exits(0);
}

fn chain(folder: PathBuf) -> PathBuf {
    let mut chains = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    chains.next().expect("a chain")
}

#[test]
fn a_damaged_label_or_drive_file() {
    let vault = Vault::holding("old").date("2025-10");
    vault.unplug("b");
    let folder = vault.on_drive("a");
    let labels: Vec<PathBuf> = ["label.a.json", "label.b.json"]
        .map(|name| folder.join(name))
        .into_iter()
        .filter(|p| p.exists())
        .collect();
    assert_eq!(labels.len(), 2);
    let whole: Vec<Vec<u8>> = labels.iter().map(|path| fs::read(path).unwrap()).collect();
    for path in &labels {
        flip(path, 40);
    }
    let line = "archive {src} --class nl-payroll --date 2025-10";
    vault.refuses(line, 11).says("kluis repair");
    vault.run("verify").exits(11).says("kluis repair");
    vault.refuses("medium add --same-disk {a} --label Again", 11).says("kluis repair");
    fs::write(&labels[0], &whole[0]).unwrap();
    fs::write(&labels[1], &whole[1]).unwrap();
    let drive = vault.path("a/kluis-drive.json");
    let text = fs::read_to_string(&drive).unwrap();
    for bad in ["", "{}", "not json", &text.replace("\"format\": 1", "\"format\": 2")] {
        fs::write(&drive, bad).unwrap();
        vault.refuses("verify {a}", 10);
    }
    fs::write(&drive, text).unwrap();
    vault.run("verify").exits(0);
}

#[test]
fn settings_and_secrets_that_are_broken_are_named() {
    let vault = Vault::holding("old").date("2025-10");
    let broken = |name: &str, text: &str, exit: i32| {
        let path = vault.home().join(name);
        let whole = fs::read(&path).unwrap();
        fs::write(&path, text).unwrap();
        vault.refuses("archive {src} --class nl-payroll --date 2025-10", exit).says(name);
        fs::write(&path, whole).unwrap();
    };
    broken("kluis.toml", "name = ", 2);
    broken("kluis.toml", "name = \"x\"\ncopies = 0\n", 2);
    // Without its spare as well.
    for (name, spare, text) in
        [("signing/sealer", "sealer", "no key"), ("signing/tag.secret", "tag.secret", "no secret")]
    {
        let spare = vault.home().join("spare").join(spare);
        let kept = fs::read(&spare).unwrap();
        fs::remove_file(&spare).unwrap();
        broken(name, text, 11);
        fs::write(&spare, kept).unwrap();
    }
    vault.run("list").exits(0);
}

#[test]
fn a_slip_in_the_settings_is_named_by_its_line_in_the_user_s_language() {
    let vault = Vault::without_drives("");
    let settings = vault.home().join("kluis.toml");
    let whole = fs::read_to_string(&settings).unwrap();
    for (text, english, dutch) in [
        (
            whole.replace("copies", "copis"),
            "there is no setting copis here",
            "een instelling copis bestaat hier niet",
        ),
        (
            whole.replace("copies = 2", "copies = \"two\""),
            "this value does not fit: copies = \"two\"",
            "deze waarde past niet: copies = \"two\"",
        ),
        (
            whole.replace("copies = 2", "copies 2"),
            "this is no TOML: copies 2",
            "dit is geen TOML: copies 2",
        ),
        (
            format!("{whole}\n[[class]]\n"),
            "a setting is missing below [[class]]",
            "onder [[class]] ontbreekt een instelling",
        ),
    ] {
        fs::write(&settings, text).unwrap();
        vault.refuses("list", 2).says("kluis.toml: line ").says(english);
        vault.run("list --lang nl").exits(2).says("kluis.toml: regel ").says(dutch);
    }
}
