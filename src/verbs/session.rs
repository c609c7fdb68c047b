//! One run over one vault: the open home, the judged clock, and the media in contact. At its end every medium
//! and then the home are told what happened; nothing is told before it is a fact.

use std::cell::Cell;
use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::Serialize;

use crate::formats::entry::{
    ClockConfirmed, Depth, Event, FaultWord, Finding, NoteRef, ReadBack, Verified as VerifiedEvent,
};
use crate::formats::seal::Seal;
use crate::powers::asker::{Question, Watcher};
use crate::powers::clock::Clock;
use crate::powers::identity::Identity;
use crate::powers::medium::{self, Act, Kind, MediumPath, Storage, StorageProblem};
use crate::powers::places::{Look, ask, holding, look, look_for, places};
use crate::powers::random::Random;
use crate::powers::signer::SigningKey;
use crate::rules::book_year::BookYears;
use crate::rules::clock::{ClockDoubt, Today, judge};
use crate::things::bundle::proof::{Against, Verified, prove, prove_bytes};
use crate::things::destruction::door::Now;
use crate::things::destruction::neighbours::doubt;
use crate::things::device::{self, OwnDisks};
use crate::things::files::{self, FileProblem};
use crate::things::joining;
use crate::things::ledger::state::Fate;
use crate::things::medium::lock::DriveLocks;
use crate::things::medium::{Accept, Contact, MediumProblem, drive_at, drive_by_label};
use crate::things::settings::OtherSettings;
use crate::things::vault::keys::Access;
use crate::things::vault::notes;
use crate::things::vault::{SEALS, Vault};
use crate::words::day::{ClockState, Day, Stamp, Time};
use crate::words::ids::{BundleId, DriveId, MediumId};
use crate::words::limits::{SEAL_BYTES_MAX, SIGNATURE_BYTES_MAX};

use super::fault::{Fault, Usage, at_home};
use super::learn::{Learned, learn};
use super::named::Named;

/// What the outside gives to a run.
pub struct World<'a> {
    pub clock: &'a dyn Clock,
    pub random: &'a mut dyn Random,
    pub watcher: &'a dyn Watcher,
    pub access: Access<'a>,
    /// The user's own folder, below which archived names are counted.
    pub users_folder: Option<PathBuf>,
    /// The homes of all vaults on this PC that are known by name.
    pub homes: &'a [PathBuf],
    /// What was learned of other homes' settings, for the surface to tell.
    pub settings: Vec<OtherSettings>,
    /// Drives that are lost on record and plugged in all the same, by label, for the surface to tell.
    pub lost_here: BTreeSet<String>,
    /// What the drives told could not be written to the home, for the surface to tell.
    pub unkept: Option<StorageProblem>,
    /// A date that answers the clock's question.
    pub confirm_date: Option<Day>,
    /// Files that the surface words, for each drive.
    pub texts: &'a dyn Texts,
}

