//! Erases one copy of a released bundle: keys first, each file through one handle, looked at again afterwards.

use std::collections::BTreeSet;
use std::io::{Read, SeekFrom};

use crate::formats::entry::FileFacts;
use crate::powers::asker::Watcher;
use crate::powers::medium::{Act, Kind, MediumPath, Opened, ReadBack, Storage, StorageProblem};
use crate::things::bundle::{
    COMMITMENTS, INDEX, KEY, KEY_COPY, README, SEAL, SEAL_SIGNATURE, SUMS,
};
use crate::things::files;
use crate::things::medium::Contact;
use crate::words::digest::{Digest, Hasher};
use crate::words::limits::{
    MIB, README_BYTES_MAX, SEAL_BYTES_MAX, VOLUME_BYTES_MAX, ZEROED_BYTES_MAX,
};

use super::door::ReleasedCopy;

/// The least that a drive writes at once.
const SECTOR_BYTES: u64 = 512;
/// Where parity stands in the order of erasing.
const PARITY_RANK: u8 = 5;

/// What was done to one copy, for the ledger and the user.
#[derive(Debug)]
pub struct Evidence {
    /// The files as they were found before.
    pub files: Vec<FileFacts>,
    /// How the zeros were read back; none where no file was left to overwrite.
    pub read_back: Option<ReadBack>,
    /// Names in the folder that are not the format's: left alone, and the folder with them.
    pub foreign: Vec<String>,
    /// Bytes that lay so far behind what was sealed that they were cut off without being overwritten.
    pub beyond: u64,
}

/// Why a copy was not erased, or not all of it.
#[derive(Debug, thiserror::Error)]
#[error("{self:?}")]
pub enum EraseProblem {
    Storage(#[from] StorageProblem),
    /// Nothing was erased: the name is there and is not a file of this bundle's own.
    NotItsOwn {
        name: String,
    },
    Differs {
        name: String,
    },
    AnotherBundles {
        name: String,
    },
    ReadsOtherwise {
        name: String,
    },
    StillThere {
        name: String,
    },
    /// The bundle's own folder is gone, and this one beside it has its seal, or a name that tells nothing.
    Moved {
        name: String,
    },
    OtherMedium,
    /// A person asked to stop. What was erased until then is gone, and the next run goes on.
    Interrupted,
}

/// What must not be touched, and what is expected beside the files as they were sealed.
pub struct Bounds {
    /// The SHA-256 of every file of the medium's other bundles.
    pub others: BTreeSet<Digest>,
    /// Whether files that differ from the seal are erased all the same.
    pub damaged: bool,
    /// Whether an earlier run had begun: then a file may be half zeros already.
    pub begun: bool,
}

/// Erases the copy that the leave is for, on the medium that it is for.
pub fn erase(
    released: &ReleasedCopy,
    contact: &Contact,
    bounds: &Bounds,
    watcher: &dyn Watcher,
) -> Result<Evidence, EraseProblem> {
    if released.medium() != contact.label.medium {
        return Err(EraseProblem::OtherMedium);
    }
    let storage = &*contact.storage;
    let folder = &contact.bundle_folder(released.bundle())?;
    let expected = &Expected { released, bounds };
    if storage.facts(folder)?.is_none() {
        if let Some(name) = under_another_name(storage, folder, released.seal())? {
            return Err(EraseProblem::Moved { name });
        }
        // An earlier run removed it, and was cut off before it could say so.
        return Ok(Evidence { files: Vec::new(), read_back: None, foreign: Vec::new(), beyond: 0 });
    }
    let (names, foreign) = own_names(storage, folder)?;
    // All of them before the first: a refusal must not leave a bundle half destroyed.
    for name in &names {
        let path = folder.join(name).map_err(StorageProblem::from)?;
        check_file(&mut *storage.open(&path)?, &path, name, expected, watcher)?;
    }
    let mut evidence = Evidence { files: Vec::new(), read_back: None, foreign, beyond: 0 };
    for name in &names {
        erase_file(storage, folder, name, expected, watcher, &mut evidence)?;
    }
    storage.sync_folder(folder)?;
    for name in &names {
        storage.remove_file(&folder.join(name).map_err(StorageProblem::from)?)?;
    }
    storage.sync_folder(folder)?;
    if evidence.foreign.is_empty() {
        storage.remove_folder(folder)?;
        if let Some(parent) = folder.parent() {
            storage.sync_folder(&parent)?;
        }
    }
    for name in &names {
        if storage.facts(&folder.join(name).map_err(StorageProblem::from)?)?.is_some() {
            return Err(EraseProblem::StillThere { name: name.clone() });
        }
    }
    Ok(evidence)
}

/// What each file is held against.
struct Expected<'a> {
    released: &'a ReleasedCopy,
    bounds: &'a Bounds,
}

