//! A vault with drives in real folders, and what is done with it.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicU64, Ordering};

use secrecy::SecretString;
use tempfile::TempDir;

use crate::formats::entry::{Event, FileFacts, Restored, Role};
use crate::powers::asker::{Act, Asker, Question, Setting, Unwatched, Watcher};
use crate::powers::clock::SystemClock;
use crate::powers::medium::open_native;
use crate::powers::random::OsRandom;
use crate::things::medium::{Contact, DriveTexts, NewMedium};
use crate::things::vault::config::{Config, Custody};
use crate::things::vault::create;
use crate::things::vault::keys::Access;
use crate::verbs::archive::{self, RuleAsked};
use crate::verbs::delivered::{Delivery, DeliveryRow, Ending, Piece};
use crate::verbs::fault::Fault;
use crate::verbs::list_page::Reviewed;
use crate::verbs::restore::{Report, Request, run};
use crate::verbs::select::Selection;
use crate::verbs::session::{Session, Texts, World, stamp};
use crate::verbs::verify;
use crate::words::day::Day;
use crate::words::digest::Digest;
use crate::words::ids::{BundleId, VaultId};
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
    fn occasion(&self, _: &str, _: &crate::verbs::occasions::Occasion) -> String {
        String::new()
    }

    fn drive(&self, _: VaultId) -> DriveTexts {
        DriveTexts { files: vec![] }
    }
    fn audit(&self) -> Vec<(&'static str, String)> {
        vec![]
    }
    fn bundle(&self, _: BundleId, _: &[FileFacts]) -> String {
        String::new()
    }
    fn delivery(&self, _: &Delivery) -> (&'static str, Piece) {
        ("delivery-list", Piece::default())
    }
    fn delivery_row(&self, _: &DeliveryRow<'_>) -> Piece {
        Piece::default()
    }
    fn delivery_end(&self, _: &Ending<'_>) -> String {
        String::new()
    }
    fn statement(
        &self,
        _: &crate::formats::statement::Statement,
    ) -> Option<(&'static str, Vec<u8>)> {
        None
    }
    fn review(&self, _: &Reviewed) -> String {
        String::new()
    }
    fn sheet(&self, _: &str, _: Day, _: VaultId, _: &str, _: &[Setting]) -> String {
        String::new()
    }
    fn source_example(&self, _: &str) -> String {
        String::new()
    }
}

/// A vault with drives, in a folder of its own.
pub struct House {
    dir: TempDir,
}

impl House {
    pub fn new(custody: Custody, drives: &[(&str, &[Role])]) -> House {
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

    pub fn plain(drives: &[&str]) -> House {
        let both: &[Role] = &[Role::Data, Role::Keys];
        House::new(
            Custody::WithBundle,
            &drives.iter().map(|drive| (*drive, both)).collect::<Vec<_>>(),
        )
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    pub fn with<T>(&self, act: impl FnOnce(&mut World<'_>) -> T) -> T {
        self.watched(&Unwatched, act)
    }

    pub fn watched<T>(&self, watcher: &dyn Watcher, act: impl FnOnce(&mut World<'_>) -> T) -> T {
        let access = Access {
            identity: None,
            passphrase_file: None,
            signer: None,
            signer_passphrase_file: None,
            asker: &mut Nobody,
        };
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
            notes_unread: Default::default(),
            confirm_date: None,
            texts: &NoTexts,
        })
    }

    /// Seals files under `folder`, and gives the bundle.
    pub fn seal(&self, folder: &str, date: &str, files: &[(&str, &[u8])]) -> BundleId {
        for (name, bytes) in files {
            let path = self.path(folder).join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, bytes).unwrap();
        }
        let date = Some(date.parse().unwrap());
        let request = archive::Request {
            paths: vec![self.path(folder)],
            among: None,
            rule: RuleAsked { class: "nl-admin-basis".parse().unwrap(), date },
            also: vec![],
            case: None,
            to: Vec::<OsString>::new(),
            moving: false,
            inactive_days: None,
            tags: BTreeMap::new(),
            tags_from: None,
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

    pub fn restore(&self, to: &str, matching: &[&str]) -> Result<Report, Fault> {
        self.restore_some(Selection { all: true, ..Selection::default() }, to, matching)
    }

    pub fn restore_some(
        &self,
        selection: Selection,
        to: &str,
        matching: &[&str],
    ) -> Result<Report, Fault> {
        let request = self.request(selection, to, matching);
        self.with(|world| run(world, &self.path("home"), &request))
    }

    pub fn request(&self, selection: Selection, to: &str, matching: &[&str]) -> Request {
        Request {
            selection,
            matching: matching.iter().map(|text| (*text).into()).collect(),
            to: self.path(to),
            reason: "tax audit".into(),
            whom: Some("the inspector".into()),
            reference: Some("AUDIT-1".parse().unwrap()),
            ..Request::default()
        }
    }

    pub fn bundle_folder(&self, drive: &str, bundle: BundleId) -> PathBuf {
        let mut folders = fs::read_dir(self.path(drive)).unwrap().map(|e| e.unwrap().path());
        let vault = folders.find(|path| path.is_dir()).unwrap();
        vault.join("bundles").join(bundle.to_string())
    }

    /// Spoils a byte in the middle of the payload.
    pub fn damage(&self, drive: &str, bundle: BundleId) {
        let payload = self.bundle_folder(drive, bundle).join("payload-00000.age");
        let mut bytes = fs::read(&payload).unwrap();
        let middle = bytes.len() / 2;
        bytes[middle] ^= 1;
        fs::write(payload, bytes).unwrap();
    }

    /// Looks at all of each drive.
    pub fn verify(&self) {
        let request = verify::Request { media: vec![], deep: false };
        self.with(|world| verify::run(world, &self.path("home"), &request).unwrap());
    }

    pub fn restored_entries(&self) -> Vec<Restored> {
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

pub fn noise(bytes: usize, seed: u64) -> Vec<u8> {
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

/// Whether each line of `SHA256SUMS` holds. Stock `sha256sum` says it where it is a program of the system.
pub fn sums_hold(folder: &Path) -> bool {
    if cfg!(unix) {
        return stock("sha256sum", &["--strict", "-c", "SHA256SUMS"], folder);
    }
    let sums = fs::read_to_string(folder.join("SHA256SUMS")).expect("it is there, and text");
    let holds = |line: &str| {
        let (sha256, name) = line.split_once("  ").expect("a sum, two spaces, a name");
        fs::read(folder.join(name)).is_ok_and(|bytes| Digest::of(&bytes).to_string() == sha256)
    };
    !sums.is_empty() && sums.lines().all(holds)
}

pub fn stock(tool: &str, args: &[&str], folder: &Path) -> bool {
    let output = Command::new(tool).args(args).current_dir(folder).output();
    let output = output.unwrap_or_else(|error| panic!("this test needs {tool}: {error}"));
    output.status.success()
}

/// Stops the run once some bytes have come.
#[derive(Default)]
pub struct Impatient(AtomicU64);

impl Watcher for Impatient {
    fn begin(&self, _: Act, _: u64) {}
    fn advance(&self, bytes: u64) {
        self.0.fetch_add(bytes, Ordering::Relaxed);
    }
    fn end(&self) {}
    fn interrupted(&self) -> bool {
        self.0.load(Ordering::Relaxed) > 4_000_000
    }
}
