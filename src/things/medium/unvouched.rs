//! Bundles on a drive that a key which was replaced has sealed, and that no entry here speaks of. They may be an honest
//! home's, so that nothing makes that drive forget them before a person has said whose they are.

use std::collections::BTreeSet;

use crate::formats::entry::{Entry, Event};
use crate::formats::seal::Seal;
use crate::powers::medium::{MediumPath, Storage, StorageProblem};
use crate::things::bundle::proof::{Against, Verified, prove_unlisted};
use crate::things::bundle::{KEY, SEAL, folder_name};
use crate::things::ledger;
use crate::things::ledger::sealers::{Sealers, lines_with};
use crate::things::vault::Vault;
use crate::words::ids::BundleId;
use crate::words::limits::KEY_FILE_BYTES;

use super::names::{BUNDLES, vault_folder};

/// How the word stands in a canonical line.
const WORD: &str = "\"event\":\"sealed\"";

/// The bundles there that are sealed, or of which keys stand there alone, without those of which only lines speak that
/// somebody distrusts by number.
pub fn unvouched(
    vault: &Vault,
    storage: &dyn Storage,
    sealers: &Sealers,
) -> Result<Vec<BundleId>, StorageProblem> {
    let folder = vault_folder(vault.id)?;
    let mut ids = unknown_folders(vault, storage, &folder)?;
    if ids.is_empty() {
        return Ok(ids);
    }
    let chains = folder.join(ledger::FOLDER)?;
    let left_out = left_out(vault, &[(storage, &chains)]);
    let sealers = sealers.all();
    let against = Against { vault: vault.id, sealers: &sealers, known: None };
    ids.retain(|id| {
        let Ok(place) = folder.join(&folder_name(*id)) else { return false };
        let there = prove_unlisted(storage, &place, *id, &against).is_ok();
        (there || holds_keys_alone(storage, &place)) && !left_out.contains(id)
    });
    ids.sort();
    Ok(ids)
}

/// The seals of bundles that a replaced key has sealed and no line that counts speaks of, on a drive whose label holds:
/// somebody said that they are not ours, or laid them there. Without those of which only lines speak that somebody
/// distrusts by number.
pub fn disowned(
    vault: &Vault,
    storage: &dyn Storage,
    sealers: &Sealers,
) -> Result<Vec<Verified<Seal>>, StorageProblem> {
    let folder = vault_folder(vault.id)?;
    if sealers.replaced().is_empty() {
        return Ok(vec![]);
    }
    let mut ids = unknown_folders(vault, storage, &folder)?;
    if ids.is_empty() {
        return Ok(vec![]);
    }
    ids.sort();
    let (chains, at_home) = (folder.join(ledger::FOLDER)?, MediumPath::parse(ledger::FOLDER)?);
    // A chain of which nothing counts is in this home's folder still, and in no ledger.
    let left_out = left_out(vault, &[(storage, &chains), (&*vault.home, &at_home)]);
    let against = Against { vault: vault.id, sealers: sealers.replaced(), known: None };
    let seal = |id: BundleId| {
        let place = folder.join(&folder_name(id)).ok()?;
        prove_unlisted(storage, &place, id, &against).ok()
    };
    Ok(ids.into_iter().filter(|id| !left_out.contains(id)).filter_map(seal).collect())
}

/// The folders named like bundles that no line which counts speaks of.
fn unknown_folders(
    vault: &Vault,
    storage: &dyn Storage,
    folder: &MediumPath,
) -> Result<Vec<BundleId>, StorageProblem> {
    let listing = match storage.list(&folder.join(BUNDLES)?) {
        Err(StorageProblem::Absent { .. } | StorageProblem::NotAFolder { .. }) => {
            return Ok(vec![]);
        }
        listing => listing?,
    };
    let known = |id: &BundleId| vault.state.bundles.contains_key(id);
    let ids = listing.entries.iter().filter_map(|entry| entry.name.parse::<BundleId>().ok());
    Ok(ids.filter(|id| !known(id)).collect())
}

fn holds_keys_alone(storage: &dyn Storage, place: &MediumPath) -> bool {
    let bytes = |name| storage.facts(&place.join(name).ok()?).ok()?.map(|facts| facts.bytes);
    bytes(KEY) == Some(KEY_FILE_BYTES)
        && bytes(SEAL).is_none()
        && bytes("payload-00000.age").is_none()
}

/// The bundles of which lines in these folders say that they were sealed, each of them distrusted by its number.
fn left_out(vault: &Vault, folders: &[(&dyn Storage, &MediumPath)]) -> BTreeSet<BundleId> {
    if !vault.state.quarantine.names_any() {
        return BTreeSet::new();
    }
    let lines = |(storage, chains): &(&dyn Storage, &MediumPath)| {
        lines_with(*storage, chains, &[WORD], &|_| true)
    };
    let lines: Vec<Entry> = folders.iter().flat_map(lines).collect();
    let of = |named: bool| {
        let such = lines.iter().filter(move |line| vault.state.quarantine.names(line) == named);
        such.filter_map(|line| match &line.event {
            Event::Sealed(sealed) => Some(sealed.bundle),
            _ => None,
        })
    };
    let honest: BTreeSet<BundleId> = of(false).collect();
    of(true).filter(|bundle| !honest.contains(bundle)).collect()
}
