//! Asks other vaults on this PC for bundles that hold records of this one.

use std::path::{Path, PathBuf};

use crate::formats::entry::Elsewhere;
use crate::things::destruction::door::StandsThere;
use crate::things::vault::{Vault, is_home};
use crate::words::ids::{BundleId, VaultId};

use super::Session;

impl Session<'_, '_> {
    /// What other vaults have said.
    pub fn elsewhere(&self) -> &[StandsThere] {
        &self.elsewhere
    }

    /// Asks the homes of other vaults for the bundles that an entry says hold records of these: those homes that are
    /// known by name, and the one that the user named. What can't be asked for lets nothing go.
    pub fn look_elsewhere(&mut self, bundles: &[BundleId], named: Option<&Path>) {
        let state = &self.vault.state;
        let all = bundles.iter().filter_map(|id| state.heritage(*id));
        let all = all.flat_map(|heritage| heritage.elsewhere);
        let mut wanted: Vec<Elsewhere> = all.map(|(_, elsewhere)| elsewhere).collect();
        wanted.sort();
        wanted.dedup();
        self.elsewhere.clear();
        let homes =
            named.into_iter().map(Path::to_path_buf).chain(self.world.homes.iter().cloned());
        let mut homes: Vec<PathBuf> =
            homes.filter(|home| *home != self.vault.root && is_home(home)).collect();
        while let Some(first) = wanted.first().map(|one| one.vault) {
            let (here, others): (Vec<Elsewhere>, _) =
                wanted.into_iter().partition(|one| one.vault == first);
            wanted = others;
            if let Some(mut vault) = open(&mut homes, first) {
                let watcher = self.world.watcher;
                let ask = |one: &Elsewhere| StandsThere::ask(&mut vault, one.bundle, watcher);
                self.elsewhere.extend(here.iter().filter_map(ask));
            }
        }
    }
}

/// The first of these homes that is this vault's.
fn open(homes: &mut Vec<PathBuf>, wanted: VaultId) -> Option<Vault> {
    let mut looks = homes.iter().enumerate();
    let (at, vault) = looks.find_map(|(at, home)| {
        let vault = Vault::look(home, "kluis destroy").ok()?;
        (vault.id == wanted).then_some((at, vault))
    })?;
    homes.remove(at);
    Some(vault)
}
