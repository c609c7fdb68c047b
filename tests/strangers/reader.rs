//! The reader on the drive, written from the format's text alone, against the program's output.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use crate::damage::{flip, length};
use crate::shell::{refuses, runs, said, succeeds, tool};
use crate::sources::{self, assert_same};
use crate::stage::Stage;

/// The reader as it lies on the drive.
pub fn reader(stage: &Stage, verb: &str) -> Command {
    let mut python = tool("python3");
    python.arg(stage.vault().join("spec/reader.py")).arg(verb);
    python
}

/// A verb that opens the bundle, with the paper identity.
pub fn opening(stage: &Stage, verb: &str) -> Command {
    let paper = stage.at("typed.txt");
    fs::write(&paper, stage.paper_identity()).expect("the folder is there");
    let mut command = reader(stage, verb);
    command.arg(stage.bundle_file("")).arg("-i").arg(paper);
    command
}

fn printed(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("it prints UTF-8")
}

#[test]
fn check_finds_no_fault_in_what_was_just_sealed() {
    let stage = Stage::sealed(None, sources::hard);
    let count = sources::sources(&stage.home()).len();
    let expected =
        format!("ok     {}: {count} records, to be kept through 2032-12-31", stage.bundle);
    for place in [stage.at("drive"), stage.vault()] {
        let said = printed(&succeeds(reader(&stage, "check").arg(place)));
        assert!(said.contains(&expected), "{said}");
        assert!(said.contains("\nno faults\n"), "{said}");
        assert!(!said.contains("FAULT") && !said.contains("note   "), "{said}");
    }
}

#[test]
fn check_with_an_identity_reads_every_record_and_finds_no_fault() {
    let stage = Stage::sealed(None, sources::hard);
    let check = |stage: &Stage| {
        let mut command = opening(stage, "check");
        command.arg("--vault-id").arg(&stage.vault_id);
        command
    };
    // `opening` names the bundle, where a check takes a drive.
    let refused = refuses(&mut check(&stage));
    assert!(refused.contains("has no vault's folder"), "{refused}");
    // Of one person's bundle the seal shows less.
    sources::large(&stage.home().join("left"), 1, 100);
    let class = ["--class", "nl-employment-contract", "--date", "2025-11-15", "--case", "DV-1"];
    stage.json(&[&["archive", "left"][..], &class, &["--accept-newer"]].concat());
    // Of a confidential class it shows a commitment, which the index answers.
    sources::large(&stage.home().join("sick"), 1, 100);
    let class = ["--class", "nl-medical", "--date", "2025-11-15", "--accept-newer"];
    stage.json(&[&["archive", "sick"][..], &class].concat());
    let mut drive = reader(&stage, "check");
    drive.arg(stage.at("drive")).arg("-i").arg(stage.at("typed.txt"));
    let said = printed(&succeeds(&mut drive));
    assert!(said.contains("\nno faults"), "{said}");
}

#[test]
fn check_finds_no_fault_where_two_branches_of_a_chain_were_joined() {
    let stage = Stage::sealed(None, |folder| sources::large(folder, 1, 100));
    fs::create_dir(stage.at("drive-b")).unwrap();
    stage.json(&["medium", "add", "--same-disk", "../drive-b", "--label", "Drive B"]);
    let seal = |folder: &str, drive: &str| {
        sources::large(&stage.home().join(folder), 1, 100);
        let class = ["--class", "nl-admin-basis", "--date", "2025-12", "--accept-newer"];
        stage.json(&[&["archive", folder][..], &class, &["--to", drive]].concat());
    };
    let swap = |from: &str, to: &str| fs::rename(stage.at(from), stage.at(to)).unwrap();
    let data = stage.home().join("data");
    succeeds(tool("cp").arg("-a").arg(&data).arg(stage.at("backup")));
    swap("drive-b", "away");
    seal("lost-1", "Drive A");
    seal("lost-2", "Drive A");
    fs::remove_dir_all(&data).unwrap();
    swap("backup", "home/data");
    swap("drive", "away-too");
    swap("away", "drive-b");
    seal("since", "Drive B");
    swap("away-too", "drive");
    let why = ["--by", "A. Jansen", "--reason", "put back"];
    stage.json(&[&["ledger", "join", "Drive A"][..], &why].concat());
    stage.json(&["verify"]);
    stage.json(&["copy", "--all", "--to", "Drive B"]);
    for drive in ["drive", "drive-b"] {
        let said = printed(&succeeds(reader(&stage, "check").arg(stage.at(drive))));
        assert!(said.contains("\nno faults\n") && !said.contains("note   "), "{drive}: {said}");
    }
}

