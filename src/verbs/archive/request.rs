//! What is asked of archiving.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::PathBuf;

use crate::rules::class::{ClassId, Period};
use crate::words::day::GivenDate;

/// One rule that the user names.
#[derive(Debug, Clone)]
pub struct RuleAsked {
    pub class: ClassId,
    /// None while the event is still to come.
    pub date: Option<GivenDate>,
}

/// What the user asks for.
#[derive(Debug, Clone)]
pub struct Request {
    pub paths: Vec<PathBuf>,
    pub rule: RuleAsked,
    pub also: Vec<RuleAsked>,
    pub case: Option<String>,
    pub to: Vec<OsString>,
    pub moving: bool,
    /// Only files untouched for so many days.
    pub inactive_days: Option<u32>,
    pub tags: BTreeMap<String, String>,
    pub period: Option<Period>,
    pub ground: Option<String>,
    pub accept_end: bool,
    pub accept_newer: bool,
    /// Folders that are another vault's are this one's too.
    pub shared_source: bool,
    pub dry_run: bool,
}
