//! What a run of `month` did, or would do.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::powers::asker::MonthPlan;
use crate::things::copy_to::CopyTo;
use crate::things::device;
use crate::verbs::archive::{self, BundleReport, LeftReport, MissedReport, RemarkReport, WhyLeft};
use crate::verbs::fault::Fault;
use crate::verbs::outcome::{Outcome, Reported};
use crate::verbs::session::{Broken, Session};
use crate::words::ids::BundleId;

/// What came of a month.
#[derive(Debug, Serialize)]
pub struct Report {
    /// What was found, and what would be sealed.
    #[serde(flatten)]
    pub plan: MonthPlan,
    /// The plan was shown to a person before.
    #[serde(skip)]
    pub was_shown: bool,
    /// Whether nothing was written.
    pub dry_run: bool,
    /// Some of the plan was carried out.
    #[serde(skip)]
    pub acted: bool,
    /// Folders that stay until a person has answered a question about them.
    pub refused: Vec<RefusedReport>,
    /// The bundles that were made.
    pub bundles: Vec<BundleReport>,
    /// Bundles sealed before that were copied onto a drive which lacked them.
    pub copied: Vec<BundleReport>,
    /// Bundles of this run that wait in the outbox for their copies.
    pub waiting: Vec<BundleId>,
    /// The fewest verified copies that a bundle of the month has; none where there is no bundle.
    pub copies: Option<usize>,
    /// How many copies the vault wants.
    pub copies_wanted: u32,
    /// Sources that were removed.
    pub removed: u64,
    /// The sum of their sizes.
    pub removed_bytes: u64,
    /// Sources that were asked to go and stay, and why.
    pub stays: Vec<LeftReport>,
    /// Files of the month that were not sealed.
    pub left: Vec<LeftReport>,
    /// Records that may be hard to use for whoever audits.
    pub remarks: Vec<RemarkReport>,
    /// What did not come about on a drive.
    pub missed: Vec<MissedReport>,
    /// Drives that are here and could not be used.
    #[serde(rename = "bad_drives")]
    pub broken: Vec<Broken>,
    /// What ended the run before all was sealed; none where nothing did.
    pub stopped: Option<Fault>,
    /// Drives on one device that nobody said to be meant so.
    #[serde(skip)]
    pub unmeant: Vec<Vec<String>>,
    /// Where the copies can go that bundles wait for.
    #[serde(skip)]
    pub copy_to: CopyTo,
    /// The drives that took part, by label.
    #[serde(skip)]
    pub drives: BTreeSet<String>,
}

/// Files that stay, since something about them is doubtful.
#[derive(Debug, Serialize)]
pub struct RefusedReport {
    /// Their folders.
    pub folders: Vec<String>,
    /// The class that they would be sealed under.
    pub class: String,
    /// How many they are.
    pub files: u64,
    /// What is doubtful.
    #[serde(rename = "problem")]
    pub fault: Fault,
}

impl Report {
    pub(super) fn of(
        session: &Session<'_, '_>,
        plan: MonthPlan,
        refused: Vec<RefusedReport>,
        left: Vec<LeftReport>,
        broken: Vec<Broken>,
    ) -> Report {
        Report {
            plan,
            was_shown: false,
            dry_run: false,
            acted: false,
            refused,
            bundles: vec![],
            copied: vec![],
            waiting: vec![],
            copies: None,
            copies_wanted: session.vault.config.copies,
            removed: 0,
            removed_bytes: 0,
            stays: vec![],
            left,
            remarks: vec![],
            missed: vec![],
            broken,
            stopped: None,
            unmeant: device::unmeant(&session.vault, &session.contacts),
            copy_to: CopyTo::of(&session.vault),
            drives: session.contacts.names(),
        }
    }

    /// Adds what came of one class.
    pub(super) fn take(&mut self, done: archive::Report) {
        let planned = |left: &LeftReport| self.left.iter().any(|known| known.path == left.path);
        let left: Vec<LeftReport> = done
            .left
            .into_iter()
            .filter(|left| left.why != WhyLeft::StillActive && !planned(left))
            .collect();
        self.left.extend(left);
        self.acted = true;
        self.remarks.extend(done.remarks);
        self.bundles.extend(done.bundles);
        self.copied.extend(done.copied);
        self.waiting.extend(done.waiting);
        self.removed += done.moved;
        self.removed_bytes += done.moved_bytes;
        self.stays.extend(done.not_moved);
        self.missed.extend(done.missed);
        self.broken.extend(done.broken);
    }
}

impl Report {
    /// The drives that nothing of the month needs any more.
    pub fn free(&self) -> BTreeSet<String> {
        let has_all = self.copies.is_some_and(|copies| copies >= self.copies_wanted as usize);
        let ended = has_all && self.stays.is_empty() && self.broken.is_empty();
        match self.acted && ended && self.outcome() == Outcome::Done {
            true => self.drives.clone(),
            false => BTreeSet::new(),
        }
    }
}

impl Reported for Report {
    fn outcome(&self) -> Outcome {
        let samples = self.bundles.iter().filter_map(|bundle| bundle.sample.as_ref());
        if samples.into_iter().any(|sample| sample.fault.is_some()) {
            return Outcome::Fixity;
        }
        let unread = |left: &LeftReport| left.why.is_unread() || left.why == WhyLeft::PathTooLong;
        let behind = |stays: &LeftReport| {
            let on_this_pc = matches!(stays.why, WhyLeft::ChangedSince | WhyLeft::NotRemovable);
            on_this_pc || stays.why.is_unread()
        };
        let partly = self.left.iter().any(unread)
            || self.stays.iter().any(behind)
            || !self.missed.is_empty()
            || self.stopped.is_some();
        match (partly || (self.acted && !self.refused.is_empty()), &self.plan.sources_gone[..]) {
            (true, _) => Outcome::PartlyDone,
            (false, [_, ..]) => Outcome::Finding,
            (false, []) => Outcome::Done,
        }
    }

    fn faults(&self) -> Vec<&Fault> {
        let refused = self.refused.iter().filter(|_| !self.acted).map(|refused| &refused.fault);
        let broken = self.broken.iter().map(|drive| &drive.fault);
        broken.chain(&self.stopped).chain(refused).collect()
    }
}