#[test]
fn check_believes_what_somebody_vouched_for_after_the_key_was_replaced() {
    let stage = Stage::sealed(None, |folder| sources::large(folder, 1, 100));
    fs::create_dir(stage.at("drive-b")).unwrap();
    stage.json(&["medium", "add", "--same-disk", "../drive-b", "--label", "Drive B"]);
    let seal = |folder: &str, drive: &str| {
        sources::large(&stage.home().join(folder), 1, 100);
        let class = ["--class", "nl-admin-basis", "--date", "2025-12", "--accept-newer"];
        let said = stage.json(&[&["archive", folder][..], &class, &["--to", drive]].concat());
        said["bundles"][0]["bundle"].as_str().expect("it is sealed").to_owned()
    };
    let swap = |from: &str, to: &str| fs::rename(stage.at(from), stage.at(to)).unwrap();
    let data = stage.home().join("data");
    let why = ["--by", "A. Jansen", "--reason", "stolen"];
    succeeds(tool("cp").arg("-a").arg(&data).arg(stage.at("backup")));
    swap("drive-b", "away");
    let lost = seal("lost", "Drive A");
    fs::remove_dir_all(&data).unwrap();
    swap("backup", "home/data");
    swap("drive", "away-too");
    stage.json(&[&["signer", "replace"][..], &why].concat());
    swap("away", "drive-b");
    let since = seal("since", "Drive B");
    swap("away-too", "drive");
    stage.json(&[&["ledger", "join", "Drive A", "--vouch"][..], &why].concat());
    stage.json(&["verify"]);
    for drive in ["Drive A", "Drive B"] {
        stage.json(&["copy", "--all", "--to", drive]);
    }
    for drive in ["drive", "drive-b"] {
        let said = printed(&succeeds(reader(&stage, "check").arg(stage.at(drive))));
        assert!(said.contains("\nno faults\n") && !said.contains("note   "), "{drive}: {said}");
        for bundle in [&lost, &since] {
            assert!(said.contains(&format!("ok     {bundle}: ")), "{drive}: {said}");
        }
    }
}

#[test]
fn check_tells_the_vault_of_the_sheet_from_any_other() {
    let stage = Stage::sealed(None, |folder| sources::large(folder, 1, 100));
    let right = succeeds(
        reader(&stage, "check").arg(stage.at("drive")).args(["--vault-id", &stage.vault_id]),
    );
    assert!(!printed(&right).contains("held against itself"), "{}", said(&right));

    let mut same_folder = stage.vault_id.clone();
    let last = if same_folder.ends_with('0') { "1" } else { "0" };
    same_folder.replace_range(63.., last);
    for wrong in [same_folder, "0".repeat(64)] {
        for place in [stage.at("drive"), stage.vault()] {
            let output = runs(reader(&stage, "check").arg(place).args(["--vault-id", &wrong]));
            assert_eq!(output.status.code(), Some(1), "{}", said(&output));
        }
    }
    let malformed = runs(reader(&stage, "check").arg(stage.vault()).args(["--vault-id", "12"]));
    assert_eq!(malformed.status.code(), Some(2));
}

#[test]
fn check_names_each_file_that_is_not_as_it_was() {
    let stage = Stage::sealed(None, |folder| sources::large(folder, 3, 5000));
    let bundle = ["payload-00000.age", "index.age", "records.commit", "SHA256SUMS", "key.age"]
        .map(|name| (name, stage.bundle_file(name)));
    let above = ["README.txt", "allowed_signers", "spec/SPEC.md", "label.a.json", "label.b.json"]
        .map(|name| (name, stage.vault().join(name)));
    for (name, path) in bundle.into_iter().chain(above) {
        flip(&path, length(&path) / 2);
        let output = runs(reader(&stage, "check").arg(stage.at("drive")));
        let said = said(&output);
        // One slot of two that fails is what slots are for: a remark.
        let exit = if name.starts_with("label") { [0, 1] } else { [1, 1] };
        assert!(exit.map(Some).contains(&output.status.code()), "{name}: {said}");
        let names_it = |line: &str| {
            line.contains(name) && (line.starts_with("FAULT") || line.starts_with("note"))
        };
        assert!(said.lines().any(names_it), "{name}: {said}");
        flip(&path, length(&path) / 2);
    }
    succeeds(reader(&stage, "check").arg(stage.at("drive")));
}

