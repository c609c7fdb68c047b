//! A vault with two drives in memory, made once and copied for each fault; and what must hold after every one.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use kluis::formats::entry::{FileFacts, Role};
use kluis::powers::asker::Unwatched;
use kluis::powers::medium::faulty::{Counted, Fault as Broken, Switch};
use kluis::powers::medium::memory::Unsynced;
use kluis::powers::medium::{Faulty, Kind, MediumPath, Memory, Storage};
use kluis::powers::random::OsRandom;
use kluis::things::bundle::fixity::read_back;
use kluis::things::bundle::open::{BundlePlace, bundle_identity, open_index};
use kluis::things::bundle::proof::{Against, files_in_order, prove};
use kluis::things::bundle::{KEY, KEY_COPY, deep};
use kluis::things::ledger::state::DriveStanding;
use kluis::things::medium::{Accept, BUNDLES, Contact, NewMedium};
use kluis::things::vault::config::{Config, Custody};
use kluis::things::vault::create::create;
use kluis::verbs::archive::{self, RuleAsked};
use kluis::verbs::copy;
use kluis::verbs::destroy;
use kluis::verbs::fault::{Fault, Usage};
use kluis::verbs::medium::fate::{self, FateRequest, What, Which};
use kluis::verbs::outcome::{Outcome, Reported};
use kluis::verbs::select::Selection;
use kluis::verbs::session::Session;
use kluis::verbs::sweep;
use kluis::words::day::{ClockState, Stamp, Time};
use kluis::words::digest::Digest;
use kluis::words::ids::BundleId;
use kluis::words::limits::KEY_FILE_BYTES;

use crate::kit::files::{copy_folder, folder_in_memory};
pub use crate::kit::session::on;

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

/// Each kept bundle's record hashes, and on how many drives it stands.
pub type Bundles = BTreeMap<BundleId, (BTreeSet<Digest>, usize)>;

/// How a run ended, for all that a test asks.
pub enum Ended {
    Well,
    /// It said what is missing.
    Partly(String),
    Badly(String),
}

