//! A medium in contact: found to be a drive, found to be this vault's, its ledger joined, and at the end of a
//! run told what the home knows.
//!
//! A drive is hostile until its label's signature held (design, promise 10). Implements format §2.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use zeroize::Zeroizing;

use crate::formats::drive::{self, Drive};
use crate::formats::entry::{Event, Head, MediumAdded, Role};
use crate::formats::label::{COUNTER_BELIEVED_MAX, Label};
use crate::formats::vault_document::{
    RecipientEntry, RecipientRole, SecretText, TagSecret, VaultDocument,
};
use crate::powers::envelope;
use crate::powers::medium::{self, MediumPath, Storage, StorageProblem};
use crate::powers::random::{Random, draw};
use crate::powers::signer::{Namespace, SignerPair, VerifyingKey, allowed_signers};
use crate::words::day::Stamp;
use crate::words::digest::Digest;
use crate::words::ids::{DriveId, MediumId, VaultId, WriterId};
use crate::words::limits::{DRIVE_BYTES_MAX, LABEL_BYTES_MAX, RESERVE_BYTES};

use super::files::{self, FileProblem};
use super::ledger::moved::{Moves, moves_in};
use super::ledger::sealers::{Sealers, replacements_in};
use super::ledger::{self, Ledger, LedgerProblem};
use super::slots::{self, Slot, Slotted};
use super::vault::memory::Remembered;
use super::vault::notes;
use super::vault::{DISPOSER, Vault};

mod anew;
mod chains;
mod cut_back;
mod drive_file;
pub mod forked;
pub mod lock;
mod problem_word;
mod state;

use anew::label_from_home;
pub use chains::LostLines;
pub use cut_back::{label_of, medium_on};
pub use drive_file::drive_by_label;
use drive_file::unread;
use state::{knows_document, older};

pub const BUNDLES: &str = "bundles";
pub const RESERVE: &str = "reserve.bin";
pub const ALLOWED_SIGNERS: &str = "allowed_signers";
pub const SPEC: &str = "spec";
pub const STATEMENTS: &str = "statements";

/// The texts that go onto every medium; the surface words them.
pub struct DriveTexts {
    /// Name below the vault's folder, and the text.
    pub files: Vec<(&'static str, String)>,
}

/// Why a place is no medium of this vault.
#[derive(Debug, thiserror::Error)]
#[error("{self:?}")]
pub enum MediumProblem {
    NotADrive(PathBuf),
    /// The vault's folder is there, and what makes it a drive is not; whether the label there can tell what that was.
    NotWhole {
        path: PathBuf,
        by_label: bool,
    },
    /// Another vault's label that holds names another drive.
    TwoDrives(PathBuf),
    /// Its driver did not say in time whether anything is there.
    NoAnswer(PathBuf),
    /// Another home of this vault writes to it now.
    InUse(PathBuf),
    OtherVault {
        path: PathBuf,
        found: Vec<String>,
    },
    /// Labels that contradict each other, or one on a drive that this vault does not know.
    LabelBroken {
        path: PathBuf,
    },
    /// Neither label holds, and this home knows the medium by its drive's id.
    LabelDamaged {
        path: PathBuf,
        label: String,
    },
    /// One of the two does not hold. What another home wrote there last may be hidden by that.
    SlotDamaged {
        path: PathBuf,
        label: String,
        file: String,
    },
    /// What stands in the place of a label is no file.
    SlotBlocked {
        path: PathBuf,
        label: String,
        file: String,
    },
    /// It was signed by a sealer's key that was replaced, and says what does not count; whether lines that count speak
    /// of a medium on this drive.
    LabelReplaced {
        path: PathBuf,
        known: bool,
    },
    OtherDrive {
        path: PathBuf,
    },
    RolledBack {
        path: PathBuf,
        label: String,
        known: u64,
        found: u64,
    },
    /// One slot of its label is missing or older than the other one says: whoever removed a label may have hidden
    /// entries of another home.
    SlotMissing {
        path: PathBuf,
        label: String,
    },
    Twice {
        path: PathBuf,
        other: PathBuf,
        label: String,
    },
    /// Its label lacks entries about this very medium, which was told of them: there are two of it.
    Overtaken {
        path: PathBuf,
        label: String,
    },
    Ledger {
        path: PathBuf,
        problem: LedgerProblem,
    },
    /// Chains there are not what the medium's own label names.
    DamagedChains {
        path: PathBuf,
        label: String,
        chains: Vec<WriterId>,
    },
    /// Lines there can't be read, and neither this home nor another medium that is here has them.
    LostChains {
        path: PathBuf,
        label: String,
        lost: Vec<LostLines>,
    },
    /// Perhaps a drive is not mounted there.
    OwnDisk {
        path: PathBuf,
        beside: Beside,
        new: bool,
    },
    /// A drive's place is archived, or holds what is.
    AmongSources {
        path: PathBuf,
        source_path: PathBuf,
    },
    AlreadyOurs(PathBuf),
    File {
        path: PathBuf,
        problem: FileProblem,
    },
}

/// With what of the PC's own a medium shares its fate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Beside {
    /// What lies on the same disk.
    Own(PathBuf),
    /// The system doesn't show on which disk the medium lies: it may be the PC's own.
    Unseen,
    /// The medium lies in the PC's memory.
    Memory,
}

