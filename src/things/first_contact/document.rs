//! The vault document on a drive that was proven: opened with an identity, and each part of it held against the
//! ledger.

use std::collections::BTreeSet;

use crate::formats::entry::Signers;
use crate::formats::label::Slot;
use crate::formats::vault_document::VaultDocument;
use crate::powers::envelope;
use crate::powers::identity::{Identity, Recipient};
use crate::powers::medium::{MediumPath, Storage, StorageProblem};
use crate::powers::signer::{SigningKey, VerifyingKey};
use crate::things::files::{self, FileProblem};
use crate::things::ledger::sealers::Sealers;
use crate::words::digest::Digest;
use crate::words::limits::{DOCUMENT_BYTES_MAX, MIB};

use super::prove::Proven;
use super::unproven::{Unfit, Unproven};

/// What age adds to a document is far less.
const VAULT_FILE_BYTES_MAX: u64 = DOCUMENT_BYTES_MAX + MIB;

/// What the vault document says, each part held against the ledger.
pub struct Told {
    pub document: VaultDocument,
    pub recipients: Vec<Recipient>,
    pub sealer: SigningKey,
    pub disposer_public: VerifyingKey,
    /// The document in force was damaged, and this is the one before it.
    pub spare: bool,
}

impl Told {
    /// The disposer's private key, which an owner's identity opens.
    pub fn disposer(&self, identities: &[Identity]) -> Option<SigningKey> {
        let text = envelope::decrypt_small(identities, &self.document.disposer, MIB).ok()?;
        SigningKey::from_openssh(std::str::from_utf8(&text).ok()?).ok()
    }
}

impl Proven {
    /// Opens the vault document that is in force. If it is damaged, opens the one before it.
    pub fn open_document(&self, identities: &[Identity]) -> Result<Told, Unproven> {
        if !self.cut_back {
            let (bytes, spare) = self.document_bytes()?;
            return self.told(&bytes, spare, identities);
        }
        // Nobody says which document is in force: whoever has the private key in use may have written it.
        let mut problem = Unproven::OtherDocument { path: self.path.clone() };
        for slot in Slot::BOTH {
            let path = self.folder.join(slot.vault_name()).map_err(StorageProblem::from);
            let read = path
                .map_err(FileProblem::from)
                .and_then(|path| files::read_bounded(&*self.storage, &path, VAULT_FILE_BYTES_MAX));
            let Ok(Some(bytes)) = read else { continue };
            match self.told(&bytes, false, identities) {
                Ok(told) => return Ok(told),
                Err(found) => problem = found,
            }
        }
        Err(problem)
    }

    /// Opens a vault document, and holds each part of it against the ledger.
    fn told(&self, bytes: &[u8], spare: bool, identities: &[Identity]) -> Result<Told, Unproven> {
        let at = || self.path.clone();
        let plain = envelope::decrypt_small(identities, bytes, DOCUMENT_BYTES_MAX)
            .map_err(|problem| Unproven::Closed { path: at(), problem })?;
        let unfit = |what| Unproven::Unfit { path: at(), what };
        let document = VaultDocument::read(&plain).map_err(|_| unfit(Unfit::Unreadable))?;
        if document.vault != self.label.vault {
            return Err(unfit(Unfit::OtherVault));
        }
        let recipients: Vec<Recipient> = document
            .recipients
            .iter()
            .map(|entry| entry.recipient.parse())
            .collect::<Result<_, _>>()
            .map_err(|_| unfit(Unfit::RecipientUnreadable))?;
        let state = self.ledger.state();
        // A run that was cut off may have left a document that lacks the last one, or names one that was
        // removed since. None that came with the vault is lacking: only whoever forged it left that one out.
        let ever = |one: &Recipient| state.recipients_ever.contains_key(&one.digest());
        let here: BTreeSet<Digest> = recipients.iter().map(Recipient::digest).collect();
        let first_ones = state.recipients_ever.iter().filter(|(_, known)| known.note.is_none());
        let lacks =
            first_ones.filter(|(_, known)| known.stands()).any(|(one, _)| !here.contains(one));
        if lacks || !recipients.iter().all(ever) {
            return Err(unfit(Unfit::OtherRecipients));
        }
        let sealer = SigningKey::from_openssh(document.sealer.expose())
            .map_err(|_| unfit(Unfit::SealerUnreadable))?;
        let disposer = envelope::decrypt_small(identities, &document.disposer, MIB)
            .ok()
            .and_then(|text| SigningKey::from_openssh(std::str::from_utf8(&text).ok()?).ok())
            .ok_or_else(|| unfit(Unfit::DisposerUnreadable))?;
        let sealers = Sealers::of(&state.signers, state.quarantine.clone());
        let named = |pair: &Signers| pair.disposer == disposer.public().to_string();
        if !state.signers.iter().any(named) || !sealers.current().contains(&sealer.public()) {
            return Err(unfit(Unfit::OtherSigners));
        }
        let disposer_public = disposer.public();
        Ok(Told { document, recipients, sealer, disposer_public, spare })
    }

    fn document_bytes(&self) -> Result<(Vec<u8>, bool), Unproven> {
        let other = || Unproven::OtherDocument { path: self.path.clone() };
        let (in_force, _) = self.label.in_force().ok_or_else(other)?;
        for slot in [in_force, in_force.other()] {
            if let Some(bytes) = self.document_in(slot)? {
                return Ok((bytes, slot != in_force));
            }
        }
        Err(other())
    }

    /// One slot's bytes, if they are those that the label names.
    fn document_in(&self, slot: Slot) -> Result<Option<Vec<u8>>, Unproven> {
        let Some(sha256) = self.label.files.get(slot.vault_name()) else { return Ok(None) };
        document_in(&*self.storage, &self.folder, slot, *sha256)
            .map_err(|problem| Unproven::File { path: self.path.clone(), problem })
    }
}

/// The vault document in a slot, if its bytes have this hash.
pub fn document_in(
    storage: &dyn Storage,
    folder: &MediumPath,
    slot: Slot,
    sha256: Digest,
) -> Result<Option<Vec<u8>>, FileProblem> {
    let path = folder.join(slot.vault_name()).map_err(StorageProblem::from)?;
    match files::read_bounded(storage, &path, VAULT_FILE_BYTES_MAX) {
        Ok(bytes) => Ok(bytes.filter(|bytes| Digest::of(bytes) == sha256)),
        Err(problem) if problem.is_about_the_file() => Ok(None),
        Err(problem) => Err(problem),
    }
}