impl fmt::Display for Ended {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Ended::Well => f.write_str("it ended well"),
            Ended::Partly(what) => write!(f, "it did a part: {what}"),
            Ended::Badly(said) => f.write_str(said),
        }
    }
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

    /// What is asked for to archive one folder of the sources.
    pub fn archive_request(&self, folder: &str, date: &str, moving: bool) -> archive::Request {
        archive::Request {
            paths: vec![self.folder.path().join("sources").join(folder)],
            rule: RuleAsked {
                class: "nl-admin-basis".parse().unwrap(),
                date: Some(date.parse().unwrap()),
            },
            also: vec![],
            case: None,
            to: vec![],
            moving,
            inactive_days: None,
            tags: BTreeMap::new(),
            period: None,
            ground: None,
            accept_end: true,
            accept_newer: true,
            shared_source: false,
            dry_run: false,
        }
    }

    /// Archives one folder of the sources onto as many drives as `breaks` has.
    pub fn archive(
        &self,
        breaks: &[&dyn Breaks],
        folder: &str,
        date: &str,
        moving: bool,
        time: &str,
    ) -> Ended {
        let request = self.archive_request(folder, date, moving);
        let ended = self.session(breaks, time, |session| archive::in_session(session, &request));
        match ended {
            Ok(report) if report.outcome() == Outcome::Done && report.broken.is_empty() => {
                Ended::Well
            }
            Ok(report) => Ended::Partly(format!(
                "{:?} {:?} {:?}",
                report.missed, report.not_moved, report.broken
            )),
            // Everything was moved before.
            Err(Fault::Usage(Usage::NothingToSeal)) => Ended::Well,
            Err(fault) => Ended::Badly(said(fault)),
        }
    }

    /// Copies all onto one drive, with others plugged in or none.
    pub fn copy_to(
        &self,
        breaks: &dyn Breaks,
        to: usize,
        others: &[(usize, &dyn Breaks)],
        time: &str,
    ) -> Ended {
        let selection = Selection { all: true, ..Selection::default() };
        let request = copy::Request { selection, to: "the first in contact".into() };
        let ended = on(time, |world| {
            let mut session = Session::open(world, &self.home(), "test")?;
            for (at, breaks) in [(to, breaks)].iter().chain(others) {
                let storage = breaks.drive(self.drives[*at].clone());
                let path = PathBuf::from(format!("/drives/{at}"));
                let contact =
                    Contact::open_storage(&mut session.vault, &path, storage, Accept::Current)?;
                session.add(contact)?;
            }
            breaks.home(&mut session);
            copy::in_session(&mut session, &request)
        });
        match ended {
            Ok(report) if report.outcome() == Outcome::Done && report.broken.is_empty() => {
                Ended::Well
            }
            Ok(report) => Ended::Partly(format!(
                "{:?} {:?} {:?}",
                report.missed, report.not_here, report.broken
            )),
            Err(fault) => Ended::Badly(said(fault)),
        }
    }

    /// Retires the first drive, and destroys what is on it.
    pub fn retire_first(&self, breaks: &[&dyn Breaks], time: &str) -> Ended {
        let which = Which::Named("Drive A".into());
        let request = FateRequest { which, what: What::Retire { erase: true } };
        match self.session(breaks, time, |session| fate::in_session(session, &request)) {
            Ok(report) if report.outcome() == Outcome::Done => Ended::Well,
            Ok(report) => Ended::Partly(format!("{:?} {:?}", report.failed, report.wanting)),
            Err(fault) => Ended::Badly(said(fault)),
        }
    }

    /// Removes the sources that may go.
    pub fn sweep(&self, breaks: &[&dyn Breaks], time: &str) -> Ended {
        let paths = vec![self.folder.path().join("sources")];
        let request = sweep::Request { paths, dry_run: false };
        match self.session(breaks, time, |session| sweep::in_session(session, &request)) {
            Ok(report) if report.outcome() == Outcome::Done => Ended::Well,
            Ok(report) => Ended::Partly(format!("{:?} {:?}", report.missed, report.stays)),
            Err(fault) => Ended::Badly(said(fault)),
        }
    }

    /// Destroys a bundle on as many drives as `breaks` has.
    pub fn destroy(&self, breaks: &[&dyn Breaks], bundle: BundleId, time: &str) -> Ended {
        let request = destroy::Request {
            bundles: vec![bundle.to_string()],
            by: "A. Jansen".into(),
            role: "owner".into(),
            approved_by: None,
            no_open_matters: true,
            damaged: false,
            waive: vec![],
            reason: None,
            withdraw: false,
        };
        match self.session(breaks, time, |session| destroy::in_session(session, &request)) {
            Ok(report) if report.outcome() == Outcome::Done => Ended::Well,
            Ok(report) => Ended::Partly(format!("{:?}", report.bundles)),
            Err(Fault::Usage(Usage::AlreadyDestroyed(_))) => Ended::Well,
            Err(fault) => Ended::Badly(said(fault)),
        }
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

    /// Opens all that the ledger names, on every drive, with the owner's identity; panics at what does not hold.
    /// Gives each kept bundle's record hashes and on how many drives it stands.
    pub fn verified(&self, at: &str) -> Bundles {
        self.look(at, false)
    }

    /// The same, and every folder among a drive's bundles is one that the ledger places there.
    pub fn verified_and_in_order(&self, at: &str) -> Bundles {
        self.look(at, true)
    }

    fn look(&self, at: &str, in_order: bool) -> Bundles {
        let healthy: Vec<&dyn Breaks> =
            self.drives.iter().map(|_| &Healthy as &dyn Breaks).collect();
        let found = self.session(&healthy, LAST, |session| {
            let identities = session.world.access.open(&session.vault)?;
            let mut found: Bundles = BTreeMap::new();
            let sealers = session.vault.sealers();
            if in_order {
                nothing_is_left_over(session, at);
            }
            for (id, known) in &session.vault.state.bundles {
                for (medium, _) in known.standing_copies() {
                    let gone = known.copies[&medium].drive == DriveStanding::Gone;
                    if known.intended.is_some() || gone {
                        continue;
                    }
                    let contact = session
                        .contacts
                        .get(medium)
                        .unwrap_or_else(|| panic!("{at}: {id} is on a drive that is not known"));
                    let folder = contact.bundle_folder(*id).unwrap();
                    let against =
                        Against { vault: session.vault.id, sealers: &sealers, known: Some(known) };
                    let seal = prove(&*contact.storage, &folder, *id, &against)
                        .unwrap_or_else(|problem| panic!("{at}: {id}: {problem}"));
                    let mut files = files_in_order(&seal);
                    assert!(known.keys_on.contains_key(&medium), "{at}: {id} has no keys");
                    let sha256 = seal.key_file;
                    for name in [KEY, KEY_COPY] {
                        files.push(FileFacts { bytes: KEY_FILE_BYTES, name: name.into(), sha256 });
                    }
                    let fixity = read_back(&*contact.storage, &folder, &files, &Unwatched);
                    assert!(fixity.holds(), "{at}: {id}: {:?}", fixity.faults);
                    // Its bytes are those of the other drive's copy, so that it is opened once.
                    let entry = found.entry(*id).or_insert_with(|| {
                        let place = BundlePlace { storage: contact.storage.clone(), folder };
                        let identity = bundle_identity(&seal, &place, &identities).unwrap();
                        let deep = deep::verify(&seal, &place, &identity, &Unwatched).unwrap();
                        assert!(deep.holds(), "{at}: {id}: {deep:?}");
                        let mut index = open_index(&seal, &place, &identity).unwrap();
                        (index.records().map(|record| record.unwrap().sha256).collect(), 0)
                    });
                    entry.1 += 1;
                }
            }
            Ok(found)
        });
        found.unwrap_or_else(|fault| {
            panic!("{at}: the vault or a drive does not open: {}", said(fault))
        })
    }

    /// No source is gone unless its bytes are in bundles that were just opened on as many drives as are wanted.
    pub fn nothing_is_lost(&self, at: &str, found: &Bundles) {
        for (path, sha256) in &self.sources {
            let whole = self.folder.path().join("sources").join(path);
            match fs::read(&whole) {
                Ok(bytes) => assert_eq!(Digest::of(&bytes), *sha256, "{at}: {path:?} changed"),
                Err(_) => assert!(
                    found.values().any(|(records, on)| records.contains(sha256) && *on >= COPIES),
                    "{at}: {path:?} is gone, and is not on {COPIES} drives"
                ),
            }
        }
    }

    /// The bundles that hold the records of one folder of the sources.
    pub fn bundle_of(&self, folder: &str) -> BundleId {
        let wanted = self.sources[&Path::new(folder).join("boek.txt")];
        let found = self.verified("at the start");
        *found.iter().find(|(_, (records, _))| records.contains(&wanted)).unwrap().0
    }
}

