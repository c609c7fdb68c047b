//! Free text of ledger entries: encrypted to the vault's recipients, in the home and on every medium. The entry has
//! the SHA-256 of the encrypted file: a file is the note where it has that, and no other is taken or carried anywhere.

use serde_json::{Map, Value};

use crate::formats::entry::NoteRef;
use crate::formats::note::Note;
use crate::powers::envelope;
use crate::powers::identity::{Identity, Recipient};
use crate::powers::medium::{MediumPath, StorageProblem};
use crate::powers::random::{Random, draw};
use crate::things::files;
use crate::words::digest::Digest;
use crate::words::ids::NoteId;
use crate::words::limits::DOCUMENT_BYTES_MAX;

use super::named_files::{NOTE_FILE_BYTES_MAX, put};
use super::{NOTES, Vault, VaultProblem, reserve};

pub use super::named_files::note_file as file_name;

/// Encrypts the text to the vault's recipients and keeps it in the home; every medium gets it from there, at its
/// next contact.
pub fn write(
    vault: &Vault,
    text: Map<String, Value>,
    random: &mut dyn Random,
) -> Result<NoteRef, VaultProblem> {
    write_to(vault, &vault.named_recipients(), text, random)
}

/// The same to these.
pub fn write_to(
    vault: &Vault,
    recipients: &[Recipient],
    text: Map<String, Value>,
    random: &mut dyn Random,
) -> Result<NoteRef, VaultProblem> {
    let plain = Note::new(text).to_bytes();
    let id = NoteId::from_random(draw(random));
    let bytes =
        envelope::encrypt_small(recipients, &plain).map_err(VaultProblem::TooManyRecipients)?;
    let folder = MediumPath::parse(NOTES).map_err(StorageProblem::from)?;
    let home = &*vault.home;
    reserve::with(home, || put(home, &folder, &file_name(id), &bytes))?;
    Ok(NoteRef { id, sha256: Digest::of(&bytes) })
}

/// Why a note's text can't be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error, serde::Serialize)]
#[error("{self:?}")]
#[serde(rename_all = "kebab-case")]
pub enum NoteUnread {
    NotHere,
    Unopened,
    Other,
}

/// The text of a note in the home, if it is the one that the entry names.
pub fn read(
    vault: &Vault,
    reference: &NoteRef,
    identities: &[Identity],
) -> Result<Map<String, Value>, NoteUnread> {
    let path = MediumPath::parse(NOTES)
        .and_then(|folder| folder.join(&file_name(reference.id)))
        .map_err(|_| NoteUnread::NotHere)?;
    let bytes = files::read_bounded(&*vault.home, &path, NOTE_FILE_BYTES_MAX).ok().flatten();
    let bytes = bytes.ok_or(NoteUnread::NotHere)?;
    if Digest::of(&bytes) != reference.sha256 {
        return Err(NoteUnread::Other);
    }
    let plain = envelope::decrypt_small(identities, &bytes, DOCUMENT_BYTES_MAX)
        .map_err(|_| NoteUnread::Unopened)?;
    Note::read(&plain).map(|note| note.text).map_err(|_| NoteUnread::Other)
}
