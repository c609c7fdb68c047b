//! A home made again from a drive that was in hostile hands: refused, or whole. There is no home then to compare
//! with, only the id on paper.

use std::fs;
use std::path::{Path, PathBuf};

use kluis::formats::label::Label;
use kluis::formats::vault_document::{SecretText, VaultDocument};
use kluis::powers::envelope;
use kluis::powers::identity::{Identity, Recipient};
use kluis::powers::random::OsRandom;
use kluis::powers::signer::{Namespace, SigningKey};
use kluis::words::digest::Digest;

use super::place::{Place, Ran, each_file, name_of, text};

/// A place whose home is gone, but for the paper.
struct Lost {
    place: Place,
    id: String,
}

impl Lost {
    fn new() -> Lost {
        let place = Place::new();
        let id =
            place.run(&["ledger", "verify", "--json"]).json()["vault"].as_str().unwrap().into();
        fs::rename(place.now().join("home"), place.now().join("paper")).unwrap();
        place.keep();
        Lost { place, id }
    }

    fn rebuild(&self) -> Ran {
        let (from, now) = (self.place.drive("a"), self.place.now());
        let identity = now.join("paper/identity.txt");
        let words = [
            "rebuild",
            "--accept-settings",
            "--from",
            text(&from),
            "--vault-id",
            &self.id,
            "--identity",
        ];
        self.place.run(&[&words[..], &[text(&identity), "--no-passphrase"]].concat())
    }

    /// Refused, and nothing is left; or a home that holds, whatever it says is missing.
    fn is_refused_or_whole(&self, at: &str) {
        let before = files(&self.place.drive("a"));
        let said = self.rebuild();
        said.ends(&[0, 1, 2, 10, 11, 12, 13, 15, 20], at);
        assert_eq!(files(&self.place.drive("a")), before, "{at}: the drive was written");
        self.place.nothing_outside_changed(at);
        let home = self.place.now().join("home");
        match said.exit {
            0 | 1 => drop(self.place.run(&["list"]).ends(&[0], at)),
            _ => assert!(!home.exists(), "{at}: something was left\n{said:#?}"),
        }
        self.place.back();
    }

    fn refused(&self, codes: &[i32], at: &str) {
        self.rebuild().ends(codes, at);
        assert!(!self.place.now().join("home").exists(), "{at}: something was left");
        self.place.back();
    }

    fn sealer(&self) -> SigningKey {
        let file = fs::read_to_string(self.place.now().join("paper/signing/sealer")).unwrap();
        SigningKey::from_openssh(&file).unwrap()
    }

    fn identity(&self) -> Identity {
        let file = fs::read_to_string(self.place.now().join("paper/identity.txt")).unwrap();
        Identity::parse(file.trim()).unwrap()
    }

    fn recipients(&self) -> Vec<Recipient> {
        let file = fs::read_to_string(self.place.now().join("paper/recipients.txt")).unwrap();
        file.lines().map(|line| line.parse().unwrap()).collect()
    }

    /// Signs a changed label with the vault's own sealer, as a thief of the PC could.
    fn change_label(&self, change: &dyn Fn(&mut Label)) {
        let folder = self.place.vault("a");
        let labels = ["label.a.json", "label.b.json"].map(|name| fs::read(folder.join(name)));
        let labels = labels.into_iter().flatten().map(|bytes| Label::read(&bytes).unwrap());
        let mut label = labels.max_by_key(|label| label.generation).unwrap();
        change(&mut label);
        let bytes = label.to_bytes();
        let signature = self.sealer().sign(Namespace::Medium, &bytes);
        for name in ["label.a.json", "label.b.json"] {
            fs::write(folder.join(name), &bytes).unwrap();
            fs::write(folder.join(format!("{name}.sig")), &signature).unwrap();
        }
    }

    /// Puts another vault document there, with a label that names it.
    fn change_document(&self, change: &dyn Fn(&mut VaultDocument)) {
        let folder = self.place.vault("a");
        self.change_label(&|label| {
            let name = label.vault_document.clone().unwrap();
            let sealed = fs::read(folder.join(&name)).unwrap();
            let identity = std::slice::from_ref(&self.identity()).to_vec();
            let plain = envelope::decrypt_small(&identity, &sealed, 1 << 24).unwrap();
            let mut document = VaultDocument::read(&plain).unwrap();
            change(&mut document);
            let sealed = envelope::encrypt_small(&self.recipients(), &document.to_bytes()).unwrap();
            fs::write(folder.join(&name), &sealed).unwrap();
            label.files.insert(name, Digest::of(&sealed));
        });
    }
}

fn files(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut found = Vec::new();
    each_file(folder, &mut |path| {
        if !path.is_symlink() {
            found.push((path.to_path_buf(), fs::read(path).unwrap_or_default()));
        }
    });
    found
}