impl MediumProblem {
    /// The place that it is about.
    pub fn path(&self) -> &Path {
        match self {
            MediumProblem::NotADrive(path)
            | MediumProblem::NotWhole { path, .. }
            | MediumProblem::TwoDrives(path)
            | MediumProblem::NoAnswer(path)
            | MediumProblem::InUse(path)
            | MediumProblem::OtherVault { path, .. }
            | MediumProblem::LabelBroken { path }
            | MediumProblem::LabelDamaged { path, .. }
            | MediumProblem::SlotDamaged { path, .. }
            | MediumProblem::SlotBlocked { path, .. }
            | MediumProblem::LabelReplaced { path, .. }
            | MediumProblem::OtherDrive { path }
            | MediumProblem::RolledBack { path, .. }
            | MediumProblem::SlotMissing { path, .. }
            | MediumProblem::Twice { path, .. }
            | MediumProblem::Overtaken { path, .. }
            | MediumProblem::Ledger { path, .. }
            | MediumProblem::DamagedChains { path, .. }
            | MediumProblem::LostChains { path, .. }
            | MediumProblem::OwnDisk { path, .. }
            | MediumProblem::AmongSources { path, .. }
            | MediumProblem::AlreadyOurs(path)
            | MediumProblem::File { path, .. } => path,
        }
    }
}

impl Slotted for Label {
    const STEM: &'static str = "label";
    const BYTES_MAX: u64 = LABEL_BYTES_MAX;
    fn generation(&self) -> u64 {
        self.generation
    }
    fn to_bytes(&self) -> Vec<u8> {
        Label::to_bytes(self)
    }
    fn read(bytes: &[u8]) -> Option<Label> {
        Label::read(bytes).ok()
    }
}

/// What a person says of a drive that is taken into the vault.
pub struct NewMedium<'a> {
    pub label: &'a str,
    pub roles: Vec<Role>,
    /// It may lie on the disk of the PC, or of another medium.
    pub same_disk: bool,
}

/// Whether a medium in an older state than the home remembers is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Accept {
    /// It is refused: its copies don't count until it was verified again.
    Current,
    /// The same; but a slot of its label may be missing, since all of the drive is read and the slot written anew.
    ToMend,
    /// It is taken, in order to verify it.
    Older,
}

impl Accept {
    /// Whether only a medium in the state that the home remembers will do.
    pub fn is_current(self) -> bool {
        match self {
            Accept::Current | Accept::ToMend => true,
            Accept::Older => false,
        }
    }
}

/// A medium of this vault that is plugged in and proven.
pub struct Contact {
    pub storage: Arc<dyn Storage>,
    pub path: PathBuf,
    /// The vault's folder below the medium's root.
    pub folder: MediumPath,
    pub label: Label,
    pub name: String,
    /// Slots of its label that don't hold: a run that was cut off leaves one, and so does whoever changes it.
    pub broken_slots: Vec<Slot>,
    /// The other slot of its label is not the one that the label in force names, and no run of this home that was
    /// cut off explains it.
    pub slot_missing: bool,
    /// No label holds: this one is what the home knows of the medium, and nobody signed it yet.
    pub anew: bool,
    /// Files of its label in whose place stands what is no file.
    pub in_the_way: Vec<String>,
    /// The run before was cut off while it wrote here.
    pub cut_off: bool,
    /// The heads that its label named when it was read, or that this run has written.
    named: Vec<Head>,
    /// The vault document in force there is one that this home wrote, or has read.
    document_known: bool,
    /// Chains there that are not what its own label names: the file is damaged, or missing.
    pub damaged_chains: Vec<WriterId>,
    /// A key that was replaced signed its label: no counter, settings or text of it are used.
    by_replaced: bool,
    slot: Option<Slot>,
}

/// Looks at a place without any vault: the drive's id and the vault folders there.
pub fn look(storage: &dyn Storage) -> Result<Option<(DriveId, Vec<String>)>, FileProblem> {
    let path = MediumPath::parse(drive::NAME).map_err(StorageProblem::from)?;
    let bytes = match files::read_bounded(storage, &path, DRIVE_BYTES_MAX) {
        Ok(Some(bytes)) => bytes,
        // A larger one was never written so.
        Ok(None) | Err(FileProblem::TooLarge { .. }) => return Ok(None),
        Err(problem) => return Err(problem),
    };
    let Ok(drive) = Drive::read(&bytes) else { return Ok(None) };
    Ok(Some((drive.drive, vault_folders(storage)?)))
}

/// The drive that a place says it is; nobody vouches for that.
pub fn drive_at(path: &Path) -> Option<DriveId> {
    let storage = medium::open_native(path).ok()?;
    look(&storage).ok()?.map(|(drive, _)| drive)
}