/// The texts that go onto drives; the surface owns their words.
pub trait Texts {
    /// The files below a vault's folder.
    fn drive(&self, vault: crate::words::ids::VaultId) -> crate::things::medium::DriveTexts;
    /// What lies beside records that were given back: what it is, and how anyone checks it.
    fn audit(&self) -> Vec<(&'static str, String)>;
    /// The ten lines in a bundle's folder.
    fn bundle(
        &self,
        bundle: crate::words::ids::BundleId,
        volumes: &[crate::formats::entry::FileFacts],
    ) -> String;
    /// The recovery sheet.
    fn sheet(
        &self,
        name: &str,
        day: Day,
        vault: crate::words::ids::VaultId,
        identity: &str,
    ) -> String;
}

/// A run over one vault.
pub struct Session<'a, 'w> {
    pub world: &'a mut World<'w>,
    pub vault: Vault,
    pub stamp: Stamp,
    pub today: Today,
    pub contacts: Vec<Contact>,
    own_disks: Option<OwnDisks>,
    /// It gives back what is on the media: one that lies where none should can be read all the same.
    pub gives_back: bool,
    /// The media from which this run has taken what other homes made.
    heard: BTreeSet<MediumId>,
    /// Media that are only read in this run: what stands there is not what was left.
    pub untouched: BTreeSet<MediumId>,
    /// Media of which two are connected.
    pub twins: BTreeSet<MediumId>,
    locks: DriveLocks,
}

/// A drive that could not be used, while others could.
#[derive(Debug, Serialize)]
pub struct Broken {
    /// What the drive is called, where that is known.
    #[serde(rename = "medium")]
    pub label: Option<String>,
    #[serde(rename = "problem")]
    pub fault: Fault,
}

/// A fault that is one drive's alone, and keeps nobody from the others; any other ends the run.
fn only_of_one(fault: Fault) -> Result<Fault, Fault> {
    match fault {
        Fault::Medium(MediumProblem::InUse(_)) => Err(fault),
        Fault::Medium(_) | Fault::MediaAbsent(_) => Ok(fault),
        _ => Err(fault),
    }
}

/// Judges the clock against what has happened; asks a person where it is in doubt.
pub fn stamp(world: &mut World<'_>, last: Option<Time>) -> Result<(Stamp, Today), Fault> {
    let (now, here) = (world.clock.now(), world.clock.today());
    let clock = match judge(now, here, last, world.confirm_date) {
        Ok(clock) => clock,
        Err(doubt @ ClockDoubt::OtherDate { .. }) => return Err(Fault::Clock(doubt)),
        Err(doubt) => {
            let typed = world.access.asker.ask(&Question::Date);
            let typed = typed.and_then(|text| {
                use secrecy::ExposeSecret;
                crate::words::day::typed_day(text.expose_secret().trim()).ok()
            });
            if typed != Some(here) {
                return Err(Fault::Clock(doubt));
            }
            ClockState::Typed
        }
    };
    Ok((Stamp { clock, time: now }, Today::new(here, now)))
}

impl Drop for Session<'_, '_> {
    fn drop(&mut self) {
        self.world.unkept = self.vault.unkept.take();
    }
}

impl<'a, 'w> Session<'a, 'w> {
    /// Opens the vault in `root` for a run called `holder`.
    pub fn open(
        world: &'a mut World<'w>,
        root: &Path,
        holder: &str,
    ) -> Result<Session<'a, 'w>, Fault> {
        let who = format!("{holder} (process {})", std::process::id());
        let vault = Vault::open(root, &who)?;
        let (stamp, today) = stamp(world, vault.state.last_believed)?;
        let mut session = Session {
            world,
            vault,
            stamp,
            today,
            contacts: vec![],
            own_disks: None,
            gives_back: false,
            heard: BTreeSet::new(),
            untouched: BTreeSet::new(),
            twins: BTreeSet::new(),
            locks: DriveLocks::default(),
        };
        if stamp.clock == ClockState::Typed {
            session.record(Event::ClockConfirmed(ClockConfirmed { day: today.here() }), None)?;
        }
        Ok(session)
    }

    /// Brings the named media into contact; a name is a path or a label.
    pub fn contact(&mut self, names: &[impl AsRef<OsStr>], accept: Accept) -> Result<(), Fault> {
        for name in names {
            self.contact_named(name.as_ref(), accept)?;
        }
        self.refuse_older(accept)
    }

    /// The same for media that are only read; gives those that are absent or don't hold, as they were named.
    pub fn contact_named_to_read(
        &mut self,
        names: &[impl AsRef<OsStr>],
    ) -> Result<Vec<Broken>, Fault> {
        let mut broken = Vec::new();
        for name in names {
            let Err(fault) = self.contact_named(name.as_ref(), Accept::Older) else { continue };
            let label = match Named::read(name.as_ref())? {
                Named::Label(label) => Some(label.to_owned()),
                Named::Path(path) => self.last_at(path).map(|medium| self.label(medium)),
            };
            broken.push(Broken { label, fault: only_of_one(fault)? });
        }
        self.take_sealer()?;
        Ok(broken)
    }

