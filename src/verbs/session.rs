//! One run over one vault: the open home, the judged clock, and the media in contact. At its end every medium
//! and then the home are told what happened; nothing is told before it is a fact.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::formats::entry::{
    ClockConfirmed, Depth, Event, FaultWord, Finding, NoteRef, ReadBack, TwoPersons,
    Verified as VerifiedEvent,
};
use crate::formats::seal::Seal;
use crate::powers::asker::Question;
use crate::powers::medium::{Act, Kind, Storage, StorageProblem};
use crate::powers::signer::SigningKey;
use crate::rules::book_year::BookYears;
use crate::rules::clock::{ClockDoubt, Today, judge};
use crate::rules::retention::PinnedRule;
use crate::things::bundle::proof::{Against, Verified, prove};
use crate::things::destruction::door::{Now, RulesNow, Seals, StandsThere};
use crate::things::device::OwnDisks;
use crate::things::files::FileProblem;
use crate::things::medium::lock::DriveLocks;
use crate::things::medium::{Contact, Contacts, MediumProblem};
use crate::things::vault::config::Config;
use crate::things::vault::notes;
use crate::things::vault::{Vault, VaultProblem};
use crate::words::day::{ClockState, Stamp, Time};
use crate::words::ids::{BundleId, MediumId};

use super::fault::{Fault, Usage};

mod admitting;
mod clearing;
mod contacting;
mod elsewhere;
mod finding;
mod heirs;
mod syncing;
mod world;

pub use contacting::Broken;
pub(crate) use world::Texts;
pub use world::World;

/// A run over one vault.
pub struct Session<'a, 'w> {
    /// What the outside gives.
    pub world: &'a mut World<'w>,
    /// The vault's home.
    pub vault: Vault,
    /// The time of all entries of this run.
    pub stamp: Stamp,
    /// The day, by the user's calendar and by UTC's.
    pub today: Today,
    /// The drives that are connected and proven.
    pub contacts: Contacts,
    own_disks: Option<OwnDisks>,
    /// The run gives records back: for that even a medium on the PC's own disk is read.
    pub gives_back: bool,
    /// The rules whole of bundles that show some of them sealed, as far as this run has read them.
    inside: BTreeMap<BundleId, Vec<PinnedRule>>,
    /// The bundles of other vaults that hold records of this one, as far as this run has asked for them.
    elsewhere: Vec<StandsThere>,
    /// The bundles of which this run has read a copy whole, on a drive that is connected.
    whole: BTreeSet<BundleId>,
    /// A person said that a class's longer period of now does not count for what this run destroys.
    pub older_rule: bool,
    /// The media from which this run has taken what other homes made.
    heard: BTreeSet<MediumId>,
    /// Media that are only read in this run: what stands there is not what was left.
    pub untouched: BTreeSet<MediumId>,
    /// Media of which two are connected.
    pub twins: BTreeSet<MediumId>,
    /// The disposer's key, where this run may put on record that keys which were wrapped anew stand on one more drive.
    pub wraps: Option<SigningKey>,
    locks: DriveLocks,
}

