//! Restores from real folders, through the same doors as the binary.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use secrecy::SecretString;
use serde_json::Value;
use tempfile::TempDir;

use crate::verbs::select::Selection;

use super::*;
use crate::formats::entry::{Event, FileFacts, Restored, Role};
use crate::powers::asker::{Act, Asker, Question, Unwatched, Watcher};
use crate::powers::clock::SystemClock;
use crate::powers::medium::open_native;
use crate::powers::random::OsRandom;
use crate::things::medium::{Contact, DriveTexts, NewMedium};
use crate::things::vault::config::{Config, Custody};
use crate::things::vault::create;
use crate::things::vault::keys::Access;
use crate::verbs::archive::{self, RuleAsked};
use crate::verbs::outcome::{Outcome, Reported};
use crate::verbs::session::{Texts, stamp};
use crate::words::day::Day;
use crate::words::ids::{BundleId, VaultId};

mod going_on;

struct Nobody;
impl Asker for Nobody {
    fn ask(&mut self, _: &Question) -> Option<SecretString> {
        None
    }
    fn show_sheet(&mut self, _: &str) -> bool {
        false
    }
}

struct NoTexts;
impl Texts for NoTexts {
    fn drive(&self, _: VaultId) -> DriveTexts {
        DriveTexts { files: vec![] }
    }
    fn audit(&self) -> Vec<(&'static str, String)> {
        vec![]
    }
    fn bundle(&self, _: BundleId, _: &[FileFacts]) -> String {
        String::new()
    }
    fn sheet(&self, _: &str, _: Day, _: VaultId, _: &str) -> String {
        String::new()
    }
}

/// A vault with drives, in a folder of its own.
struct House {
    dir: TempDir,
}

impl House {
    fn new(custody: Custody, drives: &[(&str, &[Role])]) -> House {
        let house = House { dir: tempfile::tempdir().unwrap() };
        house.with(|world| {
            let (stamp, _) = stamp(world, None).unwrap();
            let config = Config::first_text("Test", 1, custody, &[]);
            let home = house.path("home");
            let (mut vault, _) =
                create::create(&home, &config, None, true, stamp, world.random).unwrap();
            for (label, roles) in drives {
                let path = house.path(label);
                fs::create_dir(&path).unwrap();
                let storage = std::sync::Arc::new(open_native(&path).unwrap());
                let texts = DriveTexts { files: vec![] };
                let roles = roles.to_vec();
                Contact::add(
                    &mut vault,
                    &path,
                    storage,
                    NewMedium { label, roles, same_disk: true },
                    stamp,
                    &texts,
                    world.random,
                )
                .unwrap();
            }
            vault.save().unwrap();
        });
        house
    }

    fn plain(drives: &[&str]) -> House {
        let both: &[Role] = &[Role::Data, Role::Keys];
        House::new(
            Custody::WithBundle,
            &drives.iter().map(|drive| (*drive, both)).collect::<Vec<_>>(),
        )
    }

    fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    fn with<T>(&self, act: impl FnOnce(&mut World<'_>) -> T) -> T {
        self.watched(&Unwatched, act)
    }

    fn watched<T>(&self, watcher: &dyn Watcher, act: impl FnOnce(&mut World<'_>) -> T) -> T {
        let access = Access { identity: None, passphrase_file: None, asker: &mut Nobody };
        act(&mut World {
            clock: &SystemClock,
            random: &mut OsRandom,
            watcher,
            access,
            users_folder: Some(self.dir.path().to_path_buf()),
            homes: &[],
            loosened: vec![],
            settings: vec![],
            lost_here: Default::default(),
            unkept: None,
            confirm_date: None,
            texts: &NoTexts,
        })
    }

    /// Seals files under `folder`, and gives the bundle.
    fn seal(&self, folder: &str, date: &str, files: &[(&str, &[u8])]) -> BundleId {
        for (name, bytes) in files {
            let path = self.path(folder).join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, bytes).unwrap();
        }
        let date = Some(date.parse().unwrap());
        let request = archive::Request {
            paths: vec![self.path(folder)],
            rule: RuleAsked { class: "nl-admin-basis".parse().unwrap(), date },
            also: vec![],
            case: None,
            to: Vec::<OsString>::new(),
            moving: false,
            inactive_days: None,
            tags: BTreeMap::new(),
            period: None,
            ground: None,
            accept_end: true,
            accept_newer: true,
            shared_source: false,
            dry_run: false,
        };
        let report = self.with(|world| archive::run(world, &self.path("home"), &request)).unwrap();
        report.bundles[0].bundle
    }

    fn restore(&self, to: &str, matching: &[&str]) -> Result<Report, Fault> {
        self.restore_some(Selection { all: true, ..Selection::default() }, to, matching)
    }

    fn restore_some(
        &self,
        selection: Selection,
        to: &str,
        matching: &[&str],
    ) -> Result<Report, Fault> {
        let request = self.request(selection, to, matching);
        self.with(|world| run(world, &self.path("home"), &request))
    }

    fn request(&self, selection: Selection, to: &str, matching: &[&str]) -> Request {
        Request {
            selection,
            matching: matching.iter().map(|text| (*text).into()).collect(),
            to: self.path(to),
            shared: false,
            reason: "tax audit".into(),
            whom: Some("the inspector".into()),
            reference: Some("AUDIT-1".parse().unwrap()),
        }
    }

    fn bundle_folder(&self, drive: &str, bundle: BundleId) -> PathBuf {
        let mut folders = fs::read_dir(self.path(drive)).unwrap().map(|e| e.unwrap().path());
        let vault = folders.find(|path| path.is_dir()).unwrap();
        vault.join("bundles").join(bundle.to_string())
    }

    /// Spoils a byte in the middle of the payload.
    fn damage(&self, drive: &str, bundle: BundleId) {
        let payload = self.bundle_folder(drive, bundle).join("payload-00000.age");
        let mut bytes = fs::read(&payload).unwrap();
        let middle = bytes.len() / 2;
        bytes[middle] ^= 1;
        fs::write(payload, bytes).unwrap();
    }

    fn restored_entries(&self) -> Vec<Restored> {
        let mut restored = Vec::new();
        self.with(|world| {
            let session = Session::open(world, &self.path("home"), "test").unwrap();
            restored.extend(session.vault.ledger.entries().filter_map(
                |entry| match &entry.event {
                    Event::Restored(fields) => Some(fields.clone()),
                    _ => None,
                },
            ));
        });
        restored
    }
}

fn noise(bytes: usize, seed: u64) -> Vec<u8> {
    let mut state = seed | 1;
    (0..bytes)
        .map(|_| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            state as u8
        })
        .collect()
}

fn stock(tool: &str, args: &[&str], folder: &Path) -> bool {
    let output = Command::new(tool).args(args).current_dir(folder).output();
    let output = output.unwrap_or_else(|error| panic!("this test needs {tool}: {error}"));
    output.status.success()
}

#[test]
fn what_was_asked_for_comes_out_byte_for_byte_with_its_proof() {
    let house = House::plain(&["a"]);
    let big = noise(9_000_000, 7);
    let bundle = house.seal(
        "books",
        "2024",
        &[("11/f 1.pdf", b"one"), ("11/f 2.pdf", b""), ("11/f 1.xml", b"<x/>"), ("big", &big)],
    );
    let report = house.restore("audit", &["books/11/*.pdf", "big"]).unwrap();
    assert_eq!(report.outcome(), Outcome::Done);
    assert_eq!((report.records, report.bytes), (3, 9_000_003));
    assert_eq!((&report.bundles[..], &report.media[..]), (&[bundle][..], &["a".to_owned()][..]));
    let to = house.path("audit");
    for (name, bytes) in [("11/f 1.pdf", &b"one"[..]), ("11/f 2.pdf", b""), ("big", &big)] {
        let file = to.join("records/books").join(name);
        assert!(fs::read(&file).unwrap() == bytes, "{name}");
        let source = fs::metadata(house.path("books").join(name)).unwrap();
        assert_eq!(fs::metadata(file).unwrap().modified().unwrap(), source.modified().unwrap());
    }
    assert!(!to.join("records/books/11/f 1.xml").exists());
    assert!(stock("sha256sum", &["--strict", "-c", "SHA256SUMS"], &to));

    // A stranger ties the file to the seal, and the seal to the signer.
    let proof: Value = serde_json::from_slice(&fs::read(to.join("proof.json")).unwrap()).unwrap();
    let records = proof["records"].as_array().unwrap();
    assert_eq!(records.len(), 3);
    let seals = to.join("seals").join(bundle.to_string());
    let lines = fs::read_to_string(seals.join("records.commit")).unwrap();
    for record in records {
        let line = lines.lines().nth(record["n"].as_u64().unwrap() as usize).unwrap();
        let said = |key: &str| record[key].as_str().unwrap().parse().unwrap();
        let expected = crate::formats::commitments::line(&said("salt"), &said("sha256"));
        assert_eq!(line, expected.to_string());
        assert!(to.join(record["path"].as_str().unwrap()).is_file());
    }
    let check = "ssh-keygen -Y verify -f ../../allowed_signers -I sealer -n kluis-seal \
                 -s seal.json.sig < seal.json";
    assert!(stock("sh", &["-c", check], &seals));

    let on_record = house.restored_entries();
    assert_eq!((on_record.len(), on_record[0].records), (1, 3));
    assert_eq!(on_record[0].bundles, [bundle]);
    assert!(on_record[0].reference.is_some());
    let left: Vec<_> = fs::read_dir(&to).unwrap().map(|e| e.unwrap().file_name()).collect();
    assert_eq!(left.len(), 6, "{left:?}");
}

