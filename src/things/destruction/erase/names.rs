//! Which names in a bundle's folder are the format's own, and in which order they are erased.

use super::problem::EraseProblem;
use crate::powers::medium::{Kind, MediumPath, Storage, StorageProblem};
use crate::things::bundle::{
    COMMITMENTS, INDEX, KEY, KEY_COPY, README, SEAL, SEAL_SIGNATURE, SUMS,
};
use crate::things::files;
use crate::words::digest::Digest;
use crate::words::limits::{README_BYTES_MAX, SEAL_BYTES_MAX, ZEROED_BYTES_MAX};

/// Where the last key file stands in the order of erasing, and where parity does.
pub(in crate::things::destruction) const KEY_RANK_MAX: u8 = 1;
pub(in crate::things::destruction) const PARITY_RANK: u8 = 5;

/// A folder beside the bundle's own that may be the bundle, moved.
pub(super) fn under_another_name(
    storage: &dyn Storage,
    folder: &MediumPath,
    seal: Digest,
) -> Result<Option<EraseProblem>, EraseProblem> {
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
            return Ok(Some(EraseProblem::Moved { name: Some(entry.name) }));
        }
    }
    Ok((listing.foreign > 0).then_some(EraseProblem::Moved { name: None }))
}

/// What stands in a bundle's folder.
pub(super) struct Names {
    /// The format's own names, in the order of erasing.
    pub own: Vec<String>,
    pub foreign: Vec<String>,
    /// How many more there are whose names don't even fit the format's spelling.
    pub foreign_more: u64,
}

/// The format's own names in the folder, in the order of erasing, and the others. Refuses all when one of them
/// is no plain file of this folder's own.
pub(super) fn own_names(storage: &dyn Storage, folder: &MediumPath) -> Result<Names, EraseProblem> {
    let listing = storage.list(folder)?;
    let mut own = Vec::new();
    let mut foreign = Vec::new();
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
    Ok(Names {
        own: own.into_iter().map(|(_, name)| name).collect(),
        foreign,
        foreign_more: listing.foreign as u64,
    })
}

/// The place of a name in the order of erasing: keys, index, commitments, payload, parity, the rest, and the
/// seal last, so that a run that was cut off still finds what it was erasing.
pub(in crate::things::destruction) fn rank(name: &str) -> Option<u8> {
    match name {
        KEY => Some(0),
        KEY_COPY => Some(KEY_RANK_MAX),
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

/// How much is read and overwritten of a file that the seal does not cover: else whoever had the drive could keep a run
/// busy for days.
pub(super) fn unsealed_bytes_max(name: &str) -> u64 {
    match name {
        README => README_BYTES_MAX,
        _ => ZEROED_BYTES_MAX,
    }
}
