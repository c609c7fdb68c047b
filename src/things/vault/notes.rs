//! Free text of ledger entries: encrypted to the vault's recipients, in the home and on every medium.

use crate::formats::entry::NoteRef;
use crate::formats::note::Note;
use crate::powers::envelope;
use crate::powers::medium::{MediumPath, Storage, StorageProblem};
use crate::powers::random::{Random, draw};
use crate::things::files;
use crate::words::digest::Digest;
use crate::words::ids::NoteId;

use super::{NOTES, Vault, VaultProblem};

/// A note that was written in the home and still has to go onto the media in contact.
#[derive(Clone)]
pub struct WrittenNote {
    pub reference: NoteRef,
    pub bytes: Vec<u8>,
}

/// Encrypts the text to the vault's recipients and keeps it in the home.
pub fn write(
    vault: &Vault,
    text: serde_json::Map<String, serde_json::Value>,
    random: &mut dyn Random,
) -> Result<WrittenNote, VaultProblem> {
    let plain = Note::new(draw(random), text).to_bytes();
    let id = NoteId::from_random(draw(random));
    let reference = NoteRef { id, sha256: Digest::of(&plain) };
    let bytes = envelope::encrypt_small(&vault.recipients, &plain)
        .map_err(VaultProblem::TooManyRecipients)?;
    let note = WrittenNote { reference, bytes };
    put(&*vault.home, &MediumPath::root(), &note)?;
    Ok(note)
}

/// Writes a note below a vault's folder or a home's.
pub fn put(
    storage: &dyn Storage,
    folder: &MediumPath,
    note: &WrittenNote,
) -> Result<(), StorageProblem> {
    let folder = folder.join(NOTES)?;
    storage.make_folders(&folder)?;
    files::write_over(storage, &folder.join(&format!("{}.age", note.reference.id))?, &note.bytes)?;
    storage.sync_folder(&folder)
}
