//! `rebuild`: a home again after the PC is gone, from a drive, an identity and the vault's id from paper.
//!
//! The drives are only read: one that is write-protected will do, and nothing is risked on what may be the last
//! one. The drive is proven before anything of it is believed (`things/first_contact`), the home counts only when
//! all of it stands (`things/vault/rebuilding`), and it is a new writer.

use std::cmp::Ordering;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::Serialize;

use crate::formats::chain::Contradiction;
use crate::formats::entry::{ClockConfirmed, Event, Role, SignerReplaced, WriterJoined};
use crate::formats::label::Label;
use crate::powers::asker::{Question, Setting, yes_or_no};
use crate::powers::identity::Identity;
use crate::powers::medium::{self, Storage, StorageProblem};
use crate::powers::places::{Look, look};
use crate::powers::random::draw;
use crate::powers::signer::SigningKey;
use crate::rules::clock::Today;
use crate::things::first_contact::{Proven, Told, Unfit, Unproven, contradicting, prove};
use crate::things::joining;
use crate::things::ledger::sealers::Sealers;
use crate::things::ledger::state::Standing;
use crate::things::ledger::{Ledger, LedgerProblem};
use crate::things::medium::{Accept, Contact, MediumProblem};
use crate::things::settings;
use crate::things::vault::config::{Config, Custody};
use crate::things::vault::memory::{Memory, Remembered};
use crate::things::vault::rebuilding::{Building, Kept, Open, Parts, Unfinished};
use crate::things::vault::{IDENTITY_PLAIN, IDENTITY_SEALED, Vault, VaultProblem, notes};
use crate::words::day::{ClockState, Stamp};
use crate::words::ids::{MediumId, VaultId, WriterId};

use super::fault::{Fault, Usage, at_home};
use super::init::new_passphrase;
use super::learn::{Learned, learn};
use super::medium::here::said;
use super::outcome::{Outcome, Reported};
use super::session::{Broken, World, stamp};
use super::signer::{asked, distrusted};

#[derive(Debug, Clone)]
pub struct Request {
    /// Where the drives are.
    pub from: Vec<PathBuf>,
    pub vault: VaultId,
    /// Whether the identity is kept under a passphrase.
    pub passphrase: bool,
    /// Whether the home keeps searchable copies of the indexes.
    pub home_index: bool,
    /// The settings on the drive are taken without a question.
    pub accept_settings: bool,
    /// Lines that are not believed, as in `signer replace`: the sealer's key is replaced at once.
    pub distrust: Vec<String>,
}

#[derive(Debug, Serialize)]
pub struct Report {
    pub name: String,
    pub vault: VaultId,
    pub home: String,
    /// Where the identity lies.
    pub identity: String,
    /// The file with an identity in the clear that opened the drive.
    pub opened_by: Option<String>,
    pub passphrase: bool,
    /// This home's chain in the ledger.
    pub writer: WriterId,
    /// Labels of the drives that it was made from.
    pub from: Vec<String>,
    pub entries: u64,
    pub bundles: usize,
    /// Bundles whose index is at home.
    pub indexes: usize,
    /// Bundles on these drives whose index could not be read.
    pub unread: usize,
    /// Bundles on other drives only: their index comes when one of them is plugged in.
    pub elsewhere: usize,
    pub notes: usize,
    /// Notes that the ledger names and that these drives don't have, or not as they were recorded.
    pub notes_missing: usize,
    /// Drives that this home has not seen: until then it destroys nothing.
    pub unseen: Vec<String>,
    /// Chains with bytes behind their heads that nobody signed for.
    pub set_aside: u64,
    /// Drives among them whose own copy of the ledger is damaged, by label: the others had what they lack.
    pub damaged: Vec<String>,
    /// The settings are those before the last, since the last were damaged on the drive.
    pub older_settings: bool,
    /// Drives whose label counts for nothing, since a key that was replaced signed it.
    pub cut_back: Vec<String>,
    /// Drives that were named and do not hold: the others did.
    #[serde(rename = "bad_drives")]
    pub broken: Vec<Broken>,
    /// Drives with a label slot that is missing or broken: entries of another home may be hidden.
    pub slots_missing: Vec<String>,
    /// The settings that were taken from the drive: nobody but the sealer vouches for them.
    pub settings_taken: Vec<Setting>,
}

