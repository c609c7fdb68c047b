//! Runs of the verbs over a case's drives, and how each ended.

use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;

use kluis::things::medium::{Accept, Contact};
use kluis::verbs::archive::{self, RuleAsked};
use kluis::verbs::copy;
use kluis::verbs::destroy;
use kluis::verbs::fault::{Fault, Usage};
use kluis::verbs::medium::fate::{self, FateRequest, What, Which};
use kluis::verbs::outcome::{Outcome, Reported};
use kluis::verbs::select::Selection;
use kluis::verbs::session::Session;
use kluis::verbs::sweep;
use kluis::words::ids::BundleId;

use super::{Breaks, Case, on, said};

/// How a run ended, for all that a test asks.
pub enum Ended {
    Well,
    /// It said what is missing.
    Partly(String),
    Badly(String),
}

impl fmt::Display for Ended {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Ended::Well => f.write_str("it ended well"),
            Ended::Partly(what) => write!(f, "it did a part: {what}"),
            Ended::Badly(said) => f.write_str(said),
        }
    }
}

impl Case {
    /// What is asked for to archive one folder of the sources.
    pub fn archive_request(&self, folder: &str, date: &str, moving: bool) -> archive::Request {
        archive::Request {
            paths: vec![self.folder.path().join("sources").join(folder)],
            among: None,
            rule: RuleAsked {
                class: "nl-admin-basis".parse().unwrap(),
                date: Some(date.parse().unwrap()),
            },
            also: vec![],
            case: None,
            to: vec![],
            moving,
            inactive_days: None,
            tags: BTreeMap::new(),
            tags_from: None,
            period: None,
            ground: None,
            accept_end: true,
            accept_newer: true,
            shared_source: false,
            dry_run: false,
        }
    }

    /// Archives one folder of the sources onto as many drives as `breaks` has.
    pub fn archive(
        &self,
        breaks: &[&dyn Breaks],
        folder: &str,
        date: &str,
        moving: bool,
        time: &str,
    ) -> Ended {
        let request = self.archive_request(folder, date, moving);
        let ended = self.session(breaks, time, |session| archive::in_session(session, &request));
        match ended {
            Ok(report) if report.outcome() == Outcome::Done && report.broken.is_empty() => {
                Ended::Well
            }
            Ok(report) => Ended::Partly(format!(
                "{:?} {:?} {:?}",
                report.missed, report.not_moved, report.broken
            )),
            // Everything was moved before.
            Err(Fault::Usage(Usage::NothingToSeal)) => Ended::Well,
            Err(fault) => Ended::Badly(said(fault)),
        }
    }

    /// Copies all onto one drive, with others plugged in or none.
    pub fn copy_to(
        &self,
        breaks: &dyn Breaks,
        to: usize,
        others: &[(usize, &dyn Breaks)],
        time: &str,
    ) -> Ended {
        let selection = Selection { all: true, ..Selection::default() };
        let request = copy::Request { selection, to: "the first in contact".into() };
        let ended = on(time, |world| {
            let mut session = Session::open(world, &self.home(), "test")?;
            for (at, breaks) in [(to, breaks)].iter().chain(others) {
                let storage = breaks.drive(self.drives[*at].clone());
                let path = PathBuf::from(format!("/drives/{at}"));
                let contact =
                    Contact::open_storage(&mut session.vault, &path, storage, Accept::Current)?;
                session.add(contact)?;
            }
            breaks.home(&mut session);
            copy::in_session(&mut session, &request)
        });
        match ended {
            Ok(report) if report.outcome() == Outcome::Done && report.broken.is_empty() => {
                Ended::Well
            }
            Ok(report) => Ended::Partly(format!(
                "{:?} {:?} {:?}",
                report.missed, report.not_here, report.broken
            )),
            Err(fault) => Ended::Badly(said(fault)),
        }
    }

    /// Retires the first drive, and destroys what is on it.
    pub fn retire_first(&self, breaks: &[&dyn Breaks], time: &str) -> Ended {
        let which = Which::Named("Drive A".into());
        let request = FateRequest { which, what: What::Retire { erase: true } };
        match self.session(breaks, time, |session| fate::in_session(session, &request)) {
            Ok(report) if report.outcome() == Outcome::Done => Ended::Well,
            Ok(report) => Ended::Partly(format!("{:?} {:?}", report.failed, report.wanting)),
            Err(fault) => Ended::Badly(said(fault)),
        }
    }

    /// Removes the sources that may go.
    pub fn sweep(&self, breaks: &[&dyn Breaks], time: &str) -> Ended {
        let paths = vec![self.folder.path().join("sources")];
        let request = sweep::Request { paths, dry_run: false };
        match self.session(breaks, time, |session| sweep::in_session(session, &request)) {
            Ok(report) if report.outcome() == Outcome::Done => Ended::Well,
            Ok(report) => Ended::Partly(format!("{:?} {:?}", report.missed, report.stays)),
            Err(fault) => Ended::Badly(said(fault)),
        }
    }

    /// What is asked for to destroy a bundle.
    pub fn destroy_request(&self, bundle: BundleId) -> destroy::Request {
        destroy::Request {
            what: destroy::What::Named(vec![bundle.to_string()]),
            by: "A. Jansen".into(),
            role: "owner".into(),
            approved_by: None,
            approver_passphrase_file: None,
            approve: false,
            place: None,
            witness: None,
            statement_to: None,
            no_open_matters: true,
            older_rule: None,
            damaged: false,
            waive: vec![],
            reason: None,
            withdraw: false,
            space: destroy::Wanted::default(),
        }
    }

    /// Destroys a bundle on as many drives as `breaks` has.
    pub fn destroy(&self, breaks: &[&dyn Breaks], bundle: BundleId, time: &str) -> Ended {
        let request = self.destroy_request(bundle);
        match self.session(breaks, time, |session| destroy::in_session(session, &request)) {
            Ok(report) if report.outcome() == Outcome::Done => Ended::Well,
            Ok(report) => Ended::Partly(format!("{:?}", report.bundles)),
            Err(Fault::Usage(Usage::AlreadyDestroyed(_))) => Ended::Well,
            Err(fault) => Ended::Badly(said(fault)),
        }
    }
}
