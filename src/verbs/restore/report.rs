//! What a run of `restore` says that it did.

use serde::Serialize;

use crate::formats::index::Mtime;
use crate::powers::envelope::Unopened;
use crate::powers::medium::StorageProblem;
use crate::rules::hold::Reference;
use crate::things::bundle::open::{OpenProblem, RecordDamage};
use crate::things::files::FileProblem;
use crate::things::search::patterns::NoPattern;
use crate::verbs::copying::ChangedReport;
use crate::verbs::delivered::NotGivenReport;
use crate::verbs::fault::Fault;
use crate::verbs::hold::{PlaceReport, StandsReport};
use crate::verbs::outcome::{Outcome, Reported, Sought};
use crate::verbs::withheld::Withheld;
use crate::verbs::without_seal::WithoutSeal;
use crate::words::digest::Digest;
use crate::words::ids::{BundleId, DisclosureId};
use crate::words::names::TrueName;

use super::Request;
use super::confidential::Confidential;

/// A record that stands under another name than its own.
#[derive(Debug, Clone, Serialize)]
pub struct RenamedReport {
    pub bundle: BundleId,
    pub name: TrueName,
    pub written_as: TrueName,
}

/// A record whose time the target does not keep; its bytes are what was sealed.
#[derive(Debug, Clone, Serialize)]
pub struct TimeLost {
    pub bundle: BundleId,
    pub name: TrueName,
    /// The time that it had when it was sealed.
    pub sealed: Mtime,
}

/// A record that nobody but its owner could read when it was sealed: it stays so where the others are shared.
#[derive(Debug, Clone, Serialize)]
pub struct StaysPrivate {
    pub bundle: BundleId,
    pub name: TrueName,
}

/// What was not given, and why.
#[derive(Debug, Clone, Serialize)]
pub struct KeptBack {
    /// The pattern that was typed.
    pub pattern: String,
    /// Why.
    pub why: String,
    /// A record fits it.
    pub met: bool,
}

/// A record that a drive could not give as it was sealed.
#[derive(Debug, Serialize)]
pub struct DamagedReport {
    pub bundle: BundleId,
    pub n: u64,
    pub name: TrueName,
    pub medium: String,
    pub why: RecordDamage,
}

/// A bundle that could not be opened.
#[derive(Debug, Serialize)]
pub struct FailedReport {
    pub bundle: BundleId,
    pub why: Fault,
}

/// What a run of `restore` gave back.
#[derive(Debug, Serialize)]
pub struct Report {
    /// The folder; none where nothing was written.
    pub target: Option<String>,
    pub bundles: Vec<BundleId>,
    /// All that stands in the folder now.
    pub records: u64,
    pub bytes: u64,
    /// How many of the records an earlier run of the same command had put there.
    pub stood: u64,
    pub renamed: Vec<RenamedReport>,
    pub times_lost: Vec<TimeLost>,
    pub private: Vec<StaysPrivate>,
    /// What ended the run when some of it had come; the folder is not complete.
    pub stopped: Option<Fault>,
    /// Not given back; no file stands for these.
    pub damaged: Vec<DamagedReport>,
    /// Damaged on this drive, and given back from another.
    pub healed: Vec<DamagedReport>,
    /// Not on any drive that is here.
    pub failed: Vec<FailedReport>,
    /// Where somebody's request is answered: bundles that no drive here has, or that can't be opened.
    pub not_given: Vec<NotGivenReport>,
    /// Copies that are here and could not be opened, where another could.
    pub faulty_copies: Vec<FailedReport>,
    /// Selected, and destroyed or being destroyed.
    pub gone: Vec<BundleId>,
    /// Their `records.commit` was damaged on every drive here, so that it is not beside the seal.
    pub without_commitments: Vec<BundleId>,
    /// Patterns that no record fits, and behind them what else was asked for by name and not found.
    pub not_found: Vec<String>,
    /// How many things were asked for one by one.
    #[serde(skip)]
    pub asked: u64,
    /// Nobody knows yet what is not found: a drive is not here, nor what is on it known.
    #[serde(skip)]
    pub unsure: bool,
    /// The SHA-256 of the list of all that was written for somebody else.
    #[serde(skip)]
    pub list: Option<Digest>,
    /// Of a person's own request: how many other records the bundles hold from which some were given; none where that
    /// is not known.
    #[serde(skip)]
    pub others: Option<Option<u64>>,
    /// Of a person's own request: what it was not looked for in.
    #[serde(skip)]
    pub confidential: Confidential,
    /// A person's own request without a day: nobody knows by when it is to be answered.
    #[serde(skip)]
    pub without_term: bool,
    /// A record that was given is an audit file.
    #[serde(skip)]
    pub audit_files: bool,
    /// How many of them are patterns.
    #[serde(skip)]
    pub patterns_not_found: usize,
    /// Those of them that can only be meant letter by letter.
    #[serde(skip)]
    pub malformed: Vec<NoPattern>,
    /// The drives that records came from.
    pub media: Vec<String>,
    pub reference: Option<Reference>,
    /// The id of the disclosure; none where a person looked for their own use, or nothing new was given.
    pub disclosure: Option<DisclosureId>,
    /// For somebody else.
    #[serde(skip)]
    pub for_others: bool,
    /// What was asked for and is not given, each with why.
    pub kept_back: Vec<KeptBack>,
    /// The hold that was placed over the same bundles.
    pub hold: Option<PlaceReport>,
    /// That hold stood already, and none was placed.
    pub hold_stands: Option<StandsReport>,
    /// Bundles that may be ours and were not given back: only where no bundle was named.
    pub withheld: Withheld,
    /// Drives with a copy of these that count for nothing before they were verified.
    pub to_verify: Vec<String>,
    /// What is not as it was left on drives that are here: these were only read.
    pub changed: Vec<ChangedReport>,
    /// Bundles that could not be opened and of which nobody here has a seal.
    pub without_seal: Vec<WithoutSeal>,
    /// Drives here that were not told of this disclosure, and will be at their next contact.
    pub untold: Vec<String>,
}

