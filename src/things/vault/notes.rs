//! Free text of ledger entries: encrypted to the vault's recipients, in the home and on every medium.

use serde_json::{Map, Value};

use crate::formats::entry::NoteRef;
use crate::formats::note::Note;
use crate::powers::envelope;
use crate::powers::identity::Identity;
use crate::powers::medium::{MediumPath, Storage, StorageProblem};
use crate::powers::random::{Random, draw};
use crate::things::files;
use crate::words::digest::Digest;
use crate::words::ids::NoteId;
use crate::words::limits::{DOCUMENT_BYTES_MAX, MIB};

use super::{NOTES, Vault, VaultProblem, reserve};

/// A note as it is encrypted: its document and what age adds.
pub const NOTE_FILE_BYTES_MAX: u64 = DOCUMENT_BYTES_MAX + MIB;

/// Encrypts the text to the vault's recipients and keeps it in the home; every medium gets it from there, at its
/// next contact.
pub fn write(
    vault: &Vault,
    text: Map<String, Value>,
    random: &mut dyn Random,
) -> Result<NoteRef, VaultProblem> {
    let plain = Note::new(draw(random), text).to_bytes();
    let id = NoteId::from_random(draw(random));
    let bytes = envelope::encrypt_small(&vault.recipients, &plain)
        .map_err(VaultProblem::TooManyRecipients)?;
    let folder = MediumPath::parse(NOTES).map_err(StorageProblem::from)?;
    let home = &*vault.home;
    reserve::with(home, || put(home, &folder, &format!("{id}.age"), &bytes))?;
    Ok(NoteRef { id, sha256: Digest::of(&plain) })
}

/// Why a note's text can't be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoteUnread {
    #[error("its note is not in this home")]
    NotHere,
    #[error("this identity does not open its note")]
    Unopened,
    #[error("its note is not the one that was recorded")]
    Other,
}

/// The text of a note in the home, if it is the one that the entry names.
pub fn read(
    vault: &Vault,
    reference: &NoteRef,
    identities: &[Identity],
) -> Result<Map<String, Value>, NoteUnread> {
    let bytes = MediumPath::parse(NOTES)
        .and_then(|folder| folder.join(&format!("{}.age", reference.id)))
        .ok()
        .and_then(|path| {
            files::read_bounded(&*vault.home, &path, NOTE_FILE_BYTES_MAX).ok().flatten()
        })
        .ok_or(NoteUnread::NotHere)?;
    let plain = envelope::decrypt_small(identities, &bytes, DOCUMENT_BYTES_MAX)
        .map_err(|_| NoteUnread::Unopened)?;
    if Digest::of(&plain) != reference.sha256 {
        return Err(NoteUnread::Other);
    }
    Note::read(&plain).map(|note| note.text).map_err(|_| NoteUnread::Other)
}

/// Reads every note that the ledger names, and removes from the home what is not the one that was recorded, so that
/// another medium can bring it. Gives how many there are, and how many are missing.
pub fn prove_all(vault: &Vault, identities: &[Identity]) -> Result<(usize, usize), StorageProblem> {
    let (mut proven, mut missing) = (0, 0);
    let folder = MediumPath::parse(NOTES)?;
    for note in vault.ledger.entries().filter_map(|entry| entry.note.as_ref()) {
        match read(vault, note, identities) {
            Ok(_) => proven += 1,
            Err(NoteUnread::NotHere) => missing += 1,
            Err(NoteUnread::Unopened | NoteUnread::Other) => {
                vault.home.remove_file(&folder.join(&format!("{}.age", note.id))?)?;
                missing += 1;
            }
        }
    }
    Ok((proven, missing))
}

/// Writes the home's notes onto a medium that lacks them: it may have been away when they were written, or have
/// be cut off from one halfway. After a run that was cut off, each is compared whole: bytes that never reached
/// the drive can lie in a file of the right size.
pub fn carry(
    home: &dyn Storage,
    medium: &dyn Storage,
    folder: &MediumPath,
    cut_off: bool,
) -> Result<(), StorageProblem> {
    let (from, to) = (MediumPath::parse(NOTES)?, folder.join(NOTES)?);
    let kept = home.list(&from)?;
    if kept.entries.is_empty() {
        return Ok(());
    }
    medium.make_folders(&to)?;
    let there = medium.list(&to)?;
    for entry in kept.entries {
        let known = there.get(&entry.name);
        // Half a note is replaced. One that is as long and other is not: which of the two is right, only an
        // identity can say.
        let sized = known.is_some_and(|known| known.facts.bytes >= entry.facts.bytes);
        if sized && !cut_off {
            continue;
        }
        let bytes = files::read_bounded(home, &from.join(&entry.name)?, NOTE_FILE_BYTES_MAX);
        // What is no note of ours goes nowhere; a note that can't be read is the home's own trouble.
        let Ok(Some(bytes)) = bytes else { continue };
        let target = to.join(&entry.name)?;
        let same = sized
            && matches!(files::read_bounded(medium, &target, NOTE_FILE_BYTES_MAX),
                        Ok(Some(there)) if there == bytes);
        if !same {
            put(medium, &to, &entry.name, &bytes)?;
        }
    }
    Ok(())
}

fn put(
    storage: &dyn Storage,
    folder: &MediumPath,
    name: &str,
    bytes: &[u8],
) -> Result<(), StorageProblem> {
    files::write_over(storage, &folder.join(name)?, bytes)?;
    storage.sync_folder(folder)
}