impl Contact {
    /// Opens a medium of this vault, proves its label, and joins its ledger into the home's.
    pub fn open(vault: &mut Vault, path: &Path, accept: Accept) -> Result<Contact, MediumProblem> {
        let file = |problem: FileProblem| MediumProblem::File { path: path.into(), problem };
        let storage: Arc<dyn Storage> =
            Arc::new(medium::open_native(path).map_err(|problem| file(problem.into()))?);
        Contact::open_storage(vault, path, storage, accept)
    }

    /// Opens a medium through a storage that is open already.
    pub fn open_storage(
        vault: &mut Vault,
        path: &Path,
        storage: Arc<dyn Storage>,
        accept: Accept,
    ) -> Result<Contact, MediumProblem> {
        let at = || path.to_path_buf();
        let file = |problem: FileProblem| MediumProblem::File { path: at(), problem };
        let Some((drive, found)) = look(&*storage).map_err(file)? else {
            return Err(unread(vault, &*storage, path));
        };
        if !found.contains(&vault.id.folder()) {
            return Err(match ours_by_name(vault, path) {
                true => MediumProblem::NotWhole { path: at(), by_label: false },
                false => MediumProblem::OtherVault { path: at(), found },
            });
        }
        Contact::open_drive(vault, path, storage, accept, drive)
    }

    /// Proves the label of a medium on this drive, and joins its ledger.
    fn open_drive(
        vault: &mut Vault,
        path: &Path,
        storage: Arc<dyn Storage>,
        accept: Accept,
        drive: DriveId,
    ) -> Result<Contact, MediumProblem> {
        let at = || path.to_path_buf();
        let file = |problem: FileProblem| MediumProblem::File { path: at(), problem };
        let folder = vault_folder(vault.id).map_err(|problem| file(problem.into()))?;
        let ReadLabel { slot, label, broken: broken_slots, other, in_the_way, by_replaced } =
            match read_label(vault, &*storage, &folder, path)? {
                Labels::Hold(read) => *read,
                Labels::Damaged { in_the_way } => {
                    let label = label_from_home(vault, &*storage, &folder, drive);
                    let label = label.ok_or_else(|| MediumProblem::LabelBroken { path: at() })?;
                    let broken = Slot::BOTH.to_vec();
                    ReadLabel {
                        slot: None,
                        label,
                        broken,
                        other: None,
                        in_the_way,
                        by_replaced: false,
                    }
                }
            };
        let anew = slot.is_none();
        if label.drive != drive {
            return Err(match drive_file::is_damaged(drive, label.drive) {
                true => MediumProblem::NotWhole { path: at(), by_label: true },
                false => MediumProblem::OtherDrive { path: at() },
            });
        }
        let remembered = vault.memory.media.get(&label.medium).cloned();
        let cut_off = remembered.as_ref().is_some_and(|known| known.being_told);
        let left_so =
            remembered.as_ref().is_some_and(|known| cut_off && label.contact >= known.contact);
        let slot_missing =
            anew || !in_the_way.is_empty() || (!names_other(&label, other) && !left_so);
        let chains = folder
            .join(ledger::FOLDER)
            .map_err(|problem| file(StorageProblem::from(problem).into()))?;
        let heads = vault.ledger.resolve(&label.heads);
        let is_older = |vault: &Vault, heads: &[Head]| match accept.is_current() && !anew {
            true => older(vault, &label, heads, path, slot_missing),
            false => None,
        };
        let first_look = is_older(vault, &heads);
        // Lines that this home has may have moved, by the word of the drive itself.
        let moves = match first_look {
            Some(MediumProblem::Overtaken { .. }) => {
                moves_in(&*storage, &chains, &vault.disposers())
            }
            _ => Moves::default(),
        };
        if let Some(problem) = first_look.filter(|_| moves.is_empty()) {
            // Put back to an older state, it may lack what was sealed since.
            vault.doubt(label.medium);
            return Err(problem);
        }
        // Settings that nobody vouches for are written over, and not read.
        let document_known = by_replaced || knows_document(vault, &label);
        let ledger_problem = |problem| MediumProblem::Ledger { path: at(), problem };
        let disposers = vault.disposers();
        let find = |ledger: &Ledger| {
            ledger.find_in(&*storage, &chains, &label.heads, &disposers, &|_| vec![])
        };
        let found = match find(&vault.ledger) {
            Err(LedgerProblem::Contradiction(_)) => {
                find(&vault.ledger.to_read(&moves_in(&*storage, &chains, &disposers)))
            }
            found => found,
        }
        .map_err(ledger_problem)?;
        let cut_off = remembered.as_ref().is_some_and(|known| known.being_told);
        let left_so =
            remembered.as_ref().is_some_and(|known| cut_off && label.contact >= known.contact);
        let slot_missing = !names_other(&label, other) && !left_so;
        if slot_missing && found.unread > 0 {
            return Err(ledger_problem(LedgerProblem::Crowded { files: found.unread }));
        }
        match vault.join(found.ledger) {
            // Entries may follow others that can't be read there: without those they are no ledger.
            Err(_) if !found.lost.is_empty() => {}
            joined => {
                if joined.map_err(ledger_problem)? {
                    vault.keep_heard();
                }
            }
        }
        if !moves.is_empty()
            && let Some(problem) = is_older(vault, &found.reached)
        {
            vault.doubt(label.medium);
            return Err(problem);
        }
        let mut label = label;
        label.heads = found.whole;
        vault.asides.extend(found.asides);
        let name = remembered.map_or_else(|| label.medium.to_string(), |known| known.label);
        Ok(Contact {
            storage,
            path: at(),
            folder,
            label,
            name,
            broken_slots,
            slot_missing,
            anew,
            in_the_way,
            cut_off,
            named: found.reached,
            document_known,
            damaged_chains: found.damaged,
            by_replaced,
            slot,
        })
    }