impl Reported for Report {
    fn outcome(&self) -> Outcome {
        let found = self.records > 0 && self.not_found.is_empty();
        let sought = if found { Outcome::Done } else { Outcome::Finding };
        self.beside_what_was_sought().max(sought)
    }

    fn faults(&self) -> Vec<&Fault> {
        self.stopped.iter().collect()
    }

    fn sought(&self) -> Option<Sought> {
        let (not_found, beside) = (self.not_found.clone(), self.beside_what_was_sought());
        Some(Sought { found: self.records, not_found, beside })
    }
}

impl Report {
    /// What it comes to, whether or not anything was found.
    fn beside_what_was_sought(&self) -> Outcome {
        let damaged = !self.damaged.is_empty() || !self.without_commitments.is_empty();
        let finding = !self.gone.is_empty()
            || !self.withheld.is_empty()
            || self.kept_back.iter().any(|kept| !kept.met)
            || !self.healed.is_empty()
            || !self.faulty_copies.is_empty()
            || !self.changed.is_empty();
        let own = match (damaged, finding) {
            (true, _) => Outcome::Fixity,
            (false, true) => Outcome::Finding,
            (false, false) => Outcome::Done,
        };
        self.failed.iter().map(FailedReport::outcome).fold(own, Ord::max)
    }

    pub(super) fn new(request: &Request) -> Report {
        Report {
            target: None,
            bundles: vec![],
            records: 0,
            bytes: 0,
            stood: 0,
            renamed: vec![],
            times_lost: vec![],
            private: vec![],
            stopped: None,
            damaged: vec![],
            healed: vec![],
            failed: vec![],
            not_given: vec![],
            faulty_copies: vec![],
            gone: vec![],
            without_commitments: vec![],
            not_found: vec![],
            asked: 0,
            unsure: false,
            list: None,
            others: None,
            confidential: Confidential::default(),
            without_term: request.asked.is_of_subject() && request.asked.answer_by.is_none(),
            audit_files: false,
            patterns_not_found: 0,
            malformed: vec![],
            media: vec![],
            withheld: Withheld::default(),
            to_verify: vec![],
            reference: request.reference.clone(),
            disclosure: None,
            for_others: request.is_disclosure(),
            kept_back: vec![],
            hold: None,
            hold_stands: None,
            changed: vec![],
            without_seal: vec![],
            untold: vec![],
        }
    }
}

impl FailedReport {
    pub(super) fn of(bundle: BundleId, why: Fault) -> FailedReport {
        FailedReport { bundle, why }
    }

    /// How the run ends for it.
    fn outcome(&self) -> Outcome {
        match &self.why {
            Fault::Seal { .. } => Outcome::Seal,
            Fault::Open { problem, .. } => outcome_of(problem),
            Fault::Damaged { .. } | Fault::OutboxDamaged { .. } => Outcome::Fixity,
            Fault::Usage(_)
            | Fault::Vault(_)
            | Fault::Medium(_)
            | Fault::Unheard(_)
            | Fault::MediaAbsent(_)
            | Fault::NoneOfThese(_)
            | Fault::CopiesLost { .. }
            | Fault::MediumGone { .. }
            | Fault::TooFewOthers { .. }
            | Fault::NoMedium
            | Fault::NoRoom { .. }
            | Fault::TargetFull { .. }
            | Fault::ReadOnly { .. }
            | Fault::Write { .. }
            | Fault::Storage { .. }
            | Fault::Unreconciled { .. }
            | Fault::Changed { .. }
            | Fault::Erase { .. }
            | Fault::There { .. }
            | Fault::SealerReplaced
            | Fault::Identity(_)
            | Fault::Refused(_)
            | Fault::Clock(_)
            | Fault::Scan(_)
            | Fault::Space(_)
            | Fault::Token(_)
            | Fault::MediaUnseen(_)
            | Fault::Unproven(_)
            | Fault::WouldContradict(_)
            | Fault::RoleMissing(_)
            | Fault::RoleAbsent { .. }
            | Fault::Io { .. }
            | Fault::Interrupted => Outcome::PartlyDone,
        }
    }
}

/// A file that is larger than it was sealed, or gone, is not what was sealed either.
fn outcome_of(problem: &OpenProblem) -> Outcome {
    match problem {
        OpenProblem::OtherKey | OpenProblem::OtherIndex => Outcome::Seal,
        OpenProblem::Unopened(Unopened::NoIdentity | Unopened::Io(_)) => Outcome::PartlyDone,
        OpenProblem::NotAsSealed { .. }
        | OpenProblem::Index(_)
        | OpenProblem::Unopened(_)
        | OpenProblem::File(FileProblem::TooLarge { .. })
        | OpenProblem::File(FileProblem::Storage(StorageProblem::Absent { .. })) => Outcome::Fixity,
        OpenProblem::NoKey | OpenProblem::Key(_) | OpenProblem::File(_) => Outcome::PartlyDone,
    }
}
