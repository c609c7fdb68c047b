//! A vault's home on the PC: its settings, its keys, its ledger, and what it remembers of each medium.
//!
//! Owns the order in which these are written and the lock under which. Refuses to know any verb.

pub mod anew;
mod branches;
pub mod config;
pub mod create;
pub mod indexes;
pub mod keys;
pub mod known;
mod lock;
pub mod loosened;
pub mod memory;
pub mod mending;
pub mod notes;
pub mod rebuilding;
pub mod reserve;
mod sealer_keys;
pub mod sources;
mod spares;

use std::collections::BTreeSet;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use zeroize::Zeroizing;

use crate::formats::entry::{Event, Head, NoteRef};
use crate::powers::envelope::Unsealed;
use crate::powers::identity::{NotARecipient, Recipient};
use crate::powers::medium::{self, Kind, MediumPath, Storage, StorageProblem};
use crate::powers::private;
use crate::powers::random::{OsRandom, draw};
use crate::powers::signer::{Namespace, SigningKey, VerifyingKey};
use crate::rules::schedule::Schedule;
use crate::things::files::{self, FileProblem};
use crate::things::ledger::sealers::Sealers;
use crate::things::ledger::state::{BundleState, Counted, MediumState, Proven, State, Witness};
use crate::things::ledger::{self, Asides, Ledger, LedgerProblem};
use crate::things::slots::{self, Slot};
use crate::words::day::Stamp;
use crate::words::digest::{Digest, hex, unhex};
use crate::words::ids::{BundleId, MediumId, Tag, VaultId, WriterId};
use crate::words::limits::MIB;

use config::{Config, ConfigProblem};
use lock::Lock;
use loosened::Loosened;
use memory::{Memory, Remembered};
use sealer_keys::SealerKeys;

pub const CONFIG: &str = "kluis.toml";

/// The text of a home's settings, of a size that settings have; where the file is lost, as they were read last.
pub fn settings_text(home: &Path) -> std::io::Result<String> {
    match settings_file(home) {
        Ok(text) if !text.trim_ascii().is_empty() => Ok(text),
        read => {
            let spare = spares::settings(home).and_then(|text| String::from_utf8(text).ok());
            spare.map_or(read, Ok)
        }
    }
}

fn settings_file(home: &Path) -> std::io::Result<String> {
    // A pipe in its place would be waited for.
    if !home.join(CONFIG).is_file() {
        return Err(std::io::ErrorKind::NotFound.into());
    }
    let mut text = String::new();
    let file = std::fs::File::open(home.join(CONFIG))?;
    let read = file.take(MIB + 1).read_to_string(&mut text)?;
    match read as u64 > MIB {
        true => Err(std::io::ErrorKind::FileTooLarge.into()),
        false => Ok(text),
    }
}
pub const RECIPIENTS: &str = "recipients.txt";
pub const IDENTITY_SEALED: &str = "identity.age";
pub const IDENTITY_PLAIN: &str = "identity.txt";
pub const SEALER: &str = "signing/sealer";
/// The key that is about to take the sealer's place: whether it does is said by the ledger.
pub const SEALER_NEXT: &str = "signing/sealer.next";
pub const SEALER_PUBLIC: &str = "signing/sealer.pub";
pub const DISPOSER: &str = "signing/disposer.age";
pub const DISPOSER_PUBLIC: &str = "signing/disposer.pub";
pub const TAG_SECRET: &str = "signing/tag.secret";
pub const KNOWN_SECRET: &str = "known/known.secret";
pub const KNOWN: &str = "known";
pub const INDEXES: &str = "indexes";
pub const SEALS: &str = "seals";
pub const NOTES: &str = "notes";
/// What was found on drives and counts for nothing.
pub const SET_ASIDE: &str = "set-aside";
pub const LOCK: &str = "lock";
/// Stands in a home that `rebuild` has begun and not finished: whatever else is there, it is no vault.
pub const UNFINISHED: &str = "rebuild-unfinished";

