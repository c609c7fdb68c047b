//! The sources of a destroyed bundle that stand on this PC still. Destruction reaches the copies that the program
//! made; what a person kept beside them is theirs to remove, and they are told of it.

use crate::powers::real_path;
use crate::powers::sources::{Roots, walk};
use crate::things::ledger::state::Standing;
use crate::things::vault::known::{Holding, Known};
use crate::things::vault::sources;
use crate::verbs::fault::{Fault, at_home};
use crate::verbs::session::Session;
use crate::words::ids::BundleId;

/// Files in the places from which a bundle was sealed that have its bytes still, and that no kept bundle holds too.
/// To be asked before the home forgets the bundle.
pub(super) fn standing(session: &Session<'_, '_>, bundle: BundleId) -> Result<Vec<String>, Fault> {
    let vault = &session.vault;
    let mut roots = Roots::default();
    for path in sources::of(vault, bundle).map_err(at_home)?.places {
        // Not there any more, say.
        let _ = roots.add(&path, session.world.users_folder.as_deref());
    }
    let kept = |id: &BundleId| vault.state.bundles[id].standing() == Standing::Kept;
    let others: Vec<BundleId> =
        vault.state.bundles.keys().copied().filter(|id| *id != bundle && kept(id)).collect();
    let gone = Known::of(vault, &[bundle]).map_err(at_home)?;
    let kept = Known::of(vault, &others).map_err(at_home)?;
    let home = real_path::of(&vault.root).unwrap_or_else(|_| vault.root.clone());
    let mut standing = Vec::new();
    for found in &walk(&roots, None, &[home]).found {
        let (path, name) = (found.path(), roots.name_of(found));
        let is_held =
            |known: &Known| matches!(known.all_that_hold(&name, &path), Holding::Sealed { .. });
        if is_held(&gone) && !is_held(&kept) {
            standing.push(path.to_string_lossy().into_owned());
        }
    }
    Ok(standing)
}