    fn contact_named(&mut self, name: &OsStr, accept: Accept) -> Result<(), Fault> {
        let label = match Named::read(name)? {
            Named::Label(label) => label,
            Named::Path(path) => {
                return match look(path) {
                    Look::Folder => self.contact_at(path, accept),
                    Look::NoAnswer => Err(MediumProblem::NoAnswer(path.into()).into()),
                    Look::Nothing => Err(Usage::NotAFolder(path.into()).into()),
                    Look::Fails(kind) => Err(Fault::Io { path: path.into(), source: kind.into() }),
                };
            }
        };
        let Some((medium, _)) = self.vault.memory.by_label(label) else {
            return Err(Usage::NoSuchMedium(label.into()).into());
        };
        if accept.is_current() {
            self.refuse_gone(medium)?;
        }
        match self.find(medium, accept)? {
            true => Ok(()),
            false => Err(self.absent(medium, label)),
        }
    }

    /// Why a medium is not in contact: it is not plugged in, or its place does not answer.
    fn absent(&self, medium: MediumId, label: &str) -> Fault {
        let last = self.vault.memory.media.get(&medium).map(|known| PathBuf::from(&known.path));
        match last.filter(|path| look(path) == Look::NoAnswer) {
            Some(path) => MediumProblem::NoAnswer(path).into(),
            None => Fault::MediaAbsent(vec![label.into()]),
        }
    }

    /// A medium that was joined later may tell that one before it is in an older state.
    fn refuse_older(&mut self, accept: Accept) -> Result<(), Fault> {
        self.take_sealer()?;
        if !accept.is_current() {
            return Ok(());
        }
        let mended = |problem: &MediumProblem| {
            accept == Accept::ToMend
                && matches!(
                    problem,
                    MediumProblem::SlotMissing { .. }
                        | MediumProblem::SlotDamaged { .. }
                        | MediumProblem::LabelDamaged { .. }
                )
        };
        let mut problems = self.contacts.iter().filter_map(|contact| contact.older(&self.vault));
        match problems.find(|problem| !mended(problem)) {
            Some(problem) => Err(problem.into()),
            None => Ok(()),
        }
    }

    /// Another home may have replaced the sealer's key: what this one signs with the old key counts for nothing. The
    /// new one lies in the vault document that the other home left on a drive, and takes an identity.
    fn take_sealer(&mut self) -> Result<(), Fault> {
        if self.contacts.is_empty() || self.vault.signs_as_sealer() {
            return Ok(());
        }
        let identities = match self.world.access.open_unasked(&self.vault) {
            Some(identities) => identities,
            None => self.world.access.open(&self.vault)?,
        };
        self.learn(&identities)?;
        match self.vault.signs_as_sealer() {
            true => Ok(()),
            false => Err(Fault::SealerReplaced),
        }
    }

    /// Brings every medium into contact that can be found. One that is found and does not hold is an error.
    pub fn contact_all(&mut self, accept: Accept) -> Result<(), Fault> {
        for medium in self.all_media() {
            self.find(medium, accept)?;
        }
        self.refuse_older(accept)
    }

    /// Brings every medium into contact that can be found and holds; gives those that don't. A drive that is broken
    /// keeps nobody from the others, and nothing on it counts in this run.
    pub fn contact_those_that_hold(&mut self, accept: Accept) -> Result<Vec<Broken>, Fault> {
        let mut broken = self.find_all(accept, only_of_one)?;
        self.take_sealer()?;
        if accept.is_current() {
            let older =
                self.leave_out(|vault, contact| Ok(contact.older(vault).map(Fault::from)))?;
            broken.extend(older);
        }
        Ok(broken)
    }

    /// Looks for every medium; gives those that are broken. `of_one` says which fault is one drive's alone, and which
    /// ends the run.
    pub fn find_all(
        &mut self,
        accept: Accept,
        of_one: impl Fn(Fault) -> Result<Fault, Fault>,
    ) -> Result<Vec<Broken>, Fault> {
        let mut broken: Vec<Broken> = Vec::new();
        let mut places: BTreeSet<PathBuf> = BTreeSet::new();
        for medium in self.all_media() {
            let Err(fault) = self.find(medium, accept) else { continue };
            let fault = of_one(fault)?;
            // Whoever looks for an absent drive may meet a broken one: that is told once, and by its own label.
            let place = match &fault {
                Fault::Medium(problem) => problem.path().to_path_buf(),
                _ => PathBuf::new(),
            };
            let there = self.last_at(&place);
            // Where nothing tells which drive that is, it may be the one that was looked for.
            self.vault.count_nothing_on(there.unwrap_or(medium));
            let label = there.map(|there| self.label(there));
            if places.insert(place) {
                broken.push(Broken { label, fault });
            }
        }
        Ok(broken)
    }

