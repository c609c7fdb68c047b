//! The files beside the chains: notes and statements, in the home and on every medium. The ledger has the SHA-256 of
//! each: a file is the one that was recorded where it has that, and no other is taken or carried anywhere.

use std::collections::BTreeSet;

use crate::formats::commitments::COMMITMENT_BYTES;
use crate::formats::statement::STATEMENT_BYTES_MAX;
use crate::powers::medium::{MediumPath, Storage, StorageProblem};
use crate::things::files;
use crate::things::ledger::state::State;
use crate::words::digest::Digest;
use crate::words::ids::NoteId;
use crate::words::limits::{DOCUMENT_BYTES_MAX, MIB, RECORDS_MAX};

use super::{NOTES, STATEMENTS, Vault};

/// A note as it is encrypted: its document and what age adds.
pub const NOTE_FILE_BYTES_MAX: u64 = DOCUMENT_BYTES_MAX + MIB;
/// The largest file of a statement: its commitments, one a record.
pub const STATEMENT_FILE_BYTES_MAX: u64 = RECORDS_MAX * COMMITMENT_BYTES;

/// What the file of a note is called.
pub fn note_file(note: NoteId) -> String {
    format!("{note}.age")
}

/// A kind of files that the ledger names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Beside {
    /// Free text of entries.
    Notes,
    /// Statements of destruction, and what lies beside them.
    Statements,
}

impl Beside {
    /// Each kind.
    pub const ALL: [Beside; 2] = [Beside::Notes, Beside::Statements];

    /// Where they lie, in a home and in a vault's folder on a medium.
    pub fn folder(self) -> &'static str {
        match self {
            Beside::Notes => NOTES,
            Beside::Statements => STATEMENTS,
        }
    }

    fn bytes_max(self) -> u64 {
        match self {
            Beside::Notes => NOTE_FILE_BYTES_MAX,
            Beside::Statements => STATEMENT_FILE_BYTES_MAX.max(STATEMENT_BYTES_MAX),
        }
    }

    /// The files that the ledger names, and what each must hash to.
    pub fn named(self, state: &State) -> Vec<(String, Digest)> {
        match self {
            Beside::Notes => {
                let named = state.notes.iter();
                named.map(|(id, sha256)| (note_file(*id), *sha256)).collect()
            }
            Beside::Statements => {
                let made = state.statements.values().flatten();
                let files = made.flat_map(|statement| &statement.files);
                let mut named: Vec<(String, Digest)> =
                    files.map(|file| (file.name.clone(), file.sha256)).collect();
                // What lies beside several statements of one bundle stands there once.
                named.sort();
                named.dedup();
                named
            }
        }
    }

    /// A file, if it is the one that the ledger names.
    pub fn read(self, storage: &dyn Storage, path: &MediumPath, sha256: Digest) -> Option<Vec<u8>> {
        let bytes = files::read_bounded(storage, path, self.bytes_max()).ok().flatten()?;
        (Digest::of(&bytes) == sha256).then_some(bytes)
    }

    /// Whether a file is the one that the ledger names. It is read piece by piece: it may be large.
    pub fn holds(self, storage: &dyn Storage, path: &MediumPath, sha256: Digest) -> bool {
        let found = files::digest(storage, path, self.bytes_max());
        found.is_ok_and(|found| found == Some(sha256))
    }

    /// The files in a folder that are not those that the ledger names. One that is missing is none of them.
    pub fn wrong_in(
        self,
        state: &State,
        storage: &dyn Storage,
        folder: &MediumPath,
    ) -> Result<Vec<(String, Digest)>, StorageProblem> {
        let listing = match storage.list(folder) {
            Err(StorageProblem::Absent { .. }) => return Ok(vec![]),
            listing => listing?,
        };
        let mut wrong = Vec::new();
        for (name, sha256) in self.named(state) {
            let there = listing.get(&name).is_some();
            if there && !self.holds(storage, &folder.join(&name)?, sha256) {
                wrong.push((name, sha256));
            }
        }
        Ok(wrong)
    }

    /// How many of the files that the ledger names are in the home, and how many are missing.
    pub fn count(self, vault: &Vault) -> Result<(usize, usize), StorageProblem> {
        let (mut there, mut missing) = (0, 0);
        let folder = MediumPath::parse(self.folder())?;
        for (name, sha256) in self.named(&vault.state) {
            match self.holds(&*vault.home, &folder.join(&name)?, sha256) {
                true => there += 1,
                false => missing += 1,
            }
        }
        Ok((there, missing))
    }

    /// Writes the home's files onto a medium that lacks them: it may have been away when they were written, or have
    /// been cut off from one halfway. After a run that was cut off, each is compared whole: bytes that never reached
    /// the drive can lie in a file of the right size. Gives the files that the medium still lacks since the home has
    /// one of that name and can't read the right one from it.
    pub fn carry(
        self,
        vault: &Vault,
        medium: &dyn Storage,
        folder: &MediumPath,
        cut_off: bool,
    ) -> Result<BTreeSet<String>, StorageProblem> {
        let mut lacking = BTreeSet::new();
        let home = &*vault.home;
        let (from, to) = (MediumPath::parse(self.folder())?, folder.join(self.folder())?);
        let kept = match home.list(&from) {
            Err(StorageProblem::Absent { .. }) => return Ok(lacking),
            kept => kept?,
        };
        if kept.entries.is_empty() {
            return Ok(lacking);
        }
        medium.make_folders(&to)?;
        let there = medium.list(&to)?;
        for (name, sha256) in self.named(&vault.state) {
            let bytes_here = kept.get(&name).map(|entry| entry.facts.bytes);
            let bytes_there = there.get(&name).map(|entry| entry.facts.bytes);
            if bytes_here.is_none() || (bytes_there == bytes_here && !cut_off) {
                continue;
            }
            let target = to.join(&name)?;
            if bytes_there.is_some() && self.holds(medium, &target, sha256) {
                continue;
            }
            // A file in the home that is not the one that was recorded goes nowhere.
            match self.read(home, &from.join(&name)?, sha256) {
                Some(bytes) => put(medium, &to, &name, &bytes)?,
                None => {
                    lacking.insert(name);
                }
            }
        }
        Ok(lacking)
    }
}

/// Writes one of them, and syncs its name.
pub fn put(
    storage: &dyn Storage,
    folder: &MediumPath,
    name: &str,
    bytes: &[u8],
) -> Result<(), StorageProblem> {
    files::write_over(storage, &folder.join(name)?, bytes)?;
    storage.sync_folder(folder)
}
