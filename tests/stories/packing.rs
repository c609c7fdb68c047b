//! What an audit is given, as one encrypted file that stock tools open.

use std::fs;
use std::io::Read;
#[cfg(unix)]
use std::path::Path;

use age::secrecy::SecretString;
use kluis::powers::asker::Question;

#[cfg(unix)]
use crate::harness::tree;
use crate::harness::{Person, Vault, flip};

const ASK: &str =
    "audit --years 2024 --for Belastingdienst --ref BO-1 --to {out} --pack {dir}/BO-1.age";

/// What a stock tool says, in this folder; this test needs it.
#[cfg(unix)]
fn stock(tool: &str, args: &[&str], folder: &Path, input: &[u8]) -> Vec<u8> {
    use std::io::Write;
    use std::process::{Command, Stdio};
    let mut child = Command::new(tool)
        .args(args)
        .current_dir(folder)
        .env("LC_ALL", "C.UTF-8")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap_or_else(|error| panic!("this test needs {tool}: {error}"));
    let mut keyboard = child.stdin.take().unwrap();
    let input = input.to_vec();
    let writing = std::thread::spawn(move || keyboard.write_all(&input));
    let output = child.wait_with_output().unwrap();
    writing.join().unwrap().unwrap();
    assert!(output.status.success(), "{tool} {args:?}");
    output.stdout
}

#[cfg(unix)]
fn unpacked(vault: &Vault, tar: &[u8]) -> crate::harness::Tree {
    fs::create_dir(vault.path("unpacked")).unwrap();
    stock("tar", &["-x"], &vault.path("unpacked"), tar);
    tree(&vault.path("unpacked/BO-1"))
}

/// The tools are those of Unix.
#[cfg(unix)]
#[test]
fn stock_age_and_tar_open_what_was_packed_and_it_is_what_stands_in_the_folder() {
    let vault = Vault::holding("month").date("2024-11");
    vault.file("2024/12/één lange naam.pdf", vec![7; 200_000]);
    vault.seal("more", "{src}/2024/12 --class nl-admin-basis --date 2024-12").exits(0);
    let key = stock("age-keygen", &[], &vault.path(""), b"");
    fs::write(vault.path("key.txt"), &key).unwrap();
    let key = String::from_utf8(key).unwrap();
    let recipient = key.lines().find_map(|line| line.strip_prefix("# public key: ")).unwrap();
    let said = vault.run(&format!("{ASK} --recipient {recipient} --lang nl")).exits(0);
    said.says("Hetzelfde als één versleuteld bestand").says("age -d -i SLEUTEL.txt");
    let folder = vault.path("");
    stock("sha256sum", &["-c", "BO-1.age.sha256"], &folder, b"");
    let tar = stock("age", &["-d", "-i", "key.txt", "BO-1.age"], &folder, b"");
    let found = unpacked(&vault, &tar);
    let mut given = tree(&vault.path("out"));
    given.retain(|path, _| path != Path::new(".kluis-given"));
    assert_eq!(
        found.keys().collect::<Vec<_>>(),
        given.keys().collect::<Vec<_>>(),
        "all that stands in the folder"
    );
    stock("sha256sum", &["-c", "SHA256SUMS"], &vault.path("unpacked/BO-1"), b"");
    // The folder goes, and the file stays.
    vault.run("restore close BO-1").exits(0);
    assert!(!vault.path("out").exists() && vault.path("BO-1.age").exists());
}

/// The tools are those of Unix.
#[cfg(unix)]
#[test]
fn an_ssh_key_opens_it_with_stock_age_beside_a_key_of_age() {
    let vault = Vault::holding("month").date("2024-11");
    let folder = vault.path("");
    let make = ["-q", "-t", "ed25519", "-N", "", "-C", "inspecteur@belastingdienst", "-f", "id"];
    stock("ssh-keygen", &make, &folder, b"");
    let key = stock("age-keygen", &[], &folder, b"");
    fs::write(vault.path("key.txt"), &key).unwrap();
    let key = String::from_utf8(key).unwrap();
    let age = key.lines().find_map(|line| line.strip_prefix("# public key: ")).unwrap();
    let ssh = fs::read_to_string(vault.path("id.pub")).unwrap();
    let line = format!("{ASK} --recipient '{}' --recipient {age} --json", ssh.trim_end());
    let said = vault.run(&line).exits(0).json();
    assert_eq!(said["packed"]["recipients"], 2, "{said:#}");
    let [by_ssh, by_age] = ["id", "key.txt"]
        .map(|identity| stock("age", &["-d", "-i", identity, "BO-1.age"], &folder, b""));
    assert!(by_ssh == by_age);
    assert!(unpacked(&vault, &by_ssh).contains_key(Path::new("SHA256SUMS")));
}

#[test]
fn a_passphrase_opens_it_too() {
    let vault = Vault::holding("month").date("2024-11");
    fs::write(vault.path("words"), "correct horse\n").unwrap();
    let said = vault.run(&format!("{ASK} --pack-passphrase-file {{dir}}/words")).exits(0);
    said.says("age -d ").hides("-i KEY");
    let bytes = fs::read(vault.path("BO-1.age")).unwrap();
    let decryptor = age::Decryptor::new(&bytes[..]).unwrap();
    assert!(decryptor.is_scrypt());
    let passphrase = SecretString::from("correct horse".to_owned());
    let mut identity = age::scrypt::Identity::new(passphrase);
    identity.set_max_work_factor(20);
    let identity: &dyn age::Identity = &identity;
    let mut tar = Vec::new();
    decryptor.decrypt([identity].into_iter()).unwrap().read_to_end(&mut tar).unwrap();
    // Where there is a stock `tar`, it unpacks it.
    #[cfg(unix)]
    assert!(unpacked(&vault, &tar).contains_key(Path::new("SHA256SUMS")));
    assert!(tar.windows(10).any(|part| part == b"SHA256SUMS"));
}