    /// Leaves drives out of this run for what is wrong with them, and gives them. Nothing is written to them, and
    /// nothing on them counts.
    pub fn leave_out(
        &mut self,
        wrong: impl Fn(&Vault, &Contact) -> Result<Option<Fault>, Fault>,
    ) -> Result<Vec<Broken>, Fault> {
        let mut left_out = Vec::new();
        let mut at = 0;
        while at < self.contacts.len() {
            let Some(fault) = wrong(&self.vault, &self.contacts[at])? else {
                at += 1;
                continue;
            };
            let contact = self.contacts.remove(at);
            self.vault.count_nothing_on(contact.label.medium);
            if let Fault::Changed { harms, .. } = &fault {
                doubt(&mut self.vault, contact.label.medium, harms);
            }
            left_out.push(Broken { label: Some(contact.name), fault });
        }
        Ok(left_out)
    }

    /// The medium that a place seems to be: by the drive that it says it is, or else the one that was last there.
    fn last_at(&self, path: &Path) -> Option<MediumId> {
        // One that does not answer is asked nothing more.
        if look(path) != Look::Folder {
            return None;
        }
        let drive = drive_at(path);
        let mut media = self.vault.state.media.iter();
        let there = media.find(|(_, known)| Some(known.drive) == drive).map(|(medium, _)| *medium);
        let mut remembered = self.vault.memory.media.iter();
        there.or_else(|| {
            let last = |known: &str| {
                let known = Path::new(known);
                look(known) == Look::Folder && medium::same_folder(known, path)
            };
            remembered.find(|(_, known)| last(&known.path)).map(|(medium, _)| *medium)
        })
    }

    /// All media of the vault, by label.
    fn all_media(&self) -> Vec<MediumId> {
        let remembered = self.vault.memory.media.keys();
        // Another home may have taken in drives that this one has not seen.
        let all: BTreeSet<MediumId> =
            remembered.chain(self.vault.state.media.keys()).copied().collect();
        let mut known: Vec<(String, MediumId)> =
            all.into_iter().map(|medium| (self.label(medium), medium)).collect();
        known.sort();
        known.into_iter().map(|(_, medium)| medium).collect()
    }