/// A folder beside the bundle's own that may be the bundle, moved.
fn under_another_name(
    storage: &dyn Storage,
    folder: &MediumPath,
    seal: Digest,
) -> Result<Option<String>, EraseProblem> {
    let Some(bundles) = folder.parent() else { return Ok(None) };
    let listing = match storage.list(&bundles) {
        Err(StorageProblem::Absent { .. }) => return Ok(None),
        listing => listing?,
    };
    for entry in listing.entries.into_iter().filter(|entry| entry.facts.kind == Kind::Folder) {
        let path = bundles.join(&entry.name).and_then(|folder| folder.join(SEAL));
        let path = path.map_err(StorageProblem::from)?;
        let found = files::read_bounded(storage, &path, SEAL_BYTES_MAX);
        if matches!(found, Ok(Some(bytes)) if Digest::of(&bytes) == seal) {
            return Ok(Some(entry.name));
        }
    }
    Ok((listing.foreign > 0).then(|| "a name that is not the format's".into()))
}

/// The format's own names in the folder, in the order of erasing, and the others. Refuses all when one of them
/// is no plain file of this folder's own.
fn own_names(
    storage: &dyn Storage,
    folder: &MediumPath,
) -> Result<(Vec<String>, Vec<String>), EraseProblem> {
    let listing = storage.list(folder)?;
    let mut own = Vec::new();
    let mut foreign = vec!["a name that is not the format's".to_owned(); listing.foreign];
    for entry in listing.entries {
        match rank(&entry.name) {
            None => foreign.push(entry.name),
            Some(rank) => {
                let facts = entry.facts;
                if facts.kind != Kind::File || facts.links != 1 || !facts.same_device {
                    return Err(EraseProblem::NotItsOwn { name: entry.name });
                }
                own.push((rank, entry.name));
            }
        }
    }
    own.sort();
    Ok((own.into_iter().map(|(_, name)| name).collect(), foreign))
}

/// The place of a name in the order of erasing: keys, index, commitments, payload, parity, the rest, and the
/// seal last, so that a run that was cut off still finds what it was erasing.
fn rank(name: &str) -> Option<u8> {
    match name {
        KEY => Some(0),
        KEY_COPY => Some(1),
        INDEX => Some(2),
        COMMITMENTS => Some(3),
        SUMS | README => Some(6),
        SEAL_SIGNATURE => Some(8),
        SEAL => Some(7),
        _ if is_volume(name) => Some(4),
        _ if name.ends_with(".par2") => Some(PARITY_RANK),
        _ => None,
    }
}

fn is_volume(name: &str) -> bool {
    name.strip_prefix("payload-")
        .and_then(|rest| rest.strip_suffix(".age"))
        .is_some_and(|number| number.len() == 5 && number.bytes().all(|b| b.is_ascii_digit()))
}

