//! What a person needs to know of the bundles on a review list before they go: the page to print says it.

use std::path::PathBuf;

use crate::formats::review_list::Listed;
use crate::rules::retention::ShownRule;
use crate::words::day::{Day, Time};
use crate::words::ids::VaultId;

/// The list as the page shows it.
#[derive(Debug)]
pub struct Reviewed {
    pub client: String,
    pub vault: VaultId,
    pub made: Day,
    pub bundles: Vec<ReviewedBundle>,
    /// The file that the command acts on.
    pub list: PathBuf,
}

/// One bundle. No hold is on it, or it would not be on the list.
#[derive(Debug)]
pub struct ReviewedBundle {
    pub listed: Listed,
    pub rules: Vec<ReviewedRule>,
    /// The drives with a copy, by label.
    pub copies: Vec<String>,
    /// Drives that had one and are lost or retired, by label.
    pub gone: Vec<String>,
    /// When records of it were given back.
    pub given_back: Vec<Time>,
}

/// A rule of it: as its seal shows it, with what this PC knows of its class.
#[derive(Debug)]
pub struct ReviewedRule {
    pub shown: ShownRule,
    /// None where the class is confidential and not known here.
    pub class: Option<ClassNamed>,
}

/// A class's id and its names.
#[derive(Debug, Clone)]
pub struct ClassNamed {
    pub id: String,
    pub name_en: String,
    pub name_nl: String,
}