    /// Finds one medium by its id: where it was last, or wherever a drive is mounted now. What else is met on the way
    /// stays as it is; one that does not hold is a problem only if the medium is nowhere else. One that is lost or
    /// retired is not taken, unless in order to verify it.
    pub fn find(&mut self, medium: MediumId, accept: Accept) -> Result<bool, Fault> {
        if self.contacts.iter().any(|contact| contact.label.medium == medium) {
            return Ok(true);
        }
        let known = self.vault.state.media.get(&medium);
        let drive = known.map(|known| known.drive);
        let gone = self.is_gone(medium) && accept.is_current();
        let remembered = self.vault.memory.media.get(&medium).map(|m| PathBuf::from(&m.path));
        let folder = self.vault.id.folder();
        let mut passed = None;
        // Two drives may have changed places. Nothing else is looked at where it is where it was.
        let others = self.vault.memory.media.values().map(|m| PathBuf::from(&m.path));
        let others: Vec<PathBuf> =
            others.filter(|path| Some(path) != remembered.as_ref()).collect();
        let own = look_for(remembered, &folder);
        let unknown = Cell::new(!own.unknown.is_empty());
        let places = std::iter::once_with(|| {
            let elsewhere = look_for(others.into_iter().chain(places()), &folder);
            // Where this user may not look, the system has its own, as under /boot/efi.
            let barred = Look::Fails(ErrorKind::PermissionDenied);
            let open = elsewhere.unknown.iter().any(|(_, look)| *look != barred);
            unknown.set(unknown.get() || open);
            elsewhere.holding
        });
        for path in own.holding.into_iter().chain(places.flatten()) {
            let Some(there) = ask(&path, drive_at) else {
                unknown.set(true);
                continue;
            };
            if gone {
                if there.is_some() && there == drive {
                    self.note_lost(medium);
                }
                continue;
            }
            if there != drive && there.is_some_and(|there| self.is_of_a_medium(there)) {
                continue;
            }
            self.locks.take(&path, self.vault.id)?;
            match Contact::open(&mut self.vault, &path, accept) {
                Ok(contact) => {
                    if contact.label.medium != medium {
                        continue;
                    }
                    if let Err(problem) = self.refuse_own_disk(&contact) {
                        // The drive itself may be mounted elsewhere.
                        passed.get_or_insert(problem);
                        continue;
                    }
                    self.refuse_twin(&contact, accept)?;
                    self.leave_in_doubt(&contact, accept);
                    self.add(contact)?;
                    return Ok(true);
                }
                Err(MediumProblem::NotADrive(_) | MediumProblem::OtherVault { .. }) => {}
                Err(problem) if there != drive => drop(passed.get_or_insert(problem)),
                Err(problem) => return Err(problem.into()),
            }
        }
        if gone {
            return Ok(false);
        }
        if let Some(problem) = passed {
            return Err(problem.into());
        }
        // Looked for, and nowhere: when it is found again it is attached anew. Not where a place could not be asked: it
        // may have been there all the time.
        if !unknown.get()
            && let Some(known) = self.vault.memory.media.get_mut(&medium)
        {
            known.away = true;
        }
        Ok(false)
    }

    fn contact_at(&mut self, path: &Path, accept: Accept) -> Result<(), Fault> {
        let path =
            path.canonicalize().map_err(|source| Fault::Io { path: path.to_path_buf(), source })?;
        self.locks.take(&path, self.vault.id)?;
        let contact = Contact::open(&mut self.vault, &path, accept)?;
        self.refuse_twin(&contact, accept)?;
        self.refuse_own_disk(&contact)?;
        let medium = contact.label.medium;
        if accept.is_current() {
            self.refuse_gone(medium)?;
        }
        self.leave_in_doubt(&contact, accept);
        self.add(contact)
    }

    /// A drive whose labels are in doubt is only read until all of it was: a new label would end the doubt unseen. Where
    /// none holds `repair` alone writes it, since what the label must name is written anew with it.
    fn leave_in_doubt(&mut self, contact: &Contact, accept: Accept) {
        let read_only = match accept {
            Accept::Current => contact.slot_missing,
            Accept::Older => contact.anew || !contact.in_the_way.is_empty(),
            Accept::ToMend => false,
        };
        if read_only {
            self.untouched.insert(contact.label.medium);
        }
    }

    /// Writes the file anew that says which drive this is, where the vault's signed label does, and every other label
    /// that holds says the same; `others` are the homes by which those can be proven. With `wanted` it must be this
    /// medium. The drive is in contact only when it is then opened like any other.
    pub fn name_drive_by_label(
        &mut self,
        path: &Path,
        wanted: Option<MediumId>,
        others: &[PathBuf],
    ) -> Result<(), Fault> {
        let storage: Arc<dyn Storage> = Arc::new(medium::open_native(path).map_err(at(path))?);
        let contact = Contact::open_by_label(&mut self.vault, path, storage)?;
        let medium = contact.label.medium;
        if wanted.is_some_and(|wanted| wanted != medium) {
            return Err(MediumProblem::NotWhole { path: path.into(), by_label: true }.into());
        }
        self.refuse_gone(medium)?;
        self.refuse_twin(&contact, Accept::ToMend)?;
        self.refuse_own_disk(&contact)?;
        for home in others.iter().filter(|home| !medium::same_folder(home, &self.vault.root)) {
            // One that is in use, or does not hold, says nothing.
            let Ok(other) = Vault::open(home, "kluis repair") else { continue };
            let named = drive_by_label(&other, &*contact.storage, path);
            if named.is_some_and(|named| named != contact.label.drive) {
                return Err(MediumProblem::TwoDrives(path.into()).into());
            }
        }
        if contact.storage.describe().read_only {
            return Err(Fault::ReadOnly { label: contact.name });
        }
        contact
            .write_drive_file()
            .map_err(|problem| Fault::Storage { label: contact.name.clone(), problem })
    }

