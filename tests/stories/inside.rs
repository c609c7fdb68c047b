//! Sound files that hold another record than they should: no hash of a file shows it, so that only a look inside can
//! say that it is over.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use kluis::formats::entry::FileFacts;
use kluis::formats::index::IndexWriter;
use kluis::formats::seal::Seal;
use kluis::powers::envelope;
use kluis::powers::medium::{MediumPath, Storage, open_native};
use kluis::powers::signer::Namespace;
use kluis::things::bundle::open::{BundlePlace, bundle_identity, open_index};
use kluis::things::bundle::proof::{Against, prove};
use kluis::things::bundle::{COMMITMENTS, INDEX, SEAL, SEAL_SIGNATURE};
use kluis::verbs::session::Session;
use kluis::words::digest::Digest;
use kluis::words::ids::BundleId;

use crate::harness::{Vault, copy_folder};
use crate::kit::files::slashed;
use crate::kit::session::on;

const SWEEP: &str = "sweep {src}/2025/10";
const ARCHIVE: &str = "{src}/2025/10 --class nl-admin-basis --date 2025-10";

/// A run over the vault as a verb has it.
fn in_session(vault: &Vault, run: impl FnOnce(&mut Session<'_, '_>)) {
    on(&format!("{}T12:00:00Z", vault.today()), |world| {
        let mut session = Session::open(world, &vault.home(), "test").unwrap();
        run(&mut session);
    });
}

/// Puts another hash for a record into a bundle's index, and seals that with the vault's own key.
fn name_another_record(vault: &Vault, drive: &str) {
    let bundle: BundleId = vault.id("first").parse().unwrap();
    let root = vault.bundle(drive, "first");
    let folder = slashed(root.strip_prefix(vault.path(drive)).unwrap());
    let storage: Arc<dyn Storage> = Arc::new(open_native(&vault.path(drive)).unwrap());
    let place = BundlePlace { storage, folder: MediumPath::parse(&folder).unwrap() };
    in_session(vault, |session| {
        let known = session.vault.state.bundles.get(&bundle);
        let sealers = session.vault.sealers();
        let against = Against { vault: session.vault.id, sealers: &sealers, known };
        let seal = prove(&*place.storage, &place.folder, bundle, &against).unwrap();
        let identities = session.world.access.open(&session.vault).unwrap();
        let identity = bundle_identity(&seal, &place, &identities).unwrap();
        let mut index = open_index(&seal, &place, &identity).unwrap();
        let meta = index.meta().unwrap();
        let mut records: Vec<_> = index.records().map(|record| record.unwrap()).collect();
        records[0].sha256 = Digest::of(b"another record");

        let file = envelope::encrypting(&[identity.recipient()], Vec::new()).unwrap();
        let header = file.header().to_vec();
        let mut index = IndexWriter::new(file).unwrap();
        records.iter().for_each(|record| index.push(record).unwrap());
        let index = index.finish(&meta).unwrap().0.finish().unwrap();
        let mut committed = Vec::new();
        let hashes = records.iter().map(|record| &record.sha256);
        meta.commitment_secret.write(hashes, &mut committed).unwrap();

        let mut forged: Seal = (*seal).clone();
        forged.headers.index = header;
        let mut named = Vec::new();
        for (name, bytes) in [(INDEX, index), (COMMITMENTS, committed)] {
            let facts = file_of(&mut forged, name);
            named.push((facts.sha256.to_string(), Digest::of(&bytes).to_string()));
            put(&root, facts, &bytes);
        }
        // The sums for strangers name both.
        let texts = ["manifest-sha256.txt", "SHA256SUMS", "tagmanifest-sha256.txt"];
        let others: Vec<String> = forged.files.iter().map(|file| file.name.clone()).collect();
        for name in others.iter().filter(|name| texts.contains(&name.as_str())) {
            let mut text = fs::read_to_string(root.join(name)).unwrap();
            named.iter().for_each(|(old, new)| text = text.replace(old, new));
            put(&root, file_of(&mut forged, name), text.as_bytes());
        }
        let bytes = forged.to_bytes();
        let signature = session.vault.sealer.sign(Namespace::Seal, &bytes).into_bytes();
        fs::write(root.join(SEAL), &bytes).unwrap();
        fs::write(root.join(SEAL_SIGNATURE), signature).unwrap();
    });
}