impl Reported for Report {
    fn outcome(&self) -> Outcome {
        let whole = self.unread == 0
            && self.notes_missing == 0
            && !self.older_settings
            && self.slots_missing.is_empty()
            && self.cut_back.is_empty()
            && self.damaged.is_empty();
        if whole { Outcome::Done } else { Outcome::Finding }
    }

    fn faults(&self) -> Vec<&Fault> {
        self.broken.iter().map(|drive| &drive.fault).collect()
    }
}

/// Makes the home anew. `place` says where a vault of that name lives.
pub fn run(
    world: &mut World<'_>,
    place: &dyn Fn(&str) -> Result<PathBuf, Usage>,
    request: &Request,
) -> Result<Report, Fault> {
    let open = |path: &Path| -> Result<Arc<dyn Storage>, StorageProblem> {
        // Drives are only read: whatever is written lies in the home.
        Ok(Arc::new(medium::open_native_private(path)?))
    };
    through(world, place, request, &open)
}

/// The same, through storage that the caller opens.
pub fn through(
    world: &mut World<'_>,
    place: &dyn Fn(&str) -> Result<PathBuf, Usage>,
    request: &Request,
    open: Open<'_>,
) -> Result<Report, Fault> {
    let identity_file = world.access.identity.clone().ok_or(Usage::IdentityUnnamed)?;
    let own = WriterId::from_random(draw(world.random));
    let (drives, broken) = prove_all(request, own, open)?;
    let ledger = joined(&drives, request)?;
    let opened = world.access.open_file(&identity_file)?;
    let ((path, newest), others) = open_documents(&drives, &ledger, &opened.identities)?;
    let config = Config::read(&newest.document.config)
        .map_err(|problem| Fault::Vault(VaultProblem::Config { path, problem }))?;
    check_roles(config.custody, &drives)?;
    let root = place(&config.name)?;
    for drive in &drives {
        refuse_overlap(&root, &drive.path)?;
    }
    accept(world, request, &config)?;
    let (stamp, today) = stamp(world, ledger.state().last_believed)?;
    let owner = owner(&opened.identities, &newest);
    // An identity that is under a passphrase stays under that one.
    let passphrase = match request.passphrase && !opened.under_passphrase {
        true => Some(new_passphrase(world)?),
        false => None,
    };
    let identity = match (&passphrase, request.passphrase) {
        (Some(passphrase), _) => Kept::Under(passphrase, owner),
        (None, true) => Kept::AsGiven(&opened.bytes),
        (None, false) => Kept::Plain(owner),
    };
    let building = Building::begin(&root, open)?;
    let made = Made { drives: &drives, newest: &newest, others: &others, request, stamp, today };
    let report = made.home(world, building, ledger, identity, &opened.identities);
    let opened_by = (!opened.under_passphrase).then(|| said(&identity_file));
    let report = report.map(|report| Report { broken, opened_by, ..report });
    if report.is_err() {
        // It is marked as unfinished: what can't be removed is no vault, and the next run begins again.
        let _ = std::fs::remove_dir_all(&root);
    }
    report
}

/// What was proven, and is now made into a home.
struct Made<'a> {
    drives: &'a [Proven],
    newest: &'a Told,
    others: &'a [(PathBuf, Told)],
    request: &'a Request,
    stamp: Stamp,
    today: Today,
}

