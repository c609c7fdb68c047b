//! The next copy of a bundle: byte for byte from one medium to another, in the same order, read back likewise.

use std::io::{Read, Write};

use crate::formats::entry::FileFacts;
use crate::formats::seal::Seal;
use crate::powers::asker::{Act, Watcher};
use crate::powers::medium::{Act as StorageAct, ReadBack, StorageProblem};
use crate::things::files;
use crate::words::digest::{Digest, Hasher};
use crate::words::limits::{MIB, README_BYTES_MAX};

use super::begun::{Begun, Uncommitted};
use super::fixity::{self, FileFault, Fixity};
use super::parity::sets_of;
use super::parity::write::{ParityProblem, protect, read_back_and_protect_payload};
use super::proof::{Verified, files_in_order};
use super::{Place, README, write};

/// Why a copy did not come about. What was written of it is unfinished and carries no seal.
#[derive(Debug, thiserror::Error)]
#[error("{self:?}")]
pub enum CopyProblem {
    Storage(#[from] StorageProblem),
    /// The source is not what was sealed, so that nothing was copied from it.
    Source {
        name: String,
        fault: FileFault,
    },
    ReadBack {
        name: String,
        fault: FileFault,
    },
    Parity(ParityProblem),
    Interrupted,
}

impl From<ParityProblem> for CopyProblem {
    fn from(problem: ParityProblem) -> Self {
        match problem {
            ParityProblem::Storage(problem) => CopyProblem::Storage(problem),
            ParityProblem::ReadBack { name, fault } => CopyProblem::ReadBack { name, fault },
            other => CopyProblem::Parity(other),
        }
    }
}

/// A copy that was read back.
#[derive(Debug)]
pub struct Replica {
    pub read_back: ReadBack,
    /// Why the seal has no parity, where it should have: the copy stands without.
    pub unprotected: Option<ParityProblem>,
}

/// What this run has written of a copy and read back: its volumes, with their parity where the medium has that.
#[derive(Debug)]
pub struct VolumesThere {
    pub begun: Begun,
    pub read: Fixity,
}

/// Copies a proven bundle; `key_file` is given where the target may hold keys. What is there already is not copied.
/// Parity is made, not copied: it goes by the medium.
pub fn replicate(
    seal: &Verified<Seal>,
    from: Place<'_>,
    to: Place<'_>,
    there: Option<VolumesThere>,
    key_file: Option<&[u8]>,
    parity: bool,
    watcher: &dyn Watcher,
) -> Result<Replica, Uncommitted<CopyProblem>> {
    let (begun, read) = match there {
        Some(VolumesThere { begun, read }) => (begun, Some(read)),
        None => (Begun::make(to.storage, to.folder)?, None),
    };
    let files = files_in_order(seal);
    // What was read and is not what was sealed can't be made a second time: that ends it.
    let stands = |file: &FileFacts| read.as_ref().is_some_and(|read| read.files.contains(file));
    let lacking: Vec<FileFacts> = files.iter().filter(|file| !stands(file)).cloned().collect();
    let made = copy_files(&lacking, from, to, watcher).and_then(|()| {
        copy_readme(seal, from, to)?;
        to.storage.sync_folder(to.folder)?;
        let fixity = match read {
            Some(mut read) => {
                read.join(read_back(to, &lacking, watcher)?);
                read
            }
            None if parity => {
                let (storage, folder) = (to.storage, to.folder);
                held(read_back_and_protect_payload(storage, folder, &files, watcher)?, watcher)?
            }
            None => read_back(to, &files, watcher)?,
        };
        commit(seal, fixity, to, key_file, parity, watcher)
    });
    made.map_err(|problem| Uncommitted { problem, begun: Some(begun) })
}

fn copy_files(
    files: &[FileFacts],
    from: Place<'_>,
    to: Place<'_>,
    watcher: &dyn Watcher,
) -> Result<(), CopyProblem> {
    watcher.begin(Act::Copying, files.iter().map(|file| file.bytes).sum());
    for file in files {
        copy_file(file, from, to, watcher)?;
    }
    watcher.end();
    Ok(())
}

/// Adds what makes files that were read back a copy.
fn commit(
    seal: &Verified<Seal>,
    mut fixity: Fixity,
    to: Place<'_>,
    key_file: Option<&[u8]>,
    parity: bool,
    watcher: &dyn Watcher,
) -> Result<Replica, CopyProblem> {
    if let Some(key_file) = key_file {
        let twins = write::write_keys(to.storage, to.folder, key_file)?;
        fixity.join(read_back(to, &twins, watcher)?);
    }
    let last = write::write_seal(to.storage, to.folder, seal.bytes(), seal.signature())?;
    fixity.join(read_back(to, &last, watcher)?);
    let plan = sets_of(seal).pop().filter(|_| parity);
    let unprotected = plan.and_then(|plan| protect(to.storage, to.folder, &plan, watcher).err());
    Ok(Replica { read_back: fixity.how.unwrap_or(ReadBack::Cached), unprotected })
}

fn copy_file(
    file: &FileFacts,
    from: Place<'_>,
    to: Place<'_>,
    watcher: &dyn Watcher,
) -> Result<(), CopyProblem> {
    let source = from.folder.join(&file.name).map_err(StorageProblem::from)?;
    let target = to.folder.join(&file.name).map_err(StorageProblem::from)?;
    let bad = |fault| CopyProblem::Source { name: file.name.clone(), fault };
    let unread = |problem| match problem {
        StorageProblem::Absent { .. } => bad(FileFault::Missing),
        problem => bad(FileFault::Unreadable(problem)),
    };
    let mut reader = from.storage.open(&source).map_err(unread)?.take(file.bytes + 1);
    let mut writer = to.storage.create(&target)?;
    let mut hasher = Hasher::new();
    let mut piece = vec![0; MIB as usize];
    loop {
        if watcher.interrupted() {
            return Err(CopyProblem::Interrupted);
        }
        let got = reader
            .read(&mut piece)
            .map_err(|e| unread(StorageProblem::of(StorageAct::Read, source.as_str(), e)))?;
        if got == 0 {
            break;
        }
        hasher.update(&piece[..got]);
        writer
            .write_all(&piece[..got])
            .map_err(|e| StorageProblem::of(StorageAct::Write, target.as_str(), e))?;
        watcher.advance(got as u64);
    }
    if hasher.bytes() != file.bytes {
        let facts = from.storage.facts(&source).map_err(unread)?;
        return Err(bad(FileFault::Size { found: facts.map_or(0, |facts| facts.bytes) }));
    }
    let found = hasher.finish();
    if found != file.sha256 {
        return Err(bad(FileFault::Bytes { found }));
    }
    writer.sync().map_err(|e| StorageProblem::of(StorageAct::Sync, target.as_str(), e))?;
    Ok(())
}

/// The readme is for people: a missing or changed one is no reason to have no copy, and is not copied.
fn copy_readme(seal: &Seal, from: Place<'_>, to: Place<'_>) -> Result<(), StorageProblem> {
    let path = from.folder.join(README)?;
    if let Ok(Some(text)) = files::read_bounded(from.storage, &path, README_BYTES_MAX)
        && Digest::of(&text) == seal.readme
    {
        files::write_new(to.storage, &to.folder.join(README)?, &text)?;
    }
    Ok(())
}

fn read_back(
    to: Place<'_>,
    files: &[FileFacts],
    watcher: &dyn Watcher,
) -> Result<Fixity, CopyProblem> {
    watcher.begin(Act::ReadingBack, files.iter().map(|file| file.bytes).sum());
    let fixity = fixity::read_back(to.storage, to.folder, files, watcher);
    watcher.end();
    held(fixity, watcher)
}

fn held(mut fixity: Fixity, watcher: &dyn Watcher) -> Result<Fixity, CopyProblem> {
    if watcher.interrupted() {
        return Err(CopyProblem::Interrupted);
    }
    match fixity.faults.pop() {
        None => Ok(fixity),
        Some((name, fault)) => Err(CopyProblem::ReadBack { name, fault }),
    }
}