    /// Why it is no current state of this medium, by what the home remembers and what all chains say. Asked again
    /// when further media were joined: one of them may tell what was written here.
    pub fn older(&self, vault: &Vault) -> Option<MediumProblem> {
        self.slot_problem().or_else(|| older(vault, &self.label, &self.named, &self.path, false))
    }

    /// What is wrong with its label.
    pub fn slot_problem(&self) -> Option<MediumProblem> {
        if !self.slot_missing {
            return None;
        }
        let (path, label) = (self.path.clone(), self.name.clone());
        Some(match (self.in_the_way.first(), self.broken_slots.first()) {
            (Some(file), _) => {
                let file = format!("{}/{file}", self.folder.as_str());
                MediumProblem::SlotBlocked { path, label, file }
            }
            (None, _) if self.anew => MediumProblem::LabelDamaged { path, label },
            (None, Some(slot)) => {
                MediumProblem::SlotDamaged { path, label, file: slots::name_of::<Label>(*slot) }
            }
            (None, None) => MediumProblem::SlotMissing { path, label },
        })
    }

    /// Remembers that this home has seen the medium, and in which state.
    pub fn remember(&self, vault: &mut Vault) {
        let medium = self.label.medium;
        let older = self.older(vault).is_some();
        let lost = self.lost_heads(vault);
        let added = vault.state.media.get(&medium).map_or(self.label.written_at.time, |m| m.added);
        let unseen = || Remembered::unseen(medium, self.label.drive, added);
        let known = vault.memory.media.entry(medium).or_insert_with(unseen);
        let counted = !self.by_replaced && self.label.contact <= COUNTER_BELIEVED_MAX;
        if !older && counted && self.label.contact > known.contact {
            known.contact = self.label.contact;
            known.heads = self.named.clone();
        }
        known.unheard = lost;
        vault.look_for_unseen();
    }

    /// The slot of the label in force.
    pub fn slot(&self) -> Slot {
        self.slot.unwrap_or(Slot::A)
    }

    /// The heads that its label names.
    pub fn named(&self) -> &[Head] {
        &self.named
    }

    /// Whether the vault document in force there is another home's, and was not read here yet.
    pub fn document_unread(&self) -> bool {
        !self.document_known
    }

    /// The document was read, and what it says was taken over.
    pub fn document_was_read(&mut self) {
        self.document_known = true;
    }

