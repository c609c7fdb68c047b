//! A drive whose labels are signed by no sealer's key in use: whoever stole a key that was replaced may have written
//! them, and all that they name.
//!
//! Such a drive is cut back to what counts. The ledger of this home says which medium it is, what it holds and how far
//! each chain goes; lines behind that count only where the disposer signed them. What else lies there is set aside
//! (`things/set_aside`), and the label is made anew. Nothing of what the old label says is used. Implements format
//! §3.4.

use std::path::Path;
use std::sync::Arc;

use crate::formats::entry::Head;
use crate::formats::label::Label;
use crate::powers::medium::{self, Kind, MediumPath, Storage, StorageProblem};
use crate::things::files;
use crate::things::ledger::state::MediumState;
use crate::things::ledger::{self, Ledger, chain_path, chain_there};
use crate::things::set_aside::{Evidence, SetAside};
use crate::things::slots::{Slot, name_of};
use crate::things::vault::Vault;
use crate::words::day::{ClockState, Stamp};
use crate::words::ids::{BundleId, DriveId, MediumId, WriterId};
use crate::words::limits::{ASIDE_BYTES_MAX, LABEL_BYTES_MAX, SIGNATURE_BYTES_MAX};

use super::label::{Labels, read_label, sealers_there, unvouched_there};
use super::sync::signers_text;
use super::unvouched::disowned;
use super::{ALLOWED_SIGNERS, Contact, DriveTexts, MediumProblem, look, vault_folder};

/// The medium that the ledger knows on this drive: one that this home has seen, or else any.
pub fn medium_on<'a>(
    media: impl Iterator<Item = (&'a MediumId, &'a MediumState)>,
    drive: DriveId,
    seen: impl Fn(MediumId) -> bool,
) -> Option<(MediumId, &'a MediumState)> {
    let on_drive = media.filter(|(_, known)| known.drive == drive);
    on_drive.map(|(medium, known)| (*medium, known)).max_by_key(|(medium, _)| seen(*medium))
}

/// A label that the ledger alone vouches for. It names no file, so that each is written anew.
pub fn label_of(vault: crate::words::ids::VaultId, medium: MediumId, known: &MediumState) -> Label {
    Label {
        vault,
        medium,
        drive: known.drive,
        roles: known.roles.clone(),
        generation: 0,
        other_generation: None,
        contact: 0,
        heads: vec![],
        files: Default::default(),
        vault_document: None,
        written_at: Stamp { clock: ClockState::Ok, time: known.added },
        unread: Default::default(),
    }
}

/// Bundles that a replaced key has sealed and that no entry here speaks of.
pub enum Unlisted {
    /// The drive's label counts for nothing: nobody said yet whose it is.
    Unvouched(Vec<BundleId>),
    /// The label holds, and they stand there all the same.
    Disowned { medium: MediumId, bundles: Vec<BundleId> },
}

/// Such bundles on whatever drive stands in a place.
pub fn unlisted_at(vault: &Vault, path: &Path) -> Option<Unlisted> {
    let storage = medium::open_native(path).ok()?;
    let folder = vault_folder(vault.id).ok()?;
    match read_label(vault, &storage, &folder, path) {
        Err(MediumProblem::LabelReplaced { .. }) => {
            Some(Unlisted::Unvouched(unvouched_there(vault, &storage).ok()?))
        }
        Ok(Labels::Hold(read)) => {
            let sealers = sealers_there(vault, &storage, &folder.join(ledger::FOLDER).ok()?);
            let seals = disowned(vault, &storage, &sealers).ok()?;
            let bundles = seals.iter().map(|seal| seal.bundle).collect();
            Some(Unlisted::Disowned { medium: read.label.medium, bundles })
        }
        Ok(Labels::Damaged { .. }) | Err(_) => None,
    }
}

