//! How many sources lie on this PC still that somebody asked to remove, and that `sweep` would remove by what this home
//! knows, once a drive with their bundles is connected. Reads no drive.

use std::collections::BTreeSet;
use std::path::Path;

use crate::powers::real_path;
use crate::powers::sources::{Roots, walk};
use crate::things::vault::Vault;
use crate::things::vault::known::{Holding, Known};
use crate::things::vault::sources::{self, Sources};
use crate::words::ids::BundleId;

use super::archive::moving::keeps_sources;
use super::fault::{Fault, at_home};

/// Counts them among the sources of these bundles, all that are kept. A file that changed since is none of them.
pub(super) fn to_sweep(
    vault: &Vault,
    users_folder: Option<&Path>,
    kept: &[BundleId],
) -> Result<u64, Fault> {
    let connected = vault.state.media.keys().copied().collect();
    let may_go = |id: &&BundleId| keeps_sources(vault, **id, &connected).is_none();
    let may_go: BTreeSet<BundleId> = kept.iter().filter(may_go).copied().collect();
    let mut roots = Roots::default();
    let mut asked: Vec<(BundleId, Sources)> = Vec::new();
    for bundle in &may_go {
        let sources = sources::of(vault, *bundle).map_err(at_home)?;
        let mut any = false;
        for path in sources.moving.iter().filter(|path| path.exists()) {
            any |= roots.add(path, users_folder).is_ok();
        }
        asked.extend(any.then_some((*bundle, sources)));
    }
    if asked.is_empty() {
        return Ok(0);
    }
    let known = Known::of(vault, kept).map_err(at_home)?;
    let home = real_path::of(&vault.root).unwrap_or_else(|_| vault.root.clone());
    let found = walk(&roots, None, &[home]).found;
    let goes = found.iter().filter(|found| {
        let path = found.path();
        let is_asked = |held: &[BundleId]| {
            asked.iter().any(|(bundle, known)| held.contains(bundle) && known.is_to_go(&path))
        };
        match known.all_that_hold(&roots.name_of(found), &path) {
            Holding::Sealed { bundles, .. } => {
                bundles.iter().all(|bundle| may_go.contains(bundle)) && is_asked(&bundles)
            }
            Holding::Never | Holding::Changed => false,
        }
    });
    Ok(goes.count() as u64)
}