#[test]
fn check_refuses_a_changed_seal_and_a_changed_ledger() {
    let stage = Stage::sealed(None, |folder| sources::large(folder, 1, 100));
    let ledger = fs::read_dir(stage.vault().join("ledger")).expect("there is a ledger");
    let chain = ledger.map(|entry| entry.expect("it is readable").path()).next();
    let files = [
        stage.bundle_file("seal.json"),
        stage.bundle_file("seal.json.sig"),
        chain.expect("there is a chain"),
    ];
    for path in files {
        flip(&path, length(&path) / 2);
        refuses(reader(&stage, "check").arg(stage.at("drive")));
        flip(&path, length(&path) / 2);
    }
    fs::remove_dir_all(stage.bundle_file("")).expect("the bundle was there");
    let gone = refuses(reader(&stage, "check").arg(stage.at("drive")));
    assert!(gone.contains("the ledger says it is on this medium, and it is not"), "{gone}");
}

#[test]
fn list_names_every_record_with_its_hash_and_size() {
    let stage = Stage::sealed(None, sources::hard);
    let (records, _) = stage.index();
    let listed = printed(&succeeds(&mut opening(&stage, "list")));
    assert_eq!(listed.lines().count(), records.len(), "a name never makes a line of its own");
    for (line, record) in listed.lines().zip(&records) {
        let mut fields = line.split_whitespace();
        assert_eq!(fields.next(), record["sha256"].as_str(), "{line}");
        assert_eq!(fields.next(), Some(record["size"].to_string().as_str()), "{line}");
        assert!(!line.chars().any(char::is_control), "{line:?}");
    }
    for name in ["records/2025/factuur.pdf", "records/CON/aux.txt  (here: records/", "records/-rf"]
    {
        assert!(listed.contains(name), "{name}: {listed}");
    }
    for sha256 in records.iter().map(|record| record["sha256"].as_str()) {
        assert!(listed.contains(sha256.expect("a hash is text")));
    }
}

#[test]
fn extract_gives_every_record_back_with_its_time() {
    for passphrase_free in [true, false] {
        let stage = Stage::sealed(None, sources::hard);
        let mut command = match passphrase_free {
            true => opening(&stage, "extract"),
            false => {
                let mut own = reader(&stage, "extract");
                own.arg(stage.bundle_file("")).arg("-i").arg(stage.identity());
                own
            }
        };
        succeeds(command.args(["--vault-id", &stage.vault_id]).arg("--to").arg(stage.at("out")));
        let (records, _) = stage.index();
        let found = sources::by_true_name(&stage.at("out"), &records);
        assert_same(&found, &sources::sources(&stage.home()));
    }
}

#[test]
fn extract_takes_what_a_pattern_asks_for_and_no_folder_that_has_something() {
    let stage = Stage::sealed(None, sources::hard);
    let to = stage.at("out");
    succeeds(opening(&stage, "extract").args(["--match", "*deep.xml"]).arg("--to").arg(&to));
    let found: Vec<_> = sources::files_below(&to).into_keys().collect();
    assert_eq!(found.len(), 1);
    assert!(found[0].ends_with(b"/folder number 20/deep.xml"));
    refuses(opening(&stage, "extract").arg("--to").arg(&to));
    let none = opening(&stage, "extract")
        .args(["--match", "*.none"])
        .arg("--to")
        .arg(stage.at("none"))
        .status();
    assert_eq!(none.expect("it runs").code(), Some(1));
}

