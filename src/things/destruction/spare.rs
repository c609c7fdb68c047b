//! Which copies hold *now*: read back in this run against the seal, keys with them. What the door asks for before a
//! spare copy may go.

use std::collections::BTreeSet;

use crate::formats::entry::{FileFacts, Role};
use crate::powers::asker::Watcher;
use crate::powers::medium::{ReadBack, StorageProblem};
use crate::things::bundle::fixity::{FileFault, read_back};
use crate::things::bundle::key_files;
use crate::things::bundle::proof::{Against, SealProblem, files_in_order, prove};
use crate::things::ledger::state::{BundleState, MediumState, Proven, State};
use crate::things::medium::Contact;
use crate::things::vault::Vault;
use crate::words::ids::{BundleId, MediumId};

/// What a medium must hold of a bundle was read whole in this run, past the cache, and holds: the copy, the keys, or
/// both, by the medium's roles. Only [`holds_now`] makes one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HoldsNow {
    bundle: BundleId,
    medium: MediumId,
    roles: Vec<Role>,
}

/// What a look at one copy gave.
#[derive(Debug)]
pub enum HeldNow {
    Now(HoldsNow),
    /// A cache may have answered, or there is no such bundle.
    NotSeen,
    /// Its seal does not hold there.
    Unproven(SealProblem),
    Damaged {
        name: String,
        fault: FileFault,
    },
}

/// The media among these that hold of a bundle now all that would go with a medium of these roles.
fn holding(all: &[HoldsNow], bundle: BundleId, roles: &[Role]) -> BTreeSet<MediumId> {
    let holds = |copy: &&HoldsNow| {
        copy.bundle == bundle && roles.iter().all(|role| copy.roles.contains(role))
    };
    all.iter().filter(holds).map(|copy| copy.medium).collect()
}

/// Whether a bundle loses nothing with what lies of it on a medium of these roles: as many others as are wanted hold
/// the same now, and each of them opens. Keys that lie elsewhere must be on record as proven, on as many media.
pub fn others_suffice(
    state: &State,
    all: &[HoldsNow],
    bundle: BundleId,
    medium: MediumId,
    wanted: usize,
) -> bool {
    let Some(known) = state.bundles.get(&bundle) else { return false };
    let roles = state.media.get(&medium).map_or(&[][..], |medium| &medium.roles);
    let keys = state.counted_without(known, Some(medium), Proven::ReadBack, wanted).keys;
    let with_keys = holding(all, bundle, &[Role::Keys]);
    let counts = |other: &MediumId| {
        *other != medium
            && !state.media.get(other).is_none_or(MediumState::is_gone)
            && (keys >= wanted || with_keys.contains(other))
    };
    let others = holding(all, bundle, roles).into_iter().filter(counts).collect();
    state.apart(&others) >= wanted.max(1)
}

/// Reads one copy whole, or the keys where a medium holds keys alone. None where it does not hold, or where the
/// system may have answered from memory.
pub fn holds_now(
    vault: &Vault,
    contact: &Contact,
    bundle: BundleId,
    watcher: &dyn Watcher,
) -> Result<HeldNow, StorageProblem> {
    let Some(known) = vault.state.bundles.get(&bundle) else { return Ok(HeldNow::NotSeen) };
    let folder = contact.bundle_folder(bundle)?;
    let mut files = Vec::new();
    if contact.has_role(Role::Data) {
        files = match sealed_files(vault, contact, bundle, known)? {
            Ok(sealed) => sealed,
            Err(problem) => return Ok(HeldNow::Unproven(problem)),
        };
    }
    if contact.has_role(Role::Keys) {
        files.extend(key_files(known.key_file_on(contact.label.medium).1));
    }
    let fixity = read_back(&*contact.storage, &folder, &files, watcher);
    let (roles, medium) = (contact.label.roles.clone(), contact.label.medium);
    let how = fixity.how;
    Ok(match (fixity.faults.into_iter().next(), how) {
        (Some((name, fault)), _) => HeldNow::Damaged { name, fault },
        (None, Some(ReadBack::PastCache)) => HeldNow::Now(HoldsNow { bundle, medium, roles }),
        (None, _) => HeldNow::NotSeen,
    })
}

/// What the seal names, if it holds there.
fn sealed_files(
    vault: &Vault,
    contact: &Contact,
    bundle: BundleId,
    known: &BundleState,
) -> Result<Result<Vec<FileFacts>, SealProblem>, StorageProblem> {
    let folder = contact.bundle_folder(bundle)?;
    let sealers = vault.sealers();
    let against = Against { vault: vault.id, sealers: &sealers, known: Some(known) };
    let seal = prove(&*contact.storage, &folder, bundle, &against);
    Ok(seal.map(|seal| files_in_order(&seal)))
}
