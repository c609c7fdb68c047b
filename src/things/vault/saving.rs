//! Writes what a home knows: its memory and its chains, its settings, its identity.

use std::io::Write;

use super::Vault;
use super::config::Config;
use super::loosened::{self, Loosened};
use super::names::{CONFIG, IDENTITY_PLAIN, IDENTITY_SEALED};
use super::problem::VaultProblem;
use super::{reserve, spares};
use crate::powers::medium::{MediumPath, StorageProblem};
use crate::powers::signer::Namespace;
use crate::things::files;
use crate::things::ledger;
use crate::things::slots;

impl Vault {
    /// Writes the ledger and then the home's memory, synced: from here on this home knows. A full disk gives up the
    /// home's reserve for this. Beside another run nothing is written, and what this one knows ends with it.
    pub fn save(&mut self) -> Result<(), StorageProblem> {
        if self.is_beside() {
            return Ok(());
        }
        let home = self.home.clone();
        reserve::keep(&*home);
        reserve::with(&*home, || self.save_once())?;
        self.unkept = None;
        Ok(())
    }

    /// Saves the lines that a medium brought, at once: what refuses must not be forgotten when the drive is gone,
    /// whatever comes of this run. Where the home can't be written the run knows it all the same, and goes on without
    /// removing a source.
    pub fn keep_heard(&mut self) {
        if let Err(problem) = self.save() {
            self.unkept = Some(problem);
        }
    }

    /// Saves what could not be saved when a medium brought it; an error where that still fails.
    pub fn must_have_kept(&mut self) -> Result<(), StorageProblem> {
        match self.unkept {
            Some(_) => self.save(),
            None => Ok(()),
        }
    }

    pub(super) fn save_once(&mut self) -> Result<(), StorageProblem> {
        let (home, folder) = (self.home.clone(), MediumPath::parse(ledger::FOLDER)?);
        // Behind what a save that failed had written: one of the slots may name that, so that it is never cut again.
        let at = self.stands.clone().unwrap_or_else(|| self.memory.heads.clone());
        ledger::finish_turned(&*home, &folder, &at)?;
        self.ledger.write_grown(&*home, &folder, &at)?;
        self.ledger.announce_turned(&*home, &folder, &at)?;
        self.stands = Some(self.ledger.heads_written(&at));
        let before = std::mem::replace(&mut self.memory.heads, self.ledger.heads());
        self.memory.generation += 1;
        if let Err(problem) = self.write_slot() {
            self.memory.heads = before;
            return Err(problem);
        }
        self.stands = Some(self.memory.heads.clone());
        // The other one too: a damaged slot must not bring an older memory back.
        self.write_slot()?;
        ledger::finish_turned(&*home, &folder, &self.memory.heads)
    }

    /// Writes the memory into the slot that is not in force.
    fn write_slot(&mut self) -> Result<(), StorageProblem> {
        let (sealer, root) = (&self.sealer, MediumPath::root());
        let sign = |bytes: &[u8]| sealer.sign(Namespace::Medium, bytes).into_bytes();
        self.slot = Some(slots::write(&*self.home, &root, &self.memory, &sign, self.slot)?);
        Ok(())
    }

    /// Writes `kluis.toml` anew and takes it over. A person may have it open in an editor, so that it is
    /// replaced whole.
    pub fn save_config(&mut self, text: String) -> Result<(), VaultProblem> {
        let path = self.root.join(CONFIG);
        let problem = |problem| VaultProblem::Config { path: path.clone(), problem };
        let mut config = Config::read(&text).map_err(problem)?;
        if !self.loosened.is_empty() {
            loosened::tighten(&mut config, &self.config);
        }
        self.replace(CONFIG, text.as_bytes())?;
        self.schedule = config
            .schedule()
            .map_err(|p| VaultProblem::Config { path: path.clone(), problem: p.into() })?;
        self.config = config;
        self.config_text = text;
        Ok(())
    }

    /// Takes the settings as they stand, since a person says that they are meant; gives what counts from here on.
    pub fn accept_settings(&mut self) -> Result<Vec<Loosened>, VaultProblem> {
        let path = self.root.join(CONFIG);
        let config = Config::read(&self.config_text);
        self.config = config.map_err(|problem| VaultProblem::Config { path, problem })?;
        spares::keep(&*self.home, CONFIG, self.config_text.as_bytes())?;
        Ok(std::mem::take(&mut self.loosened))
    }

    /// Keeps an identity under a passphrase, in place of the one that the home has: `sealed` is the new file.
    pub fn save_identity(&self, sealed: &[u8]) -> Result<(), VaultProblem> {
        self.replace(IDENTITY_SEALED, sealed)?;
        // Only now: whatever ends the run, one of the two opens.
        let plain = MediumPath::parse(IDENTITY_PLAIN).map_err(StorageProblem::from)?;
        match self.home.facts(&plain)? {
            Some(_) => Ok(files::erase(&*self.home, &plain)?),
            None => Ok(()),
        }
    }

    /// Writes a file of the home whole, in place of the one there.
    fn replace(&self, name: &str, bytes: &[u8]) -> Result<(), VaultProblem> {
        let path = self.root.join(name);
        let io = |source| VaultProblem::Io { path: path.clone(), source };
        let mut file = tempfile::NamedTempFile::new_in(&self.root).map_err(io)?;
        file.write_all(bytes).map_err(io)?;
        file.as_file().sync_all().map_err(io)?;
        file.persist(&path).map_err(|error| io(error.error))?;
        Ok(())
    }
}
