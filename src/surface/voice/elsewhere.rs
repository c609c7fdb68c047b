//! Bundles of other vaults, in words.

use super::{Voice, both};
use crate::formats::statement::InOtherVault;

impl Voice {
    /// `20261105-24531c3f of another vault (9f2c8b1e)`.
    pub fn elsewhere(&self, bundles: &[InOtherVault]) -> String {
        let one = |one: &InOtherVault| {
            let vault = one.vault.to_string();
            both!(
                self,
                "{bundle} of another vault ({vault})",
                "{bundle} van een andere kluis ({vault})",
                bundle = one.bundle,
                vault = &vault[..8]
            )
        };
        self.all_of(bundles.iter().map(one))
    }
}
