//! What a rebuild has done.

use serde::Serialize;

use crate::powers::asker::Setting;
use crate::verbs::fault::Fault;
use crate::verbs::outcome::{Outcome, Reported};
use crate::verbs::session::Broken;
use crate::words::ids::{VaultId, WriterId};

/// The new home, and what it was made from.
#[derive(Debug, Serialize)]
pub struct Report {
    /// The vault's name.
    pub name: String,
    /// Its id.
    pub vault: VaultId,
    /// The new home's folder.
    pub home: String,
    /// Where the identity lies.
    pub identity: String,
    /// The file with an identity in the clear that opened the drive.
    pub opened_by: Option<String>,
    /// That file was typed from paper.
    #[serde(skip)]
    pub from_paper: bool,
    /// Whether a passphrase protects its keys.
    pub passphrase: bool,
    /// This home's chain in the ledger.
    pub writer: WriterId,
    /// Labels of the drives that it was made from.
    pub from: Vec<String>,
    /// How many ledger lines came back.
    pub entries: u64,
    /// How many bundles they speak of.
    pub bundles: usize,
    /// Bundles whose index is at home.
    pub indexes: usize,
    /// Bundles on these drives whose index could not be read.
    pub unread: usize,
    /// Bundles on other drives only: their index comes when one of them is plugged in.
    pub elsewhere: usize,
    /// How many notes came back.
    pub notes: usize,
    /// Notes that the ledger names and that these drives don't have, or not as they were recorded.
    pub notes_missing: usize,
    /// Drives that this home has not seen: until then it destroys nothing.
    pub unseen: Vec<String>,
    /// Chains with bytes behind their heads that nobody signed for.
    pub set_aside: u64,
    /// Drives among them whose own copy of the ledger is damaged, by label: the others had what they lack.
    pub damaged: Vec<String>,
    /// The settings are those before the last, since the last were damaged on the drive.
    pub older_settings: bool,
    /// Drives whose label counts for nothing, since a key that was replaced signed it.
    pub cut_back: Vec<String>,
    /// Drives that were named and do not hold: the others did.
    #[serde(rename = "bad_drives")]
    pub broken: Vec<Broken>,
    /// Drives with a label slot that is missing or broken: entries of another home may be hidden.
    pub slots_missing: Vec<String>,
    /// The settings that were taken from the drive: nobody but the sealer vouches for them.
    pub settings_taken: Vec<Setting>,
}

impl Reported for Report {
    fn outcome(&self) -> Outcome {
        let whole = self.unread == 0
            && self.notes_missing == 0
            && !self.older_settings
            && self.slots_missing.is_empty()
            && self.cut_back.is_empty()
            && self.damaged.is_empty();
        if whole { Outcome::Done } else { Outcome::Finding }
    }

    fn faults(&self) -> Vec<&Fault> {
        self.broken.iter().map(|drive| &drive.fault).collect()
    }
}