    /// Takes a drive into the vault: what a stranger needs first, then the ledger, and last the label.
    pub fn add(
        vault: &mut Vault,
        path: &Path,
        storage: Arc<dyn Storage>,
        new: NewMedium<'_>,
        stamp: Stamp,
        texts: &DriveTexts,
        random: &mut dyn Random,
    ) -> Result<Contact, MediumProblem> {
        let file = |problem: FileProblem| MediumProblem::File { path: path.into(), problem };
        let stored = |problem: StorageProblem| file(problem.into());
        let folder = vault_folder(vault.id).map_err(stored)?;
        let drive = match look(&*storage).map_err(file)? {
            Some((_, found)) if found.contains(&vault.id.folder()) => {
                if matches!(read_label(vault, &*storage, &folder, path), Ok(Labels::Hold(_))) {
                    return Err(MediumProblem::AlreadyOurs(path.into()));
                }
                // An addition that was cut off left no label, and may be done again; a drive that has bundles
                // was added once, and its label was broken since.
                let drive = look(&*storage).map_err(file)?.map(|(drive, _)| drive);
                if has_bundles(&*storage, &folder).map_err(stored)? {
                    let known = vault.memory.media.values().find(|m| Some(m.drive) == drive);
                    let path = path.to_path_buf();
                    return Err(match known.map(|known| known.label.clone()) {
                        Some(label) => MediumProblem::LabelDamaged { path, label },
                        None => MediumProblem::LabelBroken { path },
                    });
                }
                drive
            }
            Some((drive, _)) => Some(drive),
            // A drive of this vault that lost its file is none to be taken in anew.
            None if drive_by_label(vault, &*storage, path).is_some() => {
                return Err(MediumProblem::NotWhole { path: path.into(), by_label: true });
            }
            None => None,
        };
        let drive = match drive {
            Some(drive) => drive,
            None => make_drive(&*storage, random).map_err(stored)?,
        };
        let begun = begun_before(vault, drive, new.label);
        let medium = begun.unwrap_or_else(|| MediumId::from_random(draw(random)));
        let mut contact = Contact {
            storage,
            path: path.into(),
            folder,
            label: Label {
                vault: vault.id,
                medium,
                drive,
                roles: new.roles.clone(),
                generation: 0,
                other_generation: None,
                contact: 0,
                heads: vec![],
                files: BTreeMap::new(),
                vault_document: None,
                written_at: stamp,
                unread: Default::default(),
            },
            name: new.label.into(),
            broken_slots: vec![],
            slot_missing: false,
            anew: false,
            in_the_way: vec![],
            cut_off: false,
            named: vec![],
            document_known: true,
            damaged_chains: vec![],
            by_replaced: false,
            slot: None,
        };
        contact.lay_out(vault, texts).map_err(stored)?;
        if begun.is_none() {
            vault
                .record(
                    stamp,
                    Event::MediumAdded(MediumAdded {
                        drive,
                        medium,
                        roles: new.roles,
                        same_disk: new.same_disk,
                    }),
                    None,
                )
                .map_err(|problem| MediumProblem::Ledger { path: path.into(), problem })?;
        }
        vault.memory.media.insert(
            medium,
            Remembered {
                label: new.label.into(),
                drive,
                path: path.to_string_lossy().into_owned(),
                contact: 0,
                heads: vec![],
                seen: stamp.time,
                vault_document: None,
                document_there: None,
                being_told: true,
                verifying: None,
                attachment: None,
                attached: None,
                caches_since: None,
                renewed_by: None,
                away: false,
                doubted: false,
                unheard: vec![],
            },
        );
        // The home first: if it forgot lines that a drive has, it would write others under their numbers.
        vault.save().map_err(stored)?;
        contact.tell(vault, stamp).map_err(stored)?;
        vault.save().map_err(stored)?;
        Ok(contact)
    }

    fn lay_out(&mut self, vault: &Vault, texts: &DriveTexts) -> Result<(), StorageProblem> {
        for name in [ledger::FOLDER, super::vault::NOTES, STATEMENTS, BUNDLES, SPEC] {
            self.storage.make_folders(&self.folder.join(name)?)?;
        }
        files::write_over(&*self.storage, &self.folder.join(lock::LOCK)?, &[])?;
        files::write_over(
            &*self.storage,
            &self.folder.join(RESERVE)?,
            &vec![0; RESERVE_BYTES as usize],
        )?;
        let signers = signers_text(vault);
        for (name, text) in texts
            .files
            .iter()
            .map(|(name, text)| (*name, text))
            .chain([(ALLOWED_SIGNERS, &signers)])
        {
            files::write_over(&*self.storage, &self.folder.join(name)?, text.as_bytes())?;
            self.label.files.insert(name.into(), Digest::of(text.as_bytes()));
        }
        self.storage.sync_folder(&self.folder.join("spec")?)?;
        self.storage.sync_folder(&self.folder)?;
        self.storage.sync_folder(&MediumPath::root())
    }

    /// Writes those of the texts anew that are named, and a reserve that is not all zeros; gives the names that
    /// nothing here gives. What was written counts once the medium is told, and its notes are compared then.
    pub fn renew_texts(
        &mut self,
        vault: &Vault,
        texts: &DriveTexts,
        names: &[String],
    ) -> Result<Vec<String>, StorageProblem> {
        let signers = signers_text(vault);
        let documents = Slot::BOTH.map(Slot::vault_name);
        let mut left = Vec::new();
        for name in names.iter().filter(|name| !documents.contains(&name.as_str())) {
            let mut texts = texts.files.iter().map(|(name, text)| (*name, text));
            let text = match texts.find(|(known, _)| known == name) {
                Some((_, text)) => text,
                None if name == ALLOWED_SIGNERS => &signers,
                None => {
                    left.push(name.clone());
                    continue;
                }
            };
            self.storage.make_folders(&self.folder.join("spec")?)?;
            files::write_over(&*self.storage, &self.folder.join(name)?, text.as_bytes())?;
            self.label.files.insert(name.clone(), Digest::of(text.as_bytes()));
        }
        let reserve = self.folder.join(RESERVE)?;
        let zeros = vec![0; RESERVE_BYTES as usize];
        match files::read_bounded(&*self.storage, &reserve, RESERVE_BYTES) {
            Ok(None) => {}
            Ok(Some(bytes)) if bytes == zeros => {}
            _ => files::write_over(&*self.storage, &reserve, &zeros)?,
        }
        self.storage.sync_folder(&self.folder.join("spec")?)?;
        self.storage.sync_folder(&self.folder)?;
        self.cut_off = true;
        Ok(left)
    }

