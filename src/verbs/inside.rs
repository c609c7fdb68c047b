//! The rules of confidential classes, for what shows an end: only the index says whether the book years of now make it
//! later. The home's own copies are read, as far as an identity is given or lies in the clear; no drive is.

use std::collections::{BTreeMap, BTreeSet};

use crate::powers::identity::Identity;
use crate::rules::retention::PinnedRule;
use crate::things::vault::Vault;
use crate::things::vault::indexes::whole_rules;
use crate::things::vault::keys::Access;
use crate::words::ids::BundleId;

use super::fault::Fault;

/// The whole rules of bundles of which some don't show, as far as they could be read.
pub type Inside = BTreeMap<BundleId, Vec<PinnedRule>>;

/// Reads those of these bundles, and of the bundles that they were made from. Nobody is asked for a passphrase.
pub fn read_unasked(
    vault: &Vault,
    access: &mut Access<'_>,
    bundles: &[BundleId],
) -> Result<Inside, Fault> {
    let sealed = with_sealed_rules(vault, bundles);
    if sealed.is_empty() {
        return Ok(Inside::new());
    }
    let identities = access.open_given(vault)?.unwrap_or_default();
    Ok(of(vault, sealed, &identities))
}

/// The same with identities that are open already.
pub fn read(vault: &Vault, bundles: &[BundleId], identities: &[Identity]) -> Inside {
    of(vault, with_sealed_rules(vault, bundles), identities)
}

fn of(vault: &Vault, sealed: BTreeSet<BundleId>, identities: &[Identity]) -> Inside {
    if identities.is_empty() {
        return Inside::new();
    }
    let whole = |id: BundleId| Some((id, whole_rules(vault, id, identities)?));
    sealed.into_iter().filter_map(whole).collect()
}

fn with_sealed_rules(vault: &Vault, bundles: &[BundleId]) -> BTreeSet<BundleId> {
    let families = bundles.iter().flat_map(|id| vault.state.with_ancestors(*id));
    let sealed = |id: &BundleId| {
        let known = vault.state.bundles.get(id);
        known.is_some_and(|known| known.rules.iter().any(|rule| rule.open().is_none()))
    };
    families.filter(sealed).collect()
}