impl Contact {
    /// Opens a medium by what the ledger says of its drive, where no label there holds and a key that was replaced
    /// signed one. Where a label holds, it is opened as any other.
    pub fn open_cut_back(
        vault: &mut Vault,
        path: &Path,
        storage: Arc<dyn Storage>,
    ) -> Result<Contact, MediumProblem> {
        let at = || path.to_path_buf();
        let file = |problem| MediumProblem::File { path: at(), problem };
        let stored = |problem: StorageProblem| file(problem.into());
        let folder = vault_folder(vault.id).map_err(stored)?;
        let drive = match look(&*storage).map_err(file)? {
            Some((drive, found)) if found.contains(&vault.id.folder()) => drive,
            _ => return Contact::open_storage(vault, path, storage, super::Accept::ToMend),
        };
        if !matches!(
            read_label(vault, &*storage, &folder, path),
            Err(MediumProblem::LabelReplaced { .. })
        ) {
            return Contact::open_storage(vault, path, storage, super::Accept::ToMend);
        }
        let remembered = |medium| vault.memory.media.get(&medium);
        let seen = |medium| remembered(medium).is_some_and(|known| known.is_seen());
        let (medium, known) = medium_on(vault.state.media.iter(), drive, seen)
            .ok_or_else(|| MediumProblem::LabelReplaced { path: at(), known: false })?;
        let mut label = label_of(vault.id, medium, known);
        label.contact = remembered(medium).map_or(0, |known| known.contact);
        let name = remembered(medium).map_or_else(|| medium.to_string(), |m| m.label.clone());
        let chains = folder.join(ledger::FOLDER).map_err(|problem| stored(problem.into()))?;
        let heads = longest(&vault.ledger, sealers_there(vault, &*storage, &chains).heads());
        let broken = |problem| MediumProblem::Ledger { path: at(), problem };
        let mut found = vault
            .ledger
            .find_in(&*storage, &chains, &heads, &vault.disposers(), &|_| vec![])
            .map_err(broken)?;
        // A file that is only shorter is behind, and is written on like any other. Bytes behind the lines that count
        // go.
        let other = |head: &&Head| !is_behind(&found.ledger, &*storage, &chains, head);
        found.damaged = found.reached.iter().filter(other).map(|head| head.writer).collect();
        if vault.join(found.ledger).map_err(broken)? {
            vault.save().map_err(stored)?;
        }
        label.heads = found.whole;
        vault.asides.extend(found.asides);
        Ok(Contact {
            storage,
            path: at(),
            folder,
            label,
            name,
            broken_slots: vec![],
            slot_missing: false,
            anew: false,
            in_the_way: vec![],
            cut_off: false,
            named: found.reached,
            document_known: true,
            damaged_chains: found.damaged,
            by_replaced: true,
            slot: None,
        })
    }

    /// Whether no label there counts, so that both are made anew.
    pub fn is_cut_back(&self) -> bool {
        self.slot.is_none() && !self.anew
    }

    /// What the label says is used no more: the key that signed it is being replaced. What a thief may have signed is
    /// written anew when the medium is synced.
    pub fn distrust_label(&mut self, vault: &Vault) {
        self.by_replaced = true;
        self.document_known = true;
        if let Some(known) = vault.state.media.get(&self.label.medium) {
            self.label.roles = known.roles.clone();
        }
    }

    /// The texts there that are not the ones that they are made of now, where nobody vouches for what they must be.
    pub fn texts_unvouched(&self, vault: &Vault, texts: &DriveTexts) -> Vec<String> {
        if !self.is_cut_back() {
            return Vec::new();
        }
        let signers = signers_text(vault);
        let due = texts.files.iter().map(|(name, text)| (*name, text));
        let same = |name: &str, text: &str| {
            let path = self.folder.join(name).map_err(StorageProblem::from);
            let there = path
                .and_then(|path| files::read_start(&*self.storage, &path, text.len() as u64 + 1));
            matches!(there, Ok(Some((there, 0))) if there == text.as_bytes())
        };
        let other = |(name, text): &(&str, &String)| !same(name, text);
        let all = due.chain([(ALLOWED_SIGNERS, &signers)]);
        all.filter(other).map(|(name, _)| name.to_owned()).collect()
    }