    /// Writes every text anew where a key that was replaced signed what they must be.
    pub fn renew_replaced(
        &mut self,
        vault: &Vault,
        texts: &DriveTexts,
    ) -> Result<(), StorageProblem> {
        if !self.by_replaced {
            return Ok(());
        }
        let names = texts.files.iter().map(|(name, _)| *name).chain([ALLOWED_SIGNERS]);
        let names: Vec<String> = names.map(str::to_owned).collect();
        self.label.files.retain(|name, _| names.contains(name) || name.ends_with(".age"));
        self.renew_texts(vault, texts, &names).map(drop)
    }

    /// The folder of a bundle on this medium.
    pub fn bundle_folder(
        &self,
        bundle: crate::words::ids::BundleId,
    ) -> Result<MediumPath, StorageProblem> {
        Ok(self.folder.join(&super::bundle::folder_name(bundle))?)
    }

    pub fn has_role(&self, role: Role) -> bool {
        self.label.roles.contains(&role)
    }

    /// Writes what the home knows onto the medium: notes, the ledger, the vault's document when it changed, and
    /// last the label, which makes all of it true. A full medium gives up its reserve for this.
    pub fn tell(&mut self, vault: &mut Vault, stamp: Stamp) -> Result<(), StorageProblem> {
        self.keep_reserve()?;
        match self.tell_once(vault, stamp) {
            Err(StorageProblem::Full { .. }) => {
                let reserve = self.folder.join(RESERVE)?;
                if self.storage.facts(&reserve)?.is_some() {
                    self.storage.remove_file(&reserve)?;
                    self.storage.sync_folder(&self.folder)?;
                }
                self.tell_once(vault, stamp)
            }
            other => other,
        }
    }

    /// Makes the reserve again where it was given up and there is room.
    fn keep_reserve(&self) -> Result<(), StorageProblem> {
        let reserve = self.folder.join(RESERVE)?;
        let whole = self.storage.facts(&reserve)?.is_some_and(|facts| facts.bytes == RESERVE_BYTES);
        if !whole && self.storage.free_bytes()? > 4 * RESERVE_BYTES {
            let zeros = vec![0; RESERVE_BYTES as usize];
            files::write_over(&*self.storage, &reserve, &zeros)?;
        }
        Ok(())
    }

    fn tell_once(&mut self, vault: &mut Vault, stamp: Stamp) -> Result<(), StorageProblem> {
        self.refuse_lost(vault)?;
        notes::carry(vault, &*self.storage, &self.folder, self.cut_off)?;
        let chains = self.folder.join(ledger::FOLDER)?;
        self.storage.make_folders(&chains)?;
        vault.ledger.write_behind(&*self.storage, &chains, &self.label.heads)?;
        let mut label = self.label.clone();
        let document = vault_document(vault)?;
        let digest = Digest::of(&document);
        let known = vault.memory.media.get(&label.medium).and_then(|m| m.vault_document);
        // Another home's document, which was not read, may hold labels that are nowhere else.
        let changed = known != Some(digest) && self.document_known;
        if changed || self.by_replaced || label.in_force().is_none() {
            let slot = label.in_force().map_or(Slot::A, |(slot, _)| slot.other());
            let sealed = envelope::encrypt_small(&vault.recipients, &document)
                .map_err(|_| too_many_recipients())?;
            files::write_over(&*self.storage, &self.folder.join(slot.vault_name())?, &sealed)?;
            label.files.insert(slot.vault_name().into(), Digest::of(&sealed));
            label.vault_document = Some(slot.vault_name().into());
            self.document_known = true;
        }
        let signers = signers_text(vault);
        if label.files.get(ALLOWED_SIGNERS) != Some(&Digest::of(signers.as_bytes())) {
            let path = self.folder.join(ALLOWED_SIGNERS)?;
            files::write_over(&*self.storage, &path, signers.as_bytes())?;
            label.files.insert(ALLOWED_SIGNERS.into(), Digest::of(signers.as_bytes()));
        }
        label.heads = vault.ledger.heads();
        // Where somebody has put a counter where no next one is, counting starts again, in both slots.
        let anew = self.slot.is_none() || label.generation > COUNTER_BELIEVED_MAX;
        label.other_generation = self.slot.filter(|_| !anew).map(|_| label.generation);
        label.generation = if anew { 1 } else { label.generation + 1 };
        let known = vault.memory.media.get(&label.medium).map_or(0, |known| known.contact);
        let counted = [label.contact, known].into_iter().filter(|n| *n <= COUNTER_BELIEVED_MAX);
        label.contact = counted.max().unwrap_or(0) + 1;
        label.written_at = stamp;
        let sealer = &vault.sealer;
        let sign = |bytes: &[u8]| sealer.sign(Namespace::Medium, bytes).into_bytes();
        let mut slot = slots::write(&*self.storage, &self.folder, &label, &sign, self.slot)?;
        // The first label goes into both slots: from then on one that is missing was there.
        if anew {
            label.other_generation = Some(label.generation);
            label.generation += 1;
            slot = slots::write(&*self.storage, &self.folder, &label, &sign, Some(slot))?;
        }
        self.slot = Some(slot);
        self.slot_missing = false;
        self.by_replaced = false;
        self.anew = false;
        self.named = label.heads.clone();
        self.damaged_chains.clear();
        self.label = label;
        if let Some(remembered) = vault.memory.media.get_mut(&self.label.medium) {
            remembered.contact = self.label.contact;
            remembered.heads = self.label.heads.clone();
            remembered.seen = stamp.time;
            remembered.path = self.path.to_string_lossy().into_owned();
            if self.document_known {
                remembered.vault_document = Some(digest);
                remembered.document_there = self.label.in_force().map(|(_, sha256)| sha256);
            }
            remembered.being_told = false;
        }
        Ok(())
    }
}