fn file_of<'s>(seal: &'s mut Seal, name: &str) -> &'s mut FileFacts {
    seal.files.iter_mut().find(|file| file.name == name).unwrap()
}

fn put(root: &Path, facts: &mut FileFacts, bytes: &[u8]) {
    fs::write(root.join(&facts.name), bytes).unwrap();
    (facts.bytes, facts.sha256) = (bytes.len() as u64, Digest::of(bytes));
}

/// A month on one drive, as many copies as are wanted, and its index names another hash for a record: as a run would
/// have left it that was cut off before the ledger heard of it, so that the next one takes it in.
fn with_another_record() -> Vault {
    let vault = Vault::without_drives("--copies 1");
    vault.run("medium add --same-disk {a} --label 'Drive A' --no-parity").exits(0);
    vault.month("2025/10");
    copy_folder(&vault.home(), &vault.path("home-before"));
    copy_folder(&vault.path("a"), &vault.path("a-before"));
    vault.seal("first", ARCHIVE).exits(0);
    name_another_record(&vault, "a");
    for entry in fs::read_dir(vault.path("home-before")).unwrap().flatten() {
        let name = entry.file_name();
        let forgets = name == "ledger" || name.to_string_lossy().starts_with("home.");
        if forgets && entry.path().is_dir() {
            copy_folder(&entry.path(), &vault.home().join(&name));
        } else if forgets {
            fs::copy(entry.path(), vault.home().join(&name)).unwrap();
        }
    }
    fs::remove_dir_all(vault.home().join("seals")).unwrap();
    copy_folder(&vault.path("home-before/seals"), &vault.home().join("seals"));
    copy_folder(&vault.path("a-before"), &vault.path("a"));
    vault.run(&format!("archive {ARCHIVE}")).exits(0).says("already, kept through");
    vault.run(&format!("{SWEEP} --dry-run")).exits(0).says("Would remove 3");
    vault
}

/// No source goes, and a deep look is asked for.
fn every_source_stays(vault: &Vault) {
    let ran = vault.run(SWEEP).exits(1);
    ran.says("Nothing can be removed").says("kluis verify \"Drive A\" --deep");
    assert!(vault.source("2025/10/bank.csv").exists());
}

#[test]
fn a_wrong_record_inside_sound_files_that_a_restore_met_keeps_its_source() {
    let vault = with_another_record();
    let ran = vault.run("restore {first} --to {out} --reason audit").exits(11);
    ran.says("not given back").says("kluis verify \"Drive A\"");
    every_source_stays(&vault);
    // The files are as they were sealed, which says nothing of what they hold.
    vault.run("verify {a}").exits(0);
    every_source_stays(&vault);
    vault.run("verify {a} --deep").exits(11).says("Drive A");
    every_source_stays(&vault);
    vault.run("repair {a}");
    vault.run("verify {a}").exits(0);
    every_source_stays(&vault);
    vault.run("list").says("0/1");
}

#[test]
fn only_a_clean_deep_look_takes_back_what_was_found_inside() {
    let vault = Vault::with_one_drive();
    vault.month("2025/10");
    vault.seal("first", ARCHIVE).exits(0);
    // A restore met a wrong record, which the PC's memory had made wrong on the way, say.
    let bundle: BundleId = vault.id("first").parse().unwrap();
    in_session(&vault, |session| {
        let medium = session.vault.memory.by_label("Drive A").unwrap().0;
        session.doubt(medium);
        session.found_inside(medium, bundle).unwrap();
        session.vault.save().unwrap();
    });
    every_source_stays(&vault);
    vault.run("verify {a}").exits(0);
    every_source_stays(&vault);
    vault.run("repair {a}").exits(0);
    every_source_stays(&vault);
    vault.run("verify {a} --deep").exits(0);
    vault.run(SWEEP).exits(0).says("Removed 3 sources");
}