impl Made<'_> {
    fn home(
        &self,
        world: &mut World<'_>,
        building: Building,
        mut ledger: Ledger,
        identity: Kept<'_>,
        identities: &[Identity],
    ) -> Result<Report, Fault> {
        let passphrase = !matches!(identity, Kept::Plain(_));
        let joined = Event::WriterJoined(WriterJoined { vault: self.request.vault });
        ledger.has_room_for(self.stamp, std::slice::from_ref(&joined))?;
        ledger.append(self.stamp, joined, None, None)?;
        if self.stamp.clock == ClockState::Typed {
            let confirmed = Event::ClockConfirmed(ClockConfirmed { day: self.today.here() });
            ledger.append(self.stamp, confirmed, None, None)?;
        }
        let replaced = self.replace(world, &mut ledger, identities)?;
        let parts = Parts {
            config: &self.newest.document.config,
            recipients: &self.newest.recipients,
            sealer: replaced.as_ref().unwrap_or(&self.newest.sealer),
            disposer: &self.newest.document.disposer,
            disposer_public: &self.newest.disposer_public,
            tag_secret: self.newest.document.tag_secret.expose(),
            identity,
            memory: self.memory(&ledger),
            ledger: &ledger,
        };
        let Unfinished { mut vault } = building.lay_out(parts, world.random)?;
        // The names on a drive whose label nobody vouches for are not taken.
        let by_replaced =
            |path: &Path| self.drives.iter().any(|drive| drive.path == path && drive.by_replaced);
        let others = self.others.iter().filter(|(path, _)| !by_replaced(path));
        let others = others.map(|(_, told)| told);
        for told in std::iter::once(self.newest).chain(others) {
            joining::take_document(&mut vault, &told.document);
        }
        for (drive, told) in self.others {
            let settings = joining::compare_settings(&vault, &told.document, &said(drive));
            world.settings.push(settings);
        }
        let mut contacts = Vec::new();
        for drive in self.drives {
            let storage = drive.storage.clone();
            let open = match drive.cut_back {
                true => Contact::open_cut_back,
                false => open_older,
            };
            let mut contact = match open(&mut vault, &drive.path, storage.clone()) {
                // What its label says goes with the key that was replaced just now.
                Err(MediumProblem::LabelReplaced { known: true, .. }) => {
                    Contact::open_cut_back(&mut vault, &drive.path, storage)?
                }
                contact => contact?,
            };
            contact.document_was_read();
            self.remember(&mut vault, &contact);
            joining::take_notes(&vault, &contact).map_err(at_home)?;
            joining::take_seals(&vault, &contact).map_err(at_home)?;
            contacts.push(contact);
        }
        let (notes, notes_missing) = notes::count(&vault).map_err(at_home)?;
        let settings = &mut world.settings;
        let learned = learn(&mut vault, &mut contacts, identities, settings, world.watcher)?;
        let report = self.report(&vault, passphrase, learned);
        let report = Report { notes, notes_missing, ..report };
        Unfinished { vault }.finish()?;
        Ok(report)
    }

    /// Replaces the sealer's key where lines are not believed: the disposer says that they count no more.
    fn replace(
        &self,
        world: &mut World<'_>,
        ledger: &mut Ledger,
        identities: &[Identity],
    ) -> Result<Option<SigningKey>, Fault> {
        if self.request.distrust.is_empty() {
            return Ok(None);
        }
        let (named, quarantined) = distrusted(ledger, &asked(ledger, &self.request.distrust)?);
        let disposer = self.newest.disposer(identities).ok_or_else(|| Unproven::Unfit {
            path: self.drives[0].path.clone(),
            what: Unfit::DisposerUnreadable,
        })?;
        let new = SigningKey::generate(world.random);
        let event = SignerReplaced {
            distrusted: named,
            heads: ledger.heads(),
            new: new.public().to_string(),
            old: self.newest.sealer.public().to_string(),
            quarantined,
        };
        ledger.append(self.stamp, Event::SignerReplaced(event), None, Some(&disposer))?;
        let check = ledger.check(self.request.vault);
        check.map_err(|problem| contradicting(&self.drives[0].path, ledger, problem))?;
        Ok(Some(new))
    }

    /// What the new home remembers before it has seen anything.
    fn memory(&self, ledger: &Ledger) -> Memory {
        let mut memory = Memory::new(self.request.vault, ledger.own(), self.request.home_index);
        for (medium, state) in ledger.state().media {
            memory.media.insert(medium, Remembered::unseen(medium, state.drive, state.added));
        }
        memory
    }

    /// Remembers a drive that it was made from.
    fn remember(&self, vault: &mut Vault, contact: &Contact) {
        contact.remember(vault);
        if let Some(known) = vault.memory.media.get_mut(&contact.label.medium) {
            known.path = said(&contact.path);
            known.seen = self.stamp.time;
            known.document_there = contact.label.in_force().map(|(_, sha256)| sha256);
        }
    }

    fn report(&self, vault: &Vault, passphrase: bool, learned: Learned) -> Report {
        let label = |medium: &MediumId| match vault.memory.media.get(medium) {
            Some(known) => known.label.clone(),
            None => medium.to_string(),
        };
        let mut from: Vec<String> =
            self.drives.iter().map(|drive| label(&drive.label.medium)).collect();
        let mut unseen: Vec<String> = vault.state.unseen.iter().map(label).collect();
        let missing = self.drives.iter().filter(|drive| drive.slot_missing);
        let mut slots_missing: Vec<String> =
            missing.map(|drive| label(&drive.label.medium)).collect();
        slots_missing.sort();
        let damaged = self.drives.iter().filter(|drive| drive.damaged);
        let mut damaged: Vec<String> = damaged.map(|drive| label(&drive.label.medium)).collect();
        let cut_back = self.drives.iter().filter(|drive| drive.cut_back);
        let mut cut_back: Vec<String> = cut_back.map(|drive| label(&drive.label.medium)).collect();
        cut_back.sort();
        from.sort();
        damaged.sort();
        unseen.sort();
        let kept = vault.state.bundles.values().filter(|known| known.standing() == Standing::Kept);
        let bundles = kept.count();
        Report {
            name: vault.config.name.clone(),
            vault: vault.id,
            home: said(&vault.root),
            identity: said(&vault.root.join(match passphrase {
                true => IDENTITY_SEALED,
                false => IDENTITY_PLAIN,
            })),
            opened_by: None,
            passphrase,
            writer: vault.writer(),
            from,
            entries: vault.ledger.heads().iter().map(|head| head.count).sum(),
            bundles,
            indexes: learned.indexes,
            unread: learned.unread,
            elsewhere: bundles.saturating_sub(learned.indexes + learned.unread),
            notes: 0,
            notes_missing: 0,
            unseen,
            set_aside: self.drives.iter().map(|drive| drive.asides.count()).sum(),
            damaged,
            older_settings: self.newest.spare,
            cut_back,
            broken: vec![],
            slots_missing,
            settings_taken: settings::to_accept(&vault.config),
        }
    }
}