/// Hashes, overwrites and reads back one file, through the one handle that was looked at.
fn erase_file(
    storage: &dyn Storage,
    folder: &MediumPath,
    name: &str,
    expected: &Expected<'_>,
    watcher: &dyn Watcher,
    evidence: &mut Evidence,
) -> Result<(), EraseProblem> {
    let path = folder.join(name).map_err(StorageProblem::from)?;
    let mut file = storage.open_for_overwrite(&path).map_err(|problem| match problem {
        StorageProblem::NotRegular { .. }
        | StorageProblem::LinkInTheWay { .. }
        | StorageProblem::HardLinked { .. }
        | StorageProblem::OtherDevice { .. } => EraseProblem::NotItsOwn { name: name.into() },
        other => EraseProblem::Storage(other),
    })?;
    let found = check_file(&mut *file, &path, name, expected, watcher)?;
    overwrite(&mut *file, found.bytes, &path, watcher)?;
    drop(file);
    if found.beyond > 0 {
        let mut cut = storage.append(&path, found.bytes)?;
        cut.sync().map_err(|source| StorageProblem::of(Act::Sync, path.as_str(), source))?;
    }
    let (mut reader, how) = storage.read_back(&path)?;
    if evidence.read_back != Some(ReadBack::Cached) {
        evidence.read_back = Some(how);
    }
    if !is_zeros(&mut *reader, found.bytes, &path, watcher)? {
        return Err(EraseProblem::ReadsOtherwise { name: name.into() });
    }
    evidence.beyond += found.beyond;
    evidence.files.push(FileFacts { bytes: found.bytes, name: name.into(), sha256: found.sha256 });
    Ok(())
}

/// A file that may go.
struct Found {
    /// How much of it is overwritten, and the hash of that.
    bytes: u64,
    sha256: Digest,
    /// How much lies behind.
    beyond: u64,
}

/// Whether a file may go: it is what was sealed, or the seal does not cover it, or a cut-off run overwrote it
/// already, whole or in part. Never if its bytes are another bundle's.
fn check_file(
    file: &mut dyn Opened,
    path: &MediumPath,
    name: &str,
    expected: &Expected<'_>,
    watcher: &dyn Watcher,
) -> Result<Found, EraseProblem> {
    let known = expected.released.expected(name);
    let facts =
        file.facts().map_err(|source| StorageProblem::of(Act::Look, path.as_str(), source))?;
    // Before it is read: somebody may have made it larger than can ever be read.
    if !expected.bounds.damaged {
        let other = known.is_some_and(|(sealed_bytes, _)| sealed_bytes != facts.bytes);
        if other || (known.is_none() && facts.bytes > unsealed_bytes_max(name)) {
            return Err(EraseProblem::Differs { name: name.into() });
        }
    }
    let most = known.map_or(unsealed_bytes_max(name), |(sealed_bytes, _)| {
        sealed_bytes.saturating_add(VOLUME_BYTES_MAX)
    });
    let reach = facts.bytes.min(most);
    let (bytes, sha256) = hash(file, reach, path, watcher)?;
    let found = Found { bytes, sha256, beyond: facts.bytes.saturating_sub(reach) };
    if known.is_some_and(|(_, sealed)| sealed == sha256) {
        return Ok(found);
    }
    if expected.bounds.others.contains(&sha256) {
        return Err(EraseProblem::AnotherBundles { name: name.into() });
    }
    if known.is_none() || expected.bounds.damaged {
        return Ok(found);
    }
    let half_erased = expected.bounds.begun && has_zeros(file, path, watcher)?;
    if sha256 != zeros(bytes) && !half_erased {
        return Err(EraseProblem::Differs { name: name.into() });
    }
    Ok(found)
}

fn stop_if_asked(watcher: &dyn Watcher) -> Result<(), EraseProblem> {
    if watcher.interrupted() { Err(EraseProblem::Interrupted) } else { Ok(()) }
}

/// How much is read and overwritten of a file that the seal does not cover: else whoever had the drive could keep a run
/// busy for days.
fn unsealed_bytes_max(name: &str) -> u64 {
    match name {
        README => README_BYTES_MAX,
        _ => ZEROED_BYTES_MAX,
    }
}

/// Whether a run has begun to erase the copy in this folder: zeros stand somewhere in a file of the bundle, where no
/// sealed file has any. A drive may write the sectors of one file in any order. One that can't be read says nothing.
pub fn is_begun(
    storage: &dyn Storage,
    folder: &MediumPath,
    watcher: &dyn Watcher,
) -> Result<bool, EraseProblem> {
    let listing = match storage.list(folder) {
        Err(StorageProblem::Absent { .. }) => return Ok(false),
        listing => listing?,
    };
    for entry in listing.entries {
        let Some(rank) = rank(&entry.name).filter(|_| entry.facts.kind == Kind::File) else {
            continue;
        };
        let path = folder.join(&entry.name).map_err(StorageProblem::from)?;
        let Ok(mut file) = storage.open(&path) else { continue };
        let begun = match rank {
            // What parity makes up for may be zeros: its first byte alone tells.
            PARITY_RANK => {
                let mut first = [1];
                Ok(matches!(file.read(&mut first), Ok(1)) && first == [0])
            }
            _ => has_zeros(&mut *file, &path, watcher),
        };
        match begun {
            Ok(true) => return Ok(true),
            Err(EraseProblem::Interrupted) => return Err(EraseProblem::Interrupted),
            Ok(false) | Err(_) => {}
        }
    }
    Ok(false)
}