#[test]
fn record_gives_one_by_its_name() {
    let stage = Stage::sealed(None, sources::hard);
    let (records, _) = stage.index();
    let sources = sources::sources(&stage.home());
    for record in records.iter().step_by(4) {
        let path = record["path"].as_str().expect("a path is text");
        let output = succeeds(opening(&stage, "record").arg("--").arg(path));
        let content = &sources[&sources::true_name(record)];
        assert!(output.stdout == content.bytes, "{path}: other bytes");
    }
    let twin = succeeds(opening(&stage, "record").arg("records/2025/Caf\u{e9}.txt"));
    assert!(said(&twin).contains("note: another record has this as its true name"), "{twin:?}");
    let true_name = "records/100%25 ~2";
    let output = succeeds(opening(&stage, "record").arg(true_name));
    assert!(output.stdout == sources[true_name.as_bytes()].bytes);
    let absent = runs(opening(&stage, "record").arg("records/absent"));
    assert_eq!(absent.status.code(), Some(1), "{}", said(&absent));
}

#[test]
fn a_foreign_identity_is_told_from_damage() {
    let stage = Stage::sealed(None, |folder| sources::large(folder, 1, 100));
    let foreign = stage.at("foreign.txt");
    succeeds(tool("age-keygen").arg("-o").arg(&foreign));
    for verb in ["list", "extract"] {
        let mut command = reader(&stage, verb);
        command.arg(stage.bundle_file("")).arg("-i").arg(&foreign);
        if verb == "extract" {
            command.arg("--to").arg(stage.at("out"));
        }
        let output = runs(&mut command);
        assert_eq!(output.status.code(), Some(2), "{}", said(&output));
    }
    assert!(!Path::new(&stage.at("out")).exists(), "nothing was made");
}

#[test]
fn its_own_cryptography_holds_against_the_published_vectors() {
    let stage = Stage::sealed(None, |folder| sources::large(folder, 1, 100));
    let said = printed(&succeeds(&mut reader(&stage, "--self-test")));
    assert!(
        said.lines().count() >= 4 && said.lines().all(|line| line.starts_with("ok ")),
        "{said}"
    );
}

#[test]
fn what_lies_beside_the_reader_on_a_drive_is_not_run() {
    let stage = Stage::sealed(None, |folder| sources::large(folder, 1, 100));
    let mark = stage.at("it-was-run");
    let planted = format!("open({:?}, 'w').write('it was')\n", mark.display().to_string());
    for module in ["argparse", "json", "hashlib", "re", "subprocess", "unicodedata", "tempfile"] {
        fs::write(stage.vault().join(format!("spec/{module}.py")), &planted).expect("it is new");
    }
    let output = succeeds(reader(&stage, "check").arg(stage.vault()).current_dir(stage.vault()));
    assert!(printed(&output).contains("no faults"), "{}", said(&output));
    assert!(!mark.exists(), "a module from the drive was run");
}

#[cfg(unix)]
#[test]
fn a_tool_in_the_folder_where_one_stands_is_not_run() {
    use std::os::unix::fs::PermissionsExt;
    let stage = Stage::sealed(None, |folder| sources::large(folder, 1, 100));
    let mark = stage.at("it-was-run");
    for tool in ["age", "zstd", "ssh-keygen"] {
        let path = stage.vault().join(tool);
        fs::write(&path, format!("#!/bin/sh\ntouch {:?}\n", mark.display().to_string())).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    }
    let path = format!(".::{}", std::env::var("PATH").unwrap());
    let mut command = opening(&stage, "list");
    succeeds(command.current_dir(stage.vault()).env("PATH", &path));
    assert!(!mark.exists(), "a tool from the drive was run");
}

#[test]
fn check_finds_no_fault_where_the_sealers_key_was_replaced() {
    let stage = Stage::sealed(None, |folder| sources::large(folder, 1, 100));
    let why = ["--by", "A. Jansen", "--reason", "stolen"];
    stage.json(&[&["signer", "replace"][..], &why].concat());
    let said = printed(&succeeds(reader(&stage, "check").arg(stage.at("drive"))));
    assert!(said.contains("\nno faults\n") && !said.contains("note   "), "{said}");
    let out = stage.at("given-back");
    succeeds(opening(&stage, "extract").arg("--to").arg(&out));
}