fn nothing_is_left_over(session: &Session<'_, '_>, at: &str) {
    for contact in &session.contacts {
        let bundles = contact.folder.join(BUNDLES).unwrap();
        for entry in contact.storage.list(&bundles).unwrap().entries {
            let known = session.vault.state.bundles.get(&entry.name.parse().unwrap());
            let medium = contact.label.medium;
            let placed =
                known.is_some_and(|known| known.standing_copies().any(|(on, _)| on == medium));
            let (name, path) = (entry.name, contact.path.display());
            assert!(placed, "{at}: {name} is on {path} and in no ledger");
        }
    }
}

pub fn said(fault: Fault) -> String {
    let voice = kluis::surface::voice::Voice::default();
    kluis::surface::errors::say(&voice, &fault).text(&voice, None).to_string()
}

/// Puts faults into a run.
pub trait Breaks {
    fn drive(&self, drive: Memory) -> Arc<dyn Storage> {
        Arc::new(drive)
    }
    fn home(&self, _: &mut Session<'_, '_>) {}
    /// The run is over; if the fault took place, the power went with it.
    fn end(&self, _: &Path, _: Unsynced) {}
    /// Whether the fault took place.
    fn fired(&self) -> bool {
        false
    }
}

/// Breaks nothing.
pub struct Healthy;

impl Breaks for Healthy {}

/// Breaks one drive by a script; says afterwards whether it did.
pub struct Drive {
    fault: Broken,
    counted: Counted,
    switch: std::cell::RefCell<Option<Switch>>,
}

impl Drive {
    pub fn new(fault: Broken) -> Drive {
        Drive { fault, counted: Counted::Mutating, switch: std::cell::RefCell::new(None) }
    }

    /// The same for a run that mostly reads: looks and reads are counted too.
    pub fn read(fault: Broken) -> Drive {
        Drive { counted: Counted::All, ..Drive::new(fault) }
    }

    fn switch(&self, switch: Switch) {
        *self.switch.borrow_mut() = Some(switch);
    }
}