/// Whether zeros were written over it in part: it starts with one, or a whole sector is blank. Nothing that is sealed
/// looks so.
fn has_zeros(
    file: &mut dyn Opened,
    path: &MediumPath,
    watcher: &dyn Watcher,
) -> Result<bool, EraseProblem> {
    let problem = |source| StorageProblem::of(Act::Read, path.as_str(), source);
    file.seek(SeekFrom::Start(0)).map_err(problem)?;
    let mut sector = Vec::with_capacity(SECTOR_BYTES as usize);
    let mut file = std::io::BufReader::with_capacity(MIB as usize, file);
    let mut first = true;
    loop {
        stop_if_asked(watcher)?;
        sector.clear();
        (&mut file).take(SECTOR_BYTES).read_to_end(&mut sector).map_err(problem)?;
        let blank = sector.len() as u64 == SECTOR_BYTES && sector.iter().all(|byte| *byte == 0);
        if blank || (first && sector.first() == Some(&0)) {
            return Ok(true);
        }
        if sector.is_empty() {
            return Ok(false);
        }
        first = false;
    }
}

/// Hashes a file's first bytes, as many as there are up to `most`.
fn hash(
    file: &mut dyn Opened,
    most: u64,
    path: &MediumPath,
    watcher: &dyn Watcher,
) -> Result<(u64, Digest), EraseProblem> {
    let mut hasher = Hasher::new();
    let mut file = file.take(most);
    let mut piece = vec![0; MIB as usize];
    loop {
        stop_if_asked(watcher)?;
        let got = file
            .read(&mut piece)
            .map_err(|source| StorageProblem::of(Act::Read, path.as_str(), source))?;
        if got == 0 {
            return Ok((hasher.bytes(), hasher.finish()));
        }
        hasher.update(&piece[..got]);
    }
}

fn zeros(bytes: u64) -> Digest {
    let mut hasher = Hasher::new();
    let piece = vec![0; MIB as usize];
    let mut left = bytes;
    while left > 0 {
        let now = left.min(MIB);
        hasher.update(&piece[..now as usize]);
        left -= now;
    }
    hasher.finish()
}

fn overwrite(
    file: &mut dyn Opened,
    bytes: u64,
    path: &MediumPath,
    watcher: &dyn Watcher,
) -> Result<(), EraseProblem> {
    let write = |source| StorageProblem::of(Act::Write, path.as_str(), source);
    file.seek(SeekFrom::Start(0)).map_err(write)?;
    let piece = vec![0; MIB as usize];
    let mut left = bytes;
    while left > 0 {
        stop_if_asked(watcher)?;
        let now = left.min(MIB);
        file.write_all(&piece[..now as usize]).map_err(write)?;
        watcher.advance(now);
        left -= now;
    }
    file.sync().map_err(|source| StorageProblem::of(Act::Sync, path.as_str(), source))?;
    Ok(())
}

fn is_zeros(
    reader: &mut dyn Read,
    bytes: u64,
    path: &MediumPath,
    watcher: &dyn Watcher,
) -> Result<bool, EraseProblem> {
    let mut piece = vec![0; MIB as usize];
    let mut seen = 0;
    loop {
        stop_if_asked(watcher)?;
        let got = reader
            .read(&mut piece)
            .map_err(|source| StorageProblem::of(Act::ReadBack, path.as_str(), source))?;
        if got == 0 {
            return Ok(seen == bytes);
        }
        if piece[..got].iter().any(|byte| *byte != 0) {
            return Ok(false);
        }
        seen += got as u64;
    }
}