/// How a run judges its clock, by the last time that was believed.
type Judge = fn(&mut World<'_>, Option<Time>) -> Result<(Stamp, Today), Fault>;

/// The book years and classes as the settings, and this version of the program, have them now; and whether a person
/// said that a longer period of now does not count.
pub fn rules_now(config: &Config, older_rule: bool) -> Result<RulesNow, Fault> {
    let years = config.book_years().map_err(Usage::BookYear)?;
    Ok(RulesNow { years, schedule: config.schedule().map_err(Usage::Class)?, older_rule })
}

/// Judges the clock against what has happened; asks a person where it is in doubt.
pub fn stamp(world: &mut World<'_>, last: Option<Time>) -> Result<(Stamp, Today), Fault> {
    let (now, here) = (world.clock.now(), world.clock.today());
    let clock = match judge(now, here, last, world.confirm_date) {
        Ok(clock) => clock,
        Err(doubt @ ClockDoubt::OtherDate { .. }) => return Err(Fault::Clock(doubt)),
        Err(doubt) => {
            let typed = world.access.asker.ask(&Question::Date(doubt));
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

/// Judges the clock for a run that can only refuse more afterwards: nobody is asked, and where it is in doubt the
/// entries say so.
fn stamp_in_doubt(world: &mut World<'_>, last: Option<Time>) -> Result<(Stamp, Today), Fault> {
    let (now, here) = (world.clock.now(), world.clock.today());
    let clock = match judge(now, here, last, world.confirm_date) {
        Ok(clock) => clock,
        Err(doubt @ ClockDoubt::OtherDate { .. }) => return Err(Fault::Clock(doubt)),
        Err(ClockDoubt::Behind { .. } | ClockDoubt::Ahead { .. }) => ClockState::Doubtful,
    };
    Ok((Stamp { clock, time: now }, Today::new(here, now)))
}

/// For a run that has proven by a time stamp what time it is, and compared the clock with that. A person chose whose
/// time stamp counts: where the clock was in doubt, that is worth what a date is that the person typed.
fn stamp_proven(world: &mut World<'_>, last: Option<Time>) -> Result<(Stamp, Today), Fault> {
    let (now, here) = (world.clock.now(), world.clock.today());
    let clock = judge(now, here, last, None).unwrap_or(ClockState::Typed);
    Ok((Stamp { clock, time: now }, Today::new(here, now)))
}

impl Seals for Session<'_, '_> {
    fn seal(&self, bundle: BundleId) -> Option<Verified<Seal>> {
        self.any_seal(bundle)
    }
}

impl Drop for Session<'_, '_> {
    fn drop(&mut self) {
        self.world.unkept = self.vault.unkept.take();
        self.world.notes_unread = std::mem::take(&mut self.vault.notes_unread);
        self.world.notes_unread.retain(|_, notes| !notes.is_empty());
        self.world.loosened = std::mem::take(&mut self.vault.loosened);
    }
}

impl<'a, 'w> Session<'a, 'w> {
    /// Opens the vault in `root` for a run called `holder`.
    pub fn open(
        world: &'a mut World<'w>,
        root: &Path,
        holder: &str,
    ) -> Result<Session<'a, 'w>, Fault> {
        Session::over(world, |who| Vault::open(root, who), stamp, holder)?.confirmed()
    }

    /// The same for a run that can only refuse more afterwards: a clock in doubt does not keep it from that.
    pub fn open_in_doubt(
        world: &'a mut World<'w>,
        root: &Path,
        holder: &str,
    ) -> Result<Session<'a, 'w>, Fault> {
        Session::over(world, |who| Vault::open(root, who), stamp_in_doubt, holder)?.confirmed()
    }

    /// The same for a run that has proven what time it is, whatever stands on record.
    pub(super) fn open_proven(
        world: &'a mut World<'w>,
        root: &Path,
        holder: &str,
    ) -> Result<Session<'a, 'w>, Fault> {
        Session::over(world, |who| Vault::open(root, who), stamp_proven, holder)
    }

    /// The same for a run that is of use even while another run has the vault: what it finds is shown, and goes
    /// neither on record nor to a drive.
    pub fn look(
        world: &'a mut World<'w>,
        root: &Path,
        holder: &str,
    ) -> Result<Session<'a, 'w>, Fault> {
        Session::over(world, |who| Vault::look(root, who), stamp, holder)?.confirmed()
    }

    /// Puts on record that a person vouched for the date.
    fn confirmed(mut self) -> Result<Session<'a, 'w>, Fault> {
        if self.stamp.clock == ClockState::Typed {
            let day = self.today.here();
            self.record(Event::ClockConfirmed(ClockConfirmed { day }), None)?;
        }
        Ok(self)
    }

    fn over(
        world: &'a mut World<'w>,
        open: impl Fn(&str) -> Result<Vault, VaultProblem>,
        judge: Judge,
        holder: &str,
    ) -> Result<Session<'a, 'w>, Fault> {
        let vault = open(&format!("{holder} (process {})", std::process::id()))?;
        let (stamp, today) = judge(world, vault.state.last_believed)?;
        Ok(Session {
            world,
            vault,
            stamp,
            today,
            contacts: Contacts::default(),
            own_disks: None,
            gives_back: false,
            inside: BTreeMap::new(),
            elsewhere: vec![],
            whole: BTreeSet::new(),
            older_rule: false,
            heard: BTreeSet::new(),
            untouched: BTreeSet::new(),
            twins: BTreeSet::new(),
            wraps: None,
            locks: DriveLocks::default(),
        })
    }

    /// A bundle's seal as the home keeps it, proven like any other.
    pub fn seal_at_home(&self, bundle: BundleId) -> Option<Verified<Seal>> {
        self.vault.seal_at_home(bundle)
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
        self.contacts.get(medium).ok_or_else(|| Fault::MediaAbsent(vec![self.label(medium)]))
    }

    /// The vault and a medium in contact, where one learns from the other.
    pub fn vault_and(&mut self, medium: MediumId) -> Result<(&mut Vault, &mut Contact), Fault> {
        let absent = || Fault::MediaAbsent(vec![self.vault.memory.label(medium)]);
        let contact = self.contacts.get_mut(medium).ok_or_else(absent)?;
        Ok((&mut self.vault, contact))
    }

    /// The book years as the settings have them.
    pub fn book_years(&self) -> Result<BookYears, Fault> {
        Ok(self.vault.config.book_years().map_err(Usage::BookYear)?)
    }

    /// The book years and classes as the settings, and this version of the program, have them now.
    pub fn rules_now(&self) -> Result<RulesNow, Fault> {
        rules_now(&self.vault.config, self.older_rule)
    }

    /// What the door to destruction asks, beside the seal.
    pub fn now<'s>(&'s self, rules: &'s RulesNow) -> Now<'s> {
        Now {
            state: &self.vault.state,
            inside: &self.inside,
            rules,
            copies: self.vault.config.copies as usize,
            stamp: self.stamp,
            today: self.today,
            seals: self,
            elsewhere: &self.elsewhere,
            whole: &self.whole,
            witness: self.vault.witness(),
            two_persons: self.vault.two_persons(),
        }
    }

    /// The rules whole of bundles that show some of them sealed, as far as this run has read them.
    pub(in crate::verbs) fn all_inside(&self) -> &BTreeMap<BundleId, Vec<PinnedRule>> {
        &self.inside
    }

    /// The same of one bundle; none where it shows whole, or nobody read it.
    pub fn inside_of(&self, bundle: BundleId) -> &[PinnedRule] {
        self.inside.get(&bundle).map_or(&[], Vec::as_slice)
    }

    /// What a person calls a medium.
    pub fn label(&self, medium: MediumId) -> String {
        self.vault.memory.label(medium)
    }

    /// Doubts a drive on which a run saw something wrong, unless it was pulled out meanwhile: that says nothing about
    /// what stands on it.
    pub fn doubt(&mut self, medium: MediumId) {
        if !self.contacts.has(medium) || self.still_there(medium).is_ok() {
            self.vault.doubt(medium);
        }
    }

    /// Whether one of the media can be asked for anything at all. What could not be read of a drive that was pulled
    /// out is not damaged, and must not go on record so.
    pub fn still_there(&self, medium: MediumId) -> Result<(), Fault> {
        let contact = self.in_contact(medium)?;
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
        self.want_two_persons(disposer)?;
        let recorded = self.vault.record_as_disposer(self.stamp, event, note, disposer);
        recorded.map_err(|problem| match problem.is_contradiction() {
            true => Fault::WouldContradict(problem),
            false => problem.into(),
        })
    }

    /// Puts on record that two persons are wanted from here on, once there are two and the settings say so: what is in
    /// the ledger no single person takes back.
    pub fn want_two_persons(&mut self, disposer: &SigningKey) -> Result<(), Fault> {
        let persons = &self.vault.state.persons;
        let wanted = self.vault.config.wants_two_persons() && !persons.two_wanted();
        if !wanted || persons.unretired().len() < 2 {
            return Ok(());
        }
        let event = Event::TwoPersons(TwoPersons { wanted: true });
        self.vault.record_as_disposer(self.stamp, event, None, disposer)?;
        Ok(())
    }

    /// Keeps who says so, and why, as a note for an entry that is recorded next.
    pub fn note_who_and_why(&mut self, by: &str, reason: &str) -> Result<NoteRef, Fault> {
        let mut text = serde_json::Map::new();
        text.insert("by".into(), by.into());
        text.insert("reason".into(), reason.into());
        self.note(text)
    }

    /// Keeps free text, encrypted, for an entry that is recorded next.
    pub fn note(
        &mut self,
        text: serde_json::Map<String, serde_json::Value>,
    ) -> Result<NoteRef, Fault> {
        Ok(notes::write(&self.vault, text, self.world.random)?)
    }
}

/// A problem with the storage in a place, before anybody knows which drive it is.
pub fn at<P: Into<FileProblem>>(path: &Path) -> impl Fn(P) -> Fault {
    move |problem| MediumProblem::File { path: path.into(), problem: problem.into() }.into()
}
