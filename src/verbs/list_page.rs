//! What a person needs to know of the bundles on a review list before they go: the page to print says it.

use std::path::PathBuf;

use crate::formats::review_list::Listed;
use crate::rules::retention::{PinnedRule, ShownRule};
use crate::words::day::Day;
use crate::words::ids::VaultId;

use super::disclosed::DisclosureRow;

/// The list as the page shows it.
#[derive(Debug)]
pub struct Reviewed {
    pub client: String,
    pub vault: VaultId,
    pub made: Day,
    pub bundles: Vec<ReviewedBundle>,
    /// Where holds may stand that were heard of.
    pub synced: Synced,
    /// The file that the command acts on.
    pub list: PathBuf,
}

/// When each drive that this PC knows was last synced with it: what it has heard of holds is as new as that.
pub type Synced = Vec<(String, Day)>;

/// One bundle. No hold is on it, or it would not be on the list.
#[derive(Debug)]
pub struct ReviewedBundle {
    pub listed: Listed,
    pub rules: Vec<ReviewedRule>,
    /// The drives with a copy, by label.
    pub copies: Vec<String>,
    /// Drives that had one and are lost or retired, by label.
    pub gone: Vec<String>,
    /// What was given of it to somebody else.
    pub disclosed: Vec<DisclosureRow>,
}

/// A rule of it: as its seal shows it, with what this PC knows of its class.
#[derive(Debug)]
pub struct ReviewedRule {
    pub shown: ShownRule,
    /// The rule whole, where the seal hides it and the owner's identity was there to read it.
    pub whole: Option<PinnedRule>,
    /// None where the class is confidential and not known here.
    pub class: Option<ClassNamed>,
}

impl ReviewedRule {
    /// The rule whole, where anything here can read it.
    pub fn read(&self) -> Option<&PinnedRule> {
        self.shown.open().or(self.whole.as_ref())
    }
}

/// A class's id and its names.
#[derive(Debug, Clone)]
pub struct ClassNamed {
    pub id: String,
    pub name_en: String,
    pub name_nl: String,
}
