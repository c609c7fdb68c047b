//! The hashes of destroyed bundles' sectors: kept in the home, so that a drive can be scanned for them later, or an
//! image of it that another tool made.
//!
//! They tell nothing of what was in a bundle. Those of [`BUNDLES_MAX`] bundles are kept; when there are more,
//! those that were sealed first go first. A damaged file counts as none: what is left of the bundle is hashed anew.

use std::collections::BTreeSet;

use crate::powers::medium::{Kind, MediumPath, StorageProblem};
use crate::things::files::{self, FileProblem};
use crate::things::vault::Vault;
use crate::words::ids::BundleId;
use crate::words::limits::KIB;

use super::sectors::{HASH_BYTES, SectorHash};

/// The folder in the home.
const SECTORS: &str = "sectors";
/// Of so many bundles the hashes are kept.
pub const BUNDLES_MAX: usize = 512;
/// How long a file may be: four copies of one bundle that have nothing in common.
const FILE_BYTES_MAX: u64 = 256 * KIB;

/// Adds the sectors of one copy to those of the bundle: each medium has its own keys and parity.
pub fn add(
    vault: &Vault,
    bundle: BundleId,
    sectors: &BTreeSet<SectorHash>,
) -> Result<(), FileProblem> {
    let folder = MediumPath::parse(SECTORS).map_err(StorageProblem::from)?;
    vault.home.make_folders(&folder)?;
    let mut all = of(vault, bundle)?;
    all.extend(sectors);
    let most = (FILE_BYTES_MAX as usize - files::CHECK_BYTES) / HASH_BYTES;
    let bytes: Vec<u8> = all.into_iter().take(most).flatten().collect();
    files::write_in_place(&*vault.home, &path_of(bundle)?, &files::checked(&bytes))?;
    drop_first(vault, &folder, bundle)?;
    Ok(vault.home.sync_folder(&folder)?)
}

/// The sectors of a bundle that were written down here.
pub fn of(vault: &Vault, bundle: BundleId) -> Result<BTreeSet<SectorHash>, FileProblem> {
    let bytes = match files::read_bounded(&*vault.home, &path_of(bundle)?, FILE_BYTES_MAX) {
        Err(FileProblem::TooLarge { .. }) => None,
        bytes => bytes?,
    };
    let hashes = bytes.as_deref().and_then(files::unchecked).unwrap_or_default();
    Ok(hashes.as_chunks().0.iter().copied().collect())
}

/// Removes the oldest where there are too many, never this one.
fn drop_first(vault: &Vault, folder: &MediumPath, kept: BundleId) -> Result<(), StorageProblem> {
    let listing = vault.home.list(folder)?;
    let files = listing.entries.into_iter().filter(|entry| entry.facts.kind == Kind::File);
    let ours = files.filter(|entry| entry.name.parse::<BundleId>().is_ok());
    let ours: Vec<String> = ours.map(|entry| entry.name).collect();
    let more = ours.len().saturating_sub(BUNDLES_MAX);
    for name in ours.iter().filter(|name| **name != kept.to_string()).take(more) {
        vault.home.remove_file(&folder.join(name)?)?;
    }
    Ok(())
}

fn path_of(bundle: BundleId) -> Result<MediumPath, StorageProblem> {
    Ok(MediumPath::parse(SECTORS)?.join(&bundle.to_string())?)
}
