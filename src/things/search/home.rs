//! Asks the home's own copies of the indexes which bundles can have what is asked for, so that only
//! the drives that are needed are asked for.
//!
//! A copy only saves asking a drive: records are read from the drive's own index, which the seal
//! covers. Where there is no copy, or it can't be read, the drive is asked.

use crate::formats::index::Record;
use crate::powers::identity::Identity;
use crate::things::vault::{Vault, indexes};
use crate::words::ids::BundleId;

use super::asked::Asked;
use super::scan;

/// Whether the bundle can have a record that is asked for.
pub fn may_hold(vault: &Vault, bundle: BundleId, identities: &[Identity], asked: &Asked) -> bool {
    asked.is_all() || has(vault, bundle, identities, asked).unwrap_or(true)
}

/// None where the home can't say.
fn has(vault: &Vault, bundle: BundleId, identities: &[Identity], asked: &Asked) -> Option<bool> {
    scan::any(&mut indexes::open(vault, bundle, identities)?, &asked.within(bundle)).ok()
}

/// Remembers what of all that is asked for the bundle's records meet, and tells each of these; false where the home
/// can't say.
pub fn remember(
    vault: &Vault,
    bundle: BundleId,
    identities: &[Identity],
    asked: &Asked,
    tell: &mut dyn FnMut(&Record),
) -> bool {
    let within = asked.within(bundle);
    let index = indexes::open(vault, bundle, identities);
    index.is_some_and(|mut index| {
        let all = scan::scan(&mut index, &within, &mut |record| {
            within.meet(&record);
            tell(&record);
            true
        });
        all.is_ok()
    })
}