    /// Brings a drive into contact whose labels count for nothing since the key that signed them was replaced: by what
    /// the ledger says of it. Both labels are made anew at the end of the run.
    pub fn cut_back(&mut self, path: &Path) -> Result<(), Fault> {
        self.locks.take(path, self.vault.id)?;
        let storage: Arc<dyn Storage> = Arc::new(medium::open_native(path).map_err(at(path))?);
        let contact = Contact::open_cut_back(&mut self.vault, path, storage)?;
        self.refuse_gone(contact.label.medium)?;
        self.refuse_twin(&contact, Accept::ToMend)?;
        self.refuse_own_disk(&contact)?;
        self.add(contact)
    }

    /// Whether one of this vault's media is on this drive.
    fn is_of_a_medium(&self, drive: DriveId) -> bool {
        self.vault.state.media.values().any(|known| known.drive == drive)
    }

    /// Notes that a lost drive is plugged in, for the surface to tell.
    fn note_lost(&mut self, medium: MediumId) {
        let fate = self.vault.state.media.get(&medium).and_then(|known| known.fate);
        if matches!(fate, Some((_, Fate::Lost))) {
            self.world.lost_here.insert(self.label(medium));
        }
    }

    /// Whether a medium is lost or retired.
    pub fn is_gone(&self, medium: MediumId) -> bool {
        self.vault.state.media.get(&medium).is_some_and(|known| known.is_gone())
    }

    fn refuse_gone(&self, medium: MediumId) -> Result<(), Fault> {
        match self.vault.state.media.get(&medium).and_then(|known| known.fate) {
            Some((_, fate @ (Fate::Lost | Fate::Retired))) => {
                Err(Fault::MediumGone { label: self.label(medium), retired: fate == Fate::Retired })
            }
            _ => Ok(()),
        }
    }

    /// A folder on the PC's own disk is no drive, though one was copied there: perhaps the drive is not mounted.
    fn refuse_own_disk(&mut self, contact: &Contact) -> Result<(), MediumProblem> {
        let own = self.own_disks.get_or_insert_with(|| OwnDisks::of(&self.vault));
        match own.refuse(&self.vault, contact) {
            Err(_) if self.gives_back => {
                self.untouched.insert(contact.label.medium);
                Ok(())
            }
            result => result,
        }
    }

    /// A clone that is plugged in beside its drive can't be told from it: neither is written to.
    fn refuse_twin(&mut self, contact: &Contact, accept: Accept) -> Result<(), Fault> {
        let folder = self.vault.id.folder();
        let medium = contact.label.medium;
        let last = self.vault.memory.media.get(&medium).map(|known| PathBuf::from(&known.path));
        for other in holding(last.into_iter().chain(places()), &folder) {
            if medium::same_folder(&other, &contact.path) {
                continue;
            }
            if let Ok(twin) = Contact::open(&mut self.vault, &other, Accept::Older)
                && twin.label.medium == medium
            {
                if accept == Accept::Older {
                    self.untouched.insert(medium);
                    self.twins.insert(medium);
                    return Ok(());
                }
                let (path, label) = (contact.path.clone(), contact.name.clone());
                return Err(MediumProblem::Twice { path, other, label }.into());
            }
        }
        Ok(())
    }

    /// A medium is in contact once, however often it was named. What it knows and can't tell, this home keeps in mind
    /// at once: whatever becomes of this run, nothing may be destroyed before it is heard.
    pub fn add(&mut self, contact: Contact) -> Result<(), Fault> {
        let medium = contact.label.medium;
        if !self.contacts.iter().any(|known| known.label.medium == medium) {
            // A clone that is only read is not remembered: the next run would take it for the drive.
            if !self.untouched.contains(&medium) {
                let heads = self.vault.ledger.heads();
                if let Some(known) = self.vault.memory.media.get_mut(&medium) {
                    known.is_here(contact.storage.describe().attachment, &heads);
                }
                contact.remember(&mut self.vault);
            }
            self.contacts.push(contact);
            self.note_lost(medium);
            device::remember(&mut self.vault, &self.contacts);
            // One medium may have what another has lost.
            for contact in &mut self.contacts {
                contact.hear_again(&mut self.vault);
            }
            let lost = |contact: &Contact| contact.lost(&self.vault).is_some();
            if self.contacts.iter().any(lost) {
                self.vault.look_for_unseen();
                self.vault.save().map_err(at_home)?;
            }
        }
        Ok(())
    }