fn open_older(
    vault: &mut Vault,
    path: &Path,
    storage: Arc<dyn Storage>,
) -> Result<Contact, MediumProblem> {
    Contact::open_storage(vault, path, storage, Accept::Older)
}

/// Asks whether the settings on the drive are the vault's. They say how many copies are wanted and how long records
/// are kept, and whoever has the sealer's key can write others.
fn accept(world: &mut World<'_>, request: &Request, config: &Config) -> Result<(), Usage> {
    if request.accept_settings {
        return Ok(());
    }
    let settings = settings::to_accept(config);
    world.access.asker.show_settings(&settings);
    let answer = world.access.asker.ask(&Question::Settings);
    match answer.as_ref().map(yes_or_no) {
        Some(Some(true)) => Ok(()),
        Some(Some(false) | None) => Err(Usage::SettingsRefused),
        None => Err(Usage::SettingsUnaccepted(settings)),
    }
}

/// Proves every drive that is named against the vault's id; the one that knows most comes first. One that does not
/// hold keeps nobody from the others, and is given too; where none holds the fault of the first is the run's. A place
/// that is no folder is a word that can't be meant: then nothing is made.
fn prove_all(
    request: &Request,
    own: WriterId,
    open: Open<'_>,
) -> Result<(Vec<Proven>, Vec<Broken>), Fault> {
    let mut opened: Vec<(PathBuf, Arc<dyn Storage>)> = Vec::new();
    let mut broken: Vec<Broken> = Vec::new();
    for path in &request.from {
        match look(path) {
            Look::Folder => {}
            Look::NoAnswer => {
                let fault = MediumProblem::NoAnswer(path.clone()).into();
                broken.push(Broken { label: None, fault });
                continue;
            }
            Look::Nothing | Look::Fails(_) => return Err(Usage::NotAFolder(path.clone()).into()),
        }
        let path =
            path.canonicalize().map_err(|source| Fault::Io { path: path.clone(), source })?;
        match open(&path) {
            Ok(storage) => opened.push((path, storage)),
            Err(problem) => {
                let fault = Unproven::File { path, problem: problem.into() }.into();
                broken.push(Broken { label: None, fault });
            }
        }
    }
    let beside: Vec<Arc<dyn Storage>> = opened.iter().map(|(_, storage)| storage.clone()).collect();
    let mut drives: Vec<Proven> = Vec::new();
    for (path, storage) in opened {
        let drive = match prove(
            &path,
            storage,
            request.vault,
            own,
            &beside,
            !request.distrust.is_empty(),
        ) {
            Ok(drive) => drive,
            Err(problem) => {
                broken.push(Broken { label: None, fault: problem.into() });
                continue;
            }
        };
        // A drive is one drive however often it is named.
        if !drives.iter().any(|known| known.label.medium == drive.label.medium) {
            drives.push(drive);
        }
    }
    if drives.is_empty() {
        let first = broken.into_iter().next();
        return Err(first.map_or(Fault::NoMedium, |first| first.fault));
    }
    drives.sort_by(|one, other| knows_more(&other.label, &one.label));
    drives.sort_by_key(|drive| drive.cut_back);
    Ok((drives, broken))
}