#[test]
fn nothing_is_written_where_nothing_fits() {
    let house = House::plain(&["a"]);
    house.seal("books", "2024", &[("a.pdf", b"1")]);
    let report = house.restore("audit", &["*.xml"]).unwrap();
    assert_eq!(report.outcome(), Outcome::Finding);
    assert_eq!(report.not_found, ["*.xml"]);
    assert!(report.target.is_none() && !house.path("audit").exists());
    assert!(house.restored_entries().is_empty());
    let report = house.restore("audit", &["*.pdf", "z*"]).unwrap();
    assert_eq!((report.outcome(), report.records), (Outcome::Finding, 1));
    assert_eq!(report.not_found, ["z*"]);
}

#[test]
fn the_drive_to_fetch_is_named_before_anything_is_written_and_only_if_it_is_needed() {
    let house = House::plain(&["a"]);
    house.seal("first", "2023", &[("a.pdf", b"1")]);
    fs::rename(house.path("a"), house.path("in the safe")).unwrap();
    let fault = house.restore("audit", &["*.pdf"]).unwrap_err();
    assert!(matches!(&fault, Fault::NoneOfThese(groups) if groups == &[["a"]]), "{fault}");
    assert!(!house.path("audit").exists());
    // The home's copy of the index knows that this drive has no such record.
    assert_eq!(house.restore("audit", &["*.xml"]).unwrap().not_found, ["*.xml"]);
    let none = house.restore_some(Selection::default(), "audit", &[]);
    assert!(matches!(none, Err(Fault::Usage(Usage::NoSelection))));
}

#[test]
fn a_damaged_record_is_named_and_has_no_file_and_the_others_go_on() {
    let house = House::plain(&["a"]);
    let files: Vec<_> = (0..3).map(|n| noise(5_000_000, n + 10)).collect();
    let bundle = house.seal(
        "books",
        "2024",
        &[("a.bin", &files[0]), ("b.bin", &files[1]), ("c.bin", &files[2])],
    );
    house.damage("a", bundle);
    let report = house.restore("audit", &[]).unwrap();
    assert_eq!(report.outcome(), Outcome::Fixity);
    assert_eq!(report.records, 2);
    let named: Vec<_> = report.damaged.iter().map(|hit| hit.name.display()).collect();
    assert_eq!(named, ["books/a.bin"]);
    let to = house.path("audit");
    assert!(!to.join("records/books/a.bin").exists());
    assert!(fs::read(to.join("records/books/c.bin")).unwrap() == files[2]);
    assert!(stock("sha256sum", &["--strict", "-c", "SHA256SUMS"], &to));
    assert_eq!(house.restored_entries()[0].records, 2);
}