/// Why a home can't be opened or written.
#[derive(Debug, thiserror::Error)]
#[error("{self:?}")]
pub enum VaultProblem {
    NoVault(PathBuf),
    NotEmpty(PathBuf),
    InUse {
        by: String,
    },
    Config {
        path: PathBuf,
        problem: ConfigProblem,
    },
    Recipients {
        path: PathBuf,
        line: usize,
        problem: NotARecipient,
    },
    RecipientsDiffer,
    /// It is not what it was, or not there.
    Broken(PathBuf),
    /// What this home knew of the records in these is damaged or lost: a file would be sealed twice, or seem changed.
    MarksLost {
        bundles: Vec<BundleId>,
    },
    /// Neither copy of the home's memory holds: nothing is known of the drives any more.
    MemoryLost(PathBuf),
    TooManyRecipients(Unsealed),
    /// Its bytes are not what the home's signed memory names: a drive may have it whole.
    DamagedLedger {
        path: PathBuf,
        problem: LedgerProblem,
    },
    Ledger(#[from] LedgerProblem),
    File(#[from] FileProblem),
    Io {
        path: PathBuf,
        source: std::io::Error,
    },
}

impl VaultProblem {
    /// Whether bytes of the home are not what they were, and a spare or a drive may have them.
    pub fn is_damage(&self) -> bool {
        matches!(self, VaultProblem::Broken(_) | VaultProblem::DamagedLedger { .. })
    }

    /// Whether the settings can't be read.
    pub fn is_settings(&self) -> bool {
        matches!(self, VaultProblem::Config { .. })
    }
}

impl From<StorageProblem> for VaultProblem {
    fn from(problem: StorageProblem) -> Self {
        VaultProblem::File(problem.into())
    }
}

/// An opened home. While it lives no other run can open it.
pub struct Vault {
    pub home: Arc<dyn Storage>,
    pub root: PathBuf,
    pub id: VaultId,
    pub config: Config,
    pub config_text: String,
    pub schedule: Schedule,
    pub ledger: Ledger,
    pub state: State,
    pub memory: Memory,
    pub sealer: SigningKey,
    pub recipients: Vec<Recipient>,
    pub tag_secret: Zeroizing<[u8; 32]>,
    pub known_secret: Zeroizing<[u8; 32]>,
    /// Ledger bytes that were never committed and are set aside.
    pub asides: Asides,
    /// Settings that are looser than they were when they were read last: these do not count yet.
    pub loosened: Vec<Loosened>,
    /// Why what a medium told in this run could not be written to the home.
    pub unkept: Option<StorageProblem>,
    /// Media that were met in this run and don't hold.
    unsound: BTreeSet<MediumId>,
    slot: Option<Slot>,
    _lock: Lock,
}

impl Vault {
    /// Opens the home in a folder, checks its ledger whole, and takes its lock in the name of `holder`.
    pub fn open(root: &Path, holder: &str) -> Result<Vault, VaultProblem> {
        if !is_home(root) {
            return Err(VaultProblem::NoVault(root.to_path_buf()));
        }
        let lock = Lock::take(root, holder)?;
        private::close_all(root);
        let home: Arc<dyn Storage> = Arc::new(medium::open_native_private(root)?);
        Vault::open_locked(root, home, lock)
    }

    fn open_locked(root: &Path, home: Arc<dyn Storage>, lock: Lock) -> Result<Vault, VaultProblem> {
        spares::check(&*home, root)?;
        let text = read_text(&*home, root, CONFIG)?;
        let mut config = Config::read(&text)
            .map_err(|problem| VaultProblem::Config { path: root.join(CONFIG), problem })?;
        let before = spares::settings(root).and_then(|text| String::from_utf8(text).ok());
        let before = before.and_then(|text| Config::read(&text).ok());
        let loosened = before.map(|before| loosened::tighten(&mut config, &before));
        let schedule = config.schedule().map_err(|problem| VaultProblem::Config {
            path: root.join(CONFIG),
            problem: problem.into(),
        })?;
        let keys = SealerKeys::read(&*home, root)?;
        let holds = |bytes: &[u8], signature: &[u8]| keys.signed(bytes, signature);
        let slots = slots::read::<Memory>(&*home, &MediumPath::root(), &holds)?;
        let (slot, memory) =
            slots.in_force.ok_or_else(|| VaultProblem::MemoryLost(root.to_path_buf()))?;
        let folder = MediumPath::parse(ledger::FOLDER).map_err(StorageProblem::from)?;
        // What can't be put in its place is found missing right below.
        let _ = ledger::finish_turned(&*home, &folder, &memory.heads);
        let (ledger, asides) = Ledger::read(memory.writer, &*home, &folder, &memory.heads, &[])
            .map_err(|problem| match problem.is_damage() {
                true => VaultProblem::DamagedLedger { path: root.join(ledger::FOLDER), problem },
                false => problem.into(),
            })?;
        ledger.check(memory.vault)?;
        let state = ledger.state();
        let sealer = keys.settle(&*home, &state)?;
        let recipients = read_recipients(&*home, root)?;
        let mut vault = Vault {
            tag_secret: read_secret(&*home, root, TAG_SECRET)?,
            known_secret: known_secret(&*home, root)?,
            id: memory.vault,
            root: root.to_path_buf(),
            slot: Some(slot),
            _lock: lock,
            home,
            config,
            config_text: text,
            schedule,
            ledger,
            state,
            memory,
            sealer,
            recipients,
            asides,
            loosened: loosened.unwrap_or_default(),
            unkept: None,
            unsound: BTreeSet::new(),
        };
        vault.look_for_unsound();
        vault.look_for_unseen();
        vault.look_for_together();
        spares::keep_all(&*vault.home, vault.loosened.is_empty().then_some(&vault.config_text));
        Ok(vault)
    }

    /// Says again which media this home has not heard whole, and has not waived: it has never seen them, and did not
    /// take them in itself; or entries there could not be read, and nobody has told them since; or only quarantined
    /// lines speak of them.
    pub fn look_for_unseen(&mut self) {
        let writer = self.writer();
        let waived = self.state.waived.get(&writer);
        let is_waived = |medium: &MediumId| waived.is_some_and(|waived| waived.contains(medium));
        let unseen = |medium: &MediumId, state: &MediumState| {
            let known = self.memory.media.get(medium);
            let strange = state.by != writer && !known.is_some_and(Remembered::is_seen);
            let unheard = known.is_some_and(|known| !self.ledger.holds_all(&known.unheard));
            (strange || unheard) && !state.is_gone() && !is_waived(medium)
        };
        let media = self.state.media.iter().filter(|(medium, state)| unseen(medium, state));
        let doubted = self.state.doubted.iter().filter(|medium| !is_waived(medium));
        self.state.unseen = media.map(|(medium, _)| medium).chain(doubted).copied().collect();
    }

    /// Says again which media lie on one device, as far as this home remembers.
    pub fn look_for_together(&mut self) {
        let gone = |medium| self.state.media.get(&medium).is_some_and(MediumState::is_gone);
        self.state.together = self.memory.devices(gone);
    }

    /// Counts nothing on a medium in this run: it is connected, and does not hold.
    pub fn count_nothing_on(&mut self, medium: MediumId) {
        self.unsound.insert(medium);
        self.state.unsound.insert(medium);
    }

    /// Counts nothing on a medium until `verify` or `repair` has read it whole: a run has seen something wrong there.
    /// The home remembers it, so that nothing is forgotten when the medium is unplugged.
    pub fn doubt(&mut self, medium: MediumId) {
        self.state.unsound.insert(medium);
        if let Some(known) = self.memory.media.get_mut(&medium).filter(|known| !known.doubted) {
            known.doubted = true;
            self.keep_heard();
        }
    }

    /// A verification has read a medium whole: what it found is in the ledger.
    pub fn was_verified(&mut self, medium: MediumId) {
        if let Some(known) = self.memory.media.get_mut(&medium) {
            known.doubted = false;
        }
        self.look_for_unsound();
    }

    fn look_for_unsound(&mut self) {
        let doubted = self.memory.media.iter().filter(|(_, known)| known.doubted);
        let doubted = doubted.map(|(medium, _)| *medium);
        self.state.unsound = self.unsound.iter().copied().chain(doubted).collect();
    }

    fn fold(&mut self) {
        self.state = self.ledger.state();
        self.look_for_unsound();
        self.look_for_unseen();
        self.look_for_together();
    }

    /// Refuses to seal to anybody whom the ledger does not name.
    pub fn check_recipients(&self) -> Result<(), VaultProblem> {
        let here: std::collections::BTreeSet<Digest> =
            self.recipients.iter().map(Recipient::digest).collect();
        if here == self.state.recipients { Ok(()) } else { Err(VaultProblem::RecipientsDiffer) }
    }

    /// This home as a writer of ledger entries.
    pub fn writer(&self) -> WriterId {
        self.memory.writer
    }

    /// What counts of a bundle, proven at least so far, by what this vault wants.
    pub fn counted(&self, bundle: &BundleState, least: Proven) -> Counted {
        self.state.counted(bundle, least, self.config.copies as usize)
    }

    /// Whose eyes the removal of a source relies on.
    pub fn witness(&self) -> Witness {
        Witness { writer: self.writer(), from_seq: self.memory.wrote_from_seq }
    }

    /// Whether a bundle has as many copies as this vault wants, each proven at least so far and seen by this home
    /// itself.
    pub fn has_copies(&self, bundle: BundleId, least: Proven) -> bool {
        let wanted = self.config.copies as usize;
        self.state.has_seen(bundle, least, wanted, self.witness())
    }

    /// All sealers whose signatures this vault's ledger knows: the seal of a bundle that it names holds under any.
    pub fn sealers(&self) -> Vec<VerifyingKey> {
        self.signing().all()
    }

    /// The sealers' keys over time.
    pub fn signing(&self) -> Sealers {
        Sealers::of(&self.state.signers, self.state.quarantine.clone())
    }

    /// Whether the key that this home signs with was not replaced.
    pub fn signs_as_sealer(&self) -> bool {
        self.signing().current().contains(&self.sealer.public())
    }

    /// Signs with another sealer's key from here on, which the ledger names already. Whatever is cut off, the next run
    /// finds by the ledger which of the two keys it is.
    pub fn change_sealer(&mut self, key: SigningKey) -> Result<(), StorageProblem> {
        SealerKeys::announce(&*self.home, &key)?;
        self.sealer = key;
        self.save()?;
        SealerKeys::put_in_place(&*self.home, &self.sealer)
    }

    /// The disposers whose signatures this vault's ledger knows.
    pub fn disposers(&self) -> Vec<VerifyingKey> {
        self.state.signers.iter().filter_map(|pair| pair.disposer.parse().ok()).collect()
    }

    /// The tag of a word under this vault's secret.
    pub fn tag(&self, kind: &str, word: &str) -> Tag {
        Tag::of(&self.tag_secret, kind, word)
    }

    /// Puts an entry of the sealer's into the ledger; [`Vault::save`] makes it last.
    pub fn record(
        &mut self,
        stamp: Stamp,
        event: Event,
        note: Option<NoteRef>,
    ) -> Result<(), LedgerProblem> {
        self.ledger.append(stamp, event, note, None)?;
        self.fold();
        Ok(())
    }

    /// Puts an entry of the disposer's into the ledger, if the whole still holds then: it may say of other lines that
    /// they count no more, and a home that can't read its own ledger is of no use to anybody.
    pub fn record_as_disposer(
        &mut self,
        stamp: Stamp,
        event: Event,
        note: Option<NoteRef>,
        disposer: &SigningKey,
    ) -> Result<(), LedgerProblem> {
        let mut with = self.ledger.clone();
        with.append(stamp, event, note, Some(disposer))?;
        with.check(self.id)?;
        self.ledger = with;
        self.fold();
        Ok(())
    }

    /// Takes in a medium's chains, and proves the whole again.
    pub fn join(&mut self, theirs: Ledger) -> Result<bool, LedgerProblem> {
        let mut joined = self.ledger.clone();
        let new = joined.join(theirs)?;
        if new {
            joined.check(self.id)?;
            if let Some(seq) = joined.regained(&self.ledger) {
                self.memory.wrote_from_seq = seq;
            }
            self.ledger = joined;
            self.fold();
        }
        Ok(new)
    }

    /// Writes the ledger and then the home's memory, synced: from here on this home knows. A full disk gives up the
    /// home's reserve for this.
    pub fn save(&mut self) -> Result<(), StorageProblem> {
        let home = self.home.clone();
        reserve::keep(&*home);
        reserve::with(&*home, || self.save_once())?;
        self.unkept = None;
        Ok(())
    }

    /// Saves what a medium told, at once: what refuses must not be forgotten when the drive is gone, whatever comes of
    /// this run. Where the home can't be written the run knows it all the same, and goes on without removing a source.
    pub fn keep_heard(&mut self) {
        if let Err(problem) = self.save() {
            self.unkept = Some(problem);
        }
    }

    /// Saves what could not be saved when a medium told it; an error where that still fails.
    pub fn must_have_kept(&mut self) -> Result<(), StorageProblem> {
        match self.unkept {
            Some(_) => self.save(),
            None => Ok(()),
        }
    }

    fn save_once(&mut self) -> Result<(), StorageProblem> {
        let folder = MediumPath::parse(ledger::FOLDER)?;
        let before = std::mem::take(&mut self.memory.heads);
        let saved = self.save_behind(&folder, &before);
        if saved.is_err() {
            // The files may still stand as these name them.
            self.memory.heads = before;
        }
        saved
    }

    /// Writes the ledger behind the heads that the home's memory named `before`, and then the memory.
    fn save_behind(&mut self, folder: &MediumPath, before: &[Head]) -> Result<(), StorageProblem> {
        self.ledger.write_grown(&*self.home, folder, before)?;
        self.ledger.announce_turned(&*self.home, folder, before)?;
        self.memory.heads = self.ledger.heads();
        self.memory.generation += 1;
        let sealer = &self.sealer;
        let sign = |bytes: &[u8]| sealer.sign(Namespace::Medium, bytes).into_bytes();
        let root = MediumPath::root();
        let slot = slots::write(&*self.home, &root, &self.memory, &sign, self.slot)?;
        self.slot = Some(slot);
        // The other one too: a damaged slot must not bring an older memory back.
        slots::write(&*self.home, &root, &self.memory, &sign, self.slot)?;
        ledger::finish_turned(&*self.home, folder, &self.memory.heads)
    }

    /// Writes `kluis.toml` anew and takes it over. A person may have it open in an editor, so that it is
    /// replaced whole.
    pub fn save_config(&mut self, text: String) -> Result<(), VaultProblem> {
        let path = self.root.join(CONFIG);
        let problem = |problem| VaultProblem::Config { path: path.clone(), problem };
        let mut config = Config::read(&text).map_err(problem)?;
        if !self.loosened.is_empty() {
            loosened::tighten(&mut config, &self.config);
        }
        self.replace(CONFIG, text.as_bytes())?;
        self.schedule = config
            .schedule()
            .map_err(|p| VaultProblem::Config { path: path.clone(), problem: p.into() })?;
        self.config = config;
        self.config_text = text;
        Ok(())
    }

    /// Keeps an identity under a passphrase, in place of the one that the home has: `sealed` is the new file.
    pub fn save_identity(&self, sealed: &[u8]) -> Result<(), VaultProblem> {
        self.replace(IDENTITY_SEALED, sealed)?;
        // Only now: whatever ends the run, one of the two opens.
        let plain = MediumPath::parse(IDENTITY_PLAIN).map_err(StorageProblem::from)?;
        match self.home.facts(&plain)? {
            Some(_) => Ok(files::erase(&*self.home, &plain)?),
            None => Ok(()),
        }
    }

    /// Writes a file of the home whole, in place of the one there.
    fn replace(&self, name: &str, bytes: &[u8]) -> Result<(), VaultProblem> {
        let path = self.root.join(name);
        let io = |source| VaultProblem::Io { path: path.clone(), source };
        let mut file = tempfile::NamedTempFile::new_in(&self.root).map_err(io)?;
        file.write_all(bytes).map_err(io)?;
        file.as_file().sync_all().map_err(io)?;
        file.persist(&path).map_err(|error| io(error.error))?;
        Ok(())
    }
}

/// Whether a folder is a vault's home: one that `rebuild` has left unfinished is none.
pub fn is_home(root: &Path) -> bool {
    let settings = [CONFIG.to_owned(), spares::name_of(CONFIG)];
    settings.iter().any(|name| root.join(name).is_file()) && !root.join(UNFINISHED).exists()
}

fn read_text(home: &dyn Storage, root: &Path, name: &str) -> Result<String, VaultProblem> {
    let path = MediumPath::parse(name).map_err(StorageProblem::from)?;
    files::read_bounded(home, &path, MIB)?
        .and_then(|bytes| String::from_utf8(bytes).ok())
        .ok_or_else(|| VaultProblem::Broken(root.join(name)))
}

fn read_secret(
    home: &dyn Storage,
    root: &Path,
    name: &str,
) -> Result<Zeroizing<[u8; 32]>, VaultProblem> {
    let text = Zeroizing::new(read_text(home, root, name)?);
    let bytes = unhex(text.trim()).ok().map(Zeroizing::new);
    let secret = bytes.and_then(|bytes| <[u8; 32]>::try_from(&bytes[..]).ok());
    secret.map(Zeroizing::new).ok_or_else(|| VaultProblem::Broken(root.join(name)))
}

/// The secret of the marks. A home that was put back from a backup without its caches gets a new one, and loses the
/// marks that it can't read any more: what they said is learned again from the drives.
fn known_secret(home: &dyn Storage, root: &Path) -> Result<Zeroizing<[u8; 32]>, VaultProblem> {
    let path = MediumPath::parse(KNOWN_SECRET).map_err(StorageProblem::from)?;
    if home.facts(&path)?.is_none() {
        for folder in [INDEXES, KNOWN] {
            home.make_folders(&MediumPath::parse(folder).map_err(StorageProblem::from)?)?;
        }
        let known = MediumPath::parse(KNOWN).map_err(StorageProblem::from)?;
        for entry in home.list(&known)?.entries {
            if entry.facts.kind == Kind::File && entry.name.parse::<BundleId>().is_ok() {
                files::erase(home, &known.join(&entry.name).map_err(StorageProblem::from)?)?;
            }
        }
        let secret = Zeroizing::new(hex(&draw::<32>(&mut OsRandom)));
        files::write_over(home, &path, secret.as_bytes())?;
        home.sync_folder(&known)?;
    }
    read_secret(home, root, KNOWN_SECRET)
}

fn read_recipients(home: &dyn Storage, root: &Path) -> Result<Vec<Recipient>, VaultProblem> {
    let text = read_text(home, root, RECIPIENTS)?;
    text.lines()
        .enumerate()
        .map(|(number, line)| (number + 1, line.trim()))
        .filter(|(_, line)| !line.is_empty() && !line.starts_with('#'))
        .map(|(line, text)| {
            text.parse().map_err(|problem| {
                let path = root.join(RECIPIENTS);
                VaultProblem::Recipients { path, line, problem }
            })
        })
        .collect()
}
