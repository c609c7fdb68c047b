//! A drive whose label names other lines than this home has under the same numbers: a home was put back to an earlier
//! state, and has written since. Both branches are read here; which of them moves is said by the verb.
//!
//! Only what a label by a key in use names is read, and only as its hashes say.

use std::path::Path;
use std::sync::Arc;

use crate::formats::chain::Chain;
use crate::powers::medium::{self, Storage, StorageProblem};
use crate::things::files::FileProblem;
use crate::things::ledger::found::chain_there;
use crate::things::ledger::moved::{Moves, common_lines, moves_in};
use crate::things::ledger::{self, LedgerProblem};
use crate::things::vault::Vault;

use super::label::{Labels, read_label};
use super::{MediumProblem, vault_folder};

/// Two branches of one chain.
pub struct Fork {
    pub here: Chain,
    pub there: Chain,
    /// How many lines both have in common.
    pub after: u64,
}

/// The forks between this home and a drive, and what moved by the word of that drive.
pub fn forks(vault: &Vault, path: &Path) -> Result<(Vec<Fork>, Moves), MediumProblem> {
    let file = |problem: FileProblem| MediumProblem::File { path: path.into(), problem };
    let stored = |problem: StorageProblem| file(problem.into());
    let broken = |problem: LedgerProblem| MediumProblem::Ledger { path: path.into(), problem };
    let storage: Arc<dyn Storage> = Arc::new(medium::open_native(path).map_err(stored)?);
    let folder = vault_folder(vault.id).map_err(stored)?;
    let chains = folder.join(ledger::FOLDER).map_err(|problem| stored(problem.into()))?;
    let moves = moves_in(&*storage, &chains, &vault.disposers());
    let label = match read_label(vault, &*storage, &folder, path)? {
        Labels::Hold(read) if !read.by_replaced => read.label,
        Labels::Hold(_) | Labels::Damaged { .. } => return Ok((Vec::new(), moves)),
    };
    let mut forks = Vec::new();
    for head in label.heads.iter().filter(|head| !vault.ledger.holds(head)) {
        let Some(here) = vault.ledger.chain(head.writer) else { continue };
        let (bytes, _) = chain_there(&*storage, &chains, head).map_err(broken)?;
        let Ok((there, _)) = Chain::read(&bytes, Some(head)) else { continue };
        let after = common_lines(here, &there);
        if 0 < after && after < here.count() && after < there.count() {
            forks.push(Fork { here: here.clone(), there, after });
        }
    }
    Ok((forks, moves))
}