#[test]
fn what_one_drive_has_lost_comes_from_the_other() {
    let house = House::plain(&["a", "b"]);
    let files: Vec<_> = (0..3).map(|n| noise(5_000_000, n + 20)).collect();
    let bundle = house.seal(
        "books",
        "2024",
        &[("a.bin", &files[0]), ("b.bin", &files[1]), ("c.bin", &files[2])],
    );
    let mut healed = 0;
    for drive in ["a", "b"] {
        let other = if drive == "a" { "b" } else { "a" };
        house.damage(drive, bundle);
        let report = house.restore(&format!("from {drive}"), &[]).unwrap();
        assert_eq!((report.records, report.damaged.len()), (3, 0));
        if let Some(hit) = report.healed.first() {
            healed += 1;
            assert_eq!(hit.medium, drive);
            assert_eq!(report.outcome(), Outcome::Finding);
            assert!(report.media.iter().any(|medium| medium == other));
        }
        let restored = house.path(&format!("from {drive}/records/books/a.bin"));
        assert!(fs::read(restored).unwrap() == files[0]);
        house.damage(drive, bundle);
    }
    assert_eq!(healed, 1, "one of the two drives comes first");
    // An index that is lost on the drive that comes first costs nothing either.
    let mut lost = 0;
    for drive in ["a", "b"] {
        let index = house.bundle_folder(drive, bundle).join("index.age");
        let whole = fs::read(&index).unwrap();
        fs::write(&index, b"gone").unwrap();
        let report = house.restore(&format!("without {drive}"), &[]).unwrap();
        assert_eq!((report.records, report.failed.len()), (3, 0));
        lost += report.faulty_copies.len();
        fs::write(&index, whole).unwrap();
    }
    assert_eq!(lost, 1);
}

/// Stops the run once some bytes have come.
#[derive(Default)]
struct Impatient(std::sync::atomic::AtomicU64);

impl Watcher for Impatient {
    fn begin(&self, _: Act, _: u64) {}
    fn advance(&self, bytes: u64) {
        self.0.fetch_add(bytes, std::sync::atomic::Ordering::Relaxed);
    }
    fn end(&self) {}
    fn interrupted(&self) -> bool {
        self.0.load(std::sync::atomic::Ordering::Relaxed) > 4_000_000
    }
}

#[test]
fn what_was_given_out_before_an_interruption_is_on_record() {
    let house = House::plain(&["a"]);
    let files = [noise(3_000_000, 31), noise(30_000_000, 32)];
    house.seal("books", "2024", &[("a", &files[0]), ("b", &files[1])]);
    let all = Selection { all: true, ..Selection::default() };
    let request = house.request(all, "audit", &[]);
    let report = house
        .watched(&Impatient::default(), |world| run(world, &house.path("home"), &request))
        .unwrap();
    assert!(matches!(report.stopped, Some(Fault::Interrupted)));
    assert_eq!(report.records, 1);
    assert_eq!(house.restored_entries()[0].records, 1);
    // No record looks whole that is not, and the folder does not look finished.
    let to = house.path("audit");
    assert!(fs::read(to.join("records/books/a")).unwrap() == files[0]);
    assert!(!to.join("records/books/b").exists() && !to.join("SHA256SUMS").exists());
    let names = fs::read_dir(&to).unwrap().map(|entry| entry.unwrap().file_name());
    assert!(names.into_iter().all(|name| !name.to_string_lossy().contains("unfinished")));
}

#[test]
fn a_seal_that_is_damaged_everywhere_is_a_fault_and_nothing_is_written() {
    let house = House::plain(&["a"]);
    let bundle = house.seal("books", "2024", &[("a.pdf", b"1")]);
    let seal = house.bundle_folder("a", bundle).join("seal.json");
    let text = fs::read_to_string(&seal).unwrap().replace("\"open\": false", "\"open\": true ");
    fs::write(&seal, text).unwrap();
    fs::remove_file(house.path("home/seals").join(format!("{bundle}.json"))).unwrap();
    let fault = house.restore("audit", &[]).unwrap_err();
    assert!(matches!(fault, Fault::Seal { .. }), "{fault}");
    assert!(!house.path("audit").exists());
}