impl Breaks for Drive {
    fn drive(&self, drive: Memory) -> Arc<dyn Storage> {
        let faulty = Faulty::new(drive, self.fault, self.counted);
        self.switch(faulty.switch());
        Arc::new(faulty)
    }

    fn fired(&self) -> bool {
        self.switch.borrow().as_ref().is_some_and(Switch::fired)
    }
}

/// Breaks the home by a script, from the moment on when it was opened. Meanwhile it lies in memory, so that it forgets
/// what was not synced when the power goes.
pub struct Home {
    breaks: Drive,
    memory: std::cell::RefCell<Option<Memory>>,
}

impl Home {
    pub fn new(fault: Broken) -> Home {
        Home { breaks: Drive::new(fault), memory: std::cell::RefCell::new(None) }
    }
}

impl Breaks for Home {
    fn home(&self, session: &mut Session<'_, '_>) {
        let memory = Memory::strict();
        put_folder(&session.vault.root, "", &memory);
        let faulty = Faulty::new(memory.clone(), self.breaks.fault, Counted::Mutating);
        self.breaks.switch(faulty.switch());
        session.vault.home = Arc::new(faulty);
        *self.memory.borrow_mut() = Some(memory);
    }

    fn fired(&self) -> bool {
        self.breaks.fired()
    }

    fn end(&self, home: &Path, unsynced: Unsynced) {
        let Some(memory) = self.memory.take() else { return };
        if self.fired() {
            memory.power_cut(unsynced);
        }
        fs::remove_dir_all(home).unwrap();
        take_folder(&memory, &MediumPath::root(), home);
    }
}

fn put_folder(from: &Path, to: &str, memory: &Memory) {
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name().into_string().unwrap();
        let path = if to.is_empty() { name } else { format!("{to}/{name}") };
        match entry.file_type().unwrap().is_dir() {
            true => {
                let (folder, parent) = (MediumPath::parse(&path).unwrap(), MediumPath::parse(to));
                memory.make_folder(&folder).unwrap();
                memory.sync_folder(&parent.unwrap_or_else(|_| MediumPath::root())).unwrap();
                put_folder(&entry.path(), &path, memory);
            }
            false => memory.put(&path, &fs::read(entry.path()).unwrap()),
        }
    }
}

fn take_folder(memory: &Memory, from: &MediumPath, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in memory.list(from).unwrap().entries {
        let path = from.join(&entry.name).unwrap();
        match entry.facts.kind {
            Kind::Folder => take_folder(memory, &path, &to.join(&entry.name)),
            _ => fs::write(to.join(&entry.name), memory.bytes(path.as_str()).unwrap()).unwrap(),
        }
    }
}

/// Every way in which the Nth call or write can go wrong, and what a power cut leaves after it.
fn ways(n: u64) -> [(Broken, Unsynced); 7] {
    [
        (Broken::ErrorAt(n), Unsynced::Kept),
        (Broken::ErrorAt(n), Unsynced::Lost),
        (Broken::PullAt(n), Unsynced::Lost),
        (Broken::PullAt(n), Unsynced::NamesKept),
        (Broken::PullAt(n), Unsynced::Kept),
        (Broken::TornWriteAt(n), Unsynced::Kept),
        (Broken::TornPullAt(n), Unsynced::Kept),
    ]
}

/// Fails every N: pulled there with what was not synced lost, and at every second one of the other ways in turn,
/// each until it fires no more. With `KLUIS_FAULTS=all` every way at every N, which takes minutes.
pub fn for_each_fault(mut run: impl FnMut(Broken, Unsynced) -> bool) {
    const PULLED_AND_LOST: usize = 2;
    let all = std::env::var_os("KLUIS_FAULTS").is_some_and(|word| word == "all");
    let mut fires = [true; 7];
    let mut tried = 0;
    for n in 1.. {
        let turn = (n % 2 == 0).then(|| [0, 3, 5, 1, 4, 6][n as usize / 2 % 6]);
        for (way, (fault, unsynced)) in ways(n).into_iter().enumerate() {
            if fires[way] && (all || way == PULLED_AND_LOST || Some(way) == turn) {
                fires[way] = run(fault, unsynced);
                tried += 1;
            }
        }
        if !fires[PULLED_AND_LOST] {
            println!("{tried} faults at {n} calls");
            assert!(n > 10, "hardly anything was tried");
            return;
        }
    }
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
