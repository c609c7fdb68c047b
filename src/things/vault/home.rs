//! An opened home: what it has read, and what follows from it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use zeroize::Zeroizing;

use super::config::Config;
use super::lock::Lock;
use super::loosened::{self, Loosened};
use super::memory::Memory;
use super::names::{CONFIG, TAG_SECRET};
use super::problem::VaultProblem;
use super::read::{known_secret, read_recipients, read_secret, read_text};
use super::sealer_keys::SealerKeys;
use super::settings_file::is_home;
use super::spares;
use crate::formats::entry::Head;
use crate::powers::identity::Recipient;
use crate::powers::medium::{self, MediumPath, ReadOnly, Storage, StorageProblem};
use crate::powers::private;
use crate::powers::signer::{SigningKey, VerifyingKey};
use crate::rules::schedule::Schedule;
use crate::things::ledger::sealers::Sealers;
use crate::things::ledger::state::{BundleState, Counted, Proven, State, Witness};
use crate::things::ledger::{self, Asides, Ledger};
use crate::things::slots::{self, Slot};
use crate::words::digest::Digest;
use crate::words::ids::{BundleId, MediumId, Tag, VaultId, WriterId};

/// An opened home. While it lives no other run can open it, but to read it beside this one.
pub struct Vault {
    /// The home's folder.
    pub home: Arc<dyn Storage>,
    /// Where that folder is.
    pub root: PathBuf,
    /// The vault.
    pub id: VaultId,
    /// The settings.
    pub config: Config,
    /// The bytes of `kluis.toml`, as a person left them.
    pub config_text: String,
    /// Every class, the vault's own included.
    pub schedule: Schedule,
    /// The chains of all homes.
    pub ledger: Ledger,
    /// What they come to.
    pub state: State,
    /// What this home remembers of each drive.
    pub memory: Memory,
    /// The key that signs without a person.
    pub sealer: SigningKey,
    /// Whom new bundles are sealed to.
    pub recipients: Vec<Recipient>,
    /// The key of the tags that stand in for confidential words.
    pub tag_secret: Zeroizing<[u8; 32]>,
    /// The key of the hashes that say what is sealed already.
    pub known_secret: Zeroizing<[u8; 32]>,
    /// Ledger bytes that were never committed and are set aside.
    pub asides: Asides,
    /// Settings that are looser than they were when they were read last: these do not count yet.
    pub loosened: Vec<Loosened>,
    /// Why the lines that a medium brought in this run could not be written to the home.
    pub unkept: Option<StorageProblem>,
    /// By label, the notes that a medium lacks since the home can't read them, as of the last time it was synced.
    pub notes_unread: BTreeMap<String, BTreeSet<String>>,
    /// Media that were met in this run and don't hold.
    pub(super) unsound: BTreeSet<MediumId>,
    pub(super) slot: Option<Slot>,
    /// Up to which heads the chains' files stand, once a save of this run has written them.
    pub(super) stands: Option<Vec<Head>>,
    /// None where another run has the home, and this one only reads beside it: nothing that it learns is kept.
    lock: Option<Lock>,
}

/// How often a home is read that another run is writing, and how long between.
const READS_MAX: u32 = 20;
const READ_AGAIN_AFTER: Duration = Duration::from_millis(50);

impl Vault {
    /// Opens the home in a folder, checks its ledger whole, and takes its lock in the name of `holder`.
    pub fn open(root: &Path, holder: &str) -> Result<Vault, VaultProblem> {
        if !is_home(root) {
            return Err(VaultProblem::NoVault(root.to_path_buf()));
        }
        let lock = Lock::take(root, holder)?;
        private::close_all(root);
        let home: Arc<dyn Storage> = Arc::new(medium::open_native_private(root)?);
        Vault::open_locked(root, home, Some(lock))
    }

    /// The same for a run that only looks: where another run has the home it is read as it stood when that run last
    /// wrote what it knows, and nothing is written.
    pub fn look(root: &Path, holder: &str) -> Result<Vault, VaultProblem> {
        let mut reads = 0;
        loop {
            let in_use = match Vault::open(root, holder) {
                Err(in_use @ VaultProblem::InUse { .. }) => in_use,
                opened => return opened,
            };
            reads += 1;
            let home = ReadOnly(Arc::new(medium::open_native_private(root)?));
            match Vault::open_locked(root, Arc::new(home), None) {
                Ok(vault) => return Ok(vault),
                // Read while it was being written.
                Err(_) if reads < READS_MAX => std::thread::sleep(READ_AGAIN_AFTER),
                Err(_) => return Err(in_use),
            }
        }
    }

    /// Whether another run has the home, and this one only reads beside it.
    pub fn is_beside(&self) -> bool {
        self.lock.is_none()
    }

    pub(super) fn open_locked(
        root: &Path,
        home: Arc<dyn Storage>,
        lock: Option<Lock>,
    ) -> Result<Vault, VaultProblem> {
        let beside = lock.is_none();
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
        let state = ledger.check(memory.vault)?;
        let sealer = keys.settle(&*home, &state)?;
        let recipients = read_recipients(&*home, root)?;
        let mut vault = Vault {
            tag_secret: read_secret(&*home, root, TAG_SECRET)?,
            known_secret: known_secret(&*home, root)?,
            id: memory.vault,
            root: root.to_path_buf(),
            slot: Some(slot),
            stands: None,
            lock,
            home,
            config,
            config_text: text,
            schedule,
            ledger,
            state,
            memory,
            sealer,
            recipients,
            // Behind what the memory names the other run is writing.
            asides: if beside { Asides::default() } else { asides },
            loosened: loosened.unwrap_or_default(),
            unkept: None,
            notes_unread: BTreeMap::new(),
            unsound: BTreeSet::new(),
        };
        vault.drop_removed();
        vault.look_for_unsound();
        vault.look_for_unseen();
        vault.look_for_together();
        vault.name_holds();
        // Where it only reads, none of these can be made.
        spares::keep_all(&*vault.home, vault.loosened.is_empty().then_some(&vault.config_text));
        Ok(vault)
    }

    /// Refuses to seal to anybody whom the ledger does not name.
    pub fn check_recipients(&self) -> Result<(), VaultProblem> {
        let here: std::collections::BTreeSet<Digest> =
            self.recipients.iter().map(Recipient::digest).collect();
        match here == self.state.recipients && !here.is_empty() {
            true => Ok(()),
            false => Err(VaultProblem::RecipientsDiffer),
        }
    }

    /// This home as a writer of ledger entries.
    pub fn writer(&self) -> WriterId {
        self.memory.writer
    }

    /// What counts of a bundle, proven at least so far, by what this vault wants.
    pub fn counted(&self, bundle: &BundleState, least: Proven) -> Counted {
        self.state.counted(bundle, least, self.config.copies as usize)
    }

    /// Whose eyes the removal of a source relies on, and that of a bundle in whose place others stand.
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
        self.state.persons.verifying()
    }

    /// The tag of a word under this vault's secret.
    pub fn tag(&self, kind: &str, word: &str) -> Tag {
        Tag::of(&self.tag_secret, kind, word)
    }
}