    /// A bundle's seal as the home keeps it, proven like any other.
    pub fn seal_at_home(&self, bundle: BundleId) -> Option<Verified<Seal>> {
        let sealers = self.vault.sealers();
        let known = self.vault.state.bundles.get(&bundle);
        let against = Against { vault: self.vault.id, sealers: &sealers, known };
        let read = |name: String, bytes_max| {
            let path = MediumPath::parse(&name).ok()?;
            files::read_bounded(&*self.vault.home, &path, bytes_max).ok().flatten()
        };
        let bytes = read(format!("{SEALS}/{bundle}.json"), SEAL_BYTES_MAX)?;
        let signature = read(format!("{SEALS}/{bundle}.json.sig"), SIGNATURE_BYTES_MAX)?;
        prove_bytes(bytes, signature, bundle, &against).ok()
    }

    /// A bundle's seal, proven: as the home keeps it, or from a drive that is here.
    pub fn any_seal(&self, bundle: BundleId) -> Option<Verified<Seal>> {
        let sealers = self.vault.sealers();
        let known = self.vault.state.bundles.get(&bundle);
        let against = Against { vault: self.vault.id, sealers: &sealers, known };
        let on_drive = |contact: &Contact| {
            let folder = contact.bundle_folder(bundle).ok()?;
            prove(&*contact.storage, &folder, bundle, &against).ok()
        };
        self.seal_at_home(bundle).or_else(|| self.contacts.iter().find_map(on_drive))
    }

    /// The medium that is in contact with this id.
    pub fn in_contact(&self, medium: MediumId) -> Result<&Contact, Fault> {
        let contact = self.contacts.iter().find(|contact| contact.label.medium == medium);
        contact.ok_or_else(|| Fault::MediaAbsent(vec![self.label(medium)]))
    }

    /// The book years as the settings have them.
    pub fn book_years(&self) -> Result<BookYears, Fault> {
        Ok(self.vault.config.book_years().map_err(Usage::BookYear)?)
    }

    /// What the door to destruction asks, beside the seal.
    pub fn now<'s>(&'s self, years: &'s BookYears) -> Now<'s> {
        Now { state: &self.vault.state, years, stamp: self.stamp, today: self.today }
    }

    /// What a person calls a medium.
    pub fn label(&self, medium: MediumId) -> String {
        self.vault.memory.label(medium)
    }

    /// Doubts a drive on which a run saw something wrong, unless it was pulled out meanwhile: that says nothing about
    /// what stands on it.
    pub fn doubt(&mut self, medium: MediumId) {
        let at = self.contacts.iter().position(|contact| contact.label.medium == medium);
        if at.is_none_or(|at| self.still_there(at).is_ok()) {
            self.vault.doubt(medium);
        }
    }

    /// Whether one of the media can be asked for anything at all. What could not be read of a drive that was pulled
    /// out is not damaged, and must not go on record so.
    pub fn still_there(&self, at: usize) -> Result<(), Fault> {
        let contact = &self.contacts[at];
        let label = || contact.name.clone();
        let listing = contact.storage.list(&contact.folder);
        let listing = listing.map_err(|problem| Fault::Storage { label: label(), problem })?;
        if listing.entries.iter().all(|entry| entry.facts.kind == Kind::Unreadable) {
            let path = contact.folder.as_str().into();
            let problem = StorageProblem::Gone { act: Act::List, path };
            return Err(Fault::Storage { label: label(), problem });
        }
        Ok(())
    }

