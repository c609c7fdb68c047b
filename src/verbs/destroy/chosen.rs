//! Which bundles a destruction is about: those that are named, those that a person left on a review list, or those
//! whose destruction was begun.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use crate::formats::entry::ApprovedBundle;
use crate::formats::review_list::{LIST_BYTES_MAX, NotAList, ReviewList};
use crate::things::ledger::state::Standing;
use crate::things::vault::{Vault, clients_own};
use crate::verbs::fault::{Fault, Usage};
use crate::verbs::select;
use crate::verbs::session::Session;
use crate::verbs::statement::make::unstated;
use crate::words::ids::BundleId;

use super::reach::come_back;
use super::request::{Request, What};

/// The bundles, each once.
pub(super) struct Chosen {
    pub ids: Vec<BundleId>,
    /// Whether one that may not go keeps itself alone: each was named by a list, and not by the person.
    pub each_for_itself: bool,
    /// What persons approve: the same bundles, as they stand on the list or are known here.
    pub list: Vec<ApprovedBundle>,
}

pub(super) fn choose(session: &Session<'_, '_>, request: &Request) -> Result<Chosen, Fault> {
    let (mut ids, each_for_itself, list) = match &request.what {
        What::Named(bundles) => {
            let ids = bundles.iter().map(|start| select::resolve_one(&session.vault, start));
            let ids = ids.collect::<Result<Vec<BundleId>, Fault>>()?;
            let list = ids.iter().filter_map(|id| as_known(&session.vault, *id)).collect();
            (ids, false, list)
        }
        What::Listed { list, keep } => {
            let (ids, list) = listed(session, list, keep)?;
            (ids, true, list)
        }
        What::Begun => (begun(session), true, vec![]),
    };
    let mut seen = std::collections::BTreeSet::new();
    ids.retain(|id| seen.insert(*id));
    Ok(Chosen { ids, each_for_itself, list })
}

/// A bundle as it is known here.
pub(in crate::verbs) fn as_known(vault: &Vault, bundle: BundleId) -> Option<ApprovedBundle> {
    let known = vault.state.bundles.get(&bundle)?;
    let keep_through = known.end_now().keep_through;
    Some(ApprovedBundle { bundle, keep_through, seal: known.seal })
}

/// What stands on a list still, and was not destroyed since.
fn listed(
    session: &Session<'_, '_>,
    path: &Path,
    keep: &[String],
) -> Result<(Vec<BundleId>, Vec<ApprovedBundle>), Fault> {
    let own = match path.is_dir() {
        true => match of_client(path, &session.vault)? {
            Some(own) => own,
            None => return Ok((vec![], vec![])),
        },
        false => path.to_path_buf(),
    };
    let (path, list) = (own.as_path(), read(&own)?);
    if list.vault != session.vault.id {
        return Err(Usage::ListOfAnotherVault(path.to_path_buf()).into());
    }
    let keep = keep.iter().map(|start| select::resolve_one(&session.vault, start));
    let keep: Vec<BundleId> = keep.collect::<Result<_, Fault>>()?;
    if let Some(other) = keep.iter().find(|id| list.bundles.iter().all(|one| one.bundle != **id)) {
        return Err(Usage::NotOnTheList(*other).into());
    }
    let (mut ids, mut all) = (Vec::new(), Vec::new());
    for one in list.bundles.iter().filter(|one| !keep.contains(&one.bundle)) {
        let known = session.vault.state.bundles.get(&one.bundle);
        let Some(known) = known.filter(|known| known.seal == one.seal) else {
            return Err(Usage::ListedUnknown(one.bundle).into());
        };
        let (bundle, keep_through) = (one.bundle, one.kept_through);
        all.push(ApprovedBundle { bundle, keep_through, seal: one.seal });
        let gone = known.standing() == Standing::Destroyed;
        if !gone || come_back(session, one.bundle).next().is_some() {
            ids.push(one.bundle);
        }
    }
    Ok((ids, all))
}

/// The list of this client in a folder of lists, as `due --each` writes them: none where it has one of others alone,
/// since nothing of this client was due.
fn of_client(folder: &Path, vault: &Vault) -> Result<Option<PathBuf>, Fault> {
    let own = folder.join(clients_own(&vault.root, "json"));
    if own.exists() {
        return Ok(Some(own));
    }
    let io = |source| Fault::Io { path: folder.to_path_buf(), source };
    for entry in folder.read_dir().map_err(io)? {
        if entry.map_err(io)?.path().extension().is_some_and(|ending| ending == "json") {
            return Ok(None);
        }
    }
    Err(Usage::NoSuchList(own).into())
}

fn read(path: &Path) -> Result<ReviewList, Fault> {
    let io = |source| Fault::Io { path: path.to_path_buf(), source };
    let file = File::open(path).map_err(|source| match source.kind() {
        std::io::ErrorKind::NotFound => Fault::from(Usage::NoSuchList(path.to_path_buf())),
        _ => io(source),
    })?;
    if file.metadata().map_err(io)?.is_dir() {
        return Err(Usage::NotAList { path: path.to_path_buf(), why: NotAList::Folder }.into());
    }
    let mut bytes = Vec::new();
    file.take(LIST_BYTES_MAX + 1).read_to_end(&mut bytes).map_err(io)?;
    let list = ReviewList::read(&bytes);
    list.map_err(|why| Usage::NotAList { path: path.to_path_buf(), why }.into())
}

fn begun(session: &Session<'_, '_>) -> Vec<BundleId> {
    let bundles = session.vault.state.bundles.iter();
    let owed = unstated(session);
    let begun = bundles.filter(|(id, known)| match known.standing() {
        Standing::PartlyDestroyed => true,
        // A lost drive may be back.
        Standing::Destroyed => known.lost_copies().next().is_some() || owed.contains(id),
        Standing::Kept => false,
    });
    begun.map(|(id, _)| *id).collect()
}
