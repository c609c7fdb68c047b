//! Where the sources of each bundle were, on this PC: `known/BUNDLE.sources` in the home, and `known/BUNDLE.origins`
//! for a bundle that another home sealed. And which of these sources somebody asked to remove.
//!
//! Erased with the bundle. Refuses to know what was in these places.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::{KNOWN, Vault};
use crate::powers::medium::{MediumPath, Storage, StorageProblem};
use crate::things::files::{self, FileProblem};
use crate::words::canonical;
use crate::words::ids::BundleId;
use crate::words::limits::DOCUMENT_BYTES_MAX;

/// How the name ends of the file that says where a bundle's sources were.
const SOURCES: &str = ".sources";
/// The same for a bundle that this home did not seal: whose folder it is, and nothing for `sweep` to remove.
const ORIGINS: &str = ".origins";

/// Where a bundle's sources were, and those of these places whose files were to go from there.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sources {
    /// The places, or places within them, whose files a person asked to remove (`archive --move`).
    pub moving: BTreeSet<PathBuf>,
    pub places: BTreeSet<PathBuf>,
}

impl Sources {
    /// Whether somebody asked that a file at this path go.
    pub fn is_to_go(&self, path: &Path) -> bool {
        path.ancestors().any(|above| self.moving.contains(above))
    }
}

/// Writes down where the sources of a new bundle are, and whether they are to go from there. A path that is no UTF-8 is
/// left out: its files are found by `archive --move`.
pub fn remember(
    vault: &Vault,
    bundle: BundleId,
    places: &[PathBuf],
    moving: bool,
) -> Result<(), StorageProblem> {
    let places: BTreeSet<PathBuf> = spelled(places).collect();
    let moving = if moving { places.clone() } else { BTreeSet::new() };
    write(vault, bundle, &Sources { moving, places })
}

/// Writes down that the records of a bundle are in another one: they came from the same places.
pub fn pass_on(vault: &Vault, from: BundleId, to: BundleId) -> Result<(), StorageProblem> {
    for (old, new) in [(path_of(from)?, path_of(to)?), (origins_of(from)?, origins_of(to)?)] {
        let kept = files::read_bounded(&*vault.home, &old, DOCUMENT_BYTES_MAX);
        // Without it no source is looked for: `archive` finds what is there all the same.
        if let Ok(Some(kept)) = kept {
            put(vault, &new, &kept)?;
        }
    }
    Ok(())
}

/// Writes down that what lies at these places and stands in a bundle that was sealed before is to go.
pub fn are_to_go(vault: &Vault, bundle: BundleId, places: &[PathBuf]) -> Result<(), FileProblem> {
    let before = of(vault, bundle)?;
    let mut known = before.clone();
    known.places.extend(spelled(places));
    known.moving.extend(spelled(places));
    if known != before {
        write(vault, bundle, &known)?;
    }
    Ok(())
}

fn spelled(places: &[PathBuf]) -> impl Iterator<Item = PathBuf> {
    places.iter().filter(|path| path.to_str().is_some()).cloned()
}

fn write(vault: &Vault, bundle: BundleId, sources: &Sources) -> Result<(), StorageProblem> {
    put(vault, &path_of(bundle)?, &canonical::document(sources))
}

/// Writes down where the sources were of a bundle that this home did not seal, as its index says.
pub fn remember_origins(
    vault: &Vault,
    bundle: BundleId,
    places: &[String],
) -> Result<(), StorageProblem> {
    put(vault, &origins_of(bundle)?, &canonical::document(&places))
}

fn put(vault: &Vault, path: &MediumPath, document: &[u8]) -> Result<(), StorageProblem> {
    files::write_in_place(&*vault.home, path, &files::checked(document))
}

/// Whether a home knows where a bundle's sources were.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Places {
    /// Nobody wrote it down here.
    Unknown,
    Known,
    /// It was written down, and is not what it was.
    Damaged,
}

/// Whether it can still be read where a bundle's sources were.
pub fn stand(vault: &Vault, bundle: BundleId) -> Result<Places, FileProblem> {
    let mut places = Places::Unknown;
    for path in [path_of(bundle)?, origins_of(bundle)?] {
        match files::read_bounded(&*vault.home, &path, DOCUMENT_BYTES_MAX)? {
            None => {}
            Some(bytes) if files::unchecked(&bytes).is_none() => return Ok(Places::Damaged),
            Some(_) => places = Places::Known,
        }
    }
    Ok(places)
}

/// Removes the damaged file that says where a bundle's sources were: which of them were to go is not known any more.
/// Says whether there was one.
pub fn drop_damaged(vault: &Vault, bundle: BundleId) -> Result<bool, FileProblem> {
    let mut dropped = false;
    for path in [path_of(bundle)?, origins_of(bundle)?] {
        let bytes = files::read_bounded(&*vault.home, &path, DOCUMENT_BYTES_MAX)?;
        if bytes.is_some_and(|bytes| files::unchecked(&bytes).is_none()) {
            files::erase(&*vault.home, &path)?;
            dropped = true;
        }
    }
    if dropped {
        vault.home.sync_folder(&MediumPath::parse(KNOWN).map_err(StorageProblem::from)?)?;
    }
    Ok(dropped)
}

fn origins_of(bundle: BundleId) -> Result<MediumPath, StorageProblem> {
    Ok(MediumPath::parse(KNOWN)?.join(&format!("{bundle}{ORIGINS}"))?)
}

/// Every place from which a home's vault has sealed, as far as that home knows and this can be read.
pub fn all(home: &dyn Storage) -> Vec<PathBuf> {
    let Ok(folder) = MediumPath::parse(KNOWN) else { return vec![] };
    let mut places = Vec::new();
    for entry in home.list(&folder).into_iter().flat_map(|listing| listing.entries) {
        let (own, other) = (entry.name.ends_with(SOURCES), entry.name.ends_with(ORIGINS));
        let Some(path) = folder.join(&entry.name).ok().filter(|_| own || other) else { continue };
        let bytes = files::read_bounded(home, &path, DOCUMENT_BYTES_MAX).ok().flatten();
        let Some(bytes) = bytes else { continue };
        match own {
            true => places.extend(read(&bytes).places),
            false => {
                let document = files::unchecked(&bytes).unwrap_or_default();
                places.extend(serde_json::from_slice::<Vec<PathBuf>>(document).unwrap_or_default());
            }
        }
    }
    places
}

/// Where a bundle's sources were; nowhere where nobody wrote it down.
pub fn of(vault: &Vault, bundle: BundleId) -> Result<Sources, FileProblem> {
    let bytes = files::read_bounded(&*vault.home, &path_of(bundle)?, DOCUMENT_BYTES_MAX)?;
    Ok(bytes.map(|bytes| read(&bytes)).unwrap_or_default())
}

/// What such a file says; nothing where it can't be read.
fn read(bytes: &[u8]) -> Sources {
    let document = files::unchecked(bytes).unwrap_or_default();
    serde_json::from_slice(document).unwrap_or_default()
}

/// The file that says where a bundle's sources were.
pub fn path_of(bundle: BundleId) -> Result<MediumPath, StorageProblem> {
    Ok(MediumPath::parse(KNOWN)?.join(&format!("{bundle}{SOURCES}"))?)
}
