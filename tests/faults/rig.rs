//! A vault with two drives in memory, made once and copied for each fault.

mod altered;
mod breaks;
mod every;
mod proof;
mod runs;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use kluis::formats::entry::Role;
use kluis::powers::medium::memory::Unsynced;
use kluis::powers::medium::{Kind, MediumPath, Memory, Storage};
use kluis::powers::random::OsRandom;
use kluis::things::medium::{Accept, Contact, NewMedium};
use kluis::things::vault::config::{Config, Custody};
use kluis::things::vault::create::create;
use kluis::verbs::fault::Fault;
use kluis::verbs::session::Session;
use kluis::words::day::{ClockState, Stamp, Time};
use kluis::words::digest::Digest;
use kluis::words::ids::BundleId;

use crate::kit::files::{copy_folder, folder_in_memory};
pub use crate::kit::session::on;

pub use altered::{Altered, Alters};
pub use breaks::{Breaks, Drive, Healthy, Home};
pub use every::for_each_fault;
pub use proof::Bundles;
pub use runs::Ended;

/// How many drives a record must be on before its source may go.
pub const COPIES: usize = 2;

pub const FIRST: &str = "2026-11-21T09:00:00Z";
pub const FAULTY: &str = "2026-11-22T09:00:00Z";
pub const NEXT: &str = "2026-11-23T09:00:00Z";
pub const LAST: &str = "2026-11-24T09:00:00Z";

/// A vault, its sources and its drives, at one moment.
pub struct Case {
    pub folder: tempfile::TempDir,
    pub drives: Vec<Memory>,
    /// Every file that ever stood among the sources, by its path.
    pub sources: BTreeMap<PathBuf, Digest>,
}

impl Case {
    /// A new vault with no drive.
    fn new(parity: bool) -> Case {
        let folder = folder_in_memory();
        let mut config =
            Config::first_text("Bakkerij Jansen", COPIES as u32, Custody::WithBundle, &[]);
        config.push_str(&format!("parity = {parity}\n"));
        let time: Time = FIRST.parse().unwrap();
        let stamp = Stamp { clock: ClockState::Ok, time };
        create(&folder.path().join("home"), &config, None, true, stamp, &mut OsRandom).unwrap();
        Case { folder, drives: vec![], sources: BTreeMap::new() }
    }

    /// A vault with two drives, on which one bundle is due and another is kept; new sources wait.
    pub fn with_bundles() -> Case {
        Case::with(false)
    }

    /// The same, with parity: which is a good part of all bytes of so small a bundle, and of a loop's time.
    pub fn with_parity() -> Case {
        Case::with(true)
    }

    fn with(parity: bool) -> Case {
        let mut case = Case::new(parity);
        for label in ["Drive A", "Drive B"] {
            let drive = Memory::strict();
            case.add(&Healthy, drive.clone(), label, FIRST).unwrap();
            case.drives.push(drive);
        }
        for (folder, date) in [("due", "2015"), ("kept", "2025"), ("new", "2026-10")] {
            case.put_sources(folder, folder.len());
            if folder != "new" {
                let report = case.archive(&[&Healthy, &Healthy], folder, date, false, FIRST);
                assert!(matches!(report, Ended::Well), "{report}");
            }
        }
        case
    }

    pub fn home(&self) -> PathBuf {
        self.folder.path().join("home")
    }

    /// Puts three files among the sources, of which the largest differs by the seed.
    pub fn put_sources(&mut self, folder: &str, seed: usize) {
        let large: Vec<u8> = (0..20_000 + seed * 1000)
            .scan(seed as u32 + 1, |state, _| {
                *state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                Some((*state >> 24) as u8)
            })
            .collect();
        let text = format!("{folder}: 12,50 EUR\n");
        for (name, bytes) in
            [("boek.txt", text.as_bytes()), ("sub/scan.bin", &large), ("empty.txt", b"")]
        {
            let path = self.folder.path().join("sources").join(folder).join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(&path, bytes).unwrap();
            self.sources.insert(Path::new(folder).join(name), Digest::of(bytes));
        }
    }

    /// The same vault, once more: its own home, its own sources, its own drives.
    pub fn again(&self) -> Case {
        let folder = folder_in_memory();
        copy_folder(self.folder.path(), folder.path());
        Case {
            folder,
            drives: self.drives.iter().map(copy_of).collect(),
            sources: self.sources.clone(),
        }
    }

    /// Takes a drive in, as `medium add` does it.
    pub fn add(
        &self,
        breaks: &dyn Breaks,
        drive: Memory,
        label: &str,
        time: &str,
    ) -> Result<(), String> {
        on(time, |world| {
            let mut session = Session::open(world, &self.home(), "add").map_err(said)?;
            breaks.home(&mut session);
            let texts = session.world.texts.drive(session.vault.id);
            let roles = vec![Role::Data, Role::Keys];
            let path = Path::new("/drives").join(label);
            let storage = breaks.drive(drive);
            Contact::add(
                &mut session.vault,
                &path,
                storage,
                NewMedium { label, roles, same_disk: false },
                session.stamp,
                &texts,
                session.world.random,
            )
            .map(drop)
            .map_err(|problem| said(problem.into()))
        })
    }

    /// Opens a session over this case's drives.
    pub fn session<T>(
        &self,
        breaks: &[&dyn Breaks],
        time: &str,
        run: impl FnOnce(&mut Session<'_, '_>) -> Result<T, Fault>,
    ) -> Result<T, Fault> {
        on(time, |world| {
            let mut session = Session::open(world, &self.home(), "test")?;
            for (number, (breaks, drive)) in breaks.iter().zip(&self.drives).enumerate() {
                let storage = breaks.drive(drive.clone());
                let path = PathBuf::from(format!("/drives/{number}"));
                let contact =
                    Contact::open_storage(&mut session.vault, &path, storage, Accept::Current)?;
                session.add(contact)?;
                breaks.home(&mut session);
            }
            run(&mut session)
        })
    }

    /// How many bytes lie on a drive.
    pub fn used(&self, drive: usize) -> u64 {
        let drive = &self.drives[drive];
        drive.paths().iter().map(|path| drive.bytes(path).unwrap().len() as u64).sum()
    }

    pub fn power_cut(&self, unsynced: Unsynced) {
        for drive in &self.drives {
            drive.power_cut(unsynced);
        }
    }

    /// The bundles that hold the records of one folder of the sources.
    pub fn bundle_of(&self, folder: &str) -> BundleId {
        let wanted = self.sources[&Path::new(folder).join("boek.txt")];
        let found = self.verified("at the start");
        *found.iter().find(|(_, (records, _))| records.contains(&wanted)).unwrap().0
    }
}

pub fn said(fault: Fault) -> String {
    let voice = kluis::surface::voice::Voice::default();
    kluis::surface::errors::say(&voice, &fault).text(&voice, None).to_string()
}

/// A medium with the same files and folders.
pub fn copy_of(drive: &Memory) -> Memory {
    // Names that were made by a test's own hand are safe on either kind of medium.
    let copy = Memory::strict();
    let mut folders = vec![MediumPath::root()];
    while let Some(folder) = folders.pop() {
        for entry in drive.list(&folder).unwrap().entries {
            let path = folder.join(&entry.name).unwrap();
            match entry.facts.kind {
                Kind::Folder => {
                    if copy.facts(&path).unwrap().is_none() {
                        copy.make_folder(&path).unwrap();
                        copy.sync_folder(&folder).unwrap();
                    }
                    folders.push(path);
                }
                _ => copy.put(path.as_str(), &drive.bytes(path.as_str()).unwrap()),
            }
        }
    }
    copy
}