    /// Keeps in the home what lies in the ledger's folder and counts for nothing, and the labels where none counts;
    /// takes chains away from the medium of which no line counts.
    pub fn set_aside<'a>(&self, vault: &'a Vault) -> Result<SetAside<'a>, StorageProblem> {
        let mut aside = SetAside::of(vault)?;
        if self.is_cut_back() {
            for slot in Slot::BOTH {
                let name = name_of::<Label>(slot);
                for (name, bytes_max) in
                    [(name.clone(), LABEL_BYTES_MAX), (format!("{name}.sig"), SIGNATURE_BYTES_MAX)]
                {
                    let path = self.folder.join(&name)?;
                    if let Ok(Some((bytes, _))) =
                        files::read_start(&*self.storage, &path, bytes_max)
                    {
                        aside.keep(Evidence::Label, &name, &bytes)?;
                    }
                }
            }
        }
        let folder = self.folder.join(ledger::FOLDER)?;
        let listing = match self.storage.list(&folder) {
            Err(StorageProblem::Absent { .. }) => return Ok(aside),
            listing => listing?,
        };
        let files = listing.entries.iter().filter(|entry| entry.facts.kind == Kind::File);
        for writer in files.filter_map(|entry| entry.name.strip_suffix(".jsonl")?.parse().ok()) {
            self.set_chain_aside(vault, &folder, writer, &mut aside)?;
        }
        self.storage.sync_folder(&folder)?;
        Ok(aside)
    }

    fn set_chain_aside(
        &self,
        vault: &Vault,
        folder: &MediumPath,
        writer: WriterId,
        aside: &mut SetAside,
    ) -> Result<(), StorageProblem> {
        let path = chain_path(folder, writer)?;
        let ours = vault.ledger.heads().into_iter().find(|head| head.writer == writer);
        let ours = ours.and_then(|head| vault.ledger.bytes_to(&head)).unwrap_or_default();
        let bytes_max = ours.len() as u64 + ASIDE_BYTES_MAX;
        let Ok(Some((there, _))) = files::read_start(&*self.storage, &path, bytes_max) else {
            return Ok(());
        };
        let same = ours.iter().zip(&there).take_while(|(own, its)| own == its).count();
        let from = there[..same].iter().rposition(|byte| *byte == b'\n').map_or(0, |lf| lf + 1);
        let end = there.len().min(from + ASIDE_BYTES_MAX as usize);
        if from < end && same < there.len() {
            aside.keep(Evidence::Chain, &format!("{writer}.jsonl"), &there[from..end])?;
        }
        // A label that holds may name a chain that this home could not read.
        let mut named = self.named.iter().filter(|head| head.writer == writer);
        if ours.is_empty() && named.all(|head| vault.ledger.is_void(head)) {
            self.storage.remove_file(&path)?;
        }
        Ok(())
    }
}

/// Whether a chain's file is a part of this chain's, from its start.
fn is_behind(ledger: &Ledger, storage: &dyn Storage, folder: &MediumPath, head: &Head) -> bool {
    let whole = ledger.bytes_to(head).unwrap_or_default();
    chain_there(storage, folder, head).is_ok_and(|(there, _)| whole.starts_with(&there))
}

/// Of each chain the longer of what this home knows and what the disposer signed.
fn longest(ledger: &Ledger, signed: Vec<Head>) -> Vec<Head> {
    let mut heads = ledger.heads();
    for head in signed {
        match heads.iter_mut().find(|known| known.writer == head.writer) {
            Some(known) if head.count > known.count => *known = head,
            Some(_) => {}
            None => heads.push(head),
        }
    }
    heads.sort_by_key(|head| head.writer);
    heads
}
