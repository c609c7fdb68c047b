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

use super::{NOTES, Vault, VaultProblem};

/// A note as it lies in the home: the document, and room for its encryption to many recipients.
const NOTE_BYTES_MAX: u64 = DOCUMENT_BYTES_MAX + MIB;

/// A note that was written in the home and still has to go onto the media in contact.
#[derive(Clone)]
pub struct WrittenNote {
    pub reference: NoteRef,
    pub bytes: Vec<u8>,
}

/// Encrypts the text to the vault's recipients and keeps it in the home.
pub fn write(
    vault: &Vault,
    text: Map<String, Value>,
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
        .and_then(|path| files::read_bounded(&*vault.home, &path, NOTE_BYTES_MAX).ok().flatten())
        .ok_or(NoteUnread::NotHere)?;
    let plain = envelope::decrypt_small(identities, &bytes, DOCUMENT_BYTES_MAX)
        .map_err(|_| NoteUnread::Unopened)?;
    if Digest::of(&plain) != reference.sha256 {
        return Err(NoteUnread::Other);
    }
    Note::read(&plain).map(|note| note.text).map_err(|_| NoteUnread::Other)
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
