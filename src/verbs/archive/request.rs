//! What is asked of archiving.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::ops::RangeInclusive;
use std::path::PathBuf;

use crate::rules::class::{ClassId, Period};
use crate::words::day::{Day, GivenDate};

/// One rule that the user names.
#[derive(Debug, Clone)]
pub struct RuleAsked {
    /// The class.
    pub class: ClassId,
    /// None while the event is still to come.
    pub date: Option<GivenDate>,
}

/// Files that were chosen before.
#[derive(Debug, Clone, Default)]
pub struct Among {
    /// Each of them.
    pub files: BTreeSet<PathBuf>,
    /// From the first to the last day that one of them gives as its own, where that tells their end.
    pub own_days: Option<RangeInclusive<Day>>,
}

impl FromIterator<PathBuf> for Among {
    fn from_iter<I: IntoIterator<Item = PathBuf>>(files: I) -> Self {
        Among { files: files.into_iter().collect(), own_days: None }
    }
}

/// What the user asks for.
#[derive(Debug, Clone)]
pub struct Request {
    /// Files and folders to seal.
    pub paths: Vec<PathBuf>,
    /// Of what lies there these files alone; none for all of them.
    pub among: Option<Among>,
    /// The rule of `--class` and `--date`.
    pub rule: RuleAsked,
    /// Further rules, of `--also`.
    pub also: Vec<RuleAsked>,
    /// The case that the bundles belong to.
    pub case: Option<String>,
    /// The drives to write to; empty for those that are connected.
    pub to: Vec<OsString>,
    /// Whether sources are to go once copies enough hold.
    pub moving: bool,
    /// Only files untouched for so many days.
    pub inactive_days: Option<u32>,
    /// What is written beside each record.
    pub tags: BTreeMap<String, String>,
    /// A table of what is written beside some of them.
    pub tags_from: Option<PathBuf>,
    /// A period, where the class offers a choice.
    pub period: Option<Period>,
    /// The ground for that period.
    pub ground: Option<String>,
    /// Whether an end that is past or near was confirmed.
    pub accept_end: bool,
    /// Whether records newer than the date were confirmed.
    pub accept_newer: bool,
    /// Folders that are another vault's are this one's too.
    pub shared_source: bool,
    /// Plan and report; write nothing.
    pub dry_run: bool,
}