#[test]
fn on_a_terminal_the_passphrase_of_a_pack_is_asked_for() {
    let vault = Vault::holding("month").date("2024-11");
    let person = Person { new_passphrase: Some("correct horse"), ..Person::default() };
    vault.asked(&person).run(ASK).exits(0).says("age -d ");
    assert_eq!(person.asked.borrow()[0], Question::PackPassphrase);
    let bytes = fs::read(vault.path("BO-1.age")).unwrap();
    assert!(age::Decryptor::new(&bytes[..]).unwrap().is_scrypt());
}

#[test]
fn what_stands_in_the_way_of_a_pack_is_said_before_anything_is_given() {
    let vault = Vault::holding("month").date("2024-11");
    fs::write(vault.path("short"), "short\n").unwrap();
    fs::write(vault.path("words"), "correct horse\n").unwrap();
    let nobody = "nobody said who opens the file of --pack";
    vault.refuses(ASK, 2).says(nobody).says("add --recipient KEY or --pack-passphrase-file FILE");
    vault.refuses(&format!("{ASK} --recipient 'ssh-ed25519 AAAA'"), 2).says("or ssh-ed25519");
    let rsa = format!("{ASK} --recipient 'ssh-rsa AAAAB3NzaC1yc2EAAAADAQAB'");
    vault.refuses(&rsa, 2).says("of ssh keys only ssh-ed25519 is taken");
    vault.refuses(&format!("{ASK} --recipient age1nobody"), 2).says("age recipient");
    vault.refuses(&format!("{ASK} --pack-passphrase-file {{dir}}/short"), 2);
    let line = format!("{ASK} --pack-passphrase-file {{dir}}/words");
    vault.refuses(&line.replace("{dir}/BO-1.age", "{a}/BO-1.age"), 2);
    // Within the folder that it packs, whether that is there yet or not.
    for inside in ["{out}/BO-1.age", "{dir}/a/../out/deep/BO-1.age"] {
        vault.refuses(&line.replace("{dir}/BO-1.age", inside), 2).says("lies in the folder");
    }
    fs::write(vault.path("BO-1.age.sha256"), "mine").unwrap();
    vault.refuses(&line, 2).says("BO-1.age.sha256");
    assert!(!vault.path("out").exists() && !vault.path("BO-1.age").exists());
}

#[test]
fn the_vault_s_own_passphrase_opens_no_pack_for_somebody_else() {
    let vault = Vault::bare();
    fs::write(vault.path("own"), "paard batterij\n").unwrap();
    fs::write(vault.path("words"), "correct horse\n").unwrap();
    let init = "init --name 'Bakkerij Jansen' --paper {dir}/sheet --passphrase-file {dir}/own";
    vault.run(init).exits(0);
    vault.run("medium add --same-disk {a} --label A").exits(0);
    vault.month("2024/11");
    vault.run("archive {src} --class nl-admin-basis --date 2024-11").exits(0);
    let line = |words: &str| {
        format!("{ASK} --pack-passphrase-file {{dir}}/{words} --passphrase-file {{dir}}/own")
    };
    let said = vault.refuses(&line("own"), 2).says("is this vault's own");
    said.says("would open the whole vault").says("write another passphrase");
    assert!(!vault.path("out").exists());
    fs::write(vault.path("other"), "vijf losse letters\n").unwrap();
    let init = "init --name Klinker --paper {dir}/sheet-2 --passphrase-file {dir}/other";
    vault.run(init).exits(0);
    let of = |words: &str| line(words) + " --vault 'Bakkerij Jansen'";
    vault.run(&of("other")).fails(2).says("is that of the vault klinker");
    assert!(!vault.path("out").exists());
    vault.run(&of("words")).exits(0);
}

#[test]
fn what_was_not_given_whole_is_not_packed() {
    let vault = Vault::holding("month").date("2024-11");
    fs::write(vault.path("words"), "correct horse\n").unwrap();
    let line = format!("{ASK} --number none --pack-passphrase-file {{dir}}/words --json");
    let said = vault.run(&line).exits(1).json();
    assert!(said["packed"].is_null() && said["unpacked"].is_null(), "{said:#}");
    assert!(!vault.path("BO-1.age").exists());
}

#[test]
fn what_is_damaged_is_not_packed() {
    let vault = Vault::holding("month").date("2024-11");
    vault.file("2024/12/nota.pdf", "nota");
    vault.seal("more", "{src}/2024/12 --class nl-admin-basis --date 2024-12").exits(0);
    fs::write(vault.path("words"), "correct horse\n").unwrap();
    for drive in ["a", "b"] {
        let volume = vault.bundle(drive, "more").join("payload-00000.age");
        flip(&volume, fs::metadata(&volume).unwrap().len() as usize - 1);
    }
    let line = format!("{ASK} --pack-passphrase-file {{dir}}/words");
    let said = vault.run(&line).exits(11);
    said.says("The one file was not made").says("nota.pdf");
    assert!(vault.path("out/records").is_dir() && !vault.path("BO-1.age").exists());
    assert!(!vault.path("BO-1.age.sha256").exists());
}
