//! Asks the home's own copies of the indexes which bundles can have what is asked for, so that only
//! the drives that are needed are asked for.
//!
//! A copy only saves asking a drive: records are read from the drive's own index, which the seal
//! covers. Where there is no copy, or it can't be read, the drive is asked.

use crate::powers::identity::Identity;
use crate::things::vault::{Vault, indexes};
use crate::words::ids::BundleId;

use super::patterns::Patterns;
use super::scan;

/// Whether the bundle can have a record that is asked for.
pub fn may_hold(
    vault: &Vault,
    bundle: BundleId,
    identities: &[Identity],
    patterns: &Patterns,
) -> bool {
    patterns.is_empty() || has(vault, bundle, identities, patterns).unwrap_or(true)
}

/// None where the home can't say.
fn has(
    vault: &Vault,
    bundle: BundleId,
    identities: &[Identity],
    patterns: &Patterns,
) -> Option<bool> {
    scan::any(&mut indexes::open(vault, bundle, identities)?, patterns).ok()
}