#[test]
fn a_drive_that_was_changed_anywhere_is_refused_or_gives_a_whole_home() {
    let lost = Lost::new();
    let mut all = Vec::new();
    each_file(&lost.place.drive("a"), &mut |path| all.push(path.to_path_buf()));
    let passed_over = |path: &Path| {
        let name = name_of(path);
        ["README.txt", "LEESMIJ.txt", "SPEC.md", "reader.py", "reserve.bin", "lock"]
            .contains(&&*name)
    };
    all.retain(|path| !passed_over(path));
    assert!(all.len() > 20, "{all:?}");
    for path in all {
        let at = |what: &str| format!("{what}: {}", name_of(&path));
        let bytes = fs::read(&path).unwrap();
        for place in [0, bytes.len() / 2, bytes.len().saturating_sub(2)] {
            let mut changed = bytes.clone();
            changed[place] ^= 1;
            fs::write(&path, changed).unwrap();
            lost.is_refused_or_whole(&at("flipped"));
        }
        fs::write(&path, &bytes[..bytes.len() / 2]).unwrap();
        lost.is_refused_or_whole(&at("cut"));
        fs::write(&path, b"").unwrap();
        lost.is_refused_or_whole(&at("empty"));
        fs::remove_file(&path).unwrap();
        lost.is_refused_or_whole(&at("gone"));
        fs::remove_file(&path).unwrap();
        fs::create_dir(&path).unwrap();
        lost.is_refused_or_whole(&at("a folder"));
    }
}

/// Windows lets administrators alone make a link.
#[cfg(unix)]
#[test]
fn no_link_on_the_drive_is_followed() {
    let mut lost = Lost::new();
    let secret = lost.place.put_outside("secret.txt", b"not yours\n");
    let vault = lost.place.vault("a");
    for name in ["ledger", "label.a.json", "vault.a.age", "vault.b.age", "notes", "bundles"] {
        let path = vault.join(name);
        match path.is_dir() {
            true => fs::remove_dir_all(&path).unwrap(),
            false => fs::remove_file(&path).unwrap(),
        }
        let target = if name.contains('.') { secret.clone() } else { lost.place.outside() };
        std::os::unix::fs::symlink(target, &path).unwrap();
        lost.is_refused_or_whole(&format!("a link: {name}"));
    }
}

#[test]
fn oversized_files_are_not_read() {
    let lost = Lost::new();
    let vault = lost.place.vault("a");
    let chains = vault.join("ledger");
    for path in [
        vault.join("label.a.json"),
        vault.join("vault.a.age"),
        vault.join("vault.b.age"),
        chains.join("0000000000000000.jsonl"),
        lost.place.drive("a").join("kluis-drive.json"),
    ] {
        let file = fs::File::options().write(true).create(true).truncate(false).open(&path);
        file.unwrap().set_len(3 << 30).unwrap();
        let said = lost.rebuild();
        said.ends(&[0, 1, 10, 11, 12, 13, 15], &name_of(&path));
        fs::remove_file(&path).unwrap();
        let _ = fs::remove_dir_all(lost.place.now().join("home"));
        lost.place.back();
    }
}

#[test]
fn a_thief_of_the_sealers_key_can_not_make_a_home_that_is_his() {
    let lost = Lost::new();
    let stranger = Identity::generate().recipient().to_string();
    lost.change_document(&|document| document.recipients[0].recipient = stranger.clone());
    lost.refused(&[12], "another recipient, to whom all would be sealed from then on");
    lost.change_document(&|document| drop(document.recipients.pop()));
    lost.refused(&[12], "a recipient less");
    let key = SigningKey::generate(&mut OsRandom);
    let text = key.to_openssh().to_string();
    lost.change_document(&|document| document.sealer = SecretText::new(text.clone()));
    lost.refused(&[12], "another sealer");
    lost.change_document(&|document| {
        document.disposer = envelope::encrypt_small(&lost.recipients(), text.as_bytes()).unwrap();
    });
    lost.refused(&[12], "another disposer");
    lost.change_document(&|document| document.disposer = b"none".to_vec());
    lost.refused(&[12], "no disposer");
    lost.change_document(&|document| document.config = "name = [\n".into());
    lost.refused(&[2], "settings that can't be read");
    lost.change_document(&|document| document.config = "name = \"../../etc\"\n".into());
    lost.is_refused_or_whole("a name that is a path");
    lost.change_label(&|label| label.heads[0].count -= 1);
    lost.refused(&[15], "a head that is none");
    lost.change_label(&|label| label.heads.clear());
    lost.refused(&[15], "no chain at all");
    lost.change_label(&|label| {
        label.vault_document = None;
        label.files.retain(|name, _| !name.starts_with("vault."));
    });
    lost.refused(&[11], "no vault document");
}
