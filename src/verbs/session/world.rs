//! What the outside gives to a run: clock, chance, terminal, and the texts that go onto drives.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use crate::powers::asker::{Setting, Watcher};
use crate::powers::clock::Clock;
use crate::powers::medium::StorageProblem;
use crate::powers::random::Random;
use crate::things::settings::OtherSettings;
use crate::things::vault::keys::Access;
use crate::things::vault::loosened::Loosened;
use crate::things::vault::{Vault, VaultProblem};
use crate::verbs::delivered::{Delivery, DeliveryRow, Ending, Piece};
use crate::words::day::Day;
use crate::words::ids::BundleId;

/// What the outside gives to a run.
pub struct World<'a> {
    /// The day and the hour.
    pub clock: &'a dyn Clock,
    /// Where ids, salts and keys are drawn from.
    pub random: &'a mut dyn Random,
    /// Who is shown how far a long run is, and may stop it.
    pub watcher: &'a dyn Watcher,
    /// How the run may come by an identity.
    pub access: Access<'a>,
    /// The user's own folder, below which archived names are counted.
    pub users_folder: Option<PathBuf>,
    /// The homes of all vaults on this PC that are known by name.
    pub homes: &'a [PathBuf],
    /// This home's settings that are looser than they were, and do not count yet, for the surface to tell.
    pub loosened: Vec<Loosened>,
    /// What was learned of other homes' settings, for the surface to tell.
    pub settings: Vec<OtherSettings>,
    /// Drives that are lost on record and plugged in all the same, by label, for the surface to tell; and the bundles
    /// that were destroyed meanwhile, and stand there by the ledger.
    pub lost_here: BTreeMap<String, Vec<BundleId>>,
    /// What the drives told could not be written to the home, for the surface to tell.
    pub unkept: Option<StorageProblem>,
    /// By label, the notes that a drive lacks since the home can't read them, for the surface to tell.
    pub notes_unread: BTreeMap<String, BTreeSet<String>>,
    /// A date that answers the clock's question.
    pub confirm_date: Option<Day>,
    /// Files that the surface words, for each drive.
    pub texts: &'a dyn Texts,
}

impl World<'_> {
    /// Opens a vault for a run that asks no drive anything. Looser settings that don't count yet are told after the
    /// run.
    pub fn open(&mut self, home: &Path, holder: &str) -> Result<Vault, VaultProblem> {
        let vault = Vault::open(home, holder)?;
        self.loosened = vault.loosened.clone();
        Ok(vault)
    }

    /// The same for a run that changes nothing: it reads beside another one that has the vault.
    pub fn look(&mut self, home: &Path, holder: &str) -> Result<Vault, VaultProblem> {
        let vault = Vault::look(home, holder)?;
        self.loosened = vault.loosened.clone();
        Ok(vault)
    }
}

/// The texts that go onto drives; the surface owns their words.
pub trait Texts {
    /// The files below a vault's folder.
    fn drive(&self, vault: crate::words::ids::VaultId) -> crate::things::medium::DriveTexts;
    /// What lies beside records that were given back: what it is, and how anyone checks it.
    fn audit(&self) -> Vec<(&'static str, String)>;
    /// The ten lines in a bundle's folder.
    fn bundle(
        &self,
        bundle: crate::words::ids::BundleId,
        volumes: &[crate::formats::entry::FileFacts],
    ) -> String;
    /// What the list is called that goes with records given to somebody else, and how it begins.
    fn delivery(&self, delivery: &Delivery) -> (&'static str, Piece);
    /// A record's line in it.
    fn delivery_row(&self, row: &DeliveryRow<'_>) -> Piece;
    /// How its page ends.
    fn delivery_end(&self, ending: &Ending<'_>) -> String;
    /// What is on a day of a client's calendar, in the user's language.
    fn occasion(&self, client: &str, occasion: &crate::verbs::occasions::Occasion) -> String;
    /// The page of a review list, in the user's language.
    fn review(&self, reviewed: &crate::verbs::list_page::Reviewed) -> String;
    /// A statement as a page (PDF/A) in the user's language: how its file's name ends, and its bytes; none where it
    /// can't be one.
    fn statement(
        &self,
        statement: &crate::formats::statement::Statement,
    ) -> Option<(&'static str, Vec<u8>)>;
    /// The recovery sheet: the client, the day, the vault, the paper identity, and the settings of that day.
    fn sheet(
        &self,
        name: &str,
        day: Day,
        vault: crate::words::ids::VaultId,
        identity: &str,
        settings: &[Setting],
    ) -> String;
    /// What stands below a new vault's settings: an example of what `month` wants to know, as comments.
    fn source_example(&self, name: &str) -> String;
}
