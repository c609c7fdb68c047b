//! Free text of ledger entries: encrypted to the vault's recipients, in the home and on every medium.

use crate::formats::entry::NoteRef;
use crate::formats::note::Note;
use crate::powers::envelope;
use crate::powers::medium::{MediumPath, Storage, StorageProblem};
use crate::powers::random::{Random, draw};
use crate::things::files;
use crate::words::digest::Digest;
use crate::words::ids::NoteId;
use crate::words::limits::DOCUMENT_BYTES_MAX;

use super::{NOTES, Vault, VaultProblem};

/// Encrypts the text to the vault's recipients and keeps it in the home; every medium gets it from there, at its
/// next contact.
pub fn write(
    vault: &Vault,
    text: serde_json::Map<String, serde_json::Value>,
    random: &mut dyn Random,
) -> Result<NoteRef, VaultProblem> {
    let plain = Note::new(draw(random), text).to_bytes();
    let id = NoteId::from_random(draw(random));
    let bytes = envelope::encrypt_small(&vault.recipients, &plain)
        .map_err(VaultProblem::TooManyRecipients)?;
    let folder = MediumPath::parse(NOTES).map_err(StorageProblem::from)?;
    put(&*vault.home, &folder, &format!("{id}.age"), &bytes)?;
    Ok(NoteRef { id, sha256: Digest::of(&plain) })
}

/// Writes the home's notes onto a medium that lacks them: it may have been away when they were written, or have
/// been cut off from one halfway.
pub fn carry(
    home: &dyn Storage,
    medium: &dyn Storage,
    folder: &MediumPath,
) -> Result<(), StorageProblem> {
    let (from, to) = (MediumPath::parse(NOTES)?, folder.join(NOTES)?);
    let kept = home.list(&from)?;
    if kept.entries.is_empty() {
        return Ok(());
    }
    medium.make_folders(&to)?;
    let there = medium.list(&to)?;
    for entry in kept.entries {
        if there.get(&entry.name).is_some_and(|known| known.facts.bytes == entry.facts.bytes) {
            continue;
        }
        let bytes = files::read_bounded(home, &from.join(&entry.name)?, DOCUMENT_BYTES_MAX);
        // What is no note of ours goes nowhere; a note that can't be read is the home's own trouble.
        if let Ok(Some(bytes)) = bytes {
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
