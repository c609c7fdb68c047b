//! Free text of ledger entries: encrypted to the vault's recipients, in the home and on every medium. The entry has
//! the SHA-256 of the encrypted file: a file is the note where it has that, and no other is taken or carried anywhere.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use crate::formats::entry::NoteRef;
use crate::formats::note::Note;
use crate::powers::envelope;
use crate::powers::identity::Identity;
use crate::powers::medium::{MediumPath, Storage, StorageProblem};
use crate::powers::random::{Random, draw};
use crate::things::files;
use crate::things::ledger::state::State;
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
    let plain = Note::new(text).to_bytes();
    let id = NoteId::from_random(draw(random));
    let bytes = envelope::encrypt_small(&vault.recipients, &plain)
        .map_err(VaultProblem::TooManyRecipients)?;
    let folder = MediumPath::parse(NOTES).map_err(StorageProblem::from)?;
    let home = &*vault.home;
    reserve::with(home, || put(home, &folder, &file_name(id), &bytes))?;
    Ok(NoteRef { id, sha256: Digest::of(&bytes) })
}

/// What the file of a note is called.
pub fn file_name(note: NoteId) -> String {
    format!("{note}.age")
}

/// The files of the notes that the ledger names, and what each must hash to.
pub fn named(state: &State) -> impl Iterator<Item = (String, Digest)> {
    state.notes.iter().map(|(id, sha256)| (file_name(*id), *sha256))
}

/// A note's file, if it is the one that the ledger names.
pub fn read_named(storage: &dyn Storage, path: &MediumPath, sha256: Digest) -> Option<Vec<u8>> {
    let bytes = files::read_bounded(storage, path, NOTE_FILE_BYTES_MAX).ok().flatten()?;
    (Digest::of(&bytes) == sha256).then_some(bytes)
}

/// The notes in a folder that are not those that the ledger names. One that is missing is none of them.
pub fn wrong_in(
    state: &State,
    storage: &dyn Storage,
    folder: &MediumPath,
) -> Result<Vec<(String, Digest)>, StorageProblem> {
    let listing = match storage.list(folder) {
        Err(StorageProblem::Absent { .. }) => return Ok(vec![]),
        listing => listing?,
    };
    let mut wrong = Vec::new();
    for (name, sha256) in named(state) {
        let there = listing.get(&name).is_some();
        if there && read_named(storage, &folder.join(&name)?, sha256).is_none() {
            wrong.push((name, sha256));
        }
    }
    Ok(wrong)
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

/// How many of the notes that the ledger names are in the home, and how many are missing.
pub fn count(vault: &Vault) -> Result<(usize, usize), StorageProblem> {
    let (mut there, mut missing) = (0, 0);
    let folder = MediumPath::parse(NOTES)?;
    for (name, sha256) in named(&vault.state) {
        match read_named(&*vault.home, &folder.join(&name)?, sha256) {
            Some(_) => there += 1,
            None => missing += 1,
        }
    }
    Ok((there, missing))
}

/// Writes the home's notes onto a medium that lacks them: it may have been away when they were written, or have
/// been cut off from one halfway. After a run that was cut off, each is compared whole: bytes that never reached
/// the drive can lie in a file of the right size. Gives the notes that the medium still lacks since the
/// home has a file of that name and can't read the note from it.
pub fn carry(
    vault: &Vault,
    medium: &dyn Storage,
    folder: &MediumPath,
    cut_off: bool,
) -> Result<BTreeSet<String>, StorageProblem> {
    let (home, from, to) = (&*vault.home, MediumPath::parse(NOTES)?, folder.join(NOTES)?);
    let kept = home.list(&from)?;
    let mut lacking = BTreeSet::new();
    if kept.entries.is_empty() {
        return Ok(lacking);
    }
    medium.make_folders(&to)?;
    let there = medium.list(&to)?;
    for (name, sha256) in named(&vault.state) {
        let bytes_here = kept.get(&name).map(|entry| entry.facts.bytes);
        let bytes_there = there.get(&name).map(|entry| entry.facts.bytes);
        if bytes_here.is_none() || (bytes_there == bytes_here && !cut_off) {
            continue;
        }
        let target = to.join(&name)?;
        if bytes_there.is_some() && read_named(medium, &target, sha256).is_some() {
            continue;
        }
        // A note in the home that is not the one that was recorded goes nowhere.
        match read_named(home, &from.join(&name)?, sha256) {
            Some(bytes) => put(medium, &to, &name, &bytes)?,
            None => {
                lacking.insert(name);
            }
        }
    }
    Ok(lacking)
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
