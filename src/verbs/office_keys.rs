//! Keys that open several vaults of this PC: of a client who came later one is easily forgotten, and the office
//! finds out when it needs it.

use std::collections::BTreeMap;
use std::path::Path;

use crate::things::vault::Vault;
use crate::words::digest::Digest;

/// How many vaults one opens that is taken for an office's.
const VAULTS_LEAST: usize = 2;

/// Such keys, by name.
#[derive(Debug, Default)]
pub struct OfficeKeys(BTreeMap<Digest, String>);

impl OfficeKeys {
    /// Those of the vaults in these homes. What can't be read there, the command says of each for itself.
    pub fn of<'h>(homes: impl Iterator<Item = &'h Path>, holder: &str) -> OfficeKeys {
        let mut keys: BTreeMap<Digest, (String, usize)> = BTreeMap::new();
        for vault in homes.filter_map(|home| Vault::look(home, holder).ok()) {
            for recipient in &vault.state.recipients {
                let new = || (vault.name_of_recipient(recipient), 0);
                keys.entry(*recipient).or_insert_with(new).1 += 1;
            }
        }
        let several = keys.into_iter().filter(|(_, (_, vaults))| *vaults >= VAULTS_LEAST);
        OfficeKeys(several.map(|(key, (name, _))| (key, name)).collect())
    }

    /// Those that don't open what is sealed in a vault, and were never taken away there.
    pub(super) fn lacking(&self, vault: &Vault) -> Vec<String> {
        let ever = &vault.state.recipients_ever;
        self.0
            .iter()
            .filter(|(key, _)| !ever.contains_key(key))
            .map(|(_, name)| name.clone())
            .collect()
    }
}
