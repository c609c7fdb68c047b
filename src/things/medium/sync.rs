//! Syncs a medium at the end of a run with what the home knows: notes, statements, chains, the vault document, and last
//! the label.

use std::collections::BTreeSet;

use zeroize::Zeroizing;

use crate::formats::label::COUNTER_BELIEVED_MAX;
use crate::formats::vault_document::{
    RecipientEntry, RecipientRole, SecretText, TagSecret, VaultDocument,
};
use crate::powers::envelope;
use crate::powers::medium::{self, MediumPath, Storage, StorageProblem};
use crate::powers::signer::{Namespace, SignerPair, VerifyingKey, allowed_signers};
use crate::words::day::Stamp;
use crate::words::digest::Digest;
use crate::words::limits::RESERVE_BYTES;

use super::contact::Contact;
use super::names::*;
use crate::things::files::{self, FileProblem};
use crate::things::ledger::{self};
use crate::things::slots::{self, Slot};
use crate::things::vault::named_files::Beside;
use crate::things::vault::{DISPOSER, Vault};

/// The texts that go onto every medium; the surface words them.
pub struct DriveTexts {
    /// Name below the vault's folder, and the text.
    pub files: Vec<(&'static str, String)>,
}

impl Contact {
    /// Writes the named texts anew, and a reserve that is not all zeros; gives the names that are not made here. What
    /// was written counts once the medium is synced, and its notes are compared then.
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

    /// Writes what the home knows onto the medium: notes, the ledger, the vault's document when it changed, and
    /// last the label, which makes all of it true. A full medium gives up its reserve for this.
    pub fn tell(&mut self, vault: &mut Vault, stamp: Stamp) -> Result<(), StorageProblem> {
        self.clear_filling()?;
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
    pub(super) fn keep_reserve(&self) -> Result<(), StorageProblem> {
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
        let mut lacking = BTreeSet::new();
        for beside in Beside::ALL {
            lacking.extend(beside.carry(vault, &*self.storage, &self.folder, self.cut_off)?);
        }
        vault.notes_unread.insert(self.name.clone(), lacking);
        let chains = self.folder.join(ledger::FOLDER)?;
        self.storage.make_folders(&chains)?;
        vault.ledger.write_behind(&*self.storage, &chains, &self.label.heads)?;
        let mut label = self.label.clone();
        let document = vault_document(vault)?;
        let digest = Digest::of(&document);
        let known = vault.memory.media.get(&label.medium).and_then(|m| m.vault_document);
        // Another home's document, which was not read, may hold labels that are nowhere else.
        // Nobody is let in whom the ledger does not name.
        let to_ours = vault.check_recipients().is_ok();
        let changed = known != Some(digest) && self.document_known && to_ours;
        if changed || self.by_replaced || label.in_force().is_none() {
            let slot = label.in_force().map_or(Slot::A, |(slot, _)| slot.other());
            let sealed = envelope::encrypt_small(&vault.named_recipients(), &document)
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
        // Where somebody has set a counter so high that there is no next one, counting starts again, in both slots.
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
        // The first label goes into both slots: so a slot that is missing later was removed.
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
pub fn signers_text(vault: &Vault) -> String {
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

/// The vault's recipients were counted when they were made: more than fit an age header can't be there.
fn too_many_recipients() -> StorageProblem {
    StorageProblem::of(medium::Act::Write, "vault.a.age", files::OwnCause::TooManyRecipients.into())
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
            .named_recipients()
            .iter()
            .map(|recipient| RecipientEntry {
                label: vault.name_of_recipient(&recipient.digest()),
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
        signers: vault.signer_files(),
        unread: Default::default(),
    };
    Ok(document.to_bytes())
}
