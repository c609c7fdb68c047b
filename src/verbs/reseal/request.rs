//! What is asked of resealing, and whether its words can go on record.

use std::path::PathBuf;

use crate::rules::class::Period;
use crate::verbs::archive::{self, RuleAsked};
use crate::verbs::fault::{Fault, Usage};
use crate::words::day::GivenDate;
use crate::words::limits::TYPED_BYTES_MAX;

/// What the user asks for.
#[derive(Debug, Clone)]
pub struct Request {
    /// An id, or an unambiguous start of one.
    pub bundle: String,
    pub what: What,
    /// Why; of one record that is left out, on what ground.
    pub reason: String,
    pub by: Option<String>,
    /// Who approves that a record is erased; where two persons are wanted, a signer, who signs in this run.
    pub approved_by: Option<String>,
    pub approver_passphrase_file: Option<PathBuf>,
    /// The other client's vault that the records belong to.
    pub into: Option<Into>,
}

/// Another vault, and how it is opened.
#[derive(Debug, Clone)]
pub struct Into {
    pub home: PathBuf,
    /// The client's name.
    pub name: String,
    /// How a command names it.
    pub spelled: String,
    pub identity: Option<PathBuf>,
    pub passphrase_file: Option<PathBuf>,
    /// The passphrase of the signer's key there, where it is another one than here.
    pub signer_passphrase_file: Option<PathBuf>,
}

/// What is to become of the records.
#[derive(Debug, Clone)]
pub enum What {
    /// They go under other rules: those that fit a pattern, or all where there is none. The rest stays under its own.
    Under { rules: Box<Rules>, matching: Vec<String> },
    /// All stay under their own rules, but for this one, which is erased on a ground.
    Without { record: String, asked: Asked },
}

/// What is stated of the request of the person whose record is erased (AVG art. 12(3), 17 and 19).
#[derive(Debug, Clone, Copy, Default)]
pub struct Asked {
    pub received: Option<GivenDate>,
    pub answered: Option<GivenDate>,
    /// Whom the record was given to was told.
    pub told: bool,
}

/// The rules that are right.
#[derive(Debug, Clone)]
pub struct Rules {
    pub rule: RuleAsked,
    pub also: Vec<RuleAsked>,
    /// None: the case that the bundle is of.
    pub case: Option<String>,
    pub period: Option<Period>,
    pub ground: Option<String>,
    pub accept_end: bool,
}

impl Request {
    pub(super) fn check(&self) -> Result<(), Fault> {
        let why = match self.what {
            What::Under { .. } => "--reason",
            What::Without { .. } => "--ground",
        };
        let named = [("--by", self.by.as_ref()), ("--approved-by", self.approved_by.as_ref())];
        for (option, text) in [(why, Some(&self.reason))].into_iter().chain(named) {
            let bad = |text: &&String| text.trim().is_empty() || text.len() > TYPED_BYTES_MAX;
            if text.is_some_and(|text| bad(&text)) {
                return Err(Usage::BadText(option).into());
            }
        }
        Ok(())
    }
}

impl Rules {
    /// As archiving is asked for them; `case` is the bundle's own.
    pub(super) fn as_archived(&self, case: Option<&str>) -> archive::Request {
        archive::Request {
            paths: vec![],
            among: None,
            rule: self.rule.clone(),
            also: self.also.clone(),
            case: self.case.clone().or_else(|| case.map(str::to_owned)),
            to: vec![],
            moving: false,
            inactive_days: None,
            tags: Default::default(),
            tags_from: None,
            period: self.period,
            ground: self.ground.clone(),
            accept_end: self.accept_end,
            accept_newer: true,
            shared_source: false,
            dry_run: false,
        }
    }
}