/// Which of two labels knows more of the vault. One that has all of the other's lines and some of its own has more
/// lines in total, whatever the clocks said. Of two homes that had not heard of each other the one with more lines goes
/// first: the rest is told. The clock decides between labels with as many lines alone.
fn knows_more(one: &Label, other: &Label) -> Ordering {
    let lines =
        |label: &Label| label.heads.iter().map(|head| head.count).fold(0, u64::saturating_add);
    let rank = |label: &Label| (lines(label), label.written_at.time, label.medium);
    rank(one).cmp(&rank(other))
}

/// The chains of all drives together, proven again as a whole.
fn joined(drives: &[Proven], request: &Request) -> Result<Ledger, Fault> {
    let mut ledger = drives[0].ledger.clone();
    for drive in &drives[1..] {
        match ledger.join(drive.ledger.clone()) {
            Err(LedgerProblem::Contradiction(Contradiction::TwoLines { .. })) => {
                let (path, first) = (drive.path.clone(), drives[0].path.clone());
                return Err(Unproven::Forked { path, first }.into());
            }
            joined => joined?,
        };
    }
    ledger.drop_void();
    // Where lines are to be left out the whole is proven without them.
    if request.distrust.is_empty() {
        let check = ledger.check(request.vault);
        check.map_err(|problem| contradicting(&drives[0].path, &ledger, problem))?;
    }
    Ok(ledger)
}

/// A drive's vault document, and where that drive is.
type ToldBy = (PathBuf, Told);

/// The vault document that knows most, opens and has a sealer's key in force, and the others. A drive that was away
/// when the key was replaced still has the old one: whether it was can be known from another drive alone.
fn open_documents(
    drives: &[Proven],
    ledger: &Ledger,
    identities: &[Identity],
) -> Result<(ToldBy, Vec<ToldBy>), Unproven> {
    let state = ledger.state();
    let sealers = Sealers::of(&state.signers, state.quarantine.clone());
    let (mut told, mut problem) = (Vec::new(), None);
    for drive in drives {
        match drive.open_document(identities) {
            Ok(one) => told.push((drive.path.clone(), one)),
            Err(found) => problem = problem.or(Some(found)),
        }
    }
    let in_force = |(_, told): &ToldBy| sealers.current().contains(&told.sealer.public());
    match told.iter().position(in_force) {
        Some(at) => Ok((told.remove(at), told)),
        None => Err(problem.unwrap_or_else(|| Unproven::Unfit {
            path: drives[0].path.clone(),
            what: Unfit::OtherSigners,
        })),
    }
}

/// Where keys lie apart, a home needs both kinds of drive: without the keys no index opens.
fn check_roles(custody: Custody, drives: &[Proven]) -> Result<(), Fault> {
    let has = |role| drives.iter().any(|drive| drive.label.roles.contains(&role));
    match [Role::Data, Role::Keys].into_iter().find(|role| !has(*role)) {
        Some(role) if custody == Custody::Apart => Err(Fault::RoleMissing(role)),
        _ => Ok(()),
    }
}

/// Of the identities that were given, the one that is a recipient of this vault.
fn owner<'a>(identities: &'a [Identity], told: &Told) -> &'a Identity {
    let mut owners = identities.iter();
    owners
        .find(|identity| told.recipients.contains(&identity.recipient()))
        .expect("one of them opened the document, which is to these recipients")
}

/// A home on a drive would hold the identity beside the bundles that it opens.
fn refuse_overlap(root: &Path, drive: &Path) -> Result<(), Fault> {
    let io = |source| Fault::Io { path: root.to_path_buf(), source };
    let absolute = std::path::absolute(root).map_err(io)?;
    // What is there already decides where a new folder lies, links included.
    let there = absolute.ancestors().find(|path| path.exists()).unwrap_or(Path::new("/"));
    let real = there.canonicalize().map_err(io)?;
    if real.starts_with(drive) || drive.starts_with(&absolute) {
        return Err(Usage::TargetIsOurs(root.to_path_buf()).into());
    }
    Ok(())
}
