//! The end of a run: the home and each medium are told what happened, and what other homes made is taken from them.

use crate::powers::identity::Identity;
use crate::powers::medium::StorageProblem;
use crate::things::joining;
use crate::things::medium::Contact;
use crate::things::vault::indexes::whole_rules;
use crate::verbs::learn::rules_on;
use crate::words::ids::{BundleId, MediumId};

use crate::verbs::fault::{Fault, at_home};
use crate::verbs::learn::{Learned, learn};

use super::Session;

impl Session<'_, '_> {
    /// Another home may have replaced the sealer's key: what this one signs with the old key counts for nothing. The
    /// new one lies in the vault document that the other home left on a drive, and takes an identity.
    pub(super) fn take_sealer(&mut self) -> Result<(), Fault> {
        if self.contacts.is_empty() || self.vault.signs_as_sealer() || self.vault.is_beside() {
            return Ok(());
        }
        let identities = match self.world.access.open_unasked(&self.vault) {
            Some(identities) => identities,
            None => self.world.access.open(&self.vault)?,
        };
        self.learn(&identities)?;
        match self.vault.signs_as_sealer() {
            true => Ok(()),
            false => Err(Fault::SealerReplaced),
        }
    }

    /// Refuses to seal to anybody whom the ledger does not name. Whom another home has added stands in a note, which
    /// takes an identity.
    pub fn settle_recipients(&mut self) -> Result<(), Fault> {
        if self.vault.lacks_recipients() {
            self.hear()?;
        }
        if self.vault.lacks_recipients() {
            let identities = self.world.access.open(&self.vault)?;
            self.learn(&identities)?;
            self.vault.take_recipients(&identities)?;
        }
        Ok(self.vault.check_recipients()?)
    }

    /// Syncs the home, every medium in contact, and then the home with what was written there. The home comes first: if
    /// it forgot lines that a medium has, it would write others under their numbers. A medium that can't be told
    /// is named, and does not keep the others from hearing: the ledger is joined at its next contact. One that is
    /// to stay untouched is passed over. A run beside another one tells nobody.
    pub fn tell(&mut self) -> Result<Vec<(String, StorageProblem)>, Fault> {
        let mut untold = Vec::new();
        if self.vault.is_beside() {
            return Ok(untold);
        }
        self.take_sealer()?;
        self.hear()?;
        self.vault.see_proposals(self.stamp);
        let untouched = &self.untouched;
        let told = |contact: &&Contact| !untouched.contains(&contact.label.medium);
        for contact in self.contacts.iter().filter(told) {
            if let Some(known) = self.vault.memory.media.get_mut(&contact.label.medium) {
                known.being_told = true;
            }
        }
        self.vault.save().map_err(at_home)?;
        if self.contacts.is_empty() {
            return Ok(untold);
        }
        for contact in &mut self.contacts {
            if self.untouched.contains(&contact.label.medium) {
                continue;
            }
            let texts = self.world.texts.drive(self.vault.id);
            let synced = contact
                .renew_replaced(&self.vault, &texts)
                .and_then(|()| contact.tell(&mut self.vault, self.stamp));
            if let Err(problem) = synced {
                untold.push((contact.name.clone(), problem));
            }
        }
        self.vault.save().map_err(at_home)?;
        Ok(untold)
    }

    /// Takes what other homes made and this one lacks from the media in contact, each once a run. What needs an
    /// identity waits for a run that has one, unless the vault's own lies in the clear.
    pub(in crate::verbs) fn hear(&mut self) -> Result<(), Fault> {
        let here = self.contacts.ids();
        let new: Vec<MediumId> =
            here.into_iter().filter(|medium| self.heard.insert(*medium)).collect();
        if new.is_empty() {
            return Ok(());
        }
        joining::forget_destroyed(&self.vault).map_err(at_home)?;
        for contact in new.into_iter().filter_map(|medium| self.contacts.get(medium)) {
            joining::take_beside(&self.vault, contact).map_err(at_home)?;
            joining::take_seals(&self.vault, contact).map_err(at_home)?;
        }
        match self.world.access.open_unasked(&self.vault) {
            Some(identities) => self.learn(&identities).map(drop),
            None => Ok(()),
        }
    }

    /// Reads the rules whole of those bundles that show some of them sealed: the door asks by them too. Where this PC
    /// has no index of one, a medium in contact gives it.
    pub fn look_inside(&mut self, bundles: &[BundleId], identities: &[Identity]) {
        let whole = |id: &BundleId| {
            let rules = whole_rules(&self.vault, *id, identities);
            Some((*id, rules.or_else(|| rules_on(&self.vault, &self.contacts, *id, identities))?))
        };
        self.inside = bundles.iter().filter_map(whole).collect();
    }

    /// Takes what only an identity opens: labels, and what the bundles hold. A run beside another one keeps nothing.
    pub fn learn(&mut self, identities: &[Identity]) -> Result<Learned, Fault> {
        if self.vault.is_beside() {
            return Ok(Learned::default());
        }
        let watcher = self.world.watcher;
        let settings = &mut self.world.settings;
        learn(&mut self.vault, &mut self.contacts, identities, settings, watcher)
    }
}