#[test]
fn the_same_path_in_two_bundles_stands_twice() {
    let house = House::plain(&["a"]);
    let first = house.seal("books", "2023", &[("list.txt", b"old"), ("same", b"x")]);
    let second = house.seal("books", "2024", &[("list.txt", b"new")]);
    let report = house.restore("audit", &["list.txt"]).unwrap();
    assert_eq!((report.records, report.renamed.len()), (2, 1));
    let (first, later) = if first < second { (first, second) } else { (second, first) };
    assert_eq!(report.bundles, [first, later]);
    assert_eq!(report.renamed[0].bundle, later);
    let marked = format!("records/books/list ({later}).txt");
    assert_eq!(report.renamed[0].written_as.display(), marked);
    let read = |name: &str| fs::read_to_string(house.path("audit").join(name)).unwrap();
    let both = [read("records/books/list.txt"), read(&marked)];
    assert!(both.contains(&"old".into()) && both.contains(&"new".into()));
    assert!(stock("sha256sum", &["--strict", "-c", "SHA256SUMS"], &house.path("audit")));
}

#[test]
fn keys_apart_are_fetched_from_their_own_drive() {
    let data: &[Role] = &[Role::Data];
    let keys: &[Role] = &[Role::Keys];
    let house = House::new(Custody::Apart, &[("data", data), ("keys", keys)]);
    house.seal("books", "2024", &[("a.pdf", b"1")]);
    fs::rename(house.path("keys"), house.path("elsewhere")).unwrap();
    let fault = house.restore("audit", &[]).unwrap_err();
    assert!(matches!(&fault, Fault::NoneOfThese(groups) if groups == &[["keys"]]), "{fault}");
    fs::rename(house.path("elsewhere"), house.path("keys")).unwrap();
    assert_eq!(house.restore("audit", &[]).unwrap().records, 1);
}

#[test]
fn a_target_that_is_not_empty_or_is_ours_is_refused() {
    let house = House::plain(&["a"]);
    let bundle = house.seal("books", "2024", &[("a.pdf", b"1")]);
    let folder = house.bundle_folder("a", bundle);
    let ours = folder.join("new").to_string_lossy().into_owned();
    for to in ["home/audit", "home/indexes/x/y", &ours] {
        let refused = house.restore(to, &[]);
        assert!(matches!(refused, Err(Fault::Usage(Usage::TargetIsOurs(_)))), "{to}");
    }
    let refused = house.restore("books", &[]);
    assert!(matches!(refused, Err(Fault::Usage(Usage::TargetNotEmpty(_)))));
    assert!(house.restored_entries().is_empty());
}

#[cfg(unix)]
#[test]
fn a_link_is_no_way_into_the_vault() {
    let house = House::plain(&["a"]);
    house.seal("books", "2024", &[("a.pdf", b"1")]);
    std::os::unix::fs::symlink(house.path("home"), house.path("door")).unwrap();
    let refused = house.restore("door/audit", &[]);
    assert!(matches!(refused, Err(Fault::Usage(Usage::TargetIsOurs(_)))));
}

#[cfg(target_os = "linux")]
#[test]
fn hostile_names_come_back_as_they_were() {
    use std::os::unix::ffi::OsStrExt;
    let house = House::plain(&["a"]);
    let folder = house.path("odd");
    fs::create_dir(&folder).unwrap();
    let names: [&[u8]; 8] = [
        b"a:b?.txt",
        b"caf\xe9",
        b"new\nline",
        b"CON",
        "e\u{301}.pdf".as_bytes(),
        "é.pdf".as_bytes(),
        b"Twin",
        b"twin",
    ];
    for name in names {
        fs::write(folder.join(std::ffi::OsStr::from_bytes(name)), name).unwrap();
    }
    house.seal("odd", "2024", &[]);
    let report = house.restore("audit", &[]).unwrap();
    assert_eq!((report.records, report.renamed.len()), (8, 0));
    for name in names {
        let file = house.path("audit/records/odd").join(std::ffi::OsStr::from_bytes(name));
        assert_eq!(fs::read(file).unwrap(), name);
    }
    assert!(stock("sha256sum", &["--strict", "-c", "SHA256SUMS"], &house.path("audit")));
    let both = house.restore("both", &["odd/é.pdf"]).unwrap();
    assert_eq!(both.records, 2, "both normal forms are what was asked for");
}
