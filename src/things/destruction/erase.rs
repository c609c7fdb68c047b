//! Erases one copy of a released bundle: keys first, each file through one handle, looked at again afterwards.

pub(super) mod names;
mod problem;
mod zeros;

use std::collections::BTreeSet;
use std::io::Read;

use crate::formats::entry::FileFacts;
use crate::powers::asker::Watcher;
use crate::powers::medium::{Act, Kind, MediumPath, Opened, ReadBack, Storage, StorageProblem};
use crate::things::bundle::{KEY, KEY_COPY};
use crate::things::medium::Contact;
use crate::words::digest::Digest;
use crate::words::limits::VOLUME_BYTES_MAX;

use super::door::ReleasedCopy;
use super::sectors::{SectorHash, sample};

use names::{Names, PARITY_RANK, own_names, rank, under_another_name, unsealed_bytes_max};
pub use problem::{Bounds, EraseProblem, Evidence};
use zeros::{has_zeros, hash, is_zeros, overwrite, zeros};

/// Erases the copy that the leave is for, on the medium that it is for. `note` gets the hashes of its sectors before
/// the first byte goes.
pub fn erase(
    released: &ReleasedCopy,
    contact: &Contact,
    bounds: &Bounds,
    note: &dyn Fn(&BTreeSet<SectorHash>),
    watcher: &dyn Watcher,
) -> Result<Evidence, EraseProblem> {
    if released.medium() != contact.label.medium {
        return Err(EraseProblem::OtherMedium);
    }
    let storage = &*contact.storage;
    let folder = &contact.bundle_folder(released.bundle())?;
    let expected = &Expected { released, bounds };
    if storage.facts(folder)?.is_none() {
        if let Some(moved) = under_another_name(storage, folder, released.seal())? {
            return Err(moved);
        }
        // An earlier run removed it, and was cut off before it could say so.
        return Ok(Evidence::default());
    }
    let Names { own: names, foreign, foreign_more } = own_names(storage, folder)?;
    // All of them before the first: a refusal must not leave a bundle half destroyed.
    for name in &names {
        let path = folder.join(name).map_err(StorageProblem::from)?;
        check_file(&mut *storage.open(&path)?, &path, name, expected, watcher)?;
    }
    note(&sample(storage, folder, &names)?);
    let mut evidence = Evidence { foreign, foreign_more, ..Evidence::default() };
    for name in &names {
        erase_file(storage, folder, name, expected, watcher, &mut evidence)?;
    }
    storage.sync_folder(folder)?;
    for name in &names {
        storage.remove_file(&folder.join(name).map_err(StorageProblem::from)?)?;
    }
    storage.sync_folder(folder)?;
    if evidence.foreign.is_empty() && evidence.foreign_more == 0 {
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
    let in_place = file.in_place();
    evidence.in_place = Some(evidence.in_place.map_or(in_place, |worst| worst.worse(in_place)));
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
    let sealed_bytes = expected.released.bytes_of(name);
    let facts =
        file.facts().map_err(|source| StorageProblem::of(Act::Look, path.as_str(), source))?;
    // Before it is read: somebody may have made it larger than can ever be read.
    if !expected.bounds.damaged {
        let other = sealed_bytes.is_some_and(|sealed| sealed != facts.bytes);
        if other || (sealed_bytes.is_none() && facts.bytes > unsealed_bytes_max(name)) {
            return Err(EraseProblem::Differs { name: name.into() });
        }
    }
    let most = sealed_bytes
        .map_or(unsealed_bytes_max(name), |sealed| sealed.saturating_add(VOLUME_BYTES_MAX));
    let reach = facts.bytes.min(most);
    let (bytes, sha256) = hash(file, reach, path, watcher)?;
    let found = Found { bytes, sha256, beyond: facts.bytes.saturating_sub(reach) };
    let is_own_key = [KEY, KEY_COPY].contains(&name) && expected.bounds.own_keys.contains(&sha256);
    if is_own_key || expected.released.is_expected(name, sha256) {
        return Ok(found);
    }
    if expected.bounds.others.contains(&sha256) {
        return Err(EraseProblem::AnotherBundles { name: name.into() });
    }
    if sealed_bytes.is_none() || expected.bounds.damaged {
        return Ok(found);
    }
    let half_erased = expected.bounds.begun && has_zeros(file, path, watcher)?;
    if sha256 != zeros(bytes) && !half_erased {
        return Err(EraseProblem::Differs { name: name.into() });
    }
    Ok(found)
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