/// The signers' public keys, for strangers.
fn signers_text(vault: &Vault) -> String {
    let sealers = vault.sealers();
    let disposers = vault.disposers();
    let pairs = sealers.iter().flat_map(|sealer| {
        let pair = |disposer: &VerifyingKey| SignerPair {
            sealer: sealer.clone(),
            disposer: disposer.clone(),
        };
        disposers.iter().map(pair)
    });
    allowed_signers(&pairs.collect::<Vec<_>>())
}

/// Something stands there under the name of this vault's folder.
fn ours_by_name(vault: &Vault, path: &Path) -> bool {
    path.join(vault.id.folder()).symlink_metadata().is_ok()
}

/// The vault's recipients were counted when they were made: more than fit an age header can't be there.
fn too_many_recipients() -> StorageProblem {
    StorageProblem::of(medium::Act::Write, "vault.a.age", files::OwnCause::TooManyRecipients.into())
}

/// The medium that an addition which was cut off has put into the ledger for this drive, and never told it.
fn begun_before(vault: &Vault, drive: DriveId, label: &str) -> Option<MediumId> {
    let mut known = vault.memory.media.iter();
    known
        .find(|(_, known)| known.drive == drive && known.label == label && known.contact == 0)
        .map(|(medium, _)| *medium)
}

fn has_bundles(storage: &dyn Storage, folder: &MediumPath) -> Result<bool, StorageProblem> {
    match storage.list(&folder.join(BUNDLES)?) {
        Ok(listing) => Ok(!listing.entries.is_empty()),
        Err(StorageProblem::Absent { .. }) => Ok(false),
        Err(problem) => Err(problem),
    }
}

pub(super) fn vault_folder(vault: VaultId) -> Result<MediumPath, StorageProblem> {
    Ok(MediumPath::parse(&vault.folder())?)
}

/// Gives a drive its id. One that can't be read and that no vault's label can name, since no vault is there, was
/// being written when a run was cut off.
fn make_drive(storage: &dyn Storage, random: &mut dyn Random) -> Result<DriveId, StorageProblem> {
    let drive = DriveId::from_random(draw(random));
    let (path, bytes) = (MediumPath::parse(drive::NAME)?, Drive::new(drive).to_bytes());
    let small = storage.facts(&path)?.is_none_or(|facts| facts.bytes <= DRIVE_BYTES_MAX);
    match small && vault_folders(storage)?.is_empty() {
        true => files::write_over(storage, &path, &bytes)?,
        false => files::write_new(storage, &path, &bytes)?,
    }
    storage.sync_folder(&MediumPath::root())?;
    Ok(drive)
}

/// The names of all vaults' folders on a drive.
fn vault_folders(storage: &dyn Storage) -> Result<Vec<String>, StorageProblem> {
    let listing = storage.list(&MediumPath::root())?;
    Ok(listing
        .entries
        .into_iter()
        .filter(|entry| entry.facts.kind == medium::Kind::Folder)
        .map(|entry| entry.name)
        .filter(|name| name.strip_prefix("kluis-").is_some_and(|hex| hex.len() == 8))
        .collect())
}

/// The label in force, and what stands beside it.
struct ReadLabel {
    /// None where no slot holds one.
    slot: Option<Slot>,
    label: Label,
    broken: Vec<Slot>,
    /// The generation in the other slot.
    other: Option<u64>,
    /// A key that was replaced signed it.
    by_replaced: bool,
    in_the_way: Vec<String>,
}

/// What the two slots give.
enum Labels {
    Hold(Box<ReadLabel>),
    /// No signature holds, and nothing contradicts: the slots are damaged, or gone.
    Damaged {
        in_the_way: Vec<String>,
    },
}

/// Whether the generation in the other slot is the one that the label in force names. Each drive has two from the
/// first run on.
pub(super) fn names_other(label: &Label, other: Option<u64>) -> bool {
    other.is_some() && label.other_generation == other
}