    /// Puts on record that a copy's sound files hold other records than were sealed: only a deep look that finds
    /// nothing takes that back.
    pub fn found_inside(&mut self, medium: MediumId, bundle: BundleId) -> Result<(), Fault> {
        let finding = Finding { as_before: false, bundle, fault: FaultWord::Record };
        let event = VerifiedEvent {
            attached: None,
            beyond: 0,
            bundles: vec![bundle],
            depth: Depth::Deep,
            findings: vec![finding],
            medium,
            read_back: ReadBack::Cached,
        };
        self.record(Event::Verified(event), None)
    }

    /// Puts an entry of the sealer's into the ledger.
    pub fn record(&mut self, event: Event, note: Option<NoteRef>) -> Result<(), Fault> {
        Ok(self.vault.record(self.stamp, event, note)?)
    }

    /// Puts an entry of the disposer's into the ledger.
    pub fn record_as_disposer(
        &mut self,
        event: Event,
        note: Option<NoteRef>,
        disposer: &SigningKey,
    ) -> Result<(), Fault> {
        Ok(self.vault.record_as_disposer(self.stamp, event, note, disposer)?)
    }

    /// Keeps free text, encrypted, for an entry that is recorded next.
    pub fn note(
        &mut self,
        text: serde_json::Map<String, serde_json::Value>,
    ) -> Result<NoteRef, Fault> {
        Ok(notes::write(&self.vault, text, self.world.random)?)
    }

    /// Tells the home, every medium in contact, and the home again what it told them. The home comes first: if
    /// it forgot lines that a medium has, it would write others under their numbers. A medium that can't be told
    /// is named, and does not keep the others from hearing: the ledger is joined at its next contact. One that is
    /// to stay untouched is passed over.
    pub fn tell(&mut self) -> Result<Vec<(String, StorageProblem)>, Fault> {
        let mut untold = Vec::new();
        self.take_sealer()?;
        self.hear()?;
        let untouched = &self.untouched;
        let told = |contact: &&Contact| !untouched.contains(&contact.label.medium);
        for contact in self.contacts.iter().filter(told) {
            if let Some(known) = self.vault.memory.media.get_mut(&contact.label.medium) {
                known.being_told = true;
            }
        }
        self.vault.save().map_err(at_home)?;
        if self.contacts.is_empty() {
            return Ok(untold);
        }
        for contact in &mut self.contacts {
            if self.untouched.contains(&contact.label.medium) {
                continue;
            }
            let texts = self.world.texts.drive(self.vault.id);
            let synced = contact
                .renew_replaced(&self.vault, &texts)
                .and_then(|()| contact.tell(&mut self.vault, self.stamp));
            if let Err(problem) = synced {
                untold.push((contact.name.clone(), problem));
            }
        }
        self.vault.save().map_err(at_home)?;
        Ok(untold)
    }

    /// Takes what other homes made and this one lacks from the media in contact, each once a run. What needs an
    /// identity waits for a run that has one, unless the vault's own lies in the clear.
    fn hear(&mut self) -> Result<(), Fault> {
        let new: Vec<usize> = (0..self.contacts.len())
            .filter(|at| self.heard.insert(self.contacts[*at].label.medium))
            .collect();
        if new.is_empty() {
            return Ok(());
        }
        joining::forget_destroyed(&self.vault).map_err(at_home)?;
        for at in new {
            joining::take_notes(&self.vault, &self.contacts[at]).map_err(at_home)?;
            joining::take_seals(&self.vault, &self.contacts[at]).map_err(at_home)?;
        }
        match self.world.access.open_unasked(&self.vault) {
            Some(identities) => self.learn(&identities).map(drop),
            None => Ok(()),
        }
    }

    /// Takes what only an identity opens: labels, and what the bundles hold.
    pub fn learn(&mut self, identities: &[Identity]) -> Result<Learned, Fault> {
        let watcher = self.world.watcher;
        let settings = &mut self.world.settings;
        learn(&mut self.vault, &mut self.contacts, identities, settings, watcher)
    }
}

/// A problem with the storage in a place, before anybody knows which drive it is.
pub fn at<P: Into<FileProblem>>(path: &Path) -> impl Fn(P) -> Fault {
    move |problem| MediumProblem::File { path: path.into(), problem: problem.into() }.into()
}
