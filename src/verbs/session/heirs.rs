//! Reads the bundles in which the records of others stand, before those go: what the home remembers of a drive may be
//! over.

use std::collections::BTreeSet;

use crate::formats::seal::Seal;
use crate::powers::asker::Act;
use crate::things::bundle::proof::Verified;
use crate::things::destruction::door::is_whole;
use crate::things::ledger::state::Proven;
use crate::verbs::fault::Fault;
use crate::words::ids::BundleId;

use super::Session;

impl Session<'_, '_> {
    /// A copy of this bundle was read whole in this run, on a drive that is connected.
    pub fn saw_whole(&mut self, bundle: BundleId) {
        self.whole.insert(bundle);
    }

    /// Reads a copy of each bundle of this vault in which records of these stand: once in a run. What can't be read
    /// whole lets nothing go.
    pub fn read_heirs(&mut self, bundles: &[BundleId]) -> Result<(), Fault> {
        let heritage = bundles.iter().filter_map(|id| self.vault.state.heritage(*id));
        let heirs: BTreeSet<BundleId> = heritage.flat_map(|heritage| heritage.heirs).collect();
        for heir in heirs {
            let seal = if self.whole.contains(&heir) { None } else { self.any_seal(heir) };
            if seal.is_some_and(|seal| self.stands_whole(&seal)) {
                self.saw_whole(heir);
            }
            if self.world.watcher.interrupted() {
                return Err(Fault::Interrupted);
            }
        }
        Ok(())
    }

    /// Whether a copy that counts stands whole on a drive that is connected.
    fn stands_whole(&self, seal: &Verified<Seal>) -> bool {
        let (state, watcher) = (&self.vault.state, self.world.watcher);
        let Some(known) = state.bundles.get(&seal.bundle) else { return false };
        let counted = state.counted(known, Proven::ReadBack, self.vault.config.copies as usize);
        let mut here = counted.on.iter().filter_map(|on| self.contacts.get(*on));
        watcher.begin(Act::Verifying, seal.files.iter().map(|file| file.bytes).sum());
        let whole = here.any(|contact| {
            let folder = contact.bundle_folder(seal.bundle);
            folder.is_ok_and(|folder| is_whole(&*contact.storage, &folder, seal, watcher))
        });
        watcher.end();
        whole
    }
}
