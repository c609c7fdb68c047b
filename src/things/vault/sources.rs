//! Where the sources of each bundle were, on this PC: `known/BUNDLE.sources` in the home, and `known/BUNDLE.origins` for
//! a bundle that another home sealed.
//!
//! Erased with the bundle. Refuses to know what was in these places.

use std::path::PathBuf;

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

/// Writes down where a bundle's sources were, for `sweep`. A path that is no UTF-8 is left out: its files are found
/// by `archive --move`.
pub fn remember(
    vault: &Vault,
    bundle: BundleId,
    sources: &[PathBuf],
) -> Result<(), StorageProblem> {
    let sources: Vec<&str> = sources.iter().filter_map(|path| path.to_str()).collect();
    files::write_in_place(&*vault.home, &path_of(bundle)?, &canonical::document(&sources))
}

/// Writes down where the sources were of a bundle that this home did not seal, as its index says.
pub fn remember_origins(
    vault: &Vault,
    bundle: BundleId,
    places: &[String],
) -> Result<(), StorageProblem> {
    let path = MediumPath::parse(KNOWN)?.join(&format!("{bundle}{ORIGINS}"))?;
    files::write_in_place(&*vault.home, &path, &canonical::document(&places))
}

/// Every place from which a home's vault has sealed, as far as that home knows and this can be read.
pub fn all(home: &dyn Storage) -> Vec<PathBuf> {
    let Ok(folder) = MediumPath::parse(KNOWN) else { return vec![] };
    let mut places = Vec::new();
    for entry in home.list(&folder).into_iter().flat_map(|listing| listing.entries) {
        let named = [SOURCES, ORIGINS].iter().any(|end| entry.name.ends_with(end));
        let Some(path) = folder.join(&entry.name).ok().filter(|_| named) else { continue };
        let bytes = files::read_bounded(home, &path, DOCUMENT_BYTES_MAX).ok().flatten();
        places.extend(bytes.map(|bytes| read(&bytes)).unwrap_or_default());
    }
    places
}

/// Where a bundle's sources were; none where nobody wrote it down.
pub fn of(vault: &Vault, bundle: BundleId) -> Result<Vec<PathBuf>, FileProblem> {
    let bytes = files::read_bounded(&*vault.home, &path_of(bundle)?, DOCUMENT_BYTES_MAX)?;
    Ok(bytes.map(|bytes| read(&bytes)).unwrap_or_default())
}

/// The places that such a file names; none where it can't be read.
fn read(bytes: &[u8]) -> Vec<PathBuf> {
    serde_json::from_slice(bytes).unwrap_or_default()
}

/// The file that says where a bundle's sources were.
pub fn path_of(bundle: BundleId) -> Result<MediumPath, StorageProblem> {
    Ok(MediumPath::parse(KNOWN)?.join(&format!("{bundle}{SOURCES}"))?)
}