fn read_label(
    vault: &Vault,
    storage: &dyn Storage,
    folder: &MediumPath,
    path: &Path,
) -> Result<Labels, MediumProblem> {
    let file = |problem| MediumProblem::File { path: path.into(), problem };
    let chains = folder
        .join(ledger::FOLDER)
        .map_err(|problem| file(StorageProblem::from(problem).into()))?;
    let sealers = sealers_there(vault, storage, &chains);
    let current = |bytes: &[u8], signature: &[u8]| {
        sealers.signed_by_current(Namespace::Medium, bytes, signature)
    };
    let mut slots = slots::read::<Label>(storage, folder, &current).map_err(file)?;
    let (mut replaced, mut by_replaced) = (false, false);
    if !sealers.replaced().is_empty() {
        let seen = std::cell::Cell::new(false);
        let in_use = slots.in_force.is_some();
        // Beside a label by a key in use the other one says its generation, and no more.
        let any = |bytes: &[u8], signature: &[u8]| {
            if current(bytes, signature) {
                return true;
            }
            let by_replaced = sealers.signed_by_replaced(Namespace::Medium, bytes, signature);
            seen.set(seen.get() || by_replaced);
            by_replaced && (in_use || cut_back::says_what_counts(vault, &sealers, bytes))
        };
        let both = slots::read::<Label>(storage, folder, &any).map_err(file)?;
        replaced = seen.get();
        match &slots.in_force {
            Some((slot, label)) => {
                let by_current = slots.other.is_some();
                slots.other = both.generation_in(slot.other());
                slots.broken = both.broken.into_iter().filter(|broken| broken != slot).collect();
                // One that was put there since, by a key that counts for nothing.
                if !by_current && slots.other.is_some() && !names_other(label, slots.other) {
                    slots.broken.push(slot.other());
                }
            }
            None => {
                by_replaced = both.in_force.is_some();
                slots = both;
            }
        }
    }
    let (broken, other, in_the_way) = (slots.broken, slots.other, slots.in_the_way);
    match slots.in_force {
        Some((slot, label)) if label.vault == vault.id => {
            let slot = Some(slot);
            let read = ReadLabel { slot, label, broken, other, in_the_way, by_replaced };
            Ok(Labels::Hold(Box::new(read)))
        }
        None if replaced => {
            let drive = look(storage).ok().flatten().map(|(drive, _)| drive);
            let known = vault.state.media.values().any(|known| Some(known.drive) == drive);
            Err(MediumProblem::LabelReplaced { path: path.into(), known })
        }
        None if !slots.twins && !is_of_another(vault, storage, folder).map_err(file)? => {
            Ok(Labels::Damaged { in_the_way })
        }
        _ => Err(MediumProblem::LabelBroken { path: path.into() }),
    }
}

/// Whether a label there reads as one of another vault, whoever signed it: rot flips bits, and writes no such label.
fn is_of_another(
    vault: &Vault,
    storage: &dyn Storage,
    folder: &MediumPath,
) -> Result<bool, FileProblem> {
    let read = slots::read::<Label>(storage, folder, &|_, _| true)?;
    Ok(read.in_force.is_some_and(|(_, label)| label.vault != vault.id))
}

/// The sealers as far as this home and the chains there know them: another home may have replaced one, and have signed
/// the label there with the new key.
fn sealers_there(vault: &Vault, storage: &dyn Storage, chains: &MediumPath) -> Sealers {
    let there = replacements_in(storage, chains, &vault.disposers());
    let known = vault.state.replaced.iter().cloned().chain(there);
    Sealers::of(&vault.state.signers, known)
}

/// The vault document as it stands now, in the clear: it is encrypted before it leaves this function's caller.
fn vault_document(vault: &Vault) -> Result<Zeroizing<Vec<u8>>, StorageProblem> {
    let disposer = files::read_bounded(&*vault.home, &MediumPath::parse(DISPOSER)?, 1 << 20)
        .map_err(|problem| match problem {
            FileProblem::Storage(problem) => problem,
            FileProblem::TooLarge { path, .. } => {
                StorageProblem::NotRegular { path: path.as_str().into() }
            }
        })?
        .ok_or_else(|| StorageProblem::Absent { path: DISPOSER.into() })?;
    let document = VaultDocument {
        vault: vault.id,
        name: vault.config.name.clone(),
        config: vault.config_text.clone(),
        recipients: vault
            .recipients
            .iter()
            .enumerate()
            .map(|(number, recipient)| RecipientEntry {
                label: if number == 0 { "owner".into() } else { "paper".into() },
                recipient: recipient.to_string(),
                role: RecipientRole::Owner,
            })
            .collect(),
        labels: vault
            .memory
            .media
            .iter()
            .filter(|(medium, known)| known.label != medium.to_string())
            .map(|(medium, known)| (*medium, known.label.clone()))
            .collect(),
        sealer: SecretText::new(vault.sealer.to_openssh().to_string()),
        disposer,
        tag_secret: TagSecret::new(*vault.tag_secret),
        unread: Default::default(),
    };
    Ok(document.to_bytes())
}
